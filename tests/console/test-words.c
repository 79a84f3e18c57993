/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwc-prefs.h"
#include "dwc-sign-in-dialog.h"
#include "dwc-wording.h"
#include "preferences/dwc-preferences-window.h"
#include "dwt-board-fixture.h"

#include <string.h>

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
  g_assert_finalize_object (fixture->context);
  g_assert_finalize_object (fixture->board);
  g_assert_finalize_object (fixture->clock);
}

/* Every reason has words of its own that end as a sentence does, and none shows a code. */
static void
test_failures (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int failure = DWD_FAILURE_NONE + 1; failure < DWD_N_FAILURES; failure++)
    {
      const char *text = dwc_wording_failure (failure);

      g_assert_true (g_str_has_suffix (text, "."));
      g_assert_null (strchr (text, '_'));
      g_assert_true (g_hash_table_add (seen, (gpointer) text));
    }
}

static void
test_errors (void)
{
  g_autoptr (GError) refused = g_error_new_literal (DWD_ERROR, DWD_FAILURE_INVALID, "A reason is needed.");
  g_autoptr (GError) offline = g_error_new_literal (DWD_ERROR, DWD_FAILURE_OFFLINE, "errno 111");
  g_autofree char *refused_text = dwc_wording_error (refused);
  g_autofree char *offline_text = dwc_wording_error (offline);

  g_assert_cmpstr (refused_text, ==, "A reason is needed.");
  g_assert_null (strstr (offline_text, "111"));
}

/* Nothing is tried again by itself, and there may be nothing to go on with. */
static void
test_sign_in_errors (void)
{
  static const DwdFailure failures[] = {
    DWD_FAILURE_OFFLINE, DWD_FAILURE_TIMEOUT, DWD_FAILURE_SIGN_IN, DWD_FAILURE_FORBIDDEN, DWD_FAILURE_NOT_FOUND,
    DWD_FAILURE_RATE_LIMITED, DWD_FAILURE_BUSY, DWD_FAILURE_BROKEN, DWD_FAILURE_PROTOCOL,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (DWD_ERROR, failures[i], "errno 111");
      g_autofree char *text = dwc_wording_sign_in_error (error);

      g_assert_true (g_str_has_suffix (text, "."));
      g_assert_null (strstr (text, "111"));
      g_assert_null (strstr (text, "by itself"));
      g_assert_null (strstr (text, "work goes on"));
      g_assert_null (strstr (text, "sync"));
    }
}

/* What the keyring says is for logs; a server's word about its version is for people. */
static void
test_notices (void)
{
  g_autofree char *keyring = dwc_wording_notice (DWD_FAILURE_SIGN_IN, "org.freedesktop.Secret: no such object");
  g_autofree char *full = dwc_wording_notice (DWD_FAILURE_STORAGE_FULL, "SQLITE_FULL");
  g_autofree char *version = dwc_wording_notice (DWD_FAILURE_VERSION, "Update by 1 December.");

  g_assert_null (strstr (keyring, "org.freedesktop"));
  g_assert_nonnull (strstr (keyring, "keyring"));
  g_assert_null (strstr (full, "SQLITE"));
  g_assert_nonnull (strstr (version, "Update by 1 December."));
}

static void
test_durations (void)
{
  static const struct
  {
    gint64 seconds;
    const char *text;
  } rows[] = {
    { -5, "0 s" }, { 0, "0 s" }, { 4, "4 s" }, { 59, "59 s" },
    { 60, "1 min" }, { 18 * 60 + 59, "18 min" }, { 3599, "59 min" },
    { 3600, "1 h" }, { 6720, "1 h 52" }, { 3600 + 5 * 60, "1 h 05" }, { 86399, "23 h 59" },
    { 86400, "1 d" }, { 2 * 86400 + 4 * 3600, "2 d 4 h" }, { 400 * 86400, "400 d" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = dwc_wording_duration (rows[i].seconds * DWD_USEC_PER_SEC);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *name;
    const char *number;
  } rows[] = {
    { "JOB-2026-00204", "204" }, { "JOB-2026-00000", "0" }, { "JOB-2026-123456", "123456" },
    { "local-6f0e", "new" }, { "Front desk", "Front desk" }, { "JOB-", "JOB-" }, { "A-1b", "A-1b" }, { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *number = dwc_wording_number (rows[i].name);

      g_assert_cmpstr (number, ==, rows[i].number);
    }
}

static void
test_times (Fixture      *fixture,
            gconstpointer data)
{
  g_autofree char *time = dwc_wording_time (fixture->context, dwt_board_fixture_at (0, 9, 5));
  g_autofree char *none = dwc_wording_time (fixture->context, DWD_TIME_NONE);
  g_autofree char *today = dwc_wording_moment (fixture->context, dwt_board_fixture_at (0, 9, 58));
  g_autofree char *tomorrow = dwc_wording_moment (fixture->context, dwt_board_fixture_at (1, 9, 58));
  g_autofree char *date = dwc_wording_date (fixture->context, dwt_board_fixture_now ());
  g_autofree char *range = dwc_wording_time_range (fixture->context, dwt_board_fixture_at (0, 11, 0),
                                                   dwt_board_fixture_at (0, 13, 0));
  g_autofree char *instant = dwc_wording_detail_time (fixture->context, "2026-11-24T09:00:00Z");
  g_autofree char *naive = dwc_wording_detail_time (fixture->context, "2026-11-24 14:00:00");
  g_autofree char *words = dwc_wording_detail_time (fixture->context, "after lunch");
  g_autofree char *moved = dwc_wording_detail_time (fixture->context, "2026-11-25 14:00–15:30");
  g_autofree char *half = dwc_wording_detail_time (fixture->context, "14:00–later");

  g_assert_cmpstr (time, ==, "09:05");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (today, ==, "09:58");
  g_assert_cmpstr (tomorrow, ==, "Wed 25 Nov 09:58");
  g_assert_cmpstr (date, ==, "Tue 24 Nov 2026");
  g_assert_cmpstr (range, ==, "11:00–13:00");
  g_assert_cmpstr (instant, ==, "14:00");
  g_assert_cmpstr (naive, ==, "14:00");
  g_assert_cmpstr (words, ==, "after lunch");
  g_assert_cmpstr (moved, ==, "Wed 25 Nov 14:00–15:30");
  g_assert_cmpstr (half, ==, "14:00–later");
}

/* The clock's format is the person's, whatever the language's. */
static void
test_clock_format (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (GSettings) settings = dwc_prefs_open ();
  g_autoptr (DwcContext) context = NULL;
  g_autofree char *twelve = NULL;
  g_autofree char *day = NULL;

  g_assert_nonnull (settings);
  context = dwc_context_new_for_board (fixture->board, fixture->clock, settings);
  g_settings_set_enum (settings, DWC_PREF_CLOCK_FORMAT, DWC_CLOCK_12_HOURS);
  twelve = g_strstrip (dwc_wording_time (context, dwt_board_fixture_at (0, 14, 5)));
  g_assert_cmpstr (twelve, ==, "2:05 PM");
  g_settings_set_enum (settings, DWC_PREF_CLOCK_FORMAT, DWC_CLOCK_24_HOURS);
  day = dwc_wording_time (context, dwt_board_fixture_at (0, 14, 5));
  g_assert_cmpstr (day, ==, "14:05");
  g_settings_reset (settings, DWC_PREF_CLOCK_FORMAT);
}

static void
test_jobs (Fixture      *fixture,
           gconstpointer data)
{
  static const struct
  {
    const char *job;
    const char *when;
    const char *due;
  } rows[] = {
    { "JOB-2026-00204", "11:20–12:50", "in 38 min" },
    { "JOB-2026-00192", "10:30–12:00", "12 min late" },
    { "JOB-2026-00193", "09:37–10:58", "1 h 05 late" },
    { "JOB-2026-00234", "Today, afternoon", "" },
    { "JOB-2026-00236", "Wed 25 Nov, morning", "" },
    { "JOB-2026-00176", "08:10–09:08", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DwdJob *job = dwd_board_lookup_job (fixture->board, rows[i].job);
      g_autofree char *when = dwc_wording_job_when (fixture->context, job);
      g_autofree char *due = dwc_wording_job_due (job, dwt_board_fixture_now ());

      g_assert_cmpstr (when, ==, rows[i].when);
      g_assert_cmpstr (due, ==, rows[i].due);
    }
}

static void
test_operations (Fixture      *fixture,
                 gconstpointer data)
{
  static const struct
  {
    const char *what;
    const char *state;
  } rows[] = {
    { "Assign 209 to Ruslan Kim", "Sending, try 1" },
    { "Assign 118 to Timur Akhmetov", "Refused: 118 is En Route, a reason is needed" },
    { "Move 219 to 14:00", "Timed out, try 3 in 4 min" },
    { "Set 209 to Cancelled", "Waiting behind an earlier change of this record" },
    { "Change 123, Boiler service", "Changed on the server too; only this record waits for you" },
    { "Mark “193 is late” as read", "Waiting" },
  };
  g_autoptr (GListStore) queue = dwt_board_fixture_new_queue ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DwdOperation) operation = g_list_model_get_item (G_LIST_MODEL (queue), i);
      g_autofree char *what = dwc_wording_operation (fixture->context, operation);
      g_autofree char *state = dwc_wording_operation_state (operation, dwt_board_fixture_now ());

      g_assert_cmpstr (what, ==, rows[i].what);
      g_assert_cmpstr (state, ==, rows[i].state);
    }
}

static void
test_sync (Fixture      *fixture,
           gconstpointer data)
{
  gint64 since_us = dwt_board_fixture_at (0, 9, 58);
  const struct
  {
    DwdSyncStatusFields status;
    const char *text;
    const char *brief;
  } rows[] = {
    { { .state = DWD_SYNC_STOPPED }, "Not signed in", "" },
    { { .state = DWD_SYNC_CONNECTING }, "Connecting…", "" },
    { { .state = DWD_SYNC_LIVE }, "Live", "" },
    { { .state = DWD_SYNC_LIVE, .queued = 2 }, "Live · 2 queued", "2" },
    { { .state = DWD_SYNC_LIVE, .queued = 6, .sent = 2, .failed = 1 }, "Syncing 2 of 8 · 1 failed", "7" },
    { { .state = DWD_SYNC_POLLING, .conflicts = 1 }, "Polling · 1 conflict", "1" },
    { { .state = DWD_SYNC_SYNCING, .pull_done = 2, .pull_total = 8 }, "Syncing 2 of 8", "" },
    { { .state = DWD_SYNC_OFFLINE, .since_us = since_us, .queued = 7 }, "Offline since 09:58 · 7 queued", "7" },
    { { .state = DWD_SYNC_SIGN_IN }, "Sign-in needed", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = dwc_wording_sync (fixture->context, &rows[i].status);
      g_autofree char *brief = dwc_wording_sync_short (&rows[i].status);

      g_assert_cmpstr (text, ==, rows[i].text);
      g_assert_cmpstr (brief, ==, rows[i].brief);
    }
}

static void
test_history (Fixture      *fixture,
              gconstpointer data)
{
  static const char *const texts[] = { "Status: Unassigned", "Moved to 11:20", "Edited", "Created" };
  g_autoptr (GPtrArray) history = dwt_board_fixture_new_history ();

  for (guint i = 0; i < history->len; i++)
    {
      g_autofree char *text = dwc_wording_history (fixture->context, g_ptr_array_index (history, i));

      g_assert_cmpstr (text, ==, texts[i]);
    }
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *text;
    const char *server;   /* NULL: refused, with a sentence */
  } rows[] = {
    { "dispatch.example.org", "https://dispatch.example.org" },
    { " https://dispatch.example.org// ", "https://dispatch.example.org" },
    { "http://127.0.0.1:8723", "http://127.0.0.1:8723" },
    { "http://localhost:8723", "http://localhost:8723" },
    { "http://[::1]:8723", "http://[::1]:8723" },
    /* Credentials do not travel in the clear, and not anywhere else. */
    { "http://dispatch.example.org", NULL },
    { "ftp://dispatch.example.org", NULL },
    { "", NULL }, { "https://", NULL }, { "two words", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *problem = NULL;
      g_autofree char *server = dwc_sign_in_dialog_complete_server (rows[i].text, &problem);

      g_assert_cmpstr (server, ==, rows[i].server);
      g_assert_true ((problem != NULL) == (rows[i].server == NULL));
    }

  g_assert_null (dwc_preferences_check_tile_url (""));
  g_assert_null (dwc_preferences_check_tile_url ("https://t.example.org/{z}/{x}/{y}.png"));
  g_assert_null (dwc_preferences_check_tile_url ("http://127.0.0.1/tiles/{style}/{z}/{x}/{y}{scale}.png"));
  g_assert_nonnull (dwc_preferences_check_tile_url ("https://t.example.org/{z}/{x}.png"));
  g_assert_null (dwc_preferences_check_service_url ("https://routing.example.org"));
  g_assert_nonnull (dwc_preferences_check_service_url ("routing.example.org"));
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/words/failures", test_failures);
  g_test_add_func ("/words/errors", test_errors);
  g_test_add_func ("/words/sign-in-errors", test_sign_in_errors);
  g_test_add_func ("/words/notices", test_notices);
  g_test_add_func ("/words/durations", test_durations);
  g_test_add_func ("/words/numbers", test_numbers);
  g_test_add_func ("/words/addresses", test_addresses);
  g_test_add ("/words/times", Fixture, NULL, set_up, test_times, tear_down);
  g_test_add ("/words/clock-format", Fixture, NULL, set_up, test_clock_format, tear_down);
  g_test_add ("/words/jobs", Fixture, NULL, set_up, test_jobs, tear_down);
  g_test_add ("/words/operations", Fixture, NULL, set_up, test_operations, tear_down);
  g_test_add ("/words/sync", Fixture, NULL, set_up, test_sync, tear_down);
  g_test_add ("/words/history", Fixture, NULL, set_up, test_history, tear_down);

  return g_test_run ();
}
