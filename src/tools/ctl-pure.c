/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dispatchctl"

#include "config.h"

#include "ctl-pure.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/dwd-failure.h"
#include "base/dwd-time-text.h"
#include "ctl-session.h"

static gboolean
read_stream (FILE    *stream,
             char   **text,
             gsize   *length,
             GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[65536];
  gsize n;

  while ((n = fread (buffer, 1, sizeof buffer, stream)) > 0)
    g_byte_array_append (bytes, buffer, (guint) n);
  if (ferror (stream))
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s", g_strerror (errno));
      return FALSE;
    }

  *length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  *text = (char *) g_byte_array_free (g_steal_pointer (&bytes), FALSE);
  return TRUE;
}

gboolean
ctl_pure_read (const char *option,
               const char *path,
               char      **text,
               gsize      *length,
               GError    **error)
{
  gboolean done;

  if (path == NULL)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "--%s is missing", option);
      return FALSE;
    }

  if (g_strcmp0 (path, "-") == 0)
    done = read_stream (stdin, text, length, error);
  else
    done = g_file_get_contents (path, text, length, error);
  if (!done)
    g_prefix_error (error, "--%s: %s: ", option, path);

  return done;
}

gboolean
ctl_pure_parse_instant (const char *option,
                        const char *text,
                        gint64     *out_us,
                        GError    **error)
{
  if (dwd_time_text_parse_instant (text, -1, out_us))
    return TRUE;

  dwd_error_set (error, DWD_FAILURE_INVALID,
                 "--%s: “%s” is no instant such as 2026-11-24T10:42:00Z", option, text);
  return FALSE;
}

gboolean
ctl_pure_parse_options (const char         *verb,
                        const GOptionEntry *entries,
                        int                 argc,
                        char              **argv,
                        GError            **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_auto (GStrv) left = NULL;

  g_ptr_array_add (words, g_strdup (verb));
  for (int i = 0; i < argc; i++)
    g_ptr_array_add (words, g_strdup (argv[i]));
  g_ptr_array_add (words, NULL);
  left = (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse_strv (context, &left, error))
    return FALSE;
  if (left[0] != NULL && left[1] != NULL)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s: “%s” is not understood", verb, left[1]);
      return FALSE;
    }

  return TRUE;
}

void
ctl_pure_print (const char *json)
{
  gboolean in_string = FALSE;

  for (const char *p = json; *p != '\0'; p++)
    {
      if (in_string && *p == '\\')
        putchar (*p++);
      else if (*p == '"')
        in_string = !in_string;
      if (in_string || strchr (" \n\r\t", *p) == NULL)
        putchar (*p);
    }
  putchar ('\n');
  fflush (stdout);
}

int
ctl_pure_fail (const GError *error)
{
  fprintf (stderr, "dispatchctl: %s\n", error->message);

  return CTL_EXIT_USAGE;
}
