/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-sync-status.h"

struct _DwdSyncStatus
{
  GObject parent_instance;

  DwdSyncStatusFields fields;
  guint emit_source;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DwdSyncStatus, dwd_sync_status, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (DwdSyncState, dwd_sync_state,
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_SYNCING, "syncing"),
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_LIVE, "live"),
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_POLLING, "polling"),
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (DWD_SYNC_SIGN_IN, "sign-in"))

static gboolean
emit_changed_cb (gpointer data)
{
  DwdSyncStatus *self = data;

  self->emit_source = 0;
  g_signal_emit (self, signals[CHANGED], 0);

  return G_SOURCE_REMOVE;
}

static void
dwd_sync_status_dispose (GObject *object)
{
  DwdSyncStatus *self = DWD_SYNC_STATUS (object);

  g_clear_handle_id (&self->emit_source, g_source_remove);

  G_OBJECT_CLASS (dwd_sync_status_parent_class)->dispose (object);
}

static void
dwd_sync_status_class_init (DwdSyncStatusClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwd_sync_status_dispose;

  /**
   * DwdSyncStatus::changed:
   *
   * Some field changed; at most once per turn of the main loop.
   */
  signals[CHANGED] = g_signal_new ("changed", DWD_TYPE_SYNC_STATUS, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
dwd_sync_status_init (DwdSyncStatus *self)
{
  self->fields.since_us = DWD_TIME_NONE;
  self->fields.last_heard_us = DWD_TIME_NONE;
  self->fields.next_try_us = DWD_TIME_NONE;
}

DwdSyncStatus *
dwd_sync_status_new (void)
{
  return g_object_new (DWD_TYPE_SYNC_STATUS, NULL);
}

/**
 * dwd_sync_status_peek:
 * @self: a status
 *
 * Returns: (transfer none): the fields as they are now; valid until the next update
 */
const DwdSyncStatusFields *
dwd_sync_status_peek (DwdSyncStatus *self)
{
  g_return_val_if_fail (DWD_IS_SYNC_STATUS (self), NULL);

  return &self->fields;
}

static gboolean
fields_are_equal (const DwdSyncStatusFields *a,
                  const DwdSyncStatusFields *b)
{
  return a->state == b->state && a->failure == b->failure && a->since_us == b->since_us &&
         a->last_heard_us == b->last_heard_us && a->next_try_us == b->next_try_us &&
         a->queued == b->queued && a->failed == b->failed && a->conflicts == b->conflicts &&
         a->sent == b->sent && a->pulled == b->pulled && a->pull_done == b->pull_done &&
         a->pull_total == b->pull_total && a->refused == b->refused;
}

/**
 * dwd_sync_status_update:
 * @self: a status
 * @fields: all fields anew; copied
 *
 * For the engine alone.
 */
void
dwd_sync_status_update (DwdSyncStatus             *self,
                        const DwdSyncStatusFields *fields)
{
  g_return_if_fail (DWD_IS_SYNC_STATUS (self));
  g_return_if_fail (fields != NULL);

  if (fields_are_equal (&self->fields, fields))
    return;

  self->fields = *fields;
  if (self->emit_source == 0)
    self->emit_source = g_idle_add_full (G_PRIORITY_DEFAULT, emit_changed_cb, self, NULL);
}
