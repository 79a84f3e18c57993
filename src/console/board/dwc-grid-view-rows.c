/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-view-private.h"

static void
set_waiting (GtkWidget *child,
             gboolean   waiting)
{
  gtk_widget_set_child_visible (child, !waiting);
  gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN, waiting, -1);
}

gboolean
dwc_grid_view_holds_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* The row of the data that a widget shows, -1 where it is gone. */
int
dwc_grid_view_find_position (DwcGridView *self,
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
  dwc_grid_row_queue_paint (DWC_GRID_ROW (widget));
  dwc_grid_row_set_selection (DWC_GRID_ROW (widget), dwd_selection_get_job (selection),
                              dwd_selection_get_technician (selection));
  dwc_grid_row_place (DWC_GRID_ROW (widget), &self->place);
}

static GtkWidget *
take_widget (DwcGridView   *self,
             DwcGridRowKind kind)
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

static GtkWidget *
find_widget (DwcGridView *self,
             GPtrArray   *widgets,
             guint        position)
{
  for (guint i = 0; i < widgets->len; i++)
    {
      if (dwc_grid_view_find_position (self, widgets->pdata[i]) == (int) position)
        return widgets->pdata[i];
    }

  return NULL;
}

/* A screen reader goes through the children; moving one lays the view out again, so that it waits
 * for a moment of rest. */
static gboolean
order_cb (gpointer data)
{
  DwcGridView *self = data;
  GtkWidget *before = NULL;

  self->order_source = 0;
  for (guint i = 0; i < dwc_grid_rows_get_n_rows (self->rows); i++)
    {
      gboolean group = dwc_grid_rows_get_row (self->rows, i)->kind == DWC_GRID_ROW_GROUP;
      GtkWidget *widget = find_widget (self, group ? self->group_widgets : self->row_widgets, i);

      if (widget == NULL)
        continue;
      if (gtk_widget_get_prev_sibling (widget) != before)
        gtk_widget_insert_after (widget, GTK_WIDGET (self), before);
      before = widget;
    }

  return G_SOURCE_REMOVE;
}

/* The positions in view; a row that holds the focus counts, wherever it was scrolled to. */
static void
get_range (DwcGridView *self,
           guint       *first,
           guint       *behind)
{
  guint n_rows = dwc_grid_rows_get_n_rows (self->rows);
  int height = dwc_grid_view_get_rows_height (self);

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
      int position = dwc_grid_view_find_position (self, widget);

      if (position >= 0 && shown[position] == NULL
          && ((position >= (int) first && position < (int) behind) || dwc_grid_view_holds_focus (widget)))
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

void
dwc_grid_view_bind_rows (DwcGridView *self)
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
      GtkWidget *widget;

      if (shown[i] == NULL && (i < first || i >= behind))
        continue;

      widget = shown[i] != NULL ? shown[i] : take_widget (self, kind);
      g_ptr_array_add (kind == DWC_GRID_ROW_GROUP ? self->group_widgets : self->row_widgets, widget);

      /* A row that stays through a scroll is only placed anew. */
      if (shown[i] == NULL || self->stale)
        bind_widget (self, widget, i);
      else if (kind == DWC_GRID_ROW_TECHNICIAN)
        dwc_grid_row_place (DWC_GRID_ROW (widget), &self->place);
    }

  self->stale = FALSE;
  if (self->order_source == 0)
    self->order_source = g_idle_add_full (G_PRIORITY_LOW, order_cb, self, NULL);
  hide_spare (self->spare_rows);
  hide_spare (self->spare_groups);
}

void
dwc_grid_view_allocate_rows (DwcGridView *self,
                             GPtrArray   *widgets,
                             int          width)
{
  int axis_height = dwc_grid_ink_get_metrics (self->ink)->axis_height;

  for (guint i = 0; i < widgets->len; i++)
    {
      int position = dwc_grid_view_find_position (self, widgets->pdata[i]);
      const DwcGridRowData *data;

      if (position < 0)
        continue;

      data = dwc_grid_rows_get_row (self->rows, (guint) position);
      gtk_widget_size_allocate (widgets->pdata[i],
                                &(GtkAllocation) { 0, axis_height + data->y - self->top, width, data->height }, -1);
      if (data->kind == DWC_GRID_ROW_TECHNICIAN)
        dwc_grid_row_arrange (widgets->pdata[i]);
    }
}

/* The widget of a row, made where it is not in view: it can take the focus before it is scrolled to.
 * The caller scrolls there, or it goes with the next change. */
GtkWidget *
dwc_grid_view_ensure_row (DwcGridView *self,
                          guint        position)
{
  const DwcGridRowData *data = dwc_grid_rows_get_row (self->rows, position);
  GPtrArray *widgets = data->kind == DWC_GRID_ROW_GROUP ? self->group_widgets : self->row_widgets;
  GtkWidget *widget = find_widget (self, widgets, position);

  if (widget != NULL)
    return widget;

  widget = take_widget (self, data->kind);
  g_ptr_array_add (widgets, widget);
  bind_widget (self, widget, position);
  gtk_widget_queue_allocate (GTK_WIDGET (self));

  return widget;
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
