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

/*
 * A packet with attachments arrives as one text frame that says how many binary frames follow. The
 * decoder holds it back until they are all there, and then checks that each placeholder in the
 * text names one of them. After an error it is empty and can go on with the next packet.
 */
struct _DwdSioDecoder
{
  DwdSioPacket held;      /* (owned) */
  gboolean holding;
  gsize n_bytes;          /* of the held packet so far */
};

static gboolean
placeholder_is_sound (const DwdJsonSpan *object,
                      guint              n_attachments)
{
  static const DwdJsonKey keys[] = { { "_placeholder", 12 }, { "num", 3 } };
  DwdJsonSpan values[G_N_ELEMENTS (keys)];
  gint64 number = -1;

  dwd_json_span_find (object, keys, G_N_ELEMENTS (keys), values);
  if (values[0].type != DWD_JSON_TRUE)
    return TRUE;

  return values[1].type == DWD_JSON_NUMBER && dwd_json_span_get_int (&values[1], &number) &&
         number >= 0 && number < n_attachments;
}

/* The scanner has bounded the depth, so that recursion is safe here. */
static gboolean
placeholders_are_sound (const DwdJsonSpan *value,
                        guint              n_attachments)
{
  DwdJsonIter iter;
  DwdJsonSpan key;
  DwdJsonSpan item;

  if (value->type != DWD_JSON_ARRAY && value->type != DWD_JSON_OBJECT)
    return TRUE;
  if (!dwd_json_iter_init (&iter, value))
    return FALSE;

  if (value->type == DWD_JSON_ARRAY)
    {
      while (dwd_json_iter_next_item (&iter, &item))
        {
          if (!placeholders_are_sound (&item, n_attachments))
            return FALSE;
        }
      return TRUE;
    }

  if (!placeholder_is_sound (value, n_attachments))
    return FALSE;
  while (dwd_json_iter_next_member (&iter, &key, &item))
    {
      if (!placeholders_are_sound (&item, n_attachments))
        return FALSE;
    }
  return TRUE;
}

static void
let_go (DwdSioDecoder *self)
{
  dwd_sio_packet_clear (&self->held);
  memset (&self->held, 0, sizeof self->held);
  self->holding = FALSE;
  self->n_bytes = 0;
}

static gboolean
release (DwdSioDecoder *self,
         DwdSioPacket  *out,
         gboolean      *complete,
         GError       **error)
{
  DwdJsonSpan whole;

  if (!dwd_json_scan_value (self->held.data, strlen (self->held.data), &whole, error) ||
      !placeholders_are_sound (&whole, self->held.n_attachments))
    {
      if (error != NULL && *error == NULL)
        dwd_error_set (error, DWD_FAILURE_PROTOCOL, "A placeholder names no attachment");
      let_go (self);
      return FALSE;
    }

  *out = self->held;
  *complete = TRUE;
  memset (&self->held, 0, sizeof self->held);
  let_go (self);
  return TRUE;
}

/**
 * dwd_sio_decoder_new:
 *
 * Returns: (transfer full): a decoder for the frames of one connection
 */
DwdSioDecoder *
dwd_sio_decoder_new (void)
{
  return g_new0 (DwdSioDecoder, 1);
}

/**
 * dwd_sio_decoder_free:
 * @self: (transfer full) (nullable): a decoder
 *
 * Frees the decoder and a packet that never became whole.
 */
void
dwd_sio_decoder_free (DwdSioDecoder *self)
{
  if (self == NULL)
    return;

  let_go (self);
  g_free (self);
}

/**
 * dwd_sio_decoder_push_text:
 * @self: a decoder
 * @text: the data of an Engine.IO message
 * @length: its length in bytes
 * @out: (out caller-allocates): the packet, when @complete
 * @complete: (out): whether @out was filled
 * @error: %DWD_FAILURE_PROTOCOL, or %DWD_FAILURE_TOO_LARGE
 *
 * Takes a text frame in. A text while attachments are still due is an error: they were lost.
 *
 * Returns: whether the frame made sense
 */
gboolean
dwd_sio_decoder_push_text (DwdSioDecoder *self,
                           const char    *text,
                           gsize          length,
                           DwdSioPacket  *out,
                           gboolean      *complete,
                           GError       **error)
{
  DwdSioPacket packet = { 0 };

  g_return_val_if_fail (self != NULL && out != NULL && complete != NULL, FALSE);

  if (self->holding)
    {
      let_go (self);
      dwd_error_set (error, DWD_FAILURE_PROTOCOL, "A text came where an attachment was due");
      return FALSE;
    }

  if (!dwd_sio_packet_decode (text, length, &packet, error))
    return FALSE;

  if (packet.type != DWD_SIO_BINARY_EVENT && packet.type != DWD_SIO_BINARY_ACK)
    {
      *out = packet;
      *complete = TRUE;
      return TRUE;
    }

  self->held = packet;
  self->holding = TRUE;
  self->n_bytes = length;
  self->held.attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  if (packet.n_attachments == 0)
    return release (self, out, complete, error);

  *complete = FALSE;
  return TRUE;
}

/**
 * dwd_sio_decoder_push_bytes:
 * @self: a decoder
 * @bytes: a binary frame
 * @out: (out caller-allocates): the packet, when @complete
 * @complete: (out): whether @out was filled
 * @error: %DWD_FAILURE_PROTOCOL, or %DWD_FAILURE_TOO_LARGE
 *
 * Takes a binary frame in. One that no packet waits for is an error.
 *
 * Returns: whether the frame made sense
 */
gboolean
dwd_sio_decoder_push_bytes (DwdSioDecoder *self,
                            GBytes        *bytes,
                            DwdSioPacket  *out,
                            gboolean      *complete,
                            GError       **error)
{
  g_return_val_if_fail (self != NULL && bytes != NULL, FALSE);
  g_return_val_if_fail (out != NULL && complete != NULL, FALSE);

  if (!self->holding)
    {
      dwd_error_set (error, DWD_FAILURE_PROTOCOL, "Bytes came that no packet waits for");
      return FALSE;
    }

  self->n_bytes += g_bytes_get_size (bytes);
  if (self->n_bytes > DWD_SIO_MAX_SIZE)
    {
      let_go (self);
      dwd_error_set (error, DWD_FAILURE_TOO_LARGE, "A packet's attachments are too large");
      return FALSE;
    }

  g_ptr_array_add (self->held.attachments, g_bytes_ref (bytes));
  if (self->held.attachments->len == self->held.n_attachments)
    return release (self, out, complete, error);

  *complete = FALSE;
  return TRUE;
}
