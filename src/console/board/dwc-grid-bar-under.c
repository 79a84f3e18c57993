/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-bar-private.h"

#include "dwc-grid-words.h"

/* Lines of the actual times, below the body. */
#define ACTUAL_GAP 2
#define ACTUAL_WEIGHT 3
#define ACTUAL_TICK 6
#define ACTUAL_TICK_WEIGHT 2

#define OVERRUN_PAD 5

typedef struct
{
  DwcGridBar *bar;
  cairo_t *cr;
  const DwcGridPlace *place;
  const DwcGridMetrics *metrics;
  int y;                            /* of the body */
} Canvas;

static gboolean
get_area (const Canvas    *canvas,
          gint64           from_us,
          gint64           to_us,
          int              y,
          int              height,
          graphene_rect_t *area)
{
  int x, width;

  dwc_grid_place_get_span (canvas->place, from_us, to_us, &x, &width);
  *area = GRAPHENE_RECT_INIT (x, y, width, height);

  return width > 0 && x < canvas->place->width && x + width > 0;
}

/* Travel touches the body. A guessed time has guessed travel: dots instead of lines. */
static void
paint_travel (const Canvas *canvas)
{
  const DwcGridItem *item = &canvas->bar->item;
  int height = canvas->metrics->travel_height;
  int y = canvas->y + (canvas->metrics->body_height - height) / 2;
  graphene_rect_t area;
  GdkRGBA colour;

  if (item->travel_us <= 0
      || !get_area (canvas, item->start_us - item->travel_us, item->start_us, y, height, &area))
    return;

  colour = dwc_grid_ink_fade (dwc_grid_ink_get_surface (canvas->bar->ink, DWC_SURFACE_TEXT), 0.4f);
  dwc_grid_ink_paint_hatch (canvas->bar->ink, canvas->cr,
                            item->untimed ? DWC_GRID_HATCH_DOTS : DWC_GRID_HATCH_TRAVEL, &area, &colour);
}

static void
paint_actual (const Canvas *canvas,
              gint64        now_us)
{
  DwdJob *job = canvas->bar->item.job;
  gint64 began_us = dwd_job_get_actual_start (job);
  gint64 ended_us = dwd_job_get_actual_end (job);
  gboolean running = ended_us == DWD_TIME_NONE && dwd_job_is_open (job);
  double scale = canvas->metrics->text_scale;
  int top = canvas->y + canvas->metrics->body_height + (int) (ACTUAL_GAP * scale);
  float tick = (float) (ACTUAL_TICK * scale);
  const GdkRGBA *colour;
  graphene_rect_t area;

  if (began_us == DWD_TIME_NONE || (ended_us == DWD_TIME_NONE && !running)
      || !get_area (canvas, began_us, running ? now_us : ended_us, top, ACTUAL_WEIGHT, &area))
    return;

  colour = dwc_grid_ink_get_surface (canvas->bar->ink, running ? DWC_SURFACE_NOW : DWC_SURFACE_OUTLINE);
  gdk_cairo_set_source_rgba (canvas->cr, colour);
  cairo_rectangle (canvas->cr, area.origin.x, area.origin.y, area.size.width, ACTUAL_WEIGHT);

  /* Ticks of a line that is hardly longer than they are say nothing. What is running has no end yet:
   * its tick is the now line. */
  if (area.size.width >= 2 * tick && (!running || !canvas->place->rtl))
    cairo_rectangle (canvas->cr, area.origin.x, top + ACTUAL_WEIGHT - tick, ACTUAL_TICK_WEIGHT, tick);
  if (area.size.width >= 2 * tick && (!running || canvas->place->rtl))
    cairo_rectangle (canvas->cr, area.origin.x + area.size.width - ACTUAL_TICK_WEIGHT,
                     top + ACTUAL_WEIGHT - tick, ACTUAL_TICK_WEIGHT, tick);
  cairo_fill (canvas->cr);
}

static DwcGridLabel *
ensure_overrun_label (DwcGridBar *bar)
{
  g_autofree char *text = NULL;
  g_autofree char *plus = NULL;

  if (bar->overrun == NULL)
    {
      /* The mark keeps the sign before the number also where text runs to the left. */
      plus = dwc_grid_words_plus (dwc_grid_item_get_overrun (&bar->item));
      text = g_strconcat ("\342\200\216", plus, NULL);
      bar->overrun = dwc_grid_ink_dup_label (bar->ink, DWC_GRID_TEXT_STRONG, DWC_GRID_LABEL_PLAIN, text);
    }

  return bar->overrun;
}

static void
paint_overrun_word (const Canvas          *canvas,
                    const graphene_rect_t *area,
                    const GdkRGBA         *colour,
                    const GdkRGBA         *tint)
{
  DwcGridLabel *label = ensure_overrun_label (canvas->bar);
  int width = dwc_grid_label_get_width (label);
  float x;

  if (area->size.width < width + 2 * OVERRUN_PAD)
    return;

  x = canvas->place->rtl ? area->origin.x + area->size.width - OVERRUN_PAD - width
                         : area->origin.x + OVERRUN_PAD;

  /* The number stands on a patch of the tint, or the hatch would run through it. */
  dwc_grid_ink_paint_rect (canvas->cr, x - 2, area->origin.y + 5, width + 4, area->size.height - 10, tint);
  dwc_grid_label_paint (label, canvas->cr, x, area->origin.y + area->size.height / 2, width, colour);
}

static void
paint_overrun (const Canvas *canvas)
{
  const DwcGridItem *item = &canvas->bar->item;
  gint64 overrun_us = dwc_grid_item_get_overrun (item);
  const DwcRoleColours *role;
  graphene_rect_t area;
  GdkRGBA hatch, tint;

  if (overrun_us <= 0
      || !get_area (canvas, item->end_us, item->end_us + overrun_us, canvas->y,
                    canvas->metrics->body_height, &area))
    return;

  role = dwc_grid_ink_get_role (canvas->bar->ink, dwc_palette_role_of_lateness (overrun_us));
  tint = role->tint;
  hatch = dwc_grid_ink_fade (&role->text, 0.28f);
  dwc_grid_ink_paint_rect (canvas->cr, area.origin.x, area.origin.y, area.size.width, area.size.height, &tint);
  dwc_grid_ink_paint_hatch (canvas->bar->ink, canvas->cr, DWC_GRID_HATCH_HEAT, &area, &hatch);
  dwc_grid_ink_paint_dashes (canvas->cr, &area, 3, 1.2, 3, &role->text);
  paint_overrun_word (canvas, &area, &role->text, &tint);
}

/**
 * dwc_grid_bar_get_reach:
 * @self: a bound bar
 * @place: where time lies in the row
 * @now_us: now
 * @from: (out): the leftmost pixel that anything of the bar may touch
 * @to: (out): the pixel behind the rightmost
 */
void
dwc_grid_bar_get_reach (DwcGridBar         *self,
                        const DwcGridPlace *place,
                        gint64              now_us,
                        int                *from,
                        int                *to)
{
  const DwcGridItem *item = &self->item;
  gint64 began_us = dwd_job_get_actual_start (item->job);
  gint64 ended_us = dwd_job_get_actual_end (item->job);
  gint64 from_us = item->start_us - item->travel_us;
  gint64 to_us = item->end_us + MAX (0, dwc_grid_item_get_overrun (item));
  int width;

  if (began_us != DWD_TIME_NONE)
    {
      from_us = MIN (from_us, began_us);
      to_us = MAX (to_us, ended_us != DWD_TIME_NONE ? ended_us : now_us);
    }

  dwc_grid_place_get_span (place, from_us, to_us, from, &width);
  *to = *from + width + DWC_GRID_BAR_RIM;
  *from -= DWC_GRID_BAR_RIM;
}

/**
 * dwc_grid_bar_paint_under:
 * @self: a bound bar
 * @cr: where to
 * @place: where time lies in the row
 * @y: the top of the body in the row
 * @now_us: now
 *
 * Paints what belongs to the bar but lies outside its body and below the bodies of others: travel
 * before it, actual times under it, the overrun behind it.
 */
void
dwc_grid_bar_paint_under (DwcGridBar         *self,
                          cairo_t            *cr,
                          const DwcGridPlace *place,
                          int                 y,
                          gint64              now_us)
{
  Canvas canvas = { self, cr, place, dwc_grid_ink_get_metrics (self->ink), y };

  if (self->item.job == NULL)
    return;

  paint_overrun (&canvas);
  paint_travel (&canvas);
  paint_actual (&canvas, now_us);
}
