/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-engine"

#include "config.h"

#include "dwd-engine-private.h"

/* What screens and scripts read from the cache. */

/**
 * dwd_engine_list_jobs:
 * @self: an engine
 * @query: which jobs, in which order; copied
 *
 * Returns: (transfer full): a list that follows the cache; empty while nobody is signed in
 */
DwdPagedList *
dwd_engine_list_jobs (DwdEngine         *self,
                      const DwdJobQuery *query)
{
  g_autoptr (DwdPageSource) source = NULL;
  DwdPagedList *list;
  GWeakRef *reference;

  g_return_val_if_fail (DWD_IS_ENGINE (self), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  if (self->store == NULL)
    return NULL;

  source = dwd_store_list_jobs (self->store, query);
  list = dwd_paged_list_new (source);
  reference = g_new0 (GWeakRef, 1);
  g_weak_ref_init (reference, list);
  g_ptr_array_add (self->lists, reference);

  return list;
}

static void
load_job_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) jobs = dwd_store_load_jobs_finish (DWD_STORE (object), result, &error);

  if (jobs == NULL)
    g_task_return_error (task, error);
  else if (jobs->len == 0)
    g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_NOT_FOUND, "the job is not here");
  else
    g_task_return_pointer (task, g_object_ref (g_ptr_array_index (jobs, 0)), g_object_unref);
}

void
dwd_engine_load_job_async (DwdEngine          *self,
                           const char         *name,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  const char *names[] = { name, NULL };

  g_return_if_fail (DWD_IS_ENGINE (self));
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_engine_load_job_async);
  if (_dwd_engine_check_account (self, task))
    dwd_store_load_jobs_async (self->store, names, cancellable, load_job_cb,
                               g_steal_pointer (&task));
}

/**
 * dwd_engine_load_job_finish:
 * @self: an engine
 * @result: the result
 * @error: where a %DWD_ERROR goes
 *
 * Returns: (transfer full) (nullable): the job
 */
DwdJob *
dwd_engine_load_job_finish (DwdEngine    *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
load_history_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *entries = dwd_store_load_history_finish (DWD_STORE (object), result, &error);

  if (entries != NULL)
    g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
dwd_engine_load_history_async (DwdEngine          *self,
                               const char         *job,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DWD_IS_ENGINE (self));
  g_return_if_fail (job != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_engine_load_history_async);
  if (_dwd_engine_check_account (self, task))
    dwd_store_load_history_async (self->store, job, cancellable, load_history_cb,
                                  g_steal_pointer (&task));
}

GPtrArray *
dwd_engine_load_history_finish (DwdEngine    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
count_documents_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree guint64 *counts = g_new0 (guint64, DWD_N_DOCTYPES);
  GError *error = NULL;

  if (dwd_store_count_documents_finish (DWD_STORE (object), result, counts, &error))
    g_task_return_pointer (task, g_steal_pointer (&counts), g_free);
  else
    g_task_return_error (task, error);
}

void
dwd_engine_count_documents_async (DwdEngine          *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DWD_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_engine_count_documents_async);
  if (_dwd_engine_check_account (self, task))
    dwd_store_count_documents_async (self->store, cancellable, count_documents_cb,
                                     g_steal_pointer (&task));
}

guint64 *
dwd_engine_count_documents_finish (DwdEngine    *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
query_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *rows = dwd_store_query_finish (DWD_STORE (object), result, &error);

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
dwd_engine_query_async (DwdEngine          *self,
                        const char         *doctype,
                        const char         *where,
                        const char         *order,
                        guint               limit,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  DwdDoctype known;

  g_return_if_fail (DWD_IS_ENGINE (self));
  g_return_if_fail (doctype != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_engine_query_async);
  if (!_dwd_engine_check_account (self, task))
    return;

  known = dwd_doctype_from_name (doctype);
  if (known == DWD_DOCTYPE_UNKNOWN)
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_INVALID, "no DocType “%s” is kept",
                               doctype);
      return;
    }

  dwd_store_query_async (self->store, known, where, order, limit, cancellable, query_cb,
                         g_steal_pointer (&task));
}

GPtrArray *
dwd_engine_query_finish (DwdEngine    *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
