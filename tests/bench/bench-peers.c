/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "bench-peers.h"

/*
 * The JavaScript that the engine is measured beside. The packages of peers/package.json, versions pinned,
 * are installed below the build directory by whoever needs them first.
 */

static char *
get_prefix (void)
{
  return g_build_filename (BENCH_PEERS_DIR, "npm", NULL);
}

/* npm writes this file last, so that an interrupted install is not taken for a whole one. */
static gboolean
is_installed (const char *prefix,
              const char *wanted)
{
  g_autofree char *done = g_build_filename (prefix, "node_modules", ".package-lock.json", NULL);
  g_autofree char *path = g_build_filename (prefix, "package.json", NULL);
  g_autofree char *have = NULL;

  return g_file_test (done, G_FILE_TEST_EXISTS) && g_file_get_contents (path, &have, NULL, NULL) &&
         g_str_equal (have, wanted);
}

static void
install (const char *prefix,
         const char *package)
{
  g_autofree char *path = g_build_filename (prefix, "package.json", NULL);
  const char *argv[] = { "npm", "install", "--no-package-lock", "--no-audit", "--no-fund", NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_mkdir_with_parents (prefix, 0755);
  if (!g_file_set_contents (path, package, -1, &error) ||
      !g_spawn_sync (prefix, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                     NULL, NULL, NULL, NULL, &status, &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("The peers cannot be installed: %s", error->message);
}

gboolean
bench_peers_prepare (void)
{
  g_autofree char *node = g_find_program_in_path ("node");
  g_autofree char *npm = g_find_program_in_path ("npm");
  g_autofree char *prefix = get_prefix ();
  g_autofree char *source = g_build_filename (BENCH_PEERS_SOURCE, "package.json", NULL);
  g_autofree char *package = NULL;

  if (node == NULL || npm == NULL)
    return FALSE;
  if (!g_file_get_contents (source, &package, NULL, NULL))
    g_error ("%s cannot be read", source);
  if (!is_installed (prefix, package))
    install (prefix, package);
  return TRUE;
}

char *
bench_peers_run (const char *script,
                 ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *prefix = get_prefix ();
  g_autofree char *modules = g_build_filename (prefix, "node_modules", NULL);
  g_autofree char *path = g_build_filename (BENCH_PEERS_SOURCE, script, NULL);
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "NODE_PATH", modules, TRUE);
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  char *argument = NULL;
  int status = 0;
  va_list arguments;

  g_ptr_array_add (argv, (gpointer) "node");
  g_ptr_array_add (argv, path);
  va_start (arguments, script);
  while ((argument = va_arg (arguments, char *)) != NULL)
    g_ptr_array_add (argv, argument);
  va_end (arguments);
  g_ptr_array_add (argv, NULL);

  if (!g_spawn_sync (NULL, (char **) argv->pdata, environment, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                     NULL, &status, &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", script, error->message);
  return output;
}
