/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Engine.IO protocol 4, https://github.com/socketio/engine.io-protocol */
typedef enum
{
  DWD_EIO_OPEN = 0,
  DWD_EIO_CLOSE = 1,
  DWD_EIO_PING = 2,
  DWD_EIO_PONG = 3,
  DWD_EIO_MESSAGE = 4,
  DWD_EIO_UPGRADE = 5,
  DWD_EIO_NOOP = 6,
} DwdEioType;

typedef struct
{
  DwdEioType type;
  gboolean binary;
  GBytes *data;        /* (owned) (nullable): text without NUL, or bytes */
} DwdEioPacket;

typedef struct
{
  char *sid;
  guint ping_interval_ms;
  guint ping_timeout_ms;
  guint max_payload;
  gboolean upgrade_websocket;
} DwdEioHandshake;

void        dwd_eio_packet_clear (DwdEioPacket *packet);
void        dwd_eio_packet_free (DwdEioPacket *packet);
gboolean    dwd_eio_packet_decode (const char   *text,
                                   gsize         length,
                                   DwdEioPacket *out,
                                   GError      **error);
GBytes *dwd_eio_packet_encode (const DwdEioPacket *packet);           /* text frame; binary stays raw */
GPtrArray *dwd_eio_payload_decode (const char *text,
                                   gsize       length,
                                   GError    **error);                /* HTTP long-polling, 0x1e */
GBytes *dwd_eio_payload_encode (GPtrArray *packets);
gboolean    dwd_eio_handshake_decode (const char      *text,
                                      gsize            length,
                                      DwdEioHandshake *out,
                                      GError         **error);
char *dwd_eio_handshake_encode (const DwdEioHandshake *handshake);
void        dwd_eio_handshake_clear (DwdEioHandshake *handshake);

G_END_DECLS
