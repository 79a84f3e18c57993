/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-job-dialog-row.h"

#include "dwc-inspector-technician.h"
#include "widgets/dwc-pill.h"

#include <glib/gi18n.h>
#include <math.h>

static gboolean
has_skill (DwdTechnician *technician,
           const char    *skill)
{
  gsize n;
  const DwdSkill *skills = dwd_technician_get_skills (technician, &n);

  for (gsize i = 0; i < n; i++)
    {
      if (g_ascii_strcasecmp (skills[i].skill, skill) == 0)
        return TRUE;
    }

  return FALSE;
}

guint
dwc_job_dialog_count_missing (DwdTechnician *technician,
                              DwdJob        *job)
{
  const char *const *wanted = job != NULL ? dwd_job_get_required_skills (job) : NULL;
  guint missing = 0;

  for (gsize i = 0; wanted != NULL && wanted[i] != NULL; i++)
    {
      if (!has_skill (technician, wanted[i]))
        missing++;
    }

  return missing;
}

static char *
word_missing (DwdTechnician *technician,
              DwdJob        *job)
{
  const char *const *wanted = dwd_job_get_required_skills (job);
  g_autoptr (GStrvBuilder) lacks = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  g_autofree char *list = NULL;

  for (gsize i = 0; wanted[i] != NULL; i++)
    {
      if (!has_skill (technician, wanted[i]))
        g_strv_builder_add (lacks, wanted[i]);
    }
  names = g_strv_builder_end (lacks);
  list = g_strjoinv (", ", names);

  /* Translators: %s is a list of skills. */
  return g_strdup_printf (_("No %s"), list);
}

static char *
word_load (DwcContext    *context,
           DwdTechnician *technician)
{
  DwdBoard *board = dwc_context_get_board (context);
  const char *name = dwd_technician_get_name (technician);
  GPtrArray *jobs = dwd_board_get_jobs_of (board, name);
  double share = dwd_board_get_utilisation (board, name);
  guint n = jobs != NULL ? jobs->len : 0;
  g_autofree char *count = g_strdup_printf (ngettext ("%u job", "%u jobs", n), n);

  if (!isfinite (share))
    return g_steal_pointer (&count);

  /* Translators: %1$s is "3 jobs", the number a percentage. */
  return g_strdup_printf (_("%1$s · %2$.0f %%"), count, share * 100);
}

GtkWidget *
dwc_job_dialog_row_new (void)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *avatar = adw_avatar_new (28, NULL, TRUE);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *state = gtk_label_new (NULL);
  GtkWidget *trailing = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *pill = dwc_pill_new ();
  GtkWidget *load = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (name, "dwc-strong");
  gtk_label_set_xalign (GTK_LABEL (state), 0);
  gtk_label_set_ellipsize (GTK_LABEL (state), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (state, "dwc-second");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), name);
  gtk_box_append (GTK_BOX (texts), state);

  gtk_widget_set_halign (pill, GTK_ALIGN_END);
  gtk_label_set_xalign (GTK_LABEL (load), 1);
  gtk_widget_add_css_class (load, "dwc-second");
  gtk_box_append (GTK_BOX (trailing), pill);
  gtk_box_append (GTK_BOX (trailing), load);

  gtk_box_append (GTK_BOX (row), avatar);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_box_append (GTK_BOX (row), trailing);

  return row;
}

/**
 * dwc_job_dialog_row_set:
 * @row: a row of dwc_job_dialog_row_new()
 * @context: the context
 * @job: the job to assign
 * @technician: who could take it
 */
void
dwc_job_dialog_row_set (GtkWidget     *row,
                        DwcContext    *context,
                        DwdJob        *job,
                        DwdTechnician *technician)
{
  GtkWidget *avatar = gtk_widget_get_first_child (row);
  GtkWidget *texts = gtk_widget_get_next_sibling (avatar);
  GtkWidget *trailing = gtk_widget_get_next_sibling (texts);
  GtkWidget *name = gtk_widget_get_first_child (texts);
  GtkWidget *pill = gtk_widget_get_first_child (trailing);
  gint64 lateness_us;
  g_autofree char *state = dwc_inspector_technician_word_state (context, technician, &lateness_us);
  g_autofree char *load = word_load (context, technician);
  g_autofree char *zoned = NULL;

  /* Translators: a zone · what a technician does now. */
  zoned = g_strdup_printf (_("%1$s · %2$s"), dwd_technician_get_zone (technician), state);
  adw_avatar_set_text (ADW_AVATAR (avatar), dwd_technician_get_employee_name (technician));
  gtk_label_set_text (GTK_LABEL (name), dwd_technician_get_employee_name (technician));
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (name)), zoned);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_next_sibling (pill)), load);

  if (dwc_job_dialog_count_missing (technician, job) > 0)
    {
      g_autofree char *missing = word_missing (technician, job);

      dwc_pill_set (DWC_PILL (pill), DWC_ROLE_HEAT_2, "dialog-warning-symbolic", missing);
    }
  else if (dwd_job_get_required_skills (job)[0] != NULL)
    {
      dwc_pill_set (DWC_PILL (pill), DWC_ROLE_HEAT_0, "object-select-symbolic", _("Skills match"));
    }
  else
    {
      dwc_pill_set (DWC_PILL (pill), DWC_ROLE_DRAFT, NULL, "");
    }
}
