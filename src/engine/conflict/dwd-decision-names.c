/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-decision-private.h"

static const char *const outcomes[] = {
  [DWD_OUTCOME_UNCHANGED] = "unchanged",
  [DWD_OUTCOME_SERVER] = "server",
  [DWD_OUTCOME_MINE] = "mine",
  [DWD_OUTCOME_MERGED] = "merged",
  [DWD_OUTCOME_MANUAL] = "manual",
  [DWD_OUTCOME_BRANCH] = "branch",
  [DWD_OUTCOME_DELETED] = "deleted",
};

static const char *const sources[] = {
  [DWD_SOURCE_MINE] = "mine",
  [DWD_SOURCE_SERVER] = "server",
  [DWD_SOURCE_BOTH] = "both",
  [DWD_SOURCE_MERGED] = "merged",
  [DWD_SOURCE_MANUAL] = "manual",
};

static const char *const reasons[] = {
  [DWD_REASON_ONE_SIDE_CHANGED] = "one_side_changed",
  [DWD_REASON_SAME_CHANGE] = "same_change",
  [DWD_REASON_SERVER_WINS] = "server_wins",
  [DWD_REASON_CLIENT_WINS] = "client_wins",
  [DWD_REASON_SERVER_WINS_FIELD] = "server_wins_field",
  [DWD_REASON_CLIENT_WINS_FIELD] = "client_wins_field",
  [DWD_REASON_LAST_WRITE_WINS] = "last_write_wins",
  [DWD_REASON_LAST_WRITE_WINS_FIELD] = "last_write_wins_field",
  [DWD_REASON_UNLISTED_FIELD] = "unlisted_field",
  [DWD_REASON_AUTO_MERGE_FIELD] = "auto_merge_field",
  [DWD_REASON_EXCEPTION_FIELD] = "exception_field",
  [DWD_REASON_CHILD_UNION] = "child_union",
  [DWD_REASON_MANUAL_RESOLVE] = "manual_resolve",
  [DWD_REASON_MANUAL_RESOLVE_FIELD] = "manual_resolve_field",
  [DWD_REASON_APPEND_ONLY] = "append_only",
  [DWD_REASON_VERSION_ALL] = "version_all",
  [DWD_REASON_TOMBSTONE] = "tombstone",
  [DWD_REASON_UNDELETE] = "undelete",
  [DWD_REASON_NO_DELETE] = "no_delete",
  [DWD_REASON_GROUP] = "group",
};

static const char *const notice_types[] = {
  [DWD_NOTICE_OVERWRITTEN] = "overwritten",
  [DWD_NOTICE_ASSIGNMENT_CHANGED] = "assignment_changed",
  [DWD_NOTICE_TIME_OVERLAP] = "time_overlap",
  [DWD_NOTICE_DATA_DIVERGENCE] = "data_divergence",
  [DWD_NOTICE_PENDING_SIGNATURE_REVIEW] = "pending_signature_review",
  [DWD_NOTICE_NO_DELETE] = "no_delete",
  [DWD_NOTICE_BRANCH_CREATED] = "branch_created",
  [DWD_NOTICE_TOMBSTONE] = "tombstone",
};

static const char *
name_of (const char *const *names,
         gsize              n_names,
         guint              number)
{
  return number < n_names ? names[number] : NULL;
}

const char *
dwd_outcome_to_string (DwdOutcome outcome)
{
  return name_of (outcomes, G_N_ELEMENTS (outcomes), outcome);
}

const char *
dwd_source_to_string (DwdSource source)
{
  return name_of (sources, G_N_ELEMENTS (sources), source);
}

const char *
dwd_reason_to_string (DwdReason reason)
{
  return name_of (reasons, G_N_ELEMENTS (reasons), reason);
}

const char *
dwd_notice_type_to_string (DwdNoticeType type)
{
  return name_of (notice_types, G_N_ELEMENTS (notice_types), type);
}

/* 0 where @span is no such name. */
static guint
find_name (const char *const *names,
           gsize              n_names,
           const DwdJsonSpan *span)
{
  for (guint i = 1; i < n_names; i++)
    if (dwd_json_span_equal_text (span, names[i]))
      return i;

  return 0;
}

DwdOutcome
dwd_outcome_from_span (const DwdJsonSpan *span)
{
  return (DwdOutcome) find_name (outcomes, G_N_ELEMENTS (outcomes), span);
}

DwdSource
dwd_source_from_span (const DwdJsonSpan *span)
{
  return (DwdSource) find_name (sources, G_N_ELEMENTS (sources), span);
}

DwdReason
dwd_reason_from_span (const DwdJsonSpan *span)
{
  return (DwdReason) find_name (reasons, G_N_ELEMENTS (reasons), span);
}

DwdNoticeType
dwd_notice_type_from_span (const DwdJsonSpan *span)
{
  return (DwdNoticeType) find_name (notice_types, G_N_ELEMENTS (notice_types), span);
}
