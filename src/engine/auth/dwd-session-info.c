/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-auth"

#include "config.h"

#include "dwd-session-info.h"

#include "base/dwd-failure.h"
#include "base/dwd-zone.h"
#include "protocol/dwd-json-scan.h"

#include <string.h>

#define METHOD_USER "frappe.auth.get_logged_user"
#define METHOD_ZONE "frappe.client.get_time_zone"
#define METHOD_ORGANIZATIONS "dartwing.permissions.api.get_user_organizations"

#define DEFAULT_PREFIX "dartwing_core"
#define DEFAULT_ROLE "Dartwing User"

/*
 * Three calls, one after the other: the first tells whether the credentials are any good, and the last
 * needs the second's zone for organisations without one. What they say is gathered in the task's data.
 */
typedef struct
{
  char *api_key;          /* (owned) */
  char *user;             /* (owned) (nullable) */
  char *site_time_zone;   /* (owned) (nullable) */
} Fetch;

static void
fetch_free (gpointer data)
{
  Fetch *fetch = data;

  g_free (fetch->api_key);
  g_free (fetch->user);
  g_free (fetch->site_time_zone);
  g_free (fetch);
}

/* A text that says something; empty ones are what an unset field reads as. */
static char *
dup_text (const DwdJsonSpan *object,
          const char        *name)
{
  DwdJsonSpan value = dwd_json_span_get_member (object, name);
  g_autofree char *text = dwd_json_span_dup_string (&value);

  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/* The "message" of an answer; the spans borrow from @bytes. */
static gboolean
find_message (GBytes      *bytes,
              DwdJsonSpan *message,
              GError     **error)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  DwdJsonSpan root;

  if (!dwd_json_scan_value (text, length, &root, error))
    return FALSE;

  *message = dwd_json_span_get_member (&root, "message");
  return TRUE;
}

static GBytes *
finish_call (GObject      *source,
             GAsyncResult *result,
             DwdJsonSpan  *message,
             GError      **error)
{
  g_autoptr (GBytes) bytes = dwd_http_client_call_finish (DWD_HTTP_CLIENT (source), result, error);

  if (bytes == NULL || !find_message (bytes, message, error))
    return NULL;

  return g_steal_pointer (&bytes);
}

static char *
dup_host (DwdHttpClient *client)
{
  g_autoptr (GUri) uri = g_uri_parse (dwd_http_client_get_server (client), G_URI_FLAGS_NONE, NULL);

  return g_strdup (uri != NULL && g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : "");
}

/* Older servers leave some of it out: see docs/wire.md for what then holds. */
static DwdAccount *
make_account (DwdHttpClient     *client,
              Fetch             *fetch,
              const DwdJsonSpan *organization)
{
  g_autofree char *name = dup_text (organization, "name");
  g_autofree char *title = dup_text (organization, "org_name");
  g_autofree char *time_zone = dup_text (organization, "time_zone");
  g_autofree char *role = dup_text (organization, "role");
  g_autofree char *full_name = dup_text (organization, "full_name");
  g_autofree char *site = dup_text (organization, "site");
  g_autofree char *host = dup_host (client);
  g_autoptr (DwdZone) zone = NULL;
  DwdJsonSpan can_write = dwd_json_span_get_member (organization, "can_write");
  DwdAccountFields fields = {
    .server = dwd_http_client_get_server (client),
    .api_key = fetch->api_key,
    .user = fetch->user,
    .full_name = full_name != NULL ? full_name : fetch->user,
    .organization = name,
    .organization_name = title != NULL ? title : name,
    .role = role != NULL ? role : DEFAULT_ROLE,
    .site_time_zone = fetch->site_time_zone,
    .prefix = DEFAULT_PREFIX,
    .site = site != NULL ? site : host,
    .can_write = TRUE,
  };

  if (name == NULL)
    return NULL;

  zone = time_zone != NULL ? dwd_zone_new (time_zone, NULL) : NULL;
  fields.time_zone = zone != NULL ? time_zone : fetch->site_time_zone;
  dwd_json_span_get_boolean (&can_write, &fields.can_write);

  return dwd_account_new (&fields);
}

static void
organizations_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;
  DwdJsonSpan list, first;
  DwdJsonIter iter;
  DwdAccount *account;

  bytes = finish_call (source, result, &list, &error);
  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (list.type != DWD_JSON_ARRAY || !dwd_json_iter_init (&iter, &list))
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_PROTOCOL, "No list of organisations");
      return;
    }
  if (!dwd_json_iter_next_item (&iter, &first))
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_FORBIDDEN,
                               "This user belongs to no organisation");
      return;
    }

  account = make_account (DWD_HTTP_CLIENT (source), g_task_get_task_data (task), &first);
  if (account != NULL)
    g_task_return_pointer (task, account, g_object_unref);
  else
    g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_PROTOCOL,
                             "An organisation without a name");
}

static void
zone_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (DwdZone) zone = NULL;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  DwdJsonSpan message;

  bytes = finish_call (source, result, &message, &error);
  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* Without the site's zone no time on the wire means anything, so a guess would be worse. */
  fetch->site_time_zone = dup_text (&message, "time_zone");
  zone = dwd_zone_new (fetch->site_time_zone, &error);
  if (zone == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  dwd_http_client_call_async (DWD_HTTP_CLIENT (source), METHOD_ORGANIZATIONS, NULL, NULL,
                              g_task_get_priority (task), g_task_get_cancellable (task),
                              organizations_cb, g_object_ref (task));
}

static void
user_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) bytes = NULL;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  DwdJsonSpan message;

  bytes = finish_call (source, result, &message, &error);
  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  fetch->user = dwd_json_span_dup_string (&message);
  if (fetch->user == NULL || *fetch->user == '\0' || strcmp (fetch->user, "Guest") == 0)
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_SIGN_IN,
                               "The server knows nobody by these credentials");
      return;
    }

  dwd_http_client_call_async (DWD_HTTP_CLIENT (source), METHOD_ZONE, NULL, NULL,
                              g_task_get_priority (task), g_task_get_cancellable (task), zone_cb,
                              g_object_ref (task));
}

/**
 * dwd_session_info_fetch_async:
 * @client: a client with credentials
 * @api_key: the key of those credentials, for the account
 * @cancellable: (nullable): stops it
 * @callback: called when done
 * @user_data: for @callback
 *
 * Asks the server who this is. Of several organisations the first is the default.
 */
void
dwd_session_info_fetch_async (DwdHttpClient      *client,
                              const char         *api_key,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  GTask *task;
  Fetch *fetch;

  g_return_if_fail (DWD_IS_HTTP_CLIENT (client));
  g_return_if_fail (api_key != NULL);

  task = g_task_new (client, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_session_info_fetch_async);
  g_task_set_check_cancellable (task, FALSE);

  fetch = g_new0 (Fetch, 1);
  fetch->api_key = g_strdup (api_key);
  g_task_set_task_data (task, fetch, fetch_free);

  dwd_http_client_call_async (client, METHOD_USER, NULL, NULL, G_PRIORITY_DEFAULT, cancellable,
                              user_cb, task);
}

/**
 * dwd_session_info_fetch_finish:
 * @result: of dwd_session_info_fetch_async()
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the account; else an error of %DWD_ERROR:
 *   %DWD_FAILURE_SIGN_IN when the credentials are no good, %DWD_FAILURE_FORBIDDEN when the user has no
 *   organisation, %DWD_FAILURE_NOT_FOUND when the site's time zone is not known here.
 */
DwdAccount *
dwd_session_info_fetch_finish (GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
