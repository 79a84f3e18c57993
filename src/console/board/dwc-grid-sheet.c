/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-sheet.h"

struct _DwcGridSheet
{
  cairo_surface_t *front;    /* (owned) (nullable): what is shown */
  cairo_surface_t *back;     /* (owned) (nullable): as large, to be painted next */
  GskRenderNode *node;       /* (owned) (nullable): of the front */
  int width;
  int height;
  int scale;
};

/**
 * dwc_grid_sheet_new:
 *
 * Returns: (transfer full): a sheet without a picture
 */
DwcGridSheet *
dwc_grid_sheet_new (void)
{
  return g_new0 (DwcGridSheet, 1);
}

/**
 * dwc_grid_sheet_clear:
 * @self: a sheet
 *
 * Lets the pictures go.
 */
void
dwc_grid_sheet_clear (DwcGridSheet *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->front, cairo_surface_destroy);
  g_clear_pointer (&self->back, cairo_surface_destroy);
}

/**
 * dwc_grid_sheet_free:
 * @self: (transfer full): a sheet; what a frame shows outlives it
 */
void
dwc_grid_sheet_free (DwcGridSheet *self)
{
  dwc_grid_sheet_clear (self);
  g_free (self);
}

/**
 * dwc_grid_sheet_fits:
 * @self: a sheet
 * @width: pixels
 * @height: pixels
 * @scale: device pixels a pixel
 *
 * Returns: whether it shows a picture of that size
 */
gboolean
dwc_grid_sheet_fits (DwcGridSheet *self,
                     int           width,
                     int           height,
                     int           scale)
{
  return self->front != NULL && self->width == width && self->height == height && self->scale == scale;
}

static cairo_t *
begin_back (DwcGridSheet *self)
{
  if (self->back == NULL)
    {
      /* The picture covers its area, and what is opaque is copied, not blended. */
      self->back = cairo_image_surface_create (CAIRO_FORMAT_RGB24, self->width * self->scale,
                                               self->height * self->scale);
      cairo_surface_set_device_scale (self->back, self->scale, self->scale);
    }

  return cairo_create (self->back);
}

/**
 * dwc_grid_sheet_begin:
 * @self: a sheet
 * @width: pixels, above 0
 * @height: pixels, above 0
 * @scale: device pixels a pixel
 *
 * Returns: (transfer full): to paint the whole picture on; it goes back with dwc_grid_sheet_end()
 */
cairo_t *
dwc_grid_sheet_begin (DwcGridSheet *self,
                      int           width,
                      int           height,
                      int           scale)
{
  if (!dwc_grid_sheet_fits (self, width, height, scale))
    dwc_grid_sheet_clear (self);

  self->width = width;
  self->height = height;
  self->scale = scale;

  return begin_back (self);
}

/**
 * dwc_grid_sheet_begin_moved:
 * @self: a sheet with a picture
 * @dx: how far the picture moves to the right, in pixels
 *
 * Returns: (transfer full): to paint on what the picture does not cover any more; it goes back with
 *   dwc_grid_sheet_end()
 */
cairo_t *
dwc_grid_sheet_begin_moved (DwcGridSheet *self,
                            int           dx)
{
  cairo_t *cr;

  g_return_val_if_fail (self->front != NULL, NULL);

  cr = begin_back (self);
  cairo_set_source_surface (cr, self->front, dx, 0);
  cairo_rectangle (cr, MAX (dx, 0), 0, self->width - ABS (dx), self->height);
  cairo_fill (cr);

  return cr;
}

/**
 * dwc_grid_sheet_end:
 * @self: a sheet
 * @cr: (transfer full): what was begun
 *
 * Shows what was painted.
 */
void
dwc_grid_sheet_end (DwcGridSheet *self,
                    cairo_t      *cr)
{
  cairo_surface_t *painted = self->back;

  cairo_destroy (cr);
  self->back = self->front;
  self->front = painted;
  g_clear_pointer (&self->node, gsk_render_node_unref);
}

/**
 * dwc_grid_sheet_get_node:
 * @self: a sheet with a picture
 *
 * Returns: (transfer none): shows the picture at the origin
 */
GskRenderNode *
dwc_grid_sheet_get_node (DwcGridSheet *self)
{
  cairo_t *cr;

  if (self->node != NULL)
    return self->node;

  self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, self->width, self->height));
  cr = gsk_cairo_node_get_draw_context (self->node);
  cairo_set_source_surface (cr, self->front, 0, 0);
  cairo_rectangle (cr, 0, 0, self->width, self->height);
  cairo_fill (cr);
  cairo_destroy (cr);

  return self->node;
}
