/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"
#include "dwc-grid-ink.h"
#include "dwc-grid-rows.h"

G_BEGIN_DECLS

#define DWC_TYPE_GRID_HEAD (dwc_grid_head_get_type ())

/*
 * The head of a technician's row, drawn: initials, name, live state, how much of the shift is used,
 * skills. Focusable; pressing it selects the technician, which the view does.
 */
G_DECLARE_FINAL_TYPE (DwcGridHead, dwc_grid_head, DWC, GRID_HEAD, GtkWidget)

DwcGridHead *dwc_grid_head_new (DwcGridInk * ink,
                                DwcContext * context);
void         dwc_grid_head_bind (DwcGridHead          *self,
                                 const DwcGridRowData *row);
void         dwc_grid_head_set_selected (DwcGridHead *self,
                                         gboolean     selected);
void         dwc_grid_head_ink_changed (DwcGridHead *self);

G_END_DECLS
