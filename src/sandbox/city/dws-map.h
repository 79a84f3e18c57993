/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-city-private.h"
#include "dws-plane.h"

G_BEGIN_DECLS

/* What an area or a line is, as far as the map shows it. */
typedef enum
{
  DWS_AREA_RESIDENTIAL,
  DWS_AREA_INDUSTRIAL,
  DWS_AREA_COMMERCIAL,
  DWS_AREA_RETAIL,
  DWS_AREA_CONSTRUCTION,
  DWS_AREA_GARAGES,
  DWS_AREA_WASTE,
  DWS_AREA_MILITARY,
  DWS_AREA_RAILWAY,
  DWS_AREA_PARK,
  DWS_AREA_GRASS,
  DWS_AREA_FOREST,
  DWS_AREA_SCRUB,
  DWS_AREA_ALLOTMENTS,
  DWS_AREA_CEMETERY,
  DWS_AREA_FARMLAND,
  DWS_AREA_PARKING,
  DWS_AREA_PEDESTRIAN,
  DWS_AREA_SCHOOL,
  DWS_AREA_HOSPITAL,
  DWS_AREA_MARKET,
  DWS_AREA_PITCH,
  DWS_AREA_PLAYGROUND,
  DWS_AREA_SPORT,
  DWS_AREA_BEACH,
  DWS_AREA_WETLAND,
  DWS_AREA_WATER,
  DWS_AREA_POOL,
  DWS_LINE_RIVER,
  DWS_LINE_CANAL,
  DWS_LINE_STREAM,
  DWS_LINE_RAIL,
  DWS_LINE_SIDING,
  DWS_N_AREAS
} DwsAreaKind;

/* One thing to paint. Points are of the world from 0 to 1, y down, as dwd_point_to_mercator()
 * gives. */
typedef struct
{
  int kind;              /* DwsAreaKind; of a road its class; of a building 0 */
  guint first;           /* index of its first point */
  guint n_points;
  guint first_ring;      /* index of its first ring's end */
  guint n_rings;
  DwsBox box;
  double area;           /* of a polygon, in squares of the world */
  gboolean is_bridge;
  char *name;            /* (owned) (nullable): romanised */
} DwsShape;

typedef struct
{
  GArray *shapes;        /* (owned): of DwsShape */
  GArray *points;        /* (owned): of DwsVec */
  GArray *rings;         /* (owned): of guint: index behind each ring's last point */
  DwsGrid grid;
} DwsLayer;

/* All that the map draws. Immutable once loaded, and read by several threads at once. */
typedef struct
{
  DwsCity *city;         /* (owned) */
  DwsLayer areas;
  DwsLayer buildings;
  DwsLayer roads;        /* the city's roads, by the same index */
} DwsMap;

DwsMap *dws_map_load (DwsCity    *city,
                      const char *data_dir,
                      GError    **error);
void    dws_map_free (DwsMap *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwsMap, dws_map_free)

G_END_DECLS
