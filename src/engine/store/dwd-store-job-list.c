/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include <string.h>

#include "dwd-fold.h"
#include "dwd-store-job-read.h"

/*
 * Jobs that answer a query, a page at a time. Holds the query and a reference on the store; rows are read
 * from an index in the order of the list, so a page costs the same wherever it lies.
 */

#define DWD_TYPE_JOB_LIST (dwd_job_list_get_type ())
G_DECLARE_FINAL_TYPE (DwdJobList, dwd_job_list, DWD, JOB_LIST, GObject)

struct _DwdJobList
{
  GObject parent_instance;

  DwdStore *store;        /* (owned) */
  DwdJobQuery *query;     /* (owned) */
};

static void dwd_job_list_iface_init (DwdPageSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DwdJobList, dwd_job_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DWD_TYPE_PAGE_SOURCE, dwd_job_list_iface_init))

typedef struct
{
  DwdJobQuery *query;     /* (owned) */
  guint offset;
  guint n_items;
  gint64 count;
  GPtrArray *jobs;        /* (owned) (nullable) */
} ListCall;

static void
list_call_free (gpointer data)
{
  ListCall *call = data;

  dwd_job_query_free (call->query);
  g_clear_pointer (&call->jobs, g_ptr_array_unref);
  g_free (call);
}

/* The words of a search, each as a pattern for LIKE. */
static GPtrArray *
split_words (const char *text)
{
  GPtrArray *patterns = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folded = text != NULL ? dwd_fold (text) : g_strdup ("");
  g_auto (GStrv) words = g_strsplit_set (folded, " \t\n", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      GString *pattern = NULL;

      if (*words[i] == '\0')
        continue;
      pattern = g_string_new ("%");
      for (const char *at = words[i]; *at != '\0'; at++)
        {
          if (strchr ("%_\\", *at) != NULL)
            g_string_append_c (pattern, '\\');
          g_string_append_c (pattern, *at);
        }
      g_string_append_c (pattern, '%');
      g_ptr_array_add (patterns, g_string_free (pattern, FALSE));
    }
  return patterns;
}

static void
append_bits (GString    *sql,
             const char *column,
             guint       bits)
{
  const char *separator = "";

  if (bits == 0)
    return;
  g_string_append_printf (sql, " AND j.%s IN (", column);
  for (guint i = 0; i < 32; i++)
    if (bits & (1u << i))
      {
        g_string_append_printf (sql, "%s%u", separator, i);
        separator = ", ";
      }
  g_string_append_c (sql, ')');
}

/* Conditions are built from numbers and marks alone; what a person typed is bound. */
static char *
build_where (const DwdJobQuery *query,
             GPtrArray         *patterns)
{
  GString *sql = g_string_new (" FROM dispatch_job AS j WHERE 1");

  append_bits (sql, "status", query->statuses);
  append_bits (sql, "priority", query->priorities);
  if (query->zone != NULL)
    g_string_append (sql, " AND j.zone = :zone");
  if (query->skill != NULL)
    g_string_append (sql, " AND instr (j.skills, :skill) > 0");
  for (guint i = 0; i < patterns->len; i++)
    g_string_append_printf (sql, " AND j.search LIKE :word%u ESCAPE '\\'", i);
  return g_string_free (sql, FALSE);
}

static const char *
order_of (DwdJobOrder order)
{
  switch (order)
    {
    case DWD_JOB_ORDER_START:
      return " ORDER BY j.place_us, j.name";

    case DWD_JOB_ORDER_CREATED:
      return " ORDER BY j.created_us DESC, j.name";

    case DWD_JOB_ORDER_PRIORITY:
    default:
      return " ORDER BY j.priority DESC, j.place_us, j.name";
    }
}

typedef struct
{
  GPtrArray *patterns;    /* (owned) */
  char *skill;            /* (owned) (nullable) */
  char *sql;              /* (owned) */
} Selection;

static void
selection_clear (Selection *self)
{
  g_ptr_array_unref (self->patterns);
  g_free (self->skill);
  g_free (self->sql);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Selection, selection_clear)

static void
selection_init (Selection         *self,
                const DwdJobQuery *query)
{
  self->patterns = split_words (query->text);
  self->skill = query->skill != NULL ? g_strdup_printf ("\n%s\n", query->skill) : NULL;
  self->sql = build_where (query, self->patterns);
}

/* Named parameters are numbered by their first appearance. */
static int
bind_selection (DwdStatement      *statement,
                const Selection   *selection,
                const DwdJobQuery *query)
{
  int index = 1;

  if (query->zone != NULL)
    dwd_statement_bind_text (statement, index++, query->zone, -1);
  if (selection->skill != NULL)
    dwd_statement_bind_text (statement, index++, selection->skill, -1);
  for (guint i = 0; i < selection->patterns->len; i++)
    dwd_statement_bind_text (statement, index++, g_ptr_array_index (selection->patterns, i), -1);
  return index;
}

static gboolean
count_work (DwdStoreTxn *txn,
            gpointer     data,
            GError     **error)
{
  ListCall *call = data;
  g_auto (Selection) selection;
  g_autofree char *sql = NULL;
  DwdStatement *row = NULL;
  DwdStep step = DWD_STEP_FAILED;

  selection_init (&selection, call->query);
  sql = g_strconcat ("SELECT COUNT(*)", selection.sql, NULL);
  row = dwd_db_prepare (txn->db, sql, error);
  if (row == NULL)
    return FALSE;
  bind_selection (row, &selection, call->query);
  step = dwd_statement_step (row, error);
  if (step == DWD_STEP_ROW)
    call->count = dwd_statement_get_int (row, 0);
  dwd_statement_reset (row);
  return step == DWD_STEP_ROW;
}

/* The inner statement walks the index alone, so that skipped rows are never read. */
static gboolean
load_work (DwdStoreTxn *txn,
           gpointer     data,
           GError     **error)
{
  ListCall *call = data;
  const char *order = order_of (call->query->order);
  g_auto (Selection) selection;
  g_autofree char *sql = NULL;
  DwdStatement *rows = NULL;
  int index = 0;

  selection_init (&selection, call->query);
  sql = g_strconcat ("SELECT " DWD_JOB_COLUMNS " FROM dispatch_job AS j WHERE j.id IN (SELECT j.id",
                     selection.sql, order, " LIMIT :limit OFFSET :offset)", order, NULL);
  rows = dwd_db_prepare (txn->db, sql, error);
  if (rows == NULL)
    return FALSE;
  index = bind_selection (rows, &selection, call->query);
  dwd_statement_bind_int (rows, index, call->n_items);
  dwd_statement_bind_int (rows, index + 1, call->offset);
  call->jobs = dwd_store_read_jobs (txn->db, rows, error);
  return call->jobs != NULL;
}

static GType
dwd_job_list_get_item_type (DwdPageSource *source)
{
  return DWD_TYPE_JOB;
}

static GTask *
list_task_new (DwdJobList         *self,
               gpointer            tag,
               GCancellable       *cancellable,
               GAsyncReadyCallback callback,
               gpointer            user_data,
               ListCall          **call)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  *call = g_new0 (ListCall, 1);
  (*call)->query = dwd_job_query_copy (self->query);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, *call, list_call_free);
  return task;
}

static void
dwd_job_list_count_async (DwdPageSource      *source,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  DwdJobList *self = DWD_JOB_LIST (source);
  ListCall *call = NULL;

  dwd_store_push_read (self->store, list_task_new (self, dwd_job_list_count_async, cancellable,
                                                   callback, user_data, &call), count_work);
}

static gssize
dwd_job_list_count_finish (DwdPageSource *source,
                           GAsyncResult  *result,
                           GError       **error)
{
  ListCall *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, source), -1);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return -1;
  call = g_task_get_task_data (G_TASK (result));
  return call->count;
}

static void
dwd_job_list_load_async (DwdPageSource      *source,
                         guint               offset,
                         guint               n_items,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  DwdJobList *self = DWD_JOB_LIST (source);
  ListCall *call = NULL;
  GTask *task = list_task_new (self, dwd_job_list_load_async, cancellable, callback, user_data, &call);

  call->offset = offset;
  call->n_items = n_items;
  dwd_store_push_read (self->store, task, load_work);
}

static GPtrArray *
dwd_job_list_load_finish (DwdPageSource *source,
                          GAsyncResult  *result,
                          GError       **error)
{
  ListCall *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, source), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  call = g_task_get_task_data (G_TASK (result));
  return g_steal_pointer (&call->jobs);
}

static void
dwd_job_list_iface_init (DwdPageSourceInterface *iface)
{
  iface->get_item_type = dwd_job_list_get_item_type;
  iface->count_async = dwd_job_list_count_async;
  iface->count_finish = dwd_job_list_count_finish;
  iface->load_async = dwd_job_list_load_async;
  iface->load_finish = dwd_job_list_load_finish;
}

static void
dwd_job_list_dispose (GObject *object)
{
  DwdJobList *self = DWD_JOB_LIST (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->query, dwd_job_query_free);

  G_OBJECT_CLASS (dwd_job_list_parent_class)->dispose (object);
}

static void
dwd_job_list_class_init (DwdJobListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dwd_job_list_dispose;
}

static void
dwd_job_list_init (DwdJobList *self)
{
}

/**
 * dwd_store_list_jobs:
 * @self: a store
 * @query: what to list; copied
 *
 * Returns: (transfer full): a source for a #DwdPagedList
 */
DwdPageSource *
dwd_store_list_jobs (DwdStore          *self,
                     const DwdJobQuery *query)
{
  DwdJobList *list = NULL;

  g_return_val_if_fail (DWD_IS_STORE (self), NULL);
  g_return_val_if_fail (query != NULL, NULL);

  list = g_object_new (DWD_TYPE_JOB_LIST, NULL);
  list->store = g_object_ref (self);
  list->query = dwd_job_query_copy (query);
  return DWD_PAGE_SOURCE (list);
}
