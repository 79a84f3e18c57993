/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "rules/dwd-conflict-rules.h"

G_BEGIN_DECLS

typedef enum
{
  DWD_OUTCOME_UNCHANGED = 1,
  DWD_OUTCOME_SERVER,
  DWD_OUTCOME_MINE,
  DWD_OUTCOME_MERGED,
  DWD_OUTCOME_MANUAL,
  DWD_OUTCOME_BRANCH,
  DWD_OUTCOME_DELETED,
} DwdOutcome;

typedef enum
{
  DWD_SOURCE_MINE = 1,
  DWD_SOURCE_SERVER,
  DWD_SOURCE_BOTH,
  DWD_SOURCE_MERGED,
  DWD_SOURCE_MANUAL,
} DwdSource;

typedef enum
{
  DWD_REASON_ONE_SIDE_CHANGED = 1,
  DWD_REASON_SAME_CHANGE,
  DWD_REASON_SERVER_WINS,
  DWD_REASON_CLIENT_WINS,
  DWD_REASON_SERVER_WINS_FIELD,
  DWD_REASON_CLIENT_WINS_FIELD,
  DWD_REASON_LAST_WRITE_WINS,
  DWD_REASON_LAST_WRITE_WINS_FIELD,
  DWD_REASON_UNLISTED_FIELD,
  DWD_REASON_AUTO_MERGE_FIELD,
  DWD_REASON_EXCEPTION_FIELD,
  DWD_REASON_CHILD_UNION,
  DWD_REASON_MANUAL_RESOLVE,
  DWD_REASON_MANUAL_RESOLVE_FIELD,
  DWD_REASON_APPEND_ONLY,
  DWD_REASON_VERSION_ALL,
  DWD_REASON_TOMBSTONE,
  DWD_REASON_UNDELETE,
  DWD_REASON_NO_DELETE,
  DWD_REASON_GROUP,
} DwdReason;

typedef enum
{
  DWD_NOTICE_OVERWRITTEN = 1,           /* field */
  DWD_NOTICE_ASSIGNMENT_CHANGED,        /* from, to */
  DWD_NOTICE_TIME_OVERLAP,              /* field */
  DWD_NOTICE_DATA_DIVERGENCE,
  DWD_NOTICE_PENDING_SIGNATURE_REVIEW,  /* field */
  DWD_NOTICE_NO_DELETE,
  DWD_NOTICE_BRANCH_CREATED,            /* name */
  DWD_NOTICE_TOMBSTONE,
} DwdNoticeType;

/* Values are JSON text; NULL where there is no such key. */
typedef struct
{
  const char *name;
  const char *value;            /* (nullable): what stands in the document, null where it was deleted */
  const char *base;             /* (nullable) */
  const char *mine;             /* (nullable) */
  const char *server;           /* (nullable) */
  const char *const *lost;      /* NULL-terminated; a lost null is "null" */
  guint n_lost;
  DwdSource source;
  DwdReason reason;
} DwdFieldDecision;

typedef struct
{
  DwdNoticeType type;
  const char *field;            /* (nullable) */
  const char *from;             /* (nullable): JSON text */
  const char *to;               /* (nullable): JSON text */
  const char *name;             /* (nullable) */
} DwdNotice;

/**
 * DwdDecision:
 *
 * What came of a merge: data that the console shows, the store keeps and the log proves. Immutable
 * once made; counted references, atomic.
 */
typedef struct _DwdDecision DwdDecision;

DwdDecision *dwd_decision_ref (const DwdDecision *self);
void         dwd_decision_unref (DwdDecision *self);

const char *dwd_decision_get_doctype (const DwdDecision *self);
DwdStrategy  dwd_decision_get_strategy (const DwdDecision *self);
DwdOutcome   dwd_decision_get_outcome (const DwdDecision *self);
gboolean     dwd_decision_get_needs_manual (const DwdDecision *self);
const char *dwd_decision_get_doc (const DwdDecision *self);             /* JSON text */
const char *dwd_decision_get_branch_name (const DwdDecision *self);     /* (nullable) */
const char *dwd_decision_get_branch_doc (const DwdDecision *self);      /* (nullable) */
guint        dwd_decision_get_n_fields (const DwdDecision *self);
const DwdFieldDecision *dwd_decision_get_field (const DwdDecision *self,
                                                guint              number);
const DwdFieldDecision *dwd_decision_find_field (const DwdDecision *self,
                                                 const char        *name);      /* (nullable) */
guint        dwd_decision_get_n_notices (const DwdDecision *self);
const DwdNotice *dwd_decision_get_notice (const DwdDecision *self,
                                          guint              number);

/* The form of docs/dispatchctl.md: equal decisions give equal bytes. */
char *dwd_decision_to_json (const DwdDecision *self);
DwdDecision *dwd_decision_new_from_json (const char *text,
                                         gsize       length,
                                         GError    **error);

const char *dwd_outcome_to_string (DwdOutcome outcome);
const char *dwd_source_to_string (DwdSource source);
const char *dwd_reason_to_string (DwdReason reason);
const char *dwd_notice_type_to_string (DwdNoticeType type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdDecision, dwd_decision_unref)

G_END_DECLS
