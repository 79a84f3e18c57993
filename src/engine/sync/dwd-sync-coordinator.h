/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "base/dwd-clock.h"
#include "base/dwd-state-table.h"
#include "dwd-backend.h"
#include "model/dwd-sync-status.h"
#include "queue/dwd-outbox.h"
#include "store/dwd-store.h"

G_BEGIN_DECLS

#define DWD_TYPE_SYNC_COORDINATOR (dwd_sync_coordinator_get_type ())

/*
 * Decides when to pull and when to push. A round pulls every collection from its watermark; rounds
 * run at the start, after every (re)join of realtime, on demand, and as a safety net every minute
 * (every fifteen seconds while realtime is away). The outbox is drained beside it whenever it has
 * something ready and the server answers. A failed link backs off 1 s doubling to 30 s with jitter.
 * Its states are DwdSyncState; the table is dwd_sync_states. Main context only. Signal "changed".
 */
G_DECLARE_FINAL_TYPE (DwdSyncCoordinator, dwd_sync_coordinator, DWD, SYNC_COORDINATOR, GObject)

typedef enum
{
  DWD_SYNC_EVENT_START,         /* wanted */
  DWD_SYNC_EVENT_STOP,          /* not wanted */
  DWD_SYNC_EVENT_CATCH_UP,      /* a round found much to pull */
  DWD_SYNC_EVENT_DONE_LIVE,     /* a round ended, realtime is joined */
  DWD_SYNC_EVENT_DONE_POLLING,  /* a round ended, realtime is not */
  DWD_SYNC_EVENT_LOST,          /* the server does not answer */
  DWD_SYNC_EVENT_REFUSED,       /* the credentials are refused */
} DwdSyncEvent;

GType dwd_sync_event_get_type (void);
#define DWD_TYPE_SYNC_EVENT (dwd_sync_event_get_type ())

extern const DwdStateTable dwd_sync_states;

DwdSyncCoordinator *dwd_sync_coordinator_new (DwdStore   *store,
                                              DwdOutbox  *outbox,
                                              DwdBackend *backend,
                                              DwdClock   *clock);
void                dwd_sync_coordinator_start (DwdSyncCoordinator *self);
void                dwd_sync_coordinator_stop (DwdSyncCoordinator *self);
/* Try at once, whatever was planned: a person asked, or the network came back. */
void                dwd_sync_coordinator_sync_now (DwdSyncCoordinator *self);
/* Realtime joined (a gap may lie behind: pulls) or left. */
void                dwd_sync_coordinator_set_live (DwdSyncCoordinator *self,
                                                   gboolean            live);
/* A delta event's row as JSON text. */
void                dwd_sync_coordinator_apply_delta (DwdSyncCoordinator *self,
                                                      DwdDoctype          doctype,
                                                      const char         *row,
                                                      gsize               length);
/* A hint that a DocType changed: pulls it soon. */
void                dwd_sync_coordinator_hint (DwdSyncCoordinator *self,
                                               DwdDoctype          doctype);
/* Drains, pulls everything once, drains what that freed, and ends; for scripts. */
void                dwd_sync_coordinator_run_once_async (DwdSyncCoordinator *self,
                                                         GCancellable       *cancellable,
                                                         GAsyncReadyCallback callback,
                                                         gpointer            user_data);
gboolean            dwd_sync_coordinator_run_once_finish (DwdSyncCoordinator *self,
                                                          GAsyncResult       *result,
                                                          guint64            *n_pulled,
                                                          guint              *n_pushed,
                                                          GError            **error);
/* Fills the fields it knows: state, failure, since, last heard, next try, pull progress, refused. */
void                dwd_sync_coordinator_get_status (DwdSyncCoordinator  *self,
                                                     DwdSyncStatusFields *fields);

G_END_DECLS
