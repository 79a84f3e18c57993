/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-map-art.h"

G_BEGIN_DECLS

/* The lateness badge of a technician, the priority disc of a job. */
#define DWC_MAP_BADGE_RADIUS 7.5

struct _DwcMapArt
{
  GHashTable *sprites;        /* (owned): key → DwcMapSprite */
  GHashTable *chip_sizes;     /* (owned): text → width, whole pixels */
  PangoContext *pango;        /* (owned) (nullable) */
  PangoLayout *layout;        /* (owned) (nullable): for all text, one after the other */
  GtkIconTheme *icons;        /* (nullable) */
  DwcScheme scheme;
  int scale;
  double text_scale;
};

DwcMapSprite *dwc_map_art_find (DwcMapArt  *self,
                                const char *key);
cairo_t *dwc_map_art_begin (DwcMapArt             *self,
                            const char            *key,
                            const graphene_rect_t *extents,
                            DwcMapSprite         **sprite);
void           dwc_map_art_set_font (DwcMapArt  *self,
                                     double      pixels,
                                     PangoWeight weight);
void           dwc_map_art_draw_text (DwcMapArt     *self,
                                      cairo_t       *cr,
                                      const char    *text,
                                      double         x,
                                      double         y,
                                      const GdkRGBA *colour);
void           dwc_map_art_draw_icon (DwcMapArt     *self,
                                      cairo_t       *cr,
                                      const char    *icon_name,
                                      double         x,
                                      double         y,
                                      int            size,
                                      const GdkRGBA *colour);
void           dwc_map_art_draw_badge (DwcMapArt  *self,
                                       cairo_t    *cr,
                                       double      x,
                                       double      y,
                                       const char *icon_name,
                                       DwcRole     role);
void           dwc_map_art_draw_ring (DwcMapArt  *self,
                                      cairo_t    *cr,
                                      const guint counts[DWC_N_ROLES],
                                      double      radius,
                                      double      width);
const GdkRGBA *dwc_map_art_ring_colour (DwcMapArt *self,
                                        DwcRole    role);
gboolean       dwc_map_art_is_hc (DwcMapArt *self);
const GdkRGBA *dwc_map_art_surface (DwcMapArt *self,
                                    DwcSurface surface);
const DwcRoleColours *dwc_map_art_role (DwcMapArt *self,
                                        DwcRole    role);
void           dwc_map_art_rounded (cairo_t *cr,
                                    double   x,
                                    double   y,
                                    double   width,
                                    double   height,
                                    double   radius);

extern const GdkRGBA dwc_map_art_white;

G_END_DECLS
