/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DwcGridIndex:
 *
 * An interval index over the bars of one row: which of them touch a stretch of time, in time
 * proportional to the answer and the logarithm of the row. Not a copy of the bars: it answers their
 * positions in the array it was built from.
 */
typedef struct _DwcGridIndex DwcGridIndex;

/* Called for each bar found, in order of the array. */
typedef void (*DwcGridIndexFunc) (gsize    position,
                                  gpointer user_data);

DwcGridIndex *dwc_grid_index_new (void);
void          dwc_grid_index_free (DwcGridIndex *self);
void          dwc_grid_index_build (DwcGridIndex *self,
                                    const gint64 *starts,
                                    const gint64 *ends,
                                    gsize         n_bars);
void          dwc_grid_index_query (const DwcGridIndex *self,
                                    gint64              from,
                                    gint64              to,
                                    DwcGridIndexFunc    func,
                                    gpointer            user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwcGridIndex, dwc_grid_index_free)

G_END_DECLS
