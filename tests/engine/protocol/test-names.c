/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "base/dwd-failure.h"
#include "protocol/dwd-doctype.h"
#include "protocol/dwd-enums.h"
#include "protocol/dwd-name-map.h"

#include <string.h>

static void
test_doctypes (void)
{
  static const struct
  {
    const char *name;
    DwdDoctype doctype;
  } cases[] = {
    { "Dispatch Job", DWD_DOCTYPE_DISPATCH_JOB },
    { "dispatch_job", DWD_DOCTYPE_DISPATCH_JOB },
    { "dispatch-job", DWD_DOCTYPE_DISPATCH_JOB },
    { "DISPATCH JOB", DWD_DOCTYPE_DISPATCH_JOB },
    { "Work Location", DWD_DOCTYPE_GEOFENCE },
    { "work_location", DWD_DOCTYPE_GEOFENCE },
    { "Technician Location", DWD_DOCTYPE_TECHNICIAN_LOCATION },
    { "Service Ticket", DWD_DOCTYPE_UNKNOWN },
    { "DispatchJob", DWD_DOCTYPE_UNKNOWN },
    { "", DWD_DOCTYPE_UNKNOWN },
    { NULL, DWD_DOCTYPE_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (dwd_doctype_from_name (cases[i].name), ==, cases[i].doctype);

  for (int i = 1; i < DWD_N_DOCTYPES; i++)
    {
      g_assert_cmpint (dwd_doctype_from_name (dwd_doctype_get_name ((DwdDoctype)i)), ==, i);
      g_assert_cmpint (dwd_doctype_from_name (dwd_doctype_get_snake_name ((DwdDoctype)i)), ==, i);
    }
  g_assert_null (dwd_doctype_get_name (DWD_DOCTYPE_UNKNOWN));
  g_assert_null (dwd_doctype_get_name (DWD_N_DOCTYPES));
  g_assert_null (dwd_doctype_get_snake_name ((DwdDoctype) - 1));
}

static void
test_canonical (void)
{
  static const char *const pairs[][2] = {
    { "Service Ticket", "Ticket" }, { "Work Location", "Geofence" },
    { "Clock Event", "Clock In Record" }, { "Attendance", "Clock In Record" },
    { "Attendance Extension", "Clock In Record" }, { "Campaign", "Growth Campaign" },
    { "mobile_form", "Form Template" }, { "Ticket", "Ticket" }, { "Nonsense", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_assert_cmpstr (dwd_name_map_find_canonical (dwd_name_map_get_built_in (), pairs[i][0]), ==,
                     pairs[i][1]);
}

static void
test_map_refused (void)
{
  static const struct
  {
    const char *json;
    const char *message;
  } cases[] = {
    { "{", "map.json: *" },
    { "[]", "map.json: doctypes must be a list" },
    { "{\"doctypes\":[7]}", "map.json: doctypes[0].name must be a text" },
    { "{\"doctypes\":[{\"name\":\"A\"},{\"name\":7}]}", "map.json: doctypes[1].name must be a text" },
    { "{\"doctypes\":[{\"name\":\"A\",\"number\":99}]}", "map.json: doctypes[0].number is out of range" },
    { "{\"doctypes\":[{\"name\":\"A\",\"number\":\"1\"}]}", "map.json: doctypes[0].number *" },
    { "{\"doctypes\":[{\"name\":\"A\",\"aliases\":\"B\"}]}", "map.json: aliases of *A* must be a list" },
    { "{\"doctypes\":[{\"name\":\"A\",\"aliases\":[\"B\",{}]}]}", "map.json: alias 1 of *A* must be a text" },
    { "{\"doctypes\":[{\"name\":\"A\",\"aliases\":[\"a\"]}]}", "map.json: *a* twice" },
    { "{\"doctypes\":[{\"name\":\"\"}]}", "map.json: *empty*" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (dwd_name_map_new_from_json (cases[i].json, strlen (cases[i].json), "map.json",
                                                 &error));
      g_assert_error (error, DWD_ERROR, DWD_FAILURE_INVALID);
      if (!g_pattern_match_simple (cases[i].message, error->message))
        g_error ("“%s” is not “%s”", error->message, cases[i].message);
    }
}

#define CHECK_ENUM(prefix, text, value) \
  g_assert_cmpint (prefix ## _from_string (text, -1), ==, value)

static void
test_enums (void)
{
  static const char *const en_route[] = {
    "En Route", "en_route", "EN ROUTE", "en route", "En-Route", "en  route",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (en_route); i++)
    CHECK_ENUM (dwd_job_status, en_route[i], DWD_JOB_STATUS_EN_ROUTE);
  CHECK_ENUM (dwd_job_status, "in_progress", DWD_JOB_STATUS_IN_PROGRESS);
  CHECK_ENUM (dwd_job_status, "Canceled", DWD_JOB_STATUS_CANCELLED);
  CHECK_ENUM (dwd_job_status, "EnRoute", DWD_JOB_STATUS_UNKNOWN);
  CHECK_ENUM (dwd_job_status, "Draft ", DWD_JOB_STATUS_UNKNOWN);
  CHECK_ENUM (dwd_job_status, "Draf", DWD_JOB_STATUS_UNKNOWN);
  CHECK_ENUM (dwd_job_status, "Drafts", DWD_JOB_STATUS_UNKNOWN);
  CHECK_ENUM (dwd_job_status, "", DWD_JOB_STATUS_UNKNOWN);
  CHECK_ENUM (dwd_job_status, NULL, DWD_JOB_STATUS_UNKNOWN);
  g_assert_cmpint (dwd_job_status_from_string ("Draftsman", 5), ==, DWD_JOB_STATUS_DRAFT);

  CHECK_ENUM (dwd_priority, "urgent", DWD_PRIORITY_URGENT);
  CHECK_ENUM (dwd_window, "Morning (8AM-12PM)", DWD_WINDOW_MORNING);
  CHECK_ENUM (dwd_window, "morning", DWD_WINDOW_MORNING);
  CHECK_ENUM (dwd_window, "Evening (5PM-9PM)", DWD_WINDOW_EVENING);
  CHECK_ENUM (dwd_window, "Any", DWD_WINDOW_ANY);
  CHECK_ENUM (dwd_assignment_method, "Auto - Skill Match", DWD_ASSIGNMENT_METHOD_AUTO_SKILL_MATCH);
  CHECK_ENUM (dwd_assignment_method, "auto_nearest", DWD_ASSIGNMENT_METHOD_AUTO_NEAREST);
  CHECK_ENUM (dwd_schedule_status, "published", DWD_SCHEDULE_STATUS_PUBLISHED);
  CHECK_ENUM (dwd_op_kind, "delete", DWD_OP_DELETE);
  CHECK_ENUM (dwd_result_status, "conflict_manual", DWD_RESULT_CONFLICT_MANUAL);

  /* What goes out. */
  g_assert_cmpstr (dwd_job_status_to_string (DWD_JOB_STATUS_EN_ROUTE), ==, "En Route");
  g_assert_cmpstr (dwd_job_status_to_string (DWD_JOB_STATUS_CANCELLED), ==, "Cancelled");
  g_assert_cmpstr (dwd_window_to_string (DWD_WINDOW_AFTERNOON), ==, "Afternoon (12PM-5PM)");
  g_assert_cmpstr (dwd_assignment_method_to_string (DWD_ASSIGNMENT_METHOD_AUTO_WORKLOAD), ==,
                   "Auto - Workload");
  g_assert_cmpstr (dwd_op_kind_to_string (DWD_OP_INSERT), ==, "insert");
  g_assert_cmpstr (dwd_result_status_to_string (DWD_RESULT_DUPLICATE), ==, "duplicate");
  g_assert_null (dwd_job_status_to_string (DWD_JOB_STATUS_UNKNOWN));

  for (int i = 1; i < DWD_N_JOB_STATUSES; i++)
    CHECK_ENUM (dwd_job_status, dwd_job_status_to_string ((DwdJobStatus)i), i);
}

static void
test_window_hours (void)
{
  int start = -1;
  int end = -1;

  g_assert_false (dwd_window_get_hours (DWD_WINDOW_ANY, &start, &end));
  g_assert_false (dwd_window_get_hours (DWD_WINDOW_UNKNOWN, &start, &end));
  g_assert_cmpint (start, ==, -1);
  g_assert_true (dwd_window_get_hours (DWD_WINDOW_EVENING, &start, &end));
  g_assert_cmpint (start, ==, 17);
  g_assert_cmpint (end, ==, 21);
  g_assert_true (dwd_window_get_hours (DWD_WINDOW_MORNING, NULL, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/names/doctypes", test_doctypes);
  g_test_add_func ("/protocol/names/canonical", test_canonical);
  g_test_add_func ("/protocol/names/map-refused", test_map_refused);
  g_test_add_func ("/protocol/names/enums", test_enums);
  g_test_add_func ("/protocol/names/window-hours", test_window_hours);

  return g_test_run ();
}
