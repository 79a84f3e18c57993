/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint dwc_grid_lanes_assign (const gint64 *starts,
                             const gint64 *ends,
                             gsize         n_bars,
                             guint        *lanes);

G_END_DECLS
