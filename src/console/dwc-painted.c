/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-painted.h"

#include <errno.h>
#include <unistd.h>

/*
 * The benchmark of the start gives the console a pipe and waits for one line in it: the monotonic
 * clock, in microseconds, at the end of the first frame in which the board showed its jobs. That clock
 * is the same in every process, so the reader's own delay does not count.
 */
typedef struct
{
  DwcWindow *window;    /* (unowned): lives longer than its frame clock */
  int fd;
} Report;

static void
report_free (gpointer  data,
             GClosure *closure)
{
  Report *report = data;

  if (report->fd >= 0)
    close (report->fd);
  g_free (report);
}

static void
after_paint_cb (GdkFrameClock *frame_clock,
                Report        *report)
{
  gint64 now_us = g_get_monotonic_time ();
  g_autofree char *line = NULL;
  gsize length;

  if (!dwc_window_shows_jobs (report->window))
    return;

  line = g_strdup_printf ("painted %" G_GINT64_FORMAT "\n", now_us);
  length = strlen (line);
  if (write (report->fd, line, length) != (gssize) length)
    g_warning ("The painted board was not reported: %s", g_strerror (errno));

  g_signal_handlers_disconnect_by_func (frame_clock, after_paint_cb, report);
}

/**
 * dwc_painted_report:
 * @window: a window that was presented
 * @fd: where to write to; closed at the end
 */
void
dwc_painted_report (DwcWindow *window,
                    int        fd)
{
  GdkFrameClock *frame_clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  Report *report;

  g_return_if_fail (DWC_IS_WINDOW (window));
  g_return_if_fail (frame_clock != NULL);

  report = g_new0 (Report, 1);
  report->window = window;
  report->fd = fd;
  g_signal_connect_data (frame_clock, "after-paint", G_CALLBACK (after_paint_cb), report, report_free,
                         G_CONNECT_DEFAULT);
}
