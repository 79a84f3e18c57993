/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-view-private.h"

#include <math.h>

#include "dwc-grid-ticks.h"

/* What a view shows at first, by its width: a working day, and more where there is room. */
#define USUAL_HOURS 9.5
#define WIDE_HOURS 11.5
#define WIDE_FROM 800
#define WIDE_AT 1200

/* Where now lies in a view that shows it: a little past, much to come. */
#define NOW_SHARE 0.28
#define REVEAL_MARGIN 24

static gint64
get_now (DwcGridView *self)
{
  return dwd_clock_get_now (dwc_context_get_clock (self->context));
}

int
dwc_grid_view_get_rows_height (DwcGridView *self)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);

  return MAX (0, gtk_widget_get_height (GTK_WIDGET (self)) - metrics->axis_height);
}

void
dwc_grid_view_collect_ticks (DwcGridView *self)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  DwcGridTickStep step;
  gint64 lead_us = dwc_grid_scale_get_time (&self->place.scale, 80 * metrics->text_scale)
                   - self->place.scale.start_us;

  /* A label reaches into the view from a line that lies before it. */
  dwc_grid_tick_step_choose (&step, self->place.scale.px_per_hour, metrics->text_scale);
  dwc_grid_ticks_collect (self->ticks, dwc_context_get_zone (self->context), &step,
                          MAX (dwc_grid_place_get_first (&self->place) - lead_us, self->place.scale.start_us),
                          MIN (dwc_grid_place_get_last (&self->place), self->place.scale.end_us + 1));
}

/**
 * dwc_grid_view_sync:
 * @self: a view
 *
 * Binds rows and bars to what is in view now, without waiting for a layout.
 */
void
dwc_grid_view_sync (DwcGridView *self)
{
  if (self->rows == NULL || !self->placed)
    return;

  dwc_grid_view_bind_rows (self);
  dwc_grid_view_collect_ticks (self);
  dwc_grid_axis_place (DWC_GRID_AXIS (self->axis), &self->place, self->ticks,
                       dwc_grid_rows_get_n_technicians (self->rows));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static double
get_content_width (DwcGridView *self)
{
  return ceil (dwc_grid_scale_get_width (&self->place.scale));
}

/* An adjustment counts from the left, the place from where time begins. */
static int
get_offset (DwcGridView *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_HORIZONTAL];
  double value = gtk_adjustment_get_value (adjustment);

  if (self->place.rtl)
    value = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - value;

  return (int) round (MAX (0, value));
}

void
dwc_grid_view_configure (DwcGridView *self,
                         double       offset,
                         double       top)
{
  int page = dwc_grid_place_get_view_width (&self->place);
  int height = dwc_grid_view_get_rows_height (self);
  double width = MAX (get_content_width (self), page);
  double rows_height = MAX (self->rows != NULL ? dwc_grid_rows_get_height (self->rows) : 0, height);

  offset = CLAMP (offset, 0, width - page);
  top = CLAMP (top, 0, rows_height - height);

  self->configuring = TRUE;
  if (self->adjustments[GTK_ORIENTATION_HORIZONTAL] != NULL)
    gtk_adjustment_configure (self->adjustments[GTK_ORIENTATION_HORIZONTAL],
                              self->place.rtl ? width - page - offset : offset,
                              0, width, self->place.scale.px_per_hour, page * 0.9, page);
  if (self->adjustments[GTK_ORIENTATION_VERTICAL] != NULL)
    gtk_adjustment_configure (self->adjustments[GTK_ORIENTATION_VERTICAL], top, 0, rows_height,
                              dwc_grid_ink_get_metrics (self->ink)->row_height, height * 0.9, height);
  self->configuring = FALSE;

  self->place.offset = (int) round (offset);
  self->top = (int) round (top);
}

static double
get_usual_hours (int width)
{
  double share = CLAMP ((width - WIDE_FROM) / (double) (WIDE_AT - WIDE_FROM), 0, 1);

  return USUAL_HOURS + share * (WIDE_HOURS - USUAL_HOURS);
}

/* The instant to begin with: on a full hour, so that now is in view, or else the first shift. */
static gint64
choose_start (DwcGridView *self,
              double       hours)
{
  DwdBoard *board = dwc_context_get_board (self->context);
  gint64 now_us = get_now (self);
  gint64 start_us;
  DwdCivil civil;

  if (now_us >= dwd_board_get_start (board) && now_us < dwd_board_get_end (board))
    {
      start_us = now_us - (gint64) (hours * NOW_SHARE * DWD_USEC_PER_HOUR) + DWD_USEC_PER_HOUR / 2;
      dwd_zone_to_civil (dwc_context_get_zone (self->context), start_us, &civil);
      return start_us - (civil.minute * 60 + civil.second) * DWD_USEC_PER_SEC - civil.usec;
    }

  dwd_zone_to_civil (dwc_context_get_zone (self->context), dwd_board_get_start (board), &civil);
  civil.hour = 7;

  return dwd_zone_to_utc (dwc_context_get_zone (self->context), &civil);
}

void
dwc_grid_view_choose_place (DwcGridView *self)
{
  DwdBoard *board = dwc_context_get_board (self->context);
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  int page = dwc_grid_place_get_view_width (&self->place);
  double hours = self->pending_hours > 0 ? self->pending_hours : get_usual_hours (page) / metrics->text_scale;
  double lowest;

  dwc_grid_scale_init (&self->place.scale, dwd_board_get_start (board), dwd_board_get_end (board), page / hours);
  lowest = dwc_grid_scale_get_min (&self->place.scale, page);
  self->place.scale.px_per_hour = CLAMP (page / hours, lowest,
                                         MAX (lowest, dwc_grid_scale_get_max (metrics->text_scale)));
  self->placed = TRUE;
  dwc_grid_view_configure (self, dwc_grid_scale_get_x (&self->place.scale, choose_start (self, hours)), self->top);
}

void
dwc_grid_view_scrolled_cb (GtkAdjustment *adjustment,
                           DwcGridView   *self)
{
  if (self->configuring || self->rows == NULL || !self->placed)
    return;

  self->moved = TRUE;
  if (adjustment == self->adjustments[GTK_ORIENTATION_HORIZONTAL])
    self->place.offset = get_offset (self);
  else
    self->top = (int) round (gtk_adjustment_get_value (adjustment));

  dwc_grid_view_sync (self);
}

static void
set_scale (DwcGridView *self,
           double       px_per_hour,
           double       anchor)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  double offset = dwc_grid_scale_zoom (&self->place.scale, px_per_hour,
                                       dwc_grid_place_get_view_width (&self->place), metrics->text_scale,
                                       self->place.offset, anchor);

  self->moved = TRUE;
  dwc_grid_view_configure (self, offset, self->top);
  dwc_grid_view_sync (self);
}

/**
 * dwc_grid_view_set_hours:
 * @self: a view
 * @hours: how much time the view is to show, as far as the board's range and legibility allow;
 *   0 for the usual
 *
 * Keeps now where it is, else the middle of the view.
 */
void
dwc_grid_view_set_hours (DwcGridView *self,
                         double       hours)
{
  int page = dwc_grid_place_get_view_width (&self->place);
  double anchor = page / 2.0;
  int now_x;

  g_return_if_fail (DWC_IS_GRID_VIEW (self));
  g_return_if_fail (hours >= 0);

  self->pending_hours = hours;
  if (!self->placed || self->rows == NULL)
    return;

  now_x = dwc_grid_place_get_x (&self->place, get_now (self));
  now_x = self->place.rtl ? self->place.width - now_x : now_x;
  if (now_x >= self->place.lead && now_x <= self->place.width)
    anchor = now_x - self->place.lead;
  if (hours <= 0)
    hours = get_usual_hours (page) / dwc_grid_ink_get_metrics (self->ink)->text_scale;

  set_scale (self, page / hours, anchor);
}

/**
 * dwc_grid_view_zoom_by:
 * @self: a view
 * @factor: above 1 to look closer
 * @x: the place in the view that keeps its instant, in pixels from the left
 */
void
dwc_grid_view_zoom_by (DwcGridView *self,
                       double       factor,
                       double       x)
{
  double logical;

  g_return_if_fail (DWC_IS_GRID_VIEW (self));
  g_return_if_fail (factor > 0);

  if (!self->placed || self->rows == NULL)
    return;

  logical = (self->place.rtl ? self->place.width - x : x) - self->place.lead;
  set_scale (self, self->place.scale.px_per_hour * factor,
             CLAMP (logical, 0, dwc_grid_place_get_view_width (&self->place)));
}

/**
 * dwc_grid_view_show_now:
 * @self: a view
 *
 * Scrolls to now, where the board shows today; else to the start of the working day.
 */
void
dwc_grid_view_show_now (DwcGridView *self)
{
  double hours;
  gint64 start_us;

  g_return_if_fail (DWC_IS_GRID_VIEW (self));

  if (!self->placed || self->rows == NULL)
    return;

  hours = dwc_grid_place_get_view_width (&self->place) / self->place.scale.px_per_hour;
  start_us = choose_start (self, hours);

  /* Rounding to the hour would lose now where a view shows less than one. */
  if (hours < 4)
    start_us = get_now (self) - (gint64) (hours * NOW_SHARE * DWD_USEC_PER_HOUR);

  dwc_grid_view_configure (self, dwc_grid_scale_get_x (&self->place.scale, start_us), self->top);
  dwc_grid_view_sync (self);
}

/* Scrolls up or down as little as needed to see a row. */
void
dwc_grid_view_reveal_row (DwcGridView *self,
                          guint        position)
{
  const DwcGridRowData *data = dwc_grid_rows_get_row (self->rows, position);
  int height = dwc_grid_view_get_rows_height (self);
  int top = self->top;

  /* The focus may come before the first layout. */
  if (height < data->height)
    return;

  if (data->y < top)
    top = data->y;
  else if (data->y + data->height > top + height)
    top = data->y + data->height - height;

  dwc_grid_view_configure (self, self->place.offset, top);
}

/* Scrolls sideways as little as needed to see a stretch, its start before all. */
void
dwc_grid_view_reveal_span (DwcGridView *self,
                           gint64       from_us,
                           gint64       to_us)
{
  double start = dwc_grid_scale_get_x (&self->place.scale, from_us) - REVEAL_MARGIN;
  double end = dwc_grid_scale_get_x (&self->place.scale, to_us) + REVEAL_MARGIN;
  int page = dwc_grid_place_get_view_width (&self->place);
  double offset = self->place.offset;

  if (page <= 0)
    return;

  self->moved = TRUE;
  if (end > offset + page)
    offset = end - page;
  if (start < offset)
    offset = start;

  dwc_grid_view_configure (self, offset, self->top);
}

/**
 * dwc_grid_view_reveal_job:
 * @self: a view
 * @job: the name of a job
 *
 * Scrolls until the job is in view.
 *
 * Returns: %FALSE where it has no bar here
 */
gboolean
dwc_grid_view_reveal_job (DwcGridView *self,
                          const char  *job)
{
  DwdJob *known;
  const DwcGridItem *item;
  const DwcGridRowData *data;
  int row, position;

  g_return_val_if_fail (DWC_IS_GRID_VIEW (self), FALSE);

  if (self->rows == NULL || !self->placed)
    return FALSE;

  known = dwd_board_lookup_job (dwc_context_get_board (self->context), job);
  row = known != NULL ? dwc_grid_rows_find_technician (self->rows, dwd_job_get_assigned_to (known)) : -1;
  if (row < 0)
    return FALSE;

  data = dwc_grid_rows_get_row (self->rows, (guint) row);
  position = dwc_grid_track_find (data->track, job);
  if (position < 0)
    return FALSE;

  item = dwc_grid_track_get_item (data->track, (guint) position);
  dwc_grid_view_reveal_row (self, (guint) row);
  dwc_grid_view_reveal_span (self, item->start_us, item->end_us);
  dwc_grid_view_sync (self);

  return TRUE;
}
