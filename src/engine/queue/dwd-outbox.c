/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-queue"

#include "config.h"

#include "dwd-outbox.h"

#include "dwd-outbox-private.h"
#include "store/dwd-store-main.h"

/*
 * The main context's half of the outbox: a list model kept in step with the table by what the store tells
 * after each commit, and calls that carry their arguments to the worker.
 */
struct _DwdOutbox
{
  GObject parent_instance;

  DwdStore *store;      /* (owned) */
  DwdClock *clock;      /* (owned) */
  GListStore *list;     /* (owned): of DwdOperation, by seq */
  gboolean lost_batch;  /* some are marked as sent that nobody waits for */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DwdOutbox, dwd_outbox, G_TYPE_OBJECT)

static void
call_free (gpointer data)
{
  DwdOutboxCall *call = data;

  dwd_zone_unref (call->site_zone);
  g_free (call->name);
  g_free (call->changes);
  g_free (call->detail);
  g_free (call->message);
  g_clear_pointer (&call->ops, g_ptr_array_unref);
  g_clear_pointer (&call->results, g_ptr_array_unref);
  g_free (call);
}

static GTask *
task_new (DwdOutbox          *self,
          gpointer            tag,
          GAsyncReadyCallback callback,
          gpointer            user_data,
          DwdOutboxCall     **call)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  *call = g_new0 (DwdOutboxCall, 1);
  (*call)->now_us = dwd_clock_get_now (self->clock);
  (*call)->site_zone = dwd_zone_ref (dwd_store_get_site_zone (self->store));
  (*call)->retry_at_us = DWD_TIME_NONE;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, *call, call_free);
  return task;
}

/* Where @seq is, or would be. */
static gboolean
find_seq (DwdOutbox *self,
          gint64     seq,
          guint     *position)
{
  guint low = 0;
  guint high = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      g_autoptr (DwdOperation) operation = g_list_model_get_item (G_LIST_MODEL (self->list), middle);
      gint64 held = dwd_operation_get_seq (operation);

      if (held == seq)
        {
          *position = middle;
          return TRUE;
        }
      if (held < seq)
        low = middle + 1;
      else
        high = middle;
    }
  *position = low;
  return FALSE;
}

static int
compare_seq (gconstpointer a,
             gconstpointer b)
{
  gint64 left = dwd_operation_get_seq (*(DwdOperation *const *) a);
  gint64 right = dwd_operation_get_seq (*(DwdOperation *const *) b);

  return (left > right) - (left < right);
}

static void
put_operation (DwdOutbox    *self,
               DwdOperation *operation)
{
  gpointer items[] = { operation };
  guint position = 0;
  gboolean found = find_seq (self, dwd_operation_get_seq (operation), &position);

  g_list_store_splice (self->list, position, found ? 1 : 0, items, 1);
}

static void
operations_changed_cb (DwdStore  *store,
                       GPtrArray *operations,
                       GArray    *gone,
                       DwdOutbox *self)
{
  guint position = 0;

  for (guint i = 0; i < gone->len; i++)
    if (find_seq (self, g_array_index (gone, gint64, i), &position))
      g_list_store_remove (self->list, position);
  g_ptr_array_sort (operations, compare_seq);
  for (guint i = 0; i < operations->len; i++)
    put_operation (self, g_ptr_array_index (operations, i));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
dwd_outbox_dispose (GObject *object)
{
  DwdOutbox *self = DWD_OUTBOX (object);

  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (dwd_outbox_parent_class)->dispose (object);
}

static void
dwd_outbox_class_init (DwdOutboxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dwd_outbox_dispose;

  /**
   * DwdOutbox::changed:
   * @self: the outbox
   *
   * Rows or counts changed; the list is up to date. At most once per turn of the main loop.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
dwd_outbox_init (DwdOutbox *self)
{
  self->list = g_list_store_new (DWD_TYPE_OPERATION);
}

/**
 * dwd_outbox_new:
 * @store: an open store
 * @clock: what says when an operation was made and may be tried again
 *
 * Returns: (transfer full): an outbox, empty until it is reloaded
 */
DwdOutbox *
dwd_outbox_new (DwdStore *store,
                DwdClock *clock)
{
  DwdOutbox *self = NULL;

  g_return_val_if_fail (DWD_IS_STORE (store), NULL);
  g_return_val_if_fail (DWD_IS_CLOCK (clock), NULL);

  self = g_object_new (DWD_TYPE_OUTBOX, NULL);
  self->store = g_object_ref (store);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (store, "operations-changed", G_CALLBACK (operations_changed_cb), self, 0);
  return self;
}

/* A crash between sending and the answer leaves rows SENDING: they go again, and their ids tell the
 * server whether it has seen them. All rows are noted, so that the list learns of them the way it learns
 * of every later change, in order. */
gboolean
dwd_outbox_reload_work (DwdStoreTxn *txn,
                        gpointer     data,
                        GError     **error)
{
  g_autoptr (GPtrArray) rows = dwd_outbox_list_all (txn->db, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      DwdOutboxRow *row = g_ptr_array_index (rows, i);

      dwd_txn_note_operation (txn, row->seq);
      if (row->state != DWD_OPERATION_SENDING)
        continue;
      row->state = DWD_OPERATION_WAITING;
      if (!dwd_outbox_row_save (txn, row, error) ||
          !dwd_outbox_release_record (txn, row->doctype, row->name, error))
        return FALSE;
    }
  return TRUE;
}

void
dwd_outbox_reload_async (DwdOutbox          *self,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  DwdOutboxCall *call = NULL;

  g_return_if_fail (DWD_IS_OUTBOX (self));

  dwd_store_push_write (self->store, task_new (self, dwd_outbox_reload_async, callback, user_data,
                                               &call),
                        FALSE, dwd_outbox_reload_work);
}

GListModel *
dwd_outbox_get_list (DwdOutbox *self)
{
  g_return_val_if_fail (DWD_IS_OUTBOX (self), NULL);

  return G_LIST_MODEL (self->list);
}

static void
count_operation (DwdOutboxCounts *counts,
                 DwdOperation    *operation,
                 gint64           now_us)
{
  gint64 next_us = dwd_operation_get_next_try (operation);

  switch (dwd_operation_get_state (operation))
    {
    case DWD_OPERATION_WAITING:
      counts->queued++;
      if (next_us == DWD_TIME_NONE || next_us <= now_us)
        counts->ready = TRUE;
      else if (counts->next_try_us == DWD_TIME_NONE || next_us < counts->next_try_us)
        counts->next_try_us = next_us;
      break;

    case DWD_OPERATION_SENDING:
    case DWD_OPERATION_BLOCKED:
      counts->queued++;
      break;

    case DWD_OPERATION_CONFLICT:
      counts->conflicts++;
      break;

    case DWD_OPERATION_FAILED:
      counts->failed++;
      break;

    case DWD_OPERATION_DONE:
    default:
      break;
    }
}

void
dwd_outbox_get_counts (DwdOutbox       *self,
                       DwdOutboxCounts *counts)
{
  guint n_items = 0;
  gint64 now_us = 0;

  g_return_if_fail (DWD_IS_OUTBOX (self));

  *counts = (DwdOutboxCounts) { .ready = self->lost_batch, .next_try_us = DWD_TIME_NONE };
  now_us = dwd_clock_get_now (self->clock);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (DwdOperation) operation = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      count_operation (counts, operation, now_us);
    }
}

void
dwd_outbox_act_async (DwdOutbox          *self,
                      DwdDoctype          doctype,
                      const char         *name,
                      DwdOpKind           kind,
                      DwdVerb             verb,
                      const char         *changes,
                      const char         *detail,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  DwdOutboxCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_OUTBOX (self));
  g_return_if_fail (kind == DWD_OP_INSERT || name != NULL);

  task = task_new (self, dwd_outbox_act_async, callback, user_data, &call);
  call->doctype = doctype;
  call->name = g_strdup (name);
  call->kind = kind;
  call->verb = verb;
  call->changes = g_strdup (changes);
  call->detail = g_strdup (detail != NULL ? detail : "");
  dwd_store_push_write (self->store, task, TRUE, dwd_outbox_act_work);
}

gboolean
dwd_outbox_act_finish (DwdOutbox    *self,
                       GAsyncResult *result,
                       char        **name,
                       GError      **error)
{
  DwdOutboxCall *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  call = g_task_get_task_data (G_TASK (result));
  if (name != NULL)
    *name = g_strdup (call->name);
  return TRUE;
}

void
dwd_outbox_take_batch_async (DwdOutbox          *self,
                             guint               limit,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  DwdOutboxCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_OUTBOX (self));

  task = task_new (self, dwd_outbox_take_batch_async, callback, user_data, &call);
  call->limit = limit;
  call->recover = self->lost_batch;
  self->lost_batch = FALSE;
  dwd_store_push_write (self->store, task, FALSE, dwd_outbox_take_batch_work);
}

/**
 * dwd_outbox_lose_batch:
 * @self: an outbox
 *
 * To be called where a batch that was taken could be neither settled nor returned, once none is on its
 * way any more.
 */
void
dwd_outbox_lose_batch (DwdOutbox *self)
{
  g_return_if_fail (DWD_IS_OUTBOX (self));

  self->lost_batch = TRUE;
}

/**
 * dwd_outbox_take_batch_finish:
 * @self: an outbox
 * @result: the result
 * @error: return location for a %DWD_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type DwdBatchOp): what to send; empty: nothing
 */
GPtrArray *
dwd_outbox_take_batch_finish (DwdOutbox    *self,
                              GAsyncResult *result,
                              GError      **error)
{
  DwdOutboxCall *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  call = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    {
      self->lost_batch |= call->recover;
      return NULL;
    }
  return g_steal_pointer (&call->ops);
}

/**
 * dwd_outbox_settle_batch_async:
 * @self: an outbox
 * @ops: (element-type DwdBatchOp): as they were taken; not to be changed until @callback
 * @results: (element-type DwdBatchResult): the answers; not to be changed until @callback
 * @callback: when the answers are in the cache
 * @user_data: for @callback
 */
void
dwd_outbox_settle_batch_async (DwdOutbox          *self,
                               GPtrArray          *ops,
                               GPtrArray          *results,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  DwdOutboxCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_OUTBOX (self));

  task = task_new (self, dwd_outbox_settle_batch_async, callback, user_data, &call);
  call->ops = g_ptr_array_ref (ops);
  call->results = g_ptr_array_ref (results);
  dwd_store_push_write (self->store, task, FALSE, dwd_outbox_settle_batch_work);
}

gboolean
dwd_outbox_settle_batch_finish (DwdOutbox    *self,
                                GAsyncResult *result,
                                guint        *n_done,
                                guint        *n_refused,
                                GError      **error)
{
  DwdOutboxCall *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  call = g_task_get_task_data (G_TASK (result));
  if (n_done != NULL)
    *n_done = call->n_done;
  if (n_refused != NULL)
    *n_refused = call->n_refused;
  return TRUE;
}

void
dwd_outbox_return_batch_async (DwdOutbox          *self,
                               GPtrArray          *ops,
                               DwdFailure          failure,
                               const char         *message,
                               gint64              retry_at_us,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  DwdOutboxCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_OUTBOX (self));

  task = task_new (self, dwd_outbox_return_batch_async, callback, user_data, &call);
  call->ops = g_ptr_array_ref (ops);
  call->failure = failure;
  call->message = g_strdup (message);
  call->retry_at_us = retry_at_us;
  dwd_store_push_write (self->store, task, FALSE, dwd_outbox_return_batch_work);
}

static void
push_seq (DwdOutbox          *self,
          gpointer            tag,
          gint64              seq,
          const char         *extra,
          gboolean            keep_mine,
          DwdStoreWork        work,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  DwdOutboxCall *call = NULL;
  GTask *task = task_new (self, tag, callback, user_data, &call);

  call->seq = seq;
  call->changes = g_strdup (extra);
  call->keep_mine = keep_mine;
  dwd_store_push_write (self->store, task, TRUE, work);
}

void
dwd_outbox_retry_async (DwdOutbox          *self,
                        gint64              seq,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_return_if_fail (DWD_IS_OUTBOX (self));

  push_seq (self, dwd_outbox_retry_async, seq, NULL, FALSE, dwd_outbox_retry_work, callback, user_data);
}

void
dwd_outbox_discard_async (DwdOutbox          *self,
                          gint64              seq,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (DWD_IS_OUTBOX (self));

  push_seq (self, dwd_outbox_discard_async, seq, NULL, FALSE, dwd_outbox_discard_work, callback,
            user_data);
}

void
dwd_outbox_amend_async (DwdOutbox          *self,
                        gint64              seq,
                        const char         *extra,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_return_if_fail (DWD_IS_OUTBOX (self));

  push_seq (self, dwd_outbox_amend_async, seq, extra, FALSE, dwd_outbox_amend_work, callback, user_data);
}

void
dwd_outbox_settle_conflict_async (DwdOutbox          *self,
                                  gint64              seq,
                                  gboolean            keep_mine,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_return_if_fail (DWD_IS_OUTBOX (self));

  push_seq (self, dwd_outbox_settle_conflict_async, seq, NULL, keep_mine,
            dwd_outbox_settle_conflict_work, callback, user_data);
}
