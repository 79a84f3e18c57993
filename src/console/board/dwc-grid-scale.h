/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-types.h"

G_BEGIN_DECLS

/**
 * DwcGridScale:
 *
 * How the time grid maps instants to pixels: a range and a resolution, nothing else. A value. Pixels
 * are logical: they count from the leading edge of the range, whatever the text direction.
 */
typedef struct
{
  gint64 start_us;
  gint64 end_us;
  double px_per_hour;
} DwcGridScale;

void   dwc_grid_scale_init (DwcGridScale *self,
                            gint64        start_us,
                            gint64        end_us,
                            double        px_per_hour);
double dwc_grid_scale_get_x (const DwcGridScale *self,
                             gint64              time_us);
gint64 dwc_grid_scale_get_time (const DwcGridScale *self,
                                double              x);
double dwc_grid_scale_get_width (const DwcGridScale *self);
double dwc_grid_scale_get_min (const DwcGridScale *self,
                               double              view_width);
double dwc_grid_scale_get_max (double text_scale);
double dwc_grid_scale_zoom (DwcGridScale *self,
                            double        px_per_hour,
                            double        view_width,
                            double        text_scale,
                            double        offset,
                            double        anchor);

G_END_DECLS
