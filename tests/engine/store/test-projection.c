/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-store.h"

#include <math.h>

#include "base/dwd-time-text.h"
#include "support/dwt-wait.h"

#define T0 "2026-11-01 08:00:00"
#define T1 "2026-11-24 10:00:00"
#define JOB DWD_DOCTYPE_DISPATCH_JOB

typedef void (*StoreTest) (DwtStore *fixture);

static void
run (gconstpointer data)
{
  StoreTest test = (StoreTest) data;
  DwtStore fixture = { NULL };

  dwt_store_init (&fixture);
  test (&fixture);
  dwt_store_clear (&fixture);
}

static gint64
instant (const char *text)
{
  gint64 us = DWD_TIME_NONE;

  if (text != NULL)
    g_assert_true (dwd_time_text_parse_instant (text, -1, &us));
  return us;
}

typedef struct
{
  const char *fields;
  const char *start;       /* NULL: none */
  const char *end;
  const char *date;
  guint n_refused;         /* absurd: counted, and kept all the same */
} TimeRow;

/* Almaty is five hours ahead of UTC. */
static const TimeRow TIMES[] = {
  /* as planned */
  { "\"scheduled_date\":\"2026-11-24\",\"scheduled_start\":\"09:00:00\",\"scheduled_end\":\"10:30:00\"",
    "2026-11-24T04:00:00Z", "2026-11-24T05:30:00Z", "2026-11-23T19:00:00Z", 0 },
  /* without leading zero */
  { "\"scheduled_date\":\"2026-11-24\",\"scheduled_start\":\"9:00:00\",\"scheduled_end\":\"9:30:00\"",
    "2026-11-24T04:00:00Z", "2026-11-24T04:30:00Z", "2026-11-23T19:00:00Z", 0 },
  /* over midnight, and exactly a day */
  { "\"scheduled_date\":\"2026-11-24\",\"scheduled_start\":\"22:00:00\",\"scheduled_end\":\"02:00:00\"",
    "2026-11-24T17:00:00Z", "2026-11-24T21:00:00Z", "2026-11-23T19:00:00Z", 0 },
  { "\"scheduled_date\":\"2026-11-24\",\"scheduled_start\":\"22:00:00\",\"scheduled_end\":\"22:00:00\"",
    "2026-11-24T17:00:00Z", "2026-11-25T17:00:00Z", "2026-11-23T19:00:00Z", 0 },
  /* no end: the duration, else an hour */
  { "\"scheduled_date\":\"2026-11-24\",\"scheduled_start\":\"09:00:00\",\"estimated_duration\":5400",
    "2026-11-24T04:00:00Z", "2026-11-24T05:30:00Z", "2026-11-23T19:00:00Z", 0 },
  { "\"scheduled_date\":\"2026-11-24\",\"scheduled_start\":\"09:00:00\",\"scheduled_end\":null",
    "2026-11-24T04:00:00Z", "2026-11-24T05:00:00Z", "2026-11-23T19:00:00Z", 0 },
  /* a day and no time; a time and no day; nothing */
  { "\"scheduled_date\":\"2026-11-24\",\"scheduled_start\":\"\"", NULL, NULL, "2026-11-23T19:00:00Z", 0 },
  { "\"scheduled_start\":\"09:00:00\",\"scheduled_end\":\"10:00:00\"", NULL, NULL, NULL, 0 },
  { "\"x\":1", NULL, NULL, NULL, 0 },
  /* absurd ones */
  { "\"scheduled_date\":\"0001-01-01\",\"scheduled_start\":\"09:00:00\"", NULL, NULL, NULL, 1 },
  { "\"scheduled_date\":\"9999-12-31\",\"scheduled_start\":\"09:00:00\"", NULL, NULL, NULL, 1 },
  { "\"scheduled_date\":\"2026-02-30\",\"scheduled_start\":\"09:00:00\"", NULL, NULL, NULL, 1 },
  { "\"scheduled_date\":20261124,\"scheduled_start\":\"09:00:00\"", NULL, NULL, NULL, 1 },
  { "\"scheduled_date\":\"2026-11-24\",\"scheduled_start\":\"25:00:00\"", NULL, NULL,
    "2026-11-23T19:00:00Z", 1 },
  { "\"scheduled_date\":\"2026-11-24\",\"scheduled_start\":\"09:00:00\",\"estimated_duration\":-5",
    "2026-11-24T04:00:00Z", "2026-11-24T05:00:00Z", "2026-11-23T19:00:00Z", 1 },
};

static void
test_times (DwtStore *fixture)
{
  for (gsize i = 0; i < G_N_ELEMENTS (TIMES); i++)
    {
      g_autofree char *name = g_strdup_printf ("JOB-%zu", i);
      g_autofree char *row = dwt_feed_row (name, T0, T1, TIMES[i].fields);
      g_autoptr (DwdJob) job = NULL;
      DwdApplyCounts counts;

      dwt_store_apply (fixture, JOB, row, &counts);
      g_assert_cmpuint (counts.n_applied, ==, 1);
      g_assert_cmpuint (counts.n_refused, ==, TIMES[i].n_refused);
      job = dwt_store_job (fixture, name);
      g_assert_cmpint (dwd_job_get_start (job), ==, instant (TIMES[i].start));
      g_assert_cmpint (dwd_job_get_end (job), ==, instant (TIMES[i].end));
      g_assert_cmpint (dwd_job_get_date (job), ==, instant (TIMES[i].date));
      g_assert_cmpint (dwd_job_get_created (job), ==, instant ("2026-11-01T03:00:00Z"));
    }
}

typedef struct
{
  const char *fields;
  gboolean has_point;
  guint n_refused;
} PointRow;

static const PointRow POINTS[] = {
  { "\"latitude\":51.1,\"longitude\":71.4", TRUE, 0 },
  { "\"latitude\":\"51.1\",\"longitude\":\"71.4\"", TRUE, 0 },
  { "\"latitude\":0,\"longitude\":0.0", FALSE, 0 },
  { "\"latitude\":51.1", FALSE, 0 },
  { "\"latitude\":null,\"longitude\":\"\"", FALSE, 0 },
  { "\"latitude\":91,\"longitude\":71.4", FALSE, 1 },
  { "\"latitude\":51.1,\"longitude\":-181", FALSE, 1 },
  { "\"latitude\":1e400,\"longitude\":71.4", FALSE, 1 },
  { "\"latitude\":\"north\",\"longitude\":71.4", FALSE, 1 },
  { "\"latitude\":[51.1],\"longitude\":71.4", FALSE, 1 },
};

static void
test_points (DwtStore *fixture)
{
  for (gsize i = 0; i < G_N_ELEMENTS (POINTS); i++)
    {
      g_autofree char *name = g_strdup_printf ("JOB-%zu", i);
      g_autofree char *row = dwt_feed_row (name, T0, T1, POINTS[i].fields);
      g_autoptr (DwdJob) job = NULL;
      DwdApplyCounts counts;
      DwdPoint point;

      dwt_store_apply (fixture, JOB, row, &counts);
      g_assert_cmpuint (counts.n_refused, ==, POINTS[i].n_refused);
      job = dwt_store_job (fixture, name);
      g_assert_nonnull (job);
      g_assert_cmpint (dwd_job_get_location (job, &point), ==, POINTS[i].has_point);
    }
}

static void
test_job (DwtStore *fixture)
{
  g_autofree char *row =
    dwt_feed_row ("JOB-1", T0, T1, "\"title\":\"Qu\\u00e9\",\"status\":\"in_progress\",\"priority\":\"urgent\","
                  "\"customer\":\"C\",\"customer_name\":\"Қайрат\",\"assigned_to\":\"\",\"zone\":\"North\","
                  "\"preferred_window\":\"Morning\",\"assignment_method\":\"Manual\",\"travel_seconds\":90,"
                  "\"required_skills\":[{\"skill\":\"Gas\"},{\"skill\":\"H V\\\"AC\"},{\"x\":1},7],"
                  "\"required_certifications\":[{\"certification_type\":\"Refrigerant\"}],"
                  "\"actual_arrival\":\"2026-11-24 09:05:00\"");
  g_autoptr (DwdJob) job = NULL;
  const char *const *skills = NULL;

  dwt_store_apply (fixture, JOB, row, NULL);
  job = dwt_store_job (fixture, "JOB-1");
  g_assert_cmpstr (dwd_job_get_title (job), ==, "Qué");
  g_assert_cmpstr (dwd_job_get_customer_name (job), ==, "Қайрат");
  g_assert_cmpint (dwd_job_get_status (job), ==, DWD_JOB_STATUS_IN_PROGRESS);
  g_assert_cmpint (dwd_job_get_priority (job), ==, DWD_PRIORITY_URGENT);
  g_assert_cmpint (dwd_job_get_preferred_window (job), ==, DWD_WINDOW_MORNING);
  g_assert_cmpint (dwd_job_get_assignment_method (job), ==, DWD_ASSIGNMENT_METHOD_MANUAL);
  g_assert_cmpint (dwd_job_get_travel (job), ==, 90 * DWD_USEC_PER_SEC);
  g_assert_cmpint (dwd_job_get_actual_start (job), ==, instant ("2026-11-24T04:05:00Z"));
  g_assert_cmpint (dwd_job_get_actual_end (job), ==, DWD_TIME_NONE);
  g_assert_cmpstr (dwd_job_get_assigned_to (job), ==, "");
  skills = dwd_job_get_required_skills (job);
  g_assert_cmpuint (g_strv_length ((char **) skills), ==, 2);
  g_assert_cmpstr (skills[0], ==, "Gas");
  g_assert_cmpstr (skills[1], ==, "H V\"AC");
  g_assert_cmpstr (dwd_job_get_required_certifications (job)[0], ==, "Refrigerant");
}

/* Another zone moves everything that is local, once. */
static void
test_zone_change (DwtStore *fixture)
{
  g_autofree char *row = dwt_feed_row ("JOB-1", T0, T1, TIMES[0].fields);
  g_autoptr (DwdZone) berlin = dwd_zone_new ("Europe/Berlin", NULL);
  g_autoptr (DwdZone) utc = dwd_zone_new_utc ();
  g_autoptr (DwdJob) before = NULL;
  g_autoptr (DwdJob) after = NULL;

  dwt_store_apply (fixture, JOB, row, NULL);
  before = dwt_store_job (fixture, "JOB-1");
  dwd_store_set_zones (fixture->store, berlin, utc);
  dwt_store_apply (fixture, JOB, row, NULL);
  after = dwt_store_job (fixture, "JOB-1");
  g_assert_cmpint (dwd_job_get_start (after) - dwd_job_get_start (before), ==, 4 * DWD_USEC_PER_HOUR);
  g_assert_cmpint (dwd_job_get_created (after), ==, instant ("2026-11-01T08:00:00Z"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/store/projection/times", (gconstpointer) test_times, run);
  g_test_add_data_func ("/store/projection/points", (gconstpointer) test_points, run);
  g_test_add_data_func ("/store/projection/job", (gconstpointer) test_job, run);
  g_test_add_data_func ("/store/projection/zone-change", (gconstpointer) test_zone_change, run);
  return g_test_run ();
}
