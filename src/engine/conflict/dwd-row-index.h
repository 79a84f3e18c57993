/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "rules/dwd-conflict-rules.h"

#include "dwd-members.h"

G_BEGIN_DECLS

/*
 * The rows of one list, found by the rows of another: by the first key that both have, else by row
 * name, else by value. Items of a list that is no table are found by value alone. Building and
 * finding take time in proportion to the rows, whatever they hold.
 */
#define DWD_ROW_MAX_KEYS 7      /* the rule's and "name" */
#define DWD_ROW_LEVELS (DWD_ROW_MAX_KEYS + 1)

typedef struct
{
  DwdJsonKey names[DWD_ROW_MAX_KEYS];
  guint n_names;
  gboolean are_rows;    /* values are compared without the metadata of rows */
  guint64 seed;
} DwdRowKeys;

typedef struct
{
  DwdJsonSpan span;
  guint has;            /* bits of the keys that it has; that of the value always */
} DwdRow;

typedef struct _DwdRowList DwdRowList;

void        dwd_row_keys_init (DwdRowKeys         *self,
                               const DwdChildRule *rule,
                               gboolean            is_table,
                               guint64             seed);

DwdRowList *dwd_row_list_new (const DwdRowKeys  *keys,
                              const DwdJsonSpan *array);
void        dwd_row_list_free (DwdRowList *self);
guint       dwd_row_list_get_n (const DwdRowList *self);
const DwdRow *dwd_row_list_get (const DwdRowList *self,
                                guint             number);
/* Whether the rows can be told from others of their list, so that a second one is the same row. */
gboolean    dwd_row_list_has_key (const DwdRowList *self,
                                  guint             number);

/* Every row of @from with the row of @self that it is, or -1. The nth of several alike is the nth
 * here; more of them than there are here are the first, where they have a key. */
int *dwd_row_list_match (DwdRowList       *self,
                         const DwdRowList *from);
/* For every row the first of its own list with the same key; the row itself where there is none
 * before. */
int *dwd_row_list_match_self (DwdRowList *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdRowList, dwd_row_list_free)

G_END_DECLS
