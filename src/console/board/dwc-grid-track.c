/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-track.h"

#include <string.h>

#include "dwc-grid-lanes.h"

/* What a job takes that says nothing of itself. */
#define USUAL_DURATION DWD_USEC_PER_HOUR

/* A delay shorter than this is caught up on the road: warning of it would be noise. */
#define LEAST_KNOCK_ON (5 * DWD_USEC_PER_MINUTE)

struct _DwcGridTrack
{
  GArray *items;            /* (owned) (element-type DwcGridItem), by start */
  DwcGridIndex *index;      /* (owned) */
  GArray *bounds;           /* (owned) (element-type gint64): starts, then ends; scratch of the index */
  guint n_lanes;
  guint n_before;           /* open jobs whose plan lies before the range */
  gint64 forecast_us;
};

static void
clear_item (gpointer data)
{
  DwcGridItem *item = data;

  g_clear_object (&item->job);
}

static DwcGridItem *
peek_item (const DwcGridTrack *self,
           guint               position)
{
  return &g_array_index (self->items, DwcGridItem, position);
}

DwcGridTrack *
dwc_grid_track_new (void)
{
  DwcGridTrack *self = g_new0 (DwcGridTrack, 1);

  self->items = g_array_new (FALSE, TRUE, sizeof (DwcGridItem));
  g_array_set_clear_func (self->items, clear_item);
  self->bounds = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->index = dwc_grid_index_new ();
  self->n_lanes = 1;
  self->forecast_us = DWD_TIME_NONE;

  return self;
}

void
dwc_grid_track_free (DwcGridTrack *self)
{
  g_array_unref (self->items);
  g_array_unref (self->bounds);
  dwc_grid_index_free (self->index);
  g_free (self);
}

static gint64
get_hour_of_day (DwdBoard *board,
                 gint64    day_us,
                 int       hour)
{
  DwdZone *zone = dwd_board_get_zone (board);
  DwdCivil civil;

  dwd_zone_to_civil (zone, day_us, &civil);
  civil.hour = hour;
  civil.minute = civil.second = civil.usec = 0;

  return dwd_zone_to_utc (zone, &civil);
}

/* A job with a day but no time still has to be seen: it lies where the customer wants it, else where
 * the technician's day begins. */
static gint64
guess_start (DwdBoard   *board,
             const char *employee,
             DwdJob     *job)
{
  gint64 day_us = dwd_job_get_date (job);
  gint64 day_end_us;
  int start_hour, end_hour;
  gsize n_spans;
  const DwdSpan *spans;

  if (dwd_job_get_preferred_window (job) != DWD_WINDOW_ANY
      && dwd_window_get_hours (dwd_job_get_preferred_window (job), &start_hour, &end_hour))
    return get_hour_of_day (board, day_us, start_hour);

  day_end_us = dwd_zone_day_start (dwd_board_get_zone (board), day_us, 1);
  spans = dwd_board_get_spans (board, employee, &n_spans);
  for (gsize i = 0; i < n_spans; i++)
    {
      if (spans[i].kind == DWD_SPAN_SHIFT && spans[i].start_us >= day_us
          && spans[i].start_us < day_end_us)
        return spans[i].start_us;
    }

  return get_hour_of_day (board, day_us, 8);
}

/* FALSE where the job has neither a time nor a day. */
static gboolean
place (DwcGridItem *item,
       DwdBoard    *board,
       const char  *employee,
       DwdJob      *job)
{
  gint64 duration = dwd_job_get_estimated_duration (job);

  item->start_us = dwd_job_get_start (job);
  item->end_us = dwd_job_get_end (job);
  item->travel_us = dwd_job_get_travel (job);

  if (item->start_us == DWD_TIME_NONE)
    {
      if (dwd_job_get_date (job) == DWD_TIME_NONE)
        return FALSE;
      item->untimed = TRUE;
      item->start_us = guess_start (board, employee, job);
      item->end_us = DWD_TIME_NONE;
    }

  if (item->end_us == DWD_TIME_NONE || item->end_us <= item->start_us)
    item->end_us = item->start_us + (duration > 0 ? duration : USUAL_DURATION);

  return TRUE;
}

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  const DwcGridItem *item_a = a;
  const DwcGridItem *item_b = b;

  if (item_a->start_us != item_b->start_us)
    return item_a->start_us < item_b->start_us ? -1 : 1;

  return strcmp (dwd_job_get_name (item_a->job), dwd_job_get_name (item_b->job));
}

static void
assign_lanes (DwcGridTrack *self)
{
  guint n = self->items->len;
  g_autofree guint *lanes = g_new (guint, MAX (n, 1));
  gint64 *starts;

  g_array_set_size (self->bounds, n * 2);
  starts = (gint64 *) (gpointer) self->bounds->data;
  for (guint i = 0; i < n; i++)
    {
      starts[i] = peek_item (self, i)->start_us;
      starts[n + i] = peek_item (self, i)->end_us;
    }

  self->n_lanes = MAX (1, dwc_grid_lanes_assign (starts, starts + n, n, lanes));
  for (guint i = 0; i < n; i++)
    peek_item (self, i)->lane = lanes[i];
}

static void
note_overlap (DwcGridItem *item,
              guint        with,
              gint64       from_us,
              gint64       to_us)
{
  if (to_us - from_us <= item->overlap_us)
    return;

  item->overlap_us = to_us - from_us;
  item->overlap_from_us = from_us;
  item->overlap_with = (int) with;
}

/* Two jobs planned for one person at one time: each is told of the other, unless one is called off
 * or nobody has given it a time. */
static void
find_overlaps (DwcGridTrack *self)
{
  int reaching = -1;

  for (guint i = 0; i < self->items->len; i++)
    {
      DwcGridItem *item = peek_item (self, i);
      DwcGridItem *before;

      if (item->untimed || dwd_job_get_status (item->job) == DWD_JOB_STATUS_CANCELLED)
        continue;

      before = reaching >= 0 ? peek_item (self, (guint) reaching) : NULL;
      if (before != NULL && before->end_us > item->start_us)
        {
          gint64 until = MIN (before->end_us, item->end_us);

          if (dwd_job_is_open (before->job) && dwd_job_is_open (item->job))
            {
              note_overlap (item, (guint) reaching, item->start_us, until);
              note_overlap (before, i, item->start_us, until);
            }
        }

      if (before == NULL || item->end_us > before->end_us)
        reaching = (int) i;
    }
}

/**
 * dwc_grid_track_load:
 * @self: a track
 * @board: where the jobs are
 * @employee: whose jobs
 *
 * Takes the jobs of @employee anew and stacks them. Open jobs planned before the board's range are
 * counted, not drawn: their place is not on this sheet.
 */
void
dwc_grid_track_load (DwcGridTrack *self,
                     DwdBoard     *board,
                     const char   *employee)
{
  GPtrArray *jobs = dwd_board_get_jobs_of (board, employee);

  g_array_set_size (self->items, 0);
  self->n_before = 0;
  self->forecast_us = DWD_TIME_NONE;

  for (guint i = 0; jobs != NULL && i < jobs->len; i++)
    {
      DwdJob *job = g_ptr_array_index (jobs, i);
      DwcGridItem item = { .overlap_with = -1, .knock_on_by = -1, .delays = -1 };

      if (!place (&item, board, employee, job) || item.start_us >= dwd_board_get_end (board))
        continue;

      if (item.end_us <= dwd_board_get_start (board))
        {
          self->n_before += dwd_job_is_open (job) ? 1 : 0;
          continue;
        }

      item.job = g_object_ref (job);
      g_array_append_val (self->items, item);
    }

  g_array_sort (self->items, compare_items);
  assign_lanes (self);
  find_overlaps (self);
}

/**
 * dwc_grid_item_is_waiting:
 * @item: a bar
 *
 * Returns: whether the job is open and nobody has arrived yet
 */
gboolean
dwc_grid_item_is_waiting (const DwcGridItem *item)
{
  return dwd_job_is_open (item->job)
         && dwd_job_get_status (item->job) < DWD_JOB_STATUS_ARRIVED;
}

/**
 * dwc_grid_item_get_overrun:
 * @item: a bar
 *
 * Returns: by how much the job will end behind its plan as things stand, in µs
 */
gint64
dwc_grid_item_get_overrun (const DwcGridItem *item)
{
  return item->lateness_us;
}

/**
 * dwc_grid_item_get_heat:
 * @item: a bar
 *
 * Returns: how late the job starts or will start, in µs: what the ring round the bar says. A job
 *   that runs over started in time, and shows its extension instead.
 */
gint64
dwc_grid_item_get_heat (const DwcGridItem *item)
{
  if (!dwc_grid_item_is_waiting (item))
    return 0;

  return MAX (item->lateness_us, item->knock_on_us);
}

static void
forecast_knock_on (DwcGridTrack *self)
{
  gint64 busy_until = DWD_TIME_NONE;
  int cause = -1;

  for (guint i = 0; i < self->items->len; i++)
    {
      DwcGridItem *item = peek_item (self, i);
      gint64 expected_end, delay;

      item->knock_on_us = 0;
      item->knock_on_by = -1;
      item->delays = -1;

      if (item->untimed || !dwd_job_is_open (item->job))
        continue;

      if (cause >= 0 && dwc_grid_item_is_waiting (item) && item->overlap_us == 0)
        {
          delay = busy_until + item->travel_us - item->start_us;
          if (delay >= LEAST_KNOCK_ON && delay > item->lateness_us)
            {
              item->knock_on_us = delay;
              item->knock_on_by = cause;
              if (peek_item (self, (guint) cause)->delays < 0)
                peek_item (self, (guint) cause)->delays = (int) i;
            }
        }

      expected_end = item->end_us + MAX (item->lateness_us, item->knock_on_us);
      if (expected_end > item->end_us && expected_end > busy_until)
        {
          busy_until = expected_end;
          cause = (int) i;
        }
    }
}

static void
index_items (DwcGridTrack *self)
{
  guint n = self->items->len;
  gint64 *bounds;

  g_array_set_size (self->bounds, n * 2);
  bounds = (gint64 *) (gpointer) self->bounds->data;

  for (guint i = 0; i < n; i++)
    {
      const DwcGridItem *item = peek_item (self, i);
      gint64 actual_start = dwd_job_get_actual_start (item->job);
      gint64 actual_end = dwd_job_get_actual_end (item->job);

      bounds[i] = item->start_us - item->travel_us;
      if (actual_start != DWD_TIME_NONE)
        bounds[i] = MIN (bounds[i], actual_start);

      bounds[n + i] = MAX (item->end_us + item->lateness_us, actual_end);
      if (actual_start != DWD_TIME_NONE && actual_end == DWD_TIME_NONE
          && dwd_job_is_open (item->job))
        bounds[n + i] = MAX (bounds[n + i], self->forecast_us);
    }

  dwc_grid_index_build (self->index, bounds, bounds + n, n);
}

/**
 * dwc_grid_track_forecast:
 * @self: a track
 * @now_us: the moment to judge at
 *
 * Says of each open job how late it is, and which later ones that pushes. Cheap to repeat: the same
 * moment is judged once.
 */
void
dwc_grid_track_forecast (DwcGridTrack *self,
                         gint64        now_us)
{
  if (self->forecast_us == now_us)
    return;

  self->forecast_us = now_us;
  for (guint i = 0; i < self->items->len; i++)
    {
      DwcGridItem *item = peek_item (self, i);
      gint64 lateness = dwd_job_is_open (item->job) ? dwd_job_get_lateness (item->job, now_us) : 0;

      item->lateness_us = lateness >= DWD_USEC_PER_MINUTE ? lateness : 0;
    }

  forecast_knock_on (self);
  index_items (self);
}

guint
dwc_grid_track_get_n_items (const DwcGridTrack *self)
{
  return self->items->len;
}

const DwcGridItem *
dwc_grid_track_get_item (const DwcGridTrack *self,
                         guint               position)
{
  g_return_val_if_fail (position < self->items->len, NULL);

  return peek_item (self, position);
}

/* At least one: a row without jobs is as high as any. */
guint
dwc_grid_track_get_n_lanes (const DwcGridTrack *self)
{
  return self->n_lanes;
}

/**
 * dwc_grid_track_get_n_before:
 * @self: a track
 *
 * Returns: how many jobs are still open whose plan lies before what the board shows
 */
guint
dwc_grid_track_get_n_before (const DwcGridTrack *self)
{
  return self->n_before;
}

/**
 * dwc_grid_track_find:
 * @self: a track
 * @job: (nullable): the name of a job
 *
 * Returns: its position, -1 where it is not here
 */
int
dwc_grid_track_find (const DwcGridTrack *self,
                     const char         *job)
{
  for (guint i = 0; job != NULL && i < self->items->len; i++)
    {
      if (strcmp (dwd_job_get_name (peek_item (self, i)->job), job) == 0)
        return (int) i;
    }

  return -1;
}

/**
 * dwc_grid_track_find_nearest:
 * @self: a track
 * @time_us: an instant
 *
 * Returns: the position of the bar that contains @time_us or lies closest to it, -1 in an empty
 *   track
 */
int
dwc_grid_track_find_nearest (const DwcGridTrack *self,
                             gint64              time_us)
{
  gint64 best_distance = G_MAXINT64;
  int best = -1;

  for (guint i = 0; i < self->items->len; i++)
    {
      const DwcGridItem *item = peek_item (self, i);
      gint64 distance = 0;

      if (time_us < item->start_us)
        distance = item->start_us - time_us;
      else if (time_us >= item->end_us)
        distance = time_us - item->end_us + 1;

      if (distance < best_distance)
        {
          best_distance = distance;
          best = (int) i;
        }
    }

  return best;
}

/**
 * dwc_grid_track_query:
 * @self: a track that has been forecast
 * @from_us: first instant in view
 * @to_us: the instant behind the last
 * @func: (scope call): called for each bar of which anything lies in view: travel, body, actual
 *   times or overrun
 * @user_data: for @func
 */
void
dwc_grid_track_query (const DwcGridTrack *self,
                      gint64              from_us,
                      gint64              to_us,
                      DwcGridIndexFunc    func,
                      gpointer            user_data)
{
  dwc_grid_index_query (self->index, from_us, to_us, func, user_data);
}
