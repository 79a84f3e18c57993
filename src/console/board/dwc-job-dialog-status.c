/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-job-dialog.h"

#include "dwc-wording.h"
#include "rules/dwd-job-states.h"
#include "widgets/dwc-access.h"
#include "widgets/dwc-palette.h"

#include <glib/gi18n.h>

/* The statuses that the state table allows next, one of which is picked with an arrow and Return. */
#define DWC_TYPE_JOB_DIALOG_STATUS (dwc_job_dialog_status_get_type ())
G_DECLARE_FINAL_TYPE (DwcJobDialogStatus, dwc_job_dialog_status, DWC, JOB_DIALOG_STATUS, DwcJobDialog)

struct _DwcJobDialogStatus
{
  DwcJobDialog parent_instance;

  GtkWidget *list;
  DwdJobStatus choices[DWD_N_JOB_STATUSES];
  guint n_choices;
};

G_DEFINE_FINAL_TYPE (DwcJobDialogStatus, dwc_job_dialog_status, DWC_TYPE_JOB_DIALOG)

static DwdJobStatus
get_choice (DwcJobDialogStatus *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list));

  return row != NULL ? self->choices[gtk_list_box_row_get_index (row)] : DWD_JOB_STATUS_UNKNOWN;
}

static void
selected_cb (DwcJobDialogStatus *self)
{
  DwcJobDialog *dialog = DWC_JOB_DIALOG (self);
  DwdJobStatus to = get_choice (self);
  DwdJob *job = dwc_job_dialog_get_job (dialog);

  if (job == NULL)
    return;

  dwc_job_dialog_set_ready (dialog, to != DWD_JOB_STATUS_UNKNOWN);
  if (to != DWD_JOB_STATUS_UNKNOWN)
    dwc_job_dialog_set_needs_reason (dialog, dwd_job_states_need_reason (dwd_job_get_status (job), to));
}

static void
dwc_job_dialog_status_apply (DwcJobDialog *dialog,
                             DwdEngine    *engine)
{
  DwdJobStatus to = get_choice (DWC_JOB_DIALOG_STATUS (dialog));
  DwdJob *job = dwc_job_dialog_get_job (dialog);

  /* Translators: %1$s is a job's number, %2$s a status. */
  dwc_job_dialog_take_done_text (dialog, g_strdup_printf (_("Set %1$s to %2$s"), dwd_job_get_short_name (job),
                                                          dwc_palette_status_word (to)));
  dwd_engine_set_job_status_async (engine, dwd_job_get_name (job), to, dwc_job_dialog_get_reason (dialog),
                                   dwc_job_dialog_act_cb, g_object_ref (dialog));
}

static void
dwc_job_dialog_status_class_init (DwcJobDialogStatusClass *klass)
{
  DwcJobDialogClass *dialog_class = DWC_JOB_DIALOG_CLASS (klass);

  dialog_class->apply = dwc_job_dialog_status_apply;
}

static void
dwc_job_dialog_status_init (DwcJobDialogStatus *self)
{
  self->list = gtk_list_box_new ();
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Next status"), -1);
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (selected_cb), self);
  gtk_list_box_set_activate_on_single_click (GTK_LIST_BOX (self->list), FALSE);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (dwc_job_dialog_apply), self);
  dwc_job_dialog_append (DWC_JOB_DIALOG (self), self->list);
}

static void
fill_list (DwcJobDialogStatus *self,
           DwdJob             *job)
{
  guint next = dwd_job_states_next (dwd_job_get_status (job));

  for (int to = DWD_JOB_STATUS_DRAFT; to < DWD_N_JOB_STATUSES; to++)
    {
      GtkWidget *row;

      /* To be Assigned takes a technician and to be Unassigned drops one: actions of their own. */
      if ((next & (1u << to)) == 0 || to == DWD_JOB_STATUS_ASSIGNED ||
          (to == DWD_JOB_STATUS_UNASSIGNED && *dwd_job_get_assigned_to (job) != '\0'))
        continue;

      row = adw_action_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), dwc_palette_status_word (to));
      adw_action_row_set_icon_name (ADW_ACTION_ROW (row), dwc_palette_status_icon (to));
      dwc_access_tidy (row);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      dwc_palette_status_word (to), -1);
      gtk_list_box_append (GTK_LIST_BOX (self->list), row);
      self->choices[self->n_choices++] = to;
    }

  if (self->n_choices > 0)
    gtk_list_box_select_row (GTK_LIST_BOX (self->list),
                             gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0));
}

/**
 * dwc_job_dialog_status_new:
 * @origin: the widget that asks
 * @context: the context
 * @job: the job
 *
 * Returns: (transfer floating): a dialog that sets its status
 */
GtkWidget *
dwc_job_dialog_status_new (GtkWidget  *origin,
                           DwcContext *context,
                           DwdJob     *job)
{
  DwcJobDialogStatus *self = g_object_new (DWC_TYPE_JOB_DIALOG_STATUS, NULL);
  g_autofree char *title = g_strdup_printf (_("Status of %s"), dwd_job_get_short_name (job));

  dwc_job_dialog_set (DWC_JOB_DIALOG (self), origin, context, job, title, _("_Set Status"));
  fill_list (self, job);
  if (self->n_choices > 0)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list))));

  return GTK_WIDGET (self);
}
