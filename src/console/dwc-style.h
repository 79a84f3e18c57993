/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DWC_TYPE_STYLE (dwc_style_get_type ())

/*
 * The style sheets of the console on one display, while this object lives: the shapes from the
 * resource, the colours from the palette, so that drawn and styled widgets cannot differ. Follows
 * light, dark and high contrast.
 */
G_DECLARE_FINAL_TYPE (DwcStyle, dwc_style, DWC, STYLE, GObject)

DwcStyle *dwc_style_new (GdkDisplay * display);
char *dwc_style_dup_colours (void);       /* the @define-color lines of the scheme in use */

G_END_DECLS
