/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-sim-private.h"

#include <math.h>
#include <string.h>

#include "base/dwd-time-text.h"

/*
 * A technician on duty, one second at a time:
 *
 *   OFF → IDLE at the shift's start; IDLE → DRIVING when it is time to leave for the next job;
 *   DRIVING → SETTLING on arrival; SETTLING → WORKING; WORKING → IDLE when done;
 *   IDLE → OFF at the shift's end. A dispatcher who takes the job away sends anybody to IDLE.
 *
 * The device keeps what it cannot send: while the signal is lost, steps are written down with their
 * time and sent when it is back.
 */

/* Nobody leaves earlier than this before they must. */
#define IDLE_AHEAD_US (15 * DWD_USEC_PER_MINUTE)

/* A shift's last job may run over its end; nothing new is begun after it. */
#define POSITION_ACCURACY_M 8

static DwsSimJob *
get_current_job (DwsSimulation    *self,
                 DwsSimTechnician *technician)
{
  return technician->job != NULL ? g_hash_table_lookup (self->jobs, technician->job) : NULL;
}

static void
enter_state (DwsSimTechnician *technician,
             DwsSimState       state,
             gint64            since_us,
             gint64            until_us)
{
  technician->state = state;
  technician->since_us = since_us;
  technician->until_us = until_us;
  if (state != DWS_SIM_DRIVING)
    {
      g_clear_pointer (&technician->route, dws_route_free);
      technician->heading = NAN;
      technician->speed_kmh = 0;
    }
  if (state == DWS_SIM_IDLE || state == DWS_SIM_OFF)
    g_clear_pointer (&technician->job, g_free);
}

static gboolean
is_silent (DwsSimTechnician *technician,
           gint64            now_us)
{
  return now_us < technician->silent_until_us;
}

/* Every quarter of an hour one in forty loses the signal for four minutes to a quarter of an hour. */
static void
maybe_lose_signal (DwsSimulation    *self,
                   DwsSimTechnician *technician,
                   gint64            now_us)
{
  const gint64 quarter_us = 15 * DWD_USEC_PER_MINUTE;
  g_autofree char *key = NULL;

  if (now_us % quarter_us != 0 || is_silent (technician, now_us))
    return;

  key = g_strdup_printf ("%s/%" G_GINT64_FORMAT, technician->name, now_us / quarter_us);
  if (_dws_sim_draw (self, key, DWS_DRAW_SILENCE) < 1.0 / 40)
    technician->silent_until_us = now_us + (gint64) (_dws_sim_between (self, key, DWS_DRAW_SLACK, 4, 15) *
                                                     DWD_USEC_PER_MINUTE);
}

static void
send_step (DwsSimulation    *self,
           DwsSimTechnician *technician,
           JsonObject       *step)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup (_dws_sim_get_text (step, "name"));
  JsonObject *fields = json_object_ref (json_object_get_object_member (step, "fields"));
  DwsSimJob *job = g_hash_table_lookup (self->jobs, name);

  /* Somebody else's by now: what the device kept does not count any more. */
  if (job == NULL || g_strcmp0 (job->assigned_to, technician->name) != 0)
    {
      json_object_unref (fields);
      return;
    }

  if (!_dws_sim_put (self, "Dispatch Job", name, fields, technician->name, NULL, &error))
    g_message ("%s: a step of %s was refused: %s", technician->name, name, error->message);
}

static void
flush_unsent (DwsSimulation    *self,
              DwsSimTechnician *technician)
{
  JsonObject *step;

  while ((step = g_queue_pop_head (&technician->unsent)) != NULL)
    {
      send_step (self, technician, step);
      json_object_unref (step);
    }
}

/* @fields is taken. */
static void
report_step (DwsSimulation    *self,
             DwsSimTechnician *technician,
             JsonObject       *fields,
             gint64            now_us)
{
  JsonObject *step = json_object_new ();

  json_object_set_string_member (step, "name", technician->job);
  json_object_set_object_member (step, "fields", fields);
  g_queue_push_tail (&technician->unsent, step);
  if (!is_silent (technician, now_us))
    flush_unsent (self, technician);
}

static void
report_status (DwsSimulation    *self,
               DwsSimTechnician *technician,
               DwdJobStatus      status,
               gint64            now_us)
{
  JsonObject *fields = json_object_new ();

  json_object_set_string_member (fields, "status", dwd_job_status_to_string (status));
  if (status == DWD_JOB_STATUS_ARRIVED)
    _dws_sim_set_datetime (self, fields, "actual_arrival", now_us);
  if (status == DWD_JOB_STATUS_COMPLETED)
    {
      _dws_sim_set_datetime (self, fields, "actual_departure", now_us);
      json_object_set_string_member (fields, "technician_notes", "Done, tested, customer informed.");
    }
  report_step (self, technician, fields, now_us);
}

static void
report_position (DwsSimulation    *self,
                 DwsSimTechnician *technician,
                 gint64            now_us)
{
  DwsFix fix = {
    .employee = technician->name,
    .organization = technician->organization,
    .latitude = technician->point.latitude,
    .longitude = technician->point.longitude,
    .heading = technician->heading,
    .speed_kmh = technician->speed_kmh,
    .accuracy_m = POSITION_ACCURACY_M,
    .battery = technician->battery,
    .recorded_us = now_us,
  };

  if (is_silent (technician, now_us))
    return;
  if (technician->reported_us != DWD_TIME_NONE &&
      now_us - technician->reported_us < self->report_interval_us)
    return;

  technician->reported_us = now_us;
  dws_world_report (self->world, &fix);
}

/* The next job of the day: the one with the earliest place; those without an hour come last. */
static DwsSimJob *
find_next_job (DwsSimulation    *self,
               DwsSimTechnician *technician)
{
  GHashTableIter iter;
  gpointer value;
  DwsSimJob *next = NULL;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      DwsSimJob *job = value;
      gint64 start = job->start_us != DWD_TIME_NONE ? job->start_us : G_MAXINT64;
      gint64 best = next == NULL || next->start_us == DWD_TIME_NONE ? G_MAXINT64 : next->start_us;

      if (job->status != DWD_JOB_STATUS_ASSIGNED || job->date_us != self->day_us ||
          g_strcmp0 (job->assigned_to, technician->name) != 0 || !dwd_point_is_valid (&job->point))
        continue;
      if (next == NULL || start < best || (start == best && strcmp (job->name, next->name) < 0))
        next = job;
    }

  return next;
}

static DwsRoute *
find_way (DwsSimulation    *self,
          DwsSimTechnician *technician,
          DwsSimJob        *job)
{
  DwdPoint ends[] = { technician->point, job->point };

  return dws_city_route (self->city, ends, G_N_ELEMENTS (ends));
}

static void
set_out (DwsSimulation    *self,
         DwsSimTechnician *technician,
         DwsSimJob        *job,
         DwsRoute         *route,
         gint64            now_us)
{
  double factor = _dws_sim_drive_factor (self, job->name);

  g_free (technician->job);
  technician->job = g_strdup (job->name);
  g_clear_pointer (&technician->route, dws_route_free);
  technician->route = route;
  technician->route_factor = factor;
  enter_state (technician, DWS_SIM_DRIVING, now_us,
               now_us + (gint64) (route->duration_s * factor * 1e6) + DWD_USEC_PER_SEC);
  report_status (self, technician, DWD_JOB_STATUS_EN_ROUTE, now_us);
}

static gint64
get_leaving_us (DwsSimulation *self,
                DwsSimJob     *job,
                double         drive_s)
{
  if (job->start_us == DWD_TIME_NONE)
    return G_MININT64;

  return job->start_us + _dws_sim_set_out_us (self, job->name) - (gint64) (drive_s * 1e6);
}

/* Routing costs milliseconds, so it waits until leaving may be near. */
static void
step_idle (DwsSimulation    *self,
           DwsSimTechnician *technician,
           gint64            now_us)
{
  DwsSimJob *job;
  double guess_s;
  g_autoptr (DwsRoute) route = NULL;

  if (now_us >= technician->shift_end_us)
    {
      enter_state (technician, DWS_SIM_OFF, now_us, G_MAXINT64);
      return;
    }

  /* Once every ten seconds is often enough to look at the list, at another second for everybody. */
  if ((now_us / DWD_USEC_PER_SEC + g_str_hash (technician->name)) % 10 != 0)
    return;

  job = find_next_job (self, technician);
  if (job == NULL)
    return;

  guess_s = dwd_point_distance (&technician->point, &job->point) / 5.0;
  if (now_us < get_leaving_us (self, job, guess_s) - IDLE_AHEAD_US)
    return;

  route = find_way (self, technician, job);
  if (route != NULL && now_us >= get_leaving_us (self, job, route->duration_s))
    set_out (self, technician, job, g_steal_pointer (&route), now_us);
}

/* Where on the route the van is after @elapsed_s of planned driving. */
static void
move_along (DwsSimTechnician *technician,
            double            elapsed_s)
{
  GArray *points = technician->route->points;
  GArray *seconds = technician->route->seconds;
  guint low = 0;
  guint high = points->len - 1;
  DwdPoint from;
  DwdPoint to;
  double span_s;
  double share;

  while (low + 1 < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (seconds, double, middle) <= elapsed_s)
        low = middle;
      else
        high = middle;
    }

  from = g_array_index (points, DwdPoint, low);
  to = g_array_index (points, DwdPoint, high);
  span_s = g_array_index (seconds, double, high) - g_array_index (seconds, double, low);
  share = span_s > 0 ? CLAMP ((elapsed_s - g_array_index (seconds, double, low)) / span_s, 0, 1) : 1;
  technician->point.latitude = from.latitude + (to.latitude - from.latitude) * share;
  technician->point.longitude = from.longitude + (to.longitude - from.longitude) * share;
  technician->heading = dwd_point_bearing (&from, &to);
  technician->speed_kmh = span_s > 0
                            ? dwd_point_distance (&from, &to) / span_s * 3.6 / technician->route_factor
                            : 0;
}

static void
step_driving (DwsSimulation    *self,
              DwsSimTechnician *technician,
              gint64            now_us)
{
  DwsSimJob *job = get_current_job (self, technician);

  if (job == NULL)
    {
      enter_state (technician, DWS_SIM_IDLE, now_us, G_MAXINT64);
      return;
    }

  if (now_us < technician->until_us && technician->route->points->len > 1)
    {
      move_along (technician, (double) (now_us - technician->since_us) / 1e6 /
                  technician->route_factor);
      return;
    }

  technician->point = job->point;
  enter_state (technician, DWS_SIM_SETTLING, now_us,
               now_us + _dws_sim_settle_us (self, job->name));
  report_status (self, technician, DWD_JOB_STATUS_ARRIVED, now_us);
}

static void
step_settling (DwsSimulation    *self,
               DwsSimTechnician *technician,
               gint64            now_us)
{
  DwsSimJob *job = get_current_job (self, technician);

  if (job == NULL)
    {
      enter_state (technician, DWS_SIM_IDLE, now_us, G_MAXINT64);
      return;
    }

  if (now_us < technician->until_us)
    return;

  enter_state (technician, DWS_SIM_WORKING, now_us,
               now_us + _dws_sim_work_us (self, job->name, job->duration_us));
  report_status (self, technician, DWD_JOB_STATUS_IN_PROGRESS, now_us);
}

static void
step_working (DwsSimulation    *self,
              DwsSimTechnician *technician,
              gint64            now_us)
{
  if (get_current_job (self, technician) != NULL)
    {
      if (now_us < technician->until_us)
        return;
      report_status (self, technician, DWD_JOB_STATUS_COMPLETED, now_us);
    }

  enter_state (technician, DWS_SIM_IDLE, now_us, G_MAXINT64);
}

static void
step_off (DwsSimulation    *self,
          DwsSimTechnician *technician,
          gint64            now_us)
{
  if (technician->shift_start_us == DWD_TIME_NONE || technician->on_leave ||
      now_us < technician->shift_start_us || now_us >= technician->shift_end_us)
    return;

  technician->point = technician->home;
  technician->battery = 100;
  enter_state (technician, DWS_SIM_IDLE, now_us, G_MAXINT64);
}

/**
 * _dws_sim_announce:
 * @self: the simulation
 * @technician: somebody who was just resumed
 * @now_us: now
 *
 * Tells where everybody on duty is at the start. One in twelve has been without a signal for a while,
 * so that their place is old.
 */
void
_dws_sim_announce (DwsSimulation    *self,
                   DwsSimTechnician *technician,
                   gint64            now_us)
{
  gint64 heard_us = now_us;

  if (technician->state == DWS_SIM_OFF)
    return;

  if (technician->state == DWS_SIM_DRIVING && technician->route->points->len > 1)
    move_along (technician, (double) (now_us - technician->since_us) / 1e6 /
                technician->route_factor);

  if (_dws_sim_draw (self, technician->name, DWS_DRAW_SILENCE) < 1.0 / 12)
    heard_us -= (gint64) (_dws_sim_between (self, technician->name, DWS_DRAW_WINDOW, 4, 18) *
                          DWD_USEC_PER_MINUTE);

  report_position (self, technician, heard_us);
  if (heard_us < now_us)
    technician->silent_until_us = now_us + 4 * DWD_USEC_PER_MINUTE;
}

/**
 * _dws_sim_step_technician:
 * @self: the simulation
 * @technician: one of its technicians
 * @now_us: the second to live, UTC µs
 */
void
_dws_sim_step_technician (DwsSimulation    *self,
                          DwsSimTechnician *technician,
                          gint64            now_us)
{
  if (technician->state != DWS_SIM_OFF)
    maybe_lose_signal (self, technician, now_us);
  if (!is_silent (technician, now_us) && !g_queue_is_empty (&technician->unsent))
    flush_unsent (self, technician);

  switch (technician->state)
    {
    case DWS_SIM_OFF:
      step_off (self, technician, now_us);
      break;

    case DWS_SIM_IDLE:
      step_idle (self, technician, now_us);
      break;

    case DWS_SIM_DRIVING:
      step_driving (self, technician, now_us);
      break;

    case DWS_SIM_SETTLING:
      step_settling (self, technician, now_us);
      break;

    case DWS_SIM_WORKING:
      step_working (self, technician, now_us);
      break;

    default:
      g_assert_not_reached ();
    }

  if (technician->state != DWS_SIM_OFF)
    {
      technician->battery = MAX (12, technician->battery - 0.0016);
      report_position (self, technician, now_us);
    }
}

/**
 * _dws_sim_interrupt:
 * @self: the simulation
 * @technician: somebody who is on the way to, or at, @job
 * @job: their job, as it is now
 * @now_us: now
 *
 * Somebody else changed the job: whoever lost it stops where they are, and a state that a dispatcher
 * set by hand is believed.
 */
void
_dws_sim_interrupt (DwsSimulation    *self,
                    DwsSimTechnician *technician,
                    DwsSimJob        *job,
                    gint64            now_us)
{
  if (!g_queue_is_empty (&technician->unsent))
    return;

  if (g_strcmp0 (job->assigned_to, technician->name) != 0 || job->status < DWD_JOB_STATUS_EN_ROUTE ||
      job->status > DWD_JOB_STATUS_IN_PROGRESS)
    {
      enter_state (technician, DWS_SIM_IDLE, now_us, G_MAXINT64);
      return;
    }

  if (job->status == DWD_JOB_STATUS_ARRIVED && technician->state == DWS_SIM_DRIVING)
    {
      technician->point = job->point;
      enter_state (technician, DWS_SIM_SETTLING, now_us, now_us + 2 * DWD_USEC_PER_MINUTE);
    }
  else if (job->status == DWD_JOB_STATUS_IN_PROGRESS && technician->state != DWS_SIM_WORKING)
    {
      technician->point = job->point;
      enter_state (technician, DWS_SIM_WORKING, now_us,
                   now_us + _dws_sim_work_us (self, job->name, job->duration_us));
    }
}

static DwsSimJob *
find_open_job (DwsSimulation    *self,
               DwsSimTechnician *technician)
{
  GHashTableIter iter;
  gpointer value;
  DwsSimJob *open = NULL;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      DwsSimJob *job = value;

      if (job->status < DWD_JOB_STATUS_EN_ROUTE || job->status > DWD_JOB_STATUS_IN_PROGRESS ||
          g_strcmp0 (job->assigned_to, technician->name) != 0)
        continue;
      /* The furthest along is the one at hand. */
      if (open == NULL || job->status > open->status ||
          (job->status == open->status && strcmp (job->name, open->name) < 0))
        open = job;
    }

  return open;
}

/* The place of the last job that is done: where a drive that is under way began. */
static void
find_drive_start (DwsSimulation    *self,
                  DwsSimTechnician *technician)
{
  GHashTableIter iter;
  gpointer value;
  gint64 latest_us = G_MININT64;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      DwsSimJob *job = value;

      if (job->status == DWD_JOB_STATUS_COMPLETED && job->date_us == self->day_us &&
          job->actual_start_us > latest_us && dwd_point_is_valid (&job->point) &&
          g_strcmp0 (job->assigned_to, technician->name) == 0)
        {
          latest_us = job->actual_start_us;
          technician->point = job->point;
        }
    }
}

static void
resume_driving (DwsSimulation    *self,
                DwsSimTechnician *technician,
                DwsSimJob        *job,
                gint64            now_us)
{
  DwsRoute *route;
  double driven;

  route = find_way (self, technician, job);
  if (route == NULL)
    {
      enter_state (technician, DWS_SIM_IDLE, now_us, G_MAXINT64);
      return;
    }

  technician->job = g_strdup (job->name);
  technician->route = route;
  technician->route_factor = _dws_sim_drive_factor (self, job->name);
  /* Nothing says how far a drive had come: somewhere in its middle part. */
  driven = route->duration_s * technician->route_factor *
           _dws_sim_between (self, job->name, DWS_DRAW_SLACK, 0.2, 0.7);
  enter_state (technician, DWS_SIM_DRIVING, now_us - (gint64) (driven * 1e6),
               now_us + (gint64) ((route->duration_s * technician->route_factor - driven) * 1e6));
}

/**
 * _dws_sim_resume_technician:
 * @self: the simulation
 * @technician: one of its technicians, shifts and jobs loaded
 * @now_us: now
 *
 * Finds out from the documents what the technician is in the middle of.
 */
void
_dws_sim_resume_technician (DwsSimulation    *self,
                            DwsSimTechnician *technician,
                            gint64            now_us)
{
  DwsSimJob *job = find_open_job (self, technician);
  gboolean on_duty = technician->shift_start_us != DWD_TIME_NONE && !technician->on_leave &&
                     technician->shift_start_us <= now_us && now_us < technician->shift_end_us;

  enter_state (technician, on_duty ? DWS_SIM_IDLE : DWS_SIM_OFF, now_us, G_MAXINT64);
  find_drive_start (self, technician);
  if (job == NULL)
    return;

  if (job->status == DWD_JOB_STATUS_EN_ROUTE)
    {
      resume_driving (self, technician, job, now_us);
      return;
    }

  technician->job = g_strdup (job->name);
  technician->point = job->point;
  if (job->status == DWD_JOB_STATUS_ARRIVED)
    {
      enter_state (technician, DWS_SIM_SETTLING, now_us, now_us + 2 * DWD_USEC_PER_MINUTE);
    }
  else
    {
      gint64 begun_us = job->actual_start_us != DWD_TIME_NONE ? job->actual_start_us : now_us;

      enter_state (technician, DWS_SIM_WORKING, begun_us,
                   MAX (now_us + DWD_USEC_PER_MINUTE,
                        begun_us + 2 * DWD_USEC_PER_MINUTE +
                        _dws_sim_work_us (self, job->name, job->duration_us)));
    }
}
