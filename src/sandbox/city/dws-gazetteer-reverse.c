/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-gazetteer-private.h"

#include <math.h>

/* A house this near is where someone is; behind that, the street they stand in says more. */
#define AT_HOUSE_M 80.0
#define AT_STREET_M 200.0
#define NEAR_HOUSE_M 400.0
#define NEAR_PLACE_M 1500.0

typedef double (*Measure) (DwsCity      *city,
                           guint         item,
                           const DwsVec *place);

static double
measure_point (const DwdPoint *point,
               const DwsVec   *place)
{
  DwsVec vec;

  dws_plane_project (point, &vec);

  return hypot (vec.x - place->x, vec.y - place->y);
}

static double
measure_address (DwsCity      *city,
                 guint         item,
                 const DwsVec *place)
{
  return measure_point (&g_array_index (city->addresses, DwsAddress, item).point, place);
}

static double
measure_place (DwsCity      *city,
               guint         item,
               const DwsVec *place)
{
  return measure_point (&g_array_index (city->places, DwsPlace, item).point, place);
}

static double
measure_segment (DwsCity      *city,
                 guint         item,
                 const DwsVec *place)
{
  const DwsNamedSegment *segment = &g_array_index (city->gazetteer->segments, DwsNamedSegment,
                                                   item);
  const DwsRoad *road = &g_array_index (city->roads->roads, DwsRoad, segment->road);
  const DwdPoint *points = &g_array_index (city->roads->points, DwdPoint,
                                           road->first + segment->segment);
  double fraction;
  DwsVec from;
  DwsVec to;

  dws_plane_project (&points[0], &from);
  dws_plane_project (&points[1], &to);

  return dws_segment_near (place, &from, &to, &fraction);
}

/* The nearest item within @limit; -1 if there is none. The first of equals wins. */
static int
find_nearest (DwsCity       *city,
              const DwsGrid *grid,
              Measure        measure,
              const DwsVec  *place,
              double         limit,
              double        *distance)
{
  double nearest = limit;
  int best = -1;

  for (int ring = 0; (ring - 1) * grid->cell <= nearest; ring++)
    {
      DwsRing iter;
      const guint *items;
      guint n_items;

      dws_ring_start (&iter, grid, place, ring);

      while (dws_ring_next (&iter, &items, &n_items))
        for (guint i = 0; i < n_items; i++)
          {
            double d = measure (city, items[i], place);

            if (d < nearest || (d == nearest && (best < 0 || (int) items[i] < best)))
              {
                nearest = d;
                best = (int) items[i];
              }
          }
    }

  *distance = nearest;

  return best;
}

static DwsFound *
found_house (DwsCity *city,
             int      item,
             double   distance)
{
  return dws_found_new_house (&g_array_index (city->addresses, DwsAddress, item),
                              1 - distance / (2 * NEAR_HOUSE_M));
}

static DwsFound *
found_street (DwsCity        *city,
              int             item,
              const DwdPoint *point)
{
  const DwsNamedSegment *segment = &g_array_index (city->gazetteer->segments, DwsNamedSegment,
                                                   item);
  const DwsRoad *road = &g_array_index (city->roads->roads, DwsRoad, segment->road);
  const DwsRoadName *name = &g_array_index (city->roads->names, DwsRoadName, road->name);

  return dws_found_new_street (name->original, name->latin, dws_city_zone_at (city, point), point,
                               0.5);
}

/**
 * dws_city_reverse:
 * @self: the city
 * @point: a place
 *
 * Says where @point is: the house within 80 m, else the street within 200 m, else the nearest house
 * within 400 m, else the nearest named place within 1.5 km.
 *
 * Returns: (transfer full) (nullable): the nearest of these
 */
DwsFound *
dws_city_reverse (DwsCity        *self,
                  const DwdPoint *point)
{
  DwsGazetteer *gazetteer;
  double house_m;
  double other_m;
  DwsVec vec;
  int house;
  int other;

  g_return_val_if_fail (DWS_IS_CITY (self), NULL);

  if (!dwd_point_is_valid (point))
    return NULL;

  gazetteer = self->gazetteer;
  dws_plane_project (point, &vec);
  house = find_nearest (self, &gazetteer->address_grid, measure_address, &vec, NEAR_HOUSE_M,
                        &house_m);

  if (house >= 0 && house_m <= AT_HOUSE_M)
    return found_house (self, house, house_m);

  other = find_nearest (self, &gazetteer->segment_grid, measure_segment, &vec, AT_STREET_M,
                        &other_m);

  if (other >= 0)
    return found_street (self, other, point);

  if (house >= 0)
    return found_house (self, house, house_m);

  other = find_nearest (self, &gazetteer->place_grid, measure_place, &vec, NEAR_PLACE_M, &other_m);

  if (other < 0)
    return NULL;

  return dws_found_new_place (&g_array_index (self->places, DwsPlace, other),
                              dws_city_zone_at (self, point), 0.3);
}
