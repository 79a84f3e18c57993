/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-grid-scale.h"

G_BEGIN_DECLS

/**
 * DwcGridPlace:
 *
 * Where the time lies in the view: the scale, what is scrolled off, and the side it begins on. A
 * value. All places are whole pixels from the left of the view, so that lines stay sharp and bars
 * keep their width while they scroll.
 */
typedef struct
{
  DwcGridScale scale;
  int offset;            /* logical pixels scrolled off at the leading edge */
  int lead;              /* the width of the row heads */
  int width;             /* of the view, heads and time */
  gboolean rtl;
} DwcGridPlace;

gboolean dwc_grid_place_equal (const DwcGridPlace *a,
                               const DwcGridPlace *b);
int    dwc_grid_place_get_x (const DwcGridPlace *self,
                             gint64              time_us);
void   dwc_grid_place_get_span (const DwcGridPlace *self,
                                gint64              from_us,
                                gint64              to_us,
                                int                *x,
                                int                *width);
gint64 dwc_grid_place_get_time (const DwcGridPlace *self,
                                double              x);
int    dwc_grid_place_get_view_x (const DwcGridPlace *self);
int    dwc_grid_place_get_view_width (const DwcGridPlace *self);
gint64 dwc_grid_place_get_first (const DwcGridPlace *self);
gint64 dwc_grid_place_get_last (const DwcGridPlace *self);

G_END_DECLS
