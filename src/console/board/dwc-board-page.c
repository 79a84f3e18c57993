/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-board-page-private.h"

#include "dwc-map-view.h"
#include "dwc-prefs.h"
#include "dwc-time-grid.h"
#include "dwc-wording.h"
#include "widgets/dwc-access.h"
#include "widgets/dwc-size-bin.h"

#include <glib/gi18n.h>

#define NARROW_BELOW    1200
#define RAIL_BELOW      1100
#define INSPECTOR_WIDTH 316
#define TRAY_WIDTH      264
#define MAP_SHARE       0.42

G_DEFINE_FINAL_TYPE (DwcBoardPage, dwc_board_page, DWC_TYPE_PAGE)

static GSettings *
get_settings (DwcBoardPage * self)
{
  DwcContext *context = dwc_page_get_context (DWC_PAGE (self));

  return context != NULL ? dwc_context_get_settings (context) : NULL;
}

/* A pane is in its place beside the middle, or over the page, or nowhere. */
static void
place_pane (DwcBoardPage *self,
            GtkWidget    *pane,
            GtkWidget    *paned,
            GtkWidget    *flap,
            gboolean      over,
            gboolean      shown)
{
  gboolean at_start = pane == self->tray;
  GtkWidget *in_paned = at_start ? gtk_paned_get_start_child (GTK_PANED (paned))
                                 : gtk_paned_get_end_child (GTK_PANED (paned));
  gboolean is_over = gtk_revealer_get_child (GTK_REVEALER (flap)) == pane;

  if (over && !is_over)
    {
      if (in_paned == pane)
        g_object_set (paned, at_start ? "start-child" : "end-child", NULL, NULL);
      gtk_revealer_set_child (GTK_REVEALER (flap), pane);
    }
  else if (!over && in_paned != pane)
    {
      if (is_over)
        gtk_revealer_set_child (GTK_REVEALER (flap), NULL);
      g_object_set (paned, at_start ? "start-child" : "end-child", pane, NULL);
    }

  gtk_revealer_set_reveal_child (GTK_REVEALER (flap), over && shown);
  gtk_widget_set_visible (flap, over);
  gtk_widget_set_visible (pane, shown || over);
  if (over)
    gtk_widget_add_css_class (pane, "dwc-floating");
  else
    gtk_widget_remove_css_class (pane, "dwc-floating");
}

static void
set_toggle (GtkWidget *toggle,
            gboolean   active)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_STATE_EXPANDED, active, -1);
  if (active)
    gtk_widget_add_css_class (toggle, "dwc-open");
  else
    gtk_widget_remove_css_class (toggle, "dwc-open");
}

static void
lay_out (DwcBoardPage *self)
{
  if (self->tray == NULL)
    return;

  place_pane (self, self->tray, self->outer, self->tray_flap, self->has_rail, self->tray_shown);
  place_pane (self, self->inspector, self->inner, self->inspector_flap, self->narrow, self->inspector_shown);
  gtk_widget_set_visible (self->rail, self->has_rail);
  set_toggle (self->tray_toggle, self->tray_shown);
  set_toggle (self->inspector_toggle, self->inspector_shown);
  dwc_board_page_update_peek (self);
}

static void
update_date (DwcBoardPage *self)
{
  DwcContext *context = dwc_page_get_context (DWC_PAGE (self));
  g_autofree char *date = NULL;
  gint64 today_us;

  if (context == NULL)
    return;

  date = self->has_rail ? dwc_wording_short_date (context, self->day_us) : dwc_wording_date (context, self->day_us);
  today_us = dwd_zone_day_start (dwc_context_get_zone (context),
                                 dwd_clock_get_now (dwc_context_get_clock (context)), 0);
  gtk_label_set_text (GTK_LABEL (self->date), date);
  if (self->day_us == today_us)
    gtk_widget_add_css_class (self->today, "dwc-on");
  else
    gtk_widget_remove_css_class (self->today, "dwc-on");
}

static void
remember (DwcBoardPage *self,
          const char   *key,
          gboolean      value)
{
  GSettings *settings = get_settings (self);

  if (settings != NULL)
    g_settings_set_boolean (settings, key, value);
}

/* A wide page opens with what the person had open; a narrow one with both flaps closed. */
static void
apply_width (DwcBoardPage *self,
             int           width)
{
  GSettings *settings = get_settings (self);
  gboolean narrow = width < NARROW_BELOW;
  gboolean has_rail = width < RAIL_BELOW;

  if (narrow != self->narrow || self->width == 0)
    self->inspector_shown = !narrow && (settings == NULL ||
                                        g_settings_get_boolean (settings, DWC_PREF_INSPECTOR_VISIBLE));
  if (has_rail != self->has_rail || self->width == 0)
    self->tray_shown = !has_rail && (settings == NULL ||
                                     g_settings_get_boolean (settings, DWC_PREF_TRAY_VISIBLE));

  self->narrow = narrow;
  self->has_rail = has_rail;
  lay_out (self);
  update_date (self);
}

static double
get_map_share (DwcBoardPage *self)
{
  GSettings *settings = get_settings (self);

  return settings != NULL ? g_settings_get_double (settings, DWC_PREF_MAP_SHARE) : MAP_SHARE;
}

static void
resized_cb (DwcBoardPage *self,
            int           width,
            int           height)
{
  GSettings *settings = get_settings (self);
  gboolean first = self->width == 0;
  int middle_height;

  apply_width (self, width);
  if (first)
    gtk_paned_set_position (GTK_PANED (self->outer), settings != NULL
                            ? g_settings_get_int (settings, DWC_PREF_TRAY_WIDTH) : TRAY_WIDTH);

  middle_height = height - (self->narrow ? 52 : 0);
  if (height != self->height)
    gtk_paned_set_position (GTK_PANED (self->middle), middle_height * get_map_share (self));
  self->width = width;
  self->height = height;
}

/* Only a person's drag is remembered: a position set by a new size would add up to another one. */
static void
separator_released_cb (DwcBoardPage *self)
{
  GSettings *settings = get_settings (self);
  int height = gtk_widget_get_height (self->middle);

  if (settings == NULL || height <= 0)
    return;

  g_settings_set_double (settings, DWC_PREF_MAP_SHARE,
                         CLAMP ((double) gtk_paned_get_position (GTK_PANED (self->middle)) / height, 0.0, 1.0));
  if (!self->has_rail && self->tray_shown)
    g_settings_set_int (settings, DWC_PREF_TRAY_WIDTH,
                        CLAMP (gtk_paned_get_position (GTK_PANED (self->outer)), 220, 1000));
}

void
dwc_board_page_toggle_tray (DwcBoardPage *self)
{
  self->tray_shown = !self->tray_shown;
  if (!self->has_rail)
    remember (self, DWC_PREF_TRAY_VISIBLE, self->tray_shown);
  lay_out (self);
}

void
dwc_board_page_toggle_inspector (DwcBoardPage *self)
{
  self->inspector_shown = !self->inspector_shown;
  if (!self->narrow)
    remember (self, DWC_PREF_INSPECTOR_VISIBLE, self->inspector_shown);
  lay_out (self);
}

void
dwc_board_page_open_tray (DwcBoardPage *self)
{
  self->tray_shown = TRUE;
  lay_out (self);
}

void
dwc_board_page_open_inspector (DwcBoardPage *self)
{
  self->inspector_shown = TRUE;
  lay_out (self);
  gtk_widget_child_focus (self->inspector, GTK_DIR_TAB_FORWARD);
}

void
dwc_board_page_show_on_map (DwcBoardPage *self)
{
  if (self->map != NULL)
    dwc_map_view_show_selection (DWC_MAP_VIEW (self->map));
}

/**
 * dwc_board_page_set_day:
 * @self: the page
 * @day_us: any instant of the day
 */
void
dwc_board_page_set_day (DwcBoardPage *self,
                        gint64        day_us)
{
  DwcContext *context = dwc_page_get_context (DWC_PAGE (self));
  DwdEngine *engine = dwc_context_get_engine (context);

  self->day_us = dwd_zone_day_start (dwc_context_get_zone (context), day_us, 0);
  if (engine != NULL)
    dwd_engine_set_board_day (engine, self->day_us);
  update_date (self);
}

static void
count_changed_cb (DwcBoardPage *self)
{
  guint n = dwc_tray_get_n_jobs (DWC_TRAY (self->tray));
  g_autofree char *count = g_strdup_printf ("%u", n);
  g_autofree char *words = g_strdup_printf (ngettext ("%u unassigned job", "%u unassigned jobs", n), n);

  gtk_label_set_text (GTK_LABEL (self->rail_count), count);
  gtk_widget_set_tooltip_text (self->rail_button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rail_button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
job_changed_cb (DwcBoardPage *self)
{
  dwc_board_page_update_actions (self);
  dwc_board_page_update_peek (self);
}

static void
selection_changed_cb (DwcBoardPage *self)
{
  dwc_board_page_update_peek (self);
}

static void
minute_cb (DwcBoardPage *self)
{
  update_date (self);
  dwc_board_page_update_peek (self);
}

static void
dwc_board_page_context_set (DwcPage    *page,
                            DwcContext *context)
{
  DwcBoardPage *self = DWC_BOARD_PAGE (page);

  self->tray = g_object_ref_sink (dwc_tray_new (context));
  self->inspector = g_object_ref_sink (dwc_inspector_new (context));
  gtk_widget_set_size_request (self->inspector, INSPECTOR_WIDTH, -1);
  self->map = g_object_new (DWC_TYPE_MAP_VIEW, "context", context, NULL);
  self->grid = g_object_new (DWC_TYPE_TIME_GRID, "context", context, NULL);
  gtk_paned_set_start_child (GTK_PANED (self->middle), self->map);
  gtk_paned_set_end_child (GTK_PANED (self->middle), self->grid);
  dwc_board_page_accept_drops (self);

  g_signal_connect_object (self->tray, "notify::n-jobs", G_CALLBACK (count_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inspector, "job-changed", G_CALLBACK (job_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dwc_context_get_selection (context), "changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (dwc_context_get_clock (context), "minute", G_CALLBACK (minute_cb), self,
                           G_CONNECT_SWAPPED);

  self->day_us = dwd_board_get_start (dwc_context_get_board (context));
  count_changed_cb (self);
  if (self->width > 0)
    apply_width (self, self->width);
  else
    lay_out (self);
  update_date (self);
  dwc_board_page_update_actions (self);
}

static void
dwc_board_page_dispose (GObject *object)
{
  DwcBoardPage *self = DWC_BOARD_PAGE (object);

  G_OBJECT_CLASS (dwc_board_page_parent_class)->dispose (object);

  g_clear_object (&self->tray);
  g_clear_object (&self->inspector);
}

static void
dwc_board_page_class_init (DwcBoardPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  DwcPageClass *page_class = DWC_PAGE_CLASS (klass);

  object_class->dispose = dwc_board_page_dispose;
  page_class->context_set = dwc_board_page_context_set;
  dwc_board_page_install_actions (widget_class);
}

static GtkWidget *
new_button (const char *icon_name,
            const char *label,
            const char *action_name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action_name);

  return button;
}

static GtkWidget *
new_toolbar (DwcBoardPage *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkWidget *space = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (bar, "dwc-toolbar");
  self->tray_toggle = new_button ("sidebar-show-symbolic", _("Show or hide the tray (F9)"), "board.tray");
  gtk_box_append (GTK_BOX (bar), self->tray_toggle);
  gtk_box_append (GTK_BOX (bar), new_button ("go-previous-symbolic", _("Previous day (Ctrl+Page Up)"),
                                             "board.previous-day"));
  self->today = gtk_button_new_with_label (_("Today"));
  gtk_widget_add_css_class (self->today, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->today), "board.today");
  gtk_box_append (GTK_BOX (bar), self->today);
  gtk_box_append (GTK_BOX (bar), new_button ("go-next-symbolic", _("Next day (Ctrl+Page Down)"), "board.next-day"));

  self->date = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->date, "dwc-date");
  gtk_widget_add_css_class (self->date, "numeric");
  gtk_box_append (GTK_BOX (bar), self->date);

  gtk_widget_set_hexpand (space, TRUE);
  gtk_box_append (GTK_BOX (bar), space);
  self->inspector_toggle = new_button ("sidebar-show-right-symbolic", _("Show or hide the inspector (Ctrl+F10)"),
                                       "board.inspector");
  gtk_box_append (GTK_BOX (bar), self->inspector_toggle);

  return bar;
}

static GtkWidget *
new_rail (DwcBoardPage *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->rail = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->rail, "dwc-rail");
  gtk_widget_set_size_request (self->rail, 48, -1);
  self->rail_button = gtk_button_new ();
  gtk_widget_add_css_class (self->rail_button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->rail_button), "board.tray");
  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("contact-new-symbolic"));
  self->rail_count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->rail_count, "dwc-count");
  gtk_widget_set_halign (self->rail_count, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (content), self->rail_count);
  gtk_button_set_child (GTK_BUTTON (self->rail_button), content);
  gtk_box_append (GTK_BOX (self->rail), self->rail_button);

  return self->rail;
}

static GtkWidget *
new_paned (DwcBoardPage  *self,
           GtkOrientation orientation)
{
  GtkWidget *paned = gtk_paned_new (orientation);
  GtkGesture *release = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (release), GTK_PHASE_CAPTURE);
  g_signal_connect_object (release, "released", G_CALLBACK (separator_released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (paned, GTK_EVENT_CONTROLLER (release));

  return paned;
}

static GtkWidget *
new_flap (GtkAlign                  side,
          GtkRevealerTransitionType transition)
{
  GtkWidget *flap = gtk_revealer_new ();

  gtk_revealer_set_transition_type (GTK_REVEALER (flap), transition);
  gtk_revealer_set_transition_duration (GTK_REVEALER (flap), 200);
  gtk_widget_set_halign (flap, side);
  gtk_widget_set_visible (flap, FALSE);

  return flap;
}

static GtkWidget *
new_panes (DwcBoardPage *self)
{
  GtkWidget *overlay = gtk_overlay_new ();

  self->outer = new_paned (self, GTK_ORIENTATION_HORIZONTAL);
  self->inner = new_paned (self, GTK_ORIENTATION_HORIZONTAL);
  self->middle = new_paned (self, GTK_ORIENTATION_VERTICAL);
  gtk_paned_set_resize_start_child (GTK_PANED (self->outer), FALSE);
  gtk_paned_set_shrink_start_child (GTK_PANED (self->outer), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (self->outer), FALSE);
  gtk_paned_set_end_child (GTK_PANED (self->outer), self->inner);
  gtk_paned_set_resize_end_child (GTK_PANED (self->inner), FALSE);
  gtk_paned_set_shrink_start_child (GTK_PANED (self->inner), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (self->inner), FALSE);
  gtk_paned_set_start_child (GTK_PANED (self->inner), self->middle);
  gtk_widget_set_hexpand (self->outer, TRUE);
  gtk_widget_set_vexpand (self->outer, TRUE);

  self->tray_flap = new_flap (GTK_ALIGN_START, GTK_REVEALER_TRANSITION_TYPE_SLIDE_RIGHT);
  self->inspector_flap = new_flap (GTK_ALIGN_END, GTK_REVEALER_TRANSITION_TYPE_SLIDE_LEFT);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->outer);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->tray_flap);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->inspector_flap);

  return overlay;
}

static void
dwc_board_page_init (DwcBoardPage *self)
{
  GtkWidget *bin = g_object_new (DWC_TYPE_SIZE_BIN, NULL);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_box_append (GTK_BOX (column), new_toolbar (self));
  gtk_box_append (GTK_BOX (row), new_rail (self));
  gtk_box_append (GTK_BOX (row), new_panes (self));
  gtk_box_append (GTK_BOX (column), row);
  self->peek = dwc_board_page_new_peek (self);
  gtk_widget_set_visible (self->peek, FALSE);
  gtk_box_append (GTK_BOX (column), self->peek);

  self->tray_shown = TRUE;
  self->inspector_shown = TRUE;
  gtk_widget_set_visible (self->rail, FALSE);
  dwc_size_bin_set_child (DWC_SIZE_BIN (bin), column);
  g_signal_connect_object (bin, "resized", G_CALLBACK (resized_cb), self, G_CONNECT_SWAPPED);
  dwc_access_tidy (bin);
  gtk_widget_set_parent (bin, GTK_WIDGET (self));
}

GtkWidget *
dwc_board_page_new (void)
{
  return g_object_new (DWC_TYPE_BOARD_PAGE,
                       "title", _("Board"),
                       "icon-name", "view-grid-symbolic",
                       NULL);
}

/**
 * dwc_board_page_reload:
 * @self: the page
 *
 * Another account, or another cache, was opened: its day and its lists are shown.
 */
void
dwc_board_page_reload (DwcBoardPage *self)
{
  DwcContext *context = dwc_page_get_context (DWC_PAGE (self));

  g_return_if_fail (DWC_IS_BOARD_PAGE (self));

  if (context == NULL)
    return;

  self->day_us = dwd_board_get_start (dwc_context_get_board (context));
  dwc_tray_reload (DWC_TRAY (self->tray));
  update_date (self);
  dwc_board_page_update_actions (self);
}

gboolean
dwc_board_page_get_is_narrow (DwcBoardPage *self)
{
  g_return_val_if_fail (DWC_IS_BOARD_PAGE (self), FALSE);

  return self->narrow;
}

gboolean
dwc_board_page_get_has_rail (DwcBoardPage *self)
{
  g_return_val_if_fail (DWC_IS_BOARD_PAGE (self), FALSE);

  return self->has_rail;
}
