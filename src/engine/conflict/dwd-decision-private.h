/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "protocol/dwd-json-scan.h"

#include "dwd-decision.h"

G_BEGIN_DECLS

/* What a decision is made of: borrowed slices, copied into the decision's one block of memory. A
 * slice without text is NULL there. */
typedef struct
{
  DwdSlice name;
  DwdSlice value;
  DwdSlice base;
  DwdSlice mine;
  DwdSlice server;
  const DwdSlice *lost;
  guint n_lost;
  DwdSource source;
  DwdReason reason;
} DwdFieldDraft;

typedef struct
{
  DwdNoticeType type;
  DwdSlice field;
  DwdSlice from;
  DwdSlice to;
  DwdSlice name;
} DwdNoticeDraft;

typedef struct
{
  DwdSlice doctype;
  DwdStrategy strategy;
  DwdOutcome outcome;
  DwdSlice doc;
  DwdSlice branch_name;
  DwdSlice branch_doc;
  const DwdFieldDraft *fields;
  guint n_fields;
  const DwdNoticeDraft *notices;
  guint n_notices;
} DwdDecisionDraft;

DwdDecision *dwd_decision_new (const DwdDecisionDraft *draft);

/* 0: none */
DwdOutcome    dwd_outcome_from_span (const DwdJsonSpan *span);
DwdSource     dwd_source_from_span (const DwdJsonSpan *span);
DwdReason     dwd_reason_from_span (const DwdJsonSpan *span);
DwdNoticeType dwd_notice_type_from_span (const DwdJsonSpan *span);

G_END_DECLS
