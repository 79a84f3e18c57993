/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One tile of one pyramid. */
typedef struct
{
  int zoom;
  int x;
  int y;
} DwcMapTileId;

/* The oldest tiles go when the folder holds more than this. */
#define DWC_MAP_TILE_CACHE_MAX_BYTES (G_GUINT64_CONSTANT (300) * 1024 * 1024)

/* All of these block: worker threads only. */
char *dwc_map_tile_cache_dup_path (const char         *folder,
                                   const char         *url_template,
                                   const char         *style,
                                   int                 scale,
                                   const DwcMapTileId *tile);
GBytes *dwc_map_tile_cache_read (const char *path,
                                 gint64     *saved_us,
                                 GError    **error);
gboolean dwc_map_tile_cache_write (const char *path,
                                   GBytes     *image,
                                   GError    **error);
guint    dwc_map_tile_cache_trim (const char   *folder,
                                  guint64       max_bytes,
                                  GCancellable *cancellable);

G_END_DECLS
