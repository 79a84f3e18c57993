/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* More binary attachments than this, or more bytes in one packet with its attachments, are refused. */
#define DWD_SIO_MAX_ATTACHMENTS 64
#define DWD_SIO_MAX_SIZE (32 * 1024 * 1024)

/* Socket.IO protocol 5, https://github.com/socketio/socket.io-protocol */
typedef enum
{
  DWD_SIO_CONNECT = 0,
  DWD_SIO_DISCONNECT = 1,
  DWD_SIO_EVENT = 2,
  DWD_SIO_ACK = 3,
  DWD_SIO_CONNECT_ERROR = 4,
  DWD_SIO_BINARY_EVENT = 5,
  DWD_SIO_BINARY_ACK = 6,
} DwdSioType;

typedef struct
{
  DwdSioType type;
  char *nsp;                  /* (owned): "/" at the root */
  gint64 id;                  /* -1: none */
  guint n_attachments;
  char *data;                 /* (owned) (nullable): JSON text, placeholders not yet replaced */
  GPtrArray *attachments;     /* (owned) (nullable): of GBytes, once all have arrived */
} DwdSioPacket;

void      dwd_sio_packet_clear (DwdSioPacket *packet);
void      dwd_sio_packet_free (DwdSioPacket *packet);
gboolean  dwd_sio_packet_decode (const char   *text,
                                 gsize         length,
                                 DwdSioPacket *out,
                                 GError      **error);
char *dwd_sio_packet_encode (const DwdSioPacket *packet);
gboolean  dwd_sio_packet_take_event (DwdSioPacket *packet,
                                     char        **event,
                                     char        **args_json);
char *dwd_sio_event_encode (const char *nsp,
                            gint64      id,
                            const char *event,
                            const char *args_json,
                            guint       n_attachments);

/* Gathers the binary frames that follow a packet; one per connection. */
typedef struct _DwdSioDecoder DwdSioDecoder;

DwdSioDecoder *dwd_sio_decoder_new (void);
void           dwd_sio_decoder_free (DwdSioDecoder *self);
gboolean       dwd_sio_decoder_push_text (DwdSioDecoder *self,
                                          const char    *text,
                                          gsize          length,
                                          DwdSioPacket  *out,
                                          gboolean      *complete,
                                          GError       **error);
gboolean       dwd_sio_decoder_push_bytes (DwdSioDecoder *self,
                                           GBytes        *bytes,
                                           DwdSioPacket  *out,
                                           gboolean      *complete,
                                           GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdSioDecoder, dwd_sio_decoder_free)

G_END_DECLS
