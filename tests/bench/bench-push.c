/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "bench-peers.h"
#include "bench-support.h"
#include "dwt-sandbox.h"
#include "dwt-wait.h"
#include "sync/dwd-backend-dartwing.h"
#include "sync/dwd-pusher.h"

/*
 * A queue of 2,000 operations goes to a server process in batches of a hundred, durable on both sides: taken
 * from the cache, answered, settled, until nothing is left. First new jobs of a kilobyte, then a change of
 * each. Filling the queue is not counted, nor is it for the peer: PouchDB, replicating as many new documents
 * from its folder to a server of its own kind. The limit without --peers is what PouchDB took on this figure's
 * first machine.
 */
#define N_OPERATIONS 2000
#define PEER_PER_SECOND 2313
#define JOB DWD_DOCTYPE_DISPATCH_JOB

typedef struct
{
  DwdClock *clock;
  DwdStore *store;
  DwdOutbox *outbox;
  DwdHttpClient *client;
  DwdBackend *backend;
  char *organization;
} Engine;

typedef struct
{
  BenchSeries inserts;
  BenchSeries updates;
} Figures;

static char *
make_job (const char *organization)
{
  g_autofree char *note = g_strnfill (400, 'n');

  return g_strdup_printf ("{\"organization\":\"%s\",\"customer\":\"CUST-00001\",\"address\":\"ADDR-00001\","
                          "\"title\":\"Boiler service, yearly\",\"priority\":\"Normal\","
                          "\"contact_phone\":\"+7 702 111 0001\",\"job_type\":\"Repair\","
                          "\"description\":\"Check pressure, seals and flame sensor. Bring the long ladder.\","
                          "\"estimated_duration\":5400,\"scheduled_date\":\"2026-11-25\","
                          "\"scheduled_start\":\"09:00:00\",\"scheduled_end\":\"10:30:00\","
                          "\"preferred_window\":\"Any\",\"customer_notes\":\"%s\",\"billable\":1}",
                          organization, note);
}

/* The sandbox's own organisation has no name of ours. */
static char *
find_organization (DwtSandbox *sandbox)
{
  g_autoptr (JsonNode) root = dwt_sandbox_get_json (sandbox, "/api/resource/Organization");
  JsonArray *list = json_object_get_array_member (json_node_get_object (root), "data");

  return g_strdup (json_object_get_string_member (json_array_get_object_element (list, 0), "name"));
}

static void
open_engine (Engine     *engine,
             DwtSandbox *sandbox,
             const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "cache.db", NULL);
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;
  g_autoptr (GError) error = NULL;

  dwd_store_open_async (path, NULL, dwt_result_cb, &opened);
  engine->store = dwd_store_open_finish (dwt_wait_result (&opened), NULL, &error);
  if (engine->store == NULL)
    g_error ("%s", error->message);

  engine->organization = find_organization (sandbox);
  dwd_store_set_organization (engine->store, engine->organization);
  engine->clock = dwd_clock_new ();
  engine->outbox = dwd_outbox_new (engine->store, engine->clock);
  dwd_outbox_reload_async (engine->outbox, dwt_result_cb, &loaded);
  if (!dwd_outbox_act_finish (engine->outbox, dwt_wait_result (&loaded), NULL, &error))
    g_error ("%s", error->message);

  engine->client = dwd_http_client_new (dwt_sandbox_get_url (sandbox), engine->clock);
  dwd_http_client_set_credentials (engine->client, "dispatcher", "sandbox-dispatcher");
  engine->backend = dwd_backend_dartwing_new (engine->client, "dartwing_core", engine->organization);
}

static void
close_engine (Engine *engine)
{
  g_autoptr (GAsyncResult) result = NULL;

  dwd_store_close_async (engine->store, dwt_result_cb, &result);
  if (!dwd_store_close_finish (engine->store, dwt_wait_result (&result), NULL))
    g_error ("The cache cannot be closed");
  g_object_unref (engine->backend);
  g_object_unref (engine->client);
  g_object_unref (engine->outbox);
  g_object_unref (engine->store);
  g_object_unref (engine->clock);
  g_free (engine->organization);
}

static void
acted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (GError) error = NULL;
  guint *n_acted = data;

  if (!dwd_outbox_act_finish (DWD_OUTBOX (object), result, NULL, &error))
    g_error ("%s", error->message);
  *n_acted += 1;
}

/* Each is on the platter before the next one: a slow disk takes its time, which is not counted. */
static void
wait_acted (const guint *n_acted)
{
  while (*n_acted < N_OPERATIONS)
    g_main_context_iteration (NULL, TRUE);
}

static void
queue_inserts (Engine *engine)
{
  g_autofree char *job = make_job (engine->organization);
  guint n_acted = 0;

  for (guint i = 0; i < N_OPERATIONS; i++)
    dwd_outbox_act_async (engine->outbox, JOB, NULL, DWD_OP_INSERT, DWD_VERB_CREATE, job, NULL, acted_cb,
                          &n_acted);
  wait_acted (&n_acted);
}

static void
queue_updates (Engine *engine)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  guint n_acted = 0;

  dwd_store_query_async (engine->store, JOB, NULL, NULL, 0, NULL, dwt_result_cb, &result);
  jobs = dwd_store_query_finish (engine->store, dwt_wait_result (&result), NULL);
  if (jobs == NULL || jobs->len != N_OPERATIONS)
    g_error ("Not all jobs are there");
  for (guint i = 0; i < jobs->len; i++)
    {
      g_autoptr (JsonNode) node = json_from_string (g_ptr_array_index (jobs, i), NULL);
      const char *name = json_object_get_string_member (json_node_get_object (node), "name");

      dwd_outbox_act_async (engine->outbox, JOB, name, DWD_OP_UPDATE, DWD_VERB_EDIT,
                            "{\"priority\":\"High\",\"customer_notes\":\"At the back door\"}", NULL, acted_cb,
                            &n_acted);
    }
  wait_acted (&n_acted);
}

/* Operations a second. */
static double
push_all (Engine *engine)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DwdOutboxCounts counts;
  guint n_done = 0;

  dwd_pusher_run_async (engine->backend, engine->outbox, NULL, dwt_result_cb, &result);
  if (!dwd_pusher_run_finish (dwt_wait_result (&result), &n_done, NULL, &error))
    g_error ("%s", error->message);
  start = g_get_monotonic_time () - start;

  dwd_outbox_get_counts (engine->outbox, &counts);
  if (n_done != N_OPERATIONS || counts.queued + counts.failed + counts.conflicts > 0)
    g_error ("%u operations are done, %u failed", n_done, counts.failed);
  return N_OPERATIONS / (start / 1e6);
}

static void
measure_ours (Figures *figures)
{
  static const char *const arguments[] = { "--no-simulation", "--documents", "0", NULL };
  char *dir = dwt_make_dir ();
  DwtSandbox *sandbox = dwt_sandbox_new (dir, arguments);
  Engine engine = { NULL };

  open_engine (&engine, sandbox, dir);
  queue_inserts (&engine);
  bench_series_add (&figures->inserts, push_all (&engine));
  queue_updates (&engine);
  bench_series_add (&figures->updates, push_all (&engine));
  close_engine (&engine);
  dwt_sandbox_free (sandbox);
  dwt_remove_dir (dir);
}

static void
measure_peer (BenchSeries *series)
{
  char *dir = dwt_make_dir ();
  g_autofree char *path = g_build_filename (dir, "job.json", NULL);
  g_autofree char *job = make_job ("ORG-2026-00001");
  g_autofree char *n_text = g_strdup_printf ("%d", N_OPERATIONS);
  g_autofree char *output = NULL;
  double per_second = 0;

  if (!g_file_set_contents (path, job, -1, NULL))
    g_error ("%s cannot be written", path);
  output = bench_peers_run ("pouch-push.js", dir, n_text, NULL);
  if (sscanf (output, "per_second %lf", &per_second) != 1)
    g_error ("The peer said “%s”", output);
  bench_series_add (series, per_second);
  dwt_remove_dir (dir);
}

int
main (int    argc,
      char **argv)
{
  gboolean peers = g_getenv ("BENCH_PEERS") != NULL || (argc > 1 && g_str_equal (argv[1], "--peers"));
  Figures figures = { { NULL } };
  BenchSeries peer = { NULL };

  if (peers && !bench_peers_prepare ())
    g_error ("The peers need node and npm");

  for (guint round = 0; round < bench_get_rounds (); round++)
    {
      measure_ours (&figures);
      if (peers)
        measure_peer (&peer);
      else
        bench_series_add (&peer, PEER_PER_SECOND);
    }
  bench_print ("outbox-push", &figures.inserts, "ops/s", &peer, ">=5");
  bench_print ("outbox-push-changes", &figures.updates, "ops/s", &peer, ">=5");
  bench_series_clear (&figures.inserts);
  bench_series_clear (&figures.updates);
  bench_series_clear (&peer);
  return EXIT_SUCCESS;
}
