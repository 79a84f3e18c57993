/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-grid-ink.h"

G_BEGIN_DECLS

typedef enum
{
  DWC_GRID_PICTURE_ICON,
  DWC_GRID_PICTURE_HATCH,
  DWC_GRID_PICTURE_MARK,
  DWC_GRID_PICTURE_BODY,
  DWC_GRID_PICTURE_RING,
} DwcGridPicture;

/* What a picture shows, so that each is made once. What is not used is 0. */
typedef struct
{
  DwcGridPicture kind;
  const char *name;          /* an icon, interned */
  int variant;               /* size, hatch, or kind of body */
  guint32 colour;            /* or a role */
} DwcGridPictureKey;

struct _DwcGridInk
{
  GObject parent_instance;

  PangoContext *context;         /* (owned) (nullable): of the grid's widget */
  GtkIconTheme *theme;           /* (unowned): of the display */
  GtkTextDirection direction;
  DwcScheme scheme;
  int scale;                     /* of the output */
  guint context_serial;
  DwcGridMetrics metrics;
  GHashTable *pictures;          /* (owned): DwcGridPictureKey → cairo_surface_t */
  GHashTable *plains;            /* (owned): DwcGridPictureKey → cairo_surface_t */
  GHashTable *labels;            /* (owned): text and its kind → DwcGridLabel */
  GHashTable *old_labels;        /* (owned): likewise: those that may go */
};

cairo_surface_t *dwc_grid_ink_create_surface (DwcGridInk *self,
                                              int         width,
                                              int         height);
cairo_surface_t *dwc_grid_ink_find_picture (DwcGridInk              *self,
                                            const DwcGridPictureKey *key);
void             dwc_grid_ink_take_picture (DwcGridInk              *self,
                                            const DwcGridPictureKey *key,
                                            cairo_surface_t         *picture);
GHashTable *dwc_grid_ink_new_labels (void);
void             dwc_grid_ink_trace_round (cairo_t *cr,
                                           double   x,
                                           double   y,
                                           double   width,
                                           double   height,
                                           double   radius);
cairo_surface_t *dwc_grid_ink_ensure_hatch (DwcGridInk    *self,
                                            DwcGridHatch   hatch,
                                            const GdkRGBA *colour);

G_END_DECLS
