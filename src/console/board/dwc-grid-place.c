/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-place.h"

#include <math.h>

/* Rounded before the offset is taken off, which is whole: a bar never changes its width by
 * scrolling. */
static int
get_logical (const DwcGridPlace *self,
             gint64              time_us)
{
  double x = dwc_grid_scale_get_x (&self->scale, time_us);

  return (int) CLAMP (round (x), -1e8, 1e8) - self->offset;
}

gboolean
dwc_grid_place_equal (const DwcGridPlace *a,
                      const DwcGridPlace *b)
{
  return a->scale.start_us == b->scale.start_us && a->scale.end_us == b->scale.end_us
         && a->scale.px_per_hour == b->scale.px_per_hour && a->offset == b->offset
         && a->lead == b->lead && a->width == b->width && a->rtl == b->rtl;
}

/**
 * dwc_grid_place_get_x:
 * @self: the place
 * @time_us: an instant
 *
 * Returns: its pixel from the left of the view; it may lie under the heads or outside
 */
int
dwc_grid_place_get_x (const DwcGridPlace *self,
                      gint64              time_us)
{
  int x = self->lead + get_logical (self, time_us);

  return self->rtl ? self->width - x : x;
}

/**
 * dwc_grid_place_get_span:
 * @self: the place
 * @from_us: first instant
 * @to_us: the instant behind the last
 * @x: (out): left edge
 * @width: (out): its width, 0 and above
 */
void
dwc_grid_place_get_span (const DwcGridPlace *self,
                         gint64              from_us,
                         gint64              to_us,
                         int                *x,
                         int                *width)
{
  int start = get_logical (self, from_us);
  int end = get_logical (self, to_us);

  *width = MAX (0, end - start);
  *x = self->rtl ? self->width - self->lead - start - *width : self->lead + start;
}

gint64
dwc_grid_place_get_time (const DwcGridPlace *self,
                         double              x)
{
  double logical = self->rtl ? self->width - x : x;

  return dwc_grid_scale_get_time (&self->scale, logical - self->lead + self->offset);
}

/* The left edge of the part that shows time. */
int
dwc_grid_place_get_view_x (const DwcGridPlace *self)
{
  return self->rtl ? 0 : self->lead;
}

int
dwc_grid_place_get_view_width (const DwcGridPlace *self)
{
  return MAX (0, self->width - self->lead);
}

/* The first instant in view. */
gint64
dwc_grid_place_get_first (const DwcGridPlace *self)
{
  return dwc_grid_scale_get_time (&self->scale, self->offset);
}

/* The instant behind the last one in view. */
gint64
dwc_grid_place_get_last (const DwcGridPlace *self)
{
  return dwc_grid_scale_get_time (&self->scale,
                                  self->offset + dwc_grid_place_get_view_width (self));
}
