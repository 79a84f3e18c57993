/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-store.h"

#include "base/dwd-failure.h"
#include "store/dwd-document.h"
#include "support/dwt-wait.h"

#define T0 "2026-11-01 08:00:00.000000"
#define T1 "2026-11-24 10:00:00.000001"
#define T2 "2026-11-24 10:00:00.000002"
#define T3 "2026-11-24 10:00:00.000003"

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

#define assert_counts(counts, applied, unchanged, deleted, kept, refused) \
  G_STMT_START { \
    g_assert_cmpuint ((counts).n_applied, ==, applied); \
    g_assert_cmpuint ((counts).n_unchanged, ==, unchanged); \
    g_assert_cmpuint ((counts).n_deleted, ==, deleted); \
    g_assert_cmpuint ((counts).n_kept, ==, kept); \
    g_assert_cmpuint ((counts).n_refused, ==, refused); \
  } G_STMT_END

static void
put (DwtStore       *fixture,
     const char     *name,
     const char     *creation,
     const char     *modified,
     const char     *fields,
     DwdApplyCounts *counts)
{
  g_autofree char *row = dwt_feed_row (name, creation, modified, fields);

  dwt_store_apply (fixture, JOB, row, counts);
}

static void
put_delta (DwtStore       *fixture,
           const char     *name,
           const char     *modified,
           const char     *fields,
           DwdApplyCounts *counts)
{
  g_autofree char *row = dwt_feed_row (name, T0, modified, fields);

  dwt_store_delta (fixture, JOB, row, counts);
}

static void
assert_title (DwtStore   *fixture,
              const char *name,
              const char *title)
{
  g_autofree char *document = dwt_store_document (fixture, JOB, name);
  g_autofree char *held = dwd_document_dup_string (document, "title");

  g_assert_cmpstr (held, ==, title);
}

static void
test_idempotent (DwtStore *fixture)
{
  g_autofree char *one = dwt_feed_row ("JOB-1", T0, T1, "\"title\":\"a\",\"x\":  1.50");
  g_autofree char *two = dwt_feed_row ("JOB-2", T0, T1, "\"title\":\"b\"");
  g_autofree char *rows = g_strconcat (one, ",", two, NULL);
  g_autofree char *document = NULL;
  g_autofree char *watermark = NULL;
  DwdApplyCounts counts;

  dwt_store_apply (fixture, JOB, rows, &counts);
  assert_counts (counts, 2, 0, 0, 0, 0);
  dwt_store_apply (fixture, JOB, rows, &counts);
  assert_counts (counts, 0, 2, 0, 0, 0);

  /* Byte for byte, whatever the numbers look like. */
  document = dwt_store_document (fixture, JOB, "JOB-1");
  g_assert_nonnull (strstr (document, "\"x\":  1.50}"));
  watermark = dwt_store_watermark (fixture, JOB);
  g_assert_cmpstr (watermark, ==, "w1");
  watermark = (g_free (watermark), dwt_store_watermark (fixture, DWD_DOCTYPE_CUSTOMER));
  g_assert_cmpstr (watermark, ==, "");
}

static void
test_update (DwtStore *fixture)
{
  g_autoptr (DwdJob) job = NULL;
  DwdApplyCounts counts;

  put (fixture, "JOB-1", T0, T1, "\"title\":\"a\",\"status\":\"Unassigned\",\"zone\":\"North\"", NULL);
  /* no column of an index changes */
  put (fixture, "JOB-1", T0, T2, "\"title\":\"b\",\"status\":\"Unassigned\",\"zone\":\"North\"", &counts);
  assert_counts (counts, 1, 0, 0, 0, 0);
  assert_title (fixture, "JOB-1", "b");
  /* some do */
  put (fixture, "JOB-1", T0, T3, "\"title\":\"c\",\"status\":\"Assigned\",\"assigned_to\":\"E1\"", &counts);
  assert_counts (counts, 1, 0, 0, 0, 0);
  job = dwt_store_job (fixture, "JOB-1");
  g_assert_cmpint (dwd_job_get_status (job), ==, DWD_JOB_STATUS_ASSIGNED);
  g_assert_cmpstr (dwd_job_get_assigned_to (job), ==, "E1");
  g_assert_cmpstr (dwd_job_get_zone (job), ==, "");
  g_assert_cmpstr (dwd_job_get_modified (job), ==, T3);
  /* The feed is right even when the server's clock went back. */
  put (fixture, "JOB-1", T0, T1, "\"title\":\"d\"", &counts);
  assert_counts (counts, 1, 0, 0, 0, 0);
  assert_title (fixture, "JOB-1", "d");
}

static void
test_delta (DwtStore *fixture)
{
  DwdApplyCounts counts;

  put (fixture, "JOB-1", T0, T1, "\"title\":\"a\"", NULL);
  put_delta (fixture, "JOB-1", T1, "\"title\":\"x\"", &counts);
  assert_counts (counts, 0, 1, 0, 0, 0);
  put_delta (fixture, "JOB-1", T3, "\"title\":\"c\"", &counts);
  assert_counts (counts, 1, 0, 0, 0, 0);
  put_delta (fixture, "JOB-1", T2, "\"title\":\"b\"", &counts);
  assert_counts (counts, 0, 1, 0, 0, 0);
  assert_title (fixture, "JOB-1", "c");

  /* The feed lags behind the delta: its older version is no news, its newest is the same. */
  put (fixture, "JOB-1", T0, T2, "\"title\":\"b\"", &counts);
  assert_counts (counts, 0, 1, 0, 0, 0);
  assert_title (fixture, "JOB-1", "c");
  put (fixture, "JOB-1", T0, T3, "\"title\":\"c\"", &counts);
  assert_counts (counts, 0, 1, 0, 0, 0);
  /* From here on the feed has caught up, and its order rules again. */
  put (fixture, "JOB-1", T0, T2, "\"title\":\"again\"", &counts);
  assert_counts (counts, 1, 0, 0, 0, 0);
  assert_title (fixture, "JOB-1", "again");
}

static void
test_delta_of_unknown (DwtStore *fixture)
{
  DwdApplyCounts counts;

  put_delta (fixture, "JOB-9", T1, "\"title\":\"new\"", &counts);
  assert_counts (counts, 1, 0, 0, 0, 0);
  assert_title (fixture, "JOB-9", "new");
}

static void
test_tombstone (DwtStore *fixture)
{
  g_autofree char *gone = dwt_feed_tombstone ("JOB-1", T0, T2);
  DwdApplyCounts counts;

  put (fixture, "JOB-1", T0, T1, "\"title\":\"a\"", NULL);
  dwt_store_apply (fixture, JOB, gone, &counts);
  assert_counts (counts, 0, 0, 1, 0, 0);
  g_assert_null (dwt_store_document (fixture, JOB, "JOB-1"));
  /* again, and of one never seen */
  dwt_store_apply (fixture, JOB, gone, &counts);
  assert_counts (counts, 0, 1, 0, 0, 0);
}

static void
test_delta_tombstone (DwtStore *fixture)
{
  g_autofree char *old = dwt_feed_tombstone ("JOB-1", T0, T1);
  g_autofree char *gone = dwt_feed_tombstone ("JOB-1", T0, T3);
  DwdApplyCounts counts;

  put (fixture, "JOB-1", T0, T2, "\"title\":\"a\"", NULL);
  /* older than what is held */
  dwt_store_delta (fixture, JOB, old, &counts);
  assert_counts (counts, 0, 1, 0, 0, 0);
  dwt_store_delta (fixture, JOB, gone, &counts);
  assert_counts (counts, 0, 0, 1, 0, 0);

  /* A feed that lags does not dig it up. */
  put (fixture, "JOB-1", T0, T2, "\"title\":\"a\"", &counts);
  assert_counts (counts, 0, 1, 0, 0, 0);
  g_assert_null (dwt_store_document (fixture, JOB, "JOB-1"));
  /* But another record may have its name. */
  put (fixture, "JOB-1", T1, T1, "\"title\":\"other\"", &counts);
  assert_counts (counts, 1, 0, 0, 0, 0);
  assert_title (fixture, "JOB-1", "other");
}

static void
test_series_reuse (DwtStore *fixture)
{
  g_autofree char *gone = dwt_feed_tombstone ("JOB-1", T0, T3);
  DwdApplyCounts counts;

  put (fixture, "JOB-1", T0, T2, "\"title\":\"first\",\"zone\":\"North\"", NULL);
  put (fixture, "JOB-1", T1, T1, "\"title\":\"second\"", &counts);
  assert_counts (counts, 1, 0, 0, 0, 0);
  assert_title (fixture, "JOB-1", "second");
  /* The tombstone of the first one does not hit the second. */
  dwt_store_apply (fixture, JOB, gone, &counts);
  assert_counts (counts, 0, 1, 0, 0, 0);
  assert_title (fixture, "JOB-1", "second");
}

static void
test_other_organization (DwtStore *fixture)
{
  static const char row[] =
    "{\"name\":\"JOB-7\",\"creation\":\"" T0 "\",\"modified\":\"" T1 "\",\"docstatus\":0,"
    "\"data\":{\"name\":\"JOB-7\",\"organization\":\"ORG-2\"}}";
  static const char without[] =
    "{\"name\":\"JOB-8\",\"creation\":\"" T0 "\",\"modified\":\"" T1 "\",\"docstatus\":0,"
    "\"data\":{\"name\":\"JOB-8\"}}";
  DwdApplyCounts counts;

  dwt_store_apply (fixture, JOB, row, &counts);
  assert_counts (counts, 0, 0, 0, 0, 1);
  g_assert_null (dwt_store_document (fixture, JOB, "JOB-7"));
  dwt_store_delta (fixture, JOB, row, &counts);
  assert_counts (counts, 0, 0, 0, 0, 1);
  /* a record of ours cannot be moved to the other one either */
  put (fixture, "JOB-7", T0, T0, "\"title\":\"ours\"", NULL);
  dwt_store_apply (fixture, JOB, row, &counts);
  assert_counts (counts, 0, 0, 0, 0, 1);
  assert_title (fixture, "JOB-7", "ours");
  /* one without any is what the organisation's feed brought */
  dwt_store_apply (fixture, JOB, without, &counts);
  assert_counts (counts, 1, 0, 0, 0, 0);
}

static void
test_odd_rows (DwtStore *fixture)
{
  g_autofree char *control = dwt_feed_row ("a\\u0001b", T0, T1, NULL);
  g_autofree char *empty = dwt_feed_row ("", T0, T1, NULL);
  g_autofree char *long_name = g_strnfill (600, 'x');
  g_autofree char *too_long = dwt_feed_row (long_name, T0, T1, NULL);
  g_autofree char *quoted = dwt_feed_row ("a\\\"b'; DROP TABLE dispatch_job; --", T0, T1,
                                          "\"title\":\"q\"");
  g_autofree char *rows = g_strjoin (",", control, empty, too_long, quoted, NULL);
  DwdApplyCounts counts;

  dwt_store_apply (fixture, JOB, rows, &counts);
  g_assert_cmpuint (counts.n_applied, ==, 1);
  g_assert_cmpuint (counts.n_refused, ==, 3);
  assert_title (fixture, "a\"b'; DROP TABLE dispatch_job; --", "q");
}

/* A megabyte where a screen expects a line, and a version that is none. */
static void
test_long_texts (DwtStore *fixture)
{
  g_autofree char *text = g_strnfill (1000000, 'x');
  g_autofree char *fields = g_strdup_printf ("\"title\":\"қ%s\",\"customer_notes\":\"\\n%s\","
                                             "\"required_skills\":[{\"skill\":\"%s\"},{\"skill\":\"Gas\"}]",
                                             text, text, text);
  g_autofree char *row = dwt_feed_row ("JOB-1", T0, T1, fields);
  g_autofree char *versioned = dwt_feed_row ("JOB-2", T0, text, NULL);
  g_autofree char *document = NULL;
  g_autoptr (DwdJob) job = NULL;
  DwdApplyCounts counts;

  dwt_store_apply (fixture, JOB, row, &counts);
  assert_counts (counts, 1, 0, 0, 0, 1);
  g_assert_cmpint (counts.failure, ==, DWD_FAILURE_INVALID);
  g_assert_nonnull (counts.refusal);
  job = dwt_store_job (fixture, "JOB-1");
  g_assert_cmpuint (strlen (dwd_job_get_title (job)), ==, DWD_SHOWN_LINE);
  g_assert_true (g_utf8_validate (dwd_job_get_title (job), -1, NULL));
  g_assert_cmpstr (dwd_job_get_required_skills (job)[0], ==, "Gas");
  document = dwt_store_document (fixture, JOB, "JOB-1");
  g_assert_cmpuint (strlen (document), >, 3000000);

  dwt_store_apply (fixture, JOB, versioned, &counts);
  assert_counts (counts, 0, 0, 0, 0, 1);
  g_assert_null (dwt_store_job (fixture, "JOB-2"));
}

static void
test_resync (DwtStore *fixture)
{
  g_autofree char *two = dwt_feed_row ("JOB-2", T0, T1, "\"title\":\"b\"");
  g_autofree char *three = dwt_feed_row ("JOB-3", T0, T1, "\"title\":\"c\"");
  g_autofree char *watermark = NULL;
  g_autoptr (GError) error = NULL;
  DwdApplyCounts counts;
  gint64 token = 0;

  put (fixture, "JOB-1", T0, T1, "\"title\":\"a\"", NULL);
  put (fixture, "JOB-2", T0, T1, "\"title\":\"b\"", NULL);
  token = dwt_store_begin_resync (fixture, JOB);
  g_assert_cmpint (token, >, 0);

  dwt_store_try_apply (fixture, JOB, two, "r1", TRUE, token, &counts, &error);
  g_assert_no_error (error);
  assert_counts (counts, 0, 1, 0, 0, 0);
  /* Nothing blanks while it runs; a delta that comes meanwhile is no victim of the sweep. */
  assert_title (fixture, "JOB-1", "a");
  put_delta (fixture, "JOB-4", T2, "\"title\":\"d\"", NULL);
  watermark = dwt_store_watermark (fixture, JOB);
  g_assert_cmpstr (watermark, ==, "");

  dwt_store_try_apply (fixture, JOB, three, "r2", FALSE, token, &counts, &error);
  g_assert_no_error (error);
  dwt_store_end_resync (fixture, JOB, token);
  g_assert_null (dwt_store_document (fixture, JOB, "JOB-1"));
  assert_title (fixture, "JOB-2", "b");
  assert_title (fixture, "JOB-3", "c");
  assert_title (fixture, "JOB-4", "d");
  watermark = (g_free (watermark), dwt_store_watermark (fixture, JOB));
  g_assert_cmpstr (watermark, ==, "r2");

  g_assert_false (dwt_store_try_apply (fixture, JOB, two, "r3", FALSE, token, &counts, &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_INVALID);
}

/* A process that ends in the middle of a resync leaves no ghosts behind: the pull that begins anew ends it. */
static void
test_resync_cut_short (DwtStore *fixture)
{
  g_autofree char *two = dwt_feed_row ("JOB-2", T0, T1, "\"title\":\"b\"");
  g_autofree char *watermark = NULL;
  g_autoptr (GError) error = NULL;
  gint64 token = 0;

  put (fixture, "JOB-1", T0, T1, "\"title\":\"a\"", NULL);
  put (fixture, "JOB-2", T0, T1, "\"title\":\"b\"", NULL);
  token = dwt_store_begin_resync (fixture, JOB);
  dwt_store_try_apply (fixture, JOB, two, "r1", TRUE, token, NULL, &error);
  g_assert_no_error (error);

  dwt_store_close (fixture);
  dwt_store_open (fixture);
  watermark = dwt_store_watermark (fixture, JOB);
  g_assert_cmpstr (watermark, ==, "");
  dwt_store_try_apply (fixture, JOB, two, "r2", FALSE, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (dwt_store_document (fixture, JOB, "JOB-1"));
  assert_title (fixture, "JOB-2", "b");
  watermark = (g_free (watermark), dwt_store_watermark (fixture, JOB));
  g_assert_cmpstr (watermark, ==, "r2");
}

static void
step (DwtStore *fixture,
      void (   *begin ) (DwdStore           *store,
                         DwdDoctype          doctype,
                         GAsyncReadyCallback callback,
                         gpointer            user_data))
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  begin (fixture->store, JOB, dwt_result_cb, &result);
  dwd_store_step_finish (fixture->store, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
}

#define N_INDEXES "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'dispatch_job' " \
  "AND sql IS NOT NULL"

static void
test_bulk (DwtStore *fixture)
{
  gint64 n_indexes = dwt_file_number (fixture->path, N_INDEXES);

  step (fixture, dwd_store_begin_bulk_async);
  g_assert_cmpint (dwt_file_number (fixture->path, N_INDEXES), ==, 1);
  put (fixture, "JOB-1", T0, T1, "\"title\":\"a\"", NULL);
  put (fixture, "JOB-1", T0, T2, "\"title\":\"b\"", NULL);
  step (fixture, dwd_store_end_bulk_async);
  g_assert_cmpint (dwt_file_number (fixture->path, N_INDEXES), ==, n_indexes - 1);
  assert_title (fixture, "JOB-1", "b");

  /* That of searches comes later, by itself or with the next opening. */
  dwt_store_close (fixture);
  dwt_store_open (fixture);
  put (fixture, "JOB-1", T0, T3, "\"title\":\"c\"", NULL);
  g_assert_cmpint (dwt_file_number (fixture->path, N_INDEXES), ==, n_indexes);

  /* A filled table keeps its indexes. */
  step (fixture, dwd_store_begin_bulk_async);
  g_assert_cmpint (dwt_file_number (fixture->path, N_INDEXES), ==, n_indexes);
}

static gboolean
has_search_index (gpointer data)
{
  DwtStore *fixture = data;

  return dwt_file_number (fixture->path, "SELECT COUNT(*) FROM sqlite_schema "
                          "WHERE name = 'dispatch_job_search'") == 1;
}

static void
test_bulk_search_index (DwtStore *fixture)
{
  step (fixture, dwd_store_begin_bulk_async);
  put (fixture, "JOB-1", T0, T1, "\"title\":\"a\"", NULL);
  step (fixture, dwd_store_end_bulk_async);
  g_assert_false (has_search_index (fixture));
  dwt_wait_until (has_search_index, fixture);
  put (fixture, "JOB-1", T0, T2, "\"title\":\"b\"", NULL);
  assert_title (fixture, "JOB-1", "b");
}

static void
test_bulk_cut_short (DwtStore *fixture)
{
  gint64 n_indexes = dwt_file_number (fixture->path, N_INDEXES);

  step (fixture, dwd_store_begin_bulk_async);
  put (fixture, "JOB-1", T0, T1, "\"title\":\"a\"", NULL);
  dwt_store_close (fixture);
  dwt_store_open (fixture);
  /* Built again behind the opening: a write that comes after it waits for that. */
  put (fixture, "JOB-1", T0, T2, "\"title\":\"b\"", NULL);
  g_assert_cmpint (dwt_file_number (fixture->path, N_INDEXES), ==, n_indexes);
}

typedef struct
{
  guint n_signals;
  guint n_names;
  gboolean many;
} Heard;

static void
records_changed_cb (DwdStore  *store,
                    DwdDoctype doctype,
                    GPtrArray *names,
                    Heard     *heard)
{
  g_assert_cmpint (doctype, ==, JOB);
  heard->n_signals++;
  heard->many |= names == NULL;
  heard->n_names += names != NULL ? names->len : 0;
}

static void
test_signal (DwtStore *fixture)
{
  g_autoptr (GString) rows = g_string_new (NULL);
  Heard heard = { 0 };

  put (fixture, "JOB-1", T0, T1, "\"title\":\"a\"", NULL);
  g_signal_connect (fixture->store, "records-changed", G_CALLBACK (records_changed_cb), &heard);
  /* no news, no signal */
  put (fixture, "JOB-1", T0, T1, "\"title\":\"a\"", NULL);
  g_assert_cmpuint (heard.n_signals, ==, 0);
  put (fixture, "JOB-1", T0, T2, "\"title\":\"b\"", NULL);
  g_assert_cmpuint (heard.n_signals, ==, 1);
  g_assert_cmpuint (heard.n_names, ==, 1);
  g_assert_false (heard.many);

  for (int i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("J%d", i);
      g_autofree char *row = dwt_feed_row (name, T0, T1, NULL);

      g_string_append_printf (rows, "%s%s", i > 0 ? "," : "", row);
    }
  dwt_store_apply (fixture, JOB, rows->str, NULL);
  g_assert_cmpuint (heard.n_signals, ==, 2);
  g_assert_true (heard.many);
  g_signal_handlers_disconnect_by_data (fixture->store, &heard);
}

static void
test_settings (DwtStore *fixture)
{
  for (int i = 0; i < 2; i++)
    {
      const char *value = i == 0 ? "v" : NULL;
      g_autoptr (GAsyncResult) set = NULL;
      g_autoptr (GAsyncResult) get = NULL;
      g_autofree char *held = NULL;

      dwd_store_set_setting_async (fixture->store, "clean", value, dwt_result_cb, &set);
      g_assert_true (dwd_store_step_finish (fixture->store, dwt_wait_result (&set), NULL));
      dwd_store_get_setting_async (fixture->store, "clean", dwt_result_cb, &get);
      held = dwd_store_get_setting_finish (fixture->store, dwt_wait_result (&get), NULL);
      g_assert_cmpstr (held, ==, value);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    StoreTest test;
  } tests[] = {
    { "/store/apply/idempotent", test_idempotent },
    { "/store/apply/update", test_update },
    { "/store/apply/delta", test_delta },
    { "/store/apply/delta-of-unknown", test_delta_of_unknown },
    { "/store/apply/tombstone", test_tombstone },
    { "/store/apply/delta-tombstone", test_delta_tombstone },
    { "/store/apply/series-reuse", test_series_reuse },
    { "/store/apply/other-organization", test_other_organization },
    { "/store/apply/odd-rows", test_odd_rows },
    { "/store/apply/long-texts", test_long_texts },
    { "/store/apply/resync", test_resync },
    { "/store/apply/resync-cut-short", test_resync_cut_short },
    { "/store/apply/bulk", test_bulk },
    { "/store/apply/bulk-search-index", test_bulk_search_index },
    { "/store/apply/bulk-cut-short", test_bulk_cut_short },
    { "/store/apply/signal", test_signal },
    { "/store/apply/settings", test_settings },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_data_func (tests[i].path, (gconstpointer) tests[i].test, run);
  return g_test_run ();
}
