/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
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
 * Socket signals:
 *  "event" (const char *event, JsonArray *args, GPtrArray *attachments, gint64 ack_id) → gboolean handled.
 *  "acked" (gint64 id, JsonArray *args, GPtrArray *attachments): the answer to dws_sio_socket_ask().
 * Where there are attachments (else NULL), args holds their placeholders.
 */
G_DECLARE_FINAL_TYPE (DwsSioServer, dws_sio_server, DWS, SIO_SERVER, GObject)
G_DECLARE_FINAL_TYPE (DwsSioSocket, dws_sio_socket, DWS, SIO_SOCKET, GObject)

DwsSioServer *dws_sio_server_new (SoupServer * server,
                                  const char *path,                               /* "/socket.io/" */
                                  guint ping_interval_ms,
                                  guint ping_timeout_ms,
                                  guint max_payload);
void          dws_sio_server_close (DwsSioServer *self);
/* Drops every connection without a goodbye: the fault of a died node. */
void          dws_sio_server_drop_all (DwsSioServer *self);
/* While hung, connections stay open and nothing is said or heard on them, pings included. */
void          dws_sio_server_set_hung (DwsSioServer *self,
                                       gboolean      hung);
/* Whether WebSockets may be compressed; off unless set, as with the JavaScript server. */
void          dws_sio_server_set_deflate (DwsSioServer *self,
                                          gboolean      deflate);
/* A client that has joined no namespace by then is closed; 45 s unless set. */
void          dws_sio_server_set_connect_timeout (DwsSioServer *self,
                                                  guint         timeout_ms);
guint         dws_sio_server_get_n_sockets (DwsSioServer *self);
/* To all sockets of a namespace that joined the room; @args_json: text of a JSON array. */
guint         dws_sio_server_emit (DwsSioServer *self,
                                   const char   *nsp,
                                   const char   *room,
                                   const char   *event,
                                   const char   *args_json);

const char *dws_sio_socket_get_id (DwsSioSocket *self);
const char *dws_sio_socket_get_nsp (DwsSioSocket *self);
void          dws_sio_socket_set_user (DwsSioSocket *self,
                                       const char   *user);
const char *dws_sio_socket_get_user (DwsSioSocket *self);
SoupMessageHeaders *dws_sio_socket_get_headers (DwsSioSocket *self);
/* What the client said when it joined: an object, empty when it said nothing. */
JsonNode *dws_sio_socket_get_auth (DwsSioSocket *self);
void          dws_sio_socket_join (DwsSioSocket *self,
                                   const char   *room);
void          dws_sio_socket_leave (DwsSioSocket *self,
                                    const char   *room);
void          dws_sio_socket_emit (DwsSioSocket *self,
                                   const char   *event,
                                   const char   *args_json,
                                   GPtrArray    *attachments);               /* (nullable) of GBytes */
/* As emit, but wants an acknowledgement: returns its id, for "acked". */
gint64        dws_sio_socket_ask (DwsSioSocket *self,
                                  const char   *event,
                                  const char   *args_json,
                                  GPtrArray    *attachments);
void          dws_sio_socket_ack (DwsSioSocket *self,
                                  gint64        ack_id,
                                  const char   *args_json,
                                  GPtrArray    *attachments);
void          dws_sio_socket_disconnect (DwsSioSocket *self);

G_END_DECLS
