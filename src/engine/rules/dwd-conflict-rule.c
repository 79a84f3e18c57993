/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-rules"

#include "config.h"

#include "dwd-conflict-rules-private.h"

#include <string.h>

/*
 * The rule of one DocType, made ready for a merge that asks for every field of a document: one hash
 * table over slices that holds all that is known of a field.
 */
typedef struct
{
  const char *name;             /* borrowed from an entry */
  gsize length;
  DwdFieldList list;
  int group;                    /* -1: none */
  const DwdChildRule *child;    /* (nullable), borrowed from an entry */
} Field;

struct _DwdConflictRule
{
  DwdStrategyEntry *strategy;   /* (owned) */
  DwdChildEntry *children;      /* (owned) (nullable) */
  DwdSpellingEntry *spellings;  /* (owned) (nullable) */
  gboolean allow_delete;
  guint tombstone_days;
  GArray *fields;               /* (owned): of Field */
  guint32 *slots;               /* (owned): 0, or one more than an index of @fields */
  guint mask;                   /* number of slots, a power of two, minus 1 */
};

static guint32
hash_slice (const char *text,
            gsize       length)
{
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guchar) text[i]) * 16777619u;

  return hash;
}

static guint32 *
find_slot (const DwdConflictRule *self,
           const char            *name,
           gsize                  length)
{
  guint i = hash_slice (name, length) & self->mask;

  for (;; i = (i + 1) & self->mask)
    {
      const Field *field;

      if (self->slots[i] == 0)
        return &self->slots[i];
      field = &g_array_index (self->fields, Field, self->slots[i] - 1);
      if (field->length == length && memcmp (field->name, name, length) == 0)
        return &self->slots[i];
    }
}

static const Field *
find_field (const DwdConflictRule *self,
            const char            *name,
            gsize                  length)
{
  guint32 number = *find_slot (self, name, length);

  return number != 0 ? &g_array_index (self->fields, Field, number - 1) : NULL;
}

static Field *
add_field (DwdConflictRule *self,
           const char      *name)
{
  gsize length = strlen (name);
  guint32 *slot = find_slot (self, name, length);

  if (*slot == 0)
    {
      Field field = { name, length, DWD_FIELD_LIST_NONE, -1, NULL };

      g_array_append_val (self->fields, field);
      *slot = self->fields->len;
    }

  return &g_array_index (self->fields, Field, *slot - 1);
}

/* Of a field on two lists the first in this order counts: the list that the strategy itself is about,
 * then the order in which the rules are written down. */
static void
add_lists (DwdConflictRule *self)
{
  const DwdStrategyEntry *entry = self->strategy;
  DwdFieldList first = DWD_FIELD_LIST_NONE;

  if (entry->strategy == DWD_STRATEGY_SERVER_WINS || entry->strategy == DWD_STRATEGY_CLIENT_WINS)
    first = DWD_FIELD_LIST_EXCEPTION;
  else if (entry->strategy == DWD_STRATEGY_MANUAL_RESOLVE)
    first = DWD_FIELD_LIST_AUTO_MERGE;

  for (int pass = 0; pass < DWD_N_FIELD_LISTS; pass++)
    {
      DwdFieldList list = pass == 0 ? first : (DwdFieldList) pass;

      for (char **name = entry->lists[list]; name != NULL && *name != NULL; name++)
        {
          Field *field = add_field (self, *name);

          if (field->list == DWD_FIELD_LIST_NONE)
            field->list = list;
        }
    }
}

static void
add_groups (DwdConflictRule *self)
{
  for (guint i = 0; i < self->strategy->groups->len; i++)
    for (char **name = self->strategy->groups->pdata[i]; *name != NULL; name++)
      add_field (self, *name)->group = (int) i;
}

static void
add_children (DwdConflictRule *self)
{
  for (guint i = 0; self->children != NULL && i < self->children->rules->len; i++)
    {
      const DwdChildRule *rule = &g_array_index (self->children->rules, DwdChildRule, i);

      add_field (self, rule->field)->child = rule;
    }
}

/* Each spelling takes the rules of the first one in its set that has any. Groups are left alone: they
 * name every member, since a group is also walked from its side. */
static void
add_spellings (DwdConflictRule *self,
               char           **set)
{
  DwdFieldList list = DWD_FIELD_LIST_NONE;
  const DwdChildRule *child = NULL;

  for (char **name = set; *name != NULL; name++)
    {
      const Field *field = find_field (self, *name, strlen (*name));

      if (field != NULL && list == DWD_FIELD_LIST_NONE)
        list = field->list;
      if (field != NULL && child == NULL)
        child = field->child;
    }
  if (list == DWD_FIELD_LIST_NONE && child == NULL)
    return;

  for (char **name = set; *name != NULL; name++)
    {
      Field *field = add_field (self, *name);

      if (field->list == DWD_FIELD_LIST_NONE)
        field->list = list;
      if (field->child == NULL)
        field->child = child;
    }
}

static guint
count_names (const DwdConflictRule *self)
{
  guint n = self->children != NULL ? self->children->rules->len : 0;

  for (int i = 0; i < DWD_N_FIELD_LISTS; i++)
    n += self->strategy->lists[i] != NULL ? g_strv_length (self->strategy->lists[i]) : 0;
  for (guint i = 0; i < self->strategy->groups->len; i++)
    n += g_strv_length (self->strategy->groups->pdata[i]);
  for (guint i = 0; self->spellings != NULL && i < self->spellings->sets->len; i++)
    n += g_strv_length (self->spellings->sets->pdata[i]);

  return n;
}

/* At most half of the slots are taken, so that a search soon meets an empty one. */
static void
make_table (DwdConflictRule *self)
{
  guint n = count_names (self);
  guint size = 8;

  while (size < 2 * n)
    size *= 2;

  self->mask = size - 1;
  self->slots = g_new0 (guint32, size);
  self->fields = g_array_sized_new (FALSE, FALSE, sizeof (Field), n);

  add_lists (self);
  add_groups (self);
  add_children (self);
  for (guint i = 0; self->spellings != NULL && i < self->spellings->sets->len; i++)
    add_spellings (self, self->spellings->sets->pdata[i]);
}

/* The entry of a DocType, or the default's, with a reference. */
static gpointer
take_entry (GHashTable *section,
            const char *doctype)
{
  gpointer entry = g_hash_table_lookup (section, doctype);

  if (entry == NULL)
    entry = g_hash_table_lookup (section, DWD_RULES_DEFAULT);

  return entry != NULL ? g_atomic_rc_box_acquire (entry) : NULL;
}

/*
 * Each kind of rule falls back to the default for itself: a DocType of which only a tombstone rule is
 * known has the default's strategy. What no file says at all is server_wins, and deleting is allowed.
 */
DwdConflictRule *
dwd_conflict_rule_new (const DwdRuleSections *sections,
                       const char            *doctype)
{
  DwdConflictRule *self = g_new0 (DwdConflictRule, 1);
  const DwdTombstoneEntry *tombstone;

  self->strategy = take_entry (sections->strategies, doctype);
  if (self->strategy == NULL)
    self->strategy = dwd_strategy_entry_new (DWD_STRATEGY_SERVER_WINS);
  self->children = take_entry (sections->children, doctype);
  self->spellings = take_entry (sections->spellings, doctype);
  make_table (self);

  tombstone = g_hash_table_lookup (sections->tombstones, doctype);
  if (tombstone == NULL)
    tombstone = g_hash_table_lookup (sections->tombstones, DWD_RULES_DEFAULT);
  self->allow_delete = tombstone == NULL || tombstone->allow_delete;
  self->tombstone_days = tombstone != NULL && tombstone->has_days
                         ? tombstone->days : sections->sync.tombstone_ttl_days;

  return self;
}

void
dwd_conflict_rule_free (DwdConflictRule *self)
{
  if (self == NULL)
    return;

  dwd_strategy_entry_unref (self->strategy);
  dwd_child_entry_unref (self->children);
  dwd_spelling_entry_unref (self->spellings);
  g_array_unref (self->fields);
  g_free (self->slots);
  g_free (self);
}

DwdStrategy
dwd_conflict_rule_get_strategy (const DwdConflictRule *self)
{
  return self->strategy->strategy;
}

/**
 * dwd_conflict_rule_find_list:
 * @self: a rule
 * @field: the name of a field; not NUL-terminated
 * @length: of it in bytes
 *
 * Allocates nothing. A field on several lists is on the one that the strategy is about (exceptions
 * under server_wins and client_wins, merged texts under manual_resolve), else on the first of server,
 * client, last write, manual, merged texts, exceptions. A list that names a spelling itself goes before
 * one that names another spelling of it.
 *
 * Returns: the list it is on
 */
DwdFieldList
dwd_conflict_rule_find_list (const DwdConflictRule *self,
                             const char            *field,
                             gsize                  length)
{
  const Field *found = find_field (self, field, length);

  return found != NULL ? found->list : DWD_FIELD_LIST_NONE;
}

/**
 * dwd_conflict_rule_find_child:
 * @self: a rule
 * @field: the name of a child table; not NUL-terminated
 * @length: of it in bytes
 *
 * Allocates nothing.
 *
 * Returns: (transfer none) (nullable): how its rows are united; %NULL where no rule says it
 */
const DwdChildRule *
dwd_conflict_rule_find_child (const DwdConflictRule *self,
                              const char            *field,
                              gsize                  length)
{
  const Field *found = find_field (self, field, length);

  return found != NULL ? found->child : NULL;
}

/**
 * dwd_conflict_rule_find_group:
 * @self: a rule
 * @field: the name of a field; not NUL-terminated
 * @length: of it in bytes
 *
 * Allocates nothing. A group names each spelling of its members, so that no other spelling is tried.
 *
 * Returns: the number of the group it is in, or -1; it is in one at most
 */
int
dwd_conflict_rule_find_group (const DwdConflictRule *self,
                              const char            *field,
                              gsize                  length)
{
  const Field *found = find_field (self, field, length);

  return found != NULL ? found->group : -1;
}

guint
dwd_conflict_rule_get_n_groups (const DwdConflictRule *self)
{
  return self->strategy->groups->len;
}

/**
 * dwd_conflict_rule_get_group:
 * @self: a rule
 * @number: less than dwd_conflict_rule_get_n_groups()
 *
 * Returns: (transfer none): the names of its fields in the order of the rules; NULL-terminated
 */
const char *const *
dwd_conflict_rule_get_group (const DwdConflictRule *self,
                             guint                  number)
{
  g_return_val_if_fail (number < self->strategy->groups->len, NULL);

  return self->strategy->groups->pdata[number];
}

gboolean
dwd_conflict_rule_get_allow_delete (const DwdConflictRule *self)
{
  return self->allow_delete;
}

/**
 * dwd_conflict_rule_get_tombstone_days:
 * @self: a rule
 *
 * Returns: for how many days a tombstone is kept, 0 for ever. A rule that gives none has that of the
 *   sync config.
 */
guint
dwd_conflict_rule_get_tombstone_days (const DwdConflictRule *self)
{
  return self->tombstone_days;
}
