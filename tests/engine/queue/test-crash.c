/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dwt-outbox.h"
#include "support/dwt-wait.h"

/*
 * kill -9 at a random instant. A child acts in a loop and says each action that it was told is done; the
 * parent kills it, opens the cache and looks for every one of them, once, in order, with its effect.
 * Also in the child's loop: batches that are taken and answered, so that the kill meets those too.
 */

#define N_ROUNDS 12
#define CLOCK_US G_GINT64_CONSTANT (1795500000000000)

static void
say (int fd,
     int number)
{
  g_assert_cmpint (write (fd, &number, sizeof number), ==, sizeof number);
}

static void
act_number (DwtOutbox *self,
            int        number)
{
  g_autofree char *changes = g_strdup_printf ("{\"title\":\"t%d\"}", number);
  g_autofree char *name = dwt_outbox_act (self, JOB, number % 2 ? "JOB-1" : "JOB-2", DWD_OP_UPDATE,
                                          changes);
}

static G_GNUC_NORETURN void
child_main (const char *path,
            int         fd)
{
  DwtOutbox self = { { NULL } };

  self.cache.path = g_strdup (path);
  self.clock = dwd_clock_new_fixed (CLOCK_US);
  dwt_outbox_open (&self);
  for (int number = 1;; number++)
    {
      act_number (&self, number);
      say (fd, number);
      if (number % 7 == 0)
        {
          g_autoptr (GPtrArray) ops = dwt_outbox_take (&self, 1);

          dwt_outbox_return (&self, ops, DWD_FAILURE_OFFLINE, DWD_TIME_NONE);
        }
    }
}

static void
prepare (const char *path)
{
  DwtStore store = { NULL };
  g_autofree char *one = dwt_feed_row ("JOB-1", T0, T1, "\"title\":\"one\"");
  g_autofree char *two = dwt_feed_row ("JOB-2", T0, T1, "\"title\":\"two\"");
  g_autofree char *rows = g_strconcat (one, ",", two, NULL);

  store.path = g_strdup (path);
  dwt_store_open (&store);
  dwt_store_apply (&store, JOB, rows, NULL);
  dwt_store_close (&store);
  g_free (store.path);
}

static int
read_last (int fd)
{
  int number = 0;
  int last = 0;
  gssize n = 0;

  while ((n = read (fd, &number, sizeof number)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      g_assert_cmpint (n, ==, sizeof number);
      g_assert_cmpint (number, ==, last + 1);
      last = number;
    }
  return last;
}

/* An action whose callback never came may be there or not; one that was told is done must be. */
static void
check (const char *path,
       int         last)
{
  DwtOutbox self = { { NULL } };
  int found = 0;
  int last_of[2] = { 0, 0 };

  self.cache.path = g_strdup (path);
  self.clock = dwd_clock_new_fixed (CLOCK_US);
  dwt_outbox_open (&self);
  g_assert_false (self.cache.opening.rebuilt);
  for (guint i = 0; i < dwt_outbox_n (&self); i++)
    {
      DwdOperation *operation = dwt_outbox_nth (&self, i);
      g_autofree char *expected = g_strdup_printf ("{\"title\":\"t%d\"}", ++found);

      g_assert_cmpstr (dwd_operation_get_data (operation), ==, expected);
      g_assert_cmpint (dwd_operation_get_state (operation), !=, DWD_OPERATION_SENDING);
      last_of[found % 2] = found;
    }
  g_assert_cmpint (found, >=, last);
  g_assert_cmpint (found, <=, last + 1);
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *title = g_strdup_printf ("t%d", last_of[i]);

      if (last_of[i] != 0)
        dwt_assert_member (&self, i == 1 ? "JOB-1" : "JOB-2", "title", title);
    }
  dwt_outbox_close (&self);
  g_object_unref (self.clock);
  g_free (self.cache.path);
}

static void
run_round (const char *program,
           int         delay_us)
{
  g_autofree char *dir = dwt_make_dir ();
  g_autofree char *path = g_build_filename (dir, "cache.db", NULL);
  g_autofree char *fd_text = NULL;
  int fds[2];
  int status = 0;
  int last = 0;
  pid_t pid = 0;

  prepare (path);
  g_assert_cmpint (pipe (fds), ==, 0);
  fd_text = g_strdup_printf ("%d", fds[1]);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  /* Threads do not live through a fork: the child begins afresh. */
  if (pid == 0)
    {
      close (fds[0]);
      execl (program, program, "--child", path, fd_text, NULL);
      _exit (1);
    }
  close (fds[1]);
  g_usleep (delay_us);
  kill (pid, SIGKILL);
  waitpid (pid, &status, 0);
  g_assert_true (WIFSIGNALED (status));
  last = read_last (fds[0]);
  close (fds[0]);
  g_test_message ("killed after %d µs: %d actions were done", delay_us, last);
  check (path, last);
  dwt_remove_dir (g_steal_pointer (&dir));
}

static void
test_kill (gconstpointer data)
{
  guint32 seed = g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("seed %u", seed);
  for (int i = 0; i < N_ROUNDS; i++)
    run_round (data, g_rand_int_range (rand, 5000, 300000));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *program = NULL;

  if (argc == 4 && g_str_equal (argv[1], "--child"))
    child_main (argv[2], atoi (argv[3]));

  g_test_init (&argc, &argv, NULL);
  program = g_file_read_link ("/proc/self/exe", NULL);
  g_test_add_data_func ("/queue/crash/kill", program, test_kill);
  return g_test_run ();
}
