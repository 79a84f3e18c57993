/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "dwd-engine.h"
#include "dwt-wait.h"
#include "realtime/dwd-realtime.h"

/*
 * A server that the sandbox would never be: it answers like a Dartwing site and then says what no site
 * should. The engine as a whole must refuse it for a typed reason, count it, and go on.
 */

#define ORG "ORG-1"
#define STAMP "2026-11-24 10:00:00.000000"
#define JOB_ROW(name, fields) \
  "{\"name\":\"" name "\",\"creation\":\"" STAMP "\",\"modified\":\"" STAMP "\",\"docstatus\":0," \
  "\"deleted\":0,\"data\":{\"name\":\"" name "\",\"organization\":\"" ORG "\"," fields "}}"
#define N_BULKY 60
#define PAGE(rows) "{\"message\":{\"rows\":[" rows "],\"next_since\":\"w\",\"has_more\":false}}"

typedef struct
{
  const char *broken_doctype;        /* (nullable): whose feed answers… */
  guint broken_status;               /* …this… */
  const char *broken_body;           /* …and that */
  gboolean all_broken;
  gboolean is_bulky;                 /* many large documents */
  const char *event;                 /* (nullable): sent to everybody who joins, with its number */
  guint n_events;
  guint wanted;                      /* how many refusals are waited for */

  char *dir;
  SoupServer *server;
  char *url;
  DwdEngine *engine;
  GPtrArray *sockets;                /* of SoupWebsocketConnection */
} Fixture;

static void
respond (SoupServerMessage *message,
         guint              status,
         const char        *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

/* Documents of a megabyte and a half, so that a page of many is more than may come. */
static void
answer_bulky (SoupServerMessage *message,
              GHashTable        *query)
{
  guint64 first = g_ascii_strtoull (g_hash_table_lookup (query, "since"), NULL, 10);
  guint64 limit = g_ascii_strtoull (g_hash_table_lookup (query, "limit"), NULL, 10);
  guint64 last = MIN (first + limit, N_BULKY);
  g_autofree char *text = g_strnfill (1500 * 1024, 'x');
  g_autoptr (GString) page = g_string_new ("{\"message\":{\"rows\":[");

  for (guint64 i = first; i < last; i++)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, i);

      g_string_append_printf (page, "%s{\"name\":\"JOB-%s\",\"modified\":\"" STAMP "\",\"data\":{\"name\":\"JOB-%s\","
                              "\"organization\":\"" ORG "\",\"x\":\"", i > first ? "," : "", number, number);
      g_string_append (page, text);
      g_string_append (page, "\"}}");
    }
  g_string_append_printf (page, "],\"next_since\":\"%" G_GUINT64_FORMAT "\",\"has_more\":%s}}", last,
                          last < N_BULKY ? "true" : "false");
  respond (message, 200, page->str);
}

static void
answer_feed (Fixture           *fixture,
             SoupServerMessage *message,
             GHashTable        *query)
{
  const char *doctype = g_hash_table_lookup (query, "doctype");

  if (fixture->all_broken)
    respond (message, 500, "{}");
  else if (g_strcmp0 (doctype, fixture->broken_doctype) == 0)
    respond (message, fixture->broken_status, fixture->broken_body);
  else if (fixture->is_bulky && g_strcmp0 (doctype, "Dispatch Job") == 0)
    answer_bulky (message, query);
  else if (g_strcmp0 (doctype, "Dispatch Job") == 0)
    respond (message, 200, PAGE (JOB_ROW ("JOB-1", "\"title\":\"Leak\",\"status\":\"Unassigned\"")));
  else
    respond (message, 200, PAGE (""));
}

static void
server_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  static const struct { const char *suffix; const char *body; } answers[] = {
    { "get_logged_user", "{\"message\":\"ana@example.org\"}" },
    { "get_time_zone", "{\"message\":{\"time_zone\":\"Asia/Almaty\"}}" },
    { "get_user_organizations", "{\"message\":[{\"name\":\"" ORG "\",\"org_name\":\"One\",\"site\":\"site\"}]}" },
  };

  if (g_str_has_suffix (path, ".sync.feed") && query != NULL)
    {
      answer_feed (user_data, message, query);
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      if (g_str_has_suffix (path, answers[i].suffix))
        {
          respond (message, 200, answers[i].body);
          return;
        }
    }

  respond (message, 404, "{}");
}

static void
misbehave (Fixture                 *fixture,
           SoupWebsocketConnection *socket)
{
  for (guint i = 0; i < fixture->n_events; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_auto (GStrv) parts = g_strsplit (fixture->event, "#", -1);
      g_autofree char *text = g_strjoinv (number, parts);

      soup_websocket_connection_send_text (socket, text);
    }
}

static void
socket_message_cb (SoupWebsocketConnection *socket,
                   int                      type,
                   GBytes                  *data,
                   Fixture                 *fixture)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  const char *id = text + strlen ("42/site,");
  g_autofree char *ack = NULL;

  if (g_str_has_prefix (text, "40/site"))
    {
      soup_websocket_connection_send_text (socket, "40/site,{\"sid\":\"b\"}");
      misbehave (fixture, socket);
    }
  else if (g_str_has_prefix (text, "42/site,") && g_ascii_isdigit (*id))
    {
      ack = g_strdup_printf ("43/site,%d[{\"ok\":true}]", (int) g_ascii_strtoll (id, NULL, 10));
      soup_websocket_connection_send_text (socket, ack);
    }
}

static void
socket_cb (SoupServer              *server,
           SoupServerMessage       *message,
           const char              *path,
           SoupWebsocketConnection *socket,
           gpointer                 user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->sockets, g_object_ref (socket));
  g_signal_connect (socket, "message", G_CALLBACK (socket_message_cb), fixture);
  soup_websocket_connection_send_text (socket, "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000,"
                                       "\"pingTimeout\":20000,\"maxPayload\":1000000}");
}

static void
sign_in (Fixture *fixture)
{
  g_autofree char *profile = g_build_filename (fixture->dir, "profile", NULL);
  g_autoptr (DwdSecretStore) secrets = dwd_secret_store_new_memory ();
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) signed_in = NULL;
  g_autoptr (GError) error = NULL;

  fixture->engine = dwd_engine_new (profile, NULL);
  dwd_engine_set_secret_store (fixture->engine, secrets);
  dwd_engine_open_async (fixture->engine, NULL, dwt_result_cb, &opened);
  g_assert_true (dwd_engine_open_finish (fixture->engine, dwt_wait_result (&opened), &error));
  g_assert_no_error (error);
  dwd_engine_sign_in_async (fixture->engine, fixture->url, "key", "secret", NULL, dwt_result_cb, &signed_in);
  dwd_engine_sign_in_finish (fixture->engine, dwt_wait_result (&signed_in), &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  fixture->dir = dwt_make_dir ();
  fixture->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, server_cb, fixture, NULL);
  soup_server_add_websocket_handler (fixture->server, "/socket.io/", NULL, NULL, socket_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  dwd_engine_close_async (fixture->engine, dwt_result_cb, &result);
  g_assert_true (dwd_engine_close_finish (fixture->engine, dwt_wait_result (&result), &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  soup_server_disconnect (fixture->server);
  g_clear_pointer (&fixture->sockets, g_ptr_array_unref);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->engine);
  g_clear_object (&fixture->server);
  g_clear_pointer (&fixture->url, g_free);
  g_clear_pointer (&fixture->dir, dwt_remove_dir);
}

static const DwdSyncStatusFields *
status (Fixture *fixture)
{
  return dwd_sync_status_peek (dwd_engine_get_sync_status (fixture->engine));
}

static gboolean
is_live (gpointer data)
{
  return status (data)->state == DWD_SYNC_LIVE;
}

static gboolean
is_polling (gpointer data)
{
  return status (data)->state == DWD_SYNC_POLLING;
}

static gboolean
is_offline (gpointer data)
{
  return status (data)->state == DWD_SYNC_OFFLINE;
}

static gboolean
has_refused (gpointer data)
{
  return status (data)->refused > 0;
}

static gboolean
has_refused_wanted (gpointer data)
{
  Fixture *fixture = data;

  return status (fixture)->refused >= fixture->wanted;
}

static void
assert_n_jobs (Fixture *fixture,
               guint    n_jobs)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  dwd_engine_query_async (fixture->engine, "Dispatch Job", NULL, "name", 0, NULL, dwt_result_cb, &result);
  rows = dwd_engine_query_finish (fixture->engine, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, n_jobs);
}

static void
assert_job_is_there (Fixture *fixture)
{
  assert_n_jobs (fixture, 1);
}

/* One collection that cannot be had, the very first one: the rest of the work goes on. */
static void
test_broken_collection (Fixture      *fixture,
                        gconstpointer data)
{
  static const struct { guint status; const char *body; } cases[] = {
    { 500, "{\"exc_type\":\"OperationalError\"}" },
    { 200, "{\"message\":{\"rows\":[{\"name\":" },
    { 200, "{\"message\":{\"rows\":[],\"next_since\":\"w\",\"has_more\":true,\"has_more\":7}}" },
  };

  fixture->broken_doctype = "Organization";
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fixture->broken_status = cases[i].status;
      fixture->broken_body = cases[i].body;
      if (fixture->engine == NULL)
        sign_in (fixture);
      else
        dwd_engine_sync_now (fixture->engine);

      dwt_wait_until (is_live, fixture);
      dwt_wait_until (has_refused, fixture);
      g_assert_cmpint (status (fixture)->failure, ==, DWD_FAILURE_NONE);
      assert_job_is_there (fixture);
    }
}

/* No feed answers, or none is there: that is the server. */
static void
test_broken_server (Fixture      *fixture,
                    gconstpointer data)
{
  sign_in (fixture);
  dwt_wait_until (is_live, fixture);

  fixture->all_broken = TRUE;
  dwd_engine_sync_now (fixture->engine);
  dwt_wait_until (is_offline, fixture);
  g_assert_cmpint (status (fixture)->failure, ==, DWD_FAILURE_BROKEN);
  assert_job_is_there (fixture);
  fixture->all_broken = FALSE;
  dwt_wait_until (is_live, fixture);

  soup_server_remove_handler (fixture->server, NULL);
  dwd_engine_sync_now (fixture->engine);
  dwt_wait_until (is_offline, fixture);
  g_assert_cmpint (status (fixture)->failure, ==, DWD_FAILURE_NOT_FOUND);
  soup_server_add_handler (fixture->server, NULL, server_cb, fixture, NULL);
  dwt_wait_until (is_live, fixture);
}

static void
test_bulky_pages (Fixture      *fixture,
                  gconstpointer data)
{
  fixture->is_bulky = TRUE;
  sign_in (fixture);
  dwt_wait_until (is_live, fixture);
  assert_n_jobs (fixture, N_BULKY);
  g_assert_cmpuint (status (fixture)->refused, ==, 0);
}

static gboolean
has_refused_many (gpointer data)
{
  return status (data)->refused >= 1000;
}

/* Technicians without end, from the future, who move nobody and fill nothing. */
static void
test_invented_technicians (Fixture      *fixture,
                           gconstpointer data)
{
  DwdBoard *board;
  DwdPosition position;

  fixture->event = "42/site,[\"technician_location\",{\"employee\":\"HR-#\",\"org\":\"" ORG "\","
                   "\"latitude\":51,\"longitude\":71,\"heading\":1e300,\"speed_kmh\":-1e999,\"accuracy_m\":0,"
                   "\"battery\":null,\"recorded_at\":\"9999-12-31T23:59:59Z\"}]";
  fixture->n_events = 21000;
  sign_in (fixture);
  dwt_wait_until (has_refused_many, fixture);
  board = dwd_engine_get_board (fixture->engine);
  g_assert_true (dwd_board_get_position (board, "HR-1", &position));
  /* The clock itself is corrected by every answer. */
  g_assert_cmpint (position.recorded_us, <,
                   dwd_clock_get_now (dwd_engine_get_clock (fixture->engine)) + 10 * DWD_USEC_PER_SEC);
  g_assert_false (dwd_board_get_position (board, "HR-20999", &position));
}

/* Other organisations, unknown names, wrong types, ten megabytes: counted, each for itself. */
static void
test_odd_events (Fixture      *fixture,
                 gconstpointer data)
{
  static const char *const odd[] = {
    "[\"delta\",{\"doctype\":\"Dispatch Job\",\"org\":\"ORG-2\",\"row\":{}}]",
    "[\"delta\",{\"doctype\":\"Nothing\",\"org\":\"" ORG "\",\"row\":{}}]",
    "[\"delta\",{\"doctype\":[],\"org\":{},\"row\":7}]",
    "[\"delta\",{\"doctype\":\"Dispatch Job\",\"org\":\"" ORG "\",\"row\":{\"name\":\"JOB-9\"}}]",
    "[\"delta\",{\"doctype\":\"Dispatch Job\",\"org\":\"" ORG "\",\"row\":{\"name\":\"JOB-9\",\"modified\":\""
    STAMP "\",\"data\":{\"organization\":\"ORG-2\"}}}]",
    "[\"delta\"]", "[\"delta\",null]", "[]", "{}", "[7]", "[\"sync_refresh\",{\"doctype\":7}]",
    "[\"technician_location\",{\"employee\":null}]", "[\"delta\",{",
  };
  g_autofree char *megabytes = g_strnfill (10 * 1024 * 1024, 'x');
  g_autofree char *large = g_strconcat ("42/site,[\"", megabytes, "\",{\"x\":\"", megabytes, "\"}]", NULL);

  fixture->event = "2";
  sign_in (fixture);
  dwt_wait_until (is_live, fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      guint before = status (fixture)->refused;
      g_autofree char *text = g_strconcat ("42/site,", odd[i], NULL);

      g_test_message ("%s", odd[i]);
      fixture->wanted = before + 1;
      soup_websocket_connection_send_text (g_ptr_array_index (fixture->sockets, 0), text);
      dwt_wait_until (has_refused_wanted, fixture);
    }

  /* A message of twenty is beyond what is taken in at all. */
  soup_websocket_connection_send_text (g_ptr_array_index (fixture->sockets, 0), large);
  dwt_wait_until (is_polling, fixture);
  dwt_wait_until (is_live, fixture);
  g_assert_true (is_live (fixture));
  assert_job_is_there (fixture);
}

/* --- sockets that know no measure ---------------------------------------------------------------- */

/* A peer on threads of its own, so that it can send while the client does not read. */
typedef struct
{
  const char *repeated;      /* (nullable): what comes for ever, after the handshakes */
  gsize length;
  gboolean is_offered_compression;
} Peer;

static void
write_text (GOutputStream *out,
            const char    *text)
{
  guint8 head[] = { 0x81, (guint8) strlen (text) };

  g_output_stream_write_all (out, head, sizeof head, NULL, NULL, NULL);
  g_output_stream_write_all (out, text, strlen (text), NULL, NULL, NULL);
}

static char *
read_request (GIOStream *connection)
{
  GInputStream *in = g_io_stream_get_input_stream (connection);
  GString *request = g_string_new (NULL);
  char byte;

  while (!g_str_has_suffix (request->str, "\r\n\r\n") && g_input_stream_read (in, &byte, 1, NULL, NULL) == 1)
    g_string_append_c (request, byte);

  return g_string_free (request, FALSE);
}

static void
shake_hands (Peer      *peer,
             GIOStream *connection)
{
  GOutputStream *out = g_io_stream_get_output_stream (connection);
  g_autofree char *request = read_request (connection);
  g_autoptr (GRegex) regex = g_regex_new ("Sec-WebSocket-Key: ([^\r]*)", G_REGEX_CASELESS, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *key = NULL;
  g_autofree char *accept = NULL;
  g_autofree char *answer = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;

  g_assert_true (g_regex_match (regex, request, 0, &match));
  key = g_match_info_fetch (match, 1);
  g_checksum_update (checksum, (const guchar *) key, -1);
  g_checksum_update (checksum, (const guchar *) "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", -1);
  g_checksum_get_digest (checksum, digest, &length);
  accept = g_base64_encode (digest, length);
  if (strstr (request, "permessage-deflate") != NULL)
    peer->is_offered_compression = TRUE;

  answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
  g_output_stream_write_all (out, answer, strlen (answer), NULL, NULL, NULL);
  write_text (out, "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}");
  write_text (out, "40/site,{\"sid\":\"b\"}");
}

static gboolean
peer_cb (GThreadedSocketService *service,
         GSocketConnection      *connection,
         GObject                *source,
         gpointer                user_data)
{
  static const guint8 first[] = { 0x01, 2, '4', '2' };
  Peer *peer = user_data;
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autofree char *block = NULL;

  shake_hands (peer, G_IO_STREAM (connection));
  if (peer->repeated == NULL)
    {
      /* Pieces of one message, 64 KiB each, none of them the last. */
      peer->length = 10 + 0x10000;
      block = g_strnfill (peer->length, 'x');
      memcpy (block, "\0\x7f\0\0\0\0\0\1\0\0", 10);
      g_output_stream_write_all (out, first, sizeof first, NULL, NULL, NULL);
    }

  while (g_output_stream_write_all (out, block != NULL ? block : peer->repeated, peer->length, NULL, NULL,
                                    NULL))
    ;

  return TRUE;
}

static guint64
get_peak_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, "VmHWM:");
  g_assert_nonnull (line);

  return g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10) * 1024;
}

static gboolean
is_backing_off (gpointer data)
{
  return dwd_realtime_get_state (data) == DWD_REALTIME_BACKING_OFF;
}

static void
service_gone_cb (gpointer data,
                 GObject *service)
{
  g_atomic_int_set ((int *) data, TRUE);
  g_main_context_wakeup (NULL);
}

static gboolean
is_set (gpointer data)
{
  return g_atomic_int_get ((int *) data);
}

/* Each thread holds the service while it talks: the peer is free when that is gone. */
static void
end_service (GSocketService *service)
{
  int gone = FALSE;

  g_socket_service_stop (service);
  g_socket_listener_close (G_SOCKET_LISTENER (service));
  g_object_weak_ref (G_OBJECT (service), service_gone_cb, &gone);
  g_object_unref (service);
  dwt_wait_until (is_set, &gone);
}

static void
meet (Peer      *peer,
      DwdFailure failure)
{
  GSocketService *service = g_threaded_socket_service_new (4);
  guint port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", port);
  DwdRealtime *client = dwd_realtime_new (url, "site", NULL);

  g_signal_connect (service, "run", G_CALLBACK (peer_cb), peer);
  dwd_realtime_start (client);
  dwt_wait_until (is_backing_off, client);
  g_assert_cmpint (dwd_realtime_get_failure (client), ==, failure);
  g_assert_false (peer->is_offered_compression);

  dwd_realtime_stop (client);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (client);
  end_service (service);
}

static void
test_endless_message (void)
{
  Peer peer = { NULL };
  guint64 before = get_peak_memory ();

  meet (&peer, DWD_FAILURE_TOO_LARGE);
  g_test_message ("%" G_GUINT64_FORMAT " bytes more", get_peak_memory () - before);
  g_assert_cmpuint (get_peak_memory () - before, <, 1024 * 1024 * 1024);
}

/* Faster than anybody can look at them: the main loop must get its turn again. */
static void
test_flood (void)
{
  static const char event[] = "42/site,[\"nothing that anybody knows\",{\"a\":1}]";
  g_autoptr (GString) events = g_string_new (NULL);
  Peer peer = { NULL };

  for (guint i = 0; i < 1000; i++)
    {
      g_string_append_c (events, (char) 0x81);
      g_string_append_c (events, sizeof event - 1);
      g_string_append (events, event);
    }
  peer.repeated = events->str;
  peer.length = events->len;

  meet (&peer, DWD_FAILURE_RATE_LIMITED);
}

/* A line for each of a million frames is no help to anybody. */
static void
drop_message (const char    *domain,
              GLogLevelFlags level,
              const char    *message,
              gpointer       user_data)
{
}

#define ADD(name, func) g_test_add ("/hostile/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, drop_message, NULL);

  ADD ("broken-collection", test_broken_collection);
  ADD ("broken-server", test_broken_server);
  ADD ("bulky-pages", test_bulky_pages);
  ADD ("invented-technicians", test_invented_technicians);
  ADD ("odd-events", test_odd_events);
  g_test_add_func ("/hostile/endless-message", test_endless_message);
  g_test_add_func ("/hostile/flood", test_flood);

  return g_test_run ();
}
