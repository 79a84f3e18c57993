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

/* Crow-flies to streets, and a van's mean speed in daytime, for plans made without routing. */
#define DETOUR 1.35
#define PLAN_SPEED_KMH 32.0

/* Routing each leg of a plan is exact and slow: done up to this scale. */
#define ROUTED_SCALE 2

/* What waits unassigned when the city begins, and how many of it are for later days. */
#define WAITING_TODAY 9
#define WAITING_LATER 6

/* The plan of one job before it becomes a document. */
typedef struct
{
  const DwsSimWork *work;
  DwsSimCustomer *customer;
  DwsSimTechnician *technician;   /* (nullable) */
  const char *organization;
  gint64 day_us;
  gint64 start_us;                /* DWD_TIME_NONE: only the day is known */
  gint64 duration_us;
  gint64 created_us;
  double travel_s;
  DwdPriority priority;
  DwdWindow window;
} Plan;

/* What came of it up to now. */
typedef struct
{
  DwdJobStatus status;
  gint64 set_out_us;
  gint64 arrived_us;
  gint64 begun_us;
  gint64 done_us;
} Course;

void
_dws_sim_job_free (gpointer data)
{
  DwsSimJob *job = data;

  g_free (job->name);
  g_free (job->organization);
  g_free (job->assigned_to);
  g_free (job->title);
  g_free (job);
}

/* Planned driving time in seconds. */
double
_dws_sim_drive_seconds (DwsSimulation  *self,
                        const DwdPoint *from,
                        const DwdPoint *to)
{
  double distance = dwd_point_distance (from, to);

  if (self->options.scale <= ROUTED_SCALE)
    {
      DwdPoint ends[] = { *from, *to };
      g_autoptr (DwsRoute) route = dws_city_route (self->city, ends, G_N_ELEMENTS (ends));

      if (route != NULL)
        return route->duration_s + 60;
    }

  return distance * DETOUR / (PLAN_SPEED_KMH / 3.6) + 60;
}

/* The accidents of a course, the same for a day that is played and one that is lived. */
double
_dws_sim_drive_factor (DwsSimulation *self,
                       const char    *job)
{
  return _dws_sim_between (self, job, DWS_DRAW_DRIVE, 0.85, 1.35);
}

gint64
_dws_sim_set_out_us (DwsSimulation *self,
                     const char    *job)
{
  return (gint64) (_dws_sim_between (self, job, DWS_DRAW_SET_OUT, -7, 9) * DWD_USEC_PER_MINUTE);
}

gint64
_dws_sim_settle_us (DwsSimulation *self,
                    const char    *job)
{
  return (gint64) _dws_sim_between (self, job, DWS_DRAW_SETTLE, 60e6, 240e6);
}

/* How long the work really takes: mostly near the plan, one in twelve much longer. */
gint64
_dws_sim_work_us (DwsSimulation *self,
                  const char    *job,
                  gint64         planned_us)
{
  double luck = _dws_sim_draw (self, job, DWS_DRAW_WORK_FACTOR);
  double factor = luck < 0.92 ? 0.72 + 0.46 * luck / 0.92 : 1.35 + (luck - 0.92) * 6;

  return (gint64) ((double) planned_us * factor);
}

static gboolean
suits (const DwsSimWork *work,
       char            **skills)
{
  return skills == NULL || g_strv_contains ((const char *const *) skills, work->skill);
}

/* One of the works that @skills cover, each as likely as the others. */
static const DwsSimWork *
choose_work (DwsSimulation *self,
             const char    *key,
             char         **skills)
{
  gsize n_works;
  const DwsSimWork *works = dws_sim_get_works (&n_works);
  guint n_suitable = 0;
  guint chosen;

  for (gsize i = 0; i < n_works; i++)
    n_suitable += suits (&works[i], skills) ? 1 : 0;
  if (n_suitable == 0)
    return &works[0];

  chosen = _dws_sim_choose (self, key, DWS_DRAW_WORK, n_suitable);
  for (gsize i = 0; i < n_works; i++)
    {
      if (suits (&works[i], skills) && chosen-- == 0)
        return &works[i];
    }

  return &works[0];
}

static DwdPriority
choose_priority (DwsSimulation    *self,
                 const char       *key,
                 const DwsSimWork *work)
{
  double luck = _dws_sim_draw (self, key, DWS_DRAW_PRIORITY);

  if (work->urgent)
    return luck < 0.34 ? DWD_PRIORITY_URGENT : luck < 0.70 ? DWD_PRIORITY_HIGH : DWD_PRIORITY_NORMAL;

  return luck < 0.12 ? DWD_PRIORITY_HIGH : luck < 0.80 ? DWD_PRIORITY_NORMAL : DWD_PRIORITY_LOW;
}

static gint64
choose_duration (DwsSimulation    *self,
                 const char       *key,
                 const DwsSimWork *work)
{
  double minutes = _dws_sim_between (self, key, DWS_DRAW_DURATION, work->minutes_min,
                                     work->minutes_max + 1);

  return ((gint64) minutes / 5 * 5) * DWD_USEC_PER_MINUTE;
}

static JsonObject *
new_history_row (DwsSimulation *self,
                 gint64         at_us,
                 const char    *user,
                 const char    *kind,
                 const char    *detail)
{
  JsonObject *row = json_object_new ();

  _dws_sim_set_datetime (self, row, "at", at_us);
  json_object_set_string_member (row, "user", user);
  json_object_set_string_member (row, "kind", kind);
  json_object_set_string_member (row, "detail", detail);

  return row;
}

static void
add_step (DwsSimulation *self,
          JsonArray     *history,
          const Plan    *plan,
          gint64         at_us,
          DwdJobStatus   status)
{
  if (at_us != DWD_TIME_NONE)
    json_array_add_object_element (history,
                                   new_history_row (self, at_us, plan->technician->employee_name,
                                                    "status", dwd_job_status_to_string (status)));
}

static JsonArray *
make_history (DwsSimulation *self,
              const Plan    *plan,
              const Course  *course)
{
  JsonArray *history = json_array_new ();

  json_array_add_object_element (history, new_history_row (self, plan->created_us, "Customer portal",
                                                           "created", plan->customer->title));
  if (plan->technician == NULL)
    return history;

  json_array_add_object_element (history,
                                 new_history_row (self, plan->created_us + 20 * DWD_USEC_PER_MINUTE,
                                                  "Ben Sultanov", "assigned",
                                                  plan->technician->employee_name));
  add_step (self, history, plan, course->set_out_us, DWD_JOB_STATUS_EN_ROUTE);
  add_step (self, history, plan, course->arrived_us, DWD_JOB_STATUS_ARRIVED);
  add_step (self, history, plan, course->begun_us, DWD_JOB_STATUS_IN_PROGRESS);
  add_step (self, history, plan, course->done_us, DWD_JOB_STATUS_COMPLETED);

  return history;
}

static void
set_needs (JsonObject       *fields,
           const DwsSimWork *work)
{
  JsonArray *skills = json_array_new ();
  JsonArray *certifications = json_array_new ();
  JsonObject *skill = json_object_new ();

  json_object_set_string_member (skill, "skill", work->skill);
  json_object_set_int_member (skill, "min_proficiency", work->min_proficiency);
  json_array_add_object_element (skills, skill);
  if (work->certification != NULL)
    {
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "certification_type", work->certification);
      json_array_add_object_element (certifications, row);
    }

  json_object_set_array_member (fields, "required_skills", skills);
  json_object_set_array_member (fields, "required_certifications", certifications);
}

static void
set_place (DwsSimulation *self,
           JsonObject    *fields,
           const Plan    *plan)
{
  _dws_sim_set_date (self, fields, "scheduled_date", plan->day_us);
  if (plan->start_us == DWD_TIME_NONE)
    return;

  _dws_sim_set_time (self, fields, "scheduled_start", plan->start_us);
  _dws_sim_set_time (self, fields, "scheduled_end", plan->start_us + plan->duration_us);
}

static void
set_outcome (DwsSimulation *self,
             JsonObject    *fields,
             const char    *key,
             const Plan    *plan,
             const Course  *course)
{
  if (course->arrived_us != DWD_TIME_NONE)
    _dws_sim_set_datetime (self, fields, "actual_arrival", course->arrived_us);
  if (course->done_us == DWD_TIME_NONE)
    return;

  _dws_sim_set_datetime (self, fields, "actual_departure", course->done_us);
  json_object_set_string_member (fields, "technician_notes", "Done, tested, customer informed.");
  if (plan->work->part != NULL && _dws_sim_draw (self, key, DWS_DRAW_PART) < 0.6)
    {
      JsonArray *parts = json_array_new ();
      JsonObject *part = json_object_new ();

      json_object_set_string_member (part, "item_code", plan->work->part);
      json_object_set_string_member (part, "item_name", plan->work->part);
      json_object_set_int_member (part, "qty", 1);
      json_array_add_object_element (parts, part);
      json_object_set_array_member (fields, "parts_used", parts);
    }
}

static gboolean
write_job (DwsSimulation *self,
           const char    *key,
           const Plan    *plan,
           const Course  *course,
           GError       **error)
{
  JsonObject *fields = json_object_new ();

  json_object_set_string_member (fields, "organization", plan->organization);
  json_object_set_string_member (fields, "customer", plan->customer->name);
  json_object_set_string_member (fields, "address", plan->customer->address_name);
  json_object_set_string_member (fields, "job_type", plan->work->job_type);
  json_object_set_string_member (fields, "title", plan->work->title);
  json_object_set_string_member (fields, "priority", dwd_priority_to_string (plan->priority));
  json_object_set_string_member (fields, "preferred_window", dwd_window_to_string (plan->window));
  json_object_set_int_member (fields, "estimated_duration", plan->duration_us / DWD_USEC_PER_SEC);
  json_object_set_int_member (fields, "billable", 1);
  json_object_set_string_member (fields, "status", dwd_job_status_to_string (course->status));
  _dws_sim_set_datetime (self, fields, "creation", plan->created_us);
  set_place (self, fields, plan);
  set_needs (fields, plan->work);
  if (plan->technician != NULL)
    {
      json_object_set_string_member (fields, "assigned_to", plan->technician->name);
      json_object_set_string_member (fields, "assignment_method", "Manual");
      json_object_set_int_member (fields, "travel_seconds", (gint64) plan->travel_s);
    }
  set_outcome (self, fields, key, plan, course);
  json_object_set_array_member (fields, "history", make_history (self, plan, course));

  return _dws_sim_put (self, "Dispatch Job", NULL, fields, "ben@astana.example", NULL, error);
}

/* Plays a planned job up to @now_us. @free_us: (inout): when the technician is free. */
static void
play_course (DwsSimulation *self,
             const char    *key,
             const Plan    *plan,
             gint64         now_us,
             gint64        *free_us,
             Course        *course)
{
  gint64 travel_us = (gint64) (plan->travel_s * 1e6 * _dws_sim_drive_factor (self, key));
  gint64 arrive_us = MAX (*free_us + travel_us, plan->start_us + _dws_sim_set_out_us (self, key));
  gint64 begin_us = arrive_us + _dws_sim_settle_us (self, key);
  gint64 end_us = begin_us + _dws_sim_work_us (self, key, plan->duration_us);

  course->status = DWD_JOB_STATUS_ASSIGNED;
  if (arrive_us - travel_us <= now_us)
    {
      course->set_out_us = arrive_us - travel_us;
      course->status = DWD_JOB_STATUS_EN_ROUTE;
    }
  if (arrive_us <= now_us)
    {
      course->arrived_us = arrive_us;
      course->status = DWD_JOB_STATUS_ARRIVED;
    }
  if (begin_us <= now_us)
    {
      course->begun_us = begin_us;
      course->status = DWD_JOB_STATUS_IN_PROGRESS;
    }
  if (end_us <= now_us)
    {
      course->done_us = end_us;
      course->status = DWD_JOB_STATUS_COMPLETED;
    }

  *free_us = end_us;
}

static gint64
round_up (gint64 at_us,
          gint64 step_us)
{
  return (at_us + step_us - 1) / step_us * step_us;
}

static gboolean
plan_next (DwsSimulation    *self,
           const char       *key,
           DwsSimTechnician *technician,
           gint64            day_us,
           gint64            free_us,
           const DwdPoint   *from,
           Plan             *plan)
{
  gint64 slack_us = (gint64) (_dws_sim_between (self, key, DWS_DRAW_SLACK, 0, 12) *
                              DWD_USEC_PER_MINUTE);

  plan->technician = technician;
  plan->organization = technician->organization;
  plan->customer = _dws_sim_pick_customer (self, key, technician->organization, technician->zone, from);
  if (plan->customer == NULL)
    plan->customer = _dws_sim_pick_customer (self, key, technician->organization, NULL, from);
  if (plan->customer == NULL)
    return FALSE;

  plan->work = choose_work (self, key, technician->skills);
  plan->priority = choose_priority (self, key, plan->work);
  plan->window = DWD_WINDOW_ANY;
  plan->duration_us = choose_duration (self, key, plan->work);
  plan->day_us = day_us;
  plan->travel_s = _dws_sim_drive_seconds (self, from, &plan->customer->point);
  plan->start_us = round_up (free_us + (gint64) (plan->travel_s * 1e6) + slack_us,
                             5 * DWD_USEC_PER_MINUTE);
  /* Work that would run into the break begins after it. */
  if (technician->break_start_us != DWD_TIME_NONE && plan->start_us < technician->break_end_us &&
      plan->start_us + plan->duration_us > technician->break_start_us)
    plan->start_us = round_up (technician->break_end_us + (gint64) (plan->travel_s * 1e6),
                               5 * DWD_USEC_PER_MINUTE);
  plan->created_us = day_us - (gint64) (_dws_sim_between (self, key, DWS_DRAW_ARRIVAL, 4, 40) *
                                        DWD_USEC_PER_HOUR);

  return plan->start_us + plan->duration_us <= technician->shift_end_us;
}

/* Fills one technician's shift, around the break, with work near where they are. */
static gboolean
write_shift_jobs (DwsSimulation    *self,
                  DwsSimTechnician *technician,
                  gint64            day_us,
                  gint64            now_us,
                  GError          **error)
{
  gint64 planned_free_us = technician->shift_start_us;
  gint64 free_us = technician->shift_start_us;
  DwdPoint from = technician->home;

  for (guint number = 1; number < 20; number++)
    {
      g_autofree char *key = g_strdup_printf ("%s/%" G_GINT64_FORMAT "/%u", technician->name,
                                              day_us / DWD_USEC_PER_DAY, number);
      Course course = { .set_out_us = DWD_TIME_NONE, .arrived_us = DWD_TIME_NONE,
                        .begun_us = DWD_TIME_NONE, .done_us = DWD_TIME_NONE };
      Plan plan = { 0 };

      if (!plan_next (self, key, technician, day_us, planned_free_us, &from, &plan))
        break;

      play_course (self, key, &plan, now_us, &free_us, &course);
      if (course.status == DWD_JOB_STATUS_COMPLETED &&
          _dws_sim_draw (self, key, DWS_DRAW_CANCEL) < 0.03)
        {
          course.status = DWD_JOB_STATUS_CANCELLED;
          course.set_out_us = course.arrived_us = course.begun_us = course.done_us = DWD_TIME_NONE;
        }
      if (!write_job (self, key, &plan, &course, error))
        return FALSE;

      planned_free_us = plan.start_us + plan.duration_us;
      from = plan.customer->point;
    }

  return TRUE;
}

/**
 * _dws_sim_write_request:
 * @self: the simulation
 * @key: what the accidents hang on
 * @organization: whose customer calls
 * @created_us: when the call comes
 * @day_us: local midnight of the day it is wanted
 * @error: where an error goes
 *
 * A customer asks for work that nobody is assigned to yet.
 *
 * Returns: whether it was written
 */
gboolean
_dws_sim_write_request (DwsSimulation *self,
                        const char    *key,
                        const char    *organization,
                        gint64         created_us,
                        gint64         day_us,
                        GError       **error)
{
  static const DwdWindow windows[] = {
    DWD_WINDOW_MORNING, DWD_WINDOW_AFTERNOON, DWD_WINDOW_ANY, DWD_WINDOW_EVENING,
  };
  Course course = { DWD_JOB_STATUS_UNASSIGNED, DWD_TIME_NONE, DWD_TIME_NONE, DWD_TIME_NONE,
                    DWD_TIME_NONE };
  Plan plan = {
    .organization = organization,
    .customer = _dws_sim_pick_customer (self, key, organization, NULL, NULL),
    .work = choose_work (self, key, NULL),
    .created_us = created_us,
    .day_us = day_us,
    .start_us = DWD_TIME_NONE,
  };

  if (plan.customer == NULL)
    return TRUE;

  plan.priority = choose_priority (self, key, plan.work);
  plan.duration_us = choose_duration (self, key, plan.work);
  plan.window = windows[_dws_sim_choose (self, key, DWS_DRAW_WINDOW, G_N_ELEMENTS (windows))];

  /* What is wanted today gets an hour; what is wanted later has only its day. */
  if (day_us == _dws_sim_day (self, created_us, 0))
    {
      gint64 wish_us = created_us + (gint64) (_dws_sim_between (self, key, DWS_DRAW_DAY,
                                                                plan.priority == DWD_PRIORITY_URGENT ? 0.5 : 1.5,
                                                                plan.priority == DWD_PRIORITY_URGENT ? 1.5 : 6) *
                                              DWD_USEC_PER_HOUR);

      plan.window = DWD_WINDOW_ANY;
      plan.start_us = round_up (MIN (wish_us, _dws_sim_at (self, day_us, 20 * 60)),
                                15 * DWD_USEC_PER_MINUTE);
    }

  return write_job (self, key, &plan, &course, error);
}

static gboolean
write_waiting (DwsSimulation *self,
               const char    *organization,
               guint          n_today,
               guint          n_later,
               gint64         day_us,
               gint64         now_us,
               GError       **error)
{
  for (guint i = 0; i < n_today + n_later; i++)
    {
      g_autofree char *key = g_strdup_printf ("waiting/%s/%" G_GINT64_FORMAT "/%u", organization,
                                              day_us / DWD_USEC_PER_DAY, i);
      gint64 created_us = now_us - (gint64) (_dws_sim_between (self, key, DWS_DRAW_ARRIVAL, 0.1, 5) *
                                             DWD_USEC_PER_HOUR);
      int days = i < n_today ? 0 : 1 + (int) _dws_sim_choose (self, key, DWS_DRAW_SLACK, 3);

      if (!_dws_sim_write_request (self, key, organization, MAX (created_us, day_us),
                                   _dws_sim_day (self, day_us, days), error))
        return FALSE;
    }

  return TRUE;
}

/**
 * _dws_sim_write_day:
 * @self: the simulation
 * @day_us: local midnight
 * @now_us: up to when the day is already played
 * @error: where an error goes
 *
 * Writes a day's planned jobs for everybody on shift (whose shifts must be loaded), and what waits.
 *
 * Returns: whether all were written
 */
gboolean
_dws_sim_write_day (DwsSimulation *self,
                    gint64         day_us,
                    gint64         now_us,
                    GError       **error)
{
  for (guint i = 0; i < self->technicians->len; i++)
    {
      DwsSimTechnician *technician = g_ptr_array_index (self->technicians, i);

      if (technician->shift_start_us == DWD_TIME_NONE || technician->on_leave)
        continue;
      if (!write_shift_jobs (self, technician, day_us, now_us, error))
        return FALSE;
    }

  if (_dws_sim_day (self, now_us, 0) != day_us)
    return TRUE;

  return write_waiting (self, DWS_SIM_ORGANIZATION, WAITING_TODAY * self->options.scale,
                        WAITING_LATER * self->options.scale, day_us, now_us, error) &&
         write_waiting (self, DWS_SIM_OTHER_ORGANIZATION, 2, 1, day_us, now_us, error);
}

static gint64
parse_datetime (DwsSimulation *self,
                JsonObject    *document,
                const char    *member)
{
  DwdCivil civil;

  if (!dwd_time_text_parse_datetime (_dws_sim_get_text (document, member), -1, &civil))
    return DWD_TIME_NONE;

  return dwd_zone_to_utc (self->zone, &civil);
}

static void
read_place (DwsSimulation *self,
            JsonObject    *document,
            DwsSimJob     *job)
{
  DwdCivil date;
  DwdCivil time;
  double seconds = _dws_sim_get_number (document, "estimated_duration");

  job->date_us = DWD_TIME_NONE;
  job->start_us = DWD_TIME_NONE;
  job->duration_us = isnan (seconds) || seconds <= 0 ? DWD_USEC_PER_HOUR
                                                     : (gint64) (seconds * 1e6);
  if (!dwd_time_text_parse_date (_dws_sim_get_text (document, "scheduled_date"), -1, &date))
    return;

  job->date_us = dwd_zone_to_utc (self->zone, &date);
  if (dwd_time_text_parse_time (_dws_sim_get_text (document, "scheduled_start"), -1, &time))
    job->start_us = _dws_sim_at (self, job->date_us, time.hour * 60 + time.minute);
}

/* The one place where documents become what the city knows of a job. */
void
_dws_sim_note_job (DwsSimulation *self,
                   const char    *name,
                   JsonObject    *document)
{
  DwsSimJob *job;
  const char *status;

  if (document == NULL)
    {
      g_hash_table_remove (self->jobs, name);
      return;
    }

  job = g_hash_table_lookup (self->jobs, name);
  if (job == NULL)
    {
      job = g_new0 (DwsSimJob, 1);
      job->name = g_strdup (name);
      g_hash_table_insert (self->jobs, job->name, job);
    }

  g_free (job->organization);
  job->organization = g_strdup (_dws_sim_get_text (document, "organization"));
  g_free (job->assigned_to);
  job->assigned_to = g_strdup (_dws_sim_get_text (document, "assigned_to"));
  g_free (job->title);
  job->title = g_strdup (_dws_sim_get_text (document, "title"));
  status = _dws_sim_get_text (document, "status");
  job->status = dwd_job_status_from_string (status, -1);
  job->priority = dwd_priority_from_string (_dws_sim_get_text (document, "priority"), -1);
  job->point.latitude = _dws_sim_get_number (document, "latitude");
  job->point.longitude = _dws_sim_get_number (document, "longitude");
  job->actual_start_us = parse_datetime (self, document, "actual_arrival");
  read_place (self, document, job);
}

void
_dws_sim_load_jobs (DwsSimulation *self)
{
  g_autoptr (GPtrArray) documents = dws_world_list (self->world, "Dispatch Job");

  g_hash_table_remove_all (self->jobs);
  for (guint i = 0; i < documents->len; i++)
    {
      JsonObject *document = g_ptr_array_index (documents, i);

      _dws_sim_note_job (self, _dws_sim_get_text (document, "name"), document);
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char **) a, *(const char **) b);
}

/* What was left undone goes on to @day_us: assigned work is given back, waiting work waits on. */
void
_dws_sim_carry_over (DwsSimulation *self,
                     gint64         day_us)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      DwsSimJob *job = value;

      if ((job->status == DWD_JOB_STATUS_ASSIGNED || job->status == DWD_JOB_STATUS_UNASSIGNED) &&
          job->date_us != DWD_TIME_NONE && job->date_us < day_us)
        g_ptr_array_add (names, g_strdup (job->name));
    }
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      DwsSimJob *job = g_hash_table_lookup (self->jobs, g_ptr_array_index (names, i));
      JsonObject *fields = json_object_new ();
      g_autoptr (GError) error = NULL;

      _dws_sim_set_date (self, fields, "scheduled_date", day_us);
      if (job->status == DWD_JOB_STATUS_ASSIGNED)
        {
          json_object_set_null_member (fields, "assigned_to");
          json_object_set_string_member (fields, "status", "Unassigned");
          json_object_set_string_member (fields, "status_reason", "Left from the day before");
        }
      if (!_dws_sim_put (self, "Dispatch Job", job->name, fields, "ben@astana.example", NULL, &error))
        g_warning ("%s was not carried over: %s", (char *) g_ptr_array_index (names, i),
                   error->message);
    }
}
