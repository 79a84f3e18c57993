/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-audit-log.h"

G_BEGIN_DECLS

#define DWD_AUDIT_COLUMNS "seq, at_us, kind, actor, device, doctype, name, refers, body, previous, hash"

/* What a step over DWD_AUDIT_COLUMNS holds. (transfer full) */
DwdAuditEntry *_dwd_audit_log_read_row (DwdStatement *row);
/* @found: whether there is a head that can be read */
gboolean       _dwd_audit_log_get_head (DwdDb        *db,
                                        DwdAuditHead *head,
                                        gboolean     *found,
                                        GError      **error);

G_END_DECLS
