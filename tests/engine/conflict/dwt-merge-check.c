/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-merge-rows.h"

#include <string.h>

#include "conflict/dwd-merge.h"

char *
dwt_merge_unquote (const char *text)
{
  return text != NULL ? g_strdelimit (g_strdup (text), "'", '"') : NULL;
}

static DwdJsonSpan
scan (const char *text)
{
  g_autoptr (GError) error = NULL;
  DwdJsonSpan span;

  if (!dwd_json_scan_value (text, strlen (text), &span, &error))
    g_error ("%s in %s", error->message, text);

  return span;
}

static gboolean
contains (const DwdJsonSpan *actual,
          const DwdJsonSpan *expected)
{
  DwdJsonSpan key, value;
  DwdJsonIter iter;

  if (expected->type != DWD_JSON_OBJECT)
    return dwd_merge_values_equal (actual, expected);
  if (actual->type != DWD_JSON_OBJECT)
    return FALSE;

  dwd_json_iter_init (&iter, expected);
  while (dwd_json_iter_next_member (&iter, &key, &value))
    {
      g_autofree char *name = dwd_json_span_dup_string (&key);
      DwdJsonSpan member = dwd_json_span_get_member (actual, name);

      if (!contains (&member, &value))
        return FALSE;
    }

  return TRUE;
}

static char *
join_names (const DwdJsonSpan *fields)
{
  GString *names = g_string_new (NULL);
  DwdJsonSpan key, value;
  DwdJsonIter iter;

  dwd_json_iter_init (&iter, fields);
  while (dwd_json_iter_next_member (&iter, &key, &value))
    {
      g_autofree char *name = dwd_json_span_dup_string (&key);

      g_string_append_printf (names, "%s%s", names->len > 0 ? "," : "", name);
    }

  return g_string_free (names, FALSE);
}

void
dwt_merge_check (const DwtMergeRow *row,
                 const char        *answer)
{
  g_autofree char *wanted = dwt_merge_unquote (row->expected);
  DwdJsonSpan actual = scan (answer);
  DwdJsonSpan expected = scan (wanted);
  DwdJsonSpan fields = dwd_json_span_get_member (&actual, "fields");
  g_autofree char *names = join_names (&fields);

  if (!contains (&actual, &expected))
    {
      g_test_message ("%s: expected %s", row->name, wanted);
      g_test_message ("%s: answered %s", row->name, answer);
      g_test_fail ();
    }
  if (row->names != NULL && strcmp (row->names, names) != 0)
    {
      g_test_message ("%s: expected the fields %s, got %s", row->name, row->names, names);
      g_test_fail ();
    }
}
