/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "base/dwd-failure.h"
#include "protocol/dwd-feed-page.h"

#include <string.h>

#define ROW "{\"name\":\"JOB-1\",\"creation\":\"2026-11-24 08:00:00.000001\"," \
  "\"modified\":\"2026-11-24 09:00:00.000002\",\"docstatus\":1," \
  "\"data\":{\"status\":\"Draft\",\"list\":[1,{\"a\":null}]},\"deleted\":0}"
#define TOMBSTONE "{\"name\":\"JOB-2\",\"creation\":null,\"modified\":\"2026-11-24 09:00:00\"," \
  "\"docstatus\":0,\"data\":null,\"deleted\":true}"

static DwdFeedPage *
scan (const char *text,
      GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return dwd_feed_page_scan (bytes, error);
}

static void
test_page (void)
{
  /* The envelope's keys in any order, unknown ones between them, bare or wrapped. */
  static const char *const texts[] = {
    "{\"message\":{\"rows\":[" ROW "," TOMBSTONE "],\"next_since\":\"a|7\",\"has_more\":true}}",
    "{\"exc\":[\"{\"],\"message\": { \"has_more\" : 1 , \"next_since\" : \"a|7\", \"x\":{\"rows\":3},"
    " \"rows\" : [ " ROW " , " TOMBSTONE " ] }, \"_server_messages\":\"[]\"}",
    "{\"has_more\":true,\"rows\":[" ROW "," TOMBSTONE "],\"next_since\":\"a\\u007c7\"}",
    /* of a repeated key the last counts */
    "{\"message\":{\"rows\":[1,2,3]},\"message\":{\"rows\":[],\"next_since\":\"b\",\"rows\":["
    ROW "," TOMBSTONE "],\"has_more\":false,\"next_since\":\"a|7\",\"has_more\":true}}",
    /* a message that is no page leaves what stands beside it */
    "{\"message\":\"ok\",\"rows\":[" ROW "," TOMBSTONE "],\"next_since\":\"a|7\",\"has_more\":true}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DwdFeedPage) page = scan (texts[i], &error);
      const DwdFeedRow *rows;
      gsize n_rows;

      g_test_message ("%s", texts[i]);
      g_assert_no_error (error);
      g_assert_cmpstr (dwd_feed_page_get_next_since (page), ==, "a|7");
      g_assert_true (dwd_feed_page_get_has_more (page));
      g_assert_cmpuint (dwd_feed_page_get_n_refused (page), ==, 0);

      rows = dwd_feed_page_get_rows (page, &n_rows);
      g_assert_cmpuint (n_rows, ==, 2);
      g_assert_true (dwd_json_span_equal_text (&rows[0].name, "JOB-1"));
      g_assert_true (dwd_json_span_equal_text (&rows[0].creation, "2026-11-24 08:00:00.000001"));
      g_assert_true (dwd_json_span_equal_text (&rows[0].modified, "2026-11-24 09:00:00.000002"));
      g_assert_cmpint (rows[0].docstatus, ==, 1);
      g_assert_false (rows[0].deleted);
      g_assert_cmpmem (rows[0].data.raw.text, rows[0].data.raw.length,
                       "{\"status\":\"Draft\",\"list\":[1,{\"a\":null}]}", 40);
      g_assert_true (rows[1].deleted);
      g_assert_cmpint (rows[1].data.type, ==, DWD_JSON_ABSENT);
      g_assert_cmpint (rows[1].creation.type, ==, DWD_JSON_NULL);
    }
}

static void
test_end_of_feed (void)
{
  g_autoptr (DwdFeedPage) page = scan ("{\"message\":{\"rows\":[],\"next_since\":\"9\","
                                       "\"has_more\":false}}", NULL);
  g_autoptr (DwdFeedPage) bare = scan ("{\"rows\":[]}", NULL);
  gsize n_rows;

  dwd_feed_page_get_rows (page, &n_rows);
  g_assert_cmpuint (n_rows, ==, 0);
  g_assert_false (dwd_feed_page_get_has_more (page));
  g_assert_cmpstr (dwd_feed_page_get_next_since (page), ==, "9");
  g_assert_null (dwd_feed_page_get_next_since (bare));
  g_assert_false (dwd_feed_page_get_has_more (bare));
}

static void
test_refused_rows (void)
{
  static const char *const rows[] = {
    "null", "7", "\"JOB-1\"", "[]", "{}",
    "{\"modified\":\"m\",\"data\":{}}",
    "{\"name\":\"\",\"modified\":\"m\",\"data\":{}}",
    "{\"name\":null,\"modified\":\"m\",\"data\":{}}",
    "{\"name\":7,\"modified\":\"m\",\"data\":{}}",
    "{\"name\":\"a\",\"modified\":7,\"data\":{}}",
    "{\"name\":\"a\",\"modified\":null,\"data\":{}}",
    "{\"name\":\"a\",\"data\":{}}",
    "{\"name\":\"a\",\"modified\":\"m\",\"creation\":[],\"data\":{}}",
    "{\"name\":\"a\",\"modified\":\"m\"}",
    "{\"name\":\"a\",\"modified\":\"m\",\"data\":null}",
    "{\"name\":\"a\",\"modified\":\"m\",\"data\":[]}",
    "{\"name\":\"a\",\"modified\":\"m\",\"data\":\"{}\"}",
    "{\"name\":\"a\",\"modified\":\"m\",\"data\":{},\"docstatus\":3}",
    "{\"name\":\"a\",\"modified\":\"m\",\"data\":{},\"docstatus\":-1}",
    "{\"name\":\"a\",\"modified\":\"m\",\"data\":{},\"docstatus\":\"x\"}",
    "{\"name\":\"a\",\"modified\":\"m\",\"data\":{},\"deleted\":\"maybe\"}",
    "{\"name\":\"a\",\"modified\":\"m\",\"data\":{},\"deleted\":{}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"message\":{\"rows\":[%s," ROW "]}}", rows[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) row_error = NULL;
      g_autoptr (DwdFeedPage) page = scan (text, &error);
      gsize n_rows;

      g_test_message ("%s", rows[i]);
      g_assert_no_error (error);
      dwd_feed_page_get_rows (page, &n_rows);
      g_assert_cmpuint (n_rows, ==, 1);
      g_assert_cmpuint (dwd_feed_page_get_n_refused (page), ==, 1);

      g_assert_null (dwd_feed_page_scan_row (rows[i], strlen (rows[i]), &row_error));
      g_assert_error (row_error, DWD_ERROR, DWD_FAILURE_PROTOCOL);
    }
}

static void
test_refused_pages (void)
{
  static const char *const texts[] = {
    "", "null", "[]", "{}", "{\"message\":null}", "{\"message\":{}}", "{\"message\":{\"rows\":{}}}",
    "{\"message\":{\"rows\":[" ROW "]}", "{\"message\":{\"rows\":[" ROW "}}", "<html></html>",
    "{\"message\":{\"rows\":[" ROW "]}} x", "{\"message\":{\"rows\":[" ROW " " ROW "]}}",
    /* a list that a later one replaces */
    "{\"message\":{\"rows\":[" ROW "],\"rows\":7}}",
    "{\"message\":{\"rows\":[],\"next_since\":7}}", "{\"message\":{\"rows\":[],\"has_more\":\"x\"}}",
    /* for ever the same page */
    "{\"message\":{\"rows\":[],\"has_more\":true}}",
    "{\"message\":{\"rows\":[],\"has_more\":true,\"next_since\":\"\"}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", texts[i]);
      g_assert_null (scan (texts[i], &error));
      g_assert_error (error, DWD_ERROR, DWD_FAILURE_PROTOCOL);
    }
}

/* The watermark goes into the address of the next call. */
static void
test_long_watermark (void)
{
  g_autofree char *since = g_strnfill (100000, 'x');
  g_autofree char *text = g_strdup_printf ("{\"message\":{\"rows\":[],\"next_since\":\"%s\"}}", since);
  g_autoptr (GError) error = NULL;

  g_assert_null (scan (text, &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_PROTOCOL);
}

/* A page cut at any byte is refused whole. */
static void
test_truncated (void)
{
  static const char text[] = "{\"message\":{\"rows\":[" ROW "," TOMBSTONE "],\"next_since\":\"a|7\","
                             "\"has_more\":true}}";

  for (gsize length = 0; length < sizeof text - 1; length++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (text, length);

      g_assert_null (dwd_feed_page_scan (bytes, NULL));
    }
}

static void
test_row (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdFeedPage) page = dwd_feed_page_scan_row (" " ROW " ", strlen (ROW) + 2, &error);
  const DwdFeedRow *rows;
  gsize n_rows;

  g_assert_no_error (error);
  rows = dwd_feed_page_get_rows (page, &n_rows);
  g_assert_cmpuint (n_rows, ==, 1);
  g_assert_true (dwd_json_span_equal_text (&rows[0].name, "JOB-1"));
  g_assert_null (dwd_feed_page_scan_row (ROW ROW, strlen (ROW ROW), NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/feed-page/page", test_page);
  g_test_add_func ("/protocol/feed-page/end-of-feed", test_end_of_feed);
  g_test_add_func ("/protocol/feed-page/refused-rows", test_refused_rows);
  g_test_add_func ("/protocol/feed-page/refused-pages", test_refused_pages);
  g_test_add_func ("/protocol/feed-page/long-watermark", test_long_watermark);
  g_test_add_func ("/protocol/feed-page/truncated", test_truncated);
  g_test_add_func ("/protocol/feed-page/row", test_row);

  return g_test_run ();
}
