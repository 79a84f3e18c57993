/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-table.h"

/* Order of EXTRAS. */
enum
{
  EXTRA_DATE,
  EXTRA_START,
  EXTRA_END,
  EXTRA_BREAK_START,
  EXTRA_BREAK_MINUTES,
};

static const char *const EXTRAS[] = {
  "date",
  "start_time",
  "end_time",
  "break_start",
  "break_duration_minutes",
};

/* Order of COLUMNS. */
enum
{
  COLUMN_EMPLOYEE,
  COLUMN_SHIFT_TEMPLATE,
  COLUMN_STATUS,
  COLUMN_START,
  COLUMN_END,
  COLUMN_BREAK_START,
  COLUMN_BREAK_END,
};

/* A break before the shift's start belongs to the night's second day. */
static gboolean
derive_break (DwdProjector      *projector,
              const DwdJsonSpan *extras,
              const DwdCivil    *date,
              gint64             start_us,
              DwdValue          *values)
{
  DwdCivil time;
  gboolean found = FALSE;
  gint64 minutes = 0;
  gint64 at = 0;

  if (!dwd_projector_read_time (&extras[EXTRA_BREAK_START], &time, &found))
    return FALSE;
  if (!found || !dwd_json_span_get_int (&extras[EXTRA_BREAK_MINUTES], &minutes) || minutes == 0)
    return TRUE;
  if (minutes < 0 || minutes > 24 * 60)
    return FALSE;

  at = dwd_projector_local_instant (projector, date, &time);
  if (at < start_us)
    at = dwd_projector_local_end (projector, date, &time, start_us);
  dwd_value_set_time (&values[COLUMN_BREAK_START], at);
  dwd_value_set_time (&values[COLUMN_BREAK_END], at + minutes * DWD_USEC_PER_MINUTE);
  return TRUE;
}

static gboolean
derive (DwdProjector      *projector,
        const DwdJsonSpan *extras,
        DwdValue          *values)
{
  DwdCivil date;
  DwdCivil start;
  DwdCivil end;
  gboolean has_date = FALSE;
  gboolean has_start = FALSE;
  gboolean has_end = FALSE;
  gint64 start_us = 0;

  if (!dwd_projector_read_date (&extras[EXTRA_DATE], &date, &has_date) ||
      !dwd_projector_read_time (&extras[EXTRA_START], &start, &has_start) ||
      !dwd_projector_read_time (&extras[EXTRA_END], &end, &has_end))
    return FALSE;
  if (!has_date || !has_start || !has_end)
    return TRUE;

  start_us = dwd_projector_local_instant (projector, &date, &start);
  dwd_value_set_time (&values[COLUMN_START], start_us);
  dwd_value_set_time (&values[COLUMN_END], dwd_projector_local_end (projector, &date, &end, start_us));
  return derive_break (projector, extras, &date, start_us, values);
}

static const DwdTableColumn COLUMNS[] = {
  { "employee", "employee", DWD_CONVERT_TEXT, TRUE, NULL },
  { "shift_template", "shift_template", DWD_CONVERT_TEXT, FALSE, NULL },
  { "status", "status", DWD_CONVERT_SCHEDULE_STATUS, FALSE, NULL },
  { "start_us", NULL, DWD_CONVERT_DERIVED, TRUE, NULL },
  { "end_us", NULL, DWD_CONVERT_DERIVED, FALSE, NULL },
  { "break_start_us", NULL, DWD_CONVERT_DERIVED, FALSE, NULL },
  { "break_end_us", NULL, DWD_CONVERT_DERIVED, FALSE, NULL },
};

static const DwdTableLink LINKS[] = {
  { "employee", DWD_DOCTYPE_EMPLOYEE, NULL },
  { "shift_template", DWD_DOCTYPE_SHIFT_TEMPLATE, NULL },
  { "work_location", DWD_DOCTYPE_GEOFENCE, NULL },
};

static const char *const FIELDS[] = {
  "organization",
  "date",
  "start_time",
  "end_time",
  "break_start",
  "break_duration_minutes",
  "work_location",
  "published_at",
  "notes",
  "owner",
  "creation",
  "modified_by",
  "idx",
  "doctype",
  NULL,
};

const DwdTable dwd_table_schedule_entry = {
  .doctype = DWD_DOCTYPE_SCHEDULE_ENTRY,
  .table = "schedule_entry",
  .columns = COLUMNS,
  .n_columns = G_N_ELEMENTS (COLUMNS),
  .extras = EXTRAS,
  .n_extras = G_N_ELEMENTS (EXTRAS),
  .derive = derive,
  .links = LINKS,
  .n_links = G_N_ELEMENTS (LINKS),
  .title_key = "employee",
  .fields = FIELDS,
  .zone_column = -1,
  .skills_column = -1,
};
