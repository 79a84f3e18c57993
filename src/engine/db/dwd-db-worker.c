/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-db"

#include "config.h"

#include "dwd-db-worker.h"

#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#define BACKGROUND_NICENESS 5

struct _DwdDbWorker
{
  gatomicrefcount refs;
  char *name;
  GAsyncQueue *queue;          /* of Command (owned) */
  GMutex mutex;                /* orders push against quit */
  gboolean quitting;           /* under the mutex */
  int stopping;                /* atomic: reads stop */
  gboolean background;         /* set before the thread begins */
  DwdDb *db;                   /* (nullable) (worker thread) */
};

typedef struct
{
  DwdCommandKind kind;
  GTask *task;
  DwdCommandFunc func;
  gpointer data;
  GDestroyNotify data_free;    /* (nullable) */
} Command;

static gboolean
release_task_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

/* The last reference on a task drops its source object, a GObject of the main context. Were it
 * dropped here, that object could be finalized on this thread. */
static void
command_free (Command *command)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, release_task_cb, command->task, g_object_unref);
  g_source_attach (source, g_task_get_context (command->task));
  if (command->data_free != NULL)
    command->data_free (command->data);
  g_free (command);
}

static void
return_cancelled (GTask *task)
{
  g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_CANCELLED, "The cache is closing");
}

static gboolean
is_dropped (DwdDbWorker *self,
            Command     *command)
{
  if (command->kind != DWD_COMMAND_READ)
    return FALSE;
  return g_atomic_int_get (&self->stopping) != 0 ||
         g_cancellable_is_cancelled (g_task_get_cancellable (command->task));
}

static void
run_command (DwdDbWorker *self,
             Command     *command)
{
  if (is_dropped (self, command))
    {
      return_cancelled (command->task);
      return;
    }

  if (self->db != NULL && command->kind == DWD_COMMAND_READ)
    dwd_db_set_cancellable (self->db, g_task_get_cancellable (command->task));
  command->func (self, command->task, command->data);
  if (self->db != NULL)
    dwd_db_set_cancellable (self->db, NULL);
}

/* Of a thread alone, which Linux allows. A first sync keeps a processor busy for seconds; a person who
 * scrolls meanwhile comes first. */
static void
yield_to_others (void)
{
  if (setpriority (PRIO_PROCESS, (id_t) gettid (), BACKGROUND_NICENESS) != 0)
    g_debug ("A worker keeps its priority: %s", g_strerror (errno));
}

static gpointer
worker_thread (gpointer data)
{
  DwdDbWorker *self = data;
  gboolean done = FALSE;

  if (self->background)
    yield_to_others ();

  while (!done)
    {
      Command *command = g_async_queue_pop (self->queue);

      done = command->kind == DWD_COMMAND_CLOSE;
      run_command (self, command);
      command_free (command);
    }

  dwd_db_worker_take_db (self, NULL);
  dwd_db_worker_unref (self);
  return NULL;
}

static DwdDbWorker *
start_worker (const char *name,
              gboolean    background)
{
  DwdDbWorker *self = g_new0 (DwdDbWorker, 1);

  self->background = background;
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  self->name = g_strdup (name);
  self->queue = g_async_queue_new_full ((GDestroyNotify) command_free);
  /* The thread keeps the worker and is never joined. */
  g_thread_unref (g_thread_new (name, worker_thread, dwd_db_worker_ref (self)));
  return self;
}

DwdDbWorker *
dwd_db_worker_new (const char *name)
{
  return start_worker (name, FALSE);
}

DwdDbWorker *
dwd_db_worker_new_background (const char *name)
{
  return start_worker (name, TRUE);
}

DwdDbWorker *
dwd_db_worker_ref (DwdDbWorker *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
dwd_db_worker_unref (DwdDbWorker *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_assert (self->db == NULL);
  g_async_queue_unref (self->queue);
  g_mutex_clear (&self->mutex);
  g_free (self->name);
  g_free (self);
}

static void
enqueue (DwdDbWorker *self,
         Command     *command)
{
  gboolean accepted = FALSE;

  g_mutex_lock (&self->mutex);
  accepted = !self->quitting;
  if (accepted)
    {
      self->quitting = command->kind == DWD_COMMAND_CLOSE;
      g_async_queue_push (self->queue, command);
    }
  g_mutex_unlock (&self->mutex);

  if (!accepted)
    {
      return_cancelled (command->task);
      command_free (command);
    }
}

static Command *
command_new (DwdCommandKind kind,
             GTask         *task,
             DwdCommandFunc func,
             gpointer       data,
             GDestroyNotify data_free)
{
  Command *command = g_new0 (Command, 1);

  command->kind = kind;
  command->task = task;
  command->func = func;
  command->data = data;
  command->data_free = data_free;
  return command;
}

void
dwd_db_worker_push (DwdDbWorker   *self,
                    DwdCommandKind kind,
                    GTask         *task,
                    DwdCommandFunc func,
                    gpointer       data,
                    GDestroyNotify data_free)
{
  g_return_if_fail (kind != DWD_COMMAND_CLOSE);

  enqueue (self, command_new (kind, task, func, data, data_free));
}

void
dwd_db_worker_quit (DwdDbWorker   *self,
                    GTask         *task,
                    DwdCommandFunc func,
                    gpointer       data,
                    GDestroyNotify data_free)
{
  g_atomic_int_set (&self->stopping, 1);
  enqueue (self, command_new (DWD_COMMAND_CLOSE, task, func, data, data_free));
}

DwdDb *
dwd_db_worker_get_db (DwdDbWorker *self)
{
  return self->db;
}

void
dwd_db_worker_take_db (DwdDbWorker *self,
                       DwdDb       *db)
{
  if (self->db != NULL)
    dwd_db_close (self->db);
  self->db = db;
  if (db != NULL)
    dwd_db_set_stop_flag (db, &self->stopping);
}
