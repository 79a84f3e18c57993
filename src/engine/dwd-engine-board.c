/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-engine"

#include "config.h"

#include "dwd-engine-private.h"

/* While much changes, for instance in a first sync, the board is read anew this often at most, and no
 * more than a quarter of the time where reading it takes long. */
#define RELOAD_DELAY_MS 250
#define MAX_RELOAD_DELAY_MS 2000
#define RELOAD_PAUSE 3

/* Up to so many changed jobs are read one by one; beyond, the day is read as a whole. */
#define MAX_SINGLE_JOBS 200

static void queue_reload (DwdEngine *self);

static void
take_people (DwdEngine      *self,
             DwdDaySnapshot *day)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  dwd_board_take_technicians (self->board, g_steal_pointer (&day->technicians));

  g_hash_table_iter_init (&iter, day->spans);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      GArray *spans = value;

      dwd_board_set_spans (self->board, key, (const DwdSpan *) (gpointer) spans->data, spans->len);
    }

  g_hash_table_iter_init (&iter, day->positions);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      DwdPosition position = *(const DwdPosition *) value;

      position.recorded_us = MIN (position.recorded_us, dwd_clock_get_now (self->clock));
      dwd_board_set_position (self->board, key, &position);
    }
}

static void
load_day_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (DwdEngine) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdDaySnapshot) day = dwd_store_load_day_finish (DWD_STORE (object), result, &error);

  if (DWD_STORE (object) != self->store)
    return;

  self->day_loading = FALSE;
  self->reload_delay_ms = (guint) CLAMP ((g_get_monotonic_time () - self->day_asked_us) * RELOAD_PAUSE / 1000,
                                         RELOAD_DELAY_MS, MAX_RELOAD_DELAY_MS);
  if (day == NULL)
    {
      if (dwd_failure_from_error (error) != DWD_FAILURE_CANCELLED)
        _dwd_engine_notice (self, dwd_failure_from_error (error), error->message);
      return;
    }

  if (day->jobs != NULL && dwd_board_get_loading (self->board))
    {
      dwd_board_take_jobs (self->board, g_steal_pointer (&day->jobs));
      dwd_board_set_loading (self->board, FALSE);
    }
  else if (day->jobs != NULL)
    {
      dwd_board_merge_jobs (self->board, g_steal_pointer (&day->jobs));
    }
  take_people (self, day);

  if (self->reload_day || self->reload_people)
    queue_reload (self);
}

/* A job belongs on the board if its place lies in the range, or if it is still open from before. */
static gboolean
is_on_board (DwdEngine *self,
             DwdJob    *job)
{
  gint64 start_us = dwd_board_get_start (self->board);
  gint64 end_us = dwd_board_get_end (self->board);
  gint64 job_start_us = dwd_job_get_start (job);
  gint64 job_end_us = dwd_job_get_end (job);

  if (job_start_us == DWD_TIME_NONE)
    job_start_us = dwd_job_get_date (job);
  if (job_end_us == DWD_TIME_NONE)
    job_end_us = job_start_us;

  if (job_start_us == DWD_TIME_NONE)
    return dwd_job_is_open (job);
  if (job_start_us >= end_us)
    return FALSE;

  return job_end_us >= start_us || job_start_us >= start_us || dwd_job_is_open (job);
}

typedef struct
{
  DwdEngine *engine;    /* (owned) */
  GHashTable *names;    /* (owned): those asked for */
} JobsLoad;

static void
jobs_load_free (JobsLoad *load)
{
  g_object_unref (load->engine);
  g_hash_table_unref (load->names);
  g_free (load);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JobsLoad, jobs_load_free)

static void
load_jobs_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (JobsLoad) load = user_data;
  DwdEngine *self = load->engine;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) jobs = dwd_store_load_jobs_finish (DWD_STORE (object), result, &error);
  GHashTableIter iter;
  gpointer name;

  if (jobs == NULL || DWD_STORE (object) != self->store)
    return;

  for (guint i = 0; i < jobs->len; i++)
    {
      DwdJob *job = g_ptr_array_index (jobs, i);

      if (!is_on_board (self, job))
        continue;
      dwd_board_put_job (self->board, job);
      g_hash_table_remove (load->names, dwd_job_get_name (job));
    }

  /* What was asked for and is not there any more, or has moved to another day, goes. */
  g_hash_table_iter_init (&iter, load->names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    dwd_board_remove_job (self->board, name);
}

static void
load_changed_jobs (DwdEngine *self)
{
  JobsLoad *load = g_new0 (JobsLoad, 1);
  g_autofree const char **names = NULL;

  load->engine = g_object_ref (self);
  load->names = g_steal_pointer (&self->changed_jobs);
  self->changed_jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  names = (const char **) g_hash_table_get_keys_as_array (load->names, NULL);
  dwd_store_load_jobs_async (self->store, names, self->cancellable, load_jobs_cb, load);
}

static gboolean
reload_cb (gpointer data)
{
  DwdEngine *self = data;

  self->reload_source = 0;
  if (self->day_loading || self->store == NULL)
    return G_SOURCE_REMOVE;

  self->day_asked_us = g_get_monotonic_time ();
  if (self->reload_day)
    {
      GPtrArray *known = dwd_board_get_loading (self->board) ? NULL : dwd_board_dup_jobs (self->board);

      self->day_loading = TRUE;
      self->reload_day = FALSE;
      self->reload_people = FALSE;
      dwd_store_load_day_async (self->store, dwd_board_get_start (self->board),
                                dwd_board_get_end (self->board), known, self->cancellable,
                                load_day_cb, g_object_ref (self));
    }
  else if (self->reload_people)
    {
      self->day_loading = TRUE;
      self->reload_people = FALSE;
      dwd_store_load_people_async (self->store, dwd_board_get_start (self->board),
                                   dwd_board_get_end (self->board), self->cancellable, load_day_cb,
                                   g_object_ref (self));
    }

  return G_SOURCE_REMOVE;
}

static void
queue_reload (DwdEngine *self)
{
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add (MAX (self->reload_delay_ms, RELOAD_DELAY_MS), reload_cb, self);
}

static gboolean
refresh_lists_cb (gpointer data)
{
  DwdEngine *self = data;

  self->lists_source = 0;
  for (guint i = self->lists->len; i > 0; i--)
    {
      g_autoptr (DwdPagedList) list = g_weak_ref_get (g_ptr_array_index (self->lists, i - 1));

      if (list == NULL)
        g_ptr_array_remove_index_fast (self->lists, i - 1);
      else
        dwd_paged_list_refresh (list);
    }

  return G_SOURCE_REMOVE;
}

/* A change of one's own shows at once; a stream of others' changes costs four queries a second. */
static void
queue_lists_refresh (DwdEngine *self)
{
  gint64 now = g_get_monotonic_time ();
  gint64 since = now - self->lists_refreshed_us;

  if (self->lists_source != 0)
    return;

  self->lists_refreshed_us = now;
  self->lists_source = g_timeout_add (since > RELOAD_DELAY_MS * 1000 ? 0 : RELOAD_DELAY_MS,
                                      refresh_lists_cb, self);
}

static void
jobs_changed (DwdEngine *self,
              GPtrArray *names)
{
  queue_lists_refresh (self);

  if (names == NULL || names->len > MAX_SINGLE_JOBS)
    {
      self->reload_day = TRUE;
      queue_reload (self);
      return;
    }

  for (guint i = 0; i < names->len; i++)
    g_hash_table_add (self->changed_jobs, g_strdup (g_ptr_array_index (names, i)));
  load_changed_jobs (self);
}

static void
load_facets_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (DwdEngine) self = user_data;
  char **zones = NULL;
  char **skills = NULL;

  if (!dwd_store_load_facets_finish (DWD_STORE (object), result, &zones, &skills, NULL))
    return;

  g_strfreev (self->zones);
  self->zones = zones;
  g_strfreev (self->skills);
  self->skills = skills;
}

static void
people_changed (DwdEngine *self)
{
  self->reload_people = TRUE;
  queue_reload (self);
  dwd_store_load_facets_async (self->store, load_facets_cb, g_object_ref (self));
}

static void
records_changed_cb (DwdStore  *store,
                    int        doctype,
                    GPtrArray *names,
                    DwdEngine *self)
{
  switch ((DwdDoctype) doctype)
    {
    case DWD_DOCTYPE_DISPATCH_JOB:
      jobs_changed (self, names);
      break;

    case DWD_DOCTYPE_EMPLOYEE:
    case DWD_DOCTYPE_SCHEDULE_ENTRY:
    case DWD_DOCTYPE_SHIFT_TEMPLATE:
    case DWD_DOCTYPE_LEAVE_APPLICATION:
    case DWD_DOCTYPE_TECHNICIAN_LOCATION:
      people_changed (self);
      break;

    case DWD_DOCTYPE_UNKNOWN:
    case DWD_DOCTYPE_ORGANIZATION:
    case DWD_DOCTYPE_CUSTOMER:
    case DWD_DOCTYPE_ADDRESS:
    case DWD_DOCTYPE_GEOFENCE:
    case DWD_DOCTYPE_NOTIFICATION:
    case DWD_N_DOCTYPES:
    default:
      break;
    }
}

/* The cache has just been opened: follow it. */
void
_dwd_engine_watch_store (DwdEngine *self)
{
  g_signal_connect_object (self->store, "records-changed", G_CALLBACK (records_changed_cb), self, 0);
  dwd_store_load_facets_async (self->store, load_facets_cb, g_object_ref (self));
}

static gint64
get_board_day (DwdEngine *self)
{
  return self->board_day_us != DWD_TIME_NONE ? self->board_day_us : dwd_clock_get_now (self->clock);
}

/* Reads the day at once, whatever was planned. */
void
_dwd_engine_reload_board (DwdEngine *self)
{
  gint64 day_us = get_board_day (self);

  dwd_board_set_zone (self->board, self->zone);
  dwd_board_clear_people (self->board);
  dwd_board_set_loading (self->board, TRUE);
  dwd_board_set_range (self->board, dwd_zone_day_start (self->zone, day_us, 0),
                       dwd_zone_day_start (self->zone, day_us, 1));
  self->reload_day = TRUE;
  self->day_loading = FALSE;
  g_clear_handle_id (&self->reload_source, g_source_remove);
  reload_cb (self);
}

void
_dwd_engine_stop_board (DwdEngine *self)
{
  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_handle_id (&self->lists_source, g_source_remove);
  self->day_loading = FALSE;
  self->reload_day = FALSE;
  self->reload_people = FALSE;
  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
}

void
_dwd_engine_clear_board (DwdEngine *self)
{
  dwd_board_take_jobs (self->board, g_ptr_array_new_with_free_func (g_object_unref));
  dwd_board_take_technicians (self->board, g_ptr_array_new_with_free_func (g_object_unref));
  dwd_board_clear_people (self->board);
}

/**
 * dwd_engine_set_board_day:
 * @self: an engine
 * @day_us: any instant of the day to show, or %DWD_TIME_NONE for today
 */
void
dwd_engine_set_board_day (DwdEngine *self,
                          gint64     day_us)
{
  g_return_if_fail (DWD_IS_ENGINE (self));

  self->board_day_us = day_us;
  if (self->store != NULL)
    _dwd_engine_reload_board (self);
}

/**
 * dwd_engine_dup_zones:
 * @self: an engine
 *
 * Returns: (transfer full): the zones of technicians and jobs, sorted; empty until they are read
 */
char **
dwd_engine_dup_zones (DwdEngine *self)
{
  g_return_val_if_fail (DWD_IS_ENGINE (self), NULL);

  return self->zones != NULL ? g_strdupv (self->zones) : g_new0 (char *, 1);
}

char **
dwd_engine_dup_skills (DwdEngine *self)
{
  g_return_val_if_fail (DWD_IS_ENGINE (self), NULL);

  return self->skills != NULL ? g_strdupv (self->skills) : g_new0 (char *, 1);
}
