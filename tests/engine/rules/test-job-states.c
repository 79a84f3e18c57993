/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <string.h>

#include "base/dwd-failure.h"
#include "rules/dwd-job-states-table.h"
#include "rules/dwd-job-states.h"

#define N DWD_N_JOB_STATUSES

/* The whole life written out by hand: a cell for every pair. */
static const char *const wanted_steps[N] = {
  /*             ?DUAEaICX   unknown, Draft, Unassigned, Assigned, En Route, arrived, In Progress,
   *                         Completed, Cancelled */
  [DWD_JOB_STATUS_UNKNOWN] = ".........",
  [DWD_JOB_STATUS_DRAFT] = "..x.....x",
  [DWD_JOB_STATUS_UNASSIGNED] = "...x....x",
  [DWD_JOB_STATUS_ASSIGNED] = "..x.x...x",
  [DWD_JOB_STATUS_EN_ROUTE] = ".....x..x",
  [DWD_JOB_STATUS_ARRIVED] = "......x.x",
  [DWD_JOB_STATUS_IN_PROGRESS] = ".......xx",
  [DWD_JOB_STATUS_COMPLETED] = ".........",
  [DWD_JOB_STATUS_CANCELLED] = ".........",
};

/* no, yes, with a reason */
static const char wanted_assign[] = "..yyrrr..";

static void
test_all_pairs (void)
{
  for (int from = 0; from < N; from++)
    for (int to = 0; to < N; to++)
      {
        gboolean wanted = wanted_steps[from][to] == 'x';

        g_test_message ("%d to %d", from, to);
        g_assert_cmpint (dwd_job_states_allow ((DwdJobStatus) from, (DwdJobStatus) to), ==, wanted);
        g_assert_cmpint ((dwd_job_states_next ((DwdJobStatus) from) >> to) & 1, ==, wanted);
        g_assert_false (dwd_job_states_need_reason ((DwdJobStatus) from, (DwdJobStatus) to));
      }
}

static void
test_assign (void)
{
  for (int status = 0; status < N; status++)
    {
      g_assert_cmpint (dwd_job_states_allow_assign ((DwdJobStatus) status), ==,
                       wanted_assign[status] != '.');
      g_assert_cmpint (dwd_job_states_assign_needs_reason ((DwdJobStatus) status), ==,
                       wanted_assign[status] == 'r');
    }
}

static void
test_out_of_range (void)
{
  static const int numbers[] = { -1, 0, N, 31, 32, 1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      DwdJobStatus status = (DwdJobStatus) numbers[i];

      g_assert_false (dwd_job_states_allow (status, DWD_JOB_STATUS_CANCELLED));
      g_assert_false (dwd_job_states_allow (DWD_JOB_STATUS_DRAFT, status));
      g_assert_false (dwd_job_states_need_reason (status, status));
      g_assert_false (dwd_job_states_allow_assign (status));
      g_assert_false (dwd_job_states_assign_needs_reason (status));
      g_assert_cmpuint (dwd_job_states_next (status), ==, 0);
    }
}

#define FINAL(name) "{\"from\":\"" name "\",\"to\":[]}"
#define REST FINAL ("Assigned") "," FINAL ("En Route") "," FINAL ("Arrived") "," \
  FINAL ("In Progress") "," FINAL ("Completed") "," FINAL ("Cancelled")

/* A step may ask for a reason, and one state's steps may stand in two entries for that. */
static void
test_reason (void)
{
  static const char json[] =
    "{\"steps\":[{\"from\":\"draft\",\"to\":[\"unassigned\"]},"
    "{\"from\":\"Draft\",\"to\":[\"Cancelled\"],\"reason\":true},"
    "{\"from\":\"Unassigned\",\"to\":[\"Draft\"],\"reason\":false}," REST "],"
    "\"assign\":[{\"in\":\"Unassigned\",\"reason\":true},{\"in\":\"Draft\"}]}";
  g_autofree char *markdown = NULL;
  g_autoptr (GError) error = NULL;
  DwdJobStatesTable table;

  g_assert_true (dwd_job_states_table_read (&table, json, strlen (json), "x.json", &error));
  g_assert_no_error (error);
  g_assert_cmphex (table.next[DWD_JOB_STATUS_DRAFT], ==,
                   1u << DWD_JOB_STATUS_UNASSIGNED | 1u << DWD_JOB_STATUS_CANCELLED);
  g_assert_cmphex (table.next_reason[DWD_JOB_STATUS_DRAFT], ==, 1u << DWD_JOB_STATUS_CANCELLED);
  g_assert_cmphex (table.next_reason[DWD_JOB_STATUS_UNASSIGNED], ==, 0);
  g_assert_cmphex (table.assign_reason, ==, 1u << DWD_JOB_STATUS_UNASSIGNED);

  markdown = dwd_job_states_table_to_markdown (&table);
  g_assert_nonnull (strstr (markdown, "| Draft | Unassigned, Cancelled (reason) | yes |\n"));
  g_assert_nonnull (strstr (markdown, "| Unassigned | Draft | with a reason |\n"));
}

static void
test_refused (void)
{
  static const struct
  {
    const char *json;
    const char *message;
  } cases[] = {
    { "{", "x.json: *" },
    { "[]", "x.json: must be an object" },
    { "{}", "x.json: steps must be a list" },
    { "{\"steps\":{}}", "x.json: steps must be a list" },
    { "{\"steps\":[7]}", "x.json: steps[0] must be an object" },
    { "{\"steps\":[{}]}", "x.json: steps[0].from must be the name of a state" },
    { "{\"steps\":[{\"from\":7,\"to\":[]}]}", "x.json: steps[0].from must be the name of a state" },
    { "{\"steps\":[{\"from\":[],\"to\":[]}]}", "x.json: steps[0].from must be the name of a state" },
    { "{\"steps\":[{\"from\":\"Nowhere\",\"to\":[]}]}", "x.json: steps[0].from “Nowhere” is not a state" },
    { "{\"steps\":[{\"from\":\"Draft\"}]}", "x.json: steps[0].to must be a list of states" },
    { "{\"steps\":[{\"from\":\"Draft\",\"to\":[null]}]}", "x.json: steps[0].to must be the name *" },
    { "{\"steps\":[{\"from\":\"Draft\",\"to\":[\"Draft\"]}]}", "x.json: steps[0].to leads back to “Draft”" },
    { "{\"steps\":[{\"from\":\"Draft\",\"to\":[\"Assigned\"],\"reason\":1}]}",
      "x.json: steps[0].reason must be true or false" },
    { "{\"steps\":[{\"from\":\"Draft\",\"to\":[\"Assigned\"]},{\"from\":\"Draft\",\"to\":[\"Assigned\"]}]}",
      "x.json: steps[1].to names a step from “Draft” a second time" },
    { "{\"steps\":[" FINAL ("Draft") "," REST "]}", "x.json: steps has no entry from “Unassigned”" },
    { "{\"steps\":[" FINAL ("Draft") "," FINAL ("Unassigned") "," REST "]}", "x.json: assign must be a list" },
    { "{\"steps\":[" FINAL ("Draft") "," FINAL ("Unassigned") "," REST "],\"assign\":[{\"in\":\"Draft\"}]}",
      "x.json: assign[0].in “Draft” is final" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DwdJobStatesTable table = { .assign = 77 };
      g_autoptr (GError) error = NULL;

      g_assert_false (dwd_job_states_table_read (&table, cases[i].json, strlen (cases[i].json),
                                                 "x.json", &error));
      g_assert_error (error, DWD_ERROR, DWD_FAILURE_INVALID);
      if (!g_pattern_match_simple (cases[i].message, error->message))
        g_error ("“%s” is not “%s”", error->message, cases[i].message);
      g_assert_cmpuint (table.assign, ==, 77);
    }
}

/* docs/states.md shows the table that is built in. */
static void
test_documented (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "states.md", NULL);
  g_autofree char *table = NULL;
  g_autofree char *docs = NULL;
  g_autoptr (GError) error = NULL;

  table = dwd_job_states_table_to_markdown (dwd_job_states_table_get_built_in ());
  g_file_get_contents (path, &docs, NULL, &error);
  g_assert_no_error (error);
  if (strstr (docs, table) == NULL)
    g_error ("docs/states.md should have:\n%s", table);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rules/job-states/all-pairs", test_all_pairs);
  g_test_add_func ("/rules/job-states/assign", test_assign);
  g_test_add_func ("/rules/job-states/out-of-range", test_out_of_range);
  g_test_add_func ("/rules/job-states/reason", test_reason);
  g_test_add_func ("/rules/job-states/refused", test_refused);
  g_test_add_func ("/rules/job-states/documented", test_documented);

  return g_test_run ();
}
