/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-map-picture.h"

G_BEGIN_DECLS

/* What a tile goes through once, when it is decoded, so that the symbols win over the map. */
typedef enum
{
  DWC_MAP_TINT_LIGHT,   /* pale */
  DWC_MAP_TINT_DARK,    /* a light tile turned dark */
  DWC_MAP_TINT_NIGHT,   /* a tile that its server drew dark, paled alike */
} DwcMapTint;

/* Tiles larger than this, in pixels and in bytes, are refused before they cost memory. */
#define DWC_MAP_TILE_MAX_EDGE 1024
#define DWC_MAP_TILE_MAX_BYTES (2 * 1024 * 1024)

void        dwc_map_tint_apply (DwcMapTint tint,
                                guchar    *pixels,
                                int        width,
                                int        height,
                                gsize      stride);
DwcMapPicture *dwc_map_tint_decode (DwcMapTint tint,
                                    GBytes    *image,
                                    GError   **error);

G_END_DECLS
