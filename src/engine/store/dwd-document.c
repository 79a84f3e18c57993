/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-document.h"

#include <string.h>

#include "base/dwd-failure.h"
#include "base/dwd-time-text.h"

gboolean
dwd_document_parse (const char  *text,
                    gssize       length,
                    DwdJsonSpan *object,
                    GError     **error)
{
  if (text == NULL ||
      !dwd_json_scan_value (text, length < 0 ? strlen (text) : (gsize) length, object, error))
    {
      if (text == NULL)
        dwd_error_set (error, DWD_FAILURE_PROTOCOL, "A document is missing");
      return FALSE;
    }
  if (object->type != DWD_JSON_OBJECT)
    {
      dwd_error_set (error, DWD_FAILURE_PROTOCOL, "A document is not an object");
      return FALSE;
    }
  return TRUE;
}

/* Keys are compared as they are written; only an escaped one is decoded first. */
static gboolean
keys_equal (const DwdJsonSpan *a,
            const DwdJsonSpan *b)
{
  g_autofree char *a_text = NULL;
  g_autofree char *b_text = NULL;

  if (!a->escaped && !b->escaped)
    return a->raw.length == b->raw.length &&
           memcmp (a->raw.text, b->raw.text, a->raw.length) == 0;

  a_text = dwd_json_span_dup_string (a);
  b_text = dwd_json_span_dup_string (b);
  return g_strcmp0 (a_text, b_text) == 0;
}

/* The last value counts where a key is repeated. */
static gboolean
find_member (const DwdJsonSpan *object,
             const DwdJsonSpan *key,
             DwdJsonSpan       *out)
{
  DwdJsonIter iter;
  DwdJsonSpan member_key;
  DwdJsonSpan member_value;
  gboolean found = FALSE;

  if (!dwd_json_iter_init (&iter, object))
    return FALSE;
  while (dwd_json_iter_next_member (&iter, &member_key, &member_value))
    if (keys_equal (&member_key, key))
      {
        *out = member_value;
        found = TRUE;
      }
  return found;
}

static const char *
replace_members (GString           *out,
                 const DwdJsonSpan *document,
                 const DwdJsonSpan *changes,
                 gboolean          *is_empty)
{
  const char *copied = document->raw.text;
  DwdJsonIter iter;
  DwdJsonSpan key;
  DwdJsonSpan value;

  *is_empty = TRUE;
  if (!dwd_json_iter_init (&iter, document))
    return copied;

  while (dwd_json_iter_next_member (&iter, &key, &value))
    {
      DwdJsonSpan change;

      *is_empty = FALSE;
      if (!find_member (changes, &key, &change))
        continue;
      g_string_append_len (out, copied, value.raw.text - copied);
      g_string_append_len (out, change.raw.text, change.raw.length);
      copied = value.raw.text + value.raw.length;
    }
  return copied;
}

static void
append_new_members (GString           *out,
                    const DwdJsonSpan *document,
                    const DwdJsonSpan *changes,
                    gboolean           is_empty)
{
  DwdJsonIter iter;
  DwdJsonSpan key;
  DwdJsonSpan value;

  if (!dwd_json_iter_init (&iter, changes))
    return;
  while (dwd_json_iter_next_member (&iter, &key, &value))
    {
      DwdJsonSpan held;

      if (find_member (document, &key, &held))
        continue;
      if (!is_empty)
        g_string_append_c (out, ',');
      g_string_append_len (out, key.raw.text, key.raw.length);
      g_string_append_c (out, ':');
      g_string_append_len (out, value.raw.text, value.raw.length);
      is_empty = FALSE;
    }
}

/**
 * dwd_document_merge:
 * @document: a JSON object
 * @changes: a JSON object whose members replace those of @document
 * @error: return location for a %DWD_ERROR
 *
 * Returns: (transfer full) (nullable): the merged text
 */
char *
dwd_document_merge (const char *document,
                    const char *changes,
                    GError    **error)
{
  DwdJsonSpan object;
  DwdJsonSpan change;
  const char *rest = NULL;
  const char *closing = NULL;
  gboolean is_empty = TRUE;
  GString *out = NULL;

  if (!dwd_document_parse (document, -1, &object, error) ||
      !dwd_document_parse (changes, -1, &change, error))
    return NULL;

  out = g_string_sized_new (object.raw.length + change.raw.length + 2);
  rest = replace_members (out, &object, &change, &is_empty);
  closing = object.raw.text + object.raw.length - 1;
  g_string_append_len (out, rest, closing - rest);
  append_new_members (out, &object, &change, is_empty);
  g_string_append_c (out, '}');
  return g_string_free (out, FALSE);
}

char *
dwd_document_set_string (const char *document,
                         const char *key,
                         const char *value,
                         GError    **error)
{
  g_autoptr (GString) changes = g_string_new ("{");

  dwd_json_append_string (changes, key, -1);
  g_string_append_c (changes, ':');
  dwd_json_append_string (changes, value, -1);
  g_string_append_c (changes, '}');
  return dwd_document_merge (document, changes->str, error);
}

char *
dwd_document_dup_string (const char *document,
                         const char *key)
{
  DwdJsonSpan object;
  DwdJsonSpan value;

  if (document == NULL || !dwd_document_parse (document, -1, &object, NULL))
    return NULL;
  value = dwd_json_span_get_member (&object, key);
  return value.type == DWD_JSON_STRING ? dwd_json_span_dup_string (&value) : NULL;
}

char *
dwd_document_dup_shown (const DwdJsonSpan *span,
                        gsize              most_bytes)
{
  char *text = dwd_json_span_dup_string (span);
  char *end = NULL;

  if (text == NULL || strnlen (text, most_bytes + 1) <= most_bytes)
    return text;

  end = g_utf8_find_prev_char (text, text + most_bytes + 1);
  *end = '\0';
  return g_realloc (text, end - text + 1);
}

static gint64
civil_to_number (const DwdCivil *civil)
{
  gint64 seconds = dwd_civil_to_days (civil->year, civil->month, civil->day) * 86400 +
                   civil->hour * 3600 + civil->minute * 60 + civil->second;

  return seconds * DWD_USEC_PER_SEC + civil->usec;
}

gboolean
dwd_modified_compare (const char *a,
                      gssize      a_length,
                      const char *b,
                      gssize      b_length,
                      int        *order)
{
  DwdCivil a_civil;
  DwdCivil b_civil;
  gint64 a_number = 0;
  gint64 b_number = 0;

  if (a == NULL || b == NULL ||
      !dwd_time_text_parse_datetime (a, a_length, &a_civil) ||
      !dwd_time_text_parse_datetime (b, b_length, &b_civil))
    return FALSE;

  a_number = civil_to_number (&a_civil);
  b_number = civil_to_number (&b_civil);
  *order = (a_number > b_number) - (a_number < b_number);
  return TRUE;
}
