/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-job-rules.h"

#include "protocol/dwd-enums.h"
#include "rules/dwd-job-states.h"

#include "dws-problem.h"

static guint64
bit_of (const DwsJobWrite *write,
        const char        *name)
{
  int field = dws_schema_index (dws_doc_get_schema (write->doc), name);

  g_return_val_if_fail (field >= 0, 0);

  return G_GUINT64_CONSTANT (1) << field;
}

static gboolean
is_given (const DwsJobWrite *write,
          const char        *name)
{
  return (write->given & bit_of (write, name)) != 0;
}

static gboolean
is_changed (const DwsJobWrite *write,
            const char        *name)
{
  return (write->changed & bit_of (write, name)) != 0;
}

static DwdJobStatus
get_status (DwsDoc *doc)
{
  g_autofree char *text = doc == NULL ? NULL : dws_doc_dup (doc, "status");

  return text == NULL ? DWD_JOB_STATUS_UNKNOWN : dwd_job_status_from_string (text, -1);
}

static void
set_status (DwsJobWrite *write,
            DwdJobStatus status)
{
  dws_doc_set (write->doc, "status", dwd_job_status_to_string (status));
}

static gboolean
has_reason (const DwsJobWrite *write)
{
  g_autofree char *reason = is_given (write, "status_reason") ?
                            dws_doc_dup (write->doc, "status_reason") : NULL;

  return reason != NULL && *reason != '\0';
}

static gboolean
require_reason (const DwsJobWrite *write,
                const char        *what,
                GError           **error)
{
  if (write->trusted || has_reason (write))
    return TRUE;

  dws_problem_set (error, DWS_PROBLEM_REASON_REQUIRED, "status_reason",
                   "%s asks for a reason", what);
  return FALSE;
}

/* The row's members in their order, with the status replaced where it still says Assigned. */
static void
append_closed_assignment (GString           *out,
                          const DwdJsonSpan *row,
                          const char        *status)
{
  DwdJsonIter iter;
  DwdJsonSpan key;
  DwdJsonSpan value;
  gboolean first = TRUE;

  g_string_append_c (out, '{');
  dwd_json_iter_init (&iter, row);
  while (dwd_json_iter_next_member (&iter, &key, &value))
    {
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      g_string_append_len (out, key.raw.text, (gssize) key.raw.length);
      g_string_append_c (out, ':');
      if (dwd_json_span_equal_text (&key, "status") &&
          dwd_json_span_equal_text (&value, "Assigned"))
        dwd_json_append_string (out, status, -1);
      else
        g_string_append_len (out, value.raw.text, (gssize) value.raw.length);
    }
  g_string_append_c (out, '}');
}

static void
append_member (GString    *out,
               const char *key,
               const char *text)
{
  if (text == NULL)
    return;

  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  g_string_append_printf (out, "\"%s\":", key);
  dwd_json_append_string (out, text, -1);
}

/* Closes the open assignment; opens another where somebody is assigned now. */
static void
write_assignments (DwsJobWrite *write,
                   const char  *closed_as)
{
  int field = dws_schema_index (dws_doc_get_schema (write->doc), "assignments");
  const DwdSlice *raw = dws_doc_get_raw (write->doc, field);
  g_autofree char *employee = dws_doc_dup (write->doc, "assigned_to");
  g_autofree char *employee_name = dws_doc_dup (write->doc, "assigned_to_name");
  g_autofree char *reason = dws_doc_dup (write->doc, "status_reason");
  g_autoptr (GString) out = g_string_new ("[");
  DwdJsonSpan array;
  DwdJsonSpan row;
  DwdJsonIter iter;

  if (raw->text != NULL && dwd_json_scan_value (raw->text, raw->length, &array, NULL) &&
      dwd_json_iter_init (&iter, &array))
    {
      while (dwd_json_iter_next_item (&iter, &row))
        {
          if (out->len > 1)
            g_string_append_c (out, ',');
          append_closed_assignment (out, &row, closed_as);
        }
    }

  if (employee != NULL && g_strcmp0 (closed_as, "Completed") != 0)
    {
      g_string_append (out, out->len > 1 ? ",{" : "{");
      append_member (out, "employee", employee);
      append_member (out, "employee_name", employee_name);
      append_member (out, "assigned_at", write->now);
      append_member (out, "assigned_by", write->user);
      append_member (out, "reason", reason);
      append_member (out, "status", "Assigned");
      g_string_append_c (out, '}');
    }

  g_string_append_c (out, ']');
  dws_doc_set_raw (write->doc, field, out->len == 2 ? NULL : out->str, (gssize) out->len);
}

static void
add_history (DwsJobWrite *write,
             const char  *kind,
             const char  *detail,
             gboolean     with_reason)
{
  int field = dws_schema_index (dws_doc_get_schema (write->doc), "history");
  const DwdSlice *raw = dws_doc_get_raw (write->doc, field);
  g_autofree char *reason = with_reason ? dws_doc_dup (write->doc, "status_reason") : NULL;
  g_autoptr (GString) out = g_string_new ("[");

  if (raw->text != NULL && raw->length > 2)
    {
      g_string_append_len (out, raw->text + 1, (gssize) raw->length - 2);
      g_string_append_c (out, ',');
    }

  g_string_append_c (out, '{');
  append_member (out, "at", write->now);
  append_member (out, "user", write->full_name);
  append_member (out, "kind", kind);
  append_member (out, "detail", detail == NULL ? "" : detail);
  append_member (out, "reason", reason);
  g_string_append (out, "}]");
  dws_doc_set_raw (write->doc, field, out->str, (gssize) out->len);
}

static DwsDoc *
load (DwsJobWrite *write,
      DwdDoctype   doctype,
      const char  *name)
{
  const DwsSchema *schema = dws_schema_get (doctype);
  g_auto (DwsRow) row = { 0 };
  gboolean found = FALSE;

  if (name == NULL || !dws_store_find (write->store, schema, name, &row, &found, NULL) ||
      !found || row.data == NULL)
    return NULL;

  return dws_doc_parse (schema, row.data, (gssize) row.data_length, NULL);
}

static void
fetch_unless_given (DwsDoc     *job,
                    const char *field,
                    DwsDoc     *source,
                    const char *source_field,
                    guint64     given)
{
  int index = dws_schema_index (dws_doc_get_schema (job), field);

  if ((given & (G_GUINT64_CONSTANT (1) << index)) == 0)
    dws_doc_copy (job, field, source, source_field);
}

/**
 * dws_job_rules_fetch_address:
 * @given: bits of the job's fields that the writer set himself, which stay
 *
 * Takes over from the address what a job shows of it.
 */
void
dws_job_rules_fetch_address (DwsDoc *job,
                             DwsDoc *address,
                             guint64 given)
{
  fetch_unless_given (job, "formatted_address", address, "address_display", given);
  fetch_unless_given (job, "latitude", address, "latitude", given);
  fetch_unless_given (job, "longitude", address, "longitude", given);
  fetch_unless_given (job, "zone", address, "zone", given);
}

static void
fetch (DwsJobWrite *write)
{
  if (is_changed (write, "address") || write->old == NULL)
    {
      g_autofree char *name = dws_doc_dup (write->doc, "address");
      g_autoptr (DwsDoc) address = load (write, DWD_DOCTYPE_ADDRESS, name);

      if (address != NULL)
        dws_job_rules_fetch_address (write->doc, address, write->given);
    }

  if (is_changed (write, "customer") || write->old == NULL)
    {
      g_autofree char *name = dws_doc_dup (write->doc, "customer");
      g_autoptr (DwsDoc) customer = load (write, DWD_DOCTYPE_CUSTOMER, name);

      if (customer != NULL)
        {
          fetch_unless_given (write->doc, "customer_name", customer, "customer_name",
                              write->given);
          fetch_unless_given (write->doc, "contact_phone", customer, "mobile_no", write->given);
          fetch_unless_given (write->doc, "contact_email", customer, "email_id", write->given);
        }
    }
}

/* What an assignment does to the status where the client left the status alone. */
static void
follow_assignment (DwsJobWrite *write)
{
  DwdJobStatus status = get_status (write->doc);

  if (is_changed (write, "status") || (write->old == NULL && is_given (write, "status")))
    return;

  if (dws_doc_has (write->doc, "assigned_to"))
    {
      if (status != DWD_JOB_STATUS_COMPLETED && status != DWD_JOB_STATUS_CANCELLED)
        set_status (write, DWD_JOB_STATUS_ASSIGNED);
    }
  else if (status != DWD_JOB_STATUS_DRAFT && status != DWD_JOB_STATUS_COMPLETED &&
           status != DWD_JOB_STATUS_CANCELLED)
    {
      set_status (write, DWD_JOB_STATUS_UNASSIGNED);
    }
}

static gboolean
check_assignment (DwsJobWrite *write,
                  GError     **error)
{
  DwdJobStatus before = get_status (write->old);

  if (!is_changed (write, "assigned_to"))
    return TRUE;

  if (write->old != NULL && dws_doc_has (write->doc, "assigned_to"))
    {
      if (!dwd_job_states_allow_assign (before))
        {
          dws_problem_set (error, DWS_PROBLEM_INVALID_STATE, "assigned_to",
                           "A job that is %s cannot be assigned",
                           dwd_job_status_to_string (before));
          return FALSE;
        }
      if (dwd_job_states_assign_needs_reason (before) &&
          !require_reason (write, "This reassignment", error))
        return FALSE;
    }

  follow_assignment (write);
  return TRUE;
}

static gboolean
check_step (DwsJobWrite *write,
            GError     **error)
{
  DwdJobStatus before = get_status (write->old);
  DwdJobStatus after = get_status (write->doc);

  if (write->old == NULL)
    {
      if (write->trusted || after == DWD_JOB_STATUS_DRAFT ||
          after == DWD_JOB_STATUS_UNASSIGNED || after == DWD_JOB_STATUS_ASSIGNED)
        return TRUE;

      dws_problem_set (error, DWS_PROBLEM_INVALID_STATE, "status", "A job cannot begin as %s",
                       dwd_job_status_to_string (after));
      return FALSE;
    }

  if (before == after)
    return TRUE;

  /* Giving the job to somebody else starts it again, from any state that may be assigned. */
  if (after == DWD_JOB_STATUS_ASSIGNED && is_changed (write, "assigned_to") &&
      dws_doc_has (write->doc, "assigned_to"))
    return TRUE;

  if (!dwd_job_states_allow (before, after))
    {
      dws_problem_set (error, DWS_PROBLEM_INVALID_STATE, "status",
                       "A job cannot go from %s to %s", dwd_job_status_to_string (before),
                       dwd_job_status_to_string (after));
      return FALSE;
    }

  if (dwd_job_states_need_reason (before, after))
    return require_reason (write, "This step", error);

  return TRUE;
}

/* No record that cannot be: Assigned with nobody, Unassigned with somebody. */
static gboolean
check_group (DwsJobWrite *write,
             GError     **error)
{
  DwdJobStatus status = get_status (write->doc);
  gboolean assigned = dws_doc_has (write->doc, "assigned_to");

  if (status == DWD_JOB_STATUS_UNASSIGNED && assigned)
    {
      if (is_changed (write, "assigned_to"))
        {
          dws_problem_set (error, DWS_PROBLEM_VALIDATION, "assigned_to",
                           "A job that is Unassigned has no technician");
          return FALSE;
        }
      dws_doc_set (write->doc, "assigned_to", NULL);
    }

  if (!assigned && status >= DWD_JOB_STATUS_ASSIGNED && status <= DWD_JOB_STATUS_IN_PROGRESS)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "assigned_to",
                       "A job that is %s needs a technician", dwd_job_status_to_string (status));
      return FALSE;
    }

  return TRUE;
}

static gboolean
assignee_differs (DwsJobWrite *write)
{
  g_autofree char *before = write->old == NULL ? NULL : dws_doc_dup (write->old, "assigned_to");
  g_autofree char *after = dws_doc_dup (write->doc, "assigned_to");

  return g_strcmp0 (before, after) != 0;
}

static void
record_assignment (DwsJobWrite *write,
                   gboolean     status_changed)
{
  g_autofree char *employee = dws_doc_dup (write->doc, "assigned_to");
  g_autoptr (DwsDoc) technician = load (write, DWD_DOCTYPE_EMPLOYEE, employee);
  g_autofree char *name = NULL;

  if (technician != NULL)
    {
      dws_doc_copy (write->doc, "assigned_to_name", technician, "employee_name");
      if (!write->trusted || !is_given (write, "assigned_at"))
        dws_doc_set (write->doc, "assigned_at", write->now);
      if (!write->trusted || !is_given (write, "assigned_by"))
        dws_doc_set (write->doc, "assigned_by", write->user);
    }
  else
    {
      dws_doc_set (write->doc, "assigned_to_name", NULL);
      dws_doc_set (write->doc, "assigned_at", NULL);
      dws_doc_set (write->doc, "assigned_by", NULL);
    }

  if (!write->trusted || !is_given (write, "assignments"))
    write_assignments (write, "Reassigned");

  /* That nobody has it any more is told by the step to Unassigned. */
  name = dws_doc_dup (write->doc, "assigned_to_name");
  if (!is_given (write, "history") && (technician != NULL || !status_changed))
    add_history (write, "assigned", name, TRUE);
}

static void
record_status (DwsJobWrite *write)
{
  DwdJobStatus status = get_status (write->doc);

  if (!write->trusted || !is_given (write, "status_updated_at"))
    dws_doc_set (write->doc, "status_updated_at", write->now);

  if (status == DWD_JOB_STATUS_ARRIVED && !dws_doc_has (write->doc, "actual_arrival"))
    dws_doc_set (write->doc, "actual_arrival", write->now);

  if (status == DWD_JOB_STATUS_COMPLETED)
    {
      if (!dws_doc_has (write->doc, "actual_departure"))
        dws_doc_set (write->doc, "actual_departure", write->now);
      if (!is_given (write, "assignments"))
        write_assignments (write, "Completed");
    }
}

static void
record_schedule (DwsJobWrite *write)
{
  g_autofree char *date = dws_doc_dup (write->doc, "scheduled_date");
  g_autofree char *start = dws_doc_dup (write->doc, "scheduled_start");
  g_autofree char *end = dws_doc_dup (write->doc, "scheduled_end");
  g_autoptr (GString) detail = g_string_new (date == NULL ? "" : date);

  if (start != NULL)
    g_string_append_printf (detail, " %.5s", start);
  if (start != NULL && end != NULL)
    g_string_append_printf (detail, "–%.5s", end);

  add_history (write, "rescheduled", detail->str, FALSE);
}

/* Everything else that a person changed, by name. */
static void
record_edit (DwsJobWrite *write)
{
  static const char *const told_otherwise[] =
  {
    "status", "status_reason", "assigned_to", "assignment_method", "scheduled_date",
    "scheduled_start", "scheduled_end", "travel_seconds", "assigned_to_name",
  };
  const DwsSchema *schema = dws_doc_get_schema (write->doc);
  guint64 rest = write->changed;
  g_autoptr (GString) detail = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (told_otherwise); i++)
    rest &= ~bit_of (write, told_otherwise[i]);

  for (guint i = DWS_N_STANDARD; i < schema->n_fields; i++)
    {
      if ((rest & (G_GUINT64_CONSTANT (1) << i)) == 0 ||
          (schema->fields[i].flags & DWS_FIELD_SERVER) != 0)
        continue;

      if (detail->len > 0)
        g_string_append (detail, ", ");
      g_string_append (detail, schema->fields[i].name);
    }

  if (detail->len > 0)
    add_history (write, "edited", detail->str, FALSE);
}

static void
record (DwsJobWrite *write)
{
  gboolean status_changed = get_status (write->old) != get_status (write->doc);
  gboolean assignee_changed = assignee_differs (write);
  gboolean keeps_history = !is_given (write, "history");

  if ((status_changed || assignee_changed) && write->old != NULL &&
      !is_given (write, "status_reason"))
    dws_doc_set (write->doc, "status_reason", NULL);

  if (write->old == NULL && keeps_history)
    add_history (write, "created", dwd_job_status_to_string (get_status (write->doc)), FALSE);

  if (assignee_changed)
    record_assignment (write, status_changed);

  if (status_changed)
    {
      record_status (write);
      /* The assignment's own row already tells of Assigned. */
      if (write->old != NULL && keeps_history &&
          !(assignee_changed && get_status (write->doc) == DWD_JOB_STATUS_ASSIGNED))
        add_history (write, "status", dwd_job_status_to_string (get_status (write->doc)), TRUE);
    }

  if (write->old == NULL || !keeps_history)
    return;

  if (is_changed (write, "scheduled_date") || is_changed (write, "scheduled_start") ||
      is_changed (write, "scheduled_end"))
    record_schedule (write);

  record_edit (write);
}

/**
 * dws_job_rules_apply:
 *
 * Refuses what the state table does not have, fills in what follows from the change, and writes the
 * job's assignments and history.
 *
 * Returns: %FALSE with a problem; the document is then worthless
 */
gboolean
dws_job_rules_apply (DwsJobWrite *write,
                     GError     **error)
{
  if (!check_assignment (write, error) || !check_step (write, error) ||
      !check_group (write, error))
    return FALSE;

  fetch (write);
  record (write);

  return TRUE;
}
