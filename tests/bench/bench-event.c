/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-bench"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "bench-support.h"
#include "bench-window.h"
#include "board/dwc-grid-view-private.h"
#include "dwt-wait.h"

/*
 * An event's way from the server to pixels: a job's title is changed at a server process by somebody
 * else, and the board of 10,000 jobs, a real window over a real engine, repaints the job's bar. The time
 * runs from before the change is sent to the server, so that its writing is part of it, to the end of
 * the frame in which the bar bears the new title. Events come at any moment between two frames.
 */
#define N_JOBS "10000"
#define EVENTS_PER_ROUND 40
#define LIMIT_P95_MS 50
#define REST_MS 40

typedef struct
{
  BenchWindow window;
  DwtSandbox *sandbox;
  GAsyncQueue *changes;     /* of Change: for the thread that makes them */
  GRand *rand;
  char *job;                /* whose bar is watched */
  char *title;              /* (nullable): what it is to show */
  gint64 sent_us;           /* atomic for the thread's sake, read after the paint only */
  gint64 painted_us;
  GArray *times;            /* double, ms, of a round */
} Bench;

/* Somebody else at another computer: a thread, so that the board's main loop has nothing to do with it. */
static gpointer
change_jobs (gpointer data)
{
  Bench *bench = data;
  g_autofree char *path = g_strdup_printf ("/api/resource/Dispatch%%20Job/%s", bench->job);
  g_autoptr (GMainContext) context = g_main_context_new ();
  char *title;

  g_main_context_push_thread_default (context);
  while ((title = g_async_queue_pop (bench->changes)) != NULL && *title != '\0')
    {
      g_autofree char *body = g_strdup_printf ("{\"title\":\"%s\"}", title);
      g_autoptr (JsonNode) reply = NULL;

      __atomic_store_n (&bench->sent_us, g_get_monotonic_time (), __ATOMIC_RELEASE);
      reply = dwt_sandbox_send_json (bench->sandbox, "PUT", path, body);
      g_free (title);
    }

  g_free (title);
  g_main_context_pop_thread_default (context);

  return NULL;
}

static gboolean
bar_bears_title (Bench *bench)
{
  DwcGridView *view = bench_window_get_grid (&bench->window);
  DwcGridBar *bar = dwc_grid_view_find_bar (view, bench->job);
  const DwcGridTrack *track;

  if (bar == NULL)
    return FALSE;

  track = dwc_grid_row_get_track (DWC_GRID_ROW (gtk_widget_get_ancestor (GTK_WIDGET (bar), DWC_TYPE_GRID_ROW)));

  return g_str_equal (dwd_job_get_title (dwc_grid_track_get_item (track, dwc_grid_bar_get_position (bar))->job),
                      bench->title);
}

static void
after_paint_cb (GdkFrameClock *clock,
                Bench         *bench)
{
  gint64 now_us = g_get_monotonic_time ();

  if (bench->title != NULL && bench->painted_us == 0 && bar_bears_title (bench))
    bench->painted_us = now_us;
}

static gboolean
is_painted (gpointer data)
{
  return ((Bench *) data)->painted_us != 0;
}

static void
rested_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
}

static gboolean
has_rested (gpointer data)
{
  return *(gboolean *) data;
}

static void
make_event (Bench *bench,
            guint  number)
{
  gboolean rested = FALSE;
  double ms;

  g_timeout_add_once ((guint) g_rand_int_range (bench->rand, REST_MS, 2 * REST_MS), rested_cb, &rested);
  dwt_wait_until (has_rested, &rested);

  g_free (bench->title);
  bench->title = g_strdup_printf ("Event %u", number);
  bench->painted_us = 0;
  g_async_queue_push (bench->changes, g_strdup (bench->title));
  dwt_wait_until (is_painted, bench);

  ms = (double) (bench->painted_us - __atomic_load_n (&bench->sent_us, __ATOMIC_ACQUIRE)) / 1000;
  g_array_append_val (bench->times, ms);
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

static char *
dup_job_in_view (Bench *bench)
{
  DwcGridView *view = bench_window_get_grid (&bench->window);

  for (guint i = 0; i < view->row_widgets->len; i++)
    {
      GPtrArray *bars = dwc_grid_row_get_bars (view->row_widgets->pdata[i]);

      if (bars->len > 0)
        return g_strdup (dwc_grid_bar_get_job (bars->pdata[0]));
    }

  g_error ("The board shows no bar");
}

static void
measure (Bench *bench)
{
  BenchSeries p50 = { 0 };
  BenchSeries p95 = { 0 };
  guint number = 0;

  for (guint i = 0; i < 10; i++)
    make_event (bench, number++);

  for (guint round = 0; round < bench_get_rounds (); round++)
    {
      g_array_set_size (bench->times, 0);
      for (guint i = 0; i < EVENTS_PER_ROUND; i++)
        make_event (bench, number++);
      bench_series_add (&p50, percentile (bench->times, 0.50));
      bench_series_add (&p95, percentile (bench->times, 0.95));
    }

  g_printerr ("# event to pixels p50 %.1f ms, %u events\n", bench_series_median (&p50), number - 10);
  bench_print_absolute ("event-to-pixels-p95", &p95, "ms", LIMIT_P95_MS);
  bench_series_clear (&p50);
  bench_series_clear (&p95);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *dir = dwt_make_dir ();
  g_autofree char *profile = g_build_filename (dir, "profile", NULL);
  g_autofree char *cache = g_build_filename (dir, "cache", NULL);
  const char *arguments[] = { "--documents", N_JOBS, "--speed=-1", NULL };
  GThread *thread;
  Bench bench = { 0 };

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  bench.sandbox = bench_city_new (dir, arguments);
  bench.rand = g_rand_new_with_seed (1);
  bench.times = g_array_new (FALSE, FALSE, sizeof (double));
  bench.changes = g_async_queue_new ();
  bench_window_open (&bench.window, bench_engine_new (profile, dwt_sandbox_get_url (bench.sandbox)));
  dwd_engine_set_online (bench.window.engine, TRUE);
  dwt_wait_until (bench_window_is_live, &bench.window);

  bench.job = dup_job_in_view (&bench);
  g_signal_connect_after (bench_window_get_frame_clock (&bench.window), "after-paint",
                          G_CALLBACK (after_paint_cb), &bench);
  thread = g_thread_new ("changes", change_jobs, &bench);
  measure (&bench);

  g_async_queue_push (bench.changes, g_strdup (""));
  g_thread_join (thread);
  bench_window_close (&bench.window);
  dwt_sandbox_free (bench.sandbox);
  g_async_queue_unref (bench.changes);
  g_array_unref (bench.times);
  g_rand_free (bench.rand);
  g_free (bench.job);
  g_free (bench.title);
  dwt_remove_dir (g_steal_pointer (&dir));

  return EXIT_SUCCESS;
}
