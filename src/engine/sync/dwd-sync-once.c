/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-sync"

#include "config.h"

#include "dwd-sync-coordinator-private.h"

/*
 * One round for scripts, as a straight line: send, pull every collection, send what answers freed.
 * It shares pullers and pushers with the running coordinator but none of its states.
 */
typedef enum
{
  ONCE_STEP_PUSH,
  ONCE_STEP_PULL,
  ONCE_STEP_PUSH_AGAIN,
  ONCE_STEP_DONE,
} OnceStep;

typedef struct
{
  OnceStep step;
  gsize collection;          /* index of the one being pulled */
  char **watermarks;         /* (owned) */
  guint64 n_pulled;
  guint n_pushed;
  GError *error;             /* (owned) (nullable): of the first collection that failed by itself */
} Once;

static void run_step (GTask *task);

static void
once_free (Once *once)
{
  g_strfreev (once->watermarks);
  g_clear_error (&once->error);
  g_free (once);
}

static void
push_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Once *once = g_task_get_task_data (task);
  GError *error = NULL;
  guint n_done = 0;

  if (!dwd_pusher_run_finish (result, &n_done, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  once->n_pushed += n_done;
  once->step = once->step == ONCE_STEP_PUSH ? ONCE_STEP_PULL : ONCE_STEP_DONE;
  run_step (task);
}

static void
pull_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Once *once = g_task_get_task_data (task);
  DwdSyncCoordinator *self = g_task_get_source_object (task);
  GError *error = NULL;
  DwdPullCounts counts = { 0 };

  if (!dwd_puller_run_finish (result, NULL, &counts, &error) &&
      !_dwd_sync_failure_skips (dwd_failure_from_error (error)) &&
      !_dwd_sync_failure_is_local (dwd_failure_from_error (error)))
    {
      g_task_return_error (task, error);
      return;
    }

  if (error != NULL)
    {
      g_message ("a collection is left out: %s", error->message);
      if (once->error == NULL && _dwd_sync_failure_is_local (dwd_failure_from_error (error)))
        once->error = g_steal_pointer (&error);
    }
  g_clear_error (&error);
  self->refused += (guint) counts.n_refused;
  once->n_pulled += counts.n_rows;
  once->collection += 1;
  run_step (task);
}

static void
pull_collection (GTask *task)
{
  DwdSyncCoordinator *self = g_task_get_source_object (task);
  Once *once = g_task_get_task_data (task);
  gsize n_collections;
  const DwdCollection *collections = dwd_collections_get (&n_collections);
  DwdDoctype doctype;

  if (once->collection == n_collections)
    {
      once->step = ONCE_STEP_PUSH_AGAIN;
      run_step (task);
      return;
    }

  doctype = collections[once->collection].doctype;
  dwd_puller_run_async (self->backend, self->store, doctype, once->watermarks[doctype], NULL, NULL,
                        g_task_get_cancellable (task), pull_cb, g_object_ref (task));
}

static void
run_step (GTask *task)
{
  DwdSyncCoordinator *self = g_task_get_source_object (task);
  Once *once = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return;

  switch (once->step)
    {
    case ONCE_STEP_PUSH:
    case ONCE_STEP_PUSH_AGAIN:
      dwd_pusher_run_async (self->backend, self->outbox, g_task_get_cancellable (task), push_cb,
                            g_object_ref (task));
      break;

    case ONCE_STEP_PULL:
      pull_collection (task);
      break;

    case ONCE_STEP_DONE:
    default:
      if (once->error != NULL)
        g_task_return_error (task, g_steal_pointer (&once->error));
      else
        g_task_return_boolean (task, TRUE);
      break;
    }
}

static void
load_watermarks_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Once *once = g_task_get_task_data (task);
  GError *error = NULL;

  once->watermarks = dwd_store_load_watermarks_finish (DWD_STORE (object), result, &error);
  if (once->watermarks == NULL)
    g_task_return_error (task, error);
  else
    run_step (task);
}

/**
 * dwd_sync_coordinator_run_once_async:
 * @self: a coordinator that is not started
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: for @callback
 */
void
dwd_sync_coordinator_run_once_async (DwdSyncCoordinator *self,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DWD_IS_SYNC_COORDINATOR (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_sync_coordinator_run_once_async);
  g_task_set_task_data (task, g_new0 (Once, 1), (GDestroyNotify) once_free);
  dwd_store_load_watermarks_async (self->store, load_watermarks_cb, g_object_ref (task));
}

/**
 * dwd_sync_coordinator_run_once_finish:
 * @self: a coordinator
 * @result: the result
 * @n_pulled: (out) (optional): rows that came over the wire
 * @n_pushed: (out) (optional): operations the server has acknowledged
 * @error: where a %DWD_ERROR goes
 *
 * Returns: whether everything was done
 */
gboolean
dwd_sync_coordinator_run_once_finish (DwdSyncCoordinator *self,
                                      GAsyncResult       *result,
                                      guint64            *n_pulled,
                                      guint              *n_pushed,
                                      GError            **error)
{
  Once *once;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  once = g_task_get_task_data (G_TASK (result));
  if (n_pulled != NULL)
    *n_pulled = once->n_pulled;
  if (n_pushed != NULL)
    *n_pushed = once->n_pushed;

  return g_task_propagate_boolean (G_TASK (result), error);
}
