/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "protocol/dwd-doctype.h"

G_BEGIN_DECLS

#define DWD_TYPE_BACKEND (dwd_backend_get_type ())

/*
 * The server's half as the sync engine sees it: bytes of a feed page, and answers to a batch. The
 * Dartwing endpoints are one implementation; a stock Frappe site is another kind of server behind
 * the same five verbs. Main context only.
 */
G_DECLARE_INTERFACE (DwdBackend, dwd_backend, DWD, BACKEND, GObject)

struct _DwdBackendInterface
{
  GTypeInterface g_iface;

  void (*pull_async)  (DwdBackend         *self,
                       DwdDoctype          doctype,
                       const char         *since,
                       guint               limit,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data);
  GBytes *(*pull_finish) (DwdBackend   *self,
                          GAsyncResult *result,
                          GError      **error);
  void (*push_async)  (DwdBackend         *self,
                       GPtrArray          *ops,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data);
  GPtrArray *(*push_finish) (DwdBackend   *self,
                             GAsyncResult *result,
                             GError      **error);
  gint64 (*get_retry_at) (DwdBackend *self);
};

void       dwd_backend_pull_async (DwdBackend         *self,
                                   DwdDoctype          doctype,
                                   const char         *since,
                                   guint               limit,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GBytes *dwd_backend_pull_finish (DwdBackend   *self,
                                 GAsyncResult *result,
                                 GError      **error);
void       dwd_backend_push_async (DwdBackend         *self,
                                   GPtrArray          *ops,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
GPtrArray *dwd_backend_push_finish (DwdBackend   *self,
                                    GAsyncResult *result,
                                    GError      **error);
gint64     dwd_backend_get_retry_at (DwdBackend *self);

G_END_DECLS
