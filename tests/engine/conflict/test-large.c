/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <string.h>

#include "base/dwd-failure.h"
#include "conflict/dwd-merge.h"

/*
 * Records of a size or shape that nobody should send. What takes more than its share of time runs
 * into the time limit of the test: with work that grows with the square each of these would take
 * hours.
 */
#define MANY 100000

static DwdDecision *
merge (const char *doctype,
       GString    *base,
       GString    *mine,
       GString    *server,
       GError    **error)
{
  DwdMergeInput input = {
    .doctype = doctype,
    .mine = { mine->str, mine->len },
    .server = { server->str, server->len },
    .now = DWD_TIME_NONE,
    .mine_time = DWD_TIME_NONE,
    .server_time = DWD_TIME_NONE,
  };

  if (base != NULL)
    input.base = (DwdSlice) { base->str, base->len }
  ;

  return dwd_merge (dwd_conflict_rules_get_built_in (), &input, error);
}

typedef void (*AppendRow) (GString *out,
                           guint    number);

static GString *
make_table (const char *field,
            AppendRow   append_row,
            guint       first,
            guint       step)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "{\"name\":\"N\",\"%s\":[", field);
  for (guint i = 0; i < MANY; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_row (out, first + i * step);
    }
  g_string_append (out, "]}");

  return out;
}

static guint
count_items (const DwdDecision *decision,
             const char        *field)
{
  const char *text = dwd_decision_find_field (decision, field)->value;
  DwdJsonSpan list, item;
  DwdJsonIter iter;
  guint n = 0;

  g_assert_true (dwd_json_scan_value (text, strlen (text), &list, NULL));
  dwd_json_iter_init (&iter, &list);
  while (dwd_json_iter_next_item (&iter, &item))
    n++;

  return n;
}

static void
append_part (GString *out,
             guint    number)
{
  g_string_append_printf (out, "{\"item_code\":\"I%u\",\"qty\":%u}", number, number % 9);
}

static void
append_message (GString *out,
                guint    number)
{
  g_string_append_printf (out, "{\"message_id\":\"%u\",\"timestamp\":\"2026-11-24 %02u:%02u:%02u\"}", number,
                          number % 24, number % 60, number / 60 % 60);
}

/* Without a key and all alike: told apart by nothing but their number. */
static void
append_alike (GString *out,
              guint    number)
{
  g_string_append (out, "{\"text\":\"ok\"}");
}

/* Those of one side lack what those of the other have: one long chain under a later key. */
static void
append_crowded (GString *out,
                guint    number)
{
  if (number % 2 == 0)
    g_string_append_printf (out, "{\"message_id\":\"%u\",\"channel_message_id\":\"c\"}", number);
  else
    g_string_append (out, "{\"channel_message_id\":\"c\"}");
}

static void
append_nothing_but_names (GString *out,
                          guint    number)
{
  g_string_append_printf (out, "{\"name\":\"%u\"}", number);
}

static const struct
{
  const char *name;
  const char *doctype;
  const char *field;
  AppendRow append_row;
  guint first;          /* mine's numbers; the server's start at 0 */
  guint step;
  guint n_rows;
} tables[] = {
  { "parts", "Dispatch Job", "parts_used", append_part, MANY / 2, 1, MANY + MANY / 2 },
  { "messages", "Conversation", "messages", append_message, MANY, 1, 2 * MANY },
  { "alike", "Conversation", "messages", append_alike, 1, 1, 0 },
  { "crowded", "Conversation", "messages", append_crowded, MANY, 1, 0 },
  { "names", "Ticket", "attachments", append_nothing_but_names, 1, 1, MANY + 1 },
  { "plain", "Task", "rows", append_part, 1, 1, MANY },
};

static void
test_table (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GString) base = g_string_new ("{}");
  g_autoptr (GString) mine = make_table (tables[i].field, tables[i].append_row, tables[i].first, tables[i].step);
  g_autoptr (GString) server = make_table (tables[i].field, tables[i].append_row, 0, 1);
  g_autoptr (DwdDecision) decision = NULL;
  g_autoptr (DwdDecision) two_way = NULL;
  g_autoptr (DwdDecision) one_sided = NULL;
  g_autoptr (GError) error = NULL;

  decision = merge (tables[i].doctype, base, mine, server, &error);
  g_assert_no_error (error);
  if (tables[i].n_rows > 0)
    g_assert_cmpuint (count_items (decision, tables[i].field), ==, tables[i].n_rows);

  two_way = merge (tables[i].doctype, NULL, mine, server, &error);
  g_assert_no_error (error);
  one_sided = merge (tables[i].doctype, server, mine, server, &error);
  g_assert_no_error (error);
}

static void
append_letters (GString *out,
                gsize    n)
{
  for (gsize i = 0; i < n; i++)
    g_string_append_c (out, (char) ('a' + i % 26));
}

static void
test_ten_megabytes (void)
{
  g_autoptr (GString) base = g_string_new ("{\"x\":\"");
  g_autoptr (GString) mine = NULL;
  g_autoptr (GString) server = NULL;
  g_autoptr (DwdDecision) decision = NULL;
  g_autoptr (GError) error = NULL;

  append_letters (base, 10 * 1024 * 1024);
  g_string_append (base, "\"");
  mine = g_string_new_len (base->str, (gssize) base->len);
  server = g_string_new_len (base->str, (gssize) base->len);
  g_string_append (base, "}");
  g_string_append (mine, ",\"m\":1}");
  g_string_append (server, ",\"s\":1}");

  decision = merge ("Task", base, mine, server, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dwd_decision_get_n_fields (decision), ==, 2);
  g_assert_cmpuint (strlen (dwd_decision_get_doc (decision)), ==, server->len + strlen (",\"m\":1"));
}

static void
test_many_fields (void)
{
  GString *sides[3];
  g_autoptr (DwdDecision) decision = NULL;
  g_autoptr (GError) error = NULL;

  for (guint side = 0; side < G_N_ELEMENTS (sides); side++)
    {
      sides[side] = g_string_new ("{");
      /* Backwards on one side, so that none stands where the other has it. */
      for (guint i = 0; i < MANY; i++)
        g_string_append_printf (sides[side], "%s\"field_%u\":%u", i > 0 ? "," : "",
                                side == 1 ? MANY - 1 - i : i, side);
      g_string_append_c (sides[side], '}');
    }

  decision = merge ("Task", sides[0], sides[1], sides[2], &error);
  g_assert_no_error (error);
  g_assert_cmpuint (dwd_decision_get_n_fields (decision), ==, MANY);
  g_assert_cmpint (dwd_decision_get_outcome (decision), ==, DWD_OUTCOME_SERVER);
  for (guint side = 0; side < G_N_ELEMENTS (sides); side++)
    g_string_free (sides[side], TRUE);
}

static GString *
make_deep (guint       depth,
           const char *inmost)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (out, "{\"a\":");
  g_string_append (out, inmost);
  for (guint i = 0; i < depth; i++)
    g_string_append_c (out, '}');

  return out;
}

/* As deep as a decision can hold; with work that doubles at each level this would not end. */
static void
test_deep (void)
{
  g_autoptr (GString) mine = make_deep (61, "1");
  g_autoptr (GString) server = make_deep (61, "2");
  g_autoptr (GString) equal = make_deep (61, "1.0");
  g_autoptr (GString) deeper = make_deep (62, "1");
  g_autoptr (DwdDecision) decision = NULL;
  g_autoptr (DwdDecision) unchanged = NULL;
  g_autoptr (DwdDecision) read = NULL;
  g_autofree char *json = NULL;
  g_autoptr (GError) error = NULL;

  decision = merge ("Task", NULL, mine, server, &error);
  g_assert_no_error (error);
  g_assert_cmpint (dwd_decision_get_outcome (decision), ==, DWD_OUTCOME_SERVER);
  json = dwd_decision_to_json (decision);
  read = dwd_decision_new_from_json (json, strlen (json), &error);
  g_assert_no_error (error);

  unchanged = merge ("Task", NULL, mine, equal, &error);
  g_assert_cmpint (dwd_decision_get_outcome (unchanged), ==, DWD_OUTCOME_UNCHANGED);

  g_assert_null (merge ("Task", NULL, deeper, server, &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_INVALID);
  g_assert_nonnull (strstr (error->message, "mine: "));
}

static void
test_very_deep (void)
{
  g_autoptr (GString) deep = make_deep (1000000, "1");
  g_autoptr (GString) empty = g_string_new ("{}");
  g_autoptr (GError) error = NULL;

  g_assert_null (merge ("Task", NULL, empty, deep, &error));
  g_assert_nonnull (strstr (error->message, "server: "));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *path = g_strconcat ("/conflict/large/table/", tables[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_table);
    }
  g_test_add_func ("/conflict/large/ten-megabytes", test_ten_megabytes);
  g_test_add_func ("/conflict/large/many-fields", test_many_fields);
  g_test_add_func ("/conflict/large/deep", test_deep);
  g_test_add_func ("/conflict/large/very-deep", test_very_deep);

  return g_test_run ();
}
