/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-tell.h"

#include "dwc-wording.h"
#include "widgets/dwc-access.h"

#include <glib/gi18n.h>

#define RESPONSE_CANCEL "cancel"
#define RESPONSE_ACCEPT "accept"

static GtkWindow *
get_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/**
 * dwc_tell_toast:
 * @widget: a widget inside a toast overlay
 * @text: what was done; an empty one shows nothing
 */
void
dwc_tell_toast (GtkWidget  *widget,
                const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *markup = NULL;
  AdwToast *toast;

  if (overlay == NULL || *text == '\0')
    return;

  /* A toast's title is markup, and a job's title may hold anything. */
  markup = g_markup_escape_text (text, -1);
  toast = adw_toast_new (markup);
  adw_toast_set_timeout (toast, 7);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

/**
 * dwc_tell_problem:
 * @widget: the widget where it happened
 * @heading: what did not happen
 * @text: why, and what to do next
 */
void
dwc_tell_problem (GtkWidget  *widget,
                  const char *heading,
                  const char *text)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (widget), heading, text);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), RESPONSE_CANCEL, _("_Close"));
  dwc_access_tidy (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * dwc_tell_error:
 * @widget: the widget where it happened
 * @heading: what did not happen
 * @error: why
 */
void
dwc_tell_error (GtkWidget    *widget,
                const char   *heading,
                const GError *error)
{
  g_autofree char *text = dwc_wording_error (error);

  if (dwd_failure_from_error (error) != DWD_FAILURE_CANCELLED)
    dwc_tell_problem (widget, heading, text);
}

static void
reason_changed_cb (GtkEditable      *entry,
                   AdwMessageDialog *dialog)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, RESPONSE_ACCEPT, *text != '\0');
}

static void
reason_response_cb (AdwMessageDialog *dialog,
                    const char       *response,
                    gpointer          user_data)
{
  g_autoptr (GTask) task = user_data;
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);

  if (g_str_equal (response, RESPONSE_ACCEPT))
    g_task_return_pointer (task, g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)))), g_free);
  else
    g_task_return_pointer (task, NULL, NULL);
}

static GtkWidget *
new_question (GtkWidget  *widget,
              const char *heading,
              const char *body,
              const char *accept_label)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (widget), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    RESPONSE_CANCEL, _("_Cancel"),
                                    RESPONSE_ACCEPT, accept_label,
                                    NULL);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), RESPONSE_CANCEL);
  dwc_access_tidy (dialog);

  return dialog;
}

/**
 * dwc_ask_reason_async:
 * @widget: the widget that asks
 * @heading: the question
 * @body: why it is asked
 * @accept_label: the button that goes on, with a mnemonic
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
dwc_ask_reason_async (GtkWidget          *widget,
                      const char         *heading,
                      const char         *body,
                      const char         *accept_label,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  GTask *task = g_task_new (widget, NULL, callback, user_data);
  GtkWidget *dialog = new_question (widget, heading, body, accept_label);
  GtkWidget *entry = gtk_entry_new ();

  g_task_set_source_tag (task, dwc_ask_reason_async);

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _("Reason"));
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Reason"), -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (reason_changed_cb), dialog, 0);

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), RESPONSE_ACCEPT,
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), RESPONSE_ACCEPT);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), RESPONSE_ACCEPT, FALSE);
  g_signal_connect (dialog, "response", G_CALLBACK (reason_response_cb), task);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

/**
 * dwc_ask_reason_finish:
 * @result: the result
 *
 * Returns: (transfer full) (nullable): the reason, never empty; %NULL where the person cancelled
 */
char *
dwc_ask_reason_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
confirm_response_cb (AdwMessageDialog *dialog,
                     const char       *response,
                     gpointer          user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, g_str_equal (response, RESPONSE_ACCEPT));
}

/**
 * dwc_ask_confirm_async:
 * @widget: the widget that asks
 * @heading: the question
 * @body: what will be lost
 * @accept_label: the button that does it, with a mnemonic
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
dwc_ask_confirm_async (GtkWidget          *widget,
                       const char         *heading,
                       const char         *body,
                       const char         *accept_label,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  GTask *task = g_task_new (widget, NULL, callback, user_data);
  GtkWidget *dialog = new_question (widget, heading, body, accept_label);

  g_task_set_source_tag (task, dwc_ask_confirm_async);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), RESPONSE_ACCEPT,
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect (dialog, "response", G_CALLBACK (confirm_response_cb), task);
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
dwc_ask_confirm_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
