/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DWD_EARTH_RADIUS_M 6371000.0

/* WGS 84 degrees; longitude first nowhere in this project: latitude, longitude. */
typedef struct
{
  double latitude;
  double longitude;
} DwdPoint;

typedef struct
{
  double south;
  double west;
  double north;
  double east;
} DwdBounds;

gboolean dwd_point_is_valid (const DwdPoint *point);           /* finite, in range, not 0,0 */
double   dwd_point_distance (const DwdPoint *from,
                             const DwdPoint *to);              /* metres, great circle */
double   dwd_point_bearing (const DwdPoint *from,
                            const DwdPoint *to);               /* degrees from north, 0 ≤ b < 360 */
void     dwd_point_to_mercator (const DwdPoint *point,
                                double         *x,
                                double         *y);            /* world 0–1, y down */
void     dwd_point_from_mercator (double    x,
                                  double    y,
                                  DwdPoint *point);
gboolean dwd_bounds_contains (const DwdBounds *bounds,
                              const DwdPoint  *point);

G_END_DECLS
