/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "test"

#include "config.h"

#include "board/dwc-grid-index.h"
#include "board/dwc-grid-lanes.h"
#include "board/dwc-grid-place.h"
#include "board/dwc-grid-scale.h"
#include "board/dwc-grid-ticks.h"

#include <math.h>

#define MINUTE DWD_USEC_PER_MINUTE
#define HOUR DWD_USEC_PER_HOUR
#define DAY DWD_USEC_PER_DAY
#define MAX_BARS 200

static void
test_scale_table (void)
{
  static const struct
  {
    gint64 time_us;
    double px_per_hour;
    double x;
  } rows[] = {
    /* The ends of the range, and instants outside it. */
    { 0, 60, 0 },
    { DAY, 60, 1440 },
    { -HOUR, 60, -60 },
    { DAY + HOUR, 60, 1500 },
    /* From an overview of a month to a quarter of an hour in 120 pixels. */
    { 10 * HOUR + 42 * MINUTE, 1.5, 16.05 },
    { 10 * HOUR + 42 * MINUTE, 60, 642 },
    { 10 * HOUR + 42 * MINUTE, 480, 5136 },
    { 15 * MINUTE, 480, 120 },
  };
  gint64 start_us = G_GINT64_CONSTANT (1795000000000000);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DwcGridScale scale;

      dwc_grid_scale_init (&scale, start_us, start_us + DAY, rows[i].px_per_hour);
      g_assert_cmpfloat_with_epsilon (dwc_grid_scale_get_x (&scale, start_us + rows[i].time_us), rows[i].x, 1e-6);
      g_assert_cmpint (ABS (dwc_grid_scale_get_time (&scale, rows[i].x) - start_us - rows[i].time_us), <=, 1);
    }
}

static void
test_scale_zoom_keeps_anchor (void)
{
  for (int i = 0; i < 500; i++)
    {
      double before = g_test_rand_double_range (60, 400);
      double width = g_test_rand_double_range (300, 1200);
      double anchor = g_test_rand_double_range (0, width);
      double offset, after;
      DwcGridScale scale;
      gint64 time_us;

      dwc_grid_scale_init (&scale, 0, 7 * DAY, before);
      offset = g_test_rand_double_range (0, dwc_grid_scale_get_width (&scale) - width);
      time_us = dwc_grid_scale_get_time (&scale, offset + anchor);
      after = dwc_grid_scale_zoom (&scale, g_test_rand_double_range (1, 900), width, 1.0, offset, anchor);

      /* The range always fills the view, and never is looked at closer than allowed. */
      g_assert_cmpfloat (dwc_grid_scale_get_width (&scale), >=, width - 1e-6);
      g_assert_cmpfloat (scale.px_per_hour, <=, dwc_grid_scale_get_max (1.0));
      g_assert_cmpfloat (after, >=, 0);
      g_assert_cmpfloat (after, <=, dwc_grid_scale_get_width (&scale) - width + 1e-6);

      /* The instant under the anchor stays, unless an end of the range has come into view. */
      if (after > 0 && after < dwc_grid_scale_get_width (&scale) - width)
        g_assert_cmpfloat_with_epsilon (dwc_grid_scale_get_x (&scale, time_us), after + anchor, 0.01);
    }
}

static void
test_place_mirrors (void)
{
  for (int i = 0; i < 500; i++)
    {
      DwcGridPlace place = { .offset = g_test_rand_int_range (0, 2000), .lead = 206, .width = 1000 };
      gint64 from_us = (gint64) g_test_rand_int_range (0, 1440) * MINUTE;
      gint64 to_us = from_us + (gint64) g_test_rand_int_range (0, 300) * MINUTE;
      int x, width, mirrored_x, mirrored_width;

      dwc_grid_scale_init (&place.scale, 0, DAY, g_test_rand_double_range (20, 480));
      dwc_grid_place_get_span (&place, from_us, to_us, &x, &width);
      g_assert_cmpint (ABS (dwc_grid_place_get_x (&place, from_us) - x), ==, 0);
      g_assert_cmpfloat_with_epsilon (dwc_grid_place_get_time (&place, x), from_us,
                                      (double) HOUR / place.scale.px_per_hour);

      place.rtl = TRUE;
      dwc_grid_place_get_span (&place, from_us, to_us, &mirrored_x, &mirrored_width);
      g_assert_cmpint (mirrored_width, ==, width);
      g_assert_cmpint (mirrored_x, ==, place.width - x - width);
    }
}

static void
test_place_keeps_width (void)
{
  DwcGridPlace place = { .lead = 206, .width = 1000 };
  int x, width, first_width;

  dwc_grid_scale_init (&place.scale, 0, DAY, 77.7);
  dwc_grid_place_get_span (&place, 571 * MINUTE, 655 * MINUTE, &x, &first_width);
  for (place.offset = 0; place.offset < 900; place.offset++)
    {
      dwc_grid_place_get_span (&place, 571 * MINUTE, 655 * MINUTE, &x, &width);
      g_assert_cmpint (width, ==, first_width);
    }
}

static void
test_ticks_step (void)
{
  static const struct
  {
    double px_per_hour;
    double text_scale;
    int label_minutes;
  } rows[] = {
    { 480, 1, 15 },
    { 240, 1, 15 },
    { 120, 1, 30 },
    { 70, 1, 60 },
    { 40, 1, 120 },
    { 20, 1, 180 },
    { 10, 1, 360 },
    { 5, 1, 720 },
    { 3, 1, 1440 },
    { 1.5, 1, 2880 },
    { 0.5, 1, 10080 },
    /* Larger labels stand further apart. */
    { 70, 2, 120 },
    { 240, 2, 30 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DwcGridTickStep step;

      dwc_grid_tick_step_choose (&step, rows[i].px_per_hour, rows[i].text_scale);
      g_assert_cmpint (step.label_minutes, ==, rows[i].label_minutes);
    }
}

static guint
count_ticks (GArray  *ticks,
             gboolean labelled)
{
  guint n = 0;

  for (guint i = 0; i < ticks->len; i++)
    n += !labelled || g_array_index (ticks, DwcGridTick, i).labelled ? 1 : 0;

  return n;
}

/* A day of 23, 24 or 25 hours has as many hour labels, each at a full local hour and each later than
 * the one before. */
static void
test_ticks_daylight_saving (void)
{
  static const struct
  {
    const char *zone;
    DwdCivil day;
    guint hours;
  } rows[] = {
    { "Asia/Almaty", { 2026, 11, 24, 0, 0, 0, 0 }, 24 },
    { "Europe/Berlin", { 2026, 3, 29, 0, 0, 0, 0 }, 23 },
    { "Europe/Berlin", { 2026, 10, 25, 0, 0, 0, 0 }, 25 },
    { "Asia/Kathmandu", { 2026, 11, 24, 0, 0, 0, 0 }, 24 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DwdZone) zone = dwd_zone_new (rows[i].zone, NULL);
      g_autoptr (GArray) ticks = g_array_new (FALSE, FALSE, sizeof (DwcGridTick));
      DwcGridTickStep step;
      gint64 start_us = dwd_zone_to_utc (zone, &rows[i].day);
      gint64 end_us = dwd_zone_day_start (zone, start_us, 1);

      dwc_grid_tick_step_choose (&step, 70, 1.0);
      dwc_grid_ticks_collect (ticks, zone, &step, start_us, end_us);
      g_assert_cmpuint (count_ticks (ticks, TRUE), ==, rows[i].hours);
      g_assert_cmpuint (count_ticks (ticks, FALSE), ==, rows[i].hours * 2);

      for (guint k = 0; k < ticks->len; k++)
        {
          const DwcGridTick *tick = &g_array_index (ticks, DwcGridTick, k);
          DwdCivil civil;

          dwd_zone_to_civil (zone, tick->time_us, &civil);
          g_assert_cmpint (civil.minute, ==, tick->labelled ? 0 : 30);
          g_assert_cmpint (tick->midnight, ==, civil.hour == 0 && civil.minute == 0);
          if (k > 0)
            g_assert_cmpint (tick->time_us, >, g_array_index (ticks, DwcGridTick, k - 1).time_us);
        }
    }
}

static void
test_ticks_month (void)
{
  g_autoptr (DwdZone) zone = dwd_zone_new_utc ();
  g_autoptr (GArray) ticks = g_array_new (FALSE, FALSE, sizeof (DwcGridTick));
  DwdCivil civil = { 2026, 11, 1, 0, 0, 0, 0 };
  DwcGridTickStep step;
  gint64 start_us = dwd_zone_to_utc (zone, &civil);

  dwc_grid_tick_step_choose (&step, 0.5, 1.0);
  dwc_grid_ticks_collect (ticks, zone, &step, start_us, start_us + 30 * DAY);
  g_assert_cmpuint (ticks->len, ==, 30);

  for (guint i = 0; i < ticks->len; i++)
    {
      const DwcGridTick *tick = &g_array_index (ticks, DwcGridTick, i);

      /* Sunday was the 1st, so that Mondays are 2, 9, 16, 23 and 30. */
      dwd_zone_to_civil (zone, tick->time_us, &civil);
      g_assert_cmpint (tick->labelled, ==, civil.day % 7 == 2);
    }
}

static void
fill_random (gint64 *starts,
             gint64 *ends,
             gsize   n)
{
  gint64 start = 0;

  for (gsize i = 0; i < n; i++)
    {
      start += g_test_rand_int_range (0, 40);
      starts[i] = start;
      ends[i] = start + g_test_rand_int_range (-2, 120);
    }
}

/* The most bars that are there at one time: no stacking can do with fewer lanes. */
static guint
count_deepest (const gint64 *starts,
               const gint64 *ends,
               gsize         n)
{
  guint deepest = 0;

  for (gsize i = 0; i < n; i++)
    {
      guint depth = 0;

      for (gsize k = 0; k < n; k++)
        depth += starts[k] <= starts[i] && MAX (ends[k], starts[k] + 1) > starts[i] ? 1 : 0;
      deepest = MAX (deepest, depth);
    }

  return deepest;
}

static void
test_lanes_property (void)
{
  gint64 starts[MAX_BARS], ends[MAX_BARS];
  guint lanes[MAX_BARS];

  for (int turn = 0; turn < 300; turn++)
    {
      gsize n = (gsize) g_test_rand_int_range (0, MAX_BARS);
      guint n_lanes;

      fill_random (starts, ends, n);
      n_lanes = dwc_grid_lanes_assign (starts, ends, n, lanes);
      g_assert_cmpuint (n_lanes, ==, count_deepest (starts, ends, n));

      for (gsize i = 0; i < n; i++)
        {
          g_assert_cmpuint (lanes[i], <, n_lanes);
          for (gsize k = 0; k < i; k++)
            {
              if (lanes[i] == lanes[k])
                g_assert_cmpint (MAX (ends[k], starts[k] + 1), <=, starts[i]);
            }
        }
    }
}

static void
test_lanes_many (void)
{
  gint64 starts[MAX_BARS], ends[MAX_BARS];
  guint lanes[MAX_BARS];

  for (gsize i = 0; i < MAX_BARS; i++)
    {
      starts[i] = (gint64) i;
      ends[i] = 1000;
    }

  g_assert_cmpuint (dwc_grid_lanes_assign (starts, ends, MAX_BARS, lanes), ==, MAX_BARS);
  for (guint i = 0; i < MAX_BARS; i++)
    g_assert_cmpuint (lanes[i], ==, i);
}

static void
note_found (gsize    position,
            gpointer user_data)
{
  GArray *found = user_data;

  g_array_append_val (found, position);
}

static void
test_index_property (void)
{
  gint64 starts[MAX_BARS], ends[MAX_BARS];
  g_autoptr (DwcGridIndex) index = dwc_grid_index_new ();
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gsize));

  for (int turn = 0; turn < 500; turn++)
    {
      gsize n = (gsize) g_test_rand_int_range (0, MAX_BARS);
      gint64 from = g_test_rand_int_range (-50, 4000);
      gint64 to = from + g_test_rand_int_range (0, 900);
      guint expected = 0;

      fill_random (starts, ends, n);

      /* Travel makes some begin before their neighbours. */
      for (gsize i = 0; i < n; i++)
        starts[i] -= g_test_rand_int_range (0, 30);
      dwc_grid_index_build (index, starts, ends, n);
      g_array_set_size (found, 0);
      dwc_grid_index_query (index, from, to, note_found, found);

      for (gsize i = 0; i < n; i++)
        {
          if (starts[i] >= to || MAX (ends[i], starts[i] + 1) <= from)
            continue;
          g_assert_cmpuint (found->len, >, expected);
          g_assert_cmpuint (g_array_index (found, gsize, expected), ==, i);
          expected++;
        }
      g_assert_cmpuint (found->len, ==, expected);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/grid/scale/table", test_scale_table);
  g_test_add_func ("/grid/scale/zoom-keeps-anchor", test_scale_zoom_keeps_anchor);
  g_test_add_func ("/grid/place/mirrors", test_place_mirrors);
  g_test_add_func ("/grid/place/keeps-width", test_place_keeps_width);
  g_test_add_func ("/grid/ticks/step", test_ticks_step);
  g_test_add_func ("/grid/ticks/daylight-saving", test_ticks_daylight_saving);
  g_test_add_func ("/grid/ticks/month", test_ticks_month);
  g_test_add_func ("/grid/lanes/property", test_lanes_property);
  g_test_add_func ("/grid/lanes/many", test_lanes_many);
  g_test_add_func ("/grid/index/property", test_index_property);

  return g_test_run ();
}
