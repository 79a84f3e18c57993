/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-grid-view.h"

G_BEGIN_DECLS

typedef enum
{
  DWC_TIME_GRID_ZOOM_QUARTER,   /* columns of a quarter of an hour */
  DWC_TIME_GRID_ZOOM_DAY,       /* a working day */
  DWC_TIME_GRID_ZOOM_WEEK,
  DWC_TIME_GRID_ZOOM_MONTH,
} DwcTimeGridZoom;

#define DWC_TYPE_TIME_GRID (dwc_time_grid_get_type ())

/*
 * The board's time grid: technicians down, time across, a bar for each job. Property "context". It
 * activates board.inspect, board.assign, board.reschedule, board.status and board.unassign on the
 * selected job; somebody above it has them.
 */
G_DECLARE_FINAL_TYPE (DwcTimeGrid, dwc_time_grid, DWC, TIME_GRID, GtkWidget)

GtkWidget *dwc_time_grid_new (void);
DwcContext *dwc_time_grid_get_context (DwcTimeGrid *self);
void         dwc_time_grid_set_context (DwcTimeGrid *self,
                                        DwcContext  *context);
void         dwc_time_grid_set_zoom (DwcTimeGrid    *self,
                                     DwcTimeGridZoom zoom);
void         dwc_time_grid_show_now (DwcTimeGrid *self);
gboolean     dwc_time_grid_reveal_job (DwcTimeGrid *self,
                                       const char  *job);
DwcGridView *dwc_time_grid_get_view (DwcTimeGrid *self);

G_END_DECLS
