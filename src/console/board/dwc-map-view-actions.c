/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-view.h"

#include <math.h>

#include "dwc-map-view-private.h"

/*
 * What pointer and keys do on the map. Selecting happens here; what is then done with the selection
 * are the actions of the board.
 */

/* A press that moves further than this was a drag of the map. */
#define CLICK_SLOP 6.0
/* One key press pans by this share of the view. */
#define PAN_SHARE 0.2

static double
get_zoom (DwcMapView *self)
{
  return shumate_viewport_get_zoom_level (shumate_map_get_viewport (self->map));
}

static void
select_hit (DwcMapView      *self,
            const DwcMapHit *hit)
{
  DwdSelection *selection = dwc_context_get_selection (self->context);
  guint n;

  if (hit->kind == DWC_MAP_ITEM_JOB)
    {
      DwdJob *job = dwc_map_scene_get_jobs (self->scene, &n)[hit->members[0]].job;

      dwd_selection_select_job (selection, dwd_job_get_name (job));
    }
  else if (hit->kind == DWC_MAP_ITEM_PERSON)
    {
      DwdTechnician *technician = dwc_map_scene_get_people (self->scene, &n)[hit->members[0]].technician;

      dwd_selection_select_technician (selection, dwd_technician_get_name (technician));
    }
}

/* Lets a popover of the view point at a symbol. */
static void
point_popover (DwcMapView      *self,
               GtkPopover      *popover,
               const DwcMapHit *hit)
{
  GdkRectangle box = { 0, 0, 2 * 20, 2 * 20 };
  double x = hit->x, y = hit->y;

  gtk_widget_translate_coordinates (GTK_WIDGET (self->symbols), GTK_WIDGET (self), hit->x, hit->y, &x, &y);
  box.x = (int) x - 20;
  box.y = (int) y - 20;
  gtk_popover_set_pointing_to (popover, &box);
}

static void
open_list (DwcMapView      *self,
           const DwcMapHit *hit)
{
  DwcMapList *list = DWC_MAP_LIST (self->list);

  if (hit->kind == DWC_MAP_ITEM_JOBS)
    dwc_map_list_show_jobs (list, self->scene, hit->members, hit->n);
  else
    dwc_map_list_show_people (list, self->scene, hit->members, hit->n);
  point_popover (self, GTK_POPOVER (list), hit);
  gtk_popover_popup (GTK_POPOVER (list));
}

static void
open_menu (DwcMapView      *self,
           const DwcMapHit *hit)
{
  /* A menu for several records would act on none of them: the list comes first. */
  if (hit->kind == DWC_MAP_ITEM_JOBS || hit->kind == DWC_MAP_ITEM_PEOPLE)
    {
      open_list (self, hit);
      return;
    }

  select_hit (self, hit);
  if (hit->kind != DWC_MAP_ITEM_JOB)
    return;

  if (self->menu == NULL)
    {
      g_autoptr (GtkBuilder) builder =
        gtk_builder_new_from_resource ("/org/dartwing/Dispatch/ui/dwc-map-menu.ui");
      GMenuModel *model = G_MENU_MODEL (gtk_builder_get_object (builder, "job_menu"));

      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }

  point_popover (self, GTK_POPOVER (self->menu), hit);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
inspect (DwcMapView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "board.inspect", NULL);
}

static void
open_hit (DwcMapView      *self,
          const DwcMapHit *hit)
{
  if (hit->kind == DWC_MAP_ITEM_JOBS || hit->kind == DWC_MAP_ITEM_PEOPLE)
    {
      open_list (self, hit);
      return;
    }

  select_hit (self, hit);
  inspect (self);
}

static void
zoom_by (DwcMapView *self,
         double      step,
         double      x,
         double      y)
{
  DwcMapProjection projection;
  double zoom = CLAMP (round (get_zoom (self)) + step, DWC_MAP_MIN_ZOOM, DWC_MAP_MAX_ZOOM);
  double factor, world_x, world_y;
  DwdPoint centre;

  dwc_map_layer_project (SHUMATE_LAYER (self->symbols), &projection);
  factor = 1 - projection.world / dwc_map_world_at_zoom (zoom);
  /* What lies under the point stays under it. */
  dwc_map_projection_from_widget (&projection,
                                  projection.width / 2 + (x - projection.width / 2) * factor,
                                  projection.height / 2 + (y - projection.height / 2) * factor,
                                  &world_x, &world_y);
  dwd_point_from_mercator (world_x, CLAMP (world_y, 0, 1), &centre);
  dwc_map_view_go_to (self, &centre, zoom, TRUE);
}

static void
zoom_centre (DwcMapView *self,
             double      step)
{
  if (self->symbols == NULL)
    return;

  zoom_by (self, step, gtk_widget_get_width (GTK_WIDGET (self->symbols)) / 2.0,
           gtk_widget_get_height (GTK_WIDGET (self->symbols)) / 2.0);
}

static void
zoom_in_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  zoom_centre (DWC_MAP_VIEW (widget), 1);
}

static void
zoom_out_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  zoom_centre (DWC_MAP_VIEW (widget), -1);
}

static void
fit_cb (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  dwc_map_view_fit (DWC_MAP_VIEW (widget), TRUE);
}

static void
pan_cb (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  DwcMapView *self = DWC_MAP_VIEW (widget);
  DwcMapProjection projection;
  double dx, dy, x, y;
  DwdPoint centre;

  if (self->symbols == NULL)
    return;

  g_variant_get (parameter, "(dd)", &dx, &dy);
  dwc_map_layer_project (SHUMATE_LAYER (self->symbols), &projection);
  dwc_map_projection_from_widget (&projection, projection.width * (0.5 + dx * PAN_SHARE),
                                  projection.height * (0.5 + dy * PAN_SHARE), &x, &y);
  dwd_point_from_mercator (x, CLAMP (y, 0, 1), &centre);
  /* A held key repeats faster than an animation ends. */
  dwc_map_view_go_to (self, &centre, get_zoom (self), FALSE);
}

static void
next_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  DwcMapView *self = DWC_MAP_VIEW (widget);

  if (self->symbols != NULL && !dwc_map_symbol_layer_walk (self->symbols, 1))
    gtk_widget_error_bell (widget);
}

static void
previous_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  DwcMapView *self = DWC_MAP_VIEW (widget);

  if (self->symbols != NULL && !dwc_map_symbol_layer_walk (self->symbols, -1))
    gtk_widget_error_bell (widget);
}

static void
select_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  DwcMapView *self = DWC_MAP_VIEW (widget);
  DwcMapHit hit;

  if (self->symbols != NULL && dwc_map_symbol_layer_get_focused (self->symbols, &hit))
    select_hit (self, &hit);
}

static void
activate_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  DwcMapView *self = DWC_MAP_VIEW (widget);
  DwcMapHit hit;

  if (self->symbols != NULL && dwc_map_symbol_layer_get_focused (self->symbols, &hit))
    open_hit (self, &hit);
}

static void
menu_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  DwcMapView *self = DWC_MAP_VIEW (widget);
  DwcMapHit hit;

  if (self->symbols != NULL && dwc_map_symbol_layer_get_focused (self->symbols, &hit))
    open_menu (self, &hit);
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            DwcMapView      *self)
{
  DwcMapHit hit;

  self->press_x = x;
  self->press_y = y;
  gtk_widget_grab_focus (GTK_WIDGET (self->symbols));
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_SECONDARY &&
      dwc_map_symbol_layer_pick (self->symbols, x, y, &hit))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      open_menu (self, &hit);
    }
}

static void
released_cb (GtkGestureClick *gesture,
             int              n_press,
             double           x,
             double           y,
             DwcMapView      *self)
{
  DwcMapHit hit;

  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) != GDK_BUTTON_PRIMARY ||
      hypot (x - self->press_x, y - self->press_y) > CLICK_SLOP)
    return;

  if (!dwc_map_symbol_layer_pick (self->symbols, x, y, &hit))
    {
      if (n_press == 2)
        zoom_by (self, 1, x, y);
      return;
    }

  if (hit.kind == DWC_MAP_ITEM_JOBS || hit.kind == DWC_MAP_ITEM_PEOPLE)
    open_list (self, &hit);
  else if (n_press == 1)
    select_hit (self, &hit);
  else if (n_press == 2)
    inspect (self);
}

static void
motion_cb (GtkEventControllerMotion *controller,
           double                    x,
           double                    y,
           DwcMapView               *self)
{
  DwcMapHit hit;
  gboolean over = dwc_map_symbol_layer_pick (self->symbols, x, y, &hit);

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->symbols), over ? "pointer" : NULL);
}

static gboolean
query_tooltip_cb (GtkWidget  *widget,
                  int         x,
                  int         y,
                  gboolean    by_keyboard,
                  GtkTooltip *tooltip,
                  DwcMapView *self)
{
  g_autofree char *text = NULL;
  GdkRectangle box;
  DwcMapHit hit;

  if (by_keyboard ? !dwc_map_symbol_layer_get_focused (self->symbols, &hit)
                  : !dwc_map_symbol_layer_pick (self->symbols, x, y, &hit))
    return FALSE;

  text = dwc_map_symbol_layer_describe (self->symbols, &hit);
  box = (GdkRectangle) { (int) hit.x - 20, (int) hit.y - 20, 40, 40 };
  gtk_tooltip_set_text (tooltip, text);
  gtk_tooltip_set_tip_area (tooltip, &box);

  return TRUE;
}

void
dwc_map_view_add_gestures (DwcMapView *self)
{
  GtkWidget *symbols = GTK_WIDGET (self->symbols);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (symbols, GTK_EVENT_CONTROLLER (click));

  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (symbols, motion);

  gtk_widget_set_has_tooltip (symbols, TRUE);
  g_signal_connect (symbols, "query-tooltip", G_CALLBACK (query_tooltip_cb), self);
}

void
dwc_map_view_update_actions (DwcMapView *self)
{
  double zoom = get_zoom (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "map.zoom-in", zoom < DWC_MAP_MAX_ZOOM);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "map.zoom-out", zoom > DWC_MAP_MIN_ZOOM);
}

void
dwc_map_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "map.zoom-in", NULL, zoom_in_cb);
  gtk_widget_class_install_action (widget_class, "map.zoom-out", NULL, zoom_out_cb);
  gtk_widget_class_install_action (widget_class, "map.fit", NULL, fit_cb);
  gtk_widget_class_install_action (widget_class, "map.pan", "(dd)", pan_cb);
  gtk_widget_class_install_action (widget_class, "map.next", NULL, next_cb);
  gtk_widget_class_install_action (widget_class, "map.previous", NULL, previous_cb);
  gtk_widget_class_install_action (widget_class, "map.select", NULL, select_cb);
  gtk_widget_class_install_action (widget_class, "map.activate", NULL, activate_cb);
  gtk_widget_class_install_action (widget_class, "map.menu", NULL, menu_cb);
}
