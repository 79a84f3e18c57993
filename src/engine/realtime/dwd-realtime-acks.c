/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-realtime"

#include "config.h"

#include "dwd-realtime-private.h"

#define ACK_PATIENCE_MS 10000

/* An event whose acknowledgement is awaited: answered, too late, given up or its connection lost. */
typedef struct
{
  GTask *task;          /* (owned) */
  gint64 id;
  guint timeout_id;
  gulong cancel_id;
} Ack;

static void
ack_free (gpointer data)
{
  Ack *ack = data;
  GCancellable *cancellable = g_task_get_cancellable (ack->task);

  g_clear_handle_id (&ack->timeout_id, g_source_remove);
  if (ack->cancel_id != 0)
    g_signal_handler_disconnect (cancellable, ack->cancel_id);
  g_object_unref (ack->task);
  g_free (ack);
}

static Ack *
take_ack (DwdRealtime *self,
          gint64       id)
{
  gpointer key = NULL;
  gpointer ack = NULL;

  if (!g_hash_table_steal_extended (self->acks, &id, &key, &ack))
    return NULL;

  return ack;
}

static void
fail (DwdRealtime *self,
      gint64       id,
      DwdFailure   failure,
      const char  *message)
{
  Ack *ack = take_ack (self, id);

  if (ack == NULL)
    return;

  g_task_return_new_error (ack->task, DWD_ERROR, (int) failure, "%s", message);
  ack_free (ack);
}

static gboolean
ack_timeout_cb (gpointer data)
{
  Ack *ack = data;

  ack->timeout_id = 0;
  fail (g_task_get_source_object (ack->task), ack->id, DWD_FAILURE_TIMEOUT,
        "The server did not acknowledge in time");
  return G_SOURCE_REMOVE;
}

typedef struct
{
  DwdRealtime *self;   /* (owned) */
  gint64 id;
} Cancellation;

static gboolean
cancel_idle_cb (gpointer data)
{
  Cancellation *cancellation = data;

  fail (cancellation->self, cancellation->id, DWD_FAILURE_CANCELLED, "Cancelled");
  return G_SOURCE_REMOVE;
}

static void
cancellation_free (gpointer data)
{
  Cancellation *cancellation = data;

  g_object_unref (cancellation->self);
  g_free (cancellation);
}

/* A handler of "cancelled" must not disconnect itself, which fail() would do: come back later. */
static void
cancelled_cb (GCancellable *cancellable,
              Ack          *ack)
{
  Cancellation *cancellation = g_new0 (Cancellation, 1);

  cancellation->self = g_object_ref (g_task_get_source_object (ack->task));
  cancellation->id = ack->id;
  g_idle_add_full (G_PRIORITY_DEFAULT, cancel_idle_cb, cancellation, cancellation_free);
}

GHashTable *
dwd_realtime_acks_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, ack_free);
}

void
dwd_realtime_acks_answer (DwdRealtime *self,
                          gint64       id,
                          const char  *args_json)
{
  Ack *ack = take_ack (self, id);

  if (ack == NULL)
    return;

  g_task_return_pointer (ack->task, g_strdup (args_json), g_free);
  ack_free (ack);
}

/* Whether the events arrived will never be known. */
void
dwd_realtime_acks_fail_all (DwdRealtime *self)
{
  GHashTableIter iter;
  gpointer id;

  for (;;)
    {
      g_hash_table_iter_init (&iter, self->acks);
      if (!g_hash_table_iter_next (&iter, &id, NULL))
        return;
      fail (self, *(gint64 *) id, DWD_FAILURE_OFFLINE, "The connection was lost");
    }
}

/**
 * dwd_realtime_emit_async:
 * @self: a realtime client
 * @event: the event's name
 * @args_json: its arguments, as the text of a JSON array
 * @cancellable: (nullable): a cancellable
 * @callback: called when the server has acknowledged, or will not
 * @user_data: for @callback
 *
 * Sends an event and waits for its acknowledgement. Fails with %DWD_FAILURE_OFFLINE when the namespace
 * is not joined, or is lost meanwhile; with %DWD_FAILURE_TIMEOUT after ten seconds.
 */
void
dwd_realtime_emit_async (DwdRealtime        *self,
                         const char         *event,
                         const char         *args_json,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Ack *ack;

  g_return_if_fail (DWD_IS_REALTIME (self));
  g_return_if_fail (event != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_realtime_emit_async);
  g_task_set_check_cancellable (task, FALSE);

  if (g_cancellable_is_cancelled (cancellable))
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_CANCELLED, "Cancelled");
      return;
    }

  if (self->state != DWD_REALTIME_JOINED)
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_OFFLINE, "Not connected");
      return;
    }

  ack = g_new0 (Ack, 1);
  ack->task = g_object_ref (task);
  ack->id = self->next_id++;
  ack->timeout_id = g_timeout_add (ACK_PATIENCE_MS, ack_timeout_cb, ack);
  g_hash_table_insert (self->acks, &ack->id, ack);
  if (cancellable != NULL)
    ack->cancel_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), ack);

  dwd_realtime_link_send_event (self->link, ack->id, event, args_json);
}

/**
 * dwd_realtime_emit_finish:
 * @self: a realtime client
 * @result: what the callback got
 * @error: a #DwdFailure in %DWD_ERROR
 *
 * Returns: (transfer full) (nullable): the acknowledgement's arguments, as the text of a JSON array
 */
char *
dwd_realtime_emit_finish (DwdRealtime  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
