/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How the window's renderer paints pictures. */
typedef enum
{
  DWC_MAP_RENDERING_TEXTURES,   /* keeps textures on its device: OpenGL and the like */
  DWC_MAP_RENDERING_CAIRO,      /* draws everything with cairo */
} DwcMapRendering;

typedef struct _DwcMapPicture DwcMapPicture;

DwcMapPicture *dwc_map_picture_new (int width,
                                    int height,
                                    int scale);
DwcMapPicture *dwc_map_picture_ref (DwcMapPicture *self);
void             dwc_map_picture_unref (DwcMapPicture *self);
cairo_surface_t *dwc_map_picture_get_surface (DwcMapPicture *self);
GdkTexture *dwc_map_picture_dup_texture (DwcMapPicture *self);
void             dwc_map_picture_append (DwcMapPicture         *self,
                                         GtkSnapshot           *snapshot,
                                         DwcMapRendering        rendering,
                                         const graphene_rect_t *bounds);
DwcMapRendering  dwc_map_picture_get_rendering (GtkWidget *widget);

/*
 * Pictures of one size that are painted anew with every frame. One is used again as soon as no frame
 * shows it any more, so that no frame pays for fresh memory.
 */
typedef struct _DwcMapCanvases DwcMapCanvases;

DwcMapCanvases *dwc_map_canvases_new (void);
void             dwc_map_canvases_free (DwcMapCanvases *self);
DwcMapPicture *dwc_map_canvases_take (DwcMapCanvases *self,
                                      int             width,
                                      int             height,
                                      int             scale);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwcMapPicture, dwc_map_picture_unref)

G_END_DECLS
