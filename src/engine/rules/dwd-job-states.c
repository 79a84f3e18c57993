/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-rules"

#include "config.h"

#include "dwd-job-states.h"

#include "dwd-job-states-table.h"

/* Unsigned, so that what is below the first state is above the last one. */
static gboolean
is_status (DwdJobStatus status)
{
  return (guint) status - 1 < DWD_N_JOB_STATUSES - 1;
}

/**
 * dwd_job_states_allow:
 * @from: the state a job is in
 * @to: where it is to go
 *
 * Returns: whether that step exists. Staying is no step.
 */
gboolean
dwd_job_states_allow (DwdJobStatus from,
                      DwdJobStatus to)
{
  return is_status (to) && (dwd_job_states_next (from) & 1u << to) != 0;
}

/**
 * dwd_job_states_need_reason:
 * @from: the state a job is in
 * @to: where it is to go
 *
 * Returns: whether the step exists and asks for a reason.
 */
gboolean
dwd_job_states_need_reason (DwdJobStatus from,
                            DwdJobStatus to)
{
  if (!is_status (from) || !is_status (to))
    return FALSE;

  return (dwd_job_states_table_get_built_in ()->next_reason[from] & 1u << to) != 0;
}

/**
 * dwd_job_states_allow_assign:
 * @status: the state a job is in
 *
 * Returns: whether it may be given to a technician, or to another one.
 */
gboolean
dwd_job_states_allow_assign (DwdJobStatus status)
{
  return is_status (status) && (dwd_job_states_table_get_built_in ()->assign & 1u << status) != 0;
}

/**
 * dwd_job_states_assign_needs_reason:
 * @status: the state a job is in
 *
 * Returns: whether giving it to another technician asks for a reason.
 */
gboolean
dwd_job_states_assign_needs_reason (DwdJobStatus status)
{
  return is_status (status) &&
         (dwd_job_states_table_get_built_in ()->assign_reason & 1u << status) != 0;
}

/**
 * dwd_job_states_next:
 * @from: the state a job is in
 *
 * Returns: a bit 1 << #DwdJobStatus for each state it may go to.
 */
guint
dwd_job_states_next (DwdJobStatus from)
{
  if (!is_status (from))
    return 0;

  return dwd_job_states_table_get_built_in ()->next[from];
}
