/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The keys of data/org.dartwing.Dispatch.gschema.xml. */
#define DWC_PREF_COLOR_SCHEME      "color-scheme"
#define DWC_PREF_CLOCK_FORMAT      "clock-format"
#define DWC_PREF_TILE_URL          "tile-url"
#define DWC_PREF_TILE_ATTRIBUTION  "tile-attribution"
#define DWC_PREF_ROUTING_URL       "routing-url"
#define DWC_PREF_GEOCODING_URL     "geocoding-url"
#define DWC_PREF_WINDOW_WIDTH      "window-width"
#define DWC_PREF_WINDOW_HEIGHT     "window-height"
#define DWC_PREF_WINDOW_MAXIMIZED  "window-maximized"
#define DWC_PREF_TRAY_VISIBLE      "tray-visible"
#define DWC_PREF_TRAY_WIDTH        "tray-width"
#define DWC_PREF_INSPECTOR_VISIBLE "inspector-visible"
#define DWC_PREF_MAP_SHARE         "map-share"
#define DWC_PREF_LAST_SERVER       "last-server"

typedef enum
{
  DWC_COLOR_SCHEME_FOLLOW = 0,
  DWC_COLOR_SCHEME_LIGHT = 1,
  DWC_COLOR_SCHEME_DARK = 2,
} DwcColorScheme;

typedef enum
{
  DWC_CLOCK_LOCALE = 0,
  DWC_CLOCK_24_HOURS = 1,
  DWC_CLOCK_12_HOURS = 2,
} DwcClockFormat;

GSettings *dwc_prefs_open (void);   /* (transfer full) (nullable) */

G_END_DECLS
