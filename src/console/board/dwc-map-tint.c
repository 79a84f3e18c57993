/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-tint.h"

/* Rows give red, green and blue; columns take red, green, blue and one. 16.16 fixed point. */
#define FIXED(value) ((gint32) ((value) * 65536))

static const gint32 matrices[3][3][4] = {
  [DWC_MAP_TINT_LIGHT] = {
    { FIXED (0.352), FIXED (0.268), FIXED (0.027), FIXED (0.330) },
    { FIXED (0.080), FIXED (0.540), FIXED (0.027), FIXED (0.330) },
    { FIXED (0.080), FIXED (0.268), FIXED (0.299), FIXED (0.330) },
  },
  [DWC_MAP_TINT_DARK] = {
    { FIXED (0.059), FIXED (-0.679), FIXED (-0.068), FIXED (0.758) },
    { FIXED (-0.202), FIXED (-0.417), FIXED (-0.068), FIXED (0.758) },
    { FIXED (-0.202), FIXED (-0.679), FIXED (0.193), FIXED (0.758) },
  },
  /* The light matrix without its lift: the same loss of colour and contrast, from black up. */
  [DWC_MAP_TINT_NIGHT] = {
    { FIXED (0.352), FIXED (0.268), FIXED (0.027), FIXED (0.020) },
    { FIXED (0.080), FIXED (0.540), FIXED (0.027), FIXED (0.020) },
    { FIXED (0.080), FIXED (0.268), FIXED (0.299), FIXED (0.020) },
  },
};

static inline guint32
mix (const gint32 row[4],
     gint32       red,
     gint32       green,
     gint32       blue,
     gint32       alpha)
{
  gint32 sum = row[0] * red + row[1] * green + row[2] * blue + row[3] * alpha + 32768;

  /* Premultiplied: a channel never exceeds alpha. */
  return (guint32) CLAMP (sum / 65536, 0, alpha);
}

/**
 * dwc_map_tint_apply:
 * @tint: which matrix
 * @pixels: premultiplied 32-bit pixels as cairo lays them out, changed in place
 * @width: pixels a row
 * @height: rows
 * @stride: bytes from row to row
 *
 * Any thread.
 */
void
dwc_map_tint_apply (DwcMapTint tint,
                    guchar    *pixels,
                    int        width,
                    int        height,
                    gsize      stride)
{
  const gint32 (*matrix)[4] = matrices[tint];

  for (int y = 0; y < height; y++)
    {
      guint32 *row = (guint32 *) (void *) (pixels + (gsize) y * stride);

      for (int x = 0; x < width; x++)
        {
          guint32 pixel = row[x];
          gint32 alpha = (gint32) (pixel >> 24);
          gint32 red = (gint32) (pixel >> 16 & 0xff);
          gint32 green = (gint32) (pixel >> 8 & 0xff);
          gint32 blue = (gint32) (pixel & 0xff);

          row[x] = (guint32) alpha << 24 |
                   mix (matrix[0], red, green, blue, alpha) << 16 |
                   mix (matrix[1], red, green, blue, alpha) << 8 |
                   mix (matrix[2], red, green, blue, alpha);
        }
    }
}

static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gpointer         user_data)
{
  gboolean *too_large = user_data;

  if (width <= DWC_MAP_TILE_MAX_EDGE && height <= DWC_MAP_TILE_MAX_EDGE)
    return;

  /* A small file can claim a huge picture: make the decoder's buffer small before it exists. */
  *too_large = TRUE;
  gdk_pixbuf_loader_set_size (loader, 1, 1);
}

static GdkPixbuf *
decode_pixbuf (GBytes  *image,
               GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  GdkPixbuf *pixbuf;
  gboolean too_large = FALSE;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &too_large);
  if (!gdk_pixbuf_loader_write_bytes (loader, image, error))
    {
      gdk_pixbuf_loader_close (loader, NULL);
      return NULL;
    }
  if (!gdk_pixbuf_loader_close (loader, error))
    return NULL;

  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);
  if (too_large || pixbuf == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           too_large ? "the tile's picture is too large" : "the tile has no picture");
      return NULL;
    }

  return g_object_ref (pixbuf);
}

static inline guint32
premultiply (guint32 channel,
             guint32 alpha)
{
  return (channel * alpha + 127) / 255;
}

/* The pixels as cairo lays them out. */
static void
copy_pixels (GdkPixbuf *pixbuf,
             guchar    *pixels,
             gsize      stride)
{
  const guchar *source = gdk_pixbuf_read_pixels (pixbuf);
  gsize source_stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  int n_channels = gdk_pixbuf_get_n_channels (pixbuf);

  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++)
    {
      const guchar *from = source + (gsize) y * source_stride;
      guint32 *to = (guint32 *) (void *) (pixels + (gsize) y * stride);

      for (int x = 0; x < gdk_pixbuf_get_width (pixbuf); x++, from += n_channels)
        {
          guint32 alpha = n_channels == 4 ? from[3] : 255;

          to[x] = alpha << 24 | premultiply (from[0], alpha) << 16 |
                  premultiply (from[1], alpha) << 8 | premultiply (from[2], alpha);
        }
    }
}

/**
 * dwc_map_tint_decode:
 * @tint: which matrix
 * @image: a PNG or JPEG
 * @error: return location
 *
 * Decodes and tints one tile. Takes milliseconds: for worker threads.
 *
 * Returns: (transfer full) (nullable): the tile, or %NULL with @error where the bytes are no
 *   picture of a tile's size
 */
DwcMapPicture *
dwc_map_tint_decode (DwcMapTint tint,
                     GBytes    *image,
                     GError   **error)
{
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  DwcMapPicture *picture;
  cairo_surface_t *surface;
  guchar *pixels;
  gsize stride;

  if (g_bytes_get_size (image) > DWC_MAP_TILE_MAX_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "the tile's file is too large");
      return NULL;
    }

  pixbuf = decode_pixbuf (image, error);
  if (pixbuf == NULL)
    return NULL;

  picture = dwc_map_picture_new (gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf), 1);
  surface = dwc_map_picture_get_surface (picture);
  pixels = cairo_image_surface_get_data (surface);
  stride = (gsize) cairo_image_surface_get_stride (surface);
  copy_pixels (pixbuf, pixels, stride);
  dwc_map_tint_apply (tint, pixels, gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf), stride);
  cairo_surface_mark_dirty (surface);

  return picture;
}
