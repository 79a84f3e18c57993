/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-engine"

#include "config.h"

#include "dwd-engine-private.h"
#include "sync/dwd-backend-dartwing.h"
#include "sync/dwd-collections.h"

/*
 * Here the facade joins what must not know each other: realtime says when it has joined and what it
 * heard, sync pulls and applies.
 */

static void
count_outbox (DwdEngine           *self,
              DwdSyncStatusFields *fields)
{
  DwdOutboxCounts counts = { 0 };

  if (self->outbox == NULL)
    return;

  dwd_outbox_get_counts (self->outbox, &counts);
  fields->queued = counts.queued;
  fields->failed = counts.failed;
  fields->conflicts = counts.conflicts;

  /* "2 of 8 sent" counts from the last time that nothing was waiting. */
  self->drain_total = counts.queued == 0 ? 0 : MAX (self->drain_total, counts.queued);
  fields->sent = self->drain_total - counts.queued;
}

void
_dwd_engine_update_status (DwdEngine *self)
{
  DwdSyncStatusFields fields = *dwd_sync_status_peek (self->status);

  fields.queued = fields.failed = fields.conflicts = fields.sent = 0;
  count_outbox (self, &fields);

  if (self->coordinator != NULL)
    {
      dwd_sync_coordinator_get_status (self->coordinator, &fields);
      fields.refused += self->refused + dwd_realtime_get_n_refused (self->realtime);
    }
  else
    {
      DwdSyncState state = self->needs_secret ? DWD_SYNC_SIGN_IN : DWD_SYNC_STOPPED;

      if (fields.state != state)
        fields.since_us = dwd_clock_get_now (self->clock);
      fields.state = state;
      fields.failure = self->needs_secret ? DWD_FAILURE_SIGN_IN : DWD_FAILURE_NONE;
      fields.next_try_us = DWD_TIME_NONE;
    }

  dwd_sync_status_update (self->status, &fields);
}

static void
coordinator_changed_cb (DwdSyncCoordinator *coordinator,
                        DwdEngine          *self)
{
  _dwd_engine_update_status (self);
}

static void
realtime_state_cb (DwdRealtime *realtime,
                   DwdEngine   *self)
{
  if (dwd_realtime_get_state (realtime) != DWD_REALTIME_JOINED)
    dwd_sync_coordinator_set_live (self->coordinator, FALSE);
  _dwd_engine_update_status (self);
}

static void
realtime_packet_refused_cb (DwdRealtime *realtime,
                            DwdEngine   *self)
{
  _dwd_engine_update_status (self);
}

static void
realtime_joined_cb (DwdRealtime *realtime,
                    DwdEngine   *self)
{
  dwd_sync_coordinator_set_live (self->coordinator, TRUE);
}

static void
realtime_event_cb (DwdRealtime *realtime,
                   const char  *event,
                   const char  *args_json,
                   DwdEngine   *self)
{
  _dwd_engine_handle_event (self, event, args_json);
}

static void
version_notice_cb (DwdHttpClient *client,
                   DwdEngine     *self)
{
  _dwd_engine_notice (self, DWD_FAILURE_VERSION, dwd_http_client_get_version_notice (client));
}

static void
network_changed_cb (GNetworkMonitor *monitor,
                    gboolean         available,
                    DwdEngine       *self)
{
  if (available && self->coordinator != NULL && self->online)
    dwd_sync_coordinator_sync_now (self->coordinator);
}

static void
subscribe_collections (DwdEngine *self)
{
  gsize n_collections;
  const DwdCollection *collections = dwd_collections_get (&n_collections);
  const char *organization = dwd_account_get_organization (self->account);

  for (gsize i = 0; i < n_collections; i++)
    {
      g_autofree char *channel = g_strdup_printf ("sync:%s:%s",
                                                  dwd_doctype_get_name (collections[i].doctype),
                                                  organization);

      dwd_realtime_subscribe (self->realtime, channel);
    }
}

/**
 * _dwd_engine_prepare_link:
 * @self: an engine with an account and a cache
 * @api_secret: the secret
 *
 * Makes the link's parts; nothing goes out yet.
 */
void
_dwd_engine_prepare_link (DwdEngine  *self,
                          const char *api_secret)
{
  DwdAccount *account = self->account;
  g_autoptr (DwdBackend) backend = NULL;

  g_return_if_fail (account != NULL && self->store != NULL && self->outbox != NULL);

  _dwd_engine_drop_link (self);

  self->client = dwd_http_client_new (dwd_account_get_server (account), self->clock);
  dwd_http_client_set_credentials (self->client, dwd_account_get_api_key (account), api_secret);
  g_signal_connect_object (self->client, "version-notice", G_CALLBACK (version_notice_cb), self, 0);

  backend = dwd_backend_dartwing_new (self->client, dwd_account_get_prefix (account),
                                      dwd_account_get_organization (account));
  self->coordinator = dwd_sync_coordinator_new (self->store, self->outbox, backend, self->clock);
  g_signal_connect_object (self->coordinator, "changed", G_CALLBACK (coordinator_changed_cb),
                           self, 0);

  self->realtime = dwd_realtime_new (dwd_account_get_server (account),
                                     dwd_account_get_site (account), self->clock);
  dwd_realtime_set_authorization (self->realtime,
                                  dwd_http_client_peek_authorization (self->client));
  g_signal_connect_object (self->realtime, "state-changed", G_CALLBACK (realtime_state_cb), self, 0);
  g_signal_connect_object (self->realtime, "joined", G_CALLBACK (realtime_joined_cb), self, 0);
  g_signal_connect_object (self->realtime, "packet-refused", G_CALLBACK (realtime_packet_refused_cb), self,
                           0);
  g_signal_connect_object (self->realtime, "event", G_CALLBACK (realtime_event_cb), self, 0);
  subscribe_collections (self);

  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), self, 0);
  _dwd_engine_update_status (self);
}

void
_dwd_engine_start_link (DwdEngine *self)
{
  if (self->coordinator == NULL)
    return;

  dwd_sync_coordinator_start (self->coordinator);
  dwd_realtime_start (self->realtime);
}

static void
stop_link (DwdEngine *self)
{
  dwd_realtime_stop (self->realtime);
  dwd_sync_coordinator_stop (self->coordinator);
}

void
_dwd_engine_drop_link (DwdEngine *self)
{
  if (self->coordinator != NULL)
    {
      g_signal_handlers_disconnect_by_data (g_network_monitor_get_default (), self);
      g_signal_handlers_disconnect_by_data (self->realtime, self);
      g_signal_handlers_disconnect_by_data (self->coordinator, self);
      stop_link (self);
    }

  g_clear_object (&self->realtime);
  g_clear_object (&self->coordinator);
  g_clear_object (&self->client);
}

gboolean
dwd_engine_has_secret (DwdEngine *self)
{
  g_return_val_if_fail (DWD_IS_ENGINE (self), FALSE);

  return self->coordinator != NULL;
}

/**
 * dwd_engine_set_online:
 * @self: an engine
 * @online: whether to sync
 *
 * Off means that nothing goes out; everything else works on the cache.
 */
void
dwd_engine_set_online (DwdEngine *self,
                       gboolean   online)
{
  g_return_if_fail (DWD_IS_ENGINE (self));

  if (self->online == online)
    return;

  self->online = online;
  if (self->coordinator == NULL)
    return;

  if (online)
    _dwd_engine_start_link (self);
  else
    stop_link (self);
  _dwd_engine_update_status (self);
}

void
dwd_engine_sync_now (DwdEngine *self)
{
  g_return_if_fail (DWD_IS_ENGINE (self));

  if (self->coordinator == NULL || !self->online)
    return;

  dwd_sync_coordinator_sync_now (self->coordinator);
  dwd_realtime_retry_now (self->realtime);
}

typedef struct
{
  guint64 n_pulled;
  guint n_pushed;
} OnceCounts;

static void
run_once_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  OnceCounts *counts = g_task_get_task_data (task);
  GError *error = NULL;

  if (dwd_sync_coordinator_run_once_finish (DWD_SYNC_COORDINATOR (object), result,
                                            &counts->n_pulled, &counts->n_pushed, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * dwd_engine_sync_once_async:
 * @self: an open engine that is not online
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 */
void
dwd_engine_sync_once_async (DwdEngine          *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DWD_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_engine_sync_once_async);
  g_task_set_task_data (task, g_new0 (OnceCounts, 1), g_free);
  if (!_dwd_engine_check_account (self, task))
    return;

  if (self->coordinator == NULL)
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_SIGN_IN,
                               "the account's secret is not known");
      return;
    }

  dwd_sync_coordinator_run_once_async (self->coordinator, cancellable, run_once_cb,
                                       g_steal_pointer (&task));
}

gboolean
dwd_engine_sync_once_finish (DwdEngine    *self,
                             GAsyncResult *result,
                             guint64      *n_pulled,
                             guint        *n_pushed,
                             GError      **error)
{
  OnceCounts *counts;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  counts = g_task_get_task_data (G_TASK (result));
  if (n_pulled != NULL)
    *n_pulled = counts->n_pulled;
  if (n_pushed != NULL)
    *n_pushed = counts->n_pushed;

  return g_task_propagate_boolean (G_TASK (result), error);
}
