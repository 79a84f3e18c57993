/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "test"

#include "config.h"

#include "board/dwc-grid-rows.h"
#include "board/dwc-grid-state.h"
#include "board/dwc-grid-words.h"
#include "dwt-board-fixture.h"
#include "dwt-loop.h"

#include <math.h>

#define MINUTE DWD_USEC_PER_MINUTE

typedef struct
{
  DwdBoard *board;
  DwdClock *clock;
  DwcContext *context;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->board = dwt_board_fixture_new ();
  fixture->clock = dwt_board_fixture_new_clock ();
  fixture->context = dwc_context_new_for_board (fixture->board, fixture->clock, NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  dwt_settle ();
  g_assert_finalize_object (fixture->context);
  g_assert_finalize_object (fixture->board);
  g_assert_finalize_object (fixture->clock);
}

static DwcGridTrack *
load (Fixture    *fixture,
      const char *employee)
{
  DwcGridTrack *track = dwc_grid_track_new ();

  dwc_grid_track_load (track, fixture->board, employee);
  dwc_grid_track_forecast (track, dwt_board_fixture_now ());

  return track;
}

static const DwcGridItem *
find_item (DwcGridTrack *track,
           const char   *job)
{
  int position = dwc_grid_track_find (track, job);

  g_assert_cmpint (position, >=, 0);

  return dwc_grid_track_get_item (track, (guint) position);
}

static void
test_running_over (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (DwcGridTrack) track = load (fixture, "HR-EMP-00004");
  const DwcGridItem *running = find_item (track, "JOB-2026-00179");
  const DwcGridItem *next = find_item (track, "JOB-2026-00197");

  /* 179 should have ended at 10:00; the way to 197, planned for 10:50, takes 14 minutes. */
  g_assert_cmpint (dwc_grid_item_get_overrun (running), ==, 42 * MINUTE);
  g_assert_cmpint (dwc_grid_item_get_heat (running), ==, 0);
  g_assert_cmpint (next->lateness_us, ==, 0);
  g_assert_cmpint (next->knock_on_us, ==, 6 * MINUTE);
  g_assert_cmpint (dwc_grid_item_get_heat (next), ==, 6 * MINUTE);
  g_assert_cmpint (next->knock_on_by, ==, dwc_grid_track_find (track, "JOB-2026-00179"));
  g_assert_cmpint (running->delays, ==, dwc_grid_track_find (track, "JOB-2026-00197"));
  g_assert_cmpint (find_item (track, "JOB-2026-00208")->knock_on_us, ==, 0);
}

static void
test_late_start (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (DwcGridTrack) track = load (fixture, "HR-EMP-00007");
  const DwcGridItem *late = find_item (track, "JOB-2026-00193");

  g_assert_cmpint (late->lateness_us, ==, 65 * MINUTE);
  g_assert_cmpint (dwc_grid_item_get_heat (late), ==, 65 * MINUTE);

  /* What is over is history, however late it was. */
  g_assert_cmpint (find_item (track, "JOB-2026-00177")->lateness_us, ==, 0);
}

static void
test_overlap (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (DwcGridTrack) track = load (fixture, "HR-EMP-00010");
  const DwcGridItem *first = find_item (track, "JOB-2026-00118");
  const DwcGridItem *second = find_item (track, "JOB-2026-00123");

  g_assert_cmpuint (dwc_grid_track_get_n_lanes (track), ==, 2);
  g_assert_cmpuint (first->lane, ==, 0);
  g_assert_cmpuint (second->lane, ==, 1);
  g_assert_cmpint (first->overlap_us, ==, 15 * MINUTE);
  g_assert_cmpint (second->overlap_us, ==, 15 * MINUTE);
  g_assert_cmpint (second->overlap_from_us, ==, dwt_board_fixture_at (0, 16, 0));
}

static DwdJob *
new_job (const char  *name,
         DwdJobStatus status,
         DwdWindow    window,
         gint64       date_us,
         gint64       start_us,
         gint64       end_us)
{
  DwdJobFields fields = {
    .name = name,
    .title = "Extra",
    .assigned_to = "HR-EMP-00001",
    .assigned_to_name = "Svetlana Orlova",
    .status = status,
    .priority = DWD_PRIORITY_NORMAL,
    .preferred_window = window,
    .location = { NAN, NAN },
    .date_us = date_us,
    .start_us = start_us,
    .end_us = end_us,
    .created_us = date_us,
    .status_updated_us = date_us,
    .actual_start_us = DWD_TIME_NONE,
    .actual_end_us = DWD_TIME_NONE,
    .estimated_duration_us = 90 * MINUTE,
  };

  return dwd_job_new (&fields);
}

/* A job with a day but no time lies where the customer wants it, and overlaps nobody. */
static void
test_untimed (Fixture      *fixture,
              gconstpointer data)
{
  static const struct
  {
    DwdWindow window;
    int hour;
  } rows[] = {
    { DWD_WINDOW_AFTERNOON, 12 },
    { DWD_WINDOW_EVENING, 17 },
    { DWD_WINDOW_ANY, 8 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DwdJob) job = new_job ("JOB-2026-00900", DWD_JOB_STATUS_ASSIGNED, rows[i].window,
                                        dwt_board_fixture_at (0, 0, 0), DWD_TIME_NONE, DWD_TIME_NONE);
      g_autoptr (DwcGridTrack) track = NULL;
      const DwcGridItem *item;

      dwd_board_put_job (fixture->board, job);
      track = load (fixture, "HR-EMP-00001");
      item = find_item (track, "JOB-2026-00900");
      g_assert_true (item->untimed);
      g_assert_cmpint (item->start_us, ==, dwt_board_fixture_at (0, rows[i].hour, 0));
      g_assert_cmpint (item->end_us - item->start_us, ==, 90 * MINUTE);
      g_assert_cmpint (item->overlap_us, ==, 0);
    }
}

static void
test_before (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (DwdJob) job = new_job ("JOB-2026-00901", DWD_JOB_STATUS_ASSIGNED, DWD_WINDOW_ANY,
                                    dwt_board_fixture_at (-1, 0, 0), dwt_board_fixture_at (-1, 9, 0),
                                    dwt_board_fixture_at (-1, 10, 0));
  g_autoptr (DwcGridTrack) track = NULL;

  dwd_board_put_job (fixture->board, job);
  track = load (fixture, "HR-EMP-00001");
  g_assert_cmpint (dwc_grid_track_find (track, "JOB-2026-00901"), ==, -1);
  g_assert_cmpuint (dwc_grid_track_get_n_before (track), ==, 1);
}

static void
test_states (Fixture      *fixture,
             gconstpointer data)
{
  static const struct
  {
    const char *employee;
    int hour;
    int minute;
    const char *text;
    DwcRole role;
  } rows[] = {
    { "HR-EMP-00001", 10, 42, "On site 191", DWC_ROLE_HEAT_0 },
    { "HR-EMP-00003", 10, 42, "En route 195 · 12 late", DWC_ROLE_HEAT_1 },
    { "HR-EMP-00004", 10, 42, "Running over · +42", DWC_ROLE_HEAT_2 },
    { "HR-EMP-00005", 10, 42, "Arrived at 196", DWC_ROLE_HEAT_0 },
    { "HR-EMP-00006", 10, 42, "Off until 13:00", DWC_ROLE_HEAT_0 },
    { "HR-EMP-00007", 10, 42, "En route 193 · 65 late", DWC_ROLE_HEAT_3 },
    { "HR-EMP-00009", 10, 42, "No position 18 min", DWC_ROLE_HEAT_1 },
    /* Later the same day. */
    { "HR-EMP-00009", 11, 20, "Not left for 199 · 10 late", DWC_ROLE_HEAT_1 },
    { "HR-EMP-00007", 12, 42, "En route 193 · 3 h 05 late", DWC_ROLE_HEAT_3 },
  };
  gint64 now_us = dwt_board_fixture_now ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (DwcGridState) state = { 0 };
      g_autoptr (DwcGridTrack) track = dwc_grid_track_new ();
      gint64 then_us = dwt_board_fixture_at (0, rows[i].hour, rows[i].minute);

      dwd_clock_advance (fixture->clock, then_us - now_us);
      now_us = then_us;
      dwc_grid_track_load (track, fixture->board, rows[i].employee);
      dwc_grid_track_forecast (track, now_us);
      dwc_grid_state_describe (&state, fixture->context, rows[i].employee, track);
      g_assert_cmpstr (state.text, ==, rows[i].text);
      g_assert_cmpint (state.role, ==, rows[i].role);
    }
}

static void
test_leave (Fixture      *fixture,
            gconstpointer data)
{
  g_auto (DwcGridState) state = { 0 };
  g_autoptr (DwcGridTrack) track = load (fixture, "HR-EMP-00006");
  DwdSpan spans[] = {
    { DWD_SPAN_LEAVE, dwt_board_fixture_at (0, 0, 0), dwt_board_fixture_at (3, 0, 0), (char *) "Leave" },
  };

  dwd_board_set_spans (fixture->board, "HR-EMP-00006", spans, G_N_ELEMENTS (spans));
  dwc_grid_state_describe (&state, fixture->context, "HR-EMP-00006", track);
  g_assert_cmpstr (state.text, ==, "Leave until Thu 26 Nov");
}

static void
count_cb (DwcGridRows *rows,
          guint       *n_changes)
{
  *n_changes += 1;
}

static void
test_rows (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (DwcGridRows) rows = dwc_grid_rows_new (fixture->board);
  int overlapping = dwc_grid_rows_find_technician (rows, "HR-EMP-00010");
  guint n_rows = dwc_grid_rows_get_n_rows (rows);
  int y = 0;

  /* Two groups and ten technicians, without gaps. */
  g_assert_cmpuint (n_rows, ==, 12);
  for (guint i = 0; i < n_rows; i++)
    {
      const DwcGridRowData *row = dwc_grid_rows_get_row (rows, i);

      g_assert_cmpint (row->y, ==, y);
      g_assert_cmpuint (dwc_grid_rows_find_at (rows, y), ==, i);
      g_assert_cmpuint (dwc_grid_rows_find_at (rows, y + row->height - 1), ==, i);
      y += row->height;
    }
  g_assert_cmpint (dwc_grid_rows_get_height (rows), ==, y);
  g_assert_cmpint (dwc_grid_rows_get_row (rows, (guint) overlapping)->height, ==, 36 + 32);

  dwc_grid_rows_set_collapsed (rows, "Left Bank", TRUE);
  g_assert_cmpuint (dwc_grid_rows_get_n_rows (rows), ==, 6);
  g_assert_cmpint (dwc_grid_rows_find_technician (rows, "HR-EMP-00001"), ==, -1);
  g_assert_cmpuint (dwc_grid_rows_get_row (rows, 0)->n_technicians, ==, 6);
  dwc_grid_rows_set_collapsed (rows, "Left Bank", FALSE);
  g_assert_cmpuint (dwc_grid_rows_get_n_rows (rows), ==, 12);
}

static const DwcGridTrack *
get_track (DwcGridRows *rows,
           const char  *employee)
{
  return dwc_grid_rows_get_row (rows, (guint) dwc_grid_rows_find_technician (rows, employee))->track;
}

/* Rows follow jobs that move and go, with one "changed" for all of them. */
static void
test_rows_follow (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (DwcGridRows) rows = NULL;
  g_autoptr (DwdJob) moved = new_job ("JOB-2026-00198", DWD_JOB_STATUS_ASSIGNED, DWD_WINDOW_ANY,
                                      dwt_board_fixture_at (0, 0, 0), dwt_board_fixture_at (0, 15, 0),
                                      dwt_board_fixture_at (0, 16, 0));
  guint n_changes = 0;

  dwt_settle ();
  rows = dwc_grid_rows_new (fixture->board);
  g_signal_connect (rows, "changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_cmpint (dwc_grid_track_find (get_track (rows, "HR-EMP-00001"), "JOB-2026-00211"), ==, -1);

  dwd_board_put_job (fixture->board, moved);
  dwd_board_remove_job (fixture->board, "JOB-2026-00215");
  dwt_wait_for (n_changes > 0, 5);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_cmpint (find_item ((DwcGridTrack *) get_track (rows, "HR-EMP-00001"), "JOB-2026-00198")->start_us,
                   ==, dwt_board_fixture_at (0, 15, 0));
  g_assert_cmpint (dwc_grid_track_find (get_track (rows, "HR-EMP-00001"), "JOB-2026-00215"), ==, -1);
}

static void
test_words (Fixture      *fixture,
            gconstpointer data)
{
  static const struct
  {
    const char *employee;
    const char *job;
    const char *name;
  } rows[] = {
    { "HR-EMP-00001", "JOB-2026-00191",
      "Job 191 Heat pump fault, In Progress, High, 09:30–10:55, Svetlana Orlova" },
    { "HR-EMP-00003", "JOB-2026-00195",
      "Job 195 Duct balancing, En Route, 10:30–11:58, Madina Ospanova, 12 minutes late" },
    { "HR-EMP-00004", "JOB-2026-00179",
      "Job 179 Panel upgrade, In Progress, High, 08:00–10:00, Yerlan Zhumabay, running 42 minutes over, "
      "delays job 197" },
    { "HR-EMP-00004", "JOB-2026-00197",
      "Job 197 Socket fault, Assigned, 10:50–11:55, Yerlan Zhumabay, will start 6 minutes late because of "
      "job 179" },
    { "HR-EMP-00005", "JOB-2026-00209",
      "Job 209 Pump replacement, Assigned, 13:00–14:58, Ruslan Kim, changes not sent yet" },
    { "HR-EMP-00010", "JOB-2026-00123",
      "Job 123 Boiler service, Assigned, 16:00–17:00, Oleg Petrenko, overlaps job 118 by 15 minutes, "
      "in conflict with the server" },
    { "HR-EMP-00007", "JOB-2026-00193",
      "Job 193 Kitchen extractor, En Route, High, 09:37–10:58, Daniyar Seitkali, 1 hour 5 minutes late" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DwcGridTrack) track = load (fixture, rows[i].employee);
      guint position = (guint) dwc_grid_track_find (track, rows[i].job);
      g_autofree char *name = dwc_grid_words_bar_name (fixture->context, track, position);
      g_autofree char *tooltip = dwc_grid_words_bar_tooltip (fixture->context, track, position);

      g_assert_cmpstr (name, ==, rows[i].name);
      g_assert_true (pango_parse_markup (tooltip, -1, 0, NULL, NULL, NULL, NULL));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/grid/track/running-over", test_running_over);
  ADD ("/grid/track/late-start", test_late_start);
  ADD ("/grid/track/overlap", test_overlap);
  ADD ("/grid/track/untimed", test_untimed);
  ADD ("/grid/track/before", test_before);
  ADD ("/grid/state/table", test_states);
  ADD ("/grid/state/leave", test_leave);
  ADD ("/grid/rows/layout", test_rows);
  ADD ("/grid/rows/follow", test_rows_follow);
  ADD ("/grid/words/bar", test_words);
#undef ADD

  return g_test_run ();
}
