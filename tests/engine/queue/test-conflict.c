/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-outbox.h"

#define THEIRS \
  "{\"name\":\"JOB-1\",\"creation\":\"" T0 "\",\"modified\":\"" T2 "\",\"title\":\"theirs\",\"zone\":\"S\"}"

static void
act (DwtOutbox  *fixture,
     const char *name,
     const char *changes)
{
  g_autofree char *out = dwt_outbox_act (fixture, JOB, name, DWD_OP_UPDATE, changes);
}

static gint64
first_seq (DwtOutbox *fixture)
{
  return dwd_operation_get_seq (dwt_outbox_nth (fixture, 0));
}

static void
make_conflict (DwtOutbox *fixture)
{
  g_autoptr (DwdJob) job = NULL;

  act (fixture, "JOB-1", "{\"title\":\"mine\"}");
  act (fixture, "JOB-1", "{\"status\":\"Assigned\"}");
  dwt_outbox_answer (fixture, DWD_RESULT_CONFLICT, NULL, THEIRS, NULL);
  dwt_outbox_assert_states (fixture, "CB");
  job = dwt_store_job (&fixture->cache, "JOB-1");
  g_assert_cmpint (dwd_job_get_marks (job), ==, DWD_JOB_MARK_CONFLICT | DWD_JOB_MARK_QUEUED);
}

/* It holds its own record and nothing else. */
static void
test_holds_itself (DwtOutbox *fixture)
{
  DwdOutboxCounts counts;
  g_autoptr (GPtrArray) ops = NULL;

  make_conflict (fixture);
  dwt_assert_member (fixture, "JOB-1", "title", "mine");
  act (fixture, "JOB-2", "{\"title\":\"free\"}");
  ops = dwt_outbox_take (fixture, 10);
  g_assert_cmpuint (ops->len, ==, 1);
  g_assert_cmpstr (((DwdBatchOp *) g_ptr_array_index (ops, 0))->name, ==, "JOB-2");
  dwd_outbox_get_counts (fixture->outbox, &counts);
  g_assert_cmpuint (counts.conflicts, ==, 1);
  g_assert_cmpint (dwt_outbox_call (fixture, dwd_outbox_retry_async, first_seq (fixture)), ==,
                   DWD_FAILURE_INVALID);
}

static void
test_keep_mine (DwtOutbox *fixture)
{
  g_autoptr (GPtrArray) ops = NULL;
  DwdBatchOp *op = NULL;

  make_conflict (fixture);
  g_assert_cmpint (dwt_outbox_decide (fixture, first_seq (fixture), TRUE), ==, DWD_FAILURE_NONE);
  dwt_outbox_assert_states (fixture, "WB");
  /* mine where I changed it, theirs where I did not */
  dwt_assert_member (fixture, "JOB-1", "title", "mine");
  dwt_assert_member (fixture, "JOB-1", "zone", "S");
  ops = dwt_outbox_take (fixture, 10);
  op = g_ptr_array_index (ops, 0);
  g_assert_true (op->force);
  g_assert_cmpstr (op->base_modified, ==, T2);
  g_assert_cmpint (dwt_file_number (fixture->cache.path, "SELECT COUNT(*) FROM conflict"), ==, 0);
  g_assert_cmpint (dwt_file_number (fixture->cache.path, "SELECT COUNT(*) FROM decision WHERE "
                                    "winner = 'mine' AND json_extract (lost, '$.title') = 'theirs'"),
                   ==, 1);
}

static void
test_take_servers (DwtOutbox *fixture)
{
  g_autoptr (GPtrArray) ops = NULL;
  DwdBatchOp *op = NULL;

  make_conflict (fixture);
  g_assert_cmpint (dwt_outbox_decide (fixture, first_seq (fixture), FALSE), ==, DWD_FAILURE_NONE);
  /* The later change stays and lies on the server's version now. */
  dwt_outbox_assert_states (fixture, "W");
  dwt_assert_member (fixture, "JOB-1", "title", "theirs");
  dwt_assert_member (fixture, "JOB-1", "status", "Assigned");
  ops = dwt_outbox_take (fixture, 10);
  op = g_ptr_array_index (ops, 0);
  g_assert_false (op->force);
  g_assert_cmpstr (op->base_modified, ==, T2);
  g_assert_cmpint (dwt_file_number (fixture->cache.path, "SELECT COUNT(*) FROM decision WHERE "
                                    "winner = 'server' AND json_extract (lost, '$.title') = 'mine'"),
                   ==, 1);
}

/* The server moved on while the person thought: forcing lies on the newest version known. */
static void
test_newer_meanwhile (DwtOutbox *fixture)
{
  g_autofree char *newest = dwt_feed_row ("JOB-1", T0, T3, "\"title\":\"theirs again\"");
  g_autoptr (GPtrArray) ops = NULL;

  make_conflict (fixture);
  dwt_store_apply (&fixture->cache, JOB, newest, NULL);
  g_assert_cmpint (dwt_outbox_decide (fixture, first_seq (fixture), TRUE), ==, DWD_FAILURE_NONE);
  ops = dwt_outbox_take (fixture, 10);
  g_assert_cmpstr (((DwdBatchOp *) g_ptr_array_index (ops, 0))->base_modified, ==, T3);
}

static void
test_discard_in_conflict (DwtOutbox *fixture)
{
  g_autofree char *known = dwt_feed_row ("JOB-1", T0, T2, "\"title\":\"theirs\"");

  make_conflict (fixture);
  dwt_store_apply (&fixture->cache, JOB, known, NULL);
  g_assert_cmpint (dwt_outbox_call (fixture, dwd_outbox_discard_async, first_seq (fixture)), ==,
                   DWD_FAILURE_NONE);
  dwt_outbox_assert_states (fixture, "W");
  g_assert_cmpint (dwt_outbox_call (fixture, dwd_outbox_discard_async, first_seq (fixture)), ==,
                   DWD_FAILURE_NONE);
  dwt_assert_member (fixture, "JOB-1", "title", "theirs");
  g_assert_cmpint (dwt_file_number (fixture->cache.path, "SELECT COUNT(*) FROM conflict"), ==, 0);
}

static void
test_deleted (DwtOutbox *fixture)
{
  g_autofree char *gone = dwt_feed_tombstone ("JOB-1", T0, T2);
  DwdApplyCounts counts;

  act (fixture, "JOB-1", "{\"title\":\"mine\"}");
  act (fixture, "JOB-1", "{\"zone\":\"N\"}");
  dwt_store_apply (&fixture->cache, JOB, gone, &counts);
  g_assert_cmpuint (counts.n_kept, ==, 1);
  /* Nothing is lost, and the list knows. */
  dwt_outbox_assert_states (fixture, "CB");
  dwt_assert_member (fixture, "JOB-1", "title", "mine");
  g_assert_cmpint (dwt_outbox_decide (fixture, first_seq (fixture), TRUE), ==, DWD_FAILURE_NOT_FOUND);
  dwt_outbox_assert_states (fixture, "CB");
  g_assert_cmpint (dwt_outbox_decide (fixture, first_seq (fixture), FALSE), ==, DWD_FAILURE_NONE);
  dwt_outbox_assert_states (fixture, "");
  g_assert_null (dwt_store_document (&fixture->cache, JOB, "JOB-1"));
  g_assert_cmpint (dwt_file_number (fixture->cache.path, "SELECT COUNT(*) FROM decision"), ==, 2);
}

/* The server gave the name to another record: the work was meant for the one before. */
static void
test_series_reuse (DwtOutbox *fixture)
{
  g_autofree char *other = dwt_feed_row ("JOB-1", T2, T3, "\"title\":\"another job\"");

  act (fixture, "JOB-1", "{\"title\":\"mine\"}");
  dwt_store_apply (&fixture->cache, JOB, other, NULL);
  dwt_outbox_assert_states (fixture, "C");
  dwt_assert_member (fixture, "JOB-1", "title", "mine");
  g_assert_cmpint (dwt_outbox_decide (fixture, first_seq (fixture), FALSE), ==, DWD_FAILURE_NONE);
  dwt_assert_member (fixture, "JOB-1", "title", "another job");
  dwt_assert_member (fixture, "JOB-1", "creation", T2);
}

static void
test_survives_restart (DwtOutbox *fixture)
{
  make_conflict (fixture);
  dwt_outbox_close (fixture);
  dwt_outbox_open (fixture);
  dwt_outbox_assert_states (fixture, "CB");
  g_assert_cmpint (dwt_outbox_decide (fixture, first_seq (fixture), FALSE), ==, DWD_FAILURE_NONE);
  dwt_assert_member (fixture, "JOB-1", "title", "theirs");
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    OutboxTest test;
  } tests[] = {
    { "/queue/conflict/holds-itself", test_holds_itself },
    { "/queue/conflict/keep-mine", test_keep_mine },
    { "/queue/conflict/take-servers", test_take_servers },
    { "/queue/conflict/newer-meanwhile", test_newer_meanwhile },
    { "/queue/conflict/discard", test_discard_in_conflict },
    { "/queue/conflict/deleted", test_deleted },
    { "/queue/conflict/series-reuse", test_series_reuse },
    { "/queue/conflict/survives-restart", test_survives_restart },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_data_func (tests[i].path, (gconstpointer) tests[i].test, dwt_outbox_run);
  return g_test_run ();
}
