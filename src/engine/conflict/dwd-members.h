/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "protocol/dwd-json-scan.h"

#include <string.h>

G_BEGIN_DECLS

/*
 * Names found again. The names lie in the caller's array, each a DwdSlice at a fixed distance from
 * the next; the table holds their numbers. The seed keeps whoever writes the documents from
 * choosing names that all fall into one place.
 */
#define DWD_NAME_TABLE_LOCAL 128

typedef struct
{
  guint64 seed;
  guint mask;
  guint n_names;
  guint32 *slots;                       /* 0, or one more than a number */
  guint32 local[DWD_NAME_TABLE_LOCAL];
} DwdNameTable;

void  dwd_name_table_init (DwdNameTable *self,
                           guint64       seed);
void  dwd_name_table_clear (DwdNameTable *self);
/* The number of @name, or -1 and the name is @number from now on. */
int   dwd_name_table_add (DwdNameTable *self,
                          gconstpointer names,
                          gsize         distance,
                          DwdSlice      name,
                          guint         number);
int   dwd_name_table_find (const DwdNameTable *self,
                           gconstpointer       names,
                           gsize               distance,
                           DwdSlice            name);

/* The members of one object in its order, each key once with its last value. */
#define DWD_MEMBERS_LOCAL 16

typedef struct
{
  DwdSlice name;                        /* unescaped */
  DwdJsonSpan key;
  DwdJsonSpan value;
} DwdMember;

typedef struct
{
  DwdMember *items;
  guint n_items;
  guint size;
  GPtrArray *texts;                     /* (owned) (nullable): unescaped names */
  DwdNameTable *names;                  /* (owned) (nullable): once there are many */
  DwdMember local[DWD_MEMBERS_LOCAL];
} DwdMembers;

void              dwd_members_init (DwdMembers        *self,
                                    const DwdJsonSpan *object,
                                    guint64            seed);
void              dwd_members_clear (DwdMembers *self);
const DwdMember *dwd_members_find (const DwdMembers *self,
                                   DwdSlice          name);     /* (nullable) */
const DwdJsonSpan *dwd_members_get (const DwdMembers *self,
                                    DwdSlice          name);    /* ABSENT where there is none */

static inline gboolean
dwd_slice_equal (DwdSlice a,
                 DwdSlice b)
{
  return a.length == b.length && memcmp (a.text, b.text, a.length) == 0;
}

guint64 dwd_hash_bytes (guint64     seed,
                        const char *text,
                        gsize       length);

static inline guint64
dwd_hash_pair (guint64 a,
               guint64 b)
{
  guint64 words[2] = { a, b };

  return dwd_hash_bytes (a, (const char *) words, sizeof words);
}

G_END_DECLS
