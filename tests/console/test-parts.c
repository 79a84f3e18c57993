/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "board/dwc-board-page.h"
#include "board/dwc-inspector-job.h"
#include "board/dwc-inspector-technician.h"
#include "board/dwc-inspector.h"
#include "board/dwc-job-dialog-row.h"
#include "board/dwc-job-dialog.h"
#include "board/dwc-tray-row.h"
#include "board/dwc-tray.h"
#include "dwc-banner-area.h"
#include "dwc-queue-row.h"
#include "dwc-queue-view.h"
#include "dwc-sign-in-dialog.h"
#include "dwc-style.h"
#include "dwc-sync-pill.h"
#include "preferences/dwc-preferences-window.h"
#include "widgets/dwc-fields.h"
#include "widgets/dwc-pill.h"
#include "dwt-board-fixture.h"
#include "dwt-loop.h"

#include <math.h>
#include <string.h>

#define DEADLINE 20

typedef struct
{
  DwdBoard *board;
  DwdClock *clock;
  DwcContext *context;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  fixture->board = dwt_board_fixture_new ();
  fixture->clock = dwt_board_fixture_new_clock ();
  fixture->context = dwc_context_new_for_board (fixture->board, fixture->clock, NULL);
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
}

static void
show (Fixture   *fixture,
      GtkWidget *widget,
      int        width,
      int        height)
{
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, height);
  gtk_window_set_child (GTK_WINDOW (fixture->window), widget);
  gtk_window_present (GTK_WINDOW (fixture->window));
  dwt_wait_for (gtk_widget_get_width (widget) > 0, DEADLINE);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  GtkWidget *widget = gtk_window_get_child (GTK_WINDOW (fixture->window));

  if (widget != NULL)
    g_object_ref (widget);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  dwt_settle ();
  if (widget != NULL)
    g_assert_finalize_object (widget);
  g_assert_finalize_object (fixture->context);
  g_assert_finalize_object (fixture->board);
  g_assert_finalize_object (fixture->clock);
}

static DwdJob *
job_of (Fixture    *fixture,
        const char *name)
{
  return dwd_board_lookup_job (fixture->board, name);
}

/* The first descendant of a type, in the order of the screen. */
static GtkWidget *
find_child (GtkWidget *widget,
            GType      type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (child, type) ? child : find_child (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
collect_rows (GtkWidget *widget,
              GType      type,
              GPtrArray *rows)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (G_TYPE_CHECK_INSTANCE_TYPE (child, type))
        g_ptr_array_add (rows, child);
      collect_rows (child, type, rows);
    }
}

/* Colours. */

static void
test_style (void)
{
  g_autofree char *css = dwc_style_dup_colours ();
  DwcStyle *style = dwc_style_new (gdk_display_get_default ());

  /* The values of docs/look.md, light. */
  g_assert_nonnull (strstr (css, "@define-color dwc_heat_3_text rgb(173,17,27);"));
  g_assert_nonnull (strstr (css, "@define-color accent_bg_color rgb(28,113,216);"));
  g_assert_finalize_object (style);
}

static double
get_luminance (const GdkRGBA *colour)
{
  const float parts[] = { colour->red, colour->green, colour->blue };
  const double weights[] = { 0.2126, 0.7152, 0.0722 };
  double sum = 0;

  for (int i = 0; i < 3; i++)
    sum += weights[i] * (parts[i] <= 0.04045 ? parts[i] / 12.92 : pow ((parts[i] + 0.055) / 1.055, 2.4));

  return sum;
}

static double
get_contrast (const GdkRGBA *left,
              const GdkRGBA *right)
{
  double a = get_luminance (left);
  double b = get_luminance (right);

  return (MAX (a, b) + 0.05) / (MIN (a, b) + 0.05);
}

/* AA in light and dark, AAA in high contrast: text on the view and on its tint, white on its fill. */
static void
test_contrast (void)
{
  const GdkRGBA white = { 1, 1, 1, 1 };

  for (int scheme = DWC_SCHEME_LIGHT; scheme <= DWC_SCHEME_HC_DARK; scheme++)
    {
      const GdkRGBA *view = dwc_palette_get_surface (scheme, DWC_SURFACE_VIEW);
      double least = scheme >= DWC_SCHEME_HC_LIGHT ? 7.0 : 4.5;

      g_assert_cmpfloat (get_contrast (dwc_palette_get_surface (scheme, DWC_SURFACE_TEXT), view), >=, least);
      for (int role = 0; role < DWC_N_ROLES; role++)
        {
          const DwcRoleColours *colours = dwc_palette_get_role (scheme, role);

          g_assert_cmpfloat (get_contrast (&colours->text, view), >=, least);
          g_assert_cmpfloat (get_contrast (&colours->text, &colours->tint), >=, least);
          g_assert_cmpfloat (get_contrast (&colours->fill, &white), >=, least);
        }
    }
}

static void
test_pill (Fixture      *fixture,
           gconstpointer data)
{
  GtkWidget *pill = dwc_pill_new ();

  show (fixture, pill, 200, 50);
  dwc_pill_set_status (DWC_PILL (pill), DWD_JOB_STATUS_EN_ROUTE);
  g_assert_cmpstr (dwc_pill_get_text (DWC_PILL (pill)), ==, "En Route");
  g_assert_true (gtk_widget_has_css_class (pill, "role-en-route"));
  gtk_test_accessible_assert_property (pill, GTK_ACCESSIBLE_PROPERTY_LABEL, "En Route");
  dwc_pill_set (DWC_PILL (pill), DWC_ROLE_HEAT_3, "dialog-error-symbolic", "");
  g_assert_false (gtk_widget_get_visible (pill));
  g_assert_false (gtk_widget_has_css_class (pill, "role-en-route"));
}

static void
test_fields (Fixture      *fixture,
             gconstpointer data)
{
  GtkWidget *fields = dwc_fields_new ();
  guint phone = dwc_fields_add (DWC_FIELDS (fields), "Phone");

  show (fixture, fields, 300, 100);
  g_assert_cmpstr (dwc_fields_get (DWC_FIELDS (fields), phone), ==, "");
  /* A value is text, whatever is in it. */
  dwc_fields_set_link (DWC_FIELDS (fields), phone, "tel", "+7 <701> & \"x\"");
  g_assert_cmpstr (dwc_fields_get (DWC_FIELDS (fields), phone), ==, "+7 <701> & \"x\"");
  dwc_fields_set (DWC_FIELDS (fields), phone, NULL);
  g_assert_cmpstr (dwc_fields_get (DWC_FIELDS (fields), phone), ==, "");
}

/* The queue. */

static void
test_queue (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GListStore) queue = dwt_board_fixture_new_queue ();
  g_autoptr (DwdSyncStatus) status = dwt_board_fixture_new_status (DWD_SYNC_LIVE);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  GtkWidget *view = dwc_queue_view_new (fixture->context, G_LIST_MODEL (queue), status);

  show (fixture, view, 452, 700);
  g_assert_cmpstr (dwc_queue_view_get_title (DWC_QUEUE_VIEW (view)), ==, "6 changes not on the server yet");
  dwt_wait_for ((g_ptr_array_set_size (rows, 0), collect_rows (view, DWC_TYPE_QUEUE_ROW, rows), rows->len == 6),
                DEADLINE);

  g_assert_cmpstr (dwc_queue_row_get_title (rows->pdata[0]), ==, "Assign 209 to Ruslan Kim");
  g_assert_false (dwc_queue_row_offers (rows->pdata[0], "queue.discard"));
  /* Refused for want of a reason: it takes one, or is discarded. */
  g_assert_true (dwc_queue_row_offers (rows->pdata[1], "queue.add-reason"));
  g_assert_true (dwc_queue_row_offers (rows->pdata[1], "queue.discard"));
  g_assert_false (dwc_queue_row_offers (rows->pdata[1], "queue.retry"));
  /* Waiting for its next try. */
  g_assert_true (dwc_queue_row_offers (rows->pdata[2], "queue.retry"));
  g_assert_false (dwc_queue_row_offers (rows->pdata[2], "queue.add-reason"));
  /* A conflict is for a person to decide. */
  g_assert_true (dwc_queue_row_offers (rows->pdata[4], "queue.keep-mine"));
  g_assert_true (dwc_queue_row_offers (rows->pdata[4], "queue.take-server"));
  g_assert_false (dwc_queue_row_offers (rows->pdata[4], "queue.discard"));
  g_assert_true (dwc_queue_row_offers (rows->pdata[5], "queue.discard"));

  /* The countdown goes on with the clock. */
  dwd_clock_advance (fixture->clock, 200 * DWD_USEC_PER_SEC);
  dwt_wait_for (g_str_equal (dwc_queue_row_get_state_text (rows->pdata[2]), "Timed out, try 3 in 50 s"), DEADLINE);

  g_list_store_remove_all (queue);
  g_assert_cmpstr (dwc_queue_view_get_title (DWC_QUEUE_VIEW (view)), ==, "Everything is on the server");
}

/* A lane that comes late still stands where it belongs. */
static void
test_queue_order (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (GListStore) queue = dwt_board_fixture_new_queue ();
  g_autoptr (DwdSyncStatus) status = dwt_board_fixture_new_status (DWD_SYNC_OFFLINE);
  g_autoptr (DwdOperation) first = g_list_model_get_item (G_LIST_MODEL (queue), 0);
  g_autoptr (DwdOperation) shown = NULL;
  GtkWidget *view = dwc_queue_view_new (fixture->context, G_LIST_MODEL (queue), status);

  show (fixture, view, 452, 700);
  g_list_store_remove (queue, 0);
  g_list_store_append (queue, first);
  shown = g_list_model_get_item (dwc_queue_view_get_rows (DWC_QUEUE_VIEW (view)), 0);
  g_assert_cmpint (dwd_operation_get_seq (shown), ==, dwd_operation_get_seq (first));
}

static void
test_sync_pill (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GListStore) queue = dwt_board_fixture_new_queue ();
  g_autoptr (DwdSyncStatus) status = dwt_board_fixture_new_status (DWD_SYNC_LIVE);
  DwdSyncStatusFields fields = *dwd_sync_status_peek (status);
  GtkWidget *pill = dwc_sync_pill_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), pill);
  dwc_sync_pill_set (DWC_SYNC_PILL (pill), fixture->context, G_LIST_MODEL (queue), status);
  show (fixture, box, 500, 600);
  g_assert_cmpstr (dwc_sync_pill_get_text (DWC_SYNC_PILL (pill)), ==, "Live · 2 queued");
  g_assert_true (gtk_widget_has_css_class (pill, "live"));

  fields.state = DWD_SYNC_OFFLINE;
  fields.failed = 1;
  dwd_sync_status_update (status, &fields);
  dwt_wait_for (gtk_widget_has_css_class (pill, "offline"), DEADLINE);
  g_assert_false (gtk_widget_has_css_class (pill, "live"));
  g_assert_true (gtk_widget_has_css_class (pill, "failed"));
  g_assert_cmpstr (dwc_sync_pill_get_text (DWC_SYNC_PILL (pill)), ==, "Offline since 09:58 · 2 queued · 1 failed");

  dwc_sync_pill_set_narrow (DWC_SYNC_PILL (pill), TRUE);
  g_assert_cmpstr (dwc_sync_pill_get_text (DWC_SYNC_PILL (pill)), ==, "3");

  /* The queue is built when it is first opened. */
  g_assert_null (dwc_sync_pill_get_queue (DWC_SYNC_PILL (pill)));
  dwc_sync_pill_open (DWC_SYNC_PILL (pill));
  dwt_wait_for (dwc_sync_pill_get_queue (DWC_SYNC_PILL (pill)) != NULL &&
                gtk_widget_get_mapped (dwc_sync_pill_get_queue (DWC_SYNC_PILL (pill))), DEADLINE);
  gtk_popover_popdown (GTK_POPOVER (dwc_sync_pill_get_queue (DWC_SYNC_PILL (pill))));
  dwt_wait_for (!gtk_widget_get_mapped (dwc_sync_pill_get_queue (DWC_SYNC_PILL (pill))), DEADLINE);
}

static void
test_banners (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (DwdSyncStatus) status = dwt_board_fixture_new_status (DWD_SYNC_LIVE);
  DwdSyncStatusFields fields = *dwd_sync_status_peek (status);
  DwcBannerArea *area = DWC_BANNER_AREA (dwc_banner_area_new ());

  dwc_banner_area_set (area, fixture->context, status);
  show (fixture, GTK_WIDGET (area), 900, 200);
  g_assert_null (dwc_banner_area_peek (area, "offline"));

  fields.state = DWD_SYNC_OFFLINE;
  fields.next_try_us = dwt_board_fixture_now () + 18 * DWD_USEC_PER_SEC;
  dwd_sync_status_update (status, &fields);
  dwt_wait_for (dwc_banner_area_peek (area, "offline") != NULL, DEADLINE);
  g_assert_cmpstr (dwc_banner_area_peek (area, "offline"), ==, "Offline since 09:58 (44 min).");
  dwd_clock_advance (fixture->clock, DWD_USEC_PER_MINUTE);
  g_assert_cmpstr (dwc_banner_area_peek (area, "offline"), ==, "Offline since 09:58 (45 min).");

  fields.state = DWD_SYNC_SIGN_IN;
  fields.refused = 3;
  dwd_sync_status_update (status, &fields);
  dwt_wait_for (dwc_banner_area_peek (area, "sign-in") != NULL, DEADLINE);
  g_assert_null (dwc_banner_area_peek (area, "offline"));
  g_assert_cmpstr (dwc_banner_area_peek (area, "refused"), ==, "3 records from the server were not understood.");

  g_assert_null (dwc_banner_area_peek (area, "notice"));
  dwc_banner_area_notice (area, DWD_FAILURE_STORAGE_CORRUPT, NULL);
  g_assert_cmpstr (dwc_banner_area_peek (area, "notice"), ==, "The local data was rebuilt.");
  dwc_banner_area_set_write (area, FALSE);
  g_assert_nonnull (dwc_banner_area_peek (area, "read-only"));
}

/* The tray. */

static void
test_tray_row (Fixture      *fixture,
               gconstpointer data)
{
  GtkWidget *row = dwc_tray_row_new (fixture->context);
  DwdJob *job = job_of (fixture, "JOB-2026-00192");

  show (fixture, row, 264, 43);
  dwc_tray_row_set_item (DWC_TRAY_ROW (row), G_OBJECT (job));
  g_assert_cmpstr (dwc_tray_row_get_when (DWC_TRAY_ROW (row)), ==, "10:30–12:00");
  g_assert_cmpstr (dwc_tray_row_get_due (DWC_TRAY_ROW (row)), ==, "12 min");
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "High, 192, Heating circuit cold, Keruen Apartments, 10:30–12:00");
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "12 min late");

  dwd_clock_advance (fixture->clock, 30 * DWD_USEC_PER_MINUTE);
  dwc_tray_row_update (DWC_TRAY_ROW (row));
  g_assert_cmpstr (dwc_tray_row_get_due (DWC_TRAY_ROW (row)), ==, "42 min");
  dwc_tray_row_set_item (DWC_TRAY_ROW (row), NULL);
  g_assert_null (dwc_tray_row_get_job (DWC_TRAY_ROW (row)));
}

/* A row that waits is as high as one that is built, and then says the same. */
static void
test_tray_row_later (Fixture      *fixture,
                     gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *example = dwc_tray_row_new (fixture->context);
  GtkWidget *row = dwc_tray_row_new_later (fixture->context, DWC_TRAY_ROW (example));
  DwdJob *job = job_of (fixture, "JOB-2026-00192");

  gtk_box_append (GTK_BOX (box), example);
  gtk_box_append (GTK_BOX (box), row);
  show (fixture, box, 264, 100);
  dwc_tray_row_set_item (DWC_TRAY_ROW (example), G_OBJECT (job));
  dwc_tray_row_set_item (DWC_TRAY_ROW (row), G_OBJECT (job));
  dwt_wait_for (gtk_widget_get_height (row) > 0, DEADLINE);
  g_assert_cmpint (gtk_widget_get_height (row), ==, gtk_widget_get_height (example));
  g_assert_false (dwc_tray_row_is_built (DWC_TRAY_ROW (row)));
  g_assert_null (dwc_tray_row_get_when (DWC_TRAY_ROW (row)));
  g_assert_true (dwc_tray_row_get_job (DWC_TRAY_ROW (row)) == job);

  dwc_tray_row_build (DWC_TRAY_ROW (row));
  g_assert_cmpstr (dwc_tray_row_get_when (DWC_TRAY_ROW (row)), ==, "10:30–12:00");
  g_assert_cmpstr (dwc_tray_row_get_due (DWC_TRAY_ROW (row)), ==, "12 min");
}

static guint
count_rows (GtkWidget *widget,
            gboolean   built)
{
  guint n = 0;

  if (DWC_IS_TRAY_ROW (widget))
    return dwc_tray_row_is_built (DWC_TRAY_ROW (widget)) == built;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child, built);

  return n;
}

/* No row of a long list stays empty. */
static void
test_tray_long (Fixture      *fixture,
                gconstpointer data)
{
  GtkWidget *tray = dwc_tray_new (fixture->context);

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("JOB-2026-1%04u", i);
      DwdJobFields fields = { .name = name, .title = "Long list", .status = DWD_JOB_STATUS_UNASSIGNED };
      g_autoptr (DwdJob) job = NULL;

      fields.start_us = fields.end_us = DWD_TIME_NONE;
      job = dwd_job_new (&fields);
      dwd_board_put_job (fixture->board, job);
    }

  show (fixture, tray, 264, 700);
  g_assert_cmpuint (count_rows (tray, TRUE), >=, 700 / 50);
  dwt_wait_for (count_rows (tray, FALSE) == 0, DEADLINE);
  g_assert_cmpuint (count_rows (tray, TRUE), >, 40);
}

static void
test_tray (Fixture      *fixture,
           gconstpointer data)
{
  DwcTray *tray = DWC_TRAY (dwc_tray_new (fixture->context));
  DwdSelection *selection = dwc_context_get_selection (fixture->context);
  g_autoptr (DwdJob) first = NULL;

  show (fixture, GTK_WIDGET (tray), 264, 700);
  g_assert_cmpuint (dwc_tray_get_n_jobs (tray), ==, 12);
  g_assert_cmpstr (dwc_tray_get_state (tray), ==, "list");
  first = g_list_model_get_item (dwc_tray_get_model (tray), 0);
  g_assert_cmpstr (dwd_job_get_short_name (first), ==, "221");

  dwc_tray_set_search (tray, "keruen  cold");
  g_assert_cmpuint (dwc_tray_get_n_jobs (tray), ==, 1);
  dwc_tray_set_search (tray, "nowhere");
  g_assert_cmpstr (dwc_tray_get_state (tray), ==, "no-match");
  dwc_tray_set_search (tray, "");
  g_assert_cmpuint (dwc_tray_get_n_jobs (tray), ==, 12);

  gtk_widget_activate_action (GTK_WIDGET (tray), "tray.priority", "s", "Urgent");
  g_assert_cmpuint (dwc_tray_get_n_jobs (tray), ==, 2);
  gtk_widget_activate_action (GTK_WIDGET (tray), "tray.zone", "s", "Left Bank");
  g_assert_cmpuint (dwc_tray_get_n_jobs (tray), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (tray), "tray.priority", "s", "");
  gtk_widget_activate_action (GTK_WIDGET (tray), "tray.zone", "s", "");

  /* A job that gets a technician leaves. */
  dwd_board_remove_job (fixture->board, "JOB-2026-00221");
  dwt_wait_for (dwc_tray_get_n_jobs (tray) == 11, DEADLINE);
  dwd_selection_select_job (selection, "JOB-2026-00204");
}

/* The inspector. */

static void
test_inspector (Fixture      *fixture,
                gconstpointer data)
{
  DwcInspector *inspector = DWC_INSPECTOR (dwc_inspector_new (fixture->context));
  DwdSelection *selection = dwc_context_get_selection (fixture->context);
  g_autoptr (GPtrArray) history = dwt_board_fixture_new_history ();
  GtkWidget *page;

  show (fixture, GTK_WIDGET (inspector), 316, 700);
  g_assert_cmpstr (dwc_inspector_get_shown (inspector), ==, "empty");

  dwd_selection_select_job (selection, "JOB-2026-00204");
  g_assert_cmpstr (dwc_inspector_get_shown (inspector), ==, "job");
  page = dwc_inspector_get_page (inspector);
  g_assert_cmpstr (dwc_inspector_job_get_customer (DWC_INSPECTOR_JOB (page)), ==, "Altyn Clinic");
  dwc_inspector_job_set_history (DWC_INSPECTOR_JOB (page), history);
  g_assert_cmpuint (dwc_inspector_job_get_n_history (DWC_INSPECTOR_JOB (page)), ==, 4);

  dwd_selection_select_technician (selection, "HR-EMP-00004");
  g_assert_cmpstr (dwc_inspector_get_shown (inspector), ==, "technician");
  g_assert_null (dwc_inspector_get_job (inspector));
  page = dwc_inspector_get_page (inspector);
  g_assert_cmpstr (dwc_inspector_technician_get_state (DWC_INSPECTOR_TECHNICIAN (page)), ==,
                   "On site at 179 · 42 min late");
  g_assert_cmpuint (dwc_inspector_technician_get_n_jobs (DWC_INSPECTOR_TECHNICIAN (page)), ==, 4);
  dwd_selection_select_technician (selection, "HR-EMP-00006");
  g_assert_cmpstr (dwc_inspector_technician_get_state (DWC_INSPECTOR_TECHNICIAN (page)), ==, "Off until 13:00");

  dwd_selection_select_job (selection, "JOB-1999-00001");
  g_assert_cmpstr (dwc_inspector_get_shown (inspector), ==, "missing");
  dwd_selection_clear (selection);
  g_assert_cmpstr (dwc_inspector_get_shown (inspector), ==, "empty");
}

/* Dialogs. Without an engine they show everything and do nothing. */

static void
close_dialog (GtkWidget *dialog)
{
  g_object_ref (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  dwt_settle ();
  g_assert_finalize_object (dialog);
}

static void
test_dialogs (Fixture      *fixture,
              gconstpointer data)
{
  GtkWidget *origin = gtk_label_new ("origin");
  GtkWidget *dialog;

  show (fixture, origin, 600, 400);

  dialog = dwc_job_dialog_assign_new (origin, fixture->context, job_of (fixture, "JOB-2026-00204"));
  gtk_window_present (GTK_WINDOW (dialog));
  dwt_wait_for (gtk_widget_get_mapped (dialog), DEADLINE);
  g_assert_false (dwc_job_dialog_get_needs_reason (DWC_JOB_DIALOG (dialog)));
  g_assert_false (dwc_job_dialog_can_apply (DWC_JOB_DIALOG (dialog)));
  g_assert_nonnull (find_child (dialog, GTK_TYPE_LIST_VIEW));
  close_dialog (dialog);

  /* One on the way is not taken off without saying why. */
  dialog = dwc_job_dialog_assign_new (origin, fixture->context, job_of (fixture, "JOB-2026-00195"));
  g_assert_true (dwc_job_dialog_get_needs_reason (DWC_JOB_DIALOG (dialog)));
  g_assert_null (dwc_job_dialog_get_reason (DWC_JOB_DIALOG (dialog)));
  dwc_job_dialog_set_reason (DWC_JOB_DIALOG (dialog), "  ");
  g_assert_null (dwc_job_dialog_get_reason (DWC_JOB_DIALOG (dialog)));
  dwc_job_dialog_set_reason (DWC_JOB_DIALOG (dialog), "Flat tyre");
  g_assert_cmpstr (dwc_job_dialog_get_reason (DWC_JOB_DIALOG (dialog)), ==, "Flat tyre");
  close_dialog (dialog);

  dialog = dwc_job_dialog_reschedule_new (origin, fixture->context, job_of (fixture, "JOB-2026-00234"));
  gtk_window_present (GTK_WINDOW (dialog));
  dwt_wait_for (gtk_widget_get_mapped (dialog), DEADLINE);
  close_dialog (dialog);

  dialog = dwc_job_dialog_status_new (origin, fixture->context, job_of (fixture, "JOB-2026-00191"));
  gtk_window_present (GTK_WINDOW (dialog));
  dwt_wait_for (gtk_widget_get_mapped (dialog), DEADLINE);
  g_assert_nonnull (find_child (dialog, GTK_TYPE_LIST_BOX));
  close_dialog (dialog);
}

static void
test_skills (Fixture      *fixture,
             gconstpointer data)
{
  DwdJob *job = job_of (fixture, "JOB-2026-00204");

  g_assert_cmpuint (dwc_job_dialog_count_missing (dwd_board_lookup_technician (fixture->board, "HR-EMP-00001"), job),
                    ==, 0);
  g_assert_cmpuint (dwc_job_dialog_count_missing (dwd_board_lookup_technician (fixture->board, "HR-EMP-00003"), job),
                    ==, 1);
  g_assert_cmpuint (dwc_job_dialog_count_missing (dwd_board_lookup_technician (fixture->board, "HR-EMP-00004"), job),
                    ==, 2);
}

static void
test_sign_in (Fixture      *fixture,
              gconstpointer data)
{
  DwcSignInDialog *dialog = DWC_SIGN_IN_DIALOG (dwc_sign_in_dialog_new (fixture->context, NULL));

  gtk_window_present (GTK_WINDOW (dialog));
  dwt_wait_for (gtk_widget_get_mapped (GTK_WIDGET (dialog)), DEADLINE);
  g_assert_null (dwc_sign_in_dialog_get_problem (dialog));
  dwc_sign_in_dialog_show_failure (dialog, DWD_FAILURE_SIGN_IN, "No such key.");
  g_assert_cmpstr (dwc_sign_in_dialog_get_problem (dialog), ==, "No such key.");
  dwc_sign_in_dialog_show_failure (dialog, DWD_FAILURE_OFFLINE, "No network.");
  g_assert_cmpstr (dwc_sign_in_dialog_get_problem (dialog), ==, "No network.");
  close_dialog (GTK_WIDGET (dialog));
}

static void
test_preferences (Fixture      *fixture,
                  gconstpointer data)
{
  GtkWidget *window = dwc_preferences_window_new (fixture->context, NULL);

  gtk_window_present (GTK_WINDOW (window));
  dwt_wait_for (gtk_widget_get_mapped (window), DEADLINE);
  close_dialog (window);
}

/* Built and laid out without a warning. */
static void
test_shortcuts (void)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/org/dartwing/Dispatch/ui/dwc-shortcuts.ui");
  GtkWidget *window = GTK_WIDGET (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_present (GTK_WINDOW (window));
  dwt_wait_for (gtk_widget_get_width (window) > 0, DEADLINE);
  dwt_settle ();
  g_assert_cmpint (gtk_widget_get_height (window), <=, 700);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The page folds by its own width, and nothing is cut at the least size. */
static void
test_board_page (Fixture      *fixture,
                 gconstpointer data)
{
  static const struct
  {
    int width;
    int height;
    gboolean narrow;
    gboolean rail;
  } rows[] = {
    { 1440, 860, FALSE, FALSE },
    { 1150, 760, TRUE, FALSE },
    { 1024, 654, TRUE, TRUE },
    { 1300, 800, FALSE, FALSE },
  };
  DwcBoardPage *page = DWC_BOARD_PAGE (dwc_board_page_new ());

  dwc_page_set_context (DWC_PAGE (page), fixture->context);
  show (fixture, GTK_WIDGET (page), rows[0].width, rows[0].height);
  dwd_selection_select_job (dwc_context_get_selection (fixture->context), "JOB-2026-00204");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      GtkWidget *bin = gtk_widget_get_first_child (GTK_WIDGET (page));
      GtkWidget *column = gtk_widget_get_first_child (bin);
      int least;

      gtk_window_set_default_size (GTK_WINDOW (fixture->window), rows[i].width, rows[i].height);
      dwt_wait_for (gtk_widget_get_width (GTK_WIDGET (page)) == rows[i].width &&
                    dwc_board_page_get_is_narrow (page) == rows[i].narrow &&
                    dwc_board_page_get_has_rail (page) == rows[i].rail, DEADLINE);
      gtk_widget_measure (column, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      g_assert_cmpint (least, <=, rows[i].width);
      gtk_widget_measure (column, GTK_ORIENTATION_VERTICAL, rows[i].width, &least, NULL, NULL, NULL);
      g_assert_cmpint (least, <=, rows[i].height);
      gtk_widget_activate_action (GTK_WIDGET (page), "board.tray", NULL);
      gtk_widget_activate_action (GTK_WIDGET (page), "board.inspector", NULL);
      dwt_settle ();
    }
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/parts/style", test_style);
  g_test_add_func ("/parts/contrast", test_contrast);
  g_test_add ("/parts/pill", Fixture, NULL, set_up, test_pill, tear_down);
  g_test_add ("/parts/fields", Fixture, NULL, set_up, test_fields, tear_down);
  g_test_add ("/parts/queue", Fixture, NULL, set_up, test_queue, tear_down);
  g_test_add ("/parts/queue-order", Fixture, NULL, set_up, test_queue_order, tear_down);
  g_test_add ("/parts/sync-pill", Fixture, NULL, set_up, test_sync_pill, tear_down);
  g_test_add ("/parts/banners", Fixture, NULL, set_up, test_banners, tear_down);
  g_test_add ("/parts/tray-row", Fixture, NULL, set_up, test_tray_row, tear_down);
  g_test_add ("/parts/tray-row-later", Fixture, NULL, set_up, test_tray_row_later, tear_down);
  g_test_add ("/parts/tray", Fixture, NULL, set_up, test_tray, tear_down);
  g_test_add ("/parts/tray-long", Fixture, NULL, set_up, test_tray_long, tear_down);
  g_test_add ("/parts/inspector", Fixture, NULL, set_up, test_inspector, tear_down);
  g_test_add ("/parts/dialogs", Fixture, NULL, set_up, test_dialogs, tear_down);
  g_test_add ("/parts/skills", Fixture, NULL, set_up, test_skills, tear_down);
  g_test_add ("/parts/sign-in", Fixture, NULL, set_up, test_sign_in, tear_down);
  g_test_add ("/parts/preferences", Fixture, NULL, set_up, test_preferences, tear_down);
  g_test_add_func ("/parts/shortcuts", test_shortcuts);
  g_test_add ("/parts/board-page", Fixture, NULL, set_up, test_board_page, tear_down);

  return g_test_run ();
}
