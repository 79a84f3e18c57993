/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_INSPECTOR_TECHNICIAN (dwc_inspector_technician_get_type ())

/* Everything about one technician: what they do now, where they were last, what they can, and the day. */
G_DECLARE_FINAL_TYPE (DwcInspectorTechnician, dwc_inspector_technician, DWC, INSPECTOR_TECHNICIAN, GtkWidget)

GtkWidget *dwc_inspector_technician_new (DwcContext * context);
void        dwc_inspector_technician_set (DwcInspectorTechnician *self,
                                          DwdTechnician          *technician);
void        dwc_inspector_technician_update (DwcInspectorTechnician *self);
const char *dwc_inspector_technician_get_state (DwcInspectorTechnician *self);
guint       dwc_inspector_technician_get_n_jobs (DwcInspectorTechnician *self);

/* What a technician does now, in words: "On site 191 · 12 min late"; @lateness_us is set always. */
char *dwc_inspector_technician_word_state (DwcContext    *context,
                                           DwdTechnician *technician,
                                           gint64        *lateness_us);

G_END_DECLS
