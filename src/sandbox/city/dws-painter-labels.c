/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include <math.h>

#include "dws-painter.h"

#define DOT_RADIUS 3.0

/* How far slanted letters lean. */
#define SLANT 0.2

static void
trace_letters (cairo_t        *cr,
               DwsLabels      *labels,
               const DwsLabel *label,
               const DwsFrame *frame)
{
  double slant = dws_face_is_slanted (label->face) ? SLANT : 0;

  for (guint i = 0; i < label->n_letters; i++)
    {
      const DwsLetter *letter = &g_array_index (labels->letters, DwsLetter, label->first + i);
      cairo_matrix_t matrix;

      cairo_matrix_init (&matrix, letter->cosine, letter->sine,
                         -letter->sine - slant * letter->cosine,
                         letter->cosine - slant * letter->sine,
                         letter->x - frame->x, letter->y - frame->y);
      cairo_save (cr);
      cairo_transform (cr, &matrix);
      cairo_append_path (cr, letter->outline);
      cairo_restore (cr);
    }
}

static void
paint_plate (cairo_t          *cr,
             const DwsLabel   *label,
             const DwsPalette *palette,
             const DwsFrame   *frame)
{
  double left = label->box.left - frame->x - 2;
  double top = label->box.bottom - frame->y;
  double right = label->box.right - frame->x + 2;
  double bottom = label->box.top - frame->y;

  cairo_new_sub_path (cr);
  cairo_arc (cr, left + 3, top + 3, 3, G_PI, 1.5 * G_PI);
  cairo_arc (cr, right - 3, top + 3, 3, 1.5 * G_PI, 2 * G_PI);
  cairo_arc (cr, right - 3, bottom - 3, 3, 0, 0.5 * G_PI);
  cairo_arc (cr, left + 3, bottom - 3, 3, 0.5 * G_PI, G_PI);
  cairo_close_path (cr);
  dws_set_colour (cr, palette->shield_fill);
  cairo_fill_preserve (cr);
  dws_set_colour (cr, palette->ink[DWS_INK_SHIELD]);
  cairo_set_line_width (cr, 0.8);
  cairo_stroke (cr);
}

static void
paint_dot (cairo_t          *cr,
           const DwsLabel   *label,
           const DwsPalette *palette,
           const DwsFrame   *frame)
{
  double x = label->dot_x - frame->x;
  double y = label->dot_y - frame->y;

  cairo_arc (cr, x, y, DOT_RADIUS + 1, 0, 2 * G_PI);
  dws_set_colour (cr, palette->halo);
  cairo_fill (cr);
  cairo_arc (cr, x, y, DOT_RADIUS, 0, 2 * G_PI);
  dws_set_colour (cr, palette->ink[label->ink]);
  cairo_fill (cr);
}

static void
paint_label (cairo_t          *cr,
             DwsLabels        *labels,
             const DwsLabel   *label,
             const DwsPalette *palette,
             const DwsFrame   *frame)
{
  if (label->ink == DWS_INK_SHIELD)
    paint_plate (cr, label, palette, frame);

  if (!isnan (label->dot_x))
    paint_dot (cr, label, palette, frame);

  trace_letters (cr, labels, label, frame);

  if (label->ink != DWS_INK_SHIELD && label->ink != DWS_INK_NUMBER)
    {
      dws_set_colour (cr, palette->halo);
      cairo_set_line_width (cr, label->face == DWS_FACE_CITY ? 4 : 2.6);
      cairo_stroke_preserve (cr);
    }

  dws_set_colour (cr, palette->ink[label->ink]);
  cairo_fill (cr);
}

/**
 * dws_paint_labels:
 * @cr: a context in pixels at scale 1, with its origin at the frame's corner
 * @labels: the labels of the frame's zoom
 * @palette: the colours
 * @frame: what is painted
 *
 * Paints the labels that touch the frame.
 */
void
dws_paint_labels (cairo_t          *cr,
                  DwsLabels        *labels,
                  const DwsPalette *palette,
                  const DwsFrame   *frame)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (guint));
  DwsBox box = { frame->x - 4, frame->y - 4, frame->x + frame->width + 4,
                 frame->y + frame->height + 4 };

  if (labels->labels->len == 0)
    return;

  dws_grid_query (&labels->grid, &box, items);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);

  for (guint i = 0; i < items->len; i++)
    {
      const DwsLabel *label = &g_array_index (labels->labels, DwsLabel,
                                              g_array_index (items, guint, i));

      if (label->box.left <= box.right && label->box.right >= box.left &&
          label->box.bottom <= box.top && label->box.top >= box.bottom)
        paint_label (cr, labels, label, palette, frame);
    }
}
