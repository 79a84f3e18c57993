/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-map-proxy.h"
#include "dwc-map-symbol-layer.h"

G_BEGIN_DECLS

struct _DwcMapSymbolLayer
{
  ShumateLayer parent_instance;

  DwcMapScene *scene;          /* (owned) */
  DwdSelection *selection;     /* (owned) */
  DwcMapArt *art;              /* (owned) */
  DwcMapLayout *layout;        /* (owned) */
  DwcMapCanvases *canvases;  /* (owned): for many symbols in one picture */
  int width;                   /* of the last allocation */
  int height;
  guint resize_id;
  guint tick_id;               /* while something glides */
  gboolean gliding;

  GPtrArray *proxies;          /* (owned): children, those in use first, most urgent first */
  guint n_proxies;             /* how many of them are in use */
  guint settle_id;
};

void     dwc_map_symbol_layer_update (DwcMapSymbolLayer *self,
                                      DwcMapProjection  *projection);
gboolean dwc_map_symbol_layer_place (DwcMapSymbolLayer *self,
                                     const DwcMapItem  *item,
                                     gint64             frame_us,
                                     DwcMapPoint       *place);
void     dwc_map_symbol_layer_fill_hit (DwcMapSymbolLayer *self,
                                        guint              item,
                                        DwcMapHit         *hit);
void     dwc_map_symbol_layer_sync_proxies (DwcMapSymbolLayer *self);
void     dwc_map_symbol_layer_settle_later (DwcMapSymbolLayer *self,
                                            gboolean           restart);
void     dwc_map_symbol_layer_free_proxies (DwcMapSymbolLayer *self);
void     dwc_map_symbol_layer_allocate_proxies (DwcMapSymbolLayer *self);
DwcMapProxy *dwc_map_symbol_layer_get_focused_proxy (DwcMapSymbolLayer *self);
void     dwc_map_symbol_layer_rematch_focus (DwcMapSymbolLayer *self);
gboolean dwc_map_symbol_layer_focus (GtkWidget       *widget,
                                     GtkDirectionType direction);

G_END_DECLS
