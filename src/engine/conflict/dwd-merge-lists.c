/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

#include "dwd-row-index.h"

static gboolean
is_list_or_null (const DwdJsonSpan *value)
{
  return value->type == DWD_JSON_ARRAY || dwd_merge_is_null (value);
}

gboolean
dwd_merge_is_list (const DwdMergeChange *change)
{
  const DwdJsonSpan *sides = change->field->sides;
  gboolean any = FALSE;

  for (int side = 0; side < DWD_N_SIDES; side++)
    {
      if (!is_list_or_null (&sides[side]))
        return FALSE;
      any |= sides[side].type == DWD_JSON_ARRAY;
    }

  return any;
}

static gboolean
is_attachments (const DwdMergeChange *change)
{
  static const DwdSlice names[] = {
    { "photos", 6 }, { "completion_photos", 17 }, { "attachments", 11 }, { "images", 6 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (dwd_slice_equal (names[i], change->field->name))
      return TRUE;

  return FALSE;
}

DwdJsonSpan
dwd_merge_write_rows (DwdMerge     *merge,
                      const GArray *rows)
{
  GString *out = g_string_new ("[");

  for (guint i = 0; i < rows->len; i++)
    {
      const DwdJsonSpan *row = &g_array_index (rows, DwdJsonSpan, i);

      if (i > 0)
        g_string_append_c (out, ',');
      g_string_append_len (out, row->raw.text, (gssize) row->raw.length);
    }
  g_string_append_c (out, ']');

  return dwd_merge_keep_value (merge, out, DWD_JSON_ARRAY);
}

/* @list as it is where its items are @rows. */
DwdJsonSpan
dwd_merge_write_list (DwdMerge          *merge,
                      const GArray      *rows,
                      const DwdJsonSpan *list)
{
  DwdJsonIter iter;
  DwdJsonSpan item;
  guint n = 0;

  if (list->type != DWD_JSON_ARRAY)
    return rows->len == 0 ? *list : dwd_merge_write_rows (merge, rows);

  dwd_json_iter_init (&iter, list);
  while (dwd_json_iter_next_item (&iter, &item))
    {
      if (n == rows->len ||
          !dwd_slice_equal (item.raw, g_array_index (rows, DwdJsonSpan, n).raw))
        return dwd_merge_write_rows (merge, rows);
      n++;
    }

  return n == rows->len ? *list : dwd_merge_write_rows (merge, rows);
}

void
dwd_merge_take_union (DwdMergeChange *change,
                      DwdJsonSpan     value)
{
  change->source = DWD_SOURCE_MERGED;
  change->reason = DWD_REASON_CHILD_UNION;
  change->value = change->field->out = value;
}

/* Whether its rows unite where both sides changed them, on whatever list the field is. */
gboolean
dwd_merge_is_united (const DwdMergeChange *change)
{
  return dwd_merge_is_list (change) && (change->child != NULL || is_attachments (change));
}

static guint
count_rows (const DwdJsonSpan *list)
{
  DwdJsonIter iter;
  DwdJsonSpan item;
  guint n = 0;

  if (!dwd_json_iter_init (&iter, list))
    return 0;
  while (dwd_json_iter_next_item (&iter, &item))
    n++;

  return n;
}

static DwdMergeChange *
insert_change (DwdMerge      *self,
               DwdMergeField *field)
{
  DwdMergeChange change = { .field = field, .alike = TRUE, .group = -1 };
  guint i = 0;

  while (i < self->changes->len && dwd_merge_get_change (self, i)->field < field)
    i++;
  g_array_insert_val (self->changes, i, change);

  return dwd_merge_get_change (self, i);
}

/* Whether the messages of a conversation are not as the server has them, in a document that is no
 * side's. */
static gboolean
must_count (DwdMerge             *self,
            const DwdMergeChange *messages)
{
  if (strcmp (self->doctype, "Conversation") != 0 || messages == NULL)
    return FALSE;

  return messages->source == DWD_SOURCE_MERGED ||
         (self->mine_changed && self->server_changed && !messages->alike);
}

/* Where the messages of a conversation were put together, their number is neither side's. */
void
dwd_merge_count_rows (DwdMerge *self)
{
  const DwdMergeChange *messages = dwd_merge_find_change (self, "messages");
  DwdMergeField *field = dwd_merge_find_field (self, "message_count");
  DwdMergeChange *change;
  DwdJsonSpan value;
  GString *number;

  if (!must_count (self, messages) || field == NULL ||
      (dwd_merge_is_null (&field->sides[DWD_SIDE_MINE]) &&
       dwd_merge_is_null (&field->sides[DWD_SIDE_SERVER])))
    return;

  number = g_string_new (NULL);
  g_string_append_printf (number, "%u", count_rows (&messages->value));
  value = dwd_merge_keep_value (self, number, DWD_JSON_NUMBER);
  change = dwd_merge_find_change (self, "message_count");
  if (dwd_merge_values_equal (&value, &field->out) &&
      (change == NULL || !dwd_merge_is_clash (change)))
    return;

  if (change == NULL)
    change = insert_change (self, field);
  change->n_lost = 0;
  dwd_merge_take_union (change, value);
}

/* Mine's table, its rows with the metadata of the server's rows that they are. */
DwdJsonSpan
dwd_merge_dress (DwdMerge            *self,
                 const DwdMergeField *field)
{
  const DwdJsonSpan *mine = &field->sides[DWD_SIDE_MINE];
  const DwdJsonSpan *server = &field->sides[DWD_SIDE_SERVER];
  const DwdChildRule *child = dwd_conflict_rule_find_child (self->rule, field->name.text,
                                                            field->name.length);
  const DwdRowRule rule = { .policy = DWD_ROW_MINE };
  g_autoptr (DwdRowList) mine_rows = NULL;
  g_autoptr (DwdRowList) server_rows = NULL;
  g_autoptr (GArray) rows = NULL;
  g_autofree int *matches = NULL;
  const DwdJsonSpan absent = { 0 };
  DwdRowKeys keys;

  if (!dwd_merge_is_table (mine))
    return *mine;

  dwd_row_keys_init (&keys, child, TRUE, self->seed);
  mine_rows = dwd_row_list_new (&keys, mine);
  server_rows = dwd_row_list_new (&keys, dwd_merge_is_table (server) ? server : &absent);
  matches = dwd_row_list_match (server_rows, mine_rows);
  rows = g_array_new (FALSE, FALSE, sizeof (DwdJsonSpan));
  for (guint i = 0; i < dwd_row_list_get_n (mine_rows); i++)
    {
      DwdJsonSpan row = dwd_row_list_get (mine_rows, i)->span;
      const DwdJsonSpan *theirs;
      gboolean lost;

      if (matches[i] < 0)
        {
          row = dwd_merge_strip_row (self, &row);
        }
      else
        {
          theirs = &dwd_row_list_get (server_rows, (guint) matches[i])->span;
          if (!dwd_slice_equal (theirs->raw, row.raw))
            row = dwd_merge_row (self, &rule, &absent, &row, theirs, &lost);
        }
      g_array_append_val (rows, row);
    }

  return dwd_merge_write_list (self, rows, mine);
}
