/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-row-index.h"

#include "dwd-merge-private.h"

/*
 * "The first key that both have" is a matter of the pair: a row is entered under each of its keys
 * together with which earlier keys it has, and is looked up under those sets that share none with
 * the one looking. Usually there is one such set, since the rows of a list have the same keys.
 */
typedef struct
{
  guint64 hash;
  int first;            /* entry, -1: the slot is empty */
  int last;
  int head;             /* first entry whose row is not taken */
} Slot;

struct _DwdRowList
{
  const DwdRowKeys *keys;       /* borrowed */
  GArray *rows;                 /* (owned): of DwdRow */
  guint64 *hashes;              /* (owned): a level each, for every row */
  Slot *slots;                  /* (owned) (nullable): once rows are looked for */
  guint mask;
  int *next;                    /* (owned) (nullable): by entry, which is row times levels plus level */
  int *free;                    /* (owned) (nullable): next, without those found taken */
  gboolean *taken;              /* (owned) (nullable): by row */
  guint sets[1 << DWD_ROW_MAX_KEYS];
  guint n_sets;
};

static guint
n_levels (const DwdRowList *self)
{
  return self->keys->n_names + 1;
}

/* @rule may be NULL. Of more keys than fit the first count. */
void
dwd_row_keys_init (DwdRowKeys         *self,
                   const DwdChildRule *rule,
                   gboolean            is_table,
                   guint64             seed)
{
  self->n_names = 0;
  self->are_rows = is_table;
  self->seed = seed;
  if (!is_table)
    return;

  for (guint i = 0; rule != NULL && rule->keys[i] != NULL; i++)
    {
      if (self->n_names == DWD_ROW_MAX_KEYS - 1 || strcmp (rule->keys[i], "name") == 0)
        break;
      self->names[self->n_names].key = rule->keys[i];
      self->names[self->n_names++].length = strlen (rule->keys[i]);
    }
  self->names[self->n_names].key = "name";
  self->names[self->n_names++].length = 4;
}

static void
add_row (DwdRowList        *self,
         const DwdJsonSpan *span)
{
  guint n_names = self->keys->n_names;
  DwdJsonSpan values[DWD_ROW_MAX_KEYS];
  DwdRow row = { *span, 1u << n_names };
  guint64 *hashes = self->hashes + (gsize) self->rows->len * n_levels (self);

  if (n_names > 0)
    dwd_json_span_find (span, self->keys->names, n_names, values);
  for (guint i = 0; i < n_names; i++)
    if (!dwd_merge_is_null (&values[i]))
      {
        row.has |= 1u << i;
        hashes[i] = dwd_merge_hash_value (self->keys->seed, &values[i]);
      }
  /* Rows with a name or a key are rarely looked for by value, but a row without may look for them.
   * */
  hashes[n_names] = self->keys->are_rows ? dwd_merge_hash_row (self->keys->seed, span)
                                         : dwd_merge_hash_value (self->keys->seed, span);

  g_array_append_val (self->rows, row);
}

static guint
count_items (const DwdJsonSpan *array)
{
  DwdJsonIter iter;
  DwdJsonSpan item;
  guint n = 0;

  dwd_json_iter_init (&iter, array);
  while (dwd_json_iter_next_item (&iter, &item))
    n++;

  return n;
}

/* What is no array has no rows. */
DwdRowList *
dwd_row_list_new (const DwdRowKeys  *keys,
                  const DwdJsonSpan *array)
{
  DwdRowList *self = g_new0 (DwdRowList, 1);
  DwdJsonIter iter;
  DwdJsonSpan item;
  guint n;

  self->keys = keys;
  n = array->type == DWD_JSON_ARRAY ? count_items (array) : 0;
  self->rows = g_array_sized_new (FALSE, FALSE, sizeof (DwdRow), n);
  self->hashes = g_new0 (guint64, (gsize) n * n_levels (self));
  if (array->type != DWD_JSON_ARRAY)
    return self;

  dwd_json_iter_init (&iter, array);
  while (dwd_json_iter_next_item (&iter, &item))
    add_row (self, &item);

  return self;
}

void
dwd_row_list_free (DwdRowList *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->rows);
  g_free (self->hashes);
  g_free (self->slots);
  g_free (self->next);
  g_free (self->free);
  g_free (self->taken);
  g_free (self);
}

guint
dwd_row_list_get_n (const DwdRowList *self)
{
  return self->rows->len;
}

const DwdRow *
dwd_row_list_get (const DwdRowList *self,
                  guint             number)
{
  return &g_array_index (self->rows, DwdRow, number);
}

gboolean
dwd_row_list_has_key (const DwdRowList *self,
                      guint             number)
{
  return dwd_row_list_get (self, number)->has != 1u << self->keys->n_names;
}

static guint64
hash_entry (guint64 hash,
            guint   level,
            guint   earlier)
{
  return dwd_hash_pair (hash, (guint64) level << 32 | earlier);
}

static Slot *
find_slot (DwdRowList *self,
           guint64     hash)
{
  guint i = (guint) hash & self->mask;

  while (self->slots[i].first >= 0 && self->slots[i].hash != hash)
    i = (i + 1) & self->mask;

  return &self->slots[i];
}

static void
add_set (DwdRowList *self,
         guint       has)
{
  guint set = has & ~(1u << self->keys->n_names);

  for (guint i = 0; i < self->n_sets; i++)
    if (self->sets[i] == set)
      return;

  self->sets[self->n_sets++] = set;
}

static void
add_entry (DwdRowList *self,
           guint       row,
           guint       level)
{
  guint entry = row * n_levels (self) + level;
  guint earlier = dwd_row_list_get (self, row)->has & ((1u << level) - 1);
  guint64 hash = hash_entry (self->hashes[entry], level, earlier);
  Slot *slot = find_slot (self, hash);

  self->next[entry] = -1;
  if (slot->first < 0)
    {
      slot->hash = hash;
      slot->first = slot->head = (int) entry;
    }
  else
    {
      self->next[slot->last] = (int) entry;
    }
  slot->last = (int) entry;
}

static void
build_index (DwdRowList *self)
{
  guint n_entries = self->rows->len * n_levels (self);
  guint size = 8;

  while (size < 2 * n_entries)
    size *= 2;

  self->mask = size - 1;
  self->slots = g_new (Slot, size);
  for (guint i = 0; i < size; i++)
    self->slots[i].first = -1;
  self->next = g_new (int, n_entries);
  self->free = g_new (int, n_entries);
  self->taken = g_new0 (gboolean, self->rows->len);

  for (guint row = 0; row < self->rows->len; row++)
    {
      guint has = dwd_row_list_get (self, row)->has;

      add_set (self, has);
      for (guint level = 0; level < n_levels (self); level++)
        if (has >> level & 1)
          add_entry (self, row, level);
    }
}

/* Nothing is taken. */
static void
rewind_index (DwdRowList *self)
{
  if (self->slots == NULL)
    build_index (self);
  if (self->rows->len == 0)
    return;

  for (guint i = 0; i <= self->mask; i++)
    self->slots[i].head = self->slots[i].first;
  memcpy (self->free, self->next, (gsize) self->rows->len * n_levels (self) * sizeof *self->free);
  memset (self->taken, 0, self->rows->len * sizeof *self->taken);
}

static gboolean
agree (const DwdRowList *self,
       guint             row,
       const DwdRow     *other,
       guint             level)
{
  const DwdRow *mine = dwd_row_list_get (self, row);
  DwdJsonSpan a, b;

  if (level == self->keys->n_names)
    return self->keys->are_rows ? dwd_merge_rows_equal (&mine->span, &other->span)
                                : dwd_merge_values_equal (&mine->span, &other->span);

  dwd_json_span_find (&mine->span, &self->keys->names[level], 1, &a);
  dwd_json_span_find (&other->span, &self->keys->names[level], 1, &b);

  return dwd_merge_values_equal (&a, &b);
}

/* The first row of a slot that is not taken and agrees. Rows found taken, which can have happened
 * through another slot, leave the chain, so that nobody steps over them again. */
static int
find_free (DwdRowList   *self,
           Slot         *slot,
           const DwdRow *other,
           guint         level)
{
  int *link = &slot->head;

  while (*link >= 0)
    {
      guint row = *link / n_levels (self);

      if (self->taken[row])
        {
          *link = self->free[*link];
          continue;
        }
      if (agree (self, row, other, level))
        return (int) row;
      link = &self->free[*link];
    }

  return -1;
}

/* @spare: the first row that agrees, taken or not */
static int
find_at_level (DwdRowList       *self,
               const DwdRowList *from,
               guint             number,
               guint             level,
               int              *spare)
{
  const DwdRow *other = dwd_row_list_get (from, number);
  guint64 hash = from->hashes[number * n_levels (self) + level];
  guint below = (1u << level) - 1;
  int found = -1;

  for (guint i = 0; i < self->n_sets; i++)
    {
      guint earlier = self->sets[i] & below;
      Slot *slot;
      int row;

      if ((earlier & other->has) != 0)
        continue;
      slot = find_slot (self, hash_entry (hash, level, earlier));
      if (slot->first < 0)
        continue;

      row = find_free (self, slot, other, level);
      if (row >= 0 && (found < 0 || row < found))
        found = row;
      row = slot->first / n_levels (self);
      if ((*spare < 0 || row < *spare) && agree (self, row, other, level))
        *spare = row;
    }

  return found;
}

static int
find_row (DwdRowList       *self,
          const DwdRowList *from,
          guint             number)
{
  const DwdRow *other = dwd_row_list_get (from, number);

  for (guint level = 0; level < n_levels (self); level++)
    {
      int spare = -1;
      int row;

      if (!(other->has >> level & 1))
        continue;
      row = find_at_level (self, from, number, level, &spare);
      if (row >= 0)
        {
          self->taken[row] = TRUE;
          return row;
        }
      /* Without a key two rows alike are two rows. */
      if (spare >= 0 && level < self->keys->n_names)
        return spare;
    }

  return -1;
}

int *
dwd_row_list_match (DwdRowList       *self,
                    const DwdRowList *from)
{
  int *matches = g_new (int, from->rows->len + 1);

  rewind_index (self);
  for (guint i = 0; i < from->rows->len; i++)
    matches[i] = find_row (self, from, i);

  return matches;
}

int *
dwd_row_list_match_self (DwdRowList *self)
{
  int *matches = g_new (int, self->rows->len + 1);

  rewind_index (self);
  for (guint i = 0; i < self->rows->len; i++)
    {
      matches[i] = (int) i;
      for (guint level = 0; level < self->keys->n_names; level++)
        {
          int spare = -1;

          if (!(dwd_row_list_get (self, i)->has >> level & 1))
            continue;
          find_at_level (self, self, i, level, &spare);
          if (spare >= 0)
            {
              matches[i] = spare;
              break;
            }
        }
    }

  return matches;
}

/* Whether two tables have the same rows in any order. */
gboolean
dwd_merge_lists_match (guint64            seed,
                       const DwdJsonSpan *a,
                       const DwdJsonSpan *b)
{
  g_autoptr (DwdRowList) x = NULL;
  g_autoptr (DwdRowList) y = NULL;
  DwdRowKeys keys = { .seed = seed };

  /* No key: all are compared by their values. */
  keys.are_rows = dwd_merge_is_table (a) && dwd_merge_is_table (b);
  x = dwd_row_list_new (&keys, a);
  y = dwd_row_list_new (&keys, b);
  if (x->rows->len != y->rows->len)
    return FALSE;

  rewind_index (x);
  for (guint i = 0; i < y->rows->len; i++)
    if (find_row (x, y, i) < 0)
      return FALSE;

  return TRUE;
}
