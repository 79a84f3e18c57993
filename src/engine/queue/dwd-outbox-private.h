/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-outbox.h"
#include "store/dwd-store-outbox.h"

G_BEGIN_DECLS

/* What one call carries to the worker and back. */
typedef struct
{
  gint64 now_us;
  DwdZone *site_zone;         /* (owned) */

  /* a person's action */
  DwdDoctype doctype;
  char *name;                 /* (owned) (nullable); out: the record's */
  DwdOpKind kind;
  DwdVerb verb;
  char *changes;              /* (owned) (nullable) */
  char *detail;               /* (owned) */
  gint64 seq;
  gboolean keep_mine;

  /* a batch */
  guint limit;
  gboolean recover;           /* nothing can be on its way: what counts as sent is to go again */
  GPtrArray *ops;             /* (owned) (nullable): of DwdBatchOp */
  GPtrArray *results;         /* (owned) (nullable): of DwdBatchResult */
  DwdFailure failure;
  char *message;              /* (owned) (nullable) */
  gint64 retry_at_us;
  guint n_done;
  guint n_refused;
} DwdOutboxCall;

/* Works of the database worker; each is one transaction. */
gboolean  dwd_outbox_reload_work (DwdStoreTxn *txn,
                                  gpointer     data,
                                  GError     **error);
/* dwd-outbox-act.c */
gboolean  dwd_outbox_act_work (DwdStoreTxn *txn,
                               gpointer     data,
                               GError     **error);
gboolean  dwd_outbox_retry_work (DwdStoreTxn *txn,
                                 gpointer     data,
                                 GError     **error);
gboolean  dwd_outbox_discard_work (DwdStoreTxn *txn,
                                   gpointer     data,
                                   GError     **error);
gboolean  dwd_outbox_amend_work (DwdStoreTxn *txn,
                                 gpointer     data,
                                 GError     **error);
gboolean  dwd_outbox_settle_conflict_work (DwdStoreTxn *txn,
                                           gpointer     data,
                                           GError     **error);
/* dwd-outbox-send.c */
gboolean  dwd_outbox_take_batch_work (DwdStoreTxn *txn,
                                      gpointer     data,
                                      GError     **error);
gboolean  dwd_outbox_settle_batch_work (DwdStoreTxn *txn,
                                        gpointer     data,
                                        GError     **error);
gboolean  dwd_outbox_return_batch_work (DwdStoreTxn *txn,
                                        gpointer     data,
                                        GError     **error);

/* Lets the operations behind an acknowledged or dropped one lie on version @modified. */
gboolean  dwd_outbox_rebase_record (DwdStoreTxn *txn,
                                    DwdDoctype   doctype,
                                    const char  *name,
                                    const char  *modified,
                                    GError     **error);

G_END_DECLS
