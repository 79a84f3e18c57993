/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-scale.h"

#include <math.h>

/* A quarter of an hour of 120 pixels is as close as anybody needs to look. */
#define MAX_PX_PER_HOUR 480.0

/**
 * dwc_grid_scale_init:
 * @self: the scale
 * @start_us: first instant shown, UTC µs
 * @end_us: the instant behind the last one shown; not before @start_us
 * @px_per_hour: resolution, above 0
 */
void
dwc_grid_scale_init (DwcGridScale *self,
                     gint64        start_us,
                     gint64        end_us,
                     double        px_per_hour)
{
  g_return_if_fail (end_us >= start_us);
  g_return_if_fail (px_per_hour > 0);

  self->start_us = start_us;
  self->end_us = end_us;
  self->px_per_hour = px_per_hour;
}

/**
 * dwc_grid_scale_get_x:
 * @self: the scale
 * @time_us: an instant, inside the range or not
 *
 * Returns: its place in logical pixels from the start of the range; negative before it
 */
double
dwc_grid_scale_get_x (const DwcGridScale *self,
                      gint64              time_us)
{
  return (double) (time_us - self->start_us) * (self->px_per_hour / (double) DWD_USEC_PER_HOUR);
}

/**
 * dwc_grid_scale_get_time:
 * @self: the scale
 * @x: a place in logical pixels
 *
 * Returns: the instant there, rounded to the microsecond
 */
gint64
dwc_grid_scale_get_time (const DwcGridScale *self,
                         double              x)
{
  return self->start_us + llround (x * ((double) DWD_USEC_PER_HOUR / self->px_per_hour));
}

double
dwc_grid_scale_get_width (const DwcGridScale *self)
{
  return dwc_grid_scale_get_x (self, self->end_us);
}

/**
 * dwc_grid_scale_get_min:
 * @self: the scale
 * @view_width: the pixels there are for the time
 *
 * Returns: the resolution at which the whole range just fits: nothing is gained by going further
 */
double
dwc_grid_scale_get_min (const DwcGridScale *self,
                        double              view_width)
{
  gint64 length = self->end_us - self->start_us;

  if (length <= 0 || view_width < 1)
    return 1.0;

  return view_width * (double) DWD_USEC_PER_HOUR / (double) length;
}

double
dwc_grid_scale_get_max (double text_scale)
{
  return MAX_PX_PER_HOUR * text_scale;
}

/**
 * dwc_grid_scale_zoom:
 * @self: the scale
 * @px_per_hour: the resolution wanted
 * @view_width: the pixels there are for the time
 * @text_scale: the text-scaling factor; larger text wants wider hours
 * @offset: what lies before the view now, in logical pixels
 * @anchor: the place in the view that keeps its instant, in logical pixels
 *
 * Changes the resolution, kept between what shows the whole range and the closest look.
 *
 * Returns: the new offset, at which the instant under @anchor has not moved
 */
double
dwc_grid_scale_zoom (DwcGridScale *self,
                     double        px_per_hour,
                     double        view_width,
                     double        text_scale,
                     double        offset,
                     double        anchor)
{
  double lowest = dwc_grid_scale_get_min (self, view_width);
  double highest = MAX (dwc_grid_scale_get_max (text_scale), lowest);
  double before = self->px_per_hour;
  double width;

  self->px_per_hour = CLAMP (px_per_hour, lowest, highest);
  width = dwc_grid_scale_get_width (self);
  offset = (offset + anchor) * (self->px_per_hour / before) - anchor;

  return CLAMP (offset, 0, MAX (0, width - view_width));
}
