/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-rules"

#include "config.h"

#include "dwd-conflict-rules-private.h"

#include <string.h>

static void
strategy_entry_clear (gpointer data)
{
  DwdStrategyEntry *self = data;

  for (int i = 0; i < DWD_N_FIELD_LISTS; i++)
    g_strfreev (self->lists[i]);
  g_ptr_array_unref (self->groups);
}

DwdStrategyEntry *
dwd_strategy_entry_new (DwdStrategy strategy)
{
  DwdStrategyEntry *self = g_atomic_rc_box_new0 (DwdStrategyEntry);

  self->strategy = strategy;
  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  return self;
}

void
dwd_strategy_entry_unref (DwdStrategyEntry *self)
{
  g_atomic_rc_box_release_full (self, strategy_entry_clear);
}

static void
child_rule_clear (gpointer data)
{
  DwdChildRule *rule = data;

  g_free ((char *) rule->field);
  g_strfreev ((char **) rule->keys);
  g_free ((char *) rule->sort_by);
  g_free ((char *) rule->sum_field);
}

static void
child_entry_clear (gpointer data)
{
  DwdChildEntry *self = data;

  g_array_unref (self->rules);
}

DwdChildEntry *
dwd_child_entry_new (void)
{
  DwdChildEntry *self = g_atomic_rc_box_new0 (DwdChildEntry);

  self->rules = g_array_new (FALSE, TRUE, sizeof (DwdChildRule));
  g_array_set_clear_func (self->rules, child_rule_clear);

  return self;
}

void
dwd_child_entry_unref (DwdChildEntry *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, child_entry_clear);
}

DwdTombstoneEntry *
dwd_tombstone_entry_new (void)
{
  return g_atomic_rc_box_new0 (DwdTombstoneEntry);
}

void
dwd_tombstone_entry_unref (DwdTombstoneEntry *self)
{
  g_atomic_rc_box_release (self);
}

static void
spelling_entry_clear (gpointer data)
{
  DwdSpellingEntry *self = data;

  g_ptr_array_unref (self->sets);
}

DwdSpellingEntry *
dwd_spelling_entry_new (void)
{
  DwdSpellingEntry *self = g_atomic_rc_box_new0 (DwdSpellingEntry);

  self->sets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  return self;
}

void
dwd_spelling_entry_unref (DwdSpellingEntry *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, spelling_entry_clear);
}

static GHashTable *
new_section (GHashTable    *below,
             GDestroyNotify unref_entry)
{
  GHashTable *section = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unref_entry);
  GHashTableIter iter;
  gpointer doctype, entry;

  if (below == NULL)
    return section;

  g_hash_table_iter_init (&iter, below);
  while (g_hash_table_iter_next (&iter, &doctype, &entry))
    g_hash_table_insert (section, g_strdup (doctype), g_atomic_rc_box_acquire (entry));

  return section;
}

static void
copy_configs (DwdRuleSections       *self,
              const DwdRuleSections *below)
{
  self->sync = below->sync;
  self->sync.conflict_notification_channel = g_strdup (below->sync.conflict_notification_channel);
  self->attachments = below->attachments;
  self->attachments.always_sync_types =
    (const char *const *) g_strdupv ((char **) below->attachments.always_sync_types);
  self->attachments.deferred_types =
    (const char *const *) g_strdupv ((char **) below->attachments.deferred_types);
}

/* Without rules below, the configs have defaults, so that no limit is ever 0. */
static void
set_default_configs (DwdRuleSections *self)
{
  static const char *const none[] = { NULL };

  self->sync = (DwdSyncConfig) {
    .tombstone_ttl_days = 30,
    .max_offline_hours = 168,
    .force_sign_in_hours = 336,
    .batch_size = 100,
    .manual_resolve_timeout_hours = 24,
    .auto_resolve_fallback = DWD_STRATEGY_SERVER_WINS,
    .conflict_notification_channel = g_strdup ("push"),
  };
  self->attachments = (DwdAttachmentConfig) {
    .auto_sync_max_bytes = 5 * 1024 * 1024,
    .cache_max_bytes = 500 * 1024 * 1024,
    .thumbnail_px = 200,
    .always_sync_types = (const char *const *) g_strdupv ((char **) none),
    .deferred_types = (const char *const *) g_strdupv ((char **) none),
  };
}

/**
 * dwd_rule_sections_init:
 * @self: (out caller-allocates): gets what @below has; entries are shared
 * @below: (nullable): rules to begin with
 */
void
dwd_rule_sections_init (DwdRuleSections       *self,
                        const DwdRuleSections *below)
{
  self->strategies = new_section (below != NULL ? below->strategies : NULL,
                                  (GDestroyNotify) dwd_strategy_entry_unref);
  self->children = new_section (below != NULL ? below->children : NULL,
                                (GDestroyNotify) dwd_child_entry_unref);
  self->tombstones = new_section (below != NULL ? below->tombstones : NULL,
                                  (GDestroyNotify) dwd_tombstone_entry_unref);
  self->spellings = new_section (below != NULL ? below->spellings : NULL,
                                 (GDestroyNotify) dwd_spelling_entry_unref);
  if (below != NULL)
    copy_configs (self, below);
  else
    set_default_configs (self);
}

void
dwd_rule_sections_clear (DwdRuleSections *self)
{
  g_hash_table_unref (self->strategies);
  g_hash_table_unref (self->children);
  g_hash_table_unref (self->tombstones);
  g_hash_table_unref (self->spellings);
  g_free ((char *) self->sync.conflict_notification_channel);
  g_strfreev ((char **) self->attachments.always_sync_types);
  g_strfreev ((char **) self->attachments.deferred_types);
}
