/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-fold.h"

#include <string.h>

/* Every document of a first sync passes here, so ASCII goes byte by byte. g_utf8_casefold() would
 * allocate for each text and costs ten times as much. */
void
dwd_fold_append (GString    *out,
                 const char *text,
                 gsize       length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *run = text;
      gsize at = out->len;

      while (text < end && (guchar) * text < 0x80)
        text++;
      g_string_append_len (out, run, text - run);
      for (; at < out->len; at++)
        out->str[at] = g_ascii_tolower (out->str[at]);

      while (text < end && (guchar) * text >= 0x80)
        {
          g_string_append_unichar (out, g_unichar_tolower (g_utf8_get_char (text)));
          text = g_utf8_next_char (text);
        }
    }
}

char *
dwd_fold (const char *text)
{
  GString *out = g_string_new (NULL);

  dwd_fold_append (out, text, strlen (text));
  return g_string_free (out, FALSE);
}
