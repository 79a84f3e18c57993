/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-grid-ink.h"

G_BEGIN_DECLS

typedef enum
{
  DWC_GRID_LABEL_PLAIN = 0,
  DWC_GRID_LABEL_BOLD = 1 << 0,
  DWC_GRID_LABEL_STRIKE = 1 << 1,
} DwcGridLabelStyle;

/**
 * DwcGridLabel:
 *
 * One line of text as the mask that its colour is painted through.
 */
typedef struct _DwcGridLabel DwcGridLabel;

DwcGridLabel *dwc_grid_ink_dup_label (DwcGridInk       *self,
                                      DwcGridText       kind,
                                      DwcGridLabelStyle style,
                                      const char       *text);

DwcGridLabel *dwc_grid_label_ref (DwcGridLabel *self);
void          dwc_grid_label_unref (DwcGridLabel *self);
int           dwc_grid_label_get_width (const DwcGridLabel *self);
int           dwc_grid_label_get_height (const DwcGridLabel *self);
int           dwc_grid_label_fit (DwcGridLabel *self,
                                  int           room);
void          dwc_grid_label_paint (DwcGridLabel  *self,
                                    cairo_t       *cr,
                                    double         x,
                                    double         centre_y,
                                    int            room,
                                    const GdkRGBA *colour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwcGridLabel, dwc_grid_label_unref)

G_END_DECLS
