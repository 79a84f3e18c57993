/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DWC_TYPE_MAP_LEGEND (dwc_map_legend_get_type ())

/* What the rings and badges of the map mean, in the very drawings of the map. */
G_DECLARE_FINAL_TYPE (DwcMapLegend, dwc_map_legend, DWC, MAP_LEGEND, GtkWidget)

G_END_DECLS
