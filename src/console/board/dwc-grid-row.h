/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-grid-backdrop.h"
#include "dwc-grid-bar.h"
#include "dwc-grid-head.h"

G_BEGIN_DECLS

#define DWC_TYPE_GRID_ROW (dwc_grid_row_get_type ())

/*
 * One technician in view: the head, and a bar for each job of which anything lies in view. Both the
 * row and its bars are bound again to others as they scroll away. Its background lies below it and
 * belongs to the view.
 */
G_DECLARE_FINAL_TYPE (DwcGridRow, dwc_grid_row, DWC, GRID_ROW, GtkWidget)

DwcGridRow *dwc_grid_row_new (DwcGridInk * ink,
                              DwcContext * context);
void                dwc_grid_row_bind (DwcGridRow           *self,
                                       const DwcGridRowData *data);
void                dwc_grid_row_unbind (DwcGridRow *self);
void                dwc_grid_row_place (DwcGridRow         *self,
                                        const DwcGridPlace *place);
void                dwc_grid_row_arrange (DwcGridRow *self);
DwcGridBar *dwc_grid_row_ensure_bar (DwcGridRow *self,
                                     guint       position);
void                dwc_grid_row_set_selection (DwcGridRow *self,
                                                const char *job,
                                                const char *technician);
void                dwc_grid_row_ink_changed (DwcGridRow *self);
void                dwc_grid_row_queue_paint (DwcGridRow *self);
void                dwc_grid_row_paint (DwcGridRow            *self,
                                        const DwcGridRowData  *data,
                                        const DwcGridBackdrop *backdrop);

const char *dwc_grid_row_get_employee (DwcGridRow *self);
const DwcGridTrack *dwc_grid_row_get_track (DwcGridRow *self);
DwcGridHead *dwc_grid_row_get_head (DwcGridRow *self);
GPtrArray *dwc_grid_row_get_bars (DwcGridRow *self);

G_END_DECLS
