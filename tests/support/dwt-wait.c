/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-wait.h"

#include "dwt-loop.h"

#include <glib/gstdio.h>

void
dwt_wait_until (DwtCondition condition,
                gpointer     data)
{
  dwt_wait_for (condition (data), DWT_DEADLINE_SECONDS);
}

void
dwt_result_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      slot)
{
  GAsyncResult **keep = slot;

  g_assert_null (*keep);
  *keep = g_object_ref (result);
}

static gboolean
has_result (gpointer data)
{
  GAsyncResult **slot = data;

  return *slot != NULL;
}

/* Returns: (transfer none): the result; the caller owns the slot */
GAsyncResult *
dwt_wait_result (GAsyncResult **slot)
{
  dwt_wait_until (has_result, slot);

  return *slot;
}

char *
dwt_make_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *dir = g_dir_make_tmp ("dartwing-test-XXXXXX", &error);

  g_assert_no_error (error);

  return dir;
}

static void
remove_tree (GFile *file)
{
  g_autoptr (GFileEnumerator) children =
    g_file_enumerate_children (file, G_FILE_ATTRIBUTE_STANDARD_NAME,
                               G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL &&
         g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) && child != NULL)
    remove_tree (child);
  g_file_delete (file, NULL, NULL);
}

/* @dir: (transfer full) */
void
dwt_remove_dir (char *dir)
{
  g_autoptr (GFile) file = g_file_new_for_path (dir);

  remove_tree (file);
  g_free (dir);
}
