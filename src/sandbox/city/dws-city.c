/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-city.h"

#include <math.h>

#include "base/dwd-failure.h"

#include "dws-city-private.h"

G_DEFINE_FINAL_TYPE (DwsCity, dws_city, G_TYPE_OBJECT)

static void
zone_free (gpointer data)
{
  DwsZone *zone = data;

  g_free (zone->id);
  g_free (zone->name);
  g_free (zone->depot_name);
  g_clear_pointer (&zone->ring, g_array_unref);
  g_free (zone);
}

static void
clear_place (gpointer data)
{
  DwsPlace *place = data;

  /* The other strings lie in the text of the file. */
  g_free (place->name_latin);
}

static void
dws_city_finalize (GObject *object)
{
  DwsCity *self = DWS_CITY (object);

  g_clear_pointer (&self->gazetteer, dws_gazetteer_free);
  g_clear_pointer (&self->addresses, g_array_unref);
  g_clear_pointer (&self->places, g_array_unref);
  g_clear_pointer (&self->latin, g_hash_table_unref);
  g_clear_pointer (&self->address_text, g_free);
  g_clear_pointer (&self->place_text, g_free);
  g_clear_pointer (&self->roads, dws_roads_free);
  g_clear_pointer (&self->graph, dws_graph_free);
  g_clear_pointer (&self->zones, g_ptr_array_unref);

  G_OBJECT_CLASS (dws_city_parent_class)->finalize (object);
}

static void
dws_city_class_init (DwsCityClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = dws_city_finalize;
}

static void
dws_city_init (DwsCity *self)
{
  self->zones = g_ptr_array_new_with_free_func (zone_free);
  self->addresses = g_array_new (FALSE, FALSE, sizeof (DwsAddress));
  self->places = g_array_new (FALSE, FALSE, sizeof (DwsPlace));
  g_array_set_clear_func (self->places, clear_place);
  self->latin = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
}

/**
 * dws_city_load:
 * @data_dir: the folder with the city's files
 * @error: return location; %DWD_FAILURE_NOT_FOUND where a file is missing, %DWD_FAILURE_INVALID
 *   with file and line where one is malformed
 *
 * Reads streets, graph, addresses, places and zones; about 0.2 s of work, to be done off the main
 * loop or before it runs. What only the map needs is read by #DwsTiles when it first draws.
 *
 * Returns: (transfer full) (nullable): the city
 */
DwsCity *
dws_city_load (const char *data_dir,
               GError    **error)
{
  g_autoptr (DwsCity) self = NULL;

  g_return_val_if_fail (data_dir != NULL, NULL);

  self = g_object_new (DWS_TYPE_CITY, NULL);

  if (!dws_city_read_zones (self, data_dir, error))
    return NULL;

  self->graph = dws_graph_load (data_dir, error);

  if (self->graph == NULL)
    return NULL;

  self->roads = dws_roads_load (data_dir, error);

  if (self->roads == NULL ||
      !dws_city_read_addresses (self, data_dir, error) ||
      !dws_city_read_places (self, data_dir, error))
    return NULL;

  self->gazetteer = dws_gazetteer_new (self);

  return g_steal_pointer (&self);
}

/**
 * dws_city_get_addresses:
 * @self: the city
 * @n_addresses: (out): how many there are
 *
 * Returns: (array length=n_addresses) (transfer none): all addresses, by street, then by number
 */
const DwsAddress *
dws_city_get_addresses (DwsCity *self,
                        gsize   *n_addresses)
{
  g_return_val_if_fail (DWS_IS_CITY (self), NULL);

  *n_addresses = self->addresses->len;

  return (const DwsAddress *) (gpointer) self->addresses->data;
}

/**
 * dws_city_get_places:
 * @self: the city
 * @n_places: (out): how many there are
 *
 * Returns: (array length=n_places) (transfer none): settlements first, then the rest by category
 */
const DwsPlace *
dws_city_get_places (DwsCity *self,
                     gsize   *n_places)
{
  g_return_val_if_fail (DWS_IS_CITY (self), NULL);

  *n_places = self->places->len;

  return (const DwsPlace *) (gpointer) self->places->data;
}

/**
 * dws_city_get_zones:
 * @self: the city
 *
 * Returns: (transfer none) (element-type DwsZone): the service zones
 */
GPtrArray *
dws_city_get_zones (DwsCity *self)
{
  g_return_val_if_fail (DWS_IS_CITY (self), NULL);

  return self->zones;
}

/* Counts crossings of a ray to the west. A border point belongs to one of two neighbours alone, as
 * they share their corners to the bit and each edge counts its lower end only. */
static gboolean
ring_contains (GArray         *ring,
               const DwdPoint *point)
{
  gboolean inside = FALSE;

  for (guint i = 0, k = ring->len - 1; i < ring->len; k = i++)
    {
      const DwdPoint *a = &g_array_index (ring, DwdPoint, i);
      const DwdPoint *b = &g_array_index (ring, DwdPoint, k);
      const DwdPoint *low = a->latitude < b->latitude ? a : b;
      const DwdPoint *high = low == a ? b : a;
      double crossing;

      if (point->latitude < low->latitude || point->latitude >= high->latitude)
        continue;

      crossing = low->longitude + (high->longitude - low->longitude) *
                 (point->latitude - low->latitude) / (high->latitude - low->latitude);
      inside ^= point->longitude >= crossing;
    }

  return inside;
}

/**
 * dws_city_zone_at:
 * @self: the city
 * @point: a place
 *
 * Returns: (transfer none) (nullable): the name of the zone that @point lies in
 */
const char *
dws_city_zone_at (DwsCity        *self,
                  const DwdPoint *point)
{
  g_return_val_if_fail (DWS_IS_CITY (self), NULL);

  for (guint i = 0; i < self->zones->len; i++)
    {
      const DwsZone *zone = g_ptr_array_index (self->zones, i);

      if (ring_contains (zone->ring, point))
        return zone->name;
    }

  return NULL;
}

void
dws_city_get_bounds (DwsCity   *self,
                     DwdBounds *bounds)
{
  g_return_if_fail (DWS_IS_CITY (self));

  *bounds = self->bounds;
}

static DwsRoute *
route_new (void)
{
  DwsRoute *route = g_new0 (DwsRoute, 1);

  route->points = g_array_new (FALSE, FALSE, sizeof (DwdPoint));
  route->seconds = g_array_new (FALSE, FALSE, sizeof (double));

  return route;
}

/**
 * dws_city_route:
 * @self: the city
 * @points: (array length=n_points): where to start, what to pass, and where to end
 * @n_points: two or more
 *
 * Finds the fastest way through all of @points in their order. May be called from any thread.
 *
 * Returns: (transfer full) (nullable): the way, %NULL where a point is further than 5 km from any
 * street
 */
DwsRoute *
dws_city_route (DwsCity        *self,
                const DwdPoint *points,
                gsize           n_points)
{
  g_autoptr (DwsRoute) route = NULL;
  DwsSnap from;
  DwsSnap to;

  g_return_val_if_fail (DWS_IS_CITY (self), NULL);
  g_return_val_if_fail (n_points >= 2, NULL);

  route = route_new ();

  if (!dws_graph_snap (self->graph, &points[0], &from))
    return NULL;

  for (gsize i = 1; i < n_points; i++)
    {
      if (!dws_graph_snap (self->graph, &points[i], &to) ||
          !dws_graph_append_leg (self->graph, &from, &to, route))
        return NULL;

      from = to;
    }

  return g_steal_pointer (&route);
}

void
dws_route_free (DwsRoute *route)
{
  g_clear_pointer (&route->points, g_array_unref);
  g_clear_pointer (&route->seconds, g_array_unref);
  g_free (route);
}

/**
 * dws_city_table:
 * @self: the city
 * @from: (array length=n_from): where to start
 * @to: (array length=n_to): where to end
 * @durations: (out caller-allocates) (nullable): room for n_from × n_to seconds, a row a start
 * @distances: (out caller-allocates) (nullable): room for as many metres
 *
 * Finds the fastest ways from each start to each end. Where there is no way, both are NAN. May be
 * called from any thread.
 */
void
dws_city_table (DwsCity        *self,
                const DwdPoint *from,
                gsize           n_from,
                const DwdPoint *to,
                gsize           n_to,
                double         *durations,
                double         *distances)
{
  g_autofree DwsSnap *snaps = g_new0 (DwsSnap, n_from + n_to + 1);
  g_autofree const DwsSnap **starts = g_new0 (const DwsSnap *, n_from + 1);
  g_autofree const DwsSnap **ends = g_new0 (const DwsSnap *, n_to + 1);

  g_return_if_fail (DWS_IS_CITY (self));

  for (gsize i = 0; i < n_from; i++)
    starts[i] = dws_graph_snap (self->graph, &from[i], &snaps[i]) ? &snaps[i] : NULL;
  for (gsize k = 0; k < n_to; k++)
    ends[k] = dws_graph_snap (self->graph, &to[k], &snaps[n_from + k]) ? &snaps[n_from + k] : NULL;

  dws_graph_table (self->graph, starts, n_from, ends, n_to, durations, distances);
}
