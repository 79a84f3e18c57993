/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-server.h"

#include <string.h>

static void
setup (DwtServer    *fixture,
       gconstpointer data)
{
  dwt_server_init (fixture, data);
}

static void
teardown (DwtServer    *fixture,
          gconstpointer data)
{
  dwt_server_clear (fixture);
}

#define BATCH "/api/method/dartwing_core.sync.upsert_batch"

static void
assert_alive (DwtServer *fixture)
{
  g_autoptr (DwtReply) reply = dwt_server_call (fixture, NULL, "GET", "/health", NULL);

  g_assert_cmpuint (reply->status, ==, 200);
}

/* Bodies that are no batch, at every endpoint that takes one. */
static void
test_bodies (DwtServer    *fixture,
             gconstpointer data)
{
  static const struct
  {
    const char *body;
    guint batch_status;
    guint post_status;
  } rows[] =
  {
    { "", 500, 500 },
    { "{", 500, 500 },
    { "nonsense", 500, 500 },
    { "{\"operations\":[}", 500, 500 },
    { "\"\\ud800\"", 500, 500 },
    { "{\"a\":\"\xff\"}", 500, 500 },
    { "null", 417, 500 },
    { "7", 417, 500 },
    { "[]", 417, 500 },
    { "[[[[[[]]]]]]", 417, 500 },
    { "{}", 417, 417 },
    { "{\"operations\":{}}", 417, 417 },
    { "{\"operations\":\"x\"}", 417, 417 },
    { "{\"operations\":[]}", 200, 417 },
    { "{\"operations\":[null,1,\"x\",[],{}]}", 200, 417 },
    { "{\"operations\":[{\"op_id\":7,\"doctype\":7,\"name\":7,\"op\":7,\"data\":7}]}", 200, 417 },
    { "{\"operations\":[{\"op_id\":\"a\",\"doctype\":\"Customer\",\"op\":\"insert\","
      "\"data\":[]}]}", 200, 417 },
    { "{\"operations\":[{\"op_id\":\"a\",\"doctype\":\"Customer\",\"op\":\"update\","
      "\"data\":{}}]}", 200, 417 },
    { "{\"data\":\"{\"}", 417, 500 },
    { "{\"data\":\"7\"}", 417, 500 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DwtReply) batch = dwt_server_call (fixture, "dispatcher", "POST", BATCH,
                                                    rows[i].body);
      g_autoptr (DwtReply) post = dwt_server_call (fixture, "dispatcher", "POST",
                                                   "/api/resource/Customer", rows[i].body);
      g_autoptr (DwtReply) put = dwt_server_call (fixture, "dispatcher", "PUT",
                                                  "/api/resource/Customer/CUST-00001",
                                                  rows[i].body);
      g_autoptr (DwtReply) upload = dwt_server_call (fixture, "dispatcher", "POST",
                                                     "/api/method/upload_file", rows[i].body);
      g_autoptr (DwtReply) clock = dwt_server_call (fixture, NULL, "POST", "/sandbox/clock",
                                                    rows[i].body);

      g_test_message ("row %u", (guint) i);
      g_assert_cmpuint (batch->status, ==, rows[i].batch_status);
      g_assert_cmpuint (post->status, ==, rows[i].post_status);
      g_assert_cmpuint (put->status, >=, 200);
      g_assert_cmpuint (upload->status, ==, 417);
      g_assert_cmpuint (clock->status, >=, 200);
      assert_alive (fixture);
    }
}

/* As deep as the scanner goes, and deeper. */
static void
test_depth (DwtServer    *fixture,
            gconstpointer data)
{
  static const guint depths[] = { 60, 64, 65, 10000, 200000 };

  for (gsize i = 0; i < G_N_ELEMENTS (depths); i++)
    {
      g_autoptr (GString) body = g_string_new ("{\"operations\":");
      g_autoptr (DwtReply) reply = NULL;

      for (guint k = 0; k < depths[i]; k++)
        g_string_append_c (body, '[');
      for (guint k = 0; k < depths[i]; k++)
        g_string_append_c (body, ']');
      g_string_append_c (body, '}');
      reply = dwt_server_call (fixture, "dispatcher", "POST", BATCH, body->str);
      g_assert_cmpuint (reply->status, ==, depths[i] > 62 ? 500 : 200);
    }
  assert_alive (fixture);
}

/* 30 MiB, announced and unannounced: refused either way, and the server does not keep it. */
static void
test_large_body (DwtServer    *fixture,
                 gconstpointer data)
{
  const gsize size = 30 * 1024 * 1024;

  for (guint chunked = 0; chunked < 2; chunked++)
    {
      SoupMessage *message = dwt_server_message (fixture, "dispatcher", "POST", BATCH);
      g_autoptr (GInputStream) stream =
        g_memory_input_stream_new_from_data (g_malloc0 (size), (gssize) size, g_free);
      g_autoptr (DwtReply) reply = NULL;

      soup_message_set_request_body (message, "application/json", stream,
                                     chunked ? -1 : (gssize) size);
      if (chunked)
        soup_message_headers_set_encoding (soup_message_get_request_headers (message),
                                           SOUP_ENCODING_CHUNKED);
      reply = dwt_server_send (fixture, message);
      g_assert_cmpuint (reply->status, ==, 413);
      assert_alive (fixture);
    }
}

typedef struct
{
  GString *got;
  char buffer[4096];
  gboolean done;
} Raw;

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Raw *raw = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n <= 0)
    {
      raw->done = TRUE;
      return;
    }

  g_string_append_len (raw->got, raw->buffer, n);
  g_input_stream_read_async (G_INPUT_STREAM (source), raw->buffer, sizeof raw->buffer,
                             G_PRIORITY_DEFAULT, NULL, read_cb, raw);
}

/* What is no HTTP at all ends, and ends only that connection. */
static void
test_no_http (DwtServer    *fixture,
              gconstpointer data)
{
  static const char *const requests[] =
  {
    "\r\n\r\n", "GARBAGE\r\n\r\n", "GET\r\n\r\n",
    "GET /%zz%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "GET /api/method/x?a=%ff&=&&%% HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "POST " BATCH " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
    "Connection: close\r\n\r\nzz\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: token \xff\xfe:\x01\r\nConnection: close\r\n\r\n",
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
    "Connection: close\r\n\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autoptr (GSocketClient) client = g_socket_client_new ();
      g_autoptr (GSocketConnection) connection =
        g_socket_client_connect_to_host (client, "127.0.0.1",
                                         (guint16) dws_server_get_port (fixture->server), NULL,
                                         NULL);
      Raw raw = { g_string_new (NULL) };
      GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));

      g_test_message ("row %u", (guint) i);
      g_assert_true (g_output_stream_write_all (out, requests[i], strlen (requests[i]), NULL, NULL,
                                                NULL));
      g_socket_shutdown (g_socket_connection_get_socket (connection), FALSE, TRUE, NULL);
      g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                 raw.buffer, sizeof raw.buffer, G_PRIORITY_DEFAULT, NULL, read_cb,
                                 &raw);
      DWT_WAIT_UNTIL (raw.done);
      g_string_free (raw.got, TRUE);
      assert_alive (fixture);
    }
}

/* A client that goes away in the middle of its request. */
static void
test_gone (DwtServer    *fixture,
           gconstpointer data)
{
  const char *request = "POST " BATCH " HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{\"op";

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GSocketClient) client = g_socket_client_new ();
      g_autoptr (GSocketConnection) connection =
        g_socket_client_connect_to_host (client, "127.0.0.1",
                                         (guint16) dws_server_get_port (fixture->server), NULL,
                                         NULL);

      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                 strlen (request), NULL, NULL, NULL);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      assert_alive (fixture);
    }
}

/* And one that goes away while its answer is held back. */
static void
test_gone_waiting (DwtServer    *fixture,
                   gconstpointer data)
{
  const char *request = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n";
  g_autoptr (DwtReply) fault = dwt_server_call (fixture, NULL, "POST", "/sandbox/faults",
                                                "{\"latency_ms\":50,\"for\":5}");

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GSocketClient) client = g_socket_client_new ();
      g_autoptr (GSocketConnection) connection =
        g_socket_client_connect_to_host (client, "127.0.0.1",
                                         (guint16) dws_server_get_port (fixture->server), NULL,
                                         NULL);

      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                 strlen (request), NULL, NULL, NULL);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
    }

  for (guint i = 0; i < 20; i++)
    assert_alive (fixture);
}

#define ADD(path, function) \
  g_test_add (path, DwtServer, NULL, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sandbox/malformed/bodies", test_bodies);
  ADD ("/sandbox/malformed/depth", test_depth);
  ADD ("/sandbox/malformed/large-body", test_large_body);
  ADD ("/sandbox/malformed/no-http", test_no_http);
  ADD ("/sandbox/malformed/gone", test_gone);
  ADD ("/sandbox/malformed/gone-waiting", test_gone_waiting);

  return g_test_run ();
}
