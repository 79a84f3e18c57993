/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-fuzz"

#include "config.h"

#include "protocol/dwd-eio-packet.h"
#include "protocol/dwd-sio-packet.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data,
                            size_t        size);

/* What was understood must mean the same when it is written and read again. */
static void
check_packet (const DwdSioPacket *packet)
{
  g_autofree char *text = dwd_sio_packet_encode (packet);
  DwdSioPacket again = { 0 };

  g_assert_true (dwd_sio_packet_decode (text, strlen (text), &again, NULL));
  g_assert_cmpint ((int) again.type, ==, (int) packet->type);
  g_assert_cmpstr (again.nsp, ==, packet->nsp);
  g_assert_cmpint (again.id, ==, packet->id);
  g_assert_cmpuint (again.n_attachments, ==, packet->n_attachments);
  g_assert_cmpstr (again.data, ==, packet->data);
  dwd_sio_packet_clear (&again);
}

static void
check_event (DwdSioPacket *packet)
{
  g_autofree char *event = NULL;
  g_autofree char *args = NULL;
  g_autofree char *text = NULL;

  if (!dwd_sio_packet_take_event (packet, &event, &args))
    return;

  text = dwd_sio_event_encode (packet->nsp, packet->id, event, args, packet->n_attachments);
  g_assert_nonnull (text);
}

static void
use_sio_packet (DwdSioPacket *packet)
{
  check_packet (packet);
  if (packet->n_attachments > 0 && packet->attachments != NULL)
    g_assert_cmpuint (packet->attachments->len, ==, packet->n_attachments);
  check_event (packet);
  dwd_sio_packet_clear (packet);
}

static void
push_message (DwdSioDecoder      *decoder,
              const DwdEioPacket *message)
{
  DwdSioPacket packet = { 0 };
  gboolean complete = FALSE;
  gboolean sound;
  gsize length = 0;
  const char *text = message->data != NULL ? g_bytes_get_data (message->data, &length) : "";

  if (message->binary)
    sound = dwd_sio_decoder_push_bytes (decoder, message->data, &packet, &complete, NULL);
  else
    sound = dwd_sio_decoder_push_text (decoder, text, length, &packet, &complete, NULL);

  if (sound && complete)
    use_sio_packet (&packet);
}

static void
check_payload (GPtrArray *packets)
{
  g_autoptr (GBytes) text = dwd_eio_payload_encode (packets);
  g_autoptr (GPtrArray) again = NULL;
  gsize length;
  const char *data = g_bytes_get_data (text, &length);

  again = dwd_eio_payload_decode (data, length, NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->len, ==, packets->len);
}

static void
use_payload (const char *text,
             gsize       length)
{
  g_autoptr (DwdSioDecoder) decoder = dwd_sio_decoder_new ();
  g_autoptr (GPtrArray) packets = dwd_eio_payload_decode (text, length, NULL);

  if (packets == NULL)
    return;

  check_payload (packets);
  for (guint i = 0; i < packets->len; i++)
    {
      const DwdEioPacket *packet = packets->pdata[i];

      if (packet->type == DWD_EIO_MESSAGE)
        push_message (decoder, packet);
    }
}

static void
use_handshake (const char *text,
               gsize       length)
{
  DwdEioHandshake handshake = { 0 };
  g_autofree char *again = NULL;

  if (!dwd_eio_handshake_decode (text, length, &handshake, NULL))
    return;

  again = dwd_eio_handshake_encode (&handshake);
  dwd_eio_handshake_clear (&handshake);
  g_assert_true (dwd_eio_handshake_decode (again, strlen (again), &handshake, NULL));
  dwd_eio_handshake_clear (&handshake);
}

/* One input is read as everything that a peer can send: a payload, one packet, a handshake. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  const char *text = (const char *) data;
  DwdSioPacket packet = { 0 };

  use_payload (text, size);
  use_handshake (text, size);
  if (dwd_sio_packet_decode (text, size, &packet, NULL))
    use_sio_packet (&packet);

  return 0;
}
