/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-city-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/dwd-failure.h"

#include "dws-latin.h"
#include "dws-lines.h"

#define ZONES_FILE "zones.geojson"
#define ADDRESSES_FILE "addresses.tsv.gz"
#define PLACES_FILE "places.tsv.gz"

static JsonNode *
get_member (JsonObject  *object,
            const char  *name,
            JsonNodeType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

static JsonObject *
get_object (JsonObject *object,
            const char *name)
{
  JsonNode *node = get_member (object, name, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : NULL;
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  JsonNode *node = get_member (object, name, JSON_NODE_VALUE);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
         ? json_node_get_string (node) : NULL;
}

static gboolean
parse_position (JsonNode *node,
                DwdPoint *point)
{
  JsonArray *pair = node != NULL && JSON_NODE_HOLDS_ARRAY (node)
                    ? json_node_get_array (node) : NULL;
  JsonNode *longitude;
  JsonNode *latitude;

  if (pair == NULL || json_array_get_length (pair) != 2)
    return FALSE;

  longitude = json_array_get_element (pair, 0);
  latitude = json_array_get_element (pair, 1);

  if (!JSON_NODE_HOLDS_VALUE (longitude) || !JSON_NODE_HOLDS_VALUE (latitude))
    return FALSE;

  point->longitude = json_node_get_double (longitude);
  point->latitude = json_node_get_double (latitude);

  return dwd_point_is_valid (point);
}

static GArray *
parse_ring (JsonObject *geometry)
{
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (DwdPoint));
  JsonNode *node = get_member (geometry, "coordinates", JSON_NODE_ARRAY);
  JsonArray *rings = node != NULL ? json_node_get_array (node) : NULL;
  JsonArray *outer;

  if (rings == NULL || json_array_get_length (rings) == 0 ||
      !JSON_NODE_HOLDS_ARRAY (json_array_get_element (rings, 0)))
    return NULL;

  outer = json_array_get_array_element (rings, 0);

  for (guint i = 0; i < json_array_get_length (outer); i++)
    {
      DwdPoint point;

      if (!parse_position (json_array_get_element (outer, i), &point))
        return NULL;

      g_array_append_val (ring, point);
    }

  return ring->len >= 4 ? g_steal_pointer (&ring) : NULL;
}

static DwsZone *
find_zone (DwsCity    *self,
           const char *id)
{
  for (guint i = 0; i < self->zones->len && id != NULL; i++)
    {
      DwsZone *zone = g_ptr_array_index (self->zones, i);

      if (strcmp (zone->id, id) == 0)
        return zone;
    }

  return NULL;
}

static gboolean
append_zone (DwsCity    *self,
             JsonObject *properties,
             JsonObject *geometry)
{
  const char *id = get_text (properties, "id");
  const char *name = get_text (properties, "name");
  g_autoptr (GArray) ring = parse_ring (geometry);
  DwdPoint label;
  DwsZone *zone;

  if (id == NULL || name == NULL || ring == NULL ||
      !parse_position (get_member (properties, "label", JSON_NODE_ARRAY), &label))
    return FALSE;

  zone = g_new0 (DwsZone, 1);
  zone->id = g_strdup (id);
  zone->name = g_strdup (name);
  zone->label = label;
  zone->depot = label;
  zone->depot_name = g_strdup (name);
  zone->ring = g_steal_pointer (&ring);
  g_ptr_array_add (self->zones, zone);

  return TRUE;
}

static gboolean
attach_depot (DwsCity    *self,
              JsonObject *properties,
              JsonObject *geometry)
{
  DwsZone *zone = find_zone (self, get_text (properties, "zone"));
  const char *name = get_text (properties, "name");
  DwdPoint point;

  if (zone == NULL || name == NULL ||
      !parse_position (get_member (geometry, "coordinates", JSON_NODE_ARRAY), &point))
    return FALSE;

  zone->depot = point;
  g_free (zone->depot_name);
  zone->depot_name = g_strdup (name);

  return TRUE;
}

/* Depots name their zone, wherever in the file that stands. */
static gboolean
read_features (DwsCity    *self,
               JsonArray  *features,
               const char *wanted,
               GError    **error)
{
  for (guint i = 0; i < json_array_get_length (features); i++)
    {
      JsonNode *node = json_array_get_element (features, i);
      JsonObject *feature = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      JsonObject *properties = get_object (feature, "properties");
      JsonObject *geometry = get_object (feature, "geometry");
      const char *kind = get_text (properties, "kind");
      gboolean is_zone = g_strcmp0 (wanted, "zone") == 0;

      if (kind != NULL && strcmp (kind, wanted) != 0)
        continue;

      if (kind == NULL || !(is_zone ? append_zone : attach_depot)(self, properties, geometry))
        {
          dwd_error_set (error, DWD_FAILURE_INVALID, "%s: feature %u is no %s", ZONES_FILE, i + 1,
                         wanted);
          return FALSE;
        }
    }

  return TRUE;
}

/* The zones cover the whole area, so that their outline is the city's. */
static void
measure_bounds (DwsCity *self)
{
  self->bounds = (DwdBounds) { 90, 180, -90, -180 };

  for (guint i = 0; i < self->zones->len; i++)
    {
      GArray *ring = ((DwsZone *) g_ptr_array_index (self->zones, i))->ring;

      for (guint k = 0; k < ring->len; k++)
        {
          const DwdPoint *point = &g_array_index (ring, DwdPoint, k);

          self->bounds.south = MIN (self->bounds.south, point->latitude);
          self->bounds.north = MAX (self->bounds.north, point->latitude);
          self->bounds.west = MIN (self->bounds.west, point->longitude);
          self->bounds.east = MAX (self->bounds.east, point->longitude);
        }
    }
}

gboolean
dws_city_read_zones (DwsCity    *self,
                     const char *data_dir,
                     GError    **error)
{
  g_autofree char *path = g_build_filename (data_dir, ZONES_FILE, NULL);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) reason = NULL;
  JsonNode *root;
  JsonNode *features;

  if (!json_parser_load_from_mapped_file (parser, path, &reason))
    {
      gboolean missing = !g_file_test (path, G_FILE_TEST_EXISTS);

      dwd_error_set (error, missing ? DWD_FAILURE_NOT_FOUND : DWD_FAILURE_INVALID,
                     "%s: %s", ZONES_FILE, reason->message);
      return FALSE;
    }

  root = json_parser_get_root (parser);
  features = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
             ? get_member (json_node_get_object (root), "features", JSON_NODE_ARRAY) : NULL;

  if (features == NULL)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s: not a FeatureCollection", ZONES_FILE);
      return FALSE;
    }

  if (!read_features (self, json_node_get_array (features), "zone", error) ||
      !read_features (self, json_node_get_array (features), "depot", error))
    return FALSE;

  if (self->zones->len == 0)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s: no zone", ZONES_FILE);
      return FALSE;
    }

  measure_bounds (self);

  return TRUE;
}

/* What a street's label says wherever it appears: the road's English name, else ours. */
static char *
latin_of_street (DwsCity    *self,
                 const char *street)
{
  char *latin = g_hash_table_lookup (self->latin, street);
  guint index;

  if (latin != NULL)
    return latin;

  index = GPOINTER_TO_UINT (g_hash_table_lookup (self->roads->by_name, street));
  latin = index > 0
          ? g_strdup (g_array_index (self->roads->names, DwsRoadName, index - 1).latin)
          : dws_romanise (street);
  g_hash_table_insert (self->latin, (gpointer) street, latin);

  return latin;
}

static gboolean
skip_header (DwsLines   *lines,
             const char *columns,
             GError    **error)
{
  char *record = NULL;

  if (dws_lines_next (lines, &record) && strcmp (record, columns) == 0)
    return TRUE;

  dws_lines_complain (lines, error, "expected the names of the columns");

  return FALSE;
}

static gboolean
parse_point (const char *longitude,
             const char *latitude,
             DwdPoint   *point)
{
  return dws_parse_decimal (longitude, -180, 180, &point->longitude) &&
         dws_parse_decimal (latitude, -90, 90, &point->latitude) &&
         dwd_point_is_valid (point);
}

gboolean
dws_city_read_addresses (DwsCity    *self,
                         const char *data_dir,
                         GError    **error)
{
  g_auto (DwsLines) lines = { NULL };
  char *fields[6];

  if (!dws_lines_open (&lines, data_dir, ADDRESSES_FILE, error) ||
      !skip_header (&lines, "lon\tlat\tstreet\thousenumber\tpostcode\tname", error))
    return FALSE;

  while (lines.cursor < lines.end)
    {
      DwsAddress address = { .zone = NULL };

      if (!dws_lines_fields (&lines, fields, 6, error))
        return FALSE;

      if (!parse_point (fields[0], fields[1], &address.point) || *fields[2] == '\0' ||
          *fields[3] == '\0')
        {
          dws_lines_complain (&lines, error, "a malformed address");
          return FALSE;
        }

      address.street = fields[2];
      address.number = fields[3];
      address.postcode = fields[4];
      address.name = fields[5];
      address.street_latin = latin_of_street (self, address.street);
      address.zone = dws_city_zone_at (self, &address.point);
      address.node = dws_graph_nearest_node (self->graph, &address.point);
      g_array_append_val (self->addresses, address);
    }

  self->address_text = g_steal_pointer (&lines.text);

  return TRUE;
}

gboolean
dws_city_read_places (DwsCity    *self,
                      const char *data_dir,
                      GError    **error)
{
  g_auto (DwsLines) lines = { NULL };
  char *fields[6];

  if (!dws_lines_open (&lines, data_dir, PLACES_FILE, error) ||
      !skip_header (&lines, "category\tlon\tlat\tname\tname_en\ttag", error))
    return FALSE;

  while (lines.cursor < lines.end)
    {
      DwsPlace place = { .category = NULL };

      if (!dws_lines_fields (&lines, fields, 6, error))
        return FALSE;

      if (!parse_point (fields[1], fields[2], &place.point) || *fields[0] == '\0' ||
          *fields[3] == '\0')
        {
          dws_lines_complain (&lines, error, "a malformed place");
          return FALSE;
        }

      place.category = g_intern_string (fields[0]);
      place.name = fields[3];
      place.name_latin = *fields[4] != '\0' && !dws_has_cyrillic (fields[4])
                         ? g_strdup (fields[4]) : dws_romanise (fields[3]);
      g_array_append_val (self->places, place);
    }

  self->place_text = g_steal_pointer (&lines.text);

  return TRUE;
}
