/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-sio-server.h"

#include <json-glib/json-glib.h>

#include "dws-eio-session.h"
#include "protocol/dwd-sio-packet.h"

G_BEGIN_DECLS

/* One Engine.IO session and the sockets that it opened, one a namespace at most. */
typedef struct _DwsSioClient DwsSioClient;

DwsSioClient *dws_sio_client_new (DwsSioServer  *server,
                                  DwsEioSession *session,
                                  guint          connect_timeout_ms);
void           dws_sio_client_free (DwsSioClient *self);
DwsEioSession *dws_sio_client_get_session (DwsSioClient *self);
void           dws_sio_client_send (DwsSioClient *self,
                                    const char   *text,
                                    GPtrArray    *attachments);
void           dws_sio_client_remove_socket (DwsSioClient *self,
                                             DwsSioSocket *socket,
                                             const char   *reason);
void           dws_sio_client_end (DwsSioClient *self,
                                   const char   *reason);

DwsSioSocket *dws_sio_socket_new (DwsSioServer *server,
                                  DwsSioClient *client,
                                  const char   *nsp,
                                  JsonNode     *auth);
/* FALSE: the data is beyond what the JSON library can hold. */
gboolean       dws_sio_socket_receive (DwsSioSocket *self,
                                       DwdSioPacket *packet);
/* Cuts the socket from its client; it stays valid and swallows what is sent. */
void           dws_sio_socket_detach (DwsSioSocket *self);
gboolean       dws_sio_socket_is_in (DwsSioSocket *self,
                                     const char   *room);

/* (transfer full) (nullable): why not, when the namespace may not be joined. */
char *dws_sio_server_refuse (DwsSioServer  *self,
                             const char    *nsp,
                             DwsEioSession *session,
                             JsonNode      *auth);
void           dws_sio_server_add_socket (DwsSioServer *self,
                                          DwsSioSocket *socket);
void           dws_sio_server_remove_socket (DwsSioServer *self,
                                             DwsSioSocket *socket,
                                             const char   *reason);
void           dws_sio_server_join (DwsSioServer *self,
                                    DwsSioSocket *socket,
                                    const char   *room);
void           dws_sio_server_leave (DwsSioServer *self,
                                     DwsSioSocket *socket,
                                     const char   *room);

G_END_DECLS
