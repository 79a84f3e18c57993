/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

#define DWS_TYPE_SIO_SERVER (dws_sio_server_get_type ())
#define DWS_TYPE_SIO_SOCKET (dws_sio_socket_get_type ())

/*
 * An Engine.IO 4 and Socket.IO 5 server on a path of a SoupServer, polling and WebSocket transports.
 * One DwsSioSocket is one client in one namespace.
 *
 * Server signals:
 *  "authorize" (const char *nsp, SoupMessageHeaders *handshake_headers, JsonNode *auth, char **message) → gboolean:
 *     TRUE lets the client in; FALSE answers CONNECT_ERROR with *message (transfer full).
 *  "connected" (DwsSioSocket *), "disconnected" (DwsSioSocket *, const char *reason).
 * Socket signal: "event" (const char *event, JsonArray *args, GPtrArray *attachments, gint64 ack_id) → gboolean handled.
 */
G_DECLARE_FINAL_TYPE (DwsSioServer, dws_sio_server, DWS, SIO_SERVER, GObject)
G_DECLARE_FINAL_TYPE (DwsSioSocket, dws_sio_socket, DWS, SIO_SOCKET, GObject)

DwsSioServer *dws_sio_server_new              (SoupServer    *server,
                                               const char    *path,               /* "/socket.io/" */
                                               guint          ping_interval_ms,
                                               guint          ping_timeout_ms,
                                               guint          max_payload);
void          dws_sio_server_close            (DwsSioServer  *self);
/* Drops every connection without a goodbye: the fault of a died node. */
void          dws_sio_server_drop_all         (DwsSioServer  *self);
guint         dws_sio_server_get_n_sockets    (DwsSioServer  *self);
/* To all sockets of a namespace that joined the room; @args_json: text of a JSON array. */
guint         dws_sio_server_emit             (DwsSioServer  *self,
                                               const char    *nsp,
                                               const char    *room,
                                               const char    *event,
                                               const char    *args_json);

const char   *dws_sio_socket_get_id           (DwsSioSocket  *self);
const char   *dws_sio_socket_get_nsp          (DwsSioSocket  *self);
void          dws_sio_socket_set_user         (DwsSioSocket  *self,
                                               const char    *user);
const char   *dws_sio_socket_get_user         (DwsSioSocket  *self);
SoupMessageHeaders *dws_sio_socket_get_headers (DwsSioSocket *self);
void          dws_sio_socket_join             (DwsSioSocket  *self,
                                               const char    *room);
void          dws_sio_socket_leave            (DwsSioSocket  *self,
                                               const char    *room);
void          dws_sio_socket_emit             (DwsSioSocket  *self,
                                               const char    *event,
                                               const char    *args_json,
                                               GPtrArray     *attachments);  /* (nullable) of GBytes */
void          dws_sio_socket_ack              (DwsSioSocket  *self,
                                               gint64         ack_id,
                                               const char    *args_json,
                                               GPtrArray     *attachments);
void          dws_sio_socket_disconnect       (DwsSioSocket  *self);

G_END_DECLS
