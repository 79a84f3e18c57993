/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-city.h"

G_BEGIN_DECLS

#define DWS_TYPE_TILES (dws_tiles_get_type ())

/* Draws raster tiles of the city with cairo on worker threads and keeps them in a folder. */
G_DECLARE_FINAL_TYPE (DwsTiles, dws_tiles, DWS, TILES, GObject)

typedef enum
{
  DWS_TILE_STYLE_LIGHT,
  DWS_TILE_STYLE_DARK,
} DwsTileStyle;

#define DWS_TILES_MIN_ZOOM 9
#define DWS_TILES_MAX_ZOOM 18

DwsTiles *dws_tiles_new (DwsCity    *city,
                         const char *data_dir,
                         const char *cache_dir);                     /* (nullable): keeps nothing */
/* PNG bytes. @scale: 1 or 2. Outside the city and of zooms not served: DWD_FAILURE_NOT_FOUND. */
void      dws_tiles_draw_async (DwsTiles           *self,
                                DwsTileStyle        style,
                                int                 scale,
                                int                 zoom,
                                int                 x,
                                int                 y,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
GBytes *dws_tiles_draw_finish (DwsTiles     *self,
                               GAsyncResult *result,
                               GError      **error);

G_END_DECLS
