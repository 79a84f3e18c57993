/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dispatchctl"

#include "config.h"

#include "ctl-pure.h"
#include "ctl-session.h"

#include <locale.h>

typedef int (*CtlVerb) (CtlSession *session,
                        int         argc,
                        char      **argv);
typedef int (*CtlPureVerb) (int    argc,
                            char **argv);

static CtlPureVerb
find_pure_verb (const char *name)
{
  static const struct { const char *name; CtlPureVerb verb; } verbs[] = {
    { "merge", ctl_verb_merge },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      if (g_strcmp0 (verbs[i].name, name) == 0)
        return verbs[i].verb;
    }

  return NULL;
}

static CtlVerb
find_verb (const char *name)
{
  static const struct { const char *name; CtlVerb verb; } verbs[] = {
    { "sync", ctl_verb_sync },
    { "query", ctl_verb_query },
    { "queue", ctl_verb_queue },
    { "status", ctl_verb_status },
    { "log", ctl_verb_log },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      if (g_strcmp0 (verbs[i].name, name) == 0)
        return verbs[i].verb;
    }

  return NULL;
}

static char *
dup_default_profile (void)
{
  return g_build_filename (g_get_user_data_dir (), APPLICATION_ID, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *profile = NULL;
  g_autofree char *server = NULL;
  g_autofree char *key = NULL;
  const GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, &profile, "The folder of the cache", "DIR" },
    { "server", 0, 0, G_OPTION_ARG_STRING, &server, "Sign in to this server first", "URL" },
    { "key", 0, 0, G_OPTION_ARG_STRING, &key, "With this API key; the secret is in DISPATCHCTL_SECRET", "KEY" },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("VERB …");
  g_autoptr (GError) error = NULL;
  g_autoptr (CtlSession) session = NULL;
  CtlVerb verb;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_set_description (context,
                                    "Verbs:\n"
                                    "  sync --once | --watch\n"
                                    "  query DOCTYPE [--where TEXT] [--order TEXT] [--limit N] [--json]\n"
                                    "  queue list\n"
                                    "  status\n"
                                    "  log show [--limit N] [--doctype TYPE] [--name NAME] | verify | export\n"
                                    "  merge --doctype TYPE [--base FILE] --mine FILE --server FILE\n"
                                    "    [--now INSTANT] [--mine-ts INSTANT] [--skew MS] [--rules FILE]\n"
                                    "    [--mine-deleted | --server-deleted [--undelete]]\n\n"
                                    "Exit codes: 0 done, 1 failed, 2 usage, 3 no server, "
                                    "4 not signed in, 5 the profile cannot be used.\n");
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("dispatchctl: %s\n", error->message);
      return CTL_EXIT_USAGE;
    }

  if (argc > 1 && find_pure_verb (argv[1]) != NULL)
    return find_pure_verb (argv[1]) (argc - 2, argv + 2);

  verb = argc > 1 ? find_verb (argv[1]) : NULL;
  if (verb == NULL)
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

      g_printerr ("%s", help);
      return CTL_EXIT_USAGE;
    }

  if (profile == NULL)
    profile = dup_default_profile ();
  session = ctl_session_new (profile, server, key);

  return verb (session, argc - 2, argv + 2);
}
