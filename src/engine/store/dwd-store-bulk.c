/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-document.h"
#include "dwd-store-outbox.h"

/* Live indexes cost three times as much as the rows themselves; built at the end they cost little. */
static gboolean
list_indexes (DwdStoreTxn    *txn,
              const DwdTable *table,
              GPtrArray      *names,
              GError        **error)
{
  DwdStatement *save = dwd_db_prepare (txn->db, "INSERT OR REPLACE INTO dropped_index (name, doctype, sql) "
                                       "SELECT name, ?1, sql FROM sqlite_schema WHERE type = 'index' "
                                       "AND tbl_name = ?2 AND sql IS NOT NULL "
                                       "AND name NOT LIKE '%\\_dirty' ESCAPE '\\'", error);
  DwdStatement *rows = NULL;
  DwdStep step = DWD_STEP_FAILED;

  if (save == NULL)
    return FALSE;
  dwd_statement_bind_int (save, 1, table->doctype);
  dwd_statement_bind_text (save, 2, table->table, -1);
  if (!dwd_statement_run (save, error))
    return FALSE;

  rows = dwd_db_prepare (txn->db, "SELECT name FROM dropped_index WHERE doctype = ?1", error);
  if (rows == NULL)
    return FALSE;
  dwd_statement_bind_int (rows, 1, table->doctype);
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    g_ptr_array_add (names, dwd_statement_dup_text (rows, 0));
  return step == DWD_STEP_DONE;
}

gboolean
dwd_store_drop_indexes (DwdStoreTxn *txn,
                        DwdDoctype   doctype,
                        GError     **error)
{
  const DwdTable *table = dwd_table_get (doctype);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *is_filled = NULL;
  gint64 filled = 0;

  if (table == NULL || txn->state->is_bulk[doctype])
    return TRUE;
  is_filled = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM %s)", table->table);
  if (!dwd_db_query_int (txn->db, is_filled, 0, &filled, error))
    return FALSE;
  if (filled != 0)
    return TRUE;

  if (!list_indexes (txn, table, names, error))
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *sql = g_strdup_printf ("DROP INDEX IF EXISTS %s",
                                              (char *) g_ptr_array_index (names, i));

      if (!dwd_db_exec (txn->db, sql, error))
        return FALSE;
    }
  txn->state->is_bulk[doctype] = names->len > 0;
  return TRUE;
}

/* @late: those of searches alone, or all others. */
static gboolean
restore_one (DwdStoreTxn *txn,
             DwdDoctype   doctype,
             gboolean     late,
             GError     **error)
{
  DwdStatement *rows = dwd_db_prepare (txn->db, "SELECT sql FROM dropped_index WHERE doctype = ?1 "
                                       "AND (name LIKE " DWD_LATE_INDEX ") = ?2", error);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  DwdStatement *clear = NULL;
  DwdStep step = DWD_STEP_FAILED;

  if (rows == NULL)
    return FALSE;
  dwd_statement_bind_int (rows, 1, doctype);
  dwd_statement_bind_int (rows, 2, late);
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    g_ptr_array_add (texts, dwd_statement_dup_text (rows, 0));
  if (step != DWD_STEP_DONE)
    return FALSE;

  for (guint i = 0; i < texts->len; i++)
    if (!dwd_db_exec (txn->db, g_ptr_array_index (texts, i), error))
      return FALSE;

  clear = dwd_db_prepare (txn->db, "DELETE FROM dropped_index WHERE doctype = ?1 "
                          "AND (name LIKE " DWD_LATE_INDEX ") = ?2", error);
  if (clear == NULL)
    return FALSE;
  dwd_statement_bind_int (clear, 1, doctype);
  dwd_statement_bind_int (clear, 2, late);
  return dwd_statement_run (clear, error);
}

gboolean
dwd_store_restore_indexes (DwdStoreTxn *txn,
                           DwdDoctype   doctype,
                           GError     **error)
{
  for (int i = 1; i < DWD_N_DOCTYPES; i++)
    if ((doctype == DWD_DOCTYPE_UNKNOWN || (int) doctype == i) && txn->state->is_bulk[i] &&
        !restore_one (txn, i, FALSE, error))
      return FALSE;
    else if (doctype == DWD_DOCTYPE_UNKNOWN || (int) doctype == i)
      txn->state->is_bulk[i] = FALSE;
  return TRUE;
}

gboolean
dwd_store_restore_late_indexes (DwdStoreTxn *txn,
                                GError     **error)
{
  for (int i = 1; i < DWD_N_DOCTYPES; i++)
    if (!txn->state->is_bulk[i] && !restore_one (txn, i, TRUE, error))
      return FALSE;
  return TRUE;
}

gboolean
dwd_store_sweep (DwdStoreTxn *txn,
                 DwdDoctype   doctype,
                 GError     **error)
{
  const DwdTable *table = dwd_table_get (doctype);
  g_autofree char *sql = g_strdup_printf ("DELETE FROM %s WHERE seen <> ?1 AND dirty = 0", table->table);
  DwdStatement *statement = dwd_db_prepare (txn->db, sql, error);

  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, txn->state->tokens[doctype]);
  if (!dwd_statement_run (statement, error))
    return FALSE;

  statement = dwd_db_prepare (txn->db, "UPDATE cursor SET since = resync_since, resync_since = '', "
                              "resync_token = 0 WHERE doctype = ?1", error);
  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, doctype);
  txn->state->tokens[doctype] = 0;
  dwd_txn_note_many (txn, doctype);
  return dwd_statement_run (statement, error);
}

static gboolean
reproject_batch (DwdStoreTxn    *txn,
                 const DwdTable *table,
                 gint64         *after,
                 gboolean       *more,
                 GError        **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name, id FROM %s WHERE id > ?1 ORDER BY id LIMIT 256",
                                          table->table);
  DwdStatement *rows = dwd_db_prepare (txn->db, sql, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  DwdStep step = DWD_STEP_FAILED;

  if (rows == NULL)
    return FALSE;
  dwd_statement_bind_int (rows, 1, *after);
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    {
      g_ptr_array_add (names, dwd_statement_dup_text (rows, 0));
      *after = dwd_statement_get_int (rows, 1);
    }
  if (step != DWD_STEP_DONE)
    return FALSE;

  *more = names->len > 0;
  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (DwdRecord) record = NULL;

      if (!dwd_record_load (txn, table->doctype, g_ptr_array_index (names, i), &record, error) ||
          (record != NULL && !dwd_record_save (txn, table->doctype, record, error)))
        return FALSE;
    }
  return TRUE;
}

gboolean
dwd_store_reproject_all (DwdStoreTxn *txn,
                         GError     **error)
{
  for (int i = 1; i < DWD_N_DOCTYPES; i++)
    {
      const DwdTable *table = dwd_table_get (i);
      gboolean more = TRUE;
      gint64 after = 0;

      while (more)
        if (!reproject_batch (txn, table, &after, &more, error))
          return FALSE;
      dwd_txn_note_many (txn, i);
    }
  return TRUE;
}
