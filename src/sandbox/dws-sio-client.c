/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sio"

#include "config.h"

#include "dws-sio-private.h"

#include "protocol/dwd-json-scan.h"

struct _DwsSioClient
{
  DwsSioServer *server;        /* the owner */
  DwsEioSession *session;      /* (owned) */
  DwdSioDecoder *decoder;      /* (owned) */
  GHashTable *sockets;         /* (owned): namespace → DwsSioSocket */
  guint connect_id;            /* until a namespace is joined */
};

static gboolean
connect_timeout_cb (gpointer data)
{
  DwsSioClient *self = data;

  self->connect_id = 0;
  dws_eio_session_close (self->session, "connect timeout");
  return G_SOURCE_REMOVE;
}

static void
send_packet (DwsSioClient *self,
             DwdSioType    type,
             const char   *nsp,
             const char   *data)
{
  DwdSioPacket packet = { type, (char *) nsp, -1, 0, (char *) data, NULL };
  g_autofree char *text = dwd_sio_packet_encode (&packet);

  dws_sio_client_send (self, text, NULL);
}

static void
say_refused (DwsSioClient *self,
             const char   *nsp,
             const char   *reason)
{
  g_autoptr (GString) data = g_string_new ("{\"message\":");

  dwd_json_append_string (data, reason, -1);
  g_string_append_c (data, '}');
  send_packet (self, DWD_SIO_CONNECT_ERROR, nsp, data->str);
}

static gboolean
open_socket (DwsSioClient *self,
             DwdSioPacket *packet)
{
  g_autoptr (JsonNode) auth = NULL;
  g_autofree char *refusal = NULL;
  g_autofree char *data = NULL;
  g_autoptr (DwsSioSocket) socket = NULL;

  auth = json_from_string (packet->data != NULL ? packet->data : "{}", NULL);
  if (auth == NULL)
    return FALSE;

  refusal = dws_sio_server_refuse (self->server, packet->nsp, self->session, auth);
  if (refusal != NULL)
    {
      say_refused (self, packet->nsp, refusal);
      return TRUE;
    }

  g_clear_handle_id (&self->connect_id, g_source_remove);
  socket = dws_sio_socket_new (self->server, self, packet->nsp, auth);
  g_hash_table_insert (self->sockets, g_strdup (packet->nsp), g_object_ref (socket));

  data = g_strdup_printf ("{\"sid\":\"%s\"}", dws_sio_socket_get_id (socket));
  send_packet (self, DWD_SIO_CONNECT, packet->nsp, data);
  dws_sio_server_add_socket (self->server, socket);
  return TRUE;
}

/* FALSE: the packet does not belong here, as the JavaScript server judges it. */
static gboolean
handle_packet (DwsSioClient *self,
               DwdSioPacket *packet)
{
  g_autoptr (DwsSioSocket) socket = g_hash_table_lookup (self->sockets, packet->nsp);

  if (socket == NULL)
    return packet->type == DWD_SIO_CONNECT && open_socket (self, packet);

  g_object_ref (socket);
  switch (packet->type)
    {
    case DWD_SIO_DISCONNECT:
      dws_sio_client_remove_socket (self, socket, "client namespace disconnect");
      return TRUE;

    case DWD_SIO_EVENT:
    case DWD_SIO_BINARY_EVENT:
    case DWD_SIO_ACK:
    case DWD_SIO_BINARY_ACK:
      return dws_sio_socket_receive (socket, packet);

    case DWD_SIO_CONNECT:
    case DWD_SIO_CONNECT_ERROR:
    default:
      return FALSE;
    }
}

static void
message_cb (DwsEioSession *session,
            GBytes        *data,
            gboolean       binary,
            DwsSioClient  *self)
{
  g_autoptr (GError) error = NULL;
  DwdSioPacket packet = { 0 };
  gboolean complete = FALSE;
  gboolean sound;
  gsize length;
  const char *text = g_bytes_get_data (data, &length);

  if (binary)
    sound = dwd_sio_decoder_push_bytes (self->decoder, data, &packet, &complete, &error);
  else
    sound = dwd_sio_decoder_push_text (self->decoder, text, length, &packet, &complete, &error);

  /* A handler may end the session, and this client with it: it is not touched afterwards. */
  if (sound && complete)
    {
      sound = handle_packet (self, &packet);
      dwd_sio_packet_clear (&packet);
    }

  if (!sound)
    {
      g_debug ("session %s: %s", dws_eio_session_get_id (session),
               error != NULL ? error->message : "a packet out of place");
      dws_eio_session_close (session, "parse error");
    }
}

DwsSioClient *
dws_sio_client_new (DwsSioServer  *server,
                    DwsEioSession *session,
                    guint          connect_timeout_ms)
{
  DwsSioClient *self = g_new0 (DwsSioClient, 1);

  self->server = server;
  self->session = g_object_ref (session);
  self->decoder = dwd_sio_decoder_new ();
  self->sockets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->connect_id = g_timeout_add (connect_timeout_ms, connect_timeout_cb, self);
  g_signal_connect (session, "message", G_CALLBACK (message_cb), self);
  return self;
}

void
dws_sio_client_free (DwsSioClient *self)
{
  g_clear_handle_id (&self->connect_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_pointer (&self->sockets, g_hash_table_unref);
  g_clear_pointer (&self->decoder, dwd_sio_decoder_free);
  g_clear_object (&self->session);
  g_free (self);
}

DwsEioSession *
dws_sio_client_get_session (DwsSioClient *self)
{
  return self->session;
}

void
dws_sio_client_send (DwsSioClient *self,
                     const char   *text,
                     GPtrArray    *attachments)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));

  dws_eio_session_send (self->session, data, FALSE);
  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    dws_eio_session_send (self->session, g_ptr_array_index (attachments, i), TRUE);
}

void
dws_sio_client_remove_socket (DwsSioClient *self,
                              DwsSioSocket *socket,
                              const char   *reason)
{
  DwsSioServer *server = self->server;
  g_autoptr (DwsSioSocket) alive = g_object_ref (socket);

  if (g_hash_table_lookup (self->sockets, dws_sio_socket_get_nsp (socket)) != socket)
    return;

  g_hash_table_remove (self->sockets, dws_sio_socket_get_nsp (socket));
  dws_sio_socket_detach (alive);
  dws_sio_server_remove_socket (server, alive, reason);
}

/* The session is gone: every socket says goodbye. */
void
dws_sio_client_end (DwsSioClient *self,
                    const char   *reason)
{
  GHashTableIter iter;
  gpointer socket;

  g_clear_handle_id (&self->connect_id, g_source_remove);
  for (;;)
    {
      g_hash_table_iter_init (&iter, self->sockets);
      if (!g_hash_table_iter_next (&iter, NULL, &socket))
        return;
      dws_sio_client_remove_socket (self, socket, reason);
    }
}
