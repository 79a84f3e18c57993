/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_TRAY (dwc_tray_get_type ())

/*
 * The unassigned jobs, as a lazily paged list of the engine's; without an engine, those of the board.
 * Search, order and filters are part of the query. Selecting a row selects the job everywhere.
 * Property "n-jobs" notifies. Rows are dragged to the grid or the map as DwdJob.
 */
G_DECLARE_FINAL_TYPE (DwcTray, dwc_tray, DWC, TRAY, GtkWidget)

GtkWidget *dwc_tray_new (DwcContext * context);
guint       dwc_tray_get_n_jobs (DwcTray *self);
void        dwc_tray_reload (DwcTray *self);            /* another account or cache */
void        dwc_tray_set_search (DwcTray    *self,
                                 const char *text);
void        dwc_tray_focus_search (DwcTray *self);
const char *dwc_tray_get_state (DwcTray *self);         /* "loading", "list", "empty", "no-match" */
GListModel *dwc_tray_get_model (DwcTray *self);

G_END_DECLS
