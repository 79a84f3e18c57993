/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sio"

#include "config.h"

#include "dws-sio-private.h"

#include "dws-eio-private.h"

struct _DwsSioSocket
{
  GObject parent_instance;

  DwsSioServer *server;          /* valid while there is a client */
  DwsSioClient *client;          /* (nullable): NULL once detached */
  SoupMessageHeaders *headers;   /* (owned) */
  JsonNode *auth;                /* (owned) */
  char *id;                      /* (owned) */
  char *nsp;                     /* (owned) */
  char *user;                    /* (owned) (nullable) */
  gint64 next_id;
};

G_DEFINE_FINAL_TYPE (DwsSioSocket, dws_sio_socket, G_TYPE_OBJECT)

enum
{
  EVENT,
  ACKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static JsonArray *
parse_array (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_dup_array (node) : NULL;
}

static gint64
send_event (DwsSioSocket *self,
            gint64        id,
            const char   *event,
            const char   *args_json,
            GPtrArray    *attachments)
{
  g_autofree char *text = NULL;

  if (self->client == NULL)
    return id;

  text = dwd_sio_event_encode (self->nsp, id, event, args_json,
                               attachments != NULL ? attachments->len : 0);
  g_return_val_if_fail (text != NULL, id);
  dws_sio_client_send (self->client, text, attachments);
  return id;
}

DwsSioSocket *
dws_sio_socket_new (DwsSioServer *server,
                    DwsSioClient *client,
                    const char   *nsp,
                    JsonNode     *auth)
{
  DwsSioSocket *self = g_object_new (DWS_TYPE_SIO_SOCKET, NULL);

  self->server = server;
  self->client = client;
  self->nsp = g_strdup (nsp);
  self->auth = json_node_ref (auth);
  self->id = dws_eio_new_id ();
  self->headers = soup_message_headers_ref (
    dws_eio_session_get_headers (dws_sio_client_get_session (client)));
  return self;
}

void
dws_sio_socket_detach (DwsSioSocket *self)
{
  self->client = NULL;
}

gboolean
dws_sio_socket_receive (DwsSioSocket *self,
                        DwdSioPacket *packet)
{
  g_autofree char *event = NULL;
  g_autofree char *args_json = NULL;
  g_autoptr (JsonArray) args = NULL;
  gboolean handled = FALSE;

  if (packet->type == DWD_SIO_ACK || packet->type == DWD_SIO_BINARY_ACK)
    {
      args = parse_array (packet->data);
      if (args == NULL)
        return FALSE;
      g_signal_emit (self, signals[ACKED], 0, packet->id, args, packet->attachments);
      return TRUE;
    }

  if (!dwd_sio_packet_take_event (packet, &event, &args_json))
    return FALSE;

  args = parse_array (args_json);
  if (args == NULL)
    return FALSE;

  g_signal_emit (self, signals[EVENT], 0, event, args, packet->attachments, packet->id, &handled);
  if (!handled)
    g_debug ("socket %s: nobody wants “%s”", self->id, event);
  return TRUE;
}

static void
dws_sio_socket_finalize (GObject *object)
{
  DwsSioSocket *self = DWS_SIO_SOCKET (object);

  g_clear_pointer (&self->headers, soup_message_headers_unref);
  g_clear_pointer (&self->auth, json_node_unref);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->nsp, g_free);
  g_clear_pointer (&self->user, g_free);
  G_OBJECT_CLASS (dws_sio_socket_parent_class)->finalize (object);
}

static void
dws_sio_socket_class_init (DwsSioSocketClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dws_sio_socket_finalize;

  signals[EVENT] = g_signal_new ("event", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 g_signal_accumulator_true_handled, NULL, NULL,
                                 G_TYPE_BOOLEAN, 4, G_TYPE_STRING, JSON_TYPE_ARRAY,
                                 G_TYPE_PTR_ARRAY, G_TYPE_INT64);
  signals[ACKED] = g_signal_new ("acked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_INT64, JSON_TYPE_ARRAY,
                                 G_TYPE_PTR_ARRAY);
}

static void
dws_sio_socket_init (DwsSioSocket *self)
{
}

/**
 * dws_sio_socket_get_id:
 * @self: a socket
 *
 * Returns: the id that the client was given for this namespace
 */
const char *
dws_sio_socket_get_id (DwsSioSocket *self)
{
  g_return_val_if_fail (DWS_IS_SIO_SOCKET (self), NULL);

  return self->id;
}

/**
 * dws_sio_socket_get_nsp:
 * @self: a socket
 *
 * Returns: its namespace, with the slash
 */
const char *
dws_sio_socket_get_nsp (DwsSioSocket *self)
{
  g_return_val_if_fail (DWS_IS_SIO_SOCKET (self), NULL);

  return self->nsp;
}

/**
 * dws_sio_socket_set_user:
 * @self: a socket
 * @user: (nullable): who it is
 *
 * Notes who the credentials belong to; the server itself does not look at it.
 */
void
dws_sio_socket_set_user (DwsSioSocket *self,
                         const char   *user)
{
  g_return_if_fail (DWS_IS_SIO_SOCKET (self));

  g_free (self->user);
  self->user = g_strdup (user);
}

/**
 * dws_sio_socket_get_user:
 * @self: a socket
 *
 * Returns: (nullable): what dws_sio_socket_set_user() noted
 */
const char *
dws_sio_socket_get_user (DwsSioSocket *self)
{
  g_return_val_if_fail (DWS_IS_SIO_SOCKET (self), NULL);

  return self->user;
}

/**
 * dws_sio_socket_get_headers:
 * @self: a socket
 *
 * Returns: (transfer none): the request headers of the handshake
 */
SoupMessageHeaders *
dws_sio_socket_get_headers (DwsSioSocket *self)
{
  g_return_val_if_fail (DWS_IS_SIO_SOCKET (self), NULL);

  return self->headers;
}

/**
 * dws_sio_socket_get_auth:
 * @self: a socket
 *
 * Returns: (transfer none): the object that the client sent to join
 */
JsonNode *
dws_sio_socket_get_auth (DwsSioSocket *self)
{
  g_return_val_if_fail (DWS_IS_SIO_SOCKET (self), NULL);

  return self->auth;
}

/**
 * dws_sio_socket_join:
 * @self: a socket
 * @room: a room of its namespace
 *
 * Makes the socket one of those that dws_sio_server_emit() reaches with @room.
 */
void
dws_sio_socket_join (DwsSioSocket *self,
                     const char   *room)
{
  g_return_if_fail (DWS_IS_SIO_SOCKET (self));
  g_return_if_fail (room != NULL);

  if (self->client != NULL)
    dws_sio_server_join (self->server, self, room);
}

/**
 * dws_sio_socket_leave:
 * @self: a socket
 * @room: a room of its namespace
 *
 * Undoes dws_sio_socket_join().
 */
void
dws_sio_socket_leave (DwsSioSocket *self,
                      const char   *room)
{
  g_return_if_fail (DWS_IS_SIO_SOCKET (self));
  g_return_if_fail (room != NULL);

  if (self->client != NULL)
    dws_sio_server_leave (self->server, self, room);
}

/**
 * dws_sio_socket_emit:
 * @self: a socket
 * @event: the event's name
 * @args_json: (nullable): its arguments, as the text of a JSON array
 * @attachments: (nullable) (element-type GBytes): what the placeholders in @args_json stand for
 *
 * Sends an event. A socket that is no longer connected swallows it.
 */
void
dws_sio_socket_emit (DwsSioSocket *self,
                     const char   *event,
                     const char   *args_json,
                     GPtrArray    *attachments)
{
  g_return_if_fail (DWS_IS_SIO_SOCKET (self));
  g_return_if_fail (event != NULL);

  send_event (self, -1, event, args_json, attachments);
}

/**
 * dws_sio_socket_ask:
 * @self: a socket
 * @event: the event's name
 * @args_json: (nullable): its arguments, as the text of a JSON array
 * @attachments: (nullable) (element-type GBytes): what the placeholders in @args_json stand for
 *
 * Sends an event that the client shall acknowledge; "acked" brings the answer.
 *
 * Returns: the id that the answer will have
 */
gint64
dws_sio_socket_ask (DwsSioSocket *self,
                    const char   *event,
                    const char   *args_json,
                    GPtrArray    *attachments)
{
  g_return_val_if_fail (DWS_IS_SIO_SOCKET (self), -1);
  g_return_val_if_fail (event != NULL, -1);

  return send_event (self, self->next_id++, event, args_json, attachments);
}

/**
 * dws_sio_socket_ack:
 * @self: a socket
 * @ack_id: the id that came with the event; below 0, nobody waits and nothing is sent
 * @args_json: (nullable): the answer, as the text of a JSON array
 * @attachments: (nullable) (element-type GBytes): what the placeholders in @args_json stand for
 *
 * Acknowledges an event.
 */
void
dws_sio_socket_ack (DwsSioSocket *self,
                    gint64        ack_id,
                    const char   *args_json,
                    GPtrArray    *attachments)
{
  DwdSioPacket packet = { 0 };
  g_autofree char *text = NULL;

  g_return_if_fail (DWS_IS_SIO_SOCKET (self));

  if (ack_id < 0 || self->client == NULL)
    return;

  packet.n_attachments = attachments != NULL ? attachments->len : 0;
  packet.type = packet.n_attachments > 0 ? DWD_SIO_BINARY_ACK : DWD_SIO_ACK;
  packet.nsp = self->nsp;
  packet.id = ack_id;
  packet.data = (char *) (args_json != NULL ? args_json : "[]");
  text = dwd_sio_packet_encode (&packet);
  dws_sio_client_send (self->client, text, attachments);
}

/**
 * dws_sio_socket_disconnect:
 * @self: a socket
 *
 * Sends the client out of the namespace. Its connection and its other namespaces stay.
 */
void
dws_sio_socket_disconnect (DwsSioSocket *self)
{
  DwdSioPacket packet = { 0 };
  g_autofree char *text = NULL;

  g_return_if_fail (DWS_IS_SIO_SOCKET (self));

  if (self->client == NULL)
    return;

  packet.type = DWD_SIO_DISCONNECT;
  packet.nsp = self->nsp;
  packet.id = -1;
  text = dwd_sio_packet_encode (&packet);
  dws_sio_client_send (self->client, text, NULL);
  dws_sio_client_remove_socket (self->client, self, "server namespace disconnect");
}
