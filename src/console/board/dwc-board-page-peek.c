/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-board-page-private.h"

#include "dwc-wording.h"
#include "widgets/dwc-pill.h"

#include <glib/gi18n.h>

/* The bar that stands for the inspector in a narrow window: what is selected, and the next step. */
GtkWidget *
dwc_board_page_new_peek (DwcBoardPage *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *assign = gtk_button_new_with_mnemonic (_("_Assign…"));
  GtkWidget *open = gtk_button_new_from_icon_name ("sidebar-show-right-symbolic");

  gtk_widget_add_css_class (bar, "dwc-peek");

  self->peek_title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->peek_title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->peek_title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->peek_title, "dwc-strong");
  self->peek_second = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->peek_second), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->peek_second), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->peek_second, "dwc-second");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts), self->peek_title);
  gtk_box_append (GTK_BOX (texts), self->peek_second);
  gtk_box_append (GTK_BOX (bar), texts);

  self->peek_status = dwc_pill_new ();
  gtk_box_append (GTK_BOX (bar), self->peek_status);
  self->peek_due = dwc_pill_new ();
  gtk_box_append (GTK_BOX (bar), self->peek_due);

  gtk_widget_add_css_class (assign, "suggested-action");
  gtk_widget_set_valign (assign, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (assign), "board.assign");
  gtk_box_append (GTK_BOX (bar), assign);

  gtk_widget_add_css_class (open, "flat");
  gtk_widget_set_valign (open, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (open, _("Show the inspector"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (open), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Show the inspector"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "board.inspector");
  gtk_box_append (GTK_BOX (bar), open);

  return bar;
}

static void
show_job (DwcBoardPage *self,
          DwdJob       *job)
{
  DwcContext *context = dwc_page_get_context (DWC_PAGE (self));
  gint64 now_us = dwd_clock_get_now (dwc_context_get_clock (context));
  gint64 lateness_us = dwd_job_get_lateness (job, now_us);
  g_autofree char *title = g_strdup_printf ("%s  %s", dwd_job_get_short_name (job), dwd_job_get_title (job));
  g_autofree char *when = dwc_wording_job_when (context, job);
  g_autofree char *due = dwc_wording_job_due (job, now_us);
  g_autofree char *second = NULL;

  /* Translators: a customer · a time. */
  second = g_strdup_printf (_("%1$s · %2$s"), dwd_job_get_customer_name (job), when);
  gtk_label_set_text (GTK_LABEL (self->peek_title), title);
  gtk_label_set_text (GTK_LABEL (self->peek_second), second);
  dwc_pill_set_status (DWC_PILL (self->peek_status), dwd_job_get_status (job));
  dwc_pill_set (DWC_PILL (self->peek_due), dwc_palette_role_of_lateness (lateness_us),
                dwc_palette_lateness_icon (lateness_us), due);
}

void
dwc_board_page_update_peek (DwcBoardPage *self)
{
  DwcContext *context = dwc_page_get_context (DWC_PAGE (self));
  DwdJob *job = dwc_inspector_get_job (DWC_INSPECTOR (self->inspector));
  const char *technician = dwd_selection_get_technician (dwc_context_get_selection (context));
  DwdTechnician *who = technician != NULL
                       ? dwd_board_lookup_technician (dwc_context_get_board (context), technician) : NULL;

  gtk_widget_set_visible (self->peek, self->narrow && (job != NULL || who != NULL));
  if (job != NULL)
    {
      show_job (self, job);
      return;
    }

  if (who != NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->peek_title), dwd_technician_get_employee_name (who));
      gtk_label_set_text (GTK_LABEL (self->peek_second), dwd_technician_get_zone (who));
      dwc_pill_set (DWC_PILL (self->peek_status), DWC_ROLE_DRAFT, NULL, "");
      dwc_pill_set (DWC_PILL (self->peek_due), DWC_ROLE_DRAFT, NULL, "");
    }
}
