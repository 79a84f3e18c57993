/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DWC_TYPE_SIZE_BIN (dwc_size_bin_get_type ())

/*
 * Holds one child and announces its own size, so that a page can lay itself out by it: the stand-in
 * for AdwBreakpoint, which libadwaita 1.2 does not have. It asks for little itself; until the page
 * has answered, what does not fit is cut, for one frame.
 *
 * Signal "resized" (int width, int height): after an allocation of another size, from an idle
 * callback, because children may not be shown or moved while they are allocated.
 */
G_DECLARE_FINAL_TYPE (DwcSizeBin, dwc_size_bin, DWC, SIZE_BIN, GtkWidget)

void dwc_size_bin_set_child (DwcSizeBin *self,
                             GtkWidget  *child);

G_END_DECLS
