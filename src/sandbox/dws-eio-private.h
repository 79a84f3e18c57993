/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-eio-session.h"

#include "protocol/dwd-eio-packet.h"

G_BEGIN_DECLS

/* How a session lives; the server's settings, copied. */
typedef struct
{
  guint ping_interval_ms;
  guint ping_timeout_ms;
  guint max_payload;
} DwsEioLimits;

typedef enum
{
  DWS_EIO_EVENT_PROBE = 0,
  DWS_EIO_EVENT_PROBE_LOST,
  DWS_EIO_EVENT_UPGRADE,
  DWS_EIO_EVENT_CLOSE,
} DwsEioEvent;

struct _DwsEioSession
{
  GObject parent_instance;

  char *id;                                 /* (owned) */
  SoupMessageHeaders *headers;              /* (owned): of the handshake */
  DwsEioLimits limits;
  int state;                                /* a DwsEioState */
  GQueue queue;                             /* (owned): of DwdEioPacket, not yet sent */
  guint heartbeat_id;
  gint64 pong_deadline_us;   /* monotonic */
  guint leave_id;
  gboolean hung;                            /* a fault: nothing is said or heard */

  SoupServerMessage *poll;                  /* (owned) (nullable): the GET that waits */
  guint n_posts;                            /* POSTs being received */
  guint noop_id;   /* until a poll beside a probe is answered */

  SoupWebsocketConnection *websocket;       /* (owned) (nullable) */
  GSocket *socket;                          /* (owned) (nullable): of the WebSocket, to drop it */
  SoupWebsocketConnection *probe;           /* (owned) (nullable): not yet the transport */
  GSocket *probe_socket;                    /* (owned) (nullable) */
  guint probe_id;
};

DwsEioSession *dws_eio_session_new (const DwsEioLimits *limits,
                                    SoupMessageHeaders *headers);
gboolean       dws_eio_session_move (DwsEioSession *self,
                                     DwsEioEvent    event);
void           dws_eio_session_open (DwsEioSession *self);
void           dws_eio_session_set_hung (DwsEioSession *self,
                                         gboolean       hung);
gboolean       dws_eio_session_expire (DwsEioSession *self);
/* Takes one packet of the client in; FALSE: the session is closed now. */
gboolean       dws_eio_session_receive (DwsEioSession *self,
                                        DwdEioPacket  *packet);
void           dws_eio_session_queue (DwsEioSession *self,
                                      DwdEioType     type,
                                      gboolean       binary,
                                      GBytes        *data);

/* dws-eio-polling.c */
void           dws_eio_polling_get (DwsEioSession     *self,
                                    SoupServerMessage *message);
void           dws_eio_polling_post (DwsEioSession     *self,
                                     SoupServerMessage *message);
void           dws_eio_polling_flush (DwsEioSession *self);
void           dws_eio_polling_end (DwsEioSession *self,
                                    DwdEioType     last);
void           dws_eio_polling_drop (DwsEioSession *self);
void dws_eio_polling_refuse (DwsEioSession *self);
void dws_eio_polling_make_way (DwsEioSession *self);

/* dws-eio-websocket.c */
void           dws_eio_websocket_use (DwsEioSession           *self,
                                      SoupWebsocketConnection *websocket,
                                      GSocket                 *socket);
void           dws_eio_websocket_probe (DwsEioSession           *self,
                                        SoupWebsocketConnection *websocket,
                                        GSocket                 *socket);
void           dws_eio_websocket_flush (DwsEioSession *self);
void           dws_eio_websocket_end (DwsEioSession *self);
void           dws_eio_websocket_drop (DwsEioSession *self);
void           dws_eio_websocket_dismiss (SoupWebsocketConnection *websocket);

char *dws_eio_new_id (void);

G_END_DECLS
