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
#include "dwt-wait.h"
#include "protocol/dwd-json-scan.h"
#include "store/dwd-store.h"

/*
 * An event's way from the server's emit, at 1,000 events a second: to the client's handler, and on to the
 * row that is committed in a cache of 10,000 jobs, whose caller has been told so. Each is a delta of one
 * of those jobs, 390 bytes long: another status, for every eighth another time too. Server and client are two processes; each event carries the monotonic
 * clock, which is one for both. With --peers the JavaScript server and client walk the way to the handler,
 * with 300 bytes, in turn with ours; the limit without them is what they took on an idle machine.
 */
#define N_EVENTS 5000
#define N_WARM_UP 500
#define N_JOBS 10000
#define N_PAGE 500
#define LIMIT_P99_US 452
#define SECONDS_FOR_ALL 60
#define JOB DWD_DOCTYPE_DISPATCH_JOB

typedef struct
{
  gint64 *nanos;
  guint n_nanos;
} Samples;

typedef struct
{
  DwdStore *store;
  Samples heard;          /* at the handler */
  Samples committed;      /* and its row */
} Client;

/* One event on its way into the store. */
typedef struct
{
  Client *client;
  gint64 sent_ns;
} Event;

typedef struct
{
  BenchSeries handler_p99;
  BenchSeries p50;
  BenchSeries p99;
} Figures;

static void
figures_clear (Figures *figures)
{
  bench_series_clear (&figures->handler_p99);
  bench_series_clear (&figures->p50);
  bench_series_clear (&figures->p99);
}

static gint64
now_ns (void)
{
  struct timespec ts;

  clock_gettime (CLOCK_MONOTONIC, &ts);
  return (gint64) ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static int
compare_nanos (const void *a,
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
  guint n = samples->n_nanos - N_WARM_UP;
  gint64 *sorted = g_memdup2 (samples->nanos + N_WARM_UP, n * sizeof (gint64));
  double value;

  qsort (sorted, n, sizeof (gint64), compare_nanos);
  value = (double) sorted[MIN (n - 1, (guint) (share * n))] / 1000;
  g_free (sorted);
  return value;
}

static void
add_sample (Samples *samples,
            gint64   sent_ns)
{
  if (samples->n_nanos < N_EVENTS)
    samples->nanos[samples->n_nanos++] = now_ns () - sent_ns;
}

static void
append_job (GString *out,
            guint    number,
            guint    version,
            gint64   sent_ns)
{
  static const char *const statuses[] = { "Unassigned", "Assigned", "En Route", "Completed" };

  g_string_append_printf (out,
                          "{\"name\":\"JOB-%06u\",\"creation\":\"2026-11-20 08:00:11.482910\","
                          "\"modified\":\"2026-11-24 10:00:00.%06u\",\"docstatus\":0,\"deleted\":0,"
                          "\"data\":{\"name\":\"JOB-%06u\",\"organization\":\"ORG-1\",\"status\":\"%s\","
                          "\"priority\":\"High\",\"scheduled_date\":\"2026-11-%02u\","
                          "\"scheduled_start\":\"09:%02u:00\",\"title\":\"Boiler service\","
                          "\"ns\":%" G_GINT64_FORMAT "}}",
                          number, version, number, statuses[version % G_N_ELEMENTS (statuses)],
                          number % 28 + 1, version % 8 == 7 ? version % 60 : number % 60, sent_ns);
}

/* The server's process. */

static gboolean
emit_cb (gpointer data)
{
  static guint version = 1;
  DwsSioServer *server = data;
  g_autoptr (GString) args = g_string_new ("[{\"doctype\":\"Dispatch Job\",\"org\":\"ORG-1\",\"row\":");

  append_job (args, version * 7919 % N_JOBS, version, now_ns ());
  g_string_append (args, "}]");
  version++;
  dws_sio_server_emit (server, "/site", "room", "delta", args->str);
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
committed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      data)
{
  g_autofree Event *event = data;
  DwdApplyCounts counts;

  if (!dwd_store_apply_delta_finish (DWD_STORE (object), result, &counts, NULL) || counts.n_applied != 1)
    g_error ("A delta was not applied");
  add_sample (&event->client->committed, event->sent_ns);
}

/* What the engine does with a delta. */
static void
event_cb (DwdRealtime *realtime,
          const char  *name,
          const char  *args_json,
          gpointer     data)
{
  static const DwdJsonKey keys[] = { { "row", 3 } };
  Client *client = data;
  Event *event = NULL;
  DwdFeedPage *page = NULL;
  DwdJsonSpan args;
  DwdJsonSpan payload;
  DwdJsonSpan row;
  DwdJsonIter iter;
  gint64 sent_ns = g_ascii_strtoll (strstr (args_json, "\"ns\":") + 5, NULL, 10);

  add_sample (&client->heard, sent_ns);
  if (!dwd_json_scan_value (args_json, strlen (args_json), &args, NULL) ||
      !dwd_json_iter_init (&iter, &args) || !dwd_json_iter_next_item (&iter, &payload))
    g_error ("An event cannot be read");
  dwd_json_span_find (&payload, keys, 1, &row);
  page = dwd_feed_page_scan_row (row.raw.text, row.raw.length, NULL);
  if (page == NULL)
    g_error ("A row cannot be read");

  event = g_new (Event, 1);
  event->client = client;
  event->sent_ns = sent_ns;
  dwd_store_apply_delta_async (client->store, JOB, page, NULL, committed_cb, event);
}

static DwdStore *
open_store (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "cache.db", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DwdStore *store = NULL;

  dwd_store_open_async (path, NULL, dwt_result_cb, &result);
  store = dwd_store_open_finish (dwt_wait_result (&result), NULL, &error);
  if (store == NULL)
    g_error ("%s", error->message);
  dwd_store_set_organization (store, "ORG-1");
  return store;
}

static void
fill_store (DwdStore *store)
{
  for (guint first = 0; first < N_JOBS; first += N_PAGE)
    {
      GString *text = g_string_new ("{\"message\":{\"rows\":[");
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) bytes = NULL;

      for (guint i = 0; i < N_PAGE; i++)
        {
          if (i > 0)
            g_string_append_c (text, ',');
          append_job (text, first + i, 0, 0);
        }
      g_string_append (text, "],\"next_since\":\"w\",\"has_more\":true}}");
      bytes = g_string_free_to_bytes (text);
      dwd_store_apply_page_async (store, JOB, dwd_feed_page_scan (bytes, NULL), "w", 0, NULL,
                                  dwt_result_cb, &result);
      if (!dwd_store_apply_page_finish (store, dwt_wait_result (&result), NULL, NULL))
        g_error ("The cache cannot be filled");
    }
}

static void
close_store (DwdStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;

  dwd_store_close_async (store, dwt_result_cb, &result);
  if (!dwd_store_close_finish (store, dwt_wait_result (&result), NULL))
    g_error ("The cache cannot be closed");
}

static GSubprocess *
start_server (const char *self_path)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self_path, "--serve",
                                          NULL);

  if (server == NULL)
    g_error ("%s", error->message);
  return server;
}

static void
measure_ours (const char *self_path,
              Figures    *figures)
{
  g_autoptr (GSubprocess) server = start_server (self_path);
  g_autoptr (DwdClock) clock = dwd_clock_new ();
  g_autoptr (DwdRealtime) realtime = NULL;
  g_autofree char *url = NULL;
  char *dir = dwt_make_dir ();
  Client client = { open_store (dir), { g_new0 (gint64, N_EVENTS), 0 }, { g_new0 (gint64, N_EVENTS), 0 } };

  fill_store (client.store);
  url = g_strdup_printf ("http://127.0.0.1:%u", dwt_peers_read_port (server));
  realtime = dwd_realtime_new (url, "site", clock);
  g_signal_connect (realtime, "event", G_CALLBACK (event_cb), &client);
  dwd_realtime_start (realtime);
  dwt_wait_for (client.committed.n_nanos == N_EVENTS, SECONDS_FOR_ALL);
  dwd_realtime_stop (realtime);
  g_subprocess_force_exit (server);
  close_store (client.store);
  dwt_settle ();

  bench_series_add (&figures->handler_p99, percentile (&client.heard, 0.99));
  bench_series_add (&figures->p50, percentile (&client.committed, 0.50));
  bench_series_add (&figures->p99, percentile (&client.committed, 0.99));
  g_object_unref (client.store);
  g_free (client.heard.nanos);
  g_free (client.committed.nanos);
  dwt_remove_dir (dir);
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
measure_peers (Figures *figures)
{
  g_autoptr (GSubprocess) process = dwt_peers_spawn ("sio-bench.cjs", "1", NULL);
  g_autofree char *text = NULL;
  double low = 0;
  double high = 0;

  g_subprocess_communicate_utf8_async (process, NULL, NULL, measured_cb, &text);
  dwt_wait_for (text != NULL, 60);
  if (sscanf (text, "p50 %lf p99 %lf", &low, &high) != 2)
    g_error ("The peers said “%s”", text);
  bench_series_add (&figures->p50, low);
  bench_series_add (&figures->p99, high);
}

int
main (int    argc,
      char **argv)
{
  gboolean peers = g_getenv ("BENCH_PEERS") != NULL;
  Figures ours = { { NULL } };
  Figures theirs = { { NULL } };

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
      measure_ours (argv[0], &ours);
      if (peers)
        measure_peers (&theirs);
    }

  g_printerr ("# to the handler p99 %.0f us, to the committed row p50 %.0f us, p99 %.0f us\n",
              bench_series_median (&ours.handler_p99), bench_series_median (&ours.p50),
              bench_series_median (&ours.p99));
  if (peers)
    {
      bench_print ("realtime-handler-p99", &ours.handler_p99, "us", &theirs.p99, "<=1");
      bench_print ("realtime-p50", &ours.p50, "us", &theirs.p50, "<=1");
      bench_print ("realtime-p99", &ours.p99, "us", &theirs.p99, "<=1");
    }
  else
    {
      bench_print_absolute ("realtime-p99", &ours.p99, "us", LIMIT_P99_US);
    }

  figures_clear (&ours);
  figures_clear (&theirs);
  return EXIT_SUCCESS;
}
