/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-view.h"

#include <math.h>
#include <stdlib.h>

#include "dwc-map-legend.h"
#include "dwc-map-view-private.h"
#include "dwc-map-words.h"
#include "dwc-prefs.h"
#include "dwc-wording.h"
#include "widgets/dwc-access.h"

#include <glib/gi18n.h>

/*
 * Puts the map together: libshumate's map moves and zooms, the base layer draws tiles, the symbol
 * layer draws people and jobs, and a few controls lie over them. Everything shown comes from the
 * context's board; the view keeps no state of records.
 */
G_DEFINE_FINAL_TYPE (DwcMapView, dwc_map_view, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_CONTEXT = 1,
} DwcMapViewProperty;

static GParamSpec *properties[PROP_CONTEXT + 1];

#define SERVER_TILES "/tiles/{style}/{z}/{x}/{y}{scale}.png"
/* The first look leaves out the outermost twenty-fifth at each side, and looks again while the day comes in. */
#define TRIM_SHARE 25
#define FIRST_LOOK_MARGIN 8
#define FIRST_LOOK_SECONDS 5

#define FIT_MARGIN 56
#define FIT_MAX_ZOOM 15
/* A view narrower than this has the legend in the layers' popover only. */
#define LEGEND_MIN_WIDTH 560

static gboolean
wants_animation (DwcMapView *self)
{
  gboolean animated = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animated, NULL);

  return animated;
}

void
dwc_map_view_go_to (DwcMapView     *self,
                    const DwdPoint *place,
                    double          zoom,
                    gboolean        animate)
{
  ShumateViewport *viewport = shumate_map_get_viewport (self->map);

  shumate_map_stop_go_to (self->map);
  if (animate && wants_animation (self) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      shumate_map_go_to_full_with_duration (self->map, place->latitude, place->longitude, zoom, 200);
      return;
    }

  shumate_viewport_set_zoom_level (viewport, zoom);
  shumate_location_set_location (SHUMATE_LOCATION (viewport), place->latitude, place->longitude);
}

static GArray *
collect_places (DwcMapView *self)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (DwcMapPoint));
  guint n_jobs, n_people;
  const DwcMapJob *jobs = dwc_map_scene_get_jobs (self->scene, &n_jobs);
  const DwcMapPerson *people = dwc_map_scene_get_people (self->scene, &n_people);

  for (guint i = 0; i < n_jobs; i++)
    {
      if (dwc_map_scene_shows_status (self->scene, dwd_job_get_status (jobs[i].job)))
        g_array_append_val (places, jobs[i].place);
    }
  for (guint i = 0; i < n_people && dwc_map_scene_shows_people (self->scene); i++)
    {
      if (dwc_map_person_is_placed (&people[i]))
        g_array_append_val (places, people[i].glide.to);
    }

  return places;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* The range that holds all but the outermost places at either end. */
static void
find_middle (GArray  *places,
             gboolean vertical,
             double  *low,
             double  *high)
{
  g_autofree double *values = g_new (double, places->len);
  guint trim = places->len / TRIM_SHARE;

  for (guint i = 0; i < places->len; i++)
    {
      const DwcMapPoint *place = &g_array_index (places, DwcMapPoint, i);

      values[i] = vertical ? place->y : place->x;
    }
  qsort (values, places->len, sizeof (double), compare_doubles);
  *low = values[trim];
  *high = values[places->len - 1 - trim];
}

/* One job out in the country must not shrink the city to a stamp. */
static void
leave_out_outliers (GArray *places)
{
  double left, right, top, bottom;

  if (places->len < TRIM_SHARE)
    return;

  find_middle (places, FALSE, &left, &right);
  find_middle (places, TRUE, &top, &bottom);
  for (guint i = places->len; i > 0; i--)
    {
      const DwcMapPoint *place = &g_array_index (places, DwcMapPoint, i - 1);

      if (place->x < left || place->x > right || place->y < top || place->y > bottom)
        g_array_remove_index_fast (places, i - 1);
    }
}

/* Whether the view still stands where the first look put it: nobody has moved it. */
static gboolean
is_untouched (DwcMapView *self)
{
  ShumateViewport *viewport = shumate_map_get_viewport (self->map);

  return fabs (shumate_viewport_get_zoom_level (viewport) - self->fitted_zoom) < 1e-6 &&
         fabs (shumate_location_get_latitude (SHUMATE_LOCATION (viewport)) - self->fitted_centre.latitude) < 1e-6 &&
         fabs (shumate_location_get_longitude (SHUMATE_LOCATION (viewport)) - self->fitted_centre.longitude) < 1e-6;
}

static gboolean
find_fit (DwcMapView *self,
          GArray     *places,
          double      margin,
          DwdPoint   *centre,
          double     *zoom)
{
  return dwc_map_projection_fit ((const DwcMapPoint *) (void *) places->data, places->len,
                                 gtk_widget_get_width (GTK_WIDGET (self)),
                                 gtk_widget_get_height (GTK_WIDGET (self)), margin, DWC_MAP_MIN_ZOOM,
                                 FIT_MAX_ZOOM, centre, zoom);
}

static void
take_first_look (DwcMapView *self)
{
  g_autoptr (GArray) places = collect_places (self);

  leave_out_outliers (places);
  if (!find_fit (self, places, FIRST_LOOK_MARGIN, &self->fitted_centre, &self->fitted_zoom))
    return;

  if (!self->fitted)
    self->fitted_us = g_get_monotonic_time ();
  self->fitted = TRUE;
  dwc_map_view_go_to (self, &self->fitted_centre, self->fitted_zoom, FALSE);
}

static gboolean
fit_tick_cb (GtkWidget     *widget,
             GdkFrameClock *frame_clock,
             gpointer       user_data)
{
  DwcMapView *self = DWC_MAP_VIEW (widget);

  self->fit_tick_id = 0;
  if (!self->fitted || is_untouched (self))
    take_first_look (self);

  return G_SOURCE_REMOVE;
}

/* The first look shows the day, once there is a day and a size. It is taken again while the day is still
 * arriving and whenever the size changes, as long as nobody has moved the view. */
static void
fit_first_look (DwcMapView *self,
                gboolean    resized)
{
  gboolean arriving = !self->fitted ||
                      g_get_monotonic_time () - self->fitted_us < FIRST_LOOK_SECONDS * G_USEC_PER_SEC;

  if ((arriving || resized) && self->fit_tick_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->fit_tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), fit_tick_cb, NULL, NULL);
}

static void
update_freshness (DwcMapView *self)
{
  DwcScheme scheme = dwc_palette_get_scheme ();
  DwcMapFreshness freshness;
  g_autofree char *words = NULL;
  g_autofree char *escaped = NULL;
  const GdkRGBA *colour;
  g_autofree char *markup = NULL;

  dwc_map_scene_get_freshness (self->scene, &freshness);
  words = dwc_map_words_dup_freshness (&freshness, dwc_map_scene_get_now (self->scene));
  escaped = g_markup_escape_text (words, -1);
  colour = freshness.n_live > 0 ? &dwc_palette_get_role (scheme, DWC_ROLE_HEAT_0)->text
                                : dwc_palette_get_surface (scheme, DWC_SURFACE_OUTLINE);
  markup = g_strdup_printf ("<span fgcolor=\"#%02x%02x%02x\">●</span> %s", (guint) (colour->red * 255 + 0.5f),
                            (guint) (colour->green * 255 + 0.5f), (guint) (colour->blue * 255 + 0.5f),
                            escaped);
  if (g_strcmp0 (markup, gtk_label_get_label (GTK_LABEL (self->freshness))) == 0)
    return;

  gtk_label_set_markup (GTK_LABEL (self->freshness), markup);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->freshness), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
second_cb (DwcMapView *self)
{
  update_freshness (self);
  dwc_map_tiles_retry (self->tiles);
}

static void
scene_changed_cb (DwcMapView *self)
{
  update_freshness (self);
  fit_first_look (self, FALSE);
}

static char *
dup_attribution (DwcMapView *self)
{
  GSettings *settings = self->context != NULL ? dwc_context_get_settings (self->context) : NULL;
  g_autofree char *text = NULL;

  if (settings != NULL)
    text = g_settings_get_string (settings, DWC_PREF_TILE_ATTRIBUTION);
  if (text == NULL || *text == '\0')
    return g_strdup ("© OpenStreetMap contributors");

  return g_steal_pointer (&text);
}

static void
update_attribution (DwcMapView *self)
{
  g_autofree char *attribution = dup_attribution (self);
  g_autofree char *date = NULL;
  g_autofree char *text = NULL;
  gint64 saved_us;

  if (dwc_map_tiles_get_offline (self->tiles, &saved_us) && saved_us > 0)
    {
      date = dwc_wording_short_date (self->context, saved_us);
      /* Translators: the attribution of the map, and the day its offline copy was saved. */
      text = g_strdup_printf (_("%s · map saved %s"), attribution, date);
    }
  else
    text = g_steal_pointer (&attribution);

  if (g_strcmp0 (text, gtk_label_get_text (GTK_LABEL (self->attribution))) != 0)
    gtk_label_set_text (GTK_LABEL (self->attribution), text);
}

static void
update_notice (DwcMapView *self)
{
  const char *text = NULL;
  gint64 saved_us;
  gboolean offline = dwc_map_tiles_get_offline (self->tiles, &saved_us);

  if (!dwc_map_tiles_has_source (self->tiles))
    text = _("No source of maps is set. Choose one in Preferences, or sign in to a server that has maps.");
  else if (offline && saved_us == 0)
    text = _("This part of the map was never saved here, and its server cannot be reached. "
             "Jobs and technicians are shown all the same.");

  if (text != NULL)
    gtk_label_set_text (GTK_LABEL (self->notice), text);
  if (gtk_widget_get_visible (self->notice) != (text != NULL))
    gtk_widget_set_visible (self->notice, text != NULL);
}

static void
tiles_changed_cb (DwcMapView *self)
{
  update_attribution (self);
  update_notice (self);
}

/* What the preferences say, else the tiles of the server one is signed in to. */
static void
follow_source (DwcMapView *self)
{
  GSettings *settings = dwc_context_get_settings (self->context);
  DwdEngine *engine = dwc_context_get_engine (self->context);
  DwdAccount *account = engine != NULL ? dwd_engine_get_account (engine) : NULL;
  g_autofree char *url = settings != NULL ? g_settings_get_string (settings, DWC_PREF_TILE_URL) : NULL;

  if ((url == NULL || *url == '\0') && account != NULL)
    {
      g_free (url);
      url = g_strconcat (dwd_account_get_server (account), SERVER_TILES, NULL);
    }

  dwc_map_view_set_tile_source (self, url);
}

static void
selection_changed_cb (DwcMapView *self)
{
  dwc_map_view_show_selection (self);
}

static void
rotation_cb (ShumateViewport *viewport)
{
  /* An office reads maps with north at the top; a touchpad turns them by accident. */
  if (shumate_viewport_get_rotation (viewport) != 0)
    shumate_viewport_set_rotation (viewport, 0);
}

static void
scheme_cb (DwcMapView *self)
{
  if (self->base != NULL)
    dwc_map_base_layer_set_dark (self->base, adw_style_manager_get_dark (adw_style_manager_get_default ()));
  if (self->scene != NULL)
    update_freshness (self);
}

static void
animations_cb (DwcMapView *self)
{
  if (self->scene != NULL)
    dwc_map_scene_set_animated (self->scene, wants_animation (self));
}

static void
chosen_cb (DwcMapView *self,
           GObject    *record)
{
  DwdSelection *selection = dwc_context_get_selection (self->context);

  if (DWD_IS_JOB (record))
    dwd_selection_select_job (selection, dwd_job_get_name (DWD_JOB (record)));
  else
    dwd_selection_select_technician (selection, dwd_technician_get_name (DWD_TECHNICIAN (record)));
}

static void
state_toggled_cb (GtkCheckButton *button,
                  DwcMapView     *self)
{
  DwdJobStatus status = (DwdJobStatus) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "status"));

  dwc_map_scene_set_shows_status (self->scene, status, gtk_check_button_get_active (button));
}

static void
people_toggled_cb (GtkCheckButton *button,
                   DwcMapView     *self)
{
  dwc_map_scene_set_shows_people (self->scene, gtk_check_button_get_active (button));
}

static void
add_layers_heading (DwcMapView *self,
                    const char *words)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dwc-heading");
  gtk_box_append (GTK_BOX (self->layers_box), label);
}

static void
fill_layers (DwcMapView *self)
{
  GtkWidget *people = gtk_check_button_new_with_label (_("Technicians"));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (people), TRUE);
  g_signal_connect (people, "toggled", G_CALLBACK (people_toggled_cb), self);
  gtk_box_append (GTK_BOX (self->layers_box), people);

  add_layers_heading (self, _("Jobs by state"));
  for (int status = DWD_JOB_STATUS_DRAFT; status < DWD_N_JOB_STATUSES; status++)
    {
      GtkWidget *button = gtk_check_button_new_with_label (dwc_palette_status_word ((DwdJobStatus) status));

      gtk_check_button_set_active (GTK_CHECK_BUTTON (button),
                                   dwc_map_scene_shows_status (self->scene, (DwdJobStatus) status));
      g_object_set_data (G_OBJECT (button), "status", GINT_TO_POINTER (status));
      g_signal_connect (button, "toggled", G_CALLBACK (state_toggled_cb), self);
      gtk_box_append (GTK_BOX (self->layers_box), button);
    }

  add_layers_heading (self, _("Legend"));
  gtk_box_append (GTK_BOX (self->layers_box), g_object_new (DWC_TYPE_MAP_LEGEND, NULL));
}

static void
resized_cb (DwcMapView *self,
            int         width,
            int         height)
{
  gtk_widget_set_visible (self->legend, width >= LEGEND_MIN_WIDTH);
  fit_first_look (self, TRUE);
}

static void
build_layers (DwcMapView *self)
{
  ShumateViewport *viewport = shumate_map_get_viewport (self->map);
  g_autoptr (ShumateMapSource) reference = dwc_map_reference_new (DWC_MAP_MIN_ZOOM, DWC_MAP_MAX_ZOOM);

  shumate_viewport_set_reference_map_source (viewport, reference);
  shumate_viewport_set_min_zoom_level (viewport, DWC_MAP_MIN_ZOOM);
  shumate_viewport_set_max_zoom_level (viewport, DWC_MAP_MAX_ZOOM);
  g_signal_connect_object (viewport, "notify::rotation", G_CALLBACK (rotation_cb), viewport,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (viewport, "notify::zoom-level", G_CALLBACK (dwc_map_view_update_actions), self,
                           G_CONNECT_SWAPPED);

  self->base = dwc_map_base_layer_new (viewport, self->tiles);
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->base));
  self->symbols = dwc_map_symbol_layer_new (viewport, self->scene, dwc_context_get_selection (self->context));
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->symbols));
  g_signal_connect_object (self->symbols, "resized", G_CALLBACK (resized_cb), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->symbols), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Technicians and jobs on the map"), -1);
  dwc_map_view_add_gestures (self);
}

static void
connect_context (DwcMapView *self)
{
  GSettings *settings = dwc_context_get_settings (self->context);
  DwdEngine *engine = dwc_context_get_engine (self->context);

  g_signal_connect_object (self->scene, "changed", G_CALLBACK (scene_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dwc_context_get_clock (self->context), "second", G_CALLBACK (second_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dwc_context_get_selection (self->context), "changed",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  if (settings != NULL)
    {
      g_signal_connect_object (settings, "changed::" DWC_PREF_TILE_URL, G_CALLBACK (follow_source), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (settings, "changed::" DWC_PREF_TILE_ATTRIBUTION,
                               G_CALLBACK (update_attribution), self, G_CONNECT_SWAPPED);
    }
  if (engine != NULL)
    g_signal_connect_object (engine, "account-changed", G_CALLBACK (follow_source), self,
                             G_CONNECT_SWAPPED);
}

static void
dwc_map_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (dwc_map_view_parent_class)->map (widget);
  fit_first_look (DWC_MAP_VIEW (widget), TRUE);
}

static gboolean
dwc_map_view_grab_focus (GtkWidget *widget)
{
  DwcMapView *self = DWC_MAP_VIEW (widget);

  return self->symbols != NULL && gtk_widget_grab_focus (GTK_WIDGET (self->symbols));
}

static void
dwc_map_view_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch ((DwcMapViewProperty) prop_id)
    {
    case PROP_CONTEXT:
      dwc_map_view_set_context (DWC_MAP_VIEW (object), g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
dwc_map_view_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch ((DwcMapViewProperty) prop_id)
    {
    case PROP_CONTEXT:
      g_value_set_object (value, DWC_MAP_VIEW (object)->context);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
dwc_map_view_dispose (GObject *object)
{
  DwcMapView *self = DWC_MAP_VIEW (object);
  GtkWidget *child;

  if (self->fit_tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->fit_tick_id);
  self->fit_tick_id = 0;
  self->base = NULL;
  self->symbols = NULL;
  self->list = NULL;
  self->menu = NULL;

  gtk_widget_dispose_template (GTK_WIDGET (self), DWC_TYPE_MAP_VIEW);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->scene);
  g_clear_object (&self->tiles);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (dwc_map_view_parent_class)->dispose (object);
}

static void
dwc_map_view_class_init (DwcMapViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = dwc_map_view_set_property;
  object_class->get_property = dwc_map_view_get_property;
  object_class->dispose = dwc_map_view_dispose;
  widget_class->map = dwc_map_view_map;
  widget_class->grab_focus = dwc_map_view_grab_focus;

  properties[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, DWC_TYPE_CONTEXT,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
                                                  G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (SHUMATE_TYPE_MAP);
  g_type_ensure (DWC_TYPE_MAP_LEGEND);
  gtk_widget_class_set_css_name (widget_class, "dwc-map-view");
  gtk_widget_class_set_template_from_resource (widget_class, "/org/dartwing/Dispatch/ui/dwc-map-view.ui");
  gtk_widget_class_bind_template_child (widget_class, DwcMapView, map);
  gtk_widget_class_bind_template_child (widget_class, DwcMapView, freshness);
  gtk_widget_class_bind_template_child (widget_class, DwcMapView, notice);
  gtk_widget_class_bind_template_child (widget_class, DwcMapView, attribution);
  gtk_widget_class_bind_template_child (widget_class, DwcMapView, legend);
  gtk_widget_class_bind_template_child (widget_class, DwcMapView, layers_box);
  dwc_map_view_install_actions (widget_class);
}

static void
dwc_map_view_init (DwcMapView *self)
{
  g_autofree char *cache_dir = g_build_filename (g_get_user_cache_dir (), APPLICATION_ID, "tiles", NULL);
  AdwStyleManager *style = adw_style_manager_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));
  dwc_access_tidy (GTK_WIDGET (self));
  self->tiles = dwc_map_tiles_new (cache_dir);
  self->list = dwc_map_list_new ();
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
  g_signal_connect_object (self->list, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tiles, "changed", G_CALLBACK (tiles_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (scheme_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (scheme_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-enable-animations",
                           G_CALLBACK (animations_cb), self, G_CONNECT_SWAPPED);
}

/**
 * dwc_map_view_new:
 * @context: (nullable): what to show
 *
 * Returns: (transfer floating): a map
 */
GtkWidget *
dwc_map_view_new (DwcContext *context)
{
  return g_object_new (DWC_TYPE_MAP_VIEW, "context", context, NULL);
}

/**
 * dwc_map_view_get_context:
 * @self: the map
 *
 * Returns: (transfer none) (nullable): what it shows
 */
DwcContext *
dwc_map_view_get_context (DwcMapView *self)
{
  g_return_val_if_fail (DWC_IS_MAP_VIEW (self), NULL);

  return self->context;
}

/**
 * dwc_map_view_set_context:
 * @self: the map
 * @context: (nullable): what to show; once set it stays
 */
void
dwc_map_view_set_context (DwcMapView *self,
                          DwcContext *context)
{
  g_return_if_fail (DWC_IS_MAP_VIEW (self));

  if (context == NULL || self->context == context)
    return;
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->scene = dwc_map_scene_new (dwc_context_get_board (context), dwc_context_get_clock (context));
  build_layers (self);
  connect_context (self);
  animations_cb (self);
  fill_layers (self);
  scheme_cb (self);
  follow_source (self);
  tiles_changed_cb (self);
  dwc_map_view_update_actions (self);
  scene_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTEXT]);
}

/**
 * dwc_map_view_set_tile_source:
 * @self: the map, with a context
 * @url_template: (nullable): the address of its tiles with {z}, {x}, {y}, {style} and {scale}
 *
 * Until preferences or account change, this source is used instead of theirs.
 */
void
dwc_map_view_set_tile_source (DwcMapView *self,
                              const char *url_template)
{
  g_return_if_fail (DWC_IS_MAP_VIEW (self));

  dwc_map_tiles_set_source (self->tiles, url_template);
  scheme_cb (self);
}

/**
 * dwc_map_view_fit:
 * @self: the map
 * @animate: whether the view moves there, where animations are enabled
 *
 * Shows all that is on the map.
 */
void
dwc_map_view_fit (DwcMapView *self,
                  gboolean    animate)
{
  g_autoptr (GArray) places = NULL;
  DwdPoint centre;
  double zoom;

  g_return_if_fail (DWC_IS_MAP_VIEW (self));

  if (self->scene == NULL)
    return;

  places = collect_places (self);
  if (!find_fit (self, places, FIT_MARGIN, &centre, &zoom))
    return;

  dwc_map_view_go_to (self, &centre, zoom, animate);
}

static gboolean
find_selection (DwcMapView  *self,
                DwcMapPoint *place)
{
  DwdSelection *selection = dwc_context_get_selection (self->context);
  guint position, n;

  if (dwc_map_scene_find_job (self->scene, dwd_selection_get_job (selection), &position))
    {
      *place = dwc_map_scene_get_jobs (self->scene, &n)[position].place;
      return TRUE;
    }
  if (dwc_map_scene_find_person (self->scene, dwd_selection_get_technician (selection), &position))
    {
      const DwcMapPerson *person = &dwc_map_scene_get_people (self->scene, &n)[position];

      *place = person->glide.to;
      return dwc_map_person_is_placed (person);
    }

  return FALSE;
}

/**
 * dwc_map_view_show_selection:
 * @self: the map
 *
 * Brings the selected job or technician into view, if it has a place and is not there already.
 */
void
dwc_map_view_show_selection (DwcMapView *self)
{
  DwcMapProjection projection;
  DwcMapPoint place;
  DwdPoint centre;
  double x, y;

  g_return_if_fail (DWC_IS_MAP_VIEW (self));

  if (self->symbols == NULL || gtk_widget_get_width (GTK_WIDGET (self->symbols)) <= 0 ||
      !find_selection (self, &place))
    return;

  dwc_map_layer_project (SHUMATE_LAYER (self->symbols), &projection);
  dwc_map_projection_to_widget (&projection, place.x, place.y, &x, &y);
  if (x >= 24 && y >= 44 && x <= projection.width - 24 && y <= projection.height - 24)
    return;

  dwd_point_from_mercator (place.x, place.y, &centre);
  dwc_map_view_go_to (self, &centre, shumate_viewport_get_zoom_level (shumate_map_get_viewport (self->map)),
                      TRUE);
}
