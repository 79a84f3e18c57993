/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-bench"

#include "config.h"

#include "bench-browser.h"

#include <glib/gstdio.h>
#include <unistd.h>

/* Debian's command is a shell script around this; what a shell costs is not the browser's. */
#define CHROMIUM "/usr/lib/chromium/chromium"
#define LEAFLET "leaflet@1.9.4"

/**
 * bench_browser_prepare:
 *
 * Installs Leaflet below the build directory, once.
 *
 * Returns: %FALSE where there is no browser or no npm, which is said
 */
gboolean
bench_browser_prepare (void)
{
  static const char script[] = BENCH_BROWSER_DIR "/node_modules/leaflet/dist/leaflet.js";
  g_autoptr (GFile) from = g_file_new_for_path (BENCH_BROWSER_PAGE);
  g_autoptr (GFile) to = g_file_new_for_path (BENCH_BROWSER_DIR "/leaflet.html");
  g_autoptr (GSubprocess) npm = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_test (CHROMIUM, G_FILE_TEST_IS_EXECUTABLE))
    {
      g_printerr ("# no peer: %s is not installed\n", CHROMIUM);
      return FALSE;
    }

  g_mkdir_with_parents (BENCH_BROWSER_DIR, 0755);
  if (!g_file_test (script, G_FILE_TEST_EXISTS))
    npm = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "npm", "install", "--prefix",
                            BENCH_BROWSER_DIR, "--no-audit", "--no-fund", "--ignore-scripts", LEAFLET, NULL);
  if (npm != NULL)
    g_subprocess_wait_check (npm, NULL, &error);
  if (error == NULL)
    g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error);
  if (error == NULL)
    return TRUE;

  g_printerr ("# no peer: %s\n", error->message);

  return FALSE;
}

/**
 * bench_browser_start:
 * @started: (out): to be stopped by bench_stop()
 * @profile: its profile's folder, warm after the first start
 *
 * Starts it and waits until the page has painted, which it says on its console with the wall clock.
 */
void
bench_browser_start (BenchStarted *started,
                     const char   *profile)
{
  g_autofree char *profile_option = g_strconcat ("--user-data-dir=", profile, NULL);
  const char *argv[] = {
    CHROMIUM, "--app=file://" BENCH_BROWSER_DIR "/leaflet.html", profile_option, "--enable-logging=stderr",
    "--window-size=1440,900", "--window-position=0,0", "--no-first-run", "--no-default-browser-check",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--password-store=basic",
    geteuid () == 0 ? "--no-sandbox" : "--disable-breakpad", NULL
  };

  bench_start_spoken (started, argv, STDERR_FILENO, TRUE);
}
