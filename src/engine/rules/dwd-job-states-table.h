/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "protocol/dwd-enums.h"

G_BEGIN_DECLS

/**
 * DwdJobStatesTable:
 *
 * job-states.json as bits: a set of states is an integer with 1 << #DwdJobStatus for each.
 */
typedef struct
{
  guint next[DWD_N_JOB_STATUSES];          /* where each state may go */
  guint next_reason[DWD_N_JOB_STATUSES];   /* of those, where only with a reason */
  guint assign;                            /* states in which a job may be given to somebody */
  guint assign_reason;                     /* of those, in which only with a reason */
} DwdJobStatesTable;

gboolean                 dwd_job_states_table_read (DwdJobStatesTable *self,
                                                    const char        *text,
                                                    gsize              length,
                                                    const char        *file_name,
                                                    GError           **error);
const DwdJobStatesTable *dwd_job_states_table_get_built_in (void);
char *dwd_job_states_table_to_markdown (const DwdJobStatesTable *self);

G_END_DECLS
