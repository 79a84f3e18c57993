/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-sync"

#include "config.h"

#include "dwd-backend.h"

G_DEFINE_INTERFACE (DwdBackend, dwd_backend, G_TYPE_OBJECT)

static void
dwd_backend_default_init (DwdBackendInterface *iface)
{
}

/**
 * dwd_backend_pull_async:
 * @self: a server
 * @doctype: what to pull
 * @since: the watermark, "" at the start; opaque
 * @limit: rows at most
 * @cancellable: (nullable): a cancellable
 * @callback: called when the page has come
 * @user_data: for @callback
 *
 * Asks for one page of changes.
 */
void
dwd_backend_pull_async (DwdBackend         *self,
                        DwdDoctype          doctype,
                        const char         *since,
                        guint               limit,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_return_if_fail (DWD_IS_BACKEND (self));
  g_return_if_fail (since != NULL);

  DWD_BACKEND_GET_IFACE (self)->pull_async (self, doctype, since, limit, cancellable,
                                            callback, user_data);
}

/**
 * dwd_backend_pull_finish:
 * @self: a server
 * @result: the result
 * @error: where a %DWD_ERROR goes
 *
 * Returns: (transfer full) (nullable): the page's bytes, not looked at yet
 */
GBytes *
dwd_backend_pull_finish (DwdBackend   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (DWD_IS_BACKEND (self), NULL);

  return DWD_BACKEND_GET_IFACE (self)->pull_finish (self, result, error);
}

/**
 * dwd_backend_push_async:
 * @self: a server
 * @ops: (element-type DwdBatchOp): at most 100 operations, one per record
 * @cancellable: (nullable): a cancellable
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Sends a batch. The server remembers op_ids: sending the same operation again is safe.
 */
void
dwd_backend_push_async (DwdBackend         *self,
                        GPtrArray          *ops,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_return_if_fail (DWD_IS_BACKEND (self));
  g_return_if_fail (ops != NULL);

  DWD_BACKEND_GET_IFACE (self)->push_async (self, ops, cancellable, callback, user_data);
}

/**
 * dwd_backend_push_finish:
 * @self: a server
 * @result: the result
 * @error: where a %DWD_ERROR goes when the batch failed as a whole
 *
 * Returns: (transfer full) (nullable) (element-type DwdBatchResult): the answers, in any order
 */
GPtrArray *
dwd_backend_push_finish (DwdBackend   *self,
                         GAsyncResult *result,
                         GError      **error)
{
  g_return_val_if_fail (DWD_IS_BACKEND (self), NULL);

  return DWD_BACKEND_GET_IFACE (self)->push_finish (self, result, error);
}

/**
 * dwd_backend_get_retry_at:
 * @self: a server
 *
 * Returns: the instant before which the server wants no requests, or %DWD_TIME_NONE
 */
gint64
dwd_backend_get_retry_at (DwdBackend *self)
{
  g_return_val_if_fail (DWD_IS_BACKEND (self), G_MININT64);

  return DWD_BACKEND_GET_IFACE (self)->get_retry_at (self);
}
