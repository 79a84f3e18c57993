/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-sim-private.h"

#include <math.h>

#include "base/dwd-time-text.h"

/* The finaliser of splitmix64: spreads every input bit over the whole word. */
static guint64
mix (guint64 x)
{
  x += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return x ^ (x >> 31);
}

/**
 * _dws_sim_draw:
 * @self: the simulation
 * @name: what it happens to
 * @draw: what kind of accident
 *
 * Returns: a number from 0 up to, not including, 1; always the same one for the same arguments
 */
double
_dws_sim_draw (DwsSimulation *self,
               const char    *name,
               DwsDraw        draw)
{
  guint64 word = mix (((guint64) self->options.seed << 32) | (guint64) draw);

  for (const char *p = name; *p != '\0'; p++)
    word = mix (word ^ (guchar) * p);

  return (double) (word >> 11) / 9007199254740992.0;
}

double
_dws_sim_between (DwsSimulation *self,
                  const char    *name,
                  DwsDraw        draw,
                  double         low,
                  double         high)
{
  return low + (high - low) * _dws_sim_draw (self, name, draw);
}

guint
_dws_sim_choose (DwsSimulation *self,
                 const char    *name,
                 DwsDraw        draw,
                 guint          n_choices)
{
  return (guint) (_dws_sim_draw (self, name, draw) * n_choices);
}

/* Local midnight of the day that @at_us lies in, @offset days on. */
gint64
_dws_sim_day (DwsSimulation *self,
              gint64         at_us,
              int            offset)
{
  return dwd_zone_day_start (self->zone, at_us, offset);
}

gint64
_dws_sim_at (DwsSimulation *self,
             gint64         day_us,
             int            minutes)
{
  DwdCivil civil;

  dwd_zone_to_civil (self->zone, day_us, &civil);
  civil.hour = minutes / 60;
  civil.minute = minutes % 60;
  civil.second = 0;
  civil.usec = 0;

  return dwd_zone_to_utc (self->zone, &civil);
}

int
_dws_sim_weekday (DwsSimulation *self,
                  gint64         day_us)
{
  DwdCivil civil;
  gint64 days;

  dwd_zone_to_civil (self->zone, day_us, &civil);
  days = dwd_civil_to_days (civil.year, civil.month, civil.day);

  /* Day 0, 1970-01-01, was a Thursday. */
  return (int) (((days + 3) % 7 + 7) % 7);
}

void
_dws_sim_set_text (JsonObject *object,
                   const char *member,
                   const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else
    json_object_set_null_member (object, member);
}

static void
set_formatted (DwsSimulation *self,
               JsonObject    *object,
               const char    *member,
               gint64         at_us,
               char *(*format)(const DwdCivil *civil))
{
  DwdCivil civil;
  g_autofree char *text = NULL;

  if (at_us != DWD_TIME_NONE)
    {
      dwd_zone_to_civil (self->zone, at_us, &civil);
      text = format (&civil);
    }
  _dws_sim_set_text (object, member, text);
}

void
_dws_sim_set_datetime (DwsSimulation *self,
                       JsonObject    *object,
                       const char    *member,
                       gint64         at_us)
{
  set_formatted (self, object, member, at_us, dwd_time_text_format_datetime);
}

void
_dws_sim_set_date (DwsSimulation *self,
                   JsonObject    *object,
                   const char    *member,
                   gint64         at_us)
{
  set_formatted (self, object, member, at_us, dwd_time_text_format_date);
}

void
_dws_sim_set_time (DwsSimulation *self,
                   JsonObject    *object,
                   const char    *member,
                   gint64         at_us)
{
  set_formatted (self, object, member, at_us, dwd_time_text_format_time);
}

/* Writes a document through the server. @fields is taken; @new_name: (out) (optional) (transfer full). */
gboolean
_dws_sim_put (DwsSimulation *self,
              const char    *doctype,
              const char    *name,
              JsonObject    *fields,
              const char    *user,
              char         **new_name,
              GError       **error)
{
  g_autofree char *written = dws_world_put (self->world, doctype, name, fields, user, error);

  json_object_unref (fields);
  if (written == NULL)
    return FALSE;

  if (new_name != NULL)
    *new_name = g_steal_pointer (&written);

  return TRUE;
}

const char *
_dws_sim_get_text (JsonObject *object,
                   const char *member)
{
  const char *text = json_object_get_string_member_with_default (object, member, "");

  return text != NULL ? text : "";
}

double
_dws_sim_get_number (JsonObject *object,
                     const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NAN;

  return json_node_get_double (node);
}
