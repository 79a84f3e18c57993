/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-record.h"

#include <string.h>

#include "base/dwd-types.h"
#include "dwd-document.h"

/* The platform's (SYNC_CONFIG). */
#define TOMBSTONE_DAYS 30
#define JOB_TOMBSTONE_DAYS 90

void
dwd_record_free (DwdRecord *self)
{
  g_free (self->name);
  g_free (self->creation);
  g_free (self->modified);
  g_free (self->org);
  g_free (self->base);
  g_free (self->server_modified);
  g_free (self->server_data);
  g_free (self->data);
  g_free (self);
}

gboolean
dwd_record_load (DwdStoreTxn *txn,
                 DwdDoctype   doctype,
                 const char  *name,
                 DwdRecord  **record,
                 GError     **error)
{
  const DwdTableSql *sql = dwd_store_state_get_sql (txn->state, doctype);
  DwdStatement *row = dwd_db_prepare (txn->db, sql->record, error);
  DwdStep step = DWD_STEP_FAILED;

  if (row == NULL)
    return FALSE;

  dwd_statement_bind_text (row, 1, name, -1);
  step = dwd_statement_step (row, error);
  if (step == DWD_STEP_FAILED)
    return FALSE;

  *record = NULL;
  if (step == DWD_STEP_DONE)
    return TRUE;

  *record = g_new0 (DwdRecord, 1);
  (*record)->id = dwd_statement_get_int (row, 0);
  (*record)->name = dwd_statement_dup_text (row, 1);
  (*record)->creation = dwd_statement_dup_text (row, 2);
  (*record)->modified = dwd_statement_dup_text (row, 3);
  (*record)->org = dwd_statement_dup_text (row, 4);
  (*record)->docstatus = dwd_statement_get_int (row, 5);
  (*record)->dirty = dwd_statement_get_int (row, 6) != 0;
  (*record)->ahead = dwd_statement_get_int (row, 7) != 0;
  (*record)->seen = dwd_statement_get_int (row, 8);
  (*record)->base = dwd_statement_dup_text (row, 9);
  (*record)->server_modified = dwd_statement_dup_text (row, 10);
  (*record)->server_data = dwd_statement_dup_text (row, 11);
  (*record)->data = dwd_statement_dup_text (row, 12);
  dwd_statement_reset (row);
  return TRUE;
}

static DwdSlice
slice_of (const char *text)
{
  return (DwdSlice) { text, text != NULL ? strlen (text) : 0 };
}

gboolean
dwd_record_save (DwdStoreTxn *txn,
                 DwdDoctype   doctype,
                 DwdRecord   *record,
                 GError     **error)
{
  const DwdTable *table = dwd_table_get (doctype);
  DwdJsonSpan document;
  gboolean inserted = FALSE;
  DwdRowFields fields = {
    .name = slice_of (record->name),
    .creation = slice_of (record->creation != NULL ? record->creation : ""),
    .modified = slice_of (record->modified != NULL ? record->modified : ""),
    .org = slice_of (record->org != NULL ? record->org : ""),
    .docstatus = record->docstatus,
    .dirty = record->dirty,
    .ahead = record->ahead,
    .seen = record->seen,
    .base = slice_of (record->base),
    .server_modified = slice_of (record->server_modified),
    .server_data = slice_of (record->server_data),
    .data = slice_of (record->data),
  };

  if (!dwd_document_parse (record->data, -1, &document, error))
    return FALSE;

  dwd_projector_run (&txn->state->projector, table, &document);
  dwd_txn_note_record (txn, doctype, record->name, -1);
  if (!dwd_row_note_facets (txn, table, error))
    return FALSE;
  if (record->id != 0)
    return dwd_row_update (txn, table, &fields, record->id, error);

  if (!dwd_row_insert (txn, table, &fields, &inserted, error))
    return FALSE;
  if (!inserted)
    {
      dwd_error_set (error, DWD_FAILURE_INTERNAL, "%s %s is there already",
                     dwd_doctype_get_name (doctype), record->name);
      return FALSE;
    }
  record->id = dwd_db_get_last_id (txn->db);
  return TRUE;
}

gboolean
dwd_record_remove (DwdStoreTxn *txn,
                   DwdDoctype   doctype,
                   const char  *name,
                   GError     **error)
{
  const DwdTableSql *sql = dwd_store_state_get_sql (txn->state, doctype);
  DwdStatement *statement = dwd_db_prepare (txn->db, sql->remove, error);

  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_text (statement, 1, name, -1);
  dwd_txn_note_record (txn, doctype, name, -1);
  return dwd_statement_run (statement, error);
}

gboolean
dwd_tombstone_put (DwdStoreTxn *txn,
                   DwdDoctype   doctype,
                   const char  *name,
                   const char  *creation,
                   const char  *modified,
                   gboolean     ahead,
                   GError     **error)
{
  DwdStatement *statement =
    dwd_db_prepare (txn->db,
                    "INSERT INTO tombstone (doctype, name, creation, modified, ahead, at_us) "
                    "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (doctype, name, creation) DO UPDATE "
                    "SET modified = excluded.modified, ahead = excluded.ahead, at_us = excluded.at_us",
                    error);

  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, doctype);
  dwd_statement_bind_text (statement, 2, name, -1);
  dwd_statement_bind_text (statement, 3, creation != NULL ? creation : "", -1);
  dwd_statement_bind_text (statement, 4, modified != NULL ? modified : "", -1);
  dwd_statement_bind_int (statement, 5, ahead);
  dwd_statement_bind_int (statement, 6, g_get_real_time ());
  if (!dwd_statement_run (statement, error))
    return FALSE;
  /* Only ever asked whether there are any; it is counted afresh at the next opening. */
  if (ahead)
    txn->state->n_ahead_tombstones[doctype]++;
  return TRUE;
}

gboolean
dwd_tombstone_prune (DwdStoreTxn *txn,
                     GError     **error)
{
  DwdStatement *statement =
    dwd_db_prepare (txn->db, "DELETE FROM tombstone WHERE at_us < ?1 - CASE doctype WHEN ?2 THEN ?3 ELSE ?4 END",
                    error);

  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, g_get_real_time ());
  dwd_statement_bind_int (statement, 2, DWD_DOCTYPE_DISPATCH_JOB);
  dwd_statement_bind_int (statement, 3, JOB_TOMBSTONE_DAYS * DWD_USEC_PER_DAY);
  dwd_statement_bind_int (statement, 4, TOMBSTONE_DAYS * DWD_USEC_PER_DAY);
  return dwd_statement_run (statement, error);
}

static void
bind_value (DwdStatement   *statement,
            int             index,
            const DwdValue *value)
{
  switch (value->kind)
    {
    case DWD_VALUE_INT:
      dwd_statement_bind_int (statement, index, value->integer);
      break;

    case DWD_VALUE_REAL:
      dwd_statement_bind_double (statement, index, value->real);
      break;

    case DWD_VALUE_TEXT:
      dwd_statement_bind_text (statement, index, value->text.text, value->text.length);
      break;

    case DWD_VALUE_NULL:
    default:
      dwd_statement_bind_null (statement, index);
      break;
    }
}

static void
bind_slice (DwdStatement   *statement,
            int             index,
            const DwdSlice *slice)
{
  dwd_statement_bind_text (statement, index, slice->text, slice->length);
}

static void
bind_row (DwdStoreTxn        *txn,
          const DwdTable     *table,
          DwdStatement       *statement,
          const DwdRowFields *fields)
{
  bind_slice (statement, 1, &fields->name);
  bind_slice (statement, 2, &fields->creation);
  bind_slice (statement, 3, &fields->modified);
  dwd_statement_bind_int (statement, 4, fields->docstatus);
  bind_slice (statement, 5, &fields->org);
  dwd_statement_bind_int (statement, 6, fields->dirty);
  dwd_statement_bind_int (statement, 7, fields->ahead);
  dwd_statement_bind_int (statement, 8, fields->seen);
  bind_slice (statement, 9, &fields->base);
  bind_slice (statement, 10, &fields->server_modified);
  bind_slice (statement, 11, &fields->server_data);
  bind_slice (statement, 12, &fields->data);
  for (guint i = 0; i < table->n_columns; i++)
    bind_value (statement, 13 + i, &txn->state->projector.values[i]);
}

gboolean
dwd_row_insert (DwdStoreTxn        *txn,
                const DwdTable     *table,
                const DwdRowFields *fields,
                gboolean           *inserted,
                GError            **error)
{
  DwdTableSql *sql = dwd_store_state_get_sql (txn->state, table->doctype);
  DwdStatement *statement = dwd_statement_ready (txn->db, &sql->insert_row, sql->insert, error);

  if (statement == NULL)
    return FALSE;
  bind_row (txn, table, statement, fields);
  if (!dwd_statement_run (statement, error))
    return FALSE;
  *inserted = dwd_db_get_changes (txn->db) > 0;
  return TRUE;
}

gboolean
dwd_row_update (DwdStoreTxn        *txn,
                const DwdTable     *table,
                const DwdRowFields *fields,
                gint64              id,
                GError            **error)
{
  const DwdTableSql *sql = dwd_store_state_get_sql (txn->state, table->doctype);
  DwdStatement *statement = dwd_db_prepare (txn->db, sql->update, error);

  if (statement == NULL)
    return FALSE;
  bind_row (txn, table, statement, fields);
  dwd_statement_bind_int (statement, 13 + table->n_columns, id);
  return dwd_statement_run (statement, error);
}

static gboolean
is_written (const DwdTable *table,
            guint           column,
            guint           changed)
{
  return !table->columns[column].indexed || (changed & (1u << column)) != 0;
}

static char *
build_light_update (const DwdTable *table,
                    guint           changed)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "UPDATE %s SET modified = ?1, docstatus = ?2, ahead = ?3, seen = ?4, "
                          "data = ?5", table->table);
  for (guint i = 0; i < table->n_columns; i++)
    if (is_written (table, i, changed))
      g_string_append_printf (sql, ", %s = ?%u", table->columns[i].column, 7 + i);
  g_string_append (sql, " WHERE id = ?6");
  return g_string_free (sql, FALSE);
}

static DwdStatement *
get_light_update (DwdStoreTxn    *txn,
                  const DwdTable *table,
                  guint           changed,
                  GError        **error)
{
  DwdTableSql *sql = dwd_store_state_get_sql (txn->state, table->doctype);
  DwdStatement *statement = g_hash_table_lookup (sql->light_updates, GUINT_TO_POINTER (changed));
  g_autofree char *text = NULL;

  if (statement != NULL)
    {
      dwd_statement_reset (statement);
      return statement;
    }
  text = build_light_update (table, changed);
  statement = dwd_db_prepare (txn->db, text, error);
  if (statement != NULL)
    g_hash_table_insert (sql->light_updates, GUINT_TO_POINTER (changed), statement);
  return statement;
}

gboolean
dwd_row_update_light (DwdStoreTxn        *txn,
                      const DwdTable     *table,
                      const DwdRowFields *fields,
                      gint64              id,
                      guint               changed,
                      GError            **error)
{
  DwdStatement *statement = get_light_update (txn, table, changed, error);

  if (statement == NULL)
    return FALSE;
  bind_slice (statement, 1, &fields->modified);
  dwd_statement_bind_int (statement, 2, fields->docstatus);
  dwd_statement_bind_int (statement, 3, fields->ahead);
  dwd_statement_bind_int (statement, 4, fields->seen);
  bind_slice (statement, 5, &fields->data);
  dwd_statement_bind_int (statement, 6, id);
  for (guint i = 0; i < table->n_columns; i++)
    if (is_written (table, i, changed))
      bind_value (statement, 7 + i, &txn->state->projector.values[i]);
  return dwd_statement_run (statement, error);
}

static gboolean
note_facet (DwdStoreTxn *txn,
            DwdFacet     facet,
            const char  *text,
            gsize        length,
            GError     **error)
{
  char key[128];
  DwdStatement *statement = NULL;

  /* Longer values are no use in a menu. */
  if (length == 0 || length > sizeof key - 2)
    return TRUE;
  key[0] = '0' + facet;
  memcpy (key + 1, text, length);
  key[length + 1] = '\0';
  if (g_hash_table_contains (txn->state->facets, key))
    return TRUE;

  statement = dwd_db_prepare (txn->db, "INSERT OR IGNORE INTO facet (kind, value) VALUES (?1, ?2)",
                              error);
  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, facet);
  dwd_statement_bind_text (statement, 2, key + 1, length);
  g_hash_table_add (txn->state->facets, g_strdup (key));
  return dwd_statement_run (statement, error);
}

static gboolean
note_lines (DwdStoreTxn    *txn,
            DwdFacet        facet,
            const DwdSlice *lines,
            GError        **error)
{
  const char *line = lines->text;
  const char *end = lines->text + lines->length;

  while (line < end)
    {
      const char *stop = memchr (line, '\n', end - line);

      if (stop == NULL)
        stop = end;
      if (!note_facet (txn, facet, line, stop - line, error))
        return FALSE;
      line = stop + 1;
    }
  return TRUE;
}

gboolean
dwd_row_note_facets (DwdStoreTxn    *txn,
                     const DwdTable *table,
                     GError        **error)
{
  const DwdValue *values = txn->state->projector.values;

  if (table->zone_column >= 0 && values[table->zone_column].kind == DWD_VALUE_TEXT &&
      !note_facet (txn, DWD_FACET_ZONE, values[table->zone_column].text.text,
                   values[table->zone_column].text.length, error))
    return FALSE;
  if (table->skills_column >= 0 && values[table->skills_column].kind == DWD_VALUE_TEXT)
    return note_lines (txn, DWD_FACET_SKILL, &values[table->skills_column].text, error);
  return TRUE;
}
