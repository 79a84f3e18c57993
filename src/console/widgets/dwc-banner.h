/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-palette.h"

G_BEGIN_DECLS

#define DWC_TYPE_BANNER (dwc_banner_get_type ())

/*
 * A line across the window about a state that lasts: an icon, what it is in bold, what it means,
 * and at most two buttons that activate actions. It slides in and out; it is an alert to a screen
 * reader.
 */
G_DECLARE_FINAL_TYPE (DwcBanner, dwc_banner, DWC, BANNER, GtkWidget)

GtkWidget *dwc_banner_new (DwcRole role,
                           const char *icon_name);
void        dwc_banner_set_title (DwcBanner  *self,
                                  const char *title);
void        dwc_banner_set_text (DwcBanner  *self,
                                 const char *text);
void        dwc_banner_set_note (DwcBanner  *self,
                                 const char *note);        /* behind the buttons: "next try in 18 s" */
void        dwc_banner_add_button (DwcBanner  *self,
                                   const char *label,
                                   const char *action_name);
/* A button that closes this banner; "dismissed" is emitted then. */
void        dwc_banner_set_closeable (DwcBanner *self);
void        dwc_banner_set_revealed (DwcBanner *self,
                                     gboolean   revealed);
gboolean    dwc_banner_get_revealed (DwcBanner *self);
const char *dwc_banner_get_title (DwcBanner *self);
const char *dwc_banner_get_text (DwcBanner *self);
const char *dwc_banner_get_note (DwcBanner *self);

G_END_DECLS
