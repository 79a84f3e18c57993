/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "bench"

#include "config.h"

#include <adwaita.h>
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "bench-support.h"
#include "board/dwc-time-grid.h"
#include "dwc-memory.h"

/*
 * Scrolls and zooms a board of 500 technicians with 20,000 jobs, all of one day, and measures each
 * frame from before-paint to after-paint: the handlers of the scroll, binding, layout, snapshot and
 * the renderer's work. The figure of a round is the 95th percentile of its frames. A comment says
 * what the frames took of the processor, which counts also where the machine is shared.
 */
#define N_TECHNICIANS 500
#define JOBS_EACH 40
#define JOB_MINUTES 36
#define WIDTH 1400
#define HEIGHT 700
#define N_FRAMES 180
#define WARM_UP 20
#define LIMIT_MS 16.7
#define DEADLINE_US (60 * G_USEC_PER_SEC)

typedef struct
{
  GtkWidget *window;
  DwcGridView *view;
  DwdBoard *board;
  void (*step)(DwcGridView *view,
               guint        frame);
  GArray *frames;           /* of double, ms */
  GArray *processor;        /* of double, ms */
  gint64 before_us;
  double before_cpu_ms;
  guint frame;
  guint n_shown;
} Bench;

static gint64
get_day_start (void)
{
  g_autoptr (DwdZone) zone = dwd_zone_new_utc ();
  DwdCivil civil = { 2026, 11, 24, 0, 0, 0, 0 };

  return dwd_zone_to_utc (zone, &civil);
}

static DwdJobStatus
get_status (guint  number,
            gint64 start_us,
            gint64 now_us)
{
  if (start_us + DWD_USEC_PER_HOUR < now_us)
    return number % 17 == 0 ? DWD_JOB_STATUS_CANCELLED : DWD_JOB_STATUS_COMPLETED;
  if (start_us < now_us)
    return (DwdJobStatus) (DWD_JOB_STATUS_EN_ROUTE + number % 3);

  return DWD_JOB_STATUS_ASSIGNED;
}

static DwdJob *
new_job (guint  technician,
         guint  number,
         gint64 day_us,
         gint64 now_us)
{
  static const char *const titles[] = {
    "Heat pump fault", "VRF commissioning", "Boiler service", "Panel upgrade", "Leak detection",
  };
  g_autofree char *name = g_strdup_printf ("JOB-2026-%05u", technician * JOBS_EACH + number);
  g_autofree char *employee = g_strdup_printf ("HR-EMP-%05u", technician);
  gint64 start_us = day_us + (gint64) (number * JOB_MINUTES + technician % 11) * DWD_USEC_PER_MINUTE;
  DwdJobStatus status = get_status (technician + number, start_us, now_us);
  gboolean there = status >= DWD_JOB_STATUS_ARRIVED && status != DWD_JOB_STATUS_CANCELLED;
  DwdJobFields fields = {
    .name = name,
    .title = titles[(technician + number) % G_N_ELEMENTS (titles)],
    .assigned_to = employee,
    .assigned_to_name = "Svetlana Orlova",
    .customer_name = "Altyn Clinic",
    .status = status,
    .priority = DWD_PRIORITY_NORMAL,
    .marks = number % 13 == 0 ? DWD_JOB_MARK_QUEUED : DWD_JOB_MARK_NONE,
    .location = { NAN, NAN },
    .date_us = day_us,
    .start_us = start_us,
    .end_us = start_us + (JOB_MINUTES - 8) * DWD_USEC_PER_MINUTE,
    .created_us = day_us,
    .status_updated_us = day_us,
    .actual_start_us = there ? start_us + DWD_USEC_PER_MINUTE : DWD_TIME_NONE,
    .actual_end_us = status == DWD_JOB_STATUS_COMPLETED ? start_us + 27 * DWD_USEC_PER_MINUTE : DWD_TIME_NONE,
    .travel_us = 6 * DWD_USEC_PER_MINUTE,
  };

  return dwd_job_new (&fields);
}

static DwdTechnician *
new_technician (guint number)
{
  g_autofree char *name = g_strdup_printf ("HR-EMP-%05u", number);
  g_autofree char *employee_name = g_strdup_printf ("Technician %03u", number);
  g_autofree char *zone = g_strdup_printf ("Zone %02u", number / 25);
  DwdSkill skills[] = { { (char *) "HVAC", 4 }, { (char *) "Gas", 3 } };
  DwdTechnicianFields fields = {
    .name = name,
    .employee_name = employee_name,
    .zone = zone,
    .active = TRUE,
    .dispatch_enabled = TRUE,
    .home = { NAN, NAN },
    .skills = skills,
    .n_skills = G_N_ELEMENTS (skills),
  };

  return dwd_technician_new (&fields);
}

static void
set_spans (DwdBoard *board,
           guint     number,
           gint64    day_us)
{
  g_autofree char *name = g_strdup_printf ("HR-EMP-%05u", number);
  DwdSpan spans[] = {
    { DWD_SPAN_SHIFT, day_us + 7 * DWD_USEC_PER_HOUR, day_us + 18 * DWD_USEC_PER_HOUR, NULL },
    { DWD_SPAN_BREAK, day_us + 12 * DWD_USEC_PER_HOUR, day_us + 13 * DWD_USEC_PER_HOUR, (char *) "Lunch" },
  };

  dwd_board_set_spans (board, name, spans, G_N_ELEMENTS (spans));
}

static DwdBoard *
new_board (gint64 now_us)
{
  g_autoptr (DwdZone) zone = dwd_zone_new_utc ();
  g_autoptr (GPtrArray) technicians = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 day_us = get_day_start ();
  DwdBoard *board = dwd_board_new (zone, now_us);

  for (guint i = 0; i < N_TECHNICIANS; i++)
    {
      g_ptr_array_add (technicians, new_technician (i));
      for (guint k = 0; k < JOBS_EACH; k++)
        g_ptr_array_add (jobs, new_job (i, k, day_us, now_us));
    }

  dwd_board_take_technicians (board, g_steal_pointer (&technicians));
  for (guint i = 0; i < N_TECHNICIANS; i++)
    set_spans (board, i, day_us);
  dwd_board_take_jobs (board, g_steal_pointer (&jobs));
  dwd_board_set_loading (board, FALSE);

  return board;
}

static void
move (DwcGridView *view,
      const char  *which,
      double       delta)
{
  g_autoptr (GtkAdjustment) adjustment = NULL;
  double value, range;

  g_object_get (view, which, &adjustment, NULL);
  value = gtk_adjustment_get_value (adjustment) + delta;
  range = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  if (range <= 0)
    return;

  gtk_adjustment_set_value (adjustment, value < 0 || value > range ? range / 3 : value);
}

/* Down, across, and both at once, as a wheel, a touchpad and a hurried hand do. */
static void
scroll_step (DwcGridView *view,
             guint        frame)
{
  if (frame % 180 < 60 || frame % 180 >= 120)
    move (view, "vadjustment", 37);
  if (frame % 180 >= 60)
    move (view, "hadjustment", 23);
}

static void
zoom_step (DwcGridView *view,
           guint        frame)
{
  dwc_grid_view_zoom_by (view, frame / 45 % 2 == 0 ? 1.06 : 1 / 1.06, WIDTH * 0.6);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Bench *bench = user_data;

  bench->step (bench->view, bench->frame);

  return G_SOURCE_CONTINUE;
}

static double
get_cpu_ms (void)
{
  struct timespec used;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &used);

  return (double) used.tv_sec * 1e3 + (double) used.tv_nsec / 1e6;
}

static void
before_paint_cb (GdkFrameClock *clock,
                 Bench         *bench)
{
  bench->before_us = g_get_monotonic_time ();
  bench->before_cpu_ms = get_cpu_ms ();
}

static void
after_paint_cb (GdkFrameClock *clock,
                Bench         *bench)
{
  double ms = (double) (g_get_monotonic_time () - bench->before_us) / 1000.0;
  double cpu_ms = get_cpu_ms () - bench->before_cpu_ms;

  if (bench->frame++ < WARM_UP)
    return;

  g_array_append_val (bench->frames, ms);
  g_array_append_val (bench->processor, cpu_ms);
}

static void
run_until (Bench *bench,
           guint  n_frames)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  while (bench->frame < n_frames)
    {
      g_main_context_iteration (NULL, TRUE);
      if (g_get_monotonic_time () > deadline)
        g_error ("only %u of %u frames came in time", bench->frame, n_frames);
    }
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return left < right ? -1 : left > right;
}

static double
percentile (GArray *sorted,
            guint   percent)
{
  return g_array_index (sorted, double, sorted->len * percent / 100);
}

static double
measure_round (Bench      *bench,
               const char *name,
               void (     *step ) (DwcGridView *view,
                                   guint        frame))
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (bench->window);
  gulong before = g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), bench);
  gulong after = g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), bench);
  guint tick;

  g_array_set_size (bench->frames, 0);
  g_array_set_size (bench->processor, 0);
  bench->frame = 0;
  bench->step = step;
  tick = gtk_widget_add_tick_callback (GTK_WIDGET (bench->view), tick_cb, bench, NULL);
  run_until (bench, N_FRAMES + WARM_UP);
  gtk_widget_remove_tick_callback (GTK_WIDGET (bench->view), tick);
  g_signal_handler_disconnect (clock, before);
  g_signal_handler_disconnect (clock, after);

  g_array_sort (bench->frames, compare_doubles);
  g_array_sort (bench->processor, compare_doubles);
  printf ("# %s: median %.1f ms, worst %.1f ms; processor median %.1f ms, p95 %.1f ms\n", name,
          percentile (bench->frames, 50), g_array_index (bench->frames, double, bench->frames->len - 1),
          percentile (bench->processor, 50), percentile (bench->processor, 95));

  return percentile (bench->frames, 95);
}

static void
open_window (Bench      *bench,
             DwcContext *context)
{
  GtkWidget *grid = dwc_time_grid_new ();

  dwc_time_grid_set_context (DWC_TIME_GRID (grid), context);
  bench->view = dwc_time_grid_get_view (DWC_TIME_GRID (grid));
  bench->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (bench->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (bench->window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (bench->window), grid);
  gtk_window_present (GTK_WINDOW (bench->window));
  dwc_memory_keep_shared (GTK_WINDOW (bench->window));
  gtk_test_widget_wait_for_draw (bench->window);
}

int
main (void)
{
  gint64 now_us = get_day_start () + 10 * DWD_USEC_PER_HOUR + 42 * DWD_USEC_PER_MINUTE;
  g_autoptr (DwdClock) clock = dwd_clock_new_fixed (now_us);
  g_autoptr (DwdBoard) board = NULL;
  g_autoptr (DwcContext) context = NULL;
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) processor = g_array_new (FALSE, FALSE, sizeof (double));
  Bench bench = { .frames = frames, .processor = processor };
  BenchSeries scroll = { 0 };
  BenchSeries zoom = { 0 };

  /* As the console does. */
  dwc_memory_keep_frames ();
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_setenv ("GTK_A11Y", "none", FALSE);
  adw_init ();

  board = new_board (now_us);
  context = dwc_context_new_for_board (board, clock, NULL);
  open_window (&bench, context);

  for (guint i = 0; i < bench_get_rounds (); i++)
    {
      bench_series_add (&scroll, measure_round (&bench, "grid scroll", scroll_step));
      dwc_grid_view_show_now (bench.view);
      bench_series_add (&zoom, measure_round (&bench, "grid zoom", zoom_step));
    }

  bench_print_absolute ("grid-scroll-p95", &scroll, "ms", LIMIT_MS);
  bench_print_absolute ("grid-zoom-p95", &zoom, "ms", LIMIT_MS);
  bench_series_clear (&scroll);
  bench_series_clear (&zoom);
  gtk_window_destroy (GTK_WINDOW (bench.window));

  return 0;
}
