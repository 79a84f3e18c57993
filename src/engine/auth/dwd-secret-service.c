/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-auth"

#include "config.h"

#include "dwd-secret-store.h"

#include "base/dwd-failure.h"

#include <libsecret/secret.h>
#include <string.h>

/*
 * Keeps secrets in the user's Secret Service, or in a Flatpak in the portal's file, whichever libsecret
 * chooses. There is no other place to fall back to: without one the user signs in at every start.
 */
#define DWD_TYPE_SECRET_SERVICE (dwd_secret_service_get_type ())

G_DECLARE_FINAL_TYPE (DwdSecretService, dwd_secret_service, DWD, SECRET_SERVICE, GObject)

struct _DwdSecretService
{
  GObject parent_instance;
};

static void dwd_secret_service_iface_init (DwdSecretStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DwdSecretService, dwd_secret_service, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DWD_TYPE_SECRET_STORE,
                                                      dwd_secret_service_iface_init))

static const SecretSchema schema = {
  "org.dartwing.Dispatch.Account", SECRET_SCHEMA_NONE,
  {
    { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "api-key", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

static DwdFailure
failure_from_secret_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return DWD_FAILURE_CANCELLED;
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    return DWD_FAILURE_FORBIDDEN;
  if (error->domain == SECRET_ERROR && error->code == SECRET_ERROR_PROTOCOL)
    return DWD_FAILURE_PROTOCOL;
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return DWD_FAILURE_TIMEOUT;

  /* No bus, nobody on it who answers, no collection: nothing here keeps secrets. */
  return DWD_FAILURE_NOT_FOUND;
}

static void
return_error (GTask        *task,
              const GError *error)
{
  DwdFailure failure = failure_from_secret_error (error);

  if (failure == DWD_FAILURE_NOT_FOUND)
    g_task_return_new_error (task, DWD_ERROR, failure,
                             "No service on this computer keeps passwords: %s", error->message);
  else
    g_task_return_new_error (task, DWD_ERROR, failure, "The password service failed: %s",
                             error->message);
}

static GTask *
make_task (DwdSecretStore     *store,
           gpointer            source_tag,
           GCancellable       *cancellable,
           GAsyncReadyCallback callback,
           gpointer            user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  /* Being cancelled has a typed reason too, which GTask would replace. */
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

static void
save_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else if (error != NULL)
    return_error (task, error);
  else
    /* libsecret gives FALSE alone when the user closed its question. */
    g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_CANCELLED, "The question was dismissed");
}

static void
dwd_secret_service_save_async (DwdSecretStore     *store,
                               const char         *server,
                               const char         *api_key,
                               const char         *secret,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task = make_task (store, dwd_secret_service_save_async, cancellable, callback, user_data);
  g_autofree char *label = g_strdup_printf ("Dartwing Dispatch: %s at %s", api_key, server);

  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, secret, cancellable, save_cb,
                         task, "server", server, "api-key", api_key, NULL);
}

static gboolean
dwd_secret_service_save_finish (DwdSecretStore *store,
                                GAsyncResult   *result,
                                GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
lookup_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *secret = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    {
      return_error (task, error);
      return;
    }

  /* libsecret's text is wiped as it wants, ours is the caller's. */
  g_task_return_pointer (task, g_strdup (secret), g_free);
  secret_password_free (secret);
}

static void
dwd_secret_service_lookup_async (DwdSecretStore     *store,
                                 const char         *server,
                                 const char         *api_key,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  GTask *task = make_task (store, dwd_secret_service_lookup_async, cancellable, callback,
                           user_data);

  secret_password_lookup (&schema, cancellable, lookup_cb, task, "server", server, "api-key",
                          api_key, NULL);
}

static char *
dwd_secret_service_lookup_finish (DwdSecretStore *store,
                                  GAsyncResult   *result,
                                  GError        **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
clear_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
dwd_secret_service_clear_async (DwdSecretStore     *store,
                                const char         *server,
                                const char         *api_key,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  GTask *task = make_task (store, dwd_secret_service_clear_async, cancellable, callback,
                           user_data);

  secret_password_clear (&schema, cancellable, clear_cb, task, "server", server, "api-key",
                         api_key, NULL);
}

static gboolean
dwd_secret_service_clear_finish (DwdSecretStore *store,
                                 GAsyncResult   *result,
                                 GError        **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
dwd_secret_service_iface_init (DwdSecretStoreInterface *iface)
{
  iface->save_async = dwd_secret_service_save_async;
  iface->save_finish = dwd_secret_service_save_finish;
  iface->lookup_async = dwd_secret_service_lookup_async;
  iface->lookup_finish = dwd_secret_service_lookup_finish;
  iface->clear_async = dwd_secret_service_clear_async;
  iface->clear_finish = dwd_secret_service_clear_finish;
}

static void
dwd_secret_service_class_init (DwdSecretServiceClass *klass)
{
}

static void
dwd_secret_service_init (DwdSecretService *self)
{
}

/**
 * dwd_secret_store_new_service:
 *
 * Returns: (transfer full): a store over the user's Secret Service.
 */
DwdSecretStore *
dwd_secret_store_new_service (void)
{
  return g_object_new (DWD_TYPE_SECRET_SERVICE, NULL);
}
