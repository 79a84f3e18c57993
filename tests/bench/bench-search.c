/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <stdlib.h>

#include "bench-pages.h"
#include "bench-support.h"
#include "dwt-wait.h"
#include "store/dwd-store.h"

/*
 * A search over 100,000 jobs from the question to the first page of rows: for words that one job has, that
 * every job has, and that none has. The figure is the slowest of the three.
 */
#define N_JOBS 100000
#define PAGE_ITEMS 50
#define LIMIT_MS 50
#define JOB DWD_DOCTYPE_DISPATCH_JOB

static const struct
{
  const char *text;
  guint n_rows;
} SEARCHES[] = {
  { "job-2026-099321", 1 },
  { "boiler service", PAGE_ITEMS },
  { "nobody asked", 0 },
};

static DwdStore *
open_store (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "cache.db", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) written = NULL;
  g_autoptr (GError) error = NULL;
  DwdStore *store = NULL;

  dwd_store_open_async (path, NULL, dwt_result_cb, &result);
  store = dwd_store_open_finish (dwt_wait_result (&result), NULL, &error);
  if (store == NULL)
    g_error ("%s", error->message);
  dwd_store_set_organization (store, "ORG-1");
  dwd_store_set_setting_async (store, "barrier", NULL, dwt_result_cb, &written);
  if (!dwd_store_step_finish (store, dwt_wait_result (&written), &error))
    g_error ("%s", error->message);
  return store;
}

static void
run_step (DwdStore *store,
          void (   *step ) (DwdStore           *store,
                            DwdDoctype          doctype,
                            GAsyncReadyCallback callback,
                            gpointer            user_data))
{
  g_autoptr (GAsyncResult) result = NULL;

  step (store, JOB, dwt_result_cb, &result);
  if (!dwd_store_step_finish (store, dwt_wait_result (&result), NULL))
    g_error ("The cache cannot be filled");
}

static void
fill_store (DwdStore *store)
{
  run_step (store, dwd_store_begin_bulk_async);
  for (int first = 0; first < N_JOBS; first += BENCH_PAGE_ROWS)
    {
      g_autoptr (GBytes) bytes = bench_pages_new_page (first, BENCH_PAGE_ROWS, 1, 0);
      g_autoptr (GAsyncResult) result = NULL;

      dwd_store_apply_page_async (store, JOB, dwd_feed_page_scan (bytes, NULL), "w", 0, NULL,
                                  dwt_result_cb, &result);
      if (!dwd_store_apply_page_finish (store, dwt_wait_result (&result), NULL, NULL))
        g_error ("The cache cannot be filled");
    }
  run_step (store, dwd_store_end_bulk_async);
}

/* Milliseconds. */
static double
measure (DwdStore   *store,
         const char *text,
         guint       n_rows)
{
  DwdJobQuery query = { .text = (char *) text };
  g_autoptr (DwdPageSource) source = dwd_store_list_jobs (store, &query);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  gint64 start = g_get_monotonic_time ();

  DWD_PAGE_SOURCE_GET_IFACE (source)->load_async (source, 0, PAGE_ITEMS, NULL, dwt_result_cb, &result);
  jobs = DWD_PAGE_SOURCE_GET_IFACE (source)->load_finish (source, dwt_wait_result (&result), NULL);
  start = g_get_monotonic_time () - start;
  if (jobs == NULL || jobs->len != n_rows)
    g_error ("“%s” finds %u jobs", text, jobs != NULL ? jobs->len : 0);
  return start / 1e3;
}

static void
close_store (DwdStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;

  dwd_store_close_async (store, dwt_result_cb, &result);
  if (!dwd_store_close_finish (store, dwt_wait_result (&result), NULL))
    g_error ("The cache cannot be closed");
  g_object_unref (store);
}

int
main (int    argc,
      char **argv)
{
  BenchSeries series = { NULL };
  char *dir = dwt_make_dir ();
  DwdStore *store = open_store (dir);

  fill_store (store);
  /* An opening builds what a first sync leaves for later. */
  close_store (store);
  store = open_store (dir);
  for (guint round = 0; round < bench_get_rounds (); round++)
    {
      double slowest = 0;

      for (gsize i = 0; i < G_N_ELEMENTS (SEARCHES); i++)
        slowest = MAX (slowest, measure (store, SEARCHES[i].text, SEARCHES[i].n_rows));
      bench_series_add (&series, slowest);
    }
  bench_print_absolute ("search-first-page", &series, "ms", LIMIT_MS);

  close_store (store);
  bench_series_clear (&series);
  dwt_remove_dir (dir);
  return EXIT_SUCCESS;
}
