/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_INSPECTOR (dwc_inspector_get_type ())

/* Shows what is selected, and follows it: a job, a technician, or how to select one. */
G_DECLARE_FINAL_TYPE (DwcInspector, dwc_inspector, DWC, INSPECTOR, GtkWidget)

GtkWidget *dwc_inspector_new (DwcContext * context);
/* The selected job, also one that is not on the board: (nullable) until it was read. */
DwdJob *dwc_inspector_get_job (DwcInspector *self);
const char *dwc_inspector_get_shown (DwcInspector *self);   /* "empty", "loading", "missing", "job", "technician" */
GtkWidget *dwc_inspector_get_page (DwcInspector *self);

/* Signal "job-changed": the selected job, or its values, are others. */

G_END_DECLS
