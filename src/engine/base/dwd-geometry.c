/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-base"

#include "config.h"

#include "dwd-geometry.h"

#include <math.h>

/* Where web mercator's square world ends. */
#define MERCATOR_LIMIT 85.0511287798066

static double
radians (double degrees)
{
  return degrees * G_PI / 180.0;
}

static double
degrees (double rad)
{
  return rad * 180.0 / G_PI;
}

/**
 * dwd_point_is_valid:
 * @point: (nullable): a point
 *
 * Latitude and longitude 0, 0 is what an unset pair of Float fields reads as, and open sea: it
 * counts as not set.
 *
 * Returns: whether it is a place.
 */
gboolean
dwd_point_is_valid (const DwdPoint *point)
{
  if (point == NULL || !isfinite (point->latitude) || !isfinite (point->longitude))
    return FALSE;
  if (point->latitude < -90 || point->latitude > 90)
    return FALSE;
  if (point->longitude < -180 || point->longitude > 180)
    return FALSE;

  return point->latitude != 0 || point->longitude != 0;
}

/**
 * dwd_point_distance:
 * @from: a point
 * @to: another
 *
 * Returns: metres along the great circle (haversine on a sphere of %DWD_EARTH_RADIUS_M).
 */
double
dwd_point_distance (const DwdPoint *from,
                    const DwdPoint *to)
{
  double lat1 = radians (from->latitude);
  double lat2 = radians (to->latitude);
  double half_dlat = (lat2 - lat1) / 2;
  double half_dlon = radians (to->longitude - from->longitude) / 2;
  double h = sin (half_dlat) * sin (half_dlat) +
             cos (lat1) * cos (lat2) * sin (half_dlon) * sin (half_dlon);

  /* Rounding can push antipodes a hair above one, where asin is not a number. */
  return 2 * DWD_EARTH_RADIUS_M * asin (sqrt (CLAMP (h, 0.0, 1.0)));
}

/**
 * dwd_point_bearing:
 * @from: a point
 * @to: another
 *
 * Returns: the heading on leaving @from, in degrees clockwise from north, 0 ≤ b < 360.
 */
double
dwd_point_bearing (const DwdPoint *from,
                   const DwdPoint *to)
{
  double lat1 = radians (from->latitude);
  double lat2 = radians (to->latitude);
  double dlon = radians (to->longitude - from->longitude);
  double y = sin (dlon) * cos (lat2);
  double x = cos (lat1) * sin (lat2) - sin (lat1) * cos (lat2) * cos (dlon);
  double bearing = degrees (atan2 (y, x));

  if (bearing < 0)
    bearing += 360;

  return bearing >= 360 ? 0 : bearing;
}

/**
 * dwd_point_to_mercator:
 * @point: a point; latitudes beyond the square world are clamped to its edge
 * @x: (out): 0 at 180° west, 1 at 180° east
 * @y: (out): 0 at the north edge, 1 at the south edge
 */
void
dwd_point_to_mercator (const DwdPoint *point,
                       double         *x,
                       double         *y)
{
  double latitude = CLAMP (point->latitude, -MERCATOR_LIMIT, MERCATOR_LIMIT);

  *x = (point->longitude + 180.0) / 360.0;
  *y = 0.5 - asinh (tan (radians (latitude))) / (2 * G_PI);
}

/**
 * dwd_point_from_mercator:
 * @x: world coordinate to the right
 * @y: world coordinate downwards
 * @point: (out): the point there
 */
void
dwd_point_from_mercator (double    x,
                         double    y,
                         DwdPoint *point)
{
  point->longitude = x * 360.0 - 180.0;
  point->latitude = degrees (atan (sinh ((0.5 - y) * 2 * G_PI)));
}

/**
 * dwd_bounds_contains:
 * @bounds: a box; where its west is greater than its east it spans the date line
 * @point: a point
 *
 * Returns: whether the box holds the point, edges included.
 */
gboolean
dwd_bounds_contains (const DwdBounds *bounds,
                     const DwdPoint  *point)
{
  if (point->latitude < bounds->south || point->latitude > bounds->north)
    return FALSE;

  if (bounds->west <= bounds->east)
    return point->longitude >= bounds->west && point->longitude <= bounds->east;

  return point->longitude >= bounds->west || point->longitude <= bounds->east;
}
