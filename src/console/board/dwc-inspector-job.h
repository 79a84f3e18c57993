/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_INSPECTOR_JOB (dwc_inspector_job_get_type ())

/* Everything about one job, and what can be done with it: the buttons activate "board.*". */
G_DECLARE_FINAL_TYPE (DwcInspectorJob, dwc_inspector_job, DWC, INSPECTOR_JOB, GtkWidget)

GtkWidget *dwc_inspector_job_new (DwcContext * context);
void        dwc_inspector_job_set_job (DwcInspectorJob *self,
                                       DwdJob          *job);
/* @history: (nullable): of DwdHistoryEntry, newest first. */
void        dwc_inspector_job_set_history (DwcInspectorJob *self,
                                           GPtrArray       *history);
void        dwc_inspector_job_update (DwcInspectorJob *self);
DwdJob *dwc_inspector_job_get_job (DwcInspectorJob *self);
const char *dwc_inspector_job_get_customer (DwcInspectorJob *self);
guint       dwc_inspector_job_get_n_history (DwcInspectorJob *self);

G_END_DECLS
