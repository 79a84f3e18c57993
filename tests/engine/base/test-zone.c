/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "base/dwd-failure.h"
#include "base/dwd-time-text.h"
#include "base/dwd-zone-private.h"

#include <string.h>

static gint64
instant (const char *text)
{
  gint64 us;

  g_assert_true (dwd_time_text_parse_instant (text, -1, &us));

  return us;
}

static DwdZone *
open_zone (const char *name)
{
  g_autoptr (GError) error = NULL;
  DwdZone *zone = dwd_zone_new (name, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (dwd_zone_get_name (zone), ==, name);

  return zone;
}

static void
test_to_utc (void)
{
  static const struct
  {
    const char *zone;
    const char *local;
    const char *utc;
  } cases[] = {
    { "UTC", "2026-11-24 10:42:00.5", "2026-11-24T10:42:00.5Z" },
    { "Asia/Almaty", "2026-11-24 10:42:00", "2026-11-24T05:42:00Z" },
    /* Kazakhstan gave up UTC+6 at midnight before 1 March 2024: an hour came twice. */
    { "Asia/Almaty", "2024-02-29 22:59:59", "2024-02-29T16:59:59Z" },
    { "Asia/Almaty", "2024-02-29 23:00:00", "2024-02-29T17:00:00Z" },
    { "Asia/Almaty", "2024-02-29 23:59:59.999999", "2024-02-29T17:59:59.999999Z" },
    { "Asia/Almaty", "2024-03-01 00:00:00", "2024-02-29T19:00:00Z" },
    /* New York, spring: 02:00–03:00 is skipped, and means the instant of the change. */
    { "America/New_York", "2026-03-08 01:59:59", "2026-03-08T06:59:59Z" },
    { "America/New_York", "2026-03-08 02:00:00", "2026-03-08T07:00:00Z" },
    { "America/New_York", "2026-03-08 02:30:00.25", "2026-03-08T07:00:00Z" },
    { "America/New_York", "2026-03-08 03:00:00", "2026-03-08T07:00:00Z" },
    { "America/New_York", "2026-03-08 03:30:00", "2026-03-08T07:30:00Z" },
    /* and autumn: 01:00–02:00 comes twice, and means the first. */
    { "America/New_York", "2026-11-01 00:59:59", "2026-11-01T04:59:59Z" },
    { "America/New_York", "2026-11-01 01:30:00", "2026-11-01T05:30:00Z" },
    { "America/New_York", "2026-11-01 02:00:00", "2026-11-01T07:00:00Z" },
    /* Lord Howe changes by half an hour. */
    { "Australia/Lord_Howe", "2026-04-05 01:29:59", "2026-04-04T14:29:59Z" },
    { "Australia/Lord_Howe", "2026-04-05 01:45:00", "2026-04-04T14:45:00Z" },
    { "Australia/Lord_Howe", "2026-04-05 02:00:00", "2026-04-04T15:30:00Z" },
    { "Australia/Lord_Howe", "2026-10-04 01:59:59", "2026-10-03T15:29:59Z" },
    { "Australia/Lord_Howe", "2026-10-04 02:15:00", "2026-10-03T15:30:00Z" },
    { "Australia/Lord_Howe", "2026-10-04 02:30:00", "2026-10-03T15:30:00Z" },
    /* Samoa had no 30 December 2011. */
    { "Pacific/Apia", "2011-12-30 12:00:00", "2011-12-30T10:00:00Z" },
    /* Beyond the listed changes the rule goes on. */
    { "America/New_York", "2150-07-01 12:00:00", "2150-07-01T16:00:00Z" },
    { "America/New_York", "2150-12-01 12:00:00", "2150-12-01T17:00:00Z" },
    { "Europe/Dublin", "2026-07-01 12:00:00", "2026-07-01T11:00:00Z" },
    { "Europe/Dublin", "2026-12-01 12:00:00", "2026-12-01T12:00:00Z" },
    /* The end of a day is the beginning of the next. */
    { "Asia/Almaty", "2026-12-31 24:00:00", "2026-12-31T19:00:00Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DwdZone) zone = open_zone (cases[i].zone);
      DwdCivil civil;

      g_test_message ("%s %s", cases[i].zone, cases[i].local);
      g_assert_true (dwd_time_text_parse_datetime (cases[i].local, -1, &civil));
      g_assert_cmpint (dwd_zone_to_utc (zone, &civil), ==, instant (cases[i].utc));
    }
}

static void
test_to_civil (void)
{
  static const struct
  {
    const char *zone;
    const char *utc;
    const char *local;
    int offset;
  } cases[] = {
    { "Asia/Almaty", "2026-11-24T05:42:00.123456Z", "2026-11-24 10:42:00.123456", 18000 },
    { "Asia/Almaty", "2024-02-29T17:59:59Z", "2024-02-29 23:59:59.000000", 21600 },
    { "Asia/Almaty", "2024-02-29T18:00:00Z", "2024-02-29 23:00:00.000000", 18000 },
    { "America/New_York", "2026-03-08T06:59:59.9Z", "2026-03-08 01:59:59.900000", -18000 },
    { "America/New_York", "2026-03-08T07:00:00Z", "2026-03-08 03:00:00.000000", -14400 },
    { "America/New_York", "2026-11-01T06:30:00Z", "2026-11-01 01:30:00.000000", -18000 },
    { "Australia/Lord_Howe", "2026-10-03T15:30:00Z", "2026-10-04 02:30:00.000000", 39600 },
    { "Asia/Kolkata", "1969-12-31T23:59:59.999999Z", "1970-01-01 05:29:59.999999", 19800 },
    { "Asia/Kathmandu", "2026-01-01T00:00:00Z", "2026-01-01 05:45:00.000000", 20700 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DwdZone) zone = open_zone (cases[i].zone);
      g_autofree char *local = NULL;
      DwdCivil civil;

      dwd_zone_to_civil (zone, instant (cases[i].utc), &civil);
      local = dwd_time_text_format_datetime (&civil);
      g_assert_cmpstr (local, ==, cases[i].local);
      g_assert_cmpint (dwd_zone_get_offset (zone, instant (cases[i].utc)), ==, cases[i].offset);
    }
}

static void
test_day_start (void)
{
  static const struct
  {
    const char *zone;
    const char *utc;
    int day_offset;
    const char *start;
  } cases[] = {
    { "Asia/Almaty", "2026-11-24T05:42:00Z", 0, "2026-11-23T19:00:00Z" },
    { "Asia/Almaty", "2026-11-24T05:42:00Z", 1, "2026-11-24T19:00:00Z" },
    { "Asia/Almaty", "2026-11-24T05:42:00Z", -24, "2026-10-30T19:00:00Z" },
    /* a day of 25 hours and one of 23 */
    { "Asia/Almaty", "2024-02-29T10:00:00Z", 0, "2024-02-28T18:00:00Z" },
    { "Asia/Almaty", "2024-02-29T10:00:00Z", 1, "2024-02-29T19:00:00Z" },
    { "America/New_York", "2026-03-08T12:00:00Z", 0, "2026-03-08T05:00:00Z" },
    { "America/New_York", "2026-03-08T12:00:00Z", 1, "2026-03-09T04:00:00Z" },
    /* Cairo skips midnight itself. */
    { "Africa/Cairo", "2026-04-24T12:00:00Z", 0, "2026-04-23T22:00:00Z" },
    { "UTC", "1969-12-31T23:59:59Z", 0, "1969-12-31T00:00:00Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DwdZone) zone = open_zone (cases[i].zone);

      g_test_message ("%s %s %+d", cases[i].zone, cases[i].utc, cases[i].day_offset);
      g_assert_cmpint (dwd_zone_day_start (zone, instant (cases[i].utc), cases[i].day_offset), ==,
                       instant (cases[i].start));
    }
}

/* GLib reads the same files by other code. */
static void
test_against_glib (void)
{
  static const char *const names[] = {
    "Africa/Cairo", "America/New_York", "America/Santiago", "Asia/Almaty", "Asia/Gaza",
    "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin", "Pacific/Apia",
    "Pacific/Chatham",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (DwdZone) zone = open_zone (names[i]);
      g_autoptr (GTimeZone) other = g_time_zone_new_identifier (names[i]);

      for (gint64 second = 0; second < G_GINT64_CONSTANT (2114380800); second += 25117)
        {
          int interval = g_time_zone_find_interval (other, G_TIME_TYPE_UNIVERSAL, second);
          int wanted = g_time_zone_get_offset (other, interval);
          int got = dwd_zone_get_offset (zone, second * DWD_USEC_PER_SEC);

          if (got != wanted)
            g_error ("%s at %" G_GINT64_FORMAT ": %d, not %d", names[i], second, got, wanted);
        }
    }
}

/* There and back is the same instant, or the earlier of two that read alike. */
static void
test_round_trip (void)
{
  g_autoptr (DwdZone) zone = open_zone ("Australia/Lord_Howe");

  for (gint64 us = instant ("2026-01-01T00:00:00Z"); us < instant ("2027-01-01T00:00:00Z");
       us += 7 * DWD_USEC_PER_MINUTE)
    {
      DwdCivil civil, again;
      gint64 back;

      dwd_zone_to_civil (zone, us, &civil);
      back = dwd_zone_to_utc (zone, &civil);
      dwd_zone_to_civil (zone, back, &again);
      g_assert_cmpmem (&civil, sizeof civil, &again, sizeof again);
      g_assert_true (back == us || back == us - 30 * DWD_USEC_PER_MINUTE);
    }
}

static void
test_days (void)
{
  DwdCivil last = { 0 };

  g_assert_cmpint (dwd_civil_to_days (1970, 1, 1), ==, 0);
  g_assert_cmpint (dwd_civil_to_days (2000, 3, 1), ==, 11017);
  g_assert_cmpint (dwd_civil_to_days (1969, 12, 31), ==, -1);

  for (gint64 day = dwd_civil_to_days (1, 1, 1); day <= dwd_civil_to_days (2420, 1, 1); day++)
    {
      DwdCivil civil;
      gboolean follows;

      dwd_civil_from_days (day, &civil);
      g_assert_true (dwd_civil_is_valid (&civil));
      g_assert_cmpint (dwd_civil_to_days (civil.year, civil.month, civil.day), ==, day);
      follows = civil.day == last.day + 1 || civil.day == 1;
      g_assert_true (follows || last.day == 0);
      last = civil;
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *name;
    DwdFailure failure;
  } cases[] = {
    { "", DWD_FAILURE_INVALID },
    { NULL, DWD_FAILURE_INVALID },
    { "/etc/passwd", DWD_FAILURE_INVALID },
    { "../../../etc/passwd", DWD_FAILURE_INVALID },
    { "Asia/Almaty\n", DWD_FAILURE_INVALID },
    { "Atlantis/Capital", DWD_FAILURE_NOT_FOUND },
    { "Asia", DWD_FAILURE_NOT_FOUND },
    { "zone1970", DWD_FAILURE_NOT_FOUND },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (dwd_zone_new (cases[i].name, &error));
      g_assert_error (error, DWD_ERROR, (int)cases[i].failure);
    }
}

/* A file cut anywhere, or with any byte changed, is read or refused, never trusted. */
static void
test_damaged_file (void)
{
  g_autofree char *contents = NULL;
  gsize length;

  if (!g_file_get_contents ("/usr/share/zoneinfo/America/New_York", &contents, &length, NULL))
    {
      g_test_skip ("no time zone database");
      return;
    }

  for (gsize cut = 0; cut < length; cut++)
    {
      g_autofree char *part = g_memdup2 (contents, cut);
      g_autoptr (GArray) spans = dwd_zone_read_tzif (part, cut);

      g_assert_null (spans);
    }

  for (gsize i = 0; i < length; i++)
    {
      char kept = contents[i];
      g_autoptr (GArray) spans = NULL;

      contents[i] ^= 0x55;
      spans = dwd_zone_read_tzif (contents, length);
      contents[i] = kept;
      if (spans == NULL)
        continue;
      for (guint j = 1; j < spans->len; j++)
        g_assert_cmpint (g_array_index (spans, DwdZoneSpan, j - 1).start, <,
                         g_array_index (spans, DwdZoneSpan, j).start);
    }
}

static void
test_invalid_civil (void)
{
  g_autoptr (DwdZone) zone = dwd_zone_new_utc ();
  DwdCivil civil = { 2026, 2, 29, 0, 0, 0, 0 };

  g_assert_cmpint (dwd_zone_to_utc (zone, &civil), ==, DWD_TIME_NONE);
  g_assert_cmpint (dwd_zone_to_utc (zone, NULL), ==, DWD_TIME_NONE);
  civil.day = 28;
  civil.usec = 1000000;
  g_assert_cmpint (dwd_zone_to_utc (zone, &civil), ==, DWD_TIME_NONE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/zone/to-utc", test_to_utc);
  g_test_add_func ("/base/zone/to-civil", test_to_civil);
  g_test_add_func ("/base/zone/day-start", test_day_start);
  g_test_add_func ("/base/zone/against-glib", test_against_glib);
  g_test_add_func ("/base/zone/round-trip", test_round_trip);
  g_test_add_func ("/base/zone/days", test_days);
  g_test_add_func ("/base/zone/refused", test_refused);
  g_test_add_func ("/base/zone/damaged-file", test_damaged_file);
  g_test_add_func ("/base/zone/invalid-civil", test_invalid_civil);

  return g_test_run ();
}
