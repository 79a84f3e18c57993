/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-application.h"

#include "dwc-memory.h"
#include "dwc-painted.h"
#include "dwc-prefs.h"
#include "dwc-shots.h"
#include "dwc-sign-in-dialog.h"
#include "dwc-style.h"
#include "dwc-tell.h"
#include "dwc-window.h"
#include "dwc-wording.h"

#include "base/dwd-time-text.h"
#include "preferences/dwc-preferences-window.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

struct _DwcApplication
{
  AdwApplication parent_instance;

  DwcContext *context;        /* (owned) (nullable) until startup */
  DwcStyle *style;            /* (owned) (nullable) */
  DwcWindow *window;          /* (weak) (nullable) */
  gboolean closing;
  int exit_status;
  guint snapshot_id;
  guint terminate_id;

  char *profile;                 /* (owned) (nullable) each: the options */
  char *server;
  char *key;
  char *secret_variable;
  char *fixed_clock;
  char *shots_folder;
  char *snapshot_file;
  int snapshot_every;
  int painted_fd;                /* where the benchmark of the start listens; -1: nowhere */
};

G_DEFINE_FINAL_TYPE (DwcApplication, dwc_application, ADW_TYPE_APPLICATION)

static void
take_engine_closed_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (DwcApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!dwd_engine_close_finish (DWD_ENGINE (object), result, &error))
    g_warning ("The cache did not close well: %s", error->message);

  g_application_release (G_APPLICATION (self));
}

/* Writes finish before the program ends: it is held until the engine has closed. */
static void
close_engine (DwcApplication *self)
{
  if (self->closing)
    return;

  self->closing = TRUE;
  g_clear_handle_id (&self->snapshot_id, g_source_remove);
  dwd_engine_close_async (dwc_context_get_engine (self->context), take_engine_closed_cb, g_object_ref (self));
}

static void
fail (DwcApplication *self,
      const char     *what,
      const char     *text,
      const GError   *error)
{
  g_printerr ("dartwing-dispatch: %s: %s\n", what, text);
  g_debug ("%s: %s", what, error->message);
  self->exit_status = 1;
}

static void
shots_taken_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (DwcApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!dwc_shots_run_finish (result, &error))
    fail (self, _("No pictures"), dwc_wording_failure (dwd_failure_from_error (error)), error);
  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
}

static gboolean
snapshot_cb (gpointer user_data)
{
  DwcApplication *self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->window != NULL && gtk_widget_get_mapped (GTK_WIDGET (self->window)) &&
      !dwc_shots_save (GTK_WIDGET (self->window), self->snapshot_file, &error))
    g_warning ("No picture written to %s: %s", self->snapshot_file, error->message);

  return G_SOURCE_CONTINUE;
}

static void
start_pictures (DwcApplication *self)
{
  if (self->shots_folder != NULL)
    dwc_shots_run_async (self->window, self->context, self->shots_folder, shots_taken_cb, g_object_ref (self));
  if (self->snapshot_every > 0 && self->snapshot_file != NULL)
    self->snapshot_id = g_timeout_add_seconds (self->snapshot_every, snapshot_cb, self);
}

static void
signed_in_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (DwcApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (dwd_engine_sign_in_finish (DWD_ENGINE (object), result, &error))
    return;

  text = dwc_wording_sign_in_error (error);
  fail (self, _("Not signed in"), text, error);
  if (self->window == NULL)
    return;
  if (self->shots_folder != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
  else
    dwc_tell_problem (GTK_WIDGET (self->window), _("Not Signed In"), text);
}

/* A secret without server and key is none. */
static const char *
get_given_secret (DwcApplication *self)
{
  if (self->server == NULL || self->key == NULL || self->secret_variable == NULL)
    return NULL;

  return g_getenv (self->secret_variable);
}

static void
sign_in_by_itself (DwcApplication *self)
{
  const char *secret = get_given_secret (self);
  DwdEngine *engine = dwc_context_get_engine (self->context);
  DwdAccount *account = dwd_engine_get_account (engine);

  if (secret == NULL)
    return;
  if (account != NULL && g_str_equal (dwd_account_get_server (account), self->server) &&
      g_str_equal (dwd_account_get_api_key (account), self->key))
    return;

  dwd_engine_sign_in_async (engine, self->server, self->key, secret, NULL, signed_in_cb, g_object_ref (self));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (DwcApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean opened = dwd_engine_open_finish (DWD_ENGINE (object), result, &error);

  if (self->window == NULL)
    return;

  if (!opened)
    {
      fail (self, _("Cannot open the profile"), dwc_wording_failure (dwd_failure_from_error (error)), error);
      dwc_window_set_failed (self->window, error);
      if (self->shots_folder != NULL)
        gtk_window_close (GTK_WINDOW (self->window));
      return;
    }

  dwc_window_set_opened (self->window);
  sign_in_by_itself (self);
  start_pictures (self);
}

static void
notice_cb (DwcApplication *self,
           int             failure,
           const char     *detail)
{
  if (self->window != NULL)
    dwc_window_notice (self->window, failure, detail);
}

static void
apply_color_scheme (DwcApplication *self)
{
  GSettings *settings = dwc_context_get_settings (self->context);
  AdwStyleManager *manager = adw_style_manager_get_default ();
  DwcColorScheme scheme = settings != NULL ? g_settings_get_enum (settings, DWC_PREF_COLOR_SCHEME)
                                           : DWC_COLOR_SCHEME_FOLLOW;

  switch (scheme)
    {
    case DWC_COLOR_SCHEME_LIGHT:
      adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
      break;
    case DWC_COLOR_SCHEME_DARK:
      adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
      break;
    case DWC_COLOR_SCHEME_FOLLOW:
      adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
      break;
    }
}

static void
preferences (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  DwcApplication *self = user_data;

  gtk_window_present (GTK_WINDOW (dwc_preferences_window_new (self->context, GTK_WINDOW (self->window))));
}

static void
sign_in (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  DwcApplication *self = user_data;

  gtk_window_present (GTK_WINDOW (dwc_sign_in_dialog_new (self->context, GTK_WINDOW (self->window))));
}

static void
signed_out_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (DwcApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!dwd_engine_sign_out_finish (DWD_ENGINE (object), result, &error) && self->window != NULL)
    dwc_tell_error (GTK_WIDGET (self->window), _("Not Signed Out"), error);
}

static void
sign_out_confirmed_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (DwcApplication) self = user_data;

  if (dwc_ask_confirm_finish (result))
    dwd_engine_sign_out_async (dwc_context_get_engine (self->context), signed_out_cb, g_object_ref (self));
}

static void
sign_out (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  DwcApplication *self = user_data;
  DwdEngine *engine = dwc_context_get_engine (self->context);
  guint n = g_list_model_get_n_items (dwd_engine_get_queue (engine));
  g_autofree char *body = NULL;

  if (dwd_engine_get_account (engine) == NULL || self->window == NULL)
    return;

  if (n > 0)
    body = g_strdup_printf (ngettext ("%u change is not on the server yet. It stays on this computer and is sent when you sign in again.",
                                      "%u changes are not on the server yet. They stay on this computer and are sent when you sign in again.",
                                      n), n);
  else
    body = g_strdup (_("The key is forgotten on this computer. What was fetched stays for the next time."));

  dwc_ask_confirm_async (GTK_WIDGET (self->window), _("Sign Out?"), body, _("_Sign Out"),
                         sign_out_confirmed_cb, g_object_ref (self));
}

static void
sync_now (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  DwcApplication *self = user_data;

  dwd_engine_sync_now (dwc_context_get_engine (self->context));
}

static void
shortcuts (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  DwcApplication *self = user_data;
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/dartwing/Dispatch/ui/dwc-shortcuts.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (window, GTK_WINDOW (self->window));
  gtk_window_present (window);
}

static void
about (GSimpleAction *action,
       GVariant      *parameter,
       gpointer       user_data)
{
  DwcApplication *self = user_data;

  adw_show_about_window (GTK_WINDOW (self->window),
                         "application-name", _("Dartwing Dispatch"),
                         "application-icon", APPLICATION_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", _("The Dartwing Dispatch authors"),
                         "copyright", "© 2026 The Dartwing Dispatch authors",
                         "license-type", GTK_LICENSE_APACHE_2_0,
                         "comments", _("Plan and follow field work on a map and a time grid. Map data © OpenStreetMap contributors, ODbL. Symbolic icons by the GNOME project, CC BY-SA 3.0 or LGPL 3."),
                         NULL);
}

static void
quit (GSimpleAction *action,
      GVariant      *parameter,
      gpointer       user_data)
{
  DwcApplication *self = user_data;

  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
}

/* The end of the session is no reason to check the whole cache at the next start. */
static gboolean
terminate_cb (gpointer user_data)
{
  quit (NULL, NULL, user_data);

  return G_SOURCE_CONTINUE;
}

static const GActionEntry ACTIONS[] = {
  { "about", about },
  { "preferences", preferences },
  { "quit", quit },
  { "shortcuts", shortcuts },
  { "sign-in", sign_in },
  { "sign-out", sign_out },
  { "sync-now", sync_now },
};

static DwdClock *
new_clock (DwcApplication *self)
{
  gint64 us;

  if (self->fixed_clock != NULL && dwd_time_text_parse_instant (self->fixed_clock, -1, &us))
    return dwd_clock_new_fixed (us);

  return dwd_clock_new ();
}

static char *
dup_profile (DwcApplication *self)
{
  if (self->profile != NULL)
    return g_canonicalize_filename (self->profile, NULL);

  return g_build_filename (g_get_user_data_dir (), "dartwing-dispatch", NULL);
}

static gboolean
is_pictured (DwcApplication *self)
{
  return self->shots_folder != NULL || self->snapshot_every > 0;
}

/* Pictures must not differ between machines. */
static void
pin_look (DwcApplication *self)
{
  if (!is_pictured (self))
    return;

  g_object_set (gtk_settings_get_default (),
                "gtk-font-name", "Cantarell 11",
                "gtk-enable-animations", FALSE,
                "gtk-cursor-blink", FALSE,
                NULL);
}

static void
dwc_application_startup (GApplication *application)
{
  DwcApplication *self = DWC_APPLICATION (application);
  g_autoptr (DwdClock) clock = new_clock (self);
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (DwdEngine) engine = NULL;
  g_autofree char *profile = dup_profile (self);

  G_APPLICATION_CLASS (dwc_application_parent_class)->startup (application);

  self->terminate_id = g_unix_signal_add (SIGTERM, terminate_cb, self);
  settings = dwc_prefs_open ();
  engine = dwd_engine_new (profile, clock);
  self->context = dwc_context_new (engine, settings);
  self->style = dwc_style_new (gdk_display_get_default ());
  pin_look (self);
  apply_color_scheme (self);
  if (settings != NULL)
    g_signal_connect_object (settings, "changed::" DWC_PREF_COLOR_SCHEME, G_CALLBACK (apply_color_scheme),
                             self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notice", G_CALLBACK (notice_cb), self, G_CONNECT_SWAPPED);

  g_action_map_add_action_entries (G_ACTION_MAP (self), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit",
                                         (const char *[]) { "<Control>q", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.preferences",
                                         (const char *[]) { "<Control>comma", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.shortcuts",
                                         (const char *[]) { "<Control>question", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.sync-now",
                                         (const char *[]) { "<Control>r", "F5", NULL });
}

/* A secret that was handed over stays in memory: no keyring is asked, and the cached board opens at once
 * with or without the server. */
static void
take_given_secret (DwcApplication *self)
{
  const char *secret = get_given_secret (self);
  g_autoptr (DwdSecretStore) memory = NULL;

  if (secret == NULL)
    return;

  memory = dwd_secret_store_new_memory ();
  dwd_secret_store_save_async (memory, self->server, self->key, secret, NULL, NULL, NULL);
  dwd_engine_set_secret_store (dwc_context_get_engine (self->context), memory);
}

static void
dwc_application_activate (GApplication *application)
{
  DwcApplication *self = DWC_APPLICATION (application);

  if (self->window == NULL && !self->closing)
    {
      g_set_weak_pointer (&self->window, DWC_WINDOW (dwc_window_new (GTK_APPLICATION (self), self->context)));
      if (is_pictured (self))
        gtk_widget_add_css_class (GTK_WIDGET (self->window), "dwc-picture");
      g_application_hold (application);
      take_given_secret (self);
      dwd_engine_open_async (dwc_context_get_engine (self->context), NULL, opened_cb, g_object_ref (self));
    }

  if (self->window == NULL)
    return;

  gtk_window_present (GTK_WINDOW (self->window));
  dwc_memory_keep_shared (GTK_WINDOW (self->window));
  if (self->painted_fd >= 0)
    dwc_painted_report (self->window, self->painted_fd);
  self->painted_fd = -1;
}

static void
dwc_application_window_removed (GtkApplication *application,
                                GtkWindow      *window)
{
  DwcApplication *self = DWC_APPLICATION (application);

  GTK_APPLICATION_CLASS (dwc_application_parent_class)->window_removed (application, window);

  if (DWC_IS_WINDOW (window))
    close_engine (self);
}

static int
dwc_application_handle_local_options (GApplication *application,
                                      GVariantDict *options)
{
  DwcApplication *self = DWC_APPLICATION (application);
  gint64 us;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("dartwing-dispatch %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (self->fixed_clock != NULL && !dwd_time_text_parse_instant (self->fixed_clock, -1, &us))
    {
      g_printerr (_("dartwing-dispatch: “%s” is no time; write it as 2026-11-24T05:42:00Z\n"), self->fixed_clock);
      return 2;
    }

  if (self->profile != NULL || self->shots_folder != NULL || self->server != NULL)
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);

  return -1;
}

static void
dwc_application_shutdown (GApplication *application)
{
  DwcApplication *self = DWC_APPLICATION (application);

  g_clear_handle_id (&self->snapshot_id, g_source_remove);
  g_clear_handle_id (&self->terminate_id, g_source_remove);
  g_clear_object (&self->style);
  g_clear_object (&self->context);

  G_APPLICATION_CLASS (dwc_application_parent_class)->shutdown (application);
}

static void
dwc_application_finalize (GObject *object)
{
  DwcApplication *self = DWC_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_free (self->profile);
  g_free (self->server);
  g_free (self->key);
  g_free (self->secret_variable);
  g_free (self->fixed_clock);
  g_free (self->shots_folder);
  g_free (self->snapshot_file);

  G_OBJECT_CLASS (dwc_application_parent_class)->finalize (object);
}

static void
dwc_application_class_init (DwcApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  GtkApplicationClass *gtk_class = GTK_APPLICATION_CLASS (klass);

  object_class->finalize = dwc_application_finalize;
  application_class->startup = dwc_application_startup;
  application_class->activate = dwc_application_activate;
  application_class->shutdown = dwc_application_shutdown;
  application_class->handle_local_options = dwc_application_handle_local_options;
  gtk_class->window_removed = dwc_application_window_removed;
}

static void
dwc_application_init (DwcApplication *self)
{
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version"), NULL },
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, &self->profile, N_("Keep the data in this folder"), N_("DIR") },
    { "server", 0, 0, G_OPTION_ARG_STRING, &self->server, N_("Sign in to this server"), N_("URL") },
    { "key", 0, 0, G_OPTION_ARG_STRING, &self->key, N_("Sign in with this API key"), N_("KEY") },
    { "secret-from-env", 0, 0, G_OPTION_ARG_STRING, &self->secret_variable,
      N_("Take the API secret from this environment variable"), N_("VARIABLE") },
    { "fixed-clock", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &self->fixed_clock, NULL, NULL },
    { "shots", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &self->shots_folder, NULL, NULL },
    { "snapshot-every", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &self->snapshot_every, NULL, NULL },
    { "snapshot-file", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &self->snapshot_file, NULL, NULL },
    { "report-painted", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &self->painted_fd, NULL, NULL },
    { NULL }
  };

  self->painted_fd = -1;
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

DwcApplication *
dwc_application_new (void)
{
  return g_object_new (DWC_TYPE_APPLICATION, "application-id", APPLICATION_ID, NULL);
}

int
dwc_application_get_exit_status (DwcApplication *self)
{
  g_return_val_if_fail (DWC_IS_APPLICATION (self), 1);

  return self->exit_status;
}

gboolean
dwc_application_wants_second_pass (DwcApplication *self)
{
  g_return_val_if_fail (DWC_IS_APPLICATION (self), FALSE);

  return self->shots_folder != NULL && self->exit_status == 0 &&
         !adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
}
