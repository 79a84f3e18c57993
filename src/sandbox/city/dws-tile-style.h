/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <cairo.h>

#include "dws-map.h"
#include "dws-tiles.h"

G_BEGIN_DECLS

typedef enum
{
  DWS_INK_STREET,
  DWS_INK_PLACE,
  DWS_INK_WATER,
  DWS_INK_GREEN,
  DWS_INK_GROUND,
  DWS_INK_NUMBER,
  DWS_INK_SHIELD,
  DWS_INK_EAT,         /* and the dots of places to eat and sleep */
  DWS_INK_SHOP,
  DWS_INK_CARE,
  DWS_INK_PUBLIC,
  DWS_INK_CAR,
  DWS_N_INKS
} DwsInk;

/* Colours are 0xRRGGBB. */
typedef struct
{
  guint32 land;
  guint32 areas[DWS_N_AREAS];
  guint32 building;
  guint32 building_edge;
  guint32 road_fill[DWS_N_ROADS];
  guint32 road_edge[DWS_N_ROADS];
  guint32 bridge_edge;
  guint32 rail;
  guint32 rail_gap;
  guint32 arrow;
  guint32 ink[DWS_N_INKS];
  guint32 halo;
  guint32 shield_fill;
} DwsPalette;

const DwsPalette *dws_palette_get (DwsTileStyle style);
void              dws_set_colour (cairo_t *cr,
                                  guint32  colour);
void              dws_set_colour_mixed (cairo_t *cr,
                                        guint32  colour,
                                        guint32  other,
                                        double   share);
double            dws_road_width (const DwsRoad *road,
                                  int            zoom);
double            dws_road_casing (const DwsRoad *road,
                                   int            zoom);
double            dws_line_width (DwsAreaKind kind,
                                  int         zoom);

G_END_DECLS
