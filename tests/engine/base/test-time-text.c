/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "base/dwd-time-text.h"

#include <string.h>

typedef struct
{
  const char *text;
  gboolean valid;
  DwdCivil civil;
} CivilCase;

static void
assert_civil (const char     *text,
              const DwdCivil *got,
              const DwdCivil *wanted)
{
  if (memcmp (got, wanted, sizeof *got) != 0)
    g_error ("“%s” reads as %d-%d-%d %d:%d:%d.%d", text, got->year, got->month, got->day, got->hour,
             got->minute, got->second, got->usec);
}

typedef gboolean (*Parser) (const char *text,
                            gssize      length,
                            DwdCivil   *out);

static void
check_cases (Parser           parser,
             const CivilCase *cases,
             gsize            n_cases)
{
  static const DwdCivil untouched = { 1, 2, 3, 4, 5, 6, 7 };

  for (gsize i = 0; i < n_cases; i++)
    {
      const CivilCase *row = &cases[i];
      g_autofree char *longer = g_strconcat (row->text, "9", NULL);
      DwdCivil civil = untouched;

      if (parser (row->text, -1, &civil) != row->valid)
        g_error ("“%s” should %s", row->text, row->valid ? "be read" : "be refused");
      assert_civil (row->text, &civil, row->valid ? &row->civil : &untouched);

      /* By length, with something behind it that must not be looked at. */
      civil = untouched;
      g_assert_cmpint (parser (longer, (gssize)strlen (row->text), &civil), ==, row->valid);
      assert_civil (row->text, &civil, row->valid ? &row->civil : &untouched);
    }
}

static void
test_date (void)
{
  static const CivilCase cases[] = {
    { "2026-11-24", TRUE, { 2026, 11, 24 } },
    { "2024-02-29", TRUE, { 2024, 2, 29 } },
    { "2000-02-29", TRUE, { 2000, 2, 29 } },
    { "0001-01-01", TRUE, { 1, 1, 1 } },
    { "9999-12-31", TRUE, { 9999, 12, 31 } },
    /* no such day */
    { "2026-02-29", FALSE },
    { "1900-02-29", FALSE },
    { "2026-04-31", FALSE },
    { "2026-00-10", FALSE },
    { "2026-13-10", FALSE },
    { "2026-01-00", FALSE },
    { "0000-00-00", FALSE },
    { "0000-01-01", FALSE },
    /* not a date */
    { "", FALSE },
    { "2026-1-4", FALSE },
    { "2026/11/24", FALSE },
    { "26-11-24", FALSE },
    { "2026-11-24 ", FALSE },
    { " 2026-11-24", FALSE },
    { "2026-11-24T", FALSE },
    { "-026-11-24", FALSE },
    { "2026-11-2\xc3\xa4", FALSE },
  };

  check_cases (dwd_time_text_parse_date, cases, G_N_ELEMENTS (cases));
  g_assert_false (dwd_time_text_parse_date (NULL, -1, NULL));
}

static void
test_datetime (void)
{
  static const CivilCase cases[] = {
    { "2026-11-24 10:42:00.123456", TRUE, { 2026, 11, 24, 10, 42, 0, 123456 } },
    { "2026-11-24 10:42:00", TRUE, { 2026, 11, 24, 10, 42, 0, 0 } },
    { "2026-11-24T10:42:00", TRUE, { 2026, 11, 24, 10, 42, 0, 0 } },
    { "2026-11-24 10:42", TRUE, { 2026, 11, 24, 10, 42, 0, 0 } },
    { "2026-11-24 9:42:07", TRUE, { 2026, 11, 24, 9, 42, 7, 0 } },
    { "2026-11-24 24:00:00", TRUE, { 2026, 11, 24, 24, 0, 0, 0 } },
    /* fractions of any length; finer than a microsecond is cut off */
    { "2026-11-24 10:42:00.5", TRUE, { 2026, 11, 24, 10, 42, 0, 500000 } },
    { "2026-11-24 10:42:00.000001", TRUE, { 2026, 11, 24, 10, 42, 0, 1 } },
    { "2026-11-24 10:42:00.123456789", TRUE, { 2026, 11, 24, 10, 42, 0, 123456 } },
    { "2026-11-24 10:42:00.1234567891", FALSE },
    { "2026-11-24 10:42:00.", FALSE },
    /* a zone makes it something else */
    { "2026-11-24 10:42:00Z", FALSE },
    { "2026-11-24 10:42:00+05:00", FALSE },
    { "2026-11-24", FALSE },
    { "2026-11-24 24:00:01", FALSE },
    { "2026-11-24 25:00:00", FALSE },
    { "2026-11-24 10:60:00", FALSE },
    { "2026-11-24 10:42:60", FALSE },
    { "2026-11-24  10:42:00", FALSE },
    { "2026-02-30 10:42:00", FALSE },
    { "10:42:00", FALSE },
    { "", FALSE },
  };

  check_cases (dwd_time_text_parse_datetime, cases, G_N_ELEMENTS (cases));
}

static void
test_time (void)
{
  /* What was in the date stays there. */
  static const CivilCase cases[] = {
    { "9:30:00", TRUE, { 1, 2, 3, 9, 30, 0, 0 } },
    { "09:30", TRUE, { 1, 2, 3, 9, 30, 0, 0 } },
    { "0:44:22.117306", TRUE, { 1, 2, 3, 0, 44, 22, 117306 } },
    { "00:00:00", TRUE, { 1, 2, 3, 0, 0, 0, 0 } },
    { "24:00", TRUE, { 1, 2, 3, 24, 0, 0, 0 } },
    { "23:59:59.999999", TRUE, { 1, 2, 3, 23, 59, 59, 999999 } },
    { "24:01", FALSE },
    { "9", FALSE },
    { "9:3", FALSE },
    { "930", FALSE },
    { "9:30 AM", FALSE },
    { "-1:30", FALSE },
    { "123:00", FALSE },
    { "", FALSE },
  };

  check_cases (dwd_time_text_parse_time, cases, G_N_ELEMENTS (cases));
}

static void
test_instant (void)
{
  static const struct
  {
    const char *text;
    gint64 wanted;        /* DWD_TIME_NONE: refused */
  } cases[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "2026-11-24T05:42:00.250Z", G_GINT64_CONSTANT (1795498920250000) },
    { "2026-11-24 05:42:00.250z", G_GINT64_CONSTANT (1795498920250000) },
    { "2026-11-24T10:42:00.250+05:00", G_GINT64_CONSTANT (1795498920250000) },
    { "2026-11-24T10:42:00.250+0500", G_GINT64_CONSTANT (1795498920250000) },
    { "2026-11-24T10:42:00.250+05", G_GINT64_CONSTANT (1795498920250000) },
    { "2026-11-23T19:42:00.250-10:00", G_GINT64_CONSTANT (1795498920250000) },
    { "1969-12-31T23:59:59.999999Z", -1 },
    { "2026-11-24T24:00:00Z", G_GINT64_CONSTANT (1795564800000000) },
    { "2026-11-24T05:42:00", DWD_TIME_NONE },
    { "2026-11-24T05:42:00+5", DWD_TIME_NONE },
    { "2026-11-24T05:42:00+05:", DWD_TIME_NONE },
    { "2026-11-24T05:42:00+05:99", DWD_TIME_NONE },
    { "2026-11-24T05:42:00+24:00", DWD_TIME_NONE },
    { "2026-11-24T05:42:00ZZ", DWD_TIME_NONE },
    { "2026-11-24Z", DWD_TIME_NONE },
    { "", DWD_TIME_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 got = DWD_TIME_NONE;
      gboolean valid = dwd_time_text_parse_instant (cases[i].text, -1, &got);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (valid, ==, cases[i].wanted != DWD_TIME_NONE);
      g_assert_cmpint (got, ==, cases[i].wanted);
    }
}

static void
test_format (void)
{
  DwdCivil civil = { 2026, 12, 31, 9, 5, 7, 42 };
  g_autofree char *datetime = dwd_time_text_format_datetime (&civil);
  g_autofree char *date = dwd_time_text_format_date (&civil);
  g_autofree char *time = dwd_time_text_format_time (&civil);
  g_autofree char *instant = dwd_time_text_format_instant (G_GINT64_CONSTANT (1795498920250000));
  g_autofree char *before = dwd_time_text_format_instant (-1);
  DwdCivil end_of_year = { 2026, 12, 31, 24, 0, 0, 0 };
  g_autofree char *rolled = dwd_time_text_format_datetime (&end_of_year);
  g_autofree char *end_of_day = dwd_time_text_format_time (&end_of_year);

  g_assert_cmpstr (datetime, ==, "2026-12-31 09:05:07.000042");
  g_assert_cmpstr (date, ==, "2026-12-31");
  g_assert_cmpstr (time, ==, "09:05:07");
  g_assert_cmpstr (instant, ==, "2026-11-24T05:42:00Z");
  g_assert_cmpstr (before, ==, "1969-12-31T23:59:59Z");
  g_assert_cmpstr (rolled, ==, "2027-01-01 00:00:00.000000");
  g_assert_cmpstr (end_of_day, ==, "24:00:00");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/time-text/date", test_date);
  g_test_add_func ("/base/time-text/datetime", test_datetime);
  g_test_add_func ("/base/time-text/time", test_time);
  g_test_add_func ("/base/time-text/instant", test_instant);
  g_test_add_func ("/base/time-text/format", test_format);

  return g_test_run ();
}
