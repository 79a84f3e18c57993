/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"
#include "dwc-grid-ink.h"
#include "dwc-grid-place.h"
#include "dwc-grid-rows.h"

G_BEGIN_DECLS

/* The words of breaks and absences lie over the lines of the hours, their ground below. The last pass
 * draws nothing and only looks for words. */
typedef enum
{
  DWC_GRID_BACKDROP_GROUND,
  DWC_GRID_BACKDROP_WORDS,
  DWC_GRID_BACKDROP_MOVING,
} DwcGridBackdropPass;

/* A part of a row in pixels; what is at @to belongs to it no more. */
typedef struct
{
  int from;
  int to;
} DwcGridInterval;

/**
 * DwcGridBackdrop:
 *
 * What lies below the bars, drawn in one go for all rows in view. A value of borrowed parts.
 */
typedef struct
{
  GtkSnapshot *snapshot;           /* (nullable): that of the view */
  cairo_t *cr;                     /* (nullable): of a row's picture, goes before the other */
  DwcGridInk *ink;
  DwcContext *context;
  const DwcGridPlace *place;
  GArray *ticks;                   /* of DwcGridTick */
  int top;                         /* of the rows in the view */
  int bottom;
  gboolean shade_off;              /* whether shifts are known at all */
  DwcGridBackdropPass pass;
  GArray *moving;                  /* (nullable): of DwcGridInterval */
} DwcGridBackdrop;

void dwc_grid_backdrop_paint_row (const DwcGridBackdrop *self,
                                  const DwcGridRowData  *row,
                                  gboolean               selected);
void dwc_grid_backdrop_find_moving (const DwcGridBackdrop *self,
                                    const DwcGridRowData  *row,
                                    GArray                *moving);
void dwc_grid_backdrop_draw_lines (const DwcGridBackdrop *self);
void dwc_grid_backdrop_draw_now (const DwcGridBackdrop *self,
                                 float                  alpha);
void dwc_grid_backdrop_draw_skeleton (const DwcGridBackdrop *self);

G_END_DECLS
