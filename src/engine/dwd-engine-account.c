/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-engine"

#include "config.h"

#include "auth/dwd-session-info.h"
#include "dwd-engine-private.h"

/*
 * Signing in asks the server first and changes nothing here until it has answered: a mistyped
 * address leaves the account at work as it is.
 */
typedef struct
{
  DwdHttpClient *client;    /* (owned) */
  DwdAccount *account;      /* (owned) (nullable): once the server has said who it is */
  char *api_key;            /* (owned) */
  char *secret;             /* (owned) */
} SignIn;

static void
sign_in_free (SignIn *sign_in)
{
  g_clear_object (&sign_in->client);
  g_clear_object (&sign_in->account);
  g_free (sign_in->api_key);
  if (sign_in->secret != NULL)
    memset (sign_in->secret, 0, strlen (sign_in->secret));
  g_free (sign_in->secret);
  g_free (sign_in);
}

static void
save_secret_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (DwdEngine) self = user_data;
  g_autoptr (GError) error = NULL;

  /* Without a keyring the session works all the same; a person signs in again the next time. */
  if (!dwd_secret_store_save_finish (DWD_SECRET_STORE (object), result, &error))
    {
      g_message ("the secret is not kept: %s", error->message);
      _dwd_engine_notice (self, DWD_FAILURE_SIGN_IN, error->message);
    }
}

static void
finish_sign_in (GTask *task)
{
  DwdEngine *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);

  _dwd_engine_drop_link (self);
  self->needs_secret = FALSE;
  _dwd_engine_prepare_link (self, sign_in->secret);
  if (self->online)
    _dwd_engine_start_link (self);
  dwd_secret_store_save_async (self->secrets, dwd_account_get_server (sign_in->account),
                               sign_in->api_key, sign_in->secret, NULL, save_secret_cb,
                               g_object_ref (self));
  _dwd_engine_account_changed (self);
  g_task_return_boolean (task, TRUE);
}

static void
open_cache_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (_dwd_engine_open_cache_finish (DWD_ENGINE (object), result, &error))
    finish_sign_in (task);
  else
    g_task_return_error (task, error);
}

static void
close_cache_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DwdEngine *self = DWD_ENGINE (object);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;

  if (_dwd_engine_close_cache_finish (self, result, &error))
    _dwd_engine_open_cache_async (self, sign_in->account, NULL, open_cache_cb,
                                  g_object_ref (task));
  else
    g_task_return_error (task, error);
}

static gboolean
is_same_cache (DwdAccount *a,
               DwdAccount *b)
{
  return g_strcmp0 (dwd_account_get_server (a), dwd_account_get_server (b)) == 0 &&
         g_strcmp0 (dwd_account_get_user (a), dwd_account_get_user (b)) == 0 &&
         g_strcmp0 (dwd_account_get_organization (a), dwd_account_get_organization (b)) == 0 &&
         g_strcmp0 (dwd_account_get_time_zone (a), dwd_account_get_time_zone (b)) == 0 &&
         g_strcmp0 (dwd_account_get_site_time_zone (a), dwd_account_get_site_time_zone (b)) == 0;
}

static void
save_profile_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DwdEngine *self = DWD_ENGINE (object);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;

  if (!_dwd_engine_save_profile_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (self->store != NULL && is_same_cache (self->account, sign_in->account))
    {
      g_set_object (&self->account, sign_in->account);
      finish_sign_in (task);
      return;
    }

  _dwd_engine_close_cache_async (self, close_cache_cb, g_object_ref (task));
}

static void
fetch_info_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DwdEngine *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;

  sign_in->account = dwd_session_info_fetch_finish (result, &error);
  if (sign_in->account == NULL)
    g_task_return_error (task, error);
  else
    _dwd_engine_save_profile_async (self, sign_in->account, save_profile_cb, g_object_ref (task));
}

static char *
normalise_server (const char *server)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (server));
  gsize length;

  if (strstr (trimmed, "://") == NULL)
    {
      char *with_scheme = g_strconcat ("https://", trimmed, NULL);

      g_free (trimmed);
      trimmed = with_scheme;
    }

  length = strlen (trimmed);
  while (length > 0 && trimmed[length - 1] == '/')
    trimmed[--length] = '\0';

  return g_steal_pointer (&trimmed);
}

/**
 * dwd_engine_sign_in_async:
 * @self: an open engine
 * @server: the site's address; https:// is meant where no scheme is given
 * @api_key: the user's API key
 * @api_secret: its secret, kept in the secret store alone
 * @cancellable: (nullable): a cancellable
 * @callback: called when the account is at work, or why not
 * @user_data: for @callback
 */
void
dwd_engine_sign_in_async (DwdEngine          *self,
                          const char         *server,
                          const char         *api_key,
                          const char         *api_secret,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *address = NULL;
  SignIn *sign_in;

  g_return_if_fail (DWD_IS_ENGINE (self));
  g_return_if_fail (server != NULL && api_key != NULL && api_secret != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_engine_sign_in_async);
  address = normalise_server (server);
  if (!g_uri_is_valid (address, G_URI_FLAGS_NONE, NULL))
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_INVALID,
                               "“%s” is not an address", server);
      return;
    }

  sign_in = g_new0 (SignIn, 1);
  sign_in->client = dwd_http_client_new (address, self->clock);
  sign_in->api_key = g_strdup (api_key);
  sign_in->secret = g_strdup (api_secret);
  g_task_set_task_data (task, sign_in, (GDestroyNotify) sign_in_free);
  dwd_http_client_set_credentials (sign_in->client, api_key, api_secret);
  dwd_session_info_fetch_async (sign_in->client, api_key, cancellable, fetch_info_cb,
                                g_object_ref (task));
}

gboolean
dwd_engine_sign_in_finish (DwdEngine    *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
forget_profile_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (_dwd_engine_save_profile_finish (DWD_ENGINE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
clear_secret_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!dwd_secret_store_clear_finish (DWD_SECRET_STORE (object), result, &error))
    g_message ("the secret is not removed: %s", error->message);
}

static void
sign_out_closed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DwdEngine *self = DWD_ENGINE (object);
  GError *error = NULL;

  if (!_dwd_engine_close_cache_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  if (self->account != NULL)
    dwd_secret_store_clear_async (self->secrets, dwd_account_get_server (self->account),
                                  dwd_account_get_api_key (self->account), NULL, clear_secret_cb,
                                  NULL);
  g_clear_object (&self->account);
  _dwd_engine_clear_board (self);
  _dwd_engine_account_changed (self);
  _dwd_engine_save_profile_async (self, NULL, forget_profile_cb, g_object_ref (task));
}

/**
 * dwd_engine_sign_out_async:
 * @self: an engine
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * The cache stays on the disk with what was not sent: signing in again finds it.
 */
void
dwd_engine_sign_out_async (DwdEngine          *self,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DWD_IS_ENGINE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, dwd_engine_sign_out_async);
  _dwd_engine_close_cache_async (self, sign_out_closed_cb, g_steal_pointer (&task));
}

gboolean
dwd_engine_sign_out_finish (DwdEngine    *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
