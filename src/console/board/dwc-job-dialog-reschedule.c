/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-job-dialog.h"

#include "dwc-wording.h"
#include "base/dwd-time-text.h"

#include <glib/gi18n.h>

/* Another day, start or duration; says as a sentence what it will be before it is done. */
#define DWC_TYPE_JOB_DIALOG_RESCHEDULE (dwc_job_dialog_reschedule_get_type ())
G_DECLARE_FINAL_TYPE (DwcJobDialogReschedule, dwc_job_dialog_reschedule, DWC, JOB_DIALOG_RESCHEDULE, DwcJobDialog)

struct _DwcJobDialogReschedule
{
  DwcJobDialog parent_instance;

  GtkWidget *day_row;
  GtkWidget *start_row;
  GtkWidget *minutes;
  GtkWidget *sentence;

  gint64 day_us;             /* local midnight */
  gint64 start_us;           /* DWD_TIME_NONE: the text is no time */
};

G_DEFINE_FINAL_TYPE (DwcJobDialogReschedule, dwc_job_dialog_reschedule, DWC_TYPE_JOB_DIALOG)

/* "9", "930", "9:30", "9.30" and "21:30" are all times. */
static gboolean
parse_time (const char *text,
            int        *hour,
            int        *minute)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *colon = NULL;
  gsize length = strlen (trimmed);
  DwdCivil civil;

  g_strdelimit (trimmed, ".h", ':');
  if (strspn (trimmed, "0123456789") == length && length > 0 && length <= 4)
    {
      int number = atoi (trimmed);

      colon = length <= 2 ? g_strdup_printf ("%d:00", number)
                          : g_strdup_printf ("%d:%02d", number / 100, number % 100);
    }

  if (!dwd_time_text_parse_time (colon != NULL ? colon : trimmed, -1, &civil) || civil.hour > 23)
    return FALSE;

  *hour = civil.hour;
  *minute = civil.minute;

  return TRUE;
}

static gint64
get_duration (DwcJobDialogReschedule *self)
{
  return (gint64) gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->minutes)) * DWD_USEC_PER_MINUTE;
}

static void
update (DwcJobDialogReschedule *self)
{
  DwcContext *context = dwc_job_dialog_get_context (DWC_JOB_DIALOG (self));
  DwdZone *zone;
  DwdCivil civil;
  int hour;
  int minute;
  g_autofree char *date = NULL;
  g_autofree char *range = NULL;
  g_autofree char *sentence = NULL;

  if (context == NULL)
    return;

  zone = dwc_context_get_zone (context);
  date = dwc_wording_date (context, self->day_us);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->day_row), date);

  self->start_us = DWD_TIME_NONE;
  if (parse_time (gtk_editable_get_text (GTK_EDITABLE (self->start_row)), &hour, &minute))
    {
      dwd_zone_to_civil (zone, self->day_us, &civil);
      civil.hour = hour;
      civil.minute = minute;
      self->start_us = dwd_zone_to_utc (zone, &civil);
      gtk_widget_remove_css_class (self->start_row, "error");
      range = dwc_wording_time_range (context, self->start_us, self->start_us + get_duration (self));
      sentence = g_strdup_printf (_("%1$s, %2$s"), date, range);
    }
  else
    {
      gtk_widget_add_css_class (self->start_row, "error");
      sentence = g_strdup (_("Write the start as 14:30."));
    }

  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  dwc_job_dialog_set_ready (DWC_JOB_DIALOG (self), self->start_us != DWD_TIME_NONE);
}

static void
move_day (DwcJobDialogReschedule *self,
          int                     offset)
{
  DwcContext *context = dwc_job_dialog_get_context (DWC_JOB_DIALOG (self));

  self->day_us = dwd_zone_day_start (dwc_context_get_zone (context), self->day_us, offset);
  update (self);
}

static void
previous_day_cb (DwcJobDialogReschedule *self)
{
  move_day (self, -1);
}

static void
next_day_cb (DwcJobDialogReschedule *self)
{
  move_day (self, 1);
}

static void
dwc_job_dialog_reschedule_apply (DwcJobDialog *dialog,
                                 DwdEngine    *engine)
{
  DwcJobDialogReschedule *self = DWC_JOB_DIALOG_RESCHEDULE (dialog);
  DwdJob *job = dwc_job_dialog_get_job (dialog);
  g_autofree char *when = dwc_wording_moment (dwc_job_dialog_get_context (dialog), self->start_us);

  /* Translators: %1$s is a job's number, %2$s a time. */
  dwc_job_dialog_take_done_text (dialog, g_strdup_printf (_("Moved %1$s to %2$s"), dwd_job_get_short_name (job), when));
  dwd_engine_reschedule_job_async (engine, dwd_job_get_name (job), self->start_us,
                                   self->start_us + get_duration (self), dwc_job_dialog_get_reason (dialog),
                                   dwc_job_dialog_act_cb, g_object_ref (dialog));
}

static void
dwc_job_dialog_reschedule_class_init (DwcJobDialogRescheduleClass *klass)
{
  DwcJobDialogClass *dialog_class = DWC_JOB_DIALOG_CLASS (klass);

  dialog_class->apply = dwc_job_dialog_reschedule_apply;
}

static void
add_day_button (DwcJobDialogReschedule *self,
                const char             *icon_name,
                const char             *label,
                GCallback               callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_swapped (button, "clicked", callback, self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->day_row), button);
}

static void
dwc_job_dialog_reschedule_init (DwcJobDialogReschedule *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *minutes_row = adw_action_row_new ();

  self->day_row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->day_row), _("Day"));
  add_day_button (self, "go-previous-symbolic", _("Previous day"), G_CALLBACK (previous_day_cb));
  add_day_button (self, "go-next-symbolic", _("Next day"), G_CALLBACK (next_day_cb));

  self->start_row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->start_row), _("Start"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->start_row), TRUE);
  g_signal_connect_swapped (self->start_row, "changed", G_CALLBACK (update), self);

  self->minutes = gtk_spin_button_new_with_range (5, 24 * 60, 15);
  gtk_widget_set_valign (self->minutes, GTK_ALIGN_CENTER);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->minutes), 5);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->minutes), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Duration in minutes"), -1);
  g_signal_connect_swapped (self->minutes, "value-changed", G_CALLBACK (update), self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (minutes_row), _("Duration"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (minutes_row), _("Minutes"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (minutes_row), self->minutes);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->day_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->start_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), minutes_row);
  dwc_job_dialog_append (DWC_JOB_DIALOG (self), group);

  self->sentence = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->sentence), 0);
  gtk_widget_add_css_class (self->sentence, "dwc-sentence");
  dwc_job_dialog_append (DWC_JOB_DIALOG (self), self->sentence);
}

/* A job without a time starts at the next full quarter of an hour, or at nine on another day. */
static gint64
guess_start (DwcContext *context,
             DwdJob     *job)
{
  gint64 quarter_us = 15 * DWD_USEC_PER_MINUTE;
  gint64 now_us = dwd_clock_get_now (dwc_context_get_clock (context));
  gint64 date_us = dwd_job_get_date (job);

  if (dwd_job_get_start (job) != DWD_TIME_NONE)
    return dwd_job_get_start (job);
  if (date_us != DWD_TIME_NONE && date_us > now_us)
    return date_us + 9 * DWD_USEC_PER_HOUR;

  return (now_us / quarter_us + 1) * quarter_us;
}

static gint64
guess_duration (DwdJob *job)
{
  if (dwd_job_get_start (job) != DWD_TIME_NONE && dwd_job_get_end (job) > dwd_job_get_start (job))
    return dwd_job_get_end (job) - dwd_job_get_start (job);
  if (dwd_job_get_estimated_duration (job) > 0)
    return dwd_job_get_estimated_duration (job);

  return DWD_USEC_PER_HOUR;
}

/**
 * dwc_job_dialog_reschedule_new:
 * @origin: the widget that asks
 * @context: the context
 * @job: the job
 *
 * Returns: (transfer floating): a dialog that moves it in time
 */
GtkWidget *
dwc_job_dialog_reschedule_new (GtkWidget  *origin,
                               DwcContext *context,
                               DwdJob     *job)
{
  DwcJobDialogReschedule *self = g_object_new (DWC_TYPE_JOB_DIALOG_RESCHEDULE, NULL);
  g_autofree char *title = g_strdup_printf (_("Reschedule %s"), dwd_job_get_short_name (job));
  gint64 start_us = guess_start (context, job);
  DwdCivil civil;
  g_autofree char *text = NULL;

  dwd_zone_to_civil (dwc_context_get_zone (context), start_us, &civil);
  text = g_strdup_printf ("%02d:%02d", civil.hour, civil.minute);
  self->day_us = dwd_zone_day_start (dwc_context_get_zone (context), start_us, 0);

  dwc_job_dialog_set (DWC_JOB_DIALOG (self), origin, context, job, title, _("_Move"));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->minutes), guess_duration (job) / DWD_USEC_PER_MINUTE);
  gtk_editable_set_text (GTK_EDITABLE (self->start_row), text);
  update (self);
  gtk_widget_grab_focus (self->start_row);

  return GTK_WIDGET (self);
}
