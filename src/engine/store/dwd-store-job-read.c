/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-job-read.h"

#include <string.h>

#include "dwd-document.h"
#include "model/dwd-operation.h"
#include "protocol/dwd-enums.h"

/* Order of KEYS. */
enum
{
  KEY_TITLE,
  KEY_DESCRIPTION,
  KEY_CUSTOMER_NAME,
  KEY_CONTACT_PHONE,
  KEY_CONTACT_EMAIL,
  KEY_ADDRESS,
  KEY_FORMATTED_ADDRESS,
  KEY_CUSTOMER_NOTES,
  KEY_TECHNICIAN_NOTES,
  KEY_ASSIGNED_TO_NAME,
  KEY_PREFERRED_WINDOW,
  KEY_ASSIGNMENT_METHOD,
  N_KEYS
};

#define KEY(text) { text, sizeof text - 1 }

static const DwdJsonKey KEYS[N_KEYS] = {
  KEY ("title"),
  KEY ("description"),
  KEY ("customer_name"),
  KEY ("contact_phone"),
  KEY ("contact_email"),
  KEY ("address"),
  KEY ("formatted_address"),
  KEY ("customer_notes"),
  KEY ("technician_notes"),
  KEY ("assigned_to_name"),
  KEY ("preferred_window"),
  KEY ("assignment_method"),
};

GHashTable *
dwd_store_load_marks (DwdDb   *db,
                      GError **error)
{
  DwdStatement *rows = dwd_db_prepare (db, "SELECT name, state FROM outbox WHERE doctype = ?1", error);
  g_autoptr (GHashTable) marks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  DwdStep step = DWD_STEP_FAILED;

  if (rows == NULL)
    return NULL;
  dwd_statement_bind_int (rows, 1, DWD_DOCTYPE_DISPATCH_JOB);
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    {
      const char *name = dwd_statement_get_text (rows, 0, NULL);
      guint mark = GPOINTER_TO_UINT (g_hash_table_lookup (marks, name));
      gint64 state = dwd_statement_get_int (rows, 1);

      if (state == DWD_OPERATION_CONFLICT)
        mark |= DWD_JOB_MARK_CONFLICT;
      else if (state == DWD_OPERATION_FAILED)
        mark |= DWD_JOB_MARK_FAILED;
      else
        mark |= DWD_JOB_MARK_QUEUED;
      g_hash_table_insert (marks, g_strdup (name), GUINT_TO_POINTER (mark));
    }
  return step == DWD_STEP_DONE ? g_steal_pointer (&marks) : NULL;
}

/* Lines between newlines at both ends, as the projection writes them. */
static char **
split_lines (const char *text)
{
  g_autofree char *inner = NULL;
  gsize length = text != NULL ? strlen (text) : 0;

  if (length < 3)
    return g_new0 (char *, 1);
  inner = g_strndup (text + 1, length - 2);
  return g_strsplit (inner, "\n", -1);
}

static gboolean
is_prose (int key)
{
  return key == KEY_DESCRIPTION || key == KEY_CUSTOMER_NOTES || key == KEY_TECHNICIAN_NOTES;
}

static void
read_texts (const DwdJsonSpan *spans,
            char             **texts,
            DwdJobFields      *fields)
{
  for (int i = 0; i < N_KEYS; i++)
    texts[i] = dwd_document_dup_shown (&spans[i], is_prose (i) ? DWD_SHOWN_TEXT : DWD_SHOWN_LINE);

  fields->title = texts[KEY_TITLE];
  fields->description = texts[KEY_DESCRIPTION];
  fields->customer_name = texts[KEY_CUSTOMER_NAME];
  fields->contact_phone = texts[KEY_CONTACT_PHONE];
  fields->contact_email = texts[KEY_CONTACT_EMAIL];
  fields->address = texts[KEY_ADDRESS];
  fields->formatted_address = texts[KEY_FORMATTED_ADDRESS];
  fields->customer_notes = texts[KEY_CUSTOMER_NOTES];
  fields->technician_notes = texts[KEY_TECHNICIAN_NOTES];
  fields->assigned_to_name = texts[KEY_ASSIGNED_TO_NAME];
  if (texts[KEY_PREFERRED_WINDOW] != NULL)
    fields->preferred_window = dwd_window_from_string (texts[KEY_PREFERRED_WINDOW], -1);
  if (texts[KEY_ASSIGNMENT_METHOD] != NULL)
    fields->assignment_method = dwd_assignment_method_from_string (texts[KEY_ASSIGNMENT_METHOD], -1);
}

static void
read_columns (DwdStatement *row,
              DwdJobFields *fields)
{
  fields->name = dwd_statement_get_text (row, 0, NULL);
  fields->organization = dwd_statement_get_text (row, 1, NULL);
  fields->modified = dwd_statement_get_text (row, 2, NULL);
  fields->status = dwd_statement_get_int (row, 3);
  fields->priority = dwd_statement_get_int (row, 4);
  fields->date_us = dwd_statement_get_time (row, 5);
  fields->start_us = dwd_statement_get_time (row, 6);
  fields->end_us = dwd_statement_get_time (row, 7);
  fields->created_us = dwd_statement_get_time (row, 8);
  fields->status_updated_us = dwd_statement_get_time (row, 9);
  fields->actual_start_us = dwd_statement_get_time (row, 10);
  fields->actual_end_us = dwd_statement_get_time (row, 11);
  fields->estimated_duration_us = dwd_statement_get_int (row, 12);
  fields->travel_us = dwd_statement_get_int (row, 13);
  fields->location.latitude = dwd_statement_get_double (row, 14);
  fields->location.longitude = dwd_statement_get_double (row, 15);
  fields->assigned_to = dwd_statement_get_text (row, 16, NULL);
  fields->customer = dwd_statement_get_text (row, 17, NULL);
  fields->zone = dwd_statement_get_text (row, 18, NULL);
  fields->job_type = dwd_statement_get_text (row, 19, NULL);
}

DwdJob *
dwd_store_read_job (DwdStatement *row,
                    GHashTable   *marks)
{
  g_auto (GStrv) skills = split_lines (dwd_statement_get_text (row, 20, NULL));
  g_auto (GStrv) certifications = split_lines (dwd_statement_get_text (row, 21, NULL));
  char *texts[N_KEYS] = { NULL };
  DwdJobFields fields = { 0 };
  DwdJsonSpan spans[N_KEYS];
  DwdJsonSpan object;
  DwdJob *job = NULL;
  gsize length = 0;
  const char *data = NULL;

  read_columns (row, &fields);
  data = dwd_statement_get_text (row, 23, &length);
  if (!dwd_document_parse (data, length, &object, NULL))
    return NULL;

  dwd_json_span_find (&object, KEYS, N_KEYS, spans);
  read_texts (spans, texts, &fields);
  fields.required_skills = (const char *const *) skills;
  fields.required_certifications = (const char *const *) certifications;
  if (dwd_statement_get_int (row, 22) != 0)
    fields.marks = GPOINTER_TO_UINT (g_hash_table_lookup (marks, fields.name));

  job = dwd_job_new (&fields);
  for (int i = 0; i < N_KEYS; i++)
    g_free (texts[i]);
  return job;
}

GPtrArray *
dwd_store_read_jobs (DwdDb        *db,
                     DwdStatement *rows,
                     GError      **error)
{
  g_autoptr (GHashTable) marks = dwd_store_load_marks (db, error);
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
  DwdStep step = DWD_STEP_FAILED;

  if (marks == NULL)
    return NULL;
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    {
      DwdJob *job = dwd_store_read_job (rows, marks);

      if (job != NULL)
        g_ptr_array_add (jobs, job);
    }
  return step == DWD_STEP_DONE ? g_steal_pointer (&jobs) : NULL;
}
