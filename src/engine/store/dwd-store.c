/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store.h"

#include <string.h>

#include "dwd-store-main.h"
#include "dwd-store-outbox.h"

/* More names than this at once are "too many to list". */
#define MAX_NAMES 512

enum
{
  SIGNAL_RECORDS_CHANGED,
  SIGNAL_OPERATIONS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What both sides touch. It outlives the store while a worker has something to do. */
struct _DwdStoreCore
{
  gatomicrefcount refs;
  char *path;
  GMainContext *context;
  GWeakRef store;

  GMutex mutex;
  DwdStoreChanges pending;        /* under the mutex */
  GHashTable *pending_rows;       /* under the mutex: seq → DwdOperation, or NULL: gone */
  gboolean is_posted;             /* under the mutex */

  DwdStoreState state;            /* (writer thread) */
  DwdDbLock *lock;                /* (nullable) (writer thread) */
};

struct _DwdStore
{
  GObject parent_instance;

  DwdStoreCore *core;
  DwdDbWorker *writer;
  DwdDbWorker *reader;
  DwdZone *organization_zone;
  DwdZone *site_zone;
  gboolean is_closing;
};

G_DEFINE_FINAL_TYPE (DwdStore, dwd_store, G_TYPE_OBJECT)

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

static DwdStoreCore *
core_ref (DwdStoreCore *core)
{
  g_atomic_ref_count_inc (&core->refs);
  return core;
}

static void
core_unref (DwdStoreCore *core)
{
  if (!g_atomic_ref_count_dec (&core->refs))
    return;

  g_clear_pointer (&core->lock, dwd_db_lock_release);
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

static DwdStoreCore *
core_new (DwdStore *store)
{
  DwdStoreCore *core = g_new0 (DwdStoreCore, 1);

  g_atomic_ref_count_init (&core->refs);
  core->context = g_main_context_ref_thread_default ();
  g_weak_ref_init (&core->store, store);
  g_mutex_init (&core->mutex);
  dwd_store_state_init (&core->state);
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
      g_signal_emit (self, signals[SIGNAL_RECORDS_CHANGED], 0, i, names);
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
  g_signal_emit (self, signals[SIGNAL_OPERATIONS_CHANGED], 0, operations, gone);
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
      g_source_set_callback (source, emit_pending_cb, core_ref (core), (GDestroyNotify) core_unref);
      g_source_attach (source, core->context);
    }
}

/* --- commands ---------------------------------------------------------------------------------- */

typedef struct
{
  DwdStoreCore *core;
  DwdStoreWork work;
  gboolean is_durable;
} Command;

static void
command_free (gpointer data)
{
  Command *command = data;

  core_unref (command->core);
  g_free (command);
}

static Command *
command_new (DwdStoreCore *core,
             DwdStoreWork  work,
             gboolean      is_durable)
{
  Command *command = g_new0 (Command, 1);

  command->core = core_ref (core);
  command->work = work;
  command->is_durable = is_durable;
  return command;
}

static gboolean
run_transaction (DwdStoreTxn *txn,
                 Command     *command,
                 gpointer     data,
                 GError     **error)
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
write_cb (DwdDbWorker *worker,
          GTask       *task,
          gpointer     data)
{
  Command *command = data;
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
run_reading (DwdStoreTxn *txn,
             Command     *command,
             gpointer     data,
             GError     **error)
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
  Command *command = data;
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
                      command_new (self->core, work, durable), command_free);
}

void
dwd_store_push_read (DwdStore    *self,
                     GTask       *task,
                     DwdStoreWork work)
{
  g_task_set_check_cancellable (task, FALSE);
  dwd_db_worker_push (self->reader, DWD_COMMAND_READ, task, read_cb,
                      command_new (self->core, work, FALSE), command_free);
}

DwdZone *
dwd_store_get_organization_zone (DwdStore *self)
{
  return self->organization_zone;
}

DwdZone *
dwd_store_get_site_zone (DwdStore *self)
{
  return self->site_zone;
}

/* --- opening and closing ------------------------------------------------------------------------ */

void
dwd_store_opening_clear (DwdStoreOpening *opening)
{
  g_clear_pointer (&opening->aside, g_free);
}

typedef struct
{
  DwdStore *store;            /* (owned) */
  DwdStoreOpening opening;
} OpenCall;

static void
open_call_free (gpointer data)
{
  OpenCall *call = data;

  g_clear_object (&call->store);
  dwd_store_opening_clear (&call->opening);
  g_free (call);
}

static void
open_cb (DwdDbWorker *worker,
         GTask       *task,
         gpointer     data)
{
  Command *command = data;
  OpenCall *call = g_task_get_task_data (task);
  DwdStoreOpened opened = { 0 };
  GError *error = NULL;

  if (!dwd_store_open_files (command->core->path, &opened, &error))
    {
      dwd_store_opening_clear (&opened.opening);
      g_task_return_error (task, error);
      return;
    }

  command->core->lock = opened.lock;
  dwd_db_worker_take_db (worker, opened.db);
  call->opening = opened.opening;
  if (!dwd_store_state_load (&command->core->state, opened.db, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
restore_indexes_work (DwdStoreTxn *txn,
                      gpointer     data,
                      GError     **error)
{
  return dwd_store_restore_indexes (txn, DWD_DOCTYPE_UNKNOWN, error);
}

/**
 * dwd_store_open_async:
 * @path: the database file; its directory is made where it is missing
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the calling thread's default context
 * @user_data: for @callback
 *
 * Opens the cache, or says by a %DWD_FAILURE_STORAGE_NEWER, _LOCKED, _READ_ONLY or _FULL why not.
 */
void
dwd_store_open_async (const char         *path,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  OpenCall *call = g_new0 (OpenCall, 1);
  DwdStore *store = g_object_new (DWD_TYPE_STORE, NULL);

  g_task_set_source_tag (task, dwd_store_open_async);
  store->core->path = g_strdup (path);
  call->store = store;
  g_task_set_task_data (task, call, open_call_free);
  dwd_db_worker_push (store->writer, DWD_COMMAND_WRITE, task, open_cb,
                      command_new (store->core, NULL, FALSE), command_free);
  /* A first sync that was killed left its indexes aside: build them behind the opening. */
  dwd_store_push_write (store, g_task_new (NULL, NULL, NULL, NULL), FALSE, restore_indexes_work);
}

/**
 * dwd_store_open_finish:
 * @result: the result
 * @opening: (out) (optional): clear it with dwd_store_opening_clear()
 * @error: return location for a %DWD_ERROR
 *
 * Returns: (transfer full) (nullable): the store
 */
DwdStore *
dwd_store_open_finish (GAsyncResult    *result,
                       DwdStoreOpening *opening,
                       GError         **error)
{
  OpenCall *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  call = g_task_get_task_data (G_TASK (result));
  if (opening != NULL)
    {
      *opening = call->opening;
      memset (&call->opening, 0, sizeof call->opening);
    }
  return g_steal_pointer (&call->store);
}

static void
close_cb (DwdDbWorker *worker,
          GTask       *task,
          gpointer     data)
{
  Command *command = data;
  DwdDb *db = dwd_db_worker_get_db (worker);

  if (db != NULL && command->core->lock != NULL && !dwd_db_is_suspect (db))
    dwd_store_mark_clean (db);
  dwd_db_worker_take_db (worker, NULL);
  g_clear_pointer (&command->core->lock, dwd_db_lock_release);
  g_task_return_boolean (task, TRUE);
}

static void
close_reader_cb (DwdDbWorker *worker,
                 GTask       *task,
                 gpointer     data)
{
  dwd_db_worker_take_db (worker, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
quit_writer (DwdStore *self,
             GTask    *task)
{
  dwd_db_worker_quit (self->writer, task, close_cb, command_new (self->core, NULL, FALSE),
                      command_free);
}

static void
reader_closed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  quit_writer (DWD_STORE (object), user_data);
}

/**
 * dwd_store_close_async:
 * @self: a store
 * @callback: called when the file is closed and the lock released
 * @user_data: for @callback
 *
 * Pending reads end with %DWD_FAILURE_CANCELLED, pending writes finish.
 */
void
dwd_store_close_async (DwdStore           *self,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, dwd_store_close_async);
  if (self->is_closing)
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_CANCELLED, "The cache is closing");
      g_object_unref (task);
      return;
    }

  self->is_closing = TRUE;
  /* The writer closes last, so that it is the one to fold the log back into the file. */
  dwd_db_worker_quit (self->reader, g_task_new (self, NULL, reader_closed_cb, task), close_reader_cb,
                      NULL, NULL);
}

gboolean
dwd_store_close_finish (DwdStore     *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
dwd_store_dispose (GObject *object)
{
  DwdStore *self = DWD_STORE (object);

  /* Let go of without a close: the workers end by themselves, and the writer keeps what it was given. */
  if (self->reader != NULL && !self->is_closing)
    {
      dwd_db_worker_quit (self->reader, g_task_new (NULL, NULL, NULL, NULL), close_reader_cb, NULL,
                          NULL);
      quit_writer (self, g_task_new (NULL, NULL, NULL, NULL));
    }
  g_clear_pointer (&self->reader, dwd_db_worker_unref);
  g_clear_pointer (&self->writer, dwd_db_worker_unref);
  g_clear_pointer (&self->core, core_unref);
  g_clear_pointer (&self->organization_zone, dwd_zone_unref);
  g_clear_pointer (&self->site_zone, dwd_zone_unref);

  G_OBJECT_CLASS (dwd_store_parent_class)->dispose (object);
}

static void
dwd_store_class_init (DwdStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwd_store_dispose;

  /**
   * DwdStore::records-changed:
   * @self: the store
   * @doctype: a #DwdDoctype
   * @names: (nullable) (element-type utf8): which records, or %NULL for too many to list
   *
   * Records changed, and the change is committed. At most once per DocType and turn.
   */
  signals[SIGNAL_RECORDS_CHANGED] =
    g_signal_new ("records-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_PTR_ARRAY);
  /**
   * DwdStore::operations-changed:
   * @self: the store
   * @operations: (element-type DwdOperation): rows of the outbox that were written
   * @gone: (element-type gint64): seqs that are there no more
   *
   * For the outbox, which keeps a list of them.
   */
  signals[SIGNAL_OPERATIONS_CHANGED] =
    g_signal_new ("operations-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 2, G_TYPE_PTR_ARRAY, G_TYPE_ARRAY);
}

static void
dwd_store_init (DwdStore *self)
{
  self->core = core_new (self);
  self->writer = dwd_db_worker_new ("dwd-db-writer");
  self->reader = dwd_db_worker_new ("dwd-db-reader");
  self->organization_zone = dwd_zone_new_utc ();
  self->site_zone = dwd_zone_new_utc ();
}

/* --- what decides how rows are read ------------------------------------------------------------- */

typedef struct
{
  DwdZone *organization_zone;
  DwdZone *site_zone;
} ZonesCall;

static void
zones_call_free (gpointer data)
{
  ZonesCall *call = data;

  dwd_zone_unref (call->organization_zone);
  dwd_zone_unref (call->site_zone);
  g_free (call);
}

static gboolean
set_zones_work (DwdStoreTxn *txn,
                gpointer     data,
                GError     **error)
{
  ZonesCall *call = data;
  g_autofree char *wanted = g_strdup_printf ("%s %s", dwd_zone_get_name (call->organization_zone),
                                             dwd_zone_get_name (call->site_zone));
  g_autofree char *held = NULL;

  dwd_projector_set_zones (&txn->state->projector, call->organization_zone, call->site_zone);
  if (!dwd_setting_get (txn->db, "zones", &held, error))
    return FALSE;
  if (g_strcmp0 (held, wanted) == 0)
    return TRUE;
  return dwd_store_reproject_all (txn, error) && dwd_setting_set (txn->db, "zones", wanted, error);
}

static void
warn_failed_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  /* Done again at the next start: what it was to leave behind is written in the same transaction. */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("%s failed: %s", (const char *) user_data, error->message);
}

void
dwd_store_set_zones (DwdStore *self,
                     DwdZone  *organization_zone,
                     DwdZone  *site_zone)
{
  ZonesCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (self));
  g_return_if_fail (organization_zone != NULL && site_zone != NULL);

  call = g_new0 (ZonesCall, 1);
  call->organization_zone = dwd_zone_ref (organization_zone);
  call->site_zone = dwd_zone_ref (site_zone);
  dwd_zone_unref (self->organization_zone);
  dwd_zone_unref (self->site_zone);
  self->organization_zone = dwd_zone_ref (organization_zone);
  self->site_zone = dwd_zone_ref (site_zone);

  task = g_task_new (self, NULL, warn_failed_cb, (gpointer) "Reading the cache in another zone");
  g_task_set_source_tag (task, dwd_store_set_zones);
  g_task_set_task_data (task, call, zones_call_free);
  dwd_store_push_write (self, task, FALSE, set_zones_work);
}

static gboolean
set_organization_work (DwdStoreTxn *txn,
                       gpointer     data,
                       GError     **error)
{
  g_free (txn->state->organization);
  txn->state->organization = g_strdup (data);
  return TRUE;
}

void
dwd_store_set_organization (DwdStore   *self,
                            const char *organization)
{
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  task = g_task_new (self, NULL, warn_failed_cb, (gpointer) "Naming the organisation");
  g_task_set_source_tag (task, dwd_store_set_organization);
  g_task_set_task_data (task, g_strdup (organization), g_free);
  dwd_store_push_write (self, task, FALSE, set_organization_work);
}
