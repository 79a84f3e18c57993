/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"
#include "dwc-grid-track.h"

G_BEGIN_DECLS

/* The texts of the time grid that no other page needs. All (transfer full), translated. */
char *dwc_grid_words_day (DwcContext *context,
                          gint64      time_us);
char *dwc_grid_words_until (DwcContext *context,
                            gint64      time_us);
char *dwc_grid_words_minutes (gint64 duration_us);
char *dwc_grid_words_plus (gint64 duration_us);
char *dwc_grid_words_spelled (gint64 duration_us);
char *dwc_grid_words_bar_name (DwcContext         *context,
                               const DwcGridTrack *track,
                               guint               position);
char *dwc_grid_words_bar_tooltip (DwcContext         *context,
                                  const DwcGridTrack *track,
                                  guint               position);

G_END_DECLS
