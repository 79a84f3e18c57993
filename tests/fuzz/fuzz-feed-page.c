/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-fuzz"

#include "config.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "protocol/dwd-feed-page.h"

/*
 * The scanner beside two others on the same bytes. What is JSON and what is not is compared with a slow
 * reading of RFC 8259 word by word, both ways. What the values are is compared with json-glib, which
 * must take whatever the scanner takes. It is no judge of the rest: json-glib 1.6 also takes comments, a
 * leading "var x =" and much else. Left out of the comparison: integers beyond 64 bits, and escaped
 * surrogates and NULs, on which json-glib has views of its own.
 */

int LLVMFuzzerTestOneInput (const guint8 *data,
                            size_t        size);

/* The slow reading: each function takes what its rule of the grammar allows, and moves over it. */
typedef struct
{
  const char *cursor;
  const char *end;
} Plain;

static gboolean plain_value (Plain *plain,
                             guint  depth);

static gboolean
plain_char (Plain      *plain,
            const char *allowed)
{
  if (plain->cursor == plain->end || *plain->cursor == '\0' || strchr (allowed, *plain->cursor) == NULL)
    return FALSE;

  plain->cursor++;
  return TRUE;
}

static guint
plain_run (Plain      *plain,
           const char *allowed)
{
  guint n = 0;

  while (plain_char (plain, allowed))
    n++;

  return n;
}

static void
plain_space (Plain *plain)
{
  plain_run (plain, " \t\n\r");
}

static gboolean
plain_word (Plain      *plain,
            const char *word)
{
  for (; *word != '\0'; word++)
    {
      char letter[2] = { *word, '\0' };

      if (!plain_char (plain, letter))
        return FALSE;
    }

  return TRUE;
}

static gboolean
plain_number (Plain *plain)
{
  plain_char (plain, "-");
  if (!plain_char (plain, "0") && plain_run (plain, "0123456789") == 0)
    return FALSE;
  if (plain_char (plain, ".") && plain_run (plain, "0123456789") == 0)
    return FALSE;
  if (!plain_char (plain, "eE"))
    return TRUE;

  plain_char (plain, "+-");
  return plain_run (plain, "0123456789") > 0;
}

static gboolean
plain_unit (Plain   *plain,
            gunichar least,
            gunichar most)
{
  char digits[5] = { 0 };
  gunichar unit;

  for (int i = 0; i < 4; i++)
    {
      digits[i] = plain->cursor < plain->end ? *plain->cursor : '\0';
      if (!plain_char (plain, "0123456789abcdefABCDEF"))
        return FALSE;
    }
  unit = (gunichar) g_ascii_strtoull (digits, NULL, 16);

  return unit >= least && unit <= most;
}

static gboolean
plain_escape (Plain *plain)
{
  Plain start;

  if (plain_char (plain, "\"\\/bfnrt"))
    return TRUE;
  if (!plain_char (plain, "u"))
    return FALSE;

  start = *plain;
  if (plain_unit (plain, 0, 0xd7ff))
    return TRUE;
  *plain = start;
  if (plain_unit (plain, 0xe000, 0xffff))
    return TRUE;
  *plain = start;
  return plain_unit (plain, 0xd800, 0xdbff) && plain_word (plain, "\\u") && plain_unit (plain, 0xdc00, 0xdfff);
}

static gboolean
plain_string (Plain *plain)
{
  if (!plain_char (plain, "\""))
    return FALSE;

  while (!plain_char (plain, "\""))
    {
      if (plain->cursor == plain->end || (guchar) * plain->cursor < 0x20)
        return FALSE;
      if (!plain_char (plain, "\\"))
        plain->cursor++;
      else if (!plain_escape (plain))
        return FALSE;
    }

  return TRUE;
}

static gboolean
plain_container (Plain *plain,
                 guint  depth)
{
  gboolean is_object = plain_char (plain, "{");
  const char *closing = is_object ? "}" : "]";

  if ((!is_object && !plain_char (plain, "[")) || depth >= DWD_JSON_MAX_DEPTH)
    return FALSE;

  plain_space (plain);
  if (plain_char (plain, closing))
    return TRUE;

  do
    {
      plain_space (plain);
      if (is_object)
        {
          if (!plain_string (plain))
            return FALSE;
          plain_space (plain);
          if (!plain_char (plain, ":"))
            return FALSE;
        }
      if (!plain_value (plain, depth + 1))
        return FALSE;
    } while (plain_char (plain, ","));

  return plain_char (plain, closing);
}

static gboolean
plain_value (Plain *plain,
             guint  depth)
{
  gboolean result;
  char first;

  plain_space (plain);
  first = plain->cursor < plain->end ? *plain->cursor : '\0';
  if (first == '{' || first == '[')
    result = plain_container (plain, depth);
  else if (first == '"')
    result = plain_string (plain);
  else if (first == 't')
    result = plain_word (plain, "true");
  else if (first == 'f')
    result = plain_word (plain, "false");
  else if (first == 'n')
    result = plain_word (plain, "null");
  else
    result = plain_number (plain);
  plain_space (plain);

  return result;
}

/* UTF-8 is GLib's to judge; it calls a NUL invalid, and outside an escape JSON has none either. */
static gboolean
is_json (const char *text,
         gsize       length)
{
  Plain plain = { text, text + length };

  return g_utf8_validate_len (text, length, NULL) && plain_value (&plain, 0) && plain.cursor == plain.end;
}

static void compare_values (const DwdJsonSpan *span,
                            JsonNode          *node);

static gboolean
has_escaped_surrogate (const DwdJsonSpan *span)
{
  for (gsize i = 0; i + 3 < span->raw.length; i++)
    {
      const char *text = span->raw.text + i;

      if (text[0] == '\\' && text[1] == 'u' && (text[2] == 'd' || text[2] == 'D') &&
          strchr ("89abcdefABCDEF", text[3]) != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_escaped_nul (const DwdJsonSpan *span)
{
  return g_strstr_len (span->raw.text, (gssize) span->raw.length, "\\u0000") != NULL;
}

static void
compare_strings (const DwdJsonSpan *span,
                 JsonNode          *node)
{
  g_autofree char *ours = dwd_json_span_dup_string (span);

  if (has_escaped_surrogate (span) || has_escaped_nul (span))
    return;

  g_assert_cmpstr (ours, ==, json_node_get_string (node));
}

static void
compare_numbers (const DwdJsonSpan *span,
                 JsonNode          *node)
{
  double ours = 0;
  double theirs;

  theirs = json_node_get_double (node);
  if (!dwd_json_span_get_double (span, &ours))
    {
      /* What no double holds is no number to us. */
      g_assert_true (!isfinite (theirs) || fabs (theirs) >= G_MAXDOUBLE || span->raw.length > 64);
      return;
    }
  if (json_node_get_value_type (node) == G_TYPE_INT64 && fabs (ours) > 9e18)
    return;

  if (isfinite (ours) || isfinite (theirs))
    g_assert_cmpfloat_with_epsilon (ours, theirs, fabs (ours) * 1e-12 + 1e-300);
}

static gboolean
has_odd_key (const DwdJsonSpan *span)
{
  DwdJsonIter iter;
  DwdJsonSpan key;
  DwdJsonSpan value;

  dwd_json_iter_init (&iter, span);
  while (dwd_json_iter_next_member (&iter, &key, &value))
    if (has_escaped_surrogate (&key) || has_escaped_nul (&key))
      return TRUE;

  return FALSE;
}

/* Of a repeated key the last counts on both sides, so only that one is compared. */
static void
compare_objects (const DwdJsonSpan *span,
                 JsonObject        *object)
{
  DwdJsonIter iter;
  DwdJsonSpan key;
  DwdJsonSpan value;

  /* An odd key may be the same to json-glib as one beside it. */
  if (has_odd_key (span))
    return;

  g_assert_true (dwd_json_iter_init (&iter, span));
  while (dwd_json_iter_next_member (&iter, &key, &value))
    {
      g_autofree char *name = dwd_json_span_dup_string (&key);
      DwdJsonKey wanted = { name, strlen (name) };
      DwdJsonSpan last;

      g_assert_true (json_object_has_member (object, name));
      dwd_json_span_find (span, &wanted, 1, &last);
      g_assert_cmpint (last.type, !=, DWD_JSON_ABSENT);
      if (last.raw.text == value.raw.text)
        compare_values (&value, json_object_get_member (object, name));
    }
}

static void
compare_arrays (const DwdJsonSpan *span,
                JsonArray         *array)
{
  DwdJsonIter iter;
  DwdJsonSpan value;
  guint n_items = 0;

  g_assert_true (dwd_json_iter_init (&iter, span));
  while (dwd_json_iter_next_item (&iter, &value))
    {
      g_assert_cmpuint (n_items, <, json_array_get_length (array));
      compare_values (&value, json_array_get_element (array, n_items));
      n_items += 1;
    }
  g_assert_cmpuint (n_items, ==, json_array_get_length (array));
}

static void
compare_values (const DwdJsonSpan *span,
                JsonNode          *node)
{
  switch (span->type)
    {
    case DWD_JSON_NULL:
      g_assert_true (JSON_NODE_HOLDS_NULL (node));
      break;

    case DWD_JSON_TRUE:
    case DWD_JSON_FALSE:
      g_assert_cmpint (json_node_get_boolean (node), ==, span->type == DWD_JSON_TRUE);
      break;

    case DWD_JSON_NUMBER:
      compare_numbers (span, node);
      break;

    case DWD_JSON_STRING:
      compare_strings (span, node);
      break;

    case DWD_JSON_OBJECT:
      g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
      compare_objects (span, json_node_get_object (node));
      break;

    case DWD_JSON_ARRAY:
      g_assert_true (JSON_NODE_HOLDS_ARRAY (node));
      compare_arrays (span, json_node_get_array (node));
      break;

    case DWD_JSON_ABSENT:
    default:
      g_assert_not_reached ();
    }
}

/* Every slice of a page must lie inside the page and be a value again when it is scanned alone. */
static void
use_page (GBytes *bytes)
{
  g_autoptr (DwdFeedPage) page = dwd_feed_page_scan (bytes, NULL);
  const DwdFeedRow *rows;
  gsize n_rows = 0;

  if (page == NULL)
    return;

  rows = dwd_feed_page_get_rows (page, &n_rows);
  for (gsize i = 0; i < n_rows; i++)
    {
      g_autofree char *name = dwd_json_span_dup_string (&rows[i].name);
      DwdJsonSpan again;

      g_assert_nonnull (name);
      if (rows[i].data.type == DWD_JSON_OBJECT)
        g_assert_true (dwd_json_scan_value (rows[i].data.raw.text, rows[i].data.raw.length, &again, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  /* A block of its very size: reading one byte behind it is a finding. */
  char *text = g_memdup2 (data, size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, size);
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) error = NULL;
  DwdJsonSpan value;
  gboolean accepted;

  use_page (bytes);
  if (size == 0)
    return 0;

  accepted = dwd_json_scan_value (text, size, &value, NULL);
  g_assert_cmpint (accepted, ==, is_json (text, size));
  if (!accepted)
    return 0;

  parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, text, (gssize) size, &error))
    {
      if (has_escaped_surrogate (&value) || has_escaped_nul (&value))
        return 0;
      g_error ("json-glib refuses what the scanner takes: %s", error->message);
    }
  compare_values (&value, json_parser_get_root (parser));

  return 0;
}
