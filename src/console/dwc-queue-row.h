/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_QUEUE_ROW (dwc_queue_row_get_type ())

/*
 * One unsent change in the queue: what was done, where it stands, how old it is, and what a person
 * can do about it. Its buttons activate "queue.*" with the operation's number; the queue view has
 * these actions.
 */
G_DECLARE_FINAL_TYPE (DwcQueueRow, dwc_queue_row, DWC, QUEUE_ROW, GtkWidget)

GtkWidget *dwc_queue_row_new (void);
/* @operation: (nullable): NULL empties the row. */
void          dwc_queue_row_set (DwcQueueRow  *self,
                                 DwcContext   *context,
                                 DwdOperation *operation);
/* The lane's name over the first row of a lane; @n_in_lane 0 hides it. */
void          dwc_queue_row_set_lane (DwcQueueRow *self,
                                      guint        n_in_lane);
void          dwc_queue_row_update (DwcQueueRow *self);            /* ages and countdowns */
DwdOperation *dwc_queue_row_get_operation (DwcQueueRow *self);
const char *dwc_queue_row_get_title (DwcQueueRow *self);
const char *dwc_queue_row_get_state_text (DwcQueueRow *self);
gboolean      dwc_queue_row_offers (DwcQueueRow *self,
                                    const char  *action_name);

G_END_DECLS
