/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void dwc_memory_keep_frames (void);
void dwc_memory_keep_shared (GtkWindow *window);

G_END_DECLS
