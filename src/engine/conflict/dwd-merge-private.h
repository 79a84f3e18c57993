/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-decision-private.h"
#include "dwd-members.h"
#include "dwd-merge.h"

G_BEGIN_DECLS

typedef enum
{
  DWD_SIDE_BASE,
  DWD_SIDE_MINE,
  DWD_SIDE_SERVER,
  DWD_N_SIDES
} DwdSide;

/* One key of the documents. */
typedef struct
{
  DwdSlice name;                        /* unescaped */
  DwdJsonSpan key;                      /* as the first side that has it spells it */
  DwdJsonSpan sides[DWD_N_SIDES];
  DwdJsonSpan out;                      /* what the resulting document has */
  guint8 same;                          /* bits of sides whose bytes are the server's */
  gboolean split;                       /* the server repeats a key right behind this member */
} DwdMergeField;

/* A field, metadata aside, on which the sides are not all equal. */
typedef struct
{
  DwdMergeField *field;
  gboolean mine_changed;                /* since the base */
  gboolean server_changed;
  gboolean alike;                       /* mine equals the server */
  const DwdChildRule *child;            /* (nullable) */
  DwdFieldList list;
  int group;                            /* -1: none, or it is a table that unites */
  DwdSource source;
  DwdReason reason;
  DwdJsonSpan value;
  guint first_lost;
  guint n_lost;
} DwdMergeChange;

#define DWD_MERGE_LOCAL_FIELDS 64

/* One merge, on the stack of dwd_merge(). */
typedef struct
{
  const DwdMergeInput *input;
  const char *doctype;                  /* canonical */
  const DwdConflictRule *rule;
  DwdStrategy strategy;
  DwdOutcome outcome;
  gboolean has_base;

  DwdMergeField *fields;                /* the server's in its order, mine's, the base's */
  guint n_fields;
  guint n_server_fields;
  guint size;
  DwdNameTable names;

  GArray *changes;                      /* (owned): of DwdMergeChange */
  gboolean mine_changed;
  gboolean server_changed;
  gboolean differ;

  GArray *lost;                         /* (owned) (nullable): of DwdSlice */
  GArray *notices;                      /* (owned) (nullable): of DwdNoticeDraft */
  GPtrArray *scratch;                   /* (owned) (nullable): texts made here */
  guint64 seed;                         /* of hash tables; of no influence on any result */
  DwdSlice branch_name;
  DwdSlice branch_doc;

  DwdMergeField local_fields[DWD_MERGE_LOCAL_FIELDS];
} DwdMerge;

/* dwd-merge-read.c */
gboolean        dwd_merge_read (DwdMerge *self,
                                GError  **error);
void            dwd_merge_find_changes (DwdMerge *self);
DwdMergeField *dwd_merge_find_field (DwdMerge   *self,
                                     const char *name);         /* (nullable) */
DwdMergeChange *dwd_merge_find_change (DwdMerge   *self,
                                       const char *name);       /* (nullable) */

static inline DwdMergeChange *
dwd_merge_get_change (DwdMerge *self,
                      guint     number)
{
  return &g_array_index (self->changes, DwdMergeChange, number);
}

/* Takes @text and keeps it as long as the merge. */
const char *dwd_merge_keep (DwdMerge *self,
                            char     *text);
DwdJsonSpan     dwd_merge_keep_value (DwdMerge   *self,
                                      GString    *text,
                                      DwdJsonType type);

/* dwd-merge-fields.c: decisions on one field */
void            dwd_merge_lose (DwdMerge       *self,
                                DwdMergeChange *change,
                                DwdJsonSpan     value);
void            dwd_merge_take (DwdMerge       *self,
                                DwdMergeChange *change,
                                DwdSide         side,
                                DwdReason       reason);
void            dwd_merge_take_changed (DwdMerge       *self,
                                        DwdMergeChange *change,
                                        DwdSide         winner,
                                        DwdReason       reason);
void            dwd_merge_take_all (DwdMerge *self,
                                    DwdSide   side);
void            dwd_merge_ask (DwdMerge       *self,
                               DwdMergeChange *change,
                               DwdReason       reason);
gboolean        dwd_merge_text (DwdMerge       *self,
                                DwdMergeChange *change);
gboolean        dwd_merge_is_clash (const DwdMergeChange *change);
void            dwd_merge_field_level (DwdMerge *self);
void            dwd_merge_manual (DwdMerge *self);

/* dwd-merge-times.c */
/* What rows are sorted by: numbers, instants, times of day, other texts, then none. */
typedef struct
{
  int kind;
  double number;
  gint64 time;
  DwdJsonSpan span;
} DwdMergeOrder;

gint64          dwd_merge_server_time (DwdMerge *self);
DwdSide         dwd_merge_later_side (DwdMerge *self);
DwdMergeOrder   dwd_merge_read_order (const DwdJsonSpan *value);
int             dwd_merge_compare_orders (const DwdMergeOrder *a,
                                          const DwdMergeOrder *b);
const char *dwd_merge_find_overlap (DwdMerge *self);            /* (nullable): the field */

/* dwd-merge-rows.c: decisions on one row */
typedef enum
{
  DWD_ROW_FILL,         /* the server's row; mine's changes only fill its empty columns */
  DWD_ROW_THREE_WAY,    /* column by column, the server winning */
  DWD_ROW_SUM,          /* the same, and a column that sums both changes */
  DWD_ROW_MINE,         /* mine's columns with the server's metadata */
} DwdRowPolicy;

typedef struct
{
  DwdRowPolicy policy;
  const char *sum_field;        /* (nullable) */
  gboolean two_way;             /* no base: equal sums count once */
} DwdRowRule;

/* @base may be ABSENT. @lost: whether mine set something that did not stay. */
DwdJsonSpan     dwd_merge_row (DwdMerge          *self,
                               const DwdRowRule  *rule,
                               const DwdJsonSpan *base,
                               const DwdJsonSpan *mine,
                               const DwdJsonSpan *server,
                               gboolean          *lost);
/* Without its place: the server gives it another. */
DwdJsonSpan     dwd_merge_strip_row (DwdMerge          *self,
                                     const DwdJsonSpan *row);
DwdJsonSpan     dwd_merge_set_column (DwdMerge          *self,
                                      const DwdJsonSpan *row,
                                      const char        *column,
                                      const char        *value);

/* dwd-merge-sums.c */
/* base + (mine - base) + (server - base), never below 0, as text; NULL where a side is no number.
 * */
char *dwd_merge_sum (const DwdJsonSpan *base,
                     const DwdJsonSpan *mine,
                     const DwdJsonSpan *server);

/* dwd-merge-groups.c */
void            dwd_merge_groups (DwdMerge *self,
                                  gboolean  propose);

/* dwd-merge-lists.c: tables and lists */
gboolean        dwd_merge_is_list (const DwdMergeChange *change);
gboolean        dwd_merge_is_united (const DwdMergeChange *change);
void            dwd_merge_count_rows (DwdMerge *self);
DwdJsonSpan     dwd_merge_dress (DwdMerge            *self,
                                 const DwdMergeField *field);

DwdJsonSpan     dwd_merge_write_rows (DwdMerge     *merge,
                                      const GArray *rows);
DwdJsonSpan     dwd_merge_write_list (DwdMerge          *merge,
                                      const GArray      *rows,
                                      const DwdJsonSpan *list);
void            dwd_merge_take_union (DwdMergeChange *change,
                                      DwdJsonSpan     value);

/* dwd-merge-union.c */
void            dwd_merge_unite (DwdMerge       *self,
                                 DwdMergeChange *change);
void            dwd_merge_append (DwdMerge       *self,
                                  DwdMergeChange *change);

/* dwd-merge-deletes.c */
gboolean        dwd_merge_deletes (DwdMerge *self);

/* dwd-merge-notices.c */
void            dwd_merge_notice (DwdMerge *self);

/* dwd-merge-output.c */
gboolean        dwd_merge_branch (DwdMerge *self,
                                  GError  **error);
DwdSlice        dwd_merge_write_doc (DwdMerge *self);

/* dwd-merge-values.c: where tables are told from other values */
gboolean        dwd_merge_sides_equal (DwdMerge           *self,
                                       const DwdChildRule *child,
                                       const DwdJsonSpan  *a,
                                       const DwdJsonSpan  *b);
gboolean        dwd_merge_rows_equal (const DwdJsonSpan *a,
                                      const DwdJsonSpan *b);
gboolean        dwd_merge_lists_match (guint64            seed,
                                       const DwdJsonSpan *a,
                                       const DwdJsonSpan *b);
gboolean        dwd_merge_is_table (const DwdJsonSpan *value);
guint64         dwd_merge_hash_value (guint64            seed,
                                      const DwdJsonSpan *value);
guint64         dwd_merge_hash_row (guint64            seed,
                                    const DwdJsonSpan *row);
gboolean        dwd_merge_is_null (const DwdJsonSpan *value);

/* dwd-merge-metadata.c */
gboolean        dwd_merge_is_metadata (DwdSlice name);
gboolean        dwd_merge_is_row_metadata (DwdSlice name);

/* dwd-merge-scalars.c: of two of the same type whose bytes differ */
gboolean        dwd_merge_numbers_equal (const DwdJsonSpan *a,
                                         const DwdJsonSpan *b);
gboolean        dwd_merge_strings_equal (const DwdJsonSpan *a,
                                         const DwdJsonSpan *b);
guint64         dwd_merge_hash_number (guint64            seed,
                                       const DwdJsonSpan *span);
guint64         dwd_merge_hash_string (guint64            seed,
                                       const DwdJsonSpan *span);

G_END_DECLS
