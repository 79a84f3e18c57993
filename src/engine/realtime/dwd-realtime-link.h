/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <libsoup/soup.h>

#include "base/dwd-failure.h"

G_BEGIN_DECLS

#define DWD_TYPE_REALTIME_LINK (dwd_realtime_link_get_type ())

/*
 * One Socket.IO connection from its dialling to its end; never used twice. It speaks the two protocols
 * and keeps the heartbeat's deadline, and decides nothing. Signals:
 *  "opened" (): the Engine.IO handshake came, the namespace has been asked for.
 *  "joined" (): the namespace has been joined.
 *  "refused" (guint failure, const char *message): the server will not have these credentials. Over.
 *  "lost" (guint failure, const char *message): over for any other reason.
 *  "event" (const char *event, const char *args_json)
 *  "acked" (gint64 id, const char *args_json)
 *  "garbled" (const char *message): something came that cannot be understood; it is left out.
 */
G_DECLARE_FINAL_TYPE (DwdRealtimeLink, dwd_realtime_link, DWD, REALTIME_LINK, GObject)

DwdRealtimeLink *dwd_realtime_link_new (SoupSession * session,
                                        const char *server,
                                        const char *nsp,
                                        const char *authorization);
void             dwd_realtime_link_open (DwdRealtimeLink *self);
void             dwd_realtime_link_close (DwdRealtimeLink *self);
void             dwd_realtime_link_send_event (DwdRealtimeLink *self,
                                               gint64           id,
                                               const char      *event,
                                               const char      *args_json);

/* What a server means by refusing a namespace; the words are those of Frappe and of Socket.IO. */
DwdFailure       dwd_realtime_link_classify (const char *message);

G_END_DECLS
