/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-types.h"
#include "protocol/dwd-json-scan.h"

#include "dwd-decision.h"

G_BEGIN_DECLS

typedef enum
{
  DWD_MERGE_MINE_DELETED = 1 << 0,
  DWD_MERGE_SERVER_DELETED = 1 << 1,
  DWD_MERGE_UNDELETE = 1 << 2,          /* only with SERVER_DELETED */
} DwdMergeFlags;

/**
 * DwdMergeInput:
 *
 * Two versions of a record and, where it is known, what both were made from. All borrowed. The texts
 * are JSON objects that need not have been checked.
 */
typedef struct
{
  const char *doctype;          /* any spelling; the decision carries the canonical one */
  DwdSlice base;                /* text NULL: no ancestor */
  DwdSlice mine;
  DwdSlice server;
  gint64 now;                   /* UTC µs, or DWD_TIME_NONE: the server's modified */
  gint64 mine_time;             /* UTC µs of mine's edit by the client's clock, or DWD_TIME_NONE */
  gint64 server_time;           /* UTC µs; DWD_TIME_NONE: the document's own modified, read as UTC */
  gint64 skew;                  /* µs, the client's clock minus the server's */
  DwdMergeFlags flags;
} DwdMergeInput;

/**
 * dwd_merge:
 * @rules: the rules in force
 * @input: the sides
 * @error: return location for an error: %DWD_FAILURE_INVALID names the side that cannot be read
 *
 * The engine of conflicts: a pure function without clock or I/O; equal inputs give equal bytes.
 * docs/conflicts.md says what it does with each kind of record.
 *
 * Returns: (transfer full): the decision
 */
DwdDecision *dwd_merge (const DwdConflictRules *rules,
                        const DwdMergeInput    *input,
                        GError                **error);

/* Whether two JSON values are the same: null and a missing key are one, keys in any order, integers
 * within 64 bits exactly and other numbers as doubles, escapes resolved. An ABSENT span equals
 * null. */
gboolean     dwd_merge_values_equal (const DwdJsonSpan *a,
                                     const DwdJsonSpan *b);

G_END_DECLS
