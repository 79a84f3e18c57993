/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

/* Mine's changes over the document as it was last seen. */
static void
undelete (DwdMerge *self)
{
  self->outcome = DWD_OUTCOME_MINE;
  for (guint i = 0; i < self->changes->len; i++)
    {
      DwdMergeChange *change = dwd_merge_get_change (self, i);

      dwd_merge_take (self, change, change->mine_changed ? DWD_SIDE_MINE : DWD_SIDE_SERVER,
                      DWD_REASON_UNDELETE);
    }
}

/* What the surviving side set is lost, or shown to a person who will decide. */
static void
lose_survivor (DwdMerge *self,
               DwdSide   survivor,
               gboolean  ask)
{
  static const DwdJsonSpan nothing = { DWD_JSON_NULL, { "null", 4 }, FALSE };
  guint n = 0;

  for (guint i = 0; i < self->changes->len; i++)
    {
      DwdMergeChange change = *dwd_merge_get_change (self, i);
      DwdMergeField *field = change.field;
      gboolean changed = survivor == DWD_SIDE_MINE ? change.mine_changed : change.server_changed;

      /* For the document, which is the survivor's. */
      dwd_merge_take (self, &change, survivor, DWD_REASON_TOMBSTONE);
      if (!changed)
        continue;

      change.reason = DWD_REASON_TOMBSTONE;
      change.n_lost = 0;
      if (ask)
        {
          change.source = DWD_SOURCE_MANUAL;
        }
      else
        {
          change.source = survivor == DWD_SIDE_MINE ? DWD_SOURCE_SERVER : DWD_SOURCE_MINE;
          change.value = nothing;
          dwd_merge_lose (self, &change, field->sides[survivor]);
        }
      g_array_index (self->changes, DwdMergeChange, n++) = change;
    }

  g_array_set_size (self->changes, n);
}

static void
delete_record (DwdMerge *self,
               DwdSide   survivor)
{
  gboolean edited = survivor == DWD_SIDE_MINE ? self->mine_changed : self->server_changed;
  gboolean allowed = dwd_conflict_rule_get_allow_delete (self->rule);
  gboolean ask = edited && allowed && self->strategy == DWD_STRATEGY_MANUAL_RESOLVE;

  self->outcome = ask ? DWD_OUTCOME_MANUAL : DWD_OUTCOME_DELETED;
  dwd_merge_take_all (self, survivor);
  lose_survivor (self, survivor, ask);
}

/* Both want it gone: nothing of it is lost against anybody's will. */
static void
agree_on_delete (DwdMerge *self)
{
  self->outcome = DWD_OUTCOME_DELETED;
  g_array_set_size (self->changes, 0);
}

/* The record stays as the server has it. */
static void
refuse_delete (DwdMerge *self)
{
  self->outcome = DWD_OUTCOME_SERVER;
  for (guint i = 0; i < self->changes->len; i++)
    dwd_merge_take (self, dwd_merge_get_change (self, i), DWD_SIDE_SERVER, DWD_REASON_NO_DELETE);
}

/* Whether this was all that there is to decide. */
gboolean
dwd_merge_deletes (DwdMerge *self)
{
  DwdMergeFlags flags = self->input->flags;
  gboolean allowed = dwd_conflict_rule_get_allow_delete (self->rule);

  if ((flags & (DWD_MERGE_MINE_DELETED | DWD_MERGE_SERVER_DELETED)) == 0)
    return FALSE;

  if ((flags & DWD_MERGE_UNDELETE) != 0)
    {
      undelete (self);
      return TRUE;
    }
  if ((flags & DWD_MERGE_SERVER_DELETED) != 0)
    {
      if ((flags & DWD_MERGE_MINE_DELETED) != 0)
        agree_on_delete (self);
      else
        delete_record (self, DWD_SIDE_MINE);
      return TRUE;
    }
  if (allowed)
    {
      delete_record (self, DWD_SIDE_SERVER);
      return TRUE;
    }
  if (self->mine_changed)
    return FALSE;

  refuse_delete (self);
  return TRUE;
}
