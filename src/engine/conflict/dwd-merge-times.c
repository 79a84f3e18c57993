/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

#include "base/dwd-time-text.h"

/* Times are read as UTC where they have no zone: they are only compared with each other. */

static gint64
time_of_day (const DwdCivil *civil)
{
  return ((civil->hour * 60 + civil->minute) * 60 + civil->second) * DWD_USEC_PER_SEC + civil->usec;
}

static gint64
naive_instant (const DwdCivil *civil)
{
  return dwd_civil_to_days (civil->year, civil->month, civil->day) * DWD_USEC_PER_DAY +
         time_of_day (civil);
}

static gint64
read_instant (const DwdJsonSpan *span)
{
  g_autofree char *text = dwd_json_span_dup_string (span);
  DwdCivil civil = { 0 };
  gint64 instant;

  if (text == NULL)
    return DWD_TIME_NONE;
  if (dwd_time_text_parse_datetime (text, -1, &civil) ||
      dwd_time_text_parse_date (text, -1, &civil))
    return naive_instant (&civil);
  if (dwd_time_text_parse_instant (text, -1, &instant))
    return instant;

  return DWD_TIME_NONE;
}

static gint64
read_time_of_day (const DwdJsonSpan *span)
{
  g_autofree char *text = dwd_json_span_dup_string (span);
  DwdCivil civil = { 0 };

  if (text == NULL || !dwd_time_text_parse_time (text, -1, &civil))
    return DWD_TIME_NONE;

  return time_of_day (&civil);
}

/* Without another source the document's own modified. */
gint64
dwd_merge_server_time (DwdMerge *self)
{
  const DwdMergeField *modified;

  if (self->input->server_time != DWD_TIME_NONE)
    return self->input->server_time;

  modified = dwd_merge_find_field (self, "modified");

  return modified != NULL ? read_instant (&modified->sides[DWD_SIDE_SERVER]) : DWD_TIME_NONE;
}

/* Whose edit was later by the server's clock; the server's where it is not known. */
DwdSide
dwd_merge_later_side (DwdMerge *self)
{
  gint64 server = dwd_merge_server_time (self);
  gint64 mine = self->input->mine_time;

  if (server == DWD_TIME_NONE || mine == DWD_TIME_NONE)
    return DWD_SIDE_SERVER;
  if (__builtin_sub_overflow (mine, self->input->skew, &mine))
    mine = self->input->skew < 0 ? G_MAXINT64 : G_MININT64;

  return mine > server ? DWD_SIDE_MINE : DWD_SIDE_SERVER;
}

enum
{
  ORDER_NUMBER,
  ORDER_INSTANT,
  ORDER_TIME_OF_DAY,
  ORDER_TEXT,
  ORDER_NONE
};

DwdMergeOrder
dwd_merge_read_order (const DwdJsonSpan *value)
{
  DwdMergeOrder order = { .kind = ORDER_NONE, .span = *value };

  if (value->type == DWD_JSON_NUMBER)
    {
      g_autofree char *text = g_strndup (value->raw.text, value->raw.length);

      order.kind = ORDER_NUMBER;
      order.number = g_ascii_strtod (text, NULL);
    }
  else if (value->type == DWD_JSON_STRING)
    {
      order.kind = ORDER_INSTANT;
      order.time = read_instant (value);
      if (order.time == DWD_TIME_NONE)
        {
          order.kind = ORDER_TIME_OF_DAY;
          order.time = read_time_of_day (value);
        }
      if (order.time == DWD_TIME_NONE)
        order.kind = ORDER_TEXT;
    }

  return order;
}

int
dwd_merge_compare_orders (const DwdMergeOrder *a,
                          const DwdMergeOrder *b)
{
  int result;

  if (a->kind != b->kind)
    return a->kind - b->kind;

  switch (a->kind)
    {
    case ORDER_NUMBER:
      return (a->number > b->number) - (a->number < b->number);

    case ORDER_INSTANT:
    case ORDER_TIME_OF_DAY:
      return (a->time > b->time) - (a->time < b->time);

    case ORDER_TEXT:
      {
        g_autofree char *x = dwd_json_span_dup_string (&a->span);
        g_autofree char *y = dwd_json_span_dup_string (&b->span);

        result = strcmp (x, y);
        return (result > 0) - (result < 0);
      }

    case ORDER_NONE:
    default:
      return 0;
    }
}

/* Appointments. */

typedef struct
{
  gint64 start;
  gint64 end;
} Interval;

static DwdJsonSpan
get_first (DwdMerge    *self,
           DwdSide      side,
           const char  *first,
           const char  *second,
           const char **found)
{
  const char *names[] = { first, second };
  DwdJsonSpan absent = { 0 };

  for (int i = 0; i < 2; i++)
    {
      const DwdMergeField *field = dwd_merge_find_field (self, names[i]);

      if (field != NULL && !dwd_merge_is_null (&field->sides[side]))
        {
          *found = names[i];
          return field->sides[side];
        }
    }

  return absent;
}

/* An end at or before its start is on the next day; without an end the duration counts, in minutes.
 * */
static gboolean
read_interval (DwdMerge    *self,
               DwdSide      side,
               Interval    *out,
               const char **field)
{
  const char *ignored = NULL;
  DwdJsonSpan date = get_first (self, side, "scheduled_date", "appointment_date", &ignored);
  DwdJsonSpan time = get_first (self, side, "scheduled_time", "appointment_time", field);
  DwdJsonSpan end = get_first (self, side, "end_time", "end_time", &ignored);
  DwdJsonSpan duration = get_first (self, side, "duration_minutes", "duration", &ignored);
  gint64 day = read_instant (&date);
  gint64 start = read_time_of_day (&time);
  gint64 finish = read_time_of_day (&end);
  double minutes;

  if (day == DWD_TIME_NONE || start == DWD_TIME_NONE)
    return FALSE;

  out->start = day + start;
  if (finish != DWD_TIME_NONE)
    out->end = day + finish + (finish <= start ? DWD_USEC_PER_DAY : 0);
  else if (dwd_json_span_get_double (&duration, &minutes) && minutes > 0 && minutes < 1e6)
    out->end = out->start + (gint64) (minutes * DWD_USEC_PER_MINUTE);
  else
    return FALSE;

  return TRUE;
}

/* The field of the start, where each side's appointment starts before the other's ends. */
const char *
dwd_merge_find_overlap (DwdMerge *self)
{
  const char *field = NULL;
  Interval mine, server;

  if (!read_interval (self, DWD_SIDE_MINE, &mine, &field) ||
      !read_interval (self, DWD_SIDE_SERVER, &server, &field))
    return NULL;

  return mine.start < server.end && server.start < mine.end ? field : NULL;
}
