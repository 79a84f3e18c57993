/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-base"

#include "config.h"

#include "dwd-zone-private.h"

#include <string.h>

/*
 * Reads the time zone files of RFC 8536. Version 1 files, whose times end in 2038, are refused: no
 * database has shipped them alone for many years. The rule in the footer, by which changes go on
 * after the last listed one, is written out up to LAST_YEAR, so that a lookup is a search in one table.
 */

#define LAST_YEAR 2199
#define SECONDS_PER_DAY 86400
#define HEADER_LENGTH 44

typedef struct
{
  guint32 n_isut;
  guint32 n_isstd;
  guint32 n_leap;
  guint32 n_times;
  guint32 n_types;
  guint32 n_chars;
} Counts;

static guint32
read_u32 (const guint8 *p)
{
  return (guint32)p[0] << 24 | (guint32)p[1] << 16 | (guint32)p[2] << 8 | p[3];
}

static gint64
read_i64 (const guint8 *p)
{
  return (gint64)((guint64)read_u32 (p) << 32 | read_u32 (p + 4));
}

static gboolean
read_counts (const guint8 *data,
             gsize         length,
             Counts       *out)
{
  if (length < HEADER_LENGTH || memcmp (data, "TZif", 4) != 0)
    return FALSE;

  out->n_isut = read_u32 (data + 20);
  out->n_isstd = read_u32 (data + 24);
  out->n_leap = read_u32 (data + 28);
  out->n_times = read_u32 (data + 32);
  out->n_types = read_u32 (data + 36);
  out->n_chars = read_u32 (data + 40);

  /* Far above anything real, and low enough that no sum below can overflow. */
  return out->n_isut < 65536 && out->n_isstd < 65536 && out->n_leap < 65536 &&
         out->n_times < 65536 && out->n_types > 0 && out->n_types < 256 && out->n_chars < 65536;
}

static gsize
body_length (const Counts *counts,
             gsize         time_size)
{
  return (gsize)counts->n_times * (time_size + 1) + (gsize)counts->n_types * 6 + counts->n_chars +
         (gsize)counts->n_leap * (time_size + 4) + counts->n_isstd + counts->n_isut;
}

/* Footer: the part of POSIX TZ that RFC 8536 allows. */

typedef struct
{
  char kind;    /* 'M', 'J' or 'N' for a bare day number */
  int month;
  int week;
  int day;
  int time;     /* seconds after local midnight, may be negative */
} Change;

typedef struct
{
  int standard;         /* seconds east of UTC */
  gboolean has_summer;
  int summer;
  Change to_summer;
  Change to_standard;
} Footer;

static gboolean
parse_number (const char **cursor,
              int          most,
              int         *out)
{
  const char *p = *cursor;
  int value = 0;

  if (!g_ascii_isdigit (*p))
    return FALSE;
  for (; g_ascii_isdigit (*p); p++)
    {
      value = value * 10 + (*p - '0');
      if (value > most)
        return FALSE;
    }

  *cursor = p;
  *out = value;
  return TRUE;
}

static gboolean
parse_abbreviation (const char **cursor)
{
  const char *p = *cursor;

  if (*p == '<')
    {
      p = strchr (p, '>');
      if (p == NULL)
        return FALSE;
      *cursor = p + 1;
      return TRUE;
    }

  while (g_ascii_isalpha (*p))
    p++;
  if (p - *cursor < 3)
    return FALSE;

  *cursor = p;
  return TRUE;
}

/* [+-]hh[:mm[:ss]]; the hours may reach 167 in rules. */
static gboolean
parse_clock (const char **cursor,
             int         *out)
{
  const char *p = *cursor;
  int sign = 1;
  int hours, minutes = 0, seconds = 0;

  if (*p == '+' || *p == '-')
    sign = *p++ == '-' ? -1 : 1;
  if (!parse_number (&p, 167, &hours))
    return FALSE;
  if (*p == ':')
    {
      p++;
      if (!parse_number (&p, 59, &minutes))
        return FALSE;
      if (*p == ':')
        {
          p++;
          if (!parse_number (&p, 59, &seconds))
            return FALSE;
        }
    }

  *cursor = p;
  *out = sign * (hours * 3600 + minutes * 60 + seconds);
  return TRUE;
}

static gboolean
parse_month_rule (const char **cursor,
                  Change      *out)
{
  const char *p = *cursor;

  if (!parse_number (&p, 12, &out->month) || out->month < 1 || *p++ != '.')
    return FALSE;
  if (!parse_number (&p, 5, &out->week) || out->week < 1 || *p++ != '.')
    return FALSE;
  if (!parse_number (&p, 6, &out->day))
    return FALSE;

  *cursor = p;
  return TRUE;
}

static gboolean
parse_change (const char **cursor,
              Change      *out)
{
  const char *p = *cursor;

  if (*p++ != ',')
    return FALSE;

  out->kind = 'N';
  if (*p == 'M' || *p == 'J')
    out->kind = *p++;
  if (out->kind == 'M' ? !parse_month_rule (&p, out) : !parse_number (&p, 365, &out->day))
    return FALSE;

  out->time = 2 * 3600;
  if (*p == '/')
    {
      p++;
      if (!parse_clock (&p, &out->time))
        return FALSE;
    }

  *cursor = p;
  return TRUE;
}

static gboolean
parse_footer (const char *text,
              Footer     *out)
{
  const char *p = text;

  memset (out, 0, sizeof *out);
  if (!parse_abbreviation (&p) || !parse_clock (&p, &out->standard))
    return FALSE;
  out->standard = -out->standard;
  if (*p == '\0')
    return TRUE;

  out->has_summer = TRUE;
  out->summer = out->standard + 3600;
  if (!parse_abbreviation (&p))
    return FALSE;
  if (*p != ',')
    {
      if (!parse_clock (&p, &out->summer))
        return FALSE;
      out->summer = -out->summer;
    }

  return parse_change (&p, &out->to_summer) && parse_change (&p, &out->to_standard) && *p == '\0';
}

static gboolean
is_leap (int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The day of a change as days since 1970. */
static gint64
change_day (const Change *change,
            int           year)
{
  gint64 first, day;
  int weekday;

  if (change->kind == 'N')
    return dwd_civil_to_days (year, 1, 1) + change->day;
  if (change->kind == 'J')
    return dwd_civil_to_days (year, 1, 1) + change->day - 1 +
           (is_leap (year) && change->day >= 60 ? 1 : 0);

  first = dwd_civil_to_days (year, change->month, 1);
  weekday = (int)(((first + 4) % 7 + 7) % 7);   /* 1 January 1970 was a Thursday */
  day = first + (change->day - weekday + 7) % 7 + (change->week - 1) * 7;

  /* Week 5 means the last one. */
  while (day >= (change->month == 12 ? dwd_civil_to_days (year + 1, 1, 1)
                                     : dwd_civil_to_days (year, change->month + 1, 1)))
    day -= 7;

  return day;
}

static void
append_span (GArray *spans,
             gint64  start,
             gint64  offset)
{
  DwdZoneSpan span = { start, offset };
  DwdZoneSpan *last = spans->len > 0 ? &g_array_index (spans, DwdZoneSpan, spans->len - 1) : NULL;

  /* A change of the name alone is none for us. */
  if (last != NULL && last->offset == offset)
    return;
  if (last != NULL && last->start == start)
    last->offset = offset;
  else
    g_array_append_val (spans, span);
}

static void
append_footer (GArray       *spans,
               const Footer *footer,
               gint64        after)
{
  DwdCivil civil;

  if (!footer->has_summer)
    {
      /* Without changes the last listed span already is the standard one, unless none is listed. */
      if (spans->len == 1)
        append_span (spans, G_MININT64, footer->standard);
      return;
    }

  if (after == G_MININT64)
    civil.year = 1970;
  else
    dwd_civil_from_days (after / SECONDS_PER_DAY, &civil);

  for (int year = civil.year; year <= LAST_YEAR; year++)
    {
      gint64 summer = change_day (&footer->to_summer, year) * SECONDS_PER_DAY +
                      footer->to_summer.time - footer->standard;
      gint64 standard = change_day (&footer->to_standard, year) * SECONDS_PER_DAY +
                        footer->to_standard.time - footer->summer;
      gboolean north = summer < standard;
      gint64 first = north ? summer : standard;
      gint64 second = north ? standard : summer;

      if (first > after)
        append_span (spans, first, north ? footer->summer : footer->standard);
      if (second > after)
        append_span (spans, second, north ? footer->standard : footer->summer);
    }
}

static gboolean
read_body (const guint8 *body,
           const Counts *counts,
           GArray       *spans,
           gint64       *last_time)
{
  const guint8 *indexes = body + (gsize)counts->n_times * 8;
  const guint8 *types = indexes + counts->n_times;

  *last_time = G_MININT64;
  /* Before the first change the first type holds. */
  append_span (spans, G_MININT64, (gint32)read_u32 (types));

  for (guint32 i = 0; i < counts->n_times; i++)
    {
      gint64 time = read_i64 (body + (gsize)i * 8);
      gint64 offset;

      if (indexes[i] >= counts->n_types || time < *last_time)
        return FALSE;
      offset = (gint32)read_u32 (types + (gsize)indexes[i] * 6);
      if (ABS (offset) > SECONDS_PER_DAY)
        return FALSE;
      append_span (spans, time, offset);
      *last_time = time;
    }

  return TRUE;
}

/* The footer's text stands between two line feeds. */
static gboolean
read_footer (const char *text,
             gsize       length,
             char        out[64])
{
  const char *end;

  if (length < 2 || text[0] != '\n')
    return FALSE;
  end = memchr (text + 1, '\n', length - 1);
  if (end == NULL || end - text - 1 >= 64)
    return FALSE;

  memcpy (out, text + 1, end - text - 1);
  out[end - text - 1] = '\0';
  return TRUE;
}

/**
 * dwd_zone_read_tzif:
 * @contents: of a file
 * @length: in bytes
 *
 * Returns: (transfer full) (nullable) (element-type DwdZoneSpan): the spans by start, the first from
 *   G_MININT64; %NULL for what is not a time zone file.
 */
GArray *
dwd_zone_read_tzif (const char *contents,
                    gsize       length)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (DwdZoneSpan));
  const guint8 *data = (const guint8 *)contents;
  Counts counts;
  Footer footer;
  char text[64];
  gint64 last_time;
  gsize skip;

  if (!read_counts (data, length, &counts) || data[4] < '2')
    return NULL;

  /* The first block is for readers of version 1. */
  skip = HEADER_LENGTH + body_length (&counts, 4);
  if (length < skip || !read_counts (data + skip, length - skip, &counts))
    return NULL;

  data += skip + HEADER_LENGTH;
  length -= skip + HEADER_LENGTH;
  if (length < body_length (&counts, 8) || !read_body (data, &counts, spans, &last_time))
    return NULL;

  skip = body_length (&counts, 8);
  if (!read_footer ((const char *)data + skip, length - skip, text))
    return NULL;
  if (text[0] != '\0')
    {
      if (!parse_footer (text, &footer))
        return NULL;
      append_footer (spans, &footer, last_time);
    }

  return g_steal_pointer (&spans);
}
