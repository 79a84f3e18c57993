/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DWC_TYPE_MAP_PROXY (dwc_map_proxy_get_type ())

/*
 * Stands for one drawn symbol where a widget is needed: to have the keyboard's focus and to be read
 * by a screen reader. Paints nothing and takes no pointer events.
 */
G_DECLARE_FINAL_TYPE (DwcMapProxy, dwc_map_proxy, DWC, MAP_PROXY, GtkWidget)

GtkWidget *dwc_map_proxy_new (void);
const char *dwc_map_proxy_get_key (DwcMapProxy *self);
void        dwc_map_proxy_set_key (DwcMapProxy *self,
                                   const char  *key);
guint       dwc_map_proxy_get_item (DwcMapProxy *self);
void        dwc_map_proxy_set_item (DwcMapProxy *self,
                                    guint        item);
void        dwc_map_proxy_get_place (DwcMapProxy *self,
                                     double      *x,
                                     double      *y);
void        dwc_map_proxy_set_place (DwcMapProxy *self,
                                     double       x,
                                     double       y);
const char *dwc_map_proxy_get_label (DwcMapProxy *self);
void        dwc_map_proxy_set_label (DwcMapProxy *self,
                                     const char  *label);
void        dwc_map_proxy_set_selected (DwcMapProxy *self,
                                        gboolean     selected);

G_END_DECLS
