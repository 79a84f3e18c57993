/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include <string.h>

#include "dwd-fold.h"
#include "dwd-store-job-read.h"

/* So many rows of the list are looked through in its order before a search goes through the file. */
#define BEGINNING_ROWS 1000

/* Numbers of the statements' parameters. */
enum
{
  PARAMETER_ZONE = 1,
  PARAMETER_SKILL,
  PARAMETER_LIMIT,
  PARAMETER_OFFSET,
  PARAMETER_WORDS,        /* the first of them */
};

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

/* The words of a search. Both they and the column are folded, so that bytes can be compared. */
static GPtrArray *
split_words (const char *text)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folded = text != NULL ? dwd_fold (text) : g_strdup ("");
  g_auto (GStrv) parts = g_strsplit_set (folded, " \t\n", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (words, g_strdup (parts[i]));
  return words;
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

static void
append_words (GString    *sql,
              const char *alias,
              GPtrArray  *words)
{
  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (sql, " AND instr (%s.search, ?%u) > 0", alias, PARAMETER_WORDS + i);
}

/* Conditions are built from numbers and marks alone; what a person typed is bound. */
static char *
build_where (const DwdJobQuery *query,
             GPtrArray         *words)
{
  GString *sql = g_string_new (" WHERE 1");

  append_bits (sql, "status", query->statuses);
  append_bits (sql, "priority", query->priorities);
  if (query->zone != NULL)
    g_string_append_printf (sql, " AND j.zone = ?%d", PARAMETER_ZONE);
  if (query->skill != NULL)
    g_string_append_printf (sql, " AND instr (j.skills, ?%d) > 0", PARAMETER_SKILL);
  append_words (sql, "j", words);
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
  GPtrArray *words;       /* (owned) */
  char *skill;            /* (owned) (nullable) */
  char *where;            /* (owned) */
} Selection;

static void
selection_clear (Selection *self)
{
  g_ptr_array_unref (self->words);
  g_free (self->skill);
  g_free (self->where);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Selection, selection_clear)

static void
selection_init (Selection         *self,
                const DwdJobQuery *query)
{
  self->words = split_words (query->text);
  self->skill = query->skill != NULL ? g_strdup_printf ("\n%s\n", query->skill) : NULL;
  self->where = build_where (query, self->words);
}

static void
bind_selection (DwdStatement      *statement,
                const Selection   *selection,
                const DwdJobQuery *query)
{
  if (query->zone != NULL)
    dwd_statement_bind_text (statement, PARAMETER_ZONE, query->zone, -1);
  if (selection->skill != NULL)
    dwd_statement_bind_text (statement, PARAMETER_SKILL, selection->skill, -1);
  for (guint i = 0; i < selection->words->len; i++)
    dwd_statement_bind_text (statement, PARAMETER_WORDS + i, g_ptr_array_index (selection->words, i), -1);
}

/* How the rows of a page are found, before they are read. */
typedef enum
{
  WALK_INDEX,         /* in the order of the list, so that skipped rows are never read */
  WALK_BEGINNING,     /* the same, but the first rows of the list alone */
  WALK_TEXTS,         /* through what is searched alone, and sorted afterwards */
  WALK_TABLE,         /* in the order of the file, and sorted afterwards */
} Walk;

/* The index that holds the texts is not named: it may not be there yet. */
static void
append_walk (GString         *sql,
             const Selection *selection,
             Walk             walk,
             const char      *order)
{
  switch (walk)
    {
    case WALK_BEGINNING:
      g_string_append_printf (sql, "SELECT j.id FROM (SELECT j.id FROM dispatch_job AS j%s LIMIT %d) AS b "
                              "CROSS JOIN dispatch_job AS j ON j.id = b.id%s", order, BEGINNING_ROWS,
                              selection->where);
      break;

    case WALK_TEXTS:
      g_string_append (sql, "SELECT j.id FROM (SELECT t.id FROM dispatch_job AS t WHERE 1");
      append_words (sql, "t", selection->words);
      g_string_append_printf (sql, " LIMIT -1) AS f CROSS JOIN dispatch_job AS j ON j.id = f.id%s",
                              selection->where);
      break;

    case WALK_TABLE:
      g_string_append_printf (sql, "SELECT j.id FROM dispatch_job AS j NOT INDEXED%s", selection->where);
      break;

    case WALK_INDEX:
    default:
      g_string_append_printf (sql, "SELECT j.id FROM dispatch_job AS j%s", selection->where);
      break;
    }
}

static gboolean
count_work (DwdStoreTxn *txn,
            gpointer     data,
            GError     **error)
{
  ListCall *call = data;
  g_auto (Selection) selection;
  g_autoptr (GString) sql = g_string_new ("SELECT COUNT(*) FROM (");
  DwdStatement *row = NULL;
  DwdStep step = DWD_STEP_FAILED;

  selection_init (&selection, call->query);
  append_walk (sql, &selection, selection.words->len > 0 ? WALK_TEXTS : WALK_INDEX, "");
  g_string_append_c (sql, ')');
  row = dwd_db_prepare (txn->db, sql->str, error);
  if (row == NULL)
    return FALSE;
  bind_selection (row, &selection, call->query);
  step = dwd_statement_step (row, error);
  if (step == DWD_STEP_ROW)
    call->count = dwd_statement_get_int (row, 0);
  dwd_statement_reset (row);
  return step == DWD_STEP_ROW;
}

static gboolean
load_by (DwdStoreTxn     *txn,
         ListCall        *call,
         const Selection *selection,
         Walk             walk,
         GError         **error)
{
  const char *order = order_of (call->query->order);
  g_autoptr (GString) sql = g_string_new ("SELECT " DWD_JOB_COLUMNS " FROM dispatch_job AS j WHERE j.id IN (");
  DwdStatement *rows = NULL;

  append_walk (sql, selection, walk, order);
  g_string_append_printf (sql, "%s LIMIT ?%d OFFSET ?%d)%s", order, PARAMETER_LIMIT, PARAMETER_OFFSET, order);
  rows = dwd_db_prepare (txn->db, sql->str, error);
  if (rows == NULL)
    return FALSE;
  bind_selection (rows, selection, call->query);
  dwd_statement_bind_int (rows, PARAMETER_LIMIT, call->n_items);
  dwd_statement_bind_int (rows, PARAMETER_OFFSET, call->offset);
  g_clear_pointer (&call->jobs, g_ptr_array_unref);
  call->jobs = dwd_store_read_jobs (txn->db, rows, error);
  return call->jobs != NULL;
}

/* In the order of the list, to know whether a row has the words means a page of the file for each: worth it
 * only where the rows asked for are among the first. Of those further down a common word has too many to
 * fetch one by one. */
static gboolean
load_work (DwdStoreTxn *txn,
           gpointer     data,
           GError     **error)
{
  ListCall *call = data;
  g_auto (Selection) selection;

  selection_init (&selection, call->query);
  if (selection.words->len == 0)
    return load_by (txn, call, &selection, WALK_INDEX, error);

  if (!load_by (txn, call, &selection, WALK_BEGINNING, error))
    return FALSE;
  return call->jobs->len == call->n_items ||
         load_by (txn, call, &selection, call->offset == 0 ? WALK_TEXTS : WALK_TABLE, error);
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
