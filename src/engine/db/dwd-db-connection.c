/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-db"

#include "config.h"

#include "dwd-db-connection.h"

#include <errno.h>

#include "dwd-db-private.h"
#include "dwd-db-statement.h"

/* Instructions of SQLite's machine between two looks at the cancellable: well below a millisecond. */
#define PROGRESS_STEPS 2000
#define BUSY_TIMEOUT_MS 5000
#define LOG_LIMIT 2000

/* A document and its columns are 1.4 KB: pages of 8 KiB hold five of them where two of 4 KiB hold four,
 * and larger ones make single updates dear. It counts for a new file only. What sorts for an index spills into a
 * file without a name, so that a million rows take no more memory than a hundred thousand. */
static const char WRITER_PRAGMAS[] =
  "PRAGMA page_size=8192;"
  "PRAGMA journal_mode=WAL;"
  "PRAGMA synchronous=NORMAL;"
  "PRAGMA temp_store=FILE;"
  "PRAGMA cache_size=-8192;"
  "PRAGMA journal_size_limit=134217728;"
  "PRAGMA trusted_schema=OFF;";

static const char READER_PRAGMAS[] =
  "PRAGMA query_only=1;"
  "PRAGMA temp_store=MEMORY;"
  "PRAGMA cache_size=-4096;"
  "PRAGMA trusted_schema=OFF;";

/* SQLite tells a full disk from a broken one only where the write says ENOSPC itself; a quota and a
 * limit on file sizes mean the same to a person. */
static DwdFailure
failure_from_io_error (int system_error)
{
  switch (system_error)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return DWD_FAILURE_STORAGE_FULL;

    case EROFS:
    case EACCES:
    case EPERM:
      return DWD_FAILURE_STORAGE_READ_ONLY;

    default:
      return DWD_FAILURE_NONE;
    }
}

/* What the kernel said of the last failed write: SQLite's own note of it is overwritten by the calls
 * that clean up, but each of its files keeps one. */
static DwdFailure
failure_from_files (sqlite3 *handle)
{
  sqlite3_file *log = NULL;
  DwdFailure failure = DWD_FAILURE_NONE;
  int system_error = 0;

  if (sqlite3_file_control (handle, "main", SQLITE_FCNTL_LAST_ERRNO, &system_error) == SQLITE_OK)
    failure = failure_from_io_error (system_error);
  if (failure != DWD_FAILURE_NONE)
    return failure;
  if (sqlite3_file_control (handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
      log != NULL && log->pMethods != NULL &&
      log->pMethods->xFileControl (log, SQLITE_FCNTL_LAST_ERRNO, &system_error) == SQLITE_OK)
    failure = failure_from_io_error (system_error);
  return failure;
}

/* A read that fails is damage of the disk; a write that fails leaves what is there as it was. */
static DwdFailure
failure_from_io_code (DwdDb *self,
                      int    code)
{
  DwdFailure failure = DWD_FAILURE_NONE;

  if (code == SQLITE_IOERR_READ || code == SQLITE_IOERR_SHORT_READ || code == SQLITE_IOERR_CORRUPTFS)
    return DWD_FAILURE_STORAGE_CORRUPT;
  if (self->handle != NULL)
    failure = failure_from_io_error (sqlite3_system_errno (self->handle));
  if (failure == DWD_FAILURE_NONE && self->handle != NULL)
    failure = failure_from_files (self->handle);
  return failure != DWD_FAILURE_NONE ? failure : DWD_FAILURE_STORAGE_READ_ONLY;
}

static DwdFailure
failure_from_code (DwdDb *self,
                   int    code)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
    case SQLITE_TOOBIG:
      return DWD_FAILURE_STORAGE_FULL;

    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return DWD_FAILURE_STORAGE_READ_ONLY;

    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      return failure_from_io_code (self, code);

    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return DWD_FAILURE_STORAGE_CORRUPT;

    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return DWD_FAILURE_STORAGE_LOCKED;

    case SQLITE_INTERRUPT:
      return DWD_FAILURE_CANCELLED;

    default:
      return DWD_FAILURE_INTERNAL;
    }
}

void
dwd_db_set_error (DwdDb   *self,
                  int      code,
                  GError **error)
{
  DwdFailure failure = failure_from_code (self, code);
  const char *text = self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (code);

  if (failure == DWD_FAILURE_STORAGE_CORRUPT)
    self->suspect = TRUE;
  dwd_error_set (error, failure, "%s (%d)", text, code);
}

static int
progress_cb (void *user_data)
{
  DwdDb *self = user_data;

  if (self->stop_flag != NULL && g_atomic_int_get (self->stop_flag) != 0)
    return TRUE;
  return self->cancellable != NULL && g_cancellable_is_cancelled (self->cancellable);
}

static int
open_flags (DwdDbMode mode)
{
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

  switch (mode)
    {
    case DWD_DB_WRITER:
      return flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

    case DWD_DB_READER:
    case DWD_DB_KEEPER:
    case DWD_DB_SALVAGE:
      return flags | SQLITE_OPEN_READWRITE;

    default:
      g_assert_not_reached ();
    }
}

/* Takes the place of wal_autocheckpoint, whose limit it keeps. */
static int
committed_cb (void       *user_data,
              sqlite3    *handle,
              const char *schema,
              int         n_pages)
{
  DwdDb *self = user_data;

  self->log_pages = n_pages;
  /* What cannot be folded back now can be after the next commit; the commit itself has succeeded. */
  if (n_pages >= self->log_limit)
    sqlite3_wal_checkpoint_v2 (handle, schema, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  return SQLITE_OK;
}

/**
 * dwd_db_open:
 * @path: the database file; created by a writer where it is missing
 * @mode: what the handle is for
 * @error: return location for a %DWD_ERROR
 *
 * Opens a handle for the calling thread.
 *
 * Returns: (transfer full) (nullable): the handle
 */
DwdDb *
dwd_db_open (const char *path,
             DwdDbMode   mode,
             GError    **error)
{
  g_autoptr (DwdDb) self = g_new0 (DwdDb, 1);
  const char *pragmas = mode == DWD_DB_WRITER ? WRITER_PRAGMAS : READER_PRAGMAS;
  int result = 0;

  g_return_val_if_fail (path != NULL, NULL);

  self->path = g_strdup (path);
  self->owner = g_thread_self ();
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                            (GDestroyNotify) dwd_statement_free);

  result = sqlite3_open_v2 (path, &self->handle, open_flags (mode), NULL);
  if (result != SQLITE_OK)
    {
      dwd_db_set_error (self, result, error);
      return NULL;
    }

  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  if (mode == DWD_DB_SALVAGE)
    sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  if (!dwd_db_exec (self, pragmas, error))
    return NULL;
  self->log_limit = LOG_LIMIT;
  if (mode == DWD_DB_WRITER)
    sqlite3_wal_hook (self->handle, committed_cb, self);
  if (mode == DWD_DB_READER)
    sqlite3_progress_handler (self->handle, PROGRESS_STEPS, progress_cb, self);

  return g_steal_pointer (&self);
}

/**
 * dwd_db_close:
 * @self: (transfer full): a handle
 *
 * Rolls back what is open and closes the file. The last writer leaves a checkpointed file.
 */
void
dwd_db_close (DwdDb *self)
{
  DWD_DB_ASSERT_OWNER (self);

  if (self->handle != NULL && !sqlite3_get_autocommit (self->handle))
    dwd_db_rollback (self);
  g_clear_pointer (&self->statements, g_hash_table_unref);
  if (self->handle != NULL)
    sqlite3_close_v2 (self->handle);
  g_clear_object (&self->cancellable);
  g_free (self->path);
  g_free (self);
}

const char *
dwd_db_get_path (DwdDb *self)
{
  return self->path;
}

gboolean
dwd_db_exec (DwdDb      *self,
             const char *sql,
             GError    **error)
{
  int result = 0;

  DWD_DB_ASSERT_OWNER (self);

  result = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);
  if (result != SQLITE_OK)
    {
      dwd_db_set_error (self, result, error);
      return FALSE;
    }
  return TRUE;
}

DwdStatement *
dwd_db_prepare (DwdDb      *self,
                const char *sql,
                GError    **error)
{
  DwdStatement *statement = NULL;

  DWD_DB_ASSERT_OWNER (self);

  statement = g_hash_table_lookup (self->statements, sql);
  if (statement != NULL)
    {
      g_assert (!sqlite3_stmt_busy (statement->handle));
      dwd_statement_reset (statement);
      return statement;
    }

  statement = dwd_statement_new (self, sql, error);
  if (statement == NULL)
    return NULL;
  /* The key is SQLite's own copy of the text, which lives as long as the statement. */
  g_hash_table_insert (self->statements, (gpointer) sqlite3_sql (statement->handle), statement);
  return statement;
}

gboolean
dwd_db_query_int (DwdDb      *self,
                  const char *sql,
                  gint64      fallback,
                  gint64     *out,
                  GError    **error)
{
  DwdStatement *statement = dwd_db_prepare (self, sql, error);
  DwdStep step = DWD_STEP_FAILED;

  if (statement == NULL)
    return FALSE;
  step = dwd_statement_step (statement, error);
  if (step == DWD_STEP_FAILED)
    return FALSE;

  *out = step == DWD_STEP_ROW && !dwd_statement_is_null (statement, 0)
         ? dwd_statement_get_int (statement, 0)
         : fallback;
  dwd_statement_reset (statement);
  return TRUE;
}

/* In WAL mode NORMAL survives a killed process but may lose the last commits to a power cut; FULL
 * syncs the log at each commit, and with it all commits that lie before in the same file. */
static gboolean
set_durable (DwdDb   *self,
             gboolean durable,
             GError **error)
{
  if (self->durable == durable)
    return TRUE;
  if (!dwd_db_exec (self, durable ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL", error))
    return FALSE;
  self->durable = durable;
  return TRUE;
}

gboolean
dwd_db_begin (DwdDb   *self,
              gboolean durable,
              GError **error)
{
  DwdStatement *statement = NULL;

  DWD_DB_ASSERT_OWNER (self);

  if (!set_durable (self, durable, error))
    return FALSE;
  statement = dwd_db_prepare (self, "BEGIN IMMEDIATE", error);
  return statement != NULL && dwd_statement_run (statement, error);
}

gboolean
dwd_db_begin_read (DwdDb   *self,
                   GError **error)
{
  DwdStatement *statement = NULL;

  DWD_DB_ASSERT_OWNER (self);

  statement = dwd_db_prepare (self, "BEGIN DEFERRED", error);
  return statement != NULL && dwd_statement_run (statement, error);
}

gboolean
dwd_db_commit (DwdDb   *self,
               GError **error)
{
  DwdStatement *statement = NULL;

  DWD_DB_ASSERT_OWNER (self);

  statement = dwd_db_prepare (self, "COMMIT", error);
  return statement != NULL && dwd_statement_run (statement, error);
}

/* A full disk may have rolled back by itself; what is left to do then is only to reset cursors. */
void
dwd_db_rollback (DwdDb *self)
{
  GHashTableIter iter;
  gpointer statement = NULL;

  DWD_DB_ASSERT_OWNER (self);

  g_hash_table_iter_init (&iter, self->statements);
  while (g_hash_table_iter_next (&iter, NULL, &statement))
    dwd_statement_reset (statement);
  if (!sqlite3_get_autocommit (self->handle))
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}

gboolean
dwd_db_is_in_transaction (DwdDb *self)
{
  DWD_DB_ASSERT_OWNER (self);

  return !sqlite3_get_autocommit (self->handle);
}

gint64
dwd_db_get_changes (DwdDb *self)
{
  DWD_DB_ASSERT_OWNER (self);

  return sqlite3_changes64 (self->handle);
}

gint64
dwd_db_get_log_pages (DwdDb *self)
{
  DWD_DB_ASSERT_OWNER (self);

  return self->log_pages;
}

void
dwd_db_set_log_limit (DwdDb *self,
                      gint64 n_pages)
{
  DWD_DB_ASSERT_OWNER (self);

  self->log_limit = n_pages;
}

gboolean
dwd_db_checkpoint (DwdDb   *self,
                   GError **error)
{
  gint64 version = 0;
  int result = 0;

  DWD_DB_ASSERT_OWNER (self);

  /* Only a handle that has read the file knows of its log. */
  if (!dwd_db_query_int (self, "PRAGMA schema_version", 0, &version, error))
    return FALSE;
  result = sqlite3_wal_checkpoint_v2 (self->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  if (result == SQLITE_OK || (result & 0xff) == SQLITE_BUSY)
    return TRUE;
  dwd_db_set_error (self, result, error);
  return FALSE;
}

gint64
dwd_db_get_last_id (DwdDb *self)
{
  DWD_DB_ASSERT_OWNER (self);

  return sqlite3_last_insert_rowid (self->handle);
}

gboolean
dwd_db_check (DwdDb   *self,
              GError **error)
{
  DwdStatement *statement = dwd_db_prepare (self, "PRAGMA quick_check(1)", error);
  gboolean sound = FALSE;

  if (statement == NULL || dwd_statement_step (statement, error) != DWD_STEP_ROW)
    return FALSE;

  sound = g_strcmp0 (dwd_statement_get_text (statement, 0, NULL), "ok") == 0;
  if (!sound)
    {
      self->suspect = TRUE;
      dwd_error_set (error, DWD_FAILURE_STORAGE_CORRUPT, "%s",
                     dwd_statement_get_text (statement, 0, NULL));
    }
  dwd_statement_reset (statement);
  return sound;
}

gboolean
dwd_db_is_suspect (DwdDb *self)
{
  DWD_DB_ASSERT_OWNER (self);

  return self->suspect;
}

void
dwd_db_set_cancellable (DwdDb        *self,
                        GCancellable *cancellable)
{
  DWD_DB_ASSERT_OWNER (self);

  g_set_object (&self->cancellable, cancellable);
}

void
dwd_db_set_stop_flag (DwdDb     *self,
                      const int *flag)
{
  DWD_DB_ASSERT_OWNER (self);

  self->stop_flag = flag;
}

void
dwd_db_set_page_limit (DwdDb *self,
                       gint64 n_pages)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA max_page_count=%" G_GINT64_FORMAT,
                                          n_pages > 0 ? n_pages : G_GINT64_CONSTANT (4294967294));

  DWD_DB_ASSERT_OWNER (self);

  sqlite3_exec (self->handle, sql, NULL, NULL, NULL);
}

const char *
dwd_db_get_engine (void)
{
  return sqlite3_libversion ();
}
