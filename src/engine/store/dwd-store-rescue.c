/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-rescue.h"

#include <glib/gstdio.h>
#include <string.h>

#define HEADER_BYTES 100

/* Columns that both sides have, so that an older damaged file can be read too. */
static char *
shared_columns (DwdDb      *from,
                DwdDb      *to,
                const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM pragma_table_info('%s')", table);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  DwdStatement *rows = dwd_db_prepare (to, sql, NULL);
  GString *list = g_string_new (NULL);

  while (rows != NULL && dwd_statement_step (rows, NULL) == DWD_STEP_ROW)
    g_hash_table_add (known, dwd_statement_dup_text (rows, 0));

  rows = dwd_db_prepare (from, sql, NULL);
  while (rows != NULL && dwd_statement_step (rows, NULL) == DWD_STEP_ROW)
    {
      const char *name = dwd_statement_get_text (rows, 0, NULL);

      if (name == NULL || !g_hash_table_contains (known, name))
        continue;
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", name);
    }
  return g_string_free (list, FALSE);
}

static char *
insert_sql (const char *table,
            const char *columns)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT OR IGNORE INTO %s (%s) VALUES (?", table, columns);
  for (const char *at = columns; (at = strchr (at, ',')) != NULL; at++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

static gboolean
copy_row (DwdStatement *from,
          DwdStatement *to,
          GError      **error)
{
  dwd_statement_reset (to);
  for (int i = 0; i < dwd_statement_get_n_columns (from); i++)
    dwd_statement_bind_column (to, i + 1, from, i);
  return dwd_statement_run (to, error);
}

/* Reads forwards until the damage, then backwards until it: two runs meet everything but the hole.
 * A row that the new file refuses (text that is no number any more) is damage too. */
static guint
copy_table (DwdDb      *from,
            DwdDb      *to,
            const char *table,
            const char *key)
{
  g_autofree char *columns = shared_columns (from, to, table);
  g_autofree char *into = NULL;
  DwdStatement *insert = NULL;
  guint n_copied = 0;

  if (*columns == '\0')
    return 0;
  into = insert_sql (table, columns);
  insert = dwd_db_prepare (to, into, NULL);
  if (insert == NULL)
    return 0;

  for (int backwards = 0; backwards < 2; backwards++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s ORDER BY %s%s", columns, table, key,
                                              backwards ? " DESC" : "");
      DwdStatement *rows = dwd_db_prepare (from, sql, NULL);
      DwdStep step = DWD_STEP_FAILED;

      while (rows != NULL && (step = dwd_statement_step (rows, NULL)) == DWD_STEP_ROW)
        if (copy_row (rows, insert, NULL))
          n_copied += dwd_db_get_changes (to);
      if (step == DWD_STEP_DONE)
        break;
    }
  return n_copied;
}

/* By the index of names, then, should that be the damaged part, by reading the table through. */
static gboolean
copy_document (DwdDb          *from,
               DwdDb          *to,
               const DwdTable *table,
               const char     *name)
{
  g_autofree char *columns = shared_columns (from, to, table->table);
  g_autofree char *into = NULL;
  DwdStatement *insert = NULL;
  static const char *const ways[] = { "", "NOT INDEXED" };

  if (*columns == '\0')
    return FALSE;
  into = insert_sql (table->table, columns);
  insert = dwd_db_prepare (to, into, NULL);
  if (insert == NULL)
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s %s WHERE name = ?1", columns,
                                              table->table, ways[i]);
      DwdStatement *row = dwd_db_prepare (from, sql, NULL);
      gboolean copied = FALSE;

      if (row == NULL)
        continue;
      dwd_statement_bind_text (row, 1, name, -1);
      if (dwd_statement_step (row, NULL) == DWD_STEP_ROW)
        copied = copy_row (row, insert, NULL) && dwd_db_get_changes (to) > 0;
      dwd_statement_reset (row);
      if (copied)
        return TRUE;
    }
  return FALSE;
}

static gboolean
copy_documents (DwdDb   *from,
                DwdDb   *to,
                GError **error)
{
  DwdStatement *rows = dwd_db_prepare (to, "SELECT DISTINCT doctype, name FROM outbox", error);
  DwdStep step = DWD_STEP_FAILED;

  if (rows == NULL)
    return FALSE;
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    {
      const DwdTable *table = dwd_table_get (dwd_statement_get_int (rows, 0));
      const char *name = dwd_statement_get_text (rows, 1, NULL);

      if (table != NULL && !copy_document (from, to, table, name))
        g_warning ("%s %s could not be rescued; the next pull brings it",
                   dwd_doctype_get_name (table->doctype), name);
    }
  return step == DWD_STEP_DONE;
}

/* The pages of the fresh file that hold its schema: both files were made by the same steps, so that the
 * tables' roots lie in the same places. Those of indexes may not; nothing here relies on them alone. */
static GArray *
schema_pages (DwdDb *fresh)
{
  GArray *pages = g_array_new (FALSE, FALSE, sizeof (gint64));
  DwdStatement *rows = dwd_db_prepare (fresh, "SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'",
                                       NULL);

  while (rows != NULL && dwd_statement_step (rows, NULL) == DWD_STEP_ROW)
    {
      gint64 page = dwd_statement_get_int (rows, 0);

      g_array_append_val (pages, page);
    }
  return pages;
}

/* Puts the fresh header, and with @whole the fresh schema, over the damaged ones. Page 1 is both. */
static void
overlay (DwdDb      *fresh,
         const char *model,
         gsize       model_length,
         char       *bytes,
         gsize       length,
         gboolean    whole)
{
  g_autoptr (GArray) pages = whole ? schema_pages (fresh) : NULL;
  gint64 page_size = 0;

  memcpy (bytes, model, HEADER_BYTES);
  /* Bytes 28–31 count the pages and are believed only where 24–27 and 92–95 agree: let them differ. */
  memset (bytes + 28, 0, 4);
  if (!whole || !dwd_db_query_int (fresh, "PRAGMA page_size", 0, &page_size, NULL))
    return;

  for (guint i = 0; i < pages->len; i++)
    {
      gsize at = (g_array_index (pages, gint64, i) - 1) * page_size;
      gsize skip = at == 0 ? HEADER_BYTES : 0;

      if (at + page_size <= length && at + page_size <= model_length)
        memcpy (bytes + at + skip, model + at + skip, page_size - skip);
    }
}

/* A copy whose header, or header and schema, come from a fresh file. The log goes along: what it holds
 * lies over the file. */
static char *
mend (DwdDb      *fresh,
      const char *aside,
      gboolean    whole)
{
  g_autofree char *mended = g_strconcat (aside, whole ? ".mended-schema" : ".mended-header", NULL);
  g_autofree char *log = g_strconcat (aside, "-wal", NULL);
  g_autofree char *mended_log = g_strconcat (mended, "-wal", NULL);
  g_autofree char *model = NULL;
  g_autofree char *bytes = NULL;
  g_autofree char *log_bytes = NULL;
  gsize model_length = 0;
  gsize length = 0;

  if (!g_file_get_contents (aside, &bytes, &length, NULL) || length < HEADER_BYTES ||
      !dwd_db_exec (fresh, "PRAGMA wal_checkpoint(TRUNCATE)", NULL) ||
      !g_file_get_contents (dwd_db_get_path (fresh), &model, &model_length, NULL) ||
      model_length < HEADER_BYTES)
    return NULL;

  overlay (fresh, model, model_length, bytes, length, whole);
  if (!g_file_set_contents (mended, bytes, length, NULL))
    return NULL;
  if (g_file_get_contents (log, &log_bytes, &length, NULL))
    g_file_set_contents (mended_log, log_bytes, length, NULL);
  return g_steal_pointer (&mended);
}

/* TRUE where the schema can be read and knows an outbox; its rows may still be damaged. */
static gboolean
is_readable (DwdDb *db)
{
  return dwd_db_prepare (db, "SELECT seq FROM outbox", NULL) != NULL;
}

static DwdDb *
open_if_readable (const char *path)
{
  DwdDb *db = path != NULL ? dwd_db_open (path, DWD_DB_SALVAGE, NULL) : NULL;

  if (db != NULL && !is_readable (db))
    g_clear_pointer (&db, dwd_db_close);
  return db;
}

static DwdDb *
open_aside (DwdDb      *fresh,
            const char *aside)
{
  DwdDb *from = open_if_readable (aside);

  for (int whole = 0; from == NULL && whole < 2; whole++)
    {
      g_autofree char *mended = mend (fresh, aside, whole);

      from = open_if_readable (mended);
      if (from == NULL && mended != NULL)
        g_unlink (mended);
    }
  return from;
}

gboolean
dwd_store_rescue (DwdDb      *db,
                  const char *aside,
                  guint      *n_rescued,
                  GError    **error)
{
  g_autoptr (DwdDb) from = open_aside (db, aside);

  *n_rescued = 0;
  if (from == NULL)
    return TRUE;

  if (!dwd_db_begin (db, TRUE, error))
    return FALSE;
  *n_rescued = copy_table (from, db, "outbox", "seq");
  copy_table (from, db, "conflict", "seq");
  copy_table (from, db, "decision", "id");
  /* As it stands, holes and all: the head comes with the settings, and verification names what was lost. */
  copy_table (from, db, "audit", "seq");
  copy_table (from, db, "setting", "key");
  if (copy_documents (from, db, error) &&
      dwd_setting_set (db, "clean", NULL, error) &&
      dwd_db_commit (db, error))
    return TRUE;

  dwd_db_rollback (db);
  return FALSE;
}
