/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-server.h"

#include "dws-users.h"

#include <string.h>

static void
setup (DwtServer    *fixture,
       gconstpointer data)
{
  dwt_server_init (fixture, NULL);
}

static void
teardown (DwtServer    *fixture,
          gconstpointer data)
{
  dwt_server_clear (fixture);
}

static void
test_who_am_i (DwtServer    *fixture,
               gconstpointer data)
{
  static const struct
  {
    const char *user;
    const char *message;
  } rows[] =
  {
    { "dispatcher", "ana@astana.example" },
    { "supervisor", "ben@astana.example" },
    { "viewer", "vera@astana.example" },
    { "other", "olzhas@esil.example" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DwtReply) reply =
        dwt_server_call (fixture, rows[i].user, "GET",
                         "/api/method/frappe.auth.get_logged_user", NULL);

      g_assert_cmpuint (reply->status, ==, 200);
      dwt_assert_reply (reply, "message", rows[i].message);
    }
}

static void
test_refused (DwtServer    *fixture,
              gconstpointer data)
{
  /* Wrong secret, unknown key, half a pair, another scheme, noise, nothing. */
  static const char *const headers[] =
  {
    "token dispatcher:sandbox-supervisor", "token nobody:sandbox-dispatcher", "token dispatcher",
    "Bearer x", "token", ":", "Basic !!!!", NULL,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      SoupMessage *message = dwt_server_message (fixture, NULL, "GET",
                                                 "/api/method/frappe.auth.get_logged_user");
      g_autoptr (DwtReply) reply = NULL;

      if (headers[i] != NULL)
        soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                                     headers[i]);
      /* libsoup would ask for a password; the 401 itself is what is wanted. */
      soup_message_add_flags (message, SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE);
      reply = dwt_server_send (fixture, message);

      g_assert_cmpuint (reply->status, ==, 401);
      dwt_assert_reply (reply, "exc_type", "AuthenticationError");
    }
}

static void
test_basic (DwtServer    *fixture,
            gconstpointer data)
{
  SoupMessage *message = dwt_server_message (fixture, NULL, "GET",
                                             "/api/method/frappe.auth.get_logged_user");
  const char *pair = "viewer:sandbox-viewer";
  g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  g_autofree char *header = g_strconcat ("Basic ", encoded, NULL);
  g_autoptr (DwtReply) reply = NULL;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", header);
  reply = dwt_server_send (fixture, message);
  dwt_assert_reply (reply, "message", "vera@astana.example");
}

static void
test_organizations (DwtServer    *fixture,
                    gconstpointer data)
{
  static const struct
  {
    const char *user;
    const char *org;
    const char *org_name;
    const char *role;
    const char *is_supervisor;
    const char *can_write;
  } rows[] =
  {
    { "dispatcher", DWT_ORG, "Astana Field Services", "Dispatch Manager", "false", "true" },
    { "supervisor", DWT_ORG, "Astana Field Services", "Supervisor", "true", "true" },
    { "viewer", DWT_ORG, "Astana Field Services", "Dartwing User", "false", "false" },
    { "other", DWT_OTHER_ORG, "Esil Heating", "Dispatch Manager", "false", "true" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DwtReply) reply =
        dwt_server_call (fixture, rows[i].user, "GET",
                         "/api/method/dartwing.permissions.api.get_user_organizations", NULL);

      g_assert_cmpuint (dwt_reply_length (reply, "message"), ==, 1);
      dwt_assert_reply (reply, "message.0.name", rows[i].org);
      dwt_assert_reply (reply, "message.0.org_name", rows[i].org_name);
      dwt_assert_reply (reply, "message.0.role", rows[i].role);
      dwt_assert_reply (reply, "message.0.is_supervisor", rows[i].is_supervisor);
      dwt_assert_reply (reply, "message.0.can_write", rows[i].can_write);
      dwt_assert_reply (reply, "message.0.time_zone", "Asia/Almaty");
    }
}

static void
test_guest (DwtServer    *fixture,
            gconstpointer data)
{
  g_autoptr (DwtReply) zone = dwt_server_call (fixture, NULL, "GET",
                                               "/api/method/frappe.client.get_time_zone", NULL);
  g_autoptr (DwtReply) health = dwt_server_call (fixture, NULL, "GET", "/health", NULL);
  g_autoptr (DwtReply) feed = dwt_server_feed (fixture, NULL, "Dispatch Job", DWT_ORG, "", 10);
  g_autoptr (DwtReply) list = dwt_server_call (fixture, NULL, "GET", "/api/resource/Customer",
                                               NULL);

  dwt_assert_reply (zone, "message.time_zone", "Asia/Almaty");
  dwt_assert_reply (health, "status", "ok");
  g_assert_cmpuint (feed->status, ==, 403);
  dwt_assert_reply (feed, "exc_type", "PermissionError");
  g_assert_cmpuint (list->status, ==, 403);
}

static void
test_unknown (DwtServer    *fixture,
              gconstpointer data)
{
  static const struct
  {
    const char *method;
    const char *path;
    guint status;
    const char *exc_type;
  } rows[] =
  {
    { "GET", "/api/method/no.such.method", 417, "ValidationError" },
    { "GET", "/api/method", 417, "ValidationError" },
    { "GET", "/api/nothing", 404, "DoesNotExistError" },
    { "GET", "/", 404, "DoesNotExistError" },
    { "PATCH", "/api/resource/Customer/CUST-00001", 404, "DoesNotExistError" },
    { "BREW", "/api/method/dartwing_core.sync.feed", 404, "DoesNotExistError" },
    { "GET", "/api/method/dartwing_core.sync.upsert_batch", 403, "PermissionError" },
    { "GET", "/api/resource/No%20Such/x", 404, "DoesNotExistError" },
    { "GET", "/api/v1/method/no.such.method", 417, "ValidationError" },
    { "GET", "/sandbox/nothing", 404, "DoesNotExistError" },
    { "GET", "/tiles/light/1/2/3.png", 404, "DoesNotExistError" },
    { "GET", "/route/v1/driving/1,2;3,4", 404, "DoesNotExistError" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DwtReply) reply = dwt_server_call (fixture, "dispatcher", rows[i].method,
                                                    rows[i].path, NULL);

      g_test_message ("%s %s", rows[i].method, rows[i].path);
      g_assert_cmpuint (reply->status, ==, rows[i].status);
      dwt_assert_reply (reply, "exc_type", rows[i].exc_type);
    }
}

static void
test_clock_headers (DwtServer    *fixture,
                    gconstpointer data)
{
  g_autoptr (DwtReply) reply = dwt_server_call (fixture, NULL, "GET", "/health", NULL);
  const char *clock = soup_message_headers_get_one (reply->headers, "X-Sandbox-Clock");
  const char *date = soup_message_headers_get_one (reply->headers, "Date");
  g_autoptr (GDateTime) when = NULL;
  gint64 now_us;

  g_assert_nonnull (clock);
  g_assert_nonnull (date);
  g_assert_true (g_str_has_suffix (clock, ";1"));
  now_us = g_ascii_strtoll (clock, NULL, 10);
  g_assert_cmpint (ABS (now_us - g_get_real_time ()), <, 10 * G_USEC_PER_SEC);
  when = soup_date_time_new_from_http_string (date);
  g_assert_cmpint (g_date_time_to_unix (when), ==, now_us / G_USEC_PER_SEC);
}

static void
test_metrics (DwtServer    *fixture,
              gconstpointer data)
{
  g_autofree char *promtool = g_find_program_in_path ("promtool");
  g_autoptr (DwtReply) first = dwt_server_feed (fixture, "dispatcher", "Customer", DWT_ORG, "", 10);
  g_autoptr (DwtReply) reply = dwt_server_call (fixture, NULL, "GET", "/metrics", NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (reply->body, NULL),
                                     g_bytes_get_size (reply->body));
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *complaints = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (strstr (text, "http_requests_total{method=\"GET\",endpoint="
                            "\"api/method/dartwing_core.sync.feed\",status=\"200\",org=\""
                            DWT_ORG "\"} 1\n"));
  g_assert_nonnull (strstr (text, "http_request_duration_seconds_bucket{method=\"GET\",endpoint="
                            "\"api/method/dartwing_core.sync.feed\",le=\"+Inf\"} 1\n"));
  g_assert_nonnull (strstr (text, "sync_deltas_total{doctype=\"Customer\",org=\"" DWT_ORG
                            "\",operation=\"insert\"} 2\n"));

  if (promtool == NULL)
    {
      g_test_skip ("promtool is not installed");
      return;
    }

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                              G_SUBPROCESS_FLAGS_STDERR_MERGE, &error, promtool, "check",
                              "metrics", NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, text, NULL, &complaints, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (complaints, ==, "");
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

/* Secrets lie in the database only as what was derived from them. */
static void
test_secrets (void)
{
  g_autofree char *dir = g_dir_make_tmp ("dws-users-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "users.db", NULL);
  g_autofree char *text = NULL;
  gsize length = 0;
  g_autoptr (GError) error = NULL;
  DwsStore *store = dws_store_open (path, &error);
  DwsUsers *users;

  g_assert_no_error (error);
  users = dws_users_new (store, &error);
  g_assert_no_error (error);
  dws_users_free (users);
  dws_store_close (store);

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  g_assert_nonnull (memmem (text, length, "ana@astana.example", strlen ("ana@astana.example")));
  g_assert_null (memmem (text, length, "sandbox-dispatcher", strlen ("sandbox-dispatcher")));
}

#define ADD(path, function) \
  g_test_add (path, DwtServer, NULL, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sandbox/account/who-am-i", test_who_am_i);
  ADD ("/sandbox/account/refused", test_refused);
  ADD ("/sandbox/account/basic", test_basic);
  ADD ("/sandbox/account/organizations", test_organizations);
  ADD ("/sandbox/account/guest", test_guest);
  ADD ("/sandbox/account/unknown", test_unknown);
  ADD ("/sandbox/account/clock-headers", test_clock_headers);
  ADD ("/sandbox/account/metrics", test_metrics);
  g_test_add_func ("/sandbox/account/secrets", test_secrets);

  return g_test_run ();
}
