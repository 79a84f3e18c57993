/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-schema.h"

#include <string.h>

#define DATA(n) { .name = n, .kind = DWS_FIELD_DATA }
#define DATA_F(n, f) { .name = n, .kind = DWS_FIELD_DATA, .flags = f }
#define TEXT(n) { .name = n, .kind = DWS_FIELD_TEXT }
#define TEXT_F(n, f) { .name = n, .kind = DWS_FIELD_TEXT, .flags = f }
#define SELECT(n, o, d) { .name = n, .kind = DWS_FIELD_SELECT, .options = o, .fallback = d }
#define LINK(n, l) { .name = n, .kind = DWS_FIELD_LINK, .link = l }
#define LINK_F(n, l, f) { .name = n, .kind = DWS_FIELD_LINK, .link = l, .flags = f }
#define CHECK(n, d) { .name = n, .kind = DWS_FIELD_CHECK, .fallback = d }
#define INT(n) { .name = n, .kind = DWS_FIELD_INT }
#define INT_R(n, lo, hi) { .name = n, .kind = DWS_FIELD_INT, .minimum = lo, .maximum = hi }
#define FLOAT(n) { .name = n, .kind = DWS_FIELD_FLOAT }
#define FLOAT_R(n, lo, hi) { .name = n, .kind = DWS_FIELD_FLOAT, .minimum = lo, .maximum = hi }
#define DATE(n) { .name = n, .kind = DWS_FIELD_DATE }
#define DATE_F(n, f) { .name = n, .kind = DWS_FIELD_DATE, .flags = f }
#define TIME(n) { .name = n, .kind = DWS_FIELD_TIME }
#define DATETIME(n) { .name = n, .kind = DWS_FIELD_DATETIME }
#define DATETIME_F(n, f) { .name = n, .kind = DWS_FIELD_DATETIME, .flags = f }
#define TABLE(n, c) { .name = n, .kind = DWS_FIELD_TABLE, .columns = c }
#define TABLE_F(n, c, f) { .name = n, .kind = DWS_FIELD_TABLE, .columns = c, .flags = f }
#define END { .name = NULL }

#define STANDARD \
  DATA_F ("name", DWS_FIELD_SERVER), \
  DATA_F ("owner", DWS_FIELD_SERVER), \
  DATETIME_F ("creation", DWS_FIELD_SERVER), \
  DATETIME_F ("modified", DWS_FIELD_SERVER), \
  DATA_F ("modified_by", DWS_FIELD_SERVER), \
  { .name = "docstatus", .kind = DWS_FIELD_INT, .flags = DWS_FIELD_SERVER }, \
  { .name = "idx", .kind = DWS_FIELD_INT, .flags = DWS_FIELD_SERVER }, \
  DATA_F ("doctype", DWS_FIELD_SERVER)

#define ORGANIZATION_FIELD \
  LINK_F ("organization", DWD_DOCTYPE_ORGANIZATION, DWS_FIELD_REQUIRED | DWS_FIELD_ONCE)
#define REQUIRED DWS_FIELD_REQUIRED
#define SERVER DWS_FIELD_SERVER

static const DwsField organization_fields[] =
{
  STANDARD,
  DATA_F ("org_name", REQUIRED),
  { .name = "org_type", .kind = DWS_FIELD_SELECT, .flags = DWS_FIELD_ONCE,
    .options = "Family\nCompany\nAssociation\nNonprofit", .fallback = "\"Company\"" },
  SELECT ("status", "Active\nInactive\nDissolved", "\"Active\""),
  DATA ("logo"),
  DATA ("time_zone"),
};

static const DwsField skill_columns[] =
{
  DATA_F ("skill", REQUIRED), INT_R ("proficiency", 1, 5), END
};

static const DwsField certification_columns[] =
{
  DATA_F ("certification_type", REQUIRED),
  DATE ("issue_date"),
  DATE ("expiry_date"),
  DATA ("certificate_number"),
  SELECT ("status", "Active\nExpired\nRevoked", "\"Active\""),
  END
};

static const DwsField employee_fields[] =
{
  STANDARD,
  DATA_F ("employee_name", REQUIRED),
  SELECT ("status", "Active\nInactive\nLeft", "\"Active\""),
  LINK ("company", DWD_DOCTYPE_ORGANIZATION),
  ORGANIZATION_FIELD,
  DATA ("user_id"),
  DATA ("cell_number"),
  DATA ("designation"),
  CHECK ("dispatch_enabled", "0"),
  DATA ("zone"),
  LINK ("home_location", DWD_DOCTYPE_GEOFENCE),
  FLOAT_R ("home_latitude", -90, 90),
  FLOAT_R ("home_longitude", -180, 180),
  TABLE ("skills", skill_columns),
  TABLE ("certifications", certification_columns),
};

static const DwsField customer_fields[] =
{
  STANDARD,
  DATA_F ("customer_name", REQUIRED),
  ORGANIZATION_FIELD,
  DATA ("customer_group"),
  DATA ("mobile_no"),
  DATA ("email_id"),
  LINK ("primary_address", DWD_DOCTYPE_ADDRESS),
};

static const DwsField address_fields[] =
{
  STANDARD,
  DATA ("address_title"),
  ORGANIZATION_FIELD,
  DATA_F ("address_line1", REQUIRED),
  DATA ("address_line2"),
  DATA ("city"),
  DATA ("pincode"),
  LINK ("customer", DWD_DOCTYPE_CUSTOMER),
  TEXT ("address_display"),
  TEXT ("address_local"),
  FLOAT_R ("latitude", -90, 90),
  FLOAT_R ("longitude", -180, 180),
  DATA ("zone"),
};

static const DwsField need_skill_columns[] =
{
  DATA_F ("skill", REQUIRED), INT_R ("min_proficiency", 1, 5), END
};
static const DwsField need_certification_columns[] =
{
  DATA_F ("certification_type", REQUIRED), END
};
static const DwsField need_equipment_columns[] =
{
  DATA_F ("equipment", REQUIRED), END
};
static const DwsField part_columns[] =
{
  DATA_F ("item_code", REQUIRED), DATA ("item_name"), FLOAT ("qty"), END
};
static const DwsField form_columns[] =
{
  DATA_F ("form", REQUIRED), END
};
static const DwsField photo_columns[] =
{
  TEXT_F ("file_url", REQUIRED), TEXT ("caption"), END
};
static const DwsField assignment_columns[] =
{
  LINK_F ("employee", DWD_DOCTYPE_EMPLOYEE, REQUIRED),
  DATA ("employee_name"),
  DATETIME ("assigned_at"),
  DATA ("assigned_by"),
  TEXT ("reason"),
  DATA ("status"),
  END
};
static const DwsField history_columns[] =
{
  DATETIME ("at"), DATA ("user"), DATA ("kind"), TEXT ("detail"), TEXT ("reason"), END
};

static const DwsField job_fields[] =
{
  STANDARD,
  ORGANIZATION_FIELD,
  LINK_F ("customer", DWD_DOCTYPE_CUSTOMER, REQUIRED),
  DATA ("customer_name"),
  DATA ("contact_phone"),
  DATA ("contact_email"),
  LINK_F ("address", DWD_DOCTYPE_ADDRESS, REQUIRED),
  TEXT ("formatted_address"),
  FLOAT_R ("latitude", -90, 90),
  FLOAT_R ("longitude", -180, 180),
  DATA ("zone"),
  DATA_F ("job_type", REQUIRED),
  DATA_F ("title", REQUIRED),
  TEXT ("description"),
  SELECT ("priority", "Low\nNormal\nHigh\nUrgent", "\"Normal\""),
  INT_R ("estimated_duration", 0, 2678400),
  DATE_F ("scheduled_date", REQUIRED),
  TIME ("scheduled_start"),
  TIME ("scheduled_end"),
  SELECT ("preferred_window",
          "Any\nMorning (8AM-12PM)\nAfternoon (12PM-5PM)\nEvening (5PM-9PM)", "\"Any\""),
  TEXT ("customer_notes"),
  LINK ("assigned_to", DWD_DOCTYPE_EMPLOYEE),
  DATA_F ("assigned_to_name", SERVER),
  DATA ("assigned_team"),
  SELECT ("assignment_method",
          "Manual\nAuto - Nearest\nAuto - Workload\nAuto - Skill Match", "\"Manual\""),
  DATETIME_F ("assigned_at", SERVER),
  DATA_F ("assigned_by", SERVER),
  { .name = "status", .kind = DWS_FIELD_SELECT, .flags = REQUIRED,
    .options = "Draft\nUnassigned\nAssigned\nEn Route\nArrived\nIn Progress\nCompleted\nCancelled",
    .fallback = "\"Draft\"" },
  DATETIME_F ("status_updated_at", SERVER),
  TEXT ("status_reason"),
  INT_R ("travel_seconds", 0, 604800),
  TABLE ("required_skills", need_skill_columns),
  TABLE ("required_certifications", need_certification_columns),
  TABLE ("required_equipment", need_equipment_columns),
  DATETIME ("actual_arrival"),
  DATETIME ("actual_departure"),
  TEXT ("technician_notes"),
  TABLE ("parts_used", part_columns),
  TABLE ("form_submissions", form_columns),
  TABLE ("photos", photo_columns),
  CHECK ("billable", "1"),
  SELECT ("billing_status", "Not Billed\nPartially Billed\nBilled", "\"Not Billed\""),
  TABLE_F ("assignments", assignment_columns, SERVER),
  TABLE_F ("history", history_columns, SERVER),
};

static const DwsField schedule_fields[] =
{
  STANDARD,
  ORGANIZATION_FIELD,
  LINK_F ("employee", DWD_DOCTYPE_EMPLOYEE, REQUIRED),
  LINK ("shift_template", DWD_DOCTYPE_SHIFT_TEMPLATE),
  DATE_F ("date", REQUIRED),
  TIME ("start_time"),
  TIME ("end_time"),
  TIME ("break_start"),
  INT_R ("break_duration_minutes", 0, 1440),
  LINK ("work_location", DWD_DOCTYPE_GEOFENCE),
  SELECT ("status", "Draft\nPublished\nConfirmed\nCompleted\nCancelled", "\"Draft\""),
  DATETIME ("published_at"),
  TEXT ("notes"),
};

static const DwsField shift_fields[] =
{
  STANDARD,
  ORGANIZATION_FIELD,
  DATA_F ("shift_name", REQUIRED),
  TIME ("start_time"),
  TIME ("end_time"),
  TIME ("break_start"),
  INT_R ("break_duration_minutes", 0, 1440),
  DATA ("color"),
};

static const DwsField leave_fields[] =
{
  STANDARD,
  ORGANIZATION_FIELD,
  LINK_F ("employee", DWD_DOCTYPE_EMPLOYEE, REQUIRED),
  DATE_F ("from_date", REQUIRED),
  DATE_F ("to_date", REQUIRED),
  DATA ("leave_type"),
  SELECT ("status", "Open\nApproved\nRejected", "\"Open\""),
  TEXT ("description"),
};

static const DwsField geofence_fields[] =
{
  STANDARD,
  ORGANIZATION_FIELD,
  DATA_F ("location_name", REQUIRED),
  LINK ("address", DWD_DOCTYPE_ADDRESS),
  FLOAT_R ("latitude", -90, 90),
  FLOAT_R ("longitude", -180, 180),
  { .name = "geofence_radius_meters", .kind = DWS_FIELD_INT, .fallback = "100",
    .minimum = 1, .maximum = 100000 },
  SELECT ("validation_mode", "GPS Only\nWiFi Only\nQR Only\nAny Method", "\"GPS Only\""),
  LINK ("customer", DWD_DOCTYPE_CUSTOMER),
  DATA ("zone"),
};

static const DwsField location_fields[] =
{
  STANDARD,
  ORGANIZATION_FIELD,
  LINK_F ("employee", DWD_DOCTYPE_EMPLOYEE, REQUIRED | DWS_FIELD_ONCE),
  FLOAT_R ("latitude", -90, 90),
  FLOAT_R ("longitude", -180, 180),
  FLOAT_R ("heading", 0, 360),
  FLOAT ("speed_kmh"),
  FLOAT ("accuracy_m"),
  FLOAT_R ("battery", 0, 100),
  DATETIME ("recorded_at"),
};

static const DwsField notification_fields[] =
{
  STANDARD,
  ORGANIZATION_FIELD,
  DATA_F ("for_user", DWS_FIELD_ONCE),
  DATA_F ("subject", REQUIRED),
  TEXT ("body"),
  SELECT ("kind", "info\nlate\nnew_job\nconflict", "\"info\""),
  DATA ("reference_doctype"),
  DATA ("reference_name"),
  CHECK ("read_state", "0"),
  CHECK ("dismissed", "0"),
};

#define FIELDS(f) .fields = f, .n_fields = G_N_ELEMENTS (f)
#define CREATE_WRITE (DWS_RIGHT_CREATE | DWS_RIGHT_WRITE)

static const DwsSchema schemas[] =
{
  { DWD_DOCTYPE_ORGANIZATION, "Organization", "ORG-.YYYY.-.#####", "server_wins",
    DWS_RIGHT_NONE, DWS_RIGHT_WRITE, "An organisation is dissolved, not deleted",
    FIELDS (organization_fields) },
  { DWD_DOCTYPE_EMPLOYEE, "Employee", "HR-EMP-.#####", "server_wins",
    DWS_RIGHT_NONE, CREATE_WRITE, "An employee is set to Left, not deleted",
    FIELDS (employee_fields) },
  { DWD_DOCTYPE_CUSTOMER, "Customer", "CUST-.#####", "server_wins",
    DWS_RIGHT_ALL, DWS_RIGHT_ALL, NULL, FIELDS (customer_fields) },
  { DWD_DOCTYPE_ADDRESS, "Address", "ADDR-.#####", "server_wins",
    DWS_RIGHT_ALL, DWS_RIGHT_ALL, NULL, FIELDS (address_fields) },
  { DWD_DOCTYPE_DISPATCH_JOB, "Dispatch Job", "JOB-.YYYY.-.#####", "field_level",
    CREATE_WRITE, CREATE_WRITE, "A dispatch job is cancelled, not deleted", FIELDS (job_fields) },
  { DWD_DOCTYPE_SCHEDULE_ENTRY, "Schedule Entry", "SCH-.YYYY.-.#####", "server_wins",
    DWS_RIGHT_ALL, DWS_RIGHT_ALL, NULL, FIELDS (schedule_fields) },
  { DWD_DOCTYPE_SHIFT_TEMPLATE, "Shift Template", "SHIFT-.#####", "server_wins",
    DWS_RIGHT_ALL, DWS_RIGHT_ALL, NULL, FIELDS (shift_fields) },
  { DWD_DOCTYPE_LEAVE_APPLICATION, "Leave Application", "HR-LAP-.YYYY.-.#####", "server_wins",
    DWS_RIGHT_ALL, DWS_RIGHT_ALL, NULL, FIELDS (leave_fields) },
  { DWD_DOCTYPE_GEOFENCE, "Geofence", "LOC-.#####", "server_wins",
    DWS_RIGHT_ALL, DWS_RIGHT_ALL, NULL, FIELDS (geofence_fields) },
  { DWD_DOCTYPE_TECHNICIAN_LOCATION, "Technician Location", "field:employee", "server_wins",
    DWS_RIGHT_NONE, DWS_RIGHT_NONE, "A position is written by the device alone",
    FIELDS (location_fields) },
  { DWD_DOCTYPE_NOTIFICATION, "Notification", "NOTIF-.#####", "client_wins",
    DWS_RIGHT_ALL, DWS_RIGHT_ALL, NULL, FIELDS (notification_fields) },
};

const DwsSchema *
dws_schema_get (DwdDoctype doctype)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemas); i++)
    {
      if (schemas[i].doctype == doctype)
        return &schemas[i];
    }

  return NULL;
}

/**
 * dws_schema_from_name:
 * @name: (nullable): the DocType as written on the wire, or one of its other spellings
 *
 * Returns: (nullable): the DocType, or %NULL where this server has none of that name
 */
const DwsSchema *
dws_schema_from_name (const char *name)
{
  if (name == NULL)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (schemas); i++)
    {
      if (strcmp (schemas[i].name, name) == 0)
        return &schemas[i];
    }

  return dws_schema_get (dwd_doctype_from_name (name));
}

/**
 * dws_schema_iterate:
 * @i: from 0
 *
 * Returns: (nullable): the DocType, or %NULL behind the last one
 */
const DwsSchema *
dws_schema_iterate (guint i)
{
  return i < G_N_ELEMENTS (schemas) ? &schemas[i] : NULL;
}

/**
 * dws_schema_find:
 * @hint: where to look first; documents keep their fields in the schema's order, so that the one
 *   behind the last find is nearly always right
 *
 * Returns: the field's index, or -1
 */
int
dws_schema_find (const DwsSchema *self,
                 const char      *name,
                 gssize           length,
                 int              hint)
{
  gsize size = length < 0 ? strlen (name) : (gsize) length;
  guint start = hint < 0 || (guint) hint >= self->n_fields ? 0 : (guint) hint;

  for (guint n = 0, i = start; n < self->n_fields; n++)
    {
      const char *candidate = self->fields[i].name;

      if (candidate[0] == name[0] && strncmp (candidate, name, size) == 0 &&
          candidate[size] == '\0')
        return (int) i;

      i = i + 1 == self->n_fields ? 0 : i + 1;
    }

  return -1;
}

int
dws_schema_index (const DwsSchema *self,
                  const char      *name)
{
  return dws_schema_find (self, name, -1, DWS_N_STANDARD);
}
