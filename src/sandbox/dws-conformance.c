/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sio"

#include "config.h"

#include "dws-conformance.h"

#include "dws-eio-server.h"
#include "dws-sio-server.h"

#include <glib-unix.h>
#include <json-glib/json-glib.h>
#include <stdio.h>

#define PING_INTERVAL_MS 300
#define PING_TIMEOUT_MS 200
#define MAX_PAYLOAD 1000000
#define CONNECT_TIMEOUT_MS 1000
#define AUTH_DELAY_MS 10

struct _DwsConformance
{
  GObject parent_instance;

  DwsEioServer *engine;   /* (owned) */
  DwsSioServer *server;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (DwsConformance, dws_conformance, G_TYPE_OBJECT)

static void
echo_cb (DwsEioSession *session,
         GBytes        *data,
         gboolean       binary,
         gpointer       user_data)
{
  dws_eio_session_send (session, data, binary);
}

static void
opened_cb (DwsEioServer  *engine,
           DwsEioSession *session,
           gpointer       user_data)
{
  g_signal_connect (session, "message", G_CALLBACK (echo_cb), NULL);
}

static gboolean
authorize_cb (DwsSioServer       *server,
              const char         *nsp,
              SoupMessageHeaders *headers,
              JsonNode           *auth,
              char              **message,
              gpointer            user_data)
{
  if (g_str_equal (nsp, "/") || g_str_equal (nsp, "/custom"))
    return TRUE;

  *message = g_strdup ("Invalid namespace");
  return FALSE;
}

static char *
print_args (JsonArray *args)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), args);

  return json_to_string (node, FALSE);
}

static gboolean
event_cb (DwsSioSocket *socket,
          const char   *event,
          JsonArray    *args,
          GPtrArray    *attachments,
          gint64        ack_id,
          gpointer      user_data)
{
  g_autofree char *text = print_args (args);

  if (g_str_equal (event, "message"))
    dws_sio_socket_emit (socket, "message-back", text, attachments);
  else if (g_str_equal (event, "message-with-ack"))
    dws_sio_socket_ack (socket, ack_id, text, attachments);
  else
    return FALSE;

  return TRUE;
}

static gboolean
say_auth_cb (gpointer data)
{
  DwsSioSocket *socket = data;
  g_autofree char *auth = json_to_string (dws_sio_socket_get_auth (socket), FALSE);
  g_autofree char *args = g_strdup_printf ("[%s]", auth);

  dws_sio_socket_emit (socket, "auth", args, NULL);
  return G_SOURCE_REMOVE;
}

static void
connected_cb (DwsSioServer *server,
              DwsSioSocket *socket,
              gpointer      user_data)
{
  /* A suite may wait for one message, and only then for the next: leave it the time to do so. */
  g_timeout_add_full (G_PRIORITY_DEFAULT, AUTH_DELAY_MS, say_auth_cb, g_object_ref (socket),
                      g_object_unref);
  if (g_str_equal (dws_sio_socket_get_nsp (socket), "/"))
    g_signal_connect (socket, "event", G_CALLBACK (event_cb), NULL);
}

static void
dws_conformance_dispose (GObject *object)
{
  DwsConformance *self = DWS_CONFORMANCE (object);

  if (self->engine != NULL)
    dws_eio_server_close (self->engine);
  if (self->server != NULL)
    dws_sio_server_close (self->server);
  g_clear_object (&self->engine);
  g_clear_object (&self->server);
  G_OBJECT_CLASS (dws_conformance_parent_class)->dispose (object);
}

static void
dws_conformance_class_init (DwsConformanceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dws_conformance_dispose;
}

static void
dws_conformance_init (DwsConformance *self)
{
}

static gboolean
quit_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

/**
 * dws_conformance_new:
 * @server: where to serve
 *
 * Returns: (transfer full): the server under test, as long as it is held
 */
DwsConformance *
dws_conformance_new (SoupServer *server)
{
  DwsConformance *self;

  g_return_val_if_fail (SOUP_IS_SERVER (server), NULL);

  self = g_object_new (DWS_TYPE_CONFORMANCE, NULL);
  self->engine = dws_eio_server_new (server, "/engine.io/", PING_INTERVAL_MS, PING_TIMEOUT_MS,
                                     MAX_PAYLOAD);
  g_signal_connect (self->engine, "opened", G_CALLBACK (opened_cb), NULL);

  self->server = dws_sio_server_new (server, "/socket.io/", PING_INTERVAL_MS, PING_TIMEOUT_MS,
                                     MAX_PAYLOAD);
  dws_sio_server_set_connect_timeout (self->server, CONNECT_TIMEOUT_MS);
  g_signal_connect (self->server, "authorize", G_CALLBACK (authorize_cb), NULL);
  g_signal_connect (self->server, "connected", G_CALLBACK (connected_cb), NULL);
  return self;
}

/**
 * dws_conformance_run:
 * @port: the port, or 0 for any
 * @error: why the port could not be had
 *
 * Serves a conformance suite until SIGINT or SIGTERM. The first line of standard output is
 * "port <number>", so that a suite that starts it knows where to go.
 *
 * Returns: whether it served
 */
gboolean
dws_conformance_run (guint    port,
                     GError **error)
{
  g_autoptr (SoupServer) server = soup_server_new ("server-header", "dartwing-sandbox", NULL);
  g_autoptr (DwsConformance) self = NULL;
  g_autoptr (GSource) interrupt = g_unix_signal_source_new (SIGINT);
  g_autoptr (GSource) terminate = g_unix_signal_source_new (SIGTERM);
  gboolean done = FALSE;
  GSList *uris;

  if (!soup_server_listen_local (server, port, 0, error))
    return FALSE;

  self = dws_conformance_new (server);
  uris = soup_server_get_uris (server);
  g_print ("port %d\n", g_uri_get_port (uris->data));
  fflush (stdout);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  g_source_set_callback (interrupt, quit_cb, &done, NULL);
  g_source_set_callback (terminate, quit_cb, &done, NULL);
  g_source_attach (interrupt, NULL);
  g_source_attach (terminate, NULL);
  while (!done)
    g_main_context_iteration (NULL, TRUE);

  g_source_destroy (interrupt);
  g_source_destroy (terminate);
  return TRUE;
}
