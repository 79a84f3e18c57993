/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <string.h>

#include "base/dwd-failure.h"
#include "protocol/dwd-name-map.h"
#include "rules/dwd-conflict-rules.h"

static DwdConflictRules *
load (const DwdConflictRules *below,
      const char             *json)
{
  g_autoptr (GError) error = NULL;
  DwdConflictRules *rules;

  rules = dwd_conflict_rules_new_from_json (below, json, strlen (json), "x.json", &error);
  g_assert_no_error (error);
  g_assert_nonnull (rules);

  return rules;
}

static DwdConflictRules *
overlay (const char *json)
{
  return load (dwd_conflict_rules_get_built_in (), json);
}

static DwdFieldList
list_of (const DwdConflictRules *rules,
         const char             *doctype,
         const char             *field)
{
  return dwd_conflict_rule_find_list (dwd_conflict_rules_find (rules, doctype), field, strlen (field));
}

static int
group_of (const DwdConflictRules *rules,
          const char             *doctype,
          const char             *field)
{
  return dwd_conflict_rule_find_group (dwd_conflict_rules_find (rules, doctype), field,
                                       strlen (field));
}

static const DwdChildRule *
child_of (const DwdConflictRules *rules,
          const char             *doctype,
          const char             *field)
{
  return dwd_conflict_rule_find_child (dwd_conflict_rules_find (rules, doctype), field,
                                       strlen (field));
}

/* Every DocType with a rule: its strategy, whether it may be deleted, days of a tombstone. */
static const struct
{
  const char *doctype;
  DwdStrategy strategy;
  gboolean allow_delete;
  guint days;
} wanted_rules[] = {
  { "AI Call", DWD_STRATEGY_APPEND_ONLY, TRUE, 30 },
  { "Appointment", DWD_STRATEGY_MANUAL_RESOLVE, TRUE, 30 },
  { "Broadcast Alert", DWD_STRATEGY_FIELD_LEVEL, TRUE, 30 },
  { "Calendar Event", DWD_STRATEGY_MANUAL_RESOLVE, TRUE, 30 },
  { "Clock In Record", DWD_STRATEGY_SERVER_WINS, TRUE, 30 },
  { "Comment", DWD_STRATEGY_APPEND_ONLY, TRUE, 30 },
  { "Conversation", DWD_STRATEGY_APPEND_ONLY, FALSE, 0 },
  { "Dispatch Job", DWD_STRATEGY_FIELD_LEVEL, FALSE, 90 },
  { "Equipment", DWD_STRATEGY_FIELD_LEVEL, TRUE, 30 },
  { "File", DWD_STRATEGY_SERVER_WINS, TRUE, 30 },
  { "Form Submission", DWD_STRATEGY_FIELD_LEVEL, FALSE, 2555 },
  { "Form Template", DWD_STRATEGY_SERVER_WINS, TRUE, 30 },
  { "Geofence", DWD_STRATEGY_SERVER_WINS, TRUE, 30 },
  { "Growth Campaign", DWD_STRATEGY_SERVER_WINS, TRUE, 30 },
  { "Inbound Message", DWD_STRATEGY_APPEND_ONLY, TRUE, 30 },
  { "Notification", DWD_STRATEGY_CLIENT_WINS, TRUE, 30 },
  { "Org Member", DWD_STRATEGY_SERVER_WINS, TRUE, 30 },
  { "Organization", DWD_STRATEGY_SERVER_WINS, TRUE, 30 },
  { "Person", DWD_STRATEGY_SERVER_WINS, TRUE, 30 },
  { "SLA Policy", DWD_STRATEGY_SERVER_WINS, TRUE, 30 },
  { "Schedule Entry", DWD_STRATEGY_SERVER_WINS, TRUE, 30 },
  { "Shift Template", DWD_STRATEGY_SERVER_WINS, TRUE, 30 },
  { "Task", DWD_STRATEGY_FIELD_LEVEL, TRUE, 30 },
  { "Ticket", DWD_STRATEGY_FIELD_LEVEL, TRUE, 30 },
  { "Vault Document", DWD_STRATEGY_VERSION_ALL, TRUE, 30 },
  { "Workflow Instance", DWD_STRATEGY_SERVER_WINS, TRUE, 30 },
};

static void
test_doctypes (void)
{
  const DwdConflictRules *rules = dwd_conflict_rules_get_built_in ();
  const char *const *doctypes = dwd_conflict_rules_get_doctypes (rules);
  const DwdConflictRule *fallback = dwd_conflict_rules_find (rules, "Stranger");

  g_assert_cmpuint (g_strv_length ((char **) doctypes), ==, G_N_ELEMENTS (wanted_rules));
  for (gsize i = 0; i < G_N_ELEMENTS (wanted_rules); i++)
    {
      const DwdConflictRule *rule = dwd_conflict_rules_find (rules, wanted_rules[i].doctype);

      g_assert_cmpstr (doctypes[i], ==, wanted_rules[i].doctype);
      g_assert_cmpstr (dwd_name_map_find_canonical (dwd_name_map_get_built_in (), doctypes[i]), ==,
                       doctypes[i]);
      g_assert_true (rule != fallback);
      g_assert_cmpint ((int) dwd_conflict_rule_get_strategy (rule), ==, (int) wanted_rules[i].strategy);
      g_assert_cmpint (dwd_conflict_rule_get_allow_delete (rule), ==, wanted_rules[i].allow_delete);
      g_assert_cmpuint (dwd_conflict_rule_get_tombstone_days (rule), ==, wanted_rules[i].days);
    }

  g_assert_true (dwd_conflict_rules_find (rules, NULL) == fallback);
  g_assert_true (dwd_conflict_rules_find (rules, "_default") == fallback);
  g_assert_cmpint ((int) dwd_conflict_rule_get_strategy (fallback), ==, DWD_STRATEGY_SERVER_WINS);
  g_assert_true (dwd_conflict_rule_get_allow_delete (fallback));
  g_assert_cmpuint (dwd_conflict_rule_get_tombstone_days (fallback), ==, 30);
}

/* The lists, written out by hand: letters of the list, then its fields. */
static const struct
{
  const char *doctype;
  DwdFieldList list;
  const char *fields;
} wanted_lists[] = {
  { "Dispatch Job", DWD_FIELD_LIST_SERVER,
    "status assigned_to scheduled_date scheduled_time priority estimated_duration customer address "
    "service_type scheduled_start" },
  { "Dispatch Job", DWD_FIELD_LIST_CLIENT,
    "completion_notes photos signature customer_feedback actual_start_time actual_end_time parts_used "
    "technician_notes completion_photos customer_signature actual_arrival actual_departure" },
  { "Dispatch Job", DWD_FIELD_LIST_NONE,
    "title description customer_notes job_type scheduled_end x completion_note completion_notes2 STATUS" },
  { "Appointment", DWD_FIELD_LIST_AUTO_MERGE, "notes internal_notes" },
  { "Appointment", DWD_FIELD_LIST_NONE, "scheduled_date appointment_date status attendee_notes" },
  { "Form Submission", DWD_FIELD_LIST_SERVER,
    "template_version submitted_at submitted_by validation_status" },
  { "Form Submission", DWD_FIELD_LIST_CLIENT, "field_values photos notes" },
  { "Form Submission", DWD_FIELD_LIST_MANUAL, "signature" },
  { "Ticket", DWD_FIELD_LIST_SERVER,
    "status assigned_to priority sla_status first_response_time resolution_time" },
  { "Ticket", DWD_FIELD_LIST_CLIENT, "resolution_notes attachments internal_notes resolution" },
  { "Ticket", DWD_FIELD_LIST_LAST_WRITE, "description" },
  { "Ticket", DWD_FIELD_LIST_NONE, "subject notes first_response_at resolved_at" },
  { "Clock In Record", DWD_FIELD_LIST_EXCEPTION, "notes" },
  { "Clock In Record", DWD_FIELD_LIST_NONE, "in_time out_time working_hours" },
  { "Broadcast Alert", DWD_FIELD_LIST_SERVER, "status sent_at delivery_stats" },
  { "Broadcast Alert", DWD_FIELD_LIST_CLIENT, "acknowledgment_status acknowledged_at" },
  { "Task", DWD_FIELD_LIST_SERVER, "status assigned_to priority due_date" },
  { "Task", DWD_FIELD_LIST_CLIENT, "notes attachments" },
  { "Task", DWD_FIELD_LIST_LAST_WRITE, "title description" },
  { "Calendar Event", DWD_FIELD_LIST_AUTO_MERGE, "notes description" },
  { "Notification", DWD_FIELD_LIST_CLIENT, "read_state dismissed" },
  { "Equipment", DWD_FIELD_LIST_SERVER, "assigned_to current_location status" },
  { "Equipment", DWD_FIELD_LIST_CLIENT, "notes" },
  { "Stranger", DWD_FIELD_LIST_NONE, "status notes" },
};

static void
test_lists (void)
{
  const DwdConflictRules *rules = dwd_conflict_rules_get_built_in ();

  for (gsize i = 0; i < G_N_ELEMENTS (wanted_lists); i++)
    {
      g_auto (GStrv) fields = g_strsplit (wanted_lists[i].fields, " ", -1);

      for (char **field = fields; *field != NULL; field++)
        {
          g_test_message ("%s: %s", wanted_lists[i].doctype, *field);
          g_assert_cmpint ((int) list_of (rules, wanted_lists[i].doctype, *field), ==,
                           (int) wanted_lists[i].list);
        }
    }
}

/* A name is a slice of a document: what follows it must not matter, nor an empty one. */
static void
test_slices (void)
{
  const DwdConflictRule *job = dwd_conflict_rules_find (dwd_conflict_rules_get_built_in (),
                                                        "Dispatch Job");

  g_assert_cmpint ((int) dwd_conflict_rule_find_list (job, "status\":1", 6), ==, DWD_FIELD_LIST_SERVER);
  g_assert_cmpint ((int) dwd_conflict_rule_find_list (job, "status\":1", 5), ==, DWD_FIELD_LIST_NONE);
  g_assert_cmpint ((int) dwd_conflict_rule_find_list (job, "", 0), ==, DWD_FIELD_LIST_NONE);
  g_assert_cmpint ((int) dwd_conflict_rule_find_list (job, "sta\0us", 6), ==, DWD_FIELD_LIST_NONE);
  g_assert_null (dwd_conflict_rule_find_child (job, "parts", 5));
  g_assert_nonnull (dwd_conflict_rule_find_child (job, "parts_used_by", 10));
  g_assert_cmpint (dwd_conflict_rule_find_group (job, "", 0), ==, -1);
}

static char *
join_group (const DwdConflictRules *rules,
            const char             *doctype,
            guint                   number)
{
  const DwdConflictRule *rule = dwd_conflict_rules_find (rules, doctype);

  return g_strjoinv (" ", (char **) dwd_conflict_rule_get_group (rule, number));
}

static void
test_groups (void)
{
  static const struct
  {
    const char *doctype;
    guint number;
    const char *fields;
  } cases[] = {
    { "Dispatch Job", 0, "status assigned_to" },
    { "Dispatch Job", 1, "scheduled_date scheduled_time scheduled_start scheduled_end estimated_duration" },
    { "Appointment", 0, "scheduled_date scheduled_time end_time appointment_date appointment_time "
      "duration duration_minutes" },
    { "Clock In Record", 0, "in_time out_time working_hours" },
  };
  const DwdConflictRules *rules = dwd_conflict_rules_get_built_in ();
  const char *const *doctypes = dwd_conflict_rules_get_doctypes (rules);
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *fields = join_group (rules, cases[i].doctype, cases[i].number);
      g_auto (GStrv) names = g_strsplit (fields, " ", -1);

      g_assert_cmpstr (fields, ==, cases[i].fields);
      for (char **name = names; *name != NULL; name++)
        g_assert_cmpint (group_of (rules, cases[i].doctype, *name), ==, (int) cases[i].number);
    }
  for (; *doctypes != NULL; doctypes++)
    n += dwd_conflict_rule_get_n_groups (dwd_conflict_rules_find (rules, *doctypes));
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (cases));
  g_assert_cmpint (group_of (rules, "Dispatch Job", "priority"), ==, -1);
  g_assert_cmpint (group_of (rules, "Stranger", "status"), ==, -1);
}

static void
test_child_tables (void)
{
  static const struct
  {
    const char *doctype;
    const char *field;
    const char *keys;
    const char *sort_by;
    DwdSameKey same_key;
    const char *sum_field;
  } cases[] = {
    { "Conversation", "messages", "message_id channel_message_id name", "timestamp",
      DWD_SAME_KEY_EARLIER, NULL },
    { "Dispatch Job", "parts_used", "item_code", NULL, DWD_SAME_KEY_SUM_CHANGES, "qty" },
    { "AI Call", "transcript_segments", "segment_id", "start_time", DWD_SAME_KEY_KEEP, NULL },
  };
  const DwdConflictRules *rules = dwd_conflict_rules_get_built_in ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const DwdChildRule *rule = child_of (rules, cases[i].doctype, cases[i].field);
      g_autofree char *keys = NULL;

      g_assert_nonnull (rule);
      keys = g_strjoinv (" ", (char **) rule->keys);
      g_assert_cmpstr (rule->field, ==, cases[i].field);
      g_assert_cmpstr (keys, ==, cases[i].keys);
      g_assert_cmpstr (rule->sort_by, ==, cases[i].sort_by);
      g_assert_cmpint ((int) rule->same_key, ==, (int) cases[i].same_key);
      g_assert_cmpstr (rule->sum_field, ==, cases[i].sum_field);
    }
  g_assert_null (child_of (rules, "Conversation", "internal_notes"));
  g_assert_null (child_of (rules, "Ticket", "messages"));
}

static void
test_configs (void)
{
  const DwdConflictRules *rules = dwd_conflict_rules_get_built_in ();
  const DwdSyncConfig *sync = dwd_conflict_rules_get_sync (rules);
  const DwdAttachmentConfig *attachments = dwd_conflict_rules_get_attachments (rules);
  g_autofree char *always = g_strjoinv (" ", (char **) attachments->always_sync_types);
  g_autofree char *deferred = g_strjoinv (" ", (char **) attachments->deferred_types);

  g_assert_cmpuint (sync->tombstone_ttl_days, ==, 30);
  g_assert_cmpuint (sync->max_offline_hours, ==, 7 * 24);
  g_assert_cmpuint (sync->force_sign_in_hours, ==, 14 * 24);
  g_assert_cmpuint (sync->batch_size, ==, 100);
  g_assert_cmpuint (sync->manual_resolve_timeout_hours, ==, 24);
  g_assert_cmpint ((int) sync->auto_resolve_fallback, ==, DWD_STRATEGY_SERVER_WINS);
  g_assert_cmpstr (sync->conflict_notification_channel, ==, "push");
  g_assert_cmpuint (attachments->auto_sync_max_bytes, ==, 5 << 20);
  g_assert_cmpuint (attachments->cache_max_bytes, ==, 500 << 20);
  g_assert_cmpuint (attachments->thumbnail_px, ==, 200);
  g_assert_cmpstr (always, ==, "image/jpeg image/png application/pdf");
  g_assert_cmpstr (deferred, ==, "video/* application/zip");
}

/* A DocType named in one section loses that section's entry below, all of it, and nothing else. */
static void
test_overlay (void)
{
  g_autoptr (DwdConflictRules) rules = overlay (
    "{\"conflict_strategies\":{\"Dispatch Job\":{\"strategy\":\"field_level\","
    "\"client_wins_fields\":[\"status\"]},\"Service Ticket\":{\"strategy\":\"last_write_wins\"},"
    "\"New\":{\"strategy\":\"version_all\",\"groups\":[[\"a\",\"b\"],[\"c\"]]}},"
    "\"tombstone_rules\":{\"Task\":{\"allow_delete\":false}},\"more\":[1,{}]}");
  const DwdConflictRule *task = dwd_conflict_rules_find (rules, "Task");
  const DwdConflictRule *job = dwd_conflict_rules_find (rules, "Dispatch Job");
  const DwdConflictRule *new = dwd_conflict_rules_find (rules, "New");

  g_assert_cmpint ((int) list_of (rules, "Dispatch Job", "status"), ==, DWD_FIELD_LIST_CLIENT);
  g_assert_cmpint ((int) list_of (rules, "Dispatch Job", "priority"), ==, DWD_FIELD_LIST_NONE);
  g_assert_cmpint ((int) list_of (rules, "Dispatch Job", "technician_notes"), ==, DWD_FIELD_LIST_NONE);
  g_assert_cmpuint (dwd_conflict_rule_get_n_groups (job), ==, 0);
  g_assert_nonnull (child_of (rules, "Dispatch Job", "parts_used"));
  g_assert_false (dwd_conflict_rule_get_allow_delete (job));
  g_assert_cmpuint (dwd_conflict_rule_get_tombstone_days (job), ==, 90);

  g_assert_cmpint ((int) dwd_conflict_rule_get_strategy (dwd_conflict_rules_find (rules, "Ticket")), ==,
                   DWD_STRATEGY_LAST_WRITE_WINS);
  g_assert_cmpint ((int) list_of (rules, "Ticket", "description"), ==, DWD_FIELD_LIST_NONE);

  g_assert_cmpint ((int) dwd_conflict_rule_get_strategy (task), ==, DWD_STRATEGY_FIELD_LEVEL);
  g_assert_false (dwd_conflict_rule_get_allow_delete (task));
  g_assert_cmpuint (dwd_conflict_rule_get_tombstone_days (task), ==, 30);

  g_assert_cmpint ((int) dwd_conflict_rule_get_strategy (new), ==, DWD_STRATEGY_VERSION_ALL);
  g_assert_cmpint (group_of (rules, "New", "b"), ==, 0);
  g_assert_cmpint (group_of (rules, "New", "c"), ==, 1);
  g_assert_true (g_strv_contains (dwd_conflict_rules_get_doctypes (rules), "New"));
  g_assert_false (g_strv_contains (dwd_conflict_rules_get_doctypes (rules), "Service Ticket"));

  /* What lies below is as it was. */
  g_assert_cmpint ((int) list_of (dwd_conflict_rules_get_built_in (), "Dispatch Job", "status"), ==,
                   DWD_FIELD_LIST_SERVER);
}

static void
test_overlay_rest (void)
{
  g_autoptr (DwdConflictRules) first = overlay (
    "{\"conflict_strategies\":{\"Task\":null,\"_default\":{\"strategy\":\"client_wins\"}},"
    "\"child_table_merge_rules\":{\"AI Call\":[],"
    "\"Conversation\":{\"child_field\":\"messages\",\"dedup_key\":\"message_id\"}},"
    "\"field_names\":{\"Task\":[[\"body\",\"notes\"]],\"Dispatch Job\":null},"
    "\"sync_config\":{\"batch_upsert_size\":7,\"conflict_notification_channel\":\"mail\","
    "\"auto_resolve_fallback\":\"last_write_wins\",\"tombstone_ttl_days\":null},"
    "\"attachment_sync_config\":{\"deferred_types\":[],\"thumbnail_max_px\":64}}");
  g_autoptr (DwdConflictRules) rules = load (first, "{\"tombstone_rules\":null,\"sync_config\":{}}");
  const DwdChildRule *messages;

  g_clear_pointer (&first, dwd_conflict_rules_unref);
  messages = child_of (rules, "Conversation", "messages");
  g_assert_cmpstr (messages->keys[0], ==, "message_id");
  g_assert_null (messages->keys[1]);
  g_assert_null (messages->sort_by);
  g_assert_cmpint ((int) messages->same_key, ==, DWD_SAME_KEY_KEEP);
  g_assert_null (child_of (rules, "AI Call", "transcript_segments"));

  g_assert_cmpint ((int) dwd_conflict_rule_get_strategy (dwd_conflict_rules_find (rules, "Stranger")),
                   ==, DWD_STRATEGY_CLIENT_WINS);
  g_assert_cmpint ((int) list_of (rules, "Task", "body"), ==, DWD_FIELD_LIST_CLIENT);
  g_assert_cmpint ((int) list_of (rules, "Dispatch Job", "technician_notes"), ==,
                   DWD_FIELD_LIST_CLIENT);

  g_assert_cmpuint (dwd_conflict_rules_get_sync (rules)->batch_size, ==, 7);
  g_assert_cmpuint (dwd_conflict_rules_get_sync (rules)->tombstone_ttl_days, ==, 30);
  g_assert_cmpstr (dwd_conflict_rules_get_sync (rules)->conflict_notification_channel, ==, "mail");
  g_assert_cmpint ((int) dwd_conflict_rules_get_sync (rules)->auto_resolve_fallback, ==,
                   DWD_STRATEGY_LAST_WRITE_WINS);
  g_assert_null (dwd_conflict_rules_get_attachments (rules)->deferred_types[0]);
  g_assert_cmpstr (dwd_conflict_rules_get_attachments (rules)->always_sync_types[0], ==, "image/jpeg");
  g_assert_cmpuint (dwd_conflict_rules_get_attachments (rules)->thumbnail_px, ==, 64);
}

/* Nothing below: no rule but what the text says, and limits that are not 0. */
static void
test_alone (void)
{
  g_autoptr (DwdConflictRules) rules = load (NULL, "{\"sync_config\":{\"tombstone_ttl_days\":5},"
                                             "\"tombstone_rules\":{\"A\":{\"allow_delete\":false}}}");
  const DwdConflictRule *rule = dwd_conflict_rules_find (rules, "A");

  g_assert_cmpint ((int) dwd_conflict_rule_get_strategy (rule), ==, DWD_STRATEGY_SERVER_WINS);
  g_assert_false (dwd_conflict_rule_get_allow_delete (rule));
  g_assert_cmpuint (dwd_conflict_rule_get_tombstone_days (rule), ==, 5);
  g_assert_cmpstr (dwd_conflict_rules_get_doctypes (rules)[0], ==, "A");
  g_assert_null (dwd_conflict_rules_get_doctypes (rules)[1]);
  g_assert_true (dwd_conflict_rule_get_allow_delete (dwd_conflict_rules_find (rules, "B")));
  g_assert_cmpuint (dwd_conflict_rules_get_sync (rules)->batch_size, ==, 100);
  g_assert_nonnull (dwd_conflict_rules_get_attachments (rules)->always_sync_types);
}

/* A field on every list, under every strategy. */
static void
test_precedence (void)
{
  static const struct
  {
    const char *strategy;
    DwdFieldList wanted;
  } cases[] = {
    { "server_wins", DWD_FIELD_LIST_EXCEPTION },
    { "client_wins", DWD_FIELD_LIST_EXCEPTION },
    { "manual_resolve", DWD_FIELD_LIST_AUTO_MERGE },
    { "field_level", DWD_FIELD_LIST_SERVER },
    { "last_write_wins", DWD_FIELD_LIST_SERVER },
    { "append_only", DWD_FIELD_LIST_SERVER },
    { "version_all", DWD_FIELD_LIST_SERVER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf (
        "{\"conflict_strategies\":{\"A\":{\"strategy\":\"%s\",\"exception_fields\":[\"f\",\"e\"],"
        "\"auto_merge_fields\":[\"f\",\"a\",\"e\"],\"manual_resolve_fields\":[\"f\",\"m\",\"a\"],"
        "\"last_write_wins_fields\":[\"f\",\"l\",\"m\"],\"client_wins_fields\":[\"f\",\"c\",\"l\"],"
        "\"server_wins_fields\":[\"f\"]}},\"field_names\":{\"A\":[[\"other\",\"f\",\"c\"]]}}",
        cases[i].strategy);
      g_autoptr (DwdConflictRules) rules = load (NULL, json);

      g_assert_cmpint ((int) list_of (rules, "A", "f"), ==, (int) cases[i].wanted);
      g_assert_cmpint ((int) list_of (rules, "A", "other"), ==, (int) cases[i].wanted);
      g_assert_cmpint ((int) list_of (rules, "A", "c"), ==, DWD_FIELD_LIST_CLIENT);
      g_assert_cmpint ((int) list_of (rules, "A", "l"), ==, DWD_FIELD_LIST_CLIENT);
      g_assert_cmpint ((int) list_of (rules, "A", "m"), ==, DWD_FIELD_LIST_LAST_WRITE);
    }
}

/* Enough names that the table has to grow and to probe. */
static void
test_many (void)
{
  g_autoptr (GString) json = g_string_new ("{\"conflict_strategies\":{\"A\":{\"strategy\":"
                                           "\"field_level\",\"client_wins_fields\":[\"f0\"");
  g_autoptr (DwdConflictRules) rules = NULL;
  const int n = 5000;

  for (int i = 1; i < n; i++)
    g_string_append_printf (json, ",\"f%d\"", i);
  g_string_append (json, "]}}}");
  rules = load (NULL, json->str);

  for (int i = 0; i < 2 * n; i++)
    {
      g_autofree char *name = g_strdup_printf ("f%d", i);

      g_assert_cmpint ((int) list_of (rules, "A", name), ==,
                       i < n ? DWD_FIELD_LIST_CLIENT : DWD_FIELD_LIST_NONE);
    }
}

#define STRATEGY(text) "{\"conflict_strategies\":{\"Ticket\":" text "}}"
#define CHILD(text) "{\"child_table_merge_rules\":{\"Ticket\":[" text "]}}"
#define TOMBSTONE(text) "{\"tombstone_rules\":{\"Ticket\":" text "}}"
#define SYNC(text) "{\"sync_config\":{" text "}}"
#define FILES(text) "{\"attachment_sync_config\":{" text "}}"

static void
test_refused (void)
{
  static const struct
  {
    const char *json;
    const char *message;
  } cases[] = {
    /* the whole */
    { "", "x.json: Not JSON: *" },
    { "{", "x.json: Not JSON: *" },
    { "{} // no", "x.json: Not JSON: *" },
    { "[]", "x.json: must be an object" },
    { "null", "x.json: must be an object" },
    { "{\"conflict_strategies\":[]}", "x.json: conflict_strategies: the section must be an object" },
    { "{\"sync_config\":7}", "x.json: sync_config: the section must be an object" },

    /* strategies */
    { STRATEGY ("[]"), "x.json: conflict_strategies, “Ticket”: the rule must be an object" },
    { STRATEGY ("{}"), "x.json: conflict_strategies, “Ticket”: strategy is missing" },
    { STRATEGY ("{\"strategy\":null}"), "x.json: conflict_strategies, “Ticket”: strategy is missing" },
    { STRATEGY ("{\"strategy\":3}"), "x.json: *“Ticket”: strategy must be a text that is not empty" },
    { STRATEGY ("{\"strategy\":\"\"}"), "x.json: *“Ticket”: strategy must be a text that is not empty" },
    { STRATEGY ("{\"strategy\":\"coin\"}"), "x.json: *“Ticket”: strategy “coin” is not a strategy" },
    { STRATEGY ("{\"strategy\":\"Server_Wins\"}"), "*“Ticket”: strategy “Server_Wins” is not a strategy" },
    { STRATEGY ("{\"strategy\":\"field_level\",\"server_wins_fields\":\"status\"}"),
      "x.json: *“Ticket”: server_wins_fields must be a list of texts" },
    { STRATEGY ("{\"strategy\":\"field_level\",\"client_wins_fields\":[\"a\",7]}"),
      "x.json: *“Ticket”: client_wins_fields must be a list of texts that are not empty, and ?1? is none" },
    { STRATEGY ("{\"strategy\":\"field_level\",\"last_write_wins_fields\":[\"\"]}"),
      "x.json: *“Ticket”: last_write_wins_fields must be a list of texts that are not empty, and ?0? *" },
    { STRATEGY ("{\"strategy\":\"field_level\",\"manual_resolve_fields\":{}}"),
      "x.json: *“Ticket”: manual_resolve_fields must be a list of texts" },
    { STRATEGY ("{\"strategy\":\"field_level\",\"auto_merge_fields\":[null]}"),
      "x.json: *“Ticket”: auto_merge_fields must *" },
    { STRATEGY ("{\"strategy\":\"field_level\",\"exception_fields\":true}"),
      "x.json: *“Ticket”: exception_fields must be a list of texts" },
    { STRATEGY ("{\"strategy\":\"field_level\",\"groups\":{}}"),
      "x.json: *“Ticket”: groups must be a list of lists of texts" },
    { STRATEGY ("{\"strategy\":\"field_level\",\"groups\":[[\"a\"],\"b\"]}"),
      "x.json: *“Ticket”: groups?1? must be a list of texts" },
    { STRATEGY ("{\"strategy\":\"field_level\",\"groups\":[[]]}"), "x.json: *“Ticket”: groups?0? is empty" },
    { STRATEGY ("{\"strategy\":\"field_level\",\"groups\":[[\"a\",\"b\"],[\"c\",\"a\"]]}"),
      "x.json: *“Ticket”: groups?1? names “a”, which stands there already" },
    { STRATEGY ("{\"strategy\":\"field_level\",\"groups\":[[\"a\",\"a\"]]}"),
      "x.json: *“Ticket”: groups?0? names “a”, which stands there already" },
    { "{\"conflict_strategies\":{\"Service Ticket\":{}}}",
      "x.json: conflict_strategies, “Ticket”: strategy is missing" },

    /* child tables */
    { "{\"child_table_merge_rules\":{\"Ticket\":7}}",
      "x.json: child_table_merge_rules, “Ticket”: the rules of child tables must be a list" },
    { CHILD ("7"), "x.json: *“Ticket”: the rule of a child table must be an object" },
    { CHILD ("{}"), "x.json: *“Ticket”: child_field is missing" },
    { CHILD ("{\"child_field\":[]}"), "x.json: *“Ticket”: child_field must be a text that is not empty" },
    { CHILD ("{\"child_field\":\"a\",\"merge_strategy\":\"replace\"}"),
      "x.json: *“Ticket”: merge_strategy “replace” is not union" },
    { CHILD ("{\"child_field\":\"a\",\"merge_strategy\":1}"), "x.json: *“Ticket”: merge_strategy must *" },
    { CHILD ("{\"child_field\":\"a\",\"dedup_key\":7}"), "x.json: *“Ticket”: dedup_key must be a list *" },
    { CHILD ("{\"child_field\":\"a\",\"dedup_key\":[7]}"), "x.json: *“Ticket”: dedup_key must be a list *" },
    { CHILD ("{\"child_field\":\"a\",\"dedup_key\":\"\"}"), "x.json: *“Ticket”: dedup_key must be a text *" },
    { CHILD ("{\"child_field\":\"a\",\"sort_by\":[]}"), "x.json: *“Ticket”: sort_by must be a text *" },
    { CHILD ("{\"child_field\":\"a\",\"same_key\":\"later\"}"),
      "x.json: *“Ticket”: same_key “later” is none of keep, earlier, sum_changes" },
    { CHILD ("{\"child_field\":\"a\",\"same_key\":\"earlier\"}"),
      "x.json: *“Ticket”: sort_by is missing, and same_key is earlier" },
    { CHILD ("{\"child_field\":\"a\",\"same_key\":\"sum_changes\"}"),
      "x.json: *“Ticket”: sum_field is missing, and same_key is sum_changes" },
    { CHILD ("{\"child_field\":\"a\",\"sum_field\":7}"), "x.json: *“Ticket”: sum_field must be a text *" },

    /* tombstones */
    { TOMBSTONE ("true"), "x.json: tombstone_rules, “Ticket”: the rule must be an object" },
    { TOMBSTONE ("{}"), "x.json: tombstone_rules, “Ticket”: allow_delete is missing" },
    { TOMBSTONE ("{\"allow_delete\":1}"), "x.json: *“Ticket”: allow_delete must be true or false" },
    { TOMBSTONE ("{\"allow_delete\":true,\"tombstone_ttl_days\":-1}"),
      "x.json: *“Ticket”: tombstone_ttl_days must be a whole number from 0 to 36500" },
    { TOMBSTONE ("{\"allow_delete\":true,\"tombstone_ttl_days\":\"30\"}"),
      "x.json: *“Ticket”: tombstone_ttl_days must be a whole number *" },
    { TOMBSTONE ("{\"allow_delete\":true,\"tombstone_ttl_days\":1e99}"),
      "x.json: *“Ticket”: tombstone_ttl_days must be a whole number *" },

    /* names */
    { "{\"field_names\":{\"Ticket\":{}}}", "x.json: field_names, “Ticket”: the list must be a list of lists *" },
    { "{\"field_names\":{\"Ticket\":[[\"a\"],[\"a\"]]}}", "x.json: field_names, “Ticket”: the list?1? names “a”*" },

    /* the configs */
    { SYNC ("\"batch_upsert_size\":101"), "x.json: sync_config: batch_upsert_size * from 1 to 100" },
    { SYNC ("\"batch_upsert_size\":0"), "x.json: sync_config: batch_upsert_size * from 1 to 100" },
    { SYNC ("\"tombstone_ttl_days\":1.5"), "x.json: sync_config: tombstone_ttl_days must *" },
    { SYNC ("\"max_offline_duration_hours\":[]"), "x.json: sync_config: max_offline_duration_hours must *" },
    { SYNC ("\"force_reauth_after_hours\":true"), "x.json: sync_config: force_reauth_after_hours must *" },
    { SYNC ("\"manual_resolve_timeout_hours\":0"), "x.json: sync_config: manual_resolve_timeout_hours must *" },
    { SYNC ("\"auto_resolve_fallback\":\"manual_resolve\""),
      "x.json: sync_config: auto_resolve_fallback is none of server_wins, client_wins, last_write_wins" },
    { SYNC ("\"auto_resolve_fallback\":\"x\""), "x.json: sync_config: auto_resolve_fallback “x” is not a *" },
    { SYNC ("\"conflict_notification_channel\":7"), "x.json: sync_config: conflict_notification_channel must *" },
    { SYNC ("\"attachment_sync_priority\":\"all\""),
      "x.json: sync_config: attachment_sync_priority “all” is not metadata_first" },
    { FILES ("\"strategy\":\"all\""), "x.json: attachment_sync_config: strategy “all” is not metadata_first" },
    { FILES ("\"attachment_conflict\":\"newest\""),
      "x.json: attachment_sync_config: attachment_conflict “newest” is not keep_both" },
    { FILES ("\"auto_sync_max_bytes\":-1"), "x.json: attachment_sync_config: auto_sync_max_bytes must *" },
    { FILES ("\"cache_max_bytes\":\"500\""), "x.json: attachment_sync_config: cache_max_bytes must *" },
    { FILES ("\"thumbnail_max_px\":0"), "x.json: attachment_sync_config: thumbnail_max_px must *" },
    { FILES ("\"always_sync_types\":{}"), "x.json: attachment_sync_config: always_sync_types must *" },
    { FILES ("\"deferred_types\":[1]"), "x.json: attachment_sync_config: deferred_types must *" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      DwdConflictRules *rules;

      rules = dwd_conflict_rules_new_from_json (dwd_conflict_rules_get_built_in (), cases[i].json,
                                                strlen (cases[i].json), "x.json", &error);
      g_assert_null (rules);
      g_assert_error (error, DWD_ERROR, DWD_FAILURE_INVALID);
      if (!g_pattern_match_simple (cases[i].message, error->message))
        g_error ("%s: “%s” is not “%s”", cases[i].json, error->message, cases[i].message);
    }
}

static void
test_strategies (void)
{
  for (int i = DWD_STRATEGY_SERVER_WINS; i <= DWD_STRATEGY_VERSION_ALL; i++)
    {
      const char *name = dwd_strategy_to_string ((DwdStrategy) i);

      g_assert_nonnull (name);
      g_assert_cmpint ((int) dwd_strategy_from_string (name), ==, i);
    }
  g_assert_null (dwd_strategy_to_string ((DwdStrategy) 0));
  g_assert_null (dwd_strategy_to_string ((DwdStrategy) (DWD_STRATEGY_VERSION_ALL + 1)));
  g_assert_null (dwd_strategy_to_string ((DwdStrategy) - 1));
  g_assert_cmpint ((int) dwd_strategy_from_string (NULL), ==, 0);
  g_assert_cmpint ((int) dwd_strategy_from_string (""), ==, 0);
}

static gpointer
use_built_in (gpointer data)
{
  for (int i = 0; i < 2000; i++)
    {
      g_autoptr (DwdConflictRules) rules = dwd_conflict_rules_ref (dwd_conflict_rules_get_built_in ());

      g_assert_cmpint ((int) list_of (rules, "Ticket", "status"), ==, DWD_FIELD_LIST_SERVER);
    }

  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("rules", use_built_in, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  /* First, while nothing is loaded yet. */
  g_test_add_func ("/rules/conflict-rules/threads", test_threads);
  g_test_add_func ("/rules/conflict-rules/doctypes", test_doctypes);
  g_test_add_func ("/rules/conflict-rules/lists", test_lists);
  g_test_add_func ("/rules/conflict-rules/slices", test_slices);
  g_test_add_func ("/rules/conflict-rules/groups", test_groups);
  g_test_add_func ("/rules/conflict-rules/child-tables", test_child_tables);
  g_test_add_func ("/rules/conflict-rules/configs", test_configs);
  g_test_add_func ("/rules/conflict-rules/overlay", test_overlay);
  g_test_add_func ("/rules/conflict-rules/overlay-rest", test_overlay_rest);
  g_test_add_func ("/rules/conflict-rules/alone", test_alone);
  g_test_add_func ("/rules/conflict-rules/precedence", test_precedence);
  g_test_add_func ("/rules/conflict-rules/many", test_many);
  g_test_add_func ("/rules/conflict-rules/refused", test_refused);
  g_test_add_func ("/rules/conflict-rules/strategies", test_strategies);

  return g_test_run ();
}
