/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_MAP_VIEW (dwc_map_view_get_type ())

/*
 * The board's map. Property "context" (DwcContext, writable once).
 *
 * Clicks and keys change the selection of the context; the menu and Enter activate the actions
 * board.assign, board.reschedule, board.status, board.unassign and board.inspect of an ancestor,
 * which act on the selection.
 */
G_DECLARE_FINAL_TYPE (DwcMapView, dwc_map_view, DWC, MAP_VIEW, GtkWidget)

GtkWidget *dwc_map_view_new (DwcContext * context);
DwcContext *dwc_map_view_get_context (DwcMapView *self);
void        dwc_map_view_set_context (DwcMapView *self,
                                      DwcContext *context);
void        dwc_map_view_set_tile_source (DwcMapView *self,
                                          const char *url_template);
void        dwc_map_view_fit (DwcMapView *self,
                              gboolean    animate);
void        dwc_map_view_show_selection (DwcMapView *self);

G_END_DECLS
