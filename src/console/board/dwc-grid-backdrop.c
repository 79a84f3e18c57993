/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-backdrop.h"

#include <glib/gi18n.h>

#include "dwc-grid-label.h"
#include "dwc-grid-ticks.h"
#include "dwc-grid-words.h"

#define PAST_ALPHA 0.035f
#define NOW_WEIGHT 2
#define WORD_PAD 8

static gint64
get_now (const DwcGridBackdrop *self)
{
  return dwd_clock_get_now (dwc_context_get_clock (self->context));
}

static void
fill (const DwcGridBackdrop *self,
      int                    x,
      int                    y,
      int                    width,
      int                    height,
      const GdkRGBA         *colour)
{
  if (width <= 0 || height <= 0)
    return;

  if (self->cr != NULL)
    dwc_grid_ink_paint_rect (self->cr, x, y, width, height, colour);
  else
    gtk_snapshot_append_color (self->snapshot, colour, &GRAPHENE_RECT_INIT (x, y, width, height));
}

/* A stretch of time, cut to what is in view. */
static gboolean
get_visible_span (const DwcGridBackdrop *self,
                  gint64                 from_us,
                  gint64                 to_us,
                  int                   *x,
                  int                   *width)
{
  gint64 first_us = dwc_grid_place_get_first (self->place);
  gint64 last_us = dwc_grid_place_get_last (self->place);

  from_us = MAX (from_us, first_us);
  to_us = MIN (to_us, last_us);
  if (to_us <= from_us)
    return FALSE;

  dwc_grid_place_get_span (self->place, from_us, to_us, x, width);

  return *width > 0;
}

static void
draw_word (const DwcGridBackdrop *self,
           const char            *word,
           int                    x,
           int                    width,
           gboolean               moves,
           int                    height)
{
  g_autoptr (DwcGridLabel) label = dwc_grid_ink_dup_label (self->ink, DWC_GRID_TEXT_LINE, DWC_GRID_LABEL_PLAIN, word);
  int text_width = dwc_grid_label_get_width (label);
  int text_height = dwc_grid_label_get_height (label);
  int text_x = self->place->rtl ? x + width - WORD_PAD - text_width : x + WORD_PAD;
  DwcGridInterval area = { text_x - 3, text_x + text_width + 3 };

  if (text_width + 2 * WORD_PAD > width)
    return;

  if (self->pass == DWC_GRID_BACKDROP_MOVING)
    {
      if (moves)
        g_array_append_val (self->moving, area);
      return;
    }

  fill (self, area.from, (height - text_height) / 2, area.to - area.from, text_height,
        dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_OFF));
  dwc_grid_label_paint (label, self->cr, text_x, height / 2.0, text_width,
                        dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_DIM_TEXT));
}

static void
draw_off (const DwcGridBackdrop *self,
          gint64                 from_us,
          gint64                 to_us,
          int                    height,
          const char            *word)
{
  GdkRGBA hatch = dwc_grid_ink_fade (dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_OUTLINE), 0.28f);
  int x, width, whole_x, whole_width;

  if (!get_visible_span (self, from_us, to_us, &x, &width))
    return;

  dwc_grid_place_get_span (self->place, from_us, to_us, &whole_x, &whole_width);
  if (self->pass != DWC_GRID_BACKDROP_GROUND)
    {
      if (word != NULL)
        draw_word (self, word, x, width, width != whole_width, height);
      return;
    }

  /* The hatch begins where the time off does, in view or not, so that it moves along with it. */
  fill (self, x, 0, width, height, dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_OFF));
  dwc_grid_ink_paint_hatch (self->ink, self->cr, DWC_GRID_HATCH_OFF,
                            &GRAPHENE_RECT_INIT (whole_x, 0, whole_width, height), &hatch);
}

/* "off until 13:00" before a shift that is still to come; nothing behind it. */
static char *
dup_off_word (const DwcGridBackdrop *self,
              gint64                 shift_start_us)
{
  g_autofree char *until = NULL;

  if (shift_start_us <= get_now (self) || shift_start_us >= self->place->scale.end_us)
    return NULL;

  until = dwc_grid_words_until (self->context, shift_start_us);

  /* Translators: in the part of the time grid where somebody does not work yet. */
  return g_strdup_printf (_("off until %s"), until);
}

/* All that is not shift. Shifts come in order of start and may touch or overlap. */
static void
draw_off_shift (const DwcGridBackdrop *self,
                const DwdSpan         *spans,
                gsize                  n_spans,
                int                    height)
{
  gint64 from_us = self->place->scale.start_us;

  for (gsize i = 0; i < n_spans; i++)
    {
      g_autofree char *word = NULL;

      if (spans[i].kind != DWD_SPAN_SHIFT)
        continue;

      if (spans[i].start_us > from_us)
        {
          word = dup_off_word (self, spans[i].start_us);
          draw_off (self, from_us, spans[i].start_us, height, word);
        }
      from_us = MAX (from_us, spans[i].end_us);
    }

  draw_off (self, from_us, self->place->scale.end_us, height, NULL);
}

static char *
dup_span_word (const DwcGridBackdrop *self,
               const DwdSpan         *span)
{
  g_autofree char *until = NULL;

  if (span->kind == DWD_SPAN_BREAK)
    return g_strdup (span->label != NULL ? span->label : _("Break"));
  if (span->end_us <= self->place->scale.end_us)
    return g_strdup (span->label != NULL ? span->label : _("Leave"));

  until = dwc_grid_words_until (self->context, span->end_us);

  return g_strdup_printf (_("%s until %s"), span->label != NULL ? span->label : _("Leave"), until);
}

/* Nobody takes a break on a day off: the absence speaks for the whole of it. */
static gboolean
lies_in_leave (const DwdSpan *span,
               const DwdSpan *spans,
               gsize          n_spans)
{
  if (span->kind != DWD_SPAN_BREAK)
    return FALSE;
  for (gsize i = 0; i < n_spans; i++)
    if (spans[i].kind == DWD_SPAN_LEAVE && spans[i].start_us <= span->start_us && spans[i].end_us >= span->end_us)
      return TRUE;

  return FALSE;
}

static void
draw_breaks (const DwcGridBackdrop *self,
             const DwdSpan         *spans,
             gsize                  n_spans,
             int                    height)
{
  for (gsize i = 0; i < n_spans; i++)
    {
      g_autofree char *word = NULL;

      if (spans[i].kind == DWD_SPAN_SHIFT || lies_in_leave (&spans[i], spans, n_spans))
        continue;

      word = dup_span_word (self, &spans[i]);
      draw_off (self, spans[i].start_us, spans[i].end_us, height, word);
    }
}

static void
draw_time_off (const DwcGridBackdrop *self,
               const DwcGridRowData  *row,
               int                    height)
{
  DwdBoard *board = dwc_context_get_board (self->context);
  gsize n_spans;
  const DwdSpan *spans = dwd_board_get_spans (board, dwd_technician_get_name (row->technician), &n_spans);

  if (self->shade_off)
    draw_off_shift (self, spans, n_spans, height);
  draw_breaks (self, spans, n_spans, height);
}

/**
 * dwc_grid_backdrop_paint_row:
 * @self: the backdrop; it paints with cairo, and the row begins at the top
 * @row: a technician
 * @selected: whether the technician is selected
 *
 * The row's own ground: selection, what is off shift, breaks and absences; over it the lines of the
 * hours, and over them the words.
 */
void
dwc_grid_backdrop_paint_row (const DwcGridBackdrop *self,
                             const DwcGridRowData  *row,
                             gboolean               selected)
{
  DwcGridBackdrop words = *self;
  int view_x = dwc_grid_place_get_view_x (self->place);
  int view_width = dwc_grid_place_get_view_width (self->place);
  int height = row->height - 1;

  fill (self, view_x, 0, view_width, row->height, dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_VIEW));
  if (selected)
    {
      GdkRGBA surface = dwc_grid_ink_fade (dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_SELECTED), 0.6f);

      fill (self, view_x, 0, view_width, height, &surface);
    }

  draw_time_off (self, row, height);
  fill (self, view_x, height, view_width, 1, dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_HALF_HOUR_LINE));
  dwc_grid_backdrop_draw_lines (self);
  words.pass = DWC_GRID_BACKDROP_WORDS;
  draw_time_off (&words, row, height);
  dwc_grid_backdrop_draw_now (self, 1.0f);
}

/**
 * dwc_grid_backdrop_find_moving:
 * @self: the backdrop
 * @row: a technician
 * @moving: (element-type DwcGridInterval): takes where words lie that keep to the edge of the view
 *
 * Such words lie elsewhere in the day after each scroll.
 */
void
dwc_grid_backdrop_find_moving (const DwcGridBackdrop *self,
                               const DwcGridRowData  *row,
                               GArray                *moving)
{
  DwcGridBackdrop finder = *self;

  finder.pass = DWC_GRID_BACKDROP_MOVING;
  finder.moving = moving;
  draw_time_off (&finder, row, row->height - 1);
}

static void
draw_past (const DwcGridBackdrop *self)
{
  GdkRGBA shade = dwc_grid_ink_fade (dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_NOW), PAST_ALPHA);
  int x, width;

  if (get_visible_span (self, self->place->scale.start_us, get_now (self), &x, &width))
    fill (self, x, self->top, width, self->bottom - self->top, &shade);
}

/**
 * dwc_grid_backdrop_draw_lines:
 * @self: the backdrop
 *
 * The lines of the hours, and the shade over what is past.
 */
void
dwc_grid_backdrop_draw_lines (const DwcGridBackdrop *self)
{
  int view_x = dwc_grid_place_get_view_x (self->place);
  int view_end = view_x + dwc_grid_place_get_view_width (self->place);

  for (guint i = 0; i < self->ticks->len; i++)
    {
      const DwcGridTick *tick = &g_array_index (self->ticks, DwcGridTick, i);
      DwcSurface surface = tick->major ? DWC_SURFACE_HOUR_LINE : DWC_SURFACE_HALF_HOUR_LINE;
      int x = dwc_grid_place_get_x (self->place, tick->time_us);

      if (x >= view_x && x < view_end)
        fill (self, x, self->top, 1, self->bottom - self->top, dwc_grid_ink_get_surface (self->ink, surface));
    }

  draw_past (self);
}

/**
 * dwc_grid_backdrop_draw_now:
 * @self: the backdrop
 * @alpha: how strong: full below the bars, faint above them
 */
void
dwc_grid_backdrop_draw_now (const DwcGridBackdrop *self,
                            float                  alpha)
{
  GdkRGBA colour = dwc_grid_ink_fade (dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_NOW), alpha);
  gint64 now_us = get_now (self);
  int view_x = dwc_grid_place_get_view_x (self->place);
  int x = dwc_grid_place_get_x (self->place, now_us) - NOW_WEIGHT / 2;

  if (now_us >= self->place->scale.start_us && now_us < self->place->scale.end_us
      && x >= view_x && x < view_x + dwc_grid_place_get_view_width (self->place))
    fill (self, x, self->top, NOW_WEIGHT, self->bottom - self->top, &colour);
}

/* Where bars will be: pale shapes at places that look like a day, the same every time. */
static void
draw_skeleton_row (const DwcGridBackdrop *self,
                   GtkSnapshot           *snapshot,
                   int                    y,
                   guint                  number)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  GdkRGBA shape = dwc_grid_ink_fade (dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_OFF), 0.8f);
  gboolean rtl = self->place->rtl;
  int width = self->place->width;
  int body_y = y + metrics->body_top;
  int avatar = metrics->body_height;
  int x = self->place->lead + 20 + (int) (number * 53 % 90);

  dwc_grid_ink_fill_round (snapshot, &GRAPHENE_RECT_INIT (rtl ? width - 8 - avatar : 8, body_y + 2, avatar, avatar),
                           avatar, &shape);
  dwc_grid_ink_fill_round (snapshot, &GRAPHENE_RECT_INIT (rtl ? width - 138 : 38, body_y + 2,
                                                          60 + number * 37 % 40, 8), 4, &shape);
  dwc_grid_ink_fill_round (snapshot, &GRAPHENE_RECT_INIT (rtl ? width - 118 : 38, body_y + 15, 80, 7), 3, &shape);

  for (guint i = 0; x < width; i++)
    {
      int length = 70 + (int) ((number * 29 + i * 47) % 80);

      dwc_grid_ink_fill_round (snapshot, &GRAPHENE_RECT_INIT (rtl ? width - x - length : x, body_y,
                                                              length, metrics->body_height), 5, &shape);
      x += length + 40 + (int) ((number * 17 + i * 31) % 70);
    }
}

/**
 * dwc_grid_backdrop_draw_skeleton:
 * @self: the backdrop
 *
 * Stands where the rows will be while the day is loaded.
 */
void
dwc_grid_backdrop_draw_skeleton (const DwcGridBackdrop *self)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  guint number = 0;

  for (int y = self->top; y < self->bottom; y += metrics->row_height)
    draw_skeleton_row (self, self->snapshot, y, number++);
}
