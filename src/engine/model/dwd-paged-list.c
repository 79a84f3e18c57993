/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-paged-list.h"

#include "base/dwd-failure.h"

#define PAGE_SIZE 256
#define MAX_PAGES 16

/*
 * The list is a row of slots; a slot's object arrives with its page. Pages are kept by last use.
 * A view that scrolls fast asks for many pages at once: each is asked for once, and an answer for a
 * list that was refreshed meanwhile (another generation) is thrown away.
 */
struct _DwdPagedItem
{
  GObject parent_instance;

  GObject *object;    /* (owned) (nullable) */
  guint index;
};

typedef enum
{
  ITEM_PROP_OBJECT = 1,
} DwdPagedItemProperty;

static GParamSpec *item_properties[ITEM_PROP_OBJECT + 1];

typedef struct
{
  DwdPagedItem *items[PAGE_SIZE];   /* (owned) (nullable) each */
  guint number;
  guint64 last_use;
  gboolean loaded;
  gboolean loading;
} Page;

struct _DwdPagedList
{
  GObject parent_instance;

  DwdPageSource *source;        /* (owned) */
  GHashTable *pages;            /* (owned): number → Page */
  GCancellable *cancellable;    /* (owned) */
  guint n_items;
  guint generation;
  guint64 uses;
  gboolean loading;             /* the first count is still to come */
};

typedef enum
{
  PROP_LOADING = 1,
} DwdPagedListProperty;

static GParamSpec *properties[PROP_LOADING + 1];

typedef struct
{
  DwdPagedList *list;      /* (owned) */
  guint page;
  guint generation;
} PageRequest;

static void dwd_paged_list_model_init (GListModelInterface *iface);

G_DEFINE_INTERFACE (DwdPageSource, dwd_page_source, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (DwdPagedItem, dwd_paged_item, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (DwdPagedList, dwd_paged_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, dwd_paged_list_model_init))

static void
dwd_page_source_default_init (DwdPageSourceInterface *iface)
{
}

static void
dwd_paged_item_finalize (GObject *object)
{
  g_clear_object (&DWD_PAGED_ITEM (object)->object);

  G_OBJECT_CLASS (dwd_paged_item_parent_class)->finalize (object);
}

static void
dwd_paged_item_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch ((DwdPagedItemProperty) prop_id)
    {
    case ITEM_PROP_OBJECT:
      g_value_set_object (value, DWD_PAGED_ITEM (object)->object);
      break;
    }
}

static void
dwd_paged_item_class_init (DwdPagedItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = dwd_paged_item_finalize;
  object_class->get_property = dwd_paged_item_get_property;

  item_properties[ITEM_PROP_OBJECT] =
    g_param_spec_object ("object", NULL, NULL, G_TYPE_OBJECT,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (item_properties), item_properties);
}

static void
dwd_paged_item_init (DwdPagedItem *self)
{
}

static void
set_item_object (DwdPagedItem *item,
                 GObject      *object)
{
  if (g_set_object (&item->object, object))
    g_object_notify_by_pspec (G_OBJECT (item), item_properties[ITEM_PROP_OBJECT]);
}

static void
free_page (gpointer data)
{
  Page *page = data;

  for (guint i = 0; i < PAGE_SIZE; i++)
    g_clear_object (&page->items[i]);
  g_free (page);
}

static void
free_request (PageRequest *request)
{
  g_object_unref (request->list);
  g_free (request);
}

static void
set_loading (DwdPagedList *self,
             gboolean      loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
fill_page (Page      *page,
           GPtrArray *objects)
{
  for (guint i = 0; i < PAGE_SIZE; i++)
    {
      if (page->items[i] != NULL)
        set_item_object (page->items[i],
                         i < objects->len ? g_ptr_array_index (objects, i) : NULL);
    }
}

/* Slots that nobody asked for yet are made here, so that a scrolling view finds them filled. */
static void
complete_page (DwdPagedList *self,
               Page         *page,
               GPtrArray    *objects)
{
  guint first = page->number * PAGE_SIZE;

  for (guint i = 0; i < objects->len && i < PAGE_SIZE && first + i < self->n_items; i++)
    {
      if (page->items[i] == NULL)
        {
          page->items[i] = g_object_new (DWD_TYPE_PAGED_ITEM, NULL);
          page->items[i]->index = first + i;
        }
    }

  fill_page (page, objects);
  page->loaded = TRUE;
}

static void
load_page_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  DwdPageSource *source = DWD_PAGE_SOURCE (object);
  PageRequest *request = user_data;
  DwdPagedList *self = request->list;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) objects = NULL;
  Page *page;

  objects = DWD_PAGE_SOURCE_GET_IFACE (source)->load_finish (source, result, &error);
  page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (request->page));

  if (request->generation == self->generation && page != NULL)
    {
      page->loading = FALSE;
      if (objects != NULL)
        complete_page (self, page, objects);
      else if (dwd_failure_from_error (error) != DWD_FAILURE_CANCELLED)
        g_warning ("page %u of a list was not read: %s", request->page, error->message);
    }

  free_request (request);
}

static void
load_page (DwdPagedList *self,
           Page         *page)
{
  PageRequest *request = g_new0 (PageRequest, 1);

  request->list = g_object_ref (self);
  request->page = page->number;
  request->generation = self->generation;
  page->loading = TRUE;
  DWD_PAGE_SOURCE_GET_IFACE (self->source)->load_async (self->source, page->number * PAGE_SIZE,
                                                        PAGE_SIZE, self->cancellable,
                                                        load_page_cb, request);
}

static void
drop_oldest_page (DwdPagedList *self)
{
  GHashTableIter iter;
  gpointer value;
  Page *oldest = NULL;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Page *page = value;

      if (oldest == NULL || page->last_use < oldest->last_use)
        oldest = page;
    }

  if (oldest != NULL)
    g_hash_table_remove (self->pages, GUINT_TO_POINTER (oldest->number));
}

static Page *
ensure_page (DwdPagedList *self,
             guint         number)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));

  if (page == NULL)
    {
      if (g_hash_table_size (self->pages) >= MAX_PAGES)
        drop_oldest_page (self);
      page = g_new0 (Page, 1);
      page->number = number;
      g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);
    }

  page->last_use = ++self->uses;
  if (!page->loaded && !page->loading)
    load_page (self, page);

  return page;
}

static GType
dwd_paged_list_get_item_type (GListModel *model)
{
  return DWD_TYPE_PAGED_ITEM;
}

static guint
dwd_paged_list_get_n_items (GListModel *model)
{
  return DWD_PAGED_LIST (model)->n_items;
}

static gpointer
dwd_paged_list_get_item (GListModel *model,
                         guint       position)
{
  DwdPagedList *self = DWD_PAGED_LIST (model);
  Page *page;
  DwdPagedItem **slot;

  if (position >= self->n_items)
    return NULL;

  page = ensure_page (self, position / PAGE_SIZE);
  slot = &page->items[position % PAGE_SIZE];
  if (*slot == NULL)
    {
      *slot = g_object_new (DWD_TYPE_PAGED_ITEM, NULL);
      (*slot)->index = position;
    }

  return g_object_ref (*slot);
}

static void
dwd_paged_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = dwd_paged_list_get_item_type;
  iface->get_n_items = dwd_paged_list_get_n_items;
  iface->get_item = dwd_paged_list_get_item;
}

/* Pages wholly behind the new end go; the rest are read again in place, so that nothing blanks. */
static void
reload_kept_pages (DwdPagedList *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Page *page = value;

      if (page->number * PAGE_SIZE >= self->n_items)
        {
          g_hash_table_iter_remove (&iter);
          continue;
        }
      for (guint i = 0; i < PAGE_SIZE; i++)
        {
          if (page->items[i] != NULL && page->items[i]->index >= self->n_items)
            g_clear_object (&page->items[i]);
        }
      load_page (self, page);
    }
}

static void
count_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  DwdPageSource *source = DWD_PAGE_SOURCE (object);
  PageRequest *request = user_data;
  DwdPagedList *self = request->list;
  g_autoptr (GError) error = NULL;
  gssize count;
  guint n_old = self->n_items;

  count = DWD_PAGE_SOURCE_GET_IFACE (source)->count_finish (source, result, &error);

  if (request->generation == self->generation && count >= 0)
    {
      self->n_items = (guint) MIN (count, G_MAXUINT - 1);
      reload_kept_pages (self);
      if (self->n_items > n_old)
        g_list_model_items_changed (G_LIST_MODEL (self), n_old, 0, self->n_items - n_old);
      else if (self->n_items < n_old)
        g_list_model_items_changed (G_LIST_MODEL (self), self->n_items, n_old - self->n_items, 0);
      set_loading (self, FALSE);
    }
  else if (count < 0 && dwd_failure_from_error (error) != DWD_FAILURE_CANCELLED)
    {
      g_warning ("a list was not counted: %s", error->message);
      set_loading (self, FALSE);
    }

  free_request (request);
}

static void
dwd_paged_list_dispose (GObject *object)
{
  DwdPagedList *self = DWD_PAGED_LIST (object);

  self->generation += 1;
  g_cancellable_cancel (self->cancellable);
  g_hash_table_remove_all (self->pages);

  G_OBJECT_CLASS (dwd_paged_list_parent_class)->dispose (object);
}

static void
dwd_paged_list_finalize (GObject *object)
{
  DwdPagedList *self = DWD_PAGED_LIST (object);

  g_clear_object (&self->source);
  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->pages);

  G_OBJECT_CLASS (dwd_paged_list_parent_class)->finalize (object);
}

static void
dwd_paged_list_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch ((DwdPagedListProperty) prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, DWD_PAGED_LIST (object)->loading);
      break;
    }
}

static void
dwd_paged_list_class_init (DwdPagedListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwd_paged_list_dispose;
  object_class->finalize = dwd_paged_list_finalize;
  object_class->get_property = dwd_paged_list_get_property;

  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, TRUE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
dwd_paged_list_init (DwdPagedList *self)
{
  self->loading = TRUE;
  self->cancellable = g_cancellable_new ();
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, free_page);
}

/**
 * dwd_paged_list_new:
 * @source: (transfer none): where the rows come from
 *
 * Returns: (transfer full): a list that is being counted
 */
DwdPagedList *
dwd_paged_list_new (DwdPageSource *source)
{
  DwdPagedList *self;

  g_return_val_if_fail (DWD_IS_PAGE_SOURCE (source), NULL);

  self = g_object_new (DWD_TYPE_PAGED_LIST, NULL);
  self->source = g_object_ref (source);
  dwd_paged_list_refresh (self);

  return self;
}

/**
 * dwd_paged_list_refresh:
 * @self: a list
 *
 * Counts anew and reads again the pages it keeps. Rows stay visible meanwhile.
 */
void
dwd_paged_list_refresh (DwdPagedList *self)
{
  PageRequest *request;

  g_return_if_fail (DWD_IS_PAGED_LIST (self));

  self->generation += 1;
  request = g_new0 (PageRequest, 1);
  request->list = g_object_ref (self);
  request->generation = self->generation;
  DWD_PAGE_SOURCE_GET_IFACE (self->source)->count_async (self->source, self->cancellable,
                                                         count_cb, request);
}

gboolean
dwd_paged_list_is_loading (DwdPagedList *self)
{
  g_return_val_if_fail (DWD_IS_PAGED_LIST (self), FALSE);

  return self->loading;
}

/**
 * dwd_paged_item_get_object:
 * @self: a slot
 *
 * Returns: (transfer none) (nullable): what the slot holds, %NULL until its page has come
 */
gpointer
dwd_paged_item_get_object (DwdPagedItem *self)
{
  g_return_val_if_fail (DWD_IS_PAGED_ITEM (self), NULL);

  return self->object;
}

guint
dwd_paged_item_get_index (DwdPagedItem *self)
{
  g_return_val_if_fail (DWD_IS_PAGED_ITEM (self), 0);

  return self->index;
}
