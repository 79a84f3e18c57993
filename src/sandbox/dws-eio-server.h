/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-eio-session.h"

G_BEGIN_DECLS

#define DWS_TYPE_EIO_SERVER (dws_eio_server_get_type ())

/*
 * An Engine.IO 4 server on a path of a SoupServer: checks requests, keeps the sessions and hands
 * requests to them. Signal "opened" (DwsEioSession *): before its handshake goes out; connect to the
 * session there.
 */
G_DECLARE_FINAL_TYPE (DwsEioServer, dws_eio_server, DWS, EIO_SERVER, GObject)

DwsEioServer *dws_eio_server_new (SoupServer * server,
                                  const char *path,
                                  guint ping_interval_ms,
                                  guint ping_timeout_ms,
                                  guint max_payload);
void          dws_eio_server_close (DwsEioServer *self);
void          dws_eio_server_drop_all (DwsEioServer *self);
void          dws_eio_server_set_hung (DwsEioServer *self,
                                       gboolean      hung);
void          dws_eio_server_set_deflate (DwsEioServer *self,
                                          gboolean      deflate);
guint         dws_eio_server_get_n_sessions (DwsEioServer *self);

G_END_DECLS
