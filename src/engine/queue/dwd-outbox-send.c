/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-queue"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/dwd-id.h"
#include "dwd-lanes.h"
#include "dwd-outbox-private.h"
#include "store/dwd-document.h"
#include "store/dwd-store-apply.h"

/*
 * The way to the server and back: taking a batch, and what an answer or the lack of one means. Worker
 * thread; each is one transaction.
 */

#define SETTING_BULK "lane.bulk"

/* --- taking ------------------------------------------------------------------------------------- */

/* What the bulk lane may still send in this minute. The count is kept in the cache, so that restarting
 * is no way around it. */
static gboolean
read_allowance (DwdStoreTxn *txn,
                gint64       now_us,
                gint64      *window_us,
                guint       *n_sent,
                GError     **error)
{
  g_autofree char *text = NULL;

  if (!dwd_setting_get (txn->db, SETTING_BULK, &text, error))
    return FALSE;
  *window_us = now_us;
  *n_sent = 0;
  if (text == NULL || sscanf (text, "%" G_GINT64_FORMAT " %u", window_us, n_sent) != 2 ||
      now_us - *window_us >= DWD_USEC_PER_MINUTE || now_us < *window_us)
    {
      *window_us = now_us;
      *n_sent = 0;
    }
  return TRUE;
}

static gboolean
list_lane (DwdStoreTxn   *txn,
           DwdOutboxCall *call,
           DwdLane        lane,
           GPtrArray    **rows,
           GError       **error)
{
  g_autofree char *text = NULL;
  gint64 window_us = 0;
  guint n_sent = 0;
  guint limit = call->limit;

  *rows = NULL;
  if (lane == DWD_LANE_BULK)
    {
      if (!read_allowance (txn, call->now_us, &window_us, &n_sent, error))
        return FALSE;
      limit = MIN (limit, DWD_LANE_BULK_PER_MINUTE - MIN (n_sent, DWD_LANE_BULK_PER_MINUTE));
    }
  if (limit == 0)
    return TRUE;

  *rows = dwd_outbox_list_ready (txn->db, lane, call->now_us, limit, error);
  if (*rows == NULL)
    return FALSE;
  if (lane != DWD_LANE_BULK || (*rows)->len == 0)
    return TRUE;
  text = g_strdup_printf ("%" G_GINT64_FORMAT " %u", window_us, n_sent + (*rows)->len);
  return dwd_setting_set (txn->db, SETTING_BULK, text, error);
}

static DwdBatchOp *
batch_op_from_row (const DwdOutboxRow *row)
{
  DwdBatchOp *op = g_new0 (DwdBatchOp, 1);

  op->op_id = g_strdup (row->op_id);
  op->doctype = row->doctype;
  op->doctype_name = g_strdup (dwd_doctype_get_name (row->doctype));
  op->name = g_strdup (row->name);
  op->kind = row->kind;
  op->data = g_strdup (row->data);
  op->base_modified = g_strdup (row->base_modified);
  op->client_us = row->created_us;
  op->force = row->force;
  return op;
}

static gboolean
put_back (DwdStoreTxn  *txn,
          DwdOutboxRow *row,
          GError      **error)
{
  row->state = DWD_OPERATION_WAITING;
  return dwd_outbox_row_save (txn, row, error) &&
         dwd_outbox_release_record (txn, row->doctype, row->name, error);
}

/* What still counts as sent is a batch whose answer could not be written, on a full disk for instance. It
 * goes again; its ids tell the server whether it has seen it. */
static gboolean
recover_sent (DwdStoreTxn *txn,
              GError     **error)
{
  g_autoptr (GPtrArray) rows = dwd_outbox_list_state (txn->db, DWD_OPERATION_SENDING, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!put_back (txn, g_ptr_array_index (rows, i), error))
      return FALSE;
  return TRUE;
}

gboolean
dwd_outbox_take_batch_work (DwdStoreTxn *txn,
                            gpointer     data,
                            GError     **error)
{
  DwdOutboxCall *call = data;

  if (call->recover && !recover_sent (txn, error))
    return FALSE;
  call->ops = g_ptr_array_new_with_free_func ((GDestroyNotify) dwd_batch_op_free);
  for (guint place = 0; dwd_lane_by_urgency (place) != 0 && call->ops->len == 0; place++)
    {
      g_autoptr (GPtrArray) rows = NULL;

      if (!list_lane (txn, call, dwd_lane_by_urgency (place), &rows, error))
        return FALSE;
      for (guint i = 0; rows != NULL && i < rows->len; i++)
        {
          DwdOutboxRow *row = g_ptr_array_index (rows, i);

          row->state = DWD_OPERATION_SENDING;
          if (!dwd_outbox_row_save (txn, row, error))
            return FALSE;
          g_ptr_array_add (call->ops, batch_op_from_row (row));
        }
    }
  return TRUE;
}

/* --- a try that failed --------------------------------------------------------------------------- */

static void
set_message (DwdOutboxRow *row,
             const char   *message)
{
  g_free (row->message);
  row->message = g_strdup (message != NULL ? message : "");
}

static gboolean
bury (DwdStoreTxn  *txn,
      DwdOutboxRow *row,
      DwdFailure    failure,
      const char   *message,
      GError      **error)
{
  row->state = DWD_OPERATION_FAILED;
  row->failure = failure;
  row->next_try_us = 0;
  set_message (row, message);
  return dwd_outbox_row_save (txn, row, error);
}

static gboolean
note_try (DwdStoreTxn   *txn,
          DwdOutboxCall *call,
          DwdOutboxRow  *row,
          DwdFailure     failure,
          const char    *message,
          GError       **error)
{
  gint64 delay = dwd_lane_retry_delay (row->lane, ++row->tries);

  if (delay < 0)
    return bury (txn, row, failure, message, error);

  row->failure = failure;
  set_message (row, message);
  row->next_try_us = MAX (call->now_us + delay, call->retry_at_us);
  return put_back (txn, row, error);
}

static gboolean
is_not_a_try (DwdFailure failure)
{
  return failure == DWD_FAILURE_OFFLINE || failure == DWD_FAILURE_SIGN_IN ||
         failure == DWD_FAILURE_CANCELLED || failure == DWD_FAILURE_STORAGE_FULL ||
         failure == DWD_FAILURE_STORAGE_READ_ONLY || failure == DWD_FAILURE_STORAGE_LOCKED ||
         failure == DWD_FAILURE_STORAGE_CORRUPT;
}

gboolean
dwd_outbox_return_batch_work (DwdStoreTxn *txn,
                              gpointer     data,
                              GError     **error)
{
  DwdOutboxCall *call = data;

  for (guint i = 0; i < call->ops->len; i++)
    {
      const DwdBatchOp *op = g_ptr_array_index (call->ops, i);
      g_autoptr (DwdOutboxRow) row = NULL;
      gboolean done = FALSE;

      if (!dwd_outbox_row_find (txn->db, op->op_id, &row, error))
        return FALSE;
      if (row == NULL || row->state != DWD_OPERATION_SENDING)
        continue;
      done = is_not_a_try (call->failure) ? put_back (txn, row, error)
                                          : note_try (txn, call, row, call->failure, call->message, error);
      if (!done)
        return FALSE;
    }
  return TRUE;
}

/* --- answers -------------------------------------------------------------------------------------- */

/* The document that the server ended with, or, where it did not say, what must have come of it. */
static char *
resolve_document (const DwdOutboxRow   *row,
                  const DwdRecord      *record,
                  const DwdBatchResult *result)
{
  DwdJsonSpan object;

  if (result->resolved_doc != NULL && dwd_document_parse (result->resolved_doc, -1, &object, NULL))
    return g_strdup (result->resolved_doc);
  return dwd_document_merge (record->base != NULL ? record->base : record->data,
                             row->data != NULL ? row->data : "{}", NULL);
}

/* A version we only guessed at must not pass for the server's: the feed's row has to win over it. */
static char *
resolve_modified (const DwdBatchResult *result,
                  const char           *document)
{
  char *modified = result->resolved_doc != NULL ? dwd_document_dup_string (document, "modified") : NULL;

  if (modified != NULL)
    return modified;
  return g_strdup (result->resolved_doc != NULL && result->server_ts != NULL ? result->server_ts : "");
}

static void
forget_older (DwdRecord *record)
{
  int order = 0;

  if (record->server_data == NULL ||
      (dwd_modified_compare (record->server_modified, -1, record->modified, -1, &order) && order > 0))
    return;
  g_clear_pointer (&record->server_data, g_free);
  g_clear_pointer (&record->server_modified, g_free);
}

/* What the server ended with lies below the rest of the queue now, or is all there is to see. */
static gboolean
adopt_result (DwdStoreTxn          *txn,
              const DwdOutboxRow   *row,
              const char           *name,
              const DwdBatchResult *result,
              gboolean              is_last,
              GError              **error)
{
  g_autoptr (DwdRecord) record = NULL;
  g_autofree char *document = NULL;
  char *creation = NULL;

  if (!dwd_record_load (txn, row->doctype, name, &record, error))
    return FALSE;
  document = record != NULL ? resolve_document (row, record, result) : NULL;
  /* Nothing here to adopt it; what waits behind goes on all the same. */
  if (document == NULL)
    return dwd_outbox_rebase_record (txn, row->doctype, name, result->server_ts, error) &&
           dwd_outbox_release_record (txn, row->doctype, name, error);
  g_free (record->modified);
  record->modified = resolve_modified (result, document);
  creation = dwd_document_dup_string (document, "creation");
  if (creation != NULL)
    {
      g_free (record->creation);
      record->creation = creation;
    }
  g_free (record->base);
  record->base = g_steal_pointer (&document);
  record->ahead = TRUE;
  record->seen = txn->state->tokens[row->doctype];
  forget_older (record);
  if (is_last && record->server_data == NULL)
    {
      record->dirty = FALSE;
      g_free (record->data);
      record->data = g_steal_pointer (&record->base);
      return dwd_record_save (txn, row->doctype, record, error);
    }

  record->dirty = TRUE;
  return dwd_record_save (txn, row->doctype, record, error) &&
         dwd_outbox_rebase_record (txn, row->doctype, name,
                                   *record->modified != '\0' ? record->modified : result->server_ts,
                                   error) &&
         dwd_outbox_release_record (txn, row->doctype, name, error) &&
         dwd_outbox_rebuild_record (txn, row->doctype, name, error);
}

static gboolean
finish_delete (DwdStoreTxn          *txn,
               const DwdOutboxRow   *row,
               const DwdBatchResult *result,
               GError              **error)
{
  g_autoptr (DwdRecord) record = NULL;

  if (!dwd_record_load (txn, row->doctype, row->name, &record, error) ||
      !dwd_record_remove (txn, row->doctype, row->name, error))
    return FALSE;
  return dwd_tombstone_put (txn, row->doctype, row->name, record != NULL ? record->creation : "",
                            result->server_ts, TRUE, error);
}

/* The name that the server gave a record made here; also where only the document tells it. */
static char *
dup_given_name (const DwdBatchResult *result)
{
  g_autofree char *name = g_strdup (result->name);

  if (name == NULL || *name == '\0' || dwd_id_is_local_name (name))
    {
      g_free (name);
      name = dwd_document_dup_string (result->resolved_doc, "name");
    }
  if (name == NULL || dwd_id_is_local_name (name) || !dwd_store_is_valid_name (name, -1))
    return NULL;
  return g_steal_pointer (&name);
}

static gboolean
accept (DwdStoreTxn          *txn,
        DwdOutboxCall        *call,
        DwdOutboxRow         *row,
        const DwdBatchResult *result,
        GError              **error)
{
  gboolean is_new = dwd_id_is_local_name (row->name) && row->kind != DWD_OP_DELETE;
  g_autofree char *given = is_new ? dup_given_name (result) : NULL;
  const char *name = is_new ? given : row->name;
  g_autoptr (GPtrArray) rest = NULL;

  /* Under a name that nobody knows the record could never be found again. Asked once more, the server
   * answers the same op_id with what it made. */
  if (name == NULL)
    return note_try (txn, call, row, DWD_FAILURE_PROTOCOL, "The answer names no record", error);

  call->n_done++;
  if (!dwd_outbox_row_remove (txn, row, error))
    return FALSE;
  if (row->kind == DWD_OP_DELETE)
    return finish_delete (txn, row, result, error);
  if (is_new && !dwd_outbox_rename (txn, row->doctype, row->name, given, error))
    return FALSE;

  rest = dwd_outbox_list_record (txn->db, row->doctype, name, error);
  return rest != NULL && adopt_result (txn, row, name, result, rest->len == 0, error);
}

static gboolean
hold (DwdStoreTxn          *txn,
      DwdOutboxRow         *row,
      const DwdBatchResult *result,
      GError              **error)
{
  g_autofree char *modified = dwd_document_dup_string (result->server_doc, "modified");

  return dwd_outbox_hold_conflict (txn, row, result->server_doc,
                                   modified != NULL ? modified : result->server_ts,
                                   result->error_message, error);
}

static gboolean
refuse (DwdStoreTxn          *txn,
        DwdOutboxCall        *call,
        DwdOutboxRow         *row,
        const DwdBatchResult *result,
        GError              **error)
{
  DwdFailure failure = dwd_failure_from_error_type (result->error_type);

  if (dwd_failure_is_final (failure))
    return bury (txn, row, failure, result->error_message, error);
  return note_try (txn, call, row, failure, result->error_message, error);
}

static gboolean
settle_one (DwdStoreTxn          *txn,
            DwdOutboxCall        *call,
            DwdOutboxRow         *row,
            const DwdBatchResult *result,
            GError              **error)
{
  switch (result->status)
    {
    case DWD_RESULT_SUCCESS:
    case DWD_RESULT_DUPLICATE:
      return accept (txn, call, row, result, error);

    case DWD_RESULT_CONFLICT:
    case DWD_RESULT_CONFLICT_MANUAL:
      return hold (txn, row, result, error);

    case DWD_RESULT_ERROR:
      return refuse (txn, call, row, result, error);

    case DWD_RESULT_UNKNOWN:
    default:
      return note_try (txn, call, row, DWD_FAILURE_PROTOCOL, result->error_message, error);
    }
}

static DwdBatchOp *
find_op (GPtrArray  *ops,
         const char *op_id)
{
  for (guint i = 0; op_id != NULL && i < ops->len; i++)
    {
      DwdBatchOp *op = g_ptr_array_index (ops, i);

      if (strcmp (op->op_id, op_id) == 0)
        return op;
    }
  return NULL;
}

/* Without an op_id, a name will do where one operation alone has it and nobody else answered that one. */
static DwdBatchOp *
find_op_by_name (GPtrArray  *ops,
                 GHashTable *answers,
                 const char *name)
{
  DwdBatchOp *found = NULL;

  for (guint i = 0; name != NULL && i < ops->len; i++)
    {
      DwdBatchOp *op = g_ptr_array_index (ops, i);

      if (strcmp (op->name, name) != 0 || g_hash_table_contains (answers, op))
        continue;
      if (found != NULL)
        return NULL;
      found = op;
    }
  return found;
}

/* Operation → result. What answers nothing that was asked, or answers it twice, is refused. */
static GHashTable *
match_results (DwdOutboxCall *call)
{
  GHashTable *answers = g_hash_table_new (NULL, NULL);

  for (int by_name = 0; by_name < 2; by_name++)
    for (guint i = 0; i < call->results->len; i++)
      {
        DwdBatchResult *result = g_ptr_array_index (call->results, i);
        gboolean has_id = result->op_id != NULL && *result->op_id != '\0';
        DwdBatchOp *op = NULL;

        if (has_id == (by_name == 1))
          continue;
        op = has_id ? find_op (call->ops, result->op_id)
                    : find_op_by_name (call->ops, answers, result->name);
        if (op == NULL || g_hash_table_contains (answers, op))
          call->n_refused++;
        else
          g_hash_table_insert (answers, op, result);
      }
  return answers;
}

gboolean
dwd_outbox_settle_batch_work (DwdStoreTxn *txn,
                              gpointer     data,
                              GError     **error)
{
  DwdOutboxCall *call = data;
  g_autoptr (GHashTable) answers = match_results (call);

  for (guint i = 0; i < call->ops->len; i++)
    {
      DwdBatchOp *op = g_ptr_array_index (call->ops, i);
      DwdBatchResult *result = g_hash_table_lookup (answers, op);
      g_autoptr (DwdOutboxRow) row = NULL;
      gboolean settled = FALSE;

      if (!dwd_outbox_row_find (txn->db, op->op_id, &row, error))
        return FALSE;
      if (row == NULL || row->state != DWD_OPERATION_SENDING)
        {
          call->n_refused += result != NULL;
          continue;
        }
      settled = result != NULL ? settle_one (txn, call, row, result, error)
                               : note_try (txn, call, row, DWD_FAILURE_PROTOCOL, "", error);
      if (!settled)
        return FALSE;
    }
  return TRUE;
}
