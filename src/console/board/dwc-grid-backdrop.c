/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-backdrop.h"

#include <glib/gi18n.h>

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
fill (GtkSnapshot   *snapshot,
      int            x,
      int            y,
      int            width,
      int            height,
      const GdkRGBA *colour)
{
  if (width > 0 && height > 0)
    gtk_snapshot_append_color (snapshot, colour, &GRAPHENE_RECT_INIT (x, y, width, height));
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
           GtkSnapshot           *snapshot,
           const char            *word,
           int                    x,
           int                    width,
           int                    y,
           int                    height)
{
  PangoLayout *layout = dwc_grid_ink_ensure_phrase (self->ink, word);
  const GdkRGBA *surface = dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_OFF);
  int text_width, text_height, text_x;

  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  if (text_width + 2 * WORD_PAD > width)
    return;

  text_x = self->place->rtl ? x + width - WORD_PAD - text_width : x + WORD_PAD;
  fill (snapshot, text_x - 3, y + (height - text_height) / 2, text_width + 6, text_height, surface);
  dwc_grid_ink_draw_layout (self->ink, snapshot, layout, text_x, y + height / 2.0,
                            dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_DIM_TEXT));
}

static void
draw_off (const DwcGridBackdrop *self,
          GtkSnapshot           *snapshot,
          gint64                 from_us,
          gint64                 to_us,
          int                    y,
          int                    height,
          const char            *word)
{
  GdkRGBA hatch = dwc_grid_ink_fade (dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_OUTLINE), 0.28f);
  int x, width;

  if (!get_visible_span (self, from_us, to_us, &x, &width))
    return;

  if (self->pass == DWC_GRID_BACKDROP_WORDS)
    {
      if (word != NULL)
        draw_word (self, snapshot, word, x, width, y, height);
      return;
    }

  fill (snapshot, x, y, width, height, dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_OFF));
  dwc_grid_ink_draw_hatch (self->ink, snapshot, DWC_GRID_HATCH_OFF,
                           &GRAPHENE_RECT_INIT (x, y, width, height), &hatch);
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
                GtkSnapshot           *snapshot,
                const DwdSpan         *spans,
                gsize                  n_spans,
                int                    y,
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
          draw_off (self, snapshot, from_us, spans[i].start_us, y, height, word);
        }
      from_us = MAX (from_us, spans[i].end_us);
    }

  draw_off (self, snapshot, from_us, self->place->scale.end_us, y, height, NULL);
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

static void
draw_breaks (const DwcGridBackdrop *self,
             GtkSnapshot           *snapshot,
             const DwdSpan         *spans,
             gsize                  n_spans,
             int                    y,
             int                    height)
{
  for (gsize i = 0; i < n_spans; i++)
    {
      g_autofree char *word = NULL;

      if (spans[i].kind == DWD_SPAN_SHIFT)
        continue;

      word = dup_span_word (self, &spans[i]);
      draw_off (self, snapshot, spans[i].start_us, spans[i].end_us, y, height, word);
    }
}

/**
 * dwc_grid_backdrop_draw_row:
 * @self: the backdrop
 * @snapshot: that of the view
 * @row: a technician
 * @y: its top in the view
 * @selected: whether the technician is selected
 *
 * The row's own ground: selection, what is off shift, breaks and absences; in the second pass their
 * words.
 */
void
dwc_grid_backdrop_draw_row (const DwcGridBackdrop *self,
                            GtkSnapshot           *snapshot,
                            const DwcGridRowData  *row,
                            int                    y,
                            gboolean               selected)
{
  DwdBoard *board = dwc_context_get_board (self->context);
  gsize n_spans;
  const DwdSpan *spans = dwd_board_get_spans (board, dwd_technician_get_name (row->technician), &n_spans);
  int height = row->height - 1;

  if (selected && self->pass == DWC_GRID_BACKDROP_GROUND)
    {
      GdkRGBA surface = dwc_grid_ink_fade (dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_SELECTED), 0.6f);

      fill (snapshot, dwc_grid_place_get_view_x (self->place), y,
            dwc_grid_place_get_view_width (self->place), height, &surface);
    }

  if (self->shade_off)
    draw_off_shift (self, snapshot, spans, n_spans, y, height);
  draw_breaks (self, snapshot, spans, n_spans, y, height);

  if (self->pass == DWC_GRID_BACKDROP_WORDS)
    return;

  fill (snapshot, dwc_grid_place_get_view_x (self->place), y + height,
        dwc_grid_place_get_view_width (self->place), 1,
        dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_HALF_HOUR_LINE));
}

static void
draw_past (const DwcGridBackdrop *self,
           GtkSnapshot           *snapshot)
{
  GdkRGBA shade = dwc_grid_ink_fade (dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_NOW), PAST_ALPHA);
  int x, width;

  if (get_visible_span (self, self->place->scale.start_us, get_now (self), &x, &width))
    fill (snapshot, x, self->top, width, self->bottom - self->top, &shade);
}

/**
 * dwc_grid_backdrop_draw_lines:
 * @self: the backdrop
 * @snapshot: that of the view
 *
 * The lines of the hours, and the shade over what is past.
 */
void
dwc_grid_backdrop_draw_lines (const DwcGridBackdrop *self,
                              GtkSnapshot           *snapshot)
{
  int view_x = dwc_grid_place_get_view_x (self->place);
  int view_end = view_x + dwc_grid_place_get_view_width (self->place);

  for (guint i = 0; i < self->ticks->len; i++)
    {
      const DwcGridTick *tick = &g_array_index (self->ticks, DwcGridTick, i);
      DwcSurface surface = tick->major ? DWC_SURFACE_HOUR_LINE : DWC_SURFACE_HALF_HOUR_LINE;
      int x = dwc_grid_place_get_x (self->place, tick->time_us);

      if (x >= view_x && x < view_end)
        fill (snapshot, x, self->top, 1, self->bottom - self->top, dwc_grid_ink_get_surface (self->ink, surface));
    }

  draw_past (self, snapshot);
}

/**
 * dwc_grid_backdrop_draw_now:
 * @self: the backdrop
 * @snapshot: that of the view
 * @alpha: how strong: full below the bars, faint above them
 */
void
dwc_grid_backdrop_draw_now (const DwcGridBackdrop *self,
                            GtkSnapshot           *snapshot,
                            float                  alpha)
{
  GdkRGBA colour = dwc_grid_ink_fade (dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_NOW), alpha);
  gint64 now_us = get_now (self);
  int view_x = dwc_grid_place_get_view_x (self->place);
  int x = dwc_grid_place_get_x (self->place, now_us) - NOW_WEIGHT / 2;

  if (now_us >= self->place->scale.start_us && now_us < self->place->scale.end_us
      && x >= view_x && x < view_x + dwc_grid_place_get_view_width (self->place))
    fill (snapshot, x, self->top, NOW_WEIGHT, self->bottom - self->top, &colour);
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
 * @snapshot: that of the view
 *
 * Stands where the rows will be while the day is loaded.
 */
void
dwc_grid_backdrop_draw_skeleton (const DwcGridBackdrop *self,
                                 GtkSnapshot           *snapshot)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  guint number = 0;

  for (int y = self->top; y < self->bottom; y += metrics->row_height)
    draw_skeleton_row (self, snapshot, y, number++);
}
