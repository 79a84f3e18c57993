/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-roads.h"

#include <string.h>

#include "dws-city.h"
#include "dws-feature.h"
#include "dws-latin.h"
#include "dws-lines.h"

#define ROADS_FILE "roads.geojsonl.gz"

static const struct
{
  const char *highway;
  DwsRoadClass road_class;
} classes[] = {
  { "motorway", DWS_ROAD_MOTORWAY },
  { "trunk", DWS_ROAD_TRUNK },
  { "primary", DWS_ROAD_PRIMARY },
  { "secondary", DWS_ROAD_SECONDARY },
  { "tertiary", DWS_ROAD_TERTIARY },
  { "unclassified", DWS_ROAD_UNCLASSIFIED },
  { "road", DWS_ROAD_UNCLASSIFIED },
  { "residential", DWS_ROAD_RESIDENTIAL },
  { "living_street", DWS_ROAD_LIVING_STREET },
  { "service", DWS_ROAD_SERVICE },
  { "pedestrian", DWS_ROAD_PEDESTRIAN },
  { "construction", DWS_ROAD_CONSTRUCTION },
  { "track", DWS_ROAD_TRACK },
  { "cycleway", DWS_ROAD_CYCLEWAY },
  { "footway", DWS_ROAD_FOOTWAY },
  { "path", DWS_ROAD_FOOTWAY },
  { "steps", DWS_ROAD_STEPS },
};

static gboolean
parse_class (const char *highway,
             DwsRoad    *road)
{
  gsize length = strlen (highway);

  road->is_link = g_str_has_suffix (highway, "_link");

  if (road->is_link)
    length -= strlen ("_link");

  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    if (strlen (classes[i].highway) == length && memcmp (classes[i].highway, highway, length) == 0)
      {
        road->road_class = classes[i].road_class;
        return TRUE;
      }

  return FALSE;
}

/* One street is mapped as many ways, and only some of them may bear an English name. */
static guint
intern_name (DwsRoads   *self,
             const char *original,
             const char *english)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, original));
  g_autofree char *latin = dws_street_from_english (english);
  DwsRoadName *name;

  if (index == 0)
    {
      DwsRoadName fresh = { .original = g_string_chunk_insert (self->strings, original) };

      g_array_append_val (self->names, fresh);
      index = self->names->len;
      g_hash_table_insert (self->by_name, (gpointer) fresh.original, GUINT_TO_POINTER (index));
    }

  name = &g_array_index (self->names, DwsRoadName, index - 1);
  name->n_ways++;
  name->n_english += latin != NULL;

  if (name->latin == NULL)
    name->latin = g_steal_pointer (&latin);

  return index - 1;
}

static gboolean
append_road (DwsRoads   *self,
             DwsFeature *feature)
{
  const char *name = dws_feature_text (feature, "name");
  const char *ref = dws_feature_text (feature, "ref");
  const char *service = dws_feature_text (feature, "service");
  DwsRoad road = {
    .is_one_way = dws_feature_number (feature, "oneway", 0) > 0,
    .is_bridge = dws_feature_number (feature, "bridge", 0) > 0,
    .is_tunnel = dws_feature_number (feature, "tunnel", 0) > 0,
    .is_roundabout = dws_feature_number (feature, "roundabout", 0) > 0,
    .is_minor = *service != '\0' && strcmp (service, "alley") != 0,
    .layer = (int) CLAMP (dws_feature_number (feature, "layer", 0), -5, 5),
    .name = DWS_NO_NAME,
    .first = self->points->len,
    .n_points = feature->points->len,
  };

  if (!parse_class (dws_feature_text (feature, "highway"), &road))
    return FALSE;

  if (*name != '\0')
    road.name = intern_name (self, name, dws_feature_text (feature, "name_en"));

  if (*ref != '\0')
    road.ref = g_string_chunk_insert_const (self->strings, ref);

  g_array_append_vals (self->points, feature->points->data, feature->points->len);
  g_array_append_val (self->roads, road);

  return TRUE;
}

static void
complete_names (DwsRoads *self)
{
  for (guint i = 0; i < self->names->len; i++)
    {
      DwsRoadName *name = &g_array_index (self->names, DwsRoadName, i);

      /* An English name on a few ways of many is one mapper's guess, and often misspelt. */
      if (name->n_english * 2 < name->n_ways)
        g_clear_pointer (&name->latin, g_free);

      if (name->latin == NULL)
        name->latin = dws_romanise (name->original);
    }
}

static void
clear_name (gpointer data)
{
  DwsRoadName *name = data;

  g_free (name->latin);
}

/**
 * dws_roads_load:
 * @data_dir: the folder of the city's data
 * @error: return location; %DWD_FAILURE_NOT_FOUND or %DWD_FAILURE_INVALID, with file and line
 *
 * Returns: (transfer full) (nullable): the roads
 */
DwsRoads *
dws_roads_load (const char *data_dir,
                GError    **error)
{
  g_autoptr (DwsRoads) self = g_new0 (DwsRoads, 1);
  g_auto (DwsLines) lines = { NULL };
  g_auto (DwsFeature) feature = { .n_properties = 0 };
  char *record = NULL;

  self->roads = g_array_new (FALSE, FALSE, sizeof (DwsRoad));
  self->points = g_array_new (FALSE, FALSE, sizeof (DwdPoint));
  self->names = g_array_new (FALSE, FALSE, sizeof (DwsRoadName));
  g_array_set_clear_func (self->names, clear_name);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->strings = g_string_chunk_new (16 * 1024);
  dws_feature_init (&feature);

  if (!dws_lines_open (&lines, data_dir, ROADS_FILE, error))
    return NULL;

  while (dws_lines_next (&lines, &record))
    {
      const char *problem = NULL;

      if (!dws_feature_parse (&feature, record, &problem))
        {
          dws_lines_complain (&lines, error, "%s", problem);
          return NULL;
        }

      if (feature.is_polygon || !append_road (self, &feature))
        {
          dws_lines_complain (&lines, error, "not a road");
          return NULL;
        }
    }

  complete_names (self);

  return g_steal_pointer (&self);
}

void
dws_roads_free (DwsRoads *self)
{
  g_clear_pointer (&self->roads, g_array_unref);
  g_clear_pointer (&self->points, g_array_unref);
  g_clear_pointer (&self->names, g_array_unref);
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->strings, g_string_chunk_free);
  g_free (self);
}
