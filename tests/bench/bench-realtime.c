/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-bench"

#include "config.h"

#include "realtime/dwd-realtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "bench-support.h"
#include "dws-sio-server.h"
#include "dwt-loop.h"
#include "dwt-peers.h"

/*
 * An event's way from the server's emit to the client's handler, at 1,000 events of 300 bytes a second.
 * Server and client are two processes; each event carries the monotonic clock, which is one for both.
 * With --peers the JavaScript server and client walk the same way in turn with ours.
 */
#define N_EVENTS 2000
#define N_WARM_UP 200
#define LIMIT_P99_US 452
#define PAD_LENGTH 250

typedef struct
{
  gint64 *micros;
  guint n_micros;
} Samples;

static gint64
now_ns (void)
{
  struct timespec ts;

  clock_gettime (CLOCK_MONOTONIC, &ts);
  return (gint64) ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static int
compare_micros (const void *a,
                const void *b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

static double
percentile (Samples *samples,
            double   share)
{
  guint n = samples->n_micros - N_WARM_UP;
  gint64 *sorted = g_memdup2 (samples->micros + N_WARM_UP, n * sizeof (gint64));
  double value;

  qsort (sorted, n, sizeof (gint64), compare_micros);
  value = (double) sorted[MIN (n - 1, (guint) (share * n))] / 1000;
  g_free (sorted);
  return value;
}

/* The server's process. */

static gboolean
emit_cb (gpointer data)
{
  DwsSioServer *server = data;
  g_autofree char *pad = g_strnfill (PAD_LENGTH, 'x');
  g_autofree char *args = NULL;

  args = g_strdup_printf ("[{\"ns\":%" G_GINT64_FORMAT ",\"pad\":\"%s\"}]", now_ns (), pad);
  dws_sio_server_emit (server, "/site", "room", "delta", args);
  return G_SOURCE_CONTINUE;
}

static void
connected_cb (DwsSioServer *server,
              DwsSioSocket *socket,
              gpointer      data)
{
  dws_sio_socket_join (socket, "room");
}

G_NORETURN static void
serve (void)
{
  g_autoptr (SoupServer) http = soup_server_new (NULL, NULL);
  g_autoptr (DwsSioServer) server = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (!soup_server_listen_local (http, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error))
    g_error ("%s", error->message);

  uris = soup_server_get_uris (http);
  g_print ("port %d\n", g_uri_get_port (uris->data));
  fflush (stdout);
  server = dws_sio_server_new (http, "/socket.io/", 25000, 20000, 1000000);
  g_signal_connect (server, "connected", G_CALLBACK (connected_cb), NULL);
  g_timeout_add (1, emit_cb, server);
  g_main_loop_run (loop);
  exit (EXIT_SUCCESS);
}

/* The client's process. */

static void
event_cb (DwdRealtime *client,
          const char  *event,
          const char  *args_json,
          gpointer     data)
{
  Samples *samples = data;
  gint64 arrived = now_ns ();
  const char *at = strstr (args_json, "\"ns\":");

  if (samples->n_micros < N_EVENTS && at != NULL)
    samples->micros[samples->n_micros++] = arrived - g_ascii_strtoll (at + 5, NULL, 10);
}

static void
measure_ours (const char  *self_path,
              BenchSeries *p50,
              BenchSeries *p99)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) server = NULL;
  g_autoptr (DwdClock) clock = dwd_clock_new ();
  g_autoptr (DwdRealtime) client = NULL;
  g_autofree char *url = NULL;
  Samples samples = { g_new0 (gint64, N_EVENTS), 0 };

  server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self_path, "--serve", NULL);
  if (server == NULL)
    g_error ("%s", error->message);
  url = g_strdup_printf ("http://127.0.0.1:%u", dwt_peers_read_port (server));
  client = dwd_realtime_new (url, "site", clock);
  g_signal_connect (client, "event", G_CALLBACK (event_cb), &samples);
  dwd_realtime_start (client);
  dwt_wait_for (samples.n_micros == N_EVENTS, 30);
  dwd_realtime_stop (client);
  dwt_settle ();
  g_subprocess_force_exit (server);

  bench_series_add (p50, percentile (&samples, 0.50));
  bench_series_add (p99, percentile (&samples, 0.99));
  g_free (samples.micros);
}

static void
measured_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_communicate_utf8_finish (G_SUBPROCESS (object), result, data, NULL, &error))
    g_error ("%s", error->message);
}

static void
measure_peers (BenchSeries *p50,
               BenchSeries *p99)
{
  g_autoptr (GSubprocess) process = dwt_peers_spawn ("sio-bench.cjs", "1", NULL);
  g_autofree char *text = NULL;
  double low = 0;
  double high = 0;

  g_subprocess_communicate_utf8_async (process, NULL, NULL, measured_cb, &text);
  dwt_wait_for (text != NULL, 60);
  if (sscanf (text, "p50 %lf p99 %lf", &low, &high) != 2)
    g_error ("The peers said “%s”", text);
  bench_series_add (p50, low);
  bench_series_add (p99, high);
}

int
main (int    argc,
      char **argv)
{
  gboolean peers = g_getenv ("BENCH_PEERS") != NULL;
  BenchSeries p50 = { 0 };
  BenchSeries p99 = { 0 };
  BenchSeries peer_p50 = { 0 };
  BenchSeries peer_p99 = { 0 };

  for (int i = 1; i < argc; i++)
    {
      if (g_str_equal (argv[i], "--serve"))
        serve ();
      peers = peers || g_str_equal (argv[i], "--peers");
    }

  if (peers && !dwt_peers_prepare ())
    g_error ("The peers could not be installed");

  for (guint round = 0; round < bench_get_rounds (); round++)
    {
      measure_ours (argv[0], &p50, &p99);
      if (peers)
        measure_peers (&peer_p50, &peer_p99);
    }

  g_printerr ("# p50 %.0f us, p99 %.0f us\n", bench_series_median (&p50),
              bench_series_median (&p99));
  if (peers)
    {
      bench_print ("realtime-p50", &p50, "us", &peer_p50, "<=1");
      bench_print ("realtime-p99", &p99, "us", &peer_p99, "<=1");
    }
  else
    {
      bench_print_absolute ("realtime-p99", &p99, "us", LIMIT_P99_US);
    }

  bench_series_clear (&p50);
  bench_series_clear (&p99);
  bench_series_clear (&peer_p50);
  bench_series_clear (&peer_p99);
  return EXIT_SUCCESS;
}
