/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-picture.h"

/*
 * A tile or a drawing that is painted many times. GTK's OpenGL renderer wants textures, which it
 * keeps on the device. The cairo renderer of GTK 4.8 copies a texture by way of floating point at
 * every paint, five nanoseconds a pixel, which alone is more than a frame of a map has; it gets a
 * node that paints the very surface.
 */
struct _DwcMapPicture
{
  cairo_surface_t *surface;   /* (owned): an image */
  int width;                  /* pixels, not device pixels */
  int height;
  int scale;
  GdkTexture *texture;        /* (owned) (nullable): made at first use */
  GskRenderNode *node;        /* (owned) (nullable): made at first use */
};

static void
picture_clear (gpointer data)
{
  DwcMapPicture *self = data;

  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_object (&self->texture);
  cairo_surface_destroy (self->surface);
}

/**
 * dwc_map_picture_new:
 * @width: pixels
 * @height: pixels
 * @scale: device pixels a pixel
 *
 * Any thread.
 *
 * Returns: (transfer full): a transparent picture, to be painted on through its surface before it is
 *   first appended
 */
DwcMapPicture *
dwc_map_picture_new (int width,
                     int height,
                     int scale)
{
  DwcMapPicture *self = g_atomic_rc_box_new0 (DwcMapPicture);

  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_surface_set_device_scale (self->surface, scale, scale);
  self->width = width;
  self->height = height;
  self->scale = scale;

  return self;
}

/**
 * dwc_map_picture_ref:
 * @self: a picture
 *
 * Returns: (transfer full): @self
 */
DwcMapPicture *
dwc_map_picture_ref (DwcMapPicture *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * dwc_map_picture_unref:
 * @self: (transfer full): a picture
 */
void
dwc_map_picture_unref (DwcMapPicture *self)
{
  g_atomic_rc_box_release_full (self, picture_clear);
}

/**
 * dwc_map_picture_get_surface:
 * @self: a picture
 *
 * Returns: (transfer none): its image
 */
cairo_surface_t *
dwc_map_picture_get_surface (DwcMapPicture *self)
{
  return self->surface;
}

/**
 * dwc_map_picture_dup_texture:
 * @self: a picture
 *
 * Returns: (transfer full): a texture that reads the picture's own memory and keeps it alive
 */
GdkTexture *
dwc_map_picture_dup_texture (DwcMapPicture *self)
{
  int height = cairo_image_surface_get_height (self->surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (self->surface);
  g_autoptr (GBytes) bytes = NULL;

  cairo_surface_flush (self->surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (self->surface),
                                      stride * (gsize) height,
                                      (GDestroyNotify) cairo_surface_destroy,
                                      cairo_surface_reference (self->surface));

  return gdk_memory_texture_new (cairo_image_surface_get_width (self->surface), height,
                                 GDK_MEMORY_DEFAULT, bytes, stride);
}

static GskRenderNode *
get_node (DwcMapPicture *self)
{
  cairo_t *cr;

  if (self->node != NULL)
    return self->node;

  self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, self->width, self->height));
  cr = gsk_cairo_node_get_draw_context (self->node);
  cairo_set_source_surface (cr, self->surface, 0, 0);
  /* Enlarged, its edge must not fade into what lies beside it. */
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_rectangle (cr, 0, 0, self->width, self->height);
  cairo_fill (cr);
  cairo_destroy (cr);

  return self->node;
}

/**
 * dwc_map_picture_append:
 * @self: a picture, finished
 * @snapshot: where to
 * @rendering: how its window is painted
 * @bounds: where it lies
 */
void
dwc_map_picture_append (DwcMapPicture         *self,
                        GtkSnapshot           *snapshot,
                        DwcMapRendering        rendering,
                        const graphene_rect_t *bounds)
{
  if (rendering == DWC_MAP_RENDERING_TEXTURES)
    {
      if (self->texture == NULL)
        self->texture = dwc_map_picture_dup_texture (self);
      gtk_snapshot_append_texture (snapshot, self->texture, bounds);
      return;
    }

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &bounds->origin);
  if (bounds->size.width != self->width || bounds->size.height != self->height)
    gtk_snapshot_scale (snapshot, bounds->size.width / self->width, bounds->size.height / self->height);
  gtk_snapshot_append_node (snapshot, get_node (self));
  gtk_snapshot_restore (snapshot);
}

/**
 * dwc_map_picture_get_rendering:
 * @widget: a widget in a window
 *
 * Returns: how its window is painted
 */
DwcMapRendering
dwc_map_picture_get_rendering (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;

  return renderer != NULL && GSK_IS_CAIRO_RENDERER (renderer) ? DWC_MAP_RENDERING_CAIRO
                                                               : DWC_MAP_RENDERING_TEXTURES;
}

struct _DwcMapCanvases
{
  GPtrArray *pictures;   /* (owned): DwcMapPicture */
};

/* Drops what the picture itself holds of its surface. Whoever then still holds it shows it. */
static gboolean
is_idle (DwcMapPicture *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_object (&self->texture);

  return cairo_surface_get_reference_count (self->surface) == 1;
}

static void
wipe (DwcMapPicture *self)
{
  cairo_t *cr = cairo_create (self->surface);

  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_paint (cr);
  cairo_destroy (cr);
}

/**
 * dwc_map_canvases_new:
 *
 * Returns: (transfer full): no pictures yet
 */
DwcMapCanvases *
dwc_map_canvases_new (void)
{
  DwcMapCanvases *self = g_new0 (DwcMapCanvases, 1);

  self->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) dwc_map_picture_unref);

  return self;
}

/**
 * dwc_map_canvases_free:
 * @self: (transfer full): the pictures; what a frame shows outlives them
 */
void
dwc_map_canvases_free (DwcMapCanvases *self)
{
  g_ptr_array_unref (self->pictures);
  g_free (self);
}

/**
 * dwc_map_canvases_take:
 * @self: the pictures
 * @width: pixels
 * @height: pixels
 * @scale: device pixels a pixel
 *
 * Returns: (transfer none): a transparent one of that size that no frame shows
 */
DwcMapPicture *
dwc_map_canvases_take (DwcMapCanvases *self,
                       int             width,
                       int             height,
                       int             scale)
{
  DwcMapPicture *picture;

  for (guint i = self->pictures->len; i-- > 0;)
    {
      picture = g_ptr_array_index (self->pictures, i);
      if (picture->width != width || picture->height != height || picture->scale != scale)
        {
          g_ptr_array_remove_index_fast (self->pictures, i);
          continue;
        }
      if (is_idle (picture))
        {
          wipe (picture);
          return picture;
        }
    }

  picture = dwc_map_picture_new (width, height, scale);
  g_ptr_array_add (self->pictures, picture);

  return picture;
}
