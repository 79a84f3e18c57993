/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-outbox.h"

#include "model/dwd-history-entry.h"
#include "support/dwt-wait.h"

#define UPDATE DWD_OP_UPDATE

static DwdJobMarks
marks_of (DwtOutbox  *fixture,
          const char *name)
{
  g_autoptr (DwdJob) job = dwt_store_job (&fixture->cache, name);

  return dwd_job_get_marks (job);
}

static void
act (DwtOutbox  *fixture,
     const char *name,
     const char *changes)
{
  g_autofree char *out = dwt_outbox_act (fixture, JOB, name, UPDATE, changes);

  g_assert_cmpstr (out, ==, name);
}

static gint64
seq_of (DwtOutbox *fixture,
        guint      n)
{
  return dwd_operation_get_seq (dwt_outbox_nth (fixture, n));
}

/* What a person did is in the list, on the record and in the file before the callback; also after a
 * restart. */
static void
test_act (DwtOutbox *fixture)
{
  DwdOperation *operation = NULL;
  DwdOutboxCounts counts;

  act (fixture, "JOB-1", "{\"status\":\"Assigned\",\"assigned_to\":\"E1\"}");
  dwt_outbox_assert_states (fixture, "W");
  dwt_assert_member (fixture, "JOB-1", "status", "Assigned");
  dwt_assert_member (fixture, "JOB-1", "title", "one");
  g_assert_cmpint (marks_of (fixture, "JOB-1"), ==, DWD_JOB_MARK_QUEUED);
  g_assert_cmpint (marks_of (fixture, "JOB-2"), ==, DWD_JOB_MARK_NONE);

  dwt_outbox_close (fixture);
  dwt_outbox_open (fixture);
  dwt_outbox_assert_states (fixture, "W");
  operation = dwt_outbox_nth (fixture, 0);
  g_assert_cmpstr (dwd_operation_get_label (operation), ==, "one");
  g_assert_cmpstr (dwd_operation_get_detail (operation), ==, "detail");
  g_assert_cmpstr (dwd_operation_get_name (operation), ==, "JOB-1");
  g_assert_cmpint (dwd_operation_get_lane (operation), ==, DWD_LANE_CRITICAL);
  g_assert_cmpint (dwd_operation_get_created (operation), ==, dwd_clock_get_now (fixture->clock));
  dwt_assert_member (fixture, "JOB-1", "assigned_to", "E1");
  dwd_outbox_get_counts (fixture->outbox, &counts);
  g_assert_cmpuint (counts.queued, ==, 1);
  g_assert_true (counts.ready);
}

static void
test_act_refused (DwtOutbox *fixture)
{
  g_assert_cmpint (dwt_outbox_try_act (fixture, JOB, "JOB-9", UPDATE, "{\"a\":1}"), ==,
                   DWD_FAILURE_NOT_FOUND);
  g_assert_cmpint (dwt_outbox_try_act (fixture, JOB, "JOB-1", UPDATE, "[1]"), ==, DWD_FAILURE_INVALID);
  g_assert_cmpint (dwt_outbox_try_act (fixture, JOB, "JOB-1", UPDATE, "{\"a\":"), ==,
                   DWD_FAILURE_INVALID);
  g_assert_cmpint (dwt_outbox_try_act (fixture, JOB, "JOB-1", UPDATE, NULL), ==, DWD_FAILURE_INVALID);
  g_assert_cmpint (dwt_outbox_try_act (fixture, DWD_DOCTYPE_UNKNOWN, "JOB-1", UPDATE, "{}"), ==,
                   DWD_FAILURE_INVALID);
  dwt_outbox_assert_states (fixture, "");
  dwt_assert_member (fixture, "JOB-1", "title", "one");
}

/* A batch whose answer could not be written goes again, in its order; one that is on its way does not. */
static void
test_lost_batch (DwtOutbox *fixture)
{
  g_autofree char *first = dwt_outbox_act (fixture, JOB, "JOB-1", DWD_OP_UPDATE, "{\"title\":\"a\"}");
  g_autofree char *second = dwt_outbox_act (fixture, JOB, "JOB-1", DWD_OP_UPDATE, "{\"title\":\"b\"}");
  g_autoptr (GPtrArray) ops = dwt_outbox_take (fixture, 10);
  g_autoptr (GPtrArray) none = dwt_outbox_take (fixture, 10);
  g_autoptr (GPtrArray) again = NULL;
  DwdOutboxCounts counts = { 0 };
  DwdBatchOp *op = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  dwd_outbox_lose_batch (fixture->outbox);
  dwd_outbox_get_counts (fixture->outbox, &counts);
  g_assert_true (counts.ready);

  again = dwt_outbox_take (fixture, 10);
  g_assert_cmpuint (ops->len, ==, 1);
  g_assert_cmpuint (again->len, ==, 1);
  op = g_ptr_array_index (again, 0);
  g_assert_cmpstr (op->op_id, ==, ((DwdBatchOp *) g_ptr_array_index (ops, 0))->op_id);
  dwt_outbox_assert_states (fixture, "SB");

  /* A full disk is not the operation's fault: no number of tries buries it. */
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GPtrArray) batch = NULL;

      dwt_outbox_return (fixture, again, DWD_FAILURE_STORAGE_FULL, DWD_TIME_NONE);
      batch = dwt_outbox_take (fixture, 10);
      g_assert_cmpuint (batch->len, ==, 1);
    }
}

static void
test_take (DwtOutbox *fixture)
{
  g_autoptr (GPtrArray) ops = NULL;
  g_autoptr (GPtrArray) none = NULL;
  DwdBatchOp *op = NULL;

  act (fixture, "JOB-1", "{\"title\":\"a\"}");
  act (fixture, "JOB-1", "{\"title\":\"b\"}");
  act (fixture, "JOB-2", "{\"title\":\"c\"}");
  dwt_outbox_assert_states (fixture, "WBW");

  /* one of each record, in order */
  ops = dwt_outbox_take (fixture, 100);
  g_assert_cmpuint (ops->len, ==, 2);
  op = g_ptr_array_index (ops, 0);
  g_assert_cmpstr (op->name, ==, "JOB-1");
  g_assert_cmpstr (op->data, ==, "{\"title\":\"a\"}");
  g_assert_cmpstr (op->base_modified, ==, T1);
  g_assert_cmpstr (op->doctype_name, ==, "Dispatch Job");
  g_assert_cmpint (op->kind, ==, UPDATE);
  g_assert_false (op->force);
  dwt_outbox_assert_states (fixture, "SBS");

  none = dwt_outbox_take (fixture, 100);
  g_assert_cmpuint (none->len, ==, 0);
  /* what is on its way cannot be taken back */
  g_assert_cmpint (dwt_outbox_call (fixture, dwd_outbox_discard_async, seq_of (fixture, 0)), ==,
                   DWD_FAILURE_BUSY);
}

static void
test_success (DwtOutbox *fixture)
{
  g_autoptr (GPtrArray) ops = NULL;
  g_autofree char *late = dwt_feed_row ("JOB-1", T0, T3, "\"title\":\"b!\"");
  DwdApplyCounts counts;

  act (fixture, "JOB-1", "{\"title\":\"a\"}");
  act (fixture, "JOB-1", "{\"zone\":\"North\"}");

  /* The server adds something of its own; what waits behind lies on its version. */
  dwt_outbox_answer (fixture, DWD_RESULT_SUCCESS, NULL,
                     "{\"name\":\"JOB-1\",\"creation\":\"" T0 "\",\"modified\":\"" T2 "\",\"title\":\"A\"}",
                     NULL);
  dwt_outbox_assert_states (fixture, "W");
  dwt_assert_member (fixture, "JOB-1", "title", "A");
  dwt_assert_member (fixture, "JOB-1", "zone", "North");
  ops = dwt_outbox_take (fixture, 100);
  g_assert_cmpstr (((DwdBatchOp *) g_ptr_array_index (ops, 0))->base_modified, ==, T2);
  dwt_outbox_return (fixture, ops, DWD_FAILURE_OFFLINE, DWD_TIME_NONE);

  dwt_outbox_answer (fixture, DWD_RESULT_DUPLICATE, NULL,
                     "{\"name\":\"JOB-1\",\"creation\":\"" T0 "\",\"modified\":\"" T3 "\",\"title\":\"B\"}",
                     NULL);
  dwt_outbox_assert_states (fixture, "");
  dwt_assert_member (fixture, "JOB-1", "title", "B");
  dwt_assert_member (fixture, "JOB-1", "zone", NULL);
  g_assert_cmpint (marks_of (fixture, "JOB-1"), ==, DWD_JOB_MARK_NONE);

  /* Our own echo in the feed is no news. */
  dwt_store_apply (&fixture->cache, JOB, late, &counts);
  g_assert_cmpuint (counts.n_unchanged, ==, 1);
}

/* A server that does not send the document back: the feed has the last word. */
static void
test_success_without_document (DwtOutbox *fixture)
{
  g_autofree char *row = dwt_feed_row ("JOB-1", T0, T2, "\"title\":\"a, corrected\"");

  act (fixture, "JOB-1", "{\"title\":\"a\"}");
  dwt_outbox_answer (fixture, DWD_RESULT_SUCCESS, NULL, NULL, NULL);
  dwt_outbox_assert_states (fixture, "");
  dwt_assert_member (fixture, "JOB-1", "title", "a");
  dwt_store_apply (&fixture->cache, JOB, row, NULL);
  dwt_assert_member (fixture, "JOB-1", "title", "a, corrected");
}

static void
test_dirty_is_kept (DwtOutbox *fixture)
{
  g_autofree char *newer = dwt_feed_row ("JOB-1", T0, T2, "\"title\":\"theirs\",\"zone\":\"South\"");
  DwdApplyCounts counts;

  act (fixture, "JOB-1", "{\"title\":\"mine\"}");
  dwt_store_apply (&fixture->cache, JOB, newer, &counts);
  g_assert_cmpuint (counts.n_kept, ==, 1);
  dwt_store_apply (&fixture->cache, JOB, newer, &counts);
  g_assert_cmpuint (counts.n_unchanged, ==, 1);
  dwt_assert_member (fixture, "JOB-1", "title", "mine");
  dwt_assert_member (fixture, "JOB-1", "zone", NULL);

  /* Given up, the newest version that the server told is there. */
  g_assert_cmpint (dwt_outbox_call (fixture, dwd_outbox_discard_async, seq_of (fixture, 0)), ==,
                   DWD_FAILURE_NONE);
  dwt_assert_member (fixture, "JOB-1", "title", "theirs");
  dwt_assert_member (fixture, "JOB-1", "zone", "South");
}

/* An answer older than what a delta told meanwhile does not bring back the old. */
static void
test_answer_behind_delta (DwtOutbox *fixture)
{
  g_autofree char *newest = dwt_feed_row ("JOB-1", T0, T3, "\"title\":\"someone else\"");

  act (fixture, "JOB-1", "{\"title\":\"mine\"}");
  dwt_store_delta (&fixture->cache, JOB, newest, NULL);
  dwt_outbox_answer (fixture, DWD_RESULT_SUCCESS, NULL,
                     "{\"name\":\"JOB-1\",\"creation\":\"" T0 "\",\"modified\":\"" T2 "\",\"title\":\"mine\"}",
                     NULL);
  dwt_assert_member (fixture, "JOB-1", "title", "someone else");
}

static void
test_resync_leaves_dirty (DwtOutbox *fixture)
{
  gint64 token = 0;

  act (fixture, "JOB-1", "{\"title\":\"mine\"}");
  token = dwt_store_begin_resync (&fixture->cache, JOB);
  dwt_store_end_resync (&fixture->cache, JOB, token);
  dwt_assert_member (fixture, "JOB-1", "title", "mine");
  g_assert_null (dwt_store_document (&fixture->cache, JOB, "JOB-2"));
}

static void
test_discard (DwtOutbox *fixture)
{
  act (fixture, "JOB-1", "{\"title\":\"a\",\"zone\":\"North\"}");
  act (fixture, "JOB-1", "{\"title\":\"b\"}");
  act (fixture, "JOB-1", "{\"title\":\"c\"}");

  g_assert_cmpint (dwt_outbox_call (fixture, dwd_outbox_discard_async, seq_of (fixture, 2)), ==,
                   DWD_FAILURE_NONE);
  dwt_assert_member (fixture, "JOB-1", "title", "b");
  /* from the middle: what stays is laid over the base anew */
  g_assert_cmpint (dwt_outbox_call (fixture, dwd_outbox_discard_async, seq_of (fixture, 0)), ==,
                   DWD_FAILURE_NONE);
  dwt_outbox_assert_states (fixture, "W");
  dwt_assert_member (fixture, "JOB-1", "title", "b");
  dwt_assert_member (fixture, "JOB-1", "zone", NULL);
  g_assert_cmpint (dwt_outbox_call (fixture, dwd_outbox_discard_async, seq_of (fixture, 0)), ==,
                   DWD_FAILURE_NONE);
  dwt_assert_member (fixture, "JOB-1", "title", "one");
  g_assert_cmpint (marks_of (fixture, "JOB-1"), ==, DWD_JOB_MARK_NONE);
  g_assert_cmpint (dwt_outbox_call (fixture, dwd_outbox_discard_async, 1), ==, DWD_FAILURE_NOT_FOUND);
}

static void
test_refusal (DwtOutbox *fixture)
{
  g_autofree char *op_id = NULL;
  DwdOperation *operation = NULL;
  DwdOutboxCounts counts;

  act (fixture, "JOB-1", "{\"status\":\"Assigned\"}");
  act (fixture, "JOB-1", "{\"title\":\"behind\"}");
  act (fixture, "JOB-2", "{\"title\":\"beside\"}");
  op_id = g_strdup (dwd_operation_get_op_id (dwt_outbox_nth (fixture, 0)));
  dwt_outbox_answer (fixture, DWD_RESULT_ERROR, NULL, NULL, "ReasonRequiredError");

  /* Final at once; what comes behind it waits, and what people see stays. */
  dwt_outbox_assert_states (fixture, "FBF");
  operation = dwt_outbox_nth (fixture, 0);
  g_assert_cmpint (dwd_operation_get_failure (operation), ==, DWD_FAILURE_INVALID);
  g_assert_cmpstr (dwd_operation_get_message (operation), ==, "The server says no");
  g_assert_cmpint (marks_of (fixture, "JOB-1"), ==, DWD_JOB_MARK_FAILED | DWD_JOB_MARK_QUEUED);
  dwt_assert_member (fixture, "JOB-1", "status", "Assigned");
  dwd_outbox_get_counts (fixture->outbox, &counts);
  g_assert_cmpuint (counts.failed, ==, 2);
  g_assert_cmpuint (counts.queued, ==, 1);
  g_assert_false (counts.ready);

  /* Amended it is another operation to the server. */
  g_assert_cmpint (dwt_outbox_amend (fixture, seq_of (fixture, 0), "{\"status_reason\":\"ill\"}"), ==,
                   DWD_FAILURE_NONE);
  dwt_outbox_assert_states (fixture, "WBF");
  operation = dwt_outbox_nth (fixture, 0);
  g_assert_cmpstr (dwd_operation_get_op_id (operation), !=, op_id);
  g_assert_cmpstr (dwd_operation_get_data (operation), ==,
                   "{\"status\":\"Assigned\",\"status_reason\":\"ill\"}");
  dwt_assert_member (fixture, "JOB-1", "status_reason", "ill");
  g_assert_cmpint (dwt_outbox_amend (fixture, seq_of (fixture, 0), "no object"), ==,
                   DWD_FAILURE_INVALID);
  g_assert_cmpint (dwt_outbox_call (fixture, dwd_outbox_retry_async, seq_of (fixture, 2)), ==,
                   DWD_FAILURE_NONE);
  dwt_outbox_assert_states (fixture, "WBW");
}

typedef struct
{
  const char *type;
  DwdFailure failure;
  gboolean is_final;
} ErrorRow;

static const ErrorRow ERRORS[] = {
  { "ValidationError", DWD_FAILURE_INVALID, TRUE },
  { "InvalidStateError", DWD_FAILURE_INVALID, TRUE },
  { "LinkValidationError", DWD_FAILURE_INVALID, TRUE },
  { "PermissionError", DWD_FAILURE_FORBIDDEN, TRUE },
  { "DoesNotExistError", DWD_FAILURE_NOT_FOUND, TRUE },
  { "ServerError", DWD_FAILURE_BROKEN, FALSE },
  { "TimeoutError", DWD_FAILURE_TIMEOUT, FALSE },
  /* one that nobody told us of */
  { "QueryDeadlockError", DWD_FAILURE_BROKEN, FALSE },
};

static void
test_error_types (DwtOutbox *fixture)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ERRORS); i++)
    {
      act (fixture, "JOB-1", "{\"title\":\"x\"}");
      dwt_outbox_answer (fixture, DWD_RESULT_ERROR, NULL, NULL, ERRORS[i].type);
      dwt_outbox_assert_states (fixture, ERRORS[i].is_final ? "F" : "W");
      g_assert_cmpint (dwd_operation_get_failure (dwt_outbox_nth (fixture, 0)), ==, ERRORS[i].failure);
      dwt_outbox_call (fixture, dwd_outbox_discard_async, seq_of (fixture, 0));
    }
}

typedef struct
{
  DwdDoctype doctype;
  DwdVerb verb;
  int seconds[4];           /* until 0: dead letter */
} RetryRow;

static const RetryRow RETRIES[] = {
  { JOB, DWD_VERB_EDIT, { 10, 30, 60, 0 } },
  { DWD_DOCTYPE_CUSTOMER, DWD_VERB_EDIT, { 60, 300, 900, 0 } },
  { DWD_DOCTYPE_NOTIFICATION, DWD_VERB_READ_NOTIFICATION, { 300, 900, 0 } },
};

static void
queue_verb (DwtOutbox  *fixture,
            DwdDoctype  doctype,
            DwdVerb     verb,
            const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  gboolean done = FALSE;

  dwd_outbox_act_async (fixture->outbox, doctype, name, UPDATE, verb, "{\"x\":1}", "",
                        dwt_result_cb, &result);
  done = dwd_outbox_act_finish (fixture->outbox, dwt_wait_result (&result), NULL, NULL);
  g_assert_true (done);
}

static void
test_retry_times (DwtOutbox *fixture)
{
  for (gsize i = 0; i < G_N_ELEMENTS (RETRIES); i++)
    {
      g_autofree char *row = dwt_feed_row ("R-1", T0, T1, NULL);

      dwt_store_apply (&fixture->cache, RETRIES[i].doctype, row, NULL);
      queue_verb (fixture, RETRIES[i].doctype, RETRIES[i].verb, "R-1");
      for (gsize j = 0;; j++)
        {
          g_autoptr (GPtrArray) ops = dwt_outbox_take (fixture, 10);
          gint64 now_us = dwd_clock_get_now (fixture->clock);
          g_autoptr (GPtrArray) early = NULL;
          DwdOutboxCounts counts;

          g_assert_cmpuint (ops->len, ==, 1);
          dwt_outbox_return (fixture, ops, DWD_FAILURE_TIMEOUT, DWD_TIME_NONE);
          if (RETRIES[i].seconds[j] == 0)
            break;
          dwt_outbox_assert_states (fixture, "W");
          dwd_outbox_get_counts (fixture->outbox, &counts);
          g_assert_cmpint (counts.next_try_us, ==, now_us + RETRIES[i].seconds[j] * DWD_USEC_PER_SEC);
          g_assert_false (counts.ready);
          dwd_clock_advance (fixture->clock, RETRIES[i].seconds[j] * DWD_USEC_PER_SEC - 1);
          early = dwt_outbox_take (fixture, 10);
          g_assert_cmpuint (early->len, ==, 0);
          dwd_clock_advance (fixture->clock, 1);
        }
      dwt_outbox_assert_states (fixture, "F");
      dwt_outbox_call (fixture, dwd_outbox_discard_async, seq_of (fixture, 0));
    }
}

static void
test_no_try (DwtOutbox *fixture)
{
  act (fixture, "JOB-1", "{\"title\":\"x\"}");
  for (int i = 0; i < 10; i++)
    {
      g_autoptr (GPtrArray) ops = dwt_outbox_take (fixture, 10);

      dwt_outbox_return (fixture, ops, i % 2 ? DWD_FAILURE_OFFLINE : DWD_FAILURE_SIGN_IN, DWD_TIME_NONE);
      g_assert_cmpuint (dwd_operation_get_tries (dwt_outbox_nth (fixture, 0)), ==, 0);
    }
  dwt_outbox_assert_states (fixture, "W");
}

static void
test_retry_after (DwtOutbox *fixture)
{
  g_autoptr (GPtrArray) ops = NULL;
  gint64 until_us = dwd_clock_get_now (fixture->clock) + 77 * DWD_USEC_PER_SEC;

  act (fixture, "JOB-1", "{\"title\":\"x\"}");
  ops = dwt_outbox_take (fixture, 10);
  dwt_outbox_return (fixture, ops, DWD_FAILURE_RATE_LIMITED, until_us);
  g_assert_cmpint (dwd_operation_get_next_try (dwt_outbox_nth (fixture, 0)), ==, until_us);
}

static void
test_bulk_limit (DwtOutbox *fixture)
{
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GPtrArray) later = NULL;

  for (int i = 0; i < 120; i++)
    {
      g_autofree char *name = g_strdup_printf ("N-%d", i);
      g_autofree char *row = dwt_feed_row (name, T0, T1, NULL);

      dwt_store_apply (&fixture->cache, DWD_DOCTYPE_NOTIFICATION, row, NULL);
      queue_verb (fixture, DWD_DOCTYPE_NOTIFICATION, DWD_VERB_READ_NOTIFICATION, name);
    }
  first = dwt_outbox_take (fixture, 80);
  second = dwt_outbox_take (fixture, 80);
  g_assert_cmpuint (first->len, ==, 80);
  g_assert_cmpuint (second->len, ==, 20);
  dwd_clock_advance (fixture->clock, DWD_USEC_PER_MINUTE);
  later = dwt_outbox_take (fixture, 80);
  g_assert_cmpuint (later->len, ==, 20);
}

static void
test_lanes (DwtOutbox *fixture)
{
  g_autofree char *row = dwt_feed_row ("C-1", T0, T1, NULL);
  g_autoptr (GPtrArray) critical = NULL;
  g_autoptr (GPtrArray) other = NULL;

  dwt_store_apply (&fixture->cache, DWD_DOCTYPE_CUSTOMER, row, NULL);
  queue_verb (fixture, DWD_DOCTYPE_CUSTOMER, DWD_VERB_EDIT, "C-1");
  act (fixture, "JOB-1", "{\"title\":\"x\"}");
  critical = dwt_outbox_take (fixture, 10);
  g_assert_cmpuint (critical->len, ==, 1);
  g_assert_cmpint (((DwdBatchOp *) g_ptr_array_index (critical, 0))->doctype, ==, JOB);
  other = dwt_outbox_take (fixture, 10);
  g_assert_cmpuint (other->len, ==, 1);
  g_assert_cmpint (((DwdBatchOp *) g_ptr_array_index (other, 0))->doctype, ==, DWD_DOCTYPE_CUSTOMER);
}

/* Sent, but the process ended before the answer: it goes again under the same id. */
static void
test_sending_after_restart (DwtOutbox *fixture)
{
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) again = NULL;

  act (fixture, "JOB-1", "{\"title\":\"x\"}");
  first = dwt_outbox_take (fixture, 10);
  dwt_outbox_assert_states (fixture, "S");
  dwt_outbox_close (fixture);
  dwt_outbox_open (fixture);
  dwt_outbox_assert_states (fixture, "W");
  again = dwt_outbox_take (fixture, 10);
  g_assert_cmpstr (((DwdBatchOp *) g_ptr_array_index (first, 0))->op_id, ==,
                   ((DwdBatchOp *) g_ptr_array_index (again, 0))->op_id);
}

static void
test_matching (DwtOutbox *fixture)
{
  g_autoptr (GPtrArray) ops = NULL;
  g_autoptr (GPtrArray) results =
    g_ptr_array_new_with_free_func ((GDestroyNotify) dwd_batch_result_free);
  DwdBatchResult *result = NULL;
  guint n_done = 0;
  guint n_refused = 0;

  act (fixture, "JOB-1", "{\"title\":\"a\"}");
  act (fixture, "JOB-2", "{\"title\":\"b\"}");
  ops = dwt_outbox_take (fixture, 10);

  /* In another order; one by its name alone; one twice; one that nobody asked for. */
  result = dwt_result (g_ptr_array_index (ops, 1), DWD_RESULT_SUCCESS, NULL, NULL, NULL);
  g_ptr_array_add (results, result);
  result = dwt_result (g_ptr_array_index (ops, 0), DWD_RESULT_SUCCESS, NULL, NULL, NULL);
  g_clear_pointer (&result->op_id, g_free);
  g_ptr_array_add (results, result);
  result = dwt_result (g_ptr_array_index (ops, 1), DWD_RESULT_ERROR, NULL, NULL, "ValidationError");
  g_ptr_array_add (results, result);
  result = dwt_result (g_ptr_array_index (ops, 1), DWD_RESULT_SUCCESS, NULL, NULL, NULL);
  g_free (result->op_id);
  result->op_id = g_strdup ("never sent");
  g_ptr_array_add (results, result);

  dwt_outbox_settle (fixture, ops, results, &n_done, &n_refused);
  g_assert_cmpuint (n_done, ==, 2);
  g_assert_cmpuint (n_refused, ==, 2);
  dwt_outbox_assert_states (fixture, "");

  /* the same answers once more change nothing */
  dwt_outbox_settle (fixture, ops, results, &n_done, &n_refused);
  g_assert_cmpuint (n_done, ==, 0);
  g_assert_cmpuint (n_refused, ==, 4);
}

static void
test_no_answer (DwtOutbox *fixture)
{
  g_autoptr (GPtrArray) ops = NULL;
  g_autoptr (GPtrArray) results =
    g_ptr_array_new_with_free_func ((GDestroyNotify) dwd_batch_result_free);

  act (fixture, "JOB-1", "{\"title\":\"a\"}");
  act (fixture, "JOB-2", "{\"title\":\"b\"}");
  ops = dwt_outbox_take (fixture, 10);
  g_ptr_array_add (results, dwt_result (g_ptr_array_index (ops, 0), DWD_RESULT_SUCCESS, NULL, NULL, NULL));
  dwt_outbox_settle (fixture, ops, results, NULL, NULL);
  dwt_outbox_assert_states (fixture, "W");
  g_assert_cmpuint (dwd_operation_get_tries (dwt_outbox_nth (fixture, 0)), ==, 1);
}

static void
test_delete (DwtOutbox *fixture)
{
  g_autofree char *row = dwt_feed_row ("JOB-1", T0, T1, NULL);
  g_autofree char *out = dwt_outbox_act (fixture, JOB, "JOB-1", DWD_OP_DELETE, NULL);

  dwt_outbox_answer (fixture, DWD_RESULT_SUCCESS, NULL, NULL, NULL);
  dwt_outbox_assert_states (fixture, "");
  g_assert_null (dwt_store_document (&fixture->cache, JOB, "JOB-1"));
}

static void
test_history (DwtOutbox *fixture)
{
  g_autofree char *row = dwt_feed_row ("JOB-3", T0, T1, "\"history\":[{\"at\":\"2026-11-24 09:00:00\","
                                       "\"user\":\"Ana\",\"kind\":\"created\",\"detail\":\"\"},"
                                       "{\"at\":\"2026-11-24 10:00:00\",\"user\":\"Ben\","
                                       "\"kind\":\"status\",\"detail\":\"Assigned\"}]");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  dwt_store_apply (&fixture->cache, JOB, row, NULL);
  act (fixture, "JOB-3", "{\"title\":\"x\"}");
  dwd_store_load_history_async (fixture->cache.store, "JOB-3", NULL,
                                dwt_result_cb, &result);
  entries = dwd_store_load_history_finish (fixture->cache.store, dwt_wait_result (&result), NULL);
  g_assert_cmpuint (entries->len, ==, 3);
  g_assert_true (dwd_history_entry_get_pending (g_ptr_array_index (entries, 0)));
  g_assert_cmpstr (dwd_history_entry_get_detail (g_ptr_array_index (entries, 1)), ==, "Assigned");
  g_assert_cmpstr (dwd_history_entry_get_who (g_ptr_array_index (entries, 2)), ==, "Ana");
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
    { "/queue/outbox/act", test_act },
    { "/queue/outbox/act-refused", test_act_refused },
    { "/queue/outbox/lost-batch", test_lost_batch },
    { "/queue/outbox/take", test_take },
    { "/queue/outbox/success", test_success },
    { "/queue/outbox/success-without-document", test_success_without_document },
    { "/queue/outbox/dirty-is-kept", test_dirty_is_kept },
    { "/queue/outbox/answer-behind-delta", test_answer_behind_delta },
    { "/queue/outbox/resync-leaves-dirty", test_resync_leaves_dirty },
    { "/queue/outbox/discard", test_discard },
    { "/queue/outbox/refusal", test_refusal },
    { "/queue/outbox/error-types", test_error_types },
    { "/queue/outbox/retry-times", test_retry_times },
    { "/queue/outbox/no-try", test_no_try },
    { "/queue/outbox/retry-after", test_retry_after },
    { "/queue/outbox/bulk-limit", test_bulk_limit },
    { "/queue/outbox/lanes", test_lanes },
    { "/queue/outbox/sending-after-restart", test_sending_after_restart },
    { "/queue/outbox/matching", test_matching },
    { "/queue/outbox/no-answer", test_no_answer },
    { "/queue/outbox/delete", test_delete },
    { "/queue/outbox/history", test_history },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_data_func (tests[i].path, (gconstpointer) tests[i].test, dwt_outbox_run);
  return g_test_run ();
}
