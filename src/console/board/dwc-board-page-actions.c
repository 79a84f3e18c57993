/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-board-page-private.h"

#include "dwc-job-dialog.h"
#include "dwc-tell.h"
#include "dwc-wording.h"
#include "rules/dwd-job-states.h"
#include "widgets/dwc-palette.h"

#include <glib/gi18n.h>

static DwcContext *
get_context (DwcBoardPage *self)
{
  return dwc_page_get_context (DWC_PAGE (self));
}

static DwdEngine *
get_engine (DwcBoardPage *self)
{
  return dwc_context_get_engine (get_context (self));
}

static DwdJob *
get_job (DwcBoardPage *self)
{
  return self->inspector != NULL ? dwc_inspector_get_job (DWC_INSPECTOR (self->inspector)) : NULL;
}

/* What an action needs while a dialog asks for its reason. */
typedef struct
{
  DwcBoardPage *page;     /* (owned) */
  char *job;              /* (owned) */
  char *heading;          /* (owned): what did not happen, if it fails */
  char *done;             /* (owned): the toast, when it did */
  DwdJobStatus status;    /* UNKNOWN: unassign */
} Act;

static void
act_free (Act *act)
{
  g_clear_object (&act->page);
  g_free (act->job);
  g_free (act->heading);
  g_free (act->done);
  g_free (act);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Act, act_free)

static void
acted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Act) act = user_data;
  g_autoptr (GError) error = NULL;

  if (dwd_engine_act_finish (DWD_ENGINE (object), result, &error))
    dwc_tell_toast (GTK_WIDGET (act->page), act->done);
  else
    dwc_tell_error (GTK_WIDGET (act->page), act->heading, error);
}

static void
start_act (Act        *act,
           const char *reason)
{
  DwdEngine *engine = get_engine (act->page);

  if (engine == NULL)
    act_free (act);
  else if (act->status == DWD_JOB_STATUS_UNKNOWN)
    dwd_engine_unassign_job_async (engine, act->job, reason, acted_cb, act);
  else
    dwd_engine_set_job_status_async (engine, act->job, act->status, reason, acted_cb, act);
}

static void
reason_given_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (Act) act = user_data;
  g_autofree char *reason = dwc_ask_reason_finish (result);

  if (reason != NULL)
    start_act (g_steal_pointer (&act), reason);
}

static void
ask_or_start (Act        *act,
              gboolean    needs_reason,
              const char *question)
{
  if (needs_reason)
    dwc_ask_reason_async (GTK_WIDGET (act->page), question,
                          _("The technician is on the way or at work. The reason is kept in the job's history."),
                          _("_Continue"), reason_given_cb, act);
  else
    start_act (act, NULL);
}

static void
assign (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  DwcBoardPage *self = DWC_BOARD_PAGE (widget);
  DwdJob *job = get_job (self);

  if (job != NULL)
    gtk_window_present (GTK_WINDOW (dwc_job_dialog_assign_new (widget, get_context (self), job)));
}

static void
reschedule (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  DwcBoardPage *self = DWC_BOARD_PAGE (widget);
  DwdJob *job = get_job (self);

  if (job != NULL)
    gtk_window_present (GTK_WINDOW (dwc_job_dialog_reschedule_new (widget, get_context (self), job)));
}

static void
status (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  DwcBoardPage *self = DWC_BOARD_PAGE (widget);
  DwdJob *job = get_job (self);

  if (job != NULL)
    gtk_window_present (GTK_WINDOW (dwc_job_dialog_status_new (widget, get_context (self), job)));
}

static void
unassign (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  DwcBoardPage *self = DWC_BOARD_PAGE (widget);
  DwdJob *job = get_job (self);
  Act *act;

  if (job == NULL)
    return;

  act = g_new0 (Act, 1);
  act->page = g_object_ref (self);
  act->job = g_strdup (dwd_job_get_name (job));
  act->heading = g_strdup (_("Not Unassigned"));
  act->done = g_strdup_printf (_("Unassigned %s"), dwd_job_get_short_name (job));
  ask_or_start (act, dwd_job_states_need_reason (dwd_job_get_status (job), DWD_JOB_STATUS_UNASSIGNED),
                _("Why Is It Unassigned?"));
}

static void
set_status (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  DwcBoardPage *self = DWC_BOARD_PAGE (widget);
  DwdJob *job = get_job (self);
  DwdJobStatus to = dwd_job_status_from_string (g_variant_get_string (parameter, NULL), -1);
  Act *act;

  if (job == NULL || to == DWD_JOB_STATUS_UNKNOWN)
    return;

  act = g_new0 (Act, 1);
  act->page = g_object_ref (self);
  act->job = g_strdup (dwd_job_get_name (job));
  act->heading = g_strdup (_("Status Not Changed"));
  act->done = g_strdup_printf (_("Set %1$s to %2$s"), dwd_job_get_short_name (job), dwc_palette_status_word (to));
  act->status = to;
  ask_or_start (act, dwd_job_states_need_reason (dwd_job_get_status (job), to), _("Why Does Its Status Change?"));
}

static void
inspect (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  dwc_board_page_open_inspector (DWC_BOARD_PAGE (widget));
}

static void
show_on_map (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  dwc_board_page_show_on_map (DWC_BOARD_PAGE (widget));
}

static void
change_day (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  DwcBoardPage *self = DWC_BOARD_PAGE (widget);
  DwdZone *zone = dwc_context_get_zone (get_context (self));
  gint64 now_us = dwd_clock_get_now (dwc_context_get_clock (get_context (self)));

  if (g_str_equal (action_name, "board.today"))
    dwc_board_page_set_day (self, dwd_zone_day_start (zone, now_us, 0));
  else
    dwc_board_page_set_day (self, dwd_zone_day_start (zone, self->day_us,
                                                      g_str_equal (action_name, "board.next-day") ? 1 : -1));
}

static void
toggle_pane (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  if (g_str_equal (action_name, "board.tray"))
    dwc_board_page_toggle_tray (DWC_BOARD_PAGE (widget));
  else
    dwc_board_page_toggle_inspector (DWC_BOARD_PAGE (widget));
}

static void
search (GtkWidget  *widget,
        const char *action_name,
        GVariant   *parameter)
{
  DwcBoardPage *self = DWC_BOARD_PAGE (widget);

  dwc_board_page_open_tray (self);
  dwc_tray_focus_search (DWC_TRAY (self->tray));
}

/* Plain letters come last: whatever has the focus, an entry above all, takes them first. */
static void
add_key (GtkWidgetClass *widget_class,
         guint           keyval,
         GdkModifierType modifiers,
         const char     *action_name)
{
  gtk_widget_class_add_binding_action (widget_class, keyval, modifiers, action_name, NULL);
}

void
dwc_board_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "board.assign", NULL, assign);
  gtk_widget_class_install_action (widget_class, "board.unassign", NULL, unassign);
  gtk_widget_class_install_action (widget_class, "board.reschedule", NULL, reschedule);
  gtk_widget_class_install_action (widget_class, "board.status", NULL, status);
  gtk_widget_class_install_action (widget_class, "board.set-status", "s", set_status);
  gtk_widget_class_install_action (widget_class, "board.inspect", NULL, inspect);
  gtk_widget_class_install_action (widget_class, "board.show-on-map", NULL, show_on_map);
  gtk_widget_class_install_action (widget_class, "board.previous-day", NULL, change_day);
  gtk_widget_class_install_action (widget_class, "board.today", NULL, change_day);
  gtk_widget_class_install_action (widget_class, "board.next-day", NULL, change_day);
  gtk_widget_class_install_action (widget_class, "board.tray", NULL, toggle_pane);
  gtk_widget_class_install_action (widget_class, "board.inspector", NULL, toggle_pane);
  gtk_widget_class_install_action (widget_class, "board.search", NULL, search);

  add_key (widget_class, GDK_KEY_a, 0, "board.assign");
  add_key (widget_class, GDK_KEY_u, 0, "board.unassign");
  add_key (widget_class, GDK_KEY_m, 0, "board.reschedule");
  add_key (widget_class, GDK_KEY_s, 0, "board.status");
  add_key (widget_class, GDK_KEY_Return, 0, "board.inspect");
  add_key (widget_class, GDK_KEY_F9, 0, "board.tray");
  add_key (widget_class, GDK_KEY_F10, GDK_CONTROL_MASK, "board.inspector");
  add_key (widget_class, GDK_KEY_Page_Up, GDK_CONTROL_MASK, "board.previous-day");
  add_key (widget_class, GDK_KEY_Page_Down, GDK_CONTROL_MASK, "board.next-day");
  add_key (widget_class, GDK_KEY_Home, GDK_CONTROL_MASK, "board.today");
  add_key (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "board.search");
}

static gboolean
can_write (DwcBoardPage *self)
{
  DwdEngine *engine = get_context (self) != NULL ? get_engine (self) : NULL;
  DwdAccount *account = engine != NULL ? dwd_engine_get_account (engine) : NULL;

  return account != NULL && dwd_account_get_can_write (account);
}

/**
 * dwc_board_page_update_actions:
 * @self: the page
 *
 * Enables what the selected job's state, the person's role and the engine allow.
 */
void
dwc_board_page_update_actions (DwcBoardPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  DwdJob *job = get_job (self);
  gboolean write = job != NULL && can_write (self);
  DwdJobStatus from = job != NULL ? dwd_job_get_status (job) : DWD_JOB_STATUS_UNKNOWN;
  gboolean assigned = job != NULL && *dwd_job_get_assigned_to (job) != '\0';
  DwdPoint point;

  gtk_widget_action_set_enabled (widget, "board.assign", write && dwd_job_states_allow_assign (from));
  gtk_widget_action_set_enabled (widget, "board.unassign",
                                 write && assigned && dwd_job_states_allow (from, DWD_JOB_STATUS_UNASSIGNED));
  gtk_widget_action_set_enabled (widget, "board.reschedule", write && dwd_job_is_open (job));
  gtk_widget_action_set_enabled (widget, "board.status", write && dwd_job_states_next (from) != 0);
  gtk_widget_action_set_enabled (widget, "board.set-status", write);
  gtk_widget_action_set_enabled (widget, "board.show-on-map", job != NULL && dwd_job_get_location (job, &point));
}
