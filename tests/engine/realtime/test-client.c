/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-realtime"

#include "config.h"

#include "realtime/dwd-realtime.h"

#include "dwt-loop.h"
#include "dws-sio-server.h"

#include <string.h>

#define PATH "/socket.io/"
#define TOKEN "token key:secret"

/* A network that comes and goes when the test says so. */
#define DWT_TYPE_NETWORK (dwt_network_get_type ())
G_DECLARE_FINAL_TYPE (DwtNetwork, dwt_network, DWT, NETWORK, GObject)

struct _DwtNetwork
{
  GObject parent_instance;
};

enum
{
  PROP_AVAILABLE = 1,
  PROP_METERED,
  PROP_CONNECTIVITY,
};

static void
dwt_network_iface_init (GNetworkMonitorInterface *iface)
{
}

static void dwt_network_initable_init (GInitableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DwtNetwork, dwt_network, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, dwt_network_initable_init)
                               G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR,
                                                      dwt_network_iface_init))

static void
dwt_network_initable_init (GInitableIface *iface)
{
}

static void
dwt_network_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_AVAILABLE:
      g_value_set_boolean (value, TRUE);
      break;
    case PROP_METERED:
      g_value_set_boolean (value, FALSE);
      break;
    case PROP_CONNECTIVITY:
      g_value_set_enum (value, G_NETWORK_CONNECTIVITY_FULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
dwt_network_class_init (DwtNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = dwt_network_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
dwt_network_init (DwtNetwork *self)
{
}

typedef struct
{
  SoupServer *http;
  DwsSioServer *server;
  guint port;
  char *site;

  DwdClock *clock;
  DwtNetwork *network;
  DwdRealtime *client;

  GPtrArray *subscribed;      /* channels that the server was asked for */
  GPtrArray *unsubscribed;
  GPtrArray *events;          /* "name args" that the client got */
  DwsSioSocket *socket;       /* (nullable): the newest */
  guint n_connected;
  guint n_joined;
  guint n_acked;
  char *acked_args;
  char *refusal;              /* (nullable): what the server says to everybody */
  gboolean snake_only;
  gboolean silent;            /* no acknowledgement */
} Fixture;

static gboolean
authorize_cb (DwsSioServer       *server,
              const char         *nsp,
              SoupMessageHeaders *headers,
              JsonNode           *auth,
              char              **message,
              Fixture            *fixture)
{
  const char *cookie = soup_message_headers_get_list (headers, "Cookie");
  const char *token = soup_message_headers_get_one (headers, "Authorization");
  const char *origin = soup_message_headers_get_one (headers, "Origin");
  g_autofree char *wanted = g_strdup_printf ("http://127.0.0.1:%u", fixture->port);

  g_assert_nonnull (cookie);
  g_assert_null (strstr (cookie, "sid"));
  g_assert_cmpstr (origin, ==, wanted);

  if (fixture->refusal != NULL)
    *message = g_strdup (fixture->refusal);
  else if (!g_str_equal (nsp, "/site"))
    *message = g_strdup ("Invalid namespace");
  else if (g_strcmp0 (token, TOKEN) != 0)
    *message = g_strdup ("Unauthorized: Error: Unauthorized");
  else
    return TRUE;

  return FALSE;
}

static const char *
channel_of (JsonArray *args)
{
  return json_object_get_string_member (json_array_get_object_element (args, 0), "channel");
}

static gboolean
server_event_cb (DwsSioSocket *socket,
                 const char   *event,
                 JsonArray    *args,
                 GPtrArray    *attachments,
                 gint64        ack_id,
                 Fixture      *fixture)
{
  if (g_str_equal (event, "subscribe"))
    {
      const char *channel = channel_of (args);
      gboolean unknown = fixture->snake_only && strchr (channel, ' ') != NULL;

      g_ptr_array_add (fixture->subscribed, g_strdup (channel));
      if (!unknown)
        dws_sio_socket_join (socket, channel);
      if (!fixture->silent)
        dws_sio_socket_ack (socket, ack_id,
                            unknown ? "[{\"error\":\"Unknown DocType\"}]" : "[{\"ok\":true}]",
                            NULL);
    }
  else if (g_str_equal (event, "unsubscribe"))
    {
      g_ptr_array_add (fixture->unsubscribed, g_strdup (channel_of (args)));
      dws_sio_socket_leave (socket, channel_of (args));
    }
  else if (g_str_equal (event, "echo") && !fixture->silent)
    {
      g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), args);
      g_autofree char *text = json_to_string (node, FALSE);

      dws_sio_socket_ack (socket, ack_id, text, NULL);
    }

  return TRUE;
}

static void
server_acked_cb (DwsSioSocket *socket,
                 gint64        id,
                 JsonArray    *args,
                 GPtrArray    *attachments,
                 Fixture      *fixture)
{
  fixture->n_acked++;
}

static void
connected_cb (DwsSioServer *server,
              DwsSioSocket *socket,
              Fixture      *fixture)
{
  fixture->n_connected++;
  g_set_object (&fixture->socket, socket);
  g_signal_connect (socket, "event", G_CALLBACK (server_event_cb), fixture);
  g_signal_connect (socket, "acked", G_CALLBACK (server_acked_cb), fixture);
}

static void
disconnected_cb (DwsSioServer *server,
                 DwsSioSocket *socket,
                 const char   *reason,
                 Fixture      *fixture)
{
  g_signal_handlers_disconnect_by_data (socket, fixture);
  if (fixture->socket == socket)
    g_clear_object (&fixture->socket);
}

static void
joined_cb (DwdRealtime *client,
           Fixture     *fixture)
{
  fixture->n_joined++;
}

static void
event_cb (DwdRealtime *client,
          const char  *event,
          const char  *args_json,
          Fixture     *fixture)
{
  g_ptr_array_add (fixture->events, g_strconcat (event, " ", args_json, NULL));
}

static void
start_server (Fixture *fixture,
              guint    port,
              guint    ping_interval_ms,
              guint    ping_timeout_ms)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  fixture->http = soup_server_new (NULL, NULL);
  soup_server_listen_local (fixture->http, port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->http);
  fixture->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  fixture->server = dws_sio_server_new (fixture->http, PATH, ping_interval_ms, ping_timeout_ms,
                                        32 * 1024 * 1024);
  g_signal_connect (fixture->server, "authorize", G_CALLBACK (authorize_cb), fixture);
  g_signal_connect (fixture->server, "connected", G_CALLBACK (connected_cb), fixture);
  g_signal_connect (fixture->server, "disconnected", G_CALLBACK (disconnected_cb), fixture);
}

static void
stop_server (Fixture *fixture)
{
  g_autoptr (DwsSioServer) server = g_steal_pointer (&fixture->server);
  g_autoptr (SoupServer) http = g_steal_pointer (&fixture->http);

  dws_sio_server_drop_all (server);
  dws_sio_server_close (server);
  soup_server_disconnect (http);
  g_assert_finalize_object (g_steal_pointer (&server));
}

static void
set_up_pinging (Fixture *fixture,
                guint    ping_interval_ms,
                guint    ping_timeout_ms)
{
  g_autofree char *url = NULL;

  fixture->subscribed = g_ptr_array_new_with_free_func (g_free);
  fixture->unsubscribed = g_ptr_array_new_with_free_func (g_free);
  fixture->events = g_ptr_array_new_with_free_func (g_free);
  fixture->clock = dwd_clock_new_fixed (1000 * DWD_USEC_PER_DAY);
  fixture->network = g_object_new (DWT_TYPE_NETWORK, NULL);
  start_server (fixture, 0, ping_interval_ms, ping_timeout_ms);

  url = g_strdup_printf ("http://127.0.0.1:%u", fixture->port);
  fixture->client = g_object_new (DWD_TYPE_REALTIME,
                                  "server", url,
                                  "site", fixture->site != NULL ? fixture->site : "site",
                                  "clock", fixture->clock,
                                  "network-monitor", fixture->network,
                                  NULL);
  dwd_realtime_set_authorization (fixture->client, TOKEN);
  g_signal_connect (fixture->client, "joined", G_CALLBACK (joined_cb), fixture);
  g_signal_connect (fixture->client, "event", G_CALLBACK (event_cb), fixture);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  set_up_pinging (fixture, 25000, 20000);
}

static void
set_up_brisk (Fixture      *fixture,
              gconstpointer data)
{
  set_up_pinging (fixture, 100, 200);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  dwd_realtime_stop (fixture->client);
  dwt_settle ();
  g_assert_finalize_object (fixture->client);
  if (fixture->server != NULL)
    stop_server (fixture);
  dwt_settle ();
  g_assert_finalize_object (fixture->clock);
  g_assert_finalize_object (fixture->network);
  g_clear_object (&fixture->socket);
  g_ptr_array_unref (fixture->subscribed);
  g_ptr_array_unref (fixture->unsubscribed);
  g_ptr_array_unref (fixture->events);
  g_free (fixture->acked_args);
  g_free (fixture->refusal);
  g_free (fixture->site);
}

static void
join (Fixture *fixture)
{
  guint n = fixture->n_joined;

  dwd_realtime_start (fixture->client);
  dwt_wait_for (fixture->n_joined > n, 5);
  g_assert_cmpint (dwd_realtime_get_state (fixture->client), ==, DWD_REALTIME_JOINED);
  g_assert_nonnull (fixture->socket);
}

static gboolean
holds (GPtrArray  *texts,
       const char *text)
{
  return g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL);
}

static void
test_join (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_cmpint (dwd_realtime_get_state (fixture->client), ==, DWD_REALTIME_IDLE);
  join (fixture);
  g_assert_cmpint (dwd_realtime_get_failure (fixture->client), ==, DWD_FAILURE_NONE);
  g_assert_cmpint (dwd_realtime_get_next_try (fixture->client), ==, DWD_TIME_NONE);

  dwd_realtime_stop (fixture->client);
  g_assert_cmpint (dwd_realtime_get_state (fixture->client), ==, DWD_REALTIME_IDLE);
  dwt_wait_for (dws_sio_server_get_n_sockets (fixture->server) == 0, 5);
}

static void
test_stop_while_connecting (Fixture      *fixture,
                            gconstpointer data)
{
  dwd_realtime_start (fixture->client);
  g_assert_cmpint (dwd_realtime_get_state (fixture->client), ==, DWD_REALTIME_CONNECTING);
  dwd_realtime_stop (fixture->client);
  dwt_settle ();
  g_assert_cmpuint (fixture->n_joined, ==, 0);
  g_assert_cmpint (dwd_realtime_get_state (fixture->client), ==, DWD_REALTIME_IDLE);

  join (fixture);
}

static void
test_events (Fixture      *fixture,
             gconstpointer data)
{
  join (fixture);
  dws_sio_server_emit (fixture->server, "/site", NULL, "delta", "[{\"a\": 1}, \"\\u00e4\"]");
  dws_sio_server_emit (fixture->server, "/site", NULL, "never heard of", NULL);
  dws_sio_server_emit (fixture->server, "/", NULL, "delta", "[1]");
  dws_sio_server_emit (fixture->server, "/site", "nowhere", "delta", "[2]");
  dws_sio_server_emit (fixture->server, "/site", NULL, "delta", "[{\"a\": 1}, \"\\u00e4\"]");

  /* The same event twice is two events: only the store can tell whether it is news. */
  dwt_wait_for (fixture->events->len == 3, 5);
  g_assert_cmpstr (fixture->events->pdata[0], ==, "delta [{\"a\": 1}, \"\\u00e4\"]");
  g_assert_cmpstr (fixture->events->pdata[1], ==, "never heard of []");
  g_assert_cmpstr (fixture->events->pdata[2], ==, fixture->events->pdata[0]);
  g_assert_cmpuint (dwd_realtime_get_n_refused (fixture->client), ==, 0);
}

static void
test_large_event (Fixture      *fixture,
                  gconstpointer data)
{
  const gsize length = 10 * 1000 * 1000;
  g_autoptr (GString) args = g_string_sized_new (length + 8);

  g_string_append (args, "[\"");
  for (gsize i = 0; i < length; i++)
    g_string_append_c (args, (char) ('a' + i % 26));
  g_string_append (args, "\"]");

  join (fixture);
  dws_sio_server_emit (fixture->server, "/site", NULL, "big", args->str);
  dwt_wait_for (fixture->events->len == 1, 20);
  g_assert_cmpuint (strlen (fixture->events->pdata[0]), ==, args->len + 4);
  g_assert_true (g_str_has_suffix (fixture->events->pdata[0], args->str));
}

static void
test_event_beyond_limit (Fixture      *fixture,
                         gconstpointer data)
{
  const gsize length = 17 * 1024 * 1024;
  g_autofree char *args = g_malloc (length + 5);

  memset (args, 'x', length + 4);
  memcpy (args, "[\"", 2);
  memcpy (args + length + 2, "\"]", 3);

  join (fixture);
  dws_sio_server_emit (fixture->server, "/site", NULL, "huge", args);
  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_BACKING_OFF, 20);
  g_assert_cmpint (dwd_realtime_get_failure (fixture->client), ==, DWD_FAILURE_TOO_LARGE);
  dwt_wait_for (fixture->n_joined == 2, 10);
}

static void
test_binary (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GPtrArray) blobs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  join (fixture);
  g_ptr_array_add (blobs, g_bytes_new_static ("\0\1\2\3", 4));
  dws_sio_socket_emit (fixture->socket, "photo", "[{\"_placeholder\":true,\"num\":0}]", blobs);
  dwt_wait_for (fixture->events->len == 1, 5);
  g_assert_cmpstr (fixture->events->pdata[0], ==,
                   "photo [{\"_placeholder\":true,\"num\":0}]");

  /* A placeholder for an attachment that is not there: left out, counted, and life goes on. */
  dws_sio_socket_emit (fixture->socket, "photo", "[{\"_placeholder\":true,\"num\":9}]", blobs);
  dws_sio_socket_emit (fixture->socket, "after", "[]", NULL);
  dwt_wait_for (fixture->events->len == 2, 5);
  g_assert_cmpstr (fixture->events->pdata[1], ==, "after []");
  g_assert_cmpuint (dwd_realtime_get_n_refused (fixture->client), ==, 1);
}

static void
test_acknowledges (Fixture      *fixture,
                   gconstpointer data)
{
  join (fixture);
  dws_sio_socket_ask (fixture->socket, "are you there", "[]", NULL);
  dwt_wait_for (fixture->n_acked == 1, 5);
  g_assert_cmpuint (fixture->events->len, ==, 1);
}

typedef struct
{
  char *args;
  GError *error;
  gboolean done;
} Answer;

static void
answer_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      data)
{
  Answer *answer = data;

  answer->args = dwd_realtime_emit_finish (DWD_REALTIME (object), result, &answer->error);
  answer->done = TRUE;
}

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->args, g_free);
  g_clear_error (&answer->error);
  answer->done = FALSE;
}

static void
test_emit (Fixture      *fixture,
           gconstpointer data)
{
  Answer answer = { 0 };

  dwd_realtime_emit_async (fixture->client, "echo", "[1]", NULL, answer_cb, &answer);
  dwt_wait_for (answer.done, 5);
  g_assert_error (answer.error, DWD_ERROR, DWD_FAILURE_OFFLINE);
  answer_clear (&answer);

  join (fixture);
  dwd_realtime_emit_async (fixture->client, "echo", "[1,{\"b\":\"ü\"}]", NULL, answer_cb, &answer);
  dwt_wait_for (answer.done, 5);
  g_assert_no_error (answer.error);
  g_assert_cmpstr (answer.args, ==, "[1,{\"b\":\"ü\"}]");
  answer_clear (&answer);
}

static void
test_emit_cancelled (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer answer = { 0 };

  join (fixture);
  fixture->silent = TRUE;
  dwd_realtime_emit_async (fixture->client, "echo", "[]", cancellable, answer_cb, &answer);
  dwt_settle ();
  g_assert_false (answer.done);
  g_cancellable_cancel (cancellable);
  dwt_wait_for (answer.done, 5);
  g_assert_error (answer.error, DWD_ERROR, DWD_FAILURE_CANCELLED);
  answer_clear (&answer);

  dwd_realtime_emit_async (fixture->client, "echo", "[]", cancellable, answer_cb, &answer);
  dwt_wait_for (answer.done, 5);
  g_assert_error (answer.error, DWD_ERROR, DWD_FAILURE_CANCELLED);
  answer_clear (&answer);
}

static void
test_emit_lost (Fixture      *fixture,
                gconstpointer data)
{
  Answer answer = { 0 };

  join (fixture);
  fixture->silent = TRUE;
  dwd_realtime_emit_async (fixture->client, "echo", "[]", NULL, answer_cb, &answer);
  dwt_settle ();
  dws_sio_server_drop_all (fixture->server);
  dwt_wait_for (answer.done, 5);
  g_assert_error (answer.error, DWD_ERROR, DWD_FAILURE_OFFLINE);
  answer_clear (&answer);
}

/* Nobody acknowledges, as with stock Frappe: the answers are given up, and "joined" still comes. */
static void
test_ack_timeout (Fixture      *fixture,
                  gconstpointer data)
{
  Answer answer = { 0 };
  gint64 start = g_get_monotonic_time ();

  fixture->silent = TRUE;
  dwd_realtime_subscribe (fixture->client, "sync:Dispatch Job:ORG-1");
  dwd_realtime_start (fixture->client);
  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_JOINED, 5);
  dwd_realtime_emit_async (fixture->client, "echo", "[]", NULL, answer_cb, &answer);
  dwt_wait_for (answer.done && fixture->n_joined == 1, 15);
  g_assert_error (answer.error, DWD_ERROR, DWD_FAILURE_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 9 * G_USEC_PER_SEC);
  g_assert_cmpuint (fixture->subscribed->len, ==, 1);
  answer_clear (&answer);
}

static void
test_subscriptions (Fixture      *fixture,
                    gconstpointer data)
{
  dwd_realtime_subscribe (fixture->client, "sync:Dispatch Job:ORG-1");
  dwd_realtime_subscribe (fixture->client, "sync:Employee:ORG-1");
  dwd_realtime_subscribe (fixture->client, "sync:Employee:ORG-1");
  join (fixture);
  g_assert_cmpuint (fixture->subscribed->len, ==, 2);
  g_assert_true (holds (fixture->subscribed, "sync:Dispatch Job:ORG-1"));
  g_assert_true (holds (fixture->subscribed, "sync:Employee:ORG-1"));

  /* Wanted later: asked for at once, and no second "joined". */
  dwd_realtime_subscribe (fixture->client, "sync:Customer:ORG-1");
  dwt_wait_for (fixture->subscribed->len == 3, 5);
  dwd_realtime_unsubscribe (fixture->client, "sync:Employee:ORG-1");
  dwt_wait_for (fixture->unsubscribed->len == 1, 5);
  g_assert_cmpstr (fixture->unsubscribed->pdata[0], ==, "sync:Employee:ORG-1");
  dwt_settle ();
  g_assert_cmpuint (fixture->n_joined, ==, 1);

  dws_sio_server_emit (fixture->server, "/site", "sync:Customer:ORG-1", "delta", "[1]");
  dws_sio_server_emit (fixture->server, "/site", "sync:Employee:ORG-1", "delta", "[2]");
  dwt_wait_for (fixture->events->len == 1, 5);

  /* After a loss everything wanted is asked for again, and nothing else. */
  g_ptr_array_set_size (fixture->subscribed, 0);
  dws_sio_server_drop_all (fixture->server);
  dwt_wait_for (fixture->n_joined == 2, 10);
  g_assert_cmpuint (fixture->subscribed->len, ==, 2);
  g_assert_true (holds (fixture->subscribed, "sync:Dispatch Job:ORG-1"));
  g_assert_true (holds (fixture->subscribed, "sync:Customer:ORG-1"));
  g_assert_cmpuint (dws_sio_server_emit (fixture->server, "/site", "sync:Customer:ORG-1", "delta",
                                         "[3]"), ==, 1);
  dwt_wait_for (fixture->events->len == 2, 5);
}

static void
test_snake_case (Fixture      *fixture,
                 gconstpointer data)
{
  fixture->snake_only = TRUE;
  dwd_realtime_subscribe (fixture->client, "sync:Dispatch Job:ORG 1");
  dwd_realtime_subscribe (fixture->client, "no such thing");
  join (fixture);
  g_assert_cmpuint (fixture->subscribed->len, ==, 3);
  g_assert_true (holds (fixture->subscribed, "sync:Dispatch Job:ORG 1"));
  g_assert_true (holds (fixture->subscribed, "sync:dispatch_job:ORG 1"));
  g_assert_true (holds (fixture->subscribed, "no such thing"));
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  dwd_realtime_set_authorization (fixture->client, "token key:wrong");
  dwd_realtime_start (fixture->client);
  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_REFUSED, 5);
  g_assert_cmpint (dwd_realtime_get_failure (fixture->client), ==, DWD_FAILURE_SIGN_IN);
  g_assert_cmpint (dwd_realtime_get_next_try (fixture->client), ==, DWD_TIME_NONE);

  dwd_realtime_retry_now (fixture->client);
  g_assert_cmpint (dwd_realtime_get_state (fixture->client), ==, DWD_REALTIME_CONNECTING);
  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_REFUSED, 5);

  /* Credentials that a person has corrected are tried without being asked to. */
  dwd_realtime_set_authorization (fixture->client, TOKEN);
  dwt_wait_for (fixture->n_joined == 1, 5);
}

typedef struct
{
  const char *message;
  DwdRealtimeState state;
  DwdFailure failure;
} RefusalRow;

static const RefusalRow refusal_rows[] = {
  { "Unauthorized: Error: Unauthorized", DWD_REALTIME_REFUSED, DWD_FAILURE_SIGN_IN },
  { "No authentication method used. Use cookie or authorization header.", DWD_REALTIME_REFUSED,
    DWD_FAILURE_SIGN_IN },
  { "Not authorized", DWD_REALTIME_REFUSED, DWD_FAILURE_SIGN_IN },

  /* The site behind the realtime service is down: no reason to bother a person. */
  { "Unauthorized: Error: connect ECONNREFUSED 127.0.0.1:8000", DWD_REALTIME_BACKING_OFF,
    DWD_FAILURE_BROKEN },
  { "Invalid namespace", DWD_REALTIME_BACKING_OFF, DWD_FAILURE_NOT_FOUND },
  { "Invalid origin", DWD_REALTIME_BACKING_OFF, DWD_FAILURE_FORBIDDEN },
  { "", DWD_REALTIME_BACKING_OFF, DWD_FAILURE_BROKEN },
};

static void
test_refusals (Fixture      *fixture,
               gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusal_rows); i++)
    {
      const RefusalRow *row = &refusal_rows[i];

      g_free (fixture->refusal);
      fixture->refusal = g_strdup (row->message);
      dwd_realtime_start (fixture->client);
      dwt_wait_for (dwd_realtime_get_state (fixture->client) == row->state, 5);
      g_assert_cmpint (dwd_realtime_get_failure (fixture->client), ==, row->failure);
      dwd_realtime_stop (fixture->client);
    }
}

static void
test_dropped (Fixture      *fixture,
              gconstpointer data)
{
  join (fixture);
  dws_sio_server_drop_all (fixture->server);
  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_BACKING_OFF, 5);
  g_assert_cmpint (dwd_realtime_get_failure (fixture->client), ==, DWD_FAILURE_OFFLINE);
  g_assert_cmpint (dwd_realtime_get_next_try (fixture->client), >,
                   dwd_clock_get_now (fixture->clock));
  dwt_wait_for (fixture->n_joined == 2, 10);
  g_assert_cmpint (dwd_realtime_get_next_try (fixture->client), ==, DWD_TIME_NONE);
}

static void
test_disconnected_from_namespace (Fixture      *fixture,
                                  gconstpointer data)
{
  join (fixture);
  dws_sio_socket_disconnect (fixture->socket);
  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_BACKING_OFF, 5);
  dwt_wait_for (fixture->n_joined == 2, 10);
}

/* The server dies and comes back: waiting grows meanwhile, and the client finds it by itself. */
static void
test_server_restarted (Fixture      *fixture,
                       gconstpointer data)
{
  guint port = fixture->port;
  gint64 first_wait;

  join (fixture);
  stop_server (fixture);
  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_BACKING_OFF, 5);
  first_wait = dwd_realtime_get_next_try (fixture->client) - dwd_clock_get_now (fixture->clock);
  g_assert_cmpint (first_wait, >=, DWD_USEC_PER_SEC * 6 / 10);
  g_assert_cmpint (first_wait, <=, DWD_USEC_PER_SEC * 14 / 10);

  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_CONNECTING, 5);
  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_BACKING_OFF, 5);
  g_assert_cmpint (dwd_realtime_get_failure (fixture->client), ==, DWD_FAILURE_OFFLINE);
  g_assert_cmpint (dwd_realtime_get_next_try (fixture->client) - dwd_clock_get_now (fixture->clock),
                   >=, DWD_USEC_PER_SEC * 12 / 10);

  start_server (fixture, port, 25000, 20000);
  dwt_wait_for (fixture->n_joined == 2, 20);
}

static void
test_network_returns (Fixture      *fixture,
                      gconstpointer data)
{
  join (fixture);
  dws_sio_server_drop_all (fixture->server);
  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_BACKING_OFF, 5);

  g_signal_emit_by_name (fixture->network, "network-changed", FALSE);
  g_assert_cmpint (dwd_realtime_get_state (fixture->client), ==, DWD_REALTIME_BACKING_OFF);
  g_signal_emit_by_name (fixture->network, "network-changed", TRUE);
  g_assert_cmpint (dwd_realtime_get_state (fixture->client), ==, DWD_REALTIME_CONNECTING);
  dwt_wait_for (fixture->n_joined == 2, 5);

  /* A connection that works is not touched. */
  g_signal_emit_by_name (fixture->network, "network-changed", TRUE);
  g_assert_cmpint (dwd_realtime_get_state (fixture->client), ==, DWD_REALTIME_JOINED);
}

static void
test_wakes_up (Fixture      *fixture,
               gconstpointer data)
{
  join (fixture);
  dwd_clock_advance (fixture->clock, 3 * DWD_USEC_PER_SEC);
  g_assert_cmpint (dwd_realtime_get_state (fixture->client), ==, DWD_REALTIME_JOINED);
  dwd_clock_advance (fixture->clock, DWD_USEC_PER_HOUR);
  g_assert_cmpint (dwd_realtime_get_state (fixture->client), ==, DWD_REALTIME_CONNECTING);
  dwt_wait_for (fixture->n_joined == 2, 5);
}

static void
test_heartbeat (Fixture      *fixture,
                gconstpointer data)
{
  gint64 start = g_get_monotonic_time ();

  join (fixture);

  /* Long enough that both ends would have given up without pings and pongs. */
  dwt_wait_for (g_get_monotonic_time () - start > G_USEC_PER_SEC, 5);
  g_assert_cmpint (dwd_realtime_get_state (fixture->client), ==, DWD_REALTIME_JOINED);
  g_assert_cmpuint (fixture->n_connected, ==, 1);
}

static void
test_pings_withheld (Fixture      *fixture,
                     gconstpointer data)
{
  join (fixture);
  dws_sio_server_set_hung (fixture->server, TRUE);
  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_BACKING_OFF, 5);
  g_assert_cmpint (dwd_realtime_get_failure (fixture->client), ==, DWD_FAILURE_TIMEOUT);
  dws_sio_server_set_hung (fixture->server, FALSE);
  dwt_wait_for (fixture->n_joined == 2, 10);
}

static void
test_would_compress (Fixture      *fixture,
                     gconstpointer data)
{
  /* The client does not ask for it, which must do. */
  dws_sio_server_set_deflate (fixture->server, TRUE);
  join (fixture);
  dws_sio_server_emit (fixture->server, "/site", NULL, "delta", "[\"aaaaaaaaaaaaaaaaaaaaaaaaaa\"]");
  dwt_wait_for (fixture->events->len == 1, 5);
  g_assert_cmpstr (fixture->events->pdata[0], ==, "delta [\"aaaaaaaaaaaaaaaaaaaaaaaaaa\"]");
}

static void
stop_on_event_cb (DwdRealtime *client,
                  const char  *event,
                  const char  *args_json,
                  Fixture     *fixture)
{
  dwd_realtime_stop (client);
}

/* Whoever hears an event may do anything, and nothing more comes after a stop. */
static void
test_stop_from_handler (Fixture      *fixture,
                        gconstpointer data)
{
  join (fixture);
  g_signal_connect (fixture->client, "event", G_CALLBACK (stop_on_event_cb), fixture);
  dws_sio_socket_ask (fixture->socket, "one", "[]", NULL);
  dws_sio_socket_emit (fixture->socket, "two", "[]", NULL);
  dwt_wait_for (dwd_realtime_get_state (fixture->client) == DWD_REALTIME_IDLE, 5);
  dwt_wait_for (dws_sio_server_get_n_sockets (fixture->server) == 0, 5);
  g_assert_cmpuint (fixture->events->len, ==, 1);
}

#define add(path, up, function) \
  g_test_add ("/realtime/client/" path, Fixture, NULL, up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("join", set_up, test_join);
  add ("stop-while-connecting", set_up, test_stop_while_connecting);
  add ("events", set_up, test_events);
  add ("large-event", set_up, test_large_event);
  add ("event-beyond-limit", set_up, test_event_beyond_limit);
  add ("binary", set_up, test_binary);
  add ("acknowledges", set_up, test_acknowledges);
  add ("emit", set_up, test_emit);
  add ("emit-cancelled", set_up, test_emit_cancelled);
  add ("emit-lost", set_up, test_emit_lost);
  add ("ack-timeout", set_up, test_ack_timeout);
  add ("subscriptions", set_up, test_subscriptions);
  add ("snake-case", set_up, test_snake_case);
  add ("refused", set_up, test_refused);
  add ("refusals", set_up, test_refusals);
  add ("dropped", set_up, test_dropped);
  add ("disconnected-from-namespace", set_up, test_disconnected_from_namespace);
  add ("server-restarted", set_up, test_server_restarted);
  add ("network-returns", set_up, test_network_returns);
  add ("wakes-up", set_up, test_wakes_up);
  add ("heartbeat", set_up_brisk, test_heartbeat);
  add ("pings-withheld", set_up_brisk, test_pings_withheld);
  add ("would-compress", set_up, test_would_compress);
  add ("stop-from-handler", set_up, test_stop_from_handler);

  return g_test_run ();
}
