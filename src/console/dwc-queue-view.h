/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_QUEUE_VIEW (dwc_queue_view_get_type ())

/*
 * What the sync pill opens: every change that is not on the server yet, by lane, with its age, its
 * tries and its reason, and what can be done about it. Works without an engine, then only shows.
 * The actions are "queue.retry", "queue.discard", "queue.add-reason", "queue.keep-mine" and
 * "queue.take-server" with the operation's number as int64, and "queue.sync-now".
 */
G_DECLARE_FINAL_TYPE (DwcQueueView, dwc_queue_view, DWC, QUEUE_VIEW, GtkWidget)

/* @queue: of DwdOperation. */
GtkWidget *dwc_queue_view_new (DwcContext * context,
                               GListModel * queue,
                               DwdSyncStatus * status);
const char *dwc_queue_view_get_title (DwcQueueView *self);
GListModel *dwc_queue_view_get_rows (DwcQueueView *self);     /* as sorted for the screen */

G_END_DECLS
