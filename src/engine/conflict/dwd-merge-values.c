/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

/*
 * When two values are the same. Bytes are compared first; what differs in bytes is read. Each level
 * of a value is read once, so that the work is bounded by its size times its depth.
 */

gboolean
dwd_merge_is_null (const DwdJsonSpan *value)
{
  return value->type == DWD_JSON_NULL || value->type == DWD_JSON_ABSENT;
}

/* Objects and arrays. */

static gboolean
counts (const DwdMember *member,
        gboolean         is_row)
{
  return !dwd_merge_is_null (&member->value) &&
         !(is_row && dwd_merge_is_row_metadata (member->name));
}

static guint
count_wanted (const DwdMembers *members,
              gboolean          is_row)
{
  guint n = 0;

  for (guint i = 0; i < members->n_items; i++)
    n += counts (&members->items[i], is_row);

  return n;
}

/* Rows that hold nothing but metadata are told apart by their names, as attachments can be. */
static gboolean
names_equal (const DwdMembers *a,
             const DwdMembers *b)
{
  const DwdSlice name = { "name", 4 };

  return dwd_merge_values_equal (dwd_members_get (a, name), dwd_members_get (b, name));
}

static gboolean
members_equal (const DwdMembers *a,
               const DwdMembers *b,
               gboolean          is_row)
{
  guint n = count_wanted (a, is_row);

  if (n != count_wanted (b, is_row))
    return FALSE;
  if (n == 0)
    return !is_row || names_equal (a, b);

  for (guint i = 0; i < a->n_items; i++)
    {
      const DwdMember *member = &a->items[i];

      if (!counts (member, is_row))
        continue;
      if (!dwd_merge_values_equal (&member->value, dwd_members_get (b, member->name)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
objects_equal (const DwdJsonSpan *a,
               const DwdJsonSpan *b,
               gboolean           is_row)
{
  DwdMembers x, y;
  gboolean equal;

  dwd_members_init (&x, a, GPOINTER_TO_SIZE (&x));
  dwd_members_init (&y, b, GPOINTER_TO_SIZE (&y));
  equal = members_equal (&x, &y, is_row);
  dwd_members_clear (&x);
  dwd_members_clear (&y);

  return equal;
}

static gboolean
arrays_equal (const DwdJsonSpan *a,
              const DwdJsonSpan *b,
              gboolean           are_rows)
{
  DwdJsonIter x, y;
  DwdJsonSpan item, other;

  dwd_json_iter_init (&x, a);
  dwd_json_iter_init (&y, b);
  while (dwd_json_iter_next_item (&x, &item))
    {
      if (!dwd_json_iter_next_item (&y, &other))
        return FALSE;
      if (!(are_rows ? dwd_merge_rows_equal (&item, &other)
                     : dwd_merge_values_equal (&item, &other)))
        return FALSE;
    }

  return !dwd_json_iter_next_item (&y, &other);
}

gboolean
dwd_merge_values_equal (const DwdJsonSpan *a,
                        const DwdJsonSpan *b)
{
  if (dwd_merge_is_null (a) || dwd_merge_is_null (b))
    return dwd_merge_is_null (a) && dwd_merge_is_null (b);
  if (a->type != b->type)
    return FALSE;
  if (dwd_slice_equal (a->raw, b->raw))
    return TRUE;

  switch (a->type)
    {
    case DWD_JSON_NUMBER:
      return dwd_merge_numbers_equal (a, b);

    case DWD_JSON_STRING:
      return dwd_merge_strings_equal (a, b);

    case DWD_JSON_OBJECT:
      return objects_equal (a, b, FALSE);

    case DWD_JSON_ARRAY:
      return arrays_equal (a, b, FALSE);

    case DWD_JSON_ABSENT:
    case DWD_JSON_NULL:
    case DWD_JSON_TRUE:
    case DWD_JSON_FALSE:
    default:
      return TRUE;
    }
}

gboolean
dwd_merge_rows_equal (const DwdJsonSpan *a,
                      const DwdJsonSpan *b)
{
  if (a->type != DWD_JSON_OBJECT || b->type != DWD_JSON_OBJECT)
    return dwd_merge_values_equal (a, b);

  return dwd_slice_equal (a->raw, b->raw) || objects_equal (a, b, TRUE);
}

/* Hashes: equal values have equal ones. */

/* A sum over the members, since their order says nothing. */
static guint64
hash_object (guint64            seed,
             const DwdJsonSpan *span,
             gboolean           is_row)
{
  const DwdSlice name = { "name", 4 };
  guint64 hash = seed;
  DwdMembers members;

  dwd_members_init (&members, span, seed);
  for (guint i = 0; i < members.n_items; i++)
    {
      const DwdMember *member = &members.items[i];

      if (!counts (member, is_row))
        continue;
      hash += dwd_hash_pair (dwd_hash_bytes (seed, member->name.text, member->name.length),
                             dwd_merge_hash_value (seed, &member->value));
    }
  if (is_row && hash == seed)
    hash = dwd_merge_hash_value (seed, dwd_members_get (&members, name));
  dwd_members_clear (&members);

  return hash;
}

static guint64
hash_array (guint64            seed,
            const DwdJsonSpan *span)
{
  guint64 hash = seed + 3;
  DwdJsonIter iter;
  DwdJsonSpan item;

  dwd_json_iter_init (&iter, span);
  while (dwd_json_iter_next_item (&iter, &item))
    hash = dwd_hash_pair (hash, dwd_merge_hash_value (seed, &item));

  return hash;
}

guint64
dwd_merge_hash_value (guint64            seed,
                      const DwdJsonSpan *value)
{
  switch (value->type)
    {
    case DWD_JSON_NUMBER:
      return dwd_merge_hash_number (seed, value);

    case DWD_JSON_STRING:
      return dwd_merge_hash_string (seed, value);

    case DWD_JSON_OBJECT:
      return hash_object (seed, value, FALSE);

    case DWD_JSON_ARRAY:
      return hash_array (seed, value);

    case DWD_JSON_ABSENT:
    case DWD_JSON_NULL:
      return dwd_hash_pair (seed, DWD_JSON_NULL);

    case DWD_JSON_TRUE:
    case DWD_JSON_FALSE:
    default:
      return dwd_hash_pair (seed, value->type);
    }
}

guint64
dwd_merge_hash_row (guint64            seed,
                    const DwdJsonSpan *row)
{
  if (row->type != DWD_JSON_OBJECT)
    return dwd_merge_hash_value (seed, row);

  return hash_object (seed, row, TRUE);
}

/* A child table: an array of objects. An empty one is one too, as far as it goes. */
gboolean
dwd_merge_is_table (const DwdJsonSpan *value)
{
  DwdJsonIter iter;
  DwdJsonSpan item;

  if (value->type != DWD_JSON_ARRAY)
    return FALSE;

  dwd_json_iter_init (&iter, value);
  while (dwd_json_iter_next_item (&iter, &item))
    if (item.type != DWD_JSON_OBJECT)
      return FALSE;

  return TRUE;
}

/* Whether two values of a field are the same: of a table the rows' metadata does not count, and
 * their order only where no rule unites or sorts them. */
gboolean
dwd_merge_sides_equal (DwdMerge           *self,
                       const DwdChildRule *child,
                       const DwdJsonSpan  *a,
                       const DwdJsonSpan  *b)
{
  if (a->type != DWD_JSON_ARRAY || b->type != DWD_JSON_ARRAY)
    return dwd_merge_values_equal (a, b);
  if (dwd_slice_equal (a->raw, b->raw))
    return TRUE;
  if (!dwd_merge_is_table (a) || !dwd_merge_is_table (b))
    return arrays_equal (a, b, FALSE);
  if (child != NULL)
    return dwd_merge_lists_match (self->seed, a, b);

  return arrays_equal (a, b, TRUE);
}
