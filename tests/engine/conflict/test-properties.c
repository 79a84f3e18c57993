/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <string.h>

#include "conflict/dwd-merge.h"
#include "dwt-random-doc.h"

/*
 * What holds of every merge, tried on random records. A case is made from its seed alone; the
 * message of a failure has it, and MERGE_SEED in the environment starts from there.
 */
#define N_CASES 10000

static const char *const doctypes[] = {
  "AI Call", "Appointment", "Broadcast Alert", "Calendar Event", "Clock In Record", "Comment", "Conversation",
  "Dispatch Job", "Equipment", "Form Submission", "Geofence", "Notification", "Task", "Ticket", "Vault Document",
};

typedef struct
{
  guint32 seed;
  const char *doctype;
  gboolean append_only;
  char *base;           /* (owned) */
  char *mine;           /* (owned) */
  char *server;         /* (owned) */
} Case;

static DwdSlice
slice (const char *text)
{
  return (DwdSlice) { text, text != NULL ? strlen (text) : 0 };
}

static DwdDecision *
merge (const Case *c,
       const char *base,
       const char *mine,
       const char *server)
{
  DwdMergeInput input = {
    .doctype = c->doctype,
    .base = slice (base),
    .mine = slice (mine),
    .server = slice (server),
    .now = 1764000000 * DWD_USEC_PER_SEC,
    .mine_time = 1764000000 * DWD_USEC_PER_SEC,
    .server_time = DWD_TIME_NONE,
  };
  g_autoptr (GError) error = NULL;
  DwdDecision *decision = dwd_merge (dwd_conflict_rules_get_built_in (), &input, &error);

  g_assert_no_error (error);
  return decision;
}

static void
case_init (Case   *c,
           guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (JsonObject) base = dwt_random_doc_new (rand);
  g_autoptr (JsonObject) mine = NULL;
  g_autoptr (JsonObject) server = NULL;
  const DwdConflictRule *rule;
  DwtRandomDocFlags flags;

  c->seed = seed;
  c->doctype = doctypes[g_rand_int_range (rand, 0, G_N_ELEMENTS (doctypes))];
  rule = dwd_conflict_rules_find (dwd_conflict_rules_get_built_in (), c->doctype);
  c->append_only = dwd_conflict_rule_get_strategy (rule) == DWD_STRATEGY_APPEND_ONLY;
  flags = c->append_only ? DWT_RANDOM_DOC_KEEP_ROWS : 0;
  mine = dwt_random_doc_edit (rand, base, flags);
  server = dwt_random_doc_edit (rand, base, flags);
  c->base = dwt_random_doc_write (rand, base);
  c->mine = dwt_random_doc_write (rand, mine);
  c->server = dwt_random_doc_write (rand, server);
}

static void
case_clear (Case *c)
{
  g_free (c->base);
  g_free (c->mine);
  g_free (c->server);
}

static void
complain (const Case        *c,
          const char        *what,
          const DwdDecision *decision)
{
  g_autofree char *json = dwd_decision_to_json (decision);

  g_error ("seed %u, %s: %s\nbase   %s\nmine   %s\nserver %s\nanswer %s", c->seed, c->doctype, what,
           c->base, c->mine, c->server, json);
}

/* Equal in every field but metadata. */
static gboolean
same_fields (const Case *c,
             const char *a,
             const char *b)
{
  g_autoptr (DwdDecision) decision = merge (c, NULL, a, b);

  return dwd_decision_get_outcome (decision) == DWD_OUTCOME_UNCHANGED;
}

/* The seed of hash tables is an address of the stack: elsewhere on it the answer must be the same.
 * */
static char *G_GNUC_NO_INLINE
merge_deeper (const Case *c,
              guint       depth)
{
  volatile char room[333];
  g_autoptr (DwdDecision) decision = NULL;

  room[depth % sizeof room] = 1;
  if (depth > 0 && room[depth % sizeof room] == 1)
    return merge_deeper (c, depth - 1);

  decision = merge (c, c->base, c->mine, c->server);
  return dwd_decision_to_json (decision);
}

static void
check_determinism (const Case *c)
{
  g_autoptr (DwdDecision) decision = merge (c, c->base, c->mine, c->server);
  g_autofree char *first = dwd_decision_to_json (decision);
  g_autofree char *second = merge_deeper (c, 1 + c->seed % 7);
  g_autoptr (DwdDecision) read = dwd_decision_new_from_json (first, strlen (first), NULL);
  g_autofree char *third = NULL;

  if (strcmp (first, second) != 0)
    complain (c, "not the same twice", decision);
  if (read == NULL)
    complain (c, "cannot be read back", decision);
  third = dwd_decision_to_json (read);
  if (strcmp (first, third) != 0)
    complain (c, "reads back as something else", decision);
}

static void
check_same_sides (const Case *c)
{
  g_autoptr (DwdDecision) decision = merge (c, c->base, c->mine, c->mine);

  if (dwd_decision_get_outcome (decision) != DWD_OUTCOME_UNCHANGED ||
      !same_fields (c, dwd_decision_get_doc (decision), c->mine))
    complain (c, "merge (b, m, m) is not m", decision);
}

static void
check_one_side (const Case *c)
{
  g_autoptr (DwdDecision) decision = merge (c, c->base, c->base, c->server);
  gboolean same = same_fields (c, c->base, c->server);

  if (dwd_decision_get_outcome (decision) != (same ? DWD_OUTCOME_UNCHANGED : DWD_OUTCOME_SERVER) ||
      !same_fields (c, dwd_decision_get_doc (decision), c->server))
    complain (c, "merge (b, b, s) is not s", decision);
  if (dwd_decision_get_needs_manual (decision))
    complain (c, "asks where one side changed", decision);
}

static DwdJsonSpan
scan (const char *text)
{
  DwdJsonSpan span = { 0 };

  if (text != NULL)
    g_assert_true (dwd_json_scan_value (text, strlen (text), &span, NULL));

  return span;
}

static gboolean
is_lost (const DwdFieldDecision *field,
         const DwdJsonSpan      *value)
{
  for (guint i = 0; i < field->n_lost; i++)
    {
      DwdJsonSpan lost = scan (field->lost[i]);

      if (dwd_merge_values_equal (&lost, value))
        return TRUE;
    }

  return FALSE;
}

static DwdJsonSpan
find_row (const DwdJsonSpan *list,
          const DwdJsonSpan *row)
{
  DwdJsonSpan wanted = dwd_json_span_get_member (row, "segment_id");
  DwdJsonSpan item;
  DwdJsonIter iter;

  dwd_json_iter_init (&iter, list);
  while (dwd_json_iter_next_item (&iter, &item))
    {
      DwdJsonSpan number = dwd_json_span_get_member (&item, "segment_id");

      if (dwd_merge_values_equal (&number, &wanted))
        return item;
    }

  return (DwdJsonSpan) { 0 };
}

static gboolean
is_metadata (const DwdJsonSpan *key)
{
  return dwd_json_span_equal_text (key, "name") || dwd_json_span_equal_text (key, "idx");
}

/* What mine set in a row since the base is in the result, or the row is in lost; but sums are sums.
 * */
static gboolean
row_survives (const DwdFieldDecision *field,
              const DwdJsonSpan      *row,
              gboolean                sums)
{
  DwdJsonSpan base_list = scan (field->base);
  DwdJsonSpan value = scan (field->value);
  DwdJsonSpan base = find_row (&base_list, row);
  DwdJsonSpan result = find_row (&value, row);
  DwdJsonSpan key, column;
  DwdJsonIter iter;

  if (is_lost (field, row))
    return TRUE;

  dwd_json_iter_init (&iter, row);
  while (dwd_json_iter_next_member (&iter, &key, &column))
    {
      g_autofree char *name = dwd_json_span_dup_string (&key);
      DwdJsonSpan before = dwd_json_span_get_member (&base, name);
      DwdJsonSpan after = dwd_json_span_get_member (&result, name);

      if (is_metadata (&key) || (sums && strcmp (name, "qty") == 0) ||
          dwd_merge_values_equal (&before, &column))
        continue;
      if (!dwd_merge_values_equal (&after, &column))
        return FALSE;
    }

  return result.type != DWD_JSON_ABSENT;
}

static gboolean
has_item (const DwdJsonSpan *list,
          const DwdJsonSpan *wanted)
{
  DwdJsonSpan item;
  DwdJsonIter iter;

  dwd_json_iter_init (&iter, list);
  while (dwd_json_iter_next_item (&iter, &item))
    if (dwd_merge_values_equal (&item, wanted))
      return TRUE;

  return FALSE;
}

static gboolean
items_survive (const DwdFieldDecision *field)
{
  gboolean sums = strcmp (field->name, "parts_used") == 0;
  DwdJsonSpan mine = scan (field->mine);
  DwdJsonSpan value = scan (field->value);
  DwdJsonSpan item;
  DwdJsonIter iter;

  if (mine.type != DWD_JSON_ARRAY)
    return TRUE;

  dwd_json_iter_init (&iter, &mine);
  while (dwd_json_iter_next_item (&iter, &item))
    if (!(item.type == DWD_JSON_OBJECT ? row_survives (field, &item, sums) : has_item (&value, &item)))
      return FALSE;

  return TRUE;
}

static void
check_field_lost (const Case             *c,
                  const DwdDecision      *decision,
                  const DwdFieldDecision *field)
{
  DwdJsonSpan base = scan (field->base);
  DwdJsonSpan mine = scan (field->mine);
  DwdJsonSpan server = scan (field->server);
  DwdJsonSpan value = scan (field->value);

  switch (field->source)
    {
    case DWD_SOURCE_SERVER:
      if (!dwd_merge_values_equal (&base, &mine) && !dwd_merge_values_equal (&mine, &value) &&
          field->reason != DWD_REASON_ONE_SIDE_CHANGED && field->reason != DWD_REASON_VERSION_ALL &&
          !is_lost (field, &mine))
        complain (c, field->name, decision);
      break;

    case DWD_SOURCE_MINE:
      if (!dwd_merge_values_equal (&base, &server) && !dwd_merge_values_equal (&server, &value) &&
          field->reason != DWD_REASON_ONE_SIDE_CHANGED && !is_lost (field, &server))
        complain (c, field->name, decision);
      break;

    case DWD_SOURCE_MERGED:
      if (field->reason == DWD_REASON_CHILD_UNION && !items_survive (field))
        complain (c, field->name, decision);
      break;

    case DWD_SOURCE_BOTH:
    case DWD_SOURCE_MANUAL:
    default:
      if (field->n_lost > 0)
        complain (c, field->name, decision);
      break;
    }
}

static void
check_lost (const Case *c)
{
  g_autoptr (DwdDecision) decision = merge (c, c->base, c->mine, c->server);

  for (guint i = 0; i < dwd_decision_get_n_fields (decision); i++)
    check_field_lost (c, decision, dwd_decision_get_field (decision, i));
}

static gboolean
contains_all (const DwdJsonSpan *list,
              const DwdJsonSpan *other,
              gboolean           whole)
{
  DwdJsonSpan item;
  DwdJsonIter iter;

  dwd_json_iter_init (&iter, other);
  while (dwd_json_iter_next_item (&iter, &item))
    {
      DwdJsonSpan row = find_row (list, &item);
      DwdJsonSpan a = dwd_json_span_get_member (&row, "qty");
      DwdJsonSpan b = dwd_json_span_get_member (&item, "qty");

      if (item.type != DWD_JSON_OBJECT)
        {
          if (!has_item (list, &item))
            return FALSE;
        }
      else if (row.type == DWD_JSON_ABSENT || (whole && !dwd_merge_values_equal (&a, &b)))
        {
          return FALSE;
        }
    }

  return TRUE;
}

/* The same rows and the same sums, whoever is mine and whoever the server. */
static void
check_commuting (const Case *c)
{
  g_autoptr (DwdDecision) decision = merge (c, c->base, c->mine, c->server);
  g_autoptr (DwdDecision) other = merge (c, c->base, c->server, c->mine);

  for (guint i = 0; i < dwd_decision_get_n_fields (decision); i++)
    {
      const DwdFieldDecision *field = dwd_decision_get_field (decision, i);
      const DwdFieldDecision *mirrored = dwd_decision_find_field (other, field->name);
      gboolean sums = strcmp (field->name, "parts_used") == 0 && !c->append_only;
      DwdJsonSpan a, b;

      if (field->reason != DWD_REASON_CHILD_UNION || strcmp (field->name, "message_count") == 0)
        continue;
      a = scan (field->value);
      b = mirrored != NULL ? scan (mirrored->value) : a;
      if (!contains_all (&a, &b, sums) || !contains_all (&b, &a, sums))
        complain (c, field->name, decision);
    }
}

static void
check_twice (const Case *c)
{
  g_autoptr (DwdDecision) decision = merge (c, c->base, c->mine, c->server);
  g_autoptr (DwdDecision) again = merge (c, c->server, dwd_decision_get_doc (decision), c->server);
  DwdOutcome outcome = dwd_decision_get_outcome (again);

  if ((outcome != DWD_OUTCOME_UNCHANGED && outcome != DWD_OUTCOME_MINE) ||
      !same_fields (c, dwd_decision_get_doc (again), dwd_decision_get_doc (decision)))
    complain (c, "twice is not once", again);
}

typedef void (*Check) (const Case *c);

static void
test_property (gconstpointer data)
{
  Check check = *(const Check *) data;
  const char *chosen = g_getenv ("MERGE_SEED");
  guint32 first = chosen != NULL ? (guint32) g_ascii_strtoull (chosen, NULL, 10) : 20261125;

  g_test_message ("%d cases from seed %u", N_CASES, first);
  for (guint32 i = 0; i < N_CASES; i++)
    {
      Case c = { 0 };

      case_init (&c, first + i);
      check (&c);
      case_clear (&c);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct { const char *name; Check check; } properties[] = {
    { "determinism", check_determinism },
    { "same-sides", check_same_sides },
    { "one-side", check_one_side },
    { "lost", check_lost },
    { "commuting", check_commuting },
    { "twice", check_twice },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      g_autofree char *path = g_strconcat ("/conflict/property/", properties[i].name, NULL);

      g_test_add_data_func (path, &properties[i].check, test_property);
    }

  return g_test_run ();
}
