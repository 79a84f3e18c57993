/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-bench"

#include "config.h"

#include <stdlib.h>

#include "bench-browser.h"
#include "bench-console.h"
#include "bench-support.h"
#include "dwt-wait.h"

/*
 * From the fork of the console's process to the board painted from a cache of 10,000 jobs of one day,
 * with the server away, and with it there. "Painted" is the end of the first frame in which map, grid
 * and tray show jobs. The peer is a bare window of libadwaita, started in turn with it; with --peers
 * also Chromium with 10,000 markers on Leaflet's canvas, whose memory is that of all its processes.
 */
#define N_JOBS "10000"

typedef struct
{
  BenchSeries start;
  BenchSeries memory;
} Figures;

static void
take_figures (Figures      *figures,
              BenchStarted *started)
{
  if (figures != NULL)
    {
      bench_series_add (&figures->start, started->painted_ms);
      bench_series_add (&figures->memory, bench_measure_memory (started));
    }
  bench_stop (started);
}

static void
measure (Figures           *figures,
         const char *const *argv)
{
  BenchStarted started;

  bench_start (&started, argv);
  take_figures (figures, &started);
}

static void
measure_browser (Figures    *figures,
                 const char *profile)
{
  BenchStarted started;

  bench_browser_start (&started, profile);
  take_figures (figures, &started);
}

static void
figures_clear (Figures *figures)
{
  bench_series_clear (&figures->start);
  bench_series_clear (&figures->memory);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *dir = dwt_make_dir ();
  g_autofree char *profile = g_build_filename (dir, "profile", NULL);
  g_autofree char *cache = g_build_filename (dir, "cache", NULL);
  const char *arguments[] = { "--documents", N_JOBS, "--speed=-1", NULL };
  g_autoptr (DwtSandbox) sandbox = bench_city_new (dir, arguments);
  /* The server's own copy goes with each of its starts. */
  g_autofree char *url = g_strdup (dwt_sandbox_get_url (sandbox));
  const char *console[] = { BENCH_CONSOLE, "--profile", profile, "--server", url,
                            "--key", BENCH_KEY, "--secret-from-env", "DARTWING_SECRET",
                            "--fixed-clock", BENCH_NOW, NULL };
  const char *bare[] = { BENCH_BARE_WINDOW, NULL };
  Figures away = { 0 };
  Figures there = { 0 };
  Figures peer = { 0 };
  Figures browser = { 0 };
  g_autofree char *browser_profile = g_build_filename (dir, "chromium", NULL);
  gboolean has_browser = g_getenv ("BENCH_PEERS") != NULL && bench_browser_prepare ();

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  bench_fill_profile (profile, url);

  /* The first start of each reads from the disk what later ones find in memory. */
  measure (NULL, console);
  measure (NULL, bare);
  if (has_browser)
    measure_browser (NULL, browser_profile);
  for (guint round = 0; round < bench_get_rounds (); round++)
    {
      measure (&there, console);
      dwt_sandbox_stop (sandbox);
      measure (&peer, bare);
      measure (&away, console);
      if (has_browser)
        measure_browser (&browser, browser_profile);
      dwt_sandbox_start (sandbox);
    }

  bench_print ("start-painted", &away.start, "ms", &peer.start, "<=3");
  bench_print ("start-painted-online", &there.start, "ms", &peer.start, "<=3");
  g_printerr ("# memory at that point %.1f MB, of the bare window %.1f MB\n",
              bench_series_median (&away.memory), bench_series_median (&peer.memory));

  if (has_browser)
    {
      bench_print ("start-painted-browser", &away.start, "ms", &browser.start, "<=0.8");
      bench_print ("start-memory-browser", &away.memory, "MB", &browser.memory, "<=0.35");
    }

  figures_clear (&away);
  figures_clear (&there);
  figures_clear (&peer);
  figures_clear (&browser);
  g_clear_pointer (&sandbox, dwt_sandbox_free);
  dwt_remove_dir (g_steal_pointer (&dir));

  return EXIT_SUCCESS;
}
