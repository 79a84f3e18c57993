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
 * The scanner beside json-glib on the same bytes. What the scanner takes, json-glib must take too, and
 * every value must be equal. The other way round they may differ: json-glib 1.6 also takes comments,
 * a leading "var x =" and much else that RFC 8259 does not know. Left out of the comparison: integers
 * beyond 64 bits, and escaped surrogates that stand alone, on which json-glib has views of its own.
 */

int LLVMFuzzerTestOneInput (const guint8 *data,
                            size_t        size);

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

static void
compare_objects (const DwdJsonSpan *span,
                 JsonObject        *object)
{
  DwdJsonIter iter;
  DwdJsonSpan key;
  DwdJsonSpan value;

  g_assert_true (dwd_json_iter_init (&iter, span));
  while (dwd_json_iter_next_member (&iter, &key, &value))
    {
      g_autofree char *name = dwd_json_span_dup_string (&key);

      if (has_escaped_surrogate (&key) || has_escaped_nul (&key))
        continue;
      g_assert_true (json_object_has_member (object, name));
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

  use_page (bytes);
  if (size == 0 || !dwd_json_scan_value (text, size, &value, NULL))
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
