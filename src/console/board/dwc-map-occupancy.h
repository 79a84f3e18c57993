/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What covers a place on the map. */
typedef enum
{
  DWC_MAP_COVER_CHIP = 1 << 0,
  DWC_MAP_COVER_SYMBOL = 1 << 1,
} DwcMapCover;

typedef struct
{
  guint8 *cells;
  gsize n_cells;
  int columns;
  int rows;
  double left;
  double top;
} DwcMapOccupancy;

void     dwc_map_occupancy_reset (DwcMapOccupancy *self,
                                  double           left,
                                  double           top,
                                  double           width,
                                  double           height);
void     dwc_map_occupancy_cover (DwcMapOccupancy *self,
                                  double           x,
                                  double           y,
                                  double           width,
                                  double           height,
                                  DwcMapCover      cover);
gboolean dwc_map_occupancy_is_free (DwcMapOccupancy *self,
                                    double           x,
                                    double           y,
                                    double           width,
                                    double           height,
                                    DwcMapCover      covers);
void     dwc_map_occupancy_clear (DwcMapOccupancy *self);

G_END_DECLS
