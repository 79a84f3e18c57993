/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-audit"

#include "config.h"

#include "dwd-audit-log-private.h"

#include <string.h>

#include "protocol/dwd-json-scan.h"

#define HEAD_SETTING "audit.head"

/* --- rows -------------------------------------------------------------------------------------- */

/* A NUL inside hides what stands behind it from everything that reads C strings, the hash included. Nothing
 * that was appended has one. */
static char *
dup_text (DwdStatement *row,
          int           column,
          gboolean     *is_plain)
{
  gsize length = 0;
  const char *text = dwd_statement_get_text (row, column, &length);

  if (text == NULL || strlen (text) != length)
    *is_plain = FALSE;
  return g_strdup (text != NULL ? text : "");
}

DwdAuditEntry *
_dwd_audit_log_read_row (DwdStatement *row)
{
  DwdAuditEntry *entry = dwd_audit_entry_new ();
  gboolean is_plain = TRUE;

  entry->seq = dwd_statement_get_int (row, 0);
  entry->at_us = dwd_statement_get_int (row, 1);
  entry->kind = dwd_statement_get_int (row, 2);
  entry->actor = dup_text (row, 3, &is_plain);
  entry->device = dup_text (row, 4, &is_plain);
  entry->doctype = dup_text (row, 5, &is_plain);
  entry->name = dup_text (row, 6, &is_plain);
  entry->refers = dwd_statement_get_int (row, 7);
  entry->body = dup_text (row, 8, &is_plain);
  entry->previous = dup_text (row, 9, &is_plain);
  entry->hash = dup_text (row, 10, &is_plain);
  /* No hash fits the empty text, so that verification finds it. */
  if (!is_plain)
    *entry->hash = '\0';
  return entry;
}

gboolean
_dwd_audit_log_get_head (DwdDb        *db,
                         DwdAuditHead *head,
                         gboolean     *found,
                         GError      **error)
{
  g_autofree char *text = NULL;

  if (!dwd_setting_get (db, HEAD_SETTING, &text, error))
    return FALSE;
  *found = dwd_audit_head_parse (text, head);
  return TRUE;
}

/* --- appending --------------------------------------------------------------------------------- */

static gboolean
is_text (const char *text)
{
  return text != NULL && g_utf8_validate (text, -1, NULL);
}

static gboolean
check_entry (const DwdAuditEntry *entry,
             GError             **error)
{
  DwdJsonSpan body;

  if (entry->kind <= DWD_AUDIT_UNKNOWN || entry->kind >= DWD_N_AUDIT_KINDS)
    dwd_error_set (error, DWD_FAILURE_INVALID, "There is no kind %d of audit entry", (int) entry->kind);
  else if (!is_text (entry->actor) || !is_text (entry->device) || !is_text (entry->doctype) ||
           !is_text (entry->name) || !is_text (entry->body))
    dwd_error_set (error, DWD_FAILURE_INVALID, "An audit entry holds something that is no text");
  else if (!dwd_json_scan_value (entry->body, strlen (entry->body), &body, NULL))
    dwd_error_set (error, DWD_FAILURE_INVALID, "The body of an audit entry is no JSON");
  else if ((entry->kind == DWD_AUDIT_TAKEN_BACK) != (entry->refers != 0))
    dwd_error_set (error, DWD_FAILURE_INVALID, "What is taken back names an entry, and nothing else does");
  else
    return TRUE;
  return FALSE;
}

static gboolean
has_row (DwdDb      *db,
         const char *sql,
         gint64      number,
         gboolean   *found,
         GError    **error)
{
  DwdStatement *row = dwd_db_prepare (db, sql, error);
  DwdStep step = DWD_STEP_FAILED;

  if (row == NULL)
    return FALSE;
  dwd_statement_bind_int (row, 1, number);
  step = dwd_statement_step (row, error);
  dwd_statement_reset (row);
  *found = step == DWD_STEP_ROW;
  return step != DWD_STEP_FAILED;
}

static gboolean
check_refers (DwdDb   *db,
              gint64   refers,
              GError **error)
{
  gboolean is_there = FALSE;
  gboolean is_taken = FALSE;

  if (refers == 0)
    return TRUE;
  if (!has_row (db, "SELECT 1 FROM audit WHERE seq = ?1", refers, &is_there, error) ||
      !has_row (db, "SELECT 1 FROM audit WHERE refers = ?1 AND refers > 0", refers, &is_taken, error))
    return FALSE;
  if (!is_there)
    dwd_error_set (error, DWD_FAILURE_INVALID, "There is no audit entry %" G_GINT64_FORMAT " to take back", refers);
  else if (is_taken)
    dwd_error_set (error, DWD_FAILURE_CONFLICT, "Audit entry %" G_GINT64_FORMAT " is taken back already", refers);
  return is_there && !is_taken;
}

/* What the next entry goes on from. A head that is lost is replaced by the table's end, for want of better;
 * verification tells of it until then. */
static gboolean
get_tail (DwdDb        *db,
          DwdAuditHead *tail,
          GError      **error)
{
  DwdStatement *row = dwd_db_prepare (db, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1", error);
  g_autofree char *last_hash = NULL;
  gint64 last = 0;
  gboolean found = FALSE;
  DwdStep step = DWD_STEP_FAILED;

  if (row == NULL)
    return FALSE;
  step = dwd_statement_step (row, error);
  if (step == DWD_STEP_ROW)
    {
      last = dwd_statement_get_int (row, 0);
      last_hash = dwd_statement_dup_text (row, 1);
    }
  dwd_statement_reset (row);
  if (step == DWD_STEP_FAILED || !_dwd_audit_log_get_head (db, tail, &found, error))
    return FALSE;

  if (!found)
    g_strlcpy (tail->hash, last_hash != NULL ? last_hash : DWD_AUDIT_GENESIS, sizeof tail->hash);
  tail->seq = MAX (found ? tail->seq : 0, last);
  if (tail->seq < G_MAXINT64)
    return TRUE;
  dwd_error_set (error, DWD_FAILURE_INTERNAL, "The audit log has no numbers left");
  return FALSE;
}

static gboolean
insert (DwdDb               *db,
        const DwdAuditEntry *entry,
        GError             **error)
{
  DwdStatement *statement =
    dwd_db_prepare (db, "INSERT INTO audit (" DWD_AUDIT_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
                    "?10, ?11)", error);

  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, entry->seq);
  dwd_statement_bind_int (statement, 2, entry->at_us);
  dwd_statement_bind_int (statement, 3, entry->kind);
  dwd_statement_bind_text (statement, 4, entry->actor, -1);
  dwd_statement_bind_text (statement, 5, entry->device, -1);
  dwd_statement_bind_text (statement, 6, entry->doctype, -1);
  dwd_statement_bind_text (statement, 7, entry->name, -1);
  dwd_statement_bind_int (statement, 8, entry->refers);
  dwd_statement_bind_text (statement, 9, entry->body, -1);
  dwd_statement_bind_text (statement, 10, entry->previous, -1);
  dwd_statement_bind_text (statement, 11, entry->hash, -1);
  return dwd_statement_run (statement, error);
}

/**
 * dwd_audit_log_append:
 * @txn: the transaction that does what the entry tells of
 * @entry: (inout): gets its seq, previous and hash
 * @error: return location for a %DWD_ERROR
 *
 * Returns: whether it is written; the transaction is to be rolled back otherwise
 */
gboolean
dwd_audit_log_append (DwdStoreTxn   *txn,
                      DwdAuditEntry *entry,
                      GError       **error)
{
  DwdAuditHead head = { 0 };
  g_autofree char *text = NULL;

  if (!check_entry (entry, error) || !check_refers (txn->db, entry->refers, error) ||
      !get_tail (txn->db, &head, error))
    return FALSE;

  dwd_audit_chain_link (entry, head.seq + 1, head.hash);
  head.seq = entry->seq;
  g_strlcpy (head.hash, entry->hash, sizeof head.hash);
  text = dwd_audit_head_to_string (&head);
  return insert (txn->db, entry, error) && dwd_setting_set (txn->db, HEAD_SETTING, text, error);
}

static gboolean
append_work (DwdStoreTxn *txn,
             gpointer     data,
             GError     **error)
{
  return dwd_audit_log_append (txn, data, error);
}

void
dwd_audit_log_append_async (DwdStore            *store,
                            const DwdAuditEntry *entry,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (store));
  g_return_if_fail (entry != NULL);

  task = g_task_new (store, NULL, callback, user_data);
  g_task_set_source_tag (task, dwd_audit_log_append_async);
  g_task_set_task_data (task, dwd_audit_entry_copy (entry), (GDestroyNotify) dwd_audit_entry_free);
  dwd_store_push_write (store, task, TRUE, append_work);
}

gint64
dwd_audit_log_append_finish (DwdStore     *store,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), 0);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return 0;
  return ((DwdAuditEntry *) g_task_get_task_data (G_TASK (result)))->seq;
}

/* --- pages ------------------------------------------------------------------------------------- */

typedef struct
{
  char *doctype;          /* (owned) (nullable) */
  char *name;             /* (owned) (nullable) */
  gint64 before;
  guint limit;
  GPtrArray *entries;     /* (owned) (nullable) */
} LoadCall;

static void
load_call_free (gpointer data)
{
  LoadCall *call = data;

  g_free (call->doctype);
  g_free (call->name);
  g_clear_pointer (&call->entries, g_ptr_array_unref);
  g_free (call);
}

static gboolean
load_work (DwdStoreTxn *txn,
           gpointer     data,
           GError     **error)
{
  static const char *const sqls[] = {
    "SELECT " DWD_AUDIT_COLUMNS " FROM audit WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2",
    "SELECT " DWD_AUDIT_COLUMNS " FROM audit WHERE seq < ?1 AND doctype = ?3 ORDER BY seq DESC LIMIT ?2",
    "SELECT " DWD_AUDIT_COLUMNS " FROM audit WHERE seq < ?1 AND name = ?4 ORDER BY seq DESC LIMIT ?2",
    "SELECT " DWD_AUDIT_COLUMNS " FROM audit WHERE seq < ?1 AND doctype = ?3 AND name = ?4 "
    "ORDER BY seq DESC LIMIT ?2",
  };
  LoadCall *call = data;
  int which = (call->doctype != NULL ? 1 : 0) + (call->name != NULL ? 2 : 0);
  DwdStatement *rows = dwd_db_prepare (txn->db, sqls[which], error);
  DwdStep step = DWD_STEP_FAILED;

  if (rows == NULL)
    return FALSE;
  dwd_statement_bind_int (rows, 1, call->before > 0 ? call->before : G_MAXINT64);
  dwd_statement_bind_int (rows, 2, call->limit);
  if (call->doctype != NULL)
    dwd_statement_bind_text (rows, 3, call->doctype, -1);
  if (call->name != NULL)
    dwd_statement_bind_text (rows, 4, call->name, -1);

  call->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) dwd_audit_entry_free);
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    g_ptr_array_add (call->entries, _dwd_audit_log_read_row (rows));
  dwd_statement_reset (rows);
  return step == DWD_STEP_DONE;
}

void
dwd_audit_log_load_async (DwdStore           *store,
                          const char         *doctype,
                          const char         *name,
                          gint64              before,
                          guint               limit,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  LoadCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (store));

  call = g_new0 (LoadCall, 1);
  call->doctype = g_strdup (doctype);
  call->name = g_strdup (name);
  call->before = before;
  call->limit = limit;
  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_audit_log_load_async);
  g_task_set_task_data (task, call, load_call_free);
  dwd_store_push_read (store, task, load_work);
}

/**
 * dwd_audit_log_load_finish:
 * @store: a store
 * @result: the result
 * @error: return location for a %DWD_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type DwdAuditEntry): newest first
 */
GPtrArray *
dwd_audit_log_load_finish (DwdStore     *store,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_steal_pointer (&((LoadCall *) g_task_get_task_data (G_TASK (result)))->entries);
}
