/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-wait.h"

#include <glib/gstdio.h>

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
dwt_wait_until (DwtCondition condition,
                gpointer     data)
{
  gint64 deadline = g_get_monotonic_time () + DWT_DEADLINE_SECONDS * G_USEC_PER_SEC;
  guint tick = g_timeout_add (20, tick_cb, NULL);

  while (!condition (data))
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("a condition did not come true within %d seconds", DWT_DEADLINE_SECONDS);
      g_main_context_iteration (NULL, TRUE);
    }

  g_source_remove (tick);
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
