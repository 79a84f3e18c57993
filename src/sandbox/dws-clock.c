/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-clock.h"

#include "base/dwd-time-text.h"

#include <math.h>
#include <string.h>

struct _DwsClock
{
  DwdZone *zone;        /* (owned): of naive datetimes */
  gint64 start_us;      /* the sandbox's time at the anchor */
  gint64 anchor_us;     /* monotonic */
  gint64 skew_us;       /* a fault */
  double rate;
};

static const char *const day_names[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
static const char *const month_names[] =
{
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
};

/**
 * dws_clock_new:
 * @rate: how much faster than real time; 0 stands still
 * @site_zone: (transfer none): the zone of the naive datetimes
 */
DwsClock *
dws_clock_new (gint64   start_us,
               double   rate,
               DwdZone *site_zone)
{
  DwsClock *self = g_new0 (DwsClock, 1);

  self->zone = dwd_zone_ref (site_zone);
  self->start_us = start_us;
  self->anchor_us = g_get_monotonic_time ();
  self->rate = rate;

  return self;
}

void
dws_clock_free (DwsClock *self)
{
  if (self == NULL)
    return;

  dwd_zone_unref (self->zone);
  g_free (self);
}

static gint64
get_unskewed (DwsClock *self)
{
  double elapsed = (double) (g_get_monotonic_time () - self->anchor_us);

  return self->start_us + (gint64) floor (elapsed * self->rate);
}

gint64
dws_clock_get_now (DwsClock *self)
{
  return get_unskewed (self) + self->skew_us;
}

double
dws_clock_get_rate (DwsClock *self)
{
  return self->rate;
}

void
dws_clock_set_rate (DwsClock *self,
                    double    rate)
{
  self->start_us = get_unskewed (self);
  self->anchor_us = g_get_monotonic_time ();
  self->rate = rate;
}

void
dws_clock_set_now (DwsClock *self,
                   gint64    now_us)
{
  self->start_us = now_us;
  self->anchor_us = g_get_monotonic_time ();
}

/**
 * dws_clock_set_skew:
 *
 * Shifts everything this clock says, as a server whose clock is wrong would.
 */
void
dws_clock_set_skew (DwsClock *self,
                    gint64    skew_us)
{
  self->skew_us = skew_us;
}

DwdZone *
dws_clock_get_zone (DwsClock *self)
{
  return self->zone;
}

/**
 * dws_clock_format_site:
 *
 * Returns: (transfer full): the naive datetime in the site's zone, 26 characters
 */
char *
dws_clock_format_site (DwsClock *self,
                       gint64    utc_us)
{
  DwdCivil civil;

  dwd_zone_to_civil (self->zone, utc_us, &civil);

  return dwd_time_text_format_datetime (&civil);
}

gboolean
dws_clock_parse_site (DwsClock   *self,
                      const char *text,
                      gint64     *utc_us)
{
  DwdCivil civil;

  if (text == NULL || !dwd_time_text_parse_datetime (text, -1, &civil))
    return FALSE;

  *utc_us = dwd_zone_to_utc (self->zone, &civil);
  return TRUE;
}

/**
 * dws_clock_format_http:
 *
 * Returns: (transfer full): the date as HTTP headers have it
 */
char *
dws_clock_format_http (gint64 utc_us)
{
  gint64 seconds = utc_us / DWD_USEC_PER_SEC;
  gint64 days = seconds / 86400;
  gint64 rest = seconds % 86400;
  DwdCivil civil = { 0 };

  if (rest < 0)
    {
      rest += 86400;
      days--;
    }
  dwd_civil_from_days (days, &civil);

  return g_strdup_printf ("%s, %02d %s %04d %02d:%02d:%02d GMT",
                          day_names[((days % 7) + 7) % 7], civil.day,
                          month_names[civil.month - 1], civil.year,
                          (int) (rest / 3600), (int) (rest / 60 % 60), (int) (rest % 60));
}

/**
 * dws_clock_format_instant:
 *
 * Returns: (transfer full): ISO 8601 in UTC with milliseconds
 */
char *
dws_clock_format_instant (gint64 utc_us)
{
  g_autofree char *seconds = dwd_time_text_format_instant (utc_us);
  gint64 milliseconds = utc_us / 1000 % 1000;
  gsize length = strlen (seconds);

  if (milliseconds < 0)
    milliseconds += 1000;
  if (length > 0)
    seconds[length - 1] = '\0';

  return g_strdup_printf ("%s.%03dZ", seconds, (int) milliseconds);
}
