/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-view-private.h"

#include <gdk/gdkkeysyms.h>

#define KEY_ZOOM 1.25

/* Where the focus is: a group, the head of a row, or a bar of it. */
typedef struct
{
  int row;        /* position, -1: outside */
  int item;       /* position in the track, -1: the head */
} Cursor;

static GtkWidget *
get_focus (DwcGridView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return NULL;

  return focus;
}

static Cursor
get_cursor (DwcGridView *self)
{
  GtkWidget *focus = get_focus (self);
  Cursor cursor = { -1, -1 };
  DwcGridRow *row;

  if (focus == NULL || self->rows == NULL)
    return cursor;

  if (DWC_IS_GRID_GROUP (focus))
    {
      cursor.row = dwc_grid_rows_find_group (self->rows, dwc_grid_group_get_zone (DWC_GRID_GROUP (focus)));
      return cursor;
    }

  row = DWC_GRID_ROW (gtk_widget_get_ancestor (focus, DWC_TYPE_GRID_ROW));
  if (row == NULL)
    return cursor;

  cursor.row = dwc_grid_rows_find_technician (self->rows, dwc_grid_row_get_employee (row));
  if (DWC_IS_GRID_BAR (focus))
    cursor.item = dwc_grid_track_find (dwc_grid_row_get_track (row), dwc_grid_bar_get_job (DWC_GRID_BAR (focus)));

  return cursor;
}

static const DwcGridItem *
get_item (DwcGridView *self,
          Cursor       cursor)
{
  const DwcGridRowData *data;

  if (cursor.row < 0 || cursor.item < 0)
    return NULL;

  data = dwc_grid_rows_get_row (self->rows, (guint) cursor.row);

  return dwc_grid_track_get_item (data->track, (guint) cursor.item);
}

/* The focus goes first, which keeps the widget alive; then the view follows it. */
static void
focus_cursor (DwcGridView *self,
              Cursor       cursor)
{
  GtkWidget *widget = dwc_grid_view_ensure_row (self, (guint) cursor.row);
  const DwcGridItem *item = get_item (self, cursor);

  if (item != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (dwc_grid_row_ensure_bar (DWC_GRID_ROW (widget), (guint) cursor.item)));
  else if (DWC_IS_GRID_ROW (widget))
    gtk_widget_grab_focus (GTK_WIDGET (dwc_grid_row_get_head (DWC_GRID_ROW (widget))));
  else
    gtk_widget_grab_focus (widget);

  dwc_grid_view_reveal_row (self, (guint) cursor.row);
  if (item != NULL)
    dwc_grid_view_reveal_span (self, item->start_us, item->end_us);
  dwc_grid_view_sync (self);
}

/* The bar of a row that Up and Down come to: the one nearest to the time they started from. */
static int
find_item_near (DwcGridView *self,
                int          row,
                gint64       time_us)
{
  const DwcGridRowData *data = dwc_grid_rows_get_row (self->rows, (guint) row);

  if (data->kind == DWC_GRID_ROW_GROUP || time_us == DWD_TIME_NONE)
    return -1;

  return dwc_grid_track_find_nearest (data->track, time_us);
}

/**
 * dwc_grid_view_focus_entry:
 * @self: a view
 *
 * Takes the focus from outside: to the selected job or technician where it is here, else to the
 * first row in view.
 *
 * Returns: %FALSE where there is nothing to focus
 */
gboolean
dwc_grid_view_focus_entry (DwcGridView *self)
{
  DwdSelection *selection = dwc_context_get_selection (self->context);
  const char *job = dwd_selection_get_job (selection);
  DwdJob *known = job != NULL ? dwd_board_lookup_job (dwc_context_get_board (self->context), job) : NULL;
  Cursor cursor = { -1, -1 };

  if (dwc_grid_rows_get_n_rows (self->rows) == 0)
    return FALSE;

  if (known != NULL)
    cursor.row = dwc_grid_rows_find_technician (self->rows, dwd_job_get_assigned_to (known));
  if (cursor.row >= 0)
    cursor.item = dwc_grid_track_find (dwc_grid_rows_get_row (self->rows, (guint) cursor.row)->track, job);
  else
    cursor.row = dwc_grid_rows_find_technician (self->rows, dwd_selection_get_technician (selection));
  if (cursor.row < 0)
    cursor.row = (int) dwc_grid_rows_find_at (self->rows, self->top);

  focus_cursor (self, cursor);

  return TRUE;
}

static void
walk_row (DwcGridView *self,
          Cursor       cursor,
          int          step)
{
  const DwcGridRowData *data = dwc_grid_rows_get_row (self->rows, (guint) cursor.row);
  int last;

  /* On a group Left folds and Right unfolds, as in every tree. */
  if (data->kind == DWC_GRID_ROW_GROUP)
    {
      g_autofree char *zone = g_strdup (data->zone);

      dwc_grid_rows_set_collapsed (self->rows, zone, step < 0);
      return;
    }

  last = (int) dwc_grid_track_get_n_items (data->track) - 1;
  cursor.item = CLAMP (cursor.item + step, -1, last);
  self->goal_us = DWD_TIME_NONE;
  focus_cursor (self, cursor);
}

static void
walk_rows (DwcGridView *self,
           Cursor       cursor,
           int          step)
{
  int n_rows = (int) dwc_grid_rows_get_n_rows (self->rows);
  const DwcGridItem *item = get_item (self, cursor);
  int row = CLAMP (cursor.row + step, 0, n_rows - 1);

  /* A row without jobs, or a group, does not forget which time the walk goes along. */
  if (item != NULL && self->goal_us == DWD_TIME_NONE)
    self->goal_us = item->start_us + (item->end_us - item->start_us) / 2;

  if (row == cursor.row)
    return;

  cursor.row = row;
  cursor.item = find_item_near (self, row, self->goal_us);
  focus_cursor (self, cursor);
}

static gboolean
walk_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  DwcGridView *self = DWC_GRID_VIEW (widget);
  Cursor cursor = get_cursor (self);
  int across, down;

  if (cursor.row < 0)
    return FALSE;

  g_variant_get (args, "(ii)", &across, &down);
  if (self->place.rtl)
    across = -across;

  if (across != 0)
    walk_row (self, cursor, across);
  else
    walk_rows (self, cursor, down);

  return TRUE;
}

static int
get_step (GVariant *args)
{
  int step;

  g_variant_get (args, "(i)", &step);

  return step;
}

static gboolean
page_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  DwcGridView *self = DWC_GRID_VIEW (widget);
  const DwcGridMetrics *metrics = dwc_grid_ink_get_metrics (self->ink);
  Cursor cursor = get_cursor (self);
  int page = MAX (1, (gtk_widget_get_height (widget) - metrics->axis_height) / metrics->row_height - 1);

  if (cursor.row < 0)
    return FALSE;

  walk_rows (self, cursor, get_step (args) * page);

  return TRUE;
}

static gboolean
home_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  dwc_grid_view_show_now (DWC_GRID_VIEW (widget));

  return TRUE;
}

static gboolean
zoom_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  DwcGridView *self = DWC_GRID_VIEW (widget);
  const DwcGridItem *item = get_item (self, get_cursor (self));
  double x = dwc_grid_place_get_view_x (&self->place) + dwc_grid_place_get_view_width (&self->place) / 2.0;

  /* What is looked at stays where it is. */
  if (item != NULL)
    x = dwc_grid_place_get_x (&self->place, item->start_us);
  dwc_grid_view_zoom_by (self, get_step (args) > 0 ? KEY_ZOOM : 1 / KEY_ZOOM, x);

  return TRUE;
}

/* Selects what has the focus. FALSE where that is neither a job nor a technician. */
static gboolean
select_focus (DwcGridView *self)
{
  DwdSelection *selection = dwc_context_get_selection (self->context);
  GtkWidget *focus = get_focus (self);
  DwcGridRow *row;

  if (focus == NULL)
    return FALSE;

  if (DWC_IS_GRID_BAR (focus))
    {
      dwd_selection_select_job (selection, dwc_grid_bar_get_job (DWC_GRID_BAR (focus)));
      return TRUE;
    }

  row = DWC_GRID_ROW (gtk_widget_get_ancestor (focus, DWC_TYPE_GRID_ROW));
  if (row == NULL)
    return FALSE;

  dwd_selection_select_technician (selection, dwc_grid_row_get_employee (row));

  return TRUE;
}

static gboolean
toggle_group (DwcGridView *self)
{
  Cursor cursor = get_cursor (self);
  const DwcGridRowData *data;
  g_autofree char *zone = NULL;

  if (cursor.row < 0)
    return FALSE;

  data = dwc_grid_rows_get_row (self->rows, (guint) cursor.row);
  if (data->kind != DWC_GRID_ROW_GROUP)
    return FALSE;

  zone = g_strdup (data->zone);
  dwc_grid_rows_set_collapsed (self->rows, zone, !data->collapsed);

  return TRUE;
}

static gboolean
select_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  DwcGridView *self = DWC_GRID_VIEW (widget);

  return toggle_group (self) || select_focus (self);
}

/* The board's actions work on the selection, so that becomes what has the focus. */
static gboolean
action_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  DwcGridView *self = DWC_GRID_VIEW (widget);
  GtkWidget *focus = get_focus (self);
  const char *name;

  if (focus == NULL || !DWC_IS_GRID_BAR (focus))
    return FALSE;

  g_variant_get (args, "(&s)", &name);
  select_focus (self);
  gtk_widget_activate_action_variant (widget, name, NULL);

  return TRUE;
}

static gboolean
activate_cb (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  DwcGridView *self = DWC_GRID_VIEW (widget);
  GtkWidget *focus = get_focus (self);

  if (focus == NULL)
    return FALSE;
  if (toggle_group (self))
    return TRUE;
  if (!select_focus (self))
    return FALSE;
  if (DWC_IS_GRID_BAR (focus))
    gtk_widget_activate_action_variant (widget, "board.inspect", NULL);

  return TRUE;
}

static gboolean
menu_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  DwcGridView *self = DWC_GRID_VIEW (widget);
  GtkWidget *focus = get_focus (self);

  if (focus == NULL || !DWC_IS_GRID_BAR (focus))
    return FALSE;

  dwc_grid_view_popup_menu (self, DWC_GRID_BAR (focus), gtk_widget_get_width (focus) / 2.0,
                            gtk_widget_get_height (focus));

  return TRUE;
}

static void
add_walk (GtkWidgetClass *klass,
          guint           key,
          guint           keypad_key,
          int             across,
          int             down)
{
  gtk_widget_class_add_binding (klass, key, 0, walk_cb, "(ii)", across, down);
  gtk_widget_class_add_binding (klass, keypad_key, 0, walk_cb, "(ii)", across, down);
}

static void
add_zoom (GtkWidgetClass *klass,
          guint           key,
          int             step)
{
  gtk_widget_class_add_binding (klass, key, 0, zoom_cb, "(i)", step);
  gtk_widget_class_add_binding (klass, key, GDK_SHIFT_MASK, zoom_cb, "(i)", step);
  gtk_widget_class_add_binding (klass, key, GDK_CONTROL_MASK, zoom_cb, "(i)", step);
}

/* Bindings by shortcut, not by raw key: they find the letters in every keyboard layout. */
void
dwc_grid_view_add_bindings (GtkWidgetClass *klass)
{
  add_walk (klass, GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0);
  add_walk (klass, GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0);
  add_walk (klass, GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1);
  add_walk (klass, GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Page_Up, 0, page_cb, "(i)", -1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Page_Down, 0, page_cb, "(i)", 1);
  gtk_widget_class_add_binding (klass, GDK_KEY_Home, 0, home_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_KP_Home, 0, home_cb, NULL);

  add_zoom (klass, GDK_KEY_plus, 1);
  add_zoom (klass, GDK_KEY_equal, 1);
  add_zoom (klass, GDK_KEY_KP_Add, 1);
  add_zoom (klass, GDK_KEY_minus, -1);
  add_zoom (klass, GDK_KEY_KP_Subtract, -1);

  gtk_widget_class_add_binding (klass, GDK_KEY_space, 0, select_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Return, 0, activate_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_KP_Enter, 0, activate_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_a, 0, action_cb, "(s)", "board.assign");
  gtk_widget_class_add_binding (klass, GDK_KEY_m, 0, action_cb, "(s)", "board.reschedule");
  gtk_widget_class_add_binding (klass, GDK_KEY_s, 0, action_cb, "(s)", "board.status");
  gtk_widget_class_add_binding (klass, GDK_KEY_u, 0, action_cb, "(s)", "board.unassign");
  gtk_widget_class_add_binding (klass, GDK_KEY_Menu, 0, menu_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_F10, GDK_SHIFT_MASK, menu_cb, NULL);
}
