/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_BANNER_AREA (dwc_banner_area_get_type ())

/*
 * The banners below the header bar, from the sync's state and the engine's notices: offline since,
 * sign-in needed, records refused, read-only role, and what must be known once.
 */
G_DECLARE_FINAL_TYPE (DwcBannerArea, dwc_banner_area, DWC, BANNER_AREA, GtkWidget)

GtkWidget *dwc_banner_area_new (void);
void       dwc_banner_area_set (DwcBannerArea *self,
                                DwcContext    *context,
                                DwdSyncStatus *status);
void       dwc_banner_area_notice (DwcBannerArea *self,
                                   DwdFailure     failure,
                                   const char    *detail);
void       dwc_banner_area_set_write (DwcBannerArea *self,
                                      gboolean       can_write);
/* For tests: the banner's bold words while it is shown, else NULL. */
const char *dwc_banner_area_peek (DwcBannerArea *self,
                                  const char    *kind);       /* "offline", "sign-in", "refused", "read-only", "notice" */

G_END_DECLS
