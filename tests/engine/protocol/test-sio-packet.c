/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-protocol"

#include "config.h"

#include "protocol/dwd-sio-packet.h"

#include "base/dwd-failure.h"

#include <string.h>

typedef struct
{
  const char *text;
  DwdSioType type;
  const char *nsp;
  gint64 id;
  guint n_attachments;
  const char *data;     /* (nullable) */
  const char *again;    /* (nullable): how it is written, where that differs */
} PacketRow;

static const PacketRow packet_rows[] = {
  /* namespaces, with and without what may follow */
  { "0", DWD_SIO_CONNECT, "/", -1, 0, NULL, NULL },
  { "0{\"token\":\"1\"}", DWD_SIO_CONNECT, "/", -1, 0, "{\"token\":\"1\"}", NULL },
  { "0/admin,", DWD_SIO_CONNECT, "/admin", -1, 0, NULL, NULL },
  { "0/admin", DWD_SIO_CONNECT, "/admin", -1, 0, NULL, "0/admin," },
  { "0/admin?token=1&x=2,{}", DWD_SIO_CONNECT, "/admin", -1, 0, "{}", "0/admin,{}" },
  { "0/a.b-c,{\"sid\":\"x\"}", DWD_SIO_CONNECT, "/a.b-c", -1, 0, "{\"sid\":\"x\"}", NULL },
  { "1", DWD_SIO_DISCONNECT, "/", -1, 0, NULL, NULL },
  { "1/admin,", DWD_SIO_DISCONNECT, "/admin", -1, 0, NULL, NULL },

  /* events */
  { "2[\"foo\"]", DWD_SIO_EVENT, "/", -1, 0, "[\"foo\"]", NULL },
  { "2[1]", DWD_SIO_EVENT, "/", -1, 0, "[1]", NULL },
  { "212[\"foo\"]", DWD_SIO_EVENT, "/", 12, 0, "[\"foo\"]", NULL },
  { "2/admin,0[\"bar\",1]", DWD_SIO_EVENT, "/admin", 0, 0, "[\"bar\",1]", NULL },
  { "2/admin,9007199254740991[\"bar\"]", DWD_SIO_EVENT, "/admin", 9007199254740991, 0,
    "[\"bar\"]", NULL },

  /* acknowledgements */
  { "3/admin,13[\"bar\"]", DWD_SIO_ACK, "/admin", 13, 0, "[\"bar\"]", NULL },
  { "30[]", DWD_SIO_ACK, "/", 0, 0, "[]", NULL },

  /* refusals */
  { "4{\"message\":\"Not authorized\"}", DWD_SIO_CONNECT_ERROR, "/", -1, 0,
    "{\"message\":\"Not authorized\"}", NULL },
  { "4\"old\"", DWD_SIO_CONNECT_ERROR, "/", -1, 0, "\"old\"", NULL },

  /* attachments */
  { "51-[\"baz\",{\"_placeholder\":true,\"num\":0}]", DWD_SIO_BINARY_EVENT, "/", -1, 1,
    "[\"baz\",{\"_placeholder\":true,\"num\":0}]", NULL },
  { "564-/a,7[\"baz\"]", DWD_SIO_BINARY_EVENT, "/a", 7, 64, "[\"baz\"]", NULL },
  { "50-[\"baz\"]", DWD_SIO_BINARY_EVENT, "/", -1, 0, "[\"baz\"]", NULL },
  { "61-15[{\"_placeholder\":true,\"num\":0}]", DWD_SIO_BINARY_ACK, "/", 15, 1,
    "[{\"_placeholder\":true,\"num\":0}]", NULL },
};

static void
test_packets (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (packet_rows); i++)
    {
      const PacketRow *row = &packet_rows[i];
      DwdSioPacket packet = { 0 };
      g_autoptr (GError) error = NULL;
      g_autofree char *again = NULL;

      g_assert_true (dwd_sio_packet_decode (row->text, strlen (row->text), &packet, &error));
      g_assert_no_error (error);
      g_assert_cmpint ((int) packet.type, ==, (int) row->type);
      g_assert_cmpstr (packet.nsp, ==, row->nsp);
      g_assert_cmpint (packet.id, ==, row->id);
      g_assert_cmpuint (packet.n_attachments, ==, row->n_attachments);
      g_assert_cmpstr (packet.data, ==, row->data);

      again = dwd_sio_packet_encode (&packet);
      g_assert_cmpstr (again, ==, row->again != NULL ? row->again : row->text);
      dwd_sio_packet_clear (&packet);
    }
}

static const char *const malformed_rows[] = {
  /* types */
  "", "7", "a", "abc",

  /* data that its type does not allow */
  "0[]", "01[]", "0\"x\"", "1{}", "1[]", "2", "2{}", "2[]", "2[{}]", "2[null]", "2\"foo\"", "3[]", "3",
  "31{}", "31", "4", "4[]", "41",

  /* not JSON */
  "2[\"a\"", "2[\"a\",]", "2['a']", "2[\"a\"]x", "2[\"a\"] // b", "0{a:1}", "2[\"\xff\"]",

  /* names of a connection's own life */
  "2[\"connect\"]", "2[\"disconnect\"]", "2[\"connect_error\"]", "2[\"newListener\"]",
  "2[\"\\u0063onnect\"]",

  /* ids */
  "2abc[\"x\"]", "2-1[\"x\"]", "29007199254740992[\"x\"]", "299999999999999999999999[\"x\"]",

  /* numbers of attachments */
  "5[\"x\"]", "5-[\"x\"]", "5x-[\"x\"]", "51[\"x\"]", "565-[\"x\"]", "599999999999999999999-[\"x\"]",

  /* a namespace that is not text */
  "2/\xff,[\"x\"]",
};

static void
test_malformed (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (malformed_rows); i++)
    {
      DwdSioPacket packet = { .nsp = (char *) 1 };
      g_autoptr (GError) error = NULL;

      if (dwd_sio_packet_decode (malformed_rows[i], strlen (malformed_rows[i]), &packet, &error))
        g_error ("“%s” was taken for a packet", malformed_rows[i]);
      g_assert_error (error, DWD_ERROR, DWD_FAILURE_PROTOCOL);
      g_assert_true (packet.nsp == (char *) 1);
    }
}

static void
test_too_deep (void)
{
  g_autoptr (GString) text = g_string_new ("2[\"x\",");
  DwdSioPacket packet = { 0 };
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 100000; i++)
    g_string_append_c (text, '[');
  for (int i = 0; i < 100000; i++)
    g_string_append_c (text, ']');
  g_string_append_c (text, ']');

  g_assert_false (dwd_sio_packet_decode (text->str, text->len, &packet, &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_PROTOCOL);
}

typedef struct
{
  const char *text;
  const char *event;
  const char *args;
} EventRow;

static const EventRow event_rows[] = {
  { "2[\"a\"]", "a", "[]" },
  { "2[ \"a\" ]", "a", "[]" },
  { "2[\"a\",1]", "a", "[1]" },
  { "2[\"a\" , {\"b\":[2]} ,3 ]", "a", "[{\"b\":[2]} ,3 ]" },
  { "2[\"a\\n\\u00fc\",null]", "a\nü", "[null]" },
  { "2[7,\"x\"]", "7", "[\"x\"]" },
};

static void
test_take_event (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (event_rows); i++)
    {
      const EventRow *row = &event_rows[i];
      DwdSioPacket packet = { 0 };
      g_autofree char *event = NULL;
      g_autofree char *args = NULL;

      g_assert_true (dwd_sio_packet_decode (row->text, strlen (row->text), &packet, NULL));
      g_assert_true (dwd_sio_packet_take_event (&packet, &event, &args));
      g_assert_cmpstr (event, ==, row->event);
      g_assert_cmpstr (args, ==, row->args);
      g_assert_null (packet.data);
      dwd_sio_packet_clear (&packet);
    }
}

static void
test_encode_event (void)
{
  g_autofree char *plain = dwd_sio_event_encode ("/", -1, "a", NULL, 0);
  g_autofree char *asking = dwd_sio_event_encode ("/s", 3, "a\"b", " [ 1, 2 ] ", 0);
  g_autofree char *binary = dwd_sio_event_encode ("/s", -1, "a", "[{}]", 2);

  g_assert_cmpstr (plain, ==, "2[\"a\"]");
  g_assert_cmpstr (asking, ==, "2/s,3[\"a\\\"b\",1, 2 ]");
  g_assert_cmpstr (binary, ==, "52-/s,[\"a\",{}]");
  g_assert_null (dwd_sio_event_encode ("/", -1, "a", "{}", 0));
  g_assert_null (dwd_sio_event_encode ("/", -1, "a", "[", 0));
}

static gboolean
push_text (DwdSioDecoder *decoder,
           const char    *text,
           DwdSioPacket  *packet,
           gboolean      *complete,
           GError       **error)
{
  return dwd_sio_decoder_push_text (decoder, text, strlen (text), packet, complete, error);
}

static void
test_decoder (void)
{
  g_autoptr (DwdSioDecoder) decoder = dwd_sio_decoder_new ();
  g_autoptr (GBytes) one = g_bytes_new_static ("\1", 1);
  g_autoptr (GBytes) two = g_bytes_new_static ("\2\2", 2);
  g_autoptr (GError) error = NULL;
  DwdSioPacket packet = { 0 };
  gboolean complete = TRUE;

  g_assert_true (push_text (decoder, "52-[\"x\",{\"a\":[{\"_placeholder\":true,\"num\":1}]},"
                            "{\"num\":0,\"_placeholder\":true}]", &packet, &complete, &error));
  g_assert_false (complete);
  g_assert_true (dwd_sio_decoder_push_bytes (decoder, one, &packet, &complete, &error));
  g_assert_false (complete);
  g_assert_true (dwd_sio_decoder_push_bytes (decoder, two, &packet, &complete, &error));
  g_assert_true (complete);
  g_assert_cmpuint (packet.attachments->len, ==, 2);
  g_assert_true (g_bytes_equal (packet.attachments->pdata[0], one));
  g_assert_true (g_bytes_equal (packet.attachments->pdata[1], two));
  dwd_sio_packet_clear (&packet);

  /* Bytes that nobody waits for. */
  g_assert_false (dwd_sio_decoder_push_bytes (decoder, one, &packet, &complete, &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_PROTOCOL);
  g_clear_error (&error);

  /* A text where bytes are due spoils the packet, but not the one after it. */
  g_assert_true (push_text (decoder, "51-[\"x\"]", &packet, &complete, &error));
  g_assert_false (push_text (decoder, "2[\"y\"]", &packet, &complete, &error));
  g_clear_error (&error);
  g_assert_true (push_text (decoder, "2[\"z\"]", &packet, &complete, &error));
  g_assert_true (complete);
  dwd_sio_packet_clear (&packet);
}

static void
test_placeholders (void)
{
  static const char *const rows[] = {
    "51-[\"x\",{\"_placeholder\":true,\"num\":1}]",
    "51-[\"x\",{\"_placeholder\":true,\"num\":-1}]",
    "51-[\"x\",{\"_placeholder\":true,\"num\":\"0\"}]",
    "51-[\"x\",{\"_placeholder\":true}]",
    "51-[\"x\",{\"a\":[{\"_placeholder\":true,\"num\":64}]}]",
  };
  g_autoptr (DwdSioDecoder) decoder = dwd_sio_decoder_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\1", 1);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DwdSioPacket packet = { 0 };
      gboolean complete = FALSE;
      g_autoptr (GError) error = NULL;

      g_assert_true (push_text (decoder, rows[i], &packet, &complete, &error));
      g_assert_false (dwd_sio_decoder_push_bytes (decoder, bytes, &packet, &complete, &error));
      g_assert_error (error, DWD_ERROR, DWD_FAILURE_PROTOCOL);
    }
}

static void
test_too_large (void)
{
  g_autoptr (DwdSioDecoder) decoder = dwd_sio_decoder_new ();
  g_autofree char *block = g_malloc0 (DWD_SIO_MAX_SIZE / 2 + 1);
  g_autoptr (GBytes) bytes = g_bytes_new_static (block, DWD_SIO_MAX_SIZE / 2 + 1);
  g_autoptr (GError) error = NULL;
  DwdSioPacket packet = { 0 };
  gboolean complete = FALSE;

  g_assert_true (push_text (decoder, "53-[\"x\"]", &packet, &complete, &error));
  g_assert_true (dwd_sio_decoder_push_bytes (decoder, bytes, &packet, &complete, &error));
  g_assert_false (dwd_sio_decoder_push_bytes (decoder, bytes, &packet, &complete, &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_TOO_LARGE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/sio-packet/packets", test_packets);
  g_test_add_func ("/protocol/sio-packet/malformed", test_malformed);
  g_test_add_func ("/protocol/sio-packet/too-deep", test_too_deep);
  g_test_add_func ("/protocol/sio-packet/take-event", test_take_event);
  g_test_add_func ("/protocol/sio-packet/encode-event", test_encode_event);
  g_test_add_func ("/protocol/sio-packet/decoder", test_decoder);
  g_test_add_func ("/protocol/sio-packet/placeholders", test_placeholders);
  g_test_add_func ("/protocol/sio-packet/too-large", test_too_large);

  return g_test_run ();
}
