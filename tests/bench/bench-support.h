/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BENCH_LEAST_ROUNDS 5

/* The figures of one side, a value per round. */
typedef struct
{
  double *values;     /* (owned) */
  guint n_values;
} BenchSeries;

/* Does the work once; @data is the benchmark's own. */
typedef void (*BenchWork) (gpointer data);

void   bench_series_add (BenchSeries *series,
                         double       value);
double bench_series_median (BenchSeries *series);
void   bench_series_clear (BenchSeries *series);

double bench_time_work (BenchWork work,
                        gpointer  data,
                        double    least_seconds);
guint  bench_get_rounds (void);
void   bench_print (const char  *name,
                    BenchSeries *ours,
                    const char  *unit,
                    BenchSeries *peer,
                    const char  *goal);
void   bench_print_absolute (const char  *name,
                             BenchSeries *ours,
                             const char  *unit,
                             double       limit);

G_END_DECLS
