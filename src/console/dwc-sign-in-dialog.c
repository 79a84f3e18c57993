/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-sign-in-dialog.h"

#include "dwc-prefs.h"
#include "dwc-wording.h"
#include "widgets/dwc-access.h"

#include <glib/gi18n.h>

struct _DwcSignInDialog
{
  AdwWindow parent_instance;

  GtkEditable *server;
  GtkEditable *key;
  GtkEditable *secret;
  GtkLabel *server_problem;
  GtkLabel *key_problem;
  GtkWidget *cancel;
  GtkWidget *sign_in;
  GtkWidget *spinner;
  GtkWidget *fields;

  DwcContext *context;         /* (owned) */
  GCancellable *cancellable;   /* (owned) (nullable) while it asks the server */
};

G_DEFINE_FINAL_TYPE (DwcSignInDialog, dwc_sign_in_dialog, ADW_TYPE_WINDOW)

static gboolean
is_this_computer (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;

  address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

/**
 * dwc_sign_in_dialog_complete_server:
 * @text: what the person wrote
 * @problem: (out): a sentence, where it is no address
 *
 * A credential must not travel in the clear: plain http is taken for this computer alone.
 *
 * Returns: (transfer full) (nullable): the address without a trailing slash
 */
char *
dwc_sign_in_dialog_complete_server (const char  *text,
                                    const char **problem)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *address = NULL;
  g_autoptr (GUri) uri = NULL;
  gboolean has_scheme = strstr (trimmed, "://") != NULL;
  const char *scheme;

  while (g_str_has_suffix (trimmed, "/"))
    trimmed[strlen (trimmed) - 1] = '\0';

  if (has_scheme)
    address = g_steal_pointer (&trimmed);
  else
    address = g_strdup_printf ("https://%s", trimmed);

  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      strpbrk (g_uri_get_host (uri), " \t\n") != NULL)
    {
      *problem = _("Write the server's address, for example dispatch.example.org.");
      return NULL;
    }

  scheme = g_uri_get_scheme (uri);
  if (g_str_equal (scheme, "http") && !is_this_computer (g_uri_get_host (uri)))
    {
      *problem = _("This address is not encrypted. Use https, so that the secret cannot be read on the way.");
      return NULL;
    }
  if (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http"))
    {
      *problem = _("The address must begin with https.");
      return NULL;
    }

  return g_steal_pointer (&address);
}

static void
show_problem (GtkLabel   *label,
              GtkWidget  *row,
              const char *text)
{
  gboolean shown = text != NULL && *text != '\0';

  gtk_label_set_text (label, shown ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), shown);
  if (shown)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
}

static void
clear_problems (DwcSignInDialog *self)
{
  show_problem (self->server_problem, GTK_WIDGET (self->server), NULL);
  show_problem (self->key_problem, GTK_WIDGET (self->secret), NULL);
}

static void
set_busy (DwcSignInDialog *self,
          gboolean         busy)
{
  /* A field that is written in must not lose its sensitivity under the cursor, and Enter or Escape then
   * means to give up. */
  if (busy)
    gtk_widget_grab_focus (self->cancel);
  gtk_widget_set_sensitive (self->fields, !busy);
  gtk_widget_set_sensitive (self->sign_in, !busy);
  gtk_widget_set_visible (self->spinner, busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
}

/* Which field a failure is about: who one is, or where one goes. */
static gboolean
is_about_credentials (DwdFailure failure)
{
  return failure == DWD_FAILURE_SIGN_IN || failure == DWD_FAILURE_FORBIDDEN;
}

/**
 * dwc_sign_in_dialog_show_failure:
 * @self: the dialog
 * @failure: why it did not work
 * @text: the worded failure
 */
void
dwc_sign_in_dialog_show_failure (DwcSignInDialog *self,
                                 DwdFailure       failure,
                                 const char      *text)
{
  g_return_if_fail (DWC_IS_SIGN_IN_DIALOG (self));

  clear_problems (self);
  if (is_about_credentials (failure))
    {
      show_problem (self->key_problem, GTK_WIDGET (self->secret), text);
      gtk_widget_grab_focus (GTK_WIDGET (self->secret));
    }
  else
    {
      show_problem (self->server_problem, GTK_WIDGET (self->server), text);
      gtk_widget_grab_focus (GTK_WIDGET (self->server));
    }
}

static void
signed_in_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (DwcSignInDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  GSettings *settings;

  if (dwd_engine_sign_in_finish (DWD_ENGINE (object), result, &error))
    {
      settings = self->context != NULL ? dwc_context_get_settings (self->context) : NULL;
      if (settings != NULL)
        g_settings_set_string (settings, DWC_PREF_LAST_SERVER, gtk_editable_get_text (self->server));
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }

  g_clear_object (&self->cancellable);
  if (dwd_failure_from_error (error) == DWD_FAILURE_CANCELLED || self->context == NULL)
    return;

  set_busy (self, FALSE);
  {
    g_autofree char *text = dwc_wording_sign_in_error (error);

    dwc_sign_in_dialog_show_failure (self, dwd_failure_from_error (error), text);
  }
}

static gboolean
check_fields (DwcSignInDialog *self,
              char           **server)
{
  const char *problem = NULL;

  clear_problems (self);
  *server = dwc_sign_in_dialog_complete_server (gtk_editable_get_text (self->server), &problem);
  if (*server == NULL)
    {
      show_problem (self->server_problem, GTK_WIDGET (self->server), problem);
      gtk_widget_grab_focus (GTK_WIDGET (self->server));
      return FALSE;
    }

  if (*gtk_editable_get_text (self->key) == '\0' || *gtk_editable_get_text (self->secret) == '\0')
    {
      show_problem (self->key_problem, GTK_WIDGET (self->secret),
                    _("Write the API key and its secret. They are made in your user's settings on the server."));
      gtk_widget_grab_focus (GTK_WIDGET (*gtk_editable_get_text (self->key) == '\0' ? self->key : self->secret));
      return FALSE;
    }

  return TRUE;
}

static void
sign_in_cb (DwcSignInDialog *self)
{
  DwdEngine *engine = dwc_context_get_engine (self->context);
  g_autofree char *server = NULL;
  g_autofree char *key = NULL;

  if (self->cancellable != NULL || !check_fields (self, &server) || engine == NULL)
    return;

  key = g_strstrip (g_strdup (gtk_editable_get_text (self->key)));
  self->cancellable = g_cancellable_new ();
  set_busy (self, TRUE);
  dwd_engine_sign_in_async (engine, server, key, gtk_editable_get_text (self->secret),
                            self->cancellable, signed_in_cb, g_object_ref (self));
}

static void
cancel_cb (DwcSignInDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
dwc_sign_in_dialog_dispose (GObject *object)
{
  DwcSignInDialog *self = DWC_SIGN_IN_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), DWC_TYPE_SIGN_IN_DIALOG);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (dwc_sign_in_dialog_parent_class)->dispose (object);
}

static void
dwc_sign_in_dialog_class_init (DwcSignInDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_sign_in_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/dartwing/Dispatch/ui/dwc-sign-in-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DwcSignInDialog, server);
  gtk_widget_class_bind_template_child (widget_class, DwcSignInDialog, key);
  gtk_widget_class_bind_template_child (widget_class, DwcSignInDialog, secret);
  gtk_widget_class_bind_template_child (widget_class, DwcSignInDialog, server_problem);
  gtk_widget_class_bind_template_child (widget_class, DwcSignInDialog, key_problem);
  gtk_widget_class_bind_template_child (widget_class, DwcSignInDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, DwcSignInDialog, sign_in);
  gtk_widget_class_bind_template_child (widget_class, DwcSignInDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, DwcSignInDialog, fields);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
dwc_sign_in_dialog_init (DwcSignInDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dwc_access_tidy (GTK_WIDGET (self));
  clear_problems (self);
}

static void
fill_in (DwcSignInDialog *self)
{
  GSettings *settings = dwc_context_get_settings (self->context);
  DwdEngine *engine = dwc_context_get_engine (self->context);
  DwdAccount *account = engine != NULL ? dwd_engine_get_account (engine) : NULL;

  if (account != NULL)
    {
      gtk_editable_set_text (self->server, dwd_account_get_server (account));
      gtk_editable_set_text (self->key, dwd_account_get_api_key (account));
      gtk_widget_grab_focus (GTK_WIDGET (self->secret));
    }
  else if (settings != NULL)
    {
      g_autofree char *server = g_settings_get_string (settings, DWC_PREF_LAST_SERVER);

      gtk_editable_set_text (self->server, server);
    }
}

/**
 * dwc_sign_in_dialog_new:
 * @context: the context
 * @parent: (nullable): the window it belongs to
 *
 * Returns: (transfer floating): the dialog, with what is known filled in
 */
GtkWidget *
dwc_sign_in_dialog_new (DwcContext *context,
                        GtkWindow  *parent)
{
  DwcSignInDialog *self = g_object_new (DWC_TYPE_SIGN_IN_DIALOG, "transient-for", parent, NULL);

  g_set_object (&self->context, context);
  fill_in (self);

  return GTK_WIDGET (self);
}

const char *
dwc_sign_in_dialog_get_problem (DwcSignInDialog *self)
{
  g_return_val_if_fail (DWC_IS_SIGN_IN_DIALOG (self), NULL);

  if (gtk_widget_get_visible (GTK_WIDGET (self->server_problem)))
    return gtk_label_get_text (self->server_problem);
  if (gtk_widget_get_visible (GTK_WIDGET (self->key_problem)))
    return gtk_label_get_text (self->key_problem);

  return NULL;
}
