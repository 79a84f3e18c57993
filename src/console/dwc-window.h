/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_WINDOW (dwc_window_get_type ())

/*
 * The main window: organisation menu, pages, sync pill, banners, and what is shown while the cache
 * opens, where it cannot be opened, and before anyone signed in.
 */
G_DECLARE_FINAL_TYPE (DwcWindow, dwc_window, DWC, WINDOW, AdwApplicationWindow)

GtkWidget *dwc_window_new (GtkApplication * application,
                           DwcContext * context);
/* The cache is open: show the pages, or ask to sign in. */
void        dwc_window_set_opened (DwcWindow *self);
void        dwc_window_set_failed (DwcWindow    *self,
                                   const GError *error);
void        dwc_window_notice (DwcWindow  *self,
                               DwdFailure  failure,
                               const char *detail);
const char *dwc_window_get_shown (DwcWindow *self);           /* "opening", "failed", "signed-out", "pages" */
/* For measurements: the board has come and shows its jobs. */
gboolean    dwc_window_shows_jobs (DwcWindow *self);
/* For pictures: the pages' names, and one to the front. (transfer full) */
char **dwc_window_dup_pages (DwcWindow *self);
void        dwc_window_show_page (DwcWindow  *self,
                                  const char *name);

G_END_DECLS
