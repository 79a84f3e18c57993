/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-rules"

#include "config.h"

#include "dwd-conflict-rules-private.h"

#include "dwd-rules-data.h"

#include <string.h>

struct _DwdConflictRules
{
  gatomicrefcount references;
  DwdRuleSections sections;
  GHashTable *by_doctype;       /* (owned): DocType → DwdConflictRule; keys borrowed from the list */
  char **doctypes;              /* (owned): sorted, without the default */
  DwdConflictRule *fallback;    /* (owned): for the rest */
};

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_doctypes (GHashTable *known,
              GHashTable *section)
{
  GHashTableIter iter;
  gpointer doctype;

  g_hash_table_iter_init (&iter, section);
  while (g_hash_table_iter_next (&iter, &doctype, NULL))
    if (strcmp (doctype, DWD_RULES_DEFAULT) != 0)
      g_hash_table_add (known, doctype);
}

/* A DocType counts as known as soon as one section speaks of it; field names are no rule. */
static char **
list_doctypes (const DwdRuleSections *sections)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer doctype;

  add_doctypes (known, sections->strategies);
  add_doctypes (known, sections->children);
  add_doctypes (known, sections->tombstones);

  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, &doctype, NULL))
    g_ptr_array_add (list, g_strdup (doctype));
  g_ptr_array_sort (list, compare_texts);
  g_ptr_array_add (list, NULL);

  return (char **) g_ptr_array_free (list, FALSE);
}

static DwdConflictRules *
new_from_sections (DwdRuleSections *sections)
{
  DwdConflictRules *self = g_new0 (DwdConflictRules, 1);

  g_atomic_ref_count_init (&self->references);
  self->sections = *sections;
  memset (sections, 0, sizeof *sections);
  self->doctypes = list_doctypes (&self->sections);
  self->fallback = dwd_conflict_rule_new (&self->sections, DWD_RULES_DEFAULT);
  self->by_doctype = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                            (GDestroyNotify) dwd_conflict_rule_free);
  for (char **doctype = self->doctypes; *doctype != NULL; doctype++)
    g_hash_table_insert (self->by_doctype, *doctype,
                         dwd_conflict_rule_new (&self->sections, *doctype));

  return self;
}

/**
 * dwd_conflict_rules_new_from_json:
 * @below: (nullable): the rules that it is laid over
 * @text: JSON as in conflict-rules.json; every section may be missing
 * @length: of it
 * @file_name: for messages
 * @error: return location
 *
 * In each section a DocType that @text names replaces the entry below whole; of the two configs, which
 * have no DocTypes, each key replaces that key. DocTypes may be spelled as in name-map.json. Unknown
 * keys are ignored, null is a missing key, and a repeated key counts last.
 *
 * Returns: (transfer full) (nullable): the rules; %DWD_FAILURE_INVALID names the file, the DocType and
 *   the key that is wrong.
 */
DwdConflictRules *
dwd_conflict_rules_new_from_json (const DwdConflictRules *below,
                                  const char             *text,
                                  gsize                   length,
                                  const char             *file_name,
                                  GError                **error)
{
  DwdRuleSections sections;

  dwd_rule_sections_init (&sections, below != NULL ? &below->sections : NULL);
  if (!dwd_rule_sections_read (&sections, text, length, file_name, error))
    {
      dwd_rule_sections_clear (&sections);
      return NULL;
    }

  return new_from_sections (&sections);
}

/**
 * dwd_conflict_rules_get_built_in:
 *
 * Returns: (transfer none): the rules that are built in, the same for every thread. A defect in them
 *   is a defect of the build and ends the program.
 */
const DwdConflictRules *
dwd_conflict_rules_get_built_in (void)
{
  static DwdConflictRules *built_in;

  if (g_once_init_enter (&built_in))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = dwd_rules_data_get ("conflict-rules.json");
      DwdConflictRules *rules;

      rules = dwd_conflict_rules_new_from_json (NULL, g_bytes_get_data (bytes, NULL),
                                                g_bytes_get_size (bytes), "conflict-rules.json",
                                                &error);
      if (rules == NULL)
        g_error ("%s", error->message);

      g_once_init_leave (&built_in, rules);
    }

  return built_in;
}

/**
 * dwd_conflict_rules_ref:
 * @self: rules; immutable, so that a borrower may keep them
 *
 * Returns: (transfer full): @self
 */
DwdConflictRules *
dwd_conflict_rules_ref (const DwdConflictRules *self)
{
  DwdConflictRules *counted = (DwdConflictRules *) self;

  g_atomic_ref_count_inc (&counted->references);

  return counted;
}

void
dwd_conflict_rules_unref (DwdConflictRules *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;

  g_hash_table_unref (self->by_doctype);
  dwd_conflict_rule_free (self->fallback);
  g_strfreev (self->doctypes);
  dwd_rule_sections_clear (&self->sections);
  g_free (self);
}

/**
 * dwd_conflict_rules_find:
 * @self: rules
 * @doctype: (nullable): the canonical name
 *
 * Returns: (transfer none): its rule, or that of `_default`.
 */
const DwdConflictRule *
dwd_conflict_rules_find (const DwdConflictRules *self,
                         const char             *doctype)
{
  const DwdConflictRule *rule = NULL;

  if (doctype != NULL)
    rule = g_hash_table_lookup (self->by_doctype, doctype);

  return rule != NULL ? rule : self->fallback;
}

const char *const *
dwd_conflict_rules_get_doctypes (const DwdConflictRules *self)
{
  return (const char *const *) self->doctypes;
}

const DwdSyncConfig *
dwd_conflict_rules_get_sync (const DwdConflictRules *self)
{
  return &self->sections.sync;
}

const DwdAttachmentConfig *
dwd_conflict_rules_get_attachments (const DwdConflictRules *self)
{
  return &self->sections.attachments;
}

static const char *const strategies[] = {
  NULL,
  [DWD_STRATEGY_SERVER_WINS] = "server_wins",
  [DWD_STRATEGY_CLIENT_WINS] = "client_wins",
  [DWD_STRATEGY_LAST_WRITE_WINS] = "last_write_wins",
  [DWD_STRATEGY_FIELD_LEVEL] = "field_level",
  [DWD_STRATEGY_MANUAL_RESOLVE] = "manual_resolve",
  [DWD_STRATEGY_APPEND_ONLY] = "append_only",
  [DWD_STRATEGY_VERSION_ALL] = "version_all",
};

/**
 * dwd_strategy_to_string:
 * @strategy: a strategy
 *
 * Returns: (nullable): its name in the rules.
 */
const char *
dwd_strategy_to_string (DwdStrategy strategy)
{
  return (guint) strategy < G_N_ELEMENTS (strategies) ? strategies[strategy] : NULL;
}

/**
 * dwd_strategy_from_string:
 * @text: (nullable): a name in the rules
 *
 * Returns: the strategy, 0 for none.
 */
DwdStrategy
dwd_strategy_from_string (const char *text)
{
  for (guint i = 1; i < G_N_ELEMENTS (strategies); i++)
    if (g_strcmp0 (text, strategies[i]) == 0)
      return (DwdStrategy) i;

  return (DwdStrategy) 0;
}
