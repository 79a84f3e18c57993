/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-outbox.h"

#include <string.h>

#include "base/dwd-id.h"

#define COLUMNS "seq, op_id, doctype, name, kind, verb, lane, state, failure, tries, force, waits, " \
  "created_us, next_try_us, base_modified, label, detail, message, data"

void
dwd_outbox_row_free (DwdOutboxRow *self)
{
  g_free (self->op_id);
  g_free (self->name);
  g_free (self->base_modified);
  g_free (self->label);
  g_free (self->detail);
  g_free (self->message);
  g_free (self->data);
  g_free (self);
}

DwdOperation *
dwd_outbox_row_to_operation (const DwdOutboxRow *self)
{
  DwdOperationFields fields = {
    .seq = self->seq,
    .op_id = self->op_id,
    .doctype = self->doctype,
    .name = self->name,
    .label = self->label,
    .detail = self->detail,
    .message = self->message,
    .data = self->data,
    .kind = self->kind,
    .verb = self->verb,
    .lane = self->lane,
    .state = self->state,
    .failure = self->failure,
    .tries = self->tries,
    .created_us = self->created_us,
    .next_try_us = self->next_try_us == 0 ? DWD_TIME_NONE : self->next_try_us,
  };

  return dwd_operation_new (&fields);
}

static DwdOutboxRow *
read_row (DwdStatement *row)
{
  DwdOutboxRow *self = g_new0 (DwdOutboxRow, 1);

  self->seq = dwd_statement_get_int (row, 0);
  self->op_id = dwd_statement_dup_text (row, 1);
  self->doctype = dwd_statement_get_int (row, 2);
  self->name = dwd_statement_dup_text (row, 3);
  self->kind = dwd_statement_get_int (row, 4);
  self->verb = dwd_statement_get_int (row, 5);
  self->lane = dwd_statement_get_int (row, 6);
  self->state = dwd_statement_get_int (row, 7);
  self->failure = dwd_statement_get_int (row, 8);
  self->tries = dwd_statement_get_int (row, 9);
  self->force = dwd_statement_get_int (row, 10) != 0;
  self->waits = dwd_statement_get_int (row, 11) != 0;
  self->created_us = dwd_statement_get_int (row, 12);
  self->next_try_us = dwd_statement_get_int (row, 13);
  self->base_modified = dwd_statement_dup_text (row, 14);
  self->label = dwd_statement_dup_text (row, 15);
  self->detail = dwd_statement_dup_text (row, 16);
  self->message = dwd_statement_dup_text (row, 17);
  self->data = dwd_statement_dup_text (row, 18);
  return self;
}

static GPtrArray *
collect (DwdStatement *rows,
         GError      **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) dwd_outbox_row_free);
  DwdStep step = DWD_STEP_FAILED;

  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    g_ptr_array_add (list, read_row (rows));
  return step == DWD_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

gboolean
dwd_outbox_row_load (DwdDb         *db,
                     gint64         seq,
                     DwdOutboxRow **row,
                     GError       **error)
{
  DwdStatement *statement = dwd_db_prepare (db, "SELECT " COLUMNS " FROM outbox WHERE seq = ?1",
                                            error);
  DwdStep step = DWD_STEP_FAILED;

  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, seq);
  step = dwd_statement_step (statement, error);
  if (step == DWD_STEP_FAILED)
    return FALSE;
  *row = step == DWD_STEP_ROW ? read_row (statement) : NULL;
  dwd_statement_reset (statement);
  return TRUE;
}

gboolean
dwd_outbox_row_find (DwdDb         *db,
                     const char    *op_id,
                     DwdOutboxRow **row,
                     GError       **error)
{
  DwdStatement *statement = dwd_db_prepare (db, "SELECT " COLUMNS " FROM outbox WHERE op_id = ?1",
                                            error);
  DwdStep step = DWD_STEP_FAILED;

  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_text (statement, 1, op_id, -1);
  step = dwd_statement_step (statement, error);
  if (step == DWD_STEP_FAILED)
    return FALSE;
  *row = step == DWD_STEP_ROW ? read_row (statement) : NULL;
  dwd_statement_reset (statement);
  return TRUE;
}

GPtrArray *
dwd_outbox_list_record (DwdDb      *db,
                        DwdDoctype  doctype,
                        const char *name,
                        GError    **error)
{
  DwdStatement *rows = dwd_db_prepare (db, "SELECT " COLUMNS " FROM outbox WHERE doctype = ?1 "
                                       "AND name = ?2 ORDER BY seq", error);

  if (rows == NULL)
    return NULL;
  dwd_statement_bind_int (rows, 1, doctype);
  dwd_statement_bind_text (rows, 2, name, -1);
  return collect (rows, error);
}

GPtrArray *
dwd_outbox_list_naming (DwdDb      *db,
                        DwdDoctype  doctype,
                        const char *name,
                        GError    **error)
{
  DwdStatement *rows = dwd_db_prepare (db, "SELECT " COLUMNS " FROM outbox WHERE seq IN "
                                       "(SELECT seq FROM outbox WHERE waits = 1 UNION ALL "
                                       "SELECT seq FROM outbox WHERE doctype = ?1 AND name = ?2) "
                                       "ORDER BY seq", error);

  if (rows == NULL)
    return NULL;
  dwd_statement_bind_int (rows, 1, doctype);
  dwd_statement_bind_text (rows, 2, name, -1);
  return collect (rows, error);
}

GPtrArray *
dwd_outbox_list_all (DwdDb   *db,
                     GError **error)
{
  DwdStatement *rows = dwd_db_prepare (db, "SELECT " COLUMNS " FROM outbox ORDER BY seq", error);

  return rows != NULL ? collect (rows, error) : NULL;
}

GPtrArray *
dwd_outbox_list_ready (DwdDb   *db,
                       DwdLane  lane,
                       gint64   now_us,
                       guint    limit,
                       GError **error)
{
  DwdStatement *rows = dwd_db_prepare (db, "SELECT " COLUMNS " FROM outbox WHERE state = ?1 "
                                       "AND lane = ?2 AND next_try_us <= ?3 ORDER BY seq LIMIT ?4",
                                       error);

  if (rows == NULL)
    return NULL;
  dwd_statement_bind_int (rows, 1, DWD_OPERATION_WAITING);
  dwd_statement_bind_int (rows, 2, lane);
  dwd_statement_bind_int (rows, 3, now_us);
  dwd_statement_bind_int (rows, 4, limit);
  return collect (rows, error);
}

GPtrArray *
dwd_outbox_list_state (DwdDb            *db,
                       DwdOperationState state,
                       GError          **error)
{
  DwdStatement *rows = dwd_db_prepare (db, "SELECT " COLUMNS " FROM outbox WHERE state = ?1 "
                                       "ORDER BY seq", error);

  if (rows == NULL)
    return NULL;
  dwd_statement_bind_int (rows, 1, state);
  return collect (rows, error);
}

static void
bind_row (DwdStatement       *statement,
          const DwdOutboxRow *row)
{
  if (row->seq != 0)
    dwd_statement_bind_int (statement, 1, row->seq);
  else
    dwd_statement_bind_null (statement, 1);
  dwd_statement_bind_text (statement, 2, row->op_id, -1);
  dwd_statement_bind_int (statement, 3, row->doctype);
  dwd_statement_bind_text (statement, 4, row->name, -1);
  dwd_statement_bind_int (statement, 5, row->kind);
  dwd_statement_bind_int (statement, 6, row->verb);
  dwd_statement_bind_int (statement, 7, row->lane);
  dwd_statement_bind_int (statement, 8, row->state);
  dwd_statement_bind_int (statement, 9, row->failure);
  dwd_statement_bind_int (statement, 10, row->tries);
  dwd_statement_bind_int (statement, 11, row->force);
  dwd_statement_bind_int (statement, 12, row->waits);
  dwd_statement_bind_int (statement, 13, row->created_us);
  dwd_statement_bind_int (statement, 14, row->next_try_us);
  dwd_statement_bind_text (statement, 15, row->base_modified, -1);
  dwd_statement_bind_text (statement, 16, row->label != NULL ? row->label : "", -1);
  dwd_statement_bind_text (statement, 17, row->detail != NULL ? row->detail : "", -1);
  dwd_statement_bind_text (statement, 18, row->message != NULL ? row->message : "", -1);
  dwd_statement_bind_text (statement, 19, row->data, -1);
}

gboolean
dwd_outbox_row_save (DwdStoreTxn  *txn,
                     DwdOutboxRow *row,
                     GError      **error)
{
  DwdStatement *statement =
    dwd_db_prepare (txn->db, "INSERT INTO outbox (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
                    "?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19) ON CONFLICT (seq) DO UPDATE "
                    "SET op_id = ?2, name = ?4, lane = ?7, state = ?8, failure = ?9, tries = ?10, "
                    "force = ?11, waits = ?12, next_try_us = ?14, base_modified = ?15, label = ?16, "
                    "detail = ?17, message = ?18, data = ?19", error);

  if (statement == NULL)
    return FALSE;
  bind_row (statement, row);
  if (!dwd_statement_run (statement, error))
    return FALSE;
  if (row->seq == 0)
    row->seq = dwd_db_get_last_id (txn->db);
  dwd_txn_note_operation (txn, row->seq);
  /* The record's marks change with its operations; being sent is no mark. */
  if (row->state != DWD_OPERATION_SENDING)
    dwd_txn_note_record (txn, row->doctype, row->name, -1);
  return TRUE;
}

static gboolean
remove_by_seq (DwdStoreTxn *txn,
               const char  *sql,
               gint64       seq,
               GError     **error)
{
  DwdStatement *statement = dwd_db_prepare (txn->db, sql, error);

  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, seq);
  return dwd_statement_run (statement, error);
}

gboolean
dwd_outbox_row_remove (DwdStoreTxn        *txn,
                       const DwdOutboxRow *row,
                       GError            **error)
{
  dwd_txn_note_operation (txn, row->seq);
  dwd_txn_note_record (txn, row->doctype, row->name, -1);
  return remove_by_seq (txn, "DELETE FROM conflict WHERE seq = ?1", row->seq, error) &&
         remove_by_seq (txn, "DELETE FROM outbox WHERE seq = ?1", row->seq, error);
}

static DwdOperationState
state_of_place (const DwdOutboxRow *row,
                guint               place)
{
  /* A state that only a person or an answer ends stays. */
  if (row->state != DWD_OPERATION_WAITING && row->state != DWD_OPERATION_BLOCKED)
    return row->state;
  return place == 0 && !row->waits ? DWD_OPERATION_WAITING : DWD_OPERATION_BLOCKED;
}

gboolean
dwd_outbox_release_record (DwdStoreTxn *txn,
                           DwdDoctype   doctype,
                           const char  *name,
                           GError     **error)
{
  g_autoptr (GPtrArray) rows = dwd_outbox_list_record (txn->db, doctype, name, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      DwdOutboxRow *row = g_ptr_array_index (rows, i);
      DwdOperationState state = state_of_place (row, i);

      if (state == row->state)
        continue;
      row->state = state;
      if (!dwd_outbox_row_save (txn, row, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
dwd_outbox_data_waits (const char *data,
                       const char *name)
{
  const char *at = data;

  if (data == NULL)
    return FALSE;

  while ((at = strstr (at, "\"" DWD_LOCAL_NAME_PREFIX)) != NULL)
    {
      const char *end = strchr (++at, '"');
      gsize length = end != NULL ? (gsize) (end - at) : strlen (at);

      if (strlen (name) != length || memcmp (at, name, length) != 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
dwd_decision_put (DwdStoreTxn        *txn,
                  const DwdOutboxRow *row,
                  const char         *rule,
                  const char         *winner,
                  const char         *lost,
                  gint64              at_us,
                  GError            **error)
{
  DwdStatement *statement =
    dwd_db_prepare (txn->db, "INSERT INTO decision (doctype, name, op_id, at_us, rule, winner, lost) "
                    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", error);

  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, row->doctype);
  dwd_statement_bind_text (statement, 2, row->name, -1);
  dwd_statement_bind_text (statement, 3, row->op_id, -1);
  dwd_statement_bind_int (statement, 4, at_us);
  dwd_statement_bind_text (statement, 5, rule, -1);
  dwd_statement_bind_text (statement, 6, winner, -1);
  dwd_statement_bind_text (statement, 7, lost, -1);
  return dwd_statement_run (statement, error);
}

void
dwd_conflict_clear (DwdConflictSides *self)
{
  g_free (self->server);
  g_free (self->server_modified);
}

gboolean
dwd_conflict_load (DwdDb            *db,
                   gint64            seq,
                   DwdConflictSides *sides,
                   GError          **error)
{
  DwdStatement *row = dwd_db_prepare (db, "SELECT deleted, server, server_modified FROM conflict "
                                      "WHERE seq = ?1", error);
  DwdStep step = DWD_STEP_FAILED;

  if (row == NULL)
    return FALSE;
  dwd_statement_bind_int (row, 1, seq);
  step = dwd_statement_step (row, error);
  if (step == DWD_STEP_DONE)
    dwd_error_set (error, DWD_FAILURE_NOT_FOUND, "Operation %" G_GINT64_FORMAT " is in no conflict", seq);
  if (step != DWD_STEP_ROW)
    return FALSE;
  sides->deleted = dwd_statement_get_int (row, 0) != 0;
  sides->server = dwd_statement_dup_text (row, 1);
  sides->server_modified = dwd_statement_dup_text (row, 2);
  dwd_statement_reset (row);
  return TRUE;
}

gboolean
dwd_conflict_remove (DwdStoreTxn *txn,
                     gint64       seq,
                     GError     **error)
{
  return remove_by_seq (txn, "DELETE FROM conflict WHERE seq = ?1", seq, error);
}
