/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-board-jobs.h"

#include <string.h>

struct _DwdBoardJobs
{
  GObject parent_instance;

  GSequence *jobs;       /* (owned): DwdJob, sorted */
  GHashTable *by_name;   /* (owned): name inside the job → GSequenceIter */
};

static void dwd_board_jobs_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DwdBoardJobs, dwd_board_jobs, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, dwd_board_jobs_model_init))

static int
compare_jobs (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  return dwd_board_jobs_compare ((DwdJob *) a, (DwdJob *) b);
}

static GType
dwd_board_jobs_get_item_type (GListModel *model)
{
  return DWD_TYPE_JOB;
}

static guint
dwd_board_jobs_get_n_items (GListModel *model)
{
  return (guint) g_sequence_get_length (DWD_BOARD_JOBS (model)->jobs);
}

static gpointer
dwd_board_jobs_get_item (GListModel *model,
                         guint       position)
{
  DwdBoardJobs *self = DWD_BOARD_JOBS (model);
  GSequenceIter *iter;

  if (position >= (guint) g_sequence_get_length (self->jobs))
    return NULL;

  iter = g_sequence_get_iter_at_pos (self->jobs, (int) position);

  return g_object_ref (g_sequence_get (iter));
}

static void
dwd_board_jobs_model_init (GListModelInterface *iface)
{
  iface->get_item_type = dwd_board_jobs_get_item_type;
  iface->get_n_items = dwd_board_jobs_get_n_items;
  iface->get_item = dwd_board_jobs_get_item;
}

static void
dwd_board_jobs_finalize (GObject *object)
{
  DwdBoardJobs *self = DWD_BOARD_JOBS (object);

  g_hash_table_unref (self->by_name);
  g_sequence_free (self->jobs);

  G_OBJECT_CLASS (dwd_board_jobs_parent_class)->finalize (object);
}

static void
dwd_board_jobs_class_init (DwdBoardJobsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = dwd_board_jobs_finalize;
}

static void
dwd_board_jobs_init (DwdBoardJobs *self)
{
  self->jobs = g_sequence_new (g_object_unref);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
}

DwdBoardJobs *
dwd_board_jobs_new (void)
{
  return g_object_new (DWD_TYPE_BOARD_JOBS, NULL);
}

/**
 * dwd_board_jobs_compare:
 * @a: a job
 * @b: another
 *
 * Orders by planned start, jobs without one last, then by name.
 *
 * Returns: as strcmp()
 */
int
dwd_board_jobs_compare (DwdJob *a,
                        DwdJob *b)
{
  gint64 start_a = dwd_job_get_start (a);
  gint64 start_b = dwd_job_get_start (b);

  if (start_a == DWD_TIME_NONE)
    start_a = G_MAXINT64;
  if (start_b == DWD_TIME_NONE)
    start_b = G_MAXINT64;

  if (start_a != start_b)
    return start_a < start_b ? -1 : 1;

  return strcmp (dwd_job_get_name (a), dwd_job_get_name (b));
}

/**
 * dwd_board_jobs_lookup:
 * @self: a list
 * @name: a job's name
 *
 * Returns: (transfer none) (nullable): the job
 */
DwdJob *
dwd_board_jobs_lookup (DwdBoardJobs *self,
                       const char   *name)
{
  GSequenceIter *iter;

  g_return_val_if_fail (DWD_IS_BOARD_JOBS (self), NULL);

  iter = name != NULL ? g_hash_table_lookup (self->by_name, name) : NULL;

  return iter != NULL ? g_sequence_get (iter) : NULL;
}

static void
add_job (gpointer job,
         gpointer jobs)
{
  g_ptr_array_add (jobs, g_object_ref (job));
}

/* (transfer full) (element-type DwdJob): all of them, in order; position by position would take longer. */
GPtrArray *
dwd_board_jobs_dup (DwdBoardJobs *self)
{
  GPtrArray *jobs;

  g_return_val_if_fail (DWD_IS_BOARD_JOBS (self), NULL);

  jobs = g_ptr_array_new_full ((guint) g_sequence_get_length (self->jobs), g_object_unref);
  g_sequence_foreach (self->jobs, add_job, jobs);

  return jobs;
}

/**
 * dwd_board_jobs_put:
 * @self: a list
 * @job: (transfer none): a job, which replaces the one of the same name
 *
 * A job that keeps its place is announced as one replaced item, so that list views keep their
 * selection and scroll position.
 */
void
dwd_board_jobs_put (DwdBoardJobs *self,
                    DwdJob       *job)
{
  GSequenceIter *iter;
  DwdJob *old;

  g_return_if_fail (DWD_IS_BOARD_JOBS (self));
  g_return_if_fail (DWD_IS_JOB (job));

  old = dwd_board_jobs_lookup (self, dwd_job_get_name (job));
  if (old != NULL && dwd_job_get_start (old) == dwd_job_get_start (job))
    {
      guint position;

      iter = g_hash_table_lookup (self->by_name, dwd_job_get_name (job));
      position = (guint) g_sequence_iter_get_position (iter);
      g_hash_table_remove (self->by_name, dwd_job_get_name (job));
      g_sequence_set (iter, g_object_ref (job));
      g_hash_table_insert (self->by_name, (gpointer) dwd_job_get_name (job), iter);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
      return;
    }

  if (old != NULL)
    dwd_board_jobs_remove (self, dwd_job_get_name (job));

  iter = g_sequence_insert_sorted (self->jobs, g_object_ref (job), compare_jobs, NULL);
  g_hash_table_insert (self->by_name, (gpointer) dwd_job_get_name (job), iter);
  g_list_model_items_changed (G_LIST_MODEL (self), (guint) g_sequence_iter_get_position (iter), 0, 1);
}

/**
 * dwd_board_jobs_remove:
 * @self: a list
 * @name: a job's name
 *
 * Returns: whether it was there
 */
gboolean
dwd_board_jobs_remove (DwdBoardJobs *self,
                       const char   *name)
{
  GSequenceIter *iter;
  guint position;

  g_return_val_if_fail (DWD_IS_BOARD_JOBS (self), FALSE);

  iter = g_hash_table_lookup (self->by_name, name);
  if (iter == NULL)
    return FALSE;

  position = (guint) g_sequence_iter_get_position (iter);
  g_hash_table_remove (self->by_name, name);
  g_sequence_remove (iter);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);

  return TRUE;
}

/**
 * dwd_board_jobs_replace:
 * @self: a list
 * @jobs: (element-type DwdJob): what it holds from now on; of equal names the last counts
 */
void
dwd_board_jobs_replace (DwdBoardJobs *self,
                        GPtrArray    *jobs)
{
  guint n_old;

  g_return_if_fail (DWD_IS_BOARD_JOBS (self));
  g_return_if_fail (jobs != NULL);

  n_old = (guint) g_sequence_get_length (self->jobs);
  g_hash_table_remove_all (self->by_name);
  g_sequence_remove_range (g_sequence_get_begin_iter (self->jobs),
                           g_sequence_get_end_iter (self->jobs));

  for (guint i = 0; i < jobs->len; i++)
    {
      DwdJob *job = g_ptr_array_index (jobs, i);
      GSequenceIter *twin = g_hash_table_lookup (self->by_name, dwd_job_get_name (job));

      if (twin != NULL)
        {
          g_hash_table_remove (self->by_name, dwd_job_get_name (job));
          g_sequence_remove (twin);
        }
      g_hash_table_insert (self->by_name, (gpointer) dwd_job_get_name (job),
                           g_sequence_append (self->jobs, g_object_ref (job)));
    }

  g_sequence_sort (self->jobs, compare_jobs, NULL);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_old,
                              (guint) g_sequence_get_length (self->jobs));
}
