/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "model/dwd-history-entry.h"
#include "model/dwd-paged-list.h"

/* A source of numbered rows that answers on the next turn of the loop and counts what it is asked. */
#define TEST_TYPE_SOURCE (test_source_get_type ())
G_DECLARE_FINAL_TYPE (TestSource, test_source, TEST, SOURCE, GObject)

struct _TestSource
{
  GObject parent_instance;

  guint n_rows;
  guint n_loads;
  guint version;
};

static void test_source_iface_init (DwdPageSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSource, test_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DWD_TYPE_PAGE_SOURCE, test_source_iface_init))

static GType
test_source_get_item_type (DwdPageSource *source)
{
  return DWD_TYPE_HISTORY_ENTRY;
}

static void
test_source_count_async (DwdPageSource      *source,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_source_tag (task, test_source_count_async);
  g_task_return_int (task, TEST_SOURCE (source)->n_rows);
}

static gssize
test_source_count_finish (DwdPageSource *source,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
test_source_load_async (DwdPageSource      *source,
                        guint               offset,
                        guint               n_items,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  TestSource *self = TEST_SOURCE (source);
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  g_task_set_source_tag (task, test_source_load_async);
  self->n_loads += 1;
  for (guint i = offset; i < MIN (offset + n_items, self->n_rows); i++)
    {
      g_autofree char *detail = g_strdup_printf ("%u/%u", i, self->version);

      g_ptr_array_add (rows, dwd_history_entry_new (DWD_HISTORY_EDITED, i, NULL, detail, FALSE));
    }
  g_task_return_pointer (task, g_steal_pointer (&rows), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
test_source_load_finish (DwdPageSource *source,
                         GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_source_iface_init (DwdPageSourceInterface *iface)
{
  iface->get_item_type = test_source_get_item_type;
  iface->count_async = test_source_count_async;
  iface->count_finish = test_source_count_finish;
  iface->load_async = test_source_load_async;
  iface->load_finish = test_source_load_finish;
}

static void
test_source_class_init (TestSourceClass *klass)
{
}

static void
test_source_init (TestSource *self)
{
}

static void
drain_context (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static char *
dup_row (DwdPagedList *list,
         guint         position)
{
  g_autoptr (DwdPagedItem) item = g_list_model_get_item (G_LIST_MODEL (list), position);

  drain_context ();
  g_assert_nonnull (item);
  g_assert_cmpuint (dwd_paged_item_get_index (item), ==, position);

  return g_strdup (dwd_history_entry_get_detail (dwd_paged_item_get_object (item)));
}

static void
test_lazy (void)
{
  g_autoptr (TestSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);
  g_autoptr (DwdPagedList) list = NULL;
  g_autofree char *first = NULL;
  g_autofree char *far = NULL;

  source->n_rows = 1000000;
  list = dwd_paged_list_new (DWD_PAGE_SOURCE (source));
  g_assert_true (dwd_paged_list_is_loading (list));
  drain_context ();
  g_assert_false (dwd_paged_list_is_loading (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1000000);
  g_assert_cmpuint (source->n_loads, ==, 0);

  first = dup_row (list, 0);
  g_assert_cmpstr (first, ==, "0/0");
  far = dup_row (list, 999999);
  g_assert_cmpstr (far, ==, "999999/0");
  g_assert_cmpuint (source->n_loads, ==, 2);
}

/* Walking through a million rows keeps sixteen pages; the first is read again when it is wanted. */
static void
test_bounded (void)
{
  g_autoptr (TestSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);
  g_autoptr (DwdPagedList) list = NULL;
  g_autofree char *again = NULL;
  guint n_loads;

  source->n_rows = 256 * 40;
  list = dwd_paged_list_new (DWD_PAGE_SOURCE (source));
  drain_context ();
  for (guint i = 0; i < source->n_rows; i += 256)
    g_free (dup_row (list, i));
  g_assert_cmpuint (source->n_loads, ==, 40);

  n_loads = source->n_loads;
  again = dup_row (list, 0);
  g_assert_cmpuint (source->n_loads, ==, n_loads + 1);
}

static void
test_refresh_in_place (void)
{
  g_autoptr (TestSource) source = g_object_new (TEST_TYPE_SOURCE, NULL);
  g_autoptr (DwdPagedList) list = NULL;
  g_autoptr (DwdPagedItem) item = NULL;
  g_autofree char *before = NULL;

  source->n_rows = 10;
  list = dwd_paged_list_new (DWD_PAGE_SOURCE (source));
  drain_context ();
  before = dup_row (list, 3);
  item = g_list_model_get_item (G_LIST_MODEL (list), 3);

  source->version = 1;
  source->n_rows = 5;
  dwd_paged_list_refresh (list);
  g_assert_nonnull (dwd_paged_item_get_object (item));
  drain_context ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 5);
  g_assert_cmpstr (dwd_history_entry_get_detail (dwd_paged_item_get_object (item)), ==, "3/1");
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 7));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/paged-list/lazy", test_lazy);
  g_test_add_func ("/model/paged-list/bounded", test_bounded);
  g_test_add_func ("/model/paged-list/refresh-in-place", test_refresh_in_place);

  return g_test_run ();
}
