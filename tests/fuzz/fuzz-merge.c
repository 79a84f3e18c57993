/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-fuzz"

#include "config.h"

#include <string.h>

#include "conflict/dwd-merge.h"

/*
 * Three documents behind a letter for the DocType and one for the flags: a line each (the first
 * empty: no base), or, if the first letter has its highest bit set, spelled out from the bytes by a
 * small grammar, so that nearly every input is three records that have something in common.
 * Whatever they are: no crash, the result is JSON, the same twice, and reads back to the same
 * bytes; equal sides come out unchanged, and a second merge of the result changes nothing.
 */

int LLVMFuzzerTestOneInput (const guint8 *data,
                            size_t        size);

static const char *const doctypes[] = {
  "AI Call", "Appointment", "Calendar Event", "Clock In Record", "Comment", "Conversation", "Dispatch Job",
  "Form Submission", "Geofence", "Notification", "Task", "Ticket", "Vault Document", "Last",
};

static const char rules_text[] =
  "{\"conflict_strategies\":{\"Last\":{\"strategy\":\"last_write_wins\"}}}";

/* The grammar: a byte chooses, and an input that has ended chooses the first. */
typedef struct
{
  const guint8 *cursor;
  const guint8 *end;
} Bytes;

static guint
choose (Bytes *bytes,
        guint  n)
{
  return bytes->cursor < bytes->end ? *bytes->cursor++ % n : 0;
}

#define CHOOSE(bytes, words) (words)[choose (bytes, G_N_ELEMENTS (words))]

static const char *const scalars[] = {
  "null", "1", "1.0", "true", "\"\"", "\"a\"", "\"\\u0061\"", "\"b\"", "\"a b\"", "\"a\\nb\"", "\"a c\\nb\"", "2",
  "-0", "0.1", "9007199254740993", "9007199254740992.0", "1e400", "18446744073709551616", "\"\\u0000\"",
  "\"2026-11-24 10:00:00\"", "\"10:30\"", "\"2026-11-24\"",
};

static const char *const columns[] = {
  "name", "idx", "item_code", "qty", "message_id", "channel_message_id", "timestamp", "segment_id", "start_time",
  "a", "parent", "\\u0061",
};

static const char *const keys[] = {
  "name", "modified", "status", "assigned_to", "notes", "description", "photos", "attachments", "parts_used",
  "messages", "transcript_segments", "message_count", "signature", "scheduled_date", "scheduled_time", "end_time",
  "x", "\\u0078", "_x", "content",
};

static void
spell_row (Bytes   *bytes,
           GString *out)
{
  guint n = choose (bytes, 5);

  g_string_append_c (out, '{');
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (out, "%s\"%s\":", i > 0 ? "," : "", CHOOSE (bytes, columns));
      g_string_append (out, CHOOSE (bytes, scalars));
    }
  g_string_append_c (out, '}');
}

static void
spell_value (Bytes   *bytes,
             GString *out)
{
  guint kind = choose (bytes, 4);
  guint n;

  if (kind == 0)
    {
      g_string_append (out, CHOOSE (bytes, scalars));
      return;
    }
  if (kind == 1)
    {
      spell_row (bytes, out);
      return;
    }

  n = choose (bytes, 6);
  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (out, ", ");
      if (kind == 2)
        spell_row (bytes, out);
      else
        g_string_append (out, CHOOSE (bytes, scalars));
    }
  g_string_append_c (out, ']');
}

static void
spell_document (Bytes   *bytes,
                GString *out)
{
  guint n = choose (bytes, 6);

  g_string_append_c (out, '{');
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (out, "%s\"%s\":", i > 0 ? "," : "", CHOOSE (bytes, keys));
      spell_value (bytes, out);
    }
  g_string_append_c (out, '}');
}

/* The three lines that the bytes spell. */
static char *
spell_documents (const guint8 *data,
                 gsize         size,
                 gsize        *length)
{
  Bytes bytes = { data, data + size };
  GString *out = g_string_new (NULL);

  if (choose (&bytes, 4) > 0)
    spell_document (&bytes, out);
  g_string_append_c (out, '\n');
  spell_document (&bytes, out);
  g_string_append_c (out, '\n');
  spell_document (&bytes, out);

  *length = out->len;
  return g_string_free (out, FALSE);
}

static DwdSlice
next_line (const char **cursor,
           const char  *end)
{
  const char *start = *cursor;
  const char *newline = start < end ? memchr (start, '\n', end - start) : NULL;
  const char *stop = newline != NULL ? newline : end;

  *cursor = newline != NULL ? newline + 1 : end;

  return (DwdSlice) { start, stop - start };
}

static void
check_text (const char *text)
{
  DwdJsonSpan span;

  g_assert_true (dwd_json_scan_value (text, strlen (text), &span, NULL));
  g_assert_cmpint (span.type, ==, DWD_JSON_OBJECT);
}

static void
check_decision (const DwdConflictRules *rules,
                const DwdMergeInput    *input,
                const DwdDecision      *decision)
{
  g_autofree char *json = dwd_decision_to_json (decision);
  g_autoptr (DwdDecision) again = dwd_merge (rules, input, NULL);
  g_autofree char *second = dwd_decision_to_json (again);
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdDecision) read = dwd_decision_new_from_json (json, strlen (json), &error);
  g_autofree char *third = NULL;

  g_assert_no_error (error);
  third = dwd_decision_to_json (read);
  g_assert_cmpstr (json, ==, second);
  g_assert_cmpstr (json, ==, third);
  check_text (dwd_decision_get_doc (decision));
  if (dwd_decision_get_branch_doc (decision) != NULL)
    check_text (dwd_decision_get_branch_doc (decision));
}

static void
check_equal_sides (const DwdConflictRules *rules,
                   const DwdMergeInput    *input)
{
  DwdMergeInput equal = *input;
  g_autoptr (DwdDecision) decision = NULL;

  equal.base = (DwdSlice) { 0 };
  equal.mine = equal.server;
  equal.flags = 0;
  decision = dwd_merge (rules, &equal, NULL);
  g_assert_nonnull (decision);
  /* A union makes one row of two with the same key. */
  if (dwd_decision_get_strategy (decision) != DWD_STRATEGY_APPEND_ONLY)
    g_assert_cmpint (dwd_decision_get_outcome (decision), ==, DWD_OUTCOME_UNCHANGED);
  g_assert_cmpuint (dwd_decision_get_n_fields (decision), ==, 0);
}

/* The result is a version made from the server's. Rows of one key within a list come together only
 * in a union, and an edit of a row that may not be edited does not stay: both are tested with
 * records that have none. */
static void
check_twice (const DwdConflictRules *rules,
             const DwdMergeInput    *input,
             const DwdDecision      *decision)
{
  DwdMergeInput again = *input;
  g_autoptr (DwdDecision) second = NULL;
  DwdOutcome outcome;

  if (dwd_decision_get_strategy (decision) == DWD_STRATEGY_APPEND_ONLY)
    return;

  again.base = input->server;
  again.mine = (DwdSlice) { dwd_decision_get_doc (decision), strlen (dwd_decision_get_doc (decision)) };
  again.flags = 0;
  second = dwd_merge (rules, &again, NULL);
  g_assert_nonnull (second);
  outcome = dwd_decision_get_outcome (second);
  g_assert_true (outcome == DWD_OUTCOME_UNCHANGED || outcome == DWD_OUTCOME_MINE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  g_autoptr (DwdConflictRules) rules = NULL;
  g_autoptr (DwdDecision) decision = NULL;
  g_autofree char *text = NULL;
  const char *cursor, *end;
  DwdMergeInput input = {
    .now = 1764000000 * DWD_USEC_PER_SEC,
    .server_time = DWD_TIME_NONE,
  };
  gsize length;

  if (size < 3)
    return 0;

  rules = dwd_conflict_rules_new_from_json (dwd_conflict_rules_get_built_in (), rules_text,
                                            strlen (rules_text), "rules", NULL);
  input.doctype = doctypes[(data[0] & 0x7f) % G_N_ELEMENTS (doctypes)];
  input.flags = data[1] % 8;
  input.mine_time = data[1] * (1764000000 * DWD_USEC_PER_SEC / 60);
  if ((data[0] & 0x80) != 0)
    {
      text = spell_documents (data + 2, size - 2, &length);
    }
  else
    {
      /* A block of its very size: reading one byte behind it is a finding. */
      length = size - 2;
      text = g_memdup2 (data + 2, length);
    }

  cursor = text;
  end = text + length;
  input.base = next_line (&cursor, end);
  if (input.base.length == 0)
    input.base.text = NULL;
  input.mine = next_line (&cursor, end);
  input.server = (DwdSlice) { cursor, end - cursor };

  decision = dwd_merge (rules, &input, NULL);
  if (decision == NULL)
    return 0;

  check_decision (rules, &input, decision);
  check_equal_sides (rules, &input);
  check_twice (rules, &input, decision);

  return 0;
}
