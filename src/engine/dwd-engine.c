/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-engine"

#include "config.h"

#include "dwd-engine-private.h"

enum
{
  ACCOUNT_CHANGED,
  QUEUE_CHANGED,
  NOTICE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DwdEngine, dwd_engine, G_TYPE_OBJECT)

void
_dwd_engine_notice (DwdEngine  *self,
                    DwdFailure  failure,
                    const char *detail)
{
  g_signal_emit (self, signals[NOTICE], 0, (int) failure, detail != NULL ? detail : "");
}

void
_dwd_engine_account_changed (DwdEngine *self)
{
  g_signal_emit (self, signals[ACCOUNT_CHANGED], 0);
}

void
_dwd_engine_queue_changed (DwdEngine *self)
{
  g_signal_emit (self, signals[QUEUE_CHANGED], 0);
}

/* Whether there is a cache to act on; answers the task where there is none. */
gboolean
_dwd_engine_check_account (DwdEngine *self,
                           GTask     *task)
{
  if (self->store != NULL)
    return TRUE;

  g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_SIGN_IN, "nobody is signed in");

  return FALSE;
}

static void
dwd_engine_dispose (GObject *object)
{
  DwdEngine *self = DWD_ENGINE (object);

  g_cancellable_cancel (self->cancellable);
  _dwd_engine_stop_board (self);
  _dwd_engine_drop_link (self);
  dwd_list_proxy_set_model (self->queue, NULL);
  g_clear_object (&self->outbox);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (dwd_engine_parent_class)->dispose (object);
}

static void
dwd_engine_finalize (GObject *object)
{
  DwdEngine *self = DWD_ENGINE (object);

  g_clear_object (&self->account);
  g_clear_object (&self->board);
  g_clear_object (&self->queue);
  g_clear_object (&self->status);
  g_clear_object (&self->secrets);
  g_clear_object (&self->clock);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->zone, dwd_zone_unref);
  g_clear_pointer (&self->changed_jobs, g_hash_table_unref);
  g_clear_pointer (&self->lists, g_ptr_array_unref);
  g_clear_pointer (&self->zones, g_strfreev);
  g_clear_pointer (&self->skills, g_strfreev);
  g_free (self->profile_dir);

  G_OBJECT_CLASS (dwd_engine_parent_class)->finalize (object);
}

static void
dwd_engine_class_init (DwdEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwd_engine_dispose;
  object_class->finalize = dwd_engine_finalize;

  /**
   * DwdEngine::account-changed:
   *
   * Somebody signed in or out.
   */
  signals[ACCOUNT_CHANGED] = g_signal_new ("account-changed", DWD_TYPE_ENGINE, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * DwdEngine::queue-changed:
   *
   * The outbox changed.
   */
  signals[QUEUE_CHANGED] = g_signal_new ("queue-changed", DWD_TYPE_ENGINE, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * DwdEngine::notice:
   * @failure: a #DwdFailure
   * @detail: a path, a date or a server's sentence; may be ""
   *
   * Something a person must know once.
   */
  signals[NOTICE] = g_signal_new ("notice", DWD_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_STRING);
}

static void
clear_list_ref (gpointer data)
{
  GWeakRef *list = data;

  g_weak_ref_clear (list);
  g_free (list);
}

static void
dwd_engine_init (DwdEngine *self)
{
  self->online = TRUE;
  self->cancellable = g_cancellable_new ();
  self->status = dwd_sync_status_new ();
  self->queue = dwd_list_proxy_new (DWD_TYPE_OPERATION);
  self->zone = dwd_zone_new_utc ();
  self->changed_jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->lists = g_ptr_array_new_with_free_func (clear_list_ref);
}

/* A board that follows today turns the page at midnight, and when the server's clock says otherwise. */
static void
minute_cb (DwdClock  *clock,
           gint64     now_us,
           DwdEngine *self)
{
  if (self->board_day_us != DWD_TIME_NONE || self->store == NULL)
    return;

  if (now_us >= dwd_board_get_end (self->board) || now_us < dwd_board_get_start (self->board))
    _dwd_engine_reload_board (self);
}

/**
 * dwd_engine_new:
 * @profile_dir: the folder that holds the cache; made when the engine is opened
 * @clock: (transfer none) (nullable): the clock, the system's when %NULL
 *
 * Returns: (transfer full): an engine that is not open yet
 */
DwdEngine *
dwd_engine_new (const char *profile_dir,
                DwdClock   *clock)
{
  DwdEngine *self;

  g_return_val_if_fail (profile_dir != NULL, NULL);

  self = g_object_new (DWD_TYPE_ENGINE, NULL);
  self->profile_dir = g_strdup (profile_dir);
  self->clock = clock != NULL ? g_object_ref (clock) : dwd_clock_new ();
  self->secrets = dwd_secret_store_new_service ();
  self->board_day_us = DWD_TIME_NONE;
  self->board = dwd_board_new (self->zone, dwd_clock_get_now (self->clock));
  g_signal_connect_object (self->clock, "minute", G_CALLBACK (minute_cb), self, 0);

  return self;
}

void
dwd_engine_set_secret_store (DwdEngine      *self,
                             DwdSecretStore *secrets)
{
  g_return_if_fail (DWD_IS_ENGINE (self));
  g_return_if_fail (DWD_IS_SECRET_STORE (secrets));

  g_set_object (&self->secrets, secrets);
}

static void
lookup_secret_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (DwdEngine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *secret = NULL;

  secret = dwd_secret_store_lookup_finish (DWD_SECRET_STORE (object), result, &error);
  if (self->account == NULL || self->client != NULL)
    return;

  if (secret == NULL)
    {
      g_message ("no secret for the account: %s", error != NULL ? error->message : "none is kept");
      self->needs_secret = TRUE;
      _dwd_engine_update_status (self);
      return;
    }

  _dwd_engine_prepare_link (self, secret);
  if (self->online)
    _dwd_engine_start_link (self);
}

static void
open_cache_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DwdEngine *self = DWD_ENGINE (object);
  GError *error = NULL;

  if (!_dwd_engine_open_cache_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  _dwd_engine_account_changed (self);
  dwd_secret_store_lookup_async (self->secrets, dwd_account_get_server (self->account),
                                 dwd_account_get_api_key (self->account), self->cancellable,
                                 lookup_secret_cb, g_object_ref (self));
  g_task_return_boolean (task, TRUE);
}

static void
load_profile_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DwdEngine *self = DWD_ENGINE (object);
  g_autoptr (DwdAccount) account = NULL;
  GError *error = NULL;

  if (!_dwd_engine_load_profile_finish (self, result, &account, &error))
    g_task_return_error (task, error);
  else if (account == NULL)
    g_task_return_boolean (task, TRUE);
  else
    _dwd_engine_open_cache_async (self, account, g_task_get_cancellable (task), open_cache_cb,
                                  g_object_ref (task));
}

/**
 * dwd_engine_open_async:
 * @self: an engine
 * @cancellable: (nullable): a cancellable
 * @callback: called when the cache is there; the board may still be loading
 * @user_data: for @callback
 */
void
dwd_engine_open_async (DwdEngine          *self,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DWD_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_engine_open_async);
  _dwd_engine_load_profile_async (self, load_profile_cb, g_steal_pointer (&task));
}

gboolean
dwd_engine_open_finish (DwdEngine    *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
close_cache_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (_dwd_engine_close_cache_finish (DWD_ENGINE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * dwd_engine_close_async:
 * @self: an engine
 * @callback: called when everything is written and closed
 * @user_data: for @callback
 */
void
dwd_engine_close_async (DwdEngine          *self,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DWD_IS_ENGINE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, dwd_engine_close_async);
  g_cancellable_cancel (self->cancellable);
  _dwd_engine_close_cache_async (self, close_cache_cb, g_steal_pointer (&task));
}

gboolean
dwd_engine_close_finish (DwdEngine    *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

DwdClock *
dwd_engine_get_clock (DwdEngine *self)
{
  g_return_val_if_fail (DWD_IS_ENGINE (self), NULL);

  return self->clock;
}

DwdAccount *
dwd_engine_get_account (DwdEngine *self)
{
  g_return_val_if_fail (DWD_IS_ENGINE (self), NULL);

  return self->account;
}

DwdSyncStatus *
dwd_engine_get_sync_status (DwdEngine *self)
{
  g_return_val_if_fail (DWD_IS_ENGINE (self), NULL);

  return self->status;
}

DwdZone *
dwd_engine_get_zone (DwdEngine *self)
{
  g_return_val_if_fail (DWD_IS_ENGINE (self), NULL);

  return self->zone;
}

const char *
dwd_engine_get_profile_dir (DwdEngine *self)
{
  g_return_val_if_fail (DWD_IS_ENGINE (self), NULL);

  return self->profile_dir;
}

DwdBoard *
dwd_engine_get_board (DwdEngine *self)
{
  g_return_val_if_fail (DWD_IS_ENGINE (self), NULL);

  return self->board;
}

/**
 * dwd_engine_get_queue:
 * @self: an engine
 *
 * Returns: (transfer none): the unsent operations, in order; the same list for the engine's life
 */
GListModel *
dwd_engine_get_queue (DwdEngine *self)
{
  g_return_val_if_fail (DWD_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->queue);
}
