/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-audit"

#include "config.h"

#include "dwd-audit-log-private.h"

#include "dwd-audit-export.h"

/*
 * A walk from the first entry to the one that was newest as it began. The reader takes a piece of it at a time
 * and is free for others in between; the pieces see each other's log, because nothing in it changes.
 */

#define PIECE 256

typedef struct
{
  DwdAuditVerifier *verifier;     /* (owned) */
  GOutputStream *stream;          /* (owned) (nullable): an export */
  GString *text;                  /* (owned): the piece's, for the stream; the main context's while it is written */
  gboolean has_begun;
  gboolean has_head;
  gboolean is_done;
  DwdAuditHead head;
  gint64 last;                    /* the newest entry as the walk began */
  gint64 seq;                     /* the last one walked over */
} Walk;

static void
walk_free (gpointer data)
{
  Walk *walk = data;

  dwd_audit_verifier_free (walk->verifier);
  g_clear_object (&walk->stream);
  g_string_free (walk->text, TRUE);
  g_free (walk);
}

/* Both in one snapshot: an append between them would look like an addition. */
static gboolean
begin (Walk    *walk,
       DwdDb   *db,
       GError **error)
{
  walk->has_begun = TRUE;
  walk->seq = G_MININT64;
  return _dwd_audit_log_get_head (db, &walk->head, &walk->has_head, error) &&
         dwd_db_query_int (db, "SELECT MAX(seq) FROM audit", 0, &walk->last, error);
}

static void
take (Walk          *walk,
      DwdAuditEntry *entry)
{
  walk->seq = entry->seq;
  if (walk->stream == NULL)
    {
      dwd_audit_verifier_feed (walk->verifier, entry);
    }
  else
    {
      g_autofree char *line = dwd_audit_entry_to_json (entry);

      g_string_append_printf (walk->text, "%s\n", line);
    }
}

/* An export of a log without a head has no last line, and so does not pass for whole. */
static void
end (Walk *walk)
{
  walk->is_done = TRUE;
  if (walk->stream != NULL && (walk->has_head || walk->last == 0))
    {
      g_autofree char *line = NULL;

      if (!walk->has_head)
        dwd_audit_head_parse ("0 " DWD_AUDIT_GENESIS, &walk->head);
      line = dwd_audit_head_to_json (&walk->head);
      g_string_append_printf (walk->text, "%s\n", line);
    }
}

static gboolean
walk_work (DwdStoreTxn *txn,
           gpointer     data,
           GError     **error)
{
  Walk *walk = data;
  DwdStatement *rows = NULL;
  DwdStep step = DWD_STEP_FAILED;
  int n_rows = 0;

  if (!walk->has_begun && !begin (walk, txn->db, error))
    return FALSE;
  rows = dwd_db_prepare (txn->db, "SELECT " DWD_AUDIT_COLUMNS " FROM audit WHERE seq > ?1 AND seq <= ?2 "
                         "ORDER BY seq LIMIT ?3", error);
  if (rows == NULL)
    return FALSE;
  dwd_statement_bind_int (rows, 1, walk->seq);
  dwd_statement_bind_int (rows, 2, walk->last);
  dwd_statement_bind_int (rows, 3, PIECE);
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    {
      g_autoptr (DwdAuditEntry) entry = _dwd_audit_log_read_row (rows);

      take (walk, entry);
      n_rows++;
    }
  dwd_statement_reset (rows);
  if (n_rows < PIECE)
    end (walk);
  return step == DWD_STEP_DONE;
}

static void push_piece (GTask *task);

static void
go_on (GTask *task)
{
  Walk *walk = g_task_get_task_data (task);

  if (walk->is_done)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
  else
    {
      push_piece (task);
    }
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Walk *walk = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    {
      DwdFailure failure = DWD_FAILURE_STORAGE_READ_ONLY;

      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
        failure = DWD_FAILURE_STORAGE_FULL;
      else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        failure = DWD_FAILURE_CANCELLED;
      g_task_return_new_error (task, DWD_ERROR, failure, "The log could not be written: %s", error->message);
      return;
    }
  g_string_truncate (walk->text, 0);
  go_on (g_steal_pointer (&task));
}

static void
piece_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Walk *walk = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (walk->stream != NULL)
    g_output_stream_write_all_async (walk->stream, walk->text->str, walk->text->len, G_PRIORITY_DEFAULT,
                                     cancellable, written_cb, g_steal_pointer (&task));
  else
    go_on (g_steal_pointer (&task));
}

/* Takes the task, which owns the walk and outlives the piece. */
static void
push_piece (GTask *task)
{
  GTask *piece = g_task_new (g_task_get_source_object (task), g_task_get_cancellable (task), piece_cb, task);

  g_task_set_source_tag (piece, push_piece);
  g_task_set_task_data (piece, g_task_get_task_data (task), NULL);
  dwd_store_push_read (g_task_get_source_object (task), piece, walk_work);
}

static void
start (DwdStore           *store,
       gpointer            source_tag,
       GOutputStream      *stream,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  Walk *walk = g_new0 (Walk, 1);

  walk->verifier = dwd_audit_verifier_new ();
  walk->stream = stream != NULL ? g_object_ref (stream) : NULL;
  walk->text = g_string_new (NULL);
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, walk, walk_free);
  /* What failed says so in a failure of ours. */
  g_task_set_check_cancellable (task, FALSE);
  push_piece (task);
}

void
dwd_audit_log_verify_async (DwdStore           *store,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (DWD_IS_STORE (store));

  start (store, dwd_audit_log_verify_async, NULL, cancellable, callback, user_data);
}

/**
 * dwd_audit_log_verify_finish:
 * @store: a store
 * @result: the result
 * @verdict: (out caller-allocates): what was found
 * @error: return location for a %DWD_ERROR
 *
 * Returns: whether the log could be read, whole or broken
 */
gboolean
dwd_audit_log_verify_finish (DwdStore        *store,
                             GAsyncResult    *result,
                             DwdAuditVerdict *verdict,
                             GError         **error)
{
  Walk *walk = NULL;

  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  walk = g_task_get_task_data (G_TASK (result));
  dwd_audit_verifier_finish (walk->verifier, walk->has_head ? &walk->head : NULL, verdict);
  return TRUE;
}

void
dwd_audit_log_export_async (DwdStore           *store,
                            GOutputStream      *stream,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (DWD_IS_STORE (store));
  g_return_if_fail (G_IS_OUTPUT_STREAM (stream));

  start (store, dwd_audit_log_export_async, stream, cancellable, callback, user_data);
}

gboolean
dwd_audit_log_export_finish (DwdStore     *store,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
