/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DWD_TYPE_SECRET_STORE (dwd_secret_store_get_type ())

/* Where secrets live: the Secret Service, or in tests a memory. Never a file of ours. */
G_DECLARE_INTERFACE (DwdSecretStore, dwd_secret_store, DWD, SECRET_STORE, GObject)

struct _DwdSecretStoreInterface
{
  GTypeInterface g_iface;

  void (*save_async)    (DwdSecretStore     *self,
                         const char         *server,
                         const char         *api_key,
                         const char         *secret,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data);
  gboolean (*save_finish)   (DwdSecretStore *self,
                             GAsyncResult   *result,
                             GError        **error);
  void (*lookup_async)  (DwdSecretStore     *self,
                         const char         *server,
                         const char         *api_key,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data);
  char *(*lookup_finish) (DwdSecretStore *self,
                          GAsyncResult   *result,
                          GError        **error);                                            /* (nullable) */
  void (*clear_async)   (DwdSecretStore     *self,
                         const char         *server,
                         const char         *api_key,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data);
  gboolean (*clear_finish)  (DwdSecretStore *self,
                             GAsyncResult   *result,
                             GError        **error);
};

void            dwd_secret_store_save_async (DwdSecretStore     *self,
                                             const char         *server,
                                             const char         *api_key,
                                             const char         *secret,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
gboolean        dwd_secret_store_save_finish (DwdSecretStore *self,
                                              GAsyncResult   *result,
                                              GError        **error);
void            dwd_secret_store_lookup_async (DwdSecretStore     *self,
                                               const char         *server,
                                               const char         *api_key,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
char *dwd_secret_store_lookup_finish (DwdSecretStore *self,
                                      GAsyncResult   *result,
                                      GError        **error);
void            dwd_secret_store_clear_async (DwdSecretStore     *self,
                                              const char         *server,
                                              const char         *api_key,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
gboolean        dwd_secret_store_clear_finish (DwdSecretStore *self,
                                               GAsyncResult   *result,
                                               GError        **error);

DwdSecretStore *dwd_secret_store_new_service (void);     /* dwd-secret-service.c, libsecret */
DwdSecretStore *dwd_secret_store_new_memory (void);      /* dwd-secret-memory.c */

G_END_DECLS
