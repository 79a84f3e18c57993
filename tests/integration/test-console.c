/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "dwt-sandbox.h"
#include "dwt-wait.h"

/*
 * The console as a program, against a server process: what a person gets who starts it. Warnings count:
 * they are the first that is seen of a widget that is laid out or painted at the wrong moment.
 */

#define CLOCK "2026-11-24T05:42:00Z"

typedef struct
{
  char *dir;
  char *profile;
  char *log;                 /* the file that has its standard error */
  DwtSandbox *sandbox;
  GSubprocess *console;
  GString *told;             /* what it wrote about its first frames */
  int told_fd;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *city = g_test_build_filename (G_TEST_DIST, "..", "data", "city", NULL);
  const char *arguments[] = { "--city-dir", city, "--clock", CLOCK, "--speed", "0", NULL };

  fixture->dir = dwt_make_dir ();
  fixture->profile = g_build_filename (fixture->dir, "profile", NULL);
  fixture->log = g_build_filename (fixture->dir, "console.log", NULL);
  fixture->sandbox = dwt_sandbox_new (fixture->dir, arguments);
  fixture->told = g_string_new (NULL);
  fixture->told_fd = -1;
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  if (fixture->told_fd >= 0)
    close (fixture->told_fd);
  g_string_free (fixture->told, TRUE);
  g_clear_object (&fixture->console);
  g_clear_pointer (&fixture->sandbox, dwt_sandbox_free);
  g_clear_pointer (&fixture->dir, dwt_remove_dir);
  g_free (fixture->profile);
  g_free (fixture->log);
}

static void
start_console (Fixture *fixture)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GError) error = NULL;
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, &error));
  g_assert_no_error (error);
  g_assert_true (g_unix_set_fd_nonblocking (fds[0], TRUE, &error));
  g_assert_no_error (error);
  fixture->told_fd = fds[0];

  g_subprocess_launcher_take_fd (launcher, fds[1], 3);
  g_subprocess_launcher_set_stderr_file_path (launcher, fixture->log);
  g_subprocess_launcher_setenv (launcher, "DARTWING_SECRET", "sandbox-dispatcher", TRUE);
  fixture->console = g_subprocess_launcher_spawn (launcher, &error, DWT_CONSOLE_PROGRAM,
                                                  "--profile", fixture->profile,
                                                  "--server", dwt_sandbox_get_url (fixture->sandbox),
                                                  "--key", "dispatcher",
                                                  "--secret-from-env", "DARTWING_SECRET",
                                                  "--fixed-clock", CLOCK,
                                                  "--report-painted", "3", NULL);
  g_assert_no_error (error);
}

static gboolean
has_told_painted (gpointer data)
{
  Fixture *fixture = data;
  char text[256];
  gssize n;

  while ((n = read (fixture->told_fd, text, sizeof text)) > 0)
    g_string_append_len (fixture->told, text, n);
  if (strstr (fixture->told->str, "painted ") != NULL)
    return TRUE;
  /* It has closed the pipe, so it has ended. */
  g_assert_cmpint (n, !=, 0);

  return FALSE;
}

static void
end_console (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (fixture->console, SIGTERM);
  g_subprocess_wait_check_async (fixture->console, NULL, dwt_result_cb, &result);
  g_subprocess_wait_check_finish (fixture->console, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
}

static void
assert_quiet (Fixture *fixture)
{
  g_autofree char *log = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (fixture->log, &log, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (log, ==, "");
}

/* The board comes in the middle of a running window, and the next start has it in its cache. */
static void
test_starts_quietly (Fixture      *fixture,
                     gconstpointer data)
{
  for (int i = 0; i < 2; i++)
    {
      start_console (fixture);
      dwt_wait_until (has_told_painted, fixture);
      end_console (fixture);
      assert_quiet (fixture);
      close (fixture->told_fd);
      g_string_truncate (fixture->told, 0);
      g_clear_object (&fixture->console);
    }
  fixture->told_fd = -1;
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/console/starts-quietly", Fixture, NULL, set_up, test_starts_quietly, tear_down);

  return g_test_run ();
}
