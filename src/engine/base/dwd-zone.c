/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-base"

#include "config.h"

#include "dwd-zone.h"

#include "dwd-failure.h"
#include "dwd-zone-private.h"

#include <string.h>

#define SECONDS_PER_DAY 86400

/* No zone is farther from UTC than this, in seconds. */
#define FARTHEST_OFFSET (26 * 3600)

struct _DwdZone
{
  gatomicrefcount ref_count;
  char *name;                  /* (owned) */
  GArray *spans;               /* (owned): DwdZoneSpan, by start; the first starts at G_MININT64 */
};

G_DEFINE_BOXED_TYPE (DwdZone, dwd_zone, dwd_zone_ref, dwd_zone_unref)

static gint64
floor_div (gint64 value,
           gint64 by)
{
  gint64 quotient = value / by;

  return value % by < 0 ? quotient - 1 : quotient;
}

/* The name becomes a path, so it must not climb out of the folder of zones. */
static gboolean
is_zone_name (const char *name)
{
  if (name == NULL || *name == '\0' || strlen (name) > 64)
    return FALSE;

  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("_-+/", *p) == NULL)
      return FALSE;

  return *name != '/';
}

static gboolean
is_utc_name (const char *name)
{
  return strcmp (name, "UTC") == 0 || strcmp (name, "Etc/UTC") == 0;
}

static DwdZone *
zone_new_take (const char *name,
               GArray     *spans)
{
  DwdZone *self = g_new0 (DwdZone, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->spans = spans;

  return self;
}

static char *
build_zone_path (const char *name)
{
  const char *folder = g_getenv ("TZDIR");

  if (folder == NULL || *folder == '\0')
    folder = "/usr/share/zoneinfo";

  return g_build_filename (folder, name, NULL);
}

/**
 * dwd_zone_new:
 * @iana_name: such as "Asia/Almaty"
 * @error: return location
 *
 * Reads a zone from the system's time zone database. A few kilobytes are read and no cache is kept:
 * hold on to the zone.
 *
 * Returns: (transfer full) (nullable): the zone; %DWD_FAILURE_INVALID for what is no zone's name,
 *   %DWD_FAILURE_NOT_FOUND for one the database does not have, %DWD_FAILURE_PROTOCOL for a file
 *   that cannot be understood.
 */
DwdZone *
dwd_zone_new (const char *iana_name,
              GError    **error)
{
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GArray) spans = NULL;
  gsize length;

  if (!is_zone_name (iana_name))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "“%s” is not the name of a time zone",
                     iana_name != NULL ? iana_name : "");
      return NULL;
    }
  if (is_utc_name (iana_name))
    return dwd_zone_new_utc ();

  path = build_zone_path (iana_name);
  if (!g_file_get_contents (path, &contents, &length, &local_error))
    {
      dwd_error_set (error, DWD_FAILURE_NOT_FOUND, "Time zone “%s” is not known here: %s",
                     iana_name, local_error->message);
      return NULL;
    }

  spans = dwd_zone_read_tzif (contents, length);
  if (spans == NULL)
    {
      dwd_error_set (error, DWD_FAILURE_PROTOCOL, "“%s” is not a time zone file", path);
      return NULL;
    }

  return zone_new_take (iana_name, g_steal_pointer (&spans));
}

/**
 * dwd_zone_new_utc:
 *
 * Returns: (transfer full): UTC, which needs no database.
 */
DwdZone *
dwd_zone_new_utc (void)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (DwdZoneSpan));
  DwdZoneSpan utc = { G_MININT64, 0 };

  g_array_append_val (spans, utc);

  return zone_new_take ("UTC", spans);
}

DwdZone *
dwd_zone_ref (DwdZone *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
dwd_zone_unref (DwdZone *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->name);
  g_array_unref (self->spans);
  g_free (self);
}

const char *
dwd_zone_get_name (DwdZone *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/* The index of the span in which a UTC second lies. */
static guint
find_span (DwdZone *self,
           gint64   utc_s)
{
  const DwdZoneSpan *spans = (const DwdZoneSpan *)(const void *)self->spans->data;
  guint low = 0;
  guint high = self->spans->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (spans[middle].start <= utc_s)
        low = middle;
      else
        high = middle;
    }

  return low;
}

/**
 * dwd_zone_get_offset:
 * @self: a zone
 * @utc_us: an instant
 *
 * Returns: how many seconds local time is ahead of UTC then.
 */
int
dwd_zone_get_offset (DwdZone *self,
                     gint64   utc_us)
{
  g_return_val_if_fail (self != NULL, 0);

  return g_array_index (self->spans, DwdZoneSpan,
                        find_span (self, floor_div (utc_us, DWD_USEC_PER_SEC))).offset;
}

/* From a span that certainly begins before @local_s, forward to the first that shows it. A span
 * that begins later than its own reading of @local_s is the far side of a gap. */
static gint64
local_to_utc (DwdZone  *self,
              gint64    local_s,
              gboolean *in_gap)
{
  const DwdZoneSpan *spans = (const DwdZoneSpan *)(const void *)self->spans->data;
  guint n_spans = self->spans->len;

  for (guint i = find_span (self, local_s - FARTHEST_OFFSET);; i++)
    {
      gint64 utc_s = local_s - spans[i].offset;

      *in_gap = utc_s < spans[i].start;
      if (*in_gap)
        return spans[i].start;
      if (i + 1 == n_spans || utc_s < spans[i + 1].start)
        return utc_s;
    }
}

/**
 * dwd_zone_to_utc:
 * @self: a zone
 * @civil: a local date and time
 *
 * A skipped local time gives the instant of the change, a repeated one its first showing.
 *
 * Returns: UTC microseconds; %DWD_TIME_NONE for a date or time that no calendar has.
 */
gint64
dwd_zone_to_utc (DwdZone        *self,
                 const DwdCivil *civil)
{
  gint64 local_s, utc_s;
  gboolean in_gap;

  g_return_val_if_fail (self != NULL, DWD_TIME_NONE);

  if (!dwd_civil_is_valid (civil))
    return DWD_TIME_NONE;

  local_s = dwd_civil_to_days (civil->year, civil->month, civil->day) * SECONDS_PER_DAY +
            civil->hour * 3600 + civil->minute * 60 + civil->second;
  utc_s = local_to_utc (self, local_s, &in_gap);

  return utc_s * DWD_USEC_PER_SEC + (in_gap ? 0 : civil->usec);
}

/**
 * dwd_zone_to_civil:
 * @self: a zone
 * @utc_us: an instant
 * @civil: (out): what a wall there shows
 */
void
dwd_zone_to_civil (DwdZone  *self,
                   gint64    utc_us,
                   DwdCivil *civil)
{
  gint64 utc_s, local_s, days;
  int second;

  g_return_if_fail (self != NULL);
  g_return_if_fail (civil != NULL);

  utc_s = floor_div (utc_us, DWD_USEC_PER_SEC);
  local_s = utc_s + g_array_index (self->spans, DwdZoneSpan, find_span (self, utc_s)).offset;
  days = floor_div (local_s, SECONDS_PER_DAY);
  second = (int)(local_s - days * SECONDS_PER_DAY);

  dwd_civil_from_days (days, civil);
  civil->hour = second / 3600;
  civil->minute = second / 60 % 60;
  civil->second = second % 60;
  civil->usec = (int)(utc_us - utc_s * DWD_USEC_PER_SEC);
}

/**
 * dwd_zone_day_start:
 * @self: a zone
 * @utc_us: an instant
 * @day_offset: 0 for the local day of @utc_us, 1 for the next …
 *
 * Returns: the instant at which that local day begins, which is not midnight where a change skips
 *   midnight.
 */
gint64
dwd_zone_day_start (DwdZone *self,
                    gint64   utc_us,
                    int      day_offset)
{
  gint64 utc_s, local_s, days;
  gboolean in_gap;

  g_return_val_if_fail (self != NULL, DWD_TIME_NONE);

  utc_s = floor_div (utc_us, DWD_USEC_PER_SEC);
  local_s = utc_s + g_array_index (self->spans, DwdZoneSpan, find_span (self, utc_s)).offset;
  days = floor_div (local_s, SECONDS_PER_DAY) + day_offset;

  return local_to_utc (self, days * SECONDS_PER_DAY, &in_gap) * DWD_USEC_PER_SEC;
}

/**
 * dwd_civil_to_days:
 * @year: of the proleptic Gregorian calendar
 * @month: 1–12
 * @day: 1–31
 *
 * Returns: days since 1970-01-01.
 */
gint64
dwd_civil_to_days (int year,
                   int month,
                   int day)
{
  /* A year that begins in March has its leap day at the end, where it disturbs no month. Months
   * from March then follow the pattern 31 30 31 30 31, which 153 days in 5 months sums up. */
  gint64 march_year = month > 2 ? year : (gint64)year - 1;
  int march_month = month > 2 ? month - 3 : month + 9;
  gint64 leap_days = floor_div (march_year, 4) - floor_div (march_year, 100) +
                     floor_div (march_year, 400);

  /* 719468 days lie between 1 March of the year 0 and 1 January 1970. */
  return march_year * 365 + leap_days + (153 * march_month + 2) / 5 + day - 1 - 719468;
}

/**
 * dwd_civil_from_days:
 * @days: since 1970-01-01
 * @civil: (out): the date, at midnight
 */
void
dwd_civil_from_days (gint64    days,
                     DwdCivil *civil)
{
  gint64 from_march = days + 719468;
  gint64 cycle = floor_div (from_march, 146097);
  int in_cycle = (int)(from_march - cycle * 146097);
  int century = MIN (in_cycle / 36524, 3);
  int in_century = in_cycle - century * 36524;
  int olympiad = in_century / 1461;
  int in_olympiad = in_century - olympiad * 1461;
  int year_of_four = MIN (in_olympiad / 365, 3);
  int in_year = in_olympiad - year_of_four * 365;
  int march_month = (5 * in_year + 2) / 153;
  gint64 march_year = cycle * 400 + century * 100 + olympiad * 4 + year_of_four;

  memset (civil, 0, sizeof *civil);
  civil->day = in_year - (153 * march_month + 2) / 5 + 1;
  civil->month = march_month < 10 ? march_month + 3 : march_month - 9;
  civil->year = (int)(civil->month > 2 ? march_year : march_year + 1);
}

static int
days_in_month (int year,
               int month)
{
  static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

  return lengths[month - 1] + (month == 2 && leap ? 1 : 0);
}

/**
 * dwd_civil_is_valid:
 * @civil: (nullable): a date and time
 *
 * Returns: whether it is a real date of the years 1–9999 and a real time of day, 24:00 included.
 */
gboolean
dwd_civil_is_valid (const DwdCivil *civil)
{
  if (civil == NULL || civil->year < 1 || civil->year > 9999)
    return FALSE;
  if (civil->month < 1 || civil->month > 12)
    return FALSE;
  if (civil->day < 1 || civil->day > days_in_month (civil->year, civil->month))
    return FALSE;
  if (civil->minute < 0 || civil->minute > 59 || civil->second < 0 || civil->second > 59)
    return FALSE;
  if (civil->usec < 0 || civil->usec >= DWD_USEC_PER_SEC)
    return FALSE;
  if (civil->hour == 24)
    return civil->minute == 0 && civil->second == 0 && civil->usec == 0;

  return civil->hour >= 0 && civil->hour < 24;
}
