/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwt-store.h"
#include "queue/dwd-outbox.h"

G_BEGIN_DECLS

#define T0 "2026-11-01 08:00:00.000000"
#define T1 "2026-11-24 10:00:00.000001"
#define T2 "2026-11-24 10:00:00.000002"
#define T3 "2026-11-24 10:00:00.000003"
#define T4 "2026-11-24 10:00:00.000004"
#define JOB DWD_DOCTYPE_DISPATCH_JOB

/* A store with two jobs of the server (JOB-1, JOB-2), an outbox over it and a clock that stands. */
typedef struct
{
  DwtStore cache;
  DwdClock *clock;
  DwdOutbox *outbox;
} DwtOutbox;

typedef void (*OutboxTest) (DwtOutbox *fixture);

/* A test function for g_test_add_data_func() with an OutboxTest. */
void           dwt_outbox_run (gconstpointer data);
void           dwt_outbox_open (DwtOutbox *self);
void           dwt_outbox_close (DwtOutbox *self);

char *dwt_outbox_act (DwtOutbox  *self,
                      DwdDoctype  doctype,
                      const char *name,
                      DwdOpKind   kind,
                      const char *changes);
/* The failure of an act, or NONE. */
DwdFailure     dwt_outbox_try_act (DwtOutbox  *self,
                                   DwdDoctype  doctype,
                                   const char *name,
                                   DwdOpKind   kind,
                                   const char *changes);
GPtrArray *dwt_outbox_take (DwtOutbox *self,
                            guint      limit);
void           dwt_outbox_settle (DwtOutbox *self,
                                  GPtrArray *ops,
                                  GPtrArray *results,
                                  guint     *n_done,
                                  guint     *n_refused);
void           dwt_outbox_return (DwtOutbox *self,
                                  GPtrArray *ops,
                                  DwdFailure failure,
                                  gint64     retry_at_us);
/* What a server would say. @name, @doc, @error_type: (nullable). */
DwdBatchResult *dwt_result (DwdBatchOp     *op,
                            DwdResultStatus status,
                            const char     *name,
                            const char     *doc,
                            const char     *error_type);
/* Takes one batch and answers each operation with the same status. */
void           dwt_outbox_answer (DwtOutbox      *self,
                                  DwdResultStatus status,
                                  const char     *name,
                                  const char     *doc,
                                  const char     *error_type);

typedef void (*DwtSeqCall) (DwdOutbox          *self,
                            gint64              seq,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
DwdFailure     dwt_outbox_call (DwtOutbox *self,
                                DwtSeqCall call,
                                gint64     seq);
DwdFailure     dwt_outbox_amend (DwtOutbox  *self,
                                 gint64      seq,
                                 const char *extra);
DwdFailure     dwt_outbox_decide (DwtOutbox *self,
                                  gint64     seq,
                                  gboolean   keep_mine);

guint          dwt_outbox_n (DwtOutbox *self);
/* (transfer none), lives as long as the list's row. */
DwdOperation *dwt_outbox_nth (DwtOutbox *self,
                              guint      n);
void           dwt_outbox_assert_states (DwtOutbox  *self,
                                         const char *states);   /* one letter each: W S B C F */
void           dwt_assert_member (DwtOutbox  *self,
                                  const char *job,
                                  const char *member,
                                  const char *value);

G_END_DECLS
