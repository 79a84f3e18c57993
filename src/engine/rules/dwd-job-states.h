/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "protocol/dwd-enums.h"

G_BEGIN_DECLS

/*
 * The table of a Dispatch Job's life, from job-states.json: the one place that console, outbox and
 * sandbox ask. DESIGN: Draft → Unassigned → Assigned → En Route → Arrived → In Progress → Completed;
 * Cancelled from any but Completed; Assigned ⇄ Unassigned; a reassignment from En Route or later asks
 * for a reason.
 */
gboolean dwd_job_states_allow (DwdJobStatus from,
                               DwdJobStatus to);
gboolean dwd_job_states_need_reason (DwdJobStatus from,
                                     DwdJobStatus to);
/* Another technician for a job in @status: allowed at all, and only with a reason? */
gboolean dwd_job_states_allow_assign (DwdJobStatus status);
gboolean dwd_job_states_assign_needs_reason (DwdJobStatus status);
guint    dwd_job_states_next (DwdJobStatus from);            /* bits 1 << DwdJobStatus */

G_END_DECLS
