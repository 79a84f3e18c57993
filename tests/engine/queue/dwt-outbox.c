/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-outbox.h"

#include "store/dwd-document.h"
#include "support/dwt-wait.h"

#define NOW_US G_GINT64_CONSTANT (1795500000000000)

static gboolean
is_last_reference (gpointer data)
{
  return G_OBJECT (data)->ref_count == 1;
}

static void
reload (DwtOutbox *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  dwd_outbox_reload_async (self->outbox, dwt_result_cb, &result);
  dwd_outbox_act_finish (self->outbox, dwt_wait_result (&result), NULL, &error);
  g_assert_no_error (error);
}

void
dwt_outbox_open (DwtOutbox *self)
{
  if (self->cache.store == NULL)
    dwt_store_open (&self->cache);
  self->outbox = dwd_outbox_new (self->cache.store, self->clock);
  reload (self);
}

void
dwt_outbox_close (DwtOutbox *self)
{
  dwt_wait_until (is_last_reference, self->outbox);
  g_assert_finalize_object (g_steal_pointer (&self->outbox));
  dwt_store_close (&self->cache);
}

void
dwt_outbox_run (gconstpointer data)
{
  OutboxTest test = (OutboxTest) data;
  DwtOutbox fixture = { { NULL } };
  g_autofree char *one = dwt_feed_row ("JOB-1", T0, T1, "\"title\":\"one\",\"status\":\"Unassigned\"");
  g_autofree char *two = dwt_feed_row ("JOB-2", T0, T1, "\"title\":\"two\",\"status\":\"Unassigned\"");
  g_autofree char *rows = g_strconcat (one, ",", two, NULL);

  dwt_store_init (&fixture.cache);
  fixture.clock = dwd_clock_new_fixed (NOW_US);
  dwt_store_apply (&fixture.cache, JOB, rows, NULL);
  dwt_outbox_open (&fixture);
  test (&fixture);
  dwt_outbox_close (&fixture);
  dwt_store_clear (&fixture.cache);
  g_assert_finalize_object (fixture.clock);
}

static DwdFailure
act (DwtOutbox  *self,
     DwdDoctype  doctype,
     const char *name,
     DwdOpKind   kind,
     const char *changes,
     char      **out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  dwd_outbox_act_async (self->outbox, doctype, name, kind, DWD_VERB_EDIT, changes, "detail",
                        dwt_result_cb, &result);
  dwd_outbox_act_finish (self->outbox, dwt_wait_result (&result), out, &error);
  return dwd_failure_from_error (error);
}

char *
dwt_outbox_act (DwtOutbox  *self,
                DwdDoctype  doctype,
                const char *name,
                DwdOpKind   kind,
                const char *changes)
{
  char *out = NULL;

  g_assert_cmpint (act (self, doctype, name, kind, changes, &out), ==, DWD_FAILURE_NONE);
  g_assert_nonnull (out);
  return out;
}

DwdFailure
dwt_outbox_try_act (DwtOutbox  *self,
                    DwdDoctype  doctype,
                    const char *name,
                    DwdOpKind   kind,
                    const char *changes)
{
  return act (self, doctype, name, kind, changes, NULL);
}

GPtrArray *
dwt_outbox_take (DwtOutbox *self,
                 guint      limit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GPtrArray *ops = NULL;

  dwd_outbox_take_batch_async (self->outbox, limit, dwt_result_cb, &result);
  ops = dwd_outbox_take_batch_finish (self->outbox, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
  return ops;
}

void
dwt_outbox_settle (DwtOutbox *self,
                   GPtrArray *ops,
                   GPtrArray *results,
                   guint     *n_done,
                   guint     *n_refused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  dwd_outbox_settle_batch_async (self->outbox, ops, results, dwt_result_cb, &result);
  dwd_outbox_settle_batch_finish (self->outbox, dwt_wait_result (&result), n_done, n_refused, &error);
  g_assert_no_error (error);
}

void
dwt_outbox_return (DwtOutbox *self,
                   GPtrArray *ops,
                   DwdFailure failure,
                   gint64     retry_at_us)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  dwd_outbox_return_batch_async (self->outbox, ops, failure, "why", retry_at_us, dwt_result_cb, &result);
  dwd_outbox_act_finish (self->outbox, dwt_wait_result (&result), NULL, &error);
  g_assert_no_error (error);
}

DwdBatchResult *
dwt_result (DwdBatchOp     *op,
            DwdResultStatus status,
            const char     *name,
            const char     *doc,
            const char     *error_type)
{
  DwdBatchResult *result = g_new0 (DwdBatchResult, 1);
  gboolean is_conflict = status == DWD_RESULT_CONFLICT || status == DWD_RESULT_CONFLICT_MANUAL;

  result->op_id = g_strdup (op->op_id);
  result->name = g_strdup (name != NULL ? name : op->name);
  result->status = status;
  result->server_ts = dwd_document_dup_string (doc, "modified");
  if (is_conflict)
    result->server_doc = g_strdup (doc);
  else
    result->resolved_doc = g_strdup (doc);
  result->error_type = g_strdup (error_type);
  result->error_message = g_strdup (error_type != NULL ? "The server says no" : NULL);
  return result;
}

void
dwt_outbox_answer (DwtOutbox      *self,
                   DwdResultStatus status,
                   const char     *name,
                   const char     *doc,
                   const char     *error_type)
{
  g_autoptr (GPtrArray) ops = dwt_outbox_take (self, 100);
  g_autoptr (GPtrArray) results =
    g_ptr_array_new_with_free_func ((GDestroyNotify) dwd_batch_result_free);
  guint n_refused = 0;

  g_assert_cmpuint (ops->len, >, 0);
  for (guint i = 0; i < ops->len; i++)
    g_ptr_array_add (results, dwt_result (g_ptr_array_index (ops, i), status, name, doc, error_type));
  dwt_outbox_settle (self, ops, results, NULL, &n_refused);
  g_assert_cmpuint (n_refused, ==, 0);
}

static DwdFailure
finish_call (DwtOutbox     *self,
             GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  dwd_outbox_act_finish (self->outbox, dwt_wait_result (result), NULL, &error);
  return dwd_failure_from_error (error);
}

DwdFailure
dwt_outbox_call (DwtOutbox *self,
                 DwtSeqCall call,
                 gint64     seq)
{
  g_autoptr (GAsyncResult) result = NULL;

  call (self->outbox, seq, dwt_result_cb, &result);
  return finish_call (self, &result);
}

DwdFailure
dwt_outbox_amend (DwtOutbox  *self,
                  gint64      seq,
                  const char *extra)
{
  g_autoptr (GAsyncResult) result = NULL;

  dwd_outbox_amend_async (self->outbox, seq, extra, dwt_result_cb, &result);
  return finish_call (self, &result);
}

DwdFailure
dwt_outbox_decide (DwtOutbox *self,
                   gint64     seq,
                   gboolean   keep_mine)
{
  g_autoptr (GAsyncResult) result = NULL;

  dwd_outbox_settle_conflict_async (self->outbox, seq, keep_mine, dwt_result_cb, &result);
  return finish_call (self, &result);
}

guint
dwt_outbox_n (DwtOutbox *self)
{
  return g_list_model_get_n_items (dwd_outbox_get_list (self->outbox));
}

DwdOperation *
dwt_outbox_nth (DwtOutbox *self,
                guint      n)
{
  g_autoptr (DwdOperation) operation = g_list_model_get_item (dwd_outbox_get_list (self->outbox), n);

  g_assert_nonnull (operation);
  return operation;
}

void
dwt_outbox_assert_states (DwtOutbox  *self,
                          const char *states)
{
  g_autoptr (GString) held = g_string_new (NULL);
  gint64 last = 0;

  for (guint i = 0; i < dwt_outbox_n (self); i++)
    {
      DwdOperation *operation = dwt_outbox_nth (self, i);

      g_string_append_c (held, "?WSBCFD"[dwd_operation_get_state (operation)]);
      g_assert_cmpint (dwd_operation_get_seq (operation), >, last);
      last = dwd_operation_get_seq (operation);
    }
  g_assert_cmpstr (held->str, ==, states);
}

void
dwt_assert_member (DwtOutbox  *self,
                   const char *job,
                   const char *member,
                   const char *value)
{
  g_autofree char *document = dwt_store_document (&self->cache, JOB, job);
  g_autofree char *held = dwd_document_dup_string (document, member);

  g_assert_cmpstr (held, ==, value);
}
