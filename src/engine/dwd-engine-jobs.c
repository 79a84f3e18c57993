/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-engine"

#include "config.h"

#include <json-glib/json-glib.h>

#include "base/dwd-time-text.h"
#include "dwd-engine-private.h"
#include "rules/dwd-job-states.h"

/*
 * What a dispatcher does to a job. Each action reads the job from the cache, asks the state table,
 * and hands the changed fields to the outbox, which commits them with the operation. Nothing here
 * waits for a server.
 */
typedef struct
{
  DwdVerb verb;
  char *job;                     /* (owned) */
  char *employee;                /* (owned) (nullable) */
  char *employee_name;           /* (owned) (nullable) */
  char *reason;                  /* (owned) (nullable) */
  DwdJobStatus status;
  gint64 start_us;
  gint64 end_us;
} Action;

static void
action_free (Action *action)
{
  g_free (action->job);
  g_free (action->employee);
  g_free (action->employee_name);
  g_free (action->reason);
  g_free (action);
}

static gboolean
has_reason (const Action *action)
{
  return action->reason != NULL && action->reason[0] != '\0';
}

static gboolean
check_reason (const Action *action,
              gboolean      needed,
              DwdJob       *job,
              GError      **error)
{
  if (!needed || has_reason (action))
    return TRUE;

  dwd_error_set (error, DWD_FAILURE_INVALID, "%s is %s, a reason is needed",
                 dwd_job_get_name (job), dwd_job_status_to_string (dwd_job_get_status (job)));

  return FALSE;
}

static gboolean
check_assign (const Action *action,
              DwdJob       *job,
              GError      **error)
{
  DwdJobStatus status = dwd_job_get_status (job);
  gboolean moves = g_strcmp0 (dwd_job_get_assigned_to (job), action->employee) != 0;

  if (!dwd_job_states_allow_assign (status))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s is %s and cannot be assigned",
                     dwd_job_get_name (job), dwd_job_status_to_string (status));
      return FALSE;
    }

  return check_reason (action, moves && dwd_job_states_assign_needs_reason (status), job, error);
}

static gboolean
check_status (const Action *action,
              DwdJobStatus  to,
              DwdJob       *job,
              GError      **error)
{
  DwdJobStatus from = dwd_job_get_status (job);

  if (!dwd_job_states_allow (from, to))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s cannot go from %s to %s",
                     dwd_job_get_name (job), dwd_job_status_to_string (from),
                     dwd_job_status_to_string (to));
      return FALSE;
    }

  return check_reason (action, dwd_job_states_need_reason (from, to), job, error);
}

static gboolean
check_reschedule (const Action *action,
                  DwdJob       *job,
                  GError      **error)
{
  if (!dwd_job_is_open (job))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s is %s and cannot be moved",
                     dwd_job_get_name (job), dwd_job_status_to_string (dwd_job_get_status (job)));
      return FALSE;
    }

  if (action->start_us == DWD_TIME_NONE || action->end_us <= action->start_us ||
      action->end_us - action->start_us > DWD_USEC_PER_DAY)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID,
                     "a job lasts longer than nothing and at most a day");
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_action (const Action *action,
              DwdJob       *job,
              GError      **error)
{
  switch (action->verb)
    {
    case DWD_VERB_ASSIGN:
      return check_assign (action, job, error) &&
             (action->start_us == DWD_TIME_NONE || check_reschedule (action, job, error));

    case DWD_VERB_UNASSIGN:
      return check_status (action, DWD_JOB_STATUS_UNASSIGNED, job, error);

    case DWD_VERB_RESCHEDULE:
      return check_reschedule (action, job, error);

    case DWD_VERB_SET_STATUS:
      return check_status (action, action->status, job, error);

    case DWD_VERB_EDIT:
    case DWD_VERB_CREATE:
    case DWD_VERB_DELETE:
    case DWD_VERB_READ_NOTIFICATION:
    default:
      dwd_error_set (error, DWD_FAILURE_INTERNAL, "not an action on a job");
      return FALSE;
    }
}

static void
add_member (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_schedule (JsonBuilder *builder,
              DwdZone     *zone,
              gint64       start_us,
              gint64       end_us)
{
  DwdCivil start;
  DwdCivil end;
  g_autofree char *date = NULL;
  g_autofree char *start_text = NULL;
  g_autofree char *end_text = NULL;

  dwd_zone_to_civil (zone, start_us, &start);
  dwd_zone_to_civil (zone, end_us, &end);
  date = dwd_time_text_format_date (&start);
  start_text = dwd_time_text_format_time (&start);
  end_text = dwd_time_text_format_time (&end);
  add_member (builder, "scheduled_date", date);
  add_member (builder, "scheduled_start", start_text);
  add_member (builder, "scheduled_end", end_text);
}

static void
add_assignment (JsonBuilder  *builder,
                const Action *action,
                DwdJob       *job)
{
  add_member (builder, "assigned_to", action->employee);
  add_member (builder, "assigned_to_name", action->employee_name);
  add_member (builder, "assignment_method",
              dwd_assignment_method_to_string (DWD_ASSIGNMENT_METHOD_MANUAL));
  /* Whoever takes over has not set out yet. */
  if (dwd_job_get_status (job) != DWD_JOB_STATUS_ASSIGNED)
    add_member (builder, "status", dwd_job_status_to_string (DWD_JOB_STATUS_ASSIGNED));
}

static char *
encode_changes (DwdEngine    *self,
                const Action *action,
                DwdJob       *job)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  if (action->verb == DWD_VERB_ASSIGN)
    add_assignment (builder, action, job);
  if (action->verb == DWD_VERB_UNASSIGN)
    {
      add_member (builder, "assigned_to", NULL);
      add_member (builder, "assigned_to_name", NULL);
      add_member (builder, "status", dwd_job_status_to_string (DWD_JOB_STATUS_UNASSIGNED));
    }
  if (action->verb == DWD_VERB_SET_STATUS)
    add_member (builder, "status", dwd_job_status_to_string (action->status));
  if (action->start_us != DWD_TIME_NONE)
    add_schedule (builder, self->zone, action->start_us, action->end_us);
  if (has_reason (action))
    add_member (builder, "status_reason", action->reason);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

/* "2026-11-24 14:00–15:30": for the queue's sentence, which the console words around it. */
static char *
format_place (DwdEngine    *self,
              const Action *action)
{
  DwdCivil start;
  DwdCivil end;

  dwd_zone_to_civil (self->zone, action->start_us, &start);
  dwd_zone_to_civil (self->zone, action->end_us, &end);

  return g_strdup_printf ("%04d-%02d-%02d %02d:%02d–%02d:%02d", start.year, start.month, start.day,
                          start.hour, start.minute, end.hour, end.minute);
}

static char *
dup_detail (DwdEngine    *self,
            const Action *action)
{
  switch (action->verb)
    {
    case DWD_VERB_ASSIGN:
      return g_strdup (action->employee_name);

    case DWD_VERB_RESCHEDULE:
      return format_place (self, action);

    case DWD_VERB_SET_STATUS:
      return g_strdup (dwd_job_status_to_string (action->status));

    case DWD_VERB_UNASSIGN:
    case DWD_VERB_EDIT:
    case DWD_VERB_CREATE:
    case DWD_VERB_DELETE:
    case DWD_VERB_READ_NOTIFICATION:
    default:
      return g_strdup ("");
    }
}

static void
load_job_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DwdEngine *self = g_task_get_source_object (task);
  Action *action = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) jobs = dwd_store_load_jobs_finish (DWD_STORE (object), result, &error);
  g_autofree char *changes = NULL;
  g_autofree char *detail = NULL;

  if (jobs == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (jobs->len == 0 || self->outbox == NULL)
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_NOT_FOUND, "%s is not here any more",
                               action->job);
      return;
    }

  if (!check_action (action, g_ptr_array_index (jobs, 0), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  changes = encode_changes (self, action, g_ptr_array_index (jobs, 0));
  detail = dup_detail (self, action);
  dwd_outbox_act_async (self->outbox, DWD_DOCTYPE_DISPATCH_JOB, action->job, DWD_OP_UPDATE,
                        action->verb, changes, detail, _dwd_engine_act_cb, g_object_ref (task));
}

static void
run_action (DwdEngine          *self,
            Action             *action,
            gpointer            source_tag,
            GAsyncReadyCallback callback,
            gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  const char *names[] = { action->job, NULL };

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, action, (GDestroyNotify) action_free);
  if (!_dwd_engine_check_account (self, task))
    return;

  if (!dwd_account_get_can_write (self->account))
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_FORBIDDEN,
                               "your role reads only");
      return;
    }

  dwd_store_load_jobs_async (self->store, names, NULL, load_job_cb, g_steal_pointer (&task));
}

static Action *
new_action (DwdVerb     verb,
            const char *job,
            const char *reason)
{
  Action *action = g_new0 (Action, 1);

  action->verb = verb;
  action->job = g_strdup (job);
  action->reason = g_strdup (reason);
  action->start_us = DWD_TIME_NONE;
  action->end_us = DWD_TIME_NONE;

  return action;
}

/**
 * dwd_engine_assign_job_async:
 * @self: an engine
 * @job: a job's name
 * @employee: who is to do it
 * @start_us: when, UTC µs, or %DWD_TIME_NONE to leave the plan as it is
 * @end_us: until when; %DWD_TIME_NONE with @start_us
 * @reason: (nullable): needed where the job is under way
 * @callback: called when the change is durable here
 * @user_data: for @callback
 */
void
dwd_engine_assign_job_async (DwdEngine          *self,
                             const char         *job,
                             const char         *employee,
                             gint64              start_us,
                             gint64              end_us,
                             const char         *reason,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  DwdTechnician *technician;
  Action *action;

  g_return_if_fail (DWD_IS_ENGINE (self));
  g_return_if_fail (job != NULL && employee != NULL);

  action = new_action (DWD_VERB_ASSIGN, job, reason);
  action->employee = g_strdup (employee);
  technician = dwd_board_lookup_technician (self->board, employee);
  action->employee_name = g_strdup (technician != NULL
                                      ? dwd_technician_get_employee_name (technician)
                                      : employee);
  action->start_us = start_us;
  action->end_us = end_us;
  run_action (self, action, dwd_engine_assign_job_async, callback, user_data);
}

void
dwd_engine_unassign_job_async (DwdEngine          *self,
                               const char         *job,
                               const char         *reason,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (DWD_IS_ENGINE (self));
  g_return_if_fail (job != NULL);

  run_action (self, new_action (DWD_VERB_UNASSIGN, job, reason), dwd_engine_unassign_job_async,
              callback, user_data);
}

void
dwd_engine_reschedule_job_async (DwdEngine          *self,
                                 const char         *job,
                                 gint64              start_us,
                                 gint64              end_us,
                                 const char         *reason,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  Action *action;

  g_return_if_fail (DWD_IS_ENGINE (self));
  g_return_if_fail (job != NULL);

  action = new_action (DWD_VERB_RESCHEDULE, job, reason);
  action->start_us = start_us;
  action->end_us = end_us;
  run_action (self, action, dwd_engine_reschedule_job_async, callback, user_data);
}

void
dwd_engine_set_job_status_async (DwdEngine          *self,
                                 const char         *job,
                                 DwdJobStatus        status,
                                 const char         *reason,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  Action *action;

  g_return_if_fail (DWD_IS_ENGINE (self));
  g_return_if_fail (job != NULL);

  action = new_action (DWD_VERB_SET_STATUS, job, reason);
  action->status = status;
  run_action (self, action, dwd_engine_set_job_status_async, callback, user_data);
}

/**
 * dwd_engine_act_finish:
 * @self: an engine
 * @result: the result of an action on a job or on an operation
 * @error: where a %DWD_ERROR goes
 *
 * Returns: whether the change is durable, visible and queued
 */
gboolean
dwd_engine_act_finish (DwdEngine    *self,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
