/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"
#include "dwc-grid-ink.h"
#include "dwc-grid-place.h"
#include "dwc-grid-track.h"

G_BEGIN_DECLS

/* How far rings and rims reach beyond what they surround; the least width counts too. */
#define DWC_GRID_BAR_RIM 6

#define DWC_TYPE_GRID_BAR (dwc_grid_bar_get_type ())

/*
 * One visible bar: the body of a job at its planned time, drawn. Bound to a bar of a track and bound
 * again to another when that one has scrolled away. Focusable, named in full for a screen reader;
 * what it does lies with the view.
 */
G_DECLARE_FINAL_TYPE (DwcGridBar, dwc_grid_bar, DWC, GRID_BAR, GtkWidget)

DwcGridBar *dwc_grid_bar_new (DwcGridInk * ink,
                              DwcContext * context);
gboolean    dwc_grid_bar_bind (DwcGridBar         *self,
                               const DwcGridTrack *track,
                               guint               position);
void        dwc_grid_bar_unbind (DwcGridBar *self);
const char *dwc_grid_bar_get_job (DwcGridBar *self);
guint       dwc_grid_bar_get_position (DwcGridBar *self);
void        dwc_grid_bar_set_selected (DwcGridBar *self,
                                       gboolean    selected);
void        dwc_grid_bar_set_inset (DwcGridBar *self,
                                    int         inset);
void        dwc_grid_bar_ink_changed (DwcGridBar *self);
void        dwc_grid_bar_get_reach (DwcGridBar         *self,
                                    const DwcGridPlace *place,
                                    gint64              now_us,
                                    int                *from,
                                    int                *to);
void        dwc_grid_bar_paint_under (DwcGridBar         *self,
                                      cairo_t            *cr,
                                      const DwcGridPlace *place,
                                      int                 y,
                                      gint64              now_us);
void        dwc_grid_bar_paint (DwcGridBar *self,
                                cairo_t    *cr,
                                int         x,
                                int         y);

G_END_DECLS
