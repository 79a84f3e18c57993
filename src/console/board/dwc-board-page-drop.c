/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-board-page-private.h"

#include "dwc-grid-row.h"
#include "dwc-tell.h"
#include "dwc-time-grid.h"
#include "dwc-wording.h"
#include "rules/dwd-job-states.h"

#include <glib/gi18n.h>

#define SNAP_US (15 * DWD_USEC_PER_MINUTE)

typedef struct
{
  DwcBoardPage *page;   /* (owned) */
  char *done;           /* (owned): the toast */
} Drop;

static void
dropped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Drop *drop = user_data;
  g_autoptr (GError) error = NULL;

  if (dwd_engine_act_finish (DWD_ENGINE (object), result, &error))
    dwc_tell_toast (GTK_WIDGET (drop->page), drop->done);
  else
    dwc_tell_error (GTK_WIDGET (drop->page), _("Not Assigned"), error);

  g_object_unref (drop->page);
  g_free (drop->done);
  g_free (drop);
}

/* The technician whose row lies there, and the time, on a full quarter of an hour. */
static DwdTechnician *
find_place (DwcBoardPage *self,
            double        x,
            double        y,
            gint64       *start_us)
{
  DwcGridView *view = dwc_time_grid_get_view (DWC_TIME_GRID (self->grid));
  GtkWidget *under = gtk_widget_pick (self->grid, x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = under != NULL && !DWC_IS_GRID_ROW (under)
                   ? gtk_widget_get_ancestor (under, DWC_TYPE_GRID_ROW) : under;
  const DwcGridPlace *place = dwc_grid_view_get_place (view);
  double view_x;
  double view_y;

  if (row == NULL || !gtk_widget_translate_coordinates (self->grid, GTK_WIDGET (view), x, y, &view_x, &view_y))
    return NULL;
  if (view_x < dwc_grid_place_get_view_x (place) ||
      view_x > dwc_grid_place_get_view_x (place) + dwc_grid_place_get_view_width (place))
    return NULL;

  *start_us = dwc_grid_place_get_time (place, view_x) / SNAP_US * SNAP_US;

  return dwd_board_lookup_technician (dwc_context_get_board (dwc_page_get_context (DWC_PAGE (self))),
                                      dwc_grid_row_get_employee (DWC_GRID_ROW (row)));
}

static gint64
get_duration (DwdJob *job)
{
  gint64 planned_us = dwd_job_get_start (job) != DWD_TIME_NONE && dwd_job_get_end (job) != DWD_TIME_NONE
                      ? dwd_job_get_end (job) - dwd_job_get_start (job) : 0;

  if (planned_us > 0)
    return planned_us;

  return dwd_job_get_estimated_duration (job) > 0 ? dwd_job_get_estimated_duration (job) : DWD_USEC_PER_HOUR;
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue  *value,
         double         x,
         double         y,
         DwcBoardPage  *self)
{
  DwcContext *context = dwc_page_get_context (DWC_PAGE (self));
  DwdEngine *engine = dwc_context_get_engine (context);
  DwdJob *job = g_value_get_object (value);
  gint64 start_us;
  DwdTechnician *technician = find_place (self, x, y, &start_us);
  g_autofree char *when = NULL;
  Drop *drop;

  if (job == NULL || technician == NULL || engine == NULL || !dwd_job_states_allow_assign (dwd_job_get_status (job)))
    return FALSE;

  when = dwc_wording_moment (context, start_us);
  drop = g_new0 (Drop, 1);
  drop->page = g_object_ref (self);
  /* Translators: %1$s is a job's number, %2$s a technician, %3$s a time. */
  drop->done = g_strdup_printf (_("Assigned %1$s to %2$s, %3$s"), dwd_job_get_short_name (job),
                                dwd_technician_get_employee_name (technician), when);
  dwd_selection_select_job (dwc_context_get_selection (context), dwd_job_get_name (job));
  dwd_engine_assign_job_async (engine, dwd_job_get_name (job), dwd_technician_get_name (technician),
                               start_us, start_us + get_duration (job), NULL, dropped_cb, drop);

  return TRUE;
}

/* The pointer says whether a drop would do something where it is. */
static GdkDragAction
motion_cb (GtkDropTarget *target,
           double         x,
           double         y,
           DwcBoardPage  *self)
{
  gint64 start_us;

  return find_place (self, x, y, &start_us) != NULL ? GDK_ACTION_MOVE : 0;
}

/**
 * dwc_board_page_accept_drops:
 * @self: the page
 *
 * A job dragged out of the tray is assigned to the technician and the time it is dropped on. The
 * keys A and M do the same.
 */
void
dwc_board_page_accept_drops (DwcBoardPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (DWD_TYPE_JOB, GDK_ACTION_MOVE);

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  g_signal_connect_object (target, "motion", G_CALLBACK (motion_cb), self, 0);
  g_signal_connect_object (target, "enter", G_CALLBACK (motion_cb), self, 0);
  gtk_widget_add_controller (self->grid, GTK_EVENT_CONTROLLER (target));
}
