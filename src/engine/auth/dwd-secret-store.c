/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-auth"

#include "config.h"

#include "dwd-secret-store.h"

G_DEFINE_INTERFACE (DwdSecretStore, dwd_secret_store, G_TYPE_OBJECT)

static void
dwd_secret_store_default_init (DwdSecretStoreInterface *iface)
{
}

/**
 * dwd_secret_store_save_async:
 * @self: a store
 * @server: the server's address
 * @api_key: the key that the secret belongs to
 * @secret: the secret
 * @cancellable: (nullable): stops it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Keeps a secret, in place of one that is already kept for the same server and key.
 */
void
dwd_secret_store_save_async (DwdSecretStore     *self,
                             const char         *server,
                             const char         *api_key,
                             const char         *secret,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_return_if_fail (DWD_IS_SECRET_STORE (self));
  g_return_if_fail (server != NULL && api_key != NULL && secret != NULL);

  DWD_SECRET_STORE_GET_IFACE (self)->save_async (self, server, api_key, secret, cancellable,
                                                 callback, user_data);
}

/**
 * dwd_secret_store_save_finish:
 * @self: a store
 * @result: of dwd_secret_store_save_async()
 * @error: return location
 *
 * Returns: whether it is kept. Of %DWD_ERROR: %DWD_FAILURE_NOT_FOUND when nothing here keeps secrets,
 *   %DWD_FAILURE_FORBIDDEN when it stays locked, %DWD_FAILURE_CANCELLED when the user dismissed the
 *   question.
 */
gboolean
dwd_secret_store_save_finish (DwdSecretStore *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (DWD_IS_SECRET_STORE (self), FALSE);

  return DWD_SECRET_STORE_GET_IFACE (self)->save_finish (self, result, error);
}

/**
 * dwd_secret_store_lookup_async:
 * @self: a store
 * @server: the server's address
 * @api_key: the key that the secret belongs to
 * @cancellable: (nullable): stops it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks for a secret.
 */
void
dwd_secret_store_lookup_async (DwdSecretStore     *self,
                               const char         *server,
                               const char         *api_key,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (DWD_IS_SECRET_STORE (self));
  g_return_if_fail (server != NULL && api_key != NULL);

  DWD_SECRET_STORE_GET_IFACE (self)->lookup_async (self, server, api_key, cancellable, callback,
                                                   user_data);
}

/**
 * dwd_secret_store_lookup_finish:
 * @self: a store
 * @result: of dwd_secret_store_lookup_async()
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the secret; %NULL without an error when none is kept. Errors are
 *   those of dwd_secret_store_save_finish().
 */
char *
dwd_secret_store_lookup_finish (DwdSecretStore *self,
                                GAsyncResult   *result,
                                GError        **error)
{
  g_return_val_if_fail (DWD_IS_SECRET_STORE (self), NULL);

  return DWD_SECRET_STORE_GET_IFACE (self)->lookup_finish (self, result, error);
}

/**
 * dwd_secret_store_clear_async:
 * @self: a store
 * @server: the server's address
 * @api_key: the key that the secret belongs to
 * @cancellable: (nullable): stops it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Forgets a secret.
 */
void
dwd_secret_store_clear_async (DwdSecretStore     *self,
                              const char         *server,
                              const char         *api_key,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (DWD_IS_SECRET_STORE (self));
  g_return_if_fail (server != NULL && api_key != NULL);

  DWD_SECRET_STORE_GET_IFACE (self)->clear_async (self, server, api_key, cancellable, callback,
                                                  user_data);
}

/**
 * dwd_secret_store_clear_finish:
 * @self: a store
 * @result: of dwd_secret_store_clear_async()
 * @error: return location
 *
 * Returns: whether none is kept any more; that there was none is a success.
 */
gboolean
dwd_secret_store_clear_finish (DwdSecretStore *self,
                               GAsyncResult   *result,
                               GError        **error)
{
  g_return_val_if_fail (DWD_IS_SECRET_STORE (self), FALSE);

  return DWD_SECRET_STORE_GET_IFACE (self)->clear_finish (self, result, error);
}
