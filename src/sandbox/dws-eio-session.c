/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sio"

#include "config.h"

#include "dws-eio-private.h"

#include <sys/random.h>

#define ROUNDING_US 3000
#define LEAVE_DELAY_MS 10

/*
 * A session outlives its transport: packets wait in one queue, and whichever transport is there
 * empties it. Only this file changes the state, runs the heartbeat and judges incoming packets; the
 * transports beside it move bytes.
 *
 * The heartbeat is one timer that is either the time to the next ping or, after a ping, the time that
 * is left for the pong.
 */
G_DEFINE_FINAL_TYPE (DwsEioSession, dws_eio_session, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (DwsEioState, dws_eio_state,
                    G_DEFINE_ENUM_VALUE (DWS_EIO_POLLING, "polling"),
                    G_DEFINE_ENUM_VALUE (DWS_EIO_PROBING, "probing"),
                    G_DEFINE_ENUM_VALUE (DWS_EIO_WEBSOCKET, "websocket"),
                    G_DEFINE_ENUM_VALUE (DWS_EIO_CLOSED, "closed"))

static GType dws_eio_event_get_type (void);
G_DEFINE_ENUM_TYPE (DwsEioEvent, dws_eio_event,
                    G_DEFINE_ENUM_VALUE (DWS_EIO_EVENT_PROBE, "probe"),
                    G_DEFINE_ENUM_VALUE (DWS_EIO_EVENT_PROBE_LOST, "probe-lost"),
                    G_DEFINE_ENUM_VALUE (DWS_EIO_EVENT_UPGRADE, "upgrade"),
                    G_DEFINE_ENUM_VALUE (DWS_EIO_EVENT_CLOSE, "close"))

static const DwdStateRow rows[] = {
  { DWS_EIO_POLLING, DWS_EIO_EVENT_PROBE, DWS_EIO_PROBING },
  { DWS_EIO_POLLING, DWS_EIO_EVENT_UPGRADE, DWS_EIO_WEBSOCKET },   /* opened on a WebSocket */
  { DWS_EIO_POLLING, DWS_EIO_EVENT_CLOSE, DWS_EIO_CLOSED },
  { DWS_EIO_PROBING, DWS_EIO_EVENT_PROBE_LOST, DWS_EIO_POLLING },
  { DWS_EIO_PROBING, DWS_EIO_EVENT_UPGRADE, DWS_EIO_WEBSOCKET },
  { DWS_EIO_PROBING, DWS_EIO_EVENT_CLOSE, DWS_EIO_CLOSED },
  { DWS_EIO_WEBSOCKET, DWS_EIO_EVENT_CLOSE, DWS_EIO_CLOSED },
};

const DwdStateTable dws_eio_states = {
  "eio-session", dws_eio_state_get_type, dws_eio_event_get_type, rows, G_N_ELEMENTS (rows),
};

enum
{
  MESSAGE,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* An id is a capability: whoever knows it may poll the session, so it must not be guessable. */
char *
dws_eio_new_id (void)
{
  guchar random[15];
  char *id;

  if (getrandom (random, sizeof random, 0) != (gssize) sizeof random)
    g_error ("No random numbers");

  id = g_base64_encode (random, sizeof random);
  g_strdelimit (id, "+", '-');
  g_strdelimit (id, "/", '_');
  return id;
}

gboolean
dws_eio_session_move (DwsEioSession *self,
                      DwsEioEvent    event)
{
  return dwd_state_table_move (&dws_eio_states, &self->state, event);
}

static void
finish (DwsEioSession *self,
        const char    *reason)
{
  g_autoptr (DwsEioSession) alive = g_object_ref (self);

  g_clear_handle_id (&self->heartbeat_id, g_source_remove);
  g_clear_handle_id (&self->probe_id, g_source_remove);
  g_clear_handle_id (&self->leave_id, g_source_remove);
  g_queue_clear_full (&self->queue, (GDestroyNotify) dwd_eio_packet_free);
  g_debug ("session %s: closed (%s)", self->id, reason);
  g_signal_emit (alive, signals[CLOSED], 0, reason);
}

static void
end_session (DwsEioSession *self,
             DwdEioType     last,
             const char    *reason)
{
  if (self->state == DWS_EIO_CLOSED)
    return;

  dws_eio_session_move (self, DWS_EIO_EVENT_CLOSE);
  dws_eio_polling_end (self, last);
  dws_eio_websocket_end (self);
  finish (self, reason);
}

static void schedule_ping (DwsEioSession *self);

static gboolean
pong_missed_cb (gpointer data)
{
  DwsEioSession *self = data;

  self->heartbeat_id = 0;
  dws_eio_session_close (self, "ping timeout");
  return G_SOURCE_REMOVE;
}

static guint
ms_until (gint64 instant_us)
{
  gint64 left = instant_us - g_get_monotonic_time ();

  return left > 0 ? (guint) (left / 1000) : 0;
}

static gboolean
ping_due_cb (gpointer data)
{
  DwsEioSession *self = data;

  self->heartbeat_id = g_timeout_add (ms_until (self->pong_deadline_us), pong_missed_cb, self);
  dws_eio_session_queue (self, DWD_EIO_PING, FALSE, NULL);
  return G_SOURCE_REMOVE;
}

static void
schedule_ping (DwsEioSession *self)
{
  guint total_ms = self->limits.ping_interval_ms + self->limits.ping_timeout_ms;

  self->pong_deadline_us = g_get_monotonic_time () + (gint64) total_ms * 1000;
  g_clear_handle_id (&self->heartbeat_id, g_source_remove);
  self->heartbeat_id = g_timeout_add (self->limits.ping_interval_ms, ping_due_cb, self);
}

/*
 * Closes a session whose time is over although the timer has not come round yet; both ends round
 * their timers to milliseconds, so that a client that waited just long enough may seem early.
 */
gboolean
dws_eio_session_expire (DwsEioSession *self)
{
  if (self->state == DWS_EIO_CLOSED)
    return TRUE;
  if (self->hung || g_get_monotonic_time () + ROUNDING_US < self->pong_deadline_us)
    return FALSE;

  dws_eio_session_close (self, "ping timeout");
  return TRUE;
}

/* A hung node keeps its connections and says nothing: the fault that only a heartbeat finds. */
void
dws_eio_session_set_hung (DwsEioSession *self,
                          gboolean       hung)
{
  if (self->hung == hung || self->state == DWS_EIO_CLOSED)
    return;

  self->hung = hung;
  if (hung)
    g_clear_handle_id (&self->heartbeat_id, g_source_remove);
  else
    schedule_ping (self);
}

static gboolean
leave_due_cb (gpointer data)
{
  DwsEioSession *self = data;

  self->leave_id = 0;
  end_session (self, DWD_EIO_NOOP, "transport close");
  return G_SOURCE_REMOVE;
}

/* The client's last poll may have been sent before its goodbye and still be on its way. */
static void
take_leave (DwsEioSession *self)
{
  if (self->state == DWS_EIO_WEBSOCKET || self->poll != NULL)
    end_session (self, DWD_EIO_NOOP, "transport close");
  else if (self->leave_id == 0)
    self->leave_id = g_timeout_add (LEAVE_DELAY_MS, leave_due_cb, self);
}

DwsEioSession *
dws_eio_session_new (const DwsEioLimits *limits,
                     SoupMessageHeaders *headers)
{
  DwsEioSession *self = g_object_new (DWS_TYPE_EIO_SESSION, NULL);

  self->limits = *limits;
  self->headers = soup_message_headers_ref (headers);
  return self;
}

/* Says the handshake, as the first packet on the transport that opened the session. */
void
dws_eio_session_open (DwsEioSession *self)
{
  DwdEioHandshake handshake = {
    .sid = self->id,
    .ping_interval_ms = self->limits.ping_interval_ms,
    .ping_timeout_ms = self->limits.ping_timeout_ms,
    .max_payload = self->limits.max_payload,
    .upgrade_websocket = self->state == DWS_EIO_POLLING,
  };
  char *text = dwd_eio_handshake_encode (&handshake);
  g_autoptr (GBytes) data = g_bytes_new_take (text, strlen (text));

  dws_eio_session_queue (self, DWD_EIO_OPEN, FALSE, data);
  if (!self->hung)
    schedule_ping (self);
}

gboolean
dws_eio_session_receive (DwsEioSession *self,
                         DwdEioPacket  *packet)
{
  g_autoptr (GBytes) nothing = NULL;

  if (self->state == DWS_EIO_CLOSED)
    return FALSE;
  if (self->hung)
    return TRUE;

  switch (packet->type)
    {
    case DWD_EIO_MESSAGE:
      if (packet->data == NULL)
        nothing = g_bytes_new (NULL, 0);
      g_signal_emit (self, signals[MESSAGE], 0, packet->data != NULL ? packet->data : nothing,
                     packet->binary);
      break;

    case DWD_EIO_PONG:
      schedule_ping (self);
      break;

    case DWD_EIO_CLOSE:
      take_leave (self);
      break;

    case DWD_EIO_NOOP:
    case DWD_EIO_UPGRADE:
      break;

    case DWD_EIO_OPEN:
    case DWD_EIO_PING:   /* only the server pings in this version of the protocol */
    default:
      end_session (self, DWD_EIO_CLOSE, "parse error");
      break;
    }

  return self->state != DWS_EIO_CLOSED;
}

void
dws_eio_session_queue (DwsEioSession *self,
                       DwdEioType     type,
                       gboolean       binary,
                       GBytes        *data)
{
  DwdEioPacket *packet;

  if (self->state == DWS_EIO_CLOSED || self->hung)
    return;

  packet = g_new0 (DwdEioPacket, 1);
  packet->type = type;
  packet->binary = binary;
  packet->data = data != NULL ? g_bytes_ref (data) : NULL;
  g_queue_push_tail (&self->queue, packet);

  if (self->state == DWS_EIO_WEBSOCKET)
    dws_eio_websocket_flush (self);
  else
    dws_eio_polling_flush (self);
}

static void
dws_eio_session_dispose (GObject *object)
{
  DwsEioSession *self = DWS_EIO_SESSION (object);

  if (self->state != DWS_EIO_CLOSED)
    dws_eio_session_drop (self);

  G_OBJECT_CLASS (dws_eio_session_parent_class)->dispose (object);
}

static void
dws_eio_session_finalize (GObject *object)
{
  DwsEioSession *self = DWS_EIO_SESSION (object);

  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_pointer (&self->id, g_free);
  G_OBJECT_CLASS (dws_eio_session_parent_class)->finalize (object);
}

static void
dws_eio_session_class_init (DwsEioSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dws_eio_session_dispose;
  object_class->finalize = dws_eio_session_finalize;

  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 2,
                                   G_TYPE_BYTES, G_TYPE_BOOLEAN);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
dws_eio_session_init (DwsEioSession *self)
{
  self->id = dws_eio_new_id ();
  g_queue_init (&self->queue);
}

/**
 * dws_eio_session_get_id:
 * @self: a session
 *
 * Returns: the sid of its handshake
 */
const char *
dws_eio_session_get_id (DwsEioSession *self)
{
  g_return_val_if_fail (DWS_IS_EIO_SESSION (self), NULL);

  return self->id;
}

/**
 * dws_eio_session_get_state:
 * @self: a session
 *
 * Returns: which transport it uses, or that it is closed
 */
DwsEioState
dws_eio_session_get_state (DwsEioSession *self)
{
  g_return_val_if_fail (DWS_IS_EIO_SESSION (self), DWS_EIO_CLOSED);

  return (DwsEioState) self->state;
}

/**
 * dws_eio_session_get_headers:
 * @self: a session
 *
 * Returns: (transfer none): the request headers of its handshake
 */
SoupMessageHeaders *
dws_eio_session_get_headers (DwsEioSession *self)
{
  g_return_val_if_fail (DWS_IS_EIO_SESSION (self), NULL);

  return self->headers;
}

/**
 * dws_eio_session_send:
 * @self: a session
 * @data: UTF-8 text without NUL at its end, or bytes
 * @binary: which of the two
 *
 * Sends a message. A closed session swallows it, as the peer of a broken connection does.
 */
void
dws_eio_session_send (DwsEioSession *self,
                      GBytes        *data,
                      gboolean       binary)
{
  g_return_if_fail (DWS_IS_EIO_SESSION (self));
  g_return_if_fail (data != NULL);

  dws_eio_session_queue (self, DWD_EIO_MESSAGE, binary, data);
}

/**
 * dws_eio_session_close:
 * @self: a session
 * @reason: why, for "closed"
 *
 * Closes the session and tells the client so.
 */
void
dws_eio_session_close (DwsEioSession *self,
                       const char    *reason)
{
  g_return_if_fail (DWS_IS_EIO_SESSION (self));
  g_return_if_fail (reason != NULL);

  end_session (self, DWD_EIO_CLOSE, reason);
}

/**
 * dws_eio_session_drop:
 * @self: a session
 *
 * Cuts the session's connections without a word, as a server that died would.
 */
void
dws_eio_session_drop (DwsEioSession *self)
{
  g_return_if_fail (DWS_IS_EIO_SESSION (self));

  if (self->state == DWS_EIO_CLOSED)
    return;

  dws_eio_session_move (self, DWS_EIO_EVENT_CLOSE);
  dws_eio_polling_drop (self);
  dws_eio_websocket_drop (self);
  finish (self, "transport error");
}
