/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store.h"

#include <string.h>

#include "dwd-store-core.h"
#include "dwd-store-main.h"
#include "dwd-store-record.h"

/* The writer itself folds back a log of 128 MiB: the keeper has fallen behind. */
#define LOG_LIMIT 16384

/* A first sync has gone on to the next DocType, or is over, before searches get their index. */
#define LATE_SECONDS 5

enum
{
  SIGNAL_RECORDS_CHANGED,
  SIGNAL_OPERATIONS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DwdStore, dwd_store, G_TYPE_OBJECT)

DwdZone *
dwd_store_get_organization_zone (DwdStore * self)
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
  DwdStoreCommand *command = data;
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
  dwd_db_set_log_limit (opened.db, LOG_LIMIT);
  dwd_db_worker_take_db (worker, opened.db);
  call->opening = opened.opening;
  if (!dwd_store_state_load (&command->core->state, opened.db, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
tidy_work (DwdStoreTxn *txn,
           gpointer     data,
           GError     **error)
{
  return dwd_store_restore_indexes (txn, DWD_DOCTYPE_UNKNOWN, error) &&
         dwd_store_restore_late_indexes (txn, error) &&
         dwd_tombstone_prune (txn, error);
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
                      dwd_store_command_new (store->core, NULL, FALSE), dwd_store_command_free);
  /* A first sync that was killed left its indexes aside: build them behind the opening. */
  dwd_store_push_write (store, g_task_new (NULL, NULL, NULL, NULL), FALSE, tidy_work);
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
  DwdStoreCommand *command = data;
  DwdDb *db = dwd_db_worker_get_db (worker);

  if (db != NULL && command->core->lock != NULL && !dwd_db_is_suspect (db))
    dwd_store_mark_clean (db);
  dwd_db_worker_take_db (worker, NULL);
  g_clear_pointer (&command->core->lock, dwd_db_lock_release);
  g_task_return_boolean (task, TRUE);
}

static void
close_other_cb (DwdDbWorker *worker,
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
  dwd_db_worker_quit (self->writer, task, close_cb, dwd_store_command_new (self->core, NULL, FALSE),
                      dwd_store_command_free);
}

static void
keeper_closed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  quit_writer (DWD_STORE (object), user_data);
}

static void
reader_closed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  DwdStore *self = DWD_STORE (object);

  dwd_db_worker_quit (self->core->keeper, g_task_new (self, NULL, keeper_closed_cb, user_data),
                      close_other_cb, NULL, NULL);
}

static gboolean
index_late_work (DwdStoreTxn *txn,
                 gpointer     data,
                 GError     **error)
{
  return dwd_store_restore_late_indexes (txn, error);
}

static gboolean
index_late_cb (gpointer user_data)
{
  DwdStore *self = user_data;

  self->late_id = 0;
  /* What fails is done at the next opening. */
  dwd_store_push_write (self, g_task_new (self, NULL, NULL, NULL), FALSE, index_late_work);
  return G_SOURCE_REMOVE;
}

void
dwd_store_index_later (DwdStore *self)
{
  g_clear_handle_id (&self->late_id, g_source_remove);
  if (!self->is_closing)
    self->late_id = g_timeout_add_seconds (LATE_SECONDS, index_late_cb, self);
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
  g_clear_handle_id (&self->late_id, g_source_remove);
  /* The writer closes last, so that it is the one to fold the log back into the file. */
  dwd_db_worker_quit (self->reader, g_task_new (self, NULL, reader_closed_cb, task), close_other_cb,
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

  g_clear_handle_id (&self->late_id, g_source_remove);
  /* Let go of without a close: the workers end by themselves, and the writer keeps what it was given. */
  if (self->reader != NULL && !self->is_closing)
    {
      dwd_db_worker_quit (self->reader, g_task_new (NULL, NULL, NULL, NULL), close_other_cb, NULL,
                          NULL);
      dwd_db_worker_quit (self->core->keeper, g_task_new (NULL, NULL, NULL, NULL), close_other_cb,
                          NULL, NULL);
      quit_writer (self, g_task_new (NULL, NULL, NULL, NULL));
    }
  g_clear_pointer (&self->reader, dwd_db_worker_unref);
  g_clear_pointer (&self->writer, dwd_db_worker_unref);
  g_clear_pointer (&self->core, dwd_store_core_unref);
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
  self->core = dwd_store_core_new (self);
  self->writer = dwd_db_worker_new_background ("dwd-db-writer");
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
