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

#define TECHNICIANS_PER_SCALE 24
#define OTHER_TECHNICIANS 4

/* Local minutes of the day. */
typedef struct
{
  const char *name;
  int start;
  int end;
  int break_start;
  int break_minutes;
  const char *color;
} Shift;

static const Shift shifts[] = {
  { "Early", 7 * 60, 16 * 60, 11 * 60 + 30, 45, "#2a5a9b" },
  { "Day", 8 * 60, 17 * 60, 12 * 60 + 30, 45, "#196b3b" },
  { "Late", 12 * 60, 21 * 60, 16 * 60, 45, "#6541b0" },
};

void
_dws_sim_technician_free (gpointer data)
{
  DwsSimTechnician *technician = data;

  g_free (technician->name);
  g_free (technician->employee_name);
  g_free (technician->organization);
  g_free (technician->zone);
  g_strfreev (technician->skills);
  g_free (technician->job);
  g_clear_pointer (&technician->route, dws_route_free);
  g_queue_clear_full (&technician->unsent, (GDestroyNotify) json_object_unref);
  g_free (technician);
}

static JsonObject *
new_scoped (const char *organization)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "organization", organization);

  return object;
}

static gboolean
write_organization (DwsSimulation *self,
                    const char    *name,
                    const char    *title,
                    GError       **error)
{
  JsonObject *fields = json_object_new ();

  json_object_set_string_member (fields, "org_name", title);
  json_object_set_string_member (fields, "org_type", "Company");
  json_object_set_string_member (fields, "status", "Active");
  json_object_set_string_member (fields, "time_zone", dwd_zone_get_name (self->zone));

  return _dws_sim_put (self, "Organization", name, fields, "Administrator", NULL, error);
}

static char *
make_shift_name (const char *organization,
                 gsize       shift)
{
  /* "ORG-2026-00002", Late: SHIFT-00023 */
  return g_strdup_printf ("SHIFT-000%c%zu", organization[strlen (organization) - 1], shift + 1);
}

static gboolean
write_shift_templates (DwsSimulation *self,
                       const char    *organization,
                       GError       **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shifts); i++)
    {
      JsonObject *fields = new_scoped (organization);
      g_autofree char *name = make_shift_name (organization, i);

      json_object_set_string_member (fields, "shift_name", shifts[i].name);
      _dws_sim_set_time (self, fields, "start_time", _dws_sim_at (self, self->day_us, shifts[i].start));
      _dws_sim_set_time (self, fields, "end_time", _dws_sim_at (self, self->day_us, shifts[i].end));
      _dws_sim_set_time (self, fields, "break_start",
                         _dws_sim_at (self, self->day_us, shifts[i].break_start));
      json_object_set_int_member (fields, "break_duration_minutes", shifts[i].break_minutes);
      json_object_set_string_member (fields, "color", shifts[i].color);
      if (!_dws_sim_put (self, "Shift Template", name, fields, "Administrator", NULL, error))
        return FALSE;
    }

  return TRUE;
}

static JsonArray *
make_skills (DwsSimulation     *self,
             const char        *key,
             const DwsSimTrade *trade)
{
  JsonArray *skills = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (trade->skills) && trade->skills[i] != NULL; i++)
    {
      g_autofree char *skill_key = g_strdup_printf ("%s/%zu", key, i);
      JsonObject *skill = json_object_new ();
      int best = i == 0 ? 5 : 4;
      int least = i == 0 ? 3 : 2;

      json_object_set_string_member (skill, "skill", trade->skills[i]);
      json_object_set_int_member (skill, "proficiency",
                                  (int) _dws_sim_between (self, skill_key, DWS_DRAW_SKILL, least,
                                                          best + 1));
      json_array_add_object_element (skills, skill);
    }

  return skills;
}

/* Most certificates are good for a year; one in twelve has just run out, one in eight soon will. */
static JsonArray *
make_certifications (DwsSimulation     *self,
                     const char        *key,
                     const DwsSimTrade *trade)
{
  JsonArray *certifications = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (trade->certifications) && trade->certifications[i] != NULL; i++)
    {
      JsonObject *row = json_object_new ();
      double luck = _dws_sim_draw (self, key, DWS_DRAW_SKILL);
      int days = luck < 1.0 / 12 ? -3 : luck < 1.0 / 5 ? 12 : 40 + (int) (luck * 300);
      g_autofree char *number = g_strdup_printf ("%c-%05u", trade->certifications[i][0],
                                                 _dws_sim_choose (self, key, DWS_DRAW_PHONE, 90000) + 10000);

      json_object_set_string_member (row, "certification_type", trade->certifications[i]);
      _dws_sim_set_date (self, row, "issue_date", _dws_sim_day (self, self->day_us, days - 730));
      _dws_sim_set_date (self, row, "expiry_date", _dws_sim_day (self, self->day_us, days));
      json_object_set_string_member (row, "certificate_number", number);
      json_object_set_string_member (row, "status", days < 0 ? "Expired" : "Active");
      json_array_add_object_element (certifications, row);
    }

  return certifications;
}

static const DwsAddress *
pick_home (DwsSimulation *self,
           const char    *key,
           const char    *zone)
{
  gsize n_addresses;
  const DwsAddress *addresses = dws_city_get_addresses (self->city, &n_addresses);
  gsize first = _dws_sim_choose (self, key, DWS_DRAW_ADDRESS, (guint) n_addresses);

  for (gsize i = 0; i < n_addresses; i++)
    {
      const DwsAddress *address = &addresses[(first + i) % n_addresses];

      if (g_strcmp0 (address->zone, zone) == 0)
        return address;
    }

  return &addresses[first];
}

static gboolean
write_home (DwsSimulation    *self,
            const char       *organization,
            const char       *title,
            const char       *zone,
            const DwsAddress *home,
            char            **name,
            GError          **error)
{
  JsonObject *fields = new_scoped (organization);

  json_object_set_string_member (fields, "location_name", title);
  json_object_set_double_member (fields, "latitude", home->point.latitude);
  json_object_set_double_member (fields, "longitude", home->point.longitude);
  json_object_set_int_member (fields, "geofence_radius_meters", 100);
  json_object_set_string_member (fields, "validation_mode", "GPS Only");
  json_object_set_string_member (fields, "zone", zone);

  return _dws_sim_put (self, "Geofence", NULL, fields, "Administrator", name, error);
}

static gboolean
write_technician (DwsSimulation *self,
                  const char    *organization,
                  guint          number,
                  const char    *zone,
                  GError       **error)
{
  gsize n_first;
  gsize n_last;
  gsize n_trades;
  const char **first_names = dws_sim_get_first_names (&n_first);
  const char **last_names = dws_sim_get_last_names (&n_last);
  const DwsSimTrade *trades = dws_sim_get_trades (&n_trades);
  const DwsSimTrade *trade = &trades[number % n_trades];
  g_autofree char *key = g_strdup_printf ("HR-EMP-%05u", number + 1);
  g_autofree char *full_name = g_strdup_printf ("%s %s", first_names[number % n_first],
                                                last_names[(number + number / n_first) % n_last]);
  g_autofree char *phone = g_strdup_printf ("+7 701 555 %02u %02u", (number + 17) / 100 % 100,
                                            (number + 17) % 100);
  g_autofree char *home_title = g_strdup_printf ("Home of %s", full_name);
  g_autofree char *home_name = NULL;
  const DwsAddress *home = pick_home (self, key, zone);
  JsonObject *fields;

  if (!write_home (self, organization, home_title, zone, home, &home_name, error))
    return FALSE;

  fields = new_scoped (organization);
  json_object_set_string_member (fields, "employee_name", full_name);
  json_object_set_string_member (fields, "status", "Active");
  json_object_set_string_member (fields, "company", organization);
  json_object_set_string_member (fields, "cell_number", phone);
  json_object_set_string_member (fields, "designation", trade->designation);
  json_object_set_int_member (fields, "dispatch_enabled", 1);
  json_object_set_string_member (fields, "zone", zone);
  json_object_set_string_member (fields, "home_location", home_name);
  json_object_set_double_member (fields, "home_latitude", home->point.latitude);
  json_object_set_double_member (fields, "home_longitude", home->point.longitude);
  json_object_set_array_member (fields, "skills", make_skills (self, key, trade));
  json_object_set_array_member (fields, "certifications", make_certifications (self, key, trade));

  return _dws_sim_put (self, "Employee", key, fields, "Administrator", NULL, error);
}

static gboolean
write_leave (DwsSimulation *self,
             const char    *employee,
             int            first_day,
             int            last_day,
             GError       **error)
{
  JsonObject *fields = new_scoped (DWS_SIM_ORGANIZATION);

  json_object_set_string_member (fields, "employee", employee);
  _dws_sim_set_date (self, fields, "from_date", _dws_sim_day (self, self->day_us, first_day));
  _dws_sim_set_date (self, fields, "to_date", _dws_sim_day (self, self->day_us, last_day));
  json_object_set_string_member (fields, "leave_type", "Annual Leave");
  json_object_set_string_member (fields, "status", "Approved");

  return _dws_sim_put (self, "Leave Application", NULL, fields, "Administrator", NULL, error);
}

/**
 * _dws_sim_write_people:
 * @self: the simulation
 * @error: where an error goes
 *
 * Writes both organisations, their shift templates, technicians spread over the zones, and two
 * absences.
 *
 * Returns: whether all were written
 */
gboolean
_dws_sim_write_people (DwsSimulation *self,
                       GError       **error)
{
  GPtrArray *zones = dws_city_get_zones (self->city);
  guint n_technicians = TECHNICIANS_PER_SCALE * self->options.scale;

  if (!write_organization (self, DWS_SIM_ORGANIZATION, "Astana Field Services", error) ||
      !write_organization (self, DWS_SIM_OTHER_ORGANIZATION, "Esil Heating", error) ||
      !write_shift_templates (self, DWS_SIM_ORGANIZATION, error) ||
      !write_shift_templates (self, DWS_SIM_OTHER_ORGANIZATION, error))
    return FALSE;

  for (guint i = 0; i < n_technicians + OTHER_TECHNICIANS; i++)
    {
      const DwsZone *zone = g_ptr_array_index (zones, (i / 2) % zones->len);
      const char *organization = i < n_technicians ? DWS_SIM_ORGANIZATION
                                                   : DWS_SIM_OTHER_ORGANIZATION;

      if (!write_technician (self, organization, i, zone->name, error))
        return FALSE;
    }

  return write_leave (self, "HR-EMP-00015", -2, 2, error) &&
         write_leave (self, "HR-EMP-00021", 3, 9, error);
}

static const Shift *
choose_shift (DwsSimulation *self,
              const char    *employee)
{
  double luck = _dws_sim_draw (self, employee, DWS_DRAW_DAY);

  return &shifts[luck < 0.30 ? 0 : luck < 0.80 ? 1 : 2];
}

/* Weekdays all work; on a Saturday a third, on a Sunday every sixth. */
static gboolean
works_on (DwsSimulation *self,
          const char    *employee,
          gint64         day_us)
{
  int weekday = _dws_sim_weekday (self, day_us);
  double luck = _dws_sim_draw (self, employee, DWS_DRAW_SLACK);

  return weekday < 5 || luck < (weekday == 5 ? 0.34 : 0.17);
}

static gboolean
write_schedule_entry (DwsSimulation    *self,
                      DwsSimTechnician *technician,
                      gint64            day_us,
                      GError          **error)
{
  const Shift *shift = choose_shift (self, technician->name);
  g_autofree char *template = make_shift_name (technician->organization, (gsize) (shift - shifts));
  JsonObject *fields = new_scoped (technician->organization);

  json_object_set_string_member (fields, "employee", technician->name);
  json_object_set_string_member (fields, "shift_template", template);
  _dws_sim_set_date (self, fields, "date", day_us);
  _dws_sim_set_time (self, fields, "start_time", _dws_sim_at (self, day_us, shift->start));
  _dws_sim_set_time (self, fields, "end_time", _dws_sim_at (self, day_us, shift->end));
  _dws_sim_set_time (self, fields, "break_start", _dws_sim_at (self, day_us, shift->break_start));
  json_object_set_int_member (fields, "break_duration_minutes", shift->break_minutes);
  json_object_set_string_member (fields, "status", "Published");

  return _dws_sim_put (self, "Schedule Entry", NULL, fields, "Administrator", NULL, error);
}

gboolean
_dws_sim_write_shifts (DwsSimulation *self,
                       gint64         day_us,
                       GError       **error)
{
  for (guint i = 0; i < self->technicians->len; i++)
    {
      DwsSimTechnician *technician = g_ptr_array_index (self->technicians, i);

      if (works_on (self, technician->name, day_us) &&
          !write_schedule_entry (self, technician, day_us, error))
        return FALSE;
    }

  return TRUE;
}

static DwsSimTechnician *
read_technician (JsonObject *employee)
{
  DwsSimTechnician *technician = g_new0 (DwsSimTechnician, 1);
  JsonArray *skills = json_object_has_member (employee, "skills")
                        ? json_object_get_array_member (employee, "skills") : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; skills != NULL && i < json_array_get_length (skills); i++)
    g_strv_builder_add (builder,
                        _dws_sim_get_text (json_array_get_object_element (skills, i), "skill"));

  technician->name = g_strdup (_dws_sim_get_text (employee, "name"));
  technician->employee_name = g_strdup (_dws_sim_get_text (employee, "employee_name"));
  technician->organization = g_strdup (_dws_sim_get_text (employee, "organization"));
  technician->zone = g_strdup (_dws_sim_get_text (employee, "zone"));
  technician->skills = g_strv_builder_end (builder);
  technician->home.latitude = _dws_sim_get_number (employee, "home_latitude");
  technician->home.longitude = _dws_sim_get_number (employee, "home_longitude");
  technician->point = technician->home;
  technician->heading = NAN;
  technician->battery = 100;
  technician->shift_start_us = DWD_TIME_NONE;
  technician->shift_end_us = DWD_TIME_NONE;
  technician->reported_us = DWD_TIME_NONE;
  g_queue_init (&technician->unsent);

  return technician;
}

static int
compare_technicians (gconstpointer a,
                     gconstpointer b)
{
  return strcmp ((*(DwsSimTechnician **) a)->name, (*(DwsSimTechnician **) b)->name);
}

static void
load_last_places (DwsSimulation *self)
{
  g_autoptr (GPtrArray) places = dws_world_list (self->world, "Technician Location");

  for (guint i = 0; i < places->len; i++)
    {
      JsonObject *place = g_ptr_array_index (places, i);
      DwsSimTechnician *technician =
        _dws_sim_find_technician (self, _dws_sim_get_text (place, "employee"));
      DwdPoint point = { _dws_sim_get_number (place, "latitude"),
                         _dws_sim_get_number (place, "longitude") };

      if (technician != NULL && dwd_point_is_valid (&point))
        technician->point = point;
    }
}

void
_dws_sim_load_people (DwsSimulation *self)
{
  g_autoptr (GPtrArray) employees = dws_world_list (self->world, "Employee");

  g_ptr_array_set_size (self->technicians, 0);
  for (guint i = 0; i < employees->len; i++)
    g_ptr_array_add (self->technicians, read_technician (g_ptr_array_index (employees, i)));
  g_ptr_array_sort (self->technicians, compare_technicians);
  load_last_places (self);
}

DwsSimTechnician *
_dws_sim_find_technician (DwsSimulation *self,
                          const char    *name)
{
  guint low = 0;
  guint high = self->technicians->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      DwsSimTechnician *technician = g_ptr_array_index (self->technicians, middle);
      int order = strcmp (technician->name, name);

      if (order == 0)
        return technician;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }

  return NULL;
}

static gint64
parse_local (DwsSimulation *self,
             JsonObject    *object,
             gint64         day_us,
             const char    *member)
{
  DwdCivil time;

  if (!dwd_time_text_parse_time (_dws_sim_get_text (object, member), -1, &time))
    return DWD_TIME_NONE;

  return _dws_sim_at (self, day_us, time.hour * 60 + time.minute);
}

static gboolean
is_date (DwsSimulation *self,
         JsonObject    *object,
         const char    *member,
         gint64         day_us)
{
  DwdCivil date;

  return dwd_time_text_parse_date (_dws_sim_get_text (object, member), -1, &date) &&
         dwd_zone_to_utc (self->zone, &date) == day_us;
}

static gint64
get_break_us (JsonObject *entry)
{
  double minutes = _dws_sim_get_number (entry, "break_duration_minutes");

  return isnan (minutes) ? 0 : (gint64) (minutes * DWD_USEC_PER_MINUTE);
}

static void
load_absences (DwsSimulation *self,
               gint64         day_us)
{
  g_autoptr (GPtrArray) leaves = dws_world_list (self->world, "Leave Application");

  for (guint i = 0; i < leaves->len; i++)
    {
      JsonObject *leave = g_ptr_array_index (leaves, i);
      DwsSimTechnician *technician =
        _dws_sim_find_technician (self, _dws_sim_get_text (leave, "employee"));
      DwdCivil from;
      DwdCivil to;

      if (technician != NULL && g_strcmp0 (_dws_sim_get_text (leave, "status"), "Approved") == 0 &&
          dwd_time_text_parse_date (_dws_sim_get_text (leave, "from_date"), -1, &from) &&
          dwd_time_text_parse_date (_dws_sim_get_text (leave, "to_date"), -1, &to) &&
          dwd_zone_to_utc (self->zone, &from) <= day_us &&
          day_us <= dwd_zone_to_utc (self->zone, &to))
        technician->on_leave = TRUE;
    }
}

/**
 * _dws_sim_load_shifts:
 * @self: the simulation
 * @day_us: local midnight of a day
 *
 * Reads that day's shifts and absences from the documents, so that a planner's changes count.
 */
void
_dws_sim_load_shifts (DwsSimulation *self,
                      gint64         day_us)
{
  g_autoptr (GPtrArray) entries = dws_world_list (self->world, "Schedule Entry");

  for (guint i = 0; i < self->technicians->len; i++)
    {
      DwsSimTechnician *technician = g_ptr_array_index (self->technicians, i);

      technician->shift_start_us = DWD_TIME_NONE;
      technician->shift_end_us = DWD_TIME_NONE;
      technician->break_start_us = DWD_TIME_NONE;
      technician->break_end_us = DWD_TIME_NONE;
      technician->on_leave = FALSE;
    }

  for (guint i = 0; i < entries->len; i++)
    {
      JsonObject *entry = g_ptr_array_index (entries, i);
      DwsSimTechnician *technician =
        _dws_sim_find_technician (self, _dws_sim_get_text (entry, "employee"));

      if (technician == NULL || !is_date (self, entry, "date", day_us) ||
          g_strcmp0 (_dws_sim_get_text (entry, "status"), "Cancelled") == 0)
        continue;

      technician->shift_start_us = parse_local (self, entry, day_us, "start_time");
      technician->shift_end_us = parse_local (self, entry, day_us, "end_time");
      technician->break_start_us = parse_local (self, entry, day_us, "break_start");
      technician->break_end_us = technician->break_start_us != DWD_TIME_NONE
                                   ? technician->break_start_us + get_break_us (entry)
                                   : DWD_TIME_NONE;
    }

  load_absences (self, day_us);
}
