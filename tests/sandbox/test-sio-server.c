/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-sandbox"

#include "config.h"

#include "dws-conformance.h"

#include "dws-eio-session.h"
#include "dwt-loop.h"
#include "protocol/dwd-eio-packet.h"

#include <string.h>

/*
 * What the two protocols ask of a server, said to the server in its own process over HTTP and
 * WebSocket, so that it is proved wherever the tests run. Every row goes through both paths: Engine.IO
 * alone, and Engine.IO below Socket.IO.
 */
typedef struct
{
  SoupServer *http;
  DwsConformance *server;
  SoupSession *session;
  guint port;
} Fixture;

typedef struct
{
  SoupMessage *message;
  GBytes *body;
  GError *error;
  gboolean done;
} Reply;

typedef struct
{
  SoupWebsocketConnection *connection;
  GPtrArray *texts;
  GPtrArray *blobs;
  gboolean dialled;
  gboolean closed;
} Peer;

static const char *const paths[] = { "/engine.io/", "/socket.io/" };

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  fixture->http = soup_server_new (NULL, NULL);
  soup_server_listen_local (fixture->http, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->http);
  fixture->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  fixture->server = dws_conformance_new (fixture->http);
  fixture->session = soup_session_new ();
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  soup_session_abort (fixture->session);
  g_assert_finalize_object (fixture->server);
  soup_server_disconnect (fixture->http);
  dwt_settle ();
  g_assert_finalize_object (fixture->session);
  g_object_unref (fixture->http);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      data)
{
  Reply *reply = data;

  reply->body = soup_session_send_and_read_finish (SOUP_SESSION (object), result, &reply->error);
  reply->done = TRUE;
}

static Reply *
ask (Fixture    *fixture,
     const char *method,
     const char *query,
     const char *body)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", fixture->port, query);
  Reply *reply = g_new0 (Reply, 1);

  reply->message = soup_message_new (method, url);
  soup_message_add_flags (reply->message, SOUP_MESSAGE_NEW_CONNECTION);
  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (reply->message, "text/plain;charset=UTF-8", bytes);
    }
  soup_session_send_and_read_async (fixture->session, reply->message, G_PRIORITY_DEFAULT, NULL,
                                    sent_cb, reply);
  return reply;
}

/* @body: (nullable): what the answer must be, to the byte. */
static void
expect (Reply      *reply,
        guint       status,
        const char *body)
{
  dwt_wait_for (reply->done, 5);
  g_assert_no_error (reply->error);
  g_assert_cmpuint (soup_message_get_status (reply->message), ==, status);
  if (body != NULL)
    g_assert_cmpmem (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body),
                     body, strlen (body));
  g_object_unref (reply->message);
  g_bytes_unref (reply->body);
  g_free (reply);
}

static void
request (Fixture    *fixture,
         const char *method,
         const char *query,
         const char *body,
         guint       status,
         const char *answer)
{
  expect (ask (fixture, method, query, body), status, answer);
}

static void
check_handshake (const char *text,
                 gsize       length,
                 gboolean    upgrades,
                 char      **sid)
{
  DwdEioHandshake handshake = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (text[0], ==, '0');
  g_assert_true (dwd_eio_handshake_decode (text + 1, length - 1, &handshake, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (handshake.sid), >=, 20);
  g_assert_cmpuint (handshake.ping_interval_ms, ==, 300);
  g_assert_cmpuint (handshake.ping_timeout_ms, ==, 200);
  g_assert_cmpuint (handshake.max_payload, ==, 1000000);
  g_assert_true (handshake.upgrade_websocket == upgrades);
  if (sid != NULL)
    *sid = g_strdup (handshake.sid);
  dwd_eio_handshake_clear (&handshake);
}

/* Opens a session by polling; returns "path?EIO=4&transport=polling&sid=…". */
static char *
open_polling (Fixture    *fixture,
              const char *path,
              char      **sid_out)
{
  g_autofree char *query = g_strconcat (path, "?EIO=4&transport=polling", NULL);
  Reply *reply = ask (fixture, "GET", query, NULL);
  g_autofree char *sid = NULL;
  char *session;

  dwt_wait_for (reply->done, 5);
  g_assert_no_error (reply->error);
  check_handshake (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body), TRUE, &sid);
  expect (reply, 200, NULL);

  session = g_strdup_printf ("%s&sid=%s", query, sid);
  if (sid_out != NULL)
    *sid_out = g_steal_pointer (&sid);
  return session;
}

static void
peer_message_cb (SoupWebsocketConnection *connection,
                 int                      type,
                 GBytes                  *data,
                 Peer                    *peer)
{
  if (type == SOUP_WEBSOCKET_DATA_BINARY)
    g_ptr_array_add (peer->blobs, g_bytes_ref (data));
  else
    g_ptr_array_add (peer->texts, g_strndup (g_bytes_get_data (data, NULL),
                                             g_bytes_get_size (data)));
}

static void
peer_closed_cb (SoupWebsocketConnection *connection,
                Peer                    *peer)
{
  peer->closed = TRUE;
}

static void
peer_dialled_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      data)
{
  Peer *peer = data;

  peer->connection = soup_session_websocket_connect_finish (SOUP_SESSION (object), result, NULL);
  peer->dialled = TRUE;
  if (peer->connection == NULL)
    return;

  g_signal_connect (peer->connection, "message", G_CALLBACK (peer_message_cb), peer);
  g_signal_connect (peer->connection, "closed", G_CALLBACK (peer_closed_cb), peer);
}

static Peer *
dial (Fixture    *fixture,
      const char *query)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", fixture->port, query);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  Peer *peer = g_new0 (Peer, 1);

  peer->texts = g_ptr_array_new_with_free_func (g_free);
  peer->blobs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  soup_session_websocket_connect_async (fixture->session, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        NULL, peer_dialled_cb, peer);
  dwt_wait_for (peer->dialled, 5);
  return peer;
}

static void
peer_free (Peer *peer)
{
  if (peer->connection != NULL)
    {
      if (soup_websocket_connection_get_state (peer->connection) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (peer->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
      dwt_wait_for (peer->closed, 7);
      g_object_unref (peer->connection);
    }
  g_ptr_array_unref (peer->texts);
  g_ptr_array_unref (peer->blobs);
  g_free (peer);
}

static void
say (Peer       *peer,
     const char *text)
{
  soup_websocket_connection_send_text (peer->connection, text);
}

static void
say_bytes (Peer       *peer,
           const char *bytes,
           gsize       length)
{
  soup_websocket_connection_send_binary (peer->connection, bytes, length);
}

/* The next text that is no ping, which is answered. */
static char *
hear (Peer *peer)
{
  for (;;)
    {
      g_autofree char *text = NULL;

      dwt_wait_for (peer->texts->len > 0, 5);
      text = g_ptr_array_steal_index (peer->texts, 0);
      if (!g_str_equal (text, "2"))
        return g_steal_pointer (&text);
      say (peer, "3");
    }
}

static void
expect_text (Peer       *peer,
             const char *wanted)
{
  g_autofree char *text = hear (peer);

  g_assert_cmpstr (text, ==, wanted);
}

static Peer *
open_websocket (Fixture    *fixture,
                const char *path)
{
  g_autofree char *query = g_strconcat (path, "?EIO=4&transport=websocket", NULL);
  Peer *peer = dial (fixture, query);
  g_autofree char *text = NULL;

  g_assert_nonnull (peer->connection);
  text = hear (peer);
  check_handshake (text, strlen (text), FALSE, NULL);
  return peer;
}

static Peer *
open_namespace (Fixture    *fixture,
                const char *connect,
                const char *prefix,
                const char *auth)
{
  Peer *peer = open_websocket (fixture, "/socket.io/");
  g_autofree char *joined = NULL;

  say (peer, connect);
  joined = hear (peer);
  g_assert_true (g_str_has_prefix (joined, prefix));
  g_assert_true (g_str_has_prefix (joined + strlen (prefix), "{\"sid\":\""));
  expect_text (peer, auth);
  return peer;
}

typedef struct
{
  const char *method;
  const char *query;
  guint status;
  const char *body;
} HandshakeRow;

static const HandshakeRow handshake_rows[] = {
  { "GET", "", 400, "{\"code\":0,\"message\":\"Transport unknown\"}" },
  { "GET", "?EIO=4", 400, "{\"code\":0,\"message\":\"Transport unknown\"}" },
  { "GET", "?EIO=4&transport=abc", 400, "{\"code\":0,\"message\":\"Transport unknown\"}" },
  { "GET", "?EIO=4&transport=polling&sid=nobody", 400,
    "{\"code\":1,\"message\":\"Session ID unknown\"}" },
  { "POST", "?EIO=4&transport=polling&sid=nobody", 400,
    "{\"code\":1,\"message\":\"Session ID unknown\"}" },
  { "POST", "?EIO=4&transport=polling", 400, "{\"code\":2,\"message\":\"Bad handshake method\"}" },
  { "PUT", "?EIO=4&transport=polling", 400, "{\"code\":2,\"message\":\"Bad handshake method\"}" },
  { "GET", "?EIO=4&transport=websocket", 400, "{\"code\":3,\"message\":\"Bad request\"}" },
  { "GET", "?transport=polling", 400, "{\"code\":5,\"message\":\"Unsupported protocol version\"}" },
  { "GET", "?EIO=3&transport=polling", 400,
    "{\"code\":5,\"message\":\"Unsupported protocol version\"}" },
  { "GET", "?EIO=abc&transport=polling", 400,
    "{\"code\":5,\"message\":\"Unsupported protocol version\"}" },
};

static void
test_handshake (Fixture      *fixture,
                gconstpointer data)
{
  for (gsize p = 0; p < G_N_ELEMENTS (paths); p++)
    {
      g_autofree char *session = open_polling (fixture, paths[p], NULL);

      for (gsize i = 0; i < G_N_ELEMENTS (handshake_rows); i++)
        {
          const HandshakeRow *row = &handshake_rows[i];
          g_autofree char *query = g_strconcat (paths[p], row->query, NULL);

          request (fixture, row->method, query, g_str_equal (row->method, "GET") ? NULL : "4x",
                   row->status, row->body);
        }

      peer_free (open_websocket (fixture, paths[p]));
    }
}

static void
test_websocket_refused (Fixture      *fixture,
                        gconstpointer data)
{
  static const char *const queries[] = {
    "/engine.io/?transport=websocket", "/engine.io/?EIO=abc&transport=websocket",
    "/engine.io/?EIO=4", "/engine.io/?EIO=4&transport=abc",
    "/engine.io/?EIO=4&transport=websocket&sid=nobody",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      Peer *peer = dial (fixture, queries[i]);

      g_assert_null (peer->connection);
      peer_free (peer);
    }
}

static void
test_cors (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/engine.io/?EIO=4&transport=polling",
                                          fixture->port);
  Reply *reply = g_new0 (Reply, 1);
  SoupMessageHeaders *headers;

  reply->message = soup_message_new ("OPTIONS", url);
  headers = soup_message_get_request_headers (reply->message);
  soup_message_headers_append (headers, "Origin", "https://page.example");
  soup_message_headers_append (headers, "Access-Control-Request-Headers", "x-one");
  soup_session_send_and_read_async (fixture->session, reply->message, G_PRIORITY_DEFAULT, NULL,
                                    sent_cb, reply);
  dwt_wait_for (reply->done, 5);
  headers = soup_message_get_response_headers (reply->message);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Access-Control-Allow-Origin"), ==,
                   "https://page.example");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Access-Control-Allow-Credentials"), ==,
                   "true");
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Access-Control-Allow-Headers"), ==,
                   "x-one");
  g_assert_nonnull (soup_message_headers_get_one (headers, "Access-Control-Allow-Methods"));
  expect (reply, 204, "");
}

static void
test_polling_messages (Fixture      *fixture,
                       gconstpointer data)
{
  static const char *const payloads[] = {
    "4hello", "4test1\x1e" "4test2\x1e" "4test3", "4hello\x1e" "bAQIDBA==", "4\xe2\x82\xac",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (payloads); i++)
    {
      g_autofree char *session = open_polling (fixture, "/engine.io/", NULL);

      request (fixture, "POST", session, payloads[i], 200, "ok");
      request (fixture, "GET", session, NULL, 200, payloads[i]);
    }
}

static void
test_polling_malformed (Fixture      *fixture,
                        gconstpointer data)
{
  static const char *const payloads[] = { "abc", "", "4a\x1e", "2", "0", "4\xff", "bA" };

  for (gsize i = 0; i < G_N_ELEMENTS (payloads); i++)
    {
      g_autofree char *session = open_polling (fixture, "/engine.io/", NULL);
      Reply *reply = ask (fixture, "POST", session, payloads[i]);

      /* A packet out of place is well-formed: the answer may come before it is judged. */
      dwt_wait_for (reply->done, 5);
      g_assert_true (soup_message_get_status (reply->message) == 400 ||
                     strchr ("20", payloads[i][0]) != NULL);
      expect (reply, soup_message_get_status (reply->message), NULL);
      request (fixture, "GET", session, NULL, 400, NULL);
    }
}

static void
test_duplicate_poll (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *session = open_polling (fixture, "/engine.io/", NULL);
  Reply *first = ask (fixture, "GET", session, NULL);

  dwt_settle ();
  g_assert_false (first->done);
  request (fixture, "GET", session, NULL, 400, NULL);
  expect (first, 200, "1");
  request (fixture, "GET", session, NULL, 400, NULL);
}

/* A body that has begun and does not end, so that a second one can come meanwhile. */
static void
test_duplicate_post (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *session = open_polling (fixture, "/engine.io/", NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) slow = NULL;
  g_autofree char *head = NULL;

  slow = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) fixture->port, NULL, NULL);
  head = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n4", session);
  g_assert_true (g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (slow)),
                                            head, strlen (head), NULL, NULL, NULL));
  dwt_settle ();
  request (fixture, "POST", session, "4b", 400, NULL);
  request (fixture, "GET", session, NULL, 400, NULL);
  g_io_stream_close (G_IO_STREAM (slow), NULL, NULL);
}

static void
test_max_payload (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *fits = g_strnfill (1000000, 'x');
  g_autofree char *large = g_strnfill (1000001, 'x');
  g_autofree char *session = open_polling (fixture, "/engine.io/", NULL);
  g_autofree char *other = open_polling (fixture, "/engine.io/", NULL);
  Peer *peer = open_websocket (fixture, "/engine.io/");

  fits[0] = large[0] = '4';
  request (fixture, "POST", session, fits, 200, "ok");
  request (fixture, "GET", session, NULL, 200, fits);
  request (fixture, "POST", other, large, 413, NULL);
  request (fixture, "GET", other, NULL, 400, NULL);

  say (peer, large);
  dwt_wait_for (peer->closed, 5);
  peer_free (peer);
}

static void
test_polling_heartbeat (Fixture      *fixture,
                        gconstpointer data)
{
  g_autofree char *session = open_polling (fixture, "/engine.io/", NULL);
  gint64 start = g_get_monotonic_time ();

  for (int i = 0; i < 3; i++)
    {
      request (fixture, "GET", session, NULL, 200, "2");
      request (fixture, "POST", session, "3", 200, "ok");
    }
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 850000);

  dwt_wait_for (g_get_monotonic_time () - start > 1500000, 5);
  request (fixture, "GET", session, NULL, 400, NULL);
}

static void
test_websocket_heartbeat (Fixture      *fixture,
                          gconstpointer data)
{
  Peer *peer = open_websocket (fixture, "/engine.io/");

  for (int i = 0; i < 3; i++)
    {
      dwt_wait_for (peer->texts->len > 0, 5);
      g_assert_cmpstr (peer->texts->pdata[0], ==, "2");
      g_ptr_array_set_size (peer->texts, 0);
      g_assert_false (peer->closed);
      say (peer, "3");
    }

  dwt_wait_for (peer->closed, 5);
  peer_free (peer);
}

static void
test_polling_close (Fixture      *fixture,
                    gconstpointer data)
{
  for (gsize p = 0; p < G_N_ELEMENTS (paths); p++)
    {
      g_autofree char *session = open_polling (fixture, paths[p], NULL);
      Reply *poll = ask (fixture, "GET", session, NULL);

      dwt_settle ();
      request (fixture, "POST", session, "1", 200, "ok");
      expect (poll, 200, "6");
      request (fixture, "GET", session, NULL, 400, NULL);
    }
}

static void
test_websocket_messages (Fixture      *fixture,
                         gconstpointer data)
{
  static const char *const bad[] = { "abc", "1", "2", "0", "" };
  Peer *peer = open_websocket (fixture, "/engine.io/");

  say (peer, "4hello");
  expect_text (peer, "4hello");
  say_bytes (peer, "\1\2\3\4", 4);
  dwt_wait_for (peer->blobs->len == 1, 5);
  g_assert_cmpmem (g_bytes_get_data (peer->blobs->pdata[0], NULL),
                   g_bytes_get_size (peer->blobs->pdata[0]), "\1\2\3\4", 4);
  peer_free (peer);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      peer = open_websocket (fixture, "/engine.io/");
      say (peer, bad[i]);
      dwt_wait_for (peer->closed, 5);
      peer_free (peer);
    }
}

static Peer *
dial_upgrade (Fixture    *fixture,
              const char *sid)
{
  g_autofree char *query = g_strconcat ("/engine.io/?EIO=4&transport=websocket&sid=", sid, NULL);
  Peer *peer = dial (fixture, query);

  g_assert_nonnull (peer->connection);
  return peer;
}

static void
test_upgrade (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *sid = NULL;
  g_autofree char *session = open_polling (fixture, "/engine.io/", &sid);
  Reply *poll = ask (fixture, "GET", session, NULL);
  Peer *peer = dial_upgrade (fixture, sid);
  Peer *second;

  say (peer, "2probe");
  expect_text (peer, "3probe");
  expect (poll, 200, "6");

  /* Polling still works beside the probe, in both directions. */
  request (fixture, "GET", session, NULL, 200, "6");
  request (fixture, "POST", session, "4still here", 200, "ok");
  request (fixture, "GET", session, NULL, 200, "4still here");

  say (peer, "5");
  say (peer, "4hello");
  expect_text (peer, "4hello");

  /* The session has its transport now: no poll, no other WebSocket. */
  request (fixture, "GET", session, NULL, 400, NULL);
  second = dial_upgrade (fixture, sid);
  dwt_wait_for (second->closed, 5);
  peer_free (second);

  say (peer, "4again");
  expect_text (peer, "4again");
  peer_free (peer);
}

static void
test_upgrade_given_up (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *sid = NULL;
  g_autofree char *session = open_polling (fixture, "/engine.io/", &sid);
  Peer *peer = dial_upgrade (fixture, sid);

  say (peer, "2probe");
  expect_text (peer, "3probe");
  peer_free (peer);

  request (fixture, "POST", session, "4hello", 200, "ok");
  request (fixture, "GET", session, NULL, 200, "4hello");

  /* Another may try. */
  peer = dial_upgrade (fixture, sid);
  say (peer, "2probe");
  expect_text (peer, "3probe");
  say (peer, "5");
  say (peer, "4hello");
  expect_text (peer, "4hello");
  peer_free (peer);

  /* What is no probe ends the try, and not the session. */
  g_clear_pointer (&sid, g_free);
  g_clear_pointer (&session, g_free);
  session = open_polling (fixture, "/engine.io/", &sid);
  peer = dial_upgrade (fixture, sid);
  say (peer, "4hello");
  dwt_wait_for (peer->closed, 5);
  peer_free (peer);
  request (fixture, "POST", session, "4hello", 200, "ok");
}

static void
test_namespaces (Fixture      *fixture,
                 gconstpointer data)
{
  Peer *peer;

  peer_free (open_namespace (fixture, "40", "40", "42[\"auth\",{}]"));
  peer_free (open_namespace (fixture, "40{\"token\":\"123\"}", "40",
                             "42[\"auth\",{\"token\":\"123\"}]"));
  peer_free (open_namespace (fixture, "40/custom,", "40/custom,", "42/custom,[\"auth\",{}]"));
  peer_free (open_namespace (fixture, "40/custom", "40/custom,", "42/custom,[\"auth\",{}]"));
  peer_free (open_namespace (fixture, "40/custom,{\"token\":\"abc\"}", "40/custom,",
                             "42/custom,[\"auth\",{\"token\":\"abc\"}]"));

  peer = open_websocket (fixture, "/socket.io/");
  say (peer, "40/random");
  expect_text (peer, "44/random,{\"message\":\"Invalid namespace\"}");
  peer_free (peer);
}

static void
test_connect_timeout (Fixture      *fixture,
                      gconstpointer data)
{
  Peer *peer = open_websocket (fixture, "/socket.io/");
  gint64 start = g_get_monotonic_time ();

  /* Alive, but never joining anything. */
  while (!peer->closed)
    {
      dwt_wait_for (peer->closed || peer->texts->len > 0, 5);
      if (peer->texts->len > 0)
        say (peer, "3");
      g_ptr_array_set_size (peer->texts, 0);
    }
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 900000);
  peer_free (peer);
}

static void
test_leave_namespace (Fixture      *fixture,
                      gconstpointer data)
{
  Peer *peer = open_namespace (fixture, "40", "40", "42[\"auth\",{}]");
  g_autofree char *joined = NULL;

  say (peer, "40/custom");
  joined = hear (peer);
  g_assert_true (g_str_has_prefix (joined, "40/custom,"));
  expect_text (peer, "42/custom,[\"auth\",{}]");
  say (peer, "41/custom");
  say (peer, "42[\"message\",\"to the root\"]");
  expect_text (peer, "42[\"message-back\",\"to the root\"]");
  say (peer, "41");
  dwt_settle ();
  g_assert_false (peer->closed);
  peer_free (peer);
}

static void
test_events (Fixture      *fixture,
             gconstpointer data)
{
  Peer *peer = open_namespace (fixture, "40", "40", "42[\"auth\",{}]");

  say (peer, "42[\"message\",1,\"2\",{\"3\":[true]}]");
  expect_text (peer, "42[\"message-back\",1,\"2\",{\"3\":[true]}]");
  say (peer, "42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
  expect_text (peer, "43456[1,\"2\",{\"3\":[false]}]");
  peer_free (peer);
}

static void
test_binary (Fixture      *fixture,
             gconstpointer data)
{
  static const char args[] = "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]";
  Peer *peer = open_namespace (fixture, "40", "40", "42[\"auth\",{}]");
  g_autofree char *event = g_strconcat ("452-[\"message\",", args, NULL);
  g_autofree char *back = g_strconcat ("452-[\"message-back\",", args, NULL);
  g_autofree char *asking = g_strconcat ("452-789[\"message-with-ack\",", args, NULL);
  g_autofree char *answer = g_strconcat ("462-789[", args, NULL);

  say (peer, event);
  say_bytes (peer, "\1\2\3", 3);
  say_bytes (peer, "\4\5\6", 3);
  expect_text (peer, back);
  dwt_wait_for (peer->blobs->len == 2, 5);
  g_assert_cmpmem (g_bytes_get_data (peer->blobs->pdata[1], NULL), 3, "\4\5\6", 3);

  say (peer, asking);
  say_bytes (peer, "\1\2\3", 3);
  say_bytes (peer, "\4\5\6", 3);
  expect_text (peer, answer);
  dwt_wait_for (peer->blobs->len == 4, 5);
  peer_free (peer);
}

static void
test_malformed_packets (Fixture      *fixture,
                        gconstpointer data)
{
  static const char *const bad[] = {
    "4abc", "42{}", "42abc[\"message-with-ack\",1]", "4", "42[]", "4565-[\"message\"]",
    "42/elsewhere,[\"message\"]", "44{}", "40",
  };
  Peer *peer;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      peer = open_namespace (fixture, "40", "40", "42[\"auth\",{}]");
      say (peer, bad[i]);
      dwt_wait_for (peer->closed, 5);
      peer_free (peer);
    }

  peer = open_namespace (fixture, "40", "40", "42[\"auth\",{}]");
  say_bytes (peer, "\1", 1);
  dwt_wait_for (peer->closed, 5);
  peer_free (peer);

  peer = open_websocket (fixture, "/socket.io/");
  say (peer, "4abc");
  dwt_wait_for (peer->closed, 5);
  peer_free (peer);
}

/* The table of a session: every pair of a state and an event, and its page in the documents. */
static void
test_states (void)
{
  GEnumClass *states = g_type_class_ref (dws_eio_states.state_type ());
  GEnumClass *events = g_type_class_ref (dws_eio_states.event_type ());
  g_autofree char *table = dwd_state_table_to_markdown (&dws_eio_states);
  g_autofree char *text = NULL;
  gsize n_declared = 0;

  for (guint s = 0; s < states->n_values; s++)
    {
      for (guint e = 0; e < events->n_values; e++)
        {
          int state = states->values[s].value;

          if (dwd_state_table_find (&dws_eio_states, state, events->values[e].value, NULL))
            {
              n_declared++;
              continue;
            }

          g_test_expect_message ("dwd-base", G_LOG_LEVEL_CRITICAL, "eio-session: *");
          g_assert_false (dwd_state_table_move (&dws_eio_states, &state, events->values[e].value));
          g_test_assert_expected_messages ();
          g_assert_cmpint (state, ==, states->values[s].value);
        }
    }

  g_assert_cmpuint (n_declared, ==, dws_eio_states.n_rows);
  g_assert_true (g_file_get_contents (DWT_DOCS_DIR "/states.md", &text, NULL, NULL));
  if (strstr (text, table) == NULL)
    g_error ("docs/states.md does not hold this table:\n%s", table);
  g_type_class_unref (states);
  g_type_class_unref (events);
}

#define add(path, function) \
  g_test_add ("/sandbox/sio-server/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sandbox/sio-server/states", test_states);
  add ("handshake", test_handshake);
  add ("websocket-refused", test_websocket_refused);
  add ("cors", test_cors);
  add ("polling-messages", test_polling_messages);
  add ("polling-malformed", test_polling_malformed);
  add ("duplicate-poll", test_duplicate_poll);
  add ("duplicate-post", test_duplicate_post);
  add ("max-payload", test_max_payload);
  add ("polling-heartbeat", test_polling_heartbeat);
  add ("websocket-heartbeat", test_websocket_heartbeat);
  add ("polling-close", test_polling_close);
  add ("websocket-messages", test_websocket_messages);
  add ("upgrade", test_upgrade);
  add ("upgrade-given-up", test_upgrade_given_up);
  add ("namespaces", test_namespaces);
  add ("connect-timeout", test_connect_timeout);
  add ("leave-namespace", test_leave_namespace);
  add ("events", test_events);
  add ("binary", test_binary);
  add ("malformed-packets", test_malformed_packets);

  return g_test_run ();
}
