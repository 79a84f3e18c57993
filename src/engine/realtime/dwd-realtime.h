/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "base/dwd-clock.h"
#include "base/dwd-failure.h"
#include "base/dwd-state-table.h"

G_BEGIN_DECLS

/**
 * DwdRealtimeState:
 *
 * The life of the Socket.IO connection; the table is dwd_realtime_states.
 */
typedef enum
{
  DWD_REALTIME_IDLE = 0,       /* not wanted */
  DWD_REALTIME_CONNECTING,     /* TCP, TLS, WebSocket upgrade */
  DWD_REALTIME_OPEN,           /* Engine.IO handshake received, namespace asked for */
  DWD_REALTIME_JOINED,         /* namespace joined, channels being or been subscribed */
  DWD_REALTIME_BACKING_OFF,    /* waiting for the next try */
  DWD_REALTIME_REFUSED,        /* the server refused the credentials: a person must act */
} DwdRealtimeState;

GType dwd_realtime_state_get_type (void);
#define DWD_TYPE_REALTIME_STATE (dwd_realtime_state_get_type ())

#define DWD_TYPE_REALTIME (dwd_realtime_get_type ())

/*
 * The Socket.IO client: dials, keeps the heartbeat's deadline, joins the namespace, (re)subscribes the
 * wanted channels, backs off with jitter (1 s doubling to 30 s) and dials at once when the network
 * returns (GNetworkMonitor) or the machine wakes. Events are hints; after every join it says "joined",
 * and its owner pulls. Main context only. Signals:
 *  "state-changed" (): read state and failure.
 *  "joined" (): after each (re)join, once all channels have been answered.
 *  "event" (const char *event, const char *args_json): one event; args are the JSON array's items after
 *     the name, as the text of an array. Nothing of an event that cannot be decoded gets here: counted.
 */
G_DECLARE_FINAL_TYPE (DwdRealtime, dwd_realtime, DWD, REALTIME, GObject)

extern const DwdStateTable dwd_realtime_states;

/* @site: the namespace without slash. */
DwdRealtime *dwd_realtime_new (const char *server,
                               const char *site,
                               DwdClock   *clock);
void              dwd_realtime_set_authorization (DwdRealtime *self,
                                                  const char  *authorization);       /* "token key:secret" */
void              dwd_realtime_start (DwdRealtime *self);
void              dwd_realtime_stop (DwdRealtime *self);
void              dwd_realtime_retry_now (DwdRealtime *self);
void              dwd_realtime_subscribe (DwdRealtime *self,
                                          const char  *channel);
void              dwd_realtime_unsubscribe (DwdRealtime *self,
                                            const char  *channel);
/* Emits an event with JSON arguments (array text); the ack's arguments come to the callback. */
void              dwd_realtime_emit_async (DwdRealtime        *self,
                                           const char         *event,
                                           const char         *args_json,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
char *dwd_realtime_emit_finish (DwdRealtime  *self,
                                GAsyncResult *result,
                                GError      **error);
DwdRealtimeState  dwd_realtime_get_state (DwdRealtime *self);
DwdFailure        dwd_realtime_get_failure (DwdRealtime *self);
gint64            dwd_realtime_get_next_try (DwdRealtime *self);            /* DWD_TIME_NONE */
guint             dwd_realtime_get_n_refused (DwdRealtime *self);

G_END_DECLS
