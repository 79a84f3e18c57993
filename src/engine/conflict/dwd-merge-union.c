/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

#include "dwd-row-index.h"

/* One union of three lists. */
typedef struct
{
  DwdMerge *merge;
  DwdMergeChange *change;
  gboolean append;              /* under append_only: rows of the base stay and are not edited */
  DwdRowKeys keys;
  DwdRowList *lists[DWD_N_SIDES];
  int *mine_in_server;          /* by row of mine */
  int *mine_in_base;
  int *mine_in_mine;
  int *base_in_server;          /* by row of the base */
  int *base_of_server;          /* by row of the server */
  GArray *rows;                 /* of DwdJsonSpan: the result */
} Union;

static DwdJsonSpan
get_column (const DwdJsonSpan *row,
            const char        *column)
{
  return dwd_json_span_get_member (row, column);
}

/* Which of two rows with one key came first. */
static DwdJsonSpan
pick_earlier (Union             *self,
              const DwdJsonSpan *mine,
              const DwdJsonSpan *server)
{
  static const DwdJsonSpan absent;
  const char *sort_by = self->change->child->sort_by;
  DwdRowRule rule = { .policy = DWD_ROW_FILL };
  DwdMergeOrder a = { 0 };
  DwdMergeOrder b = { 0 };
  DwdJsonSpan result;
  gboolean lost;
  int order;

  if (sort_by != NULL)
    {
      DwdJsonSpan mine_value = get_column (mine, sort_by);
      DwdJsonSpan server_value = get_column (server, sort_by);

      a = dwd_merge_read_order (&mine_value);
      b = dwd_merge_read_order (&server_value);
    }
  order = dwd_merge_compare_orders (&a, &b);

  if (order == 0)
    {
      result = dwd_merge_row (self->merge, &rule, &absent, mine, server, &lost);
      if (lost)
        dwd_merge_lose (self->merge, self->change, *mine);
      return result;
    }
  if (order > 0)
    {
      dwd_merge_lose (self->merge, self->change, *mine);
      return *server;
    }

  rule.policy = DWD_ROW_MINE;
  dwd_merge_lose (self->merge, self->change, *server);
  return dwd_merge_row (self->merge, &rule, &absent, mine, server, &lost);
}

static DwdJsonSpan
keep_server (Union             *self,
             const DwdJsonSpan *base,
             const DwdJsonSpan *mine,
             const DwdJsonSpan *server)
{
  if (!dwd_merge_rows_equal (mine, server) && !dwd_merge_rows_equal (mine, base))
    dwd_merge_lose (self->merge, self->change, *mine);

  return *server;
}

/* @base may be ABSENT. */
static DwdJsonSpan
merge_rows (Union             *self,
            const DwdJsonSpan *base,
            const DwdJsonSpan *mine,
            const DwdJsonSpan *server)
{
  const DwdChildRule *child = self->change->child;
  DwdRowRule rule = { .policy = DWD_ROW_THREE_WAY, .two_way = !self->merge->has_base };
  DwdJsonSpan result;
  gboolean lost;

  if (self->append)
    rule.policy = DWD_ROW_FILL;
  else if (child != NULL && child->same_key == DWD_SAME_KEY_SUM_CHANGES)
    rule.policy = DWD_ROW_SUM;
  if (child != NULL)
    rule.sum_field = child->sum_field;

  /* What both have is the same, unless what both have was added twice. */
  if (mine->type != DWD_JSON_OBJECT || server->type != DWD_JSON_OBJECT ||
      (dwd_slice_equal (mine->raw, server->raw) &&
       (rule.policy != DWD_ROW_SUM || dwd_merge_rows_equal (base, server))))
    return *server;

  if (child != NULL && child->same_key == DWD_SAME_KEY_EARLIER &&
      (!self->append || base->type == DWD_JSON_ABSENT))
    return pick_earlier (self, mine, server);
  if (child != NULL && child->same_key == DWD_SAME_KEY_KEEP && !self->append)
    return keep_server (self, base, mine, server);

  result = dwd_merge_row (self->merge, &rule, base, mine, server, &lost);
  if (lost)
    dwd_merge_lose (self->merge, self->change, *mine);

  return result;
}

static const DwdJsonSpan *
get_span (const Union *self,
          DwdSide      side,
          int          number)
{
  static const DwdJsonSpan absent;

  return number >= 0 ? &dwd_row_list_get (self->lists[side], (guint) number)->span : &absent;
}

static guint
count (const Union *self,
       DwdSide      side)
{
  return dwd_row_list_get_n (self->lists[side]);
}

/* The server's rows, each with what mine has of it. Nothing of them goes. */
static void
add_server_rows (Union *self)
{
  for (guint i = 0; i < count (self, DWD_SIDE_SERVER); i++)
    g_array_append_val (self->rows, *get_span (self, DWD_SIDE_SERVER, (int) i));

  for (guint i = 0; i < count (self, DWD_SIDE_MINE); i++)
    {
      int row = self->mine_in_server[i];
      const DwdJsonSpan *base;
      DwdJsonSpan *current;

      if (row < 0)
        continue;
      current = &g_array_index (self->rows, DwdJsonSpan, row);
      base = get_span (self, DWD_SIDE_BASE, self->base_of_server[row] >= 0
                       ? self->base_of_server[row] : self->mine_in_base[i]);
      *current = merge_rows (self, base, get_span (self, DWD_SIDE_MINE, (int) i), current);
    }
}

/* Rows of the base that the server removed, where none may be. */
static void
restore_base_rows (Union *self)
{
  g_autofree int *places = g_new (int, count (self, DWD_SIDE_BASE) + 1);

  for (guint i = 0; i < count (self, DWD_SIDE_BASE); i++)
    {
      DwdJsonSpan row;

      places[i] = -1;
      if (self->base_in_server[i] >= 0)
        continue;
      places[i] = (int) self->rows->len;
      row = dwd_merge_strip_row (self->merge, get_span (self, DWD_SIDE_BASE, (int) i));
      g_array_append_val (self->rows, row);
    }

  for (guint i = 0; i < count (self, DWD_SIDE_MINE); i++)
    {
      int base = self->mine_in_base[i];
      DwdJsonSpan *current;

      if (self->mine_in_server[i] >= 0 || base < 0 || places[base] < 0)
        continue;
      current = &g_array_index (self->rows, DwdJsonSpan, places[base]);
      *current = merge_rows (self, get_span (self, DWD_SIDE_BASE, base),
                             get_span (self, DWD_SIDE_MINE, (int) i), current);
    }
}

/* In mine's order; a second row with a key of one before is that one. */
static void
add_mine_rows (Union *self)
{
  static const DwdJsonSpan absent;
  g_autofree int *places = g_new (int, count (self, DWD_SIDE_MINE) + 1);

  for (guint i = 0; i < count (self, DWD_SIDE_MINE); i++)
    {
      const DwdJsonSpan *mine = get_span (self, DWD_SIDE_MINE, (int) i);
      int first = self->mine_in_mine[i];
      DwdJsonSpan row;

      places[i] = -1;
      if (self->mine_in_server[i] >= 0 || (self->append && self->mine_in_base[i] >= 0))
        continue;

      row = dwd_merge_strip_row (self->merge, mine);
      if (first < (int) i && places[first] >= 0)
        {
          DwdJsonSpan *current = &g_array_index (self->rows, DwdJsonSpan, places[first]);

          *current = merge_rows (self, &absent, &row, current);
          places[i] = places[first];
          continue;
        }

      places[i] = (int) self->rows->len;
      g_array_append_val (self->rows, row);
    }
}

typedef struct
{
  DwdMergeOrder order;
  DwdJsonSpan row;
  guint number;
} Sorted;

static int
compare_sorted (const void *a,
                const void *b)
{
  const Sorted *x = a;
  const Sorted *y = b;
  int order = dwd_merge_compare_orders (&x->order, &y->order);

  return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static void
sort_rows (GArray     *rows,
           const char *sort_by)
{
  g_autofree Sorted *sorted = g_new (Sorted, rows->len + 1);

  for (guint i = 0; i < rows->len; i++)
    {
      DwdJsonSpan value;

      sorted[i].row = g_array_index (rows, DwdJsonSpan, i);
      sorted[i].number = i;
      value = get_column (&sorted[i].row, sort_by);
      sorted[i].order = dwd_merge_read_order (&value);
    }
  if (rows->len > 1)
    qsort (sorted, rows->len, sizeof *sorted, compare_sorted);
  for (guint i = 0; i < rows->len; i++)
    g_array_index (rows, DwdJsonSpan, i) = sorted[i].row;
}

/* Another row with @first's key goes into it. What else it says and @first does not is lost. */
static DwdJsonSpan
sum_into (Union             *self,
          const DwdJsonSpan *first,
          const DwdJsonSpan *second,
          gboolean           is_base)
{
  static const DwdJsonSpan absent;
  const char *column = self->change->child->sum_field;
  DwdJsonSpan a = get_column (first, column);
  DwdJsonSpan b = get_column (second, column);
  g_autofree char *sum = dwd_merge_sum (&absent, &a, &b);
  DwdJsonSpan result = *first;
  DwdJsonSpan alike;

  if (sum == NULL)
    {
      if (!is_base)
        dwd_merge_lose (self->merge, self->change, *second);
      return *first;
    }

  result = dwd_merge_set_column (self->merge, first, column, sum);
  alike = dwd_merge_set_column (self->merge, second, column, sum);
  if (!is_base && !dwd_merge_rows_equal (&result, &alike))
    dwd_merge_lose (self->merge, self->change, *second);

  return result;
}

/* Rows of one list with the same key are summed into the first. */
static DwdJsonSpan
sum_list (Union             *self,
          const DwdJsonSpan *list,
          gboolean           is_base)
{
  g_autoptr (DwdRowList) rows = dwd_row_list_new (&self->keys, list);
  g_autofree int *first = dwd_row_list_match_self (rows);
  guint n = dwd_row_list_get_n (rows);
  g_autofree int *places = g_new (int, n + 1);
  g_autoptr (GArray) sums = g_array_sized_new (FALSE, FALSE, sizeof (DwdJsonSpan), n);

  for (guint i = 0; i < n; i++)
    {
      const DwdJsonSpan *row = &dwd_row_list_get (rows, i)->span;

      if (first[i] == (int) i)
        {
          places[i] = (int) sums->len;
          g_array_append_val (sums, *row);
        }
      else
        {
          DwdJsonSpan *sum = &g_array_index (sums, DwdJsonSpan, places[first[i]]);

          places[i] = places[first[i]];
          *sum = sum_into (self, sum, row, is_base);
        }
    }

  return sums->len == n ? *list : dwd_merge_write_rows (self->merge, sums);
}

static gboolean
is_summed (const Union *self)
{
  const DwdChildRule *child = self->change->child;

  return !self->append && child != NULL && child->same_key == DWD_SAME_KEY_SUM_CHANGES &&
         child->sum_field != NULL && self->keys.are_rows;
}

static void
match_rows (Union *self)
{
  guint n_base = count (self, DWD_SIDE_BASE);
  guint n_server = count (self, DWD_SIDE_SERVER);

  DwdRowList *base = self->lists[DWD_SIDE_BASE];
  DwdRowList *mine = self->lists[DWD_SIDE_MINE];
  DwdRowList *server = self->lists[DWD_SIDE_SERVER];

  self->mine_in_server = dwd_row_list_match (server, mine);
  self->mine_in_base = dwd_row_list_match (base, mine);
  self->base_in_server = dwd_row_list_match (server, base);
  self->mine_in_mine = dwd_row_list_match_self (mine);

  self->base_of_server = g_new (int, n_server + 1);
  for (guint i = 0; i < n_server; i++)
    self->base_of_server[i] = -1;
  for (guint i = 0; i < n_base; i++)
    if (self->base_in_server[i] >= 0 && self->base_of_server[self->base_in_server[i]] < 0)
      self->base_of_server[self->base_in_server[i]] = (int) i;
}

static void
clear_union (Union *self)
{
  for (int side = 0; side < DWD_N_SIDES; side++)
    dwd_row_list_free (self->lists[side]);
  g_free (self->mine_in_server);
  g_free (self->mine_in_base);
  g_free (self->mine_in_mine);
  g_free (self->base_in_server);
  g_free (self->base_of_server);
  g_array_unref (self->rows);
}

static DwdJsonSpan
unite (DwdMerge       *merge,
       DwdMergeChange *change,
       gboolean        append)
{
  Union self = { .merge = merge, .change = change, .append = append };
  const DwdJsonSpan *sides = change->field->sides;
  gboolean is_table = TRUE;
  DwdJsonSpan result;

  for (int side = 0; side < DWD_N_SIDES; side++)
    if (sides[side].type == DWD_JSON_ARRAY && !dwd_merge_is_table (&sides[side]))
      is_table = FALSE;
  dwd_row_keys_init (&self.keys, change->child, is_table, merge->seed);
  for (int side = 0; side < DWD_N_SIDES; side++)
    {
      DwdJsonSpan list = sides[side];

      if (is_summed (&self) && list.type == DWD_JSON_ARRAY)
        list = sum_list (&self, &list, side == DWD_SIDE_BASE);
      self.lists[side] = dwd_row_list_new (&self.keys, &list);
    }
  self.rows = g_array_new (FALSE, FALSE, sizeof (DwdJsonSpan));

  match_rows (&self);
  add_server_rows (&self);
  if (append)
    restore_base_rows (&self);
  add_mine_rows (&self);
  if (is_table && change->child != NULL && change->child->sort_by != NULL)
    sort_rows (self.rows, change->child->sort_by);
  result = dwd_merge_write_list (merge, self.rows, &sides[DWD_SIDE_SERVER]);

  clear_union (&self);
  return result;
}

/* Both sides changed a list whose rows unite. */
void
dwd_merge_unite (DwdMerge       *self,
                 DwdMergeChange *change)
{
  change->n_lost = 0;
  dwd_merge_take_union (change, unite (self, change, FALSE));
}

/* Under append_only, whoever changed the list. What a side only added to is that side's as it
 * stands. */
void
dwd_merge_append (DwdMerge       *self,
                  DwdMergeChange *change)
{
  const DwdJsonSpan *sides = change->field->sides;
  DwdSide side = change->server_changed ? DWD_SIDE_SERVER : DWD_SIDE_MINE;
  DwdJsonSpan value;

  change->n_lost = 0;
  value = unite (self, change, TRUE);
  if (!dwd_merge_is_clash (change) && dwd_merge_lists_match (self->seed, &value, &sides[side]))
    dwd_merge_take (self, change, side, DWD_REASON_ONE_SIDE_CHANGED);
  else
    dwd_merge_take_union (change, value);
}
