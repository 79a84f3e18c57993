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

#include "dwd-engine.h"
#include "dwt-sandbox.h"
#include "dwt-wait.h"

/*
 * kill -9 at a random instant, again and again, of a process that acts and sends what it did to a server
 * whose connections break in the middle of answers. Each action that the process was told is done must
 * reach the server once, in its order. Each moves a job to a minute of its own, and the job's history on
 * the server is the list of those minutes.
 *
 * DWT_KILLS=300 makes a soak of it.
 */

#define N_JOBS 3
#define FIRST_MINUTE G_GINT64_CONSTANT (1795910400000000)   /* a midnight in Almaty */

typedef struct
{
  char *dir;
  DwtSandbox *sandbox;
  char *jobs[N_JOBS + 1];
} Fixture;

static DwdEngine *
open_engine (const char *dir)
{
  g_autofree char *profile = g_build_filename (dir, "profile", NULL);
  g_autoptr (DwdSecretStore) secrets = dwd_secret_store_new_memory ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DwdEngine *engine = dwd_engine_new (profile, NULL);

  dwd_engine_set_secret_store (engine, secrets);
  dwd_engine_open_async (engine, NULL, dwt_result_cb, &result);
  dwd_engine_open_finish (engine, dwt_wait_result (&result), &error);
  g_assert_no_error (error);

  return engine;
}

static void
close_engine (DwdEngine *engine)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  dwd_engine_close_async (engine, dwt_result_cb, &result);
  dwd_engine_close_finish (engine, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_object_unref (engine);
}

static void
sign_in (DwdEngine  *engine,
         const char *url)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  dwd_engine_sign_in_async (engine, url, "dispatcher", "sandbox-dispatcher", NULL, dwt_result_cb, &result);
  dwd_engine_sign_in_finish (engine, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
}

/* --- the process that is killed ---------------------------------------------------------------- */

static void
ignore_result_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  dwd_engine_sign_in_finish (DWD_ENGINE (object), result, &error);
}

static gboolean
act_number (DwdEngine  *engine,
            const char *job,
            int         number)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start_us = FIRST_MINUTE + number * DWD_USEC_PER_MINUTE;

  dwd_engine_reschedule_job_async (engine, job, start_us, start_us + DWD_USEC_PER_HOUR, NULL, dwt_result_cb,
                                   &result);

  if (dwd_engine_act_finish (engine, dwt_wait_result (&result), &error))
    return TRUE;

  g_printerr ("%s %d: %s\n", job, number, error->message);
  return FALSE;
}

/* @arguments: folder, URL, first number, the pipe, the jobs */
static G_GNUC_NORETURN void
act_until_killed (char **arguments)
{
  DwdEngine *engine = open_engine (arguments[0]);
  int number = atoi (arguments[2]);
  int fd = atoi (arguments[3]);

  dwd_engine_sign_in_async (engine, arguments[1], "dispatcher", "sandbox-dispatcher", NULL,
                            ignore_result_cb, NULL);
  for (;; number++)
    {
      if (!act_number (engine, arguments[4 + number % N_JOBS], number) ||
          write (fd, &number, sizeof number) != sizeof number)
        _exit (1);
    }
}

/* --- the one who kills -------------------------------------------------------------------------- */

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  const char *arguments[] = { "--no-simulation", "--clock", "2026-11-24T02:00:00Z", NULL };
  DwdEngine *engine;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) queried = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  fixture->dir = dwt_make_dir ();
  fixture->sandbox = dwt_sandbox_new (fixture->dir, arguments);
  engine = open_engine (fixture->dir);
  dwd_engine_set_online (engine, FALSE);
  sign_in (engine, dwt_sandbox_get_url (fixture->sandbox));
  dwd_engine_sync_once_async (engine, NULL, dwt_result_cb, &result);
  dwd_engine_sync_once_finish (engine, dwt_wait_result (&result), NULL, NULL, &error);
  g_assert_no_error (error);

  dwd_engine_query_async (engine, "Dispatch Job", "status!=Completed,status!=Cancelled", "name", N_JOBS, NULL,
                          dwt_result_cb, &queried);
  rows = dwd_engine_query_finish (engine, dwt_wait_result (&queried), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, N_JOBS);
  for (guint i = 0; i < N_JOBS; i++)
    {
      g_autoptr (JsonNode) node = json_from_string (g_ptr_array_index (rows, i), NULL);

      fixture->jobs[i] = g_strdup (json_object_get_string_member (json_node_get_object (node), "name"));
    }
  close_engine (engine);
  json_node_unref (dwt_sandbox_send_json (fixture->sandbox, "POST", "/sandbox/faults",
                                          "{\"drop_mid_body\":0.3,\"match\":\"/api/method/dartwing_core.sync\"}"));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  for (guint i = 0; i < N_JOBS; i++)
    g_free (fixture->jobs[i]);
  g_clear_pointer (&fixture->sandbox, dwt_sandbox_free);
  g_clear_pointer (&fixture->dir, dwt_remove_dir);
}

/* Runs one process for a while; adds what it said is done. */
static void
run_and_kill (Fixture *fixture,
              int      first,
              guint    ms,
              GArray  *done)
{
  g_autofree char *number = g_strdup_printf ("%d", first);
  g_autofree char *fd = NULL;
  int pipe_fds[2];
  int said;
  ssize_t length;
  pid_t child;

  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  fd = g_strdup_printf ("%d", pipe_fds[1]);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      execl ("/proc/self/exe", "test-kills", "--act", fixture->dir, dwt_sandbox_get_url (fixture->sandbox),
             number, fd, fixture->jobs[0], fixture->jobs[1], fixture->jobs[2], NULL);
      _exit (127);
    }

  close (pipe_fds[1]);
  g_usleep (ms * 1000);
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  while ((length = read (pipe_fds[0], &said, sizeof said)) == sizeof said)
    g_array_append_val (done, said);
  close (pipe_fds[0]);
}

static char *
describe_minute (int number)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Almaty");
  gint64 start = FIRST_MINUTE / DWD_USEC_PER_SEC + (gint64) number * 60;
  g_autoptr (GDateTime) start_utc = g_date_time_new_from_unix_utc (start);
  g_autoptr (GDateTime) end_utc = g_date_time_new_from_unix_utc (start + 3600);
  g_autoptr (GDateTime) from = g_date_time_to_timezone (start_utc, zone);
  g_autoptr (GDateTime) to = g_date_time_to_timezone (end_utc, zone);
  g_autofree char *head = g_date_time_format (from, "%Y-%m-%d %H:%M");
  g_autofree char *tail = g_date_time_format (to, "%H:%M");

  return g_strconcat (head, "–", tail, NULL);
}

/* The details of a job's moves, in the server's order. */
static GPtrArray *
list_moves (Fixture    *fixture,
            const char *job)
{
  g_autofree char *path = g_strdup_printf ("/api/resource/Dispatch%%20Job/%s", job);
  g_autoptr (JsonNode) root = dwt_sandbox_get_json (fixture->sandbox, path);
  JsonObject *document = json_object_get_object_member (json_node_get_object (root), "data");
  JsonArray *history = json_object_get_array_member (document, "history");
  GPtrArray *moves = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (history); i++)
    {
      JsonObject *entry = json_array_get_object_element (history, i);

      if (g_str_equal (json_object_get_string_member (entry, "kind"), "rescheduled"))
        g_ptr_array_add (moves, g_strdup (json_object_get_string_member (entry, "detail")));
    }

  return moves;
}

static void
check_job (Fixture *fixture,
           guint    job,
           int      last,
           GArray  *done)
{
  g_autoptr (GPtrArray) moves = list_moves (fixture, fixture->jobs[job]);
  g_autoptr (GHashTable) is_done = g_hash_table_new (NULL, NULL);
  guint at = 0;

  for (guint i = 0; i < done->len; i++)
    g_hash_table_add (is_done, GINT_TO_POINTER (g_array_index (done, int, i)));

  /* What was done and not said, because the kill came between, may be there or not. */
  for (int number = 1; number <= last; number++)
    {
      g_autofree char *expected = NULL;
      gboolean there;

      if (number % N_JOBS != job)
        continue;
      expected = describe_minute (number);
      there = at < moves->len && g_str_equal (g_ptr_array_index (moves, at), expected);
      if (!there && g_hash_table_contains (is_done, GINT_TO_POINTER (number)))
        g_error ("move %d of %s, “%s”, is not at its place: %s", number, fixture->jobs[job], expected,
                 at < moves->len ? (char *) g_ptr_array_index (moves, at) : "the end");
      at += there;
    }

  g_assert_cmpuint (at, ==, moves->len);
}

typedef struct
{
  GListModel *queue;
  guint length;
} Drain;

static gboolean
has_shrunk (gpointer data)
{
  Drain *drain = data;

  return g_list_model_get_n_items (drain->queue) < drain->length;
}

/* A record's operations go one by one: a long queue may take long, but it must move. */
static void
wait_for_empty_queue (DwdEngine *engine)
{
  Drain drain = { dwd_engine_get_queue (engine), 0 };

  while ((drain.length = g_list_model_get_n_items (drain.queue)) > 0)
    dwt_wait_until (has_shrunk, &drain);
}

static void
test_kills (Fixture      *fixture,
            gconstpointer data)
{
  const char *wanted = g_getenv ("DWT_KILLS");
  int n_kills = wanted != NULL ? atoi (wanted) : 12;
  g_autoptr (GArray) done = g_array_new (FALSE, FALSE, sizeof (int));
  DwdEngine *engine;
  int next = 1;

  for (int i = 0; i < n_kills; i++)
    {
      run_and_kill (fixture, next, (guint) g_test_rand_int_range (60, 700), done);
      /* One more may have been done than was said. */
      if (done->len > 0)
        next = g_array_index (done, int, done->len - 1) + 2;
      else
        next += 1;
    }

  json_node_unref (dwt_sandbox_send_json (fixture->sandbox, "DELETE", "/sandbox/faults", NULL));
  engine = open_engine (fixture->dir);
  sign_in (engine, dwt_sandbox_get_url (fixture->sandbox));
  wait_for_empty_queue (engine);
  close_engine (engine);

  g_test_message ("%d kills, %u actions said to be done", n_kills, done->len);
  g_assert_cmpuint (done->len, >, 0);
  for (guint i = 0; i < N_JOBS; i++)
    check_job (fixture, i, next, done);
}

int
main (int    argc,
      char **argv)
{
  if (argc == 6 + N_JOBS && g_str_equal (argv[1], "--act"))
    act_until_killed (argv + 2);

  g_test_init (&argc, &argv, NULL);
  g_test_add ("/kills/acted-and-sent", Fixture, NULL, set_up, test_kills, tear_down);

  return g_test_run ();
}
