/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-sync"

#include "config.h"

#include "dwd-pusher.h"

#include "base/dwd-failure.h"

/* The platform's batch size (SYNC_CONFIG). */
#define BATCH_LIMIT 100

typedef struct
{
  DwdBackend *backend;     /* (owned) */
  DwdOutbox *outbox;       /* (owned) */
  GPtrArray *ops;          /* (owned) (nullable): the batch on its way */
  guint n_pending;         /* calls that have not come back */
  gboolean is_drained;     /* nothing was left to take, and no answer has changed that since */
  gboolean is_lost;        /* an answer could be neither settled nor put back */
  guint n_done;
  guint n_refused;
  GError *error;           /* (owned) (nullable): the first one, which is the reason that matters */
} Push;

static void take_batch (GTask *task);

static void
push_free (Push *push)
{
  g_clear_object (&push->backend);
  g_clear_object (&push->outbox);
  g_clear_pointer (&push->ops, g_ptr_array_unref);
  g_clear_error (&push->error);
  g_free (push);
}

/* Whatever comes back ends here. Nothing may be on its way any more when the run ends, so that every
 * operation of it is settled, back, or known to be lost. */
static void
go_on (GTask *task)
{
  Push *push = g_task_get_task_data (task);

  push->n_pending -= 1;
  if (push->n_pending > 0)
    return;

  if (push->is_lost)
    dwd_outbox_lose_batch (push->outbox);
  if (push->error != NULL)
    g_task_return_error (task, g_steal_pointer (&push->error));
  else if (push->is_drained)
    g_task_return_boolean (task, TRUE);
  else if (!g_task_return_error_if_cancelled (task))
    take_batch (task);
}

static void
take_error (Push   *push,
            GError *error)
{
  if (push->error == NULL)
    push->error = error;
  else
    g_error_free (error);
}

static void
return_batch_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Push *push = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!dwd_outbox_act_finish (DWD_OUTBOX (object), result, NULL, &error))
    {
      g_message ("a batch could not be put back: %s", error->message);
      push->is_lost = TRUE;
    }
  go_on (task);
}

static void
return_batch (GTask        *task,
              const GError *error)
{
  Push *push = g_task_get_task_data (task);

  push->n_pending += 1;
  dwd_outbox_return_batch_async (push->outbox, push->ops, dwd_failure_from_error (error),
                                 error->message, dwd_backend_get_retry_at (push->backend),
                                 return_batch_cb, g_object_ref (task));
}

static void
settle_batch_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;
  guint n_done = 0;
  guint n_refused = 0;

  if (dwd_outbox_settle_batch_finish (DWD_OUTBOX (object), result, &n_done, &n_refused, &error))
    {
      push->n_done += n_done;
      push->n_refused += n_refused;
      push->is_drained = FALSE;
    }
  else
    {
      push->is_lost = TRUE;
      take_error (push, error);
    }
  go_on (task);
}

/* Behind a full batch there is most likely another. It is taken before this one is settled, so that the
 * server works on it meanwhile; an operation that waits for one of these is none of the next batch's. */
static void
push_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) results = dwd_backend_push_finish (DWD_BACKEND (object), result, &error);

  if (results == NULL)
    {
      return_batch (task, error);
      take_error (push, error);
    }
  else
    {
      g_autoptr (GPtrArray) ops = g_steal_pointer (&push->ops);

      if (ops->len == BATCH_LIMIT && push->error == NULL &&
          !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
        take_batch (task);
      push->n_pending += 1;
      dwd_outbox_settle_batch_async (push->outbox, ops, results, settle_batch_cb, g_object_ref (task));
    }
  go_on (task);
}

static void
take_batch_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Push *push = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) ops = dwd_outbox_take_batch_finish (DWD_OUTBOX (object), result, &error);

  if (ops == NULL)
    {
      take_error (push, error);
    }
  else if (ops->len == 0)
    {
      push->is_drained = TRUE;
    }
  else
    {
      push->ops = g_steal_pointer (&ops);
      push->n_pending += 1;
      dwd_backend_push_async (push->backend, push->ops, g_task_get_cancellable (task), push_cb,
                              g_object_ref (task));
    }
  go_on (task);
}

static void
take_batch (GTask *task)
{
  Push *push = g_task_get_task_data (task);

  push->n_pending += 1;
  dwd_outbox_take_batch_async (push->outbox, BATCH_LIMIT, take_batch_cb, g_object_ref (task));
}

/**
 * dwd_pusher_run_async:
 * @backend: the server
 * @outbox: what to send
 * @cancellable: (nullable): ends it between, or in the middle of, batches; nothing is lost
 * @callback: called when nothing can be sent any more
 * @user_data: for @callback
 */
void
dwd_pusher_run_async (DwdBackend         *backend,
                      DwdOutbox          *outbox,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Push *push;

  g_return_if_fail (DWD_IS_BACKEND (backend));
  g_return_if_fail (DWD_IS_OUTBOX (outbox));

  push = g_new0 (Push, 1);
  push->backend = g_object_ref (backend);
  push->outbox = g_object_ref (outbox);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_pusher_run_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, push, (GDestroyNotify) push_free);
  if (!g_task_return_error_if_cancelled (task))
    take_batch (task);
}

gboolean
dwd_pusher_run_finish (GAsyncResult *result,
                       guint        *n_done,
                       guint        *n_refused,
                       GError      **error)
{
  Push *push;

  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  push = g_task_get_task_data (G_TASK (result));
  if (n_done != NULL)
    *n_done = push->n_done;
  if (n_refused != NULL)
    *n_refused = push->n_refused;

  return g_task_propagate_boolean (G_TASK (result), error);
}
