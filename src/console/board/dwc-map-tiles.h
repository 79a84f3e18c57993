/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

#include "dwc-map-tile-cache.h"
#include "dwc-map-tint.h"

G_BEGIN_DECLS

#define DWC_TYPE_MAP_TILES (dwc_map_tiles_get_type ())

/*
 * The tiles of one source: from memory, from the disk, from the network, in that order. Main context
 * only; reading, decoding and tinting run on worker threads.
 *
 * Signal "changed": a tile came, or the state below changed.
 */
G_DECLARE_FINAL_TYPE (DwcMapTiles, dwc_map_tiles, DWC, MAP_TILES, GObject)

DwcMapTiles *dwc_map_tiles_new (const char *cache_dir);
void         dwc_map_tiles_set_source (DwcMapTiles *self,
                                       const char  *url_template);
gboolean     dwc_map_tiles_has_source (DwcMapTiles *self);
void         dwc_map_tiles_set_look (DwcMapTiles *self,
                                     gboolean     dark,
                                     int          scale);
void         dwc_map_tiles_begin (DwcMapTiles *self);
DwcMapPicture *dwc_map_tiles_want (DwcMapTiles        *self,
                                   const DwcMapTileId *tile);
DwcMapPicture *dwc_map_tiles_peek (DwcMapTiles        *self,
                                   const DwcMapTileId *tile);
gboolean     dwc_map_tiles_lacks (DwcMapTiles        *self,
                                  const DwcMapTileId *tile);
void         dwc_map_tiles_end (DwcMapTiles *self);
void         dwc_map_tiles_retry (DwcMapTiles *self);
gboolean     dwc_map_tiles_get_offline (DwcMapTiles *self,
                                        gint64      *saved_us);
guint        dwc_map_tiles_get_n_busy (DwcMapTiles *self);

G_END_DECLS
