/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sio"

#include "config.h"

#include "dws-eio-private.h"

/* A client that opened a WebSocket and then fell silent does not block the next try for ever. */
#define PROBE_TIMEOUT_MS 10000

static void
send_packet (SoupWebsocketConnection *websocket,
             const DwdEioPacket      *packet)
{
  g_autoptr (GBytes) frame = NULL;

  if (soup_websocket_connection_get_state (websocket) != SOUP_WEBSOCKET_STATE_OPEN)
    return;

  frame = dwd_eio_packet_encode (packet);
  soup_websocket_connection_send_message (websocket,
                                          packet->binary ? SOUP_WEBSOCKET_DATA_BINARY
                                                         : SOUP_WEBSOCKET_DATA_TEXT,
                                          frame);
}

static void
gone_cb (SoupWebsocketConnection *websocket,
         gpointer                 data)
{
  g_object_unref (websocket);
}

/* Says goodbye and keeps the object until the client has answered or libsoup has lost patience. */
void
dws_eio_websocket_dismiss (SoupWebsocketConnection *websocket)
{
  if (soup_websocket_connection_get_state (websocket) == SOUP_WEBSOCKET_STATE_CLOSED)
    return;

  g_object_ref (websocket);
  g_signal_connect (websocket, "closed", G_CALLBACK (gone_cb), NULL);
  if (soup_websocket_connection_get_state (websocket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (websocket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

static void
release (DwsEioSession            *self,
         SoupWebsocketConnection **websocket,
         GSocket                 **socket,
         gboolean                  politely)
{
  g_autoptr (SoupWebsocketConnection) owned = g_steal_pointer (websocket);
  g_autoptr (GSocket) owned_socket = g_steal_pointer (socket);

  if (owned == NULL)
    return;

  g_signal_handlers_disconnect_by_data (owned, self);
  if (!politely && owned_socket != NULL)
    g_socket_shutdown (owned_socket, TRUE, TRUE, NULL);
  dws_eio_websocket_dismiss (owned);
}

static void
lose_probe (DwsEioSession *self)
{
  g_clear_handle_id (&self->probe_id, g_source_remove);
  release (self, &self->probe, &self->probe_socket, TRUE);
  if (self->state == DWS_EIO_PROBING)
    dws_eio_session_move (self, DWS_EIO_EVENT_PROBE_LOST);
}

static void
message_cb (SoupWebsocketConnection *websocket,
            int                      type,
            GBytes                  *data,
            DwsEioSession           *self)
{
  g_autoptr (DwsEioSession) alive = g_object_ref (self);
  DwdEioPacket packet = { DWD_EIO_MESSAGE, TRUE, NULL };
  gsize length;
  const char *text = g_bytes_get_data (data, &length);

  if (type == SOUP_WEBSOCKET_DATA_BINARY)
    packet.data = g_bytes_ref (data);
  else if (!dwd_eio_packet_decode (text, length, &packet, NULL))
    {
      dws_eio_session_close (self, "parse error");
      return;
    }

  dws_eio_session_receive (alive, &packet);
  dwd_eio_packet_clear (&packet);
}

static void
closed_cb (SoupWebsocketConnection *websocket,
           DwsEioSession           *self)
{
  dws_eio_session_close (self, "transport close");
}

/* Makes @websocket the transport: what waits in the queue goes out on it. */
void
dws_eio_websocket_use (DwsEioSession           *self,
                       SoupWebsocketConnection *websocket,
                       GSocket                 *socket)
{
  if (self->state == DWS_EIO_CLOSED || !dws_eio_session_move (self, DWS_EIO_EVENT_UPGRADE))
    {
      dws_eio_websocket_dismiss (websocket);
      return;
    }

  self->websocket = g_object_ref (websocket);
  g_set_object (&self->socket, socket);
  g_signal_connect (websocket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (websocket, "closed", G_CALLBACK (closed_cb), self);

  dws_eio_polling_refuse (self);
  dws_eio_websocket_flush (self);
}

static void
answer_probe (DwsEioSession *self)
{
  DwdEioPacket pong = { DWD_EIO_PONG, FALSE, NULL };

  if (self->state == DWS_EIO_POLLING)
    dws_eio_session_move (self, DWS_EIO_EVENT_PROBE);

  pong.data = g_bytes_new_static ("probe", 5);
  send_packet (self->probe, &pong);
  dwd_eio_packet_clear (&pong);
  dws_eio_polling_make_way (self);
}

static void
take_probe_into_use (DwsEioSession *self)
{
  g_autoptr (SoupWebsocketConnection) websocket = g_steal_pointer (&self->probe);
  g_autoptr (GSocket) socket = g_steal_pointer (&self->probe_socket);

  g_clear_handle_id (&self->probe_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (websocket, self);
  dws_eio_websocket_use (self, websocket, socket);
}

static gboolean
is_probe (const DwdEioPacket *packet)
{
  g_autoptr (GBytes) probe = g_bytes_new_static ("probe", 5);

  return packet->type == DWD_EIO_PING && packet->data != NULL &&
         g_bytes_equal (packet->data, probe);
}

static void
probe_message_cb (SoupWebsocketConnection *websocket,
                  int                      type,
                  GBytes                  *data,
                  DwsEioSession           *self)
{
  g_autoptr (DwsEioSession) alive = g_object_ref (self);
  DwdEioPacket packet = { 0 };
  gsize length;
  const char *text = g_bytes_get_data (data, &length);

  if (self->hung)
    return;

  if (type != SOUP_WEBSOCKET_DATA_TEXT || !dwd_eio_packet_decode (text, length, &packet, NULL))
    lose_probe (alive);
  else if (is_probe (&packet))
    answer_probe (alive);
  else if (packet.type == DWD_EIO_UPGRADE && self->state == DWS_EIO_PROBING)
    take_probe_into_use (alive);
  else
    lose_probe (alive);

  dwd_eio_packet_clear (&packet);
}

static void
probe_closed_cb (SoupWebsocketConnection *websocket,
                 DwsEioSession           *self)
{
  lose_probe (self);
}

static gboolean
probe_timeout_cb (gpointer data)
{
  DwsEioSession *self = data;

  self->probe_id = 0;
  lose_probe (self);
  return G_SOURCE_REMOVE;
}

/* Looks whether @websocket can replace polling. A session has one WebSocket: a second one is sent away. */
void
dws_eio_websocket_probe (DwsEioSession           *self,
                         SoupWebsocketConnection *websocket,
                         GSocket                 *socket)
{
  if (self->state != DWS_EIO_POLLING || self->probe != NULL)
    {
      dws_eio_websocket_dismiss (websocket);
      return;
    }

  self->probe = g_object_ref (websocket);
  g_set_object (&self->probe_socket, socket);
  self->probe_id = g_timeout_add (PROBE_TIMEOUT_MS, probe_timeout_cb, self);
  g_signal_connect (websocket, "message", G_CALLBACK (probe_message_cb), self);
  g_signal_connect (websocket, "closed", G_CALLBACK (probe_closed_cb), self);
}

void
dws_eio_websocket_flush (DwsEioSession *self)
{
  while (!g_queue_is_empty (&self->queue))
    {
      DwdEioPacket *packet = g_queue_pop_head (&self->queue);

      send_packet (self->websocket, packet);
      dwd_eio_packet_free (packet);
    }
}

void
dws_eio_websocket_end (DwsEioSession *self)
{
  g_clear_handle_id (&self->probe_id, g_source_remove);
  release (self, &self->probe, &self->probe_socket, TRUE);
  release (self, &self->websocket, &self->socket, TRUE);
}

void
dws_eio_websocket_drop (DwsEioSession *self)
{
  g_clear_handle_id (&self->probe_id, g_source_remove);
  release (self, &self->probe, &self->probe_socket, FALSE);
  release (self, &self->websocket, &self->socket, FALSE);
}
