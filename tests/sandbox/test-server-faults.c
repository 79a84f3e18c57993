/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-server.h"

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

#define WHO "/api/method/frappe.auth.get_logged_user"

static void
add_fault (DwtServer  *fixture,
           const char *rule)
{
  g_autoptr (DwtReply) reply = dwt_server_call (fixture, NULL, "POST", "/sandbox/faults", rule);

  g_test_message ("%s", rule);
  g_assert_cmpuint (reply->status, ==, 200);
}

static guint
ask (DwtServer  *fixture,
     const char *path)
{
  g_autoptr (DwtReply) reply = dwt_server_call (fixture, "dispatcher", "GET", path, NULL);

  return reply->status;
}

static void
test_rules (DwtServer    *fixture,
            gconstpointer data)
{
  static const char *const bad[] =
  {
    "{\"latency_ms\":-1}", "{\"latency_ms\":\"long\"}", "{\"error_rate\":2}", "{\"status\":200}",
    "{\"status\":600}", "{\"stop\":\"everything\"}", "{\"for\":0}", "{\"for\":\"soon\"}",
    "{\"for\":\"5 weeks\"}", "{\"unknown\":1}", "[]", "7", "{\"match\":7}",
    "{\"expire_watermarks\":false}",
  };
  g_autoptr (DwtReply) shown = NULL;
  g_autoptr (DwtReply) cleared = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (DwtReply) reply = dwt_server_call (fixture, NULL, "POST", "/sandbox/faults",
                                                    bad[i]);

      g_test_message ("%s", bad[i]);
      g_assert_cmpuint (reply->status, ==, 417);
    }

  add_fault (fixture, "{\"latency_ms\":1,\"match\":\"/x\"}");
  shown = dwt_server_call (fixture, NULL, "GET", "/sandbox/faults", NULL);
  dwt_assert_reply (shown, "faults.0.match", "/x");
  cleared = dwt_server_call (fixture, NULL, "DELETE", "/sandbox/faults", NULL);
  dwt_assert_reply (cleared, "faults", "[]");
}

static void
test_status (DwtServer    *fixture,
             gconstpointer data)
{
  add_fault (fixture, "{\"status\":502,\"for\":2,\"match\":\"/api/\"}");
  g_assert_cmpuint (ask (fixture, "/health"), ==, 200);
  g_assert_cmpuint (ask (fixture, WHO), ==, 502);
  g_assert_cmpuint (ask (fixture, WHO), ==, 502);
  g_assert_cmpuint (ask (fixture, WHO), ==, 200);

  add_fault (fixture, "{\"error_rate\":1,\"for\":\"50ms\"}");
  g_assert_cmpuint (ask (fixture, WHO), ==, 503);
  {
    guint status = 503;

    DWT_WAIT_UNTIL ((status = ask (fixture, WHO)) == 200);
  }
}

/* A refused write is not done. */
static void
test_refused_write (DwtServer    *fixture,
                    gconstpointer data)
{
  g_autofree char *base = dwt_server_modified (fixture, "Customer", "CUST-00001");
  g_autofree char *after = NULL;
  g_autoptr (DwtReply) reply = NULL;

  add_fault (fixture, "{\"status\":503,\"for\":1}");
  reply = dwt_server_push_one (fixture, "dispatcher", "update", "Customer", "CUST-00001",
                               "{\"customer_group\":\"x\"}", base);
  g_assert_cmpuint (reply->status, ==, 503);
  after = dwt_server_modified (fixture, "Customer", "CUST-00001");
  g_assert_cmpstr (after, ==, base);
}

/* An answer that never arrived whole is the answer to a deed. */
static void
test_lost_answer (DwtServer    *fixture,
                  gconstpointer data)
{
  static const char *const rules[] =
  {
    "{\"drop_mid_body\":1,\"for\":1}", "{\"truncate_json\":true,\"for\":1}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autofree char *base = dwt_server_modified (fixture, "Customer", "CUST-00001");
      g_autofree char *group = g_strdup_printf ("{\"customer_group\":\"x%u\"}", (guint) i);
      g_autofree char *operation = dwt_operation (NULL, "update", "Customer", "CUST-00001", group,
                                                  base);
      g_autoptr (DwtReply) lost = NULL;
      g_autoptr (DwtReply) again = NULL;

      add_fault (fixture, rules[i]);
      lost = dwt_server_push (fixture, "dispatcher", operation, NULL);
      g_assert_null (lost->json);
      if (i == 0)
        g_assert_nonnull (lost->error);
      else
        g_assert_cmpuint (lost->status, ==, 200);

      again = dwt_server_push (fixture, "dispatcher", operation, NULL);
      dwt_assert_reply (again, "message.results.0.status", "duplicate");
    }
}

static void
test_latency (DwtServer    *fixture,
              gconstpointer data)
{
  gint64 before;

  add_fault (fixture, "{\"latency_ms\":150,\"for\":1}");
  before = g_get_monotonic_time ();
  g_assert_cmpuint (ask (fixture, WHO), ==, 200);
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 150000);
}

static void
test_expire (DwtServer    *fixture,
             gconstpointer data)
{
  g_autoptr (DwtReply) first = dwt_server_feed (fixture, "dispatcher", "Customer", DWT_ORG, "", 9);
  g_autofree char *since = dwt_reply_get (first, "message.next_since");
  g_autoptr (DwtReply) second = NULL;
  g_autoptr (DwtReply) third = NULL;
  g_autoptr (DwtReply) fourth = NULL;
  g_autofree char *next = NULL;

  add_fault (fixture, "{\"expire_watermarks\":true}");
  second = dwt_server_feed (fixture, "dispatcher", "Customer", DWT_ORG, since, 9);
  g_assert_cmpuint (second->status, ==, 410);
  third = dwt_server_feed (fixture, "dispatcher", "Customer", DWT_ORG, "", 9);
  next = dwt_reply_get (third, "message.next_since");
  fourth = dwt_server_feed (fixture, "dispatcher", "Customer", DWT_ORG, next, 9);
  g_assert_cmpuint (fourth->status, ==, 200);
}

static gint64
get_clock (DwtServer *fixture)
{
  g_autoptr (DwtReply) reply = dwt_server_call (fixture, NULL, "GET", "/health", NULL);

  return g_ascii_strtoll (soup_message_headers_get_one (reply->headers, "X-Sandbox-Clock"), NULL,
                          10);
}

static void
test_skew (DwtServer    *fixture,
           gconstpointer data)
{
  gint64 before = get_clock (fixture);

  add_fault (fixture, "{\"clock_skew_s\":-3600}");
  g_assert_cmpint (get_clock (fixture) - before, <, -G_GINT64_CONSTANT (3500) * G_USEC_PER_SEC);
  {
    g_autofree char *base = dwt_server_modified (fixture, "Customer", "CUST-00001");
    g_autoptr (DwtReply) reply = dwt_server_push_one (fixture, "dispatcher", "update", "Customer",
                                                      "CUST-00001", "{\"customer_group\":\"x\"}",
                                                      base);
    g_autofree char *after = dwt_reply_get (reply, "message.results.0.server_ts");

    /* Even a clock that went back gives every state its own `modified`. */
    g_assert_cmpstr (after, >, base);
  }
}

/* Equal seeds, equal requests: equal misfortune. */
static void
test_deterministic (void)
{
  char outcomes[2][65] = { "", "" };

  for (guint run = 0; run < 2; run++)
    {
      DwsServerOptions options = { .seed = 42 };
      DwtServer server;

      dwt_server_init (&server, &options);
      add_fault (&server, "{\"error_rate\":0.5}");
      for (guint i = 0; i < 64; i++)
        outcomes[run][i] = ask (&server, "/health") == 200 ? '.' : 'x';
      dwt_server_clear (&server);
    }

  g_assert_cmpstr (outcomes[0], ==, outcomes[1]);
  g_assert_nonnull (strchr (outcomes[0], '.'));
  g_assert_nonnull (strchr (outcomes[0], 'x'));
}

static void
test_flags (void)
{
  const char *const good[] = { "status=500", "match=/api/", NULL };
  const char *const bad[] = { "status", NULL };
  DwsServerOptions options = { .seed = 7, .faults = good };
  DwtServer server;
  g_autoptr (DwsServer) refused = NULL;
  g_autoptr (GError) error = NULL;

  dwt_server_init (&server, &options);
  g_assert_cmpuint (ask (&server, WHO), ==, 500);
  g_assert_cmpuint (ask (&server, "/health"), ==, 200);
  dwt_server_clear (&server);

  options.faults = bad;
  refused = dws_server_new (&options);
  g_assert_false (dws_server_start (refused, &error));
  g_assert_nonnull (error);
}

#define ADD(path, function) \
  g_test_add (path, DwtServer, NULL, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sandbox/faults/rules", test_rules);
  ADD ("/sandbox/faults/status", test_status);
  ADD ("/sandbox/faults/refused-write", test_refused_write);
  ADD ("/sandbox/faults/lost-answer", test_lost_answer);
  ADD ("/sandbox/faults/latency", test_latency);
  ADD ("/sandbox/faults/expire", test_expire);
  ADD ("/sandbox/faults/skew", test_skew);
  g_test_add_func ("/sandbox/faults/deterministic", test_deterministic);
  g_test_add_func ("/sandbox/faults/flags", test_flags);

  return g_test_run ();
}
