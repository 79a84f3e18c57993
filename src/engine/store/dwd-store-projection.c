/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-projection.h"

#include <math.h>
#include <string.h>

#include "base/dwd-geometry.h"
#include "base/dwd-time-text.h"
#include "dwd-document.h"
#include "protocol/dwd-enums.h"

/* Instants outside of these years are typing errors, and would stretch every axis drawn from them. */
#define FIRST_YEAR 1970
#define LAST_YEAR 2200
#define MAX_SECONDS (366 * 24 * 3600)

/* Columns are what screens lay out and searches read through; the document keeps a longer text whole. */
#define MAX_TEXT_BYTES DWD_SHOWN_LINE

/* Of all skills together, and of one. */
#define MAX_CHILDREN_BYTES 8192
#define MAX_CHILD_BYTES 600

void
dwd_projector_init (DwdProjector *self)
{
  memset (self, 0, sizeof *self);
  self->organization_zone = dwd_zone_new_utc ();
  self->site_zone = dwd_zone_new_utc ();
  self->scratch = g_string_sized_new (512);
  self->texts = g_ptr_array_new_with_free_func (g_free);
}

void
dwd_projector_clear (DwdProjector *self)
{
  g_clear_pointer (&self->organization_zone, dwd_zone_unref);
  g_clear_pointer (&self->site_zone, dwd_zone_unref);
  g_string_free (self->scratch, TRUE);
  g_ptr_array_unref (self->texts);
}

void
dwd_projector_set_zones (DwdProjector *self,
                         DwdZone      *organization_zone,
                         DwdZone      *site_zone)
{
  dwd_zone_ref (organization_zone);
  dwd_zone_ref (site_zone);
  dwd_zone_unref (self->organization_zone);
  dwd_zone_unref (self->site_zone);
  self->organization_zone = organization_zone;
  self->site_zone = site_zone;
}

DwdZone *
dwd_projector_get_organization_zone (DwdProjector *self)
{
  return self->organization_zone;
}

DwdZone *
dwd_projector_get_site_zone (DwdProjector *self)
{
  return self->site_zone;
}

GString *
dwd_projector_get_scratch (DwdProjector *self)
{
  return self->scratch;
}

void
dwd_value_set_time (DwdValue *value,
                    gint64    time_us)
{
  value->kind = time_us == DWD_TIME_NONE ? DWD_VALUE_NULL : DWD_VALUE_INT;
  value->integer = time_us;
}

static gboolean
is_empty (const DwdJsonSpan *span)
{
  return span->type == DWD_JSON_ABSENT || span->type == DWD_JSON_NULL ||
         (span->type == DWD_JSON_STRING && span->raw.length == 2);
}

static gboolean
is_sane_year (const DwdCivil *civil)
{
  return civil->year >= FIRST_YEAR && civil->year <= LAST_YEAR;
}

gboolean
dwd_projector_read_date (const DwdJsonSpan *span,
                         DwdCivil          *out,
                         gboolean          *found)
{
  *found = FALSE;
  if (is_empty (span))
    return TRUE;
  if (span->type != DWD_JSON_STRING ||
      !dwd_time_text_parse_date (span->raw.text + 1, span->raw.length - 2, out) ||
      !is_sane_year (out))
    return FALSE;

  *found = TRUE;
  return TRUE;
}

gboolean
dwd_projector_read_time (const DwdJsonSpan *span,
                         DwdCivil          *out,
                         gboolean          *found)
{
  *found = FALSE;
  if (is_empty (span))
    return TRUE;
  if (span->type != DWD_JSON_STRING ||
      !dwd_time_text_parse_time (span->raw.text + 1, span->raw.length - 2, out))
    return FALSE;

  *found = TRUE;
  return TRUE;
}

gint64
dwd_projector_local_instant (DwdProjector   *self,
                             const DwdCivil *date,
                             const DwdCivil *time)
{
  DwdCivil civil = {
    date->year, date->month, date->day, time->hour, time->minute, time->second, time->usec
  };

  return dwd_zone_to_utc (self->organization_zone, &civil);
}

gint64
dwd_projector_local_end (DwdProjector   *self,
                         const DwdCivil *date,
                         const DwdCivil *time,
                         gint64          after_us)
{
  gint64 at = dwd_projector_local_instant (self, date, time);
  DwdCivil next = { 0 };

  if (at > after_us)
    return at;
  dwd_civil_from_days (dwd_civil_to_days (date->year, date->month, date->day) + 1, &next);
  return dwd_projector_local_instant (self, &next, time);
}

static DwdSlice
keep_text (DwdProjector *self,
           char         *text)
{
  g_ptr_array_add (self->texts, text);
  return (DwdSlice) { text, strlen (text) };
}

/* At a character's edge. */
static gboolean
cut_text (DwdSlice *text)
{
  if (text->length <= MAX_TEXT_BYTES)
    return TRUE;

  text->length = MAX_TEXT_BYTES;
  while (text->length > 0 && ((guchar) text->text[text->length] & 0xc0) == 0x80)
    text->length--;
  return FALSE;
}

static gboolean
convert_text (DwdProjector      *self,
              const DwdJsonSpan *span,
              DwdValue          *value)
{
  if (span->type == DWD_JSON_OBJECT || span->type == DWD_JSON_ARRAY)
    return FALSE;

  value->kind = DWD_VALUE_TEXT;
  if (span->type != DWD_JSON_STRING)
    value->text = span->raw;
  else if (span->escaped)
    value->text = keep_text (self, dwd_json_span_dup_string (span));
  else
    value->text = (DwdSlice) { span->raw.text + 1, span->raw.length - 2 }
  ;
  if (!cut_text (&value->text))
    self->is_sound = FALSE;
  return TRUE;
}

static gboolean
convert_datetime (DwdProjector      *self,
                  const DwdJsonSpan *span,
                  DwdValue          *value)
{
  DwdCivil civil;

  if (span->type != DWD_JSON_STRING ||
      !dwd_time_text_parse_datetime (span->raw.text + 1, span->raw.length - 2, &civil) ||
      !is_sane_year (&civil))
    return FALSE;

  dwd_value_set_time (value, dwd_zone_to_utc (self->site_zone, &civil));
  return TRUE;
}

static gboolean
convert_date (DwdProjector      *self,
              const DwdJsonSpan *span,
              int                day_offset,
              DwdValue          *value)
{
  DwdCivil civil;
  gboolean found = FALSE;

  if (!dwd_projector_read_date (span, &civil, &found))
    return FALSE;

  if (day_offset != 0)
    dwd_civil_from_days (dwd_civil_to_days (civil.year, civil.month, civil.day) + day_offset,
                         &civil);
  dwd_value_set_time (value, dwd_projector_local_instant (self, &civil, &(DwdCivil) { 0 }));
  return TRUE;
}

static gboolean
convert_seconds (const DwdJsonSpan *span,
                 DwdValue          *value)
{
  double seconds = 0;

  if (!dwd_json_span_get_double (span, &seconds) || seconds < 0 || seconds > MAX_SECONDS)
    return FALSE;
  dwd_value_set_time (value, (gint64) (seconds * DWD_USEC_PER_SEC));
  return TRUE;
}

static gboolean
convert_degrees (const DwdJsonSpan *span,
                 double             limit,
                 DwdValue          *value)
{
  double degrees = 0;

  if (!dwd_json_span_get_double (span, &degrees) || !(fabs (degrees) <= limit))
    return FALSE;
  value->kind = DWD_VALUE_REAL;
  value->real = degrees;
  return TRUE;
}

static gboolean
convert_enum (DwdConvert         convert,
              const DwdJsonSpan *span,
              DwdValue          *value)
{
  const char *text = span->raw.text + 1;
  gssize length = (gssize) span->raw.length - 2;

  if (span->type != DWD_JSON_STRING)
    return FALSE;
  if (convert == DWD_CONVERT_JOB_STATUS)
    value->integer = dwd_job_status_from_string (text, length);
  else if (convert == DWD_CONVERT_PRIORITY)
    value->integer = dwd_priority_from_string (text, length);
  else
    value->integer = dwd_schedule_status_from_string (text, length);
  if (value->integer == 0)
    return FALSE;

  value->kind = DWD_VALUE_INT;
  return TRUE;
}

/* "HVAC\nElectrical", each in lines of its own, also at both ends: "\nHVAC\nElectrical\n". */
static gboolean
convert_children (DwdProjector      *self,
                  const char        *child,
                  const DwdJsonSpan *span,
                  DwdValue          *value)
{
  DwdJsonKey key = { child, strlen (child) };
  DwdJsonIter iter;
  DwdJsonSpan item;
  GString *out = NULL;

  if (span->type != DWD_JSON_ARRAY || !dwd_json_iter_init (&iter, span))
    return FALSE;

  while (dwd_json_iter_next_item (&iter, &item))
    {
      DwdJsonSpan field = { DWD_JSON_ABSENT };
      g_autofree char *text = NULL;

      if (item.type == DWD_JSON_OBJECT)
        dwd_json_span_find (&item, &key, 1, &field);
      if (field.type != DWD_JSON_STRING || field.raw.length == 2)
        continue;
      if (field.raw.length > MAX_CHILD_BYTES || (out != NULL && out->len > MAX_CHILDREN_BYTES))
        {
          self->is_sound = FALSE;
          continue;
        }
      if (out == NULL)
        out = g_string_new ("\n");
      text = dwd_json_span_dup_string (&field);
      g_string_append (out, text);
      g_string_append_c (out, '\n');
    }

  if (out != NULL)
    {
      value->kind = DWD_VALUE_TEXT;
      value->text = keep_text (self, g_string_free (out, FALSE));
    }
  return TRUE;
}

static gboolean
convert_number (DwdConvert         convert,
                const DwdJsonSpan *span,
                DwdValue          *value)
{
  if (convert == DWD_CONVERT_REAL)
    {
      value->kind = DWD_VALUE_REAL;
      return dwd_json_span_get_double (span, &value->real) && isfinite (value->real);
    }
  value->kind = DWD_VALUE_INT;
  return dwd_json_span_get_int (span, &value->integer);
}

static gboolean
convert_span (DwdProjector         *self,
              const DwdTableColumn *column,
              const DwdJsonSpan    *span,
              DwdValue             *value)
{
  switch (column->convert)
    {
    case DWD_CONVERT_DERIVED:
      return TRUE;

    case DWD_CONVERT_TEXT:
      return convert_text (self, span, value);

    case DWD_CONVERT_INT:
    case DWD_CONVERT_REAL:
    case DWD_CONVERT_CHECK:
      return convert_number (column->convert, span, value);

    case DWD_CONVERT_LATITUDE:
      return convert_degrees (span, 90, value);

    case DWD_CONVERT_LONGITUDE:
      return convert_degrees (span, 180, value);

    case DWD_CONVERT_DATETIME:
      return convert_datetime (self, span, value);

    case DWD_CONVERT_DATE:
      return convert_date (self, span, 0, value);

    case DWD_CONVERT_DATE_END:
      return convert_date (self, span, 1, value);

    case DWD_CONVERT_SECONDS:
      return convert_seconds (span, value);

    case DWD_CONVERT_JOB_STATUS:
    case DWD_CONVERT_PRIORITY:
    case DWD_CONVERT_SCHEDULE_STATUS:
      return convert_enum (column->convert, span, value);

    case DWD_CONVERT_IS_ACTIVE:
      value->kind = DWD_VALUE_INT;
      value->integer = dwd_json_span_equal_text (span, "Active") ||
                       dwd_json_span_equal_text (span, "active");
      return TRUE;

    case DWD_CONVERT_CHILD_TEXTS:
      return convert_children (self, column->child, span, value);

    default:
      g_assert_not_reached ();
    }
}

static void
convert_column (DwdProjector         *self,
                const DwdTableColumn *column,
                const DwdJsonSpan    *span,
                DwdValue             *value)
{
  gboolean is_flag = column->convert == DWD_CONVERT_CHECK ||
                     column->convert == DWD_CONVERT_IS_ACTIVE;

  value->kind = is_flag ? DWD_VALUE_INT : DWD_VALUE_NULL;
  value->integer = 0;
  if (is_empty (span) || convert_span (self, column, span, value))
    return;

  value->kind = is_flag ? DWD_VALUE_INT : DWD_VALUE_NULL;
  value->integer = 0;
  self->is_sound = FALSE;
}

/* Frappe writes an unset coordinate as 0: a point at 0, 0 is no point, and half a point is none. */
static void
check_points (DwdProjector   *self,
              const DwdTable *table)
{
  for (guint i = 0; i + 1 < table->n_columns; i++)
    {
      DwdValue *latitude = &self->values[i];
      DwdValue *longitude = &self->values[i + 1];
      DwdPoint point;

      if (table->columns[i].convert != DWD_CONVERT_LATITUDE)
        continue;
      point.latitude = latitude->kind == DWD_VALUE_REAL ? latitude->real : NAN;
      point.longitude = longitude->kind == DWD_VALUE_REAL ? longitude->real : NAN;
      if (!dwd_point_is_valid (&point))
        latitude->kind = longitude->kind = DWD_VALUE_NULL;
    }
}

static gsize
collect_keys (const DwdTable *table,
              DwdJsonKey     *keys)
{
  gsize n_keys = 0;

  g_assert (table->n_columns <= DWD_MAX_COLUMNS);
  g_assert (table->n_columns + table->n_extras + 2 <= DWD_MAX_KEYS);

  for (guint i = 0; i < table->n_columns; i++)
    if (table->columns[i].key != NULL)
      keys[n_keys++] = (DwdJsonKey) { table->columns[i].key, strlen (table->columns[i].key) }
  ;
  for (guint i = 0; i < table->n_extras; i++)
    keys[n_keys++] = (DwdJsonKey) { table->extras[i], strlen (table->extras[i]) }
  ;
  keys[n_keys++] = (DwdJsonKey) { "organization", strlen ("organization") };
  keys[n_keys++] = (DwdJsonKey) { "company", strlen ("company") };
  return n_keys;
}

/**
 * dwd_projector_run:
 * @self: a projector
 * @table: the description
 * @document: a checked JSON object
 *
 * Leaves the columns' values in @self, and whether all of them made sense. What does not is NULL.
 */
void
dwd_projector_run (DwdProjector      *self,
                   const DwdTable    *table,
                   const DwdJsonSpan *document)
{
  DwdJsonKey keys[DWD_MAX_KEYS];
  DwdJsonSpan spans[DWD_MAX_KEYS];
  gsize n_keys = collect_keys (table, keys);
  gsize at = 0;

  if (self->texts->len > 0)
    g_ptr_array_set_size (self->texts, 0);
  g_string_truncate (self->scratch, 0);
  self->is_sound = TRUE;

  dwd_json_span_find (document, keys, n_keys, spans);
  for (guint i = 0; i < table->n_columns; i++)
    {
      if (table->columns[i].key == NULL)
        self->values[i].kind = DWD_VALUE_NULL;
      else
        convert_column (self, &table->columns[i], &spans[at++], &self->values[i]);
    }
  check_points (self, table);
  if (table->derive != NULL && !table->derive (self, &spans[at], self->values))
    self->is_sound = FALSE;

  self->organization = spans[n_keys - 2];
  if (is_empty (&self->organization))
    self->organization = spans[n_keys - 1];
}

const DwdTable *
dwd_table_get (DwdDoctype doctype)
{
  switch (doctype)
    {
    case DWD_DOCTYPE_ORGANIZATION:
      return &dwd_table_organization;

    case DWD_DOCTYPE_EMPLOYEE:
      return &dwd_table_employee;

    case DWD_DOCTYPE_CUSTOMER:
      return &dwd_table_customer;

    case DWD_DOCTYPE_ADDRESS:
      return &dwd_table_address;

    case DWD_DOCTYPE_DISPATCH_JOB:
      return &dwd_table_dispatch_job;

    case DWD_DOCTYPE_SCHEDULE_ENTRY:
      return &dwd_table_schedule_entry;

    case DWD_DOCTYPE_SHIFT_TEMPLATE:
      return &dwd_table_shift_template;

    case DWD_DOCTYPE_LEAVE_APPLICATION:
      return &dwd_table_leave_application;

    case DWD_DOCTYPE_GEOFENCE:
      return &dwd_table_geofence;

    case DWD_DOCTYPE_TECHNICIAN_LOCATION:
      return &dwd_table_technician_location;

    case DWD_DOCTYPE_NOTIFICATION:
      return &dwd_table_notification;

    case DWD_DOCTYPE_UNKNOWN:
    case DWD_N_DOCTYPES:
    default:
      return NULL;
    }
}

int
dwd_table_find_column (const DwdTable *table,
                       const char     *key)
{
  for (guint i = 0; i < table->n_columns; i++)
    if (g_strcmp0 (table->columns[i].key, key) == 0 || g_strcmp0 (table->columns[i].column, key) == 0)
      return (int) i;
  return -1;
}
