/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-sandbox"

#include "config.h"

#include "dwt-socket.h"

#include <string.h>

typedef struct
{
  DwtSocket *self;
  gboolean done;
} Connecting;

static void
message_cb (SoupWebsocketConnection *connection,
            int                      type,
            GBytes                  *message,
            DwtSocket               *self)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (message, &length);

  if (length == 1 && data[0] == '2')
    soup_websocket_connection_send_text (connection, "3");
  else
    g_ptr_array_add (self->frames, g_strndup (data, length));
}

static void
closed_cb (SoupWebsocketConnection *connection,
           DwtSocket               *self)
{
  self->closed = TRUE;
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Connecting *connecting = user_data;
  DwtSocket *self = connecting->self;

  self->connection = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, NULL);
  if (self->connection != NULL)
    {
      g_object_set (self->connection, "max-incoming-payload-size", (guint64) 0, NULL);
      g_signal_connect (self->connection, "message", G_CALLBACK (message_cb), self);
      g_signal_connect (self->connection, "closed", G_CALLBACK (closed_cb), self);
    }
  connecting->done = TRUE;
}

void
dwt_socket_init (DwtSocket          *self,
                 DwtServer          *server,
                 const DwtHandshake *handshake)
{
  g_autoptr (SoupMessage) message =
    dwt_server_message (server, handshake->user, "GET",
                        "/socket.io/?EIO=4&transport=websocket");
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);
  const char *origin = handshake->origin == NULL ? dws_server_get_url (server->server) :
                       handshake->origin;
  const char *cookie = handshake->cookie == NULL ? "system_user=yes" : handshake->cookie;
  Connecting connecting = { self };

  *self = (DwtSocket) { NULL };
  self->frames = g_ptr_array_new_with_free_func (g_free);
  if (*cookie != '\0')
    soup_message_headers_append (headers, "Cookie", cookie);

  soup_session_websocket_connect_async (server->session, message,
                                        *origin == '\0' ? NULL : origin, NULL,
                                        G_PRIORITY_DEFAULT, NULL, connected_cb, &connecting);
  DWT_WAIT_UNTIL (connecting.done);
}

void
dwt_socket_clear (DwtSocket *self)
{
  if (self->connection != NULL)
    {
      if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (self->connection, 1000, NULL);
      DWT_WAIT_UNTIL (self->closed);
      g_signal_handlers_disconnect_by_data (self->connection, self);
      g_clear_object (&self->connection);
    }
  g_clear_pointer (&self->frames, g_ptr_array_unref);
}

void
dwt_socket_send (DwtSocket  *self,
                 const char *frame)
{
  soup_websocket_connection_send_text (self->connection, frame);
}

static int
find (DwtSocket  *self,
      const char *prefix)
{
  for (guint i = 0; i < self->frames->len; i++)
    {
      if (g_str_has_prefix (g_ptr_array_index (self->frames, i), prefix))
        return (int) i;
    }

  return -1;
}

char *
dwt_socket_expect (DwtSocket  *self,
                   const char *prefix)
{
  char *frame;
  int i;

  g_test_message ("waiting for %s", prefix);
  DWT_WAIT_UNTIL (find (self, prefix) >= 0);
  i = find (self, prefix);

  frame = g_strdup (g_ptr_array_index (self->frames, i));
  g_ptr_array_remove_index (self->frames, (guint) i);

  return frame;
}

/* A question and its answer travel behind everything that was sent before. */
gboolean
dwt_socket_has (DwtSocket  *self,
                const char *prefix)
{
  g_autofree char *answer = NULL;

  dwt_socket_send (self, "42/sandbox,77[\"unsubscribe\",{\"channel\":\"sync:Geofence:none\"}]");
  answer = dwt_socket_expect (self, "43/sandbox,77");

  return find (self, prefix) >= 0;
}

void
dwt_socket_join (DwtSocket  *self,
                 const char *nsp)
{
  g_autofree char *connect = g_strdup_printf ("40%s,", nsp);
  g_autofree char *open = dwt_socket_expect (self, "0{");
  g_autofree char *joined = NULL;

  dwt_socket_send (self, connect);
  joined = dwt_socket_expect (self, connect);
}

char *
dwt_socket_subscribe (DwtSocket  *self,
                      const char *nsp,
                      const char *channel)
{
  g_autofree char *frame = g_strdup_printf ("42%s,5[\"subscribe\",{\"channel\":\"%s\"}]", nsp,
                                            channel);
  g_autofree char *prefix = g_strdup_printf ("43%s,5", nsp);

  dwt_socket_send (self, frame);

  return dwt_socket_expect (self, prefix);
}
