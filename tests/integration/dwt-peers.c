/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-integration"

#include "config.h"

#include "dwt-peers.h"

#include <stdlib.h>

#include "dwt-loop.h"

/* The first install fetches the packages; a slow network must not fail the suite. */
#define INSTALL_SECONDS 150

static char *
get_prefix (void)
{
  return g_build_filename (DWT_PEERS_DIR, "npm", NULL);
}

static char *
get_source (const char *name)
{
  return g_build_filename (DWT_PEERS_SOURCE, name, NULL);
}

static char *
read_file (const char *dir,
           const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
copy_file (const char *prefix,
           const char *name)
{
  g_autofree char *path = g_build_filename (prefix, name, NULL);
  g_autofree char *from = get_source (name);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (from, &text, &length, &error);
  g_assert_no_error (error);
  g_file_set_contents (path, text, (gssize) length, &error);
  g_assert_no_error (error);
}

static void
waited_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      data)
{
  g_subprocess_wait_finish (G_SUBPROCESS (object), result, NULL);
  *(gboolean *) data = TRUE;
}

/* npm writes this file last, so that an interrupted install is not taken for a whole one. */
static gboolean
is_installed (const char *prefix)
{
  g_autofree char *done = g_build_filename (prefix, "node_modules", ".package-lock.json", NULL);
  g_autofree char *source = get_source ("");
  g_autofree char *wanted = read_file (source, "package-lock.json");
  g_autofree char *have = read_file (prefix, "package-lock.json");

  return g_file_test (done, G_FILE_TEST_EXISTS) && g_strcmp0 (wanted, have) == 0;
}

static void
install (const char *prefix)
{
  g_autoptr (GSubprocess) npm = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  g_assert_cmpint (g_mkdir_with_parents (prefix, 0755), ==, 0);
  copy_file (prefix, "package.json");
  copy_file (prefix, "package-lock.json");
  npm = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "npm", "ci",
                          "--prefix", prefix, "--no-audit", "--no-fund", "--ignore-scripts", NULL);
  g_assert_no_error (error);
  g_subprocess_wait_async (npm, NULL, waited_cb, &done);
  dwt_wait_for (done, INSTALL_SECONDS);
  g_assert_true (g_subprocess_get_successful (npm));
}

gboolean
dwt_peers_prepare (void)
{
  g_autofree char *node = g_find_program_in_path ("node");
  g_autofree char *npm = g_find_program_in_path ("npm");
  g_autofree char *prefix = get_prefix ();

  if (node == NULL || npm == NULL)
    {
      g_test_skip ("node and npm are needed to run the JavaScript peers");
      return FALSE;
    }

  if (!is_installed (prefix))
    install (prefix);
  return TRUE;
}

GSubprocess *
dwt_peers_spawn (const char *script,
                 const char *argument,
                 const char *second)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autofree char *prefix = get_prefix ();
  g_autofree char *modules = g_build_filename (prefix, "node_modules", NULL);
  g_autofree char *path = get_source (script);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_setenv (launcher, "NODE_PATH", modules, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, "node", path, argument, second, NULL);
  g_assert_no_error (error);
  return process;
}

typedef struct
{
  char *line;
  gboolean done;
} Line;

static void
line_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      data)
{
  Line *line = data;

  line->line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (object), result,
                                                          NULL, NULL);
  line->done = TRUE;
}

guint
dwt_peers_read_port (GSubprocess *process)
{
  g_autoptr (GDataInputStream) stream =
    g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  Line line = { 0 };
  guint port;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (stream), FALSE);
  g_data_input_stream_read_line_async (stream, G_PRIORITY_DEFAULT, NULL, line_cb, &line);
  dwt_wait_for (line.done, 20);
  g_assert_nonnull (line.line);
  g_assert_true (g_str_has_prefix (line.line, "port "));
  port = (guint) strtoul (line.line + 5, NULL, 10);
  g_free (line.line);
  return port;
}
