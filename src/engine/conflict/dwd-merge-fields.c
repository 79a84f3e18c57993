/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

#include "base/dwd-text-merge.h"

gboolean
dwd_merge_is_clash (const DwdMergeChange *change)
{
  return change->mine_changed && change->server_changed && !change->alike;
}

/* A lost null is listed as null. */
void
dwd_merge_lose (DwdMerge       *self,
                DwdMergeChange *change,
                DwdJsonSpan     value)
{
  const DwdSlice nothing = { "null", 4 };
  DwdSlice text = value.type == DWD_JSON_ABSENT ? nothing : value.raw;

  if (self->lost == NULL)
    self->lost = g_array_new (FALSE, FALSE, sizeof (DwdSlice));
  if (change->n_lost == 0)
    change->first_lost = self->lost->len;
  g_array_append_val (self->lost, text);
  change->n_lost++;
}

static DwdJsonSpan
value_of (DwdMerge            *self,
          const DwdMergeField *field,
          DwdSide              side)
{
  if (side == DWD_SIDE_MINE && field->sides[side].type == DWD_JSON_ARRAY)
    return dwd_merge_dress (self, field);

  return field->sides[side];
}

/* @side's value stands; what the other side set is lost. The same change on both sides goes first.
 * */
void
dwd_merge_take (DwdMerge       *self,
                DwdMergeChange *change,
                DwdSide         side,
                DwdReason       reason)
{
  DwdMergeField *field = change->field;
  DwdSide other = side == DWD_SIDE_MINE ? DWD_SIDE_SERVER : DWD_SIDE_MINE;
  gboolean other_changed = side == DWD_SIDE_MINE ? change->server_changed : change->mine_changed;

  change->n_lost = 0;
  if (change->alike)
    {
      change->source = DWD_SOURCE_BOTH;
      change->reason = DWD_REASON_SAME_CHANGE;
      change->value = field->out = field->sides[DWD_SIDE_SERVER];
      return;
    }

  change->source = side == DWD_SIDE_MINE ? DWD_SOURCE_MINE : DWD_SOURCE_SERVER;
  change->reason = reason;
  change->value = field->out = value_of (self, field, side);
  if (other_changed)
    dwd_merge_lose (self, change, field->sides[other]);
}

/* Three-way: the side that changed the field; in a clash the winner, for @reason. */
void
dwd_merge_take_changed (DwdMerge       *self,
                        DwdMergeChange *change,
                        DwdSide         winner,
                        DwdReason       reason)
{
  if (dwd_merge_is_clash (change))
    dwd_merge_take (self, change, winner, reason);
  else
    dwd_merge_take (self, change, change->mine_changed ? DWD_SIDE_MINE : DWD_SIDE_SERVER,
                    DWD_REASON_ONE_SIDE_CHANGED);
}

/* The whole document of a side: also how it writes values on which all agree. */
void
dwd_merge_take_all (DwdMerge *self,
                    DwdSide   side)
{
  for (guint i = 0; i < self->n_fields; i++)
    {
      DwdMergeField *field = &self->fields[i];
      gboolean same = (field->same >> DWD_SIDE_MINE & 1) != 0;

      /* Rows keep the server's metadata; where the values are equal, that is the server's table. */
      if (side != DWD_SIDE_MINE || same || field->sides[DWD_SIDE_MINE].type == DWD_JSON_ARRAY ||
          dwd_merge_is_metadata (field->name))
        continue;
      field->out = field->sides[DWD_SIDE_MINE];
    }
}

/* The server's value is proposed, and nothing is lost yet. */
void
dwd_merge_ask (DwdMerge       *self,
               DwdMergeChange *change,
               DwdReason       reason)
{
  self->outcome = DWD_OUTCOME_MANUAL;
  dwd_merge_take (self, change, DWD_SIDE_SERVER, reason);
  if (change->alike)
    return;

  change->source = DWD_SOURCE_MANUAL;
  change->n_lost = 0;
}

/* NULL for what is no text, or holds a NUL, which a C string cannot. */
static char *
dup_text (const DwdJsonSpan *value)
{
  if (value->escaped &&
      g_strstr_len (value->raw.text, (gssize) value->raw.length, "\\u0000") != NULL)
    return NULL;

  return dwd_json_span_dup_string (value);
}

/* Whether a clash of texts merged without a question. */
gboolean
dwd_merge_text (DwdMerge       *self,
                DwdMergeChange *change)
{
  DwdMergeField *field = change->field;
  g_autofree char *base = dup_text (&field->sides[DWD_SIDE_BASE]);
  g_autofree char *mine = dup_text (&field->sides[DWD_SIDE_MINE]);
  g_autofree char *server = dup_text (&field->sides[DWD_SIDE_SERVER]);
  g_autofree char *merged = NULL;
  GString *json;

  if (mine == NULL || server == NULL || !dwd_text_merge (base, mine, server, &merged))
    return FALSE;

  json = g_string_sized_new (strlen (merged) + 16);
  dwd_json_append_string (json, merged, -1);
  change->n_lost = 0;
  change->source = DWD_SOURCE_MERGED;
  change->reason = DWD_REASON_AUTO_MERGE_FIELD;
  change->value = field->out = dwd_merge_keep_value (self, json, DWD_JSON_STRING);

  return TRUE;
}

static void
decide_by_list (DwdMerge       *self,
                DwdMergeChange *change)
{
  switch (change->list)
    {
    case DWD_FIELD_LIST_SERVER:
      dwd_merge_take (self, change, DWD_SIDE_SERVER, DWD_REASON_SERVER_WINS_FIELD);
      break;

    case DWD_FIELD_LIST_CLIENT:
      dwd_merge_take (self, change, DWD_SIDE_MINE, DWD_REASON_CLIENT_WINS_FIELD);
      break;

    case DWD_FIELD_LIST_LAST_WRITE:
      dwd_merge_take (self, change, dwd_merge_later_side (self), DWD_REASON_LAST_WRITE_WINS_FIELD);
      break;

    case DWD_FIELD_LIST_MANUAL:
      dwd_merge_ask (self, change, DWD_REASON_MANUAL_RESOLVE_FIELD);
      break;

    case DWD_FIELD_LIST_AUTO_MERGE:
      if (!dwd_merge_text (self, change))
        dwd_merge_ask (self, change, DWD_REASON_AUTO_MERGE_FIELD);
      break;

    case DWD_FIELD_LIST_EXCEPTION:
      dwd_merge_take (self, change, DWD_SIDE_MINE, DWD_REASON_EXCEPTION_FIELD);
      break;

    case DWD_FIELD_LIST_NONE:
    default:
      dwd_merge_take (self, change, DWD_SIDE_SERVER, DWD_REASON_UNLISTED_FIELD);
      break;
    }
}

/* Every field by itself, but for groups. */
void
dwd_merge_field_level (DwdMerge *self)
{
  dwd_merge_groups (self, FALSE);

  for (guint i = 0; i < self->changes->len; i++)
    {
      DwdMergeChange *change = dwd_merge_get_change (self, i);

      if (change->source != 0)
        continue;
      if (!dwd_merge_is_clash (change))
        dwd_merge_take_changed (self, change, DWD_SIDE_SERVER, DWD_REASON_ONE_SIDE_CHANGED);
      else if (dwd_merge_is_united (change))
        dwd_merge_unite (self, change);
      else
        decide_by_list (self, change);
    }
}

/* What a person is shown: the three-way merge with the server winning clashes. */
static void
propose (DwdMerge *self)
{
  self->outcome = DWD_OUTCOME_MANUAL;
  dwd_merge_groups (self, TRUE);

  for (guint i = 0; i < self->changes->len; i++)
    {
      DwdMergeChange *change = dwd_merge_get_change (self, i);

      if (change->source != 0)
        continue;
      if (!dwd_merge_is_clash (change))
        dwd_merge_take_changed (self, change, DWD_SIDE_SERVER, DWD_REASON_ONE_SIDE_CHANGED);
      else if (dwd_merge_is_united (change))
        dwd_merge_unite (self, change);
      else if (change->list != DWD_FIELD_LIST_AUTO_MERGE)
        dwd_merge_ask (self, change, change->list == DWD_FIELD_LIST_MANUAL
                       ? DWD_REASON_MANUAL_RESOLVE_FIELD : DWD_REASON_MANUAL_RESOLVE);
      else if (!dwd_merge_text (self, change))
        dwd_merge_ask (self, change, DWD_REASON_AUTO_MERGE_FIELD);
    }
}

/* Whether one side changed nothing but texts that merge; what both changed alike is left out. */
static gboolean
is_automatic (DwdMerge *self)
{
  gboolean mine = TRUE;
  gboolean server = TRUE;

  for (guint i = 0; i < self->changes->len; i++)
    {
      const DwdMergeChange *change = dwd_merge_get_change (self, i);

      if (change->alike || change->list == DWD_FIELD_LIST_AUTO_MERGE)
        continue;
      mine = mine && !change->mine_changed;
      server = server && !change->server_changed;
    }

  return mine || server;
}

void
dwd_merge_manual (DwdMerge *self)
{
  if (!is_automatic (self))
    {
      propose (self);
      return;
    }

  for (guint i = 0; i < self->changes->len; i++)
    {
      DwdMergeChange *change = dwd_merge_get_change (self, i);

      if (!dwd_merge_is_clash (change))
        dwd_merge_take_changed (self, change, DWD_SIDE_SERVER, DWD_REASON_ONE_SIDE_CHANGED);
      else if (!dwd_merge_text (self, change))
        dwd_merge_ask (self, change, DWD_REASON_AUTO_MERGE_FIELD);
    }
}
