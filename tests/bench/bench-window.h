/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "bench-console.h"
#include "board/dwc-grid-view.h"
#include "dwc-style.h"
#include "dwc-window.h"

G_BEGIN_DECLS

/* The console's own window in the process of a benchmark, over an engine of its own. */
typedef struct
{
  DwdEngine *engine;     /* (owned) */
  DwcContext *context;   /* (owned) */
  DwcStyle *style;       /* (owned) */
  DwcWindow *window;     /* (owned by the toolkit) */
} BenchWindow;

void           bench_window_open (BenchWindow *self,
                                  DwdEngine   *engine);
void           bench_window_close (BenchWindow *self);
DwcGridView *bench_window_get_grid (BenchWindow *self);
GdkFrameClock *bench_window_get_frame_clock (BenchWindow *self);
gboolean       bench_window_is_live (gpointer self);

G_END_DECLS
