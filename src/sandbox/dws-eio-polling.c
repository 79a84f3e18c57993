/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sio"

#include "config.h"

#include "dws-eio-private.h"

/*
 * Long-polling: one GET waits for packets, one POST at a time brings some. The session is told of
 * every breach of that rule, because the order of packets is lost with it.
 */

/*
 * A poll beside a probe is answered a little later: the packet that makes the WebSocket the transport may
 * have been sent before the poll, and arrive behind it on the other connection.
 */
#define NOOP_DELAY_MS 10

static void
answer_text (SoupServerMessage *message,
             GBytes            *body)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (headers, "text/plain; charset=UTF-8", NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), body);
}

static void
answer_packet (SoupServerMessage *message,
               DwdEioType         type)
{
  DwdEioPacket packet = { type, FALSE, NULL };
  g_autoptr (GBytes) body = dwd_eio_packet_encode (&packet);

  answer_text (message, body);
}

static void
answer_bad (SoupServerMessage *message)
{
  static const char body[] = "{\"code\":3,\"message\":\"Bad request\"}";

  soup_server_message_set_status (message, SOUP_STATUS_BAD_REQUEST, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, body,
                                    sizeof body - 1);
}

/* The waiting GET, to be answered and then unpaused. */
static SoupServerMessage *
take_poll (DwsEioSession *self)
{
  g_clear_handle_id (&self->noop_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->poll, self);
  return g_steal_pointer (&self->poll);
}

static void
poll_finished_cb (SoupServerMessage *message,
                  DwsEioSession     *self)
{
  if (self->poll != message)
    return;

  g_object_unref (take_poll (self));
  dws_eio_session_close (self, "transport close");
}

static void
answer_queue (DwsEioSession     *self,
              SoupServerMessage *message)
{
  g_autoptr (GPtrArray) packets = NULL;
  g_autoptr (GBytes) body = NULL;

  packets = g_ptr_array_new_with_free_func ((GDestroyNotify) dwd_eio_packet_free);
  while (!g_queue_is_empty (&self->queue))
    g_ptr_array_add (packets, g_queue_pop_head (&self->queue));

  body = dwd_eio_payload_encode (packets);
  answer_text (message, body);
}

/* Answers the waiting GET with what the queue holds; without a GET, packets keep waiting. */
void
dws_eio_polling_flush (DwsEioSession *self)
{
  g_autoptr (SoupServerMessage) message = NULL;

  if (self->poll == NULL || g_queue_is_empty (&self->queue))
    return;

  message = take_poll (self);
  answer_queue (self, message);
  soup_server_message_unpause (message);
}

/* Answers a waiting GET for the last time, with @last. */
void
dws_eio_polling_end (DwsEioSession *self,
                     DwdEioType     last)
{
  g_autoptr (SoupServerMessage) message = NULL;

  if (self->poll == NULL)
    return;

  message = take_poll (self);
  answer_packet (message, last);
  soup_server_message_unpause (message);
}

static void
cut (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
}

void
dws_eio_polling_drop (DwsEioSession *self)
{
  g_autoptr (SoupServerMessage) message = NULL;

  if (self->poll == NULL)
    return;

  message = take_poll (self);
  cut (message);
  soup_server_message_unpause (message);
}

/* A poll that waits although the WebSocket has taken over. */
void
dws_eio_polling_refuse (DwsEioSession *self)
{
  g_autoptr (SoupServerMessage) message = NULL;

  if (self->poll == NULL)
    return;

  message = take_poll (self);
  answer_bad (message);
  soup_server_message_unpause (message);
}

static gboolean
noop_due_cb (gpointer data)
{
  DwsEioSession *self = data;

  self->noop_id = 0;
  dws_eio_polling_end (self, DWD_EIO_NOOP);
  return G_SOURCE_REMOVE;
}

/* Ends the waiting GET, if any, so that the client can take the WebSocket into use. */
void
dws_eio_polling_make_way (DwsEioSession *self)
{
  if (self->poll != NULL && self->noop_id == 0)
    self->noop_id = g_timeout_add (NOOP_DELAY_MS, noop_due_cb, self);
}

void
dws_eio_polling_get (DwsEioSession     *self,
                     SoupServerMessage *message)
{
  if (self->poll != NULL || self->state == DWS_EIO_CLOSED)
    {
      answer_bad (message);
      dws_eio_session_close (self, "transport error");
      return;
    }

  if (!g_queue_is_empty (&self->queue))
    {
      answer_queue (self, message);
      return;
    }

  self->poll = g_object_ref (message);
  g_signal_connect (message, "finished", G_CALLBACK (poll_finished_cb), self);
  soup_server_message_pause (message);
  if (self->state == DWS_EIO_PROBING)
    dws_eio_polling_make_way (self);
}

void
dws_eio_polling_post (DwsEioSession     *self,
                      SoupServerMessage *message)
{
  g_autoptr (DwsEioSession) alive = g_object_ref (self);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GPtrArray) packets = NULL;
  g_autoptr (GBytes) ok = g_bytes_new_static ("ok", 2);
  gconstpointer text;
  gsize length;

  body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  text = g_bytes_get_data (body, &length);
  packets = dwd_eio_payload_decode (text, length, NULL);
  if (packets == NULL)
    {
      answer_bad (message);
      dws_eio_session_close (alive, "parse error");
      return;
    }

  answer_text (message, ok);
  for (guint i = 0; i < packets->len; i++)
    {
      if (!dws_eio_session_receive (alive, g_ptr_array_index (packets, i)))
        break;
    }
}
