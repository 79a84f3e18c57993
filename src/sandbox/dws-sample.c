/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-server-private.h"

#include "base/dwd-time-text.h"

#include "dws-doc.h"

#define GENERATED_PER_TRANSACTION 5000

typedef struct
{
  const char *name;
  const char *org_name;
} SampleOrganization;

typedef struct
{
  const char *doctype;
  const char *name;
  const char *fields;    /* JSON; %s is today's date */
} SampleDocument;

static const SampleOrganization organizations[] =
{
  { DWS_ORG_ASTANA, "Astana Field Services" },
  { DWS_ORG_ESIL, "Esil Heating" },
};

#define ORG "\"organization\":\"" DWS_ORG_ASTANA "\""
#define ESIL "\"organization\":\"" DWS_ORG_ESIL "\""

/* Small, but every link leads somewhere: enough to plan a day with. */
static const SampleDocument documents[] =
{
  { "Shift Template", "SHIFT-00001",
    "{" ORG ",\"shift_name\":\"Day\",\"start_time\":\"08:00:00\",\"end_time\":\"17:00:00\","
    "\"break_start\":\"12:00:00\",\"break_duration_minutes\":60,\"color\":\"#3584e4\"}" },
  { "Employee", "HR-EMP-00001",
    "{" ORG ",\"employee_name\":\"Nurlan Akhmetov\",\"user_id\":\"nurlan@astana.example\","
    "\"company\":\"" DWS_ORG_ASTANA "\",\"designation\":\"Technician\",\"dispatch_enabled\":1,"
    "\"cell_number\":\"+7 701 000 0001\",\"zone\":\"Left Bank\",\"home_latitude\":51.1282,"
    "\"home_longitude\":71.4304,\"skills\":[{\"skill\":\"Heating\",\"proficiency\":5},"
    "{\"skill\":\"Plumbing\",\"proficiency\":3}],\"certifications\":[{\"certification_type\":"
    "\"Gas\",\"issue_date\":\"2025-01-15\",\"expiry_date\":\"2028-01-15\",\"status\":\"Active\"}]}" },
  { "Employee", "HR-EMP-00002",
    "{" ORG ",\"employee_name\":\"Aigerim Serik\",\"user_id\":\"aigerim@astana.example\","
    "\"company\":\"" DWS_ORG_ASTANA "\",\"designation\":\"Technician\",\"dispatch_enabled\":1,"
    "\"cell_number\":\"+7 701 000 0002\",\"zone\":\"Right Bank\",\"home_latitude\":51.1801,"
    "\"home_longitude\":71.446,\"skills\":[{\"skill\":\"Electrical\",\"proficiency\":4}]}" },
  { "Employee", "HR-EMP-00003",
    "{" ORG ",\"employee_name\":\"Timur Zhaksylyk\",\"user_id\":\"timur@astana.example\","
    "\"company\":\"" DWS_ORG_ASTANA "\",\"designation\":\"Technician\",\"dispatch_enabled\":1,"
    "\"zone\":\"Right Bank\",\"skills\":[{\"skill\":\"Plumbing\",\"proficiency\":4}]}" },
  { "Customer", "CUST-00001",
    "{" ORG ",\"customer_name\":\"Bauyrzhan Omarov\",\"mobile_no\":\"+7 702 111 0001\","
    "\"email_id\":\"omarov@example.com\",\"customer_group\":\"Household\"}" },
  { "Customer", "CUST-00002",
    "{" ORG ",\"customer_name\":\"Cafe Dostyk\",\"mobile_no\":\"+7 702 111 0002\","
    "\"customer_group\":\"Business\"}" },
  { "Address", "ADDR-00001",
    "{" ORG ",\"address_title\":\"Home\",\"address_line1\":\"Dostyk Street 5/1\","
    "\"city\":\"Astana\",\"customer\":\"CUST-00001\",\"latitude\":51.1265,\"longitude\":71.4282,"
    "\"zone\":\"Left Bank\"}" },
  { "Address", "ADDR-00002",
    "{" ORG ",\"address_title\":\"Cafe\",\"address_line1\":\"Kenesary Street 40\","
    "\"city\":\"Astana\",\"customer\":\"CUST-00002\",\"latitude\":51.1689,\"longitude\":71.4265,"
    "\"zone\":\"Right Bank\"}" },
  { "Schedule Entry", "SCH-2026-00001",
    "{" ORG ",\"employee\":\"HR-EMP-00001\",\"shift_template\":\"SHIFT-00001\",\"date\":\"%s\","
    "\"start_time\":\"08:00:00\",\"end_time\":\"17:00:00\",\"status\":\"Published\"}" },
  { "Schedule Entry", "SCH-2026-00002",
    "{" ORG ",\"employee\":\"HR-EMP-00002\",\"shift_template\":\"SHIFT-00001\",\"date\":\"%s\","
    "\"start_time\":\"08:00:00\",\"end_time\":\"17:00:00\",\"status\":\"Published\"}" },
  { "Dispatch Job", "JOB-2026-00001",
    "{" ORG ",\"customer\":\"CUST-00001\",\"address\":\"ADDR-00001\",\"job_type\":\"Repair\","
    "\"title\":\"Boiler does not start\",\"priority\":\"High\",\"estimated_duration\":5400,"
    "\"scheduled_date\":\"%s\",\"scheduled_start\":\"09:00:00\",\"scheduled_end\":\"10:30:00\","
    "\"assigned_to\":\"HR-EMP-00001\",\"status\":\"Assigned\",\"required_skills\":["
    "{\"skill\":\"Heating\",\"min_proficiency\":3}]}" },
  { "Dispatch Job", "JOB-2026-00002",
    "{" ORG ",\"customer\":\"CUST-00002\",\"address\":\"ADDR-00002\",\"job_type\":\"Repair\","
    "\"title\":\"Socket sparks\",\"priority\":\"Urgent\",\"estimated_duration\":3600,"
    "\"scheduled_date\":\"%s\",\"status\":\"Unassigned\",\"required_skills\":["
    "{\"skill\":\"Electrical\",\"min_proficiency\":3}]}" },
  { "Dispatch Job", "JOB-2026-00003",
    "{" ORG ",\"customer\":\"CUST-00002\",\"address\":\"ADDR-00002\",\"job_type\":\"Inspection\","
    "\"title\":\"Yearly inspection\",\"priority\":\"Low\",\"estimated_duration\":1800,"
    "\"scheduled_date\":\"%s\",\"status\":\"Unassigned\",\"preferred_window\":\"Afternoon\"}" },
  { "Customer", "CUST-00003", "{" ESIL ",\"customer_name\":\"Esil Tower\"}" },
  { "Address", "ADDR-00003", "{" ESIL ",\"address_line1\":\"Saryarka Avenue 12\"}" },
  { "Dispatch Job", "JOB-2026-00004",
    "{" ESIL ",\"customer\":\"CUST-00003\",\"address\":\"ADDR-00003\",\"job_type\":\"Repair\","
    "\"title\":\"Radiator cold\",\"scheduled_date\":\"%s\",\"status\":\"Unassigned\"}" },
};

/* @day: 0 is today, 1 tomorrow. */
static char *
dup_day (DwsServer *self,
         guint      day)
{
  DwdCivil civil;

  dwd_zone_to_civil (dws_clock_get_zone (self->clock), dws_clock_get_now (self->clock), &civil);
  dwd_civil_from_days (dwd_civil_to_days (civil.year, civil.month, civil.day) + day, &civil);

  return dwd_time_text_format_date (&civil);
}

static gboolean
put (DwsServer  *self,
     const char *doctype,
     const char *name,
     const char *json,
     GError    **error)
{
  g_autoptr (JsonNode) node = json_from_string (json, error);
  g_autofree char *written = NULL;

  if (node == NULL)
    return FALSE;

  written = dws_world_put (DWS_WORLD (self), doctype, name, json_node_get_object (node),
                           DWS_CITY_USER, error);

  return written != NULL;
}

/**
 * dws_sample_ensure_organizations:
 *
 * The users of the sandbox belong to two organisations, which must exist whatever else does.
 */
gboolean
dws_sample_ensure_organizations (DwsServer *self,
                                 GError   **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (organizations); i++)
    {
      g_autofree char *json = NULL;
      gboolean alive = FALSE;

      if (!dws_store_is_alive (self->store, DWD_DOCTYPE_ORGANIZATION, NULL,
                               organizations[i].name, &alive, error))
        return FALSE;
      if (alive)
        continue;

      json = g_strdup_printf ("{\"org_name\":\"%s\",\"org_type\":\"Company\","
                              "\"status\":\"Active\",\"time_zone\":\"" DWS_SITE_ZONE "\"}",
                              organizations[i].org_name);
      if (!put (self, "Organization", organizations[i].name, json, error))
        return FALSE;
    }

  return TRUE;
}

static char *
replace_date (const char *json,
              const char *today)
{
  g_auto (GStrv) parts = g_strsplit (json, "%s", -1);

  return g_strjoinv (today, parts);
}

/**
 * dws_sample_populate:
 *
 * Some documents for a server without a simulation; nothing where there are any.
 */
gboolean
dws_sample_populate (DwsServer *self,
                     GError   **error)
{
  g_autofree char *today = dup_day (self, 0);

  if (dws_store_count (self->store, DWD_DOCTYPE_ORGANIZATION) > 0)
    return TRUE;
  if (!dws_sample_ensure_organizations (self, error))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autofree char *json = replace_date (documents[i].fields, today);

      if (!put (self, documents[i].doctype, documents[i].name, json, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
save_generated (DwsServer  *self,
                DwsDoc     *doc,
                guint       i,
                const char *stamp,
                GError    **error)
{
  static const char *const statuses[] = { "Unassigned", "Unassigned", "Draft", "Cancelled" };
  static const char *const priorities[] = { "Low", "Normal", "Normal", "High", "Urgent" };
  g_auto (DwsRow) row = { dws_doc_get_schema (doc) };
  g_autofree char *title = g_strdup_printf ("Generated job %06u", i);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  row.name = g_strdup_printf ("JOB-BENCH-%06u", i);
  row.org = g_strdup (DWS_ORG_ASTANA);
  row.creation = g_strdup (stamp);
  row.modified = g_strdup (stamp);
  row.deleted_us = DWD_TIME_NONE;

  dws_doc_set (doc, "name", row.name);
  dws_doc_set (doc, "title", title);
  dws_doc_set (doc, "status", statuses[i % G_N_ELEMENTS (statuses)]);
  dws_doc_set (doc, "priority", priorities[i % G_N_ELEMENTS (priorities)]);
  dws_doc_set_raw (doc, dws_schema_index (row.schema, "latitude"),
                   g_ascii_formatd (number, sizeof number, "%.6f", 51.08 + (i % 997) * 0.0002), -1);
  dws_doc_set_raw (doc, dws_schema_index (row.schema, "longitude"),
                   g_ascii_formatd (number, sizeof number, "%.6f", 71.30 + (i % 991) * 0.0003), -1);
  row.data = dws_doc_dup_json (doc, &row.data_length);

  return dws_store_save (self->store, &row, error);
}

static DwsDoc *
new_template (DwsServer *self,
              guint      day,
              GError   **error)
{
  g_autofree char *date = dup_day (self, day);
  g_autofree char *json =
    g_strdup_printf ("{\"owner\":\"" DWS_CITY_USER "\",\"modified_by\":\"" DWS_CITY_USER "\","
                     "\"docstatus\":0,\"idx\":0,\"doctype\":\"Dispatch Job\"," ORG ","
                     "\"customer\":\"CUST-00001\",\"customer_name\":\"Bauyrzhan Omarov\","
                     "\"contact_phone\":\"+7 702 111 0001\",\"contact_email\":\"omarov@example.com\","
                     "\"formatted_address\":\"Dostyk Street 5/1, Left Bank, Astana\","
                     "\"zone\":\"Left Bank\",\"job_type\":\"Repair\",\"description\":"
                     "\"The customer says that the radiator in the living room stays cold while the "
                     "pipe before it is hot. The valve was changed last winter. Entrance from the "
                     "yard, second door, the intercom is out of order: call when you are there.\","
                     "\"estimated_duration\":5400,\"scheduled_date\":\"%s\","
                     "\"preferred_window\":\"Any\",\"customer_notes\":\"Dog in the flat.\","
                     "\"assignment_method\":\"Manual\",\"travel_seconds\":840,"
                     "\"required_skills\":[{\"skill\":\"Heating\",\"min_proficiency\":3}],"
                     "\"billable\":1,\"billing_status\":\"Not Billed\"}", date);

  return dws_doc_parse (dws_schema_get (DWD_DOCTYPE_DISPATCH_JOB), json, -1, error);
}

/**
 * dws_sample_generate:
 *
 * Plain jobs for benchmarks, a thousand at a time with one `modified` and one day: past the writer's
 * rules, but as whole documents.
 */
gboolean
dws_sample_generate (DwsServer *self,
                     guint      n_documents,
                     GError   **error)
{
  g_autoptr (DwsDoc) doc = NULL;
  g_autofree char *stamp = NULL;
  gboolean exists = FALSE;

  if (!dws_store_is_alive (self->store, DWD_DOCTYPE_DISPATCH_JOB, NULL, "JOB-BENCH-000000",
                           &exists, error))
    return FALSE;
  if (exists)
    return TRUE;

  for (guint i = 0; i < n_documents; i++)
    {
      if (i % GENERATED_PER_TRANSACTION == 0)
        {
          if (i > 0 && !dws_store_commit (self->store, error))
            return FALSE;
          if (!dws_store_begin (self->store, FALSE, error))
            return FALSE;
        }

      /* A fresh template now and then: a document keeps the texts it once had. */
      if (i % 1000 == 0)
        {
          g_clear_pointer (&doc, dws_doc_free);
          g_free (stamp);
          doc = new_template (self, i / 1000 % self->n_document_days, error);
          stamp = dws_clock_format_site (self->clock, dws_clock_get_now (self->clock));
          if (doc != NULL)
            {
              dws_doc_set (doc, "creation", stamp);
              dws_doc_set (doc, "modified", stamp);
            }
        }

      if (doc == NULL || !save_generated (self, doc, i, stamp, error))
        {
          dws_store_rollback (self->store);
          return FALSE;
        }
    }

  return n_documents == 0 || dws_store_commit (self->store, error);
}
