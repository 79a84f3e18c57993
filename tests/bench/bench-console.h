/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "dwd-engine.h"
#include "dwt-sandbox.h"

G_BEGIN_DECLS

/* When the city of the benchmarks stands still: Tuesday, 10:42 in Astana. */
#define BENCH_NOW "2026-11-24T05:42:00Z"
#define BENCH_KEY "dispatcher"
#define BENCH_SECRET "sandbox-dispatcher"

/* A program that was started and has said that it painted. */
typedef struct
{
  GSubprocess *process;   /* (owned) */
  double painted_ms;      /* since just before its fork */
  int listening_fd;       /* kept open: it may go on speaking */
} BenchStarted;

DwtSandbox *bench_city_new (const char        *dir,
                            const char *const *extra_arguments);
DwdEngine *bench_engine_new (const char *profile,
                             const char *url);
void        bench_engine_close (DwdEngine *engine);
void        bench_fill_profile (const char *profile,
                                const char *url);
void        bench_start_spoken (BenchStarted      *started,
                                const char *const *argv,
                                int                fd,
                                gboolean           wall_clock);
void        bench_start (BenchStarted      *started,
                         const char *const *argv);
double      bench_measure_memory (const BenchStarted *started);
void        bench_stop (BenchStarted *started);

G_END_DECLS
