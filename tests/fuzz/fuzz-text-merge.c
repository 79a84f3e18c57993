/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-fuzz"

#include "config.h"

#include <string.h>

#include "base/dwd-text-merge.h"

/*
 * Base, mine and server, parted by the byte 0xff. Whatever they are, an answer comes, twice the same;
 * one side's change alone is taken as it is; and a merge has no byte more than both sides have.
 */

int LLVMFuzzerTestOneInput (const guint8 *data,
                            size_t        size);

/* A text ends at a NUL, as the caller's texts do. */
static char *
take_part (const guint8 **data,
           size_t        *size)
{
  const guint8 *end = *size > 0 ? memchr (*data, 0xff, *size) : NULL;
  size_t length = end != NULL ? (size_t) (end - *data) : *size;
  char *part = g_strndup ((const char *) *data, length);

  length = end != NULL ? length + 1 : length;
  *data += length;
  *size -= length;

  return part;
}

static void
check_merge (const char *base,
             const char *mine,
             const char *server,
             const char *wanted)
{
  g_autofree char *merged = NULL;

  g_assert_true (dwd_text_merge (base, mine, server, &merged));
  g_assert_cmpstr (merged, ==, wanted);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  g_autofree char *base = take_part (&data, &size);
  g_autofree char *mine = take_part (&data, &size);
  g_autofree char *server = take_part (&data, &size);
  g_autofree char *merged = NULL;
  g_autofree char *again = NULL;
  gboolean clean = dwd_text_merge (base, mine, server, &merged);

  g_assert_cmpint (clean, ==, merged != NULL);
  g_assert_cmpint (dwd_text_merge (base, mine, server, &again), ==, clean);
  g_assert_cmpstr (again, ==, merged);
  if (clean)
    g_assert_cmpuint (strlen (merged), <=, strlen (mine) + strlen (server) + 1);

  check_merge (base, mine, mine, mine);
  check_merge (NULL, server, server, server);
  if (*base != '\0')
    {
      check_merge (base, mine, base, mine);
      check_merge (base, base, server, server);
    }

  return 0;
}
