/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-fuzz"

#include "config.h"

#include <string.h>

#include "base/dwd-failure.h"
#include "rules/dwd-conflict-rules.h"

/*
 * Rules that a server or a file gives, laid over the built-in ones and over none. Either a complaint
 * that names the file comes of it, or rules whose every answer agrees with the others.
 */

int LLVMFuzzerTestOneInput (const guint8 *data,
                            size_t        size);

static void
check_rule (const DwdConflictRule *rule)
{
  g_assert_nonnull (dwd_strategy_to_string (dwd_conflict_rule_get_strategy (rule)));
  g_assert_cmpint ((int) dwd_conflict_rule_find_list (rule, "", 0), ==, DWD_FIELD_LIST_NONE);

  for (guint i = 0; i < dwd_conflict_rule_get_n_groups (rule); i++)
    {
      const char *const *name = dwd_conflict_rule_get_group (rule, i);

      g_assert_nonnull (*name);
      for (; *name != NULL; name++)
        g_assert_cmpint (dwd_conflict_rule_find_group (rule, *name, strlen (*name)), ==, (int) i);
    }
}

static void
check_configs (const DwdConflictRules *rules)
{
  const DwdSyncConfig *sync = dwd_conflict_rules_get_sync (rules);
  const DwdAttachmentConfig *attachments = dwd_conflict_rules_get_attachments (rules);

  g_assert_cmpuint (sync->batch_size, >=, 1);
  g_assert_cmpuint (sync->batch_size, <=, 100);
  g_assert_cmpuint (sync->manual_resolve_timeout_hours, >=, 1);
  g_assert_nonnull (sync->conflict_notification_channel);
  g_assert_nonnull (attachments->always_sync_types);
  g_assert_nonnull (attachments->deferred_types);
}

static void
use_rules (const DwdConflictRules *below,
           const char             *text,
           size_t                  length)
{
  static const char *const fields[] = { "status", "notes", "signature", "messages", "parts_used", "a" };
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdConflictRules) rules = NULL;
  const char *const *doctypes;

  rules = dwd_conflict_rules_new_from_json (below, text, length, "fuzz.json", &error);
  if (rules == NULL)
    {
      g_assert_error (error, DWD_ERROR, DWD_FAILURE_INVALID);
      g_assert_true (g_str_has_prefix (error->message, "fuzz.json: "));
      return;
    }

  doctypes = dwd_conflict_rules_get_doctypes (rules);
  check_rule (dwd_conflict_rules_find (rules, NULL));
  check_configs (rules);
  for (guint i = 0; doctypes[i] != NULL; i++)
    {
      const DwdConflictRule *rule = dwd_conflict_rules_find (rules, doctypes[i]);

      g_assert_true (i == 0 || strcmp (doctypes[i - 1], doctypes[i]) < 0);
      check_rule (rule);
      for (gsize j = 0; j < G_N_ELEMENTS (fields); j++)
        {
          const DwdChildRule *child = dwd_conflict_rule_find_child (rule, fields[j], strlen (fields[j]));

          g_assert_true (child == NULL || (child->field != NULL && child->keys != NULL));
        }
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  use_rules (NULL, (const char *) data, size);
  use_rules (dwd_conflict_rules_get_built_in (), (const char *) data, size);

  return 0;
}
