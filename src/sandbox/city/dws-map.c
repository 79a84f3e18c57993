/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-map.h"

#include <math.h>
#include <string.h>

#include "dws-feature.h"
#include "dws-latin.h"
#include "dws-lines.h"

#define AREAS_FILE "areas.geojsonl.gz"
#define BUILDINGS_FILE "buildings.geojsonl.gz"

/* A tile of zoom 15: some thirty buildings in the old town. */
#define CELL (1.0 / 32768)

static const struct
{
  const char *kind;
  const char *type;      /* NULL: every other one of the kind */
  DwsAreaKind shown_as;
} area_kinds[] = {
  { "landuse", "residential", DWS_AREA_RESIDENTIAL },
  { "landuse", "industrial", DWS_AREA_INDUSTRIAL },
  { "landuse", "commercial", DWS_AREA_COMMERCIAL },
  { "landuse", "retail", DWS_AREA_RETAIL },
  { "landuse", "construction", DWS_AREA_CONSTRUCTION },
  { "landuse", "garages", DWS_AREA_GARAGES },
  { "landuse", "military", DWS_AREA_MILITARY },
  { "landuse", "railway", DWS_AREA_RAILWAY },
  { "landuse", NULL, DWS_AREA_WASTE },
  { "green", "park", DWS_AREA_PARK },
  { "green", "garden", DWS_AREA_PARK },
  { "green", "common", DWS_AREA_PARK },
  { "green", "village_green", DWS_AREA_PARK },
  { "green", "forest", DWS_AREA_FOREST },
  { "green", "wood", DWS_AREA_FOREST },
  { "green", "scrub", DWS_AREA_SCRUB },
  { "green", "orchard", DWS_AREA_SCRUB },
  { "green", "allotments", DWS_AREA_ALLOTMENTS },
  { "green", "cemetery", DWS_AREA_CEMETERY },
  { "green", "farmland", DWS_AREA_FARMLAND },
  { "green", NULL, DWS_AREA_GRASS },
  { "ground", "parking", DWS_AREA_PARKING },
  { "ground", "pedestrian", DWS_AREA_PEDESTRIAN },
  { "ground", "hospital", DWS_AREA_HOSPITAL },
  { "ground", "marketplace", DWS_AREA_MARKET },
  { "ground", NULL, DWS_AREA_SCHOOL },
  { "sport", "pitch", DWS_AREA_PITCH },
  { "sport", "playground", DWS_AREA_PLAYGROUND },
  { "sport", NULL, DWS_AREA_SPORT },
  { "beach", NULL, DWS_AREA_BEACH },
  { "wetland", NULL, DWS_AREA_WETLAND },
  { "water", "fountain", DWS_AREA_POOL },
  { "water", "swimming_pool", DWS_AREA_POOL },
  { "water", NULL, DWS_AREA_WATER },
  { "waterway", "river", DWS_LINE_RIVER },
  { "waterway", "canal", DWS_LINE_CANAL },
  { "waterway", NULL, DWS_LINE_STREAM },
  { "railway", "main", DWS_LINE_RAIL },
  { "railway", "rail", DWS_LINE_RAIL },
  { "railway", NULL, DWS_LINE_SIDING },
};

static void
clear_shape (gpointer data)
{
  DwsShape *shape = data;

  g_free (shape->name);
}

static void
layer_init (DwsLayer *layer)
{
  layer->shapes = g_array_new (FALSE, FALSE, sizeof (DwsShape));
  g_array_set_clear_func (layer->shapes, clear_shape);
  layer->points = g_array_new (FALSE, FALSE, sizeof (DwsVec));
  layer->rings = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
layer_clear (DwsLayer *layer)
{
  g_clear_pointer (&layer->shapes, g_array_unref);
  g_clear_pointer (&layer->points, g_array_unref);
  g_clear_pointer (&layer->rings, g_array_unref);
  dws_grid_clear (&layer->grid);
}

static void
layer_index (DwsLayer *layer)
{
  g_autofree DwsBox *boxes = g_new (DwsBox, layer->shapes->len + 1);

  for (guint i = 0; i < layer->shapes->len; i++)
    boxes[i] = g_array_index (layer->shapes, DwsShape, i).box;

  dws_grid_build (&layer->grid, CELL, boxes, layer->shapes->len);
}

static void
append_points (DwsLayer       *layer,
               DwsShape       *shape,
               const DwdPoint *points,
               guint           n_points)
{
  shape->first = layer->points->len;
  shape->n_points = n_points;
  shape->box = (DwsBox) { INFINITY, INFINITY, -INFINITY, -INFINITY };

  for (guint i = 0; i < n_points; i++)
    {
      DwsVec vec;

      dwd_point_to_mercator (&points[i], &vec.x, &vec.y);
      g_array_append_val (layer->points, vec);
      shape->box.left = MIN (shape->box.left, vec.x);
      shape->box.bottom = MIN (shape->box.bottom, vec.y);
      shape->box.right = MAX (shape->box.right, vec.x);
      shape->box.top = MAX (shape->box.top, vec.y);
    }
}

static double
measure_area (DwsLayer *layer,
              guint     first,
              guint     end)
{
  const DwsVec *points = (const DwsVec *) (gpointer) layer->points->data;
  double doubled = 0;

  for (guint i = first, k = end - 1; i < end; k = i++)
    doubled += (points[k].x - points[first].x) * (points[i].y - points[first].y) -
               (points[i].x - points[first].x) * (points[k].y - points[first].y);

  return fabs (doubled) / 2;
}

static void
append_feature (DwsLayer   *layer,
                DwsFeature *feature,
                DwsShape   *shape)
{
  const DwdPoint *points = (const DwdPoint *) (gpointer) feature->points->data;

  append_points (layer, shape, points, feature->points->len);
  shape->first_ring = layer->rings->len;
  shape->n_rings = feature->ring_ends->len;

  for (guint i = 0; i < feature->ring_ends->len; i++)
    {
      guint end = shape->first + g_array_index (feature->ring_ends, guint, i);

      g_array_append_val (layer->rings, end);
    }

  if (feature->is_polygon)
    shape->area = measure_area (layer, shape->first,
                                g_array_index (layer->rings, guint, shape->first_ring));

  g_array_append_val (layer->shapes, *shape);
}

static gboolean
find_kind (DwsFeature *feature,
           int        *kind)
{
  const char *name = dws_feature_text (feature, "kind");
  const char *type = dws_feature_text (feature, "type");

  for (gsize i = 0; i < G_N_ELEMENTS (area_kinds); i++)
    if (strcmp (area_kinds[i].kind, name) == 0 &&
        (area_kinds[i].type == NULL || strcmp (area_kinds[i].type, type) == 0))
      {
        *kind = (int) area_kinds[i].shown_as;
        return TRUE;
      }

  return FALSE;
}

/* One river has names in three languages, and its ways bear now one, now another. */
static char *
dup_area_name (DwsFeature *feature)
{
  const char *english = dws_feature_text (feature, "name_en");
  const char *name = dws_feature_text (feature, "name");

  if (*name == '\0')
    return NULL;

  if (strcmp (name, "Есіл") == 0 || strcmp (name, "Есиль") == 0 || strcmp (name, "Ишим") == 0)
    return g_strdup ("Ishim River");

  if (*english != '\0' && !dws_has_cyrillic (english))
    return g_strdup (english);

  return dws_romanise (name);
}

typedef gboolean (*Accept) (DwsLayer   *layer,
                            DwsFeature *feature);

static gboolean
accept_area (DwsLayer   *layer,
             DwsFeature *feature)
{
  DwsShape shape = { .is_bridge = dws_feature_number (feature, "bridge", 0) > 0 };

  if (!find_kind (feature, &shape.kind) || feature->is_polygon != (shape.kind < DWS_LINE_RIVER))
    return FALSE;

  /* A river in a pipe is not seen. */
  if (dws_feature_number (feature, "tunnel", 0) > 0)
    return TRUE;

  shape.name = dup_area_name (feature);
  append_feature (layer, feature, &shape);

  return TRUE;
}

static gboolean
accept_building (DwsLayer   *layer,
                 DwsFeature *feature)
{
  DwsShape shape = { .kind = 0 };

  if (!feature->is_polygon)
    return FALSE;

  append_feature (layer, feature, &shape);

  return TRUE;
}

static gboolean
read_layer (DwsLayer   *layer,
            const char *data_dir,
            const char *file,
            Accept      accept,
            GError    **error)
{
  g_auto (DwsLines) lines = { NULL };
  g_auto (DwsFeature) feature = { .n_properties = 0 };
  char *record = NULL;

  dws_feature_init (&feature);
  layer_init (layer);

  if (!dws_lines_open (&lines, data_dir, file, error))
    return FALSE;

  while (dws_lines_next (&lines, &record))
    {
      const char *problem = "an unknown kind of feature";

      if (!dws_feature_parse (&feature, record, &problem) || !accept (layer, &feature))
        {
          dws_lines_complain (&lines, error, "%s", problem);
          return FALSE;
        }
    }

  layer_index (layer);

  return TRUE;
}

static void
take_roads (DwsLayer *layer,
            DwsRoads *roads)
{
  layer_init (layer);

  for (guint i = 0; i < roads->roads->len; i++)
    {
      const DwsRoad *road = &g_array_index (roads->roads, DwsRoad, i);
      DwsShape shape = { .kind = (int) road->road_class, .is_bridge = road->is_bridge };

      append_points (layer, &shape, &g_array_index (roads->points, DwdPoint, road->first),
                     road->n_points);
      g_array_append_val (layer->shapes, shape);
    }

  layer_index (layer);
}

/**
 * dws_map_load:
 * @city: the city
 * @data_dir: the folder of its data
 * @error: return location; %DWD_FAILURE_NOT_FOUND or %DWD_FAILURE_INVALID, with file and line
 *
 * Reads what only a map needs. Some 0.2 s: not for the main loop.
 *
 * Returns: (transfer full) (nullable): the map
 */
DwsMap *
dws_map_load (DwsCity    *city,
              const char *data_dir,
              GError    **error)
{
  g_autoptr (DwsMap) self = g_new0 (DwsMap, 1);

  self->city = g_object_ref (city);

  if (!read_layer (&self->areas, data_dir, AREAS_FILE, accept_area, error) ||
      !read_layer (&self->buildings, data_dir, BUILDINGS_FILE, accept_building, error))
    return NULL;

  take_roads (&self->roads, city->roads);

  return g_steal_pointer (&self);
}

void
dws_map_free (DwsMap *self)
{
  layer_clear (&self->areas);
  layer_clear (&self->buildings);
  layer_clear (&self->roads);
  g_clear_object (&self->city);
  g_free (self);
}
