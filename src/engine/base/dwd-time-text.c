/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-base"

#include "config.h"

#include "dwd-time-text.h"

#include <string.h>

typedef struct
{
  const char *cursor;
  const char *end;
} Reader;

static Reader
reader_init (const char *text,
             gssize      length)
{
  Reader reader = { text, text };

  if (text != NULL)
    reader.end = text + (length < 0 ? strlen (text) : (gsize)length);

  return reader;
}

static gboolean
read_char (Reader *reader,
           char    wanted)
{
  if (reader->cursor == reader->end || *reader->cursor != wanted)
    return FALSE;

  reader->cursor++;
  return TRUE;
}

/* Between @least and @most digits; a longer run of digits is left for whoever comes next. */
static gboolean
read_digits (Reader *reader,
             int     least,
             int     most,
             int    *out)
{
  int value = 0;
  int n = 0;

  while (n < most && reader->cursor < reader->end && g_ascii_isdigit (*reader->cursor))
    {
      value = value * 10 + (*reader->cursor++ - '0');
      n++;
    }

  *out = value;
  return n >= least;
}

/* Up to nine digits are read and what is finer than a microsecond is cut off. */
static gboolean
read_fraction (Reader *reader,
               int    *usec)
{
  int n = 0;
  int value = 0;

  while (n < 9 && reader->cursor < reader->end && g_ascii_isdigit (*reader->cursor))
    {
      if (n < 6)
        value = value * 10 + (*reader->cursor - '0');
      reader->cursor++;
      n++;
    }
  if (n == 0)
    return FALSE;
  for (; n < 6; n++)
    value *= 10;

  *usec = value;
  return TRUE;
}

static gboolean
read_date (Reader   *reader,
           DwdCivil *civil)
{
  return read_digits (reader, 4, 4, &civil->year) && read_char (reader, '-') &&
         read_digits (reader, 2, 2, &civil->month) && read_char (reader, '-') &&
         read_digits (reader, 2, 2, &civil->day);
}

static gboolean
read_time (Reader   *reader,
           DwdCivil *civil)
{
  if (!read_digits (reader, 1, 2, &civil->hour) || !read_char (reader, ':') ||
      !read_digits (reader, 2, 2, &civil->minute))
    return FALSE;

  civil->second = 0;
  civil->usec = 0;
  if (!read_char (reader, ':'))
    return TRUE;
  if (!read_digits (reader, 2, 2, &civil->second))
    return FALSE;
  if (read_char (reader, '.'))
    return read_fraction (reader, &civil->usec);

  return TRUE;
}

static gboolean
read_datetime (Reader   *reader,
               DwdCivil *civil)
{
  return read_date (reader, civil) && (read_char (reader, ' ') || read_char (reader, 'T')) &&
         read_time (reader, civil);
}

/* Z, or +05, +0530, +05:30. */
static gboolean
read_offset (Reader *reader,
             int    *seconds)
{
  int sign, hours, minutes = 0;

  *seconds = 0;
  if (read_char (reader, 'Z') || read_char (reader, 'z'))
    return TRUE;

  if (read_char (reader, '+'))
    sign = 1;
  else if (read_char (reader, '-'))
    sign = -1;
  else
    return FALSE;

  if (!read_digits (reader, 2, 2, &hours))
    return FALSE;
  if (reader->cursor < reader->end)
    {
      read_char (reader, ':');
      if (!read_digits (reader, 2, 2, &minutes))
        return FALSE;
    }
  if (hours > 23 || minutes > 59)
    return FALSE;

  *seconds = sign * (hours * 3600 + minutes * 60);
  return TRUE;
}

/**
 * dwd_time_text_parse_date:
 * @text: (nullable): "2026-11-24"
 * @length: of it, or -1
 * @out: (out): the date at midnight
 *
 * Returns: whether @text is a date.
 */
gboolean
dwd_time_text_parse_date (const char *text,
                          gssize      length,
                          DwdCivil   *out)
{
  Reader reader = reader_init (text, length);
  DwdCivil civil = { 0 };

  if (!read_date (&reader, &civil) || reader.cursor != reader.end || !dwd_civil_is_valid (&civil))
    return FALSE;

  *out = civil;
  return TRUE;
}

/**
 * dwd_time_text_parse_time:
 * @text: (nullable): "9:30:00", "09:30" or "24:00"
 * @length: of it, or -1
 * @out: (inout): only its time of day is set, so that a date may stand there already
 *
 * Returns: whether @text is a time of day.
 */
gboolean
dwd_time_text_parse_time (const char *text,
                          gssize      length,
                          DwdCivil   *out)
{
  Reader reader = reader_init (text, length);
  DwdCivil civil = { .year = 1970, .month = 1, .day = 1 };

  if (!read_time (&reader, &civil) || reader.cursor != reader.end || !dwd_civil_is_valid (&civil))
    return FALSE;

  out->hour = civil.hour;
  out->minute = civil.minute;
  out->second = civil.second;
  out->usec = civil.usec;
  return TRUE;
}

/**
 * dwd_time_text_parse_datetime:
 * @text: (nullable): "2026-11-24 10:42:00.123456"
 * @length: of it, or -1
 * @out: (out): the date and time
 *
 * Returns: whether @text is a naive datetime.
 */
gboolean
dwd_time_text_parse_datetime (const char *text,
                              gssize      length,
                              DwdCivil   *out)
{
  Reader reader = reader_init (text, length);
  DwdCivil civil = { 0 };

  if (!read_datetime (&reader, &civil) || reader.cursor != reader.end ||
      !dwd_civil_is_valid (&civil))
    return FALSE;

  *out = civil;
  return TRUE;
}

static gint64
civil_as_utc (const DwdCivil *civil)
{
  gint64 seconds = dwd_civil_to_days (civil->year, civil->month, civil->day) * 86400 +
                   civil->hour * 3600 + civil->minute * 60 + civil->second;

  return seconds * DWD_USEC_PER_SEC + civil->usec;
}

/**
 * dwd_time_text_parse_instant:
 * @text: (nullable): "2026-11-24T05:42:00.250Z"
 * @length: of it, or -1
 * @out_us: (out): UTC microseconds
 *
 * Returns: whether @text is an instant: a datetime with its offset from UTC.
 */
gboolean
dwd_time_text_parse_instant (const char *text,
                             gssize      length,
                             gint64     *out_us)
{
  Reader reader = reader_init (text, length);
  DwdCivil civil = { 0 };
  int offset;

  if (!read_datetime (&reader, &civil) || !dwd_civil_is_valid (&civil) ||
      !read_offset (&reader, &offset) || reader.cursor != reader.end)
    return FALSE;

  *out_us = civil_as_utc (&civil) - offset * DWD_USEC_PER_SEC;
  return TRUE;
}

/**
 * dwd_time_text_format_datetime:
 * @civil: a valid date and time; 24:00 becomes the next day's midnight, which Frappe understands
 *
 * Returns: (transfer full): as Frappe writes it, with six digits of a second.
 */
char *
dwd_time_text_format_datetime (const DwdCivil *civil)
{
  DwdCivil day = *civil;

  if (civil->hour == 24)
    dwd_civil_from_days (dwd_civil_to_days (civil->year, civil->month, civil->day) + 1, &day);

  return g_strdup_printf ("%04d-%02d-%02d %02d:%02d:%02d.%06d", day.year, day.month, day.day,
                          day.hour, day.minute, day.second, day.usec);
}

/**
 * dwd_time_text_format_date:
 * @civil: a valid date
 *
 * Returns: (transfer full): "2026-11-24".
 */
char *
dwd_time_text_format_date (const DwdCivil *civil)
{
  return g_strdup_printf ("%04d-%02d-%02d", civil->year, civil->month, civil->day);
}

/**
 * dwd_time_text_format_time:
 * @civil: a valid time of day
 *
 * Returns: (transfer full): "09:30:00", without fraction.
 */
char *
dwd_time_text_format_time (const DwdCivil *civil)
{
  return g_strdup_printf ("%02d:%02d:%02d", civil->hour, civil->minute, civil->second);
}

/**
 * dwd_time_text_format_instant:
 * @utc_us: an instant
 *
 * Returns: (transfer full): "2026-11-24T05:42:00Z"; the fraction is cut off.
 */
char *
dwd_time_text_format_instant (gint64 utc_us)
{
  g_autoptr (DwdZone) utc = dwd_zone_new_utc ();
  DwdCivil civil;

  dwd_zone_to_civil (utc, utc_us, &civil);

  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02dZ", civil.year, civil.month, civil.day,
                          civil.hour, civil.minute, civil.second);
}
