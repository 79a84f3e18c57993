/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-rules"

#include "config.h"

#include "dwd-job-states-table.h"

#include "base/dwd-failure.h"
#include "dwd-rules-data.h"

#include <json-glib/json-glib.h>

#define FIRST_STATUS DWD_JOB_STATUS_DRAFT

/* Where in which file, so that every complaint can say it. */
typedef struct
{
  const char *file_name;
  const char *list;
  guint index;
  GError **error;
} Place;

static gboolean
G_GNUC_PRINTF (3,
               4)
complain (const Place * place,
          const char *key,
          const char *format,
          ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  dwd_error_set (place->error, DWD_FAILURE_INVALID, "%s: %s[%u].%s %s", place->file_name,
                 place->list, place->index, key, what);

  return FALSE;
}

static gboolean
read_status (const Place  *place,
             const char   *key,
             JsonNode     *node,
             DwdJobStatus *out)
{
  const char *text = NULL;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node))
    text = json_node_get_string (node);
  if (text == NULL)
    return complain (place, key, "must be the name of a state");

  *out = dwd_job_status_from_string (text, -1);
  if (*out == DWD_JOB_STATUS_UNKNOWN)
    return complain (place, key, "“%s” is not a state", text);

  return TRUE;
}

static gboolean
read_reason (const Place *place,
             JsonObject  *object,
             gboolean    *out)
{
  JsonNode *node = json_object_get_member (object, "reason");

  *out = FALSE;
  if (node == NULL)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return complain (place, "reason", "must be true or false");

  *out = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
read_targets (const Place *place,
              JsonNode    *node,
              guint       *bits)
{
  JsonArray *list;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return complain (place, "to", "must be a list of states");

  list = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      DwdJobStatus to;

      if (!read_status (place, "to", json_array_get_element (list, i), &to))
        return FALSE;
      *bits |= 1u << to;
    }

  return TRUE;
}

/* A state may have several entries: steps that need a reason stand apart from those that do not. */
static gboolean
read_step (DwdJobStatesTable *self,
           const Place       *place,
           JsonObject        *object,
           guint             *named)
{
  DwdJobStatus from = DWD_JOB_STATUS_UNKNOWN;
  gboolean reason;
  guint bits = 0;

  if (!read_status (place, "from", json_object_get_member (object, "from"), &from) ||
      !read_targets (place, json_object_get_member (object, "to"), &bits) ||
      !read_reason (place, object, &reason))
    return FALSE;

  if (bits & 1u << from)
    return complain (place, "to", "leads back to “%s”", dwd_job_status_to_string (from));
  if (bits & self->next[from])
    return complain (place, "to", "names a step from “%s” a second time",
                     dwd_job_status_to_string (from));

  *named |= 1u << from;
  self->next[from] |= bits;
  if (reason)
    self->next_reason[from] |= bits;

  return TRUE;
}

static gboolean
read_assign (DwdJobStatesTable *self,
             const Place       *place,
             JsonObject        *object,
             guint             *named)
{
  DwdJobStatus status = DWD_JOB_STATUS_UNKNOWN;
  gboolean reason;

  if (!read_status (place, "in", json_object_get_member (object, "in"), &status) ||
      !read_reason (place, object, &reason))
    return FALSE;
  if (*named & 1u << status)
    return complain (place, "in", "names “%s” a second time", dwd_job_status_to_string (status));
  if (self->next[status] == 0)
    return complain (place, "in", "“%s” is final", dwd_job_status_to_string (status));

  *named |= 1u << status;
  self->assign |= 1u << status;
  if (reason)
    self->assign_reason |= 1u << status;

  return TRUE;
}

typedef gboolean (*ReadEntry) (DwdJobStatesTable *self,
                               const Place       *place,
                               JsonObject        *object,
                               guint             *named);

static gboolean
read_list (DwdJobStatesTable *self,
           JsonObject        *root,
           Place             *place,
           ReadEntry          read_entry,
           guint             *named)
{
  JsonNode *node = json_object_get_member (root, place->list);
  JsonArray *list;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      dwd_error_set (place->error, DWD_FAILURE_INVALID, "%s: %s must be a list", place->file_name,
                     place->list);
      return FALSE;
    }

  list = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *entry = json_array_get_element (list, i);

      place->index = i;
      if (!JSON_NODE_HOLDS_OBJECT (entry))
        {
          dwd_error_set (place->error, DWD_FAILURE_INVALID, "%s: %s[%u] must be an object",
                         place->file_name, place->list, i);
          return FALSE;
        }
      if (!read_entry (self, place, json_node_get_object (entry), named))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_all_named (guint       named,
                 const char *file_name,
                 GError    **error)
{
  for (int status = FIRST_STATUS; status < DWD_N_JOB_STATUSES; status++)
    if (!(named & 1u << status))
      {
        dwd_error_set (error, DWD_FAILURE_INVALID, "%s: steps has no entry from “%s”", file_name,
                       dwd_job_status_to_string ((DwdJobStatus)status));
        return FALSE;
      }

  return TRUE;
}

/**
 * dwd_job_states_table_read:
 * @self: (out caller-allocates): the table; untouched on failure
 * @text: JSON as in job-states.json
 * @length: of it
 * @file_name: for messages
 * @error: return location
 *
 * Returns: whether the text is a table; %DWD_FAILURE_INVALID names the file and the key that is wrong.
 */
gboolean
dwd_job_states_table_read (DwdJobStatesTable *self,
                           const char        *text,
                           gsize              length,
                           const char        *file_name,
                           GError           **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local_error = NULL;
  Place place = { file_name, "steps", 0, error };
  DwdJobStatesTable table = { 0 };
  guint named = 0;
  guint assigns = 0;
  JsonNode *root;
  JsonObject *object;

  if (!json_parser_load_from_data (parser, text, (gssize)length, &local_error))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s: %s", file_name, local_error->message);
      return FALSE;
    }

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s: must be an object", file_name);
      return FALSE;
    }

  object = json_node_get_object (root);
  if (!read_list (&table, object, &place, read_step, &named) ||
      !check_all_named (named, file_name, error))
    return FALSE;

  place.list = "assign";
  if (!read_list (&table, object, &place, read_assign, &assigns))
    return FALSE;

  *self = table;
  return TRUE;
}

/**
 * dwd_job_states_table_get_built_in:
 *
 * Returns: (transfer none): the table that is built in, the same for every thread. A defect in it is
 *   a defect of the build and ends the program.
 */
const DwdJobStatesTable *
dwd_job_states_table_get_built_in (void)
{
  static DwdJobStatesTable *built_in;

  if (g_once_init_enter (&built_in))
    {
      DwdJobStatesTable *table = g_new0 (DwdJobStatesTable, 1);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = dwd_rules_data_get ("job-states.json");

      if (!dwd_job_states_table_read (table, g_bytes_get_data (bytes, NULL),
                                      g_bytes_get_size (bytes), "job-states.json", &error))
        g_error ("%s", error->message);

      g_once_init_leave (&built_in, table);
    }

  return built_in;
}

static void
append_states (GString *out,
               guint    bits,
               guint    with_reason)
{
  const char *separator = "";

  for (int status = FIRST_STATUS; status < DWD_N_JOB_STATUSES; status++)
    {
      if (!(bits & 1u << status))
        continue;
      g_string_append_printf (out, "%s%s%s", separator,
                              dwd_job_status_to_string ((DwdJobStatus)status),
                              with_reason & 1u << status ? " (reason)" : "");
      separator = ", ";
    }
  if (bits == 0)
    g_string_append (out, "–");
}

/**
 * dwd_job_states_table_to_markdown:
 * @self: a table
 *
 * Returns: (transfer full): the table as docs/states.md shows it.
 */
char *
dwd_job_states_table_to_markdown (const DwdJobStatesTable *self)
{
  GString *out = g_string_new ("| from | to | may be assigned |\n|---|---|---|\n");

  for (int status = FIRST_STATUS; status < DWD_N_JOB_STATUSES; status++)
    {
      guint bit = 1u << status;

      g_string_append_printf (out, "| %s | ", dwd_job_status_to_string ((DwdJobStatus)status));
      append_states (out, self->next[status], self->next_reason[status]);
      g_string_append_printf (out, " | %s |\n",
                              self->assign_reason & bit ? "with a reason"
                              : self->assign & bit ? "yes" : "no");
    }

  return g_string_free (out, FALSE);
}
