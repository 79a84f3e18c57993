/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "bench-pages.h"

/* Pages of a feed of Dispatch Jobs, 1.1 KB a document, the same in every run. */

static void
append_row (GString *out,
            int      number,
            int      version)
{
  static const char *const statuses[] = { "Unassigned", "Assigned", "En Route", "Completed" };
  static const char *const priorities[] = { "Low", "Normal", "High", "Urgent" };
  static const char *const zones[] = { "North", "South", "East", "West", "Centre" };
  int minute = number * 7 % 600;

  g_string_append_printf (out,
                          "{\"name\":\"JOB-2026-%06d\",\"creation\":\"2026-11-%02d 08:%02d:11.482910\","
                          "\"modified\":\"2026-11-24 1%d:%02d:%02d.%06d\",\"docstatus\":0,\"deleted\":0,"
                          "\"data\":{\"doctype\":\"Dispatch Job\",\"name\":\"JOB-2026-%06d\","
                          "\"owner\":\"ana@astana.example\",\"creation\":\"2026-11-%02d 08:%02d:11.482910\","
                          "\"docstatus\":0,\"idx\":0,\"organization\":\"ORG-1\",\"customer\":\"CUST-%05d\",",
                          number, number % 28 + 1, number % 60, version, number % 60, number / 60 % 60,
                          number % 1000000, number, number % 28 + 1, number % 60, number % 997);
  g_string_append_printf (out,
                          "\"customer_name\":\"Қайрат Ахметов %d\",\"contact_phone\":\"+7 701 555 %04d\","
                          "\"formatted_address\":\"Абай даңғылы %d, Астана\",\"latitude\":51.%06d,"
                          "\"longitude\":71.%06d,\"zone\":\"%s\",\"title\":\"Boiler service, yearly\","
                          "\"description\":\"Check pressure, seals and \\\"flame\\\" sensor, visit %d.\\n"
                          "Bring the long ladder.\",\"status\":\"%s\",\"priority\":\"%s\","
                          "\"estimated_duration\":%d,", number, number % 10000, number % 200,
                          number * 31 % 1000000, number * 17 % 1000000, zones[number % 5], version,
                          statuses[(number + version) % 4], priorities[number / 4 % 4],
                          1800 + number % 4 * 900);
  g_string_append_printf (out,
                          "\"scheduled_date\":\"2026-11-%02d\",\"scheduled_start\":\"%02d:%02d:00\","
                          "\"scheduled_end\":\"%02d:%02d:00\",\"preferred_window\":\"Any\","
                          "\"assigned_to\":\"HR-EMP-%05d\",\"assigned_to_name\":\"Dana Omarova\","
                          "\"assignment_method\":\"Manual\",\"travel_seconds\":%d,"
                          "\"required_skills\":[{\"skill\":\"Gas\",\"min_proficiency\":3}],"
                          "\"parts_used\":[],\"photos\":[],\"billable\":1,\"technician_notes\":null}}",
                          number % 28 + 1, 8 + minute / 60, minute % 60, 9 + minute / 60, minute % 60,
                          number % 40, 60 + number % 2000);
}

/**
 * bench_pages_new_page:
 * @first: number of the first job
 * @n_rows: how many
 * @stride: from one number to the next
 * @version: of the jobs; another one has another status and another modified
 *
 * Returns: (transfer full): a page of the feed
 */
GBytes *
bench_pages_new_page (int first,
                      int n_rows,
                      int stride,
                      int version)
{
  GString *out = g_string_new ("{\"message\":{\"rows\":[");
  gsize length = 0;

  for (int i = 0; i < n_rows; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_row (out, first + i * stride, version);
    }
  g_string_append_printf (out, "],\"next_since\":\"%d\",\"has_more\":true}}", first + n_rows);
  length = out->len;
  return g_bytes_new_take (g_string_free (out, FALSE), length);
}
