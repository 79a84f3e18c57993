/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-conflict-rules.h"

G_BEGIN_DECLS

#define DWD_RULES_DEFAULT "_default"
#define DWD_N_FIELD_LISTS (DWD_FIELD_LIST_EXCEPTION + 1)

/*
 * The file has a section for each kind of rule, and a DocType has an entry in each. An entry is what
 * one file said of one DocType: laid over another file it replaces that one's entry whole, or stays.
 * Entries are immutable and shared between the rules that hold them.
 */

/* Of conflict_strategies. */
typedef struct
{
  DwdStrategy strategy;
  char **lists[DWD_N_FIELD_LISTS];      /* (owned): by DwdFieldList; NULL where the list is empty */
  GPtrArray *groups;                    /* (owned): of char ** */
} DwdStrategyEntry;

/* Of child_table_merge_rules. */
typedef struct
{
  GArray *rules;                        /* (owned): of DwdChildRule, whose texts it owns */
} DwdChildEntry;

/* Of tombstone_rules. */
typedef struct
{
  gboolean allow_delete;
  gboolean has_days;
  guint days;
} DwdTombstoneEntry;

/* Of field_names: sets of spellings of one field. */
typedef struct
{
  GPtrArray *sets;                      /* (owned): of char ** */
} DwdSpellingEntry;

typedef struct
{
  GHashTable *strategies;               /* (owned): DocType → DwdStrategyEntry */
  GHashTable *children;                 /* (owned): DocType → DwdChildEntry */
  GHashTable *tombstones;               /* (owned): DocType → DwdTombstoneEntry */
  GHashTable *spellings;                /* (owned): DocType → DwdSpellingEntry */
  DwdSyncConfig sync;                   /* whose texts it owns */
  DwdAttachmentConfig attachments;      /* whose texts it owns */
} DwdRuleSections;

DwdStrategyEntry *dwd_strategy_entry_new (DwdStrategy strategy);
void dwd_strategy_entry_unref (DwdStrategyEntry *self);
DwdChildEntry *dwd_child_entry_new (void);
void dwd_child_entry_unref (DwdChildEntry *self);
DwdTombstoneEntry *dwd_tombstone_entry_new (void);
void dwd_tombstone_entry_unref (DwdTombstoneEntry *self);
DwdSpellingEntry *dwd_spelling_entry_new (void);
void dwd_spelling_entry_unref (DwdSpellingEntry *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdStrategyEntry, dwd_strategy_entry_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdChildEntry, dwd_child_entry_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdTombstoneEntry, dwd_tombstone_entry_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdSpellingEntry, dwd_spelling_entry_unref)

void     dwd_rule_sections_init (DwdRuleSections       *self,
                                 const DwdRuleSections *below);
void     dwd_rule_sections_clear (DwdRuleSections *self);
gboolean dwd_rule_sections_read (DwdRuleSections *self,
                                 const char      *text,
                                 gsize            length,
                                 const char      *file_name,
                                 GError         **error);

DwdConflictRule *dwd_conflict_rule_new (const DwdRuleSections *sections,
                                        const char            *doctype);
void             dwd_conflict_rule_free (DwdConflictRule *self);

G_END_DECLS
