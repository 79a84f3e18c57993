/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"
#include "dwc-grid-place.h"
#include "dwc-grid-row.h"
#include "dwc-grid-rows.h"

G_BEGIN_DECLS

#define DWC_TYPE_GRID_VIEW (dwc_grid_view_get_type ())

/*
 * The scrolled part of the time grid: axis, heads and bars. Only rows in view have a widget, and in
 * them only bars in view; both are used again as they scroll away, so that 20,000 jobs cost what a
 * screenful does. Everything but the bars is drawn here, below them.
 *
 * Keys: Left and Right walk the jobs of a row and its head, Up and Down the rows, Page Up and Page
 * Down a screenful, Home goes to now, plus and minus zoom, Space selects, Return inspects or folds,
 * A M S U act on the job, Menu opens what else there is.
 */
G_DECLARE_FINAL_TYPE (DwcGridView, dwc_grid_view, DWC, GRID_VIEW, GtkWidget)

void                dwc_grid_view_set_context (DwcGridView *self,
                                               DwcContext  *context);
void                dwc_grid_view_set_hours (DwcGridView *self,
                                             double       hours);
void                dwc_grid_view_zoom_by (DwcGridView *self,
                                           double       factor,
                                           double       x);
void                dwc_grid_view_show_now (DwcGridView *self);
gboolean            dwc_grid_view_reveal_job (DwcGridView *self,
                                              const char  *job);
const DwcGridPlace *dwc_grid_view_get_place (DwcGridView *self);
DwcGridRows *dwc_grid_view_get_rows (DwcGridView *self);
DwcGridRow *dwc_grid_view_find_row (DwcGridView *self,
                                    const char  *employee);
DwcGridBar *dwc_grid_view_find_bar (DwcGridView *self,
                                    const char  *job);

G_END_DECLS
