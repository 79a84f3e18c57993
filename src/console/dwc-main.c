/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-application.h"
#include "dwc-memory.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <unistd.h>

/* libadwaita reads high contrast once, when it starts: its pictures take a process of their own. */
static void
start_again_in_high_contrast (char **arguments)
{
  g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
  execv ("/proc/self/exe", arguments);
  g_printerr ("dartwing-dispatch: %s\n", g_strerror (errno));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (DwcApplication) application = NULL;
  g_auto (GStrv) arguments = g_strdupv (argv);
  int status;

  dwc_memory_keep_frames ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = dwc_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  if (status == 0)
    status = dwc_application_get_exit_status (application);
  if (status == 0 && dwc_application_wants_second_pass (application))
    {
      start_again_in_high_contrast (arguments);
      status = 1;
    }

  return status;
}
