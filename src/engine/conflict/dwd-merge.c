/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

#include "base/dwd-failure.h"
#include "protocol/dwd-name-map.h"

/*
 * The flow of a merge: the sides are read and compared, the strategy decides each field on which
 * they are not all equal, the rest stays. Each concern has a file of its own; this one chooses
 * between them.
 */

/* One document whole but for its exceptions, which go three-way with the other side winning
 * clashes. */
static void
merge_whole (DwdMerge *self,
             DwdSide   winner,
             DwdReason reason,
             gboolean  has_exceptions)
{
  DwdSide other = winner == DWD_SIDE_MINE ? DWD_SIDE_SERVER : DWD_SIDE_MINE;

  dwd_merge_take_all (self, winner);
  for (guint i = 0; i < self->changes->len; i++)
    {
      DwdMergeChange *change = dwd_merge_get_change (self, i);
      gboolean loser_changed = winner == DWD_SIDE_MINE ? change->server_changed
                                                       : change->mine_changed;

      if (has_exceptions && change->list == DWD_FIELD_LIST_EXCEPTION)
        dwd_merge_take_changed (self, change, other, DWD_REASON_EXCEPTION_FIELD);
      else
        dwd_merge_take (self, change, winner, loser_changed ? reason : DWD_REASON_ONE_SIDE_CHANGED);
    }
}

static void
merge_append_only (DwdMerge *self)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      DwdMergeChange *change = dwd_merge_get_change (self, i);

      if (dwd_merge_is_list (change))
        dwd_merge_append (self, change);
      else
        dwd_merge_take_changed (self, change, DWD_SIDE_SERVER, DWD_REASON_APPEND_ONLY);
    }
}

static void
take_one_side (DwdMerge  *self,
               DwdSide    side,
               DwdOutcome outcome)
{
  self->outcome = outcome;
  dwd_merge_take_all (self, side);
  for (guint i = 0; i < self->changes->len; i++)
    dwd_merge_take (self, dwd_merge_get_change (self, i), side, DWD_REASON_ONE_SIDE_CHANGED);
}

static gboolean
merge_both (DwdMerge *self,
            GError  **error)
{
  switch (self->strategy)
    {
    case DWD_STRATEGY_CLIENT_WINS:
      merge_whole (self, DWD_SIDE_MINE, DWD_REASON_CLIENT_WINS, TRUE);
      return TRUE;

    case DWD_STRATEGY_LAST_WRITE_WINS:
      merge_whole (self, dwd_merge_later_side (self), DWD_REASON_LAST_WRITE_WINS, FALSE);
      return TRUE;

    case DWD_STRATEGY_FIELD_LEVEL:
      dwd_merge_field_level (self);
      return TRUE;

    case DWD_STRATEGY_MANUAL_RESOLVE:
      dwd_merge_manual (self);
      return TRUE;

    case DWD_STRATEGY_VERSION_ALL:
      return dwd_merge_branch (self, error);

    case DWD_STRATEGY_APPEND_ONLY:
    case DWD_STRATEGY_SERVER_WINS:
    default:
      merge_whole (self, DWD_SIDE_SERVER, DWD_REASON_SERVER_WINS, TRUE);
      return TRUE;
    }
}

static gboolean
merge_by_strategy (DwdMerge *self,
                   GError  **error)
{
  /* Its lists unite whoever changed them. */
  if (self->strategy == DWD_STRATEGY_APPEND_ONLY)
    merge_append_only (self);
  else if (!self->differ)
    take_one_side (self, DWD_SIDE_SERVER, DWD_OUTCOME_UNCHANGED);
  else if (!self->server_changed)
    take_one_side (self, DWD_SIDE_MINE, DWD_OUTCOME_MINE);
  else if (!self->mine_changed)
    take_one_side (self, DWD_SIDE_SERVER, DWD_OUTCOME_SERVER);
  else
    return merge_both (self, error);

  return TRUE;
}

static gboolean
equals_side (DwdMerge             *self,
             const DwdMergeChange *change,
             DwdSide               side)
{
  if (change->alike && change->source != DWD_SOURCE_MERGED)
    return TRUE;
  if (change->source == DWD_SOURCE_MERGED)
    return dwd_merge_sides_equal (self, change->child, &change->value, &change->field->sides[side]);

  return change->source == (side == DWD_SIDE_MINE ? DWD_SOURCE_MINE : DWD_SOURCE_SERVER);
}

/* Where no rule fixed it, the outcome is the side that the document equals. */
static void
find_outcome (DwdMerge *self)
{
  gboolean is_server = TRUE;
  gboolean is_mine = TRUE;

  if (self->outcome != 0)
    return;

  for (guint i = 0; i < self->changes->len; i++)
    {
      const DwdMergeChange *change = dwd_merge_get_change (self, i);

      is_server = is_server && equals_side (self, change, DWD_SIDE_SERVER);
      is_mine = is_mine && equals_side (self, change, DWD_SIDE_MINE);
    }

  if (is_server && is_mine)
    self->outcome = DWD_OUTCOME_UNCHANGED;
  else if (is_server)
    self->outcome = DWD_OUTCOME_SERVER;
  else
    self->outcome = is_mine ? DWD_OUTCOME_MINE : DWD_OUTCOME_MERGED;
}

static void
draft_fields (DwdMerge      *self,
              DwdFieldDraft *drafts)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      const DwdMergeChange *change = dwd_merge_get_change (self, i);
      const DwdMergeField *field = change->field;
      DwdFieldDraft *draft = &drafts[i];

      draft->name = field->name;
      draft->value = change->value.raw;
      draft->base = field->sides[DWD_SIDE_BASE].raw;
      draft->mine = field->sides[DWD_SIDE_MINE].raw;
      draft->server = field->sides[DWD_SIDE_SERVER].raw;
      draft->source = change->source;
      draft->reason = change->reason;
      draft->n_lost = change->n_lost;
      draft->lost = change->n_lost > 0
                    ? &g_array_index (self->lost, DwdSlice, change->first_lost) : NULL;
    }
}

static DwdDecision *
make_decision (DwdMerge *self)
{
  g_autofree DwdFieldDraft *fields = g_new (DwdFieldDraft, self->changes->len + 1);
  DwdDecisionDraft draft = {
    .doctype = { self->doctype, strlen (self->doctype) },
    .strategy = self->strategy,
    .outcome = self->outcome,
    .branch_name = self->branch_name,
    .branch_doc = self->branch_doc,
    .fields = fields,
    .n_fields = self->changes->len,
  };

  draft_fields (self, fields);
  draft.doc = dwd_merge_write_doc (self);
  if (self->notices != NULL)
    {
      draft.notices = (const DwdNoticeDraft *) (gpointer) self->notices->data;
      draft.n_notices = self->notices->len;
    }

  return dwd_decision_new (&draft);
}

static gboolean
check_flags (DwdMergeFlags flags,
             GError      **error)
{
  if ((flags & DWD_MERGE_UNDELETE) == 0 ||
      (flags & (DWD_MERGE_SERVER_DELETED | DWD_MERGE_MINE_DELETED)) == DWD_MERGE_SERVER_DELETED)
    return TRUE;

  dwd_error_set (error, DWD_FAILURE_INVALID,
                 "undelete: only the server's deletion can be taken back");
  return FALSE;
}

static DwdDecision *
decide (DwdMerge *self,
        GError  **error)
{
  if (!dwd_merge_read (self, error))
    return NULL;

  dwd_merge_find_changes (self);
  if (!dwd_merge_deletes (self))
    {
      if (!merge_by_strategy (self, error))
        return NULL;
      if (self->strategy == DWD_STRATEGY_APPEND_ONLY || self->strategy == DWD_STRATEGY_FIELD_LEVEL)
        dwd_merge_count_rows (self);
    }
  find_outcome (self);
  dwd_merge_notice (self);

  return make_decision (self);
}

static void
clear (DwdMerge *self)
{
  if (self->fields != NULL && self->fields != self->local_fields)
    g_free (self->fields);
  dwd_name_table_clear (&self->names);
  g_clear_pointer (&self->changes, g_array_unref);
  g_clear_pointer (&self->lost, g_array_unref);
  g_clear_pointer (&self->notices, g_array_unref);
  g_clear_pointer (&self->scratch, g_ptr_array_unref);
}

DwdDecision *
dwd_merge (const DwdConflictRules *rules,
           const DwdMergeInput    *input,
           GError                **error)
{
  DwdMerge self;
  DwdDecision *decision;
  const char *canonical;

  g_return_val_if_fail (rules != NULL && input != NULL && input->doctype != NULL, NULL);

  if (!check_flags (input->flags, error))
    return NULL;

  /* The fields, which are most of it, are set one by one. */
  memset (&self, 0, offsetof (DwdMerge, local_fields));
  canonical = dwd_name_map_find_canonical (dwd_name_map_get_built_in (), input->doctype);
  self.input = input;
  self.doctype = canonical != NULL ? canonical : input->doctype;
  self.rule = dwd_conflict_rules_find (rules, self.doctype);
  self.strategy = dwd_conflict_rule_get_strategy (self.rule);
  /* An address nobody knows beforehand. */
  self.seed = GPOINTER_TO_SIZE (&self);

  dwd_name_table_init (&self.names, self.seed);
  decision = decide (&self, error);
  clear (&self);

  return decision;
}
