/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <shumate/shumate.h>

#include "dwc-map-projection.h"
#include "dwc-map-tiles.h"

G_BEGIN_DECLS

#define DWC_TYPE_MAP_BASE_LAYER (dwc_map_base_layer_get_type ())

/* The map under the symbols, drawn on whole device pixels so that no seam shows between tiles. */
G_DECLARE_FINAL_TYPE (DwcMapBaseLayer, dwc_map_base_layer, DWC, MAP_BASE_LAYER, ShumateLayer)

DwcMapBaseLayer *dwc_map_base_layer_new (ShumateViewport * viewport,
                                         DwcMapTiles * tiles);
void             dwc_map_base_layer_set_dark (DwcMapBaseLayer *self,
                                              gboolean         dark);
void             dwc_map_layer_project (ShumateLayer     *layer,
                                        DwcMapProjection *projection);

/* The measure that the viewport of a map needs: square tiles of Web Mercator, but none to draw. */
ShumateMapSource *dwc_map_reference_new (guint min_zoom,
                                         guint max_zoom);

G_END_DECLS
