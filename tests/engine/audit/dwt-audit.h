/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "audit/dwd-audit-log.h"
#include "dwt-store.h"

G_BEGIN_DECLS

/* The two entries of docs/audit.md. (transfer full) */
DwdAuditEntry *dwt_audit_decision (void);
DwdAuditEntry *dwt_audit_taken_back (gint64 refers);
/* A chain of @n entries, with everything that JSON escapes among their texts. */
GPtrArray *dwt_audit_chain (guint n);
/* (transfer full): its export */
GString *dwt_audit_export (GPtrArray *entries);

/* Each waits for its answer. */
gint64         dwt_audit_append (DwtStore            *store,
                                 const DwdAuditEntry *entry,
                                 GError             **error);
/* @n entries in one transaction */
void           dwt_audit_fill (DwtStore *store,
                               guint     n);
GPtrArray *dwt_audit_load (DwtStore   *store,
                           const char *doctype,
                           const char *name,
                           gint64      before,
                           guint       limit);
void           dwt_audit_verify (DwtStore        *store,
                                 DwdAuditVerdict *verdict);
void           dwt_audit_assert_verdict (const DwdAuditVerdict *verdict,
                                         DwdAuditBreak          why,
                                         gint64                 seq);

G_END_DECLS
