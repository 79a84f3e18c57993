/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-preferences"

#include "config.h"

#include "dwc-preferences-window.h"

#include "dwc-prefs.h"
#include "widgets/dwc-access.h"

#include <glib/gi18n.h>

struct _DwcPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  AdwActionRow *server;
  AdwActionRow *user;
  AdwActionRow *organization;
  GtkWidget *account_group;
  GtkWidget *signed_out_group;
  AdwComboRow *color_scheme;
  AdwComboRow *clock_format;
  AdwEntryRow *tile_url;
  AdwEntryRow *tile_attribution;
  AdwEntryRow *routing_url;
  AdwEntryRow *geocoding_url;
  GtkLabel *problem;

  DwcContext *context;            /* (owned) */
};

G_DEFINE_FINAL_TYPE (DwcPreferencesWindow, dwc_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

/**
 * dwc_preferences_check_service_url:
 * @text: an address
 *
 * Returns: (nullable): a sentence of what is wrong with it
 */
const char *
dwc_preferences_check_service_url (const char *text)
{
  g_autoptr (GUri) uri = NULL;

  if (*text == '\0')
    return NULL;

  uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (!g_str_equal (g_uri_get_scheme (uri), "https") && !g_str_equal (g_uri_get_scheme (uri), "http")))
    return _("Write a whole address, for example https://routing.example.org.");

  return NULL;
}

const char *
dwc_preferences_check_tile_url (const char *text)
{
  g_autofree char *plain = NULL;

  if (*text == '\0')
    return NULL;
  if (strstr (text, "{z}") == NULL || strstr (text, "{x}") == NULL || strstr (text, "{y}") == NULL)
    return _("The template needs {z}, {x} and {y}, for example https://tiles.example.org/{z}/{x}/{y}.png.");

  /* Braces are no part of an address. */
  plain = g_strdelimit (g_strdup (text), "{}", '0');

  return dwc_preferences_check_service_url (plain);
}

static void
apply_address (DwcPreferencesWindow *self,
               AdwEntryRow          *row,
               const char           *key)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
  GSettings *settings = dwc_context_get_settings (self->context);
  const char *problem = NULL;

  if (settings == NULL)
    return;

  if (row == self->tile_url)
    problem = dwc_preferences_check_tile_url (text);
  else if (row != self->tile_attribution)
    problem = dwc_preferences_check_service_url (text);

  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  if (problem != NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (row), "error");
      return;
    }

  gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  g_settings_set_string (settings, key, text);
}

static void
address_applied_cb (DwcPreferencesWindow *self,
                    AdwEntryRow          *row)
{
  if (row == self->tile_url)
    apply_address (self, row, DWC_PREF_TILE_URL);
  else if (row == self->tile_attribution)
    apply_address (self, row, DWC_PREF_TILE_ATTRIBUTION);
  else if (row == self->routing_url)
    apply_address (self, row, DWC_PREF_ROUTING_URL);
  else
    apply_address (self, row, DWC_PREF_GEOCODING_URL);
}

static void
choice_changed_cb (DwcPreferencesWindow *self,
                   GParamSpec           *pspec,
                   AdwComboRow          *row)
{
  GSettings *settings = self->context != NULL ? dwc_context_get_settings (self->context) : NULL;

  if (settings != NULL)
    g_settings_set_enum (settings, row == self->color_scheme ? DWC_PREF_COLOR_SCHEME : DWC_PREF_CLOCK_FORMAT,
                         adw_combo_row_get_selected (row));
}

static void
show_account (DwcPreferencesWindow *self)
{
  DwdEngine *engine = dwc_context_get_engine (self->context);
  DwdAccount *account = engine != NULL ? dwd_engine_get_account (engine) : NULL;
  g_autofree char *user = NULL;

  gtk_widget_set_visible (self->account_group, account != NULL);
  gtk_widget_set_visible (self->signed_out_group, account == NULL);
  if (account == NULL)
    return;

  /* Translators: a person's name, then their role. */
  user = g_strdup_printf (_("%1$s, %2$s"), dwd_account_get_full_name (account), dwd_account_get_role (account));
  adw_action_row_set_subtitle (self->server, dwd_account_get_server (account));
  adw_action_row_set_subtitle (self->user, user);
  adw_action_row_set_subtitle (self->organization, dwd_account_get_organization_name (account));
}

static void
show_settings (DwcPreferencesWindow *self,
               GSettings            *settings)
{
  const struct
  {
    AdwEntryRow *row;
    const char *key;
  } texts[] = {
    { self->tile_url, DWC_PREF_TILE_URL },
    { self->tile_attribution, DWC_PREF_TILE_ATTRIBUTION },
    { self->routing_url, DWC_PREF_ROUTING_URL },
    { self->geocoding_url, DWC_PREF_GEOCODING_URL },
  };

  adw_combo_row_set_selected (self->color_scheme, g_settings_get_enum (settings, DWC_PREF_COLOR_SCHEME));
  adw_combo_row_set_selected (self->clock_format, g_settings_get_enum (settings, DWC_PREF_CLOCK_FORMAT));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *value = g_settings_get_string (settings, texts[i].key);

      gtk_editable_set_text (GTK_EDITABLE (texts[i].row), value);
      adw_entry_row_set_show_apply_button (texts[i].row, TRUE);
    }
}

static void
dwc_preferences_window_dispose (GObject *object)
{
  DwcPreferencesWindow *self = DWC_PREFERENCES_WINDOW (object);

  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), DWC_TYPE_PREFERENCES_WINDOW);

  G_OBJECT_CLASS (dwc_preferences_window_parent_class)->dispose (object);
}

static void
dwc_preferences_window_class_init (DwcPreferencesWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_preferences_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/dartwing/Dispatch/ui/dwc-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DwcPreferencesWindow, server);
  gtk_widget_class_bind_template_child (widget_class, DwcPreferencesWindow, user);
  gtk_widget_class_bind_template_child (widget_class, DwcPreferencesWindow, organization);
  gtk_widget_class_bind_template_child (widget_class, DwcPreferencesWindow, account_group);
  gtk_widget_class_bind_template_child (widget_class, DwcPreferencesWindow, signed_out_group);
  gtk_widget_class_bind_template_child (widget_class, DwcPreferencesWindow, color_scheme);
  gtk_widget_class_bind_template_child (widget_class, DwcPreferencesWindow, clock_format);
  gtk_widget_class_bind_template_child (widget_class, DwcPreferencesWindow, tile_url);
  gtk_widget_class_bind_template_child (widget_class, DwcPreferencesWindow, tile_attribution);
  gtk_widget_class_bind_template_child (widget_class, DwcPreferencesWindow, routing_url);
  gtk_widget_class_bind_template_child (widget_class, DwcPreferencesWindow, geocoding_url);
  gtk_widget_class_bind_template_child (widget_class, DwcPreferencesWindow, problem);
  gtk_widget_class_bind_template_callback (widget_class, address_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_changed_cb);
}

static void
dwc_preferences_window_init (DwcPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dwc_access_tidy (GTK_WIDGET (self));
}

/**
 * dwc_preferences_window_new:
 * @context: the context
 * @parent: (nullable): the window it belongs to
 *
 * Returns: (transfer floating): the preferences
 */
GtkWidget *
dwc_preferences_window_new (DwcContext *context,
                            GtkWindow  *parent)
{
  DwcPreferencesWindow *self = g_object_new (DWC_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);
  GSettings *settings = dwc_context_get_settings (context);
  DwdEngine *engine = dwc_context_get_engine (context);

  if (settings != NULL)
    show_settings (self, settings);
  else
    gtk_widget_set_sensitive (GTK_WIDGET (self->color_scheme), FALSE);

  /* Its buttons activate the application's actions. */
  if (parent != NULL)
    gtk_window_set_application (GTK_WINDOW (self), gtk_window_get_application (parent));

  g_set_object (&self->context, context);
  show_account (self);
  if (engine != NULL)
    g_signal_connect_object (engine, "account-changed", G_CALLBACK (show_account), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
