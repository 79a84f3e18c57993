/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <shumate/shumate.h>

#include "dwc-map-base-layer.h"
#include "dwc-map-list.h"
#include "dwc-map-symbol-layer.h"
#include "dwc-map-view.h"

G_BEGIN_DECLS

#define DWC_MAP_MIN_ZOOM 3
#define DWC_MAP_MAX_ZOOM 19

struct _DwcMapView
{
  GtkWidget parent_instance;

  ShumateMap *map;
  GtkWidget *freshness;
  GtkWidget *notice;
  GtkWidget *attribution;
  GtkWidget *legend;
  GtkWidget *layers_box;
  GtkWidget *list;                 /* the popover of a cluster */
  GtkWidget *menu;                 /* (nullable): made at first use */

  DwcContext *context;             /* (owned) (nullable) */
  DwcMapScene *scene;              /* (owned) (nullable) */
  DwcMapTiles *tiles;              /* (owned) */
  DwcMapBaseLayer *base;           /* (nullable) */
  DwcMapSymbolLayer *symbols;      /* (nullable) */
  guint fit_tick_id;
  gboolean fitted;
  gint64 fitted_us;             /* monotonic: when the first look was taken */
  DwdPoint fitted_centre;
  double fitted_zoom;
  double press_x;
  double press_y;
};

void dwc_map_view_install_actions (GtkWidgetClass *widget_class);
void dwc_map_view_add_gestures (DwcMapView *self);
void dwc_map_view_update_actions (DwcMapView *self);
void dwc_map_view_go_to (DwcMapView     *self,
                         const DwdPoint *place,
                         double          zoom,
                         gboolean        animate);

G_END_DECLS
