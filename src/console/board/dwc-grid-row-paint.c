/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-row-private.h"

/*
 * All of a row but its head is one picture: the renderers are slow by the node, and a row would be a
 * hundred of them. When the row is scrolled up or down the picture is shown elsewhere; when it is
 * scrolled along, the picture moves too and only what comes into view is painted, with what keeps to
 * the edge of the view: the text of bars that begin before it, words of time off. Two pictures are
 * kept of each row in view: at 1440×900 with the map above them three megabytes in all, and twenty-four
 * where the grid alone fills 2560×1440.
 */
typedef struct
{
  DwcGridRow *row;
  const DwcGridRowData *data;
  DwcGridBackdrop backdrop;
  int view_x;
  int width;             /* of the view */
  gint64 now_us;
} Painting;

static int
get_body_y (DwcGridRow        *self,
            const DwcGridItem *item)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);

  return metrics->body_top + (int) item->lane * metrics->lane_height;
}

static const DwcGridItem *
get_item (DwcGridRow *self,
          guint       i)
{
  return dwc_grid_track_get_item (self->track, dwc_grid_bar_get_position (g_ptr_array_index (self->bars, i)));
}

/* Where two jobs want the same person: a box behind both, from the upper lane to the lower. */
static void
paint_overlap (DwcGridRow        *self,
               cairo_t           *cr,
               const DwcGridItem *item)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  const DwcRoleColours *heat = dwc_grid_ink_get_role (self->ink, DWC_ROLE_HEAT_2);
  const DwcGridItem *other = dwc_grid_track_get_item (self->track, (guint) item->overlap_with);
  int top = MIN (get_body_y (self, item), get_body_y (self, other)) - 2;
  int bottom = MAX (get_body_y (self, item), get_body_y (self, other)) + metrics->body_height + 2;
  GdkRGBA hatch = dwc_grid_ink_fade (&heat->text, 0.3f);
  graphene_rect_t area;
  int x, width;

  dwc_grid_place_get_span (&self->place, item->overlap_from_us, item->overlap_from_us + item->overlap_us,
                           &x, &width);
  area = GRAPHENE_RECT_INIT (x, top, width, bottom - top);
  dwc_grid_ink_paint_hatch (self->ink, cr, DWC_GRID_HATCH_OVERLAP, &area, &hatch);
  dwc_grid_ink_paint_outline (cr, &area, 3, 1.5, &heat->text);
}

static gboolean
touches (const Painting *painting,
         guint           i,
         DwcGridInterval part)
{
  int from, to;

  dwc_grid_bar_get_reach (g_ptr_array_index (painting->row->bars, i), &painting->row->place,
                          painting->now_us, &from, &to);

  return from < part.to && to > part.from;
}

static void
paint_bars (const Painting *painting,
            cairo_t        *cr,
            DwcGridInterval part)
{
  DwcGridRow *self = painting->row;

  for (guint i = 0; i < self->bars->len; i++)
    {
      if (touches (painting, i, part))
        dwc_grid_bar_paint_under (g_ptr_array_index (self->bars, i), cr, &self->place,
                                  get_body_y (self, get_item (self, i)), painting->now_us);
    }

  for (guint i = 0; i < self->bars->len; i++)
    {
      const DwcGridItem *item = get_item (self, i);
      int x, width;

      if (!touches (painting, i, part))
        continue;

      dwc_grid_place_get_span (&self->place, item->start_us, item->end_us, &x, &width);
      dwc_grid_bar_paint (g_ptr_array_index (self->bars, i), cr, x, get_body_y (self, item));
    }
}

/* Paints what lies between two pixels of the view. */
static void
paint_part (Painting       *painting,
            cairo_t        *cr,
            DwcGridInterval part)
{
  DwcGridRow *self = painting->row;

  cairo_save (cr);
  cairo_translate (cr, -painting->view_x, 0);
  cairo_rectangle (cr, part.from, 0, part.to - part.from, painting->data->height);
  cairo_clip (cr);

  painting->backdrop.cr = cr;
  dwc_grid_backdrop_paint_row (&painting->backdrop, painting->data, self->selected);
  for (guint i = 0; i < self->bars->len; i++)
    {
      const DwcGridItem *item = get_item (self, i);

      if (item->overlap_us > 0
          && item->overlap_with < (int) dwc_grid_bar_get_position (g_ptr_array_index (self->bars, i)))
        paint_overlap (self, cr, item);
    }
  paint_bars (painting, cr, part);

  cairo_restore (cr);
}

static void
add_part (const Painting *painting,
          GArray         *parts,
          int             from,
          int             to)
{
  DwcGridInterval part = { MAX (from, painting->view_x), MIN (to, painting->view_x + painting->width) };

  if (part.from < part.to)
    g_array_append_val (parts, part);
}

/* Bars that reach past the edge of the view at which their text stands, now or before the move. */
static void
add_edge_bars (const Painting *painting,
               GArray         *parts,
               int             dx)
{
  DwcGridRow *self = painting->row;
  int end = painting->view_x + painting->width;

  for (guint i = 0; i < self->bars->len; i++)
    {
      const DwcGridItem *item = get_item (self, i);
      int x, width, old_x;

      dwc_grid_place_get_span (&self->place, item->start_us, item->end_us, &x, &width);
      old_x = x - dx;
      if (self->place.rtl ? MAX (x, old_x) + width > end : MIN (x, old_x) < painting->view_x)
        add_part (painting, parts, x - DWC_GRID_BAR_RIM, x + width + DWC_GRID_BAR_RIM);
    }
}

static void
add_moving_words (const Painting *painting,
                  GArray         *parts,
                  int             dx)
{
  g_autoptr (GArray) words = g_array_new (FALSE, FALSE, sizeof (DwcGridInterval));
  DwcGridBackdrop before = painting->backdrop;
  guint n_before;

  before.place = &painting->row->painted_place;
  dwc_grid_backdrop_find_moving (&before, painting->data, words);
  n_before = words->len;
  dwc_grid_backdrop_find_moving (&painting->backdrop, painting->data, words);

  for (guint i = 0; i < words->len; i++)
    {
      const DwcGridInterval *word = &g_array_index (words, DwcGridInterval, i);
      int moved = i < n_before ? dx : 0;

      add_part (painting, parts, word->from + moved, word->to + moved);
    }
}

static int
compare_parts (gconstpointer a,
               gconstpointer b)
{
  return ((const DwcGridInterval *) a)->from - ((const DwcGridInterval *) b)->from;
}

static void
paint_parts (Painting *painting,
             cairo_t  *cr,
             GArray   *parts)
{
  DwcGridInterval open = { 0, 0 };

  g_array_sort (parts, compare_parts);
  for (guint i = 0; i < parts->len; i++)
    {
      const DwcGridInterval *part = &g_array_index (parts, DwcGridInterval, i);

      if (open.to > open.from && part->from <= open.to)
        {
          open.to = MAX (open.to, part->to);
          continue;
        }
      if (open.to > open.from)
        paint_part (painting, cr, open);
      open = *part;
    }

  if (open.to > open.from)
    paint_part (painting, cr, open);
}

static void
paint_moved (Painting *painting,
             int       dx)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (DwcGridInterval));
  DwcGridSheet *sheet = painting->row->sheet;
  int end = painting->view_x + painting->width;
  cairo_t *cr = dwc_grid_sheet_begin_moved (sheet, dx);

  /* A ring may have been in view where its bar was not yet. */
  if (dx > 0)
    add_part (painting, parts, painting->view_x, painting->view_x + dx + DWC_GRID_BAR_RIM);
  else
    add_part (painting, parts, end + dx - DWC_GRID_BAR_RIM, end);
  add_edge_bars (painting, parts, dx);
  add_moving_words (painting, parts, dx);
  paint_parts (painting, cr, parts);
  dwc_grid_sheet_end (sheet, cr);
}

static void
paint_anew (Painting *painting,
            int       scale)
{
  DwcGridSheet *sheet = painting->row->sheet;
  cairo_t *cr = dwc_grid_sheet_begin (sheet, painting->width, painting->data->height, scale);

  paint_part (painting, cr, (DwcGridInterval) { painting->view_x, painting->view_x + painting->width });
  dwc_grid_sheet_end (sheet, cr);
}

/* Whether the places differ by a scroll along the day and nothing else. */
static gboolean
is_move (const DwcGridPlace *a,
         const DwcGridPlace *b)
{
  DwcGridPlace moved = *a;

  moved.offset = b->offset;

  return dwc_grid_place_equal (&moved, b);
}

/**
 * dwc_grid_row_paint:
 * @self: a bound row that has its size
 * @data: what it shows
 * @backdrop: what the view knows of the ground
 *
 * Brings the row's picture up to the place that it was given. Called while the view is drawn, before
 * the row is.
 */
void
dwc_grid_row_paint (DwcGridRow            *self,
                    const DwcGridRowData  *data,
                    const DwcGridBackdrop *backdrop)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  Painting painting = {
    .row = self,
    .data = data,
    .backdrop = *backdrop,
    .view_x = dwc_grid_place_get_view_x (&self->place),
    .width = dwc_grid_place_get_view_width (&self->place),
    .now_us = dwd_clock_get_now (dwc_context_get_clock (self->context)),
  };
  int dx = self->painted_place.offset - self->place.offset;

  if (self->track == NULL || painting.width <= 0)
    return;

  painting.backdrop.place = &self->place;
  painting.backdrop.top = 0;
  painting.backdrop.bottom = data->height;

  if (!self->painted || !dwc_grid_sheet_fits (self->sheet, painting.width, data->height, scale)
      || !is_move (&self->painted_place, &self->place) || ABS (dx) >= painting.width)
    paint_anew (&painting, scale);
  else if (dx != 0)
    paint_moved (&painting, self->place.rtl ? -dx : dx);

  self->painted = TRUE;
  self->painted_place = self->place;
}

/**
 * dwc_grid_row_queue_paint:
 * @self: a row
 *
 * Something in it looks different now: all of it is painted anew with the next frame.
 */
void
dwc_grid_row_queue_paint (DwcGridRow *self)
{
  self->painted = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
