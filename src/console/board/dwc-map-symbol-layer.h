/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <shumate/shumate.h>

#include "dwc-map-layout.h"
#include "model/dwd-selection.h"

G_BEGIN_DECLS

/* A symbol that was hit or has the focus. @members are positions in the scene's jobs or people,
 * valid until the main context runs again; @x and @y are the symbol's middle on the layer. */
typedef struct
{
  DwcMapItemKind kind;
  const guint *members;
  guint n;
  double x;
  double y;
} DwcMapHit;

#define DWC_TYPE_MAP_SYMBOL_LAYER (dwc_map_symbol_layer_get_type ())

/* Technicians, jobs and clusters over the map: drawn, hit, walked by key and read aloud. */
G_DECLARE_FINAL_TYPE (DwcMapSymbolLayer, dwc_map_symbol_layer, DWC, MAP_SYMBOL_LAYER, ShumateLayer)

DwcMapSymbolLayer *dwc_map_symbol_layer_new (ShumateViewport * viewport,
                                             DwcMapScene * scene,
                                             DwdSelection * selection);
gboolean           dwc_map_symbol_layer_pick (DwcMapSymbolLayer *self,
                                              double             x,
                                              double             y,
                                              DwcMapHit         *hit);
gboolean           dwc_map_symbol_layer_get_focused (DwcMapSymbolLayer *self,
                                                     DwcMapHit         *hit);
gboolean           dwc_map_symbol_layer_walk (DwcMapSymbolLayer *self,
                                              int                step);
DwcMapArt *dwc_map_symbol_layer_get_art (DwcMapSymbolLayer *self);
char *dwc_map_symbol_layer_describe (DwcMapSymbolLayer *self,
                                     const DwcMapHit   *hit);

G_END_DECLS
