/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

#include "dwc-map-scene.h"

G_BEGIN_DECLS

#define DWC_TYPE_MAP_LIST (dwc_map_list_get_type ())

/*
 * What a cluster holds, in a list beside it. Signal "chosen" (GObject *record): a DwdJob or a
 * DwdTechnician; the list closes itself.
 */
G_DECLARE_FINAL_TYPE (DwcMapList, dwc_map_list, DWC, MAP_LIST, GtkPopover)

GtkWidget *dwc_map_list_new (void);
void        dwc_map_list_show_jobs (DwcMapList  *self,
                                    DwcMapScene *scene,
                                    const guint *members,
                                    guint        n_members);
void        dwc_map_list_show_people (DwcMapList  *self,
                                      DwcMapScene *scene,
                                      const guint *members,
                                      guint        n_members);
GListModel *dwc_map_list_get_model (DwcMapList *self);

G_END_DECLS
