/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What to do when a record was changed on both sides, as data: conflict-rules.json, which an
 * organisation's server may lay its own over. Immutable once loaded and usable from every thread.
 */
typedef enum
{
  DWD_STRATEGY_SERVER_WINS = 1,
  DWD_STRATEGY_CLIENT_WINS,
  DWD_STRATEGY_LAST_WRITE_WINS,
  DWD_STRATEGY_FIELD_LEVEL,
  DWD_STRATEGY_MANUAL_RESOLVE,
  DWD_STRATEGY_APPEND_ONLY,
  DWD_STRATEGY_VERSION_ALL,
} DwdStrategy;

/* The lists a field can be on. A field on none goes to the server. */
typedef enum
{
  DWD_FIELD_LIST_NONE = 0,
  DWD_FIELD_LIST_SERVER,
  DWD_FIELD_LIST_CLIENT,
  DWD_FIELD_LIST_LAST_WRITE,
  DWD_FIELD_LIST_MANUAL,
  DWD_FIELD_LIST_AUTO_MERGE,
  DWD_FIELD_LIST_EXCEPTION,
} DwdFieldList;

/* Two rows with one key. */
typedef enum
{
  DWD_SAME_KEY_KEEP = 1,        /* the server's row stands */
  DWD_SAME_KEY_EARLIER,         /* the one with the earlier value of sort_by */
  DWD_SAME_KEY_SUM_CHANGES,     /* sum_field = base + both changes */
} DwdSameKey;

typedef struct
{
  const char *field;
  const char *const *keys;      /* tried in this order; NULL-terminated */
  const char *sort_by;          /* (nullable) */
  DwdSameKey same_key;
  const char *sum_field;        /* (nullable) */
} DwdChildRule;

typedef struct _DwdConflictRule DwdConflictRule;        /* of one DocType, owned by the rules */
typedef struct _DwdConflictRules DwdConflictRules;

/* SYNC_CONFIG and ATTACHMENT_SYNC_CONFIG. */
typedef struct
{
  guint tombstone_ttl_days;
  guint max_offline_hours;
  guint force_sign_in_hours;
  guint batch_size;
  guint manual_resolve_timeout_hours;
  DwdStrategy auto_resolve_fallback;
  const char *conflict_notification_channel;
} DwdSyncConfig;

typedef struct
{
  guint64 auto_sync_max_bytes;
  guint64 cache_max_bytes;
  guint thumbnail_px;
  const char *const *always_sync_types;     /* content types; NULL-terminated */
  const char *const *deferred_types;        /* "video/" followed by a star means every video */
} DwdAttachmentConfig;

const DwdConflictRules *dwd_conflict_rules_get_built_in (void);
/* @below is laid under: a DocType that @text names replaces its entry whole. An error names the file,
 * the DocType and the key. */
DwdConflictRules *dwd_conflict_rules_new_from_json (const DwdConflictRules *below,         /* (nullable) */
                                                    const char             *text,
                                                    gsize                   length,
                                                    const char             *file_name,
                                                    GError                **error);
DwdConflictRules *dwd_conflict_rules_ref (const DwdConflictRules *self);
void              dwd_conflict_rules_unref (DwdConflictRules *self);

/* Never NULL: a DocType without a rule has that of `_default`. @doctype is the canonical name. */
const DwdConflictRule *dwd_conflict_rules_find (const DwdConflictRules *self,
                                                const char             *doctype);
const char *const *dwd_conflict_rules_get_doctypes (const DwdConflictRules *self);      /* sorted */
const DwdSyncConfig *dwd_conflict_rules_get_sync (const DwdConflictRules *self);
const DwdAttachmentConfig *dwd_conflict_rules_get_attachments (const DwdConflictRules *self);

DwdStrategy         dwd_conflict_rule_get_strategy (const DwdConflictRule *self);
/* The name of a field is a slice, as it stands in a document; every spelling of field_names is
 * found. */
DwdFieldList        dwd_conflict_rule_find_list (const DwdConflictRule *self,
                                                 const char            *field,
                                                 gsize                  length);
const DwdChildRule *dwd_conflict_rule_find_child (const DwdConflictRule *self,
                                                  const char            *field,
                                                  gsize                  length);
/* The number of the group @field is in, or -1. */
int                 dwd_conflict_rule_find_group (const DwdConflictRule *self,
                                                  const char            *field,
                                                  gsize                  length);
guint               dwd_conflict_rule_get_n_groups (const DwdConflictRule *self);
const char *const *dwd_conflict_rule_get_group (const DwdConflictRule *self,
                                                guint                  number);
gboolean            dwd_conflict_rule_get_allow_delete (const DwdConflictRule *self);
guint               dwd_conflict_rule_get_tombstone_days (const DwdConflictRule *self);     /* 0: for ever */

const char *dwd_strategy_to_string (DwdStrategy strategy);
DwdStrategy         dwd_strategy_from_string (const char *text);      /* 0: none */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdConflictRules, dwd_conflict_rules_unref)

G_END_DECLS
