/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-backoff.h"
#include "base/dwd-failure.h"
#include "dwd-collections.h"
#include "dwd-puller.h"
#include "dwd-pusher.h"
#include "dwd-sync-coordinator.h"

G_BEGIN_DECLS

struct _DwdSyncCoordinator
{
  GObject parent_instance;

  /* what it works with */
  DwdStore *store;               /* (owned) */
  DwdOutbox *outbox;             /* (owned) */
  DwdBackend *backend;           /* (owned) */
  DwdClock *clock;               /* (owned) */

  /* the state that people see */
  int state;                     /* DwdSyncState */
  DwdFailure failure;
  gint64 since_us;
  gint64 last_heard_us;
  gint64 next_try_us;
  guint refused;

  /* the round: bits 1 << DwdDoctype */
  char **watermarks;             /* (owned) (nullable): until they are loaded */
  guint due;                     /* still to pull */
  guint done;                    /* pulled to their end in this round */
  guint left_out;                /* failed while others did not, also in the rounds before */
  GError *round_error;           /* (owned) (nullable): the first new one of them in this round */
  gboolean pulling;
  guint64 pulled;                /* rows of this round */
  guint64 pulled_before;         /* rows of the collections done */

  gboolean pushing;
  guint n_deltas;                /* on their way into the cache */
  gboolean live;                 /* realtime is joined */
  DwdBackoff *backoff;           /* (owned) */
  GCancellable *cancellable;     /* (owned) */
  guint retry_source;
  guint poll_source;
  guint push_source;
  guint hint_source;
};

gboolean _dwd_sync_coordinator_is_wanted (DwdSyncCoordinator *self);
void     _dwd_sync_coordinator_move (DwdSyncCoordinator *self,
                                     DwdSyncEvent        event);
void     _dwd_sync_coordinator_heard (DwdSyncCoordinator *self);
void     _dwd_sync_coordinator_fail (DwdSyncCoordinator *self,
                                     const GError       *error);
void     _dwd_sync_coordinator_changed (DwdSyncCoordinator *self);
void     _dwd_sync_coordinator_push (DwdSyncCoordinator *self);

/* dwd-sync-coordinator-round.c */
void     _dwd_sync_coordinator_pull (DwdSyncCoordinator *self,
                                     guint               due);
guint    _dwd_sync_coordinator_all_due (void);
/* Whether a collection that failed like this is left out instead of failing the link. */
gboolean _dwd_sync_failure_skips (DwdFailure failure);
/* Whether it may be the collection's own failure, so that the others are tried before the link is lost. */
gboolean _dwd_sync_failure_is_local (DwdFailure failure);

G_END_DECLS
