/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-server.h"

#include <signal.h>
#include <string.h>

static void
setup (DwtServer    *fixture,
       gconstpointer data)
{
  dwt_server_init (fixture, data);
}

static void
teardown (DwtServer    *fixture,
          gconstpointer data)
{
  dwt_server_clear (fixture);
}

typedef struct
{
  guint n_changes;
  char *name;
  char *user;
  gboolean deleted;
} Watch;

static void
changed_cb (DwsWorld   *world,
            const char *doctype,
            const char *name,
            JsonObject *doc,
            const char *user,
            Watch      *watch)
{
  watch->n_changes++;
  g_free (watch->name);
  g_free (watch->user);
  watch->name = g_strdup (name);
  watch->user = g_strdup (user);
  watch->deleted = doc == NULL;
}

static JsonObject *
parse (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return json_node_dup_object (node);
}

static char *
put (DwtServer  *fixture,
     const char *doctype,
     const char *name,
     const char *json,
     GError    **error)
{
  g_autoptr (JsonObject) fields = parse (json);

  return dws_world_put (DWS_WORLD (fixture->server), doctype, name, fields, "nurlan@astana.example",
                        error);
}

/* What the city does to the server. */
static void
test_world (DwtServer    *fixture,
            gconstpointer data)
{
  DwsWorld *world = DWS_WORLD (fixture->server);
  Watch watch = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *named = NULL;
  g_autofree char *numbered = NULL;
  g_autofree char *again = NULL;
  g_autoptr (JsonObject) doc = NULL;
  g_autoptr (JsonObject) gone = NULL;
  g_autoptr (GPtrArray) list = NULL;
  gulong handler = g_signal_connect (world, "document-changed", G_CALLBACK (changed_cb), &watch);

  named = put (fixture, "Customer", "CUST-00004", "{\"organization\":\"" DWT_ORG "\","
               "\"customer_name\":\"Chosen\"}", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (named, ==, "CUST-00004");
  g_assert_cmpuint (watch.n_changes, ==, 1);
  g_assert_cmpstr (watch.name, ==, "CUST-00004");
  g_assert_cmpstr (watch.user, ==, "nurlan@astana.example");

  /* The series steps over a name that was chosen. */
  numbered = put (fixture, "Customer", NULL, "{\"organization\":\"" DWT_ORG "\","
                  "\"customer_name\":\"Next\"}", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (numbered, ==, "CUST-00005");

  again = put (fixture, "Customer", named, "{\"customer_group\":\"G\"}", &error);
  g_assert_cmpstr (again, ==, named);
  doc = dws_world_get (world, "Customer", named);
  g_assert_cmpstr (json_object_get_string_member (doc, "customer_group"), ==, "G");
  g_assert_cmpstr (json_object_get_string_member (doc, "customer_name"), ==, "Chosen");
  list = dws_world_list (world, "Customer");
  g_assert_cmpuint (list->len, ==, 5);

  g_assert_true (dws_world_remove (world, "Customer", named, "nurlan@astana.example", &error));
  g_assert_true (watch.deleted);
  gone = dws_world_get (world, "Customer", named);
  g_assert_null (gone);

  g_signal_handler_disconnect (world, handler);
  g_free (watch.name);
  g_free (watch.user);
}

static void
test_refusals (DwtServer    *fixture,
               gconstpointer data)
{
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) homeless = NULL;
  g_autoptr (GError) step = NULL;
  g_autoptr (GError) removal = NULL;

  g_assert_null (put (fixture, "Nothing", NULL, "{}", &unknown));
  g_assert_nonnull (unknown);
  g_assert_null (put (fixture, "Customer", NULL, "{\"customer_name\":\"x\"}", &homeless));
  g_assert_nonnull (homeless);
  g_assert_null (put (fixture, "Dispatch Job", "JOB-2026-00002", "{\"status\":\"Completed\"}",
                      &step));
  g_assert_nonnull (step);
  g_assert_false (dws_world_remove (DWS_WORLD (fixture->server), "Dispatch Job", "JOB-2026-00002",
                                    "x", &removal));
  g_assert_nonnull (removal);
}

/* A person's name in the history, also where he is a technician and no user. */
static void
test_technician_history (DwtServer    *fixture,
                         gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = put (fixture, "Dispatch Job", "JOB-2026-00001",
                               "{\"status\":\"En Route\"}", &error);
  g_autoptr (DwtReply) reply = dwt_server_call (fixture, "viewer", "GET",
                                                "/api/resource/Dispatch%20Job/JOB-2026-00001",
                                                NULL);

  g_assert_no_error (error);
  dwt_assert_reply (reply, "data.history.2.user", "Nurlan Akhmetov");
  dwt_assert_reply (reply, "data.history.2.detail", "En Route");
  dwt_assert_reply (reply, "data.modified_by", "nurlan@astana.example");
}

static gint64
get_now (DwsServer *server)
{
  return dws_world_get_now (DWS_WORLD (server));
}

static void
remove_tree (const char *path)
{
  g_autofree char *quoted = g_shell_quote (path);
  g_autofree char *command = g_strdup_printf ("rm -r %s", quoted);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

/* A second run on the same data has the first one's documents, watermarks and time. */
static void
test_restart (void)
{
  g_autofree char *dir = g_dir_make_tmp ("dws-restart-XXXXXX", NULL);
  DwsServerOptions options = { .seed = 7, .data_dir = dir, .start_us = 1795489200000000,
                               .speed = 50 };
  g_autofree char *operation = dwt_operation ("op-1", "insert", "Customer", NULL,
                                              "{\"organization\":\"" DWT_ORG "\","
                                              "\"customer_name\":\"Kept\"}", NULL);
  g_autofree char *since = NULL;
  DwtServer server;
  gint64 ended_us;

  dwt_server_init (&server, &options);
  g_assert_cmpint (get_now (server.server), <, 1795489200000000 + 600 * G_USEC_PER_SEC);
  {
    g_autoptr (DwtReply) reply = dwt_server_push (&server, "dispatcher", operation, NULL);
    g_autoptr (DwtReply) feed = dwt_server_feed (&server, "dispatcher", "Customer", DWT_ORG, "", 9);

    dwt_assert_reply (reply, "message.results.0.status", "success");
    since = dwt_reply_get (feed, "message.next_since");
  }
  ended_us = get_now (server.server);
  dwt_server_clear (&server);

  options.start_us = 1000000;
  dwt_server_init (&server, &options);
  g_assert_cmpint (get_now (server.server), >=, ended_us);
  g_assert_cmpint (get_now (server.server), <, ended_us + 600 * G_USEC_PER_SEC);
  {
    g_autoptr (DwtReply) reply = dwt_server_push (&server, "dispatcher", operation, NULL);
    g_autoptr (DwtReply) feed = dwt_server_feed (&server, "dispatcher", "Customer", DWT_ORG, since,
                                                 9);

    dwt_assert_reply (reply, "message.results.0.status", "duplicate");
    g_assert_cmpuint (feed->status, ==, 200);
    g_assert_cmpuint (dwt_reply_length (feed, "message.rows"), ==, 0);
  }
  dwt_server_clear (&server);

  /* Without the data the watermark is another file's. */
  options.data_dir = NULL;
  dwt_server_init (&server, &options);
  {
    g_autoptr (DwtReply) feed = dwt_server_feed (&server, "dispatcher", "Customer", DWT_ORG, since,
                                                 9);

    g_assert_cmpuint (feed->status, ==, 410);
  }
  dwt_server_clear (&server);
  remove_tree (dir);
}

/* Operations are remembered for 30 days, tombstones for as long as was asked. */
static void
test_forgetting (void)
{
  DwsServerOptions options = { .seed = 7, .retention_days = 90 };
  g_autofree char *operation = dwt_operation ("op-1", "insert", "Customer", NULL,
                                              "{\"organization\":\"" DWT_ORG "\","
                                              "\"customer_name\":\"Kept\"}", NULL);
  DwtServer server;

  dwt_server_init (&server, &options);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (DwtReply) reply = dwt_server_push (&server, "dispatcher", operation, NULL);
      g_autoptr (DwtReply) replay = dwt_server_push (&server, "dispatcher", operation, NULL);
      g_autoptr (DwtReply) later = NULL;

      dwt_assert_reply (reply, "message.results.0.status", "success");
      dwt_assert_reply (replay, "message.results.0.status", "duplicate");
      later = dwt_server_call (&server, NULL, "POST", "/sandbox/clock", "{\"advance_s\":2592060}");
      g_assert_cmpuint (later->status, ==, 200);
    }
  dwt_server_clear (&server);
}

/* The program itself: ready, speaking, and gone when told. */
static void
test_program (void)
{
  const char *program = g_getenv ("DWS_SANDBOX_PROGRAM");
  g_autofree char *dir = g_dir_make_tmp ("dws-program-XXXXXX", NULL);
  g_autofree char *ready = g_build_filename (dir, "ready", NULL);
  g_autofree char *url = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GSubprocess) wrong = NULL;
  g_autoptr (GError) error = NULL;

  if (program == NULL)
    {
      g_test_skip ("DWS_SANDBOX_PROGRAM names no program");
      return;
    }

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program,
                              "--no-simulation", "--die-with-parent", "--ready-file", ready,
                              "--data-dir", dir, "--clock", "2026-11-24T03:00:00Z", NULL);
  g_assert_no_error (error);
  /* The condition is looked at once more when it holds. */
  DWT_WAIT_UNTIL (url != NULL || g_file_get_contents (ready, &url, NULL, NULL));
  g_assert_true (g_str_has_prefix (url, "http://127.0.0.1:"));

  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);

  wrong = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, program, "--clock",
                            "yesterday", NULL);
  g_subprocess_wait (wrong, NULL, &error);
  g_assert_cmpint (g_subprocess_get_exit_status (wrong), ==, 2);
  remove_tree (dir);
}

#define ADD(path, function) \
  g_test_add (path, DwtServer, NULL, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sandbox/world/puts", test_world);
  ADD ("/sandbox/world/refusals", test_refusals);
  ADD ("/sandbox/world/technician-history", test_technician_history);
  g_test_add_func ("/sandbox/world/restart", test_restart);
  g_test_add_func ("/sandbox/world/forgetting", test_forgetting);
  g_test_add_func ("/sandbox/world/program", test_program);

  return g_test_run ();
}
