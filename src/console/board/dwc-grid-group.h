/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-grid-ink.h"
#include "dwc-grid-rows.h"

G_BEGIN_DECLS

#define DWC_TYPE_GRID_GROUP (dwc_grid_group_get_type ())

/* The row above the technicians of a zone, drawn: how many, how busy; it folds them away. */
G_DECLARE_FINAL_TYPE (DwcGridGroup, dwc_grid_group, DWC, GRID_GROUP, GtkWidget)

DwcGridGroup *dwc_grid_group_new (DwcGridInk * ink);
void          dwc_grid_group_bind (DwcGridGroup         *self,
                                   const DwcGridRowData *row);
const char *dwc_grid_group_get_zone (DwcGridGroup *self);
void          dwc_grid_group_ink_changed (DwcGridGroup *self);

G_END_DECLS
