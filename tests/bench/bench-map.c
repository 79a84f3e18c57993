/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "bench-support.h"
#include "board/dwc-map-view-private.h"
#include "board/dwc-map-view.h"
#include "dwc-memory.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/*
 * The map with 10,000 jobs and 1,000 technicians, all of them in view, who get a new fix every second
 * and glide between them, while the map is panned over tiles: 1280×800. A frame is what lies between
 * the frame clock's before-paint and after-paint; the figure of a round is its 95th percentile. Two
 * more say what that costs apart from waiting: the processor's time a frame, all threads and all work
 * between frames included, and what taking in a thousand fixes takes.
 */

#define N_JOBS 10000
#define N_TECHNICIANS 1000
#define WIDTH 1280
#define HEIGHT 800
#define ZOOM 12
#define ROUND_SECONDS 4
#define PAN_PX_PER_SECOND 240.0
#define PAN_REACH_PX 300.0
#define SPAN_DEGREES 0.12

static const DwdPoint city = { 51.14, 71.44 };

typedef struct
{
  GRand *rand;
  DwdBoard *board;
  DwdClock *clock;
  DwcContext *context;
  DwcMapView *view;
  GtkWidget *window;
  GBytes *tile;
  DwdPosition positions[N_TECHNICIANS];
  char *names[N_TECHNICIANS];
  GArray *frames;           /* double, ms */
  gint64 frame_start_us;
  gint64 round_start_us;
  gint64 seconds_done;
  GArray *fixes;            /* double, ms */
  gboolean heard;
} Bench;

static DwdPoint
random_place (Bench *bench)
{
  /* Denser towards the middle, as a city is. */
  double angle = g_rand_double_range (bench->rand, 0, 2 * G_PI);
  double reach = SPAN_DEGREES * g_rand_double (bench->rand);

  return (DwdPoint) { city.latitude + 0.6 * reach * sin (angle), city.longitude + reach * cos (angle) };
}

static void
add_jobs (Bench *bench)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_full (N_JOBS, g_object_unref);
  gint64 start_us = dwd_board_get_start (bench->board);

  for (guint i = 0; i < N_JOBS; i++)
    {
      g_autofree char *name = g_strdup_printf ("JOB-2026-%05u", i);
      g_autofree char *who = g_strdup_printf ("HR-EMP-%05u", i % N_TECHNICIANS);
      DwdJobStatus status = (DwdJobStatus) g_rand_int_range (bench->rand, DWD_JOB_STATUS_DRAFT,
                                                             DWD_JOB_STATUS_CANCELLED);
      gboolean assigned = status != DWD_JOB_STATUS_DRAFT && status != DWD_JOB_STATUS_UNASSIGNED;
      DwdJobFields fields = {
        .name = name,
        .title = "Boiler service",
        .status = status,
        .priority = (DwdPriority) g_rand_int_range (bench->rand, DWD_PRIORITY_LOW, DWD_PRIORITY_URGENT + 1),
        .assigned_to = assigned ? who : "",
        .location = random_place (bench),
        .start_us = start_us + (i % 10 + 8) * DWD_USEC_PER_HOUR,
        .end_us = start_us + (i % 10 + 9) * DWD_USEC_PER_HOUR,
      };

      g_ptr_array_add (jobs, dwd_job_new (&fields));
    }

  dwd_board_take_jobs (bench->board, g_steal_pointer (&jobs));
}

static void
add_technicians (Bench *bench)
{
  g_autoptr (GPtrArray) technicians = g_ptr_array_new_full (N_TECHNICIANS, g_object_unref);
  static const char *const first_names[] = {
    "Svetlana", "Timur", "Madina", "Yerlan", "Ruslan", "Bekzat", "Daniyar", "Aigerim", "Arman", "Oleg",
  };

  for (guint i = 0; i < N_TECHNICIANS; i++)
    {
      g_autofree char *full_name = g_strdup_printf ("%s %c%c", first_names[i % G_N_ELEMENTS (first_names)],
                                                    'A' + i / 26 % 26, 'a' + i % 26);
      DwdTechnicianFields fields = {
        .employee_name = full_name,
        .active = TRUE,
        .dispatch_enabled = TRUE,
        .home = { NAN, NAN },
      };

      bench->names[i] = g_strdup_printf ("HR-EMP-%05u", i);
      fields.name = bench->names[i];
      g_ptr_array_add (technicians, dwd_technician_new (&fields));
      bench->positions[i] = (DwdPosition) {
        .point = random_place (bench),
        .heading = g_rand_double_range (bench->rand, 0, 360),
        .speed_kmh = 40,
        .accuracy_m = 5,
        .battery = NAN,
        .recorded_us = dwd_clock_get_now (bench->clock),
      };
    }

  dwd_board_take_technicians (bench->board, g_steal_pointer (&technicians));
  for (guint i = 0; i < N_TECHNICIANS; i++)
    dwd_board_set_position (bench->board, bench->names[i], &bench->positions[i]);
}

/* Everybody drives eleven metres on, and turns a little. */
static void
drive_on (Bench *bench)
{
  for (guint i = 0; i < N_TECHNICIANS; i++)
    {
      DwdPosition *position = &bench->positions[i];

      position->heading = fmod (position->heading + g_rand_double_range (bench->rand, 0, 20), 360);
      position->point.latitude += 0.0001 * cos (position->heading * G_PI / 180);
      position->point.longitude += 0.00016 * sin (position->heading * G_PI / 180);
      position->recorded_us += DWD_USEC_PER_SEC;
      dwd_board_set_position (bench->board, bench->names[i], position);
    }
}

static void
positions_changed_cb (DwdBoard *board,
                      Bench    *bench)
{
  bench->heard = TRUE;
}

static void
take_fixes (Bench *bench)
{
  gint64 before_us = g_get_monotonic_time ();
  double ms;

  bench->heard = FALSE;
  drive_on (bench);
  /* The board tells once the loop turns, at a priority above that of painting. */
  while (!bench->heard)
    g_main_context_iteration (NULL, FALSE);
  ms = (g_get_monotonic_time () - before_us) / 1000.0;
  g_array_append_val (bench->fixes, ms);
}

static void
before_paint_cb (GdkFrameClock *clock,
                 Bench         *bench)
{
  bench->frame_start_us = g_get_monotonic_time ();
}

static void
after_paint_cb (GdkFrameClock *clock,
                Bench         *bench)
{
  double ms = (g_get_monotonic_time () - bench->frame_start_us) / 1000.0;

  g_array_append_val (bench->frames, ms);
}

static gboolean
pan_cb (GtkWidget     *widget,
        GdkFrameClock *clock,
        gpointer       user_data)
{
  Bench *bench = user_data;
  ShumateViewport *viewport = shumate_map_get_viewport (bench->view->map);
  double seconds = (g_get_monotonic_time () - bench->round_start_us) / (double) G_USEC_PER_SEC;
  double offset = fabs (fmod (seconds * PAN_PX_PER_SECOND, 4 * PAN_REACH_PX) - 2 * PAN_REACH_PX) - PAN_REACH_PX;

  shumate_location_set_location (SHUMATE_LOCATION (viewport), city.latitude,
                                 city.longitude + offset / dwc_map_world_at_zoom (ZOOM) * 360);

  return G_SOURCE_CONTINUE;
}

static void
run_for (Bench *bench,
         double seconds)
{
  gint64 end_us = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  gint64 next_us = g_get_monotonic_time ();

  while (g_get_monotonic_time () < end_us)
    {
      if (g_get_monotonic_time () >= next_us)
        {
          take_fixes (bench);
          next_us += G_USEC_PER_SEC;
        }
      g_main_context_iteration (NULL, TRUE);
    }
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return (first > second) - (first < second);
}

static double
percentile (GArray *values,
            double  share)
{
  g_array_sort (values, compare_doubles);

  return g_array_index (values, double, (guint) (share * (values->len - 1)));
}

static void
serve_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  Bench *bench = user_data;

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "image/png", SOUP_MEMORY_STATIC,
                                    g_bytes_get_data (bench->tile, NULL), g_bytes_get_size (bench->tile));
}

/* A tile with some strokes, because flat ones compress and copy better than maps do. */
static GBytes *
draw_tile (GRand *rand)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 256, 256);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  char *data;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0xf2efe9ff);
  for (guint i = 0; i < 4000; i++)
    pixels[g_rand_int_range (rand, 0, 255) * gdk_pixbuf_get_rowstride (pixbuf) + g_rand_int_range (rand, 0, 768)] =
      (guchar) g_rand_int_range (rand, 120, 255);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, "png", NULL, NULL));

  return g_bytes_new_take (data, length);
}

static char *
start_server (Bench       *bench,
              SoupServer **server)
{
  g_autoslist (GUri) uris = NULL;
  g_autofree char *base = NULL;

  *server = soup_server_new (NULL, NULL);
  soup_server_add_handler (*server, NULL, serve_cb, bench, NULL);
  g_assert_true (soup_server_listen_local (*server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (*server);
  base = g_uri_to_string (uris->data);

  return g_strconcat (base, "{z}/{x}/{y}.png", NULL);
}

static void
open_window (Bench      *bench,
             const char *url)
{
  GdkFrameClock *clock;

  bench->view = DWC_MAP_VIEW (dwc_map_view_new (bench->context));
  dwc_map_view_set_tile_source (bench->view, url);
  bench->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (bench->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (bench->window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (bench->window), GTK_WIDGET (bench->view));
  gtk_window_present (GTK_WINDOW (bench->window));
  dwc_memory_keep_shared (GTK_WINDOW (bench->window));
  while (!bench->view->fitted)
    g_main_context_iteration (NULL, TRUE);

  shumate_viewport_set_zoom_level (shumate_map_get_viewport (bench->view->map), ZOOM);
  clock = gtk_widget_get_frame_clock (bench->window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), bench);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_paint_cb), bench);
  gtk_widget_add_tick_callback (GTK_WIDGET (bench->view), pan_cb, bench, NULL);
}

static void
measure (Bench *bench)
{
  guint n_rounds = bench_get_rounds ();
  BenchSeries p95 = { 0 }, p99 = { 0 }, fixes = { 0 }, processor = { 0 };
  double cpu_ms;
  clock_t cpu_start;

  /* Tiles come, drawings are made. */
  bench->round_start_us = g_get_monotonic_time ();
  run_for (bench, 6);

  for (guint i = 0; i < n_rounds; i++)
    {
      g_array_set_size (bench->frames, 0);
      g_array_set_size (bench->fixes, 0);
      bench->round_start_us = g_get_monotonic_time ();
      cpu_start = clock ();
      run_for (bench, ROUND_SECONDS);
      cpu_ms = (clock () - cpu_start) * 1000.0 / CLOCKS_PER_SEC / MAX (bench->frames->len, 1);
      bench_series_add (&p95, percentile (bench->frames, 0.95));
      bench_series_add (&p99, percentile (bench->frames, 0.99));
      bench_series_add (&processor, cpu_ms);
      bench_series_add (&fixes, percentile (bench->fixes, 0.5));
      printf ("# map: %u frames in %d s, median %.1f ms, worst %.1f ms, %.1f ms of processor each\n", bench->frames->len, ROUND_SECONDS,
              percentile (bench->frames, 0.5), percentile (bench->frames, 1), cpu_ms);
    }

  bench_print_absolute ("map-frame-p95", &p95, "ms", 16.7);
  bench_print_absolute ("map-frame-p99", &p99, "ms", 33);
  bench_print_absolute ("map-frame-processor", &processor, "ms", 16.7);
  bench_print_absolute ("map-thousand-fixes", &fixes, "ms", 16.7);
  bench_series_clear (&p95);
  bench_series_clear (&p99);
  bench_series_clear (&processor);
  bench_series_clear (&fixes);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *cache_dir = g_dir_make_tmp ("bench-map-XXXXXX", NULL);
  g_autoptr (DwdZone) zone = NULL;
  g_autoptr (SoupServer) server = NULL;
  g_autofree char *url = NULL;
  Bench bench = { 0 };

  dwc_memory_keep_frames ();
  g_setenv ("XDG_CACHE_HOME", cache_dir, TRUE);
  adw_init ();
  bench.rand = g_rand_new_with_seed (1);
  bench.frames = g_array_new (FALSE, FALSE, sizeof (double));
  bench.fixes = g_array_new (FALSE, FALSE, sizeof (double));
  bench.tile = draw_tile (bench.rand);
  bench.clock = dwd_clock_new_fixed (G_GINT64_CONSTANT (1795495320) * G_USEC_PER_SEC);
  zone = dwd_zone_new ("Asia/Almaty", NULL);
  bench.board = dwd_board_new (zone, dwd_clock_get_now (bench.clock));
  g_signal_connect (bench.board, "positions-changed", G_CALLBACK (positions_changed_cb), &bench);
  bench.context = dwc_context_new_for_board (bench.board, bench.clock, NULL);
  add_jobs (&bench);
  add_technicians (&bench);
  url = start_server (&bench, &server);
  open_window (&bench, url);
  measure (&bench);

  gtk_window_destroy (GTK_WINDOW (bench.window));
  g_object_unref (bench.context);
  g_object_unref (bench.board);
  g_object_unref (bench.clock);
  for (guint i = 0; i < N_TECHNICIANS; i++)
    g_free (bench.names[i]);
  g_bytes_unref (bench.tile);
  g_array_unref (bench.frames);
  g_array_unref (bench.fixes);
  g_rand_free (bench.rand);

  return EXIT_SUCCESS;
}
