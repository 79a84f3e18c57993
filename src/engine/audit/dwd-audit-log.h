/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-audit-chain.h"
#include "store/dwd-store-private.h"

G_BEGIN_DECLS

/*
 * The log in the cache: the table that refuses to be changed, and the head in a setting beside it. Entries go on
 * from the head, not from the table's end: what was cut off leaves a hole that no later entry closes.
 */

/* Writer thread, in the caller's transaction: with what it tells of, or not at all. Sets @entry's seq, previous and
 * hash. %DWD_FAILURE_INVALID: a text that is none, a body that is no JSON, a TAKEN_BACK whose entry is not
 * there; %DWD_FAILURE_CONFLICT: that one is taken back already. */
gboolean   dwd_audit_log_append (DwdStoreTxn   *txn,
                                 DwdAuditEntry *entry,
                                 GError       **error);

/* Main context, a transaction of its own, on the platter before it returns. @entry: copied. The answer is its seq,
 * or 0. */
void       dwd_audit_log_append_async (DwdStore            *store,
                                       const DwdAuditEntry *entry,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
gint64     dwd_audit_log_append_finish (DwdStore     *store,
                                        GAsyncResult *result,
                                        GError      **error);

/* A page, newest first: entries before @before (0: from the newest on), of a DocType and a name where given. */
void       dwd_audit_log_load_async (DwdStore           *store,
                                     const char         *doctype,     /* (nullable) */
                                     const char         *name,        /* (nullable) */
                                     gint64              before,
                                     guint               limit,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
GPtrArray *dwd_audit_log_load_finish (DwdStore     *store,
                                      GAsyncResult *result,
                                      GError      **error);           /* of DwdAuditEntry */

/* Reads the log from the first entry to the one that is newest as it begins, a piece at a time, so that other
 * readers come in between. A broken log is no error but a verdict. */
void       dwd_audit_log_verify_async (DwdStore           *store,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean   dwd_audit_log_verify_finish (DwdStore        *store,
                                        GAsyncResult    *result,
                                        DwdAuditVerdict *verdict,
                                        GError         **error);
/* The same walk, written as dwd-audit-export.h says. @stream stays open. */
void       dwd_audit_log_export_async (DwdStore           *store,
                                       GOutputStream      *stream,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean   dwd_audit_log_export_finish (DwdStore     *store,
                                        GAsyncResult *result,
                                        GError      **error);

G_END_DECLS
