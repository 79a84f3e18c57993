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

typedef enum
{
  PROP_HADJUSTMENT = 1,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
} DwcGridViewProperty;

G_DEFINE_FINAL_TYPE_WITH_CODE (DwcGridView, dwc_grid_view, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static gboolean
is_loading (DwcGridView *self)
{
  return dwd_board_get_loading (dwc_context_get_board (self->context));
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

      /* Panes find their width in several steps; nobody has chosen a place meanwhile. */
      if (!self->placed || !self->moved)
        dwc_grid_view_choose_place (self);
      self->place.scale.px_per_hour = MAX (self->place.scale.px_per_hour,
                                           dwc_grid_scale_get_min (&self->place.scale, width - lead));
    }

  dwc_grid_view_configure (self, self->place.offset, self->top);
  dwc_grid_view_bind_rows (self);
  dwc_grid_view_collect_ticks (self);
  dwc_grid_axis_place (DWC_GRID_AXIS (self->axis), &self->place, self->ticks,
                       dwc_grid_rows_get_n_technicians (self->rows));

  gtk_widget_size_allocate (self->axis, &(GtkAllocation) { 0, 0, width, metrics->axis_height }, -1);
  dwc_grid_view_allocate_rows (self, self->row_widgets, width);
  dwc_grid_view_allocate_rows (self, self->group_widgets, width);
}

static void
dwc_grid_view_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
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

/* Brings the pictures of the rows up to what is in view. */
static void
paint_rows (DwcGridView           *self,
            const DwcGridBackdrop *backdrop)
{
  for (guint i = 0; i < self->row_widgets->len; i++)
    {
      int position = dwc_grid_view_find_position (self, self->row_widgets->pdata[i]);
      const DwcGridRowData *data;
      int y;

      if (position < 0)
        continue;

      data = dwc_grid_rows_get_row (self->rows, (guint) position);
      y = backdrop->top + data->y - self->top;
      if (y < backdrop->bottom && y + data->height > 0)
        dwc_grid_row_paint (self->row_widgets->pdata[i], data, backdrop);
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
    .snapshot = snapshot,
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
  dwc_grid_backdrop_draw_lines (&backdrop);
  dwc_grid_backdrop_draw_now (&backdrop, 1.0f);
  paint_rows (self, &backdrop);
  snapshot_children (self, snapshot, self->row_widgets);
  snapshot_children (self, snapshot, self->group_widgets);
  draw_rest (self, snapshot, &backdrop);
  if (is_loading (self) && dwc_grid_rows_get_n_rows (self->rows) == 0)
    dwc_grid_backdrop_draw_skeleton (&backdrop);
  dwc_grid_backdrop_draw_now (&backdrop, 0.3f);
  gtk_widget_snapshot_child (widget, self->axis, snapshot);
  gtk_snapshot_pop (snapshot);
}

static gboolean
dwc_grid_view_focus (GtkWidget       *widget,
                     GtkDirectionType direction)
{
  DwcGridView *self = DWC_GRID_VIEW (widget);

  /* The grid is one stop of Tab: inside it the arrows walk. */
  if (dwc_grid_view_holds_focus (widget) || self->rows == NULL)
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
dwc_grid_view_direction_changed (GtkWidget       *widget,
                                 GtkTextDirection previous)
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
set_adjustment (DwcGridView   *self,
                GtkOrientation orientation,
                GtkAdjustment *adjustment)
{
  if (adjustment == self->adjustments[orientation] && adjustment != NULL)
    return;

  if (self->adjustments[orientation] != NULL)
    g_signal_handlers_disconnect_by_func (self->adjustments[orientation], dwc_grid_view_scrolled_cb, self);
  g_clear_object (&self->adjustments[orientation]);

  self->adjustments[orientation] = adjustment != NULL ? g_object_ref (adjustment) : gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  if (adjustment == NULL)
    g_object_ref_sink (self->adjustments[orientation]);
  g_signal_connect (self->adjustments[orientation], "value-changed", G_CALLBACK (dwc_grid_view_scrolled_cb), self);
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
    self->placed = self->moved = FALSE;

  if (self->placed)
    dwc_grid_view_configure (self, self->place.offset, self->top);
  self->stale = TRUE;
  dwc_grid_view_bind_rows (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Lateness, live states and the now line; nothing moves but colours and words. */
static void
minute_cb (DwdClock    *clock,
           gint64       now_us,
           DwcGridView *self)
{
  self->stale = TRUE;
  dwc_grid_view_sync (self);
}

static void
positions_changed_cb (DwdBoard    *board,
                      DwcGridView *self)
{
  for (guint i = 0; i < self->row_widgets->len; i++)
    {
      int position = dwc_grid_view_find_position (self, self->row_widgets->pdata[i]);

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
        g_signal_handlers_disconnect_by_func (self->adjustments[i], dwc_grid_view_scrolled_cb, self);
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
  g_clear_handle_id (&self->order_source, g_source_remove);
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
  self->moved = FALSE;
  self->top = 0;
  if (context != NULL)
    enter_context (self, context);

  gtk_widget_queue_resize (GTK_WIDGET (self));
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
