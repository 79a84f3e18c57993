/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-integration"

#include "config.h"

#include "realtime/dwd-realtime.h"

#include "dws-sio-server.h"
#include "dwt-loop.h"
#include "dwt-peers.h"

#include <string.h>

/*
 * Our client against the JavaScript server, and our server against the JavaScript client: neither was
 * written with us in mind.
 */
typedef struct
{
  GSubprocess *server;
  guint port;
  DwdClock *clock;
  DwdRealtime *client;
  GPtrArray *events;
  guint n_joined;
} ClientFixture;

static void
joined_cb (DwdRealtime   *client,
           ClientFixture *fixture)
{
  fixture->n_joined++;
}

static void
event_cb (DwdRealtime   *client,
          const char    *event,
          const char    *args_json,
          ClientFixture *fixture)
{
  g_ptr_array_add (fixture->events, g_strconcat (event, " ", args_json, NULL));
}

static void
start_js_server (ClientFixture *fixture,
                 const char    *mode)
{
  g_autofree char *port = g_strdup_printf ("%u", fixture->port);

  fixture->server = dwt_peers_spawn ("sio-server.cjs", port, mode);
  fixture->port = dwt_peers_read_port (fixture->server);
}

static void
exited_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (object), result, NULL);
  *(gboolean *) data = TRUE;
}

/* kill -9: no goodbye from the process, only the kernel closes its sockets. */
static void
kill_js_server (ClientFixture *fixture)
{
  gboolean done = FALSE;

  g_subprocess_force_exit (fixture->server);
  g_subprocess_wait_async (fixture->server, NULL, exited_cb, &done);
  dwt_wait_for (done, 10);
  g_clear_object (&fixture->server);
}

static void
client_set_up (ClientFixture *fixture,
               gconstpointer  mode)
{
  g_autofree char *url = NULL;

  if (!dwt_peers_prepare ())
    return;

  start_js_server (fixture, mode);
  url = g_strdup_printf ("http://127.0.0.1:%u", fixture->port);
  fixture->events = g_ptr_array_new_with_free_func (g_free);
  fixture->clock = dwd_clock_new ();
  fixture->client = dwd_realtime_new (url, "site", fixture->clock);
  dwd_realtime_set_authorization (fixture->client, "token key:secret");
  g_signal_connect (fixture->client, "joined", G_CALLBACK (joined_cb), fixture);
  g_signal_connect (fixture->client, "event", G_CALLBACK (event_cb), fixture);
}

static void
client_tear_down (ClientFixture *fixture,
                  gconstpointer  mode)
{
  if (fixture->client == NULL)
    return;

  dwd_realtime_stop (fixture->client);
  dwt_settle ();
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->clock);
  g_ptr_array_unref (fixture->events);
  kill_js_server (fixture);
}

static void
answer_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      data)
{
  char **slot = data;
  g_autoptr (GError) error = NULL;

  *slot = dwd_realtime_emit_finish (DWD_REALTIME (object), result, &error);
  g_assert_no_error (error);
}

static void
check_exchange (ClientFixture *fixture)
{
  g_autofree char *answer = NULL;

  dwd_realtime_emit_async (fixture->client, "echo", "[1,\"ä\",{\"b\":[true,null]}]", NULL, answer_cb,
                           &answer);
  dwt_wait_for (answer != NULL, 5);
  g_assert_cmpstr (answer, ==, "[1,\"ä\",{\"b\":[true,null]}]");
}

static void
send (ClientFixture *fixture,
      const char    *event,
      const char    *args)
{
  /* No acknowledgement comes for these: the task ends with the connection. */
  dwd_realtime_emit_async (fixture->client, event, args, NULL, NULL, NULL);
}

static void
expect_event (ClientFixture *fixture,
              const char    *wanted)
{
  dwt_wait_for (fixture->events->len > 0, 5);
  g_assert_cmpstr (fixture->events->pdata[0], ==, wanted);
  g_ptr_array_remove_index (fixture->events, 0);
}

static void
test_client_exchange (ClientFixture *fixture,
                      gconstpointer  mode)
{
  gint64 start;

  if (fixture->client == NULL)
    return;

  dwd_realtime_subscribe (fixture->client, "sync:Dispatch Job:ORG-1");
  dwd_realtime_start (fixture->client);
  dwt_wait_for (fixture->n_joined == 1, 10);
  check_exchange (fixture);

  /* The server knows the snake_case spelling alone: the client must have come upon it. */
  send (fixture, "to-room", "[\"sync:dispatch_job:ORG-1\",{\"row\":{\"name\":\"JOB-1\"}}]");
  expect_event (fixture, "delta [{\"row\":{\"name\":\"JOB-1\"}}]");
  send (fixture, "binary", "[]");
  expect_event (fixture, "photo [{\"bytes\":{\"_placeholder\":true,\"num\":0}}]");
  send (fixture, "ask-back", "[]");
  expect_event (fixture, "question [\"?\"]");
  expect_event (fixture, "answered [true]");

  /* Its heart beats three times a second, and it gives up as fast. */
  start = g_get_monotonic_time ();
  dwt_wait_for (g_get_monotonic_time () - start > 2 * G_USEC_PER_SEC, 5);
  g_assert_cmpint (dwd_realtime_get_state (fixture->client), ==, DWD_REALTIME_JOINED);
  check_exchange (fixture);
  g_assert_cmpuint (dwd_realtime_get_n_refused (fixture->client), ==, 0);
}

static void
test_client_killed_server (ClientFixture *fixture,
                           gconstpointer  mode)
{
  if (fixture->client == NULL)
    return;

  dwd_realtime_subscribe (fixture->client, "sync:employee:ORG-1");
  dwd_realtime_start (fixture->client);
  dwt_wait_for (fixture->n_joined == 1, 10);

  kill_js_server (fixture);
  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_BACKING_OFF, 5);
  start_js_server (fixture, mode);
  dwt_wait_for (fixture->n_joined == 2, 20);
  check_exchange (fixture);
  send (fixture, "to-room", "[\"sync:employee:ORG-1\",1]");
  expect_event (fixture, "delta [1]");

  /* Sent out of the namespace by the server: back again by itself. */
  send (fixture, "leave", "[]");
  dwt_wait_for (fixture->n_joined == 3, 20);
}

static void
test_client_refused (ClientFixture *fixture,
                     gconstpointer  mode)
{
  if (fixture->client == NULL)
    return;

  dwd_realtime_set_authorization (fixture->client, "token key:wrong");
  dwd_realtime_start (fixture->client);
  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_REFUSED, 10);
  g_assert_cmpint (dwd_realtime_get_failure (fixture->client), ==, DWD_FAILURE_SIGN_IN);
  dwd_realtime_set_authorization (fixture->client, "token key:secret");
  dwt_wait_for (fixture->n_joined == 1, 10);
}

static gboolean
authorize_cb (DwsSioServer       *server,
              const char         *nsp,
              SoupMessageHeaders *headers,
              JsonNode           *auth,
              char              **message,
              gpointer            data)
{
  const char *token = json_object_get_string_member_with_default (json_node_get_object (auth),
                                                                  "token", "");

  if (!g_str_equal (nsp, "/site") && !g_str_equal (nsp, "/other"))
    *message = g_strdup ("Invalid namespace");
  else if (!g_str_equal (token, "right"))
    *message = g_strdup ("Unauthorized");
  else
    return TRUE;

  return FALSE;
}

static char *
print_args (JsonArray *args)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), args);

  return json_to_string (node, FALSE);
}

static void
to_room (DwsSioServer *server,
         JsonArray    *args)
{
  g_autofree char *text = g_strdup_printf ("[\"%s\"]", json_array_get_string_element (args, 1));

  dws_sio_server_emit (server, "/site", json_array_get_string_element (args, 0), "note", text);
}

static void
ask_back (DwsSioSocket *socket)
{
  g_autoptr (GPtrArray) blobs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (blobs, g_bytes_new_static ("\0\1\2", 3));
  dws_sio_socket_ask (socket, "question", "[\"ready?\",{\"_placeholder\":true,\"num\":0}]", blobs);
}

static void
acked_cb (DwsSioSocket *socket,
          gint64        id,
          JsonArray    *args,
          GPtrArray    *attachments,
          gpointer      data)
{
  g_autofree char *text = NULL;

  g_assert_nonnull (attachments);
  text = g_strdup_printf ("[\"%s\",%" G_GSIZE_FORMAT "]", json_array_get_string_element (args, 0),
                          g_bytes_get_size (attachments->pdata[0]));
  dws_sio_socket_emit (socket, "answered", text, NULL);
}

static gboolean
drop_cb (gpointer data)
{
  dws_sio_server_drop_all (data);
  return G_SOURCE_REMOVE;
}

static gboolean
server_event_cb (DwsSioSocket *socket,
                 const char   *event,
                 JsonArray    *args,
                 GPtrArray    *attachments,
                 gint64        ack_id,
                 DwsSioServer *server)
{
  g_autofree char *text = print_args (args);

  if (g_str_equal (event, "echo"))
    dws_sio_socket_ack (socket, ack_id, text, attachments);
  else if (g_str_equal (event, "join"))
    dws_sio_socket_join (socket, json_array_get_string_element (args, 0));
  else if (g_str_equal (event, "leave"))
    dws_sio_socket_leave (socket, json_array_get_string_element (args, 0));
  else if (g_str_equal (event, "to-room"))
    to_room (server, args);
  else if (g_str_equal (event, "say-end"))
    dws_sio_socket_emit (socket, "end", NULL, NULL);
  else if (g_str_equal (event, "ask-back"))
    ask_back (socket);
  else if (g_str_equal (event, "dismiss"))
    dws_sio_socket_disconnect (socket);
  else if (g_str_equal (event, "drop-everybody"))
    g_idle_add (drop_cb, server);
  else
    return FALSE;

  return TRUE;
}

static void
connected_cb (DwsSioServer *server,
              DwsSioSocket *socket,
              gpointer      data)
{
  g_signal_connect (socket, "event", G_CALLBACK (server_event_cb), server);
  g_signal_connect (socket, "acked", G_CALLBACK (acked_cb), server);
}

static void
test_server (gconstpointer deflate)
{
  g_autoptr (SoupServer) http = soup_server_new (NULL, NULL);
  g_autoptr (GSubprocess) client = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;
  DwsSioServer *server;
  gboolean done = FALSE;
  GSList *uris;

  if (!dwt_peers_prepare ())
    return;

  soup_server_listen_local (http, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (http);
  url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  /* Patient: under the sanitizers a busy machine may take a second over an answer. */
  server = dws_sio_server_new (http, "/socket.io/", 300, 3000, 1000000);
  dws_sio_server_set_deflate (server, deflate != NULL);
  g_signal_connect (server, "authorize", G_CALLBACK (authorize_cb), NULL);
  g_signal_connect (server, "connected", G_CALLBACK (connected_cb), NULL);

  client = dwt_peers_spawn ("sio-client.cjs", url, NULL);
  g_subprocess_wait_async (client, NULL, exited_cb, &done);
  dwt_wait_for (done, 60);
  g_assert_true (g_subprocess_get_successful (client));

  dwt_wait_for (dws_sio_server_get_n_sockets (server) == 0, 10);
  dws_sio_server_close (server);
  dwt_settle ();
  g_assert_finalize_object (server);
}

#define add(path, mode, function) \
  g_test_add ("/integration/peers/" path, ClientFixture, mode, client_set_up, function, \
              client_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("js-server/exchange", NULL, test_client_exchange);
  add ("js-server/exchange-compressed", "deflate", test_client_exchange);
  add ("js-server/killed", NULL, test_client_killed_server);
  add ("js-server/refused", NULL, test_client_refused);
  g_test_add_data_func ("/integration/peers/js-client", NULL, test_server);
  g_test_add_data_func ("/integration/peers/js-client-compressed", "deflate", test_server);

  return g_test_run ();
}
