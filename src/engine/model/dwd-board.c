/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-board.h"

#include <math.h>
#include <string.h>

#include "dwd-board-jobs.h"

/* No organisation has as many technicians; whoever invents names must not fill the memory. */
#define MOST_POSITIONS 20000

/*
 * The board keeps three things in step: the sorted list of jobs, an index of them by technician, and
 * what is known of each technician. Bulk changes come through dwd_board_take_jobs(), single ones
 * through put and remove; either way listeners hear of it once per turn of the main loop, before the
 * next frame.
 */
struct _DwdBoard
{
  GObject parent_instance;

  DwdZone *zone;                 /* (owned) */
  gint64 start_us;
  gint64 end_us;
  gboolean loading;

  DwdBoardJobs *jobs;              /* (owned) */
  GHashTable *by_employee;       /* (owned): employee → GPtrArray of DwdJob, in order */
  GListStore *technicians;       /* (owned): DwdTechnician */
  GHashTable *technician_index;  /* (owned): name → DwdTechnician */
  GHashTable *spans;             /* (owned): employee → GArray of DwdSpan */
  GHashTable *positions;         /* (owned): employee → DwdPosition */

  GHashTable *changed_jobs;      /* (owned): names since the last emission */
  gboolean all_jobs_changed;
  gboolean technicians_changed;
  gboolean positions_changed;
  guint emit_source;
};

typedef enum
{
  PROP_LOADING = 1,
} DwdBoardProperty;

static GParamSpec *properties[PROP_LOADING + 1];

enum
{
  JOBS_CHANGED,
  TECHNICIANS_CHANGED,
  POSITIONS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DwdBoard, dwd_board, G_TYPE_OBJECT)

static void
clear_span (gpointer data)
{
  DwdSpan *span = data;

  g_clear_pointer (&span->label, g_free);
}

static void
emit_jobs_changed (DwdBoard *self)
{
  g_autoptr (GHashTable) names = NULL;

  if (!self->all_jobs_changed && g_hash_table_size (self->changed_jobs) == 0)
    return;

  if (!self->all_jobs_changed)
    names = g_steal_pointer (&self->changed_jobs);
  else
    g_hash_table_unref (self->changed_jobs);

  self->changed_jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->all_jobs_changed = FALSE;
  g_signal_emit (self, signals[JOBS_CHANGED], 0, names);
}

static gboolean
emit_changes_cb (gpointer data)
{
  g_autoptr (DwdBoard) self = g_object_ref (DWD_BOARD (data));

  self->emit_source = 0;

  if (self->technicians_changed)
    {
      self->technicians_changed = FALSE;
      g_signal_emit (self, signals[TECHNICIANS_CHANGED], 0);
    }

  emit_jobs_changed (self);

  if (self->positions_changed)
    {
      self->positions_changed = FALSE;
      g_signal_emit (self, signals[POSITIONS_CHANGED], 0);
    }

  return G_SOURCE_REMOVE;
}

/* The default priority lies above that of redrawing: what changed is told before it is painted. */
static void
queue_emission (DwdBoard *self)
{
  if (self->emit_source == 0)
    self->emit_source = g_idle_add_full (G_PRIORITY_DEFAULT, emit_changes_cb, self, NULL);
}

static void
note_job_changed (DwdBoard   *self,
                  const char *name)
{
  if (!self->all_jobs_changed)
    g_hash_table_add (self->changed_jobs, g_strdup (name));
  queue_emission (self);
}

static void
index_job (DwdBoard *self,
           DwdJob   *job)
{
  const char *employee = dwd_job_get_assigned_to (job);
  GPtrArray *list;
  guint position;

  if (employee[0] == '\0')
    return;

  list = g_hash_table_lookup (self->by_employee, employee);
  if (list == NULL)
    {
      list = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self->by_employee, g_strdup (employee), list);
    }

  /* A technician has a dozen jobs a day and most arrive in order: looking from the end is enough. */
  for (position = list->len; position > 0; position--)
    {
      if (dwd_board_jobs_compare (g_ptr_array_index (list, position - 1), job) <= 0)
        break;
    }
  g_ptr_array_insert (list, (int) position, g_object_ref (job));
}

static void
unindex_job (DwdBoard *self,
             DwdJob   *job)
{
  GPtrArray *list = g_hash_table_lookup (self->by_employee, dwd_job_get_assigned_to (job));

  if (list != NULL)
    g_ptr_array_remove (list, job);
}

static void
dwd_board_dispose (GObject *object)
{
  DwdBoard *self = DWD_BOARD (object);

  g_clear_handle_id (&self->emit_source, g_source_remove);

  G_OBJECT_CLASS (dwd_board_parent_class)->dispose (object);
}

static void
dwd_board_finalize (GObject *object)
{
  DwdBoard *self = DWD_BOARD (object);

  g_clear_object (&self->jobs);
  g_clear_object (&self->technicians);
  g_hash_table_unref (self->by_employee);
  g_hash_table_unref (self->technician_index);
  g_hash_table_unref (self->spans);
  g_hash_table_unref (self->positions);
  g_hash_table_unref (self->changed_jobs);
  g_clear_pointer (&self->zone, dwd_zone_unref);

  G_OBJECT_CLASS (dwd_board_parent_class)->finalize (object);
}

static void
dwd_board_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  DwdBoard *self = DWD_BOARD (object);

  switch ((DwdBoardProperty) prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    }
}

static void
dwd_board_class_init (DwdBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwd_board_dispose;
  object_class->finalize = dwd_board_finalize;
  object_class->get_property = dwd_board_get_property;

  /**
   * DwdBoard:loading:
   *
   * Whether the first load of the day is still to come.
   */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, TRUE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * DwdBoard::jobs-changed:
   * @names: (nullable): the names of jobs added, removed or replaced, %NULL for "everything"
   */
  signals[JOBS_CHANGED] = g_signal_new ("jobs-changed", DWD_TYPE_BOARD, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_HASH_TABLE);

  /**
   * DwdBoard::technicians-changed:
   *
   * Technicians or the spans of their day changed.
   */
  signals[TECHNICIANS_CHANGED] = g_signal_new ("technicians-changed", DWD_TYPE_BOARD,
                                               G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * DwdBoard::positions-changed:
   *
   * At least one position was heard.
   */
  signals[POSITIONS_CHANGED] = g_signal_new ("positions-changed", DWD_TYPE_BOARD,
                                             G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
dwd_board_init (DwdBoard *self)
{
  self->loading = TRUE;
  self->jobs = dwd_board_jobs_new ();
  self->technicians = g_list_store_new (DWD_TYPE_TECHNICIAN);
  self->by_employee = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                             (GDestroyNotify) g_ptr_array_unref);
  self->technician_index = g_hash_table_new (g_str_hash, g_str_equal);
  self->spans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_array_unref);
  self->positions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->changed_jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * dwd_board_new:
 * @zone: the organisation's zone
 * @day_us: any instant of the day to show
 *
 * Returns: (transfer full): an empty board that is still loading
 */
DwdBoard *
dwd_board_new (DwdZone *zone,
               gint64   day_us)
{
  DwdBoard *self;

  g_return_val_if_fail (zone != NULL, NULL);

  self = g_object_new (DWD_TYPE_BOARD, NULL);
  self->zone = dwd_zone_ref (zone);
  self->start_us = dwd_zone_day_start (zone, day_us, 0);
  self->end_us = dwd_zone_day_start (zone, day_us, 1);

  return self;
}

gint64
dwd_board_get_start (DwdBoard *self)
{
  g_return_val_if_fail (DWD_IS_BOARD (self), DWD_TIME_NONE);

  return self->start_us;
}

gint64
dwd_board_get_end (DwdBoard *self)
{
  g_return_val_if_fail (DWD_IS_BOARD (self), DWD_TIME_NONE);

  return self->end_us;
}

DwdZone *
dwd_board_get_zone (DwdBoard *self)
{
  g_return_val_if_fail (DWD_IS_BOARD (self), NULL);

  return self->zone;
}

gboolean
dwd_board_get_loading (DwdBoard *self)
{
  g_return_val_if_fail (DWD_IS_BOARD (self), FALSE);

  return self->loading;
}

/**
 * dwd_board_get_jobs:
 * @self: a board
 *
 * Returns: (transfer none): the jobs, by start, then name
 */
GListModel *
dwd_board_get_jobs (DwdBoard *self)
{
  g_return_val_if_fail (DWD_IS_BOARD (self), NULL);

  return G_LIST_MODEL (self->jobs);
}

DwdJob *
dwd_board_lookup_job (DwdBoard   *self,
                      const char *name)
{
  g_return_val_if_fail (DWD_IS_BOARD (self), NULL);

  return dwd_board_jobs_lookup (self->jobs, name);
}

GPtrArray *
dwd_board_get_jobs_of (DwdBoard   *self,
                       const char *employee)
{
  g_return_val_if_fail (DWD_IS_BOARD (self), NULL);

  return employee != NULL ? g_hash_table_lookup (self->by_employee, employee) : NULL;
}

/**
 * dwd_board_get_technicians:
 * @self: a board
 *
 * Returns: (transfer none): the technicians, by zone, then name
 */
GListModel *
dwd_board_get_technicians (DwdBoard *self)
{
  g_return_val_if_fail (DWD_IS_BOARD (self), NULL);

  return G_LIST_MODEL (self->technicians);
}

DwdTechnician *
dwd_board_lookup_technician (DwdBoard   *self,
                             const char *employee)
{
  g_return_val_if_fail (DWD_IS_BOARD (self), NULL);

  return employee != NULL ? g_hash_table_lookup (self->technician_index, employee) : NULL;
}

/**
 * dwd_board_get_spans:
 * @self: a board
 * @employee: a technician
 * @n_spans: (out): how many
 *
 * Returns: (array length=n_spans) (nullable): shifts, breaks and absences in order of start, valid
 *   until they change
 */
const DwdSpan *
dwd_board_get_spans (DwdBoard   *self,
                     const char *employee,
                     gsize      *n_spans)
{
  GArray *spans;

  g_return_val_if_fail (DWD_IS_BOARD (self), NULL);
  g_return_val_if_fail (n_spans != NULL, NULL);

  spans = employee != NULL ? g_hash_table_lookup (self->spans, employee) : NULL;
  *n_spans = spans != NULL ? spans->len : 0;

  return spans != NULL ? (const DwdSpan *) (gpointer) spans->data : NULL;
}

/**
 * dwd_board_get_position:
 * @self: a board
 * @employee: a technician
 * @position: (out): where they were heard last
 *
 * Returns: %FALSE where nothing was ever heard
 */
gboolean
dwd_board_get_position (DwdBoard    *self,
                        const char  *employee,
                        DwdPosition *position)
{
  const DwdPosition *known;

  g_return_val_if_fail (DWD_IS_BOARD (self), FALSE);

  known = employee != NULL ? g_hash_table_lookup (self->positions, employee) : NULL;
  if (known == NULL)
    return FALSE;

  if (position != NULL)
    *position = *known;

  return TRUE;
}

static gint64
get_overlap (gint64 start_a,
             gint64 end_a,
             gint64 start_b,
             gint64 end_b)
{
  return MAX (0, MIN (end_a, end_b) - MAX (start_a, start_b));
}

/**
 * dwd_board_get_utilisation:
 * @self: a board
 * @employee: a technician
 *
 * Planned work inside the shifts of the range, over their length without breaks and absences.
 * Cancelled jobs do not count; travel does not either.
 *
 * Returns: 0 and above, NAN without a shift
 */
double
dwd_board_get_utilisation (DwdBoard   *self,
                           const char *employee)
{
  gint64 available = 0;
  gint64 booked = 0;
  gsize n_spans;
  const DwdSpan *spans = dwd_board_get_spans (self, employee, &n_spans);
  GPtrArray *jobs = dwd_board_get_jobs_of (self, employee);

  for (gsize i = 0; i < n_spans; i++)
    {
      gint64 length = get_overlap (spans[i].start_us, spans[i].end_us, self->start_us, self->end_us);

      available += spans[i].kind == DWD_SPAN_SHIFT ? length : -length;
    }

  if (available <= 0)
    return NAN;

  for (guint i = 0; jobs != NULL && i < jobs->len; i++)
    {
      DwdJob *job = g_ptr_array_index (jobs, i);

      if (dwd_job_get_status (job) == DWD_JOB_STATUS_CANCELLED ||
          dwd_job_get_start (job) == DWD_TIME_NONE || dwd_job_get_end (job) == DWD_TIME_NONE)
        continue;
      booked += get_overlap (dwd_job_get_start (job), dwd_job_get_end (job),
                             self->start_us, self->end_us);
    }

  return (double) booked / (double) available;
}

/**
 * dwd_board_set_zone:
 * @self: a board
 * @zone: (transfer none): the organisation's zone
 *
 * Another organisation may live elsewhere; the range is the caller's to set anew.
 */
void
dwd_board_set_zone (DwdBoard *self,
                    DwdZone  *zone)
{
  g_return_if_fail (DWD_IS_BOARD (self));
  g_return_if_fail (zone != NULL);

  dwd_zone_ref (zone);
  g_clear_pointer (&self->zone, dwd_zone_unref);
  self->zone = zone;
}

/**
 * dwd_board_clear_people:
 * @self: a board
 *
 * Forgets every position and every span: another organisation's people come.
 */
void
dwd_board_clear_people (DwdBoard *self)
{
  g_return_if_fail (DWD_IS_BOARD (self));

  g_hash_table_remove_all (self->positions);
  g_hash_table_remove_all (self->spans);
  self->positions_changed = TRUE;
  self->technicians_changed = TRUE;
  queue_emission (self);
}

/**
 * dwd_board_set_range:
 * @self: a board
 * @start_us: first instant shown
 * @end_us: first instant no longer shown
 *
 * Another range; what it holds is loaded by the caller.
 */
void
dwd_board_set_range (DwdBoard *self,
                     gint64    start_us,
                     gint64    end_us)
{
  g_return_if_fail (DWD_IS_BOARD (self));
  g_return_if_fail (start_us < end_us);

  self->start_us = start_us;
  self->end_us = end_us;
  self->all_jobs_changed = TRUE;
  self->technicians_changed = TRUE;
  queue_emission (self);
}

/**
 * dwd_board_take_jobs:
 * @self: a board
 * @jobs: (transfer full) (element-type DwdJob): all jobs from now on
 */
void
dwd_board_take_jobs (DwdBoard  *self,
                     GPtrArray *jobs)
{
  g_autoptr (GPtrArray) owned = jobs;
  guint n_jobs;

  g_return_if_fail (DWD_IS_BOARD (self));

  dwd_board_jobs_replace (self->jobs, owned);
  g_hash_table_remove_all (self->by_employee);

  n_jobs = g_list_model_get_n_items (G_LIST_MODEL (self->jobs));
  for (guint i = 0; i < n_jobs; i++)
    {
      g_autoptr (DwdJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);

      index_job (self, job);
    }

  self->all_jobs_changed = TRUE;
  queue_emission (self);
}

/**
 * dwd_board_put_job:
 * @self: a board
 * @job: (transfer none): a job, which replaces the one of the same name
 */
void
dwd_board_put_job (DwdBoard *self,
                   DwdJob   *job)
{
  DwdJob *old;

  g_return_if_fail (DWD_IS_BOARD (self));
  g_return_if_fail (DWD_IS_JOB (job));

  old = dwd_board_lookup_job (self, dwd_job_get_name (job));
  if (old == job)
    return;
  if (old != NULL)
    unindex_job (self, old);

  dwd_board_jobs_put (self->jobs, job);
  index_job (self, job);
  note_job_changed (self, dwd_job_get_name (job));
}

void
dwd_board_remove_job (DwdBoard   *self,
                      const char *name)
{
  DwdJob *old;

  g_return_if_fail (DWD_IS_BOARD (self));

  old = dwd_board_lookup_job (self, name);
  if (old == NULL)
    return;

  note_job_changed (self, name);
  unindex_job (self, old);
  dwd_board_jobs_remove (self->jobs, name);
}

static void
remove_others (DwdBoard  *self,
               GPtrArray *jobs)
{
  g_autoptr (GHashTable) kept = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) before = dwd_board_jobs_dup (self->jobs);

  for (guint i = 0; i < jobs->len; i++)
    g_hash_table_add (kept, (gpointer) dwd_job_get_name (g_ptr_array_index (jobs, i)));

  for (guint i = 0; i < before->len; i++)
    {
      const char *name = dwd_job_get_name (g_ptr_array_index (before, i));

      if (!g_hash_table_contains (kept, name))
        dwd_board_remove_job (self, name);
    }
}

/**
 * dwd_board_merge_jobs:
 * @self: a board
 * @jobs: (transfer full) (element-type DwdJob): all jobs from now on, each name once
 *
 * Comes to the same as dwd_board_take_jobs(), but what is the very same object as before is left alone,
 * and only the names of the others are told: a day of 10,000 jobs of which ten changed costs ten.
 */
void
dwd_board_merge_jobs (DwdBoard  *self,
                      GPtrArray *jobs)
{
  g_autoptr (GPtrArray) owned = jobs;
  guint n_changed = 0;

  g_return_if_fail (DWD_IS_BOARD (self));

  for (guint i = 0; i < owned->len; i++)
    {
      DwdJob *job = g_ptr_array_index (owned, i);

      n_changed += dwd_board_lookup_job (self, dwd_job_get_name (job)) != job;
    }

  /* Where most of it is new, one by one is the longer way. */
  if (n_changed > owned->len / 2)
    {
      dwd_board_take_jobs (self, g_steal_pointer (&owned));
      return;
    }

  for (guint i = 0; i < owned->len && n_changed > 0; i++)
    dwd_board_put_job (self, g_ptr_array_index (owned, i));
  if (g_list_model_get_n_items (G_LIST_MODEL (self->jobs)) > owned->len)
    remove_others (self, owned);
}

/**
 * dwd_board_dup_jobs:
 * @self: a board
 *
 * Returns: (transfer full) (element-type DwdJob): all jobs, in order
 */
GPtrArray *
dwd_board_dup_jobs (DwdBoard *self)
{
  g_return_val_if_fail (DWD_IS_BOARD (self), NULL);

  return dwd_board_jobs_dup (self->jobs);
}

static int
compare_technicians (gconstpointer a,
                     gconstpointer b)
{
  DwdTechnician *technician_a = *(DwdTechnician **) a;
  DwdTechnician *technician_b = *(DwdTechnician **) b;
  int order = g_utf8_collate (dwd_technician_get_zone (technician_a),
                              dwd_technician_get_zone (technician_b));

  if (order == 0)
    order = g_utf8_collate (dwd_technician_get_employee_name (technician_a),
                            dwd_technician_get_employee_name (technician_b));
  if (order == 0)
    order = strcmp (dwd_technician_get_name (technician_a),
                    dwd_technician_get_name (technician_b));

  return order;
}

/**
 * dwd_board_take_technicians:
 * @self: a board
 * @technicians: (transfer full) (element-type DwdTechnician): all technicians from now on
 */
void
dwd_board_take_technicians (DwdBoard  *self,
                            GPtrArray *technicians)
{
  g_autoptr (GPtrArray) owned = technicians;

  g_return_if_fail (DWD_IS_BOARD (self));

  g_ptr_array_sort (owned, compare_technicians);
  g_hash_table_remove_all (self->technician_index);
  g_list_store_splice (self->technicians, 0,
                       g_list_model_get_n_items (G_LIST_MODEL (self->technicians)),
                       owned->pdata, owned->len);

  for (guint i = 0; i < owned->len; i++)
    {
      DwdTechnician *technician = g_ptr_array_index (owned, i);

      g_hash_table_insert (self->technician_index,
                           (gpointer) dwd_technician_get_name (technician), technician);
    }

  self->technicians_changed = TRUE;
  queue_emission (self);
}

/**
 * dwd_board_set_spans:
 * @self: a board
 * @employee: a technician
 * @spans: (array length=n_spans): shifts, breaks and absences, copied
 * @n_spans: how many
 */
void
dwd_board_set_spans (DwdBoard      *self,
                     const char    *employee,
                     const DwdSpan *spans,
                     gsize          n_spans)
{
  GArray *copy;

  g_return_if_fail (DWD_IS_BOARD (self));
  g_return_if_fail (employee != NULL);

  copy = g_array_sized_new (FALSE, FALSE, sizeof (DwdSpan), (guint) n_spans);
  g_array_set_clear_func (copy, clear_span);
  for (gsize i = 0; i < n_spans; i++)
    {
      DwdSpan span = spans[i];

      span.label = g_strdup (span.label);
      g_array_append_val (copy, span);
    }

  g_hash_table_insert (self->spans, g_strdup (employee), copy);
  self->technicians_changed = TRUE;
  queue_emission (self);
}

/**
 * dwd_board_set_position:
 * @self: a board
 * @employee: a technician
 * @position: where they are; one older than the one held is left out
 *
 * Returns: %FALSE where more technicians have been heard of than an organisation can have
 */
gboolean
dwd_board_set_position (DwdBoard          *self,
                        const char        *employee,
                        const DwdPosition *position)
{
  DwdPosition *known;

  g_return_val_if_fail (DWD_IS_BOARD (self), FALSE);
  g_return_val_if_fail (employee != NULL, FALSE);
  g_return_val_if_fail (position != NULL, FALSE);

  known = g_hash_table_lookup (self->positions, employee);
  if (known == NULL && g_hash_table_size (self->positions) >= MOST_POSITIONS)
    return FALSE;

  if (known == NULL)
    g_hash_table_insert (self->positions, g_strdup (employee), g_memdup2 (position, sizeof *position));
  else if (known->recorded_us <= position->recorded_us)
    *known = *position;
  else
    return TRUE;

  self->positions_changed = TRUE;
  queue_emission (self);

  return TRUE;
}

void
dwd_board_set_loading (DwdBoard *self,
                       gboolean  loading)
{
  g_return_if_fail (DWD_IS_BOARD (self));

  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}
