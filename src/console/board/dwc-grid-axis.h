/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"
#include "dwc-grid-ink.h"
#include "dwc-grid-place.h"

G_BEGIN_DECLS

#define DWC_TYPE_GRID_AXIS (dwc_grid_axis_get_type ())

/* The hours above the rows, with the time of now among them, and how many technicians there are. */
G_DECLARE_FINAL_TYPE (DwcGridAxis, dwc_grid_axis, DWC, GRID_AXIS, GtkWidget)

DwcGridAxis *dwc_grid_axis_new (DwcGridInk * ink,
                                DwcContext * context);
void         dwc_grid_axis_place (DwcGridAxis        *self,
                                  const DwcGridPlace *place,
                                  GArray             *ticks,
                                  guint               n_technicians);
void         dwc_grid_axis_ink_changed (DwcGridAxis *self);

G_END_DECLS
