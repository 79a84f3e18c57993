/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-clock.h"
#include "model/dwd-operation.h"
#include "protocol/dwd-batch.h"
#include "store/dwd-store.h"

G_BEGIN_DECLS

#define DWD_TYPE_OUTBOX (dwd_outbox_get_type ())

/*
 * The durable outbox over the store's database. An operation and the local change it describes
 * commit together; per record operations keep their order and only the first is ever in flight; a
 * record in conflict blocks itself alone. Lanes: critical (Dispatch Job), default, bulk (100 a
 * minute), ai. Retries: 10, 30, 60 s for critical; 60, 300, 900 s for default; 300, 900 s for bulk;
 * then the operation is a dead letter. Being offline is not a try.
 *
 * Signal "changed": rows or counts changed; at most once per turn of the main loop.
 */
G_DECLARE_FINAL_TYPE (DwdOutbox, dwd_outbox, DWD, OUTBOX, GObject)

typedef struct
{
  guint queued;
  guint failed;
  guint conflicts;
  gint64 next_try_us;    /* the earliest planned try, DWD_TIME_NONE: nothing waits for a time */
  gboolean ready;        /* something can be sent now */
} DwdOutboxCounts;

/* (transfer full); loads its rows before the callback of the first dwd_outbox_reload_async(). */
DwdOutbox *dwd_outbox_new (DwdStore *store,
                           DwdClock *clock);
void         dwd_outbox_reload_async (DwdOutbox          *self,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);           /* finish: act_finish; resets rows left SENDING by a crash */
GListModel *dwd_outbox_get_list (DwdOutbox *self);                             /* of DwdOperation, unsent, by seq */
void         dwd_outbox_get_counts (DwdOutbox       *self,
                                    DwdOutboxCounts *counts);

/* Applies @changes (a JSON object of changed fields, or all fields of an insert) to the record and queues
 * the operation in one transaction. @name: NULL for an insert: a temporary name is made. The label of
 * the record and @detail are kept for the person. */
void         dwd_outbox_act_async (DwdOutbox          *self,
                                   DwdDoctype          doctype,
                                   const char         *name,
                                   DwdOpKind           kind,
                                   DwdVerb             verb,
                                   const char         *changes,
                                   const char         *detail,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
/* @name: (out) (optional) (transfer full): the record's name, temporary for inserts. */
gboolean     dwd_outbox_act_finish (DwdOutbox    *self,
                                    GAsyncResult *result,
                                    char        **name,
                                    GError      **error);

/* Takes up to @limit sendable operations of one lane (the most urgent lane that has any; at most one
 * per record), marks them SENDING durably, and returns them: GPtrArray of DwdBatchOp; empty: nothing to do. */
void         dwd_outbox_take_batch_async (DwdOutbox          *self,
                                          guint               limit,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
GPtrArray *dwd_outbox_take_batch_finish (DwdOutbox    *self,
                                         GAsyncResult *result,
                                         GError      **error);
/* The server's answers: matched by op_id, then DocType and name; answers to operations never sent are
 * refused and counted in @n_refused. Success adopts resolved_doc, renames temporary names everywhere,
 * rebases the operations behind it; conflict stores both sides and holds the record; error decides by
 * its type: retry later or dead letter. Operations of the batch without an answer wait for a retry. */
void         dwd_outbox_settle_batch_async (DwdOutbox          *self,
                                            GPtrArray          *ops,          /* as taken */
                                            GPtrArray          *results,      /* of DwdBatchResult */
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean     dwd_outbox_settle_batch_finish (DwdOutbox    *self,
                                             GAsyncResult *result,
                                             guint        *n_done,
                                             guint        *n_refused,
                                             GError      **error);
/* The batch did not reach the server, or failed as a whole. OFFLINE and SIGN_IN put the operations back
 * untouched; the rest count as a try. @retry_at_us: DWD_TIME_NONE or the server's Retry-After. */
void         dwd_outbox_return_batch_async (DwdOutbox          *self,
                                            GPtrArray          *ops,
                                            DwdFailure          failure,
                                            const char         *message,
                                            gint64              retry_at_us,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);     /* finish: act_finish */

/* Neither settling nor returning could be written down: the operations go again with the next batch. */
void         dwd_outbox_lose_batch (DwdOutbox *self);

void         dwd_outbox_retry_async (DwdOutbox          *self,
                                     gint64              seq,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
void         dwd_outbox_discard_async (DwdOutbox          *self,
                                       gint64              seq,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
/* Merges @extra (a JSON object) into the operation's data and sends it again. */
void         dwd_outbox_amend_async (DwdOutbox          *self,
                                     gint64              seq,
                                     const char         *extra,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
void         dwd_outbox_settle_conflict_async (DwdOutbox          *self,
                                               gint64              seq,
                                               gboolean            keep_mine,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);

G_END_DECLS
