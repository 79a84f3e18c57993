/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <string.h>

#include "conflict/dwd-merge.h"

/*
 * Every strategy, and under field_level every list, against every combination of changed sides:
 * what comes of the one field "f", in the form "outcome source reason value lost".
 */

typedef enum
{
  NONE,                 /* 1 1 1 */
  MINE,                 /* 1 2 1 */
  SERVER,               /* 1 1 3 */
  SAME,                 /* 1 4 4 */
  DIFFERENT,            /* 1 2 3 */
  NO_BASE_SAME,         /* - 4 4 */
  NO_BASE_DIFFERENT,    /* - 2 3 */
  N_COMBINATIONS
} Combination;

static const struct { const char *base; const char *mine; const char *server; } documents[] = {
  [NONE] = { "1", "1", "1" },
  [MINE] = { "1", "2", "1" },
  [SERVER] = { "1", "1", "3" },
  [SAME] = { "1", "4", "4" },
  [DIFFERENT] = { "1", "2", "3" },
  [NO_BASE_SAME] = { NULL, "4", "4" },
  [NO_BASE_DIFFERENT] = { NULL, "2", "3" },
};

#define ONE_MINE "mine mine one_side_changed 2 -"
#define ONE_SERVER "server server one_side_changed 3 -"
#define BOTH "unchanged both same_change 4 -"

typedef struct
{
  const char *name;
  const char *rule;
  const char *different;        /* of both sides changed, with a base or without */
} Line;

static const Line lines[] = {
  { "server_wins", "'strategy':'server_wins'", "server server server_wins 3 2" },
  { "server_wins-exception", "'strategy':'server_wins','exception_fields':['f']", "mine mine exception_field 2 3" },
  { "client_wins", "'strategy':'client_wins'", "mine mine client_wins 2 3" },
  { "client_wins-exception", "'strategy':'client_wins','exception_fields':['f']", "server server exception_field 3 2" },
  { "last_write_wins", "'strategy':'last_write_wins'", "mine mine last_write_wins 2 3" },
  { "manual_resolve", "'strategy':'manual_resolve'", "manual manual manual_resolve 3 -" },
  { "manual_resolve-manual", "'strategy':'manual_resolve','manual_resolve_fields':['f']",
    "manual manual manual_resolve_field 3 -" },
  { "manual_resolve-auto", "'strategy':'manual_resolve','auto_merge_fields':['f']", "manual manual auto_merge_field 3 -" },
  { "manual_resolve-group", "'strategy':'manual_resolve','groups':[['f','g']]", "manual manual group 3 -" },
  { "append_only", "'strategy':'append_only'", "server server append_only 3 2" },
  { "version_all", "'strategy':'version_all'", "branch server version_all 3 -" },
  { "field_level", "'strategy':'field_level'", "server server unlisted_field 3 2" },
  { "field_level-server", "'strategy':'field_level','server_wins_fields':['f']", "server server server_wins_field 3 2" },
  { "field_level-client", "'strategy':'field_level','client_wins_fields':['f']", "mine mine client_wins_field 2 3" },
  { "field_level-last", "'strategy':'field_level','last_write_wins_fields':['f']",
    "mine mine last_write_wins_field 2 3" },
  { "field_level-manual", "'strategy':'field_level','manual_resolve_fields':['f']",
    "manual manual manual_resolve_field 3 -" },
  { "field_level-auto", "'strategy':'field_level','auto_merge_fields':['f']", "manual manual auto_merge_field 3 -" },
  { "field_level-exception", "'strategy':'field_level','exception_fields':['f']", "mine mine exception_field 2 3" },
  { "field_level-group", "'strategy':'field_level','client_wins_fields':['f'],'groups':[['f','g']]",
    "mine mine group 2 3" },
};

static const char *
expect_edit (const Line *line,
             Combination combination)
{
  switch (combination)
    {
    case NONE:
      return "unchanged";

    case MINE:
      return ONE_MINE;

    case SERVER:
      return ONE_SERVER;

    case SAME:
      return BOTH;

    case NO_BASE_SAME:
      return "unchanged";

    case DIFFERENT:
    case NO_BASE_DIFFERENT:
    case N_COMBINATIONS:
    default:
      return line->different;
    }
}

/* The server deleted: what mine changed is lost, or asked about. */
static const char *
expect_server_deleted (gboolean    manual,
                       Combination combination)
{
  gboolean edited = combination == MINE || combination == DIFFERENT || combination == NO_BASE_DIFFERENT;

  if (combination == SAME)
    return manual ? "manual manual tombstone 4 -" : "deleted server tombstone null 4";
  if (!edited)
    return "deleted";

  return manual ? "manual manual tombstone 2 -" : "deleted server tombstone null 2";
}

static const char *
expect_mine_deleted (gboolean    manual,
                     Combination combination)
{
  gboolean edited = combination == SERVER || combination == DIFFERENT || combination == NO_BASE_DIFFERENT;

  if (combination == SAME)
    return manual ? "manual manual tombstone 4 -" : "deleted mine tombstone null 4";
  if (!edited)
    return "deleted";

  return manual ? "manual manual tombstone 3 -" : "deleted mine tombstone null 3";
}

static const char *
expect_undelete (Combination combination)
{
  switch (combination)
    {
    case MINE:
      return "mine mine undelete 2 -";

    case SERVER:
      return "mine server undelete 3 -";

    case SAME:
      return "mine both same_change 4 -";

    case DIFFERENT:
    case NO_BASE_DIFFERENT:
      return "mine mine undelete 2 3";

    case NONE:
    case NO_BASE_SAME:
    case N_COMBINATIONS:
    default:
      return "mine";
    }
}

/* A DocType that forbids deletion: as if mine had not deleted, but for edits of the server alone.
 * */
static const char *
expect_refused (const Line *line,
                Combination combination)
{
  switch (combination)
    {
    case NONE:
    case NO_BASE_SAME:
      return "server";

    case SERVER:
      return "server server no_delete 3 -";

    case MINE:
    case SAME:
    case DIFFERENT:
    case NO_BASE_DIFFERENT:
    case N_COMBINATIONS:
    default:
      return expect_edit (line, combination);
    }
}

static char *
describe (const DwdDecision *decision)
{
  GString *text = g_string_new (dwd_outcome_to_string (dwd_decision_get_outcome (decision)));
  const DwdFieldDecision *field = dwd_decision_find_field (decision, "f");

  g_assert_cmpuint (dwd_decision_get_n_fields (decision), ==, field != NULL);
  if (field != NULL)
    g_string_append_printf (text, " %s %s %s %s", dwd_source_to_string (field->source),
                            dwd_reason_to_string (field->reason), field->value,
                            field->n_lost > 0 ? field->lost[0] : "-");

  return g_string_free (text, FALSE);
}

static char *
make_document (const char *value)
{
  return value != NULL
         ? g_strdup_printf ("{\"name\":\"N\",\"modified\":\"2026-11-24 10:00:00\",\"f\":%s}", value) : NULL;
}

static DwdDecision *
merge (const Line   *line,
       gboolean      allow_delete,
       Combination   combination,
       DwdMergeFlags flags)
{
  g_autofree char *base = make_document (documents[combination].base);
  g_autofree char *mine = make_document (documents[combination].mine);
  g_autofree char *server = make_document (documents[combination].server);
  g_autofree char *text = g_strdup_printf ("{'conflict_strategies':{'Thing':{%s}},"
                                           "'tombstone_rules':{'Thing':{'allow_delete':%s}}}",
                                           line->rule, allow_delete ? "true" : "false");
  g_autoptr (DwdConflictRules) rules = NULL;
  g_autoptr (GError) error = NULL;
  DwdDecision *decision;
  DwdMergeInput input = {
    .doctype = "Thing",
    .base = { base, base != NULL ? strlen (base) : 0 },
    .mine = { mine, strlen (mine) },
    .server = { server, strlen (server) },
    .now = DWD_TIME_NONE,
    .mine_time = G_MAXINT64,
    .server_time = DWD_TIME_NONE,
    .flags = flags,
  };

  g_strdelimit (text, "'", '"');
  rules = dwd_conflict_rules_new_from_json (dwd_conflict_rules_get_built_in (), text, strlen (text),
                                            "rules", &error);
  g_assert_no_error (error);
  decision = dwd_merge (rules, &input, &error);
  g_assert_no_error (error);

  return decision;
}

static gboolean
has_notice (const DwdDecision *decision,
            DwdNoticeType      type)
{
  for (guint i = 0; i < dwd_decision_get_n_notices (decision); i++)
    if (dwd_decision_get_notice (decision, i)->type == type)
      return TRUE;

  return FALSE;
}

static void
check (const Line   *line,
       gboolean      allow_delete,
       Combination   combination,
       DwdMergeFlags flags,
       const char   *expected)
{
  g_autoptr (DwdDecision) decision = merge (line, allow_delete, combination, flags);
  g_autofree char *actual = describe (decision);
  gboolean refused = !allow_delete && (flags & DWD_MERGE_UNDELETE) == 0 && flags != 0;

  if (strcmp (actual, expected) != 0)
    g_test_message ("%s, combination %d, flags %d", line->name, combination, flags);
  g_assert_cmpstr (actual, ==, expected);
  g_assert_cmpint (dwd_decision_get_needs_manual (decision), ==, g_str_has_prefix (expected, "manual"));
  g_assert_cmpint (has_notice (decision, DWD_NOTICE_TOMBSTONE), ==, g_str_has_prefix (expected, "deleted"));
  g_assert_cmpint (has_notice (decision, DWD_NOTICE_BRANCH_CREATED), ==, g_str_has_prefix (expected, "branch"));
  g_assert_cmpint (has_notice (decision, DWD_NOTICE_NO_DELETE), ==, refused);
}

static void
test_line (gconstpointer data)
{
  const Line *line = data;
  gboolean manual = g_str_has_prefix (line->name, "manual_resolve");

  for (int i = 0; i < N_COMBINATIONS; i++)
    {
      Combination combination = (Combination) i;

      check (line, TRUE, combination, 0, expect_edit (line, combination));
      check (line, TRUE, combination, DWD_MERGE_SERVER_DELETED, expect_server_deleted (manual, combination));
      check (line, TRUE, combination, DWD_MERGE_MINE_DELETED, expect_mine_deleted (manual, combination));
      check (line, TRUE, combination, DWD_MERGE_MINE_DELETED | DWD_MERGE_SERVER_DELETED, "deleted");
      check (line, TRUE, combination, DWD_MERGE_SERVER_DELETED | DWD_MERGE_UNDELETE,
             expect_undelete (combination));
      check (line, FALSE, combination, DWD_MERGE_SERVER_DELETED, expect_server_deleted (FALSE, combination));
      check (line, FALSE, combination, DWD_MERGE_MINE_DELETED, expect_refused (line, combination));
      check (line, FALSE, combination, DWD_MERGE_SERVER_DELETED | DWD_MERGE_UNDELETE,
             expect_undelete (combination));
    }
}

static void
test_flags (void)
{
  static const DwdMergeFlags wrong[] = {
    DWD_MERGE_UNDELETE,
    DWD_MERGE_UNDELETE | DWD_MERGE_MINE_DELETED,
    DWD_MERGE_UNDELETE | DWD_MERGE_MINE_DELETED | DWD_MERGE_SERVER_DELETED,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      DwdMergeInput input = {
        .doctype = "Task",
        .mine = { "{}", 2 },
        .server = { "{}", 2 },
        .flags = wrong[i],
      };

      g_assert_null (dwd_merge (dwd_conflict_rules_get_built_in (), &input, &error));
      g_assert_nonnull (error);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *path = g_strconcat ("/conflict/matrix/", lines[i].name, NULL);

      g_test_add_data_func (path, &lines[i], test_line);
    }
  g_test_add_func ("/conflict/matrix/flags", test_flags);

  return g_test_run ();
}
