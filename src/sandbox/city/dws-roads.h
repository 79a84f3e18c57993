/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

#include "base/dwd-geometry.h"

G_BEGIN_DECLS

/* In the order of their weight: a lower one is drawn over and named before a higher one. */
typedef enum
{
  DWS_ROAD_MOTORWAY,
  DWS_ROAD_TRUNK,
  DWS_ROAD_PRIMARY,
  DWS_ROAD_SECONDARY,
  DWS_ROAD_TERTIARY,
  DWS_ROAD_UNCLASSIFIED,
  DWS_ROAD_RESIDENTIAL,
  DWS_ROAD_LIVING_STREET,
  DWS_ROAD_SERVICE,
  DWS_ROAD_PEDESTRIAN,
  DWS_ROAD_CONSTRUCTION,
  DWS_ROAD_TRACK,
  DWS_ROAD_CYCLEWAY,
  DWS_ROAD_FOOTWAY,
  DWS_ROAD_STEPS,
  DWS_N_ROADS
} DwsRoadClass;

#define DWS_NO_NAME G_MAXUINT32

typedef struct
{
  DwsRoadClass road_class;
  gboolean is_link;
  gboolean is_one_way;
  gboolean is_bridge;
  gboolean is_tunnel;
  gboolean is_minor;           /* a driveway or the aisle of a car park */
  gboolean is_roundabout;
  int layer;
  guint name;                  /* index into names; DWS_NO_NAME */
  const char *ref;             /* (nullable) */
  guint first;                 /* index of its first point */
  guint n_points;
} DwsRoad;

typedef struct
{
  const char *original;
  char *latin;                 /* (owned) */
  guint n_ways;
  guint n_english;             /* of them, with an English name */
} DwsRoadName;

/* All streets and paths of the city, in the file's order. Immutable once loaded. */
typedef struct
{
  GArray *roads;               /* (owned): of DwsRoad */
  GArray *points;              /* (owned): of DwdPoint */
  GArray *names;               /* (owned): of DwsRoadName */
  GHashTable *by_name;         /* (owned): original to index + 1 */
  GStringChunk *strings;       /* (owned) */
} DwsRoads;

DwsRoads *dws_roads_load (const char *data_dir,
                          GError    **error);
void      dws_roads_free (DwsRoads *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwsRoads, dws_roads_free)

G_END_DECLS
