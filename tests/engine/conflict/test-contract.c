/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <string.h>

#include "base/dwd-time-text.h"
#include "conflict/dwd-merge.h"
#include "dwt-merge-rows.h"

static DwdSlice
slice (const char *text)
{
  return (DwdSlice) { text, text != NULL ? strlen (text) : 0 };
}

static DwdConflictRules *
make_rules (const char *text)
{
  const DwdConflictRules *built_in = dwd_conflict_rules_get_built_in ();
  g_autofree char *json = dwt_merge_unquote (text);
  g_autoptr (GError) error = NULL;
  DwdConflictRules *rules;

  if (text == NULL)
    return dwd_conflict_rules_ref (built_in);

  rules = dwd_conflict_rules_new_from_json (built_in, json, strlen (json), "rules", &error);
  g_assert_no_error (error);
  return rules;
}

static void
read_options (DwdMergeInput *input,
              const char    *options)
{
  g_auto (GStrv) words = g_strsplit (options, " ", -1);

  for (char **word = words; *word != NULL; word++)
    {
      if (**word == '\0')
        continue;
      if (strcmp (*word, "--mine-deleted") == 0)
        input->flags |= DWD_MERGE_MINE_DELETED;
      else if (strcmp (*word, "--server-deleted") == 0)
        input->flags |= DWD_MERGE_SERVER_DELETED;
      else if (strcmp (*word, "--undelete") == 0)
        input->flags |= DWD_MERGE_UNDELETE;
      else if (g_str_has_prefix (*word, "--skew="))
        input->skew = g_ascii_strtoll (*word + 7, NULL, 10) * 1000;
      else if (g_str_has_prefix (*word, "--mine-ts="))
        g_assert_true (dwd_time_text_parse_instant (*word + 10, -1, &input->mine_time));
      else if (g_str_has_prefix (*word, "--now="))
        g_assert_true (dwd_time_text_parse_instant (*word + 6, -1, &input->now));
      else
        g_error ("%s?", *word);
    }
}

static void
test_row (gconstpointer data)
{
  const DwtMergeRow *row = data;
  g_autofree char *base = dwt_merge_unquote (row->base);
  g_autofree char *mine = dwt_merge_unquote (row->mine);
  g_autofree char *server = dwt_merge_unquote (row->server);
  g_autoptr (DwdConflictRules) rules = make_rules (row->rules);
  g_autoptr (DwdDecision) decision = NULL;
  g_autoptr (DwdDecision) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  g_autofree char *repeated = NULL;
  DwdMergeInput input = {
    .doctype = row->doctype,
    .base = slice (base),
    .mine = slice (mine),
    .server = slice (server),
    .now = DWD_TIME_NONE,
    .mine_time = DWD_TIME_NONE,
    .server_time = DWD_TIME_NONE,
  };

  read_options (&input, row->options);
  decision = dwd_merge (rules, &input, &error);
  g_assert_no_error (error);
  json = dwd_decision_to_json (decision);
  dwt_merge_check (row, json);

  /* What is written reads back to the same bytes. */
  again = dwd_decision_new_from_json (json, strlen (json), &error);
  g_assert_no_error (error);
  repeated = dwd_decision_to_json (again);
  g_assert_cmpstr (repeated, ==, json);
}

/* The result to the byte: pieces of the server's text, values as they were written, each key once. */
static const struct
{
  const char *base;
  const char *mine;
  const char *server;
  const char *doc;
  const char *doctype;          /* (nullable): one of field_level */
} splices[] = {
  /* Nothing of the server's is touched. */
  { "{}", "{}", "  { 'a' : 1.50 ,\n'b':[ ] }  ", "{'a' : 1.50 ,\n'b':[ ]}" },
  /* A value in the middle, a new key at the end. */
  { "{'a':1,'b':1,'c':1}", "{'n' : 7,'a':1,'b': 2.0e0,'c':1}", "{'a':1, 'b':1, 'c':3}",
    "{'a':1,'b':2.0e0,'c':3,'n':7}" },
  /* The first, the last, and the only key go. */
  { "{'a':1,'b':1}", "{'b':1}", "{'a':1,'b':1}", "{'b':1}" },
  { "{'a':1,'b':1}", "{'a':1}", "{'a':1,'b':1}", "{'a':1}" },
  { "{'a':1}", "{}", "{'a':1}", "{}" },
  /* Repeated keys. */
  { "{'a':1}", "{'a':1}", "{'a':1,'b':2,'a':3,'c':4}", "{'a':3,'b':2,'c':4}" },
  { "{'b':2}", "{'b':2,'n':1,'n':2}", "{'b':2}", "{'b':2,'n':2}" },
  { "{'a':3}", "{'a':3,'b':9}", "{'a':1,'a':2,'a':3}", "{'a':3,'b':9}" },
  /* An escaped key stays as it is written. */
  { "{}", "{'\\u0061':1}", "{}", "{'\\u0061':1}" },
  /* A document taken whole from mine is written as mine wrote it. */
  { "{'a':1,'b':1}", "{'a':1.0,'b':2}", "{'a':1,'b':1}", "{'a':1.0,'b':2}" },
  { "{'a':1,'b':1}", "{'a':1.0,'b':2}", "{'a':1,'b':3}", "{'a':1.0,'b':2}", "Notification" },
  { "{'a':1,'b':1}", "{'a':1.0,'b':2}", "{'a':1,'b':3}", "{'a':1,'b':3}", "Geofence" },
};

static void
test_splices (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (splices); i++)
    {
      g_autofree char *base = dwt_merge_unquote (splices[i].base);
      g_autofree char *mine = dwt_merge_unquote (splices[i].mine);
      g_autofree char *server = dwt_merge_unquote (splices[i].server);
      g_autofree char *doc = dwt_merge_unquote (splices[i].doc);
      g_autoptr (DwdDecision) decision = NULL;
      g_autoptr (GError) error = NULL;
      DwdMergeInput input = {
        .doctype = splices[i].doctype != NULL ? splices[i].doctype : "Equipment",
        .base = slice (base),
        .mine = slice (mine),
        .server = slice (server),
        .now = DWD_TIME_NONE,
        .mine_time = DWD_TIME_NONE,
        .server_time = DWD_TIME_NONE,
      };

      decision = dwd_merge (dwd_conflict_rules_get_built_in (), &input, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (dwd_decision_get_doc (decision), ==, doc);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < dwt_n_merge_rows; i++)
    {
      g_autofree char *path = g_strconcat ("/conflict/contract/", dwt_merge_rows[i].name, NULL);

      g_test_add_data_func (path, &dwt_merge_rows[i], test_row);
    }

  g_test_add_func ("/conflict/splices", test_splices);

  return g_test_run ();
}
