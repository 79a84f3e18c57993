/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_PREFERENCES_WINDOW (dwc_preferences_window_get_type ())

/* Account, appearance, and the services of the map. What is changed holds at once. */
G_DECLARE_FINAL_TYPE (DwcPreferencesWindow, dwc_preferences_window, DWC, PREFERENCES_WINDOW, AdwPreferencesWindow)

GtkWidget *dwc_preferences_window_new (DwcContext * context,
                                       GtkWindow * parent);
/* Why @text cannot be the address of a service; NULL where it can. Empty is allowed. */
const char *dwc_preferences_check_service_url (const char *text);
const char *dwc_preferences_check_tile_url (const char *text);

G_END_DECLS
