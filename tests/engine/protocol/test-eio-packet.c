/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-protocol"

#include "config.h"

#include "protocol/dwd-eio-packet.h"

#include "base/dwd-failure.h"

#include <string.h>

typedef struct
{
  const char *text;
  int length;            /* -1: up to the NUL */
  int type;              /* -1: not a packet */
  gboolean binary;
  const char *data;      /* (nullable) */
  gsize n_data;
} PacketRow;

static const PacketRow packet_rows[] = {
  /* each type */
  { "0{}", -1, DWD_EIO_OPEN, FALSE, "{}", 2 },
  { "1", -1, DWD_EIO_CLOSE, FALSE, NULL, 0 },
  { "2probe", -1, DWD_EIO_PING, FALSE, "probe", 5 },
  { "3", -1, DWD_EIO_PONG, FALSE, NULL, 0 },
  { "4hello", -1, DWD_EIO_MESSAGE, FALSE, "hello", 5 },
  { "4", -1, DWD_EIO_MESSAGE, FALSE, NULL, 0 },
  { "5", -1, DWD_EIO_UPGRADE, FALSE, NULL, 0 },
  { "6", -1, DWD_EIO_NOOP, FALSE, NULL, 0 },

  /* text beyond ASCII, and a NUL inside */
  { "4\xe2\x82\xac", -1, DWD_EIO_MESSAGE, FALSE, "\xe2\x82\xac", 3 },
  { "4a\0b", 4, DWD_EIO_MESSAGE, FALSE, "a\0b", 3 },

  /* base64 */
  { "bAQIDBA==", -1, DWD_EIO_MESSAGE, TRUE, "\1\2\3\4", 4 },
  { "b", -1, DWD_EIO_MESSAGE, TRUE, "", 0 },

  /* none of these */
  { "", -1, -1, FALSE, NULL, 0 },
  { "7", -1, -1, FALSE, NULL, 0 },
  { "abc", -1, -1, FALSE, NULL, 0 },
  { "-1", -1, -1, FALSE, NULL, 0 },
  { "4\xff", -1, -1, FALSE, NULL, 0 },
  { "4a\0\xc3", 4, -1, FALSE, NULL, 0 },
  { "bAQIDBA=", -1, -1, FALSE, NULL, 0 },
  { "bAQ=DBA==", -1, -1, FALSE, NULL, 0 },
  { "bA===", -1, -1, FALSE, NULL, 0 },
  { "bAQ ID", -1, -1, FALSE, NULL, 0 },
};

static void
test_packets (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (packet_rows); i++)
    {
      const PacketRow *row = &packet_rows[i];
      gsize length = row->length < 0 ? strlen (row->text) : (gsize) row->length;
      DwdEioPacket packet = { DWD_EIO_NOOP, FALSE, (GBytes *) 1 };
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) again = NULL;

      if (row->type < 0)
        {
          g_assert_false (dwd_eio_packet_decode (row->text, length, &packet, &error));
          g_assert_error (error, DWD_ERROR, DWD_FAILURE_PROTOCOL);
          g_assert_true (packet.data == (GBytes *) 1);
          continue;
        }

      g_assert_true (dwd_eio_packet_decode (row->text, length, &packet, &error));
      g_assert_no_error (error);
      g_assert_cmpint ((int) packet.type, ==, row->type);
      g_assert_true (packet.binary == row->binary);
      if (row->data == NULL)
        g_assert_null (packet.data);
      else
        g_assert_cmpmem (g_bytes_get_data (packet.data, NULL), g_bytes_get_size (packet.data),
                         row->data, row->n_data);

      again = dwd_eio_packet_encode (&packet);
      g_assert_cmpmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again),
                       row->binary ? row->data : row->text, row->binary ? row->n_data : length);
      dwd_eio_packet_clear (&packet);
    }
}

static void
test_payload (void)
{
  static const char text[] = "4hello\x1e" "2\x1e" "bAQIDBA==\x1e" "4";
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) packets = NULL;
  g_autoptr (GBytes) again = NULL;
  DwdEioPacket *packet;

  packets = dwd_eio_payload_decode (text, sizeof text - 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (packets->len, ==, 4);
  packet = packets->pdata[2];
  g_assert_true (packet->binary);
  g_assert_cmpuint (g_bytes_get_size (packet->data), ==, 4);

  again = dwd_eio_payload_encode (packets);
  g_assert_cmpmem (g_bytes_get_data (again, NULL), g_bytes_get_size (again), text, sizeof text - 1);
}

static void
test_payload_malformed (void)
{
  static const char *const rows[] = {
    "", "\x1e", "4a\x1e", "\x1e" "4a", "4a\x1e\x1e" "4b", "4a\x1e" "x", "4a\x1e" "bA",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (dwd_eio_payload_decode (rows[i], strlen (rows[i]), &error));
      g_assert_error (error, DWD_ERROR, DWD_FAILURE_PROTOCOL);
    }
}

static void
test_handshake (void)
{
  static const char text[] = "{\"sid\":\"a\\\"b\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,"
                             "\"pingTimeout\":20000,\"maxPayload\":1000000}";
  DwdEioHandshake handshake = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *again = NULL;

  g_assert_true (dwd_eio_handshake_decode (text, sizeof text - 1, &handshake, &error));
  g_assert_cmpstr (handshake.sid, ==, "a\"b");
  g_assert_cmpuint (handshake.ping_interval_ms, ==, 25000);
  g_assert_cmpuint (handshake.ping_timeout_ms, ==, 20000);
  g_assert_cmpuint (handshake.max_payload, ==, 1000000);
  g_assert_true (handshake.upgrade_websocket);

  again = dwd_eio_handshake_encode (&handshake);
  g_assert_cmpstr (again, ==, text);
  dwd_eio_handshake_clear (&handshake);
}

static void
test_handshake_malformed (void)
{
  static const char *const rows[] = {
    "", "[]", "null", "{", "{}",
    "{\"sid\":1,\"pingInterval\":1,\"pingTimeout\":1}",
    "{\"sid\":\"a\",\"pingTimeout\":1}",
    "{\"sid\":\"a\",\"pingInterval\":1}",
    "{\"sid\":\"a\",\"pingInterval\":-1,\"pingTimeout\":1}",
    "{\"sid\":\"a\",\"pingInterval\":1e300,\"pingTimeout\":1}",
    "{\"sid\":\"a\",\"pingInterval\":\"1\",\"pingTimeout\":1}",
    "{\"sid\":\"a\",\"pingInterval\":1,\"pingTimeout\":99999999999}",
    "{\"sid\":\"a\",\"pingInterval\":1,\"pingTimeout\":1,\"maxPayload\":\"x\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DwdEioHandshake handshake = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (dwd_eio_handshake_decode (rows[i], strlen (rows[i]), &handshake, &error));
      g_assert_nonnull (error);
      g_assert_null (handshake.sid);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/eio-packet/packets", test_packets);
  g_test_add_func ("/protocol/eio-packet/payload", test_payload);
  g_test_add_func ("/protocol/eio-packet/payload-malformed", test_payload_malformed);
  g_test_add_func ("/protocol/eio-packet/handshake", test_handshake);
  g_test_add_func ("/protocol/eio-packet/handshake-malformed", test_handshake_malformed);

  return g_test_run ();
}
