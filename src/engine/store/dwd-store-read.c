/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-job-read.h"

#include <string.h>

/*
 * The small reads: jobs by name, a document, filters' values, settings.
 */

typedef struct
{
  DwdDoctype doctype;
  char **names;            /* (owned) (nullable) */
  char *name;              /* (owned) (nullable) */
  GPtrArray *jobs;         /* (owned) (nullable) */
  GPtrArray *zones;        /* (owned) (nullable) */
  GPtrArray *skills;       /* (owned) (nullable) */
  char *text;              /* (owned) (nullable) */
  guint64 counts[DWD_N_DOCTYPES];
} ReadCall;

static void
read_call_free (gpointer data)
{
  ReadCall *call = data;

  g_strfreev (call->names);
  g_free (call->name);
  g_clear_pointer (&call->jobs, g_ptr_array_unref);
  g_clear_pointer (&call->zones, g_ptr_array_unref);
  g_clear_pointer (&call->skills, g_ptr_array_unref);
  g_free (call->text);
  g_free (call);
}

static GTask *
read_task_new (DwdStore           *self,
               gpointer            tag,
               GCancellable       *cancellable,
               GAsyncReadyCallback callback,
               gpointer            user_data,
               ReadCall          **call)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  *call = g_new0 (ReadCall, 1);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, *call, read_call_free);
  return task;
}

static ReadCall *
finish (DwdStore     *self,
        GAsyncResult *result,
        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_task_get_task_data (G_TASK (result));
}

static gboolean
load_jobs_work (DwdStoreTxn *txn,
                gpointer     data,
                GError     **error)
{
  ReadCall *call = data;
  g_autoptr (GHashTable) marks = dwd_store_load_marks (txn->db, error);
  DwdStatement *row = NULL;

  if (marks == NULL)
    return FALSE;
  row = dwd_db_prepare (txn->db, "SELECT " DWD_JOB_COLUMNS " FROM dispatch_job AS j WHERE j.name = ?1",
                        error);
  if (row == NULL)
    return FALSE;

  call->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  for (gsize i = 0; call->names[i] != NULL; i++)
    {
      DwdStep step = DWD_STEP_FAILED;
      DwdJob *job = NULL;

      dwd_statement_reset (row);
      dwd_statement_bind_text (row, 1, call->names[i], -1);
      step = dwd_statement_step (row, error);
      if (step == DWD_STEP_FAILED)
        return FALSE;
      if (step == DWD_STEP_ROW && (job = dwd_store_read_job (row, marks)) != NULL)
        g_ptr_array_add (call->jobs, job);
    }
  dwd_statement_reset (row);
  return TRUE;
}

void
dwd_store_load_jobs_async (DwdStore           *self,
                           const char *const  *names,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  ReadCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  task = read_task_new (self, dwd_store_load_jobs_async, cancellable, callback, user_data, &call);
  call->names = names != NULL ? g_strdupv ((char **) names) : g_new0 (char *, 1);
  dwd_store_push_read (self, task, load_jobs_work);
}

/**
 * dwd_store_load_jobs_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a %DWD_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type DwdJob): in the order asked for, missing ones left out
 */
GPtrArray *
dwd_store_load_jobs_finish (DwdStore     *self,
                            GAsyncResult *result,
                            GError      **error)
{
  ReadCall *call = finish (self, result, error);

  return call != NULL ? g_steal_pointer (&call->jobs) : NULL;
}

static gboolean
load_document_work (DwdStoreTxn *txn,
                    gpointer     data,
                    GError     **error)
{
  ReadCall *call = data;
  const DwdTable *table = dwd_table_get (call->doctype);
  g_autofree char *sql = NULL;
  DwdStatement *row = NULL;
  DwdStep step = DWD_STEP_FAILED;

  if (table == NULL)
    return TRUE;
  sql = g_strdup_printf ("SELECT data FROM %s WHERE name = ?1", table->table);
  row = dwd_db_prepare (txn->db, sql, error);
  if (row == NULL)
    return FALSE;
  dwd_statement_bind_text (row, 1, call->name, -1);
  step = dwd_statement_step (row, error);
  if (step == DWD_STEP_ROW)
    call->text = dwd_statement_dup_text (row, 0);
  dwd_statement_reset (row);
  return step != DWD_STEP_FAILED;
}

void
dwd_store_load_document_async (DwdStore           *self,
                               DwdDoctype          doctype,
                               const char         *name,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  ReadCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  task = read_task_new (self, dwd_store_load_document_async, cancellable, callback, user_data, &call);
  call->doctype = doctype;
  call->name = g_strdup (name);
  dwd_store_push_read (self, task, load_document_work);
}

char *
dwd_store_load_document_finish (DwdStore     *self,
                                GAsyncResult *result,
                                GError      **error)
{
  ReadCall *call = finish (self, result, error);

  return call != NULL ? g_steal_pointer (&call->text) : NULL;
}

/* SQLite walks the smallest index for it, which for documents is a fiftieth of the table. */
static gboolean
count_documents_work (DwdStoreTxn *txn,
                      gpointer     data,
                      GError     **error)
{
  ReadCall *call = data;

  for (int i = 1; i < DWD_N_DOCTYPES; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT COUNT(*) FROM %s", dwd_table_get (i)->table);
      gint64 count = 0;

      if (!dwd_db_query_int (txn->db, sql, 0, &count, error))
        return FALSE;
      call->counts[i] = count;
    }
  return TRUE;
}

void
dwd_store_count_documents_async (DwdStore           *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  ReadCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  task = read_task_new (self, dwd_store_count_documents_async, cancellable, callback, user_data, &call);
  dwd_store_push_read (self, task, count_documents_work);
}

gboolean
dwd_store_count_documents_finish (DwdStore     *self,
                                  GAsyncResult *result,
                                  guint64      *counts,
                                  GError      **error)
{
  ReadCall *call = finish (self, result, error);

  if (call == NULL)
    return FALSE;
  memcpy (counts, call->counts, sizeof call->counts);
  return TRUE;
}

static gboolean
load_facets_work (DwdStoreTxn *txn,
                  gpointer     data,
                  GError     **error)
{
  ReadCall *call = data;
  DwdStatement *rows = dwd_db_prepare (txn->db, "SELECT kind, value FROM facet ORDER BY kind, value",
                                       error);
  DwdStep step = DWD_STEP_FAILED;

  if (rows == NULL)
    return FALSE;
  call->zones = g_ptr_array_new_with_free_func (g_free);
  call->skills = g_ptr_array_new_with_free_func (g_free);
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    g_ptr_array_add (dwd_statement_get_int (rows, 0) == DWD_FACET_ZONE ? call->zones : call->skills,
                     dwd_statement_dup_text (rows, 1));
  return step == DWD_STEP_DONE;
}

void
dwd_store_load_facets_async (DwdStore           *self,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  ReadCall *call = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  dwd_store_push_read (self, read_task_new (self, dwd_store_load_facets_async, NULL, callback,
                                            user_data, &call),
                       load_facets_work);
}

static char **
to_strv (GPtrArray *texts)
{
  char **strv = g_new0 (char *, texts->len + 1);

  for (guint i = 0; i < texts->len; i++)
    strv[i] = g_strdup (g_ptr_array_index (texts, i));
  return strv;
}

gboolean
dwd_store_load_facets_finish (DwdStore     *self,
                              GAsyncResult *result,
                              char       ***zones,
                              char       ***skills,
                              GError      **error)
{
  ReadCall *call = finish (self, result, error);

  if (call == NULL)
    return FALSE;
  if (zones != NULL)
    *zones = to_strv (call->zones);
  if (skills != NULL)
    *skills = to_strv (call->skills);
  return TRUE;
}

static gboolean
get_setting_work (DwdStoreTxn *txn,
                  gpointer     data,
                  GError     **error)
{
  ReadCall *call = data;

  return dwd_setting_get (txn->db, call->name, &call->text, error);
}

/* Callers' keys live under a prefix of their own, away from what the store keeps for itself. */
static char *
setting_key (const char *key)
{
  return g_strconcat ("user.", key, NULL);
}

void
dwd_store_get_setting_async (DwdStore           *self,
                             const char         *key,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  ReadCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  task = read_task_new (self, dwd_store_get_setting_async, NULL, callback, user_data, &call);
  call->name = setting_key (key);
  dwd_store_push_read (self, task, get_setting_work);
}

char *
dwd_store_get_setting_finish (DwdStore     *self,
                              GAsyncResult *result,
                              GError      **error)
{
  ReadCall *call = finish (self, result, error);

  return call != NULL ? g_steal_pointer (&call->text) : NULL;
}

static gboolean
set_setting_work (DwdStoreTxn *txn,
                  gpointer     data,
                  GError     **error)
{
  ReadCall *call = data;

  return dwd_setting_set (txn->db, call->name, call->text, error);
}

void
dwd_store_set_setting_async (DwdStore           *self,
                             const char         *key,
                             const char         *value,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  ReadCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  task = read_task_new (self, dwd_store_set_setting_async, NULL, callback, user_data, &call);
  call->name = setting_key (key);
  call->text = g_strdup (value);
  dwd_store_push_write (self, task, FALSE, set_setting_work);
}
