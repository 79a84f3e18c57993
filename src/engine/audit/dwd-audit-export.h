/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-audit-chain.h"

G_BEGIN_DECLS

/*
 * An export is text: an entry a line, and the head as the last line. There is one way to write each, so that a
 * changed byte never goes unnoticed: what reads a line writes it again and compares.
 */
char *dwd_audit_entry_to_json (const DwdAuditEntry *entry);                /* without the line's end */
DwdAuditEntry *dwd_audit_entry_new_from_json (const char *line,
                                              gsize       length,
                                              GError    **error);
char *dwd_audit_head_to_json (const DwdAuditHead *head);
gboolean       dwd_audit_head_from_json (const char   *line,
                                         gsize         length,
                                         DwdAuditHead *head);
/* A whole export, whatever its bytes. One without a head line is cut off. */
void           dwd_audit_export_verify (const char      *text,
                                        gsize            length,
                                        DwdAuditVerdict *verdict);

G_END_DECLS
