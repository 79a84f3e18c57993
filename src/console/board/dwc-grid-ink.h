/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

#include "widgets/dwc-palette.h"

G_BEGIN_DECLS

/**
 * DwcGridMetrics:
 *
 * The sizes of the time grid in pixels, at the text-scaling factor of the moment.
 */
typedef struct
{
  double text_scale;
  int row_height;
  int lane_height;
  int group_height;
  int axis_height;
  int head_width;
  int body_top;
  int body_height;
  int travel_height;
  int icon;
  int mark;
} DwcGridMetrics;

typedef enum
{
  DWC_GRID_TEXT_BAR,      /* 12 */
  DWC_GRID_TEXT_NAME,     /* 13, bold */
  DWC_GRID_TEXT_BASE,     /* 13 */
  DWC_GRID_TEXT_LINE,     /* 11.5 */
  DWC_GRID_TEXT_STRONG,   /* 11.5, bold */
  DWC_GRID_TEXT_AXIS,     /* 12, medium */
  DWC_GRID_TEXT_INITIALS, /* 9.5, bold */
} DwcGridText;

typedef enum
{
  DWC_GRID_HATCH_OFF,
  DWC_GRID_HATCH_TRAVEL,
  DWC_GRID_HATCH_DOTS,
  DWC_GRID_HATCH_HEAT,
  DWC_GRID_HATCH_OVERLAP,
  DWC_GRID_HATCH_TICKS,
  DWC_GRID_N_HATCHES
} DwcGridHatch;

/* How the body of a bar is filled: the fill alone tells what is planned, live, over, or nobody's. */
typedef enum
{
  DWC_GRID_BODY_DASHED,    /* nobody's, or without a time */
  DWC_GRID_BODY_TINT,      /* planned */
  DWC_GRID_BODY_TICKED,    /* on the way */
  DWC_GRID_BODY_SOLID,     /* live */
  DWC_GRID_BODY_PALE,      /* history */
  DWC_GRID_BODY_OUTLINE,   /* called off */
} DwcGridBody;

#define DWC_GRID_RADIUS 5

#define DWC_TYPE_GRID_INK (dwc_grid_ink_get_type ())

/*
 * What the parts of the time grid draw with: colours of the scheme, sizes, fonts, and icons and
 * hatches as small pictures that are made once. One per grid, shared by its parts.
 */
G_DECLARE_FINAL_TYPE (DwcGridInk, dwc_grid_ink, DWC, GRID_INK, GObject)

DwcGridInk *dwc_grid_ink_new (void);
gboolean              dwc_grid_ink_update (DwcGridInk *self,
                                           GtkWidget  *widget);
const DwcGridMetrics *dwc_grid_ink_get_metrics (DwcGridInk *self);
gboolean              dwc_grid_ink_is_contrast (DwcGridInk *self);
gboolean              dwc_grid_ink_is_rtl (DwcGridInk *self);
const GdkRGBA *dwc_grid_ink_get_surface (DwcGridInk *self,
                                         DwcSurface  surface);
const DwcRoleColours *dwc_grid_ink_get_role (DwcGridInk *self,
                                             DwcRole     role);

PangoLayout *dwc_grid_ink_create_layout (DwcGridInk *self,
                                         DwcGridText kind,
                                         const char *text);
void                  dwc_grid_ink_embolden (PangoLayout *layout,
                                             guint        n_bytes,
                                             gboolean     strike);
void                  dwc_grid_ink_paint_icon (DwcGridInk    *self,
                                               cairo_t       *cr,
                                               const char    *name,
                                               int            size,
                                               double         x,
                                               double         y,
                                               const GdkRGBA *colour);
void                  dwc_grid_ink_paint_mark (DwcGridInk *self,
                                               cairo_t    *cr,
                                               const char *icon,
                                               DwcRole     role,
                                               double      x,
                                               double      y);
void                  dwc_grid_ink_paint_body (DwcGridInk *self,
                                               cairo_t    *cr,
                                               DwcGridBody body,
                                               DwcRole     role,
                                               int         width);
void                  dwc_grid_ink_paint_ring (DwcGridInk *self,
                                               cairo_t    *cr,
                                               DwcRole     role,
                                               int         width);
void                  dwc_grid_ink_paint_plain (DwcGridInk    *self,
                                                cairo_t       *cr,
                                                DwcGridBody    body,
                                                DwcRole        role,
                                                const char    *icon,
                                                const GdkRGBA *colour,
                                                int            width);
void                  dwc_grid_ink_draw_layout (DwcGridInk    *self,
                                                GtkSnapshot   *snapshot,
                                                PangoLayout   *layout,
                                                double         x,
                                                double         centre_y,
                                                const GdkRGBA *colour);
void                  dwc_grid_ink_draw_icon (DwcGridInk    *self,
                                              GtkSnapshot   *snapshot,
                                              const char    *name,
                                              int            size,
                                              double         x,
                                              double         y,
                                              const GdkRGBA *colour);
void                  dwc_grid_ink_paint_rect (cairo_t       *cr,
                                               double         x,
                                               double         y,
                                               double         width,
                                               double         height,
                                               const GdkRGBA *colour);
void                  dwc_grid_ink_paint_hatch (DwcGridInk            *self,
                                                cairo_t               *cr,
                                                DwcGridHatch           hatch,
                                                const graphene_rect_t *area,
                                                const GdkRGBA         *colour);
void                  dwc_grid_ink_fill_round (GtkSnapshot           *snapshot,
                                               const graphene_rect_t *area,
                                               float                  radius,
                                               const GdkRGBA         *colour);
void                  dwc_grid_ink_draw_outline (GtkSnapshot           *snapshot,
                                                 const graphene_rect_t *area,
                                                 float                  radius,
                                                 float                  width,
                                                 const GdkRGBA         *colour);
void                  dwc_grid_ink_paint_outline (cairo_t               *cr,
                                                  const graphene_rect_t *area,
                                                  double                 radius,
                                                  double                 width,
                                                  const GdkRGBA         *colour);
void                  dwc_grid_ink_paint_dashes (cairo_t               *cr,
                                                 const graphene_rect_t *area,
                                                 double                 radius,
                                                 double                 width,
                                                 double                 dash,
                                                 const GdkRGBA         *colour);
GdkRGBA               dwc_grid_ink_fade (const GdkRGBA *colour,
                                         float          alpha);

G_END_DECLS
