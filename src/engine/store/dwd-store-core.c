/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-core.h"

#include <string.h>

#include "dwd-store-outbox.h"

/* More names than this at once are "too many to list". */
#define MAX_NAMES 512

/* So many pages of 8 KiB are written to the log before it is folded back. */
#define KEEP_PAGES 2000

static void
changes_clear (DwdStoreChanges *changes)
{
  for (int i = 0; i < DWD_N_DOCTYPES; i++)
    {
      g_clear_pointer (&changes->names[i], g_hash_table_unref);
      changes->many[i] = FALSE;
    }
  g_clear_pointer (&changes->operations, g_hash_table_unref);
}

DwdStoreCore *
dwd_store_core_ref (DwdStoreCore *core)
{
  g_atomic_ref_count_inc (&core->refs);
  return core;
}

void
dwd_store_core_unref (DwdStoreCore *core)
{
  if (!g_atomic_ref_count_dec (&core->refs))
    return;

  g_clear_pointer (&core->lock, dwd_db_lock_release);
  dwd_db_worker_unref (core->keeper);
  dwd_store_state_clear (&core->state);
  changes_clear (&core->pending);
  g_clear_pointer (&core->pending_rows, g_hash_table_unref);
  g_mutex_clear (&core->mutex);
  g_weak_ref_clear (&core->store);
  g_main_context_unref (core->context);
  g_free (core->path);
  g_free (core);
}

static void
clear_operation (gpointer data)
{
  if (data != NULL)
    g_object_unref (data);
}

DwdStoreCore *
dwd_store_core_new (DwdStore *store)
{
  DwdStoreCore *core = g_new0 (DwdStoreCore, 1);

  g_atomic_ref_count_init (&core->refs);
  core->context = g_main_context_ref_thread_default ();
  g_weak_ref_init (&core->store, store);
  g_mutex_init (&core->mutex);
  dwd_store_state_init (&core->state);
  core->keeper = dwd_db_worker_new ("dwd-db-keeper");
  return core;
}

/* --- telling what changed: collected on the writer, told on the main context ------------------- */

void
dwd_txn_note_many (DwdStoreTxn *txn,
                   DwdDoctype   doctype)
{
  txn->changes.many[doctype] = TRUE;
}

void
dwd_txn_note_record (DwdStoreTxn *txn,
                     DwdDoctype   doctype,
                     const char  *name,
                     gssize       length)
{
  GHashTable **names = &txn->changes.names[doctype];

  if (txn->changes.many[doctype])
    return;
  if (*names == NULL)
    *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (g_hash_table_size (*names) >= MAX_NAMES)
    txn->changes.many[doctype] = TRUE;
  else
    g_hash_table_add (*names, length < 0 ? g_strdup (name) : g_strndup (name, length));
}

void
dwd_txn_note_operation (DwdStoreTxn *txn,
                        gint64       seq)
{
  if (txn->changes.operations == NULL)
    txn->changes.operations = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_hash_table_add (txn->changes.operations, g_memdup2 (&seq, sizeof seq));
}

static void
emit_records (DwdStore        *self,
              DwdStoreChanges *changes)
{
  for (int i = 1; i < DWD_N_DOCTYPES; i++)
    {
      g_autoptr (GPtrArray) names = NULL;
      GHashTableIter iter;
      gpointer name = NULL;

      if (!changes->many[i] && changes->names[i] == NULL)
        continue;
      if (!changes->many[i])
        {
          names = g_ptr_array_new_with_free_func (g_free);
          g_hash_table_iter_init (&iter, changes->names[i]);
          while (g_hash_table_iter_next (&iter, &name, NULL))
            g_ptr_array_add (names, g_strdup (name));
        }
      g_signal_emit_by_name (self, "records-changed", i, names);
    }
}

static void
emit_operations (DwdStore   *self,
                 GHashTable *rows)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer seq = NULL;
  gpointer operation = NULL;

  if (g_hash_table_size (rows) == 0)
    return;
  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, &seq, &operation))
    {
      if (operation != NULL)
        g_ptr_array_add (operations, g_object_ref (operation));
      else
        g_array_append_val (gone, *(gint64 *) seq);
    }
  g_signal_emit_by_name (self, "operations-changed", operations, gone);
}

static GHashTable *
operation_table_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, clear_operation);
}

static gboolean
emit_pending_cb (gpointer user_data)
{
  DwdStoreCore *core = user_data;
  g_autoptr (DwdStore) self = g_weak_ref_get (&core->store);
  g_autoptr (GHashTable) rows = NULL;
  DwdStoreChanges changes;

  g_mutex_lock (&core->mutex);
  changes = core->pending;
  memset (&core->pending, 0, sizeof core->pending);
  rows = core->pending_rows;
  core->pending_rows = operation_table_new ();
  core->is_posted = FALSE;
  g_mutex_unlock (&core->mutex);

  if (self != NULL)
    {
      emit_operations (self, rows);
      emit_records (self, &changes);
    }
  changes_clear (&changes);
  return G_SOURCE_REMOVE;
}

/* Merges @from into @into and leaves @from empty. */
static void
changes_merge (DwdStoreChanges *into,
               DwdStoreChanges *from)
{
  for (int i = 0; i < DWD_N_DOCTYPES; i++)
    {
      GHashTableIter iter;
      gpointer name = NULL;

      into->many[i] |= from->many[i];
      if (from->names[i] == NULL)
        continue;
      if (into->names[i] == NULL)
        {
          into->names[i] = g_steal_pointer (&from->names[i]);
          continue;
        }
      g_hash_table_iter_init (&iter, from->names[i]);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        {
          g_hash_table_iter_steal (&iter);
          g_hash_table_add (into->names[i], name);
        }
      into->many[i] |= g_hash_table_size (into->names[i]) > MAX_NAMES;
    }
}

/* The rows as they stand after the commit; nobody else writes between it and this. */
static GHashTable *
read_operations (DwdDb           *db,
                 DwdStoreChanges *changes)
{
  GHashTable *rows = operation_table_new ();
  GHashTableIter iter;
  gpointer seq = NULL;

  if (changes->operations == NULL)
    return rows;
  g_hash_table_iter_init (&iter, changes->operations);
  while (g_hash_table_iter_next (&iter, &seq, NULL))
    {
      g_autoptr (DwdOutboxRow) row = NULL;

      if (dwd_outbox_row_load (db, *(gint64 *) seq, &row, NULL))
        g_hash_table_insert (rows, g_memdup2 (seq, sizeof (gint64)),
                             row != NULL ? dwd_outbox_row_to_operation (row) : NULL);
    }
  return rows;
}

static gboolean
is_quiet (const DwdStoreChanges *changes)
{
  for (int i = 0; i < DWD_N_DOCTYPES; i++)
    if (changes->many[i] || changes->names[i] != NULL)
      return FALSE;
  return changes->operations == NULL;
}

static void
post_changes (DwdStoreCore    *core,
              DwdDb           *db,
              DwdStoreChanges *changes)
{
  g_autoptr (GHashTable) rows = NULL;
  GHashTableIter iter;
  gpointer seq = NULL;
  gpointer operation = NULL;
  gboolean post = FALSE;

  if (is_quiet (changes))
    return;
  rows = read_operations (db, changes);

  g_mutex_lock (&core->mutex);
  changes_merge (&core->pending, changes);
  if (core->pending_rows == NULL)
    core->pending_rows = operation_table_new ();
  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, &seq, &operation))
    {
      g_hash_table_iter_steal (&iter);
      g_hash_table_replace (core->pending_rows, seq, operation);
    }
  post = !core->is_posted;
  core->is_posted = TRUE;
  g_mutex_unlock (&core->mutex);

  if (post)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      /* The priority of a task's return, which comes behind it: signals go before callbacks. */
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, emit_pending_cb, dwd_store_core_ref (core), (GDestroyNotify) dwd_store_core_unref);
      g_source_attach (source, core->context);
    }
}

/* --- commands ---------------------------------------------------------------------------------- */

void
dwd_store_command_free (gpointer data)
{
  DwdStoreCommand *command = data;

  dwd_store_core_unref (command->core);
  g_free (command);
}

DwdStoreCommand *
dwd_store_command_new (DwdStoreCore *core,
                       DwdStoreWork  work,
                       gboolean      is_durable)
{
  DwdStoreCommand *command = g_new0 (DwdStoreCommand, 1);

  command->core = dwd_store_core_ref (core);
  command->work = work;
  command->is_durable = is_durable;
  return command;
}

static gboolean
run_transaction (DwdStoreTxn     *txn,
                 DwdStoreCommand *command,
                 gpointer         data,
                 GError         **error)
{
  if (!dwd_db_begin (txn->db, command->is_durable, error))
    return FALSE;
  if (command->work (txn, data, error) && dwd_db_commit (txn->db, error))
    return TRUE;

  dwd_db_rollback (txn->db);
  if (!dwd_store_state_load (txn->state, txn->db, NULL))
    g_warning ("The cache cannot be read after a failed write");
  return FALSE;
}

static void
keep_cb (DwdDbWorker *worker,
         GTask       *task,
         gpointer     data)
{
  DwdStoreCommand *command = data;
  g_autoptr (GError) error = NULL;

  if (dwd_db_worker_get_db (worker) == NULL)
    dwd_db_worker_take_db (worker, dwd_db_open (command->core->path, DWD_DB_KEEPER, &error));
  if (error == NULL)
    dwd_db_checkpoint (dwd_db_worker_get_db (worker), &error);

  if (error != NULL)
    {
      /* Nothing is lost by it, and the next commit but a thousand pages tries again. */
      g_message ("the log cannot be folded back: %s", error->message);
      if (g_error_matches (error, DWD_ERROR, DWD_FAILURE_STORAGE_CORRUPT))
        dwd_store_mark_suspect (command->core->path);
    }
  g_atomic_int_set (&command->core->is_keeping, 0);
  g_task_return_boolean (task, TRUE);
}

/* Folding the log back syncs the disk twice, which would hold up every event behind it: another thread
 * does it while the writer goes on. Only a log that grows faster than that is the writer's own to fold. */
static void
keep_log (DwdStoreCore *core,
          DwdDb        *db)
{
  gint64 pages = dwd_db_get_log_pages (db);

  if (pages < core->kept_pages)
    core->kept_pages = 0;
  if (pages - core->kept_pages < KEEP_PAGES ||
      !g_atomic_int_compare_and_exchange (&core->is_keeping, 0, 1))
    return;

  core->kept_pages = pages;
  dwd_db_worker_push (core->keeper, DWD_COMMAND_WRITE, g_task_new (NULL, NULL, NULL, NULL), keep_cb,
                      dwd_store_command_new (core, NULL, FALSE), dwd_store_command_free);
}

static void
write_cb (DwdDbWorker *worker,
          GTask       *task,
          gpointer     data)
{
  DwdStoreCommand *command = data;
  DwdStoreTxn txn = { dwd_db_worker_get_db (worker), &command->core->state };
  GError *error = NULL;

  if (txn.db == NULL)
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_INTERNAL, "The cache is not open");
      return;
    }
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_CANCELLED, "Cancelled before it began");
      return;
    }

  if (run_transaction (&txn, command, g_task_get_task_data (task), &error))
    {
      post_changes (command->core, txn.db, &txn.changes);
      g_task_return_boolean (task, TRUE);
      keep_log (command->core, txn.db);
    }
  else
    {
      if (dwd_db_is_suspect (txn.db))
        dwd_store_mark_suspect (command->core->path);
      g_task_return_error (task, error);
    }
  changes_clear (&txn.changes);
}

static gboolean
run_reading (DwdStoreTxn     *txn,
             DwdStoreCommand *command,
             gpointer         data,
             GError         **error)
{
  gboolean ok = dwd_db_begin_read (txn->db, error) && command->work (txn, data, error);

  /* Ends the snapshot either way: a reader that holds one keeps the log from shrinking. */
  dwd_db_rollback (txn->db);
  return ok;
}

static void
read_cb (DwdDbWorker *worker,
         GTask       *task,
         gpointer     data)
{
  DwdStoreCommand *command = data;
  DwdStoreTxn txn = { dwd_db_worker_get_db (worker), NULL };
  GError *error = NULL;

  if (txn.db == NULL)
    {
      txn.db = dwd_db_open (command->core->path, DWD_DB_READER, &error);
      if (txn.db == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      dwd_db_worker_take_db (worker, txn.db);
    }

  dwd_db_set_cancellable (txn.db, g_task_get_cancellable (task));
  if (run_reading (&txn, command, g_task_get_task_data (task), &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (dwd_db_is_suspect (txn.db))
    dwd_store_mark_suspect (command->core->path);
  g_task_return_error (task, error);
}

void
dwd_store_push_write (DwdStore    *self,
                      GTask       *task,
                      gboolean     durable,
                      DwdStoreWork work)
{
  /* What is committed is told as committed, even where the caller has lost interest meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  dwd_db_worker_push (self->writer, DWD_COMMAND_WRITE, task, write_cb,
                      dwd_store_command_new (self->core, work, durable), dwd_store_command_free);
}

void
dwd_store_push_read (DwdStore    *self,
                     GTask       *task,
                     DwdStoreWork work)
{
  g_task_set_check_cancellable (task, FALSE);
  dwd_db_worker_push (self->reader, DWD_COMMAND_READ, task, read_cb,
                      dwd_store_command_new (self->core, work, FALSE), dwd_store_command_free);
}
