/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-inspector-job.h"

#include "dwc-wording.h"
#include "rules/dwd-job-states.h"
#include "widgets/dwc-access.h"
#include "widgets/dwc-fields.h"
#include "widgets/dwc-pill.h"

#include <glib/gi18n.h>

enum
{
  FIELD_CUSTOMER,
  FIELD_PHONE,
  FIELD_EMAIL,
  FIELD_ADDRESS,
  FIELD_ZONE,
  FIELD_PLANNED,
  FIELD_DURATION,
  FIELD_WINDOW,
  FIELD_NEEDS,
  FIELD_CERTIFICATES,
  FIELD_TECHNICIAN,
  FIELD_TRAVEL,
  FIELD_ACTUAL,
  FIELD_TYPE,
  FIELD_DESCRIPTION,
  FIELD_CUSTOMER_NOTES,
  FIELD_TECHNICIAN_NOTES,
  FIELD_CREATED,
};

struct _DwcInspectorJob
{
  GtkWidget parent_instance;

  GtkLabel *name;
  GtkLabel *title;
  DwcPill *status;
  DwcPill *priority;
  DwcPill *due;
  DwcPill *mark;
  DwcFields *fields;
  GtkWidget *history_box;
  GtkListBox *history_list;
  GtkWidget *assign;
  GtkMenuButton *status_button;

  DwcContext *context;      /* (owned) */
  DwdJob *job;              /* (owned) (nullable) */
  GListStore *history;      /* (owned) of DwdHistoryEntry */
};

G_DEFINE_FINAL_TYPE (DwcInspectorJob, dwc_inspector_job, GTK_TYPE_WIDGET)

static void
show_mark (DwcInspectorJob *self)
{
  DwdJobMarks marks = dwd_job_get_marks (self->job);

  if (marks & DWD_JOB_MARK_CONFLICT)
    dwc_pill_set (self->mark, DWC_ROLE_CONFLICT, "view-dual-symbolic", _("In conflict"));
  else if (marks & DWD_JOB_MARK_FAILED)
    dwc_pill_set (self->mark, DWC_ROLE_HEAT_3, "dialog-error-symbolic", _("Refused"));
  else if (marks & DWD_JOB_MARK_QUEUED)
    dwc_pill_set (self->mark, DWC_ROLE_HEAT_HALF, "send-to-symbolic", _("Queued"));
  else
    dwc_pill_set (self->mark, DWC_ROLE_HEAT_HALF, NULL, "");
}

static DwcRole
get_priority_role (DwdPriority priority)
{
  if (priority == DWD_PRIORITY_URGENT)
    return DWC_ROLE_HEAT_3;

  return priority == DWD_PRIORITY_HIGH ? DWC_ROLE_HEAT_2 : DWC_ROLE_DRAFT;
}

static void
show_pills (DwcInspectorJob *self)
{
  DwdPriority priority = dwd_job_get_priority (self->job);
  const char *icon = dwc_palette_priority_icon (priority);

  dwc_pill_set_status (self->status, dwd_job_get_status (self->job));
  dwc_pill_set (self->priority, get_priority_role (priority),
                icon != NULL ? icon : "go-next-symbolic", dwc_palette_priority_word (priority));
  show_mark (self);
}

static char *
word_duration (gint64 us)
{
  return us > 0 ? dwc_wording_duration (us) : NULL;
}

static char *
word_actual (DwcInspectorJob *self)
{
  g_autofree char *start = dwc_wording_moment (self->context, dwd_job_get_actual_start (self->job));
  g_autofree char *end = dwc_wording_moment (self->context, dwd_job_get_actual_end (self->job));

  if (*start == '\0')
    return NULL;
  if (*end == '\0')
    return g_strdup_printf (_("since %s"), start);

  return g_strdup_printf (_("%1$s–%2$s"), start, end);
}

static void
take_field (DwcInspectorJob *self,
            guint            field,
            char            *value)
{
  dwc_fields_set (self->fields, field, value);
  g_free (value);
}

static void
show_fields (DwcInspectorJob *self)
{
  DwdJob *job = self->job;
  const char *technician = dwd_job_get_assigned_to_name (job);

  dwc_fields_set (self->fields, FIELD_CUSTOMER, dwd_job_get_customer_name (job));
  dwc_fields_set_link (self->fields, FIELD_PHONE, "tel", dwd_job_get_contact_phone (job));
  dwc_fields_set_link (self->fields, FIELD_EMAIL, "mailto", dwd_job_get_contact_email (job));
  dwc_fields_set (self->fields, FIELD_ADDRESS, dwd_job_get_formatted_address (job));
  dwc_fields_set (self->fields, FIELD_ZONE, dwd_job_get_zone (job));
  take_field (self, FIELD_PLANNED, dwc_wording_job_when (self->context, job));
  take_field (self, FIELD_DURATION, word_duration (dwd_job_get_estimated_duration (job)));
  dwc_fields_set (self->fields, FIELD_WINDOW, dwc_wording_window (dwd_job_get_preferred_window (job)));
  take_field (self, FIELD_NEEDS, g_strjoinv (", ", (char **) dwd_job_get_required_skills (job)));
  take_field (self, FIELD_CERTIFICATES, g_strjoinv (", ", (char **) dwd_job_get_required_certifications (job)));
  dwc_fields_set (self->fields, FIELD_TECHNICIAN, *technician != '\0' ? technician : _("Nobody yet"));
  take_field (self, FIELD_TRAVEL, word_duration (dwd_job_get_travel (job)));
  take_field (self, FIELD_ACTUAL, word_actual (self));
  dwc_fields_set (self->fields, FIELD_TYPE, dwd_job_get_job_type (job));
  dwc_fields_set (self->fields, FIELD_DESCRIPTION, dwd_job_get_description (job));
  dwc_fields_set (self->fields, FIELD_CUSTOMER_NOTES, dwd_job_get_customer_notes (job));
  dwc_fields_set (self->fields, FIELD_TECHNICIAN_NOTES, dwd_job_get_technician_notes (job));
  take_field (self, FIELD_CREATED, dwc_wording_moment (self->context, dwd_job_get_created (job)));
}

static void
show_actions (DwcInspectorJob *self)
{
  DwdJobStatus status = dwd_job_get_status (self->job);
  g_autoptr (GMenu) menu = g_menu_new ();
  guint next = dwd_job_states_next (status);

  for (int to = DWD_JOB_STATUS_DRAFT; to < DWD_N_JOB_STATUSES; to++)
    {
      g_autoptr (GMenuItem) item = NULL;

      /* To be Assigned takes a technician and to be Unassigned drops one: actions of their own. */
      if ((next & (1u << to)) == 0 || to == DWD_JOB_STATUS_ASSIGNED ||
          (to == DWD_JOB_STATUS_UNASSIGNED && *dwd_job_get_assigned_to (self->job) != '\0'))
        continue;
      item = g_menu_item_new (dwc_palette_status_word (to), NULL);
      g_menu_item_set_action_and_target (item, "board.set-status", "s", dwd_job_status_to_string (to));
      g_menu_append_item (menu, item);
    }

  gtk_menu_button_set_menu_model (self->status_button, G_MENU_MODEL (menu));
  gtk_widget_set_visible (GTK_WIDGET (self->status_button), g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
  gtk_widget_set_visible (self->assign, dwd_job_states_allow_assign (status));
  gtk_button_set_label (GTK_BUTTON (self->assign),
                        *dwd_job_get_assigned_to (self->job) != '\0' ? _("Re_assign…") : _("_Assign…"));
  dwc_access_tidy (self->assign);
}

static GtkWidget *
create_history_row_cb (gpointer item,
                       gpointer user_data)
{
  DwcInspectorJob *self = user_data;
  DwdHistoryEntry *entry = DWD_HISTORY_ENTRY (item);
  const char *who = dwd_history_entry_get_who (entry);
  g_autofree char *what = dwc_wording_history (self->context, entry);
  g_autofree char *when = dwc_wording_moment (self->context, dwd_history_entry_get_at (entry));
  g_autofree char *line = NULL;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *time = gtk_label_new (when);
  GtkWidget *text;

  if (*who != '\0')
    /* Translators: what happened · who did it. */
    line = g_strdup_printf (_("%1$s · %2$s"), what, who);
  else
    line = g_steal_pointer (&what);

  text = gtk_label_new (line);
  gtk_widget_add_css_class (time, "dwc-second");
  gtk_widget_set_valign (time, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (row), time);
  gtk_box_append (GTK_BOX (row), text);

  if (dwd_history_entry_get_pending (entry))
    {
      GtkWidget *mark = gtk_image_new_from_icon_name ("send-to-symbolic");

      gtk_widget_set_tooltip_text (mark, _("Not on the server yet"));
      gtk_widget_add_css_class (mark, "dwc-mark-queued");
      gtk_box_append (GTK_BOX (row), mark);
    }

  return dwc_access_new_row (row);
}

static void
close_cb (DwcInspectorJob *self)
{
  dwd_selection_clear (dwc_context_get_selection (self->context));
}

static void
dwc_inspector_job_dispose (GObject *object)
{
  DwcInspectorJob *self = DWC_INSPECTOR_JOB (object);
  GtkWidget *child;

  gtk_widget_dispose_template (GTK_WIDGET (self), DWC_TYPE_INSPECTOR_JOB);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->history);
  g_clear_object (&self->job);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (dwc_inspector_job_parent_class)->dispose (object);
}

static void
dwc_inspector_job_class_init (DwcInspectorJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (DWC_TYPE_PILL);
  g_type_ensure (DWC_TYPE_FIELDS);
  object_class->dispose = dwc_inspector_job_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/dartwing/Dispatch/ui/dwc-inspector-job.ui");
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorJob, name);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorJob, title);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorJob, status);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorJob, priority);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorJob, due);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorJob, mark);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorJob, fields);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorJob, history_box);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorJob, history_list);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorJob, assign);
  gtk_widget_class_bind_template_child (widget_class, DwcInspectorJob, status_button);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
dwc_inspector_job_init (DwcInspectorJob *self)
{
  const char *names[] = {
    [FIELD_CUSTOMER] = _("Customer"),
    [FIELD_PHONE] = _("Phone"),
    [FIELD_EMAIL] = _("Email"),
    [FIELD_ADDRESS] = _("Address"),
    [FIELD_ZONE] = _("Zone"),
    [FIELD_PLANNED] = _("Planned"),
    [FIELD_DURATION] = _("Takes"),
    [FIELD_WINDOW] = _("Window"),
    [FIELD_NEEDS] = _("Needs"),
    [FIELD_CERTIFICATES] = _("Certificates"),
    [FIELD_TECHNICIAN] = _("Technician"),
    [FIELD_TRAVEL] = _("Travel"),
    [FIELD_ACTUAL] = _("On site"),
    [FIELD_TYPE] = _("Type"),
    [FIELD_DESCRIPTION] = _("Description"),
    [FIELD_CUSTOMER_NOTES] = _("Customer’s notes"),
    [FIELD_TECHNICIAN_NOTES] = _("Technician’s notes"),
    [FIELD_CREATED] = _("Created"),
  };

  self->history = g_list_store_new (DWD_TYPE_HISTORY_ENTRY);
  gtk_widget_init_template (GTK_WIDGET (self));
  dwc_access_tidy (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    dwc_fields_add (self->fields, names[i]);
}

GtkWidget *
dwc_inspector_job_new (DwcContext *context)
{
  DwcInspectorJob *self = g_object_new (DWC_TYPE_INSPECTOR_JOB, NULL);

  g_set_object (&self->context, context);
  gtk_list_box_bind_model (self->history_list, G_LIST_MODEL (self->history), create_history_row_cb, self, NULL);
  dwc_inspector_job_set_history (self, NULL);

  return GTK_WIDGET (self);
}

/**
 * dwc_inspector_job_set_job:
 * @self: the inspector
 * @job: the job to show
 */
void
dwc_inspector_job_set_job (DwcInspectorJob *self,
                           DwdJob          *job)
{
  g_return_if_fail (DWC_IS_INSPECTOR_JOB (self));
  g_return_if_fail (DWD_IS_JOB (job));

  g_set_object (&self->job, job);
  gtk_label_set_text (self->name, dwd_job_get_name (job));
  gtk_label_set_text (self->title, dwd_job_get_title (job));
  show_pills (self);
  show_fields (self);
  show_actions (self);
  dwc_inspector_job_update (self);
}

void
dwc_inspector_job_set_history (DwcInspectorJob *self,
                               GPtrArray       *history)
{
  g_return_if_fail (DWC_IS_INSPECTOR_JOB (self));

  g_list_store_splice (self->history, 0, g_list_model_get_n_items (G_LIST_MODEL (self->history)),
                       history != NULL ? history->pdata : NULL, history != NULL ? history->len : 0);
  gtk_widget_set_visible (self->history_box, history != NULL && history->len > 0);
}

/* What depends on the time. */
void
dwc_inspector_job_update (DwcInspectorJob *self)
{
  gint64 now_us;
  gint64 lateness_us;
  g_autofree char *due = NULL;

  g_return_if_fail (DWC_IS_INSPECTOR_JOB (self));

  if (self->job == NULL)
    return;

  now_us = dwd_clock_get_now (dwc_context_get_clock (self->context));
  lateness_us = dwd_job_get_lateness (self->job, now_us);
  due = dwc_wording_job_due (self->job, now_us);
  dwc_pill_set (self->due, dwc_palette_role_of_lateness (lateness_us),
                dwc_palette_lateness_icon (lateness_us), due);
}

DwdJob *
dwc_inspector_job_get_job (DwcInspectorJob *self)
{
  g_return_val_if_fail (DWC_IS_INSPECTOR_JOB (self), NULL);

  return self->job;
}

const char *
dwc_inspector_job_get_customer (DwcInspectorJob *self)
{
  g_return_val_if_fail (DWC_IS_INSPECTOR_JOB (self), NULL);

  return dwc_fields_get (self->fields, FIELD_CUSTOMER);
}

guint
dwc_inspector_job_get_n_history (DwcInspectorJob *self)
{
  g_return_val_if_fail (DWC_IS_INSPECTOR_JOB (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->history));
}
