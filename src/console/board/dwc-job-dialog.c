/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-job-dialog.h"

#include "dwc-tell.h"
#include "dwc-wording.h"
#include "widgets/dwc-access.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWidget *body;
  GtkWidget *reason;
  GtkWidget *reason_group;
  GtkWidget *problem;
  GtkWidget *apply;

  GtkWidget *origin;       /* (weak) (nullable) */
  DwcContext *context;     /* (owned) */
  DwdJob *job;             /* (owned) */
  char *done_text;         /* (owned) (nullable) */
  gboolean ready;
  gboolean needs_reason;
  gboolean busy;
} DwcJobDialogPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DwcJobDialog, dwc_job_dialog, ADW_TYPE_WINDOW)

static void
update (DwcJobDialog *self)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);

  /* What is taken down with the dialog still tells of its changes. */
  if (priv->context != NULL)
    gtk_widget_set_sensitive (priv->apply, dwc_job_dialog_can_apply (self));
}

static void
show_problem (DwcJobDialog *self,
              const char   *text)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);

  gtk_label_set_text (GTK_LABEL (priv->problem), text);
  gtk_widget_set_visible (priv->problem, *text != '\0');
}

static void
apply_cb (DwcJobDialog *self)
{
  dwc_job_dialog_apply (self);
}

static void
cancel_cb (DwcJobDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
dwc_job_dialog_dispose (GObject *object)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (DWC_JOB_DIALOG (object));

  g_clear_weak_pointer (&priv->origin);
  g_clear_object (&priv->context);
  g_clear_object (&priv->job);
  g_clear_pointer (&priv->done_text, g_free);

  G_OBJECT_CLASS (dwc_job_dialog_parent_class)->dispose (object);
}

static void
dwc_job_dialog_class_init (DwcJobDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dwc_job_dialog_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
new_header (DwcJobDialog *self)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_("_Cancel"));

  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (cancel_cb), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);

  priv->apply = gtk_button_new ();
  gtk_button_set_use_underline (GTK_BUTTON (priv->apply), TRUE);
  gtk_widget_add_css_class (priv->apply, "suggested-action");
  g_signal_connect_swapped (priv->apply, "clicked", G_CALLBACK (apply_cb), self);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), priv->apply);
  gtk_window_set_default_widget (GTK_WINDOW (self), priv->apply);

  return header;
}

static void
dwc_job_dialog_init (DwcJobDialog *self)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 420, -1);
  gtk_widget_add_css_class (GTK_WIDGET (self), "dwc-dialog");
  gtk_box_append (GTK_BOX (content), new_header (self));

  priv->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (priv->body, "dwc-dialog-body");
  gtk_widget_set_vexpand (priv->body, TRUE);
  gtk_box_append (GTK_BOX (content), priv->body);

  priv->reason_group = adw_preferences_group_new ();
  priv->reason = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (priv->reason), _("Reason"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (priv->reason), TRUE);
  g_signal_connect_swapped (priv->reason, "changed", G_CALLBACK (update), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (priv->reason_group), priv->reason);
  gtk_box_append (GTK_BOX (priv->body), priv->reason_group);
  gtk_widget_set_visible (priv->reason_group, FALSE);

  priv->problem = g_object_new (GTK_TYPE_LABEL,
                                "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT,
                                "xalign", 0.0,
                                "wrap", TRUE,
                                "visible", FALSE,
                                NULL);
  gtk_widget_add_css_class (priv->problem, "dwc-problem");
  gtk_box_append (GTK_BOX (priv->body), priv->problem);

  adw_window_set_content (ADW_WINDOW (self), content);
}

/**
 * dwc_job_dialog_set:
 * @self: a new dialog
 * @origin: the widget that asked for it
 * @context: the context
 * @job: the job it is about
 * @title: the window's title
 * @apply_label: the suggested button's words, with a mnemonic
 */
void
dwc_job_dialog_set (DwcJobDialog *self,
                    GtkWidget    *origin,
                    DwcContext   *context,
                    DwdJob       *job,
                    const char   *title,
                    const char   *apply_label)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);
  GtkRoot *root = origin != NULL ? gtk_widget_get_root (origin) : NULL;

  g_return_if_fail (DWC_IS_JOB_DIALOG (self));
  g_return_if_fail (priv->context == NULL);

  g_set_weak_pointer (&priv->origin, origin);
  g_set_object (&priv->context, context);
  g_set_object (&priv->job, job);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_button_set_label (GTK_BUTTON (priv->apply), apply_label);
  dwc_access_tidy (GTK_WIDGET (self));
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  update (self);
}

DwcContext *
dwc_job_dialog_get_context (DwcJobDialog *self)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);

  return priv->context;
}

DwdJob *
dwc_job_dialog_get_job (DwcJobDialog *self)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);

  return priv->job;
}

/**
 * dwc_job_dialog_append:
 * @self: the dialog
 * @child: goes below what is there, above the reason
 */
void
dwc_job_dialog_append (DwcJobDialog *self,
                       GtkWidget    *child)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);
  GtkWidget *before = gtk_widget_get_prev_sibling (priv->reason_group);

  gtk_box_insert_child_after (GTK_BOX (priv->body), child, before);
}

void
dwc_job_dialog_set_ready (DwcJobDialog *self,
                          gboolean      ready)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);

  priv->ready = ready;
  update (self);
}

void
dwc_job_dialog_set_needs_reason (DwcJobDialog *self,
                                 gboolean      needs_reason)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);

  priv->needs_reason = needs_reason;
  gtk_widget_set_visible (priv->reason_group, needs_reason);
  update (self);
}

gboolean
dwc_job_dialog_get_needs_reason (DwcJobDialog *self)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);

  return priv->needs_reason;
}

void
dwc_job_dialog_set_reason (DwcJobDialog *self,
                           const char   *reason)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);

  gtk_editable_set_text (GTK_EDITABLE (priv->reason), reason);
}

const char *
dwc_job_dialog_get_reason (DwcJobDialog *self)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (priv->reason));

  while (g_ascii_isspace (*text))
    text++;

  return priv->needs_reason && *text != '\0' ? text : NULL;
}

gboolean
dwc_job_dialog_can_apply (DwcJobDialog *self)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);

  return priv->ready && !priv->busy && priv->context != NULL &&
         dwc_context_get_engine (priv->context) != NULL &&
         (!priv->needs_reason || dwc_job_dialog_get_reason (self) != NULL);
}

/**
 * dwc_job_dialog_apply:
 * @self: the dialog
 *
 * Does it, where it can be done; a refusal is worded in the dialog.
 */
void
dwc_job_dialog_apply (DwcJobDialog *self)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);

  g_return_if_fail (DWC_IS_JOB_DIALOG (self));

  if (!dwc_job_dialog_can_apply (self))
    return;

  priv->busy = TRUE;
  show_problem (self, "");
  update (self);
  DWC_JOB_DIALOG_GET_CLASS (self)->apply (self, dwc_context_get_engine (priv->context));
}

void
dwc_job_dialog_take_done_text (DwcJobDialog *self,
                               char         *text)
{
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);

  g_free (priv->done_text);
  priv->done_text = text;
}

/**
 * dwc_job_dialog_act_cb:
 * @object: the engine
 * @result: the result of an action
 * @user_data: (transfer full): the dialog
 *
 * Ends the action that a subclass's apply() began.
 */
void
dwc_job_dialog_act_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr (DwcJobDialog) self = user_data;
  DwcJobDialogPrivate *priv = dwc_job_dialog_get_instance_private (self);
  g_autoptr (GError) error = NULL;

  priv->busy = FALSE;
  if (dwd_engine_act_finish (DWD_ENGINE (object), result, &error))
    {
      if (priv->origin != NULL && priv->done_text != NULL)
        dwc_tell_toast (priv->origin, priv->done_text);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }

  /* The person closed it meanwhile: what did not happen must be said all the same. */
  if (priv->context == NULL)
    return;

  {
    g_autofree char *text = dwc_wording_error (error);

    show_problem (self, text);
  }
  update (self);
}
