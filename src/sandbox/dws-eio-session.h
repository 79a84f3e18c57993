/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

#include "base/dwd-state-table.h"

G_BEGIN_DECLS

/**
 * DwsEioState:
 *
 * Where a client of the Engine.IO server stands; the table is dws_eio_states.
 */
typedef enum
{
  DWS_EIO_POLLING = 0,   /* long-polling carries the packets */
  DWS_EIO_PROBING,       /* long-polling still does, a WebSocket has answered the probe */
  DWS_EIO_WEBSOCKET,     /* the WebSocket carries the packets */
  DWS_EIO_CLOSED,
} DwsEioState;

GType dws_eio_state_get_type (void);
#define DWS_TYPE_EIO_STATE (dws_eio_state_get_type ())

extern const DwdStateTable dws_eio_states;

#define DWS_TYPE_EIO_SESSION (dws_eio_session_get_type ())

/*
 * One client of the Engine.IO server, whatever transport it uses at the moment. Signals:
 *  "message" (GBytes *data, gboolean binary)
 *  "closed" (const char *reason): once, the last one; the reasons are those of the JavaScript server.
 */
G_DECLARE_FINAL_TYPE (DwsEioSession, dws_eio_session, DWS, EIO_SESSION, GObject)

const char *dws_eio_session_get_id (DwsEioSession * self);
DwsEioState         dws_eio_session_get_state (DwsEioSession *self);
SoupMessageHeaders *dws_eio_session_get_headers (DwsEioSession *self);
void                dws_eio_session_send (DwsEioSession *self,
                                          GBytes        *data,
                                          gboolean       binary);
void                dws_eio_session_close (DwsEioSession *self,
                                           const char    *reason);
void                dws_eio_session_drop (DwsEioSession *self);

G_END_DECLS
