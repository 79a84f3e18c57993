/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DWD_TYPE_LIST_PROXY (dwd_list_proxy_get_type ())

/* A list model that shows another one, which may change: what a view keeps while accounts come and go. */
G_DECLARE_FINAL_TYPE (DwdListProxy, dwd_list_proxy, DWD, LIST_PROXY, GObject)

DwdListProxy *dwd_list_proxy_new (GType item_type);
void          dwd_list_proxy_set_model (DwdListProxy *self,
                                        GListModel   *model);

G_END_DECLS
