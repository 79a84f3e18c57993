/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "test"

#include "config.h"

#include <adwaita.h>
#include <gdk/gdkkeysyms.h>

#include "board/dwc-grid-group.h"
#include "board/dwc-time-grid.h"
#include "dwt-board-fixture.h"
#include "dwt-loop.h"

#include <math.h>

#define MINUTE DWD_USEC_PER_MINUTE

typedef struct
{
  DwdBoard *board;
  DwdClock *clock;
  DwcContext *context;
  GtkWidget *window;
  GtkWidget *grid;        /* (owned), so that its end is seen */
  DwcGridView *view;
  GString *actions;       /* the board's actions that were asked for, in order */
} Fixture;

static void
action_cb (GSimpleAction *action,
           GVariant      *parameter,
           Fixture       *fixture)
{
  const char *job = dwd_selection_get_job (dwc_context_get_selection (fixture->context));

  g_string_append_printf (fixture->actions, "%s %s;", g_action_get_name (G_ACTION (action)), job);
}

/* The actions of the board page, recorded instead of done. */
static void
install_actions (Fixture *fixture)
{
  static const char *const names[] = { "inspect", "assign", "reschedule", "status", "unassign", "show-on-map" };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (names[i], NULL);

      g_signal_connect (action, "activate", G_CALLBACK (action_cb), fixture);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  gtk_widget_insert_action_group (fixture->window, "board", G_ACTION_GROUP (group));
}

static void
show (Fixture  *fixture,
      DwdBoard *board)
{
  fixture->board = board;
  fixture->clock = dwt_board_fixture_new_clock ();
  fixture->context = dwc_context_new_for_board (fixture->board, fixture->clock, NULL);
  fixture->actions = g_string_new (NULL);
  fixture->grid = g_object_ref_sink (dwc_time_grid_new ());
  fixture->view = dwc_time_grid_get_view (DWC_TIME_GRID (fixture->grid));
  dwc_time_grid_set_context (DWC_TIME_GRID (fixture->grid), fixture->context);

  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->grid);
  install_actions (fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  show (fixture, dwt_board_fixture_new ());
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  dwt_settle ();
  g_assert_finalize_object (fixture->grid);
  g_assert_finalize_object (fixture->context);
  g_assert_finalize_object (fixture->board);
  g_assert_finalize_object (fixture->clock);
  g_string_free (fixture->actions, TRUE);
}

/* Runs what the key is bound to, through the view's own shortcuts. */
static gboolean
press (Fixture        *fixture,
       guint           key,
       GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->view));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;

      for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (controller)); k++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

          if (!GTK_IS_KEYVAL_TRIGGER (trigger)
              || gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) != key
              || gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) != modifiers)
            continue;

          return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut),
                                               GTK_SHORTCUT_ACTION_EXCLUSIVE, GTK_WIDGET (fixture->view),
                                               gtk_shortcut_get_arguments (shortcut));
        }
    }

  g_error ("key %u is bound to nothing", key);
}

static GtkWidget *
get_focus (Fixture *fixture)
{
  return gtk_root_get_focus (GTK_ROOT (fixture->window));
}

static void
assert_focus_bar (Fixture    *fixture,
                  const char *job)
{
  GtkWidget *focus = get_focus (fixture);

  g_assert_true (DWC_IS_GRID_BAR (focus));
  g_assert_cmpstr (dwc_grid_bar_get_job (DWC_GRID_BAR (focus)), ==, job);
}

static void
assert_focus_head (Fixture    *fixture,
                   const char *employee)
{
  GtkWidget *focus = get_focus (fixture);

  g_assert_true (DWC_IS_GRID_HEAD (focus));
  g_assert_cmpstr (dwc_grid_row_get_employee (DWC_GRID_ROW (gtk_widget_get_parent (focus))), ==, employee);
}

static GtkWidget *
get_bar (Fixture    *fixture,
         const char *job)
{
  GtkWidget *bar = GTK_WIDGET (dwc_grid_view_find_bar (fixture->view, job));

  g_assert_nonnull (bar);

  return bar;
}

static void
focus_bar (Fixture    *fixture,
           const char *job)
{
  gtk_widget_grab_focus (get_bar (fixture, job));
  assert_focus_bar (fixture, job);
}

static void
wait_for_layout (Fixture *fixture)
{
  gtk_widget_queue_draw (fixture->window);
  gtk_test_widget_wait_for_draw (fixture->window);
}

static const char *
get_selected_job (Fixture *fixture)
{
  return dwd_selection_get_job (dwc_context_get_selection (fixture->context));
}

static void
test_finalize (Fixture      *fixture,
               gconstpointer data)
{
  g_object_set (fixture->grid, "context", NULL, NULL);
  g_assert_null (dwc_grid_view_get_rows (fixture->view));
  wait_for_layout (fixture);
  dwc_time_grid_set_context (DWC_TIME_GRID (fixture->grid), fixture->context);
  wait_for_layout (fixture);
  get_bar (fixture, "JOB-2026-00191");
}

/* At the start now is in view, on a full hour, and what is late with it. */
static void
test_start (Fixture      *fixture,
            gconstpointer data)
{
  const DwcGridPlace *place = dwc_grid_view_get_place (fixture->view);
  int x = dwc_grid_place_get_x (place, dwt_board_fixture_now ());

  g_assert_cmpint (x, >, place->lead);
  g_assert_cmpint (x, <, place->width);
  g_assert_cmpint (ABS (dwc_grid_place_get_first (place) - dwt_board_fixture_at (0, 8, 0)), <, MINUTE);
  get_bar (fixture, "JOB-2026-00193");
  get_bar (fixture, "JOB-2026-00179");
}

/* Until somebody moves it, the view begins on a full hour also after its pane has found its width. */
static void
test_start_after_resize (Fixture      *fixture,
                         gconstpointer data)
{
  const DwcGridPlace *place = dwc_grid_view_get_place (fixture->view);
  DwdCivil civil;
  gint64 first_us;

  gtk_widget_set_margin_start (fixture->grid, 137);
  wait_for_layout (fixture);
  dwt_wait_for (place->width < 900, 5);
  dwd_zone_to_civil (dwd_board_get_zone (fixture->board), dwc_grid_place_get_first (place) + MINUTE / 2, &civil);
  g_assert_cmpint (civil.minute, ==, 0);

  dwc_grid_view_zoom_by (fixture->view, 1.3, 400);
  first_us = dwc_grid_place_get_first (place);
  gtk_widget_set_margin_start (fixture->grid, 0);
  wait_for_layout (fixture);
  dwt_wait_for (place->width > 900, 5);
  g_assert_cmpint (dwc_grid_place_get_first (place), ==, first_us);
}

static void
assert_area (Fixture    *fixture,
             const char *job)
{
  const DwcGridPlace *place = dwc_grid_view_get_place (fixture->view);
  DwdJob *known = dwd_board_lookup_job (fixture->board, job);
  GtkWidget *bar = get_bar (fixture, job);
  graphene_rect_t area;
  int x, width;

  dwc_grid_place_get_span (place, dwd_job_get_start (known), dwd_job_get_end (known), &x, &width);
  g_assert_true (gtk_widget_compute_bounds (bar, GTK_WIDGET (fixture->view), &area));
  g_assert_cmpfloat (area.origin.x, ==, x);
  g_assert_cmpfloat (area.size.width, ==, width);
}

static void
test_bars_lie_in_time (Fixture      *fixture,
                       gconstpointer data)
{
  assert_area (fixture, "JOB-2026-00191");
  assert_area (fixture, "JOB-2026-00203");

  dwc_grid_view_zoom_by (fixture->view, 2, 500);
  wait_for_layout (fixture);
  assert_area (fixture, "JOB-2026-00191");
}

static void
test_direction (Fixture      *fixture,
                gconstpointer data)
{
  GtkWidget *view = GTK_WIDGET (fixture->view);
  graphene_rect_t late, early;

  gtk_widget_set_direction (view, GTK_TEXT_DIR_RTL);
  wait_for_layout (fixture);
  dwc_grid_view_show_now (fixture->view);
  wait_for_layout (fixture);
  g_assert_true (dwc_grid_view_get_place (fixture->view)->rtl);
  assert_area (fixture, "JOB-2026-00187");
  g_assert_true (gtk_widget_compute_bounds (get_bar (fixture, "JOB-2026-00187"), view, &early));
  g_assert_true (gtk_widget_compute_bounds (get_bar (fixture, "JOB-2026-00203"), view, &late));
  g_assert_cmpfloat (late.origin.x + late.size.width, <, early.origin.x);

  /* Left goes on in time now. */
  focus_bar (fixture, "JOB-2026-00187");
  press (fixture, GDK_KEY_Left, 0);
  assert_focus_bar (fixture, "JOB-2026-00203");
}

/* Rows grow with the text, and nothing overlaps. */
static void
test_text_scale (Fixture      *fixture,
                 gconstpointer data)
{
  GtkSettings *settings = gtk_widget_get_settings (fixture->window);
  DwcGridRows *rows = dwc_grid_view_get_rows (fixture->view);
  int position = dwc_grid_rows_find_technician (rows, "HR-EMP-00001");
  int before = dwc_grid_rows_get_row (rows, (guint) position)->height;
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  wait_for_layout (fixture);
  g_assert_cmpint (dwc_grid_rows_get_row (rows, (guint) position)->height, ==, 72);
  g_assert_cmpint (gtk_widget_get_height (get_bar (fixture, "JOB-2026-00195")), ==, 48);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  wait_for_layout (fixture);
  g_assert_cmpint (dwc_grid_rows_get_row (rows, (guint) position)->height, ==, before);
}

/* Every bar in view is a button whose name begins with its job and status; every head, row and group
 * has a name. */
static void
test_accessible (Fixture      *fixture,
                 gconstpointer data)
{
  static const char *const head_name = "Madina Ospanova, En route 195 · 12 late, 62 % of the shift used, HVAC 3/5";
  DwcGridRows *rows = dwc_grid_view_get_rows (fixture->view);
  DwcGridRow *late = dwc_grid_view_find_row (fixture->view, "HR-EMP-00003");
  guint n_bars = 0;

  gtk_test_accessible_assert_role (fixture->view, GTK_ACCESSIBLE_ROLE_GRID);

  for (guint i = 0; i < dwc_grid_rows_get_n_rows (rows); i++)
    {
      const DwcGridRowData *data_row = dwc_grid_rows_get_row (rows, i);
      DwcGridRow *row;
      GPtrArray *bars;

      if (data_row->kind == DWC_GRID_ROW_GROUP)
        continue;

      row = dwc_grid_view_find_row (fixture->view, dwd_technician_get_name (data_row->technician));
      g_assert_nonnull (row);
      gtk_test_accessible_assert_role (row, GTK_ACCESSIBLE_ROLE_ROW);
      gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           dwd_technician_get_employee_name (data_row->technician));
      gtk_test_accessible_assert_role (dwc_grid_row_get_head (row), GTK_ACCESSIBLE_ROLE_ROW_HEADER);

      bars = dwc_grid_row_get_bars (row);
      for (guint k = 0; k < bars->len; k++)
        {
          GtkAccessible *bar = bars->pdata[k];
          DwdJob *job = dwd_board_lookup_job (fixture->board, dwc_grid_bar_get_job (bars->pdata[k]));
          g_autofree char *start = g_strdup_printf ("Job %s %s, %s", dwd_job_get_short_name (job),
                                                    dwd_job_get_title (job),
                                                    dwc_palette_status_word (dwd_job_get_status (job)));
          g_autofree char *name = NULL;

          gtk_test_accessible_assert_role (bar, GTK_ACCESSIBLE_ROLE_BUTTON);
          name = gtk_test_accessible_check_property (bar, GTK_ACCESSIBLE_PROPERTY_LABEL, "none");
          g_assert_nonnull (name);
          g_assert_nonnull (strstr (name, start));
          g_assert_nonnull (strstr (name, dwd_job_get_assigned_to_name (job)));
          n_bars++;
        }
    }

  g_assert_cmpuint (n_bars, >, 25);
  gtk_test_accessible_assert_property (get_bar (fixture, "JOB-2026-00193"), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Job 193 Kitchen extractor, En Route, High, 09:37–10:58, "
                                       "Daniyar Seitkali, 1 hour 5 minutes late");
  gtk_test_accessible_assert_property (dwc_grid_row_get_head (late), GTK_ACCESSIBLE_PROPERTY_LABEL, head_name);
}

/* Spare widgets are not told of. */
static void
test_accessible_hidden (Fixture      *fixture,
                        gconstpointer data)
{
  DwcGridRow *row = dwc_grid_view_find_row (fixture->view, "HR-EMP-00001");
  guint n_hidden = 0, n_shown = 0;

  dwc_grid_view_set_hours (fixture->view, 2.5);
  wait_for_layout (fixture);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (row)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (!DWC_IS_GRID_BAR (child))
        continue;

      if (gtk_widget_get_child_visible (child))
        n_shown++;
      else
        {
          gtk_test_accessible_assert_state (child, GTK_ACCESSIBLE_STATE_HIDDEN, TRUE);
          g_assert_null (dwc_grid_bar_get_job (DWC_GRID_BAR (child)));
          n_hidden++;
        }
    }

  g_assert_cmpuint (n_shown, ==, dwc_grid_row_get_bars (row)->len);
  g_assert_cmpuint (n_hidden, >, 0);
}

static void
test_keys_walk (Fixture      *fixture,
                gconstpointer data)
{
  focus_bar (fixture, "JOB-2026-00191");

  /* Along the row, to its head and its end, and no further. */
  press (fixture, GDK_KEY_Right, 0);
  assert_focus_bar (fixture, "JOB-2026-00198");
  press (fixture, GDK_KEY_Right, 0);
  press (fixture, GDK_KEY_Right, 0);
  assert_focus_bar (fixture, "JOB-2026-00215");
  for (int i = 0; i < 4; i++)
    press (fixture, GDK_KEY_Left, 0);
  assert_focus_head (fixture, "HR-EMP-00001");
  press (fixture, GDK_KEY_Left, 0);
  assert_focus_head (fixture, "HR-EMP-00001");

  /* Between rows at the same time of day, over a group's head and back. */
  focus_bar (fixture, "JOB-2026-00191");
  press (fixture, GDK_KEY_Down, 0);
  assert_focus_bar (fixture, "JOB-2026-00187");
  press (fixture, GDK_KEY_Down, 0);
  assert_focus_bar (fixture, "JOB-2026-00179");
  press (fixture, GDK_KEY_Down, 0);
  g_assert_true (DWC_IS_GRID_GROUP (get_focus (fixture)));
  press (fixture, GDK_KEY_Down, 0);
  assert_focus_bar (fixture, "JOB-2026-00190");
  press (fixture, GDK_KEY_Page_Up, 0);
  g_assert_true (DWC_IS_GRID_GROUP (get_focus (fixture)));
}

/* A walk scrolls to where it goes. */
static void
test_keys_scroll (Fixture      *fixture,
                  gconstpointer data)
{
  const DwcGridPlace *place = dwc_grid_view_get_place (fixture->view);
  graphene_rect_t area;

  dwc_grid_view_set_hours (fixture->view, 2.5);
  wait_for_layout (fixture);
  g_assert_null (dwc_grid_view_find_bar (fixture->view, "JOB-2026-00215"));
  focus_bar (fixture, "JOB-2026-00191");
  press (fixture, GDK_KEY_Right, 0);
  press (fixture, GDK_KEY_Right, 0);
  assert_focus_bar (fixture, "JOB-2026-00215");
  wait_for_layout (fixture);
  assert_focus_bar (fixture, "JOB-2026-00215");
  g_assert_true (gtk_widget_compute_bounds (get_focus (fixture), GTK_WIDGET (fixture->view), &area));
  g_assert_cmpfloat (area.origin.x, >=, place->lead);
  g_assert_cmpfloat (area.origin.x + area.size.width, <=, place->width);

  /* The focus stays with its bar where that is scrolled away, and Home goes back to now. */
  press (fixture, GDK_KEY_Home, 0);
  wait_for_layout (fixture);
  assert_focus_bar (fixture, "JOB-2026-00215");
  g_assert_cmpint (dwc_grid_place_get_first (place), <, dwt_board_fixture_now ());
  g_assert_cmpint (dwc_grid_place_get_last (place), >, dwt_board_fixture_now ());
}

static void
test_keys_act (Fixture      *fixture,
               gconstpointer data)
{
  focus_bar (fixture, "JOB-2026-00191");
  g_assert_null (get_selected_job (fixture));
  press (fixture, GDK_KEY_space, 0);
  g_assert_cmpstr (get_selected_job (fixture), ==, "JOB-2026-00191");

  focus_bar (fixture, "JOB-2026-00203");
  press (fixture, GDK_KEY_Return, 0);
  press (fixture, GDK_KEY_a, 0);
  press (fixture, GDK_KEY_m, 0);
  press (fixture, GDK_KEY_s, 0);
  press (fixture, GDK_KEY_u, 0);
  g_assert_cmpstr (fixture->actions->str, ==,
                   "inspect JOB-2026-00203;assign JOB-2026-00203;reschedule JOB-2026-00203;"
                   "status JOB-2026-00203;unassign JOB-2026-00203;");

  /* On a head the letters do nothing, and Return selects the technician. */
  gtk_widget_grab_focus (GTK_WIDGET (dwc_grid_row_get_head (dwc_grid_view_find_row (fixture->view, "HR-EMP-00002"))));
  g_assert_false (press (fixture, GDK_KEY_a, 0));
  press (fixture, GDK_KEY_Return, 0);
  g_assert_cmpstr (dwd_selection_get_technician (dwc_context_get_selection (fixture->context)), ==,
                   "HR-EMP-00002");
}

static void
test_keys_fold (Fixture      *fixture,
                gconstpointer data)
{
  DwcGridRows *rows = dwc_grid_view_get_rows (fixture->view);

  focus_bar (fixture, "JOB-2026-00210");
  press (fixture, GDK_KEY_Up, 0);
  g_assert_true (DWC_IS_GRID_GROUP (get_focus (fixture)));
  gtk_test_accessible_assert_property (get_focus (fixture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Left Bank, 6 technicians");
  gtk_test_accessible_assert_state (get_focus (fixture), GTK_ACCESSIBLE_STATE_EXPANDED, TRUE);

  press (fixture, GDK_KEY_Left, 0);
  g_assert_cmpuint (dwc_grid_rows_get_n_rows (rows), ==, 6);
  wait_for_layout (fixture);
  g_assert_null (dwc_grid_view_find_bar (fixture->view, "JOB-2026-00210"));
  gtk_test_accessible_assert_state (get_focus (fixture), GTK_ACCESSIBLE_STATE_EXPANDED, FALSE);
  press (fixture, GDK_KEY_Return, 0);
  g_assert_cmpuint (dwc_grid_rows_get_n_rows (rows), ==, 12);
}

static void
test_keys_zoom (Fixture      *fixture,
                gconstpointer data)
{
  const DwcGridPlace *place = dwc_grid_view_get_place (fixture->view);
  double before = place->scale.px_per_hour;
  gint64 start_us = dwd_job_get_start (dwd_board_lookup_job (fixture->board, "JOB-2026-00203"));
  int x;

  focus_bar (fixture, "JOB-2026-00203");
  x = dwc_grid_place_get_x (place, start_us);
  press (fixture, GDK_KEY_plus, 0);
  g_assert_cmpfloat (place->scale.px_per_hour, >, before);
  g_assert_cmpint (ABS (dwc_grid_place_get_x (place, start_us) - x), <=, 1);
  press (fixture, GDK_KEY_minus, 0);
  g_assert_cmpfloat_with_epsilon (place->scale.px_per_hour, before, 1e-6);

  /* The whole range is the furthest, columns of a quarter of an hour are within reach. */
  for (int i = 0; i < 30; i++)
    press (fixture, GDK_KEY_minus, 0);
  g_assert_cmpint (dwc_grid_place_get_first (place), ==, dwd_board_get_start (fixture->board));
  g_assert_cmpint (ABS (dwc_grid_place_get_last (place) - dwd_board_get_end (fixture->board)), <, MINUTE);
  for (int i = 0; i < 30; i++)
    press (fixture, GDK_KEY_plus, 0);
  g_assert_cmpfloat (place->scale.px_per_hour / 4, >=, 60);
}

static GtkGesture *
find_click (Fixture *fixture,
            guint    button)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->view));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller)
          && gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == button)
        return GTK_GESTURE (controller);
    }

  g_assert_not_reached ();
}

static void
click (Fixture   *fixture,
       GtkWidget *widget,
       int        n_press)
{
  graphene_rect_t area;

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (fixture->view), &area));
  g_signal_emit_by_name (find_click (fixture, GDK_BUTTON_PRIMARY), "pressed", n_press,
                         (double) (area.origin.x + area.size.width / 2),
                         (double) (area.origin.y + area.size.height / 2));
}

static void
test_pointer (Fixture      *fixture,
              gconstpointer data)
{
  DwdSelection *selection = dwc_context_get_selection (fixture->context);
  DwcGridRow *row = dwc_grid_view_find_row (fixture->view, "HR-EMP-00003");

  click (fixture, get_bar (fixture, "JOB-2026-00195"), 1);
  g_assert_cmpstr (get_selected_job (fixture), ==, "JOB-2026-00195");
  g_assert_cmpstr (fixture->actions->str, ==, "");
  gtk_test_accessible_assert_state (get_bar (fixture, "JOB-2026-00195"), GTK_ACCESSIBLE_STATE_SELECTED, TRUE);

  click (fixture, get_bar (fixture, "JOB-2026-00195"), 2);
  g_assert_cmpstr (fixture->actions->str, ==, "inspect JOB-2026-00195;");

  click (fixture, GTK_WIDGET (dwc_grid_row_get_head (row)), 1);
  g_assert_cmpstr (dwd_selection_get_technician (selection), ==, "HR-EMP-00003");
  gtk_test_accessible_assert_state (dwc_grid_row_get_head (row), GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  gtk_test_accessible_assert_state (get_bar (fixture, "JOB-2026-00195"), GTK_ACCESSIBLE_STATE_SELECTED, FALSE);
}

static GtkWidget *
find_menu (Fixture *fixture)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_POPOVER_MENU (child))
        return child;
    }

  return NULL;
}

static void
test_menu (Fixture      *fixture,
           gconstpointer data)
{
  focus_bar (fixture, "JOB-2026-00187");
  press (fixture, GDK_KEY_F10, GDK_SHIFT_MASK);
  g_assert_cmpstr (get_selected_job (fixture), ==, "JOB-2026-00187");
  g_assert_nonnull (find_menu (fixture));
  g_assert_true (gtk_widget_get_visible (find_menu (fixture)));
  gtk_popover_popdown (GTK_POPOVER (find_menu (fixture)));
}

/* What is picked elsewhere comes into view in the same turn. */
static void
test_selection_reveals (Fixture      *fixture,
                        gconstpointer data)
{
  dwc_grid_view_set_hours (fixture->view, 2.5);
  wait_for_layout (fixture);
  g_assert_null (dwc_grid_view_find_bar (fixture->view, "JOB-2026-00216"));
  dwd_selection_select_job (dwc_context_get_selection (fixture->context), "JOB-2026-00216");
  gtk_test_accessible_assert_state (get_bar (fixture, "JOB-2026-00216"), GTK_ACCESSIBLE_STATE_SELECTED, TRUE);

  /* One that nobody has moves nothing. */
  dwd_selection_select_job (dwc_context_get_selection (fixture->context), "JOB-2026-00204");
  get_bar (fixture, "JOB-2026-00216");
}

/* A minute makes everybody later, without anything moving. */
static void
test_minute (Fixture      *fixture,
             gconstpointer data)
{
  dwd_clock_advance (fixture->clock, 2 * MINUTE);
  dwt_settle ();
  gtk_test_accessible_assert_property (get_bar (fixture, "JOB-2026-00195"), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Job 195 Duct balancing, En Route, 10:30–11:58, Madina Ospanova, "
                                       "14 minutes late");
}

/* A job that changes keeps its widget, and the focus on it. */
static void
test_job_changes (Fixture      *fixture,
                  gconstpointer data)
{
  DwdJobFields fields = {
    .name = "JOB-2026-00203",
    .title = "VRF commissioning",
    .assigned_to = "HR-EMP-00002",
    .assigned_to_name = "Timur Akhmetov",
    .status = DWD_JOB_STATUS_ASSIGNED,
    .priority = DWD_PRIORITY_URGENT,
    .location = { NAN, NAN },
    .date_us = dwt_board_fixture_at (0, 0, 0),
    .start_us = dwt_board_fixture_at (0, 12, 0),
    .end_us = dwt_board_fixture_at (0, 14, 0),
    .created_us = dwt_board_fixture_at (0, 0, 0),
    .status_updated_us = dwt_board_fixture_at (0, 0, 0),
    .actual_start_us = DWD_TIME_NONE,
    .actual_end_us = DWD_TIME_NONE,
  };
  g_autoptr (DwdJob) job = dwd_job_new (&fields);
  GtkWidget *bar = get_bar (fixture, "JOB-2026-00203");

  gtk_widget_grab_focus (bar);
  dwd_board_put_job (fixture->board, job);
  dwt_settle ();
  wait_for_layout (fixture);
  g_assert_true (get_bar (fixture, "JOB-2026-00203") == bar);
  assert_focus_bar (fixture, "JOB-2026-00203");
  assert_area (fixture, "JOB-2026-00203");
  gtk_test_accessible_assert_property (bar, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Job 203 VRF commissioning, Assigned, Urgent, 12:00–14:00, Timur Akhmetov");

  dwd_board_remove_job (fixture->board, "JOB-2026-00203");
  dwt_settle ();
  wait_for_layout (fixture);
  assert_focus_head (fixture, "HR-EMP-00002");
  g_assert_null (dwc_grid_view_find_bar (fixture->view, "JOB-2026-00203"));
}

/* Children come in the order in which they are read: groups and rows, and in a row the head, then the
 * day, however they were used before. */
static void
test_accessible_order (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (GtkAdjustment) across = NULL;
  DwcGridRow *row = dwc_grid_view_find_row (fixture->view, "HR-EMP-00007");
  GtkWidget *child;
  gint64 start_us = 0;

  dwc_grid_view_set_hours (fixture->view, 2.5);
  g_object_get (fixture->view, "hadjustment", &across, NULL);
  for (double value = gtk_adjustment_get_upper (across); value >= 0; value -= 97)
    gtk_adjustment_set_value (across, value);
  dwc_grid_view_set_hours (fixture->view, 9.5);
  wait_for_layout (fixture);
  dwt_settle ();

  child = gtk_widget_get_first_child (GTK_WIDGET (row));
  g_assert_true (DWC_IS_GRID_HEAD (child));
  for (guint i = 0; i < dwc_grid_row_get_bars (row)->len; i++)
    {
      DwdJob *job;

      child = gtk_widget_get_next_sibling (child);
      job = dwd_board_lookup_job (fixture->board, dwc_grid_bar_get_job (DWC_GRID_BAR (child)));
      g_assert_cmpint (dwd_job_get_start (job), >, start_us);
      start_us = dwd_job_get_start (job);
    }

  child = gtk_widget_get_first_child (GTK_WIDGET (fixture->view));
  g_assert_true (DWC_IS_GRID_GROUP (child));
  g_assert_true (DWC_IS_GRID_ROW (gtk_widget_get_next_sibling (child)));
}

/* A bar that is scrolled under the heads is not picked there. */
static void
test_pointer_on_head (Fixture      *fixture,
                      gconstpointer data)
{
  DwdSelection *selection = dwc_context_get_selection (fixture->context);
  DwcGridRow *row = dwc_grid_view_find_row (fixture->view, "HR-EMP-00004");

  dwc_grid_view_set_hours (fixture->view, 2.5);
  wait_for_layout (fixture);
  for (guint i = 0; i < dwc_grid_row_get_bars (row)->len; i++)
    {
      graphene_rect_t area;

      g_assert_true (gtk_widget_compute_bounds (dwc_grid_row_get_bars (row)->pdata[i], GTK_WIDGET (row), &area));
      if (i == 0)
        g_assert_cmpfloat (area.origin.x, <, 0);
    }
  click (fixture, GTK_WIDGET (dwc_grid_row_get_head (row)), 1);
  g_assert_cmpstr (dwd_selection_get_technician (selection), ==, "HR-EMP-00004");
}

/* Only what is in view has a widget. */
static void
test_recycles (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (GtkAdjustment) across = NULL;
  guint n_children = 0;

  dwc_grid_view_set_hours (fixture->view, 2.5);
  g_object_get (fixture->view, "hadjustment", &across, NULL);
  for (double value = 0; value < gtk_adjustment_get_upper (across); value += 97)
    gtk_adjustment_set_value (across, value);
  wait_for_layout (fixture);

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (fixture->view)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      for (GtkWidget *child = gtk_widget_get_first_child (row); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        n_children++;
    }

  /* Ten heads, and what ten rows showed at once when the whole morning was in view. */
  g_assert_cmpuint (n_children, <, 60);
}

static GtkWidget *
find_status_page (GtkWidget *widget)
{
  if (ADW_IS_STATUS_PAGE (widget))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_status_page (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
set_up_empty (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (DwdZone) zone = dwd_zone_new ("Asia/Almaty", NULL);

  show (fixture, dwd_board_new (zone, dwt_board_fixture_now ()));
}

static void
test_loading_then_empty (Fixture      *fixture,
                         gconstpointer data)
{
  GtkWidget *page = find_status_page (fixture->grid);

  g_assert_false (gtk_widget_get_visible (page));
  dwd_board_set_loading (fixture->board, FALSE);
  g_assert_true (gtk_widget_get_visible (page));
  gtk_test_accessible_assert_state (fixture->view, GTK_ACCESSIBLE_STATE_BUSY, FALSE);

  /* There is nothing for Tab to stop at. */
  g_assert_false (gtk_widget_child_focus (GTK_WIDGET (fixture->view), GTK_DIR_TAB_FORWARD));
}

/* The grid is one stop of Tab: it comes to the selected job, and goes on. */
static void
test_tab (Fixture      *fixture,
          gconstpointer data)
{
  gtk_window_set_focus (GTK_WINDOW (fixture->window), NULL);
  dwd_selection_select_job (dwc_context_get_selection (fixture->context), "JOB-2026-00190");
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (fixture->view), GTK_DIR_TAB_FORWARD));
  assert_focus_bar (fixture, "JOB-2026-00190");
  g_assert_false (gtk_widget_child_focus (GTK_WIDGET (fixture->view), GTK_DIR_TAB_FORWARD));
}

/* What the window shows of the grid, painted as the renderer does. */
static cairo_surface_t *
draw_view (Fixture *fixture)
{
  GtkWidget *view = GTK_WIDGET (fixture->view);
  int width = gtk_widget_get_width (view);
  int height = gtk_widget_get_height (view);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (view);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);

  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), width, height);
  node = gtk_snapshot_to_node (snapshot);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);

  return surface;
}

static void
paint_rows_anew (Fixture *fixture)
{
  DwcGridRows *rows = dwc_grid_view_get_rows (fixture->view);

  for (guint i = 0; i < dwc_grid_rows_get_n_rows (rows); i++)
    {
      const DwcGridRowData *data = dwc_grid_rows_get_row (rows, i);
      DwcGridRow *row = data->kind == DWC_GRID_ROW_TECHNICIAN
                        ? dwc_grid_view_find_row (fixture->view, dwd_technician_get_name (data->technician)) : NULL;

      if (row != NULL)
        dwc_grid_row_queue_paint (row);
    }
}

/* A curve that is cut by a clip is smoothed a shade differently. */
static gboolean
looks_same (guint32 a,
            guint32 b)
{
  gboolean same = TRUE;

  for (guint shift = 0; shift < 24; shift += 8)
    same = same && ABS ((int) (a >> shift & 0xff) - (int) (b >> shift & 0xff)) <= 3;

  return same;
}

static void
assert_same_picture (cairo_surface_t *a,
                     cairo_surface_t *b)
{
  int width = cairo_image_surface_get_width (a);
  int stride = cairo_image_surface_get_stride (a);

  cairo_surface_flush (a);
  cairo_surface_flush (b);
  for (int y = 0; y < cairo_image_surface_get_height (a); y++)
    {
      const guint32 *line_a = (const guint32 *) (gconstpointer) (cairo_image_surface_get_data (a) + y * stride);
      const guint32 *line_b = (const guint32 *) (gconstpointer) (cairo_image_surface_get_data (b) + y * stride);

      for (int x = 0; x < width; x++)
        {
          if (!looks_same (line_a[x], line_b[x]))
            g_error ("at %d, %d: %06x, painted anew %06x", x, y, line_a[x] & 0xffffff, line_b[x] & 0xffffff);
        }
    }
}

/* A row that is scrolled keeps its picture and paints what is new: nobody may see the seam. */
static void
test_scrolled_picture (Fixture      *fixture,
                       gconstpointer data)
{
  static const double steps[] = { 23, 150, 3, -7, -64, 1, 301, -290, -2, 40 };
  g_autoptr (GtkAdjustment) adjustment = NULL;

  gtk_widget_set_direction (GTK_WIDGET (fixture->view), GPOINTER_TO_INT (data));
  g_object_get (fixture->view, "hadjustment", &adjustment, NULL);
  dwd_selection_select_job (dwc_context_get_selection (fixture->context), "JOB-2026-00118");

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      cairo_surface_t *moved, *anew;

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + steps[i]);
      gtk_test_widget_wait_for_draw (fixture->window);
      moved = draw_view (fixture);
      paint_rows_anew (fixture);
      gtk_test_widget_wait_for_draw (fixture->window);
      anew = draw_view (fixture);
      assert_same_picture (moved, anew);
      cairo_surface_destroy (moved);
      cairo_surface_destroy (anew);
    }
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/grid/view/finalize", test_finalize);
  ADD ("/grid/view/start", test_start);
  ADD ("/grid/view/start-after-resize", test_start_after_resize);
  ADD ("/grid/view/bars-lie-in-time", test_bars_lie_in_time);
  ADD ("/grid/view/direction", test_direction);
  ADD ("/grid/view/text-scale", test_text_scale);
  ADD ("/grid/view/accessible", test_accessible);
  ADD ("/grid/view/accessible-hidden", test_accessible_hidden);
  ADD ("/grid/view/keys-walk", test_keys_walk);
  ADD ("/grid/view/keys-scroll", test_keys_scroll);
  ADD ("/grid/view/keys-act", test_keys_act);
  ADD ("/grid/view/keys-fold", test_keys_fold);
  ADD ("/grid/view/keys-zoom", test_keys_zoom);
  ADD ("/grid/view/pointer", test_pointer);
  ADD ("/grid/view/pointer-on-head", test_pointer_on_head);
  ADD ("/grid/view/accessible-order", test_accessible_order);
  ADD ("/grid/view/menu", test_menu);
  ADD ("/grid/view/selection-reveals", test_selection_reveals);
  ADD ("/grid/view/minute", test_minute);
  ADD ("/grid/view/job-changes", test_job_changes);
  ADD ("/grid/view/recycles", test_recycles);
  ADD ("/grid/view/tab", test_tab);
  g_test_add ("/grid/view/scrolled-picture", Fixture, GINT_TO_POINTER (GTK_TEXT_DIR_LTR), set_up,
              test_scrolled_picture, tear_down);
  g_test_add ("/grid/view/scrolled-picture-rtl", Fixture, GINT_TO_POINTER (GTK_TEXT_DIR_RTL), set_up,
              test_scrolled_picture, tear_down);
  g_test_add ("/grid/view/loading-then-empty", Fixture, NULL, set_up_empty, test_loading_then_empty, tear_down);
#undef ADD

  return g_test_run ();
}
