/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <string.h>

#include "base/dwd-failure.h"
#include "conflict/dwd-decision.h"

#define WHOLE \
  "{\"doctype\":\"Vault Document\",\"strategy\":\"version_all\",\"outcome\":\"branch\"," \
  "\"needs_manual\":false,\"doc\":{ \"a\" : 3 },\"fields\":{" \
  "\"a\":{\"value\":3,\"source\":\"server\",\"reason\":\"version_all\",\"base\":1,\"mine\":[2.50]," \
  "\"server\":3,\"lost\":[null,{\"x\":1}]}," \
  "\"b\\n\":{\"value\":null,\"source\":\"both\",\"reason\":\"same_change\",\"lost\":[]}}," \
  "\"branch\":{\"name\":\"V\\\"_conflict\",\"doc\":{\"a\":2}}," \
  "\"notices\":[{\"type\":\"overwritten\",\"field\":\"a\"}," \
  "{\"type\":\"assignment_changed\",\"from\":null,\"to\":\"B\"}," \
  "{\"type\":\"branch_created\",\"name\":\"V\"}]}"

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdDecision) decision = dwd_decision_new_from_json (WHOLE, strlen (WHOLE), &error);
  g_autofree char *json = NULL;
  const DwdFieldDecision *field;
  const DwdNotice *notice;

  g_assert_no_error (error);
  json = dwd_decision_to_json (decision);
  g_assert_cmpstr (json, ==, WHOLE);

  g_assert_cmpstr (dwd_decision_get_doctype (decision), ==, "Vault Document");
  g_assert_cmpint (dwd_decision_get_strategy (decision), ==, DWD_STRATEGY_VERSION_ALL);
  g_assert_cmpint (dwd_decision_get_outcome (decision), ==, DWD_OUTCOME_BRANCH);
  g_assert_false (dwd_decision_get_needs_manual (decision));
  g_assert_cmpstr (dwd_decision_get_doc (decision), ==, "{ \"a\" : 3 }");
  g_assert_cmpstr (dwd_decision_get_branch_name (decision), ==, "V\"_conflict");
  g_assert_cmpstr (dwd_decision_get_branch_doc (decision), ==, "{\"a\":2}");

  g_assert_cmpuint (dwd_decision_get_n_fields (decision), ==, 2);
  field = dwd_decision_find_field (decision, "a");
  g_assert_true (field == dwd_decision_get_field (decision, 0));
  g_assert_cmpstr (field->mine, ==, "[2.50]");
  g_assert_cmpuint (field->n_lost, ==, 2);
  g_assert_cmpstr (field->lost[1], ==, "{\"x\":1}");
  g_assert_null (field->lost[2]);
  field = dwd_decision_find_field (decision, "b\n");
  g_assert_nonnull (field);
  g_assert_null (field->mine);
  g_assert_null (field->lost[0]);
  g_assert_null (dwd_decision_find_field (decision, "c"));

  g_assert_cmpuint (dwd_decision_get_n_notices (decision), ==, 3);
  notice = dwd_decision_get_notice (decision, 1);
  g_assert_cmpint (notice->type, ==, DWD_NOTICE_ASSIGNMENT_CHANGED);
  g_assert_null (notice->field);
  g_assert_cmpstr (notice->to, ==, "\"B\"");
}

/* It keeps nothing of the text it was read from, and lives as long as its last holder. */
static void
test_ownership (void)
{
  char *text = g_strdup (WHOLE);
  DwdDecision *decision = dwd_decision_new_from_json (text, strlen (text), NULL);
  DwdDecision *second = dwd_decision_ref (decision);

  memset (text, 'x', strlen (text));
  g_free (text);
  dwd_decision_unref (decision);
  g_assert_cmpstr (dwd_decision_get_doctype (second), ==, "Vault Document");
  dwd_decision_unref (second);
  dwd_decision_unref (NULL);
}

/* What is changed in the text, and the key that the complaint names. */
static const struct
{
  const char *from;
  const char *to;
  const char *complaint;
} defects[] = {
  { "\"doctype\":\"Vault Document\"", "\"doctype\":7", "doctype" },
  { "\"strategy\":\"version_all\"", "\"strategy\":\"dice\"", "strategy" },
  { "\"outcome\":\"branch\"", "\"outcome\":\"lost\"", "outcome" },
  { "\"outcome\":\"branch\"", "\"outcome\":\"merged\"", "branch" },
  { "\"needs_manual\":false", "\"needs_manual\":true", "needs_manual" },
  { "\"doc\":{ \"a\" : 3 }", "\"doc\":[]", "doc" },
  { "\"value\":3,", "", "value" },
  { "\"source\":\"server\"", "\"source\":\"us\"", "source" },
  { "\"reason\":\"version_all\",\"base\"", "\"reason\":null,\"base\"", "reason" },
  { "\"lost\":[]", "\"lost\":{}", "lost" },
  { "\"b\\n\":{", "\"\\u0061\":{", "fields" },
  { "\"branch\":{", "\"twig\":{", "branch" },
  { "\"name\":\"V\\\"_conflict\"", "\"name\":null", "name" },
  { "\"notices\":[", "\"notices\":[7,", "notices" },
  { "\"type\":\"overwritten\"", "\"type\":\"\"", "type" },
  { "\"field\":\"a\"", "\"field\":1", "field" },
};

static void
test_defects (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (defects); i++)
    {
      g_autoptr (GString) text = g_string_new (WHOLE);
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (g_string_replace (text, defects[i].from, defects[i].to, 1), ==, 1);
      g_assert_null (dwd_decision_new_from_json (text->str, text->len, &error));
      g_assert_error (error, DWD_ERROR, DWD_FAILURE_INVALID);
      if (strstr (error->message, defects[i].complaint) == NULL)
        g_error ("“%s” does not name “%s”", error->message, defects[i].complaint);
    }
}

/* Every beginning of it is refused. */
static void
test_cut_short (void)
{
  for (gsize length = 0; length < strlen (WHOLE); length++)
    {
      g_autofree char *text = g_strndup (WHOLE, length);
      g_autoptr (GError) error = NULL;

      g_assert_null (dwd_decision_new_from_json (text, length, &error));
      g_assert_nonnull (error);
    }
  g_assert_null (dwd_decision_new_from_json ("[]", 2, NULL));
}

static void
test_names (void)
{
  for (int i = DWD_OUTCOME_UNCHANGED; i <= DWD_OUTCOME_DELETED; i++)
    g_assert_nonnull (dwd_outcome_to_string ((DwdOutcome) i));
  for (int i = DWD_SOURCE_MINE; i <= DWD_SOURCE_MANUAL; i++)
    g_assert_nonnull (dwd_source_to_string ((DwdSource) i));
  for (int i = DWD_REASON_ONE_SIDE_CHANGED; i <= DWD_REASON_GROUP; i++)
    g_assert_nonnull (dwd_reason_to_string ((DwdReason) i));
  for (int i = DWD_NOTICE_OVERWRITTEN; i <= DWD_NOTICE_TOMBSTONE; i++)
    g_assert_nonnull (dwd_notice_type_to_string ((DwdNoticeType) i));

  g_assert_null (dwd_outcome_to_string ((DwdOutcome) 0));
  g_assert_null (dwd_outcome_to_string ((DwdOutcome) (DWD_OUTCOME_DELETED + 1)));
  g_assert_null (dwd_source_to_string ((DwdSource) (DWD_SOURCE_MANUAL + 1)));
  g_assert_null (dwd_reason_to_string ((DwdReason) (DWD_REASON_GROUP + 1)));
  g_assert_null (dwd_notice_type_to_string ((DwdNoticeType) (DWD_NOTICE_TOMBSTONE + 1)));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/conflict/decision/round-trip", test_round_trip);
  g_test_add_func ("/conflict/decision/ownership", test_ownership);
  g_test_add_func ("/conflict/decision/defects", test_defects);
  g_test_add_func ("/conflict/decision/cut-short", test_cut_short);
  g_test_add_func ("/conflict/decision/names", test_names);

  return g_test_run ();
}
