/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-db"

#include "config.h"

#include "dwd-db-statement.h"

#include <math.h>

#include "base/dwd-types.h"
#include "dwd-db-private.h"

static void
note_bind (DwdStatement *self,
           int           result)
{
  if (result != SQLITE_OK && self->bind_result == SQLITE_OK)
    self->bind_result = result;
}

DwdStatement *
dwd_statement_new (DwdDb      *db,
                   const char *sql,
                   GError    **error)
{
  DwdStatement *self = NULL;
  sqlite3_stmt *handle = NULL;
  int result = 0;

  DWD_DB_ASSERT_OWNER (db);

  result = sqlite3_prepare_v3 (db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
  if (result != SQLITE_OK)
    {
      dwd_db_set_error (db, result, error);
      return NULL;
    }

  self = g_new0 (DwdStatement, 1);
  self->db = db;
  self->handle = handle;
  return self;
}

void
dwd_statement_free (DwdStatement *self)
{
  sqlite3_finalize (self->handle);
  g_free (self);
}

void
dwd_statement_bind_null (DwdStatement *self,
                         int           index)
{
  DWD_DB_ASSERT_OWNER (self->db);

  note_bind (self, sqlite3_bind_null (self->handle, index));
}

void
dwd_statement_bind_int (DwdStatement *self,
                        int           index,
                        gint64        value)
{
  DWD_DB_ASSERT_OWNER (self->db);

  note_bind (self, sqlite3_bind_int64 (self->handle, index, value));
}

void
dwd_statement_bind_double (DwdStatement *self,
                           int           index,
                           double        value)
{
  DWD_DB_ASSERT_OWNER (self->db);

  /* SQLite stores NAN as NULL by itself; saying it keeps the reader from wondering. */
  note_bind (self, isnan (value) ? sqlite3_bind_null (self->handle, index)
                                 : sqlite3_bind_double (self->handle, index, value));
}

void
dwd_statement_bind_text (DwdStatement *self,
                         int           index,
                         const char   *text,
                         gssize        length)
{
  DWD_DB_ASSERT_OWNER (self->db);

  if (text == NULL)
    note_bind (self, sqlite3_bind_null (self->handle, index));
  else
    note_bind (self, sqlite3_bind_text64 (self->handle, index, text,
                                          length < 0 ? strlen (text) : (gsize) length,
                                          SQLITE_STATIC, SQLITE_UTF8));
}

DwdStep
dwd_statement_step (DwdStatement *self,
                    GError      **error)
{
  int result = self->bind_result;

  DWD_DB_ASSERT_OWNER (self->db);

  if (result == SQLITE_OK)
    result = sqlite3_step (self->handle);
  if (result == SQLITE_ROW)
    return DWD_STEP_ROW;
  if (result == SQLITE_DONE)
    {
      sqlite3_reset (self->handle);
      return DWD_STEP_DONE;
    }

  dwd_db_set_error (self->db, result, error);
  dwd_statement_reset (self);
  return DWD_STEP_FAILED;
}

gboolean
dwd_statement_run (DwdStatement *self,
                   GError      **error)
{
  DwdStep step = DWD_STEP_DONE;

  do
    step = dwd_statement_step (self, error);
  while (step == DWD_STEP_ROW);

  return step == DWD_STEP_DONE;
}

void
dwd_statement_reset (DwdStatement *self)
{
  DWD_DB_ASSERT_OWNER (self->db);

  sqlite3_reset (self->handle);
  self->bind_result = SQLITE_OK;
}

gboolean
dwd_statement_is_null (DwdStatement *self,
                       int           column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

gint64
dwd_statement_get_int (DwdStatement *self,
                       int           column)
{
  return sqlite3_column_int64 (self->handle, column);
}

gint64
dwd_statement_get_time (DwdStatement *self,
                        int           column)
{
  if (sqlite3_column_type (self->handle, column) == SQLITE_NULL)
    return DWD_TIME_NONE;
  return sqlite3_column_int64 (self->handle, column);
}

double
dwd_statement_get_double (DwdStatement *self,
                          int           column)
{
  if (sqlite3_column_type (self->handle, column) == SQLITE_NULL)
    return NAN;
  return sqlite3_column_double (self->handle, column);
}

const char *
dwd_statement_get_text (DwdStatement *self,
                        int           column,
                        gsize        *length)
{
  const char *text = (const char *) sqlite3_column_text (self->handle, column);

  if (length != NULL)
    *length = text != NULL ? (gsize) sqlite3_column_bytes (self->handle, column) : 0;
  return text;
}

char *
dwd_statement_dup_text (DwdStatement *self,
                        int           column)
{
  return g_strdup (dwd_statement_get_text (self, column, NULL));
}

int
dwd_statement_get_n_columns (DwdStatement *self)
{
  return sqlite3_column_count (self->handle);
}

void
dwd_statement_bind_column (DwdStatement *self,
                           int           index,
                           DwdStatement *source,
                           int           column)
{
  DWD_DB_ASSERT_OWNER (self->db);

  note_bind (self, sqlite3_bind_value (self->handle, index,
                                       sqlite3_column_value (source->handle, column)));
}

DwdStatement *
dwd_statement_ready (DwdDb         *db,
                     DwdStatement **slot,
                     const char    *sql,
                     GError       **error)
{
  if (*slot == NULL)
    *slot = dwd_db_prepare (db, sql, error);
  else
    dwd_statement_reset (*slot);
  return *slot;
}
