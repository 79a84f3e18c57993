/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "base/dwd-time-text.h"

#include "dws-conformance.h"
#include "dws-server.h"

#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

typedef struct
{
  DwsServerOptions server;
  char *clock;
  char *address;
  char *data_dir;
  char *city_dir;
  char *ready_file;
  char **faults;
  int port;
  int seed;
  int scale;
  int n_documents;
  int n_document_days;
  int retention_days;
  gboolean no_simulation;
  gboolean empty;
  gboolean conformance;
  gboolean die_with_parent;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->clock);
  g_free (options->address);
  g_free (options->data_dir);
  g_free (options->city_dir);
  g_free (options->ready_file);
  g_strfreev (options->faults);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options,
               int     *argc,
               char  ***argv,
               GError **error)
{
  const GOptionEntry entries[] =
  {
    { "port", 0, 0, G_OPTION_ARG_INT, &options->port, "Port; 0 takes any", "N" },
    { "address", 0, 0, G_OPTION_ARG_STRING, &options->address, "Address to listen on",
      "127.0.0.1" },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->data_dir,
      "Where documents are kept; without it in a temporary folder", "DIR" },
    { "city-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->city_dir, "The city's streets", "DIR" },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &options->server.speed,
      "How much faster than real time", "1" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &options->seed, "Seed of the city and of faults", "7" },
    { "clock", 0, 0, G_OPTION_ARG_STRING, &options->clock, "When it begins, ISO 8601", "TIME" },
    { "scale", 0, 0, G_OPTION_ARG_INT, &options->scale, "How big the city's business is", "1" },
    { "no-simulation", 0, 0, G_OPTION_ARG_NONE, &options->no_simulation,
      "A few documents, and nothing happens", NULL },
    { "empty", 0, 0, G_OPTION_ARG_NONE, &options->empty,
      "Without a simulation: organisations and users only", NULL },
    { "documents", 0, 0, G_OPTION_ARG_INT, &options->n_documents,
      "Plain jobs to generate, for benchmarks", "N" },
    { "document-days", 0, 0, G_OPTION_ARG_INT, &options->n_document_days,
      "Over how many days from today they are spread", "1" },
    { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->faults, "What goes wrong",
      "NAME=VALUE" },
    { "retention-days", 0, 0, G_OPTION_ARG_INT, &options->retention_days,
      "How long tombstones and watermarks live", "30" },
    { "conformance", 0, 0, G_OPTION_ARG_NONE, &options->conformance,
      "Serve the Engine.IO and Socket.IO conformance suites instead", NULL },
    { "ready-file", 0, 0, G_OPTION_ARG_FILENAME, &options->ready_file,
      "Written with the URL once it listens", "PATH" },
    { "die-with-parent", 0, 0, G_OPTION_ARG_NONE, &options->die_with_parent,
      "End when the process that started it does", NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- a loopback Dartwing server");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (options->port < 0 || options->port > 65535 || options->n_documents < 0 || options->n_document_days < 0 ||
      options->scale < 0 || options->retention_days < 0 || *argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   *argc > 1 ? "Unknown argument" : "A number is out of its range");
      return FALSE;
    }

  if (options->clock != NULL &&
      !dwd_time_text_parse_instant (options->clock, -1, &options->server.start_us))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "--clock wants an instant such as 2026-11-24T03:00:00Z");
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_city (const char *path)
{
  g_autofree char *graph = g_build_filename (path, "graph.tsv.gz", NULL);

  return g_file_test (graph, G_FILE_TEST_EXISTS);
}

/* The city that was installed, unless another one is named. */
static void
find_city (Options *options)
{
  static const char installed[] = PKGDATADIR "/city";

  if (options->city_dir == NULL && is_city (installed))
    options->city_dir = g_strdup (installed);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static gboolean
announce (const Options *options,
          DwsServer     *server,
          GError       **error)
{
  g_autofree char *line = g_strdup_printf ("%s\n", dws_server_get_url (server));

  g_print ("listening on %s\n", dws_server_get_url (server));
  fflush (stdout);

  return options->ready_file == NULL ||
         g_file_set_contents (options->ready_file, line, -1, error);
}

static int
run (Options *options)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (DwsServer) server = NULL;
  g_autoptr (GError) error = NULL;

  find_city (options);
  options->server.address = options->address;
  options->server.port = (guint) options->port;
  options->server.data_dir = options->data_dir;
  options->server.city_dir = options->city_dir;
  options->server.seed = (guint32) options->seed;
  options->server.scale = (guint) options->scale;
  options->server.simulate = !options->no_simulation;
  options->server.empty = options->empty;
  options->server.n_documents = (guint) options->n_documents;
  options->server.n_document_days = (guint) options->n_document_days;
  options->server.retention_days = (guint) options->retention_days;
  options->server.faults = (const char *const *) options->faults;

  server = dws_server_new (&options->server);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_unix_signal_add (SIGTERM, quit_cb, loop);

  if (!dws_server_start (server, &error) || !announce (options, server, &error))
    {
      g_printerr ("dartwing-sandbox: %s\n", error->message);
      return 1;
    }

  g_main_loop_run (loop);
  dws_server_stop (server);

  return 0;
}

int
main (int    argc,
      char **argv)
{
  g_auto (Options) options = { .seed = 7, .server.speed = 1 };
  g_autoptr (GError) error = NULL;
  pid_t parent = getppid ();

  setlocale (LC_ALL, "");

  if (!parse_options (&options, &argc, &argv, &error))
    {
      g_printerr ("dartwing-sandbox: %s\n", error->message);
      return 2;
    }

  /* For the server, 0 is "not said"; for a person it is a clock that stands still. */
  if (options.server.speed == 0)
    options.server.speed = -1;

  if (options.die_with_parent)
    {
      prctl (PR_SET_PDEATHSIG, SIGTERM);
      /* The parent may have been faster. */
      if (getppid () != parent)
        return 0;
    }

  if (options.conformance)
    {
      if (!dws_conformance_run ((guint) options.port, &error))
        {
          g_printerr ("dartwing-sandbox: %s\n", error->message);
          return 1;
        }
      return 0;
    }

  return run (&options);
}
