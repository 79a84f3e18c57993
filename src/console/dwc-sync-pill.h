/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_SYNC_PILL (dwc_sync_pill_get_type ())

/*
 * The state of the sync in the header bar: Live, Polling, Offline since, Syncing n of m, n queued,
 * n failed. Opens the queue. In a narrow window it keeps its icon and the count and drops the words,
 * which stay in its tooltip and its accessible name.
 */
G_DECLARE_FINAL_TYPE (DwcSyncPill, dwc_sync_pill, DWC, SYNC_PILL, GtkWidget)

GtkWidget *dwc_sync_pill_new (void);
/* @queue: of DwdOperation. */
void        dwc_sync_pill_set (DwcSyncPill   *self,
                               DwcContext    *context,
                               GListModel    *queue,
                               DwdSyncStatus *status);
void        dwc_sync_pill_set_narrow (DwcSyncPill *self,
                                      gboolean     narrow);
void        dwc_sync_pill_open (DwcSyncPill *self);
const char *dwc_sync_pill_get_text (DwcSyncPill *self);
GtkWidget *dwc_sync_pill_get_queue (DwcSyncPill *self);       /* (nullable): the popover, once opened */

G_END_DECLS
