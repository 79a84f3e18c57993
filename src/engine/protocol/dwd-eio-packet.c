/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-protocol"

#include "config.h"

#include "dwd-eio-packet.h"

#include "base/dwd-failure.h"
#include "dwd-json-scan.h"

#include <string.h>

#define SEPARATOR '\x1e'

/* A packet's text may hold a NUL, which GLib's check takes for an end: step over it. */
static gboolean
is_utf8 (const char *text,
         gsize       length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *stop = NULL;

      if (g_utf8_validate_len (text, (gsize) (end - text), &stop))
        return TRUE;
      if (*stop != '\0')
        return FALSE;
      text = stop + 1;
    }

  return TRUE;
}

static gboolean
is_base64 (const char *text,
           gsize       length)
{
  gsize n_pad = 0;

  if (length % 4 != 0)
    return FALSE;

  while (n_pad < 2 && n_pad < length && text[length - 1 - n_pad] == '=')
    n_pad++;

  for (gsize i = 0; i < length - n_pad; i++)
    {
      if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
        return FALSE;
    }

  return TRUE;
}

static gboolean
decode_base64 (const char   *text,
               gsize         length,
               DwdEioPacket *out,
               GError      **error)
{
  g_autofree char *copy = NULL;
  g_autofree guchar *bytes = NULL;
  gsize n_bytes = 0;

  if (!is_base64 (text, length))
    {
      dwd_error_set (error, DWD_FAILURE_PROTOCOL, "A binary packet is not base64");
      return FALSE;
    }

  if (length > 0)
    {
      copy = g_strndup (text, length);
      bytes = g_base64_decode (copy, &n_bytes);
    }

  out->type = DWD_EIO_MESSAGE;
  out->binary = TRUE;
  out->data = g_bytes_new_take (g_steal_pointer (&bytes), n_bytes);
  return TRUE;
}

/**
 * dwd_eio_packet_clear:
 * @packet: a packet that was filled
 *
 * Frees what @packet owns; the struct itself stays the caller's.
 */
void
dwd_eio_packet_clear (DwdEioPacket *packet)
{
  g_return_if_fail (packet != NULL);

  g_clear_pointer (&packet->data, g_bytes_unref);
}

/**
 * dwd_eio_packet_free:
 * @packet: (transfer full) (nullable): a packet of dwd_eio_payload_decode()
 *
 * Frees a packet and what it owns.
 */
void
dwd_eio_packet_free (DwdEioPacket *packet)
{
  if (packet == NULL)
    return;

  dwd_eio_packet_clear (packet);
  g_free (packet);
}

/**
 * dwd_eio_packet_decode:
 * @text: one text frame
 * @length: its length in bytes
 * @out: (out caller-allocates): the packet; clear it with dwd_eio_packet_clear()
 * @error: %DWD_FAILURE_PROTOCOL when @text is no packet
 *
 * Decodes one text frame, or one piece of a polling payload. A piece that begins with "b" carries
 * bytes in base64. @out->data is %NULL for a packet without data. A binary WebSocket frame is a
 * message as it stands and never comes here.
 *
 * Returns: whether @text was a packet; @out is untouched when it was not
 */
gboolean
dwd_eio_packet_decode (const char   *text,
                       gsize         length,
                       DwdEioPacket *out,
                       GError      **error)
{
  g_return_val_if_fail (text != NULL || length == 0, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  if (length == 0)
    {
      dwd_error_set (error, DWD_FAILURE_PROTOCOL, "An Engine.IO packet is empty");
      return FALSE;
    }

  if (text[0] == 'b')
    return decode_base64 (text + 1, length - 1, out, error);

  if (text[0] < '0' || text[0] > '6')
    {
      dwd_error_set (error, DWD_FAILURE_PROTOCOL, "Unknown Engine.IO packet type");
      return FALSE;
    }

  if (!is_utf8 (text, length))
    {
      dwd_error_set (error, DWD_FAILURE_PROTOCOL, "An Engine.IO packet is not UTF-8");
      return FALSE;
    }

  out->type = (DwdEioType) (text[0] - '0');
  out->binary = FALSE;
  out->data = length > 1 ? g_bytes_new (text + 1, length - 1) : NULL;
  return TRUE;
}

static void
append_packet (GByteArray         *out,
               const DwdEioPacket *packet)
{
  gsize length = 0;
  const guchar *bytes = packet->data != NULL ? g_bytes_get_data (packet->data, &length) : NULL;
  guint8 type = (guint8) ('0' + packet->type);

  g_byte_array_append (out, &type, 1);
  if (length > 0)
    g_byte_array_append (out, bytes, (guint) length);
}

static void
append_base64 (GByteArray *out,
               GBytes     *data)
{
  gsize length = 0;
  const guchar *bytes = data != NULL ? g_bytes_get_data (data, &length) : NULL;
  g_autofree char *text = NULL;

  g_byte_array_append (out, (const guint8 *) "b", 1);
  if (length == 0)
    return;

  text = g_base64_encode (bytes, length);
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
}

/**
 * dwd_eio_packet_encode:
 * @packet: a packet
 *
 * Encodes @packet as one WebSocket frame: text begins with the type's digit, binary data is the
 * frame itself.
 *
 * Returns: (transfer full): the frame's bytes
 */
GBytes *
dwd_eio_packet_encode (const DwdEioPacket *packet)
{
  g_autoptr (GByteArray) out = NULL;

  g_return_val_if_fail (packet != NULL, NULL);

  if (packet->binary)
    return packet->data != NULL ? g_bytes_ref (packet->data) : g_bytes_new (NULL, 0);

  out = g_byte_array_new ();
  append_packet (out, packet);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/**
 * dwd_eio_payload_decode:
 * @text: the body of a polling request or answer
 * @length: its length in bytes
 * @error: %DWD_FAILURE_PROTOCOL when one of the packets is none
 *
 * Takes a polling payload apart. One bad packet spoils the whole, as the order would be lost.
 *
 * Returns: (transfer full) (element-type DwdEioPacket) (nullable): the packets, never empty
 */
GPtrArray *
dwd_eio_payload_decode (const char *text,
                        gsize       length,
                        GError    **error)
{
  g_autoptr (GPtrArray) packets = NULL;
  const char *cursor = text;
  const char *end = text + length;

  g_return_val_if_fail (text != NULL || length == 0, NULL);

  packets = g_ptr_array_new_with_free_func ((GDestroyNotify) dwd_eio_packet_free);
  for (;;)
    {
      const char *stop = cursor < end ? memchr (cursor, SEPARATOR, (gsize) (end - cursor)) : NULL;
      g_autofree DwdEioPacket *packet = g_new0 (DwdEioPacket, 1);

      if (!dwd_eio_packet_decode (cursor, (gsize) ((stop != NULL ? stop : end) - cursor),
                                  packet, error))
        return NULL;

      g_ptr_array_add (packets, g_steal_pointer (&packet));
      if (stop == NULL)
        return g_steal_pointer (&packets);
      cursor = stop + 1;
    }
}

/**
 * dwd_eio_payload_encode:
 * @packets: (element-type DwdEioPacket): packets in their order
 *
 * Puts packets into one polling payload; binary data goes as base64.
 *
 * Returns: (transfer full): the body
 */
GBytes *
dwd_eio_payload_encode (GPtrArray *packets)
{
  g_autoptr (GByteArray) out = NULL;
  const guint8 separator = SEPARATOR;

  g_return_val_if_fail (packets != NULL, NULL);

  out = g_byte_array_new ();
  for (guint i = 0; i < packets->len; i++)
    {
      const DwdEioPacket *packet = g_ptr_array_index (packets, i);

      if (i > 0)
        g_byte_array_append (out, &separator, 1);
      if (packet->binary)
        append_base64 (out, packet->data);
      else
        append_packet (out, packet);
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static gboolean
get_uint (const DwdJsonSpan *span,
          guint             *out)
{
  gint64 number = 0;

  if (span->type != DWD_JSON_NUMBER || !dwd_json_span_get_int (span, &number) ||
      number < 0 || number > G_MAXINT)
    return FALSE;

  *out = (guint) number;
  return TRUE;
}

static gboolean
names_websocket (const DwdJsonSpan *upgrades)
{
  DwdJsonIter iter;
  DwdJsonSpan item;

  if (upgrades->type != DWD_JSON_ARRAY || !dwd_json_iter_init (&iter, upgrades))
    return FALSE;

  while (dwd_json_iter_next_item (&iter, &item))
    {
      if (dwd_json_span_equal_text (&item, "websocket"))
        return TRUE;
    }

  return FALSE;
}

/**
 * dwd_eio_handshake_decode:
 * @text: the data of an open packet
 * @length: its length in bytes
 * @out: (out caller-allocates): the handshake; clear it with dwd_eio_handshake_clear()
 * @error: %DWD_FAILURE_PROTOCOL when something needed is missing
 *
 * Decodes a handshake. A missing maxPayload is 0: not announced.
 *
 * Returns: whether it could be; @out is untouched when it could not
 */
gboolean
dwd_eio_handshake_decode (const char      *text,
                          gsize            length,
                          DwdEioHandshake *out,
                          GError         **error)
{
  static const DwdJsonKey keys[] = {
    { "sid", 3 }, { "pingInterval", 12 }, { "pingTimeout", 11 }, { "maxPayload", 10 },
    { "upgrades", 8 },
  };
  DwdJsonSpan values[G_N_ELEMENTS (keys)];
  DwdJsonSpan whole;
  DwdEioHandshake handshake = { 0 };

  g_return_val_if_fail (text != NULL || length == 0, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  if (!dwd_json_scan_value (text, length, &whole, error))
    return FALSE;

  if (whole.type == DWD_JSON_OBJECT)
    dwd_json_span_find (&whole, keys, G_N_ELEMENTS (keys), values);
  if (whole.type != DWD_JSON_OBJECT || values[0].type != DWD_JSON_STRING ||
      !get_uint (&values[1], &handshake.ping_interval_ms) ||
      !get_uint (&values[2], &handshake.ping_timeout_ms) ||
      (values[3].type != DWD_JSON_ABSENT && !get_uint (&values[3], &handshake.max_payload)))
    {
      dwd_error_set (error, DWD_FAILURE_PROTOCOL, "The Engine.IO handshake is incomplete");
      return FALSE;
    }

  handshake.sid = dwd_json_span_dup_string (&values[0]);
  handshake.upgrade_websocket = names_websocket (&values[4]);
  *out = handshake;
  return TRUE;
}

/**
 * dwd_eio_handshake_encode:
 * @handshake: a handshake
 *
 * Returns: (transfer full): the data of the open packet, as JSON
 */
char *
dwd_eio_handshake_encode (const DwdEioHandshake *handshake)
{
  g_autoptr (GString) out = NULL;

  g_return_val_if_fail (handshake != NULL && handshake->sid != NULL, NULL);

  out = g_string_new ("{\"sid\":");
  dwd_json_append_string (out, handshake->sid, -1);
  g_string_append_printf (out,
                          ",\"upgrades\":[%s],\"pingInterval\":%u,\"pingTimeout\":%u,"
                          "\"maxPayload\":%u}",
                          handshake->upgrade_websocket ? "\"websocket\"" : "",
                          handshake->ping_interval_ms, handshake->ping_timeout_ms,
                          handshake->max_payload);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * dwd_eio_handshake_clear:
 * @handshake: a handshake that was filled
 *
 * Frees what @handshake owns.
 */
void
dwd_eio_handshake_clear (DwdEioHandshake *handshake)
{
  g_return_if_fail (handshake != NULL);

  g_clear_pointer (&handshake->sid, g_free);
}
