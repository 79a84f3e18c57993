/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-bench"

#include "config.h"

#include "bench-console.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dwt-wait.h"

/*
 * What the benchmarks of the whole console share: a city on a server process, a profile that the real
 * engine has filled from it, and programs that are started and tell when they have painted.
 */
#define START_DEADLINE_MS 60000

/**
 * bench_city_new:
 * @dir: where the server keeps its data
 * @extra_arguments: (array zero-terminated=1): more options for it
 *
 * Returns: (transfer full): a city whose clock stands still
 */
DwtSandbox *
bench_city_new (const char        *dir,
                const char *const *extra_arguments)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();

  g_ptr_array_add (arguments, (gpointer) "--city-dir");
  g_ptr_array_add (arguments, (gpointer) BENCH_CITY);
  g_ptr_array_add (arguments, (gpointer) "--clock");
  g_ptr_array_add (arguments, (gpointer) BENCH_NOW);
  for (gsize i = 0; extra_arguments[i] != NULL; i++)
    g_ptr_array_add (arguments, (gpointer) extra_arguments[i]);
  g_ptr_array_add (arguments, NULL);

  return dwt_sandbox_new (dir, (const char *const *) arguments->pdata);
}

/**
 * bench_engine_new:
 * @profile: where its cache lies
 * @url: the server
 *
 * Returns: (transfer full): an engine that is signed in and not online
 */
DwdEngine *
bench_engine_new (const char *profile,
                  const char *url)
{
  DwdEngine *engine = dwd_engine_new (profile, NULL);
  g_autoptr (DwdSecretStore) secrets = dwd_secret_store_new_memory ();
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) signed_in = NULL;
  g_autoptr (GError) error = NULL;

  dwd_engine_set_secret_store (engine, secrets);
  dwd_engine_set_online (engine, FALSE);
  dwd_engine_open_async (engine, NULL, dwt_result_cb, &opened);
  if (!dwd_engine_open_finish (engine, dwt_wait_result (&opened), &error))
    g_error ("%s", error->message);

  dwd_engine_sign_in_async (engine, url, BENCH_KEY, BENCH_SECRET, NULL, dwt_result_cb, &signed_in);
  if (!dwd_engine_sign_in_finish (engine, dwt_wait_result (&signed_in), &error))
    g_error ("%s", error->message);

  return engine;
}

/* @engine: taken. */
void
bench_engine_close (DwdEngine *engine)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  dwd_engine_close_async (engine, dwt_result_cb, &result);
  if (!dwd_engine_close_finish (engine, dwt_wait_result (&result), &error))
    g_error ("%s", error->message);
  g_object_unref (engine);
}

/**
 * bench_fill_profile:
 * @profile: a folder
 * @url: the server
 *
 * Leaves behind what a console leaves that has synced once.
 */
void
bench_fill_profile (const char *profile,
                    const char *url)
{
  DwdEngine *engine = bench_engine_new (profile, url);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint64 n_pulled = 0;

  dwd_engine_sync_once_async (engine, NULL, dwt_result_cb, &result);
  if (!dwd_engine_sync_once_finish (engine, dwt_wait_result (&result), &n_pulled, NULL, &error))
    g_error ("%s", error->message);
  g_printerr ("# %" G_GUINT64_FORMAT " documents in the cache\n", n_pulled);
  bench_engine_close (engine);
}

/* Blocks: a measuring program that does nothing else wakes nobody and costs nothing. */
static gint64
read_painted (int fd)
{
  g_autoptr (GString) heard = g_string_new (NULL);
  const char *word;

  while ((word = strstr (heard->str, "painted ")) == NULL || strchr (word, '\n') == NULL)
    {
      struct pollfd waiting = { .fd = fd, .events = POLLIN };
      char text[256];
      gssize n;

      if (poll (&waiting, 1, START_DEADLINE_MS) <= 0)
        g_error ("Nothing was painted within %d s", START_DEADLINE_MS / 1000);
      n = read (fd, text, sizeof text);
      if (n <= 0)
        g_error ("The program ended before it had painted: %s", n < 0 ? g_strerror (errno) : heard->str);
      g_string_append_len (heard, text, n);
    }

  return g_ascii_strtoll (word + strlen ("painted "), NULL, 10);
}

/**
 * bench_start_spoken:
 * @started: (out): to be stopped by bench_stop()
 * @argv: (array zero-terminated=1): a program
 * @fd: where it writes "painted" and the time
 * @wall_clock: whether that time is since the epoch, else that of the monotonic clock; both in µs
 *
 * Starts it and waits until it has painted. What else it writes there is read past.
 */
void
bench_start_spoken (BenchStarted      *started,
                    const char *const *argv,
                    int                fd,
                    gboolean           wall_clock)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  gint64 before_us;
  int fds[2];

  if (!g_unix_open_pipe (fds, FD_CLOEXEC, &error))
    g_error ("%s", error->message);

  g_subprocess_launcher_take_fd (launcher, fds[1], fd);
  g_subprocess_launcher_setenv (launcher, "DARTWING_SECRET", BENCH_SECRET, TRUE);

  before_us = wall_clock ? g_get_real_time () : g_get_monotonic_time ();
  started->process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  if (started->process == NULL)
    g_error ("%s", error->message);
  g_subprocess_launcher_close (launcher);

  started->painted_ms = (double) (read_painted (fds[0]) - before_us) / 1000;
  started->listening_fd = fds[0];
}

/**
 * bench_start:
 * @started: (out): to be stopped by bench_stop()
 * @argv: (array zero-terminated=1): a program that takes --report-painted
 *
 * Starts it and waits until it has painted.
 */
void
bench_start (BenchStarted      *started,
             const char *const *argv)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) arguments = NULL;

  g_strv_builder_addv (builder, (const char **) argv);
  g_strv_builder_add (builder, "--report-painted=3");
  arguments = g_strv_builder_end (builder);
  bench_start_spoken (started, (const char *const *) arguments, 3, FALSE);
}

static double
read_pss (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/smaps_rollup", pid);
  g_autofree char *text = NULL;
  const char *at;

  /* A process that has ended meanwhile holds nothing. */
  if (!g_file_get_contents (path, &text, NULL, NULL) || (at = strstr (text, "\nPss:")) == NULL)
    return 0;

  return strtod (at + 5, NULL) / 1024;
}

static int
read_parent (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;
  const char *at;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (at = strrchr (text, ')')) == NULL)
    return 0;

  return atoi (at + 4);
}

/* A process and all that it and its children started. */
static double
sum_pss (int pid)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  double sum = read_pss (pid);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      int child = atoi (name);

      if (child > 0 && read_parent (child) == pid)
        sum += sum_pss (child);
    }

  return sum;
}

/**
 * bench_measure_memory:
 * @started: a program that runs
 *
 * Returns: its proportional share of memory and that of its children, MB
 */
double
bench_measure_memory (const BenchStarted *started)
{
  return sum_pss (atoi (g_subprocess_get_identifier (started->process)));
}

/* In order, as a person ends it: a cache that was not closed is checked whole at the next start. */
void
bench_stop (BenchStarted *started)
{
  g_subprocess_send_signal (started->process, SIGTERM);
  g_subprocess_wait (started->process, NULL, NULL);
  close (started->listening_fd);
  g_clear_object (&started->process);
}
