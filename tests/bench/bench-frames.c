/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-bench"

#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench-support.h"
#include "bench-window.h"
#include "dwt-wait.h"

/*
 * Frames while a first sync runs: 100,000 jobs, a tenth of them on the day that the board shows, from a
 * server process to a new profile, while the window repaints its time grid at every tick of the frame
 * clock. A frame's figure is the time since the one before it, so that whatever holds up the main loop
 * between two frames counts. What the main thread itself worked in that time is a figure too: on a
 * machine that others keep busy the first one tells more of them.
 */
#define N_JOBS "100000"
#define N_DAYS "10"
#define SETTLE_MS 1000
#define LIMIT_P99_MS 33
#define LATE_MS 50

typedef struct
{
  BenchWindow window;
  GtkWidget *grid;
  GArray *gaps;         /* double, ms */
  GArray *work;         /* double, ms: of the main thread's processor time */
  gint64 last_us;       /* end of the frame before; 0: none is counted yet */
  double last_work_ms;
  gboolean settled;
} Bench;

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Bench *bench = user_data;

  gtk_widget_queue_draw (bench->grid);

  return G_SOURCE_CONTINUE;
}

static double
get_work (void)
{
  struct timespec spent;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &spent);

  return (double) spent.tv_sec * 1000 + (double) spent.tv_nsec / 1000000;
}

static void
after_paint_cb (GdkFrameClock *clock,
                Bench         *bench)
{
  gint64 now_us = g_get_monotonic_time ();
  double ms = (double) (now_us - bench->last_us) / 1000;
  double work_ms = get_work ();
  double worked_ms = work_ms - bench->last_work_ms;

  if (bench->last_us != 0)
    {
      g_array_append_val (bench->gaps, ms);
      g_array_append_val (bench->work, worked_ms);
    }
  bench->last_us = now_us;
  bench->last_work_ms = work_ms;
}

static void
settled_cb (gpointer data)
{
  ((Bench *) data)->settled = TRUE;
}

static gboolean
has_settled (gpointer data)
{
  return ((Bench *) data)->settled;
}

static gboolean
has_board (gpointer data)
{
  return bench_window_get_grid (data) != NULL;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
percentile (GArray *values,
            double  share)
{
  g_array_sort (values, compare_doubles);

  return g_array_index (values, double, MIN (values->len - 1, (guint) (share * values->len)));
}

static guint
count_late (GArray *gaps)
{
  guint n = 0;

  for (guint i = 0; i < gaps->len; i++)
    n += g_array_index (gaps, double, i) > LATE_MS;

  return n;
}

/* A window that has been open for a while meets its first sync. */
static void
run_round (Bench      *bench,
           const char *profile,
           const char *url)
{
  gint64 start_us;

  bench_window_open (&bench->window, bench_engine_new (profile, url));
  dwt_wait_until (has_board, &bench->window);
  bench->grid = GTK_WIDGET (bench_window_get_grid (&bench->window));
  gtk_widget_add_tick_callback (bench->grid, tick_cb, bench, NULL);
  bench->settled = FALSE;
  g_timeout_add_once (SETTLE_MS, settled_cb, bench);
  dwt_wait_until (has_settled, bench);

  g_array_set_size (bench->gaps, 0);
  g_array_set_size (bench->work, 0);
  bench->last_us = 0;
  g_signal_connect (bench_window_get_frame_clock (&bench->window), "after-paint",
                    G_CALLBACK (after_paint_cb), bench);
  start_us = g_get_monotonic_time ();
  dwd_engine_set_online (bench->window.engine, TRUE);
  dwt_wait_until (bench_window_is_live, &bench->window);
  g_printerr ("# %u frames in %.2f s of first sync, %u later than %d ms, the worst %.1f ms; "
              "the most work for one %.1f ms\n",
              bench->gaps->len, (double) (g_get_monotonic_time () - start_us) / G_USEC_PER_SEC,
              count_late (bench->gaps), LATE_MS, percentile (bench->gaps, 1), percentile (bench->work, 1));

  g_signal_handlers_disconnect_by_data (bench_window_get_frame_clock (&bench->window), bench);
  bench_window_close (&bench->window);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *dir = dwt_make_dir ();
  g_autofree char *cache = g_build_filename (dir, "cache", NULL);
  const char *arguments[] = { "--documents", N_JOBS, "--document-days", N_DAYS, "--speed=-1", NULL };
  g_autoptr (DwtSandbox) sandbox = NULL;
  BenchSeries p99 = { 0 };
  BenchSeries late = { 0 };
  BenchSeries work = { 0 };
  Bench bench = { 0 };

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  sandbox = bench_city_new (dir, arguments);
  bench.gaps = g_array_new (FALSE, FALSE, sizeof (double));
  bench.work = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint round = 0; round < bench_get_rounds (); round++)
    {
      g_autofree char *name = g_strdup_printf ("profile-%u", round);
      g_autofree char *profile = g_build_filename (dir, name, NULL);

      run_round (&bench, profile, dwt_sandbox_get_url (sandbox));
      bench_series_add (&p99, percentile (bench.gaps, 0.99));
      bench_series_add (&work, percentile (bench.work, 0.99));
      bench_series_add (&late, 1000.0 * count_late (bench.gaps) / bench.gaps->len);
    }

  bench_print_absolute ("first-sync-frame-p99", &p99, "ms", LIMIT_P99_MS);
  bench_print_absolute ("first-sync-frames-late", &late, "permille", 1);
  bench_print_absolute ("first-sync-frame-work-p99", &work, "ms", LIMIT_P99_MS);
  bench_series_clear (&work);
  bench_series_clear (&p99);
  bench_series_clear (&late);
  g_array_unref (bench.gaps);
  g_array_unref (bench.work);
  g_clear_pointer (&sandbox, dwt_sandbox_free);
  dwt_remove_dir (g_steal_pointer (&dir));

  return EXIT_SUCCESS;
}
