/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwt-server.h"

G_BEGIN_DECLS

/* A client that speaks raw Socket.IO frames over a WebSocket. */
typedef struct
{
  SoupWebsocketConnection *connection;   /* NULL: refused */
  GPtrArray *frames;                     /* of char: what came, heartbeats left out */
  gboolean closed;
} DwtSocket;

typedef struct
{
  const char *user;
  const char *origin;          /* NULL: the server's URL; "": none */
  const char *cookie;          /* NULL: "system_user=yes"; "": none */
} DwtHandshake;

void        dwt_socket_init (DwtSocket          *self,
                             DwtServer          *server,
                             const DwtHandshake *handshake);
void        dwt_socket_clear (DwtSocket *self);
void        dwt_socket_send (DwtSocket  *self,
                             const char *frame);
/* Waits for a frame that begins with @prefix, takes it out and returns it (transfer full). */
char *dwt_socket_expect (DwtSocket  *self,
                         const char *prefix);
/* Whether such a frame is there after everything that was under way has come. */
gboolean    dwt_socket_has (DwtSocket  *self,
                            const char *prefix);
/* Joins the namespace and subscribes. */
void        dwt_socket_join (DwtSocket  *self,
                             const char *nsp);
char *dwt_socket_subscribe (DwtSocket  *self,
                            const char *nsp,
                            const char *channel);

G_END_DECLS
