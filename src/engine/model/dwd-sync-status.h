/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-failure.h"
#include "base/dwd-types.h"

G_BEGIN_DECLS

typedef enum
{
  DWD_SYNC_STOPPED = 0,     /* no account yet */
  DWD_SYNC_CONNECTING,
  DWD_SYNC_SYNCING,         /* a pull with progress: the first one, or after a long gap */
  DWD_SYNC_LIVE,            /* realtime joined, pulls done */
  DWD_SYNC_POLLING,         /* HTTP works, realtime does not */
  DWD_SYNC_OFFLINE,
  DWD_SYNC_SIGN_IN,         /* credentials refused: sync waits for a person */
} DwdSyncState;

GType dwd_sync_state_get_type (void);
#define DWD_TYPE_SYNC_STATE (dwd_sync_state_get_type ())

#define DWD_TYPE_SYNC_STATUS (dwd_sync_status_get_type ())

/*
 * The one live object behind the sync pill, banners and `dispatchctl status`. Main context only.
 * Signal "changed", at most once per turn of the main loop.
 */
G_DECLARE_FINAL_TYPE (DwdSyncStatus, dwd_sync_status, DWD, SYNC_STATUS, GObject)

typedef struct
{
  DwdSyncState state;
  DwdFailure failure;            /* why it is offline, or asks to sign in */
  gint64 since_us;               /* when it entered the state */
  gint64 last_heard_us;          /* last successful answer or event; DWD_TIME_NONE: never */
  gint64 next_try_us;            /* DWD_TIME_NONE: none planned */
  guint queued;                  /* operations not on the server yet, failed ones not counted */
  guint failed;                  /* dead letters */
  guint conflicts;
  guint sent;                    /* of those queued when the drain began */
  guint64 pulled;                /* documents received in this pull */
  guint pull_done;               /* DocTypes finished */
  guint pull_total;
  guint refused;                 /* rows and events refused since start */
} DwdSyncStatusFields;

DwdSyncStatus *dwd_sync_status_new (void);
const DwdSyncStatusFields *dwd_sync_status_peek (DwdSyncStatus *self);
void                       dwd_sync_status_update (DwdSyncStatus             *self,
                                                   const DwdSyncStatusFields *fields);

G_END_DECLS
