/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-view-private.h"

#include <math.h>

/* One notch of a wheel. */
#define WHEEL_ZOOM 1.2

#define JOB_MENU "/org/dartwing/Dispatch/ui/dwc-job-menu.ui"

static GtkWidget *
pick (DwcGridView *self,
      double       x,
      double       y,
      GType        type)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  return widget != NULL ? gtk_widget_get_ancestor (widget, type) : NULL;
}

static GMenuModel *
new_menu_model (void)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (JOB_MENU);

  return g_object_ref (G_MENU_MODEL (gtk_builder_get_object (builder, "job_menu")));
}

/**
 * dwc_grid_view_popup_menu:
 * @self: a view
 * @bar: one of its bars
 * @x: where to point, in the bar
 * @y: where to point, in the bar
 *
 * Selects the job and opens the menu of what can be done with it.
 */
void
dwc_grid_view_popup_menu (DwcGridView *self,
                          DwcGridBar  *bar,
                          double       x,
                          double       y)
{
  double view_x, view_y;

  dwd_selection_select_job (dwc_context_get_selection (self->context), dwc_grid_bar_get_job (bar));

  if (self->menu == NULL)
    {
      g_autoptr (GMenuModel) model = new_menu_model ();

      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }

  if (!gtk_widget_translate_coordinates (GTK_WIDGET (bar), GTK_WIDGET (self), x, y, &view_x, &view_y))
    return;

  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(GdkRectangle) { (int) view_x, (int) view_y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
press_bar (DwcGridView *self,
           DwcGridBar  *bar,
           int          n_press)
{
  self->goal_us = DWD_TIME_NONE;
  gtk_widget_grab_focus (GTK_WIDGET (bar));
  dwd_selection_select_job (dwc_context_get_selection (self->context), dwc_grid_bar_get_job (bar));
  if (n_press == 2)
    gtk_widget_activate_action_variant (GTK_WIDGET (self), "board.inspect", NULL);
}

static void
press_head (DwcGridView *self,
            GtkWidget   *head)
{
  DwcGridRow *row = DWC_GRID_ROW (gtk_widget_get_ancestor (head, DWC_TYPE_GRID_ROW));

  self->goal_us = DWD_TIME_NONE;
  gtk_widget_grab_focus (head);
  dwd_selection_select_technician (dwc_context_get_selection (self->context), dwc_grid_row_get_employee (row));
}

static void
press_group (DwcGridView *self,
             GtkWidget   *group)
{
  g_autofree char *zone = g_strdup (dwc_grid_group_get_zone (DWC_GRID_GROUP (group)));
  int position = dwc_grid_rows_find_group (self->rows, zone);

  if (position < 0)
    return;

  gtk_widget_grab_focus (group);
  dwc_grid_rows_set_collapsed (self->rows, zone,
                               !dwc_grid_rows_get_row (self->rows, (guint) position)->collapsed);
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            DwcGridView     *self)
{
  GtkWidget *bar, *head, *group;

  if (self->rows == NULL)
    return;

  bar = pick (self, x, y, DWC_TYPE_GRID_BAR);
  head = pick (self, x, y, DWC_TYPE_GRID_HEAD);
  group = pick (self, x, y, DWC_TYPE_GRID_GROUP);

  if (bar != NULL)
    press_bar (self, DWC_GRID_BAR (bar), n_press);
  else if (head != NULL)
    press_head (self, head);
  else if (group != NULL)
    press_group (self, group);
}

static void
menu_pressed_cb (GtkGestureClick *gesture,
                 int              n_press,
                 double           x,
                 double           y,
                 DwcGridView     *self)
{
  GtkWidget *bar = pick (self, x, y, DWC_TYPE_GRID_BAR);
  double bar_x, bar_y;

  if (bar == NULL || !gtk_widget_translate_coordinates (GTK_WIDGET (self), bar, x, y, &bar_x, &bar_y))
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (bar);
  dwc_grid_view_popup_menu (self, DWC_GRID_BAR (bar), bar_x, bar_y);
}

/* The pointer's place in the view, which keeps its instant; the middle where there is none. */
static double
get_anchor (GtkEventController *controller,
            DwcGridView        *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  double x, y, offset_x, offset_y;

  if (event == NULL || native == NULL || !gdk_event_get_position (event, &x, &y))
    return dwc_grid_place_get_view_x (&self->place) + dwc_grid_place_get_view_width (&self->place) / 2.0;

  gtk_native_get_surface_transform (native, &offset_x, &offset_y);
  gtk_widget_translate_coordinates (GTK_WIDGET (native), GTK_WIDGET (self),
                                    x - offset_x, y - offset_y, &x, &y);

  return x;
}

/* Without Control the scrolled window has the wheel. */
static gboolean
scroll_cb (GtkEventControllerScroll *controller,
           double                    dx,
           double                    dy,
           DwcGridView              *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (!(state & GDK_CONTROL_MASK))
    return FALSE;

  dwc_grid_view_zoom_by (self, pow (WHEEL_ZOOM, -dy), get_anchor (GTK_EVENT_CONTROLLER (controller), self));

  return TRUE;
}

static void
pinch_began_cb (GtkGesture       *gesture,
                GdkEventSequence *sequence,
                DwcGridView      *self)
{
  self->pinched = 1.0;
}

static void
pinched_cb (GtkGestureZoom *gesture,
            double          scale,
            DwcGridView    *self)
{
  double x, y;

  if (scale <= 0 || !gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    return;

  dwc_grid_view_zoom_by (self, scale / self->pinched, x);
  self->pinched = scale;
}

/* Clicks, the menu, and zooming with wheel and fingers. Only called while the view is made. */
void
dwc_grid_view_add_pointer (DwcGridView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *menu = gtk_gesture_click_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "pressed", G_CALLBACK (menu_pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (menu));

  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_began_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinched_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));

  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, scroll);
}
