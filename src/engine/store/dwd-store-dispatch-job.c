/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-table.h"

#include <string.h>

#include "dwd-document.h"
#include "dwd-fold.h"
#include "protocol/dwd-enums.h"

/* Order of EXTRAS. */
enum
{
  EXTRA_DATE,
  EXTRA_START,
  EXTRA_END,
  EXTRA_NAME,
  EXTRA_TITLE,
  EXTRA_CUSTOMER_NAME,
  EXTRA_FORMATTED_ADDRESS,
};

static const char *const EXTRAS[] = {
  "scheduled_date",
  "scheduled_start",
  "scheduled_end",
  "name",
  "title",
  "customer_name",
  "formatted_address",
};

/* Order of COLUMNS. */
enum
{
  COLUMN_STATUS,
  COLUMN_PRIORITY,
  COLUMN_IS_OPEN,
  COLUMN_PLACE,
  COLUMN_DATE,
  COLUMN_START,
  COLUMN_END,
  COLUMN_CREATED,
  COLUMN_STATUS_UPDATED,
  COLUMN_ARRIVAL,
  COLUMN_DEPARTURE,
  COLUMN_DURATION,
  COLUMN_TRAVEL,
  COLUMN_LATITUDE,
  COLUMN_LONGITUDE,
  COLUMN_ASSIGNED_TO,
  COLUMN_CUSTOMER,
  COLUMN_ZONE,
  COLUMN_JOB_TYPE,
  COLUMN_SKILLS,
  COLUMN_CERTIFICATIONS,
  COLUMN_SEARCH,
};

static gint64
assumed_length (const DwdValue *duration)
{
  return duration->kind == DWD_VALUE_INT && duration->integer > 0 ? duration->integer
                                                                  : DWD_USEC_PER_HOUR;
}

/* FALSE: something about its times cannot be read; what can be is used. */
static gboolean
derive_times (DwdProjector      *projector,
              const DwdJsonSpan *extras,
              DwdValue          *values)
{
  DwdCivil date;
  DwdCivil start;
  DwdCivil end;
  gboolean has_date = FALSE;
  gboolean has_start = FALSE;
  gboolean has_end = FALSE;
  gboolean sound = dwd_projector_read_date (&extras[EXTRA_DATE], &date, &has_date);
  gint64 start_us = 0;

  sound &= dwd_projector_read_time (&extras[EXTRA_START], &start, &has_start);
  sound &= dwd_projector_read_time (&extras[EXTRA_END], &end, &has_end);
  if (!has_date)
    return sound;

  dwd_value_set_time (&values[COLUMN_DATE],
                      dwd_projector_local_instant (projector, &date, &(DwdCivil) { 0 }));
  if (!has_start)
    return sound;

  start_us = dwd_projector_local_instant (projector, &date, &start);
  dwd_value_set_time (&values[COLUMN_START], start_us);
  dwd_value_set_time (&values[COLUMN_END],
                      has_end ? dwd_projector_local_end (projector, &date, &end, start_us)
                              : start_us + assumed_length (&values[COLUMN_DURATION]));
  return sound;
}

static void
append_folded (GString           *out,
               const DwdJsonSpan *span)
{
  if (span->type != DWD_JSON_STRING)
    return;

  if (span->escaped || span->raw.length > DWD_SHOWN_LINE)
    {
      g_autofree char *text = dwd_document_dup_shown (span, DWD_SHOWN_LINE);

      dwd_fold_append (out, text, strlen (text));
    }
  else
    {
      dwd_fold_append (out, span->raw.text + 1, span->raw.length - 2);
    }
  g_string_append_c (out, '\n');
}

static void
derive_search (DwdProjector      *projector,
               const DwdJsonSpan *extras,
               DwdValue          *value)
{
  GString *text = dwd_projector_get_scratch (projector);

  append_folded (text, &extras[EXTRA_NAME]);
  append_folded (text, &extras[EXTRA_TITLE]);
  append_folded (text, &extras[EXTRA_CUSTOMER_NAME]);
  append_folded (text, &extras[EXTRA_FORMATTED_ADDRESS]);
  value->kind = DWD_VALUE_TEXT;
  value->text = (DwdSlice) { text->str, text->len };
}

/* Where a job stands in time: its start, else its day, else behind everything. */
static gint64
place_of (const DwdValue *values)
{
  if (values[COLUMN_START].kind == DWD_VALUE_INT)
    return values[COLUMN_START].integer;
  if (values[COLUMN_DATE].kind == DWD_VALUE_INT)
    return values[COLUMN_DATE].integer;
  return G_MAXINT64;
}

static gboolean
derive (DwdProjector      *projector,
        const DwdJsonSpan *extras,
        DwdValue          *values)
{
  gboolean sound = derive_times (projector, extras, values);
  gint64 status = values[COLUMN_STATUS].kind == DWD_VALUE_INT ? values[COLUMN_STATUS].integer : 0;

  values[COLUMN_IS_OPEN].kind = DWD_VALUE_INT;
  values[COLUMN_IS_OPEN].integer = status != DWD_JOB_STATUS_COMPLETED &&
                                   status != DWD_JOB_STATUS_CANCELLED;
  values[COLUMN_PLACE].kind = DWD_VALUE_INT;
  values[COLUMN_PLACE].integer = place_of (values);
  derive_search (projector, extras, &values[COLUMN_SEARCH]);
  return sound;
}

static const DwdTableColumn COLUMNS[] = {
  { "status", "status", DWD_CONVERT_JOB_STATUS, TRUE, NULL },
  { "priority", "priority", DWD_CONVERT_PRIORITY, TRUE, NULL },
  { "is_open", NULL, DWD_CONVERT_DERIVED, TRUE, NULL },
  { "place_us", NULL, DWD_CONVERT_DERIVED, TRUE, NULL },
  { "date_us", NULL, DWD_CONVERT_DERIVED, FALSE, NULL },
  { "start_us", NULL, DWD_CONVERT_DERIVED, FALSE, NULL },
  { "end_us", NULL, DWD_CONVERT_DERIVED, FALSE, NULL },
  { "created_us", "creation", DWD_CONVERT_DATETIME, TRUE, NULL },
  { "status_updated_us", "status_updated_at", DWD_CONVERT_DATETIME, FALSE, NULL },
  { "arrival_us", "actual_arrival", DWD_CONVERT_DATETIME, FALSE, NULL },
  { "departure_us", "actual_departure", DWD_CONVERT_DATETIME, FALSE, NULL },
  { "duration_us", "estimated_duration", DWD_CONVERT_SECONDS, FALSE, NULL },
  { "travel_us", "travel_seconds", DWD_CONVERT_SECONDS, FALSE, NULL },
  { "latitude", "latitude", DWD_CONVERT_LATITUDE, FALSE, NULL },
  { "longitude", "longitude", DWD_CONVERT_LONGITUDE, FALSE, NULL },
  { "assigned_to", "assigned_to", DWD_CONVERT_TEXT, FALSE, NULL },
  { "customer", "customer", DWD_CONVERT_TEXT, FALSE, NULL },
  { "zone", "zone", DWD_CONVERT_TEXT, TRUE, NULL },
  { "job_type", "job_type", DWD_CONVERT_TEXT, FALSE, NULL },
  { "skills", "required_skills", DWD_CONVERT_CHILD_TEXTS, FALSE, "skill" },
  { "certifications", "required_certifications", DWD_CONVERT_CHILD_TEXTS, FALSE, "certification_type" },
  { "search", NULL, DWD_CONVERT_DERIVED, TRUE, NULL },
};

static const DwdTableLink LINKS[] = {
  { "customer", DWD_DOCTYPE_CUSTOMER, NULL },
  { "address", DWD_DOCTYPE_ADDRESS, NULL },
  { "assigned_to", DWD_DOCTYPE_EMPLOYEE, NULL },
};

static const char *const FIELDS[] = {
  "organization",
  "customer_name",
  "contact_phone",
  "contact_email",
  "address",
  "formatted_address",
  "title",
  "description",
  "scheduled_date",
  "scheduled_start",
  "scheduled_end",
  "preferred_window",
  "customer_notes",
  "assigned_to_name",
  "assigned_team",
  "assignment_method",
  "assigned_at",
  "assigned_by",
  "status_reason",
  "required_equipment",
  "technician_notes",
  "parts_used",
  "form_submissions",
  "photos",
  "billable",
  "billing_status",
  "assignments",
  "history",
  "owner",
  "modified_by",
  "idx",
  "doctype",
  NULL,
};

const DwdTable dwd_table_dispatch_job = {
  .doctype = DWD_DOCTYPE_DISPATCH_JOB,
  .table = "dispatch_job",
  .columns = COLUMNS,
  .n_columns = G_N_ELEMENTS (COLUMNS),
  .extras = EXTRAS,
  .n_extras = G_N_ELEMENTS (EXTRAS),
  .derive = derive,
  .links = LINKS,
  .n_links = G_N_ELEMENTS (LINKS),
  .title_key = "title",
  .fields = FIELDS,
  .zone_column = 17,
  .skills_column = 19,
};
