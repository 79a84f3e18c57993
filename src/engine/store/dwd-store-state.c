/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-private.h"

void
dwd_store_state_init (DwdStoreState *self)
{
  memset (self, 0, sizeof *self);
  dwd_projector_init (&self->projector);
  self->facets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->orphans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
dwd_store_state_clear (DwdStoreState *self)
{
  for (guint i = 0; i < DWD_N_DOCTYPES; i++)
    {
      g_free (self->sql[i].lookup);
      g_free (self->sql[i].insert);
      g_free (self->sql[i].update);
      g_free (self->sql[i].record);
      g_free (self->sql[i].remove);
      g_clear_pointer (&self->sql[i].light_updates, g_hash_table_unref);
    }
  dwd_projector_clear (&self->projector);
  g_hash_table_unref (self->facets);
  g_hash_table_unref (self->orphans);
  g_free (self->organization);
}

char *
dwd_store_record_key (DwdDoctype  doctype,
                      const char *name)
{
  return g_strdup_printf ("%d %s", doctype, name);
}

/* Table and column names come from our own descriptions, never from a document. */
static char *
build_insert (const DwdTable *table)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT INTO %s (name, creation, modified, docstatus, org, dirty, "
                          "ahead, seen, base, server_modified, server_data, data", table->table);
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, ", %s", table->columns[i].column);
  g_string_append (sql, ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12");
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, ", ?%u", 13 + i);
  g_string_append (sql, ") ON CONFLICT (name) DO NOTHING");
  return g_string_free (sql, FALSE);
}

static char *
build_update (const DwdTable *table)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "UPDATE %s SET name = ?1, creation = ?2, modified = ?3, "
                          "docstatus = ?4, org = ?5, dirty = ?6, ahead = ?7, seen = ?8, base = ?9, "
                          "server_modified = ?10, server_data = ?11, data = ?12", table->table);
  for (guint i = 0; i < table->n_columns; i++)
    g_string_append_printf (sql, ", %s = ?%u", table->columns[i].column, 13 + i);
  g_string_append_printf (sql, " WHERE id = ?%u", 13 + table->n_columns);
  return g_string_free (sql, FALSE);
}

static char *
build_lookup (const DwdTable *table)
{
  GString *sql = g_string_new ("SELECT id, creation, modified, dirty, ahead, seen, server_modified");

  for (guint i = 0; i < table->n_columns; i++)
    if (table->columns[i].indexed)
      g_string_append_printf (sql, ", %s", table->columns[i].column);
  g_string_append_printf (sql, " FROM %s WHERE name = ?1", table->table);
  return g_string_free (sql, FALSE);
}

DwdTableSql *
dwd_store_state_get_sql (DwdStoreState *self,
                         DwdDoctype     doctype)
{
  DwdTableSql *sql = &self->sql[doctype];
  const DwdTable *table = dwd_table_get (doctype);

  if (sql->lookup == NULL)
    {
      sql->lookup = build_lookup (table);
      sql->insert = build_insert (table);
      sql->update = build_update (table);
      sql->light_updates = g_hash_table_new (NULL, NULL);
      sql->record = g_strdup_printf ("SELECT id, name, creation, modified, org, docstatus, dirty, "
                                     "ahead, seen, base, server_modified, server_data, data "
                                     "FROM %s WHERE name = ?1", table->table);
      sql->remove = g_strdup_printf ("DELETE FROM %s WHERE name = ?1", table->table);
    }
  return sql;
}

static gboolean
load_facets (DwdStoreState *self,
             DwdDb         *db,
             GError       **error)
{
  DwdStatement *rows = dwd_db_prepare (db, "SELECT kind, value FROM facet", error);
  DwdStep step = DWD_STEP_FAILED;

  g_hash_table_remove_all (self->facets);
  if (rows == NULL)
    return FALSE;
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    g_hash_table_add (self->facets,
                      g_strdup_printf ("%d%s", (int) dwd_statement_get_int (rows, 0),
                                       dwd_statement_get_text (rows, 1, NULL)));
  return step == DWD_STEP_DONE;
}

static gboolean
load_cursors (DwdStoreState *self,
              DwdDb         *db,
              GError       **error)
{
  DwdStatement *rows = dwd_db_prepare (db, "SELECT doctype, resync_token FROM cursor", error);
  DwdStep step = DWD_STEP_FAILED;

  memset (self->tokens, 0, sizeof self->tokens);
  if (rows == NULL)
    return FALSE;
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    {
      gint64 doctype = dwd_statement_get_int (rows, 0);

      if (doctype > 0 && doctype < DWD_N_DOCTYPES)
        self->tokens[doctype] = dwd_statement_get_int (rows, 1);
    }
  return step == DWD_STEP_DONE;
}

static gboolean
load_bulk (DwdStoreState *self,
           DwdDb         *db,
           GError       **error)
{
  DwdStatement *rows = dwd_db_prepare (db, "SELECT DISTINCT doctype FROM dropped_index "
                                       "WHERE name NOT LIKE " DWD_LATE_INDEX, error);
  DwdStep step = DWD_STEP_FAILED;

  memset (self->is_bulk, 0, sizeof self->is_bulk);
  if (rows == NULL)
    return FALSE;
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    {
      gint64 doctype = dwd_statement_get_int (rows, 0);

      if (doctype > 0 && doctype < DWD_N_DOCTYPES)
        self->is_bulk[doctype] = TRUE;
    }
  return step == DWD_STEP_DONE;
}

static gboolean
load_tombstones (DwdStoreState *self,
                 DwdDb         *db,
                 GError       **error)
{
  DwdStatement *rows = dwd_db_prepare (db, "SELECT doctype, COUNT(*) FROM tombstone WHERE ahead = 1 "
                                       "GROUP BY doctype", error);
  DwdStep step = DWD_STEP_FAILED;

  memset (self->n_ahead_tombstones, 0, sizeof self->n_ahead_tombstones);
  if (rows == NULL)
    return FALSE;
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    {
      gint64 doctype = dwd_statement_get_int (rows, 0);

      if (doctype > 0 && doctype < DWD_N_DOCTYPES)
        self->n_ahead_tombstones[doctype] = dwd_statement_get_int (rows, 1);
    }
  return step == DWD_STEP_DONE;
}

/* Operations rescued from a damaged file may have lost their record: they take it up again when the
 * feed brings it. */
static gboolean
load_orphans (DwdStoreState *self,
              DwdDb         *db,
              GError       **error)
{
  g_hash_table_remove_all (self->orphans);

  for (int i = 1; i < DWD_N_DOCTYPES; i++)
    {
      const DwdTable *table = dwd_table_get (i);
      g_autofree char *sql = g_strdup_printf ("SELECT DISTINCT o.name FROM outbox AS o "
                                              "LEFT JOIN %s AS t ON t.name = o.name "
                                              "WHERE o.doctype = %d AND t.id IS NULL",
                                              table->table, i);
      DwdStatement *rows = dwd_db_prepare (db, sql, error);
      DwdStep step = DWD_STEP_FAILED;

      if (rows == NULL)
        return FALSE;
      while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
        g_hash_table_add (self->orphans,
                          dwd_store_record_key (i, dwd_statement_get_text (rows, 0, NULL)));
      if (step != DWD_STEP_DONE)
        return FALSE;
    }
  return TRUE;
}

gboolean
dwd_store_state_load (DwdStoreState *self,
                      DwdDb         *db,
                      GError       **error)
{
  return load_facets (self, db, error) && load_cursors (self, db, error) &&
         load_bulk (self, db, error) && load_tombstones (self, db, error) &&
         load_orphans (self, db, error);
}
