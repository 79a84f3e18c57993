/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <libsoup/soup.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "bench-pages.h"
#include "bench-peers.h"
#include "bench-support.h"
#include "dwt-wait.h"
#include "sync/dwd-backend-dartwing.h"
#include "sync/dwd-puller.h"

/*
 * A first sync as a whole: pages of a feed over HTTP from a server process into a cache on the disk, all
 * indexes of the list ready. The client is a process of its own each round, so that peak memory is its own.
 *
 * --peers measures beside it better-sqlite3, which reads the same bytes from the same server, and PouchDB,
 * which has a protocol and a server of its own and gets a tenth of the documents, since it is no slower
 * with more. --long measures a million documents against a hundred thousand; it takes some minutes and 4 GB
 * of the disk.
 */
#define N_JOBS 100000
#define N_JOBS_LONG 1000000
#define N_JOBS_POUCH 10000
#define JOB DWD_DOCTYPE_DISPATCH_JOB

typedef struct
{
  BenchSeries rate;
  BenchSeries peak;
} Side;

static void
side_clear (Side *side)
{
  bench_series_clear (&side->rate);
  bench_series_clear (&side->peak);
}

/* --- the server's process ------------------------------------------------------------------------- */

static void
feed_cb (SoupServer        *server,
         SoupServerMessage *message,
         const char        *path,
         GHashTable        *query,
         gpointer           data)
{
  const char *since = query != NULL ? g_hash_table_lookup (query, "since") : NULL;
  g_autofree char *file = g_strdup_printf ("%s/page-%07d", (char *) data, since != NULL ? atoi (since) : 0);
  g_autoptr (GMappedFile) page = g_mapped_file_new (file, FALSE, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (page == NULL)
    {
      soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
      return;
    }
  bytes = g_mapped_file_get_bytes (page);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message),
                                         "application/json", NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), bytes);
}

G_NORETURN static void
serve (char *dir)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  GSList *uris = NULL;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (!soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error))
    g_error ("%s", error->message);
  soup_server_add_handler (server, "/api/method/dartwing_core.sync.feed", feed_cb, dir, NULL);
  uris = soup_server_get_uris (server);
  g_print ("http://127.0.0.1:%d\n", g_uri_get_port (uris->data));
  fflush (stdout);
  g_main_loop_run (loop);
  exit (EXIT_SUCCESS);
}

/* --- our client's process ------------------------------------------------------------------------- */

static double
peak_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024.0;
}

static int
pull (const char *url,
      const char *dir,
      guint       n_jobs)
{
  g_autofree char *path = g_build_filename (dir, "cache.db", NULL);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) pulled = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (DwdClock) clock = dwd_clock_new ();
  g_autoptr (DwdHttpClient) client = dwd_http_client_new (url, clock);
  g_autoptr (DwdBackend) backend = dwd_backend_dartwing_new (client, "dartwing_core", "ORG-1");
  g_autoptr (DwdZone) zone = dwd_zone_new ("Asia/Almaty", NULL);
  g_autoptr (DwdStore) store = NULL;
  g_autoptr (GError) error = NULL;
  DwdPullCounts counts = { 0 };
  gint64 start = 0;

  dwd_store_open_async (path, NULL, dwt_result_cb, &opened);
  store = dwd_store_open_finish (dwt_wait_result (&opened), NULL, &error);
  if (store == NULL)
    g_error ("%s", error->message);
  dwd_store_set_zones (store, zone, zone);
  dwd_store_set_organization (store, "ORG-1");

  start = g_get_monotonic_time ();
  dwd_puller_run_async (backend, store, JOB, "", NULL, NULL, NULL, dwt_result_cb, &pulled);
  while (pulled == NULL)
    g_main_context_iteration (NULL, TRUE);
  if (!dwd_puller_run_finish (pulled, NULL, &counts, &error))
    g_error ("%s", error->message);
  start = g_get_monotonic_time () - start;
  if (counts.n_changed != n_jobs)
    g_error ("%" G_GUINT64_FORMAT " of %u are there", counts.n_changed, n_jobs);
  g_print ("per_second %f peak_mb %f\n", n_jobs / (start / 1e6), peak_mb ());

  dwd_store_close_async (store, dwt_result_cb, &closed);
  dwt_wait_result (&closed);
  return EXIT_SUCCESS;
}

/* --- rounds ----------------------------------------------------------------------------------------- */

/* A page is found by the number of its first job. */
static char *
write_pages (guint n_jobs)
{
  char *dir = dwt_make_dir ();

  for (guint first = 0; first < n_jobs; first += BENCH_PAGE_ROWS)
    {
      g_autofree char *path = g_strdup_printf ("%s/page-%07u", dir, first);
      g_autoptr (GBytes) page = bench_pages_new_page ((int) first, BENCH_PAGE_ROWS, 1, 0);
      g_autoptr (GString) text = g_string_new_len (g_bytes_get_data (page, NULL),
                                                   (gssize) g_bytes_get_size (page));

      if (first + BENCH_PAGE_ROWS >= n_jobs)
        g_string_replace (text, "\"has_more\":true", "\"has_more\":false", 0);
      if (!g_file_set_contents (path, text->str, (gssize) text->len, NULL))
        g_error ("%s cannot be written", path);
    }
  return dir;
}

static GSubprocess *
start_server (const char *program,
              const char *dir,
              char      **url)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *server = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--serve", dir,
                                          NULL);
  g_autoptr (GDataInputStream) stream = NULL;

  if (server == NULL)
    g_error ("%s", error->message);
  stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server));
  *url = g_data_input_stream_read_line_utf8 (stream, NULL, NULL, NULL);
  return server;
}

static void
add_figures (Side       *side,
             const char *output)
{
  double rate = 0;
  double peak = 0;

  if (sscanf (output, "per_second %lf peak_mb %lf", &rate, &peak) != 2)
    g_error ("A client said “%s”", output);
  bench_series_add (&side->rate, rate);
  bench_series_add (&side->peak, peak);
}

static void
measure_ours (Side       *side,
              const char *program,
              const char *url,
              guint       n_jobs)
{
  char *dir = dwt_make_dir ();
  g_autofree char *n_text = g_strdup_printf ("%u", n_jobs);
  const char *argv[] = { program, "--pull", url, dir, n_text, NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, 0, NULL, NULL, &output, NULL, &status, &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("%s", error->message);
  add_figures (side, output);
  dwt_remove_dir (dir);
}

static void
measure_peer (Side       *side,
              const char *script,
              const char *url,
              guint       n_jobs)
{
  char *dir = dwt_make_dir ();
  g_autofree char *n_text = g_strdup_printf ("%u", n_jobs);
  g_autofree char *output = bench_peers_run (script, url, dir, n_text, NULL);

  add_figures (side, output);
  dwt_remove_dir (dir);
}

static void
measure_beside_peers (const char *program)
{
  char *pages = write_pages (N_JOBS);
  char *pouch_pages = write_pages (N_JOBS_POUCH);
  g_autofree char *url = NULL;
  g_autofree char *pouch_url = NULL;
  g_autoptr (GSubprocess) server = start_server (program, pages, &url);
  g_autoptr (GSubprocess) pouch_server = start_server (program, pouch_pages, &pouch_url);
  Side ours = { { NULL } };
  Side sqlite = { { NULL } };
  Side pouch = { { NULL } };

  for (guint round = 0; round < bench_get_rounds (); round++)
    {
      measure_ours (&ours, program, url, N_JOBS);
      measure_peer (&sqlite, "sqlite-sync.js", url, N_JOBS);
      measure_peer (&pouch, "pouch-sync.js", pouch_url, N_JOBS_POUCH);
    }
  bench_print ("sync-beside-pouchdb", &ours.rate, "docs/s", &pouch.rate, ">=15");
  bench_print ("sync-beside-better-sqlite3", &ours.rate, "docs/s", &sqlite.rate, ">=3");
  bench_print ("sync-memory-beside-pouchdb", &ours.peak, "MB", &pouch.peak, "<=0.35");
  bench_print ("sync-memory-beside-better-sqlite3", &ours.peak, "MB", &sqlite.peak, "<=0.35");
  side_clear (&ours);
  side_clear (&sqlite);
  side_clear (&pouch);
  g_subprocess_force_exit (server);
  g_subprocess_force_exit (pouch_server);
  dwt_remove_dir (pages);
  dwt_remove_dir (pouch_pages);
}

static void
measure_long (const char *program)
{
  char *few_pages = write_pages (N_JOBS);
  char *many_pages = write_pages (N_JOBS_LONG);
  g_autofree char *few_url = NULL;
  g_autofree char *many_url = NULL;
  g_autoptr (GSubprocess) few_server = start_server (program, few_pages, &few_url);
  g_autoptr (GSubprocess) many_server = start_server (program, many_pages, &many_url);
  Side few = { { NULL } };
  Side many = { { NULL } };

  for (guint round = 0; round < bench_get_rounds (); round++)
    {
      measure_ours (&few, program, few_url, N_JOBS);
      measure_ours (&many, program, many_url, N_JOBS_LONG);
    }
  bench_print ("sync-of-a-million", &many.rate, "docs/s", &few.rate, ">=0.85");
  bench_print ("sync-memory-of-a-million", &many.peak, "MB", &few.peak, "<=1");
  side_clear (&few);
  side_clear (&many);
  g_subprocess_force_exit (few_server);
  g_subprocess_force_exit (many_server);
  dwt_remove_dir (few_pages);
  dwt_remove_dir (many_pages);
}

int
main (int    argc,
      char **argv)
{
  gboolean peers = g_getenv ("BENCH_PEERS") != NULL;
  gboolean is_long = g_getenv ("BENCH_LONG") != NULL;
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  if (argc == 3 && g_str_equal (argv[1], "--serve"))
    serve (argv[2]);
  if (argc == 5 && g_str_equal (argv[1], "--pull"))
    return pull (argv[2], argv[3], (guint) atoi (argv[4]));

  for (int i = 1; i < argc; i++)
    {
      peers = peers || g_str_equal (argv[i], "--peers");
      is_long = is_long || g_str_equal (argv[i], "--long");
    }
  if (peers && !bench_peers_prepare ())
    g_error ("The peers need node and npm");
  if (peers)
    measure_beside_peers (program);
  if (is_long)
    measure_long (program);
  return EXIT_SUCCESS;
}
