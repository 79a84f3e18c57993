/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_TRAY_ROW (dwc_tray_row_get_type ())

/*
 * Two lines about one job in the tray: priority, number, title, marks; skill, customer, when, and how
 * late it is as icon and words. Fills itself when a paged item's job arrives. A drag of it carries
 * the DwdJob.
 */
G_DECLARE_FINAL_TYPE (DwcTrayRow, dwc_tray_row, DWC, TRAY_ROW, GtkWidget)

GtkWidget *dwc_tray_row_new (DwcContext * context);
GtkWidget *dwc_tray_row_new_later (DwcContext *context,
                                   DwcTrayRow *example);
void        dwc_tray_row_build (DwcTrayRow *self);
gboolean    dwc_tray_row_is_built (DwcTrayRow *self);
/* @item: (nullable): a DwdJob, or a DwdPagedItem of one. */
void        dwc_tray_row_set_item (DwcTrayRow *self,
                                   GObject    *item);
void        dwc_tray_row_update (DwcTrayRow *self);          /* what depends on the time */
DwdJob *dwc_tray_row_get_job (DwcTrayRow *self);             /* (nullable) */
const char *dwc_tray_row_get_due (DwcTrayRow *self);         /* (nullable) before it is built */
const char *dwc_tray_row_get_when (DwcTrayRow *self);

G_END_DECLS
