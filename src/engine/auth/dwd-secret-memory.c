/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-auth"

#include "config.h"

#include "dwd-secret-store.h"

/*
 * Keeps secrets as long as it lives, for tests and for a session that is to leave no trace. Answers in
 * a later turn of the main loop, as the real one does.
 */
#define DWD_TYPE_SECRET_MEMORY (dwd_secret_memory_get_type ())

G_DECLARE_FINAL_TYPE (DwdSecretMemory, dwd_secret_memory, DWD, SECRET_MEMORY, GObject)

struct _DwdSecretMemory
{
  GObject parent_instance;

  GHashTable *secrets;   /* (owned): "server\nkey" → secret */
};

static void dwd_secret_memory_iface_init (DwdSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DwdSecretMemory, dwd_secret_memory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DWD_TYPE_SECRET_STORE,
                                                      dwd_secret_memory_iface_init))

static char *
make_key (const char *server,
          const char *api_key)
{
  return g_strconcat (server, "\n", api_key, NULL);
}

static void
dwd_secret_memory_save_async (DwdSecretStore     *store,
                              const char         *server,
                              const char         *api_key,
                              const char         *secret,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, dwd_secret_memory_save_async);
  g_hash_table_replace (DWD_SECRET_MEMORY (store)->secrets, make_key (server, api_key),
                        g_strdup (secret));
  g_task_return_boolean (task, TRUE);
}

static gboolean
dwd_secret_memory_save_finish (DwdSecretStore *store,
                               GAsyncResult   *result,
                               GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
dwd_secret_memory_lookup_async (DwdSecretStore     *store,
                                const char         *server,
                                const char         *api_key,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  g_autofree char *key = make_key (server, api_key);

  g_task_set_source_tag (task, dwd_secret_memory_lookup_async);
  g_task_return_pointer (task,
                         g_strdup (g_hash_table_lookup (DWD_SECRET_MEMORY (store)->secrets, key)),
                         g_free);
}

static char *
dwd_secret_memory_lookup_finish (DwdSecretStore *store,
                                 GAsyncResult   *result,
                                 GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
dwd_secret_memory_clear_async (DwdSecretStore     *store,
                               const char         *server,
                               const char         *api_key,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);
  g_autofree char *key = make_key (server, api_key);

  g_task_set_source_tag (task, dwd_secret_memory_clear_async);
  g_hash_table_remove (DWD_SECRET_MEMORY (store)->secrets, key);
  g_task_return_boolean (task, TRUE);
}

static gboolean
dwd_secret_memory_clear_finish (DwdSecretStore *store,
                                GAsyncResult   *result,
                                GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
dwd_secret_memory_iface_init (DwdSecretStoreInterface *iface)
{
  iface->save_async = dwd_secret_memory_save_async;
  iface->save_finish = dwd_secret_memory_save_finish;
  iface->lookup_async = dwd_secret_memory_lookup_async;
  iface->lookup_finish = dwd_secret_memory_lookup_finish;
  iface->clear_async = dwd_secret_memory_clear_async;
  iface->clear_finish = dwd_secret_memory_clear_finish;
}

static void
dwd_secret_memory_finalize (GObject *object)
{
  DwdSecretMemory *self = DWD_SECRET_MEMORY (object);

  g_hash_table_unref (self->secrets);

  G_OBJECT_CLASS (dwd_secret_memory_parent_class)->finalize (object);
}

static void
dwd_secret_memory_class_init (DwdSecretMemoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dwd_secret_memory_finalize;
}

static void
dwd_secret_memory_init (DwdSecretMemory *self)
{
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * dwd_secret_store_new_memory:
 *
 * Returns: (transfer full): a store that forgets everything with its last reference.
 */
DwdSecretStore *
dwd_secret_store_new_memory (void)
{
  return g_object_new (DWD_TYPE_SECRET_MEMORY, NULL);
}
