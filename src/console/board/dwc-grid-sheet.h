/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * DwcGridSheet:
 *
 * The picture of a row or a head. It is painted in turn on one of two surfaces, as the last frame still shows
 * the other one; what has only moved is copied between them.
 */
typedef struct _DwcGridSheet DwcGridSheet;

DwcGridSheet *dwc_grid_sheet_new (void);
void           dwc_grid_sheet_free (DwcGridSheet *self);
void           dwc_grid_sheet_clear (DwcGridSheet *self);
gboolean       dwc_grid_sheet_fits (DwcGridSheet *self,
                                    int           width,
                                    int           height,
                                    int           scale);
cairo_t *dwc_grid_sheet_begin (DwcGridSheet *self,
                               int           width,
                               int           height,
                               int           scale);
cairo_t *dwc_grid_sheet_begin_moved (DwcGridSheet *self,
                                     int           dx);
void           dwc_grid_sheet_end (DwcGridSheet *self,
                                   cairo_t      *cr);
GskRenderNode *dwc_grid_sheet_get_node (DwcGridSheet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwcGridSheet, dwc_grid_sheet_free)

G_END_DECLS
