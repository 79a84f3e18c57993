/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "base/dwd-failure.h"
#include "base/dwd-types.h"
#include "db/dwd-db-lock.h"
#include "db/dwd-db-statement.h"
#include "db/dwd-db-worker.h"
#include "support/dwt-wait.h"

typedef struct
{
  char *dir;
  char *path;
  DwdDb *db;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = dwt_make_dir ();
  fixture->path = g_build_filename (fixture->dir, "test.db", NULL);
  fixture->db = dwd_db_open (fixture->path, DWD_DB_WRITER, &error);
  g_assert_no_error (error);
  g_assert_true (dwd_db_exec (fixture->db, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, "
                              "c REAL) STRICT", &error));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_pointer (&fixture->db, dwd_db_close);
  g_free (fixture->path);
  dwt_remove_dir (fixture->dir);
}

static gint64
count (DwdDb *db)
{
  gint64 n = -1;

  g_assert_true (dwd_db_query_int (db, "SELECT COUNT(*) FROM t", 0, &n, NULL));
  return n;
}

static void
test_values (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  DwdStatement *insert = dwd_db_prepare (fixture->db, "INSERT INTO t (a, b, c) VALUES (?1, ?2, ?3)", &error);
  DwdStatement *select = NULL;
  gsize length = 0;

  g_assert_no_error (error);
  dwd_statement_bind_text (insert, 1, "x'; DROP TABLE t; --Қ", -1);
  dwd_statement_bind_int (insert, 2, G_MININT64 + 1);
  dwd_statement_bind_double (insert, 3, NAN);
  g_assert_true (dwd_statement_run (insert, &error));
  g_assert_cmpint (dwd_db_get_changes (fixture->db), ==, 1);
  g_assert_cmpint (dwd_db_get_last_id (fixture->db), ==, 1);
  /* the same text is the same statement, ready again */
  g_assert_true (dwd_db_prepare (fixture->db, "INSERT INTO t (a, b, c) VALUES (?1, ?2, ?3)", NULL) == insert);

  select = dwd_db_prepare (fixture->db, "SELECT a, b, c FROM t", &error);
  g_assert_cmpint (dwd_statement_step (select, &error), ==, DWD_STEP_ROW);
  g_assert_cmpstr (dwd_statement_get_text (select, 0, &length), ==, "x'; DROP TABLE t; --Қ");
  g_assert_cmpuint (length, ==, strlen ("x'; DROP TABLE t; --Қ"));
  g_assert_cmpint (dwd_statement_get_int (select, 1), ==, G_MININT64 + 1);
  g_assert_true (dwd_statement_is_null (select, 2));
  g_assert_true (isnan (dwd_statement_get_double (select, 2)));
  g_assert_cmpint (dwd_statement_get_time (select, 2), ==, DWD_TIME_NONE);
  g_assert_cmpint (dwd_statement_step (select, &error), ==, DWD_STEP_DONE);
}

static void
test_errors (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) strict = NULL;
  g_autoptr (GError) full = NULL;
  DwdStatement *insert = NULL;

  g_assert_null (dwd_db_prepare (fixture->db, "SELECT nothing", &wrong));
  g_assert_error (wrong, DWD_ERROR, DWD_FAILURE_INTERNAL);
  g_assert_false (dwd_db_exec (fixture->db, "INSERT INTO t (b) VALUES ('no number')", &strict));
  g_assert_error (strict, DWD_ERROR, DWD_FAILURE_INTERNAL);

  /* A full file: nothing of the transaction is left, and the handle goes on. */
  dwd_db_set_page_limit (fixture->db, 20);
  g_assert_true (dwd_db_begin (fixture->db, FALSE, NULL));
  insert = dwd_db_prepare (fixture->db, "INSERT INTO t (a) VALUES (printf ('%.5000c', 'x'))", NULL);
  while (full == NULL)
    dwd_statement_run (insert, &full);
  g_assert_error (full, DWD_ERROR, DWD_FAILURE_STORAGE_FULL);
  dwd_db_rollback (fixture->db);
  g_assert_false (dwd_db_is_in_transaction (fixture->db));
  g_assert_cmpint (count (fixture->db), ==, 0);
  dwd_db_set_page_limit (fixture->db, 0);
  g_assert_true (dwd_statement_run (insert, NULL));
  g_assert_cmpint (count (fixture->db), ==, 1);
  g_assert_false (dwd_db_is_suspect (fixture->db));
}

static void
test_reader (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdDb) reader = dwd_db_open (fixture->path, DWD_DB_READER, &error);

  g_assert_no_error (error);
  g_assert_true (dwd_db_exec (fixture->db, "INSERT INTO t (a) VALUES ('x')", NULL));
  g_assert_true (dwd_db_begin_read (reader, NULL));
  g_assert_cmpint (count (reader), ==, 1);
  /* one snapshot until the end, whatever is written beside */
  g_assert_true (dwd_db_exec (fixture->db, "INSERT INTO t (a) VALUES ('y')", NULL));
  g_assert_cmpint (count (reader), ==, 1);
  dwd_db_rollback (reader);
  g_assert_cmpint (count (reader), ==, 2);
  g_assert_false (dwd_db_exec (reader, "INSERT INTO t (a) VALUES ('z')", &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_STORAGE_READ_ONLY);
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdDb) reader = dwd_db_open (fixture->path, DWD_DB_READER, &error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gint64 n = 0;

  g_cancellable_cancel (cancellable);
  dwd_db_set_cancellable (reader, cancellable);
  g_assert_false (dwd_db_query_int (reader, "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
                                    "SELECT COUNT(*) FROM c", 0, &n, &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_CANCELLED);
}

static void
test_lock (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "lock", NULL);
  g_autoptr (GError) error = NULL;
  DwdDbLock *lock = dwd_db_lock_take (path, &error);

  g_assert_no_error (error);
  g_assert_null (dwd_db_lock_take (path, &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_STORAGE_LOCKED);
  dwd_db_lock_release (lock);
  g_clear_error (&error);
  lock = dwd_db_lock_take (path, &error);
  g_assert_no_error (error);
  dwd_db_lock_release (lock);
  g_assert_null (dwd_db_lock_take ("/proc/no/such", &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_STORAGE_READ_ONLY);
}

/* --- the worker ------------------------------------------------------------------------------------ */

typedef struct
{
  GMutex mutex;
  GCond cond;
  int order[16];
  int n;
  gboolean may_go;
} Log;

static void
note_cb (DwdDbWorker *worker,
         GTask       *task,
         gpointer     data)
{
  Log *log = data;

  g_mutex_lock (&log->mutex);
  log->order[log->n++] = GPOINTER_TO_INT (g_task_get_task_data (task));
  g_mutex_unlock (&log->mutex);
  g_task_return_boolean (task, TRUE);
}

static void
hold_cb (DwdDbWorker *worker,
         GTask       *task,
         gpointer     data)
{
  Log *log = data;

  g_mutex_lock (&log->mutex);
  while (!log->may_go)
    g_cond_wait (&log->cond, &log->mutex);
  g_mutex_unlock (&log->mutex);
  note_cb (worker, task, data);
}

static void
push (DwdDbWorker   *worker,
      DwdCommandKind kind,
      int            number,
      DwdCommandFunc func,
      GCancellable  *cancellable,
      Log           *log,
      GAsyncResult **result)
{
  GTask *task = g_task_new (NULL, cancellable, dwt_result_cb, result);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, GINT_TO_POINTER (number), NULL);
  if (kind == DWD_COMMAND_CLOSE)
    dwd_db_worker_quit (worker, task, func, log, NULL);
  else
    dwd_db_worker_push (worker, kind, task, func, log, NULL);
}

static DwdFailure
failure_of (GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) owned = dwt_wait_result (result);

  g_task_propagate_boolean (G_TASK (owned), &error);
  return dwd_failure_from_error (error);
}

static void
test_worker (void)
{
  g_autoptr (DwdDbWorker) worker = dwd_db_worker_new ("test");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[7] = { NULL };
  Log log = { .n = 0 };

  g_mutex_init (&log.mutex);
  g_cond_init (&log.cond);
  push (worker, DWD_COMMAND_WRITE, 1, hold_cb, NULL, &log, &results[0]);
  push (worker, DWD_COMMAND_READ, 2, note_cb, NULL, &log, &results[1]);
  push (worker, DWD_COMMAND_WRITE, 3, note_cb, NULL, &log, &results[2]);
  push (worker, DWD_COMMAND_READ, 4, note_cb, cancellable, &log, &results[3]);
  push (worker, DWD_COMMAND_CLOSE, 5, note_cb, NULL, &log, &results[4]);
  push (worker, DWD_COMMAND_WRITE, 6, note_cb, NULL, &log, &results[5]);
  push (worker, DWD_COMMAND_CLOSE, 7, note_cb, NULL, &log, &results[6]);

  g_mutex_lock (&log.mutex);
  log.may_go = TRUE;
  g_cond_signal (&log.cond);
  g_mutex_unlock (&log.mutex);

  /* Writes and the closing ran, in order; reads, and all that came behind the closing, did not. */
  g_assert_cmpint (failure_of (&results[0]), ==, DWD_FAILURE_NONE);
  g_assert_cmpint (failure_of (&results[1]), ==, DWD_FAILURE_CANCELLED);
  g_assert_cmpint (failure_of (&results[2]), ==, DWD_FAILURE_NONE);
  g_assert_cmpint (failure_of (&results[3]), ==, DWD_FAILURE_CANCELLED);
  g_assert_cmpint (failure_of (&results[4]), ==, DWD_FAILURE_NONE);
  g_assert_cmpint (failure_of (&results[5]), ==, DWD_FAILURE_CANCELLED);
  g_assert_cmpint (failure_of (&results[6]), ==, DWD_FAILURE_CANCELLED);
  g_assert_cmpint (log.n, ==, 3);
  g_assert_cmpint (log.order[0] * 100 + log.order[1] * 10 + log.order[2], ==, 135);
  g_mutex_clear (&log.mutex);
  g_cond_clear (&log.cond);
}

static void
write_text (DwdDb      *db,
            const char *text)
{
  DwdStatement *insert = dwd_db_prepare (db, "INSERT INTO t (a) VALUES (?1)", NULL);

  dwd_statement_bind_text (insert, 1, text, -1);
  g_assert_true (dwd_statement_run (insert, NULL));
}

/* Alone with its file, a writer folds its log back by itself. */
static void
test_log_limit (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *text = g_strnfill (100000, 'x');

  dwd_db_set_log_limit (fixture->db, 40);
  write_text (fixture->db, text);
  g_assert_cmpint (dwd_db_get_log_pages (fixture->db), >=, 100000 / 8192);
  for (guint i = 0; i < 20; i++)
    {
      write_text (fixture->db, text);
      g_assert_cmpint (dwd_db_get_log_pages (fixture->db), <, 80);
    }
}

/* A keeper does it beside the writer, whose next commit then begins the log anew. */
static void
test_keeper (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdDb) keeper = dwd_db_open (fixture->path, DWD_DB_KEEPER, &error);
  g_autofree char *text = g_strnfill (100000, 'x');
  gint64 pages = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < 20; i++)
    write_text (fixture->db, text);
  pages = dwd_db_get_log_pages (fixture->db);
  g_assert_cmpint (pages, >=, 20 * 100000 / 8192);

  /* A transaction in the middle hinders nobody. */
  g_assert_true (dwd_db_begin (fixture->db, FALSE, &error));
  write_text (fixture->db, text);
  g_assert_true (dwd_db_checkpoint (keeper, &error));
  g_assert_no_error (error);
  g_assert_true (dwd_db_commit (fixture->db, &error));
  g_assert_cmpint (dwd_db_get_log_pages (fixture->db), >, pages);

  g_assert_true (dwd_db_checkpoint (keeper, &error));
  write_text (fixture->db, text);
  g_assert_cmpint (dwd_db_get_log_pages (fixture->db), <, pages);
  g_assert_cmpint (count (fixture->db), ==, 22);
  g_assert_cmpint (count (keeper), ==, 22);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/db/values", Fixture, NULL, set_up, test_values, tear_down);
  g_test_add ("/db/errors", Fixture, NULL, set_up, test_errors, tear_down);
  g_test_add ("/db/reader", Fixture, NULL, set_up, test_reader, tear_down);
  g_test_add ("/db/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/db/lock", Fixture, NULL, set_up, test_lock, tear_down);
  g_test_add ("/db/log-limit", Fixture, NULL, set_up, test_log_limit, tear_down);
  g_test_add ("/db/keeper", Fixture, NULL, set_up, test_keeper, tear_down);
  g_test_add_func ("/db/worker", test_worker);
  return g_test_run ();
}
