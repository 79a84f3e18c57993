/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

/*
 * Fields that only make sense together, such as a start and its end, come from one side where both
 * sides touched them: a record put together from both could be an impossible one.
 */
typedef struct
{
  gboolean mine;        /* touched it */
  gboolean server;
  gboolean differ;
  gboolean ask;         /* a field for a person is in clash */
} Group;

/* Tables that unite are no part of any group. */
static gboolean
is_grouped (const DwdMergeChange *change)
{
  return change->group >= 0 && !dwd_merge_is_united (change);
}

static void
look_at (Group                *group,
         const DwdMergeChange *change)
{
  group->mine |= change->mine_changed;
  group->server |= change->server_changed;
  group->differ |= !change->alike;
  group->ask |= dwd_merge_is_clash (change) && change->list == DWD_FIELD_LIST_MANUAL;
}

static DwdSide
winner_by_list (DwdMerge    *self,
                DwdFieldList list)
{
  switch (list)
    {
    case DWD_FIELD_LIST_CLIENT:
    case DWD_FIELD_LIST_EXCEPTION:
      return DWD_SIDE_MINE;

    case DWD_FIELD_LIST_LAST_WRITE:
      return dwd_merge_later_side (self);

    case DWD_FIELD_LIST_NONE:
    case DWD_FIELD_LIST_SERVER:
    case DWD_FIELD_LIST_MANUAL:
    case DWD_FIELD_LIST_AUTO_MERGE:
    default:
      return DWD_SIDE_SERVER;
    }
}

/* The side that wins the first field, in the order of the rules, that either side changed. */
static DwdSide
find_winner (DwdMerge *self,
             guint     number)
{
  const char *const *names = dwd_conflict_rule_get_group (self->rule, number);

  for (; *names != NULL; names++)
    {
      const DwdMergeChange *change = dwd_merge_find_change (self, *names);

      if (change != NULL && is_grouped (change))
        return winner_by_list (self, change->list);
    }

  return DWD_SIDE_SERVER;
}

/* With @propose a person will be asked, and the server's values are proposed. */
static void
decide_group (DwdMerge *self,
              guint     number,
              gboolean  propose)
{
  DwdSide winner = propose ? DWD_SIDE_SERVER : find_winner (self, number);

  for (guint i = 0; i < self->changes->len; i++)
    {
      DwdMergeChange *change = dwd_merge_get_change (self, i);

      if (change->group != (int) number || !is_grouped (change))
        continue;
      if (propose)
        dwd_merge_ask (self, change, DWD_REASON_GROUP);
      else
        dwd_merge_take (self, change, winner, DWD_REASON_GROUP);
    }
}

/* Decides the fields of those groups that both sides touched and do not agree on. */
void
dwd_merge_groups (DwdMerge *self,
                  gboolean  propose)
{
  guint n_groups = dwd_conflict_rule_get_n_groups (self->rule);
  g_autofree Group *groups = NULL;

  if (n_groups == 0)
    return;

  groups = g_new0 (Group, n_groups);
  for (guint i = 0; i < self->changes->len; i++)
    {
      const DwdMergeChange *change = dwd_merge_get_change (self, i);

      if (is_grouped (change))
        look_at (&groups[change->group], change);
    }

  for (guint i = 0; i < n_groups; i++)
    if (groups[i].mine && groups[i].server && groups[i].differ)
      decide_group (self, i, propose || groups[i].ask);
}
