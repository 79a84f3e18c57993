/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-sync"

#include "config.h"

#include "dwd-backend-dartwing.h"

#include "base/dwd-failure.h"
#include "protocol/dwd-batch.h"

struct _DwdBackendDartwing
{
  GObject parent_instance;

  DwdHttpClient *client;         /* (owned) */
  char *feed_path;               /* (owned) */
  char *batch_path;              /* (owned) */
  char *organization;            /* (owned) */
};

static void dwd_backend_dartwing_iface_init (DwdBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DwdBackendDartwing, dwd_backend_dartwing, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DWD_TYPE_BACKEND,
                                                      dwd_backend_dartwing_iface_init))

static void
call_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *bytes = dwd_http_client_call_finish (DWD_HTTP_CLIENT (object), result, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
dwd_backend_dartwing_pull_async (DwdBackend         *backend,
                                 DwdDoctype          doctype,
                                 const char         *since,
                                 guint               limit,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  DwdBackendDartwing *self = DWD_BACKEND_DARTWING (backend);
  g_autofree char *limit_text = g_strdup_printf ("%u", limit);
  const char *query[] = {
    "doctype", dwd_doctype_get_name (doctype),
    "org", self->organization,
    "since", since,
    "limit", limit_text,
    NULL,
  };
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, dwd_backend_dartwing_pull_async);
  dwd_http_client_call_async (self->client, self->feed_path, query, NULL, G_PRIORITY_DEFAULT,
                              cancellable, call_cb, task);
}

static GBytes *
dwd_backend_dartwing_pull_finish (DwdBackend   *backend,
                                  GAsyncResult *result,
                                  GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
dwd_backend_dartwing_push_async (DwdBackend         *backend,
                                 GPtrArray          *ops,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  DwdBackendDartwing *self = DWD_BACKEND_DARTWING (backend);
  g_autofree char *body = dwd_batch_encode_request (ops);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, dwd_backend_dartwing_push_async);
  dwd_http_client_call_async (self->client, self->batch_path, NULL, body, G_PRIORITY_HIGH,
                              cancellable, call_cb, task);
}

static GPtrArray *
dwd_backend_dartwing_push_finish (DwdBackend   *backend,
                                  GAsyncResult *result,
                                  GError      **error)
{
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), error);
  const char *text;
  gsize length;

  if (bytes == NULL)
    return NULL;

  text = g_bytes_get_data (bytes, &length);

  return dwd_batch_decode_reply (text, length, error);
}

static gint64
dwd_backend_dartwing_get_retry_at (DwdBackend *backend)
{
  return dwd_http_client_get_retry_at (DWD_BACKEND_DARTWING (backend)->client);
}

static void
dwd_backend_dartwing_iface_init (DwdBackendInterface *iface)
{
  iface->pull_async = dwd_backend_dartwing_pull_async;
  iface->pull_finish = dwd_backend_dartwing_pull_finish;
  iface->push_async = dwd_backend_dartwing_push_async;
  iface->push_finish = dwd_backend_dartwing_push_finish;
  iface->get_retry_at = dwd_backend_dartwing_get_retry_at;
}

static void
dwd_backend_dartwing_finalize (GObject *object)
{
  DwdBackendDartwing *self = DWD_BACKEND_DARTWING (object);

  g_clear_object (&self->client);
  g_free (self->feed_path);
  g_free (self->batch_path);
  g_free (self->organization);

  G_OBJECT_CLASS (dwd_backend_dartwing_parent_class)->finalize (object);
}

static void
dwd_backend_dartwing_class_init (DwdBackendDartwingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = dwd_backend_dartwing_finalize;
}

static void
dwd_backend_dartwing_init (DwdBackendDartwing *self)
{
}

/**
 * dwd_backend_dartwing_new:
 * @client: (transfer none): HTTP to the site, credentials set
 * @prefix: the app that holds the sync methods: "dartwing_core"
 * @organization: whose documents to pull
 *
 * Returns: (transfer full): a server with the Dartwing endpoints
 */
DwdBackend *
dwd_backend_dartwing_new (DwdHttpClient *client,
                          const char    *prefix,
                          const char    *organization)
{
  DwdBackendDartwing *self;

  g_return_val_if_fail (DWD_IS_HTTP_CLIENT (client), NULL);
  g_return_val_if_fail (prefix != NULL && organization != NULL, NULL);

  self = g_object_new (DWD_TYPE_BACKEND_DARTWING, NULL);
  self->client = g_object_ref (client);
  self->feed_path = g_strconcat (prefix, ".sync.feed", NULL);
  self->batch_path = g_strconcat (prefix, ".sync.upsert_batch", NULL);
  self->organization = g_strdup (organization);

  return DWD_BACKEND (self);
}
