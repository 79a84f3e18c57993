/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-labels.h"
#include "dws-map.h"
#include "dws-tile-style.h"

G_BEGIN_DECLS

/* A piece of the map at one zoom, in pixels of the world at scale 1. */
typedef struct
{
  int zoom;
  int scale;
  double x;        /* of the left edge; a whole number, so that neighbours share their pixel grid */
  double y;
  int width;
  int height;
} DwsFrame;

cairo_surface_t *dws_paint_frame (DwsMap           *map,
                                  DwsLabels        *labels,
                                  const DwsPalette *palette,
                                  const DwsFrame   *frame);
void             dws_paint_labels (cairo_t          *cr,
                                   DwsLabels        *labels,
                                   const DwsPalette *palette,
                                   const DwsFrame   *frame);

G_END_DECLS
