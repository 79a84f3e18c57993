/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-protocol"

#include "config.h"

#include "dwd-sio-packet.h"

#include "base/dwd-failure.h"
#include "dwd-json-scan.h"

#include <string.h>

/* The largest integer that a JavaScript peer can hold exactly. */
#define MAX_ID G_GINT64_CONSTANT (9007199254740991)

typedef struct
{
  const char *at;
  const char *end;
} Cursor;

static gboolean
is_binary (DwdSioType type)
{
  return type == DWD_SIO_BINARY_EVENT || type == DWD_SIO_BINARY_ACK;
}

static gboolean
is_event (DwdSioType type)
{
  return type == DWD_SIO_EVENT || type == DWD_SIO_BINARY_EVENT;
}

static gboolean
is_ack (DwdSioType type)
{
  return type == DWD_SIO_ACK || type == DWD_SIO_BINARY_ACK;
}

static gboolean
refuse (GError    **error,
        const char *what)
{
  dwd_error_set (error, DWD_FAILURE_PROTOCOL, "A Socket.IO packet has %s", what);
  return FALSE;
}

/* -1: no digits there, or more than @max. */
static gint64
take_number (Cursor *cursor,
             gint64  max)
{
  gint64 number = 0;
  const char *start = cursor->at;

  while (cursor->at < cursor->end && g_ascii_isdigit (*cursor->at))
    {
      number = number * 10 + (*cursor->at - '0');
      if (number > max)
        return -1;
      cursor->at++;
    }

  return cursor->at > start ? number : -1;
}

static gboolean
take_attachments (Cursor       *cursor,
                  DwdSioPacket *packet,
                  GError      **error)
{
  gint64 number;

  if (!is_binary (packet->type))
    return TRUE;

  number = take_number (cursor, DWD_SIO_MAX_ATTACHMENTS);
  if (number < 0 || cursor->at == cursor->end || *cursor->at != '-')
    return refuse (error, "no valid number of attachments");

  cursor->at++;
  packet->n_attachments = (guint) number;
  return TRUE;
}

/* Older clients put a query behind the namespace when they connect; the namespace ends before it. */
static gboolean
take_namespace (Cursor       *cursor,
                DwdSioPacket *packet,
                GError      **error)
{
  const char *stop;
  const char *query = NULL;
  gsize length;

  if (cursor->at == cursor->end || *cursor->at != '/')
    {
      packet->nsp = g_strdup ("/");
      return TRUE;
    }

  stop = memchr (cursor->at, ',', (gsize) (cursor->end - cursor->at));
  length = (gsize) ((stop != NULL ? stop : cursor->end) - cursor->at);
  if (packet->type == DWD_SIO_CONNECT)
    query = memchr (cursor->at, '?', length);

  if (!g_utf8_validate_len (cursor->at, length, NULL))
    return refuse (error, "a namespace that is not text");

  packet->nsp = g_strndup (cursor->at, query != NULL ? (gsize) (query - cursor->at) : length);
  cursor->at = stop != NULL ? stop + 1 : cursor->end;
  return TRUE;
}

static gboolean
take_id (Cursor       *cursor,
         DwdSioPacket *packet,
         GError      **error)
{
  packet->id = -1;

  if (cursor->at < cursor->end && g_ascii_isdigit (*cursor->at))
    {
      packet->id = take_number (cursor, MAX_ID);
      if (packet->id < 0)
        return refuse (error, "an id out of range");
    }

  if (is_ack (packet->type) && packet->id < 0)
    return refuse (error, "no id to acknowledge");

  return TRUE;
}

/* Names that a JavaScript peer uses for the life of a connection; no event may pretend to be one. */
static gboolean
is_reserved (const DwdJsonSpan *name)
{
  static const char *const reserved[] = {
    "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (reserved); i++)
    {
      if (dwd_json_span_equal_text (name, reserved[i]))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_event_name (const DwdJsonSpan *array)
{
  DwdJsonIter iter;
  DwdJsonSpan name;

  return array->type == DWD_JSON_ARRAY && dwd_json_iter_init (&iter, array) &&
         dwd_json_iter_next_item (&iter, &name) &&
         (name.type == DWD_JSON_NUMBER || (name.type == DWD_JSON_STRING && !is_reserved (&name)));
}

static gboolean
suits_type (DwdSioType         type,
            const DwdJsonSpan *value)
{
  switch (type)
    {
    case DWD_SIO_CONNECT:
      return value->type == DWD_JSON_ABSENT || value->type == DWD_JSON_OBJECT;
    case DWD_SIO_DISCONNECT:
      return value->type == DWD_JSON_ABSENT;
    case DWD_SIO_EVENT:
    case DWD_SIO_BINARY_EVENT:
      return has_event_name (value);
    case DWD_SIO_ACK:
    case DWD_SIO_BINARY_ACK:
      return value->type == DWD_JSON_ARRAY;
    case DWD_SIO_CONNECT_ERROR:
      return value->type == DWD_JSON_OBJECT || value->type == DWD_JSON_STRING;
    default:
      return FALSE;
    }
}

static gboolean
take_data (Cursor       *cursor,
           DwdSioPacket *packet,
           GError      **error)
{
  DwdJsonSpan value = { DWD_JSON_ABSENT, { NULL, 0 }, FALSE };
  gsize length = (gsize) (cursor->end - cursor->at);

  if (length > 0 && !dwd_json_scan_value (cursor->at, length, &value, NULL))
    return refuse (error, "data that is not JSON");
  if (!suits_type (packet->type, &value))
    return refuse (error, "data that its type does not allow");

  if (length > 0)
    packet->data = g_strndup (cursor->at, length);
  return TRUE;
}

/**
 * dwd_sio_packet_clear:
 * @packet: a packet that was filled
 *
 * Frees what @packet owns; the struct itself stays the caller's.
 */
void
dwd_sio_packet_clear (DwdSioPacket *packet)
{
  g_return_if_fail (packet != NULL);

  g_clear_pointer (&packet->nsp, g_free);
  g_clear_pointer (&packet->data, g_free);
  g_clear_pointer (&packet->attachments, g_ptr_array_unref);
}

/**
 * dwd_sio_packet_free:
 * @packet: (transfer full) (nullable): a packet on the heap
 *
 * Frees a packet and what it owns.
 */
void
dwd_sio_packet_free (DwdSioPacket *packet)
{
  if (packet == NULL)
    return;

  dwd_sio_packet_clear (packet);
  g_free (packet);
}

/**
 * dwd_sio_packet_decode:
 * @text: the data of an Engine.IO message
 * @length: its length in bytes
 * @out: (out caller-allocates): the packet; clear it with dwd_sio_packet_clear()
 * @error: %DWD_FAILURE_PROTOCOL, or %DWD_FAILURE_TOO_LARGE
 *
 * Decodes and checks one packet: its data is valid JSON of the kind that its type asks for. A
 * packet with attachments is not whole yet: see dwd_sio_decoder_push_text().
 *
 * Returns: whether @text was a packet; @out is untouched when it was not
 */
gboolean
dwd_sio_packet_decode (const char   *text,
                       gsize         length,
                       DwdSioPacket *out,
                       GError      **error)
{
  Cursor cursor = { text, text + length };
  DwdSioPacket packet = { 0 };

  g_return_val_if_fail (text != NULL || length == 0, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  if (length > DWD_SIO_MAX_SIZE)
    {
      dwd_error_set (error, DWD_FAILURE_TOO_LARGE, "A Socket.IO packet is too large");
      return FALSE;
    }

  if (length == 0 || *cursor.at < '0' || *cursor.at > '6')
    return refuse (error, "an unknown type");

  packet.type = (DwdSioType) (*cursor.at++ - '0');
  if (!take_attachments (&cursor, &packet, error))
    return FALSE;

  if (!take_namespace (&cursor, &packet, error) || !take_id (&cursor, &packet, error) ||
      !take_data (&cursor, &packet, error))
    {
      dwd_sio_packet_clear (&packet);
      return FALSE;
    }

  *out = packet;
  return TRUE;
}

static void
append_head (GString    *out,
             DwdSioType  type,
             guint       n_attachments,
             const char *nsp,
             gint64      id)
{
  g_string_append_c (out, (char) ('0' + type));
  if (is_binary (type))
    g_string_append_printf (out, "%u-", n_attachments);
  if (g_strcmp0 (nsp, "/") != 0)
    {
      g_string_append (out, nsp);
      g_string_append_c (out, ',');
    }
  if (id >= 0)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, id);
}

/**
 * dwd_sio_packet_encode:
 * @packet: a packet
 *
 * Encodes the text part of @packet. Its attachments follow as binary frames, in their order.
 *
 * Returns: (transfer full): the data of the Engine.IO message
 */
char *
dwd_sio_packet_encode (const DwdSioPacket *packet)
{
  g_autoptr (GString) out = NULL;

  g_return_val_if_fail (packet != NULL && packet->nsp != NULL, NULL);

  out = g_string_new (NULL);
  append_head (out, packet->type, packet->n_attachments, packet->nsp, packet->id);
  if (packet->data != NULL)
    g_string_append (out, packet->data);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * dwd_sio_packet_take_event:
 * @packet: an event that dwd_sio_packet_decode() accepted
 * @event: (out) (transfer full): its name
 * @args_json: (out) (transfer full): the items after the name, as the text of an array
 *
 * Splits an event's data, which is then gone from @packet.
 *
 * Returns: whether @packet is an event
 */
gboolean
dwd_sio_packet_take_event (DwdSioPacket *packet,
                           char        **event,
                           char        **args_json)
{
  DwdJsonSpan whole;
  DwdJsonSpan name;
  DwdJsonSpan first;
  DwdJsonIter iter;
  char *rest;

  g_return_val_if_fail (packet != NULL && event != NULL && args_json != NULL, FALSE);

  if (!is_event (packet->type) || packet->data == NULL ||
      !dwd_json_scan_value (packet->data, strlen (packet->data), &whole, NULL) ||
      !dwd_json_iter_init (&iter, &whole) || !dwd_json_iter_next_item (&iter, &name))
    return FALSE;

  *event = name.type == DWD_JSON_STRING ? dwd_json_span_dup_string (&name)
                                        : g_strndup (name.raw.text, name.raw.length);

  if (!dwd_json_iter_next_item (&iter, &first))
    {
      *args_json = g_strdup ("[]");
    }
  else
    {
      gsize before = (gsize) (first.raw.text - packet->data) - 1;

      /* What stands before the first argument is a comma or white space: room for the bracket. */
      rest = packet->data;
      memmove (rest, rest + before, strlen (rest + before) + 1);
      rest[0] = '[';
      *args_json = g_steal_pointer (&packet->data);
    }

  g_clear_pointer (&packet->data, g_free);
  return TRUE;
}

/**
 * dwd_sio_event_encode:
 * @nsp: the namespace, "/" for the root
 * @id: the id to acknowledge, or -1
 * @event: the event's name
 * @args_json: (nullable): its arguments, as the text of a JSON array
 * @n_attachments: how many binary frames will follow
 *
 * Encodes an event.
 *
 * Returns: (transfer full) (nullable): the data of the Engine.IO message, or %NULL when @args_json is
 *   no array
 */
char *
dwd_sio_event_encode (const char *nsp,
                      gint64      id,
                      const char *event,
                      const char *args_json,
                      guint       n_attachments)
{
  g_autoptr (GString) out = NULL;
  DwdJsonSpan args;
  DwdJsonSpan first;
  DwdJsonIter iter;

  g_return_val_if_fail (nsp != NULL && event != NULL, NULL);

  if (args_json == NULL)
    args_json = "[]";
  if (!dwd_json_scan_value (args_json, strlen (args_json), &args, NULL) ||
      args.type != DWD_JSON_ARRAY)
    return NULL;

  out = g_string_sized_new (strlen (event) + strlen (args_json) + strlen (nsp) + 32);
  append_head (out, n_attachments > 0 ? DWD_SIO_BINARY_EVENT : DWD_SIO_EVENT, n_attachments, nsp,
               id);
  g_string_append_c (out, '[');
  dwd_json_append_string (out, event, -1);

  if (dwd_json_iter_init (&iter, &args) && dwd_json_iter_next_item (&iter, &first))
    {
      const char *end = args.raw.text + args.raw.length;

      g_string_append_c (out, ',');
      g_string_append_len (out, first.raw.text, end - first.raw.text);
    }
  else
    {
      g_string_append_c (out, ']');
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
