/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-window.h"

G_BEGIN_DECLS

/*
 * Pictures of every page in three sizes and in the styles that this process can have: light and dark,
 * or high contrast where it was started in it. Waits until the board is synced and the map has
 * settled. Finishes with an error where nothing came in time or a file could not be written.
 */
void     dwc_shots_run_async (DwcWindow          *window,
                              DwcContext         *context,
                              const char         *folder,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
gboolean dwc_shots_run_finish (GAsyncResult *result,
                               GError      **error);
gboolean dwc_shots_save (GtkWidget  *widget,
                         const char *path,
                         GError    **error);

G_END_DECLS
