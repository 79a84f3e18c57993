/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-sim-private.h"

#include <string.h>

#define CITY_ZONE "Asia/Almaty"

/* How far ahead shifts are published and days are planned. */
#define SHIFT_DAYS_BEFORE 1
#define SHIFT_DAYS_AHEAD 7
#define PLANNED_DAYS_AHEAD 2

/* New jobs a weekday at scale 1, between these local hours. */
#define REQUESTS_A_DAY 22
#define FIRST_REQUEST_HOUR 7
#define LAST_REQUEST_HOUR 20

/* A job this late is worth a notification. */
#define NOTABLY_LATE_US (30 * DWD_USEC_PER_MINUTE)

G_DEFINE_FINAL_TYPE (DwsSimulation, dws_simulation, G_TYPE_OBJECT)

static void
document_changed_cb (DwsWorld      *world,
                     const char    *doctype,
                     const char    *name,
                     JsonObject    *document,
                     const char    *user,
                     DwsSimulation *self)
{
  DwsSimJob *job;

  if (!g_str_equal (doctype, "Dispatch Job"))
    return;

  _dws_sim_note_job (self, name, document);
  job = g_hash_table_lookup (self->jobs, name);
  if (job == NULL)
    return;

  for (guint i = 0; i < self->technicians->len; i++)
    {
      DwsSimTechnician *technician = g_ptr_array_index (self->technicians, i);

      if (g_strcmp0 (technician->job, name) == 0 && g_strcmp0 (technician->name, user) != 0)
        _dws_sim_interrupt (self, technician, job, self->second_us);
    }
}

static void
dws_simulation_dispose (GObject *object)
{
  DwsSimulation *self = DWS_SIMULATION (object);

  if (self->world != NULL)
    {
      g_clear_signal_handler (&self->changed_handler, self->world);
      g_clear_weak_pointer (&self->world);
    }

  G_OBJECT_CLASS (dws_simulation_parent_class)->dispose (object);
}

static void
dws_simulation_finalize (GObject *object)
{
  DwsSimulation *self = DWS_SIMULATION (object);

  g_clear_object (&self->city);
  g_clear_pointer (&self->zone, dwd_zone_unref);
  g_clear_pointer (&self->technicians, g_ptr_array_unref);
  g_clear_pointer (&self->customers, g_ptr_array_unref);
  g_clear_pointer (&self->jobs, g_hash_table_unref);

  G_OBJECT_CLASS (dws_simulation_parent_class)->finalize (object);
}

static void
dws_simulation_class_init (DwsSimulationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dws_simulation_dispose;
  object_class->finalize = dws_simulation_finalize;
}

static void
dws_simulation_init (DwsSimulation *self)
{
  self->technicians = g_ptr_array_new_with_free_func (_dws_sim_technician_free);
  self->customers = g_ptr_array_new ();
  self->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, _dws_sim_job_free);
  self->report_interval_us = DWD_USEC_PER_SEC;
}

/**
 * dws_simulation_new:
 * @city: (transfer none): the streets
 * @world: (transfer none): the server, which must outlive the simulation or let go of it first
 * @options: seed, scale and the clock's start; copied
 *
 * Returns: (transfer full): a simulation that has not begun
 */
DwsSimulation *
dws_simulation_new (DwsCity                    *city,
                    DwsWorld                   *world,
                    const DwsSimulationOptions *options)
{
  DwsSimulation *self;

  g_return_val_if_fail (DWS_IS_CITY (city), NULL);
  g_return_val_if_fail (DWS_IS_WORLD (world), NULL);
  g_return_val_if_fail (options != NULL && options->scale > 0, NULL);

  self = g_object_new (DWS_TYPE_SIMULATION, NULL);
  self->city = g_object_ref (city);
  g_set_weak_pointer (&self->world, world);
  self->options = *options;
  if (options->report_interval_us > 0)
    self->report_interval_us = options->report_interval_us;

  return self;
}

static gboolean
write_shifts (DwsSimulation *self,
              GError       **error)
{
  for (int day = -SHIFT_DAYS_BEFORE; day <= SHIFT_DAYS_AHEAD; day++)
    {
      if (!_dws_sim_write_shifts (self, _dws_sim_day (self, self->day_us, day), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_days (DwsSimulation *self,
            GError       **error)
{
  for (int day = -SHIFT_DAYS_BEFORE; day <= PLANNED_DAYS_AHEAD; day++)
    {
      gint64 day_us = _dws_sim_day (self, self->day_us, day);

      _dws_sim_load_shifts (self, day_us);
      if (!_dws_sim_write_day (self, day_us, self->second_us, error))
        return FALSE;
    }

  return TRUE;
}

/* In this order because each step reads what the one before has written. */
static gboolean
write_city (DwsSimulation *self,
            GError       **error)
{
  if (!_dws_sim_write_people (self, error) || !_dws_sim_write_customers (self, error))
    return FALSE;

  _dws_sim_load_people (self);
  _dws_sim_load_customers (self);

  return write_shifts (self, error) && write_days (self, error);
}

static void
load_city (DwsSimulation *self)
{
  _dws_sim_load_people (self);
  _dws_sim_load_customers (self);
  _dws_sim_load_shifts (self, self->day_us);
  _dws_sim_load_jobs (self);

  for (guint i = 0; i < self->technicians->len; i++)
    {
      DwsSimTechnician *technician = g_ptr_array_index (self->technicians, i);

      _dws_sim_resume_technician (self, technician, self->second_us);
      _dws_sim_announce (self, technician, self->second_us);
    }
}

static gboolean
has_people (DwsSimulation *self)
{
  g_autoptr (GPtrArray) employees = dws_world_list (self->world, "Employee");

  return employees->len > 0;
}

/**
 * dws_simulation_populate:
 * @self: a simulation
 * @error: where an error goes
 *
 * Writes a new city, its day played up to the start; a world that has one is only read.
 *
 * Returns: whether the city can live
 */
gboolean
dws_simulation_populate (DwsSimulation *self,
                         GError       **error)
{
  g_return_val_if_fail (DWS_IS_SIMULATION (self), FALSE);

  self->zone = dwd_zone_new (CITY_ZONE, error);
  if (self->zone == NULL)
    return FALSE;

  self->second_us = self->options.start_us / DWD_USEC_PER_SEC * DWD_USEC_PER_SEC;
  self->day_us = _dws_sim_day (self, self->second_us, 0);
  if (!has_people (self) && !write_city (self, error))
    return FALSE;

  load_city (self);
  self->changed_handler = g_signal_connect (self->world, "document-changed",
                                            G_CALLBACK (document_changed_cb), self);

  return TRUE;
}

/* Shifts and jobs of the days that have come into sight, and what was left of yesterday. */
static void
begin_day (DwsSimulation *self)
{
  gint64 planned_us;
  g_autoptr (GError) error = NULL;

  self->day_us = _dws_sim_day (self, self->second_us, 0);
  planned_us = _dws_sim_day (self, self->day_us, PLANNED_DAYS_AHEAD);
  if (!_dws_sim_write_shifts (self, _dws_sim_day (self, self->day_us, SHIFT_DAYS_AHEAD), &error))
    g_warning ("shifts were not written: %s", error->message);
  g_clear_error (&error);

  _dws_sim_load_shifts (self, planned_us);
  if (!_dws_sim_write_day (self, planned_us, self->second_us, &error))
    g_warning ("a day was not planned: %s", error->message);

  _dws_sim_carry_over (self, self->day_us);
  _dws_sim_load_shifts (self, self->day_us);
}

static void
notify_dispatcher (DwsSimulation *self,
                   DwsSimJob     *job,
                   const char    *kind,
                   const char    *subject)
{
  JsonObject *fields = json_object_new ();
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (fields, "organization", job->organization);
  json_object_set_string_member (fields, "for_user", DWS_SIM_DISPATCHER);
  json_object_set_string_member (fields, "subject", subject);
  json_object_set_string_member (fields, "kind", kind);
  json_object_set_string_member (fields, "reference_doctype", "Dispatch Job");
  json_object_set_string_member (fields, "reference_name", job->name);
  if (!_dws_sim_put (self, "Notification", NULL, fields, "Administrator", NULL, &error))
    g_warning ("a notification was not written: %s", error->message);
}

static int
compare_jobs (gconstpointer a,
              gconstpointer b)
{
  return strcmp ((*(DwsSimJob **) a)->name, (*(DwsSimJob **) b)->name);
}

static void
note_late_jobs (DwsSimulation *self)
{
  g_autoptr (GPtrArray) late = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->jobs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      DwsSimJob *job = value;

      if (!job->noted_late && job->date_us == self->day_us && job->start_us != DWD_TIME_NONE &&
          (job->status == DWD_JOB_STATUS_ASSIGNED || job->status == DWD_JOB_STATUS_EN_ROUTE) &&
          g_str_equal (job->organization, DWS_SIM_ORGANIZATION) &&
          self->second_us - job->start_us > NOTABLY_LATE_US)
        g_ptr_array_add (late, job);
    }

  /* Equal seeds give equal documents: not in the order of a hash table. */
  g_ptr_array_sort (late, compare_jobs);
  for (guint i = 0; i < late->len; i++)
    {
      DwsSimJob *job = g_ptr_array_index (late, i);
      g_autofree char *subject = g_strdup_printf ("%s is more than 30 min late", job->title);

      job->noted_late = TRUE;
      notify_dispatcher (self, job, "late", subject);
    }
}

/* Requests are drawn minute by minute: the chance makes the day's number. */
static void
maybe_request (DwsSimulation *self,
               const char    *organization,
               double         a_day)
{
  gint64 minute = self->second_us / DWD_USEC_PER_MINUTE;
  double minutes = (LAST_REQUEST_HOUR - FIRST_REQUEST_HOUR) * 60.0;
  double expected = a_day / minutes;
  guint n_requests;

  if (self->second_us < _dws_sim_at (self, self->day_us, FIRST_REQUEST_HOUR * 60) ||
      self->second_us >= _dws_sim_at (self, self->day_us, LAST_REQUEST_HOUR * 60))
    return;

  n_requests = (guint) expected;
  for (guint i = 0; i <= n_requests; i++)
    {
      g_autofree char *key = g_strdup_printf ("request/%s/%" G_GINT64_FORMAT "/%u", organization,
                                              minute, i);
      int days = _dws_sim_draw (self, key, DWS_DRAW_DAY) < 0.65 ? 0 : 1;
      g_autoptr (GError) error = NULL;

      if (i == n_requests && _dws_sim_draw (self, key, DWS_DRAW_ARRIVAL) >= expected - n_requests)
        continue;
      if (!_dws_sim_write_request (self, key, organization, self->second_us,
                                   _dws_sim_day (self, self->day_us, days), &error))
        g_warning ("a request was not written: %s", error->message);
    }
}

static void
live_minute (DwsSimulation *self)
{
  maybe_request (self, DWS_SIM_ORGANIZATION, REQUESTS_A_DAY * (double) self->options.scale);
  maybe_request (self, DWS_SIM_OTHER_ORGANIZATION, 3);
  note_late_jobs (self);
  if (self->second_us % (2 * DWD_USEC_PER_HOUR) == 37 * DWD_USEC_PER_MINUTE)
    _dws_sim_correct_address (self, self->second_us);
}

static void
live_second (DwsSimulation *self)
{
  if (self->second_us >= _dws_sim_day (self, self->day_us, 1))
    begin_day (self);
  if (self->second_us % DWD_USEC_PER_MINUTE == 0)
    live_minute (self);

  for (guint i = 0; i < self->technicians->len; i++)
    _dws_sim_step_technician (self, g_ptr_array_index (self->technicians, i), self->second_us);
}

/**
 * dws_simulation_advance:
 * @self: a populated simulation
 * @now_us: the sandbox's clock
 *
 * Lives every whole second up to @now_us. How often it is called makes no difference to what
 * happens.
 */
void
dws_simulation_advance (DwsSimulation *self,
                        gint64         now_us)
{
  g_return_if_fail (DWS_IS_SIMULATION (self));
  g_return_if_fail (self->zone != NULL);

  while (self->second_us + DWD_USEC_PER_SEC <= now_us)
    {
      self->second_us += DWD_USEC_PER_SEC;
      live_second (self);
    }
}
