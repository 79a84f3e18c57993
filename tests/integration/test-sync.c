/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dwd-engine.h"
#include "dwt-sandbox.h"
#include "dwt-wait.h"

/*
 * The engine against a server process: first sync, idle sync, work while the server is away, a console
 * that is killed, and a server that comes back. Everything over real sockets and a cache on the disk.
 */

typedef struct
{
  char *dir;
  DwtSandbox *sandbox;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *city = g_test_build_filename (G_TEST_DIST, "..", "data", "city", NULL);
  const char *arguments[] = { "--city-dir", city, "--clock", "2026-11-24T02:00:00Z", NULL };

  fixture->dir = dwt_make_dir ();
  fixture->sandbox = dwt_sandbox_new (fixture->dir, arguments);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_pointer (&fixture->sandbox, dwt_sandbox_free);
  g_clear_pointer (&fixture->dir, dwt_remove_dir);
}

static void
open_engine (DwdEngine *engine)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  dwd_engine_open_async (engine, NULL, dwt_result_cb, &result);
  g_assert_true (dwd_engine_open_finish (engine, dwt_wait_result (&result), &error));
  g_assert_no_error (error);
}

static void
sign_in (DwdEngine  *engine,
         const char *url)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  dwd_engine_sign_in_async (engine, url, "dispatcher", "sandbox-dispatcher", NULL, dwt_result_cb,
                            &result);
  dwd_engine_sign_in_finish (engine, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
}

static DwdEngine *
new_engine (Fixture *fixture)
{
  g_autofree char *profile = g_build_filename (fixture->dir, "profile", NULL);
  g_autoptr (DwdSecretStore) secrets = dwd_secret_store_new_memory ();
  DwdEngine *engine = dwd_engine_new (profile, NULL);

  dwd_engine_set_secret_store (engine, secrets);

  return engine;
}

static DwdEngine *
new_signed_in (Fixture *fixture,
               gboolean online)
{
  DwdEngine *engine = new_engine (fixture);

  dwd_engine_set_online (engine, online);
  open_engine (engine);
  sign_in (engine, dwt_sandbox_get_url (fixture->sandbox));

  return engine;
}

static void
close_engine (DwdEngine *engine)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  dwd_engine_close_async (engine, dwt_result_cb, &result);
  g_assert_true (dwd_engine_close_finish (engine, dwt_wait_result (&result), &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (engine);
}

static void
sync_once (DwdEngine *engine,
           guint64   *n_pulled,
           guint     *n_pushed)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  dwd_engine_sync_once_async (engine, NULL, dwt_result_cb, &result);
  dwd_engine_sync_once_finish (engine, dwt_wait_result (&result), n_pulled, n_pushed, &error);
  g_assert_no_error (error);
}

static GPtrArray *
query (DwdEngine  *engine,
       const char *doctype,
       const char *where)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *rows;

  dwd_engine_query_async (engine, doctype, where, "name", 0, NULL, dwt_result_cb, &result);
  rows = dwd_engine_query_finish (engine, dwt_wait_result (&result), &error);
  g_assert_no_error (error);

  return rows;
}

/* All documents of a DocType on the server, through its own feed. */
static guint
count_on_server (Fixture    *fixture,
                 const char *doctype)
{
  g_autofree char *name = g_uri_escape_string (doctype, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/api/resource/%s?limit_page_length=0"
                                           "&filters=[[\"organization\",\"=\",\"ORG-2026-00001\"]]", name);
  g_autoptr (JsonNode) root = dwt_sandbox_get_json (fixture->sandbox, path);

  return json_array_get_length (json_object_get_array_member (json_node_get_object (root), "data"));
}

static void
test_everything_once (Fixture      *fixture,
                      gconstpointer data)
{
  const char *doctypes[] = { "Employee", "Customer", "Address", "Dispatch Job", "Schedule Entry",
                             "Shift Template", "Geofence" };
  DwdEngine *engine = new_signed_in (fixture, FALSE);
  guint64 n_pulled = 0;
  guint n_pushed = 0;

  sync_once (engine, &n_pulled, &n_pushed);
  g_assert_cmpuint (n_pulled, >, 20);
  g_assert_cmpuint (n_pushed, ==, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (doctypes); i++)
    {
      g_autoptr (GPtrArray) rows = query (engine, doctypes[i], NULL);

      g_test_message ("%s: %u here", doctypes[i], rows->len);
      g_assert_cmpuint (rows->len, ==, count_on_server (fixture, doctypes[i]));
      g_assert_cmpuint (rows->len, >, 0);
    }

  sync_once (engine, &n_pulled, &n_pushed);
  g_assert_cmpuint (n_pulled, ==, 0);
  g_assert_cmpuint (n_pushed, ==, 0);
  close_engine (engine);
}

/* --- work while the server is away ------------------------------------------------------------- */

typedef struct
{
  char *job;
  char *employee;
} Work;

static void
clear_work (Work *work)
{
  g_clear_pointer (&work->job, g_free);
  g_clear_pointer (&work->employee, g_free);
}

static char *
dup_name (const char *document)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_true (json_parser_load_from_data (parser, document, -1, NULL));

  return g_strdup (json_object_get_string_member (json_node_get_object (json_parser_get_root (parser)),
                                                  "name"));
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, clear_work)

static void
find_work (DwdEngine *engine,
           Work      *work)
{
  g_autoptr (GPtrArray) jobs = query (engine, "Dispatch Job", "status=Unassigned");
  g_autoptr (GPtrArray) employees = query (engine, "Employee", "status=Active");

  g_assert_cmpuint (jobs->len, >, 0);
  g_assert_cmpuint (employees->len, >, 0);
  work->job = dup_name (g_ptr_array_index (jobs, 0));
  work->employee = dup_name (g_ptr_array_index (employees, 0));
}

static void
finish_act (DwdEngine     *engine,
            GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (dwd_engine_act_finish (engine, dwt_wait_result (result), &error));
  g_assert_no_error (error);
  g_clear_object (result);
}

/* Four steps of one job, which the server must get in this order. */
static void
act (DwdEngine  *engine,
     const Work *work)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 start = dwd_clock_get_now (dwd_engine_get_clock (engine)) / DWD_USEC_PER_HOUR *
                 DWD_USEC_PER_HOUR + DWD_USEC_PER_HOUR;

  dwd_engine_assign_job_async (engine, work->job, work->employee, DWD_TIME_NONE, DWD_TIME_NONE, NULL,
                               dwt_result_cb, &result);
  finish_act (engine, &result);
  dwd_engine_reschedule_job_async (engine, work->job, start, start + DWD_USEC_PER_HOUR, NULL,
                                   dwt_result_cb, &result);
  finish_act (engine, &result);
  dwd_engine_unassign_job_async (engine, work->job, NULL, dwt_result_cb, &result);
  finish_act (engine, &result);
  dwd_engine_assign_job_async (engine, work->job, work->employee, DWD_TIME_NONE, DWD_TIME_NONE, NULL,
                               dwt_result_cb, &result);
  finish_act (engine, &result);
}

static JsonObject *
get_server_job (Fixture    *fixture,
                const char *name)
{
  g_autofree char *path = g_strdup_printf ("/api/resource/Dispatch%%20Job/%s", name);
  g_autoptr (JsonNode) root = dwt_sandbox_get_json (fixture->sandbox, path);

  return json_object_ref (json_object_get_object_member (json_node_get_object (root), "data"));
}

/* The kinds of the job's history, as "assigned rescheduled status …". */
static char *
dup_history (JsonObject *job)
{
  JsonArray *history = json_object_get_array_member (job, "history");
  g_autoptr (GString) kinds = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (history); i++)
    {
      const char *kind = json_object_get_string_member (json_array_get_object_element (history, i), "kind");

      g_string_append_printf (kinds, "%s ", kind);
    }

  return g_string_free (g_steal_pointer (&kinds), FALSE);
}

static void
check_arrived_once (Fixture    *fixture,
                    const Work *work,
                    const char *before)
{
  g_autoptr (JsonObject) job = get_server_job (fixture, work->job);
  g_autofree char *after = dup_history (job);
  g_autofree char *expected = g_strconcat (before, "assigned rescheduled status assigned ", NULL);

  g_assert_cmpstr (json_object_get_string_member (job, "status"), ==, "Assigned");
  g_assert_cmpstr (json_object_get_string_member (job, "assigned_to"), ==, work->employee);
  g_assert_cmpstr (after, ==, expected);
}

static gboolean
queue_is_empty (gpointer data)
{
  DwdEngine *engine = data;

  return g_list_model_get_n_items (dwd_engine_get_queue (engine)) == 0;
}

static void
test_offline_then_back (Fixture      *fixture,
                        gconstpointer data)
{
  DwdEngine *engine = new_signed_in (fixture, FALSE);
  g_auto (Work) work = { 0 };
  g_autofree char *before = NULL;
  guint64 n_pulled = 0;

  sync_once (engine, &n_pulled, NULL);
  find_work (engine, &work);
  {
    g_autoptr (JsonObject) job = get_server_job (fixture, work.job);

    before = dup_history (job);
  }

  dwt_sandbox_stop (fixture->sandbox);
  dwd_engine_set_online (engine, TRUE);
  act (engine, &work);
  g_assert_cmpuint (g_list_model_get_n_items (dwd_engine_get_queue (engine)), ==, 4);

  dwt_sandbox_start (fixture->sandbox);
  dwt_wait_until (queue_is_empty, engine);
  check_arrived_once (fixture, &work, before);
  close_engine (engine);
}

/* A process that signs in offline, acts, says so on a pipe, and waits to be killed. */
static G_GNUC_NORETURN void
act_until_killed (Fixture    *fixture,
                  const Work *work,
                  int         pipe_fd)
{
  DwdEngine *engine = new_engine (fixture);

  dwd_engine_set_online (engine, FALSE);
  open_engine (engine);
  act (engine, work);
  if (write (pipe_fd, "x", 1) != 1)
    _exit (1);
  for (;;)
    pause ();
}

static void
test_killed_console (Fixture      *fixture,
                     gconstpointer data)
{
  DwdEngine *engine = new_signed_in (fixture, FALSE);
  g_auto (Work) work = { 0 };
  g_autofree char *before = NULL;
  guint64 n_pulled = 0;
  int pipe_fds[2];
  char byte;
  pid_t child;

  sync_once (engine, &n_pulled, NULL);
  find_work (engine, &work);
  {
    g_autoptr (JsonObject) job = get_server_job (fixture, work.job);

    before = dup_history (job);
  }
  close_engine (engine);
  dwt_sandbox_stop (fixture->sandbox);

  /* The child begins at main(): a fork of a process that has threads may do nothing else. */
  g_assert_cmpint (pipe (pipe_fds), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      g_autofree char *fd = g_strdup_printf ("%d", pipe_fds[1]);

      execl ("/proc/self/exe", "test-sync", "--act", fixture->dir, work.job, work.employee, fd, NULL);
      _exit (127);
    }
  close (pipe_fds[1]);
  g_assert_cmpint (read (pipe_fds[0], &byte, 1), ==, 1);
  close (pipe_fds[0]);
  g_assert_cmpint (kill (child, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);

  dwt_sandbox_start (fixture->sandbox);
  engine = new_signed_in (fixture, TRUE);
  dwt_wait_until (queue_is_empty, engine);
  check_arrived_once (fixture, &work, before);
  close_engine (engine);
}

/* A board that was synced once opens without any server. */
static gboolean
board_is_loaded (gpointer data)
{
  return !dwd_board_get_loading (data);
}

static void
test_opens_from_cache (Fixture      *fixture,
                       gconstpointer data)
{
  DwdEngine *engine = new_signed_in (fixture, FALSE);
  guint64 n_pulled = 0;

  sync_once (engine, &n_pulled, NULL);
  close_engine (engine);
  dwt_sandbox_stop (fixture->sandbox);

  engine = new_engine (fixture);
  open_engine (engine);
  dwt_wait_until (board_is_loaded, dwd_engine_get_board (engine));
  g_assert_cmpuint (g_list_model_get_n_items (dwd_board_get_technicians (dwd_engine_get_board (engine))),
                    >, 0);
  close_engine (engine);
}

static gboolean
board_has_jobs (gpointer data)
{
  return g_list_model_get_n_items (dwd_board_get_jobs (data)) > 0;
}

static gboolean
is_live (gpointer data)
{
  return dwd_sync_status_peek (dwd_engine_get_sync_status (data))->state == DWD_SYNC_LIVE;
}

static gboolean
is_offline (gpointer data)
{
  return dwd_sync_status_peek (dwd_engine_get_sync_status (data))->state == DWD_SYNC_OFFLINE;
}

typedef struct
{
  DwdEngine *engine;
  const char *job;
  const char *title;
} Expected;

static gboolean
board_has_title (gpointer data)
{
  Expected *expected = data;
  DwdJob *job = dwd_board_lookup_job (dwd_engine_get_board (expected->engine), expected->job);

  return job != NULL && g_strcmp0 (dwd_job_get_title (job), expected->title) == 0;
}

static void
set_title_on_server (Fixture    *fixture,
                     const char *job,
                     const char *title)
{
  g_autofree char *path = g_strdup_printf ("/api/resource/Dispatch%%20Job/%s", job);
  g_autofree char *body = g_strdup_printf ("{\"title\":\"%s\"}", title);
  g_autoptr (JsonNode) reply = dwt_sandbox_send_json (fixture->sandbox, "PUT", path, body);

  g_assert_nonnull (reply);
}

static char *
dup_board_job (DwdEngine *engine)
{
  GListModel *jobs = dwd_board_get_jobs (dwd_engine_get_board (engine));
  g_autoptr (DwdJob) job = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (jobs), >, 0);
  job = g_list_model_get_item (jobs, 0);

  return g_strdup (dwd_job_get_name (job));
}

/* Live deltas reach the board; after the server died and came back, so does what happened meanwhile. */
static void
test_live (Fixture      *fixture,
           gconstpointer data)
{
  DwdEngine *engine = new_signed_in (fixture, TRUE);
  g_autofree char *job = NULL;
  Expected expected = { engine };

  dwt_wait_until (is_live, engine);
  dwt_wait_until (board_has_jobs, dwd_engine_get_board (engine));
  expected.job = job = dup_board_job (engine);

  expected.title = "Changed while we look";
  set_title_on_server (fixture, job, expected.title);
  dwt_wait_until (board_has_title, &expected);

  dwt_sandbox_stop (fixture->sandbox);
  dwt_wait_until (is_offline, engine);
  dwt_sandbox_start (fixture->sandbox);
  expected.title = "Changed while we were away";
  set_title_on_server (fixture, job, expected.title);
  dwt_wait_until (board_has_title, &expected);
  dwt_wait_until (is_live, engine);
  close_engine (engine);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 6 && g_strcmp0 (argv[1], "--act") == 0)
    {
      Fixture fixture = { argv[2], NULL };
      Work work = { argv[3], argv[4] };

      act_until_killed (&fixture, &work, atoi (argv[5]));
    }

  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) \
  g_test_add ("/sync/" path, Fixture, NULL, set_up, function, tear_down)

  ADD ("everything-once", test_everything_once);
  ADD ("offline-then-back", test_offline_then_back);
  ADD ("killed-console", test_killed_console);
  ADD ("opens-from-cache", test_opens_from_cache);
  ADD ("live", test_live);

  return g_test_run ();
}
