/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-server.h"

#include <string.h>

#define ORG "\"organization\":\"" DWT_ORG "\""
#define JOB "JOB-2026-00001"

#define LOCAL(digit) "local-0b8f6a52-0000-4000-8000-00000000000" digit
#define LOCAL_CUSTOMER LOCAL ("c")
#define LOCAL_ADDRESS LOCAL ("a")
#define LOCAL_JOB LOCAL ("d")
#define LOCAL_YARD LOCAL ("e")
#define LOCAL_OTHER_YARD LOCAL ("f")
#define LOCAL_UNKNOWN LOCAL ("1")


static void
setup (DwtServer    *fixture,
       gconstpointer data)
{
  dwt_server_init (fixture, NULL);
}

static void
teardown (DwtServer    *fixture,
          gconstpointer data)
{
  dwt_server_clear (fixture);
}

static DwtReply *
change_job (DwtServer  *fixture,
            const char *data)
{
  g_autofree char *base = dwt_server_modified (fixture, "Dispatch Job", JOB);

  return dwt_server_push_one (fixture, "dispatcher", "update", "Dispatch Job", JOB, data, base);
}

static void
expect (DwtServer  *fixture,
        const char *data,
        const char *status,
        const char *error_type,
        const char *field)
{
  g_autoptr (DwtReply) reply = change_job (fixture, data);

  g_test_message ("%s", data);
  dwt_assert_reply (reply, "message.results.0.status", status);
  dwt_assert_reply (reply, "message.results.0.error.type", error_type);
  dwt_assert_reply (reply, "message.results.0.error.field", field);
}

/* An acknowledged write that the client never heard of is applied once. */
static void
test_replay (DwtServer    *fixture,
             gconstpointer data)
{
  g_autofree char *insert = dwt_operation ("op-1", "insert", "Customer", "local-1",
                                           "{" ORG ",\"customer_name\":\"Once\"}", NULL);
  g_autoptr (DwtReply) first = dwt_server_push (fixture, "dispatcher", insert, NULL);
  g_autoptr (DwtReply) second = dwt_server_push (fixture, "dispatcher", insert, insert, NULL);
  g_autoptr (DwtReply) other = dwt_server_push (fixture, "supervisor", insert, NULL);
  g_autofree char *name = dwt_reply_get (first, "message.results.0.name");
  g_autofree char *doc = dwt_reply_get (first, "message.results.0.resolved_doc");

  dwt_assert_reply (first, "message.results.0.status", "success");
  dwt_assert_reply (first, "message.results.0.op_id", "op-1");
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *status = g_strdup_printf ("message.results.%u.status", i);
      g_autofree char *same = g_strdup_printf ("message.results.%u.name", i);
      g_autofree char *same_doc = g_strdup_printf ("message.results.%u.resolved_doc", i);

      dwt_assert_reply (second, status, "duplicate");
      dwt_assert_reply (second, same, name);
      dwt_assert_reply (second, same_doc, doc);
    }

  /* Another person's operation of the same id is another operation. */
  dwt_assert_reply (other, "message.results.0.status", "success");
}

/* What it is told is what the first answer said, whatever the document has become meanwhile. */
static void
test_replay_after_changes (DwtServer    *fixture,
                           gconstpointer data)
{
  g_autofree char *base = dwt_server_modified (fixture, "Dispatch Job", JOB);
  g_autofree char *change = dwt_operation ("op-1", "update", "Dispatch Job", JOB,
                                           "{\"title\":\"First\"}", base);
  g_autoptr (DwtReply) first = dwt_server_push (fixture, "dispatcher", change, NULL);
  g_autofree char *doc = dwt_reply_get (first, "message.results.0.resolved_doc");

  dwt_assert_reply (first, "message.results.0.status", "success");
  dwt_assert_reply (first, "message.results.0.resolved_doc.title", "First");
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *title = g_strdup_printf ("{\"title\":\"Later %u\"}", i);
      g_autoptr (DwtReply) later = change_job (fixture, title);
      g_autoptr (DwtReply) again = dwt_server_push (fixture, "dispatcher", change, NULL);

      dwt_assert_reply (later, "message.results.0.status", "success");
      dwt_assert_reply (again, "message.results.0.status", "duplicate");
      dwt_assert_reply (again, "message.results.0.resolved_doc", doc);
    }
}

/* A conflict is an answer, not a deed: the same operation may come again with the right base. */
static void
test_conflict (DwtServer    *fixture,
               gconstpointer data)
{
  g_autofree char *base = dwt_server_modified (fixture, "Dispatch Job", JOB);
  g_autofree char *stale = dwt_operation ("op-2", "update", "Dispatch Job", JOB,
                                          "{\"title\":\"Mine\"}", "2026-01-01 00:00:00.000000");
  g_autofree char *none = dwt_operation ("op-2", "update", "Dispatch Job", JOB,
                                         "{\"title\":\"Mine\"}", NULL);
  g_autofree char *good = dwt_operation ("op-2", "update", "Dispatch Job", JOB,
                                         "{\"title\":\"Mine\"},\"force\":true", base);
  g_autofree char *blind = dwt_operation ("op-3", "update", "Dispatch Job", JOB,
                                          "{\"title\":\"Blind\"},\"force\":true", base);
  g_autoptr (DwtReply) first = dwt_server_push (fixture, "dispatcher", stale, none, NULL);
  g_autoptr (DwtReply) second = dwt_server_push (fixture, "dispatcher", good, good, NULL);
  g_autoptr (DwtReply) third = dwt_server_push (fixture, "dispatcher", blind, NULL);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *status = g_strdup_printf ("message.results.%u.status", i);
      g_autofree char *modified = g_strdup_printf ("message.results.%u.server_doc.modified", i);
      g_autofree char *strategy = g_strdup_printf ("message.results.%u.strategy", i);

      dwt_assert_reply (first, status, "conflict");
      dwt_assert_reply (first, modified, base);
      dwt_assert_reply (first, strategy, "field_level");
    }
  dwt_assert_reply (second, "message.results.0.status", "success");
  dwt_assert_reply (second, "message.results.0.resolved_doc.title", "Mine");
  dwt_assert_reply (second, "message.results.1.status", "duplicate");

  /* Force is for the server's present state only. */
  dwt_assert_reply (third, "message.results.0.status", "conflict");
  dwt_assert_reply (third, "message.results.0.server_doc.title", "Mine");
}

/* Temporary names within a batch, and of an earlier one. */
static void
test_local_names (DwtServer    *fixture,
                  gconstpointer data)
{
  g_autofree char *customer = dwt_operation (NULL, "insert", "Customer", LOCAL_CUSTOMER,
                                             "{" ORG ",\"customer_name\":\"New\","
                                             "\"mobile_no\":\"+7 1\"}", NULL);
  g_autofree char *address = dwt_operation (NULL, "insert", "Address", LOCAL_ADDRESS,
                                            "{" ORG ",\"address_line1\":\"Street 1\","
                                            "\"city\":\"Astana\",\"customer\":\"" LOCAL_CUSTOMER "\","
                                            "\"latitude\":51.1,\"longitude\":71.4}", NULL);
  g_autofree char *job = dwt_operation (NULL, "insert", "Dispatch Job", LOCAL_JOB,
                                        "{" ORG ",\"customer\":\"" LOCAL_CUSTOMER "\",\"address\":\"" LOCAL_ADDRESS "\","
                                        "\"title\":\"Leak\",\"job_type\":\"Repair\","
                                        "\"scheduled_date\":\"2026-11-25\","
                                        "\"status\":\"Unassigned\"}", NULL);
  g_autofree char *assign = dwt_operation (NULL, "update", "Dispatch Job", LOCAL_JOB,
                                           "{\"assigned_to\":\"HR-EMP-00002\"}", NULL);
  g_autofree char *later = dwt_operation (NULL, "insert", "Geofence", LOCAL_YARD,
                                          "{" ORG ",\"location_name\":\"Yard\","
                                          "\"customer\":\"" LOCAL_CUSTOMER "\"}", NULL);
  g_autofree char *unknown = dwt_operation (NULL, "insert", "Geofence", LOCAL_OTHER_YARD,
                                            "{" ORG ",\"location_name\":\"Yard\","
                                            "\"customer\":\"" LOCAL_UNKNOWN "\"}", NULL);
  g_autoptr (DwtReply) one = dwt_server_push (fixture, "dispatcher", customer, address, job, assign,
                                              NULL);
  g_autoptr (DwtReply) two = dwt_server_push (fixture, "dispatcher", later, unknown, NULL);

  dwt_assert_reply (one, "message.results.1.resolved_doc.customer", "CUST-00004");
  dwt_assert_reply (one, "message.results.2.name", "JOB-2026-00005");
  dwt_assert_reply (one, "message.results.2.resolved_doc.customer", "CUST-00004");
  dwt_assert_reply (one, "message.results.2.resolved_doc.contact_phone", "+7 1");
  dwt_assert_reply (one, "message.results.2.resolved_doc.formatted_address", "Street 1, Astana");
  dwt_assert_reply (one, "message.results.3.name", "JOB-2026-00005");
  dwt_assert_reply (one, "message.results.3.resolved_doc.status", "Assigned");
  dwt_assert_reply (one, "message.results.3.resolved_doc.assigned_to_name", "Aigerim Serik");
  dwt_assert_reply (two, "message.results.0.resolved_doc.customer", "CUST-00004");
  dwt_assert_reply (two, "message.results.1.error.type", "LinkValidationError");
  dwt_assert_reply (two, "message.results.1.error.field", "customer");
}

/* One operation's failure is its own. */
static void
test_per_operation (DwtServer    *fixture,
                    gconstpointer data)
{
  g_autofree char *good = dwt_operation (NULL, "insert", "Customer", NULL,
                                         "{" ORG ",\"customer_name\":\"A\"}", NULL);
  g_autofree char *missing = dwt_operation (NULL, "insert", "Customer", NULL, "{" ORG "}", NULL);
  g_autofree char *nothing = dwt_operation (NULL, "update", "Customer", "CUST-99999", "{}", "x");
  g_autofree char *verb = dwt_operation (NULL, "upsert", "Customer", NULL, "{}", NULL);
  g_autofree char *doctype = dwt_operation (NULL, "insert", "Nothing", NULL, "{}", NULL);
  g_autoptr (DwtReply) reply = dwt_server_push (fixture, "dispatcher", good, missing, nothing, verb,
                                                doctype, "7", "{}", good, NULL);

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpuint (dwt_reply_length (reply, "message.results"), ==, 8);
  dwt_assert_reply (reply, "message.results.0.status", "success");
  dwt_assert_reply (reply, "message.results.1.error.type", "ValidationError");
  dwt_assert_reply (reply, "message.results.1.error.field", "customer_name");
  dwt_assert_reply (reply, "message.results.2.error.type", "DoesNotExistError");
  dwt_assert_reply (reply, "message.results.3.error.field", "op");
  dwt_assert_reply (reply, "message.results.4.error.type", "DoesNotExistError");
  dwt_assert_reply (reply, "message.results.5.status", "error");
  dwt_assert_reply (reply, "message.results.6.error.field", "op_id");
  dwt_assert_reply (reply, "message.results.7.status", "duplicate");
}

static void
test_values (DwtServer    *fixture,
             gconstpointer data)
{
  g_autoptr (DwtReply) reply = NULL;

  expect (fixture, "{\"priority\":\"Very\"}", "error", "ValidationError", "priority");
  expect (fixture, "{\"priority\":\"urgent\"}", "success", NULL, NULL);
  expect (fixture, "{\"billable\":2}", "error", "ValidationError", "billable");
  expect (fixture, "{\"billable\":\"x\"}", "error", "ValidationError", "billable");
  expect (fixture, "{\"billable\":false}", "success", NULL, NULL);
  expect (fixture, "{\"latitude\":91}", "error", "ValidationError", "latitude");
  expect (fixture, "{\"estimated_duration\":\"long\"}", "error", "ValidationError",
          "estimated_duration");
  expect (fixture, "{\"scheduled_date\":\"2026-02-30\"}", "error", "ValidationError",
          "scheduled_date");
  expect (fixture, "{\"scheduled_start\":\"25:00\"}", "error", "ValidationError",
          "scheduled_start");
  expect (fixture, "{\"scheduled_start\":\"9:05\"}", "success", NULL, NULL);
  expect (fixture, "{\"customer\":\"CUST-99999\"}", "error", "LinkValidationError", "customer");
  /* Another organisation's record does not exist here. */
  expect (fixture, "{\"customer\":\"CUST-00003\"}", "error", "LinkValidationError", "customer");
  expect (fixture, "{\"customer\":null}", "error", "ValidationError", "customer");
  expect (fixture, "{\"title\":{}}", "error", "ValidationError", "title");
  expect (fixture, "{\"required_skills\":7}", "error", "ValidationError", "required_skills");
  expect (fixture, "{\"required_skills\":[{}]}", "error", "ValidationError", "required_skills");
  expect (fixture, "{\"required_skills\":[{\"skill\":\"Gas\",\"min_proficiency\":9}]}", "error",
          "ValidationError", "min_proficiency");
  expect (fixture, "{\"organization\":\"" DWT_OTHER_ORG "\"}", "error", "ValidationError",
          "organization");
  /* What the DocType does not have and what only the server writes is ignored. */
  expect (fixture, "{\"colour\":\"red\",\"history\":[],\"assigned_by\":\"me\",\"name\":\"x\","
          "\"owner\":\"me\"}", "success", NULL, NULL);

  reply = change_job (fixture, "{\"description\":\"<b>bold</b><script src=\\\"x\\\">a</script>\","
                      "\"title\":\"\\u003cScript>t\",\"customer_notes\":\"a < b > c\"}");
  dwt_assert_reply (reply, "message.results.0.resolved_doc.description",
                    "<b>bold</b>&lt;script src=\"x\"&gt;a&lt;/script&gt;");
  dwt_assert_reply (reply, "message.results.0.resolved_doc.title", "&lt;Script&gt;t");
  dwt_assert_reply (reply, "message.results.0.resolved_doc.customer_notes", "a < b > c");
  dwt_assert_reply (reply, "message.results.0.resolved_doc.priority", "Urgent");
  dwt_assert_reply (reply, "message.results.0.resolved_doc.billable", "0");
  dwt_assert_reply (reply, "message.results.0.resolved_doc.scheduled_start", "09:05:00");
  dwt_assert_reply (reply, "message.results.0.resolved_doc.owner", "Administrator");
  dwt_assert_reply (reply, "message.results.0.resolved_doc.history.0.kind", "created");
}

static void
test_states (DwtServer    *fixture,
             gconstpointer data)
{
  g_autoptr (DwtReply) done = NULL;
  g_autoptr (DwtReply) moved = NULL;

  expect (fixture, "{\"status\":\"Completed\"}", "error", "InvalidStateError", "status");
  expect (fixture, "{\"status\":\"Unassigned\",\"assigned_to\":\"HR-EMP-00002\"}", "error",
          "ValidationError", "assigned_to");
  expect (fixture, "{\"status\":\"En Route\"}", "success", NULL, NULL);
  expect (fixture, "{\"assigned_to\":\"HR-EMP-00002\"}", "error", "ReasonRequiredError",
          "status_reason");
  expect (fixture, "{\"assigned_to\":\"HR-EMP-00002\",\"status_reason\":\"\"}", "error",
          "ReasonRequiredError", "status_reason");
  moved = change_job (fixture, "{\"assigned_to\":\"HR-EMP-00002\",\"status_reason\":\"Flat tyre\"}");
  dwt_assert_reply (moved, "message.results.0.resolved_doc.status", "Assigned");
  dwt_assert_reply (moved, "message.results.0.resolved_doc.status_reason", "Flat tyre");
  dwt_assert_reply (moved, "message.results.0.resolved_doc.assigned_to_name", "Aigerim Serik");
  dwt_assert_reply (moved, "message.results.0.resolved_doc.assigned_by", "ana@astana.example");
  dwt_assert_reply (moved, "message.results.0.resolved_doc.assignments.0.status", "Reassigned");
  dwt_assert_reply (moved, "message.results.0.resolved_doc.assignments.1.employee", "HR-EMP-00002");
  dwt_assert_reply (moved, "message.results.0.resolved_doc.assignments.1.reason", "Flat tyre");
  dwt_assert_reply (moved, "message.results.0.resolved_doc.history.3.kind", "assigned");
  dwt_assert_reply (moved, "message.results.0.resolved_doc.history.3.detail", "Aigerim Serik");
  dwt_assert_reply (moved, "message.results.0.resolved_doc.history.3.user", "Ana Sadykova");

  expect (fixture, "{\"status\":\"En Route\"}", "success", NULL, NULL);
  expect (fixture, "{\"status\":\"Arrived\"}", "success", NULL, NULL);
  expect (fixture, "{\"status\":\"In Progress\"}", "success", NULL, NULL);
  done = change_job (fixture, "{\"status\":\"Completed\",\"technician_notes\":\"Valve changed\"}");
  dwt_assert_reply (done, "message.results.0.resolved_doc.assignments.1.status", "Completed");
  {
    g_autofree char *arrival = dwt_reply_get (done,
                                              "message.results.0.resolved_doc.actual_arrival");
    g_autofree char *ended = dwt_reply_get (done,
                                            "message.results.0.resolved_doc.actual_departure");

    g_assert_nonnull (arrival);
    g_assert_nonnull (ended);
  }
  expect (fixture, "{\"status\":\"Cancelled\"}", "error", "InvalidStateError", "status");
  expect (fixture, "{\"assigned_to\":\"HR-EMP-00001\"}", "error", "InvalidStateError",
          "assigned_to");
}

static void
test_history (DwtServer    *fixture,
              gconstpointer data)
{
  g_autoptr (DwtReply) moved = change_job (fixture, "{\"scheduled_date\":\"2026-12-01\","
                                           "\"scheduled_start\":\"13:00\","
                                           "\"scheduled_end\":\"14:30\"}");
  g_autoptr (DwtReply) edited = change_job (fixture, "{\"title\":\"New\",\"zone\":\"Esil\"}");
  g_autoptr (DwtReply) freed = change_job (fixture, "{\"assigned_to\":null}");
  g_autoptr (DwtReply) same = change_job (fixture, "{\"title\":\"New\"}");

  dwt_assert_reply (moved, "message.results.0.resolved_doc.history.2.kind", "rescheduled");
  dwt_assert_reply (moved, "message.results.0.resolved_doc.history.2.detail",
                    "2026-12-01 13:00–14:30");
  dwt_assert_reply (edited, "message.results.0.resolved_doc.history.3.kind", "edited");
  dwt_assert_reply (edited, "message.results.0.resolved_doc.history.3.detail", "zone, title");
  dwt_assert_reply (freed, "message.results.0.resolved_doc.status", "Unassigned");
  dwt_assert_reply (freed, "message.results.0.resolved_doc.assigned_to_name", NULL);
  dwt_assert_reply (freed, "message.results.0.resolved_doc.history.4.kind", "status");
  dwt_assert_reply (freed, "message.results.0.resolved_doc.history.4.detail", "Unassigned");
  /* A write that changes nothing is a write, but no story. */
  dwt_assert_reply (same, "message.results.0.status", "success");
  dwt_assert_reply (same, "message.results.0.resolved_doc.history.5", NULL);
}

static void
test_begin (DwtServer    *fixture,
            gconstpointer data)
{
  const char *fields = "{" ORG ",\"customer\":\"CUST-00001\",\"address\":\"ADDR-00001\","
                       "\"title\":\"T\",\"job_type\":\"Repair\",\"scheduled_date\":\"2026-11-25\","
                       "\"status\":\"%s\",\"assigned_to\":%s}";
  static const struct
  {
    const char *status;
    const char *assigned_to;
    const char *error_type;
  } rows[] =
  {
    { "Draft", "null", NULL },
    { "Unassigned", "null", NULL },
    { "Assigned", "\"HR-EMP-00001\"", NULL },
    { "Assigned", "null", "ValidationError" },
    { "Unassigned", "\"HR-EMP-00001\"", "ValidationError" },
    { "En Route", "\"HR-EMP-00001\"", "InvalidStateError" },
    { "Completed", "\"HR-EMP-00001\"", "InvalidStateError" },
    { "Cancelled", "null", "InvalidStateError" },
    { "Assigned", "\"HR-EMP-99999\"", "LinkValidationError" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) parts = g_strsplit (fields, "%s", 3);
      g_autofree char *values = g_strconcat (parts[0], rows[i].status, parts[1],
                                             rows[i].assigned_to, parts[2], NULL);
      g_autoptr (DwtReply) reply = dwt_server_push_one (fixture, "dispatcher", "insert",
                                                        "Dispatch Job", NULL, values, NULL);

      g_test_message ("%s %s", rows[i].status, rows[i].assigned_to);
      dwt_assert_reply (reply, "message.results.0.error.type", rows[i].error_type);
    }
}

static void
test_roles (DwtServer    *fixture,
            gconstpointer data)
{
  static const struct
  {
    const char *user;
    const char *op;
    const char *doctype;
    const char *name;
    const char *fields;
    const char *status;
  } rows[] =
  {
    { "viewer", "update", "Customer", "CUST-00001", "{\"customer_name\":\"x\"}", "error" },
    { "viewer", "insert", "Customer", NULL, "{" ORG ",\"customer_name\":\"x\"}", "error" },
    { "viewer", "delete", "Customer", "CUST-00001", NULL, "error" },
    { "other", "update", "Customer", "CUST-00001", "{\"customer_name\":\"x\"}", "error" },
    { "other", "insert", "Customer", NULL, "{" ORG ",\"customer_name\":\"x\"}", "error" },
    { "other", "delete", "Customer", "CUST-00001", NULL, "error" },
    { "dispatcher", "update", "Employee", "HR-EMP-00003", "{\"zone\":\"x\"}", "error" },
    { "supervisor", "update", "Employee", "HR-EMP-00003", "{\"zone\":\"x\"}", "success" },
    { "dispatcher", "update", "Organization", DWT_ORG, "{\"logo\":\"x\"}", "error" },
    { "supervisor", "update", "Organization", DWT_ORG, "{\"logo\":\"x\"}", "success" },
    { "supervisor", "delete", "Dispatch Job", JOB, NULL, "error" },
    { "supervisor", "delete", "Employee", "HR-EMP-00003", NULL, "error" },
    { "supervisor", "insert", "Technician Location", NULL,
      "{" ORG ",\"employee\":\"HR-EMP-00001\"}", "error" },
    /* Others link to it. */
    { "dispatcher", "delete", "Customer", "CUST-00001", NULL, "error" },
    { "dispatcher", "delete", "Shift Template", "SHIFT-00001", NULL, "error" },
    { "dispatcher", "delete", "Schedule Entry", "SCH-2026-00001", NULL, "success" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *base = rows[i].name == NULL ? NULL :
                              dwt_server_modified (fixture, rows[i].doctype, rows[i].name);
      g_autoptr (DwtReply) reply = dwt_server_push_one (fixture, rows[i].user, rows[i].op,
                                                        rows[i].doctype, rows[i].name,
                                                        rows[i].fields, base);

      g_test_message ("%s %s %s", rows[i].user, rows[i].op, rows[i].doctype);
      dwt_assert_reply (reply, "message.results.0.status", rows[i].status);
    }
}

/* A stranger learns nothing of a record, whatever base he guesses. */
static void
test_no_leak (DwtServer    *fixture,
              gconstpointer data)
{
  g_autoptr (DwtReply) reply = dwt_server_push_one (fixture, "other", "update", "Dispatch Job", JOB,
                                                    "{\"title\":\"x\"}", "guess");

  dwt_assert_reply (reply, "message.results.0.error.type", "PermissionError");
  dwt_assert_reply (reply, "message.results.0.server_doc", NULL);
}

static void
test_delete_twice (DwtServer    *fixture,
                   gconstpointer data)
{
  g_autofree char *base = dwt_server_modified (fixture, "Schedule Entry", "SCH-2026-00002");
  g_autoptr (DwtReply) stale = dwt_server_push_one (fixture, "dispatcher", "delete",
                                                    "Schedule Entry", "SCH-2026-00002", NULL, "x");
  g_autoptr (DwtReply) one = dwt_server_push_one (fixture, "dispatcher", "delete",
                                                  "Schedule Entry", "SCH-2026-00002", NULL, base);
  g_autoptr (DwtReply) two = dwt_server_push_one (fixture, "supervisor", "delete",
                                                  "Schedule Entry", "SCH-2026-00002", NULL, base);
  g_autoptr (DwtReply) edit = dwt_server_push_one (fixture, "dispatcher", "update",
                                                   "Schedule Entry", "SCH-2026-00002",
                                                   "{\"notes\":\"x\"}", base);

  dwt_assert_reply (stale, "message.results.0.status", "conflict");
  dwt_assert_reply (one, "message.results.0.status", "success");
  dwt_assert_reply (two, "message.results.0.status", "success");
  dwt_assert_reply (edit, "message.results.0.error.type", "DoesNotExistError");
}

static void
test_limits (DwtServer    *fixture,
             gconstpointer data)
{
  g_autoptr (GString) body = g_string_new ("{\"operations\":[");
  g_autoptr (DwtReply) reply = NULL;

  for (guint i = 0; i < 101; i++)
    g_string_append (body, i == 0 ? "{}" : ",{}");
  g_string_append (body, "]}");
  reply = dwt_server_call (fixture, "dispatcher", "POST",
                           "/api/method/dartwing_core.sync.upsert_batch", body->str);
  g_assert_cmpuint (reply->status, ==, 417);
  dwt_assert_reply (reply, "exc_type", "ValidationError");
}

/* The address's open jobs follow it. */
static void
test_followers (DwtServer    *fixture,
                gconstpointer data)
{
  g_autofree char *base = dwt_server_modified (fixture, "Address", "ADDR-00001");
  g_autoptr (DwtReply) edit = dwt_server_push_one (fixture, "dispatcher", "update", "Address",
                                                   "ADDR-00001",
                                                   "{\"address_line1\":\"Turan 1\","
                                                   "\"latitude\":51.25}", base);
  g_autoptr (DwtReply) job = dwt_server_call (fixture, "dispatcher", "GET",
                                              "/api/resource/Dispatch%20Job/" JOB, NULL);

  dwt_assert_reply (edit, "message.results.0.resolved_doc.address_display", "Turan 1, Astana");
  dwt_assert_reply (job, "data.formatted_address", "Turan 1, Astana");
  dwt_assert_reply (job, "data.latitude", "51.25");
}

#define ADD(path, function) \
  g_test_add (path, DwtServer, NULL, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sandbox/batch/replay", test_replay);
  ADD ("/sandbox/batch/replay-after-changes", test_replay_after_changes);
  ADD ("/sandbox/batch/conflict", test_conflict);
  ADD ("/sandbox/batch/local-names", test_local_names);
  ADD ("/sandbox/batch/per-operation", test_per_operation);
  ADD ("/sandbox/batch/values", test_values);
  ADD ("/sandbox/batch/states", test_states);
  ADD ("/sandbox/batch/history", test_history);
  ADD ("/sandbox/batch/begin", test_begin);
  ADD ("/sandbox/batch/roles", test_roles);
  ADD ("/sandbox/batch/no-leak", test_no_leak);
  ADD ("/sandbox/batch/delete-twice", test_delete_twice);
  ADD ("/sandbox/batch/limits", test_limits);
  ADD ("/sandbox/batch/followers", test_followers);

  return g_test_run ();
}
