/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-projection.h"

#include <math.h>

/**
 * dwc_map_world_at_zoom:
 * @zoom: a zoom level, fractions allowed
 *
 * Returns: the edge of the whole world in pixels
 */
double
dwc_map_world_at_zoom (double zoom)
{
  return DWC_MAP_TILE_SIZE * exp2 (zoom);
}

/**
 * dwc_map_projection_init:
 * @self: what to fill
 * @centre: the place in the middle of the view
 * @zoom: the zoom level
 * @width: pixels of the view
 * @height: pixels of the view
 */
void
dwc_map_projection_init (DwcMapProjection *self,
                         const DwdPoint   *centre,
                         double            zoom,
                         double            width,
                         double            height)
{
  dwd_point_to_mercator (centre, &self->centre_x, &self->centre_y);
  self->world = dwc_map_world_at_zoom (zoom);
  self->width = width;
  self->height = height;
}

/**
 * dwc_map_projection_to_widget:
 * @self: the projection
 * @x: world 0–1
 * @y: world 0–1
 * @widget_x: (out): pixels from the view's left edge
 * @widget_y: (out): pixels from the view's upper edge
 *
 * Of the two ways round the world the shorter one is taken, so that a city on the 180th meridian is
 * in one piece.
 */
void
dwc_map_projection_to_widget (const DwcMapProjection *self,
                              double                  x,
                              double                  y,
                              double                 *widget_x,
                              double                 *widget_y)
{
  double dx = x - self->centre_x;

  if (dx > 0.5)
    dx -= 1;
  else if (dx < -0.5)
    dx += 1;

  *widget_x = dx * self->world + self->width / 2;
  *widget_y = (y - self->centre_y) * self->world + self->height / 2;
}

/**
 * dwc_map_projection_from_widget:
 * @self: the projection
 * @widget_x: pixels from the view's left edge
 * @widget_y: pixels from the view's upper edge
 * @x: (out): world 0–1
 * @y: (out): world, outside 0–1 beyond the poles
 */
void
dwc_map_projection_from_widget (const DwcMapProjection *self,
                                double                  widget_x,
                                double                  widget_y,
                                double                 *x,
                                double                 *y)
{
  double world_x = self->centre_x + (widget_x - self->width / 2) / self->world;

  *x = world_x - floor (world_x);
  *y = self->centre_y + (widget_y - self->height / 2) / self->world;
}

/**
 * dwc_map_projection_fit:
 * @points: (array length=n_points): places in world units
 * @n_points: how many
 * @width: pixels of the view
 * @height: pixels of the view
 * @margin: pixels kept free on every side
 * @min_zoom: the least zoom level to answer
 * @max_zoom: the greatest; one single place gets this one
 * @centre: (out): where the view's middle belongs
 * @zoom: (out): a whole zoom level, because tiles are sharp at those alone
 *
 * Returns: %FALSE without any point or any room; the outputs are untouched then
 */
gboolean
dwc_map_projection_fit (const DwcMapPoint *points,
                        guint              n_points,
                        double             width,
                        double             height,
                        double             margin,
                        double             min_zoom,
                        double             max_zoom,
                        DwdPoint          *centre,
                        double            *zoom)
{
  double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;
  double room_x = MAX (width - 2 * margin, 1);
  double room_y = MAX (height - 2 * margin, 1);
  double scale;

  if (n_points == 0 || width <= 0 || height <= 0)
    return FALSE;

  for (guint i = 0; i < n_points; i++)
    {
      left = MIN (left, points[i].x);
      right = MAX (right, points[i].x);
      top = MIN (top, points[i].y);
      bottom = MAX (bottom, points[i].y);
    }

  /* The epsilon stands for one address: everything at one place would ask for an infinite zoom. */
  scale = MIN (room_x / MAX (right - left, 1e-9), room_y / MAX (bottom - top, 1e-9));
  *zoom = CLAMP (floor (log2 (scale / DWC_MAP_TILE_SIZE)), min_zoom, max_zoom);
  dwd_point_from_mercator ((left + right) / 2, (top + bottom) / 2, centre);

  return TRUE;
}

/**
 * dwc_map_glide_jump:
 * @self: a glide
 * @to: where it stands from now on
 */
void
dwc_map_glide_jump (DwcMapGlide       *self,
                    const DwcMapPoint *to)
{
  self->from = *to;
  self->to = *to;
  self->started_us = 0;
}

/**
 * dwc_map_glide_start:
 * @self: a glide
 * @to: where it shall be in %DWC_MAP_GLIDE_US
 * @frame_us: the frame clock's time
 *
 * Starts from where the symbol is drawn now, so that a fix arriving early does not make it hop.
 */
void
dwc_map_glide_start (DwcMapGlide       *self,
                     const DwcMapPoint *to,
                     gint64             frame_us)
{
  DwcMapPoint here;

  dwc_map_glide_sample (self, frame_us, &here);
  self->from = here;
  self->to = *to;
  self->started_us = frame_us;
}

/**
 * dwc_map_glide_sample:
 * @self: a glide
 * @frame_us: the frame clock's time
 * @point: (out): where it is then
 *
 * The movement is linear: fixes come once a second, and easing between them would look like
 * stop and go at every one.
 *
 * Returns: whether it still moves after @frame_us
 */
gboolean
dwc_map_glide_sample (const DwcMapGlide *self,
                      gint64             frame_us,
                      DwcMapPoint       *point)
{
  double progress;

  if (self->started_us == 0 || frame_us - self->started_us >= DWC_MAP_GLIDE_US)
    {
      *point = self->to;
      return FALSE;
    }

  progress = MAX (frame_us - self->started_us, 0) / (double) DWC_MAP_GLIDE_US;
  point->x = self->from.x + (self->to.x - self->from.x) * progress;
  point->y = self->from.y + (self->to.y - self->from.y) * progress;

  return TRUE;
}

/**
 * dwc_map_glide_may_follow:
 * @last: the fix before
 * @last_us: when it was recorded
 * @next: the new fix
 * @next_us: when it was recorded
 *
 * Returns: whether the way between the two is short enough in space and time to be drawn as one
 */
gboolean
dwc_map_glide_may_follow (const DwdPoint *last,
                          gint64          last_us,
                          const DwdPoint *next,
                          gint64          next_us)
{
  if (ABS (next_us - last_us) > DWC_MAP_GLIDE_MAX_AGE_US)
    return FALSE;

  return dwd_point_distance (last, next) <= DWC_MAP_GLIDE_MAX_M;
}
