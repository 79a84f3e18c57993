/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-inspector-technician.h"

#include "dwc-wording.h"
#include "widgets/dwc-access.h"
#include "widgets/dwc-fields.h"
#include "widgets/dwc-pill.h"

#include <glib/gi18n.h>
#include <math.h>

enum
{
  FIELD_ZONE,
  FIELD_PHONE,
  FIELD_POSITION,
  FIELD_SHIFT,
  FIELD_BOOKED,
  FIELD_SKILLS,
  FIELD_CERTIFICATES,
};

struct _DwcInspectorTechnician
{
  GtkWidget parent_instance;

  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *id;
  DwcPill *state;
  DwcFields *fields;
  GtkLabel *day_heading;
  GtkListBox *day_list;

  DwcContext *context;         /* (owned) */
  DwdTechnician *technician;   /* (owned) (nullable) */
  GListStore *day;             /* (owned) of DwdJob */
};

G_DEFINE_FINAL_TYPE (DwcInspectorTechnician, dwc_inspector_technician, GTK_TYPE_WIDGET)

static DwdJob *
find_current_job (GPtrArray * jobs)
{
  for (guint i = 0; jobs != NULL && i < jobs->len; i++)
    {
      DwdJob *job = g_ptr_array_index (jobs, i);
      DwdJobStatus status = dwd_job_get_status (job);

      if (status == DWD_JOB_STATUS_IN_PROGRESS || status == DWD_JOB_STATUS_ARRIVED ||
          status == DWD_JOB_STATUS_EN_ROUTE)
        return job;
    }

  return NULL;
}

static char *
word_current_job (DwdJob *job)
{
  const char *number = dwd_job_get_short_name (job);
  DwdJobStatus status = dwd_job_get_status (job);

  if (status == DWD_JOB_STATUS_EN_ROUTE)
    return g_strdup_printf (_("En route to %s"), number);
  if (status == DWD_JOB_STATUS_ARRIVED)
    return g_strdup_printf (_("Arrived at %s"), number);

  return g_strdup_printf (_("On site at %s"), number);
}

/* Off duty until the next piece of shift, absent, in a break, or free. */
static char *
word_idle (DwcContext    *context,
           DwdTechnician *technician,
           gint64         now_us)
{
  gsize n_spans;
  const DwdSpan *spans = dwd_board_get_spans (dwc_context_get_board (context),
                                              dwd_technician_get_name (technician), &n_spans);
  gint64 next_us = DWD_TIME_NONE;
  gboolean on_shift = FALSE;
  g_autofree char *until = NULL;

  for (gsize i = 0; i < n_spans; i++)
    {
      gboolean now = spans[i].start_us <= now_us && now_us < spans[i].end_us;

      if (now && spans[i].kind == DWD_SPAN_LEAVE)
        return g_strdup (_("On leave"));
      if (now && spans[i].kind == DWD_SPAN_BREAK)
        return g_strdup (_("On break"));
      if (now)
        on_shift = TRUE;
      else if (spans[i].kind == DWD_SPAN_SHIFT && spans[i].start_us > now_us &&
               (next_us == DWD_TIME_NONE || spans[i].start_us < next_us))
        next_us = spans[i].start_us;
    }

  if (on_shift)
    return g_strdup (_("Free"));
  if (next_us == DWD_TIME_NONE)
    return g_strdup (_("Off duty"));

  until = dwc_wording_time (context, next_us);

  return g_strdup_printf (_("Off until %s"), until);
}

char *
dwc_inspector_technician_word_state (DwcContext    *context,
                                     DwdTechnician *technician,
                                     gint64        *lateness_us)
{
  gint64 now_us = dwd_clock_get_now (dwc_context_get_clock (context));
  GPtrArray *jobs = dwd_board_get_jobs_of (dwc_context_get_board (context), dwd_technician_get_name (technician));
  DwdJob *job = find_current_job (jobs);
  g_autofree char *what = NULL;
  g_autofree char *late = NULL;

  *lateness_us = 0;
  if (job == NULL)
    return word_idle (context, technician, now_us);

  what = word_current_job (job);
  *lateness_us = dwd_job_get_lateness (job, now_us);
  if (*lateness_us < DWD_USEC_PER_MINUTE)
    return g_steal_pointer (&what);

  late = dwc_wording_lateness (*lateness_us);

  /* Translators: what a technician does · how late. */
  return g_strdup_printf (_("%1$s · %2$s"), what, late);
}

static char *
word_position (DwcInspectorTechnician *self,
               gint64                  now_us)
{
  DwdPosition position;
  g_autofree char *age = NULL;

  if (!dwd_board_get_position (dwc_context_get_board (self->context),
                               dwd_technician_get_name (self->technician), &position))
    return g_strdup (_("Not heard of yet"));

  age = dwc_wording_duration (now_us - position.recorded_us);
  if (now_us - position.recorded_us > DWD_POSITION_STALE_US)
    return g_strdup_printf (_("%s ago, stale"), age);
  if (isfinite (position.speed_kmh) && position.speed_kmh >= 1)
    return g_strdup_printf (_("%1$s ago · %2$.0f km/h"), age, position.speed_kmh);

  return g_strdup_printf (_("%s ago · standing"), age);
}

static char *
word_shift (DwcInspectorTechnician *self)
{
  gsize n_spans;
  const DwdSpan *spans = dwd_board_get_spans (dwc_context_get_board (self->context),
                                              dwd_technician_get_name (self->technician), &n_spans);
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  for (gsize i = 0; i < n_spans; i++)
    {
      g_autofree char *range = dwc_wording_time_range (self->context, spans[i].start_us, spans[i].end_us);
      g_autofree char *text = NULL;

      if (spans[i].label != NULL)
        text = g_strdup_printf ("%s %s", spans[i].label, range);
      else if (spans[i].kind == DWD_SPAN_LEAVE)
        text = g_strdup_printf (_("leave %s"), range);
      else if (spans[i].kind == DWD_SPAN_BREAK)
        text = g_strdup_printf (_("break %s"), range);
      g_strv_builder_add (parts, text != NULL ? text : range);
    }

  texts = g_strv_builder_end (parts);

  return g_strjoinv (", ", texts);
}

static char *
word_skills (DwcInspectorTechnician *self)
{
  gsize n;
  const DwdSkill *skills = dwd_technician_get_skills (self->technician, &n);
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  for (gsize i = 0; i < n; i++)
    {
      /* Translators: a skill and its level of five. */
      g_autofree char *text = g_strdup_printf (_("%1$s %2$d/5"), skills[i].skill, skills[i].proficiency);

      g_strv_builder_add (parts, text);
    }
  texts = g_strv_builder_end (parts);

  return g_strjoinv (", ", texts);
}

static char *
word_certificates (DwcInspectorTechnician *self,
                   gint64                  now_us)
{
  gsize n;
  const DwdCertification *all = dwd_technician_get_certifications (self->technician, &n);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *date = dwc_wording_date (self->context,
                                                all[i].expires_us != DWD_TIME_NONE ? all[i].expires_us - 1
                                                                                   : DWD_TIME_NONE);

      if (i > 0)
        g_string_append_c (text, '\n');
      if (*date == '\0')
        g_string_append (text, all[i].type);
      else if (all[i].expires_us <= now_us)
        /* Translators: a certificate and the last day it was valid. */
        g_string_append_printf (text, _("%1$s, expired %2$s"), all[i].type, date);
      else
        /* Translators: a certificate and the last day it is valid. */
        g_string_append_printf (text, _("%1$s, valid until %2$s"), all[i].type, date);
    }

  return g_string_free (text, FALSE);
}

static void
take_field (DwcInspectorTechnician *self,
            guint                   field,
            char                   *value)
{
  dwc_fields_set (self->fields, field, value);
  g_free (value);
}

static void
show_day (DwcInspectorTechnician *self)
{
  GPtrArray *jobs = dwd_board_get_jobs_of (dwc_context_get_board (self->context),
                                           dwd_technician_get_name (self->technician));
  guint n = jobs != NULL ? jobs->len : 0;
  g_autofree char *heading = g_strdup_printf (ngettext ("%u job this day", "%u jobs this day", n), n);

  g_list_store_splice (self->day, 0, g_list_model_get_n_items (G_LIST_MODEL (self->day)),
                       n > 0 ? jobs->pdata : NULL, n);
  gtk_label_set_text (self->day_heading, heading);
}

static GtkWidget *
create_day_row_cb (gpointer item,
                   gpointer user_data)
{
  DwcInspectorTechnician *self = user_data;
  DwdJob *job = DWD_JOB (item);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *status = gtk_image_new_from_icon_name (dwc_palette_status_icon (dwd_job_get_status (job)));
  g_autofree char *when = dwc_wording_job_when (self->context, job);
  g_autofree char *what = g_strdup_printf ("%s %s", dwd_job_get_short_name (job), dwd_job_get_title (job));
  GtkWidget *text = gtk_label_new (what);
  GtkWidget *time = gtk_label_new (when);

  gtk_widget_set_tooltip_text (status, dwc_palette_status_word (dwd_job_get_status (job)));
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (time, "dwc-second");
  gtk_box_append (GTK_BOX (row), status);
  gtk_box_append (GTK_BOX (row), text);
  gtk_box_append (GTK_BOX (row), time);

  return dwc_access_new_row (row);
}

static void
day_row_activated_cb (DwcInspectorTechnician *self,
                      GtkListBoxRow          *row)
{
  g_autoptr (DwdJob) job = g_list_model_get_item (G_LIST_MODEL (self->day), gtk_list_box_row_get_index (row));

  if (job != NULL)
    dwd_selection_select_job (dwc_context_get_selection (self->context), dwd_job_get_name (job));
}

static void
close_cb (DwcInspectorTechnician *self)
{
  dwd_selection_clear (dwc_context_get_selection (self->context));
}

static void
dwc_inspector_technician_dispose (GObject *object)
{
  DwcInspectorTechnician *self = DWC_INSPECTOR_TECHNICIAN (object);
  GtkWidget *child;

  gtk_widget_dispose_template (GTK_WIDGET (self), DWC_TYPE_INSPECTOR_TECHNICIAN);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->day);
  g_clear_object (&self->technician);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (dwc_inspector_technician_parent_class)->dispose (object);
}

static void
dwc_inspector_technician_class_init (DwcInspectorTechnicianClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (DWC_TYPE_PILL);
  g_type_ensure (DWC_TYPE_FIELDS);
  object_class->dispose = dwc_inspector_technician_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/dartwing/Dispatch/ui/dwc-inspector-technician.ui");
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorTechnician, avatar);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorTechnician, name);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorTechnician, id);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorTechnician, state);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorTechnician, fields);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorTechnician, day_heading);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorTechnician, day_list);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, day_row_activated_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dwc_inspector_technician_init (DwcInspectorTechnician *self)
{
  const char *names[] = {
    [FIELD_ZONE] = _("Zone"),
    [FIELD_PHONE] = _("Phone"),
    [FIELD_POSITION] = _("Position"),
    [FIELD_SHIFT] = _("Shift"),
    [FIELD_BOOKED] = _("Booked"),
    [FIELD_SKILLS] = _("Skills"),
    [FIELD_CERTIFICATES] = _("Certificates"),
  };

  self->day = g_list_store_new (DWD_TYPE_JOB);
  gtk_widget_init_template (GTK_WIDGET (self));
  dwc_access_tidy (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    dwc_fields_add (self->fields, names[i]);
}

GtkWidget *
dwc_inspector_technician_new (DwcContext *context)
{
  DwcInspectorTechnician *self = g_object_new (DWC_TYPE_INSPECTOR_TECHNICIAN, NULL);

  g_set_object (&self->context, context);
  gtk_list_box_bind_model (self->day_list, G_LIST_MODEL (self->day), create_day_row_cb, self, NULL);

  return GTK_WIDGET (self);
}

/**
 * dwc_inspector_technician_set:
 * @self: the inspector
 * @technician: whom to show
 */
void
dwc_inspector_technician_set (DwcInspectorTechnician *self,
                              DwdTechnician          *technician)
{
  gint64 now_us;
  double share;

  g_return_if_fail (DWC_IS_INSPECTOR_TECHNICIAN (self));
  g_return_if_fail (DWD_IS_TECHNICIAN (technician));

  g_set_object (&self->technician, technician);
  now_us = dwd_clock_get_now (dwc_context_get_clock (self->context));
  share = dwd_board_get_utilisation (dwc_context_get_board (self->context), dwd_technician_get_name (technician));

  adw_avatar_set_text (self->avatar, dwd_technician_get_employee_name (technician));
  gtk_label_set_text (self->name, dwd_technician_get_employee_name (technician));
  gtk_label_set_text (self->id, dwd_technician_get_name (technician));
  dwc_fields_set (self->fields, FIELD_ZONE, dwd_technician_get_zone (technician));
  dwc_fields_set_link (self->fields, FIELD_PHONE, "tel", dwd_technician_get_phone (technician));
  take_field (self, FIELD_SHIFT, word_shift (self));
  take_field (self, FIELD_BOOKED, isfinite (share)
              ? g_strdup_printf (_("%.0f %% of the shift"), share * 100) : NULL);
  take_field (self, FIELD_SKILLS, word_skills (self));
  take_field (self, FIELD_CERTIFICATES, word_certificates (self, now_us));
  show_day (self);
  dwc_inspector_technician_update (self);
}

/* What depends on the time and on positions. */
void
dwc_inspector_technician_update (DwcInspectorTechnician *self)
{
  gint64 now_us;
  gint64 lateness_us;
  g_autofree char *state = NULL;

  g_return_if_fail (DWC_IS_INSPECTOR_TECHNICIAN (self));

  if (self->technician == NULL)
    return;

  now_us = dwd_clock_get_now (dwc_context_get_clock (self->context));
  state = dwc_inspector_technician_word_state (self->context, self->technician, &lateness_us);
  dwc_pill_set (self->state, dwc_palette_role_of_lateness (lateness_us),
                dwc_palette_lateness_icon (lateness_us), state);
  take_field (self, FIELD_POSITION, word_position (self, now_us));
}

const char *
dwc_inspector_technician_get_state (DwcInspectorTechnician *self)
{
  g_return_val_if_fail (DWC_IS_INSPECTOR_TECHNICIAN (self), NULL);

  return dwc_pill_get_text (self->state);
}

guint
dwc_inspector_technician_get_n_jobs (DwcInspectorTechnician *self)
{
  g_return_val_if_fail (DWC_IS_INSPECTOR_TECHNICIAN (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->day));
}
