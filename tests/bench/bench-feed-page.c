/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "bench-support.h"
#include "protocol/dwd-feed-page.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

/*
 * One page of the feed, 500 rows of some 1.1 KB, from bytes to eight columns a row: the scanner against
 * a json-glib tree. The figure is rows per second, so that more is better. Both sides look at the same
 * values: a sum over them is compared, which also keeps the compiler from dropping the work.
 */

#define N_ROWS 500
#define ROUND_SECONDS 0.4

static const DwdJsonKey columns[] = {
  { "status", 6 },
  { "priority", 8 },
  { "scheduled_date", 14 },
  { "scheduled_start", 15 },
  { "assigned_to", 11 },
  { "customer_name", 13 },
  { "latitude", 8 },
  { "longitude", 9 },
};

typedef struct
{
  GBytes *page;
  guint64 sum;
} Fixture;

static void
append_row (GString *out,
            GRand   *rand,
            int      i)
{
  static const char *const statuses[] = { "Unassigned", "Assigned", "En Route", "In Progress" };
  static const char *const priorities[] = { "Low", "Normal", "High", "Urgent" };
  int minute = g_rand_int_range (rand, 0, 600);

  g_string_append_printf (out,
                          "%s{\"name\": \"JOB-2026-%05d\", \"creation\": \"2026-11-%02d 08:%02d:11.482910\", "
                          "\"modified\": \"2026-11-24 1%d:%02d:%02d.%06d\", \"docstatus\": 0, \"deleted\": 0, "
                          "\"data\": {\"doctype\": \"Dispatch Job\", \"name\": \"JOB-2026-%05d\", "
                          "\"owner\": \"ana@astana.example\", \"docstatus\": 0, \"idx\": 0, "
                          "\"organization\": \"ORG-2026-00001\", \"customer\": \"CUST-%05d\", ",
                          i > 0 ? ", " : "", i, i % 28 + 1, i % 60, i % 10, i % 60, i % 60,
                          g_rand_int_range (rand, 0, 999999), i, i % 997);
  g_string_append_printf (out,
                          "\"customer_name\": \"Қайрат Ахметов %d\", \"contact_phone\": \"+7 701 555 %04d\", "
                          "\"formatted_address\": \"Абай даңғылы %d, Астана\", \"latitude\": %.6f, "
                          "\"longitude\": %.6f, \"zone\": \"North\", \"title\": \"Boiler service, yearly\", "
                          "\"description\": \"Check pressure, seals and \\\"flame\\\" sensor.\\nBring the long ladder.\", "
                          "\"status\": \"%s\", \"priority\": \"%s\", \"estimated_duration\": %d, ",
                          i, i, i % 200, 51.1 + g_rand_double (rand) / 10, 71.4 + g_rand_double (rand) / 10,
                          statuses[i % 4], priorities[i / 4 % 4], 1800 + i % 4 * 900);
  g_string_append_printf (out,
                          "\"scheduled_date\": \"2026-11-24\", \"scheduled_start\": \"%02d:%02d:00\", "
                          "\"scheduled_end\": \"%02d:%02d:00\", \"preferred_window\": \"Any\", "
                          "\"assigned_to\": \"HR-EMP-%05d\", \"assigned_to_name\": \"Dana Omarova\", "
                          "\"assignment_method\": \"Manual\", \"travel_seconds\": %d, "
                          "\"required_skills\": [{\"skill\": \"Gas\", \"min_proficiency\": 3}], "
                          "\"parts_used\": [], \"photos\": [], \"billable\": 1, \"technician_notes\": null}}",
                          8 + minute / 60, minute % 60, 9 + minute / 60, minute % 60, i % 40,
                          g_rand_int_range (rand, 60, 2400));
}

static GBytes *
make_page (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  GString *out = g_string_new ("{\"message\": {\"rows\": [");
  gsize length;

  for (int i = 0; i < N_ROWS; i++)
    append_row (out, rand, i);
  g_string_append (out, "], \"next_since\": \"500\", \"has_more\": true}}");

  length = out->len;
  return g_bytes_new_take (g_string_free (out, FALSE), length);
}

static void
scan_page (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (DwdFeedPage) page = dwd_feed_page_scan (fixture->page, NULL);
  const DwdFeedRow *rows;
  gsize n_rows;
  guint64 sum = 0;

  rows = dwd_feed_page_get_rows (page, &n_rows);
  for (gsize i = 0; i < n_rows; i++)
    {
      DwdJsonSpan values[G_N_ELEMENTS (columns)];

      dwd_json_span_find (&rows[i].data, columns, G_N_ELEMENTS (columns), values);
      sum += rows[i].name.raw.length - 2 + rows[i].modified.raw.length - 2;
      for (gsize j = 0; j < 6; j++)
        sum += values[j].raw.length - 2;
      for (gsize j = 6; j < 8; j++)
        {
          double number = 0;

          dwd_json_span_get_double (&values[j], &number);
          sum += (guint64)(number * 1e6);
        }
    }

  fixture->sum = sum;
}

static void
parse_page (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize length;
  const char *text = g_bytes_get_data (fixture->page, &length);
  JsonArray *rows;
  guint64 sum = 0;

  json_parser_load_from_data (parser, text, (gssize)length, NULL);
  rows = json_object_get_array_member (
    json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), "message"),
    "rows");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      JsonObject *document = json_object_get_object_member (row, "data");

      sum += strlen (json_object_get_string_member (row, "name"));
      sum += strlen (json_object_get_string_member (row, "modified"));
      for (gsize j = 0; j < 6; j++)
        sum += strlen (json_object_get_string_member (document, columns[j].key));
      for (gsize j = 6; j < 8; j++)
        sum += (guint64)(json_object_get_double_member (document, columns[j].key) * 1e6);
    }

  fixture->sum = sum;
}

int
main (int    argc,
      char **argv)
{
  Fixture fixture = { 0 };
  BenchSeries ours = { 0 };
  BenchSeries peer = { 0 };
  guint64 expected;

  fixture.page = make_page ();
  parse_page (&fixture);
  expected = fixture.sum;
  scan_page (&fixture);
  if (fixture.sum != expected)
    g_error ("The two sides read different values");

  for (guint round = 0; round < bench_get_rounds (); round++)
    {
      bench_series_add (&ours, N_ROWS / bench_time_work (scan_page, &fixture, ROUND_SECONDS));
      bench_series_add (&peer, N_ROWS / bench_time_work (parse_page, &fixture, ROUND_SECONDS));
    }

  g_printerr ("# %" G_GSIZE_FORMAT " bytes a row, %.3f us against %.3f us\n",
              g_bytes_get_size (fixture.page) / N_ROWS, 1e6 / bench_series_median (&ours),
              1e6 / bench_series_median (&peer));
  bench_print ("feed-page", &ours, "rows/s", &peer, ">=20");

  bench_series_clear (&ours);
  bench_series_clear (&peer);
  g_bytes_unref (fixture.page);
  return EXIT_SUCCESS;
}
