/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

/* A technician in the assign dialog: name, state, load of the day, and how the skills match. */
GtkWidget *dwc_job_dialog_row_new (void);
void       dwc_job_dialog_row_set (GtkWidget     *row,
                                   DwcContext    *context,
                                   DwdJob        *job,
                                   DwdTechnician *technician);
/* How many of the job's skills @technician lacks. */
guint      dwc_job_dialog_count_missing (DwdTechnician *technician,
                                         DwdJob        *job);

G_END_DECLS
