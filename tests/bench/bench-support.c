/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "bench-support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * What all benchmarks share: medians, timing in whole turns of the work, and the one line per figure.
 * A benchmark measures its two sides in turn, round by round, so that a disturbance hits both.
 */

void
bench_series_add (BenchSeries *series,
                  double       value)
{
  series->values = g_renew (double, series->values, series->n_values + 1);
  series->values[series->n_values++] = value;
}

static int
compare_doubles (const void *a,
                 const void *b)
{
  double left = *(const double *)a;
  double right = *(const double *)b;

  return (left > right) - (left < right);
}

/**
 * bench_series_median:
 * @series: at least one value
 *
 * Returns: the middle value, of an even number the mean of the middle two.
 */
double
bench_series_median (BenchSeries *series)
{
  g_autofree double *sorted = g_memdup2 (series->values, series->n_values * sizeof (double));
  guint middle = series->n_values / 2;

  g_return_val_if_fail (series->n_values > 0, 0);

  qsort (sorted, series->n_values, sizeof (double), compare_doubles);

  return series->n_values % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

void
bench_series_clear (BenchSeries *series)
{
  g_clear_pointer (&series->values, g_free);
  series->n_values = 0;
}

/**
 * bench_time_work:
 * @work: does it once
 * @data: for @work
 * @least_seconds: it is repeated until this time is over, so that the timer's grain does not count
 *
 * Returns: seconds for one turn.
 */
double
bench_time_work (BenchWork work,
                 gpointer  data,
                 double    least_seconds)
{
  gint64 start = g_get_monotonic_time ();
  gint64 elapsed;
  guint turns = 0;

  do
    {
      work (data);
      turns++;
      elapsed = g_get_monotonic_time () - start;
    }while (elapsed < (gint64)(least_seconds * G_USEC_PER_SEC));

  return (double)elapsed / G_USEC_PER_SEC / turns;
}

/**
 * bench_get_rounds:
 *
 * Returns: how many rounds to measure: BENCH_ROUNDS of the environment, five at least.
 */
guint
bench_get_rounds (void)
{
  const char *text = g_getenv ("BENCH_ROUNDS");

  return text != NULL ? MAX (BENCH_LEAST_ROUNDS, (guint)atoi (text)) : BENCH_LEAST_ROUNDS;
}

static void
print_line (const char *name,
            double      median,
            const char *unit,
            double      peer,
            const char *goal,
            guint       n)
{
  printf ("bench %s %.4g %s peer=%.4g ratio=%.3g goal=%s n=%u\n", name, median, unit, peer,
          median / peer, goal, n);
  fflush (stdout);
}

/**
 * bench_print:
 * @name: of the figure
 * @ours: our figures
 * @unit: of both
 * @peer: the peer's figures
 * @goal: a bound on ours/peer, ">=15" or "<=0.35"
 *
 * Prints the line.
 */
void
bench_print (const char  *name,
             BenchSeries *ours,
             const char  *unit,
             BenchSeries *peer,
             const char  *goal)
{
  print_line (name, bench_series_median (ours), unit, bench_series_median (peer), goal,
              ours->n_values);
}

/**
 * bench_print_absolute:
 * @name: of the figure
 * @ours: our figures
 * @unit: of them and of @limit
 * @limit: what must not be passed, which takes the peer's place
 *
 * Prints the line of a figure that has a limit instead of a peer.
 */
void
bench_print_absolute (const char  *name,
                      BenchSeries *ours,
                      const char  *unit,
                      double       limit)
{
  print_line (name, bench_series_median (ours), unit, limit, "<=1", ours->n_values);
}
