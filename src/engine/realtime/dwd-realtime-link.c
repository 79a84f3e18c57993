/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-realtime"

#include "config.h"

#include "dwd-realtime-link.h"

#include "dwd-realtime-meter.h"
#include "protocol/dwd-eio-packet.h"
#include "protocol/dwd-json-scan.h"
#include "protocol/dwd-sio-packet.h"

#include <string.h>

/* Time for TCP, TLS and upgrade together, and again for handshake and namespace together. */
#define PATIENCE_MS 20000
#define MAX_INCOMING (16 * 1024 * 1024)

/* A server that allows more silence than this is not believed: a dead peer would go unnoticed. */
#define MOST_SILENCE_MS (5 * 60 * 1000)

/* libsoup reads for as long as there is something to read. So many messages in a row, for so long, without
 * the main loop having had a turn, are more than can be taken in. */
#define STARVED_US (2 * G_USEC_PER_SEC)
#define STARVED_MESSAGES 2000

/* Stock Frappe wants a cookie with every handshake, and takes "sid" in it for a session. */
#define DUMMY_COOKIE "client=dispatch"

/*
 * Main context only. The deadline is one timer: while connecting the patience for the next step, later
 * the heartbeat's. Everything that arrives proves that the peer lives, so that a ping behind a long
 * queue of events does not count as a dead peer.
 *
 * The link lets go of its WebSocket before it says "lost" or "refused": whoever hears that may drop it.
 */
struct _DwdRealtimeLink
{
  GObject parent_instance;

  SoupSession *session;                    /* (owned) */
  char *server;                            /* (owned) */
  char *nsp;                               /* (owned) */
  char *authorization;                     /* (owned) (nullable) */
  GCancellable *cancellable;               /* (owned) */
  SoupWebsocketConnection *websocket;      /* (owned) (nullable) */
  DwdSioDecoder *decoder;                  /* (owned) */
  gboolean over;                           /* nothing more is said */
  guint deadline_id;
  gint64 allowance_us;                     /* of silence; 0 before the handshake */
  gint64 heard_us;                         /* monotonic */
  GSocket *socket;                         /* (owned) (nullable): below the WebSocket */
  DwdRealtimeMeter *meter;                 /* (owned) (nullable) */
  guint turn_id;                           /* messages come in a row, without a turn of the main loop */
  gint64 row_began_us;                     /* monotonic */
  guint row_length;
};

G_DEFINE_FINAL_TYPE (DwdRealtimeLink, dwd_realtime_link, G_TYPE_OBJECT)

enum
{
  OPENED,
  JOINED,
  REFUSED,
  LOST,
  EVENT,
  ACKED,
  GARBLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
gone_cb (SoupWebsocketConnection *websocket,
         gpointer                 data)
{
  g_object_unref (websocket);
}

/* The closing handshake takes its time, which nobody here waits for. */
static void
let_go (DwdRealtimeLink *self)
{
  SoupWebsocketConnection *websocket = g_steal_pointer (&self->websocket);

  g_clear_handle_id (&self->deadline_id, g_source_remove);
  g_clear_handle_id (&self->turn_id, g_source_remove);
  g_clear_pointer (&self->meter, dwd_realtime_meter_free);
  g_cancellable_cancel (self->cancellable);
  if (websocket == NULL)
    return;

  g_signal_handlers_disconnect_by_data (websocket, self);
  if (soup_websocket_connection_get_state (websocket) == SOUP_WEBSOCKET_STATE_CLOSED)
    {
      g_object_unref (websocket);
      return;
    }

  g_signal_connect (websocket, "closed", G_CALLBACK (gone_cb), NULL);
  if (soup_websocket_connection_get_state (websocket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (websocket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

static void
end_link (DwdRealtimeLink *self,
          guint            signal,
          DwdFailure       failure,
          const char      *message)
{
  g_autoptr (DwdRealtimeLink) alive = g_object_ref (self);

  if (self->over)
    return;

  self->over = TRUE;
  let_go (self);
  g_signal_emit (alive, signals[signal], 0, (guint) failure, message);
}

static void
lose (DwdRealtimeLink *self,
      DwdFailure       failure,
      const char      *message)
{
  end_link (self, LOST, failure, message);
}

static void
send_text (DwdRealtimeLink *self,
           DwdEioType       type,
           const char      *text)
{
  g_autofree char *frame = NULL;

  if (self->websocket == NULL ||
      soup_websocket_connection_get_state (self->websocket) != SOUP_WEBSOCKET_STATE_OPEN)
    return;

  frame = g_strdup_printf ("%d%s", type, text);
  soup_websocket_connection_send_text (self->websocket, frame);
}

static void
send_packet (DwdRealtimeLink *self,
             DwdSioType       type,
             gint64           id,
             const char      *data)
{
  DwdSioPacket packet = { type, self->nsp, id, 0, (char *) data, NULL };
  g_autofree char *text = dwd_sio_packet_encode (&packet);

  send_text (self, DWD_EIO_MESSAGE, text);
}

static gboolean
deadline_cb (gpointer data)
{
  DwdRealtimeLink *self = data;
  gint64 left_us = self->heard_us + self->allowance_us - g_get_monotonic_time ();

  self->deadline_id = 0;
  if (self->allowance_us > 0 && left_us > 0)
    self->deadline_id = g_timeout_add ((guint) (left_us / 1000) + 1, deadline_cb, self);
  else
    lose (self, DWD_FAILURE_TIMEOUT, "The server fell silent");

  return G_SOURCE_REMOVE;
}

static void
set_deadline (DwdRealtimeLink *self,
              guint            ms)
{
  g_clear_handle_id (&self->deadline_id, g_source_remove);
  self->deadline_id = g_timeout_add (ms, deadline_cb, self);
}

/* Runs when the main loop has its turn again. */
static gboolean
turned_cb (gpointer data)
{
  DwdRealtimeLink *self = data;

  self->turn_id = 0;
  return G_SOURCE_REMOVE;
}

/* Whether messages come so fast that nothing else has had a turn for long. */
static gboolean
is_starving (DwdRealtimeLink *self)
{
  if (self->turn_id == 0)
    {
      self->turn_id = g_idle_add_full (G_PRIORITY_HIGH, turned_cb, self, NULL);
      self->row_began_us = self->heard_us;
      self->row_length = 0;
    }

  return ++self->row_length > STARVED_MESSAGES && self->heard_us - self->row_began_us > STARVED_US;
}

static void
garbled (DwdRealtimeLink *self,
         const char      *message)
{
  g_debug ("left out: %s", message);
  g_signal_emit (self, signals[GARBLED], 0, message);
}

/* The heartbeat begins with the namespace: until then the patience for it runs. */
static void
handle_joined (DwdRealtimeLink *self)
{
  set_deadline (self, (guint) (self->allowance_us / 1000));
  g_signal_emit (self, signals[JOINED], 0);
}

static void
handle_open (DwdRealtimeLink *self,
             GBytes          *data)
{
  DwdEioHandshake handshake = { 0 };
  gsize length = 0;
  const char *text = data != NULL ? g_bytes_get_data (data, &length) : "";
  gint64 silence_ms;

  if (self->allowance_us > 0 || !dwd_eio_handshake_decode (text, length, &handshake, NULL))
    {
      lose (self, DWD_FAILURE_PROTOCOL, "The handshake cannot be understood");
      return;
    }

  silence_ms = (gint64) handshake.ping_interval_ms + handshake.ping_timeout_ms;
  self->allowance_us = CLAMP (silence_ms, 1, MOST_SILENCE_MS) * 1000;
  dwd_eio_handshake_clear (&handshake);
  send_packet (self, DWD_SIO_CONNECT, -1, NULL);
  g_signal_emit (self, signals[OPENED], 0);
}

/* CONNECT_ERROR carries {"message": …}, or in old servers the message alone. */
static char *
dup_message (const char *data)
{
  static const DwdJsonKey key = { "message", 7 };
  DwdJsonSpan whole;
  DwdJsonSpan message = { 0 };

  if (data == NULL || !dwd_json_scan_value (data, strlen (data), &whole, NULL))
    return NULL;

  if (whole.type == DWD_JSON_STRING)
    return dwd_json_span_dup_string (&whole);

  dwd_json_span_find (&whole, &key, 1, &message);
  return message.type == DWD_JSON_STRING ? dwd_json_span_dup_string (&message) : NULL;
}

static void
handle_refusal (DwdRealtimeLink *self,
                const char      *data)
{
  g_autofree char *message = dup_message (data);
  DwdFailure failure = dwd_realtime_link_classify (message);

  end_link (self, failure == DWD_FAILURE_SIGN_IN ? REFUSED : LOST, failure,
            message != NULL ? message : "The server refused the connection");
}

static void
handle_event (DwdRealtimeLink *self,
              DwdSioPacket    *packet)
{
  g_autofree char *event = NULL;
  g_autofree char *args_json = NULL;

  if (!dwd_sio_packet_take_event (packet, &event, &args_json))
    {
      garbled (self, "an event without a name");
      return;
    }

  g_signal_emit (self, signals[EVENT], 0, event, args_json);
  if (packet->id >= 0 && !self->over)
    send_packet (self, DWD_SIO_ACK, packet->id, "[]");
}

static void
handle_packet (DwdRealtimeLink *self,
               DwdSioPacket    *packet)
{
  if (strcmp (packet->nsp, self->nsp) != 0)
    {
      garbled (self, "a packet of another namespace");
      return;
    }

  switch (packet->type)
    {
    case DWD_SIO_CONNECT:
      handle_joined (self);
      break;
    case DWD_SIO_DISCONNECT:
      lose (self, DWD_FAILURE_OFFLINE, "The server closed the namespace");
      break;
    case DWD_SIO_EVENT:
    case DWD_SIO_BINARY_EVENT:
      handle_event (self, packet);
      break;
    case DWD_SIO_ACK:
    case DWD_SIO_BINARY_ACK:
      g_signal_emit (self, signals[ACKED], 0, packet->id, packet->data);
      break;
    case DWD_SIO_CONNECT_ERROR:
      handle_refusal (self, packet->data);
      break;
    default:
      break;
    }
}

static void
handle_message (DwdRealtimeLink *self,
                GBytes          *data,
                gboolean         binary)
{
  g_autoptr (GError) error = NULL;
  DwdSioPacket packet = { 0 };
  gboolean complete = FALSE;
  gboolean sound;
  gsize length = 0;
  const char *text = data != NULL ? g_bytes_get_data (data, &length) : "";

  if (binary)
    sound = dwd_sio_decoder_push_bytes (self->decoder, data, &packet, &complete, &error);
  else
    sound = dwd_sio_decoder_push_text (self->decoder, text, length, &packet, &complete, &error);

  if (!sound)
    {
      garbled (self, error->message);
    }
  else if (complete)
    {
      handle_packet (self, &packet);
      dwd_sio_packet_clear (&packet);
    }
}

static void
handle_eio_packet (DwdRealtimeLink *self,
                   DwdEioPacket    *packet)
{
  switch (packet->type)
    {
    case DWD_EIO_OPEN:
      handle_open (self, packet->data);
      break;
    case DWD_EIO_PING:
      send_text (self, DWD_EIO_PONG, "");
      break;
    case DWD_EIO_MESSAGE:
      handle_message (self, packet->data, packet->binary);
      break;
    case DWD_EIO_CLOSE:
      lose (self, DWD_FAILURE_OFFLINE, "The server said goodbye");
      break;
    case DWD_EIO_NOOP:
      break;
    case DWD_EIO_PONG:
    case DWD_EIO_UPGRADE:
    default:
      garbled (self, "a packet that only clients send");
      break;
    }
}

static void
message_cb (SoupWebsocketConnection *websocket,
            int                      type,
            GBytes                  *data,
            DwdRealtimeLink         *self)
{
  g_autoptr (DwdRealtimeLink) alive = g_object_ref (self);
  g_autoptr (GError) error = NULL;
  DwdEioPacket packet = { 0 };
  gsize length;
  const char *text = g_bytes_get_data (data, &length);

  self->heard_us = g_get_monotonic_time ();
  if (self->meter != NULL)
    dwd_realtime_meter_note_message (self->meter);
  if (is_starving (self))
    {
      lose (self, DWD_FAILURE_RATE_LIMITED, "More arrives than can be taken in");
      return;
    }

  if (type == SOUP_WEBSOCKET_DATA_BINARY)
    {
      handle_message (self, data, TRUE);
      return;
    }

  if (!dwd_eio_packet_decode (text, length, &packet, &error))
    {
      garbled (self, error->message);
      return;
    }

  handle_eio_packet (self, &packet);
  dwd_eio_packet_clear (&packet);
}

static void
closed_cb (SoupWebsocketConnection *websocket,
           DwdRealtimeLink         *self)
{
  gboolean too_big = soup_websocket_connection_get_close_code (websocket) ==
                     SOUP_WEBSOCKET_CLOSE_TOO_BIG ||
                     (self->meter != NULL && dwd_realtime_meter_has_tripped (self->meter));

  lose (self, too_big ? DWD_FAILURE_TOO_LARGE : DWD_FAILURE_OFFLINE, "The connection closed");
}

/* libsoup says 1009 here, before it closes. */
static void
error_cb (SoupWebsocketConnection *websocket,
          GError                  *error,
          DwdRealtimeLink         *self)
{
  gboolean too_big = g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG) ||
                     (self->meter != NULL && dwd_realtime_meter_has_tripped (self->meter));

  lose (self, too_big ? DWD_FAILURE_TOO_LARGE : DWD_FAILURE_OFFLINE, error->message);
}

static DwdFailure
failure_of_status (guint status)
{
  switch (status)
    {
    case SOUP_STATUS_UNAUTHORIZED:
      return DWD_FAILURE_SIGN_IN;
    case SOUP_STATUS_FORBIDDEN:
      return DWD_FAILURE_FORBIDDEN;
    case SOUP_STATUS_NOT_FOUND:
      return DWD_FAILURE_NOT_FOUND;
    case 429:
      return DWD_FAILURE_RATE_LIMITED;
    case SOUP_STATUS_SERVICE_UNAVAILABLE:
      return DWD_FAILURE_BUSY;
    default:
      return status >= 500 ? DWD_FAILURE_BROKEN : DWD_FAILURE_PROTOCOL;
    }
}

/* The connection is made by way of several of these; the lowest one is the socket. */
static void
network_event_cb (SoupMessage       *message,
                  GSocketClientEvent event,
                  GIOStream         *connection,
                  DwdRealtimeLink   *self)
{
  if (event == G_SOCKET_CLIENT_CONNECTED && G_IS_SOCKET_CONNECTION (connection))
    g_set_object (&self->socket, g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection)));
}

static void
dialled_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (DwdRealtimeLink) self = data;
  g_autoptr (GError) error = NULL;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (object), result);
  guint status = message != NULL ? soup_message_get_status (message) : 0;
  DwdFailure failure;

  self->websocket = soup_session_websocket_connect_finish (SOUP_SESSION (object), result, &error);
  if (self->over)
    {
      let_go (self);
      return;
    }

  if (self->websocket == NULL)
    {
      failure = status >= 300 ? failure_of_status (status) : DWD_FAILURE_OFFLINE;
      end_link (self, failure == DWD_FAILURE_SIGN_IN ? REFUSED : LOST, failure, error->message);
      return;
    }

  self->heard_us = g_get_monotonic_time ();
  soup_websocket_connection_set_max_incoming_payload_size (self->websocket, MAX_INCOMING);
  g_signal_connect (self->websocket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->websocket, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (self->websocket, "closed", G_CALLBACK (closed_cb), self);
  set_deadline (self, PATIENCE_MS);
  if (self->socket != NULL)
    self->meter = dwd_realtime_meter_new (self->socket, 2 * MAX_INCOMING);
}

static void
dwd_realtime_link_dispose (GObject *object)
{
  DwdRealtimeLink *self = DWD_REALTIME_LINK (object);

  self->over = TRUE;
  let_go (self);
  G_OBJECT_CLASS (dwd_realtime_link_parent_class)->dispose (object);
}

static void
dwd_realtime_link_finalize (GObject *object)
{
  DwdRealtimeLink *self = DWD_REALTIME_LINK (object);

  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->socket);
  g_clear_pointer (&self->decoder, dwd_sio_decoder_free);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->nsp, g_free);
  g_clear_pointer (&self->authorization, g_free);
  G_OBJECT_CLASS (dwd_realtime_link_parent_class)->finalize (object);
}

static void
dwd_realtime_link_class_init (DwdRealtimeLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = dwd_realtime_link_dispose;
  object_class->finalize = dwd_realtime_link_finalize;

  signals[OPENED] = g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[JOINED] = g_signal_new ("joined", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[REFUSED] = g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  signals[LOST] = g_signal_new ("lost", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  signals[EVENT] = g_signal_new ("event", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                                 G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[ACKED] = g_signal_new ("acked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_STRING);
  signals[GARBLED] = g_signal_new ("garbled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
dwd_realtime_link_init (DwdRealtimeLink *self)
{
  self->cancellable = g_cancellable_new ();
  self->decoder = dwd_sio_decoder_new ();
}

/**
 * dwd_realtime_link_new:
 * @session: whose connections are used
 * @server: "https://host[:port]", without slash at its end
 * @nsp: the namespace, with slash
 * @authorization: (nullable): value of the Authorization header
 *
 * Returns: (transfer full): a link that has not been opened
 */
DwdRealtimeLink *
dwd_realtime_link_new (SoupSession *session,
                       const char  *server,
                       const char  *nsp,
                       const char  *authorization)
{
  DwdRealtimeLink *self = g_object_new (DWD_TYPE_REALTIME_LINK, NULL);

  self->session = g_object_ref (session);
  self->server = g_strdup (server);
  self->nsp = g_strdup (nsp);
  self->authorization = g_strdup (authorization);
  return self;
}

/**
 * dwd_realtime_link_open:
 * @self: a new link
 *
 * Dials. The outcome is told by signals, never from within this call.
 */
void
dwd_realtime_link_open (DwdRealtimeLink *self)
{
  g_autofree char *url = g_strconcat (self->server, "/socket.io/?EIO=4&transport=websocket", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  SoupMessageHeaders *headers;

  set_deadline (self, PATIENCE_MS);
  if (message == NULL)
    {
      set_deadline (self, 0);
      return;
    }

  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Cookie", DUMMY_COOKIE);
  if (self->authorization != NULL)
    soup_message_headers_replace (headers, "Authorization", self->authorization);

  g_signal_connect_object (message, "network-event", G_CALLBACK (network_event_cb), self, 0);
  soup_session_websocket_connect_async (self->session, message, self->server, NULL,
                                        G_PRIORITY_DEFAULT, self->cancellable, dialled_cb,
                                        g_object_ref (self));
}

/**
 * dwd_realtime_link_close:
 * @self: a link
 *
 * Ends it politely. No signal follows.
 */
void
dwd_realtime_link_close (DwdRealtimeLink *self)
{
  g_return_if_fail (DWD_IS_REALTIME_LINK (self));

  if (self->over)
    return;

  self->over = TRUE;
  if (self->allowance_us > 0)
    send_packet (self, DWD_SIO_DISCONNECT, -1, NULL);
  let_go (self);
}

/**
 * dwd_realtime_link_send_event:
 * @self: a link that has joined
 * @id: the id to be acknowledged, or -1
 * @event: the event's name
 * @args_json: its arguments, as the text of a JSON array
 *
 * Sends an event; one whose arguments are no array is a defect of the caller.
 */
void
dwd_realtime_link_send_event (DwdRealtimeLink *self,
                              gint64           id,
                              const char      *event,
                              const char      *args_json)
{
  g_autofree char *text = dwd_sio_event_encode (self->nsp, id, event, args_json, 0);

  g_return_if_fail (text != NULL);
  send_text (self, DWD_EIO_MESSAGE, text);
}

/**
 * dwd_realtime_link_classify:
 * @message: (nullable): what the server said
 *
 * Frappe's service asks the site who the credentials belong to and says "Unauthorized: " before
 * whatever came of that, be it that the site itself is down. Only the refusal proper is final.
 *
 * Returns: %DWD_FAILURE_SIGN_IN when a person must act, else a reason to try again
 */
DwdFailure
dwd_realtime_link_classify (const char *message)
{
  static const struct
  {
    const char *prefix;
    DwdFailure failure;
  } known[] = {
    { "Unauthorized: Error: Unauthorized", DWD_FAILURE_SIGN_IN },
    { "Unauthorized: Error: Forbidden", DWD_FAILURE_SIGN_IN },
    { "Unauthorized:", DWD_FAILURE_BROKEN },
    { "Unauthorized", DWD_FAILURE_SIGN_IN },
    { "Not authorized", DWD_FAILURE_SIGN_IN },
    { "No authentication method", DWD_FAILURE_SIGN_IN },
    { "No cookie transmitted", DWD_FAILURE_SIGN_IN },
    { "Invalid namespace", DWD_FAILURE_NOT_FOUND },
    { "Invalid origin", DWD_FAILURE_FORBIDDEN },
  };

  for (gsize i = 0; message != NULL && i < G_N_ELEMENTS (known); i++)
    {
      if (g_ascii_strncasecmp (message, known[i].prefix, strlen (known[i].prefix)) == 0)
        return known[i].failure;
    }

  return DWD_FAILURE_BROKEN;
}
