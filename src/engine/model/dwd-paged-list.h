/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DWD_TYPE_PAGE_SOURCE (dwd_page_source_get_type ())

/* Where a paged list gets its rows: the store implements it. All calls on the main context. */
G_DECLARE_INTERFACE (DwdPageSource, dwd_page_source, DWD, PAGE_SOURCE, GObject)

struct _DwdPageSourceInterface
{
  GTypeInterface g_iface;

  GType (*get_item_type) (DwdPageSource *self);
  void (*count_async)   (DwdPageSource      *self,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data);
  gssize (*count_finish)  (DwdPageSource *self,
                           GAsyncResult  *result,
                           GError       **error);
  void (*load_async)    (DwdPageSource      *self,
                         guint               offset,
                         guint               n_items,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data);
  GPtrArray *(*load_finish)   (DwdPageSource *self,
                               GAsyncResult  *result,
                               GError       **error);
};

#define DWD_TYPE_PAGED_LIST (dwd_paged_list_get_type ())
#define DWD_TYPE_PAGED_ITEM (dwd_paged_item_get_type ())

/*
 * A GListModel of DwdPagedItem over a page source: pages of 256, the sixteen last used kept. An item
 * is a slot; its "object" property is NULL until its page has come. No row cap; memory does not
 * depend on the length. dwd_paged_list_refresh() recounts and reloads what is kept, without blanking.
 */
G_DECLARE_FINAL_TYPE (DwdPagedList, dwd_paged_list, DWD, PAGED_LIST, GObject)
G_DECLARE_FINAL_TYPE (DwdPagedItem, dwd_paged_item, DWD, PAGED_ITEM, GObject)

DwdPagedList *dwd_paged_list_new (DwdPageSource * source);
void          dwd_paged_list_refresh (DwdPagedList *self);
gboolean      dwd_paged_list_is_loading (DwdPagedList *self);    /* property "loading", notifies */

gpointer      dwd_paged_item_get_object (DwdPagedItem *self);    /* (nullable) (transfer none); property "object" */
guint         dwd_paged_item_get_index (DwdPagedItem *self);

G_END_DECLS
