/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-bench"

#include "config.h"

#include "bench-window.h"

#include "dwc-memory.h"

/**
 * bench_window_open:
 * @self: (out): to be closed with bench_window_close()
 * @engine: taken, open
 *
 * Shows the console's window at its usual size, as the application does, on a clean display.
 */
void
bench_window_open (BenchWindow *self,
                   DwdEngine   *engine)
{
  dwc_memory_keep_frames ();
  adw_init ();
  self->engine = engine;
  self->context = dwc_context_new (engine, NULL);
  self->style = dwc_style_new (gdk_display_get_default ());
  self->window = DWC_WINDOW (dwc_window_new (NULL, self->context));
  gtk_window_present (GTK_WINDOW (self->window));
  dwc_memory_keep_shared (GTK_WINDOW (self->window));
  dwc_window_set_opened (self->window);
}

void
bench_window_close (BenchWindow *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_object (&self->style);
  g_clear_object (&self->context);
  bench_engine_close (self->engine);
}

static GtkWidget *
find_widget (GtkWidget *widget,
             GType      type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);

  return found;
}

/* (nullable) before there is a board. */
DwcGridView *
bench_window_get_grid (BenchWindow *self)
{
  return (DwcGridView *) find_widget (GTK_WIDGET (self->window), DWC_TYPE_GRID_VIEW);
}

GdkFrameClock *
bench_window_get_frame_clock (BenchWindow *self)
{
  return gtk_widget_get_frame_clock (GTK_WIDGET (self->window));
}

/* Everything pulled, realtime joined, and the board painted at least once. */
gboolean
bench_window_is_live (gpointer data)
{
  BenchWindow *self = data;
  const DwdSyncStatusFields *status = dwd_sync_status_peek (dwd_engine_get_sync_status (self->engine));

  return status->state == DWD_SYNC_LIVE && dwc_window_shows_jobs (self->window);
}
