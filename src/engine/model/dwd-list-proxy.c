/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-list-proxy.h"

struct _DwdListProxy
{
  GObject parent_instance;

  GType item_type;
  GListModel *model;       /* (owned) (nullable) */
  gulong handler;
};

static void dwd_list_proxy_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DwdListProxy, dwd_list_proxy, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, dwd_list_proxy_model_init))

static void
items_changed_cb (GListModel   *model,
                  guint         position,
                  guint         removed,
                  guint         added,
                  DwdListProxy *self)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static GType
dwd_list_proxy_get_item_type (GListModel *model)
{
  return DWD_LIST_PROXY (model)->item_type;
}

static guint
dwd_list_proxy_get_n_items (GListModel *model)
{
  DwdListProxy *self = DWD_LIST_PROXY (model);

  return self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
}

static gpointer
dwd_list_proxy_get_item (GListModel *model,
                         guint       position)
{
  DwdListProxy *self = DWD_LIST_PROXY (model);

  return self->model != NULL ? g_list_model_get_item (self->model, position) : NULL;
}

static void
dwd_list_proxy_model_init (GListModelInterface *iface)
{
  iface->get_item_type = dwd_list_proxy_get_item_type;
  iface->get_n_items = dwd_list_proxy_get_n_items;
  iface->get_item = dwd_list_proxy_get_item;
}

static void
dwd_list_proxy_dispose (GObject *object)
{
  DwdListProxy *self = DWD_LIST_PROXY (object);

  if (self->model != NULL)
    g_clear_signal_handler (&self->handler, self->model);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (dwd_list_proxy_parent_class)->dispose (object);
}

static void
dwd_list_proxy_class_init (DwdListProxyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwd_list_proxy_dispose;
}

static void
dwd_list_proxy_init (DwdListProxy *self)
{
  self->item_type = G_TYPE_OBJECT;
}

/**
 * dwd_list_proxy_new:
 * @item_type: what every list shown through it holds
 *
 * Returns: (transfer full): an empty list
 */
DwdListProxy *
dwd_list_proxy_new (GType item_type)
{
  DwdListProxy *self = g_object_new (DWD_TYPE_LIST_PROXY, NULL);

  self->item_type = item_type;

  return self;
}

/**
 * dwd_list_proxy_set_model:
 * @self: a proxy
 * @model: (transfer none) (nullable): what it shows from now on
 */
void
dwd_list_proxy_set_model (DwdListProxy *self,
                          GListModel   *model)
{
  guint n_old;

  g_return_if_fail (DWD_IS_LIST_PROXY (self));
  g_return_if_fail (model == NULL || G_IS_LIST_MODEL (model));

  if (self->model == model)
    return;

  n_old = dwd_list_proxy_get_n_items (G_LIST_MODEL (self));
  if (self->model != NULL)
    g_clear_signal_handler (&self->handler, self->model);
  g_set_object (&self->model, model);
  if (model != NULL)
    self->handler = g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), self);

  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_old,
                              dwd_list_proxy_get_n_items (G_LIST_MODEL (self)));
}
