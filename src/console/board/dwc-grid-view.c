/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-view-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "dwc-grid-backdrop.h"
#include "dwc-grid-ticks.h"

/* What a view shows at first, by its width: a working day, and more where there is room. */
#define USUAL_HOURS 9.5
#define WIDE_HOURS 11.5
#define WIDE_FROM 800
#define WIDE_AT 1200

/* Where now lies in a view that shows it: a little past, much to come. */
#define NOW_SHARE 0.28
#define REVEAL_MARGIN 24

typedef enum
{
  PROP_HADJUSTMENT = 1,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
} DwcGridViewProperty;

G_DEFINE_FINAL_TYPE_WITH_CODE (DwcGridView, dwc_grid_view, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static int
get_rows_height (DwcGridView *self)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);

  return MAX (0, gtk_widget_get_height (GTK_WIDGET (self)) - metrics->axis_height);
}

static gint64
get_now (DwcGridView *self)
{
  return dwd_clock_get_now (dwc_context_get_clock (self->context));
}

static gboolean
is_loading (DwcGridView *self)
{
  return dwd_board_get_loading (dwc_context_get_board (self->context));
}

static void
set_waiting (GtkWidget *child,
             gboolean   waiting)
{
  gtk_widget_set_child_visible (child, !waiting);
  gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN, waiting, -1);
}

static gboolean
contains_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* The row of the data that a widget shows, -1 where it is gone. */
static int
find_position (DwcGridView *self,
               GtkWidget   *widget)
{
  if (DWC_IS_GRID_ROW (widget))
    return dwc_grid_rows_find_technician (self->rows, dwc_grid_row_get_employee (DWC_GRID_ROW (widget)));

  return dwc_grid_rows_find_group (self->rows, dwc_grid_group_get_zone (DWC_GRID_GROUP (widget)));
}

static void
bind_widget (DwcGridView *self,
             GtkWidget   *widget,
             guint        position)
{
  const DwcGridRowData *data = dwc_grid_rows_get_row (self->rows, position);
  DwdSelection *selection = dwc_context_get_selection (self->context);

  if (data->kind == DWC_GRID_ROW_GROUP)
    {
      dwc_grid_group_bind (DWC_GRID_GROUP (widget), data);
      return;
    }

  dwc_grid_row_bind (DWC_GRID_ROW (widget), data);
  dwc_grid_row_set_selection (DWC_GRID_ROW (widget), dwd_selection_get_job (selection),
                              dwd_selection_get_technician (selection));
  dwc_grid_row_place (DWC_GRID_ROW (widget), &self->place);
}

static GtkWidget *
take_widget (DwcGridView    *self,
             DwcGridRowKind  kind)
{
  GPtrArray *spare = kind == DWC_GRID_ROW_GROUP ? self->spare_groups : self->spare_rows;
  GtkWidget *widget;

  if (spare->len > 0)
    {
      widget = g_ptr_array_steal_index_fast (spare, spare->len - 1);
      set_waiting (widget, FALSE);
      return widget;
    }

  widget = kind == DWC_GRID_ROW_GROUP ? GTK_WIDGET (dwc_grid_group_new (self->ink))
                                      : GTK_WIDGET (dwc_grid_row_new (self->ink, self->context));
  gtk_widget_insert_before (widget, GTK_WIDGET (self), self->axis);
  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);

  return widget;
}

/* The positions in view; a row that holds the focus counts, wherever it was scrolled to. */
static void
get_range (DwcGridView *self,
           guint       *first,
           guint       *behind)
{
  guint n_rows = dwc_grid_rows_get_n_rows (self->rows);
  int height = get_rows_height (self);

  *first = *behind = 0;
  if (n_rows == 0 || height == 0)
    return;

  *first = dwc_grid_rows_find_at (self->rows, self->top);
  *behind = dwc_grid_rows_find_at (self->rows, self->top + height - 1) + 1;
}

static void
release (DwcGridView *self,
         GtkWidget   *widget)
{
  if (DWC_IS_GRID_ROW (widget))
    {
      dwc_grid_row_unbind (DWC_GRID_ROW (widget));
      g_ptr_array_add (self->spare_rows, widget);
    }
  else
    g_ptr_array_add (self->spare_groups, widget);
}

static void
sort_out (DwcGridView *self,
          GPtrArray   *widgets,
          GtkWidget  **shown,
          guint        first,
          guint        behind)
{
  g_autoptr (GPtrArray) before = g_ptr_array_copy (widgets, NULL, NULL);

  g_ptr_array_set_size (widgets, 0);
  for (guint i = 0; i < before->len; i++)
    {
      GtkWidget *widget = g_ptr_array_index (before, i);
      int position = find_position (self, widget);

      if (position >= 0 && shown[position] == NULL
          && ((position >= (int) first && position < (int) behind) || contains_focus (widget)))
        shown[position] = widget;
      else
        release (self, widget);
    }
}

static void
hide_spare (GPtrArray *spare)
{
  for (guint i = 0; i < spare->len; i++)
    {
      if (gtk_widget_get_child_visible (spare->pdata[i]))
        set_waiting (spare->pdata[i], TRUE);
    }
}

static void
bind_rows (DwcGridView *self)
{
  guint n_rows = dwc_grid_rows_get_n_rows (self->rows);
  g_autofree GtkWidget **shown = g_new0 (GtkWidget *, n_rows + 1);
  guint first, behind;

  get_range (self, &first, &behind);
  sort_out (self, self->row_widgets, shown, first, behind);
  sort_out (self, self->group_widgets, shown, first, behind);

  for (guint i = 0; i < n_rows; i++)
    {
      DwcGridRowKind kind = dwc_grid_rows_get_row (self->rows, i)->kind;

      if (shown[i] == NULL && (i < first || i >= behind))
        continue;

      if (shown[i] == NULL)
        shown[i] = take_widget (self, kind);
      g_ptr_array_add (kind == DWC_GRID_ROW_GROUP ? self->group_widgets : self->row_widgets, shown[i]);
      bind_widget (self, shown[i], i);
    }

  hide_spare (self->spare_rows);
  hide_spare (self->spare_groups);
}

static void
collect_ticks (DwcGridView *self)
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

  bind_rows (self);
  collect_ticks (self);
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

static void
configure_adjustments (DwcGridView *self,
                       double       offset,
                       double       top)
{
  int page = dwc_grid_place_get_view_width (&self->place);
  int height = get_rows_height (self);
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

static void
choose_place (DwcGridView *self)
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
  configure_adjustments (self, dwc_grid_scale_get_x (&self->place.scale, choose_start (self, hours)), self->top);
}

static void
refresh_ink (DwcGridView *self)
{
  const DwcGridMetrics *metrics;

  if (!dwc_grid_ink_update (self->ink, GTK_WIDGET (self)))
    return;

  metrics = dwc_grid_ink_get_metrics (self->ink);
  if (self->rows != NULL)
    dwc_grid_rows_set_heights (self->rows, metrics->row_height, metrics->lane_height, metrics->group_height);

  for (guint i = 0; i < self->row_widgets->len; i++)
    dwc_grid_row_ink_changed (self->row_widgets->pdata[i]);
  for (guint i = 0; i < self->spare_rows->len; i++)
    dwc_grid_row_ink_changed (self->spare_rows->pdata[i]);
  for (guint i = 0; i < self->group_widgets->len; i++)
    dwc_grid_group_ink_changed (self->group_widgets->pdata[i]);
  for (guint i = 0; i < self->spare_groups->len; i++)
    dwc_grid_group_ink_changed (self->spare_groups->pdata[i]);
  if (self->axis != NULL)
    dwc_grid_axis_ink_changed (DWC_GRID_AXIS (self->axis));

  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
allocate_rows (DwcGridView *self,
               GPtrArray   *widgets,
               int          width)
{
  int axis_height = dwc_grid_ink_get_metrics (self->ink)->axis_height;

  for (guint i = 0; i < widgets->len; i++)
    {
      int position = find_position (self, widgets->pdata[i]);
      const DwcGridRowData *data;

      if (position < 0)
        continue;

      data = dwc_grid_rows_get_row (self->rows, (guint) position);
      gtk_widget_size_allocate (widgets->pdata[i],
                                &(GtkAllocation) { 0, axis_height + data->y - self->top, width, data->height }, -1);
    }
}

static void
dwc_grid_view_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  DwcGridView *self = DWC_GRID_VIEW (widget);
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  int lead = MIN (metrics->head_width, width * 2 / 5);

  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));

  if (self->rows == NULL)
    return;

  if (!self->placed || width != self->place.width || lead != self->place.lead
      || self->place.rtl != (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL))
    {
      self->place.width = width;
      self->place.lead = lead;
      self->place.rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
      if (!self->placed)
        choose_place (self);
      self->place.scale.px_per_hour = MAX (self->place.scale.px_per_hour,
                                           dwc_grid_scale_get_min (&self->place.scale, width - lead));
    }

  configure_adjustments (self, self->place.offset, self->top);
  bind_rows (self);
  collect_ticks (self);
  dwc_grid_axis_place (DWC_GRID_AXIS (self->axis), &self->place, self->ticks,
                       dwc_grid_rows_get_n_technicians (self->rows));

  gtk_widget_size_allocate (self->axis, &(GtkAllocation) { 0, 0, width, metrics->axis_height }, -1);
  allocate_rows (self, self->row_widgets, width);
  allocate_rows (self, self->group_widgets, width);
}

static void
dwc_grid_view_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  DwcGridView *self = DWC_GRID_VIEW (widget);
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 240;
      *natural = metrics->head_width + 600;
    }
  else
    {
      *minimum = metrics->axis_height + metrics->row_height;
      *natural = metrics->axis_height + metrics->row_height * 8;
    }
}

static void
draw_row_grounds (DwcGridView           *self,
                  GtkSnapshot           *snapshot,
                  const DwcGridBackdrop *backdrop)
{
  const char *selected = dwd_selection_get_technician (dwc_context_get_selection (self->context));

  for (guint i = 0; i < self->row_widgets->len; i++)
    {
      const char *employee = dwc_grid_row_get_employee (self->row_widgets->pdata[i]);
      int position = dwc_grid_rows_find_technician (self->rows, employee);
      const DwcGridRowData *data;
      int y;

      if (position < 0)
        continue;

      data = dwc_grid_rows_get_row (self->rows, (guint) position);
      y = backdrop->top + data->y - self->top;
      if (y < backdrop->bottom && y + data->height > 0)
        dwc_grid_backdrop_draw_row (backdrop, snapshot, data, y, g_strcmp0 (employee, selected) == 0);
    }
}

static void
snapshot_children (DwcGridView *self,
                   GtkSnapshot *snapshot,
                   GPtrArray   *widgets)
{
  for (guint i = 0; i < widgets->len; i++)
    gtk_widget_snapshot_child (GTK_WIDGET (self), widgets->pdata[i], snapshot);
}

/* What is below the last row is empty: the lines go on, the heads do not. */
static void
draw_rest (DwcGridView           *self,
           GtkSnapshot           *snapshot,
           const DwcGridBackdrop *backdrop)
{
  int y = backdrop->top + dwc_grid_rows_get_height (self->rows) - self->top;
  int x = self->place.rtl ? self->place.width - self->place.lead : 0;
  const GdkRGBA *view = dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_VIEW);
  const GdkRGBA *line = dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_HOUR_LINE);

  if (y >= backdrop->bottom)
    return;

  gtk_snapshot_append_color (snapshot, view,
                             &GRAPHENE_RECT_INIT (x, y, self->place.lead, backdrop->bottom - y));
  gtk_snapshot_append_color (snapshot, line,
                             &GRAPHENE_RECT_INIT (self->place.rtl ? x : x + self->place.lead - 1, y, 1,
                                                  backdrop->bottom - y));
}

static void
dwc_grid_view_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  DwcGridView *self = DWC_GRID_VIEW (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  DwcGridBackdrop backdrop;

  if (self->rows == NULL || !self->placed)
    return;

  backdrop = (DwcGridBackdrop) {
    .ink = self->ink,
    .context = self->context,
    .place = &self->place,
    .ticks = self->ticks,
    .top = dwc_grid_ink_get_metrics (self->ink)->axis_height,
    .bottom = height,
    .shade_off = dwc_grid_rows_is_on_shift (self->rows),
  };

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_append_color (snapshot, dwc_grid_ink_get_surface (self->ink, DWC_SURFACE_VIEW),
                             &GRAPHENE_RECT_INIT (0, 0, width, height));
  draw_row_grounds (self, snapshot, &backdrop);
  dwc_grid_backdrop_draw_lines (&backdrop, snapshot);
  dwc_grid_backdrop_draw_now (&backdrop, snapshot, 1.0f);
  if (is_loading (self) && dwc_grid_rows_get_n_rows (self->rows) == 0)
    dwc_grid_backdrop_draw_skeleton (&backdrop, snapshot);
  snapshot_children (self, snapshot, self->row_widgets);
  snapshot_children (self, snapshot, self->group_widgets);
  draw_rest (self, snapshot, &backdrop);
  dwc_grid_backdrop_draw_now (&backdrop, snapshot, 0.3f);
  gtk_widget_snapshot_child (widget, self->axis, snapshot);
  gtk_snapshot_pop (snapshot);
}

static gboolean
dwc_grid_view_focus (GtkWidget        *widget,
                     GtkDirectionType  direction)
{
  DwcGridView *self = DWC_GRID_VIEW (widget);

  /* The grid is one stop of Tab: inside it the arrows walk. */
  if (contains_focus (widget) || self->rows == NULL)
    return FALSE;

  return dwc_grid_view_focus_entry (self);
}

static void
dwc_grid_view_css_changed (GtkWidget         *widget,
                           GtkCssStyleChange *change)
{
  DwcGridView *self = DWC_GRID_VIEW (widget);

  GTK_WIDGET_CLASS (dwc_grid_view_parent_class)->css_changed (widget, change);

  refresh_ink (self);
}

static void
dwc_grid_view_system_setting_changed (GtkWidget       *widget,
                                      GtkSystemSetting settings)
{
  GTK_WIDGET_CLASS (dwc_grid_view_parent_class)->system_setting_changed (widget, settings);

  refresh_ink (DWC_GRID_VIEW (widget));
}

static void
dwc_grid_view_direction_changed (GtkWidget        *widget,
                                 GtkTextDirection  previous)
{
  GTK_WIDGET_CLASS (dwc_grid_view_parent_class)->direction_changed (widget, previous);

  refresh_ink (DWC_GRID_VIEW (widget));
}

static void
dwc_grid_view_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (dwc_grid_view_parent_class)->realize (widget);

  refresh_ink (DWC_GRID_VIEW (widget));
}

static void
scrolled_cb (GtkAdjustment *adjustment,
             DwcGridView   *self)
{
  if (self->configuring || self->rows == NULL || !self->placed)
    return;

  if (adjustment == self->adjustments[GTK_ORIENTATION_HORIZONTAL])
    self->place.offset = get_offset (self);
  else
    self->top = (int) round (gtk_adjustment_get_value (adjustment));

  dwc_grid_view_sync (self);
}

static void
set_adjustment (DwcGridView    *self,
                GtkOrientation  orientation,
                GtkAdjustment  *adjustment)
{
  if (adjustment == self->adjustments[orientation] && adjustment != NULL)
    return;

  if (self->adjustments[orientation] != NULL)
    g_signal_handlers_disconnect_by_func (self->adjustments[orientation], scrolled_cb, self);
  g_clear_object (&self->adjustments[orientation]);

  self->adjustments[orientation] = adjustment != NULL ? g_object_ref (adjustment) : gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  if (adjustment == NULL)
    g_object_ref_sink (self->adjustments[orientation]);
  g_signal_connect (self->adjustments[orientation], "value-changed", G_CALLBACK (scrolled_cb), self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
dwc_grid_view_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  DwcGridView *self = DWC_GRID_VIEW (object);

  switch ((DwcGridViewProperty) prop_id)
    {
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_VERTICAL]);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_VERTICAL]);
      break;
    }
}

static void
dwc_grid_view_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  DwcGridView *self = DWC_GRID_VIEW (object);

  switch ((DwcGridViewProperty) prop_id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_HORIZONTAL] = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_VERTICAL] = g_value_get_enum (value);
      break;
    }
}

/* Everything borrowed from the rows is bound again before anybody looks at it. */
static void
rows_changed_cb (DwcGridRows *rows,
                 DwcGridView *self)
{
  DwdBoard *board = dwc_context_get_board (self->context);

  if (self->placed && (self->place.scale.start_us != dwd_board_get_start (board)
                       || self->place.scale.end_us != dwd_board_get_end (board)))
    self->placed = FALSE;

  if (self->placed)
    configure_adjustments (self, self->place.offset, self->top);
  bind_rows (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Lateness, live states and the now line; nothing moves but colours and words. */
static void
minute_cb (DwdClock    *clock,
           gint64       now_us,
           DwcGridView *self)
{
  dwc_grid_view_sync (self);
}

static void
positions_changed_cb (DwdBoard    *board,
                      DwcGridView *self)
{
  for (guint i = 0; i < self->row_widgets->len; i++)
    {
      int position = find_position (self, self->row_widgets->pdata[i]);

      if (position >= 0)
        dwc_grid_row_bind (self->row_widgets->pdata[i], dwc_grid_rows_get_row (self->rows, (guint) position));
    }
}

static void
selection_changed_cb (DwdSelection *selection,
                      DwcGridView  *self)
{
  const char *job = dwd_selection_get_job (selection);
  const char *technician = dwd_selection_get_technician (selection);

  for (guint i = 0; i < self->row_widgets->len; i++)
    dwc_grid_row_set_selection (self->row_widgets->pdata[i], job, technician);
  gtk_widget_queue_draw (GTK_WIDGET (self));

  /* What was picked elsewhere is brought into view; a pick in the grid is in view already. */
  if (job != NULL && dwc_grid_view_find_bar (self, job) == NULL)
    dwc_grid_view_reveal_job (self, job);
}

static void
loading_cb (DwdBoard    *board,
            GParamSpec  *pspec,
            DwcGridView *self)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY,
                               dwd_board_get_loading (board), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
style_changed_cb (DwcGridView *self)
{
  refresh_ink (self);
}

static void
dwc_grid_view_dispose (GObject *object)
{
  DwcGridView *self = DWC_GRID_VIEW (object);
  GtkWidget *child;

  dwc_grid_view_set_context (self, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->adjustments); i++)
    {
      if (self->adjustments[i] != NULL)
        g_signal_handlers_disconnect_by_func (self->adjustments[i], scrolled_cb, self);
      g_clear_object (&self->adjustments[i]);
    }

  self->menu = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (dwc_grid_view_parent_class)->dispose (object);
}

static void
dwc_grid_view_finalize (GObject *object)
{
  DwcGridView *self = DWC_GRID_VIEW (object);

  g_clear_object (&self->ink);
  g_ptr_array_unref (self->row_widgets);
  g_ptr_array_unref (self->spare_rows);
  g_ptr_array_unref (self->group_widgets);
  g_ptr_array_unref (self->spare_groups);
  g_array_unref (self->ticks);

  G_OBJECT_CLASS (dwc_grid_view_parent_class)->finalize (object);
}

static void
dwc_grid_view_class_init (DwcGridViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_grid_view_dispose;
  object_class->finalize = dwc_grid_view_finalize;
  object_class->get_property = dwc_grid_view_get_property;
  object_class->set_property = dwc_grid_view_set_property;
  widget_class->size_allocate = dwc_grid_view_size_allocate;
  widget_class->measure = dwc_grid_view_measure;
  widget_class->snapshot = dwc_grid_view_snapshot;
  widget_class->focus = dwc_grid_view_focus;
  widget_class->css_changed = dwc_grid_view_css_changed;
  widget_class->system_setting_changed = dwc_grid_view_system_setting_changed;
  widget_class->direction_changed = dwc_grid_view_direction_changed;
  widget_class->realize = dwc_grid_view_realize;

  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  dwc_grid_view_add_bindings (widget_class);
  gtk_widget_class_set_css_name (widget_class, "gridview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
}

static void
dwc_grid_view_init (DwcGridView *self)
{
  self->ink = dwc_grid_ink_new ();
  self->row_widgets = g_ptr_array_new ();
  self->spare_rows = g_ptr_array_new ();
  self->group_widgets = g_ptr_array_new ();
  self->spare_groups = g_ptr_array_new ();
  self->ticks = g_array_new (FALSE, FALSE, sizeof (DwcGridTick));
  self->goal_us = DWD_TIME_NONE;

  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Time grid of the technicians"), -1);
  dwc_grid_view_add_pointer (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (style_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (style_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
drop_children (DwcGridView *self)
{
  GtkWidget *child;

  g_ptr_array_set_size (self->row_widgets, 0);
  g_ptr_array_set_size (self->spare_rows, 0);
  g_ptr_array_set_size (self->group_widgets, 0);
  g_ptr_array_set_size (self->spare_groups, 0);
  self->axis = NULL;
  self->menu = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
leave_context (DwcGridView *self)
{
  drop_children (self);
  if (self->rows != NULL)
    g_signal_handlers_disconnect_by_data (self->rows, self);
  g_clear_object (&self->rows);

  if (self->context == NULL)
    return;

  g_signal_handlers_disconnect_by_data (dwc_context_get_board (self->context), self);
  g_signal_handlers_disconnect_by_data (dwc_context_get_clock (self->context), self);
  g_signal_handlers_disconnect_by_data (dwc_context_get_selection (self->context), self);
  g_clear_object (&self->context);
}

static void
enter_context (DwcGridView *self,
               DwcContext  *context)
{
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  DwdBoard *board = dwc_context_get_board (context);

  self->context = g_object_ref (context);
  self->rows = dwc_grid_rows_new (board);
  dwc_grid_rows_set_heights (self->rows, metrics->row_height, metrics->lane_height, metrics->group_height);
  self->axis = GTK_WIDGET (dwc_grid_axis_new (self->ink, context));
  gtk_widget_set_parent (self->axis, GTK_WIDGET (self));
  gtk_widget_measure (self->axis, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);

  g_signal_connect (self->rows, "changed", G_CALLBACK (rows_changed_cb), self);
  g_signal_connect (board, "positions-changed", G_CALLBACK (positions_changed_cb), self);
  g_signal_connect (board, "notify::loading", G_CALLBACK (loading_cb), self);
  g_signal_connect (dwc_context_get_clock (context), "minute", G_CALLBACK (minute_cb), self);
  g_signal_connect (dwc_context_get_selection (context), "changed", G_CALLBACK (selection_changed_cb), self);
}

/**
 * dwc_grid_view_set_context:
 * @self: a view
 * @context: (nullable): what to show
 */
void
dwc_grid_view_set_context (DwcGridView *self,
                           DwcContext  *context)
{
  g_return_if_fail (DWC_IS_GRID_VIEW (self));

  if (self->context == context)
    return;

  leave_context (self);
  self->placed = FALSE;
  self->top = 0;
  if (context != NULL)
    enter_context (self, context);

  gtk_widget_queue_resize (GTK_WIDGET (self));
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

  configure_adjustments (self, offset, self->top);
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

  configure_adjustments (self, dwc_grid_scale_get_x (&self->place.scale, start_us), self->top);
  dwc_grid_view_sync (self);
}

/* Scrolls up or down as little as needed to see a row. */
void
dwc_grid_view_reveal_row (DwcGridView *self,
                          guint        position)
{
  const DwcGridRowData *data = dwc_grid_rows_get_row (self->rows, position);
  int height = get_rows_height (self);
  int top = self->top;

  if (data->y < top)
    top = data->y;
  else if (data->y + data->height > top + height)
    top = data->y + data->height - height;

  configure_adjustments (self, self->place.offset, top);
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

  if (end > offset + page)
    offset = end - page;
  if (start < offset)
    offset = start;

  configure_adjustments (self, offset, self->top);
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

/* The widget of a row, made where it is not in view: it can take the focus before it is scrolled to.
 * The caller scrolls there, or it goes with the next change. */
GtkWidget *
dwc_grid_view_ensure_row (DwcGridView *self,
                          guint        position)
{
  const DwcGridRowData *data = dwc_grid_rows_get_row (self->rows, position);
  GPtrArray *widgets = data->kind == DWC_GRID_ROW_GROUP ? self->group_widgets : self->row_widgets;
  GtkWidget *widget;

  for (guint i = 0; i < widgets->len; i++)
    {
      if (find_position (self, widgets->pdata[i]) == (int) position)
        return widgets->pdata[i];
    }

  widget = take_widget (self, data->kind);
  g_ptr_array_add (widgets, widget);
  bind_widget (self, widget, position);
  gtk_widget_queue_allocate (GTK_WIDGET (self));

  return widget;
}

const DwcGridPlace *
dwc_grid_view_get_place (DwcGridView *self)
{
  g_return_val_if_fail (DWC_IS_GRID_VIEW (self), NULL);

  return &self->place;
}

/* (nullable) (transfer none) */
DwcGridRows *
dwc_grid_view_get_rows (DwcGridView *self)
{
  g_return_val_if_fail (DWC_IS_GRID_VIEW (self), NULL);

  return self->rows;
}

/**
 * dwc_grid_view_find_row:
 * @self: a view
 * @employee: a technician
 *
 * Returns: (nullable) (transfer none): the row's widget, where it is in view
 */
DwcGridRow *
dwc_grid_view_find_row (DwcGridView *self,
                        const char  *employee)
{
  g_return_val_if_fail (DWC_IS_GRID_VIEW (self), NULL);

  for (guint i = 0; i < self->row_widgets->len; i++)
    {
      if (g_strcmp0 (dwc_grid_row_get_employee (self->row_widgets->pdata[i]), employee) == 0)
        return self->row_widgets->pdata[i];
    }

  return NULL;
}

/**
 * dwc_grid_view_find_bar:
 * @self: a view
 * @job: the name of a job
 *
 * Returns: (nullable) (transfer none): the bar's widget, where it is in view
 */
DwcGridBar *
dwc_grid_view_find_bar (DwcGridView *self,
                        const char  *job)
{
  g_return_val_if_fail (DWC_IS_GRID_VIEW (self), NULL);

  for (guint i = 0; i < self->row_widgets->len; i++)
    {
      GPtrArray *bars = dwc_grid_row_get_bars (self->row_widgets->pdata[i]);

      for (guint k = 0; k < bars->len; k++)
        {
          if (g_strcmp0 (dwc_grid_bar_get_job (bars->pdata[k]), job) == 0)
            return bars->pdata[k];
        }
    }

  return NULL;
}
