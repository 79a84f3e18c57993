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

/* The words of breaks and absences lie over the lines of the hours, their ground below. */
typedef enum
{
  DWC_GRID_BACKDROP_GROUND,
  DWC_GRID_BACKDROP_WORDS,
} DwcGridBackdropPass;

/**
 * DwcGridBackdrop:
 *
 * What lies below the bars, drawn in one go for all rows in view. A value of borrowed parts.
 */
typedef struct
{
  DwcGridInk *ink;
  DwcContext *context;
  const DwcGridPlace *place;
  GArray *ticks;                   /* of DwcGridTick */
  int top;                         /* of the rows in the view */
  int bottom;
  gboolean shade_off;              /* whether shifts are known at all */
  DwcGridBackdropPass pass;
} DwcGridBackdrop;

void dwc_grid_backdrop_draw_row (const DwcGridBackdrop *self,
                                 GtkSnapshot           *snapshot,
                                 const DwcGridRowData  *row,
                                 int                    y,
                                 gboolean               selected);
void dwc_grid_backdrop_draw_lines (const DwcGridBackdrop *self,
                                   GtkSnapshot           *snapshot);
void dwc_grid_backdrop_draw_now (const DwcGridBackdrop *self,
                                 GtkSnapshot           *snapshot,
                                 float                  alpha);
void dwc_grid_backdrop_draw_skeleton (const DwcGridBackdrop *self,
                                      GtkSnapshot           *snapshot);

G_END_DECLS
