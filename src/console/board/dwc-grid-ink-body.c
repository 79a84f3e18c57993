/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-ink-private.h"

#include <math.h>

/*
 * Bodies of bars and discs of marks. A body is painted once per kind and role, as a strip that is
 * longer than most bars; a bar then is its two ends, copied: a rounded path for each of hundreds of
 * bars would take the whole time of a frame.
 */
#define STRIP_PERIODS 60
#define EDGE 3
#define MARK_RIM 1
#define RING_REACH 1

static int
get_strip_width (DwcGridInk *self)
{
  /* A whole number of the ticks, so that a longer bar repeats the middle without a seam. */
  return (int) lround (9 * self->metrics.text_scale) * STRIP_PERIODS;
}

static void
fill_shape (cairo_t       *cr,
            int            width,
            int            height,
            const GdkRGBA *colour)
{
  dwc_grid_ink_trace_round (cr, 0, 0, width, height, DWC_GRID_RADIUS);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_fill (cr);
}

static void
stroke_shape (cairo_t       *cr,
              int            width,
              int            height,
              double         weight,
              double         dash,
              const GdkRGBA *colour)
{
  dwc_grid_ink_trace_round (cr, weight / 2, weight / 2, width - weight, height - weight,
                            DWC_GRID_RADIUS - weight / 2);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, weight);
  cairo_set_dash (cr, (double[]) { dash, dash }, dash > 0 ? 2 : 0, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
fill_edge (DwcGridInk    *self,
           cairo_t       *cr,
           int            width,
           int            height,
           const GdkRGBA *colour)
{
  int edge = (int) lround (EDGE * self->metrics.text_scale);

  cairo_save (cr);
  cairo_rectangle (cr, dwc_grid_ink_is_rtl (self) ? width - edge : 0, 0, edge, height);
  cairo_clip (cr);
  fill_shape (cr, width, height, colour);
  cairo_restore (cr);
}

static void
fill_ticks (DwcGridInk *self,
            cairo_t    *cr,
            int         width,
            int         height)
{
  GdkRGBA white = { 1, 1, 1, 0.17f };

  cairo_save (cr);
  dwc_grid_ink_trace_round (cr, 0, 0, width, height, DWC_GRID_RADIUS);
  cairo_clip (cr);
  cairo_set_source_surface (cr, dwc_grid_ink_ensure_hatch (self, DWC_GRID_HATCH_TICKS, &white), 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_REPEAT);
  cairo_paint (cr);
  cairo_restore (cr);
}

static void
paint_strip (DwcGridInk *self,
             cairo_t    *cr,
             DwcGridBody body,
             DwcRole     role_id,
             int         width,
             int         height)
{
  const DwcRoleColours *role = dwc_grid_ink_get_role (self, role_id);
  GdkRGBA line = dwc_grid_ink_fade (&role->text, 0.5f);

  switch (body)
    {
    case DWC_GRID_BODY_TINT:
      fill_shape (cr, width, height, &role->tint);
      stroke_shape (cr, width, height, 1, 0, &line);
      fill_edge (self, cr, width, height, &role->fill);
      break;

    case DWC_GRID_BODY_TICKED:
      fill_shape (cr, width, height, &role->fill);
      fill_ticks (self, cr, width, height);
      break;

    case DWC_GRID_BODY_SOLID:
      fill_shape (cr, width, height, &role->fill);
      break;

    case DWC_GRID_BODY_PALE:
      fill_shape (cr, width, height, &role->tint);
      break;

    case DWC_GRID_BODY_OUTLINE:
      fill_shape (cr, width, height, dwc_grid_ink_get_surface (self, DWC_SURFACE_VIEW));
      stroke_shape (cr, width, height, 1, 0, &line);
      break;

    case DWC_GRID_BODY_DASHED:
    default:
      fill_shape (cr, width, height, &role->tint);
      stroke_shape (cr, width, height, 1.4, 4, &role->text);
      return;
    }

  if (dwc_grid_ink_is_contrast (self))
    stroke_shape (cr, width, height, 1.5, 0, dwc_grid_ink_get_surface (self, DWC_SURFACE_TEXT));
}

static cairo_surface_t *
ensure_strip (DwcGridInk *self,
              DwcGridBody body,
              DwcRole     role)
{
  DwcGridPictureKey key = { DWC_GRID_PICTURE_BODY, NULL, (int) body, (guint32) role };
  cairo_surface_t *strip = dwc_grid_ink_find_picture (self, &key);
  int width = get_strip_width (self);
  cairo_t *cr;

  if (strip != NULL)
    return strip;

  strip = dwc_grid_ink_create_surface (self, width, self->metrics.body_height);
  cr = cairo_create (strip);
  paint_strip (self, cr, body, role, width, self->metrics.body_height);
  cairo_destroy (cr);
  dwc_grid_ink_take_picture (self, &key, strip);

  return strip;
}

/* Copies a piece of the strip that begins @from along it. */
static void
copy_piece (cairo_t         *cr,
            cairo_surface_t *strip,
            int              from,
            int              x,
            int              width,
            int              height)
{
  if (width <= 0)
    return;

  cairo_set_source_surface (cr, strip, x - from, 0);
  cairo_rectangle (cr, x, 0, width, height);
  cairo_fill (cr);
}

/* Puts @width of a strip together: its two ends, and between them as much of it as is needed. */
static void
copy_strip (DwcGridInk      *self,
            cairo_t         *cr,
            cairo_surface_t *strip,
            int              width,
            int              height)
{
  int strip_width = get_strip_width (self);
  int cap = MIN (DWC_GRID_RADIUS + 4, width / 2);
  int period = (int) lround (9 * self->metrics.text_scale);
  int middle = strip_width - 2 * period;
  int x = MIN (width - cap, strip_width - period);

  copy_piece (cr, strip, 0, 0, x, height);
  while (x < width - cap)
    {
      int piece = MIN (middle, width - cap - x);

      copy_piece (cr, strip, period, x, piece, height);
      x += piece;
    }
  copy_piece (cr, strip, strip_width - cap, width - cap, cap, height);
}

/**
 * dwc_grid_ink_paint_body:
 * @self: the ink
 * @cr: where to; the body begins at its origin
 * @body: how it is filled
 * @role: whose colours
 * @width: in pixels
 */
void
dwc_grid_ink_paint_body (DwcGridInk *self,
                         cairo_t    *cr,
                         DwcGridBody body,
                         DwcRole     role,
                         int         width)
{
  copy_strip (self, cr, ensure_strip (self, body, role), width, self->metrics.body_height);
}

static cairo_surface_t *
ensure_ring (DwcGridInk *self,
             DwcRole     role)
{
  DwcGridPictureKey key = { DWC_GRID_PICTURE_RING, NULL, 0, (guint32) role };
  cairo_surface_t *strip = dwc_grid_ink_find_picture (self, &key);
  int width = get_strip_width (self);
  int height = self->metrics.body_height + 2 * RING_REACH;
  cairo_t *cr;

  if (strip != NULL)
    return strip;

  strip = dwc_grid_ink_create_surface (self, width, height);
  cr = cairo_create (strip);
  dwc_grid_ink_paint_outline (cr, &GRAPHENE_RECT_INIT (0, 0, width, height), DWC_GRID_RADIUS + RING_REACH, 2,
                              &dwc_grid_ink_get_role (self, role)->text);
  cairo_destroy (cr);
  dwc_grid_ink_take_picture (self, &key, strip);

  return strip;
}

/**
 * dwc_grid_ink_paint_ring:
 * @self: the ink
 * @cr: where to; the body begins at its origin
 * @role: whose colour
 * @width: of the body, in pixels
 *
 * A line round a body, half on it.
 */
void
dwc_grid_ink_paint_ring (DwcGridInk *self,
                         cairo_t    *cr,
                         DwcRole     role,
                         int         width)
{
  cairo_translate (cr, -RING_REACH, -RING_REACH);
  copy_strip (self, cr, ensure_ring (self, role), width + 2 * RING_REACH,
              self->metrics.body_height + 2 * RING_REACH);
  cairo_translate (cr, RING_REACH, RING_REACH);
}

/* In an overview most bars of a status look the same: there are as many pictures as lengths of jobs.
 * One of the widest takes ten kilobytes, a usual one three. */
#define MAX_PLAINS 512
#define MAX_PLAIN_WIDTH 96

static void
paint_body_and_icon (DwcGridInk    *self,
                     cairo_t       *cr,
                     DwcGridBody    body,
                     DwcRole        role,
                     const char    *icon,
                     const GdkRGBA *colour,
                     int            width)
{
  int size = self->metrics.icon;

  dwc_grid_ink_paint_body (self, cr, body, role, width);
  if (icon != NULL)
    dwc_grid_ink_paint_icon (self, cr, icon, size, (width - size) / 2.0,
                             (self->metrics.body_height - size) / 2.0, colour);
}

static cairo_surface_t *
ensure_plain (DwcGridInk    *self,
              DwcGridBody    body,
              DwcRole        role,
              const char    *icon,
              const GdkRGBA *colour,
              int            width)
{
  DwcGridPictureKey key = {
    DWC_GRID_PICTURE_BODY, icon != NULL ? g_intern_string (icon) : NULL, (int) body, (guint32) role << 24 | (guint32) width
  };
  cairo_surface_t *plain = g_hash_table_lookup (self->plains, &key);
  cairo_t *cr;

  if (plain != NULL)
    return plain;

  if (g_hash_table_size (self->plains) >= MAX_PLAINS)
    g_hash_table_remove_all (self->plains);

  plain = dwc_grid_ink_create_surface (self, width, self->metrics.body_height);
  cr = cairo_create (plain);
  paint_body_and_icon (self, cr, body, role, icon, colour, width);
  cairo_destroy (cr);
  g_hash_table_insert (self->plains, g_memdup2 (&key, sizeof key), plain);

  return plain;
}

/**
 * dwc_grid_ink_paint_plain:
 * @self: the ink
 * @cr: where to; the body begins at its origin
 * @body: how it is filled
 * @role: whose colours
 * @icon: (nullable): drawn in the middle
 * @colour: of the icon
 * @width: in pixels
 *
 * Paints a body with nothing but an icon on it; equal ones share their picture.
 */
void
dwc_grid_ink_paint_plain (DwcGridInk    *self,
                          cairo_t       *cr,
                          DwcGridBody    body,
                          DwcRole        role,
                          const char    *icon,
                          const GdkRGBA *colour,
                          int            width)
{
  if (width > MAX_PLAIN_WIDTH)
    {
      paint_body_and_icon (self, cr, body, role, icon, colour, width);
      return;
    }

  cairo_set_source_surface (cr, ensure_plain (self, body, role, icon, colour, width), 0, 0);
  cairo_rectangle (cr, 0, 0, width, self->metrics.body_height);
  cairo_fill (cr);
}

static cairo_surface_t *
render_mark (DwcGridInk *self,
             const char *icon,
             DwcRole     role)
{
  int size = self->metrics.mark;
  int icon_size = (int) lround (10 * self->metrics.text_scale);
  double centre = size / 2.0 + MARK_RIM;
  cairo_surface_t *surface = dwc_grid_ink_create_surface (self, size + 2 * MARK_RIM, size + 2 * MARK_RIM);
  cairo_t *cr = cairo_create (surface);
  GdkRGBA white = { 1, 1, 1, 1 };

  gdk_cairo_set_source_rgba (cr, &white);
  cairo_arc (cr, centre, centre, centre, 0, 2 * G_PI);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &dwc_grid_ink_get_role (self, role)->fill);
  cairo_arc (cr, centre, centre, size / 2.0, 0, 2 * G_PI);
  cairo_fill (cr);
  dwc_grid_ink_paint_icon (self, cr, icon, icon_size, centre - icon_size / 2.0, centre - icon_size / 2.0, &white);
  cairo_destroy (cr);

  return surface;
}

/**
 * dwc_grid_ink_paint_mark:
 * @self: the ink
 * @cr: where to
 * @icon: a symbolic name
 * @role: whose fill the disc has
 * @x: left edge of the disc; a white rim of one pixel lies outside it
 * @y: its top edge
 */
void
dwc_grid_ink_paint_mark (DwcGridInk *self,
                         cairo_t    *cr,
                         const char *icon,
                         DwcRole     role,
                         double      x,
                         double      y)
{
  DwcGridPictureKey key = { DWC_GRID_PICTURE_MARK, g_intern_string (icon), 0, (guint32) role };
  cairo_surface_t *mark = dwc_grid_ink_find_picture (self, &key);

  if (mark == NULL)
    {
      mark = render_mark (self, icon, role);
      dwc_grid_ink_take_picture (self, &key, mark);
    }

  cairo_set_source_surface (cr, mark, round (x) - MARK_RIM, round (y) - MARK_RIM);
  cairo_paint (cr);
}
