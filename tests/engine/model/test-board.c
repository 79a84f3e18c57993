/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <math.h>

#include "model/dwd-board.h"
#include "model/dwd-selection.h"

#define HOUR DWD_USEC_PER_HOUR
#define DAY_START (G_GINT64_CONSTANT (20000) * 24 * HOUR)

static DwdJob *
make_job (const char  *name,
          const char  *employee,
          gint64       start_us,
          DwdJobStatus status)
{
  DwdJobFields fields = {
    .name = name,
    .assigned_to = employee,
    .status = status,
    .start_us = start_us,
    .end_us = start_us == DWD_TIME_NONE ? DWD_TIME_NONE : start_us + HOUR,
    .actual_start_us = DWD_TIME_NONE,
    .actual_end_us = DWD_TIME_NONE,
    .location = { NAN, NAN },
  };

  return dwd_job_new (&fields);
}

static DwdBoard *
make_board (void)
{
  g_autoptr (DwdZone) zone = dwd_zone_new_utc ();

  return dwd_board_new (zone, DAY_START + HOUR);
}

static void
put (DwdBoard    *board,
     const char  *name,
     const char  *employee,
     gint64       start_us,
     DwdJobStatus status)
{
  g_autoptr (DwdJob) job = make_job (name, employee, start_us, status);

  dwd_board_put_job (board, job);
}

static char *
join_jobs (DwdBoard *board)
{
  g_autoptr (GString) names = g_string_new (NULL);
  GListModel *jobs = dwd_board_get_jobs (board);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (DwdJob) job = g_list_model_get_item (jobs, i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", dwd_job_get_name (job));
    }

  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
test_order (void)
{
  g_autoptr (DwdBoard) board = make_board ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  put (board, "C", "E1", DAY_START + 3 * HOUR, DWD_JOB_STATUS_ASSIGNED);
  put (board, "A", "E1", DAY_START + 2 * HOUR, DWD_JOB_STATUS_ASSIGNED);
  put (board, "D", "", DWD_TIME_NONE, DWD_JOB_STATUS_UNASSIGNED);
  put (board, "B", "E2", DAY_START + 2 * HOUR, DWD_JOB_STATUS_ASSIGNED);
  before = join_jobs (board);
  g_assert_cmpstr (before, ==, "A B C D");

  /* A job that moves changes its place, and its technician's list with it. */
  put (board, "C", "E2", DAY_START + HOUR, DWD_JOB_STATUS_ASSIGNED);
  after = join_jobs (board);
  g_assert_cmpstr (after, ==, "C A B D");
  g_assert_cmpuint (dwd_board_get_jobs_of (board, "E1")->len, ==, 1);
  g_assert_cmpuint (dwd_board_get_jobs_of (board, "E2")->len, ==, 2);
  g_assert_cmpstr (dwd_job_get_name (g_ptr_array_index (dwd_board_get_jobs_of (board, "E2"), 0)),
                   ==, "C");

  dwd_board_remove_job (board, "A");
  g_assert_null (dwd_board_lookup_job (board, "A"));
  g_assert_cmpuint (dwd_board_get_jobs_of (board, "E1")->len, ==, 0);
}

typedef struct
{
  guint n_emissions;
  guint n_names;
} Heard;

static void
jobs_changed_cb (DwdBoard   *board,
                 GHashTable *names,
                 Heard      *heard)
{
  heard->n_emissions += 1;
  heard->n_names = names != NULL ? g_hash_table_size (names) : 0;
}

static void
drain_context (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_coalesced (void)
{
  g_autoptr (DwdBoard) board = make_board ();
  Heard heard = { 0 };

  g_signal_connect (board, "jobs-changed", G_CALLBACK (jobs_changed_cb), &heard);
  for (int i = 0; i < 100; i++)
    put (board, i % 2 == 0 ? "A" : "B", "E1", DAY_START + i * HOUR / 10, DWD_JOB_STATUS_ASSIGNED);
  g_assert_cmpuint (heard.n_emissions, ==, 0);

  drain_context ();
  g_assert_cmpuint (heard.n_emissions, ==, 1);
  g_assert_cmpuint (heard.n_names, ==, 2);

  dwd_board_take_jobs (board, g_ptr_array_new_with_free_func (g_object_unref));
  drain_context ();
  g_assert_cmpuint (heard.n_emissions, ==, 2);
  g_assert_cmpuint (heard.n_names, ==, 0);
}

/* The same object is no change; another one of the same name is one, and who is missing goes. */
static void
test_merge (void)
{
  g_autoptr (DwdBoard) board = make_board ();
  g_autoptr (GPtrArray) known = NULL;
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
  Heard heard = { 0 };

  for (int i = 0; i < 10; i++)
    {
      char name[2] = { (char) ('A' + i), '\0' };

      put (board, name, "E1", DAY_START + i * HOUR, DWD_JOB_STATUS_ASSIGNED);
    }
  drain_context ();
  g_signal_connect (board, "jobs-changed", G_CALLBACK (jobs_changed_cb), &heard);

  known = dwd_board_dup_jobs (board);
  g_assert_cmpuint (known->len, ==, 10);
  dwd_board_merge_jobs (board, dwd_board_dup_jobs (board));
  drain_context ();
  g_assert_cmpuint (heard.n_emissions, ==, 0);

  /* "A" goes, "B" becomes another one. */
  for (guint i = 1; i < known->len; i++)
    g_ptr_array_add (jobs, g_object_ref (g_ptr_array_index (known, i)));
  g_object_unref (jobs->pdata[0]);
  jobs->pdata[0] = make_job ("B", "E2", DAY_START, DWD_JOB_STATUS_ASSIGNED);
  g_assert_false (dwd_job_equal (jobs->pdata[0], known->pdata[1]));
  dwd_board_merge_jobs (board, g_ptr_array_ref (jobs));
  drain_context ();
  g_assert_cmpuint (heard.n_emissions, ==, 1);
  g_assert_cmpuint (heard.n_names, ==, 2);
  g_assert_null (dwd_board_lookup_job (board, "A"));
  g_assert_true (dwd_board_lookup_job (board, "B") == jobs->pdata[0]);
  g_assert_true (dwd_board_lookup_job (board, "C") == known->pdata[2]);
  g_assert_cmpuint (dwd_board_get_jobs_of (board, "E2")->len, ==, 1);
}

static void
test_equal (void)
{
  g_autoptr (DwdJob) job = make_job ("A", "E1", DAY_START, DWD_JOB_STATUS_ASSIGNED);
  g_autoptr (DwdJob) twin = make_job ("A", "E1", DAY_START, DWD_JOB_STATUS_ASSIGNED);
  g_autoptr (DwdJob) later = make_job ("A", "E1", DAY_START + 1, DWD_JOB_STATUS_ASSIGNED);
  g_autoptr (DwdJob) other = make_job ("A", "E2", DAY_START, DWD_JOB_STATUS_ASSIGNED);

  g_assert_true (dwd_job_equal (job, twin));
  g_assert_false (dwd_job_equal (job, later));
  g_assert_false (dwd_job_equal (job, other));
}

static void
test_utilisation (void)
{
  g_autoptr (DwdBoard) board = make_board ();
  const DwdSpan spans[] = {
    { DWD_SPAN_SHIFT, DAY_START + 8 * HOUR, DAY_START + 17 * HOUR, NULL },
    { DWD_SPAN_BREAK, DAY_START + 12 * HOUR, DAY_START + 13 * HOUR, NULL },
  };

  g_assert_true (isnan (dwd_board_get_utilisation (board, "E1")));
  dwd_board_set_spans (board, "E1", spans, G_N_ELEMENTS (spans));
  g_assert_cmpfloat (dwd_board_get_utilisation (board, "E1"), ==, 0.0);

  put (board, "A", "E1", DAY_START + 8 * HOUR, DWD_JOB_STATUS_COMPLETED);
  put (board, "B", "E1", DAY_START + 10 * HOUR, DWD_JOB_STATUS_ASSIGNED);
  put (board, "C", "E1", DAY_START + 14 * HOUR, DWD_JOB_STATUS_CANCELLED);
  g_assert_cmpfloat (dwd_board_get_utilisation (board, "E1"), ==, 0.25);
}

static void
test_positions (void)
{
  g_autoptr (DwdBoard) board = make_board ();
  DwdPosition position = { .point = { 51.1, 71.4 }, .recorded_us = 20 };
  DwdPosition heard = { 0 };

  g_assert_false (dwd_board_get_position (board, "E1", &heard));
  dwd_board_set_position (board, "E1", &position);

  /* An older report that comes late does not move anybody back. */
  position.point.latitude = 50;
  position.recorded_us = 10;
  dwd_board_set_position (board, "E1", &position);
  g_assert_true (dwd_board_get_position (board, "E1", &heard));
  g_assert_cmpfloat (heard.point.latitude, ==, 51.1);
}

static void
test_short_name (void)
{
  const struct { const char *name; const char *expected; } rows[] = {
    { "JOB-2026-00204", "204" },
    { "JOB-2026-00000", "0" },
    { "local-7d3c9a7e-0000-4000-8000-000000000000", "" },
    { "JOB-2026-", "JOB-2026-" },
    { "Übung", "Übung" },
    { "A-12b", "A-12b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DwdJob) job = make_job (rows[i].name, "", DWD_TIME_NONE, DWD_JOB_STATUS_DRAFT);

      g_assert_cmpstr (dwd_job_get_short_name (job), ==, rows[i].expected);
    }
}

static void
test_lateness (void)
{
  const gint64 start = DAY_START + 9 * HOUR;
  const struct { DwdJobStatus status; gint64 now; gint64 ended; gint64 expected; } rows[] = {
    /* Before the arrival the planned start counts. */
    { DWD_JOB_STATUS_ASSIGNED, start - HOUR, DWD_TIME_NONE, 0 },
    { DWD_JOB_STATUS_EN_ROUTE, start + HOUR / 2, DWD_TIME_NONE, HOUR / 2 },
    /* From then on the planned end, an hour later. */
    { DWD_JOB_STATUS_IN_PROGRESS, start + HOUR, DWD_TIME_NONE, 0 },
    { DWD_JOB_STATUS_IN_PROGRESS, start + 2 * HOUR, DWD_TIME_NONE, HOUR },
    /* What is finished stays as late as it was. */
    { DWD_JOB_STATUS_COMPLETED, start + 9 * HOUR, start + 2 * HOUR, HOUR },
    { DWD_JOB_STATUS_CANCELLED, start + 9 * HOUR, DWD_TIME_NONE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DwdJobFields fields = {
        .name = "JOB-1",
        .status = rows[i].status,
        .start_us = start,
        .end_us = start + HOUR,
        .actual_start_us = start,
        .actual_end_us = rows[i].ended,
      };
      g_autoptr (DwdJob) job = dwd_job_new (&fields);

      g_assert_cmpint (dwd_job_get_lateness (job, rows[i].now), ==, rows[i].expected);
    }
}

static void
count_cb (guint *count)
{
  *count += 1;
}

static void
test_selection (void)
{
  g_autoptr (DwdSelection) selection = dwd_selection_new ();
  guint n_changed = 0;

  g_signal_connect_swapped (selection, "changed", G_CALLBACK (count_cb), &n_changed);
  dwd_selection_select_job (selection, "JOB-1");
  dwd_selection_select_job (selection, "JOB-1");
  g_assert_cmpuint (n_changed, ==, 1);

  dwd_selection_select_technician (selection, "E1");
  g_assert_null (dwd_selection_get_job (selection));
  g_assert_cmpstr (dwd_selection_get_technician (selection), ==, "E1");
  g_assert_cmpuint (n_changed, ==, 2);

  g_object_set (selection, "job", "JOB-2", NULL);
  g_assert_cmpstr (dwd_selection_get_job (selection), ==, "JOB-2");
  dwd_selection_clear (selection);
  g_assert_cmpuint (n_changed, ==, 4);
}

static void
test_initials (void)
{
  const struct { const char *name; const char *first; const char *initials; } rows[] = {
    { "Svetlana Orlova", "Svetlana", "SO" },
    { "KlimatServis crew A", "KlimatServis", "KA" },
    { "Åsa", "Åsa", "Å" },
    { "", "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DwdTechnicianFields fields = { .name = "E1", .employee_name = rows[i].name };
      g_autoptr (DwdTechnician) technician = dwd_technician_new (&fields);

      g_assert_cmpstr (dwd_technician_get_first_name (technician), ==, rows[i].first);
      g_assert_cmpstr (dwd_technician_get_initials (technician), ==, rows[i].initials);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/board/order", test_order);
  g_test_add_func ("/model/board/coalesced", test_coalesced);
  g_test_add_func ("/model/board/merge", test_merge);
  g_test_add_func ("/model/job/equal", test_equal);
  g_test_add_func ("/model/board/utilisation", test_utilisation);
  g_test_add_func ("/model/board/positions", test_positions);
  g_test_add_func ("/model/job/short-name", test_short_name);
  g_test_add_func ("/model/job/lateness", test_lateness);
  g_test_add_func ("/model/selection", test_selection);
  g_test_add_func ("/model/technician/initials", test_initials);

  return g_test_run ();
}
