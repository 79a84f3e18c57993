/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "board/dwc-map-proxy.h"
#include "board/dwc-map-view-private.h"
#include "board/dwc-map-view.h"
#include "board/dwc-map-words.h"
#include "dwt-board-fixture.h"
#include "dwt-loop.h"

#include <glib/gstdio.h>
#include <string.h>

/* A map of the fixture's day in a window of its own, laid out and drawn. */
typedef struct
{
  DwdBoard *board;
  DwdClock *clock;
  DwcContext *context;
  GtkWidget *window;
  DwcMapView *view;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  fixture->board = dwt_board_fixture_new ();
  fixture->clock = dwt_board_fixture_new_clock ();
  fixture->context = dwc_context_new_for_board (fixture->board, fixture->clock, NULL);
  fixture->view = DWC_MAP_VIEW (dwc_map_view_new (fixture->context));
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 500);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  gtk_window_present (GTK_WINDOW (fixture->window));
  dwt_wait_for (fixture->view->fitted && fixture->view->symbols != NULL &&
                gtk_widget_get_width (GTK_WIDGET (fixture->view->symbols)) == 900, 10);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (DwcMapView) view = g_object_ref (fixture->view);

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  dwt_settle ();
  g_assert_finalize_object (g_steal_pointer (&view));
  g_assert_finalize_object (fixture->context);
  g_assert_finalize_object (fixture->board);
  g_assert_finalize_object (fixture->clock);
}

static DwdSelection *
selection_of (Fixture *fixture)
{
  return dwc_context_get_selection (fixture->context);
}

/* The first symbol of a kind, from the one on top down, found as a pointer finds it. */
static gboolean
find_hit (Fixture       *fixture,
          DwcMapItemKind kind,
          DwcMapHit     *hit)
{
  /* Not near the edges, from where a selection moves the map. */
  for (int y = 60; y < 440; y += 6)
    for (int x = 60; x < 840; x += 6)
      {
        if (dwc_map_symbol_layer_pick (fixture->view->symbols, x, y, hit) && hit->kind == kind)
          return TRUE;
      }

  return FALSE;
}

static guint
count_shown (Fixture *fixture)
{
  guint n, shown = 0;
  const DwcMapJob *jobs = dwc_map_scene_get_jobs (fixture->view->scene, &n);

  for (guint i = 0; i < n; i++)
    shown += dwc_map_scene_shows_status (fixture->view->scene, dwd_job_get_status (jobs[i].job));

  return shown;
}

static void
set_zoom (Fixture *fixture,
          double   zoom)
{
  shumate_viewport_set_zoom_level (shumate_map_get_viewport (fixture->view->map), zoom);
}

static void
test_build (void)
{
  GtkWidget *view = g_object_ref_sink (dwc_map_view_new (NULL));

  g_assert_null (dwc_map_view_get_context (DWC_MAP_VIEW (view)));
  /* Nothing there to act on: nothing happens. */
  gtk_widget_activate_action (view, "map.zoom-in", NULL);
  gtk_widget_activate_action (view, "map.next", NULL);
  gtk_widget_activate_action (view, "map.fit", NULL);
  dwc_map_view_show_selection (DWC_MAP_VIEW (view));
  g_assert_finalize_object (view);
}

static void
test_first_look_shows_all (Fixture      *fixture,
                           gconstpointer data)
{
  DwcMapProjection projection;
  guint n;
  const DwcMapJob *jobs = dwc_map_scene_get_jobs (fixture->view->scene, &n);

  g_assert_cmpuint (n, >, 20);
  dwc_map_layer_project (SHUMATE_LAYER (fixture->view->symbols), &projection);
  for (guint i = 0; i < n; i++)
    {
      double x, y;

      dwc_map_projection_to_widget (&projection, jobs[i].place.x, jobs[i].place.y, &x, &y);
      g_assert_cmpfloat (x, >, 0);
      g_assert_cmpfloat (x, <, 900);
      g_assert_cmpfloat (y, >, 0);
      g_assert_cmpfloat (y, <, 500);
    }
}

/* At every zoom all jobs that are shown are members of exactly one symbol each. */
static void
test_symbols_hold_every_job (Fixture      *fixture,
                             gconstpointer data)
{
  g_autoptr (DwcMapLayout) layout = dwc_map_layout_new ();
  g_autoptr (DwcMapArt) art = dwc_map_art_new ();
  DwdPoint centre = {
    shumate_location_get_latitude (SHUMATE_LOCATION (shumate_map_get_viewport (fixture->view->map))),
    shumate_location_get_longitude (SHUMATE_LOCATION (shumate_map_get_viewport (fixture->view->map))),
  };

  dwc_map_art_prepare (art, GTK_WIDGET (fixture->view));
  dwc_map_layout_select (layout, "JOB-2026-00204", NULL);
  for (double zoom = 3; zoom <= 19; zoom += 0.5)
    {
      DwcMapProjection projection;
      guint n_items, n_jobs, n_held = 0;
      const DwcMapItem *items;
      g_autofree guint *held = NULL;

      dwc_map_scene_get_jobs (fixture->view->scene, &n_jobs);
      held = g_new0 (guint, n_jobs);
      /* A view as large as the city at that zoom, so that nothing is outside. */
      dwc_map_projection_init (&projection, &centre, zoom, dwc_map_world_at_zoom (zoom) / 4,
                               dwc_map_world_at_zoom (zoom) / 4);
      if (projection.width > 100000)
        break;
      dwc_map_layout_update (layout, fixture->view->scene, art, FALSE, &projection);
      items = dwc_map_layout_get_items (layout, &n_items);
      for (guint i = 0; i < n_items; i++)
        {
          if (items[i].kind != DWC_MAP_ITEM_JOB && items[i].kind != DWC_MAP_ITEM_JOBS)
            continue;
          g_assert_cmpint (items[i].kind == DWC_MAP_ITEM_JOB, ==, items[i].n == 1);
          n_held += items[i].n;
          for (guint j = 0; j < items[i].n; j++)
            held[dwc_map_layout_get_members (layout)[items[i].first + j]]++;
        }

      g_assert_cmpuint (n_held, ==, count_shown (fixture));
      for (guint i = 0; i < n_jobs; i++)
        g_assert_cmpuint (held[i], <=, 1);
    }
}

static void
test_pick_selects (Fixture      *fixture,
                   gconstpointer data)
{
  DwcMapHit hit;
  guint n;
  const char *name;

  set_zoom (fixture, 14);
  g_assert_true (find_hit (fixture, DWC_MAP_ITEM_PERSON, &hit));
  name = dwd_technician_get_name (dwc_map_scene_get_people (fixture->view->scene, &n)[hit.members[0]].technician);
  dwd_selection_select_technician (selection_of (fixture), name);

  /* The selected one lies on top, where it was. */
  g_assert_true (dwc_map_symbol_layer_pick (fixture->view->symbols, hit.x, hit.y, &hit));
  g_assert_cmpint (hit.kind, ==, DWC_MAP_ITEM_PERSON);
  g_assert_cmpstr (dwd_technician_get_name (dwc_map_scene_get_people (fixture->view->scene, &n)[hit.members[0]].technician),
                   ==, name);
}

static void
test_selection_comes_into_view (Fixture      *fixture,
                                gconstpointer data)
{
  DwcMapProjection projection;
  guint position, n;
  double x, y;

  set_zoom (fixture, 18);
  shumate_location_set_location (SHUMATE_LOCATION (shumate_map_get_viewport (fixture->view->map)), 51.0, 71.0);
  dwd_selection_select_job (selection_of (fixture), "JOB-2026-00204");
  g_assert_true (dwc_map_scene_find_job (fixture->view->scene, "JOB-2026-00204", &position));
  dwc_map_layer_project (SHUMATE_LAYER (fixture->view->symbols), &projection);
  dwc_map_projection_to_widget (&projection, dwc_map_scene_get_jobs (fixture->view->scene, &n)[position].place.x,
                                dwc_map_scene_get_jobs (fixture->view->scene, &n)[position].place.y, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 450, 1);
  g_assert_cmpfloat_with_epsilon (y, 250, 1);
}

static void
test_cluster_opens (Fixture      *fixture,
                    gconstpointer data)
{
  DwcMapList *list = DWC_MAP_LIST (fixture->view->list);
  GListModel *model = dwc_map_list_get_model (list);
  g_autoptr (DwdJob) last = NULL;
  GtkWidget *view_of_list;
  DwcMapHit hit;
  guint n_members;

  set_zoom (fixture, 11);
  g_assert_true (find_hit (fixture, DWC_MAP_ITEM_JOBS, &hit));
  n_members = hit.n;
  dwc_map_list_show_jobs (list, fixture->view->scene, hit.members, hit.n);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, n_members);

  /* Choosing a row selects its job. */
  gtk_popover_popup (GTK_POPOVER (list));
  dwt_settle ();
  last = g_list_model_get_item (model, n_members - 1);
  view_of_list = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (list), DWC_TYPE_MAP_LIST, "list"));
  g_signal_emit_by_name (view_of_list, "activate", n_members - 1);
  g_assert_cmpstr (dwd_selection_get_job (selection_of (fixture)), ==, dwd_job_get_name (last));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (list)));
}

static void
test_layers (Fixture      *fixture,
             gconstpointer data)
{
  guint all = count_shown (fixture);
  DwcMapHit hit;

  dwc_map_scene_set_shows_status (fixture->view->scene, DWD_JOB_STATUS_COMPLETED, FALSE);
  g_assert_cmpuint (count_shown (fixture), <, all);
  for (int status = 0; status < DWD_N_JOB_STATUSES; status++)
    dwc_map_scene_set_shows_status (fixture->view->scene, (DwdJobStatus) status, FALSE);
  g_assert_false (find_hit (fixture, DWC_MAP_ITEM_JOB, &hit));
  g_assert_false (find_hit (fixture, DWC_MAP_ITEM_JOBS, &hit));
  g_assert_true (find_hit (fixture, DWC_MAP_ITEM_PERSON, &hit));
  dwc_map_scene_set_shows_people (fixture->view->scene, FALSE);
  g_assert_false (find_hit (fixture, DWC_MAP_ITEM_PERSON, &hit));
}

static DwcMapProxy *
focused_proxy (Fixture *fixture)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (fixture->window));

  return focus != NULL && DWC_IS_MAP_PROXY (focus) ? DWC_MAP_PROXY (focus) : NULL;
}

static void
test_walk (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *first;
  guint n_steps = 0;

  gtk_widget_grab_focus (GTK_WIDGET (fixture->view));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->view), "map.next", NULL));
  g_assert_nonnull (focused_proxy (fixture));
  /* Daniyar, an hour late, needs a person most. */
  first = dwc_map_proxy_get_label (focused_proxy (fixture));
  g_assert_nonnull (strstr (first, "Daniyar"));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (focused_proxy (fixture)), GTK_ACCESSIBLE_ROLE_BUTTON);

  /* Round once, every symbol once. */
  while (g_hash_table_add (seen, g_strdup (dwc_map_proxy_get_key (focused_proxy (fixture)))))
    {
      gtk_widget_activate_action (GTK_WIDGET (fixture->view), "map.next", NULL);
      g_assert_nonnull (focused_proxy (fixture));
      g_assert_cmpuint (n_steps++, <, 300);
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 10);

  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "map.previous", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "map.next", NULL);
  g_assert_nonnull (strstr (dwc_map_proxy_get_label (focused_proxy (fixture)), "Daniyar"));

  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "map.select", NULL);
  g_assert_nonnull (dwd_selection_get_technician (selection_of (fixture)));
  /* The focus stays on the record although its symbol is drawn anew. */
  dwt_settle ();
  g_assert_nonnull (focused_proxy (fixture));
  g_assert_nonnull (strstr (dwc_map_proxy_get_label (focused_proxy (fixture)), "Daniyar"));
}

static void
test_tab_leaves (Fixture      *fixture,
                 gconstpointer data)
{
  GtkWidget *view = GTK_WIDGET (fixture->view);
  guint n_steps = 0;

  gtk_widget_grab_focus (view);
  g_assert_true (gtk_widget_is_focus (GTK_WIDGET (fixture->view->symbols)));
  while (gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD))
    {
      g_assert_nonnull (focused_proxy (fixture));
      g_assert_cmpuint (n_steps++, <, 300);
    }
  g_assert_cmpuint (n_steps, >, 10);

  /* And back: over the symbols, the map, then the buttons above it. */
  while (focused_proxy (fixture) != NULL)
    g_assert_true (gtk_widget_child_focus (view, GTK_DIR_TAB_BACKWARD));
  g_assert_true (gtk_widget_is_focus (GTK_WIDGET (fixture->view->symbols)));
  g_assert_true (gtk_widget_child_focus (view, GTK_DIR_TAB_BACKWARD));
  g_assert_true (GTK_IS_BUTTON (gtk_root_get_focus (GTK_ROOT (fixture->window))));
}

static void
test_labels (Fixture      *fixture,
             gconstpointer data)
{
  gboolean svetlana = FALSE, job = FALSE;

  set_zoom (fixture, 15);
  dwd_selection_select_job (selection_of (fixture), "JOB-2026-00204");
  dwt_settle ();
  gtk_widget_grab_focus (GTK_WIDGET (fixture->view));
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "map.next", NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture->view->symbols));
       child != NULL && !job;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *label = dwc_map_proxy_get_label (DWC_MAP_PROXY (child));

      if (g_strcmp0 (label, "Job 204 Server-room AC down, Unassigned, Urgent") != 0)
        continue;
      job = TRUE;
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, label);
      gtk_test_accessible_assert_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
    }
  g_assert_true (job);

  for (guint i = 0, n = 1; i < n; i++)
    {
      const DwcMapPerson *person = &dwc_map_scene_get_people (fixture->view->scene, &n)[i];
      g_autofree char *words = dwc_map_words_dup_person (person, dwt_board_fixture_now ());

      if (g_str_has_prefix (words, "Technician Svetlana Orlova, on site at job 191, position "))
        svetlana = TRUE;
    }
  g_assert_true (svetlana);
}

static void
test_zoom_and_pan (Fixture      *fixture,
                   gconstpointer data)
{
  ShumateViewport *viewport = shumate_map_get_viewport (fixture->view->map);
  double zoom, longitude;

  /* The first look leaves out the outskirts; the key shows all. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "map.fit", NULL);
  zoom = shumate_viewport_get_zoom_level (viewport);
  longitude = shumate_location_get_longitude (SHUMATE_LOCATION (viewport));

  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "map.zoom-in", NULL);
  g_assert_cmpfloat (shumate_viewport_get_zoom_level (viewport), ==, zoom + 1);
  g_assert_cmpfloat_with_epsilon (shumate_location_get_longitude (SHUMATE_LOCATION (viewport)), longitude, 1e-9);
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "map.zoom-out", NULL);
  g_assert_cmpfloat (shumate_viewport_get_zoom_level (viewport), ==, zoom);

  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "map.pan", "(dd)", 1.0, 0.0);
  g_assert_cmpfloat (shumate_location_get_longitude (SHUMATE_LOCATION (viewport)), >, longitude);
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "map.fit", NULL);
  g_assert_cmpfloat_with_epsilon (shumate_location_get_longitude (SHUMATE_LOCATION (viewport)), longitude, 1e-9);

  /* A map stays north up, and at its ends the zoom keys are off. */
  shumate_viewport_set_rotation (viewport, 0.5);
  g_assert_cmpfloat (shumate_viewport_get_rotation (viewport), ==, 0);
  set_zoom (fixture, DWC_MAP_MAX_ZOOM);
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "map.zoom-in", NULL);
  g_assert_cmpfloat (shumate_viewport_get_zoom_level (viewport), ==, DWC_MAP_MAX_ZOOM);
}

static void
test_live_changes (Fixture      *fixture,
                   gconstpointer data)
{
  DwdJob *job = dwd_board_lookup_job (fixture->board, "JOB-2026-00204");
  g_autoptr (DwdJob) kept = g_object_ref (job);
  guint before, after, position;

  dwc_map_scene_get_jobs (fixture->view->scene, &before);
  dwd_board_remove_job (fixture->board, "JOB-2026-00204");
  dwt_wait_for (!dwc_map_scene_find_job (fixture->view->scene, "JOB-2026-00204", &position), 5);
  dwc_map_scene_get_jobs (fixture->view->scene, &after);
  g_assert_cmpuint (after, ==, before - 1);

  dwd_board_put_job (fixture->board, kept);
  dwt_wait_for (dwc_map_scene_find_job (fixture->view->scene, "JOB-2026-00204", &position), 5);
  for (guint i = 0; i < after; i++)
    {
      guint n, found;
      const DwcMapJob *jobs = dwc_map_scene_get_jobs (fixture->view->scene, &n);

      /* The index still leads to every job after the gap was closed. */
      g_assert_true (dwc_map_scene_find_job (fixture->view->scene, dwd_job_get_name (jobs[i].job), &found));
      g_assert_cmpuint (found, ==, i);
    }
}

static void
test_stale_and_late (Fixture      *fixture,
                     gconstpointer data)
{
  DwcMapFreshness before, after;
  guint n;
  const DwcMapPerson *people = dwc_map_scene_get_people (fixture->view->scene, &n);
  gint64 latest = 0;

  for (guint i = 0; i < n; i++)
    latest = MAX (latest, people[i].lateness_us);
  g_assert_cmpint (latest / DWD_USEC_PER_MINUTE, ==, 65);

  dwc_map_scene_get_freshness (fixture->view->scene, &before);
  g_assert_cmpuint (before.n_live, >, 0);
  dwd_clock_advance (fixture->clock, 3 * DWD_USEC_PER_MINUTE);
  dwc_map_scene_get_freshness (fixture->view->scene, &after);
  g_assert_cmpuint (after.n_live, ==, 0);
  g_assert_cmpuint (after.n_on_shift, ==, before.n_on_shift);
}

static void
test_glides (Fixture      *fixture,
             gconstpointer data)
{
  DwdTechnician *technician;
  DwdPosition position;
  guint n, who;
  const char *employee;
  DwcMapPoint here;

  technician = dwc_map_scene_get_people (fixture->view->scene, &n)[0].technician;
  employee = dwd_technician_get_name (technician);
  g_assert_true (dwd_board_get_position (fixture->board, employee, &position));
  dwc_map_scene_set_animated (fixture->view->scene, TRUE);

  position.point.latitude += 0.001;
  position.recorded_us += DWD_USEC_PER_SEC;
  dwd_board_set_position (fixture->board, employee, &position);
  dwt_settle ();
  g_assert_true (dwc_map_scene_find_person (fixture->view->scene, employee, &who));
  g_assert_true (dwc_map_glide_sample (&dwc_map_scene_get_people (fixture->view->scene, &n)[who].glide,
                                       g_get_monotonic_time (), &here));
  /* The frame clock ticks while somebody moves, and rests afterwards. */
  dwt_wait_for (fixture->view->symbols != NULL, 1);
  dwt_wait_for (!dwc_map_glide_sample (&dwc_map_scene_get_people (fixture->view->scene, &n)[who].glide,
                                       g_get_monotonic_time (), &here), 5);

  /* Without animations technicians step. */
  dwc_map_scene_set_animated (fixture->view->scene, FALSE);
  position.point.latitude += 0.001;
  position.recorded_us += DWD_USEC_PER_SEC;
  dwd_board_set_position (fixture->board, employee, &position);
  dwt_settle ();
  g_assert_false (dwc_map_glide_sample (&dwc_map_scene_get_people (fixture->view->scene, &n)[who].glide,
                                        g_get_monotonic_time (), &here));
}

static void
test_attribution (Fixture      *fixture,
                  gconstpointer data)
{
  g_assert_true (gtk_widget_get_mapped (fixture->view->attribution));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (fixture->view->attribution)), ==,
                   "© OpenStreetMap contributors");
  /* No source: a sentence says so. */
  g_assert_true (gtk_widget_get_visible (fixture->view->notice));
  dwc_map_view_set_tile_source (fixture->view, "http://127.0.0.1:9/{z}/{x}/{y}.png");
  g_assert_false (gtk_widget_get_visible (fixture->view->notice));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_autofree char *cache_dir = g_dir_make_tmp ("dwc-map-XXXXXX", NULL);
  int result;

  /* Only the cache: without the system's data there are neither icons nor settings' schemas. */
  g_setenv ("XDG_CACHE_HOME", cache_dir, TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/map/view/build", test_build);
  ADD ("/map/view/first-look-shows-all", test_first_look_shows_all);
  ADD ("/map/view/symbols-hold-every-job", test_symbols_hold_every_job);
  ADD ("/map/view/pick-selects", test_pick_selects);
  ADD ("/map/view/selection-comes-into-view", test_selection_comes_into_view);
  ADD ("/map/view/cluster-opens", test_cluster_opens);
  ADD ("/map/view/layers", test_layers);
  ADD ("/map/view/walk", test_walk);
  ADD ("/map/view/tab-leaves", test_tab_leaves);
  ADD ("/map/view/labels", test_labels);
  ADD ("/map/view/zoom-and-pan", test_zoom_and_pan);
  ADD ("/map/view/live-changes", test_live_changes);
  ADD ("/map/view/stale-and-late", test_stale_and_late);
  ADD ("/map/view/glides", test_glides);
  ADD ("/map/view/attribution", test_attribution);

  result = g_test_run ();
  g_rmdir (cache_dir);

  return result;
}
