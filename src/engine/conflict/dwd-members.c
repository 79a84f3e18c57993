/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-members.h"

#define MULTIPLIER G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

static inline guint64
mix (guint64 hash,
     guint64 word)
{
  hash = (hash ^ word) * MULTIPLIER;

  return hash ^ hash >> 29;
}

static inline guint64
load_word (const char *p)
{
  guint64 word;

  memcpy (&word, p, sizeof word);

  return word;
}

/* Eight bytes at a time; the rest overlaps what was read already. */
guint64
dwd_hash_bytes (guint64     seed,
                const char *text,
                gsize       length)
{
  guint64 hash = mix (seed, length);
  guint64 word = 0;

  if (length < 8)
    {
      for (gsize i = 0; i < length; i++)
        word = word << 8 | (guchar) text[i];
      return mix (hash, word);
    }

  for (gsize i = 0; i + 8 < length; i += 8)
    hash = mix (hash, load_word (text + i));

  return mix (hash, load_word (text + length - 8));
}

void
dwd_name_table_init (DwdNameTable *self,
                     guint64       seed)
{
  self->seed = seed;
  self->mask = DWD_NAME_TABLE_LOCAL - 1;
  self->n_names = 0;
  self->slots = self->local;
  memset (self->local, 0, sizeof self->local);
}

void
dwd_name_table_clear (DwdNameTable *self)
{
  if (self->slots != self->local)
    g_free (self->slots);
}

static inline DwdSlice
get_name (gconstpointer names,
          gsize         distance,
          guint         number)
{
  DwdSlice name;

  memcpy (&name, (const char *) names + number * distance, sizeof name);

  return name;
}

/* The slot of @name, or the empty one where it belongs. */
static guint
find_slot (const DwdNameTable *self,
           gconstpointer       names,
           gsize               distance,
           DwdSlice            name)
{
  guint i = (guint) (dwd_hash_bytes (self->seed, name.text, name.length) >> 32) & self->mask;

  while (self->slots[i] != 0 &&
         !dwd_slice_equal (get_name (names, distance, self->slots[i] - 1), name))
    i = (i + 1) & self->mask;

  return i;
}

static void
grow_table (DwdNameTable *self,
            gconstpointer names,
            gsize         distance)
{
  guint old_size = self->mask + 1;
  guint32 *old = self->slots;

  self->mask = 4 * old_size - 1;
  self->slots = g_new0 (guint32, 4 * old_size);
  for (guint i = 0; i < old_size; i++)
    {
      DwdSlice name;

      if (old[i] == 0)
        continue;
      name = get_name (names, distance, old[i] - 1);
      self->slots[find_slot (self, names, distance, name)] = old[i];
    }
  if (old != self->local)
    g_free (old);
}

int
dwd_name_table_find (const DwdNameTable *self,
                     gconstpointer       names,
                     gsize               distance,
                     DwdSlice            name)
{
  return (int) self->slots[find_slot (self, names, distance, name)] - 1;
}

int
dwd_name_table_add (DwdNameTable *self,
                    gconstpointer names,
                    gsize         distance,
                    DwdSlice      name,
                    guint         number)
{
  guint slot = find_slot (self, names, distance, name);

  if (self->slots[slot] != 0)
    return (int) self->slots[slot] - 1;

  /* At most half of the slots are taken, so that a search soon meets an empty one. The new name may
   * not lie in the array yet, so the table grows before it is entered. */
  if (2 * (self->n_names + 1) > self->mask)
    {
      grow_table (self, names, distance);
      slot = find_slot (self, names, distance, name);
    }
  self->slots[slot] = number + 1;
  self->n_names++;

  return -1;
}

static DwdSlice
read_name (DwdMembers        *self,
           const DwdJsonSpan *key)
{
  DwdSlice name = { key->raw.text + 1, key->raw.length - 2 };

  if (key->escaped)
    {
      char *text = dwd_json_span_dup_string (key);

      if (self->texts == NULL)
        self->texts = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (self->texts, text);
      name.text = text;
      name.length = strlen (text);
    }

  return name;
}

static void
grow_members (DwdMembers *self,
              guint64     seed)
{
  DwdMember *items = g_new (DwdMember, 2 * self->size);

  memcpy (items, self->items, self->n_items * sizeof *items);
  if (self->items != self->local)
    g_free (self->items);
  self->items = items;
  self->size *= 2;

  if (self->names != NULL)
    return;
  self->names = g_new (DwdNameTable, 1);
  dwd_name_table_init (self->names, seed);
  for (guint i = 0; i < self->n_items; i++)
    dwd_name_table_add (self->names, items, sizeof *items, items[i].name, i);
}

const DwdMember *
dwd_members_find (const DwdMembers *self,
                  DwdSlice          name)
{
  if (self->names != NULL)
    {
      int number = dwd_name_table_find (self->names, self->items, sizeof *self->items, name);

      return number >= 0 ? &self->items[number] : NULL;
    }

  for (guint i = 0; i < self->n_items; i++)
    if (dwd_slice_equal (self->items[i].name, name))
      return &self->items[i];

  return NULL;
}

const DwdJsonSpan *
dwd_members_get (const DwdMembers *self,
                 DwdSlice          name)
{
  static const DwdJsonSpan absent;
  const DwdMember *member = dwd_members_find (self, name);

  return member != NULL ? &member->value : &absent;
}

/* Yields no members where @object is none. */
void
dwd_members_init (DwdMembers        *self,
                  const DwdJsonSpan *object,
                  guint64            seed)
{
  DwdJsonIter iter;
  DwdMember member;

  self->items = self->local;
  self->n_items = 0;
  self->size = DWD_MEMBERS_LOCAL;
  self->texts = NULL;
  self->names = NULL;
  if (object->type != DWD_JSON_OBJECT)
    return;

  dwd_json_iter_init (&iter, object);
  while (dwd_json_iter_next_member (&iter, &member.key, &member.value))
    {
      DwdMember *earlier;

      member.name = read_name (self, &member.key);
      earlier = (DwdMember *) dwd_members_find (self, member.name);
      if (earlier != NULL)
        {
          earlier->value = member.value;
          continue;
        }

      if (self->n_items == self->size)
        grow_members (self, seed);
      self->items[self->n_items] = member;
      if (self->names != NULL)
        dwd_name_table_add (self->names, self->items, sizeof *self->items, member.name,
                            self->n_items);
      self->n_items++;
    }
}

void
dwd_members_clear (DwdMembers *self)
{
  if (self->items != self->local)
    g_free (self->items);
  if (self->names != NULL)
    dwd_name_table_clear (self->names);
  g_clear_pointer (&self->names, g_free);
  g_clear_pointer (&self->texts, g_ptr_array_unref);
}
