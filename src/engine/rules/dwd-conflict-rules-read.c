/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-rules"

#include "config.h"

#include "dwd-conflict-rules-private.h"

#include "base/dwd-failure.h"
#include "dwd-rules-reader.h"
#include "protocol/dwd-name-map.h"

#include <string.h>

#define MOST_DAYS 36500
#define MOST_HOURS (24 * MOST_DAYS)
#define MOST_BATCH 100                  /* what a server takes in one request */
#define MOST_PIXELS 4096
#define MOST_BYTES (G_GUINT64_CONSTANT (1) << 50)

static gboolean
read_strategy (const DwdRulesReader *reader,
               const DwdJsonSpan    *object,
               const char           *key,
               DwdStrategy          *out)
{
  g_autofree char *name = NULL;
  DwdStrategy strategy;

  if (!dwd_rules_reader_text (reader, object, key, &name))
    return FALSE;
  if (name == NULL)
    return TRUE;

  strategy = dwd_strategy_from_string (name);
  if (strategy == 0)
    return dwd_rules_reader_complain (reader, key, "“%s” is not a strategy", name);

  *out = strategy;
  return TRUE;
}

static gboolean
read_strategy_entry (DwdRuleSections      *self,
                     const DwdRulesReader *reader,
                     const DwdJsonSpan    *value)
{
  static const char *const keys[DWD_N_FIELD_LISTS] = {
    [DWD_FIELD_LIST_SERVER] = "server_wins_fields",
    [DWD_FIELD_LIST_CLIENT] = "client_wins_fields",
    [DWD_FIELD_LIST_LAST_WRITE] = "last_write_wins_fields",
    [DWD_FIELD_LIST_MANUAL] = "manual_resolve_fields",
    [DWD_FIELD_LIST_AUTO_MERGE] = "auto_merge_fields",
    [DWD_FIELD_LIST_EXCEPTION] = "exception_fields",
  };
  g_autoptr (DwdStrategyEntry) entry = dwd_strategy_entry_new ((DwdStrategy) 0);
  DwdJsonSpan groups;

  if (value->type != DWD_JSON_OBJECT)
    return dwd_rules_reader_complain (reader, "the rule", "must be an object");
  if (!read_strategy (reader, value, "strategy", &entry->strategy))
    return FALSE;
  if (entry->strategy == 0)
    return dwd_rules_reader_complain (reader, "strategy", "is missing");

  for (int i = 0; i < DWD_N_FIELD_LISTS; i++)
    if (keys[i] != NULL && !dwd_rules_reader_list (reader, value, keys[i], &entry->lists[i]))
      return FALSE;
  groups = dwd_rules_reader_find (value, "groups");
  if (!dwd_rules_reader_sets (reader, &groups, "groups", entry->groups))
    return FALSE;

  g_hash_table_replace (self->strategies, g_strdup (reader->doctype), g_steal_pointer (&entry));
  return TRUE;
}

static gboolean
read_same_key (const DwdRulesReader *reader,
               const DwdJsonSpan    *object,
               DwdSameKey           *out)
{
  static const struct
  {
    const char *name;
    DwdSameKey same_key;
  } names[] = {
    { "keep", DWD_SAME_KEY_KEEP },
    { "earlier", DWD_SAME_KEY_EARLIER },
    { "sum_changes", DWD_SAME_KEY_SUM_CHANGES },
  };
  g_autofree char *name = NULL;

  if (!dwd_rules_reader_text (reader, object, "same_key", &name))
    return FALSE;

  *out = DWD_SAME_KEY_KEEP;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (name == NULL || strcmp (name, names[i].name) == 0)
      {
        *out = names[i].same_key;
        return TRUE;
      }

  return dwd_rules_reader_complain (reader, "same_key", "“%s” is none of keep, earlier, sum_changes",
                                    name);
}

/* One key may stand there without its list, as older rules write it. */
static gboolean
read_keys (const DwdRulesReader *reader,
           const DwdJsonSpan    *object,
           char               ***out)
{
  DwdJsonSpan value = dwd_rules_reader_find (object, "dedup_key");
  char *key = NULL;

  if (value.type != DWD_JSON_STRING)
    {
      *out = g_new0 (char *, 1);
      return dwd_rules_reader_list (reader, object, "dedup_key", out);
    }
  if (!dwd_rules_reader_text (reader, object, "dedup_key", &key))
    return FALSE;

  *out = g_new0 (char *, 2);
  (*out)[0] = key;
  return TRUE;
}

static gboolean
check_child_rule (const DwdRulesReader *reader,
                  const DwdChildRule   *rule,
                  const char           *merge_strategy)
{
  if (rule->field == NULL)
    return dwd_rules_reader_complain (reader, "child_field", "is missing");
  if (merge_strategy != NULL && strcmp (merge_strategy, "union") != 0)
    return dwd_rules_reader_complain (reader, "merge_strategy", "“%s” is not union", merge_strategy);
  if (rule->same_key == DWD_SAME_KEY_EARLIER && rule->sort_by == NULL)
    return dwd_rules_reader_complain (reader, "sort_by", "is missing, and same_key is earlier");
  if (rule->same_key == DWD_SAME_KEY_SUM_CHANGES && rule->sum_field == NULL)
    return dwd_rules_reader_complain (reader, "sum_field", "is missing, and same_key is sum_changes");

  return TRUE;
}

static gboolean
read_child_rule (const DwdRulesReader *reader,
                 const DwdJsonSpan    *value,
                 DwdChildEntry        *entry)
{
  g_autofree char *merge_strategy = NULL;
  DwdChildRule *rule;

  if (value->type != DWD_JSON_OBJECT)
    return dwd_rules_reader_complain (reader, "the rule of a child table", "must be an object");

  g_array_set_size (entry->rules, entry->rules->len + 1);
  rule = &g_array_index (entry->rules, DwdChildRule, entry->rules->len - 1);

  return dwd_rules_reader_text (reader, value, "child_field", (char **) &rule->field) &&
         dwd_rules_reader_text (reader, value, "merge_strategy", &merge_strategy) &&
         read_keys (reader, value, (char ***) &rule->keys) &&
         dwd_rules_reader_text (reader, value, "sort_by", (char **) &rule->sort_by) &&
         read_same_key (reader, value, &rule->same_key) &&
         dwd_rules_reader_text (reader, value, "sum_field", (char **) &rule->sum_field) &&
         check_child_rule (reader, rule, merge_strategy);
}

/* One rule may stand there without its list, as older rules write it. */
static gboolean
read_child_entry (DwdRuleSections      *self,
                  const DwdRulesReader *reader,
                  const DwdJsonSpan    *value)
{
  g_autoptr (DwdChildEntry) entry = dwd_child_entry_new ();
  DwdJsonIter iter;
  DwdJsonSpan item;

  if (value->type == DWD_JSON_OBJECT)
    {
      if (!read_child_rule (reader, value, entry))
        return FALSE;
    }
  else if (value->type == DWD_JSON_ARRAY)
    {
      dwd_json_iter_init (&iter, value);
      while (dwd_json_iter_next_item (&iter, &item))
        if (!read_child_rule (reader, &item, entry))
          return FALSE;
    }
  else
    {
      return dwd_rules_reader_complain (reader, "the rules of child tables", "must be a list");
    }

  g_hash_table_replace (self->children, g_strdup (reader->doctype), g_steal_pointer (&entry));
  return TRUE;
}

static gboolean
read_tombstone_entry (DwdRuleSections      *self,
                      const DwdRulesReader *reader,
                      const DwdJsonSpan    *value)
{
  g_autoptr (DwdTombstoneEntry) entry = dwd_tombstone_entry_new ();
  guint64 days = G_MAXUINT64;
  gboolean allow_delete = -1;

  if (value->type != DWD_JSON_OBJECT)
    return dwd_rules_reader_complain (reader, "the rule", "must be an object");
  if (!dwd_rules_reader_boolean (reader, value, "allow_delete", &allow_delete) ||
      !dwd_rules_reader_number (reader, value, "tombstone_ttl_days", 0, MOST_DAYS, &days))
    return FALSE;
  if (allow_delete == -1)
    return dwd_rules_reader_complain (reader, "allow_delete", "is missing");

  entry->allow_delete = allow_delete;
  entry->has_days = days != G_MAXUINT64;
  entry->days = entry->has_days ? (guint) days : 0;

  g_hash_table_replace (self->tombstones, g_strdup (reader->doctype), g_steal_pointer (&entry));
  return TRUE;
}

static gboolean
read_spelling_entry (DwdRuleSections      *self,
                     const DwdRulesReader *reader,
                     const DwdJsonSpan    *value)
{
  g_autoptr (DwdSpellingEntry) entry = dwd_spelling_entry_new ();

  if (!dwd_rules_reader_sets (reader, value, "the list", entry->sets))
    return FALSE;

  g_hash_table_replace (self->spellings, g_strdup (reader->doctype), g_steal_pointer (&entry));
  return TRUE;
}

typedef struct
{
  const char *key;
  guint64 least;
  guint64 most;
  guint *out;
} Number;

static gboolean
read_numbers (const DwdRulesReader *reader,
              const DwdJsonSpan    *object,
              const Number         *numbers,
              gsize                 n_numbers)
{
  for (gsize i = 0; i < n_numbers; i++)
    {
      guint64 value = *numbers[i].out;

      if (!dwd_rules_reader_number (reader, object, numbers[i].key, numbers[i].least,
                                    numbers[i].most, &value))
        return FALSE;
      *numbers[i].out = (guint) value;
    }

  return TRUE;
}

/* A key with one value that is done: to take another one would promise what does not happen. */
static gboolean
read_fixed (const DwdRulesReader *reader,
            const DwdJsonSpan    *object,
            const char           *key,
            const char           *only)
{
  g_autofree char *text = NULL;

  if (!dwd_rules_reader_text (reader, object, key, &text))
    return FALSE;
  if (text != NULL && strcmp (text, only) != 0)
    return dwd_rules_reader_complain (reader, key, "“%s” is not %s", text, only);

  return TRUE;
}

/* Nobody can be asked once more when the time for an answer is over, nor can rows decide it. */
static gboolean
read_fallback (const DwdRulesReader *reader,
               const DwdJsonSpan    *object,
               DwdStrategy          *out)
{
  DwdStrategy strategy = *out;

  if (!read_strategy (reader, object, "auto_resolve_fallback", &strategy))
    return FALSE;
  if (strategy != DWD_STRATEGY_SERVER_WINS && strategy != DWD_STRATEGY_CLIENT_WINS &&
      strategy != DWD_STRATEGY_LAST_WRITE_WINS)
    return dwd_rules_reader_complain (reader, "auto_resolve_fallback",
                                      "is none of server_wins, client_wins, last_write_wins");

  *out = strategy;
  return TRUE;
}

static gboolean
read_sync_config (DwdRuleSections      *self,
                  const DwdRulesReader *reader,
                  const DwdJsonSpan    *object)
{
  const Number numbers[] = {
    { "tombstone_ttl_days", 0, MOST_DAYS, &self->sync.tombstone_ttl_days },
    { "max_offline_duration_hours", 1, MOST_HOURS, &self->sync.max_offline_hours },
    { "force_reauth_after_hours", 1, MOST_HOURS, &self->sync.force_sign_in_hours },
    { "batch_upsert_size", 1, MOST_BATCH, &self->sync.batch_size },
    { "manual_resolve_timeout_hours", 1, MOST_HOURS, &self->sync.manual_resolve_timeout_hours },
  };

  return read_numbers (reader, object, numbers, G_N_ELEMENTS (numbers)) &&
         read_fixed (reader, object, "attachment_sync_priority", "metadata_first") &&
         read_fallback (reader, object, &self->sync.auto_resolve_fallback) &&
         dwd_rules_reader_text (reader, object, "conflict_notification_channel",
                                (char **) &self->sync.conflict_notification_channel);
}

static gboolean
read_attachment_config (DwdRuleSections      *self,
                        const DwdRulesReader *reader,
                        const DwdJsonSpan    *object)
{
  DwdAttachmentConfig *config = &self->attachments;
  const Number numbers[] = {
    { "thumbnail_max_px", 1, MOST_PIXELS, &config->thumbnail_px },
  };

  return read_numbers (reader, object, numbers, G_N_ELEMENTS (numbers)) &&
         dwd_rules_reader_number (reader, object, "auto_sync_max_bytes", 0, MOST_BYTES,
                                  &config->auto_sync_max_bytes) &&
         dwd_rules_reader_number (reader, object, "cache_max_bytes", 0, MOST_BYTES,
                                  &config->cache_max_bytes) &&
         read_fixed (reader, object, "strategy", "metadata_first") &&
         read_fixed (reader, object, "attachment_conflict", "keep_both") &&
         dwd_rules_reader_list (reader, object, "always_sync_types",
                                (char ***) &config->always_sync_types) &&
         dwd_rules_reader_list (reader, object, "deferred_types", (char ***) &config->deferred_types);
}

typedef gboolean (*ReadValue) (DwdRuleSections      *self,
                               const DwdRulesReader *reader,
                               const DwdJsonSpan    *value);

/* An entry that is null is a missing one: what is below stays. */
static gboolean
read_doctypes (DwdRuleSections   *self,
               DwdRulesReader    *reader,
               const DwdJsonSpan *object,
               ReadValue          read_entry)
{
  DwdJsonIter iter;
  DwdJsonSpan key, value;

  dwd_json_iter_init (&iter, object);
  while (dwd_json_iter_next_member (&iter, &key, &value))
    {
      g_autofree char *name = dwd_json_span_dup_string (&key);
      const char *canonical = dwd_name_map_find_canonical (dwd_name_map_get_built_in (), name);

      reader->doctype = canonical != NULL ? canonical : name;
      if (value.type != DWD_JSON_NULL && !read_entry (self, reader, &value))
        return FALSE;
    }
  reader->doctype = NULL;

  return TRUE;
}

/**
 * dwd_rule_sections_read:
 * @self: rules, over which those of the text are laid; no longer whole after a failure
 * @text: JSON as in conflict-rules.json
 * @length: of it
 * @file_name: for messages
 * @error: return location
 *
 * Returns: whether the text was sound; %DWD_FAILURE_INVALID names file, DocType and key
 */
gboolean
dwd_rule_sections_read (DwdRuleSections *self,
                        const char      *text,
                        gsize            length,
                        const char      *file_name,
                        GError         **error)
{
  static const struct
  {
    const char *name;
    ReadValue read;
    gboolean by_doctype;
  } sections[] = {
    { "conflict_strategies", read_strategy_entry, TRUE },
    { "child_table_merge_rules", read_child_entry, TRUE },
    { "tombstone_rules", read_tombstone_entry, TRUE },
    { "field_names", read_spelling_entry, TRUE },
    { "sync_config", read_sync_config, FALSE },
    { "attachment_sync_config", read_attachment_config, FALSE },
  };
  g_autoptr (GError) local_error = NULL;
  DwdJsonSpan root;

  if (!dwd_json_scan_value (text, length, &root, &local_error))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s: %s", file_name, local_error->message);
      return FALSE;
    }
  if (root.type != DWD_JSON_OBJECT)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s: must be an object", file_name);
      return FALSE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      DwdRulesReader reader = { file_name, sections[i].name, NULL, error };
      DwdJsonSpan value = dwd_rules_reader_find (&root, sections[i].name);

      if (value.type == DWD_JSON_ABSENT)
        continue;
      if (value.type != DWD_JSON_OBJECT)
        return dwd_rules_reader_complain (&reader, "the section", "must be an object");
      if (!(sections[i].by_doctype ? read_doctypes (self, &reader, &value, sections[i].read)
                                   : sections[i].read (self, &reader, &value)))
        return FALSE;
    }

  return TRUE;
}
