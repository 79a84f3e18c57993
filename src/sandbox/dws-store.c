/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-store.h"

#include "base/dwd-id.h"

#include <string.h>

struct _DwsStore
{
  DwdDb *db;         /* (owned) */
  char *id;          /* (owned): tells this file from one that was made anew */
  gint64 last_seq;   /* of what is committed or being written */
  gint64 horizon;    /* tombstones up to here are gone */
  gint64 saved_seq;  /* last_seq when the transaction began */
};

/* The write sequence is the row's id: a write moves the document to the end, so that the feed reads
 * the file in order and needs no index of its own beyond (doctype, org). */
static const char SCHEMA[] =
  "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE TABLE documents ("
  "  seq INTEGER PRIMARY KEY,"
  "  doctype INTEGER NOT NULL,"
  "  name TEXT NOT NULL,"
  "  org TEXT NOT NULL,"
  "  creation TEXT NOT NULL,"
  "  modified TEXT NOT NULL,"
  "  docstatus INTEGER NOT NULL,"
  "  for_user TEXT,"
  "  reference TEXT,"
  "  deleted_us INTEGER,"
  "  data TEXT"
  ") STRICT;"
  "CREATE UNIQUE INDEX documents_name ON documents (doctype, name);"
  "CREATE INDEX documents_feed ON documents (doctype, org);"
  "CREATE INDEX documents_modified ON documents (doctype, modified, name);"
  "CREATE INDEX documents_reference ON documents (reference) WHERE reference IS NOT NULL;"
  "CREATE INDEX documents_deleted ON documents (deleted_us) WHERE deleted_us IS NOT NULL;"
  "CREATE TABLE series (prefix TEXT PRIMARY KEY, current INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE TABLE operations ("
  "  id INTEGER PRIMARY KEY,"
  "  op_id TEXT NOT NULL,"
  "  user TEXT NOT NULL,"
  "  at_us INTEGER NOT NULL,"
  "  local_name TEXT,"
  "  name TEXT,"
  "  result TEXT NOT NULL"
  ") STRICT;"
  "CREATE UNIQUE INDEX operations_op ON operations (op_id, user);"
  "CREATE INDEX operations_local ON operations (local_name, user) WHERE local_name IS NOT NULL;"
  "CREATE TABLE users ("
  "  user TEXT PRIMARY KEY,"
  "  full_name TEXT NOT NULL,"
  "  api_key TEXT NOT NULL UNIQUE,"
  "  salt TEXT NOT NULL,"
  "  hash TEXT NOT NULL"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE members ("
  "  user TEXT NOT NULL,"
  "  org TEXT NOT NULL,"
  "  role TEXT NOT NULL,"
  "  is_supervisor INTEGER NOT NULL,"
  "  can_write INTEGER NOT NULL,"
  "  PRIMARY KEY (user, org)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE files ("
  "  id INTEGER PRIMARY KEY,"
  "  name TEXT NOT NULL UNIQUE,"
  "  file_name TEXT NOT NULL,"
  "  file_url TEXT NOT NULL,"
  "  is_private INTEGER NOT NULL,"
  "  file_size INTEGER NOT NULL,"
  "  content_hash TEXT NOT NULL,"
  "  content_type TEXT NOT NULL,"
  "  attached_to_doctype TEXT,"
  "  attached_to_name TEXT,"
  "  org TEXT NOT NULL,"
  "  owner TEXT NOT NULL,"
  "  creation TEXT NOT NULL"
  ") STRICT;"
  "CREATE INDEX files_url ON files (file_url);"
  "CREATE INDEX files_hash ON files (content_hash);"
  "PRAGMA user_version=1;";

/* An answer is kept for whoever asks again, without the document as long as that is still the one of
 * @doc_seq: most are never asked for, and a second copy of each would be half of what a batch writes. */
static const char SCHEMA_2[] =
  "ALTER TABLE operations ADD COLUMN doc_seq INTEGER;"
  "ALTER TABLE operations ADD COLUMN doc TEXT;"
  "CREATE INDEX operations_doc ON operations (doc_seq) WHERE doc_seq IS NOT NULL;"
  "PRAGMA user_version=2;";

#define SCHEMA_VERSION 2
#define ROW_COLUMNS "seq, doctype, name, org, creation, modified, docstatus, for_user, reference, " \
  "deleted_us, data"

void
dws_row_clear (DwsRow *row)
{
  g_clear_pointer (&row->name, g_free);
  g_clear_pointer (&row->org, g_free);
  g_clear_pointer (&row->creation, g_free);
  g_clear_pointer (&row->modified, g_free);
  g_clear_pointer (&row->for_user, g_free);
  g_clear_pointer (&row->reference, g_free);
  g_clear_pointer (&row->data, g_free);
}

void
dws_row_free (DwsRow *row)
{
  dws_row_clear (row);
  g_free (row);
}

DwsRow *
dws_row_copy (const DwsRow *row)
{
  DwsRow *copy = g_new0 (DwsRow, 1);

  *copy = *row;
  copy->name = g_strdup (row->name);
  copy->org = g_strdup (row->org);
  copy->creation = g_strdup (row->creation);
  copy->modified = g_strdup (row->modified);
  copy->for_user = g_strdup (row->for_user);
  copy->reference = g_strdup (row->reference);
  copy->data = row->data == NULL ? NULL : g_strndup (row->data, row->data_length);

  return copy;
}

static void
read_row (DwdStatement *statement,
          DwsRow       *row)
{
  const char *data = dwd_statement_get_text (statement, 10, &row->data_length);

  row->seq = dwd_statement_get_int (statement, 0);
  row->schema = dws_schema_get ((DwdDoctype) dwd_statement_get_int (statement, 1));
  row->name = dwd_statement_dup_text (statement, 2);
  row->org = dwd_statement_dup_text (statement, 3);
  row->creation = dwd_statement_dup_text (statement, 4);
  row->modified = dwd_statement_dup_text (statement, 5);
  row->docstatus = (int) dwd_statement_get_int (statement, 6);
  row->for_user = dwd_statement_dup_text (statement, 7);
  row->reference = dwd_statement_dup_text (statement, 8);
  row->deleted_us = dwd_statement_get_time (statement, 9);
  row->data = data == NULL ? NULL : g_strndup (data, row->data_length);
}

static gboolean
create_schema (DwdDb   *db,
               GError **error)
{
  gint64 version = 0;

  if (!dwd_db_query_int (db, "PRAGMA user_version", 0, &version, error))
    return FALSE;

  if (version == SCHEMA_VERSION)
    return TRUE;

  if (version != 0 && version != 1)
    {
      dwd_error_set (error, DWD_FAILURE_STORAGE_NEWER,
                     "The sandbox's data has schema %d, this program knows %d",
                     (int) version, SCHEMA_VERSION);
      return FALSE;
    }

  if (!dwd_db_begin (db, TRUE, error))
    return FALSE;
  if ((version == 0 && !dwd_db_exec (db, SCHEMA, error)) || !dwd_db_exec (db, SCHEMA_2, error))
    {
      dwd_db_rollback (db);
      return FALSE;
    }

  return dwd_db_commit (db, error);
}

static gboolean
load_identity (DwsStore *self,
               GError  **error)
{
  g_autofree char *horizon = dws_store_dup_meta (self, "horizon");

  self->horizon = horizon == NULL ? 0 : g_ascii_strtoll (horizon, NULL, 10);
  self->id = dws_store_dup_meta (self, "id");
  if (self->id == NULL)
    {
      self->id = dwd_id_new_operation ();
      self->id[8] = '\0';
      if (!dws_store_set_meta (self, "id", self->id, error))
        return FALSE;
    }

  /* The newest document may have been purged, but never more than the horizon says. */
  if (!dwd_db_query_int (self->db, "SELECT max(seq) FROM documents", 0, &self->last_seq, error))
    return FALSE;
  self->last_seq = MAX (self->last_seq, self->horizon);

  return TRUE;
}

/**
 * dws_store_open:
 * @path: the file; created where it is missing
 *
 * Returns: (transfer full) (nullable): the store
 */
DwsStore *
dws_store_open (const char *path,
                GError    **error)
{
  g_autoptr (DwsStore) self = g_new0 (DwsStore, 1);

  self->db = dwd_db_open (path, DWD_DB_WRITER, error);
  if (self->db == NULL ||
      !dwd_db_exec (self->db, "PRAGMA cache_size=-65536; PRAGMA case_sensitive_like=0;", error) ||
      !create_schema (self->db, error) ||
      !load_identity (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
dws_store_close (DwsStore *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->db, dwd_db_close);
  g_free (self->id);
  g_free (self);
}

DwdDb *
dws_store_get_db (DwsStore *self)
{
  return self->db;
}

const char *
dws_store_get_id (DwsStore *self)
{
  return self->id;
}

/**
 * dws_store_begin:
 * @durable: whether the commit must outlive a power cut, not only a killed process
 */
gboolean
dws_store_begin (DwsStore *self,
                 gboolean  durable,
                 GError  **error)
{
  self->saved_seq = self->last_seq;

  return dwd_db_begin (self->db, durable, error);
}

/**
 * dws_store_commit:
 *
 * Durable when it returns %TRUE; rolled back when it returns %FALSE.
 */
gboolean
dws_store_commit (DwsStore *self,
                  GError  **error)
{
  if (dwd_db_commit (self->db, error))
    return TRUE;

  dws_store_rollback (self);
  return FALSE;
}

void
dws_store_rollback (DwsStore *self)
{
  dwd_db_rollback (self->db);
  self->last_seq = self->saved_seq;
}

gint64
dws_store_get_last_seq (DwsStore *self)
{
  return self->last_seq;
}

gint64
dws_store_get_horizon (DwsStore *self)
{
  return self->horizon;
}

gboolean
dws_store_set_horizon (DwsStore *self,
                       gint64    seq,
                       GError  **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, seq);

  if (!dws_store_set_meta (self, "horizon", text, error))
    return FALSE;

  self->horizon = seq;
  return TRUE;
}

/**
 * dws_store_find:
 * @row: (out caller-allocates): filled where @found, tombstones included
 */
gboolean
dws_store_find (DwsStore        *self,
                const DwsSchema *schema,
                const char      *name,
                DwsRow          *row,
                gboolean        *found,
                GError         **error)
{
  DwdStatement *statement = dwd_db_prepare (self->db,
                                            "SELECT " ROW_COLUMNS " FROM documents "
                                            "WHERE doctype=?1 AND name=?2", error);
  DwdStep step;

  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_int (statement, 1, schema->doctype);
  dwd_statement_bind_text (statement, 2, name, -1);
  step = dwd_statement_step (statement, error);
  if (step == DWD_STEP_ROW)
    read_row (statement, row);
  dwd_statement_reset (statement);

  *found = step == DWD_STEP_ROW;

  return step != DWD_STEP_FAILED;
}

static void
bind_row (DwdStatement *statement,
          const DwsRow *row,
          gint64        seq)
{
  dwd_statement_bind_int (statement, 1, seq);
  dwd_statement_bind_int (statement, 2, row->schema->doctype);
  dwd_statement_bind_text (statement, 3, row->name, -1);
  dwd_statement_bind_text (statement, 4, row->org, -1);
  dwd_statement_bind_text (statement, 5, row->creation, -1);
  dwd_statement_bind_text (statement, 6, row->modified, -1);
  dwd_statement_bind_int (statement, 7, row->docstatus);
  dwd_statement_bind_text (statement, 8, row->for_user, -1);
  dwd_statement_bind_text (statement, 9, row->reference, -1);
  if (row->deleted_us == DWD_TIME_NONE)
    dwd_statement_bind_null (statement, 10);
  else
    dwd_statement_bind_int (statement, 10, row->deleted_us);
  dwd_statement_bind_text (statement, 11, row->data, (gssize) row->data_length);
}

/* The answer to the write that made the present document keeps it for itself. */
static gboolean
keep_replaced (DwsStore     *self,
               const DwsRow *row,
               GError      **error)
{
  DwdStatement *keep = dwd_db_prepare (self->db,
                                       "UPDATE operations SET doc_seq=NULL, "
                                       "doc=(SELECT data FROM documents WHERE doctype=?1 AND name=?2) "
                                       "WHERE doc_seq="
                                       "(SELECT seq FROM documents WHERE doctype=?1 AND name=?2)",
                                       error);

  if (keep == NULL)
    return FALSE;

  dwd_statement_bind_int (keep, 1, row->schema->doctype);
  dwd_statement_bind_text (keep, 2, row->name, -1);

  return dwd_statement_run (keep, error);
}

/**
 * dws_store_save:
 * @row: the document's new state; gets the next sequence
 *
 * Replaces what is there under the same name, a tombstone too.
 */
gboolean
dws_store_save (DwsStore *self,
                DwsRow   *row,
                GError  **error)
{
  DwdStatement *remove = dwd_db_prepare (self->db,
                                         "DELETE FROM documents WHERE doctype=?1 AND name=?2",
                                         error);
  DwdStatement *insert;
  gint64 seq = self->last_seq + 1;

  g_return_val_if_fail (row->org != NULL && row->name != NULL, FALSE);

  if (remove == NULL || !keep_replaced (self, row, error))
    return FALSE;

  dwd_statement_bind_int (remove, 1, row->schema->doctype);
  dwd_statement_bind_text (remove, 2, row->name, -1);
  if (!dwd_statement_run (remove, error))
    return FALSE;

  insert = dwd_db_prepare (self->db,
                           "INSERT INTO documents (" ROW_COLUMNS ") "
                           "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)", error);
  if (insert == NULL)
    return FALSE;

  bind_row (insert, row, seq);
  if (!dwd_statement_run (insert, error))
    return FALSE;

  self->last_seq = seq;
  row->seq = seq;

  return TRUE;
}

/**
 * dws_store_is_alive:
 * @org: (nullable): the organisation it must belong to; organisations belong to themselves
 */
gboolean
dws_store_is_alive (DwsStore   *self,
                    DwdDoctype  doctype,
                    const char *org,
                    const char *name,
                    gboolean   *alive,
                    GError    **error)
{
  DwdStatement *statement = dwd_db_prepare (self->db,
                                            "SELECT 1 FROM documents WHERE doctype=?1 AND name=?2 "
                                            "AND deleted_us IS NULL AND (?3 IS NULL OR org=?3)",
                                            error);
  DwdStep step;

  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_int (statement, 1, doctype);
  dwd_statement_bind_text (statement, 2, name, -1);
  dwd_statement_bind_text (statement, 3, org, -1);
  step = dwd_statement_step (statement, error);
  dwd_statement_reset (statement);
  *alive = step == DWD_STEP_ROW;

  return step != DWD_STEP_FAILED;
}

static gboolean
find_link_in (DwsStore        *self,
              const DwsSchema *linking,
              const DwsField  *field,
              const char      *org,
              const char      *name,
              char           **by,
              GError         **error)
{
  DwdStatement *statement = dwd_db_prepare (self->db,
                                            "SELECT name FROM documents WHERE doctype=?1 AND org=?2 "
                                            "AND deleted_us IS NULL "
                                            "AND json_extract(data, '$.' || ?3)=?4 LIMIT 1",
                                            error);
  DwdStep step;

  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_int (statement, 1, linking->doctype);
  dwd_statement_bind_text (statement, 2, org, -1);
  dwd_statement_bind_text (statement, 3, field->name, -1);
  dwd_statement_bind_text (statement, 4, name, -1);
  step = dwd_statement_step (statement, error);
  if (step == DWD_STEP_ROW)
    *by = g_strdup_printf ("%s %s", linking->name, dwd_statement_get_text (statement, 0, NULL));
  dwd_statement_reset (statement);

  return step != DWD_STEP_FAILED;
}

/**
 * dws_store_is_linked:
 * @by: (out) (nullable) (transfer full): a document that links to @name
 *
 * Reads every document that could: deletions are rare, an index of links would cost every write.
 */
gboolean
dws_store_is_linked (DwsStore        *self,
                     const DwsSchema *schema,
                     const char      *org,
                     const char      *name,
                     char           **by,
                     GError         **error)
{
  const DwsSchema *linking;

  *by = NULL;

  for (guint i = 0; (linking = dws_schema_iterate (i)) != NULL; i++)
    {
      for (guint k = 0; k < linking->n_fields && *by == NULL; k++)
        {
          if (linking->fields[k].kind == DWS_FIELD_LINK &&
              linking->fields[k].link == schema->doctype &&
              !find_link_in (self, linking, &linking->fields[k], org, name, by, error))
            return FALSE;
        }
    }

  return TRUE;
}

/**
 * dws_store_find_references:
 *
 * Returns: (transfer full) (element-type DwsRow) (nullable): the living documents that carry
 *   @reference
 */
GPtrArray *
dws_store_find_references (DwsStore   *self,
                           DwdDoctype  doctype,
                           const char *org,
                           const char *reference,
                           GError    **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) dws_row_free);
  DwdStatement *statement = dwd_db_prepare (self->db,
                                            "SELECT " ROW_COLUMNS " FROM documents "
                                            "WHERE reference=?1 AND doctype=?2 AND org=?3 "
                                            "AND deleted_us IS NULL ORDER BY seq", error);
  DwdStep step;

  if (statement == NULL)
    return NULL;

  dwd_statement_bind_text (statement, 1, reference, -1);
  dwd_statement_bind_int (statement, 2, doctype);
  dwd_statement_bind_text (statement, 3, org, -1);
  while ((step = dwd_statement_step (statement, error)) == DWD_STEP_ROW)
    {
      DwsRow *row = g_new0 (DwsRow, 1);

      read_row (statement, row);
      g_ptr_array_add (rows, row);
    }
  dwd_statement_reset (statement);

  return step == DWD_STEP_FAILED ? NULL : g_steal_pointer (&rows);
}

/**
 * dws_store_count:
 *
 * Returns: how many documents live; 0 also where the database fails
 */
gint64
dws_store_count (DwsStore  *self,
                 DwdDoctype doctype)
{
  DwdStatement *statement = dwd_db_prepare (self->db,
                                            "SELECT count(*) FROM documents "
                                            "WHERE doctype=?1 AND deleted_us IS NULL", NULL);
  gint64 count = 0;

  if (statement == NULL)
    return 0;

  dwd_statement_bind_int (statement, 1, doctype);
  if (dwd_statement_step (statement, NULL) == DWD_STEP_ROW)
    count = dwd_statement_get_int (statement, 0);
  dwd_statement_reset (statement);

  return count;
}

/* "JOB-.YYYY.-.#####" → prefix "JOB-2026-", 5 digits. */
static char *
split_series (const char *series,
              int         year,
              guint      *n_digits)
{
  g_auto (GStrv) parts = g_strsplit (series, ".", -1);
  GString *prefix = g_string_new (NULL);

  *n_digits = 5;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (strcmp (parts[i], "YYYY") == 0)
        g_string_append_printf (prefix, "%04d", year);
      else if (parts[i][0] == '#')
        *n_digits = (guint) strlen (parts[i]);
      else
        g_string_append (prefix, parts[i]);
    }

  return g_string_free (prefix, FALSE);
}

/**
 * dws_store_new_name:
 * @year: the year on the site's calendar
 *
 * Returns: (transfer full) (nullable): the next name of the series
 */
char *
dws_store_new_name (DwsStore   *self,
                    const char *series,
                    int         year,
                    GError    **error)
{
  guint n_digits = 0;
  g_autofree char *prefix = split_series (series, year, &n_digits);
  DwdStatement *statement = dwd_db_prepare (self->db,
                                            "INSERT INTO series (prefix, current) VALUES (?1, 1) "
                                            "ON CONFLICT (prefix) DO UPDATE SET current=current+1 "
                                            "RETURNING current", error);
  gint64 current = 0;
  DwdStep step;

  if (statement == NULL)
    return NULL;

  dwd_statement_bind_text (statement, 1, prefix, -1);
  step = dwd_statement_step (statement, error);
  if (step == DWD_STEP_ROW)
    current = dwd_statement_get_int (statement, 0);
  if (step != DWD_STEP_FAILED && dwd_statement_step (statement, error) == DWD_STEP_FAILED)
    step = DWD_STEP_FAILED;
  dwd_statement_reset (statement);

  if (step == DWD_STEP_FAILED)
    return NULL;

  return g_strdup_printf ("%s%0*" G_GINT64_FORMAT, prefix, (int) n_digits, current);
}

/**
 * dws_store_give_back_name:
 *
 * As Frappe does: the number of a series' newest document is free again once it is deleted.
 */
gboolean
dws_store_give_back_name (DwsStore   *self,
                          const char *series,
                          const char *name,
                          GError    **error)
{
  g_autofree char *prefix = NULL;
  DwdStatement *statement;
  gsize digits = strlen (name);

  while (digits > 0 && g_ascii_isdigit (name[digits - 1]))
    digits--;

  if (g_str_has_prefix (series, "field:") || name[digits] == '\0')
    return TRUE;

  prefix = g_strndup (name, digits);
  statement = dwd_db_prepare (self->db,
                              "UPDATE series SET current=current-1 "
                              "WHERE prefix=?1 AND current=?2", error);
  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_text (statement, 1, prefix, -1);
  dwd_statement_bind_int (statement, 2, g_ascii_strtoll (name + digits, NULL, 10));

  return dwd_statement_run (statement, error);
}

/**
 * dws_store_recall:
 * @result: (out) (nullable) (transfer full): the first answer to that operation
 * @doc: (out) (nullable) (transfer full): the document of that time
 *
 * Operation ids belong to their user: nobody reads another's answer by guessing one.
 */
gboolean
dws_store_recall (DwsStore   *self,
                  const char *user,
                  const char *op_id,
                  char      **result,
                  char      **doc,
                  GError    **error)
{
  DwdStatement *statement = dwd_db_prepare (self->db,
                                            "SELECT o.result, coalesce(o.doc, d.data) "
                                            "FROM operations o LEFT JOIN documents d "
                                            "ON d.seq=o.doc_seq WHERE o.op_id=?1 AND o.user=?2",
                                            error);
  DwdStep step;

  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_text (statement, 1, op_id, -1);
  dwd_statement_bind_text (statement, 2, user, -1);
  step = dwd_statement_step (statement, error);
  *result = step == DWD_STEP_ROW ? dwd_statement_dup_text (statement, 0) : NULL;
  *doc = step == DWD_STEP_ROW ? dwd_statement_dup_text (statement, 1) : NULL;
  dwd_statement_reset (statement);

  return step != DWD_STEP_FAILED;
}

/**
 * dws_store_remember:
 * @local_name: (nullable): the temporary name that became @row's
 * @row: what the operation made
 * @result: the answer without the document
 */
gboolean
dws_store_remember (DwsStore     *self,
                    const char   *user,
                    const char   *op_id,
                    const char   *local_name,
                    const DwsRow *row,
                    const char   *result,
                    gint64        now_us,
                    GError      **error)
{
  DwdStatement *statement = dwd_db_prepare (self->db,
                                            "INSERT INTO operations "
                                            "(op_id, user, at_us, local_name, name, result, doc_seq) "
                                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", error);

  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_text (statement, 1, op_id, -1);
  dwd_statement_bind_text (statement, 2, user, -1);
  dwd_statement_bind_int (statement, 3, now_us);
  dwd_statement_bind_text (statement, 4, local_name, -1);
  dwd_statement_bind_text (statement, 5, row->name, -1);
  dwd_statement_bind_text (statement, 6, result, -1);
  if (row->data == NULL)
    dwd_statement_bind_null (statement, 7);
  else
    dwd_statement_bind_int (statement, 7, row->seq);

  return dwd_statement_run (statement, error);
}

/**
 * dws_store_recall_local:
 * @name: (out) (nullable) (transfer full): what a temporary name of an earlier batch became
 */
gboolean
dws_store_recall_local (DwsStore   *self,
                        const char *user,
                        const char *local_name,
                        char      **name,
                        GError    **error)
{
  DwdStatement *statement = dwd_db_prepare (self->db,
                                            "SELECT name FROM operations "
                                            "WHERE local_name=?1 AND user=?2 ORDER BY id DESC",
                                            error);
  DwdStep step;

  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_text (statement, 1, local_name, -1);
  dwd_statement_bind_text (statement, 2, user, -1);
  step = dwd_statement_step (statement, error);
  *name = step == DWD_STEP_ROW ? dwd_statement_dup_text (statement, 0) : NULL;
  dwd_statement_reset (statement);

  return step != DWD_STEP_FAILED;
}

static gboolean
run_before (DwsStore   *self,
            const char *sql,
            gint64      before_us,
            GError    **error)
{
  DwdStatement *statement = dwd_db_prepare (self->db, sql, error);

  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_int (statement, 1, before_us);

  return dwd_statement_run (statement, error);
}

static gboolean
find_last_expired (DwsStore *self,
                   gint64    before_us,
                   gint64   *seq,
                   GError  **error)
{
  DwdStatement *statement = dwd_db_prepare (self->db,
                                            "SELECT max(seq) FROM documents "
                                            "WHERE deleted_us IS NOT NULL AND deleted_us < ?1",
                                            error);
  DwdStep step;

  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_int (statement, 1, before_us);
  step = dwd_statement_step (statement, error);
  *seq = step == DWD_STEP_ROW ? dwd_statement_get_int (statement, 0) : 0;
  dwd_statement_reset (statement);

  return step != DWD_STEP_FAILED;
}

/**
 * dws_store_purge:
 * @before_us: tombstones older than this go, and with them every watermark that has not seen them
 * @operations_before_us: operations older than this are forgotten
 */
gboolean
dws_store_purge (DwsStore *self,
                 gint64    before_us,
                 gint64    operations_before_us,
                 GError  **error)
{
  gint64 seq = 0;

  if (!dws_store_begin (self, TRUE, error))
    return FALSE;

  if (!find_last_expired (self, before_us, &seq, error) ||
      (seq > self->horizon && !dws_store_set_horizon (self, seq, error)) ||
      !run_before (self, "DELETE FROM documents WHERE deleted_us IS NOT NULL AND deleted_us < ?1",
                   before_us, error) ||
      !run_before (self, "DELETE FROM operations WHERE at_us < ?1", operations_before_us, error))
    {
      dws_store_rollback (self);
      return FALSE;
    }

  return dws_store_commit (self, error);
}

/**
 * dws_store_dup_meta:
 *
 * Returns: (nullable) (transfer full): the value
 */
char *
dws_store_dup_meta (DwsStore   *self,
                    const char *key)
{
  DwdStatement *statement = dwd_db_prepare (self->db, "SELECT value FROM meta WHERE key=?1", NULL);
  char *value = NULL;

  if (statement == NULL)
    return NULL;

  dwd_statement_bind_text (statement, 1, key, -1);
  if (dwd_statement_step (statement, NULL) == DWD_STEP_ROW)
    value = dwd_statement_dup_text (statement, 0);
  dwd_statement_reset (statement);

  return value;
}

gboolean
dws_store_set_meta (DwsStore   *self,
                    const char *key,
                    const char *value,
                    GError    **error)
{
  DwdStatement *statement = dwd_db_prepare (self->db,
                                            "INSERT INTO meta (key, value) VALUES (?1, ?2) "
                                            "ON CONFLICT (key) DO UPDATE SET value=?2", error);

  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_text (statement, 1, key, -1);
  dwd_statement_bind_text (statement, 2, value, -1);

  return dwd_statement_run (statement, error);
}
