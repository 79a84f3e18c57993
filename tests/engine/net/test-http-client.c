/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "base/dwd-clock.h"
#include "base/dwd-failure.h"
#include "net/dwd-http-client-private.h"
#include "net/dwd-http-client.h"

#define DEADLINE (20 * G_USEC_PER_SEC)
#define LATENCY_MS 50
#define LARGEST (256 * 1024)

/*
 * A real server on the loopback interface, in this process and on this main context. What no server of
 * libsoup's would do (cut a body, hang up, say nothing) is done by a bare socket beside it.
 */
typedef struct
{
  SoupServer *server;
  SoupServer *elsewhere;           /* another origin */
  GSocketService *raw;
  const char *raw_answer;          /* what the bare socket says before it hangs up */
  gboolean raw_silent;             /* it says nothing and stays */
  const char *raw_drip;            /* (nullable): what it says again and again after its answer, and stays */
  GPtrArray *raw_streams;          /* of GIOStream, those that stay */
  DwdClock *clock;
  DwdHttpClient *client;
  char *raw_address;
  char *elsewhere_address;

  guint n_requests;
  guint n_elsewhere;
  char *seen_authorization;
  char *seen_version;
  char *seen_cookie;
  char *seen_accept_encoding;
  char *seen_query;
  char *seen_body;
  char *seen_method;
  gboolean elsewhere_saw_secrets;

  GBytes *answer;
  GError *error;
  gboolean done;
} Fixture;

static void
set_text (char      **field,
          const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

static void
respond (SoupServerMessage *message,
         guint              status,
         const char        *type,
         const char        *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

static gboolean
unpause_cb (gpointer user_data)
{
  soup_server_message_unpause (user_data);

  return G_SOURCE_REMOVE;
}

static void
respond_gzip (SoupServerMessage *message)
{
  g_autoptr (GZlibCompressor) gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, G_CONVERTER (gzip));
  g_autoptr (GBytes) bytes = NULL;

  g_output_stream_write_all (out, "{\"message\":\"packed\"}", 20, NULL, NULL, NULL);
  g_output_stream_close (out, NULL, NULL);
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));

  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY,
                                    g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "Content-Encoding", "gzip");
}

static void
respond_large (SoupServerMessage *message,
               gboolean           chunked)
{
  g_autofree char *block = g_malloc (LARGEST + 1);

  memset (block, ' ', LARGEST + 1);
  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, block, LARGEST + 1);
  if (chunked)
    soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                       SOUP_ENCODING_CHUNKED);
}

typedef struct
{
  const char *path;
  guint status;
  const char *type;
  const char *body;
  const char *header;
  const char *value;
} Page;

static const Page pages[] = {
  { "/api/method/ok", 200, "application/json", "{\"message\":\"ok\"}" },
  { "/api/method/cookie", 200, "application/json", "{}", "Set-Cookie", "sid=Guest; Path=/" },
  { "/api/method/portal", 200, "text/html", "<html>Welcome to our hotel</html>" },
  { "/api/method/unauthorized", 401, "application/json", "{\"exc_type\":\"AuthenticationError\"}",
    "WWW-Authenticate", "Basic realm=\"x\"" },
  { "/api/method/html403", 403, "text/html", "<h1>Forbidden</h1>" },
  { "/api/method/missing", 404, "application/json",
    "{\"errors\":[{\"type\":\"DoesNotExistError\",\"message\":\"No such <b>thing</b>\"}]}" },
  { "/api/method/stale", 417, "application/json", "{\"exc_type\":\"TimestampMismatchError\"}" },
  { "/api/method/limited", 429, "application/json", "{\"exc_type\":\"TooManyRequestsError\"}",
    "Retry-After", "120" },
  { "/api/method/maintenance", 503, "application/json", "{\"exc_type\":\"SessionStopped\"}",
    "Retry-After", "30" },
  { "/api/method/broken", 500, "text/html", "<h1>Internal Server Error</h1>" },
  { "/api/method/gateway", 502, "text/html", "<h1>Bad Gateway</h1>" },
  { "/api/method/expired", 410, "application/json", "{\"exc_type\":\"WatermarkExpiredError\"}" },
  { "/api/method/old", 200, "application/json", "{}", "Deprecation", "@1793491200" },
  { "/api/method/gone", 406, "application/json", "{\"exc_type\":\"UnsupportedVersionError\"}" },
  { "/api/method/moved", 301, "text/html", "", "Location", "https://dispatch.example.org/api/method/moved" },
  { "/moved", 302, "text/html", "", "Location", "/files/a.txt" },
  { "/round", 302, "text/html", "", "Location", "/round" },
  { "/nowhere", 302, "text/html", "", "Location", "file:///etc/passwd" },
  { "/files/a.txt", 200, "text/plain", "hello" },
};

static void
respond_page (SoupServerMessage *message,
              const char        *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      if (strcmp (pages[i].path, path) != 0)
        continue;
      respond (message, pages[i].status, pages[i].type, pages[i].body);
      if (pages[i].header != NULL)
        soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                      pages[i].header, pages[i].value);
      return;
    }

  respond (message, 404, "text/html", "");
}

static void
note_request (Fixture           *fixture,
              SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  fixture->n_requests++;
  set_text (&fixture->seen_authorization, soup_message_headers_get_one (headers, "Authorization"));
  set_text (&fixture->seen_version, soup_message_headers_get_one (headers, "X-API-Version"));
  set_text (&fixture->seen_cookie, soup_message_headers_get_list (headers, "Cookie"));
  set_text (&fixture->seen_accept_encoding, soup_message_headers_get_list (headers, "Accept-Encoding"));
  set_text (&fixture->seen_query, g_uri_get_query (soup_server_message_get_uri (message)));
  set_text (&fixture->seen_method, soup_server_message_get_method (message));
  set_text (&fixture->seen_body, text);
}

static void
server_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  Fixture *fixture = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  note_request (fixture, message);
  if (strcmp (path, "/api/method/gzip") == 0)
    {
      respond_gzip (message);
    }
  else if (g_str_has_prefix (path, "/api/method/large"))
    {
      respond_large (message, g_str_has_suffix (path, "chunked"));
    }
  else if (strcmp (path, "/away") == 0)
    {
      respond (message, 302, "text/html", "");
      soup_message_headers_replace (headers, "Location", fixture->elsewhere_address);
    }
  else if (strcmp (path, "/api/method/clock") == 0)
    {
      respond (message, 200, "application/json", "{}");
      soup_message_headers_replace (headers, "X-Sandbox-Clock", "1795498920250000;60");
    }
  else if (strcmp (path, "/api/method/slow") == 0)
    {
      respond (message, 200, "application/json", "{\"message\":\"slow\"}");
      soup_server_message_pause (message);
      g_timeout_add_full (G_PRIORITY_DEFAULT, LATENCY_MS, unpause_cb, g_object_ref (message), g_object_unref);
    }
  else if (strcmp (path, "/api/method/never") == 0)
    {
      soup_server_message_pause (message);
    }
  else
    {
      respond_page (message, path);
    }
}

static void
elsewhere_cb (SoupServer        *server,
              SoupServerMessage *message,
              const char        *path,
              GHashTable        *query,
              gpointer           user_data)
{
  Fixture *fixture = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  fixture->n_elsewhere++;
  fixture->elsewhere_saw_secrets |= soup_message_headers_get_one (headers, "Authorization") != NULL;
  respond (message, 200, "image/png", "tile");
  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "X-Sandbox-Clock", "1000000;2");
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Deprecation", "true");
}

typedef struct
{
  GIOStream *connection;           /* (owned) */
  const char *drip;
} Drip;

static gboolean
drip_cb (gpointer user_data)
{
  Drip *drip = user_data;

  if (g_output_stream_write_all (g_io_stream_get_output_stream (drip->connection), drip->drip,
                                 strlen (drip->drip), NULL, NULL, NULL))
    return G_SOURCE_CONTINUE;

  g_object_unref (drip->connection);
  g_free (drip);
  return G_SOURCE_REMOVE;
}

static void
begin_to_drip (GIOStream  *connection,
               const char *text)
{
  Drip *drip = g_new0 (Drip, 1);

  drip->connection = g_object_ref (connection);
  drip->drip = text;
  g_timeout_add (LATENCY_MS, drip_cb, drip);
}

static void
raw_read_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GBytes) request = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);
  g_autoptr (GIOStream) connection = user_data;
  const char *answer = g_object_get_data (G_OBJECT (connection), "answer");
  const char *drip = g_object_get_data (G_OBJECT (connection), "drip");

  g_output_stream_write_all (g_io_stream_get_output_stream (connection), answer, strlen (answer), NULL, NULL,
                             NULL);
  if (drip != NULL)
    {
      begin_to_drip (connection, drip);
      return;
    }
  g_io_stream_close (connection, NULL, NULL);
}

/* It reads first: to close with something unread would reset the connection. */
static gboolean
raw_cb (GSocketService    *service,
        GSocketConnection *connection,
        GObject           *source,
        gpointer           user_data)
{
  Fixture *fixture = user_data;

  if (fixture->raw_silent)
    {
      g_ptr_array_add (fixture->raw_streams, g_object_ref (connection));
      return TRUE;
    }

  g_object_set_data (G_OBJECT (connection), "answer", (gpointer) fixture->raw_answer);
  g_object_set_data (G_OBJECT (connection), "drip", (gpointer) fixture->raw_drip);
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), 4096, 0, NULL,
                                   raw_read_cb, g_object_ref (connection));
  return TRUE;
}

static void
stop_raw (Fixture *fixture)
{
  if (fixture->raw == NULL)
    return;

  g_socket_service_stop (fixture->raw);
  g_socket_listener_close (G_SOCKET_LISTENER (fixture->raw));
  g_clear_object (&fixture->raw);
}

static char *
listen_server (SoupServer *server)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;
  char *address;

  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  address = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return address;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  static const DwdHttpLimits limits = {
    .connect_seconds = 1, .idle_seconds = 1, .patience_seconds = 2, .largest_body = LARGEST,
  };
  g_autofree char *address = NULL;
  guint16 port;

  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, server_cb, fixture, NULL);
  address = listen_server (fixture->server);

  fixture->elsewhere = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->elsewhere, NULL, elsewhere_cb, fixture, NULL);
  fixture->elsewhere_address = listen_server (fixture->elsewhere);

  fixture->raw_streams = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->raw = g_socket_service_new ();
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (fixture->raw), NULL, NULL);
  g_signal_connect (fixture->raw, "incoming", G_CALLBACK (raw_cb), fixture);
  fixture->raw_address = g_strdup_printf ("http://127.0.0.1:%u/x", port);

  fixture->clock = dwd_clock_new ();
  fixture->client = dwd_http_client_new (address, fixture->clock);
  dwd_http_client_set_limits (fixture->client, &limits);
  dwd_http_client_set_credentials (fixture->client, "key", "secret");
}

static void
forget_answer (Fixture *fixture)
{
  g_clear_pointer (&fixture->answer, g_bytes_unref);
  g_clear_error (&fixture->error);
  fixture->done = FALSE;
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  forget_answer (fixture);
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->clock);
  soup_server_disconnect (fixture->server);
  soup_server_disconnect (fixture->elsewhere);
  g_clear_object (&fixture->server);
  g_clear_object (&fixture->elsewhere);
  stop_raw (fixture);
  g_ptr_array_unref (fixture->raw_streams);
  g_free (fixture->raw_address);
  g_free (fixture->elsewhere_address);
  g_free (fixture->seen_authorization);
  g_free (fixture->seen_version);
  g_free (fixture->seen_cookie);
  g_free (fixture->seen_accept_encoding);
  g_free (fixture->seen_query);
  g_free (fixture->seen_body);
  g_free (fixture->seen_method);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_false (fixture->done);
  fixture->answer = dwd_http_client_call_finish (DWD_HTTP_CLIENT (source), result, &fixture->error);
  g_assert_true ((fixture->answer == NULL) == (fixture->error != NULL));
  fixture->done = TRUE;
}

static void
wait_done (Fixture *fixture)
{
  gint64 start = g_get_monotonic_time ();

  while (!fixture->done)
    {
      g_assert_cmpint (g_get_monotonic_time () - start, <, DEADLINE);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
call_full (Fixture           *fixture,
           const char        *method,
           const char *const *query,
           const char        *body)
{
  forget_answer (fixture);
  dwd_http_client_call_async (fixture->client, method, query, body, G_PRIORITY_DEFAULT, NULL, done_cb, fixture);
  wait_done (fixture);
}

static void
call (Fixture    *fixture,
      const char *method)
{
  call_full (fixture, method, NULL, NULL);
}

static void
get (Fixture    *fixture,
     const char *url)
{
  forget_answer (fixture);
  dwd_http_client_get_async (fixture->client, url, G_PRIORITY_DEFAULT, NULL, done_cb, fixture);
  wait_done (fixture);
}

static void
assert_answer (Fixture    *fixture,
               const char *wanted)
{
  g_assert_no_error (fixture->error);
  g_assert_cmpmem (g_bytes_get_data (fixture->answer, NULL), g_bytes_get_size (fixture->answer),
                   wanted, strlen (wanted));
}

static void
assert_failure (Fixture   *fixture,
                DwdFailure failure)
{
  g_assert_nonnull (fixture->error);
  g_assert_true (fixture->error->domain == DWD_ERROR);
  g_assert_cmpstr (dwd_failure_to_string ((DwdFailure) fixture->error->code), ==,
                   dwd_failure_to_string (failure));
}

static void
test_call (Fixture      *fixture,
           gconstpointer data)
{
  static const char *const query[] = { "doctype", "Dispatch Job", "since", "a&b=c|1+%", "org", "Қ", NULL };

  call_full (fixture, "ok", query, NULL);
  assert_answer (fixture, "{\"message\":\"ok\"}");
  g_assert_cmpstr (fixture->seen_method, ==, "GET");
  g_assert_cmpstr (fixture->seen_authorization, ==, "token key:secret");
  g_assert_cmpstr (fixture->seen_version, ==, "v1");
  g_assert_nonnull (strstr (fixture->seen_accept_encoding, "gzip"));
  g_assert_cmpstr (fixture->seen_query, ==, "doctype=Dispatch%20Job&since=a%26b%3Dc%7C1%2B%25&org=%D2%9A");

  call_full (fixture, "ok", NULL, "{\"operations\":[]}");
  assert_answer (fixture, "{\"message\":\"ok\"}");
  g_assert_cmpstr (fixture->seen_method, ==, "POST");
  g_assert_cmpstr (fixture->seen_body, ==, "{\"operations\":[]}");

  dwd_http_client_set_credentials (fixture->client, NULL, NULL);
  call (fixture, "ok");
  g_assert_null (fixture->seen_authorization);
  g_assert_null (dwd_http_client_peek_authorization (fixture->client));
}

/* Pasted with a line's end, or with something that would be a header of its own. */
static void
test_credentials (Fixture      *fixture,
                  gconstpointer data)
{
  dwd_http_client_set_credentials (fixture->client, " key\n", "secret\r\n");
  call (fixture, "ok");
  g_assert_cmpstr (fixture->seen_authorization, ==, "token key:secret");

  dwd_http_client_set_credentials (fixture->client, "key", "se\r\nX-Evil: 1");
  call (fixture, "ok");
  g_assert_null (fixture->seen_authorization);
}

static void
test_no_cookies (Fixture      *fixture,
                 gconstpointer data)
{
  call (fixture, "cookie");
  call (fixture, "ok");
  g_assert_null (fixture->seen_cookie);
}

static void
test_gzip (Fixture      *fixture,
           gconstpointer data)
{
  call (fixture, "gzip");
  assert_answer (fixture, "{\"message\":\"packed\"}");
}

static void
test_failures (Fixture      *fixture,
               gconstpointer data)
{
  static const struct
  {
    const char *method;
    DwdFailure failure;
    const char *message;
  } cases[] = {
    { "unauthorized", DWD_FAILURE_SIGN_IN, "The server answered 401 Unauthorized" },
    { "html403", DWD_FAILURE_FORBIDDEN, "The server answered 403 Forbidden" },
    { "missing", DWD_FAILURE_NOT_FOUND, "No such thing" },
    { "stale", DWD_FAILURE_CONFLICT, NULL },
    { "broken", DWD_FAILURE_BROKEN, "The server answered 500 Internal Server Error" },
    { "gateway", DWD_FAILURE_BROKEN, NULL },
    { "expired", DWD_FAILURE_WATERMARK_EXPIRED, NULL },
    { "portal", DWD_FAILURE_PROTOCOL, "The answer is not from a Dartwing server" },
    { "moved", DWD_FAILURE_PROTOCOL, "The server redirects to https://dispatch.example.org/api/method/moved" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint before = fixture->n_requests;

      call (fixture, cases[i].method);
      assert_failure (fixture, cases[i].failure);
      if (cases[i].message != NULL)
        g_assert_cmpstr (fixture->error->message, ==, cases[i].message);
      g_assert_cmpuint (fixture->n_requests, ==, before + 1);
      g_assert_cmpint (dwd_http_client_get_retry_at (fixture->client), ==, DWD_TIME_NONE);
    }
}

static void
assert_retry_in (Fixture *fixture,
                 gint64   seconds)
{
  gint64 wait = dwd_http_client_get_retry_at (fixture->client) - dwd_clock_get_now (fixture->clock);

  g_assert_cmpint (wait, <=, seconds * DWD_USEC_PER_SEC);
  g_assert_cmpint (wait, >, (seconds - 10) * DWD_USEC_PER_SEC);
}

static void
test_retry_after (Fixture      *fixture,
                  gconstpointer data)
{
  call (fixture, "limited");
  assert_failure (fixture, DWD_FAILURE_RATE_LIMITED);
  assert_retry_in (fixture, 120);

  call (fixture, "maintenance");
  assert_failure (fixture, DWD_FAILURE_BUSY);
  assert_retry_in (fixture, 30);

  /* When the clock has passed it, it is over. */
  dwd_clock_set_server (fixture->clock, dwd_clock_get_now (fixture->clock) + DWD_USEC_PER_HOUR, 1);
  g_assert_cmpint (dwd_http_client_get_retry_at (fixture->client), ==, DWD_TIME_NONE);
}

static void
test_slow (Fixture      *fixture,
           gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  call (fixture, "slow");
  assert_answer (fixture, "{\"message\":\"slow\"}");
  g_assert_cmpint (g_get_monotonic_time () - start, >=, LATENCY_MS * 900);
}

static void
test_timeout (Fixture      *fixture,
              gconstpointer data)
{
  call (fixture, "never");
  assert_failure (fixture, DWD_FAILURE_TIMEOUT);

  fixture->raw_silent = TRUE;
  get (fixture, fixture->raw_address);
  assert_failure (fixture, DWD_FAILURE_TIMEOUT);
}

static void
test_interim (Fixture      *fixture,
              gconstpointer data)
{
  GString *answer = g_string_new (NULL);

  for (guint i = 0; i < 5; i++)
    g_string_append (answer, "HTTP/1.1 102 Processing\r\n\r\n");
  g_string_append (answer, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  fixture->raw_answer = answer->str;
  get (fixture, fixture->raw_address);
  assert_answer (fixture, "ok");

  for (guint i = 0; i < 10; i++)
    g_string_prepend (answer, "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n");
  fixture->raw_answer = answer->str;
  get (fixture, fixture->raw_address);
  assert_failure (fixture, DWD_FAILURE_PROTOCOL);

  g_string_free (answer, TRUE);
}

/* Never silent, never done: only the patience as a whole ends it. */
static void
test_drip (Fixture      *fixture,
           gconstpointer data)
{
  static const struct
  {
    const char *answer;
    const char *drip;
  } cases[] = {
    { "HTTP/1.1 200 OK\r\nX-A: ", "a" },
    { "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", " " },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fixture->raw_answer = cases[i].answer;
      fixture->raw_drip = cases[i].drip;
      g_test_message ("“%s”", cases[i].answer);
      get (fixture, fixture->raw_address);
      assert_failure (fixture, DWD_FAILURE_TIMEOUT);
    }
}

static void
test_refused_connection (Fixture      *fixture,
                         gconstpointer data)
{
  stop_raw (fixture);
  get (fixture, fixture->raw_address);
  assert_failure (fixture, DWD_FAILURE_OFFLINE);

  get (fixture, "http://no-such-host.invalid/");
  assert_failure (fixture, DWD_FAILURE_OFFLINE);
}

static void
test_cut (Fixture      *fixture,
          gconstpointer data)
{
  static const struct
  {
    const char *answer;
    DwdFailure failure;
  } cases[] = {
    /* Hung up before a word, in the headers, in the body, in a chunk. Between two chunks libsoup takes it for
     * the end: there only the reader of the body can see that something is missing. */
    { "", DWD_FAILURE_OFFLINE },
    { "HTTP/1.1 200 OK\r\nContent-Ty", DWD_FAILURE_PROTOCOL },
    { "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nshort", DWD_FAILURE_OFFLINE },
    { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nshort", DWD_FAILURE_OFFLINE },
    /* no HTTP at all */
    { "SSH-2.0-OpenSSH_9.2\r\n", DWD_FAILURE_PROTOCOL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fixture->raw_answer = cases[i].answer;
      get (fixture, fixture->raw_address);
      g_test_message ("“%s”: %s", cases[i].answer, fixture->error != NULL ? fixture->error->message : "taken");
      assert_failure (fixture, cases[i].failure);
    }
}

static void
test_too_large (Fixture      *fixture,
                gconstpointer data)
{
  call (fixture, "large");
  assert_failure (fixture, DWD_FAILURE_TOO_LARGE);
  call (fixture, "large-chunked");
  assert_failure (fixture, DWD_FAILURE_TOO_LARGE);

  /* The next one is not hurt by what was left unread. */
  call (fixture, "ok");
  assert_answer (fixture, "{\"message\":\"ok\"}");
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GCancellable) later = g_cancellable_new ();
  g_autoptr (GCancellable) before = g_cancellable_new ();

  forget_answer (fixture);
  dwd_http_client_call_async (fixture->client, "never", NULL, NULL, 0, later, done_cb, fixture);
  g_timeout_add (LATENCY_MS, cancel_cb, later);
  wait_done (fixture);
  assert_failure (fixture, DWD_FAILURE_CANCELLED);

  forget_answer (fixture);
  g_cancellable_cancel (before);
  dwd_http_client_call_async (fixture->client, "ok", NULL, NULL, 0, before, done_cb, fixture);
  g_assert_false (fixture->done);
  wait_done (fixture);
  assert_failure (fixture, DWD_FAILURE_CANCELLED);
}

static void
test_redirect (Fixture      *fixture,
               gconstpointer data)
{
  get (fixture, "/moved");
  assert_answer (fixture, "hello");
  get (fixture, "files/a.txt");
  assert_answer (fixture, "hello");

  get (fixture, "/round");
  assert_failure (fixture, DWD_FAILURE_PROTOCOL);
  get (fixture, "/nowhere");
  assert_failure (fixture, DWD_FAILURE_PROTOCOL);
}

/* Another origin is told nothing and believed nothing. */
static void
test_elsewhere (Fixture      *fixture,
                gconstpointer data)
{
  get (fixture, "/away");
  assert_answer (fixture, "tile");
  get (fixture, fixture->elsewhere_address);
  assert_answer (fixture, "tile");

  g_assert_cmpuint (fixture->n_elsewhere, ==, 2);
  g_assert_false (fixture->elsewhere_saw_secrets);
  g_assert_cmpfloat (dwd_clock_get_rate (fixture->clock), ==, 1);
  g_assert_null (dwd_http_client_get_version_notice (fixture->client));
}

static void
test_clock (Fixture      *fixture,
            gconstpointer data)
{
  /* The server's Date agrees with our own clock: it is on the same computer. */
  call (fixture, "ok");
  g_assert_cmpint (ABS (dwd_clock_get_skew (fixture->clock)), <, 2 * DWD_USEC_PER_SEC);

  call (fixture, "clock");
  g_assert_cmpfloat (dwd_clock_get_rate (fixture->clock), ==, 60);
  g_assert_cmpint (dwd_clock_get_now (fixture->clock), >=, G_GINT64_CONSTANT (1795498920250000));
  g_assert_cmpint (dwd_clock_get_now (fixture->clock), <,
                   G_GINT64_CONSTANT (1795498920250000) + 10 * DWD_USEC_PER_MINUTE);
}

static void
notice_cb (DwdHttpClient *client,
           gpointer       user_data)
{
  (*(guint *) user_data)++;
}

static void
test_version (Fixture      *fixture,
              gconstpointer data)
{
  guint n_notices = 0;

  g_signal_connect (fixture->client, "version-notice", G_CALLBACK (notice_cb), &n_notices);
  call (fixture, "ok");
  g_assert_null (dwd_http_client_get_version_notice (fixture->client));

  call (fixture, "old");
  call (fixture, "old");
  call (fixture, "ok");
  g_assert_cmpstr (dwd_http_client_get_version_notice (fixture->client), ==, "deprecated since 2026-11-01");
  g_assert_cmpuint (n_notices, ==, 1);

  call (fixture, "gone");
  assert_failure (fixture, DWD_FAILURE_VERSION);
  g_assert_cmpstr (dwd_http_client_get_version_notice (fixture->client), ==, "unsupported");
  g_assert_cmpuint (n_notices, ==, 2);
}

static void
test_bad_server (Fixture      *fixture,
                 gconstpointer data)
{
  static const char *const servers[] = { "", "dispatch", "ftp://x", "http://", "http://[", "https:///path" };

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      DwdHttpClient *client = dwd_http_client_new (servers[i], fixture->clock);

      forget_answer (fixture);
      dwd_http_client_call_async (client, "ok", NULL, NULL, 0, NULL, done_cb, fixture);
      wait_done (fixture);
      assert_failure (fixture, DWD_FAILURE_INVALID);
      g_assert_finalize_object (client);
    }
}

static void
count_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GBytes) bytes = dwd_http_client_call_finish (DWD_HTTP_CLIENT (source), result, NULL);

  g_assert_nonnull (bytes);
  (*(guint *) user_data)++;
}

/* More at once than there are connections, and the client let go meanwhile. */
static void
test_many (Fixture      *fixture,
           gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();
  guint n_done = 0;

  for (int i = 0; i < 50; i++)
    dwd_http_client_call_async (fixture->client, i % 5 == 0 ? "slow" : "ok", NULL, NULL, i % 3 - 1, NULL,
                                count_cb, &n_done);
  while (n_done < 50 && g_get_monotonic_time () - start < DEADLINE)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_done, ==, 50);
}

#define ADD(name, function) \
  g_test_add ("/net/http-client/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("call", test_call);
  ADD ("credentials", test_credentials);
  ADD ("no-cookies", test_no_cookies);
  ADD ("gzip", test_gzip);
  ADD ("failures", test_failures);
  ADD ("retry-after", test_retry_after);
  ADD ("slow", test_slow);
  ADD ("timeout", test_timeout);
  ADD ("interim", test_interim);
  ADD ("drip", test_drip);
  ADD ("refused-connection", test_refused_connection);
  ADD ("cut", test_cut);
  ADD ("too-large", test_too_large);
  ADD ("cancel", test_cancel);
  ADD ("redirect", test_redirect);
  ADD ("elsewhere", test_elsewhere);
  ADD ("clock", test_clock);
  ADD ("version", test_version);
  ADD ("bad-server", test_bad_server);
  ADD ("many", test_many);

  return g_test_run ();
}
