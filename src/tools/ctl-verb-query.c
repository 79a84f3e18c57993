/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dispatchctl"

#include "config.h"

#include "ctl-session.h"

#include <stdio.h>

typedef struct
{
  CtlSession *session;
  gboolean as_array;
} Query;

static void
print_rows (GPtrArray *rows,
            gboolean   as_array)
{
  if (as_array)
    printf ("[");
  for (guint i = 0; i < rows->len; i++)
    printf ("%s%s%s", as_array && i > 0 ? ",\n" : "", (const char *) g_ptr_array_index (rows, i),
            as_array ? "" : "\n");
  if (as_array)
    printf ("]\n");
  fflush (stdout);
}

static void
query_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Query *query = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = dwd_engine_query_finish (DWD_ENGINE (object), result, &error);

  if (rows != NULL)
    print_rows (rows, query->as_array);
  else
    ctl_session_fail (query->session, error);

  g_main_loop_quit (query->session->loop);
}

int
ctl_verb_query (CtlSession *session,
                int         argc,
                char      **argv)
{
  g_autofree char *where = NULL;
  g_autofree char *order = NULL;
  int limit = 0;
  gboolean as_array = FALSE;
  const GOptionEntry entries[] = {
    { "where", 0, 0, G_OPTION_ARG_STRING, &where, "Conditions: status=Assigned,priority!=Low", "TEXT" },
    { "order", 0, 0, G_OPTION_ARG_STRING, &order, "A column, and desc for descending", "TEXT" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, "Rows at most; all by default", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_array, "One JSON array instead of an object a line", NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("DOCTYPE");
  g_autoptr (GError) error = NULL;
  g_autofree char **arguments = g_new0 (char *, argc + 2);
  int n_arguments = argc + 1;
  char **parsed = arguments;
  Query query = { session, FALSE };

  arguments[0] = g_strdup ("dispatchctl query");
  for (int i = 0; i < argc; i++)
    arguments[i + 1] = argv[i];
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &n_arguments, &parsed, &error) || n_arguments != 2 || limit < 0)
    {
      g_printerr ("dispatchctl: %s\n", error != NULL ? error->message : "query takes one DOCTYPE");
      return CTL_EXIT_USAGE;
    }

  query.as_array = as_array;
  if (!ctl_session_open (session, FALSE))
    return session->exit_code;

  dwd_engine_query_async (session->engine, parsed[1], where, order, (guint) limit, NULL, query_cb,
                          &query);
  g_main_loop_run (session->loop);
  ctl_session_close (session);

  return session->exit_code;
}
