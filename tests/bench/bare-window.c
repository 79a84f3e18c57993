/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <adwaita.h>
#include <unistd.h>

/*
 * The least that a window of libadwaita can be: what the console's start is compared with. It reports
 * its first painted frame as the console does its board.
 */

static int painted_fd = -1;

static void
after_paint_cb (GdkFrameClock *frame_clock,
                gpointer       user_data)
{
  g_autofree char *line = g_strdup_printf ("painted %" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
  gsize length = strlen (line);

  if (painted_fd >= 0 && write (painted_fd, line, length) != (gssize) length)
    g_warning ("The reader has gone");
  painted_fd = -1;
}

static void
activate_cb (GApplication *application)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *window = g_object_new (ADW_TYPE_APPLICATION_WINDOW,
                                    "application", application,
                                    "default-width", 1440,
                                    "default-height", 900,
                                    "content", box,
                                    NULL);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_paint_cb), NULL);
}

int
main (int    argc,
      char **argv)
{
  const GOptionEntry entries[] =
  {
    { "report-painted", 0, 0, G_OPTION_ARG_INT, &painted_fd, "Where to report to", "FD" },
    { NULL }
  };
  g_autoptr (AdwApplication) application = adw_application_new ("org.dartwing.Bare", G_APPLICATION_NON_UNIQUE);

  g_application_add_main_option_entries (G_APPLICATION (application), entries);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);

  return g_application_run (G_APPLICATION (application), argc, argv);
}
