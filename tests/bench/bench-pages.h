/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BENCH_PAGE_ROWS 500

GBytes *bench_pages_new_page (int first,
                              int n_rows,
                              int stride,
                              int version);

G_END_DECLS
