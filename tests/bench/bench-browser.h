/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "bench-console.h"

G_BEGIN_DECLS

/* Chromium with a page of Leaflet, as a peer of the board. */
gboolean bench_browser_prepare (void);
void     bench_browser_start (BenchStarted *started,
                              const char   *profile);

G_END_DECLS
