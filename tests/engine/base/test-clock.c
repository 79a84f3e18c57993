/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "base/dwd-clock.h"

#define DEADLINE (10 * G_USEC_PER_SEC)
#define NOON G_GINT64_CONSTANT (1795521600000000)

typedef struct
{
  guint seconds;
  guint minutes;
  gint64 last;
} Heard;

static void
second_cb (DwdClock *clock,
           gint64    now_us,
           gpointer  user_data)
{
  Heard *heard = user_data;

  heard->seconds++;
  heard->last = now_us;
}

static void
minute_cb (DwdClock *clock,
           gint64    now_us,
           gpointer  user_data)
{
  Heard *heard = user_data;

  heard->minutes++;
}

static void
assert_near (gint64 got,
             gint64 wanted,
             gint64 tolerance)
{
  g_assert_cmpint (ABS (got - wanted), <=, tolerance);
}

static void
test_fixed (void)
{
  DwdClock *clock = dwd_clock_new_fixed (NOON + 59 * DWD_USEC_PER_SEC);
  Heard heard = { 0 };

  g_signal_connect (clock, "second", G_CALLBACK (second_cb), &heard);
  g_signal_connect (clock, "minute", G_CALLBACK (minute_cb), &heard);

  g_assert_true (dwd_clock_is_fixed (clock));
  dwd_clock_advance (clock, DWD_USEC_PER_SEC / 2);
  g_assert_cmpuint (heard.seconds, ==, 0);
  dwd_clock_advance (clock, DWD_USEC_PER_SEC / 2);
  g_assert_cmpuint (heard.seconds, ==, 1);
  g_assert_cmpuint (heard.minutes, ==, 1);
  g_assert_cmpint (heard.last, ==, NOON + DWD_USEC_PER_MINUTE);
  dwd_clock_advance (clock, DWD_USEC_PER_DAY);
  g_assert_cmpuint (heard.seconds, ==, 2);
  g_assert_cmpuint (heard.minutes, ==, 2);

  dwd_clock_set_server (clock, 0, 60);
  g_assert_cmpint (dwd_clock_get_now (clock), ==, NOON + DWD_USEC_PER_MINUTE + DWD_USEC_PER_DAY);
  g_assert_cmpint (dwd_clock_get_skew (clock), ==, 0);

  g_assert_finalize_object (clock);
}

static void
test_skew (void)
{
  DwdClock *clock = dwd_clock_new ();
  gint64 real = g_get_real_time ();

  assert_near (dwd_clock_get_now (clock), real, DWD_USEC_PER_SEC);
  g_assert_cmpint (dwd_clock_get_skew (clock), ==, 0);

  /* The first word counts at once, however small. */
  dwd_clock_set_server (clock, g_get_real_time () + DWD_USEC_PER_SEC / 2, 1);
  assert_near (dwd_clock_get_skew (clock), DWD_USEC_PER_SEC / 2, 50000);

  /* Then what lies within the grain of a Date header counts for an eighth. */
  dwd_clock_set_server (clock, g_get_real_time () + DWD_USEC_PER_SEC / 2 + 800000, 1);
  assert_near (dwd_clock_get_skew (clock), DWD_USEC_PER_SEC / 2 + 100000, 50000);

  /* And what is large counts whole. */
  dwd_clock_set_server (clock, g_get_real_time () - DWD_USEC_PER_HOUR, 1);
  assert_near (dwd_clock_get_skew (clock), -DWD_USEC_PER_HOUR, 50000);
  assert_near (dwd_clock_get_local (clock), g_get_real_time (), 50000);

  g_assert_finalize_object (clock);
}

static void
test_rate (void)
{
  DwdClock *clock = dwd_clock_new ();
  gint64 start = g_get_monotonic_time ();
  gint64 elapsed;

  dwd_clock_set_server (clock, NOON, 1000);
  do
    elapsed = g_get_monotonic_time () - start;
  while (elapsed < 20000);

  g_assert_cmpfloat (dwd_clock_get_rate (clock), ==, 1000);
  assert_near (dwd_clock_get_now (clock), NOON + elapsed * 1000, 20 * DWD_USEC_PER_SEC);

  g_assert_finalize_object (clock);
}

/* At a thousand seconds a second both signals come, and not hundreds of them. */
static void
test_ticks (void)
{
  DwdClock *clock = dwd_clock_new ();
  gint64 start = g_get_monotonic_time ();
  Heard heard = { 0 };

  dwd_clock_set_server (clock, NOON, 1000);
  g_signal_connect (clock, "second", G_CALLBACK (second_cb), &heard);
  g_signal_connect (clock, "minute", G_CALLBACK (minute_cb), &heard);
  while (heard.minutes < 2 && g_get_monotonic_time () - start < DEADLINE)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (heard.minutes, ==, 2);
  g_assert_cmpuint (heard.seconds, <=, 8);
  g_assert_cmpint (heard.last, >=, NOON + DWD_USEC_PER_MINUTE);

  g_assert_finalize_object (clock);
}

static void
drop_cb (DwdClock *clock,
         gint64    now_us,
         gpointer  user_data)
{
  DwdClock **owned = user_data;

  g_clear_object (owned);
}

/* The last reference goes while the signal is out. */
static void
test_dropped_in_tick (void)
{
  DwdClock *clock = dwd_clock_new ();
  gint64 start = g_get_monotonic_time ();

  g_signal_connect (clock, "second", G_CALLBACK (drop_cb), &clock);
  while (clock != NULL && g_get_monotonic_time () - start < DEADLINE)
    g_main_context_iteration (NULL, TRUE);

  g_assert_null (clock);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/clock/fixed", test_fixed);
  g_test_add_func ("/base/clock/skew", test_skew);
  g_test_add_func ("/base/clock/rate", test_rate);
  g_test_add_func ("/base/clock/ticks", test_ticks);
  g_test_add_func ("/base/clock/dropped-in-tick", test_dropped_in_tick);

  return g_test_run ();
}
