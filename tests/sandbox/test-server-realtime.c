/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-server.h"
#include "dwt-socket.h"

#include <math.h>
#include <string.h>

#define NSP "/sandbox"

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
edit_customer (DwtServer  *fixture,
               const char *user,
               const char *name,
               const char *group)
{
  g_autofree char *path = g_strdup_printf ("/api/resource/Customer/%s", name);
  g_autofree char *body = g_strdup_printf ("{\"customer_group\":\"%s\"}", group);
  g_autoptr (DwtReply) reply = dwt_server_call (fixture, user, "PUT", path, body);

  g_assert_cmpuint (reply->status, ==, 200);
}

static void
control (DwtServer  *fixture,
         const char *path,
         const char *body)
{
  g_autoptr (DwtReply) reply = dwt_server_call (fixture, NULL, "POST", path, body);

  g_assert_cmpuint (reply->status, ==, 200);
}

/* Who comes in, and what the others are told. */
static void
test_handshake (DwtServer    *fixture,
                gconstpointer data)
{
  static const struct
  {
    DwtHandshake handshake;
    const char *nsp;
    const char *answer;
  } rows[] =
  {
    { { "dispatcher" }, NSP, "40/sandbox,{" },
    { { "dispatcher" }, "/127.0.0.1", "40/127.0.0.1,{" },
    { { "dispatcher" }, "/elsewhere", "44/elsewhere,{\"message\":\"Invalid namespace\"" },
    { { "dispatcher", "http://localhost" }, NSP, "44/sandbox,{\"message\":\"Invalid origin\"" },
    { { "dispatcher", "" }, NSP, "44/sandbox,{\"message\":\"Invalid origin\"" },
    { { "dispatcher", NULL, "" }, NSP, "44/sandbox,{\"message\":\"No cookie transmitted.\"" },
    { { NULL }, NSP, "44/sandbox,{\"message\":\"No authentication method used." },
    { { "nobody" }, NSP, "44/sandbox,{\"message\":\"Unauthorized: Error: Unauthorized\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DwtSocket socket;
      g_autofree char *connect = g_strdup_printf ("40%s,", rows[i].nsp);
      g_autofree char *open = NULL;
      g_autofree char *answer = NULL;

      dwt_socket_init (&socket, fixture, &rows[i].handshake);
      g_assert_nonnull (socket.connection);
      open = dwt_socket_expect (&socket, "0{");
      dwt_socket_send (&socket, connect);
      answer = dwt_socket_expect (&socket, rows[i].answer);
      dwt_socket_clear (&socket);
    }
}

static void
test_delta (DwtServer    *fixture,
            gconstpointer data)
{
  static const char *const channels[] =
  {
    "sync:Customer:" DWT_ORG, "sync:customer:" DWT_ORG,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (channels); i++)
    {
      DwtHandshake who = { "viewer" };
      DwtSocket socket;
      g_autofree char *ack = NULL;
      g_autofree char *delta = NULL;
      g_autofree char *left = NULL;
      g_autofree char *group = g_strdup_printf ("Group %u", (guint) i);

      dwt_socket_init (&socket, fixture, &who);
      dwt_socket_join (&socket, NSP);
      ack = dwt_socket_subscribe (&socket, NSP, channels[i]);
      g_assert_cmpstr (ack, ==, "43/sandbox,5[{\"ok\":true}]");

      edit_customer (fixture, "dispatcher", "CUST-00001", group);
      delta = dwt_socket_expect (&socket, "42/sandbox,[\"delta\",{\"channel\":\"sync:Customer:"
                                 DWT_ORG "\",\"doctype\":\"Customer\",\"org\":\"" DWT_ORG
                                 "\",\"row\":{\"name\":\"CUST-00001\",");
      g_assert_nonnull (strstr (delta, group));

      dwt_socket_send (&socket, "42/sandbox,6[\"unsubscribe\",{\"channel\":\"sync:Customer:"
                       DWT_ORG "\"}]");
      left = dwt_socket_expect (&socket, "43/sandbox,6[{\"ok\":true}]");
      edit_customer (fixture, "dispatcher", "CUST-00001", "Unheard");
      g_assert_false (dwt_socket_has (&socket, "42/sandbox,[\"delta\""));
      dwt_socket_clear (&socket);
    }
}

static void
test_refused_channels (DwtServer    *fixture,
                       gconstpointer data)
{
  static const struct
  {
    const char *channel;
    const char *ack;
  } rows[] =
  {
    { "sync:Customer:" DWT_ORG, "43/sandbox,5[{\"error\":\"Permission denied\"}]" },
    { "sync:Customer:", "43/sandbox,5[{\"error\":\"Permission denied\"}]" },
    { "sync:Nothing:" DWT_OTHER_ORG, "43/sandbox,5[{\"error\":\"Unknown channel\"}]" },
    { "user:ana@astana.example", "43/sandbox,5[{\"error\":\"Unknown channel\"}]" },
    { "", "43/sandbox,5[{\"error\":\"Unknown channel\"}]" },
    { "sync:Customer:" DWT_OTHER_ORG, "43/sandbox,5[{\"ok\":true}]" },
  };
  DwtHandshake who = { "other" };
  DwtSocket socket;

  dwt_socket_init (&socket, fixture, &who);
  dwt_socket_join (&socket, NSP);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *ack = dwt_socket_subscribe (&socket, NSP, rows[i].channel);

      g_assert_cmpstr (ack, ==, rows[i].ack);
    }

  /* What has no channel at all, and arguments that are none. */
  {
    static const char *const noise[] =
    {
      "42/sandbox,8[\"subscribe\"]", "42/sandbox,8[\"subscribe\",7]",
      "42/sandbox,8[\"subscribe\",{\"channel\":7}]", "42/sandbox,8[\"doc_open\"]",
      "42/sandbox,8[\"doc_open\",\"Dispatch Job\",\"JOB-2026-00001\"]",
    };

    for (gsize i = 0; i < G_N_ELEMENTS (noise); i++)
      {
        g_autofree char *ack = NULL;

        dwt_socket_send (&socket, noise[i]);
        ack = dwt_socket_expect (&socket, "43/sandbox,8[{\"error\":");
      }
  }

  edit_customer (fixture, "dispatcher", "CUST-00001", "Secret");
  g_assert_false (dwt_socket_has (&socket, "42/sandbox,[\"delta\""));
  dwt_socket_clear (&socket);
}

static void
test_root_is_silent (DwtServer    *fixture,
                     gconstpointer data)
{
  DwtHandshake who = { "dispatcher" };
  DwtSocket socket;
  g_autofree char *open = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *ack = NULL;

  dwt_socket_init (&socket, fixture, &who);
  open = dwt_socket_expect (&socket, "0{");
  dwt_socket_send (&socket, "40");
  joined = dwt_socket_expect (&socket, "40{");
  dwt_socket_send (&socket, "423[\"subscribe\",{\"channel\":\"sync:Customer:" DWT_ORG "\"}]");
  ack = dwt_socket_expect (&socket, "433[{\"error\":");
  dwt_socket_clear (&socket);
}

static void
test_lost_membership (DwtServer    *fixture,
                      gconstpointer data)
{
  DwtHandshake who = { "viewer" };
  DwtSocket socket;
  g_autofree char *ack = NULL;
  g_autofree char *again = NULL;

  dwt_socket_init (&socket, fixture, &who);
  dwt_socket_join (&socket, NSP);
  ack = dwt_socket_subscribe (&socket, NSP, "sync:Customer:" DWT_ORG);
  control (fixture, "/sandbox/members",
           "{\"user\":\"vera@astana.example\",\"organization\":\"" DWT_ORG "\",\"role\":null}");
  edit_customer (fixture, "dispatcher", "CUST-00001", "Secret");
  g_assert_false (dwt_socket_has (&socket, "42/sandbox,[\"delta\""));
  again = dwt_socket_subscribe (&socket, NSP, "sync:Customer:" DWT_ORG);
  g_assert_cmpstr (again, ==, "43/sandbox,5[{\"error\":\"Permission denied\"}]");
  dwt_socket_clear (&socket);
}

static void
test_location (DwtServer    *fixture,
               gconstpointer data)
{
  DwtHandshake who = { "dispatcher" };
  DwtSocket socket;
  DwsFix fix = { "HR-EMP-00001", DWT_ORG, 51.1234567, 71.4, NAN, 0, 5, 80, 1795489200250000 };
  g_autofree char *ack = NULL;
  g_autofree char *event = NULL;
  g_autofree char *second = NULL;
  g_autoptr (DwtReply) kept = NULL;

  dwt_socket_init (&socket, fixture, &who);
  dwt_socket_join (&socket, NSP);
  ack = dwt_socket_subscribe (&socket, NSP, "sync:technician_location:" DWT_ORG);
  dws_world_report (DWS_WORLD (fixture->server), &fix);
  event = dwt_socket_expect (&socket, "42/sandbox,[\"technician_location\",");
  g_assert_cmpstr (event, ==, "42/sandbox,[\"technician_location\",{\"employee\":\"HR-EMP-00001\","
                   "\"latitude\":51.1234567,\"longitude\":71.4000000,\"heading\":null,"
                   "\"speed_kmh\":0,\"accuracy_m\":5,\"battery\":80,"
                   "\"recorded_at\":\"2026-11-24T03:00:00.250Z\",\"org\":\"" DWT_ORG "\"}]");

  /* Every report is an event; the record is written now and then. */
  fix.recorded_us += G_USEC_PER_SEC;
  fix.latitude = 51.2;
  fix.heading = 90;
  dws_world_report (DWS_WORLD (fixture->server), &fix);
  second = dwt_socket_expect (&socket, "42/sandbox,[\"technician_location\",");
  g_assert_nonnull (strstr (second, "\"heading\":90,"));
  g_assert_false (dwt_socket_has (&socket, "42/sandbox,[\"delta\""));
  kept = dwt_server_feed (fixture, "dispatcher", "Technician Location", DWT_ORG, "", 9);
  g_assert_cmpuint (dwt_reply_length (kept, "message.rows"), ==, 1);
  dwt_assert_reply (kept, "message.rows.0.name", "HR-EMP-00001");
  dwt_assert_reply (kept, "message.rows.0.data.recorded_at", "2026-11-24 08:00:00.250000");
  dwt_socket_clear (&socket);
}

static void
test_presence (DwtServer    *fixture,
               gconstpointer data)
{
  DwtHandshake hers = { "dispatcher" };
  DwtHandshake his = { "supervisor" };
  DwtSocket she;
  DwtSocket he;
  g_autofree char *ack = NULL;
  g_autofree char *opened = NULL;
  g_autofree char *closed = NULL;
  g_autofree char *gone = NULL;

  dwt_socket_init (&she, fixture, &hers);
  dwt_socket_join (&she, NSP);
  ack = dwt_socket_subscribe (&she, NSP, "sync:Dispatch Job:" DWT_ORG);
  dwt_socket_init (&he, fixture, &his);
  dwt_socket_join (&he, NSP);

  dwt_socket_send (&he, "42/sandbox,[\"doc_open\",\"Dispatch Job\",\"JOB-2026-00001\"]");
  opened = dwt_socket_expect (&she, "42/sandbox,[\"presence\",{\"user\":\"ben@astana.example\","
                              "\"document\":\"Dispatch Job/JOB-2026-00001\",\"action\":\"open\"");
  dwt_socket_send (&he, "42/sandbox,[\"doc_close\",\"Dispatch Job\",\"JOB-2026-00001\"]");
  closed = dwt_socket_expect (&she, "42/sandbox,[\"presence\",{\"user\":\"ben@astana.example\","
                              "\"document\":\"Dispatch Job/JOB-2026-00001\",\"action\":\"close\"");

  /* Whoever goes away closes what he had open. */
  dwt_socket_send (&he, "42/sandbox,[\"doc_open\",\"Dispatch Job\",\"JOB-2026-00002\"]");
  dwt_socket_clear (&he);
  gone = dwt_socket_expect (&she, "42/sandbox,[\"presence\",{\"user\":\"ben@astana.example\","
                            "\"document\":\"Dispatch Job/JOB-2026-00002\",\"action\":\"close\"");
  dwt_socket_clear (&she);
}

static void
test_notification (DwtServer    *fixture,
                   gconstpointer data)
{
  DwtHandshake hers = { "dispatcher" };
  DwtHandshake his = { "supervisor" };
  DwtSocket she;
  DwtSocket he;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;
  g_autofree char *event = NULL;
  g_autofree char *delta = NULL;
  g_autoptr (DwtReply) reply = NULL;

  dwt_socket_init (&she, fixture, &hers);
  dwt_socket_join (&she, NSP);
  one = dwt_socket_subscribe (&she, NSP, "sync:Notification:" DWT_ORG);
  dwt_socket_init (&he, fixture, &his);
  dwt_socket_join (&he, NSP);
  two = dwt_socket_subscribe (&he, NSP, "sync:Notification:" DWT_ORG);

  reply = dwt_server_call (fixture, "supervisor", "POST", "/api/resource/Notification",
                           "{\"organization\":\"" DWT_ORG "\",\"subject\":\"Late\","
                           "\"for_user\":\"ana@astana.example\"}");
  g_assert_cmpuint (reply->status, ==, 200);
  event = dwt_socket_expect (&she, "42/sandbox,[\"notification\",{\"name\":\"NOTIF-00001\"");
  delta = dwt_socket_expect (&she, "42/sandbox,[\"delta\",{\"channel\":\"sync:Notification:"
                             DWT_ORG "\"");
  g_assert_false (dwt_socket_has (&he, "42/sandbox,[\""));
  dwt_socket_clear (&he);
  dwt_socket_clear (&she);
}

static void
test_refresh (DwtServer    *fixture,
              gconstpointer data)
{
  DwtHandshake who = { "dispatcher" };
  DwtSocket socket;
  g_autofree char *ack = NULL;
  g_autofree char *delta = NULL;
  g_autofree char *refresh = NULL;
  g_autoptr (DwtReply) reply = NULL;

  dwt_socket_init (&socket, fixture, &who);
  dwt_socket_join (&socket, NSP);
  ack = dwt_socket_subscribe (&socket, NSP, "sync:Dispatch Job:" DWT_ORG);
  reply = dwt_server_call (fixture, "dispatcher", "PUT", "/api/resource/Address/ADDR-00001",
                           "{\"address_line1\":\"Turan 1\"}");
  g_assert_cmpuint (reply->status, ==, 200);
  delta = dwt_socket_expect (&socket, "42/sandbox,[\"delta\"");
  g_assert_nonnull (strstr (delta, "Turan 1"));
  refresh = dwt_socket_expect (&socket, "42/sandbox,[\"sync_refresh\",{\"doctype\":"
                               "\"Dispatch Job\",\"name\":\"JOB-2026-00001\"}]");
  dwt_socket_clear (&socket);
}

/* Each event twice; then each one behind its successor, and none lost. */
static void
test_event_faults (DwtServer    *fixture,
                   gconstpointer data)
{
  DwtHandshake who = { "dispatcher" };
  DwtSocket socket;
  g_autofree char *ack = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *early = NULL;
  g_autofree char *late = NULL;
  g_autofree char *lonely = NULL;
  g_autoptr (DwtReply) cleared = NULL;

  dwt_socket_init (&socket, fixture, &who);
  dwt_socket_join (&socket, NSP);
  ack = dwt_socket_subscribe (&socket, NSP, "sync:Customer:" DWT_ORG);

  control (fixture, "/sandbox/faults", "{\"duplicate_events\":1}");
  edit_customer (fixture, "dispatcher", "CUST-00001", "Twice");
  first = dwt_socket_expect (&socket, "42/sandbox,[\"delta\"");
  second = dwt_socket_expect (&socket, "42/sandbox,[\"delta\"");
  g_assert_cmpstr (first, ==, second);
  cleared = dwt_server_call (fixture, NULL, "DELETE", "/sandbox/faults", NULL);
  dwt_assert_reply (cleared, "faults", "[]");

  control (fixture, "/sandbox/faults", "{\"reorder_events\":true}");
  {
    g_autofree char *one = dwt_operation (NULL, "insert", "Customer", NULL,
                                          "{\"organization\":\"" DWT_ORG "\","
                                          "\"customer_name\":\"One\"}", NULL);
    g_autofree char *two = dwt_operation (NULL, "insert", "Customer", NULL,
                                          "{\"organization\":\"" DWT_ORG "\","
                                          "\"customer_name\":\"Two\"}", NULL);
    g_autoptr (DwtReply) reply = dwt_server_push (fixture, "dispatcher", one, two, NULL);

    dwt_assert_reply (reply, "message.results.1.status", "success");
  }
  early = dwt_socket_expect (&socket, "42/sandbox,[\"delta\"");
  late = dwt_socket_expect (&socket, "42/sandbox,[\"delta\"");
  g_assert_nonnull (strstr (early, "\"Two\""));
  g_assert_nonnull (strstr (late, "\"One\""));

  edit_customer (fixture, "dispatcher", "CUST-00001", "Lonely");
  lonely = dwt_socket_expect (&socket, "42/sandbox,[\"delta\"");
  g_assert_nonnull (strstr (lonely, "Lonely"));
  dwt_socket_clear (&socket);
}

static void
test_stop (DwtServer    *fixture,
           gconstpointer data)
{
  DwtHandshake who = { "dispatcher" };
  DwtSocket socket;
  g_autoptr (DwtReply) down = NULL;
  guint port = dws_server_get_port (fixture->server);
  guint status = 0;

  dwt_socket_init (&socket, fixture, &who);
  dwt_socket_join (&socket, NSP);
  control (fixture, "/sandbox/faults", "{\"stop\":\"connections\",\"for\":\"400ms\"}");
  DWT_WAIT_UNTIL (socket.closed);
  down = dwt_server_call (fixture, NULL, "GET", "/health", NULL);
  g_assert_cmpuint (down->status, ==, 0);

  /* And it is back where it was. */
  while (status != 200)
    {
      g_autoptr (DwtReply) reply = dwt_server_call (fixture, NULL, "GET", "/health", NULL);

      status = reply->status;
    }
  g_assert_cmpuint (dws_server_get_port (fixture->server), ==, port);
  dwt_socket_clear (&socket);
}

#define ADD(path, function) \
  g_test_add (path, DwtServer, NULL, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sandbox/realtime/handshake", test_handshake);
  ADD ("/sandbox/realtime/delta", test_delta);
  ADD ("/sandbox/realtime/refused-channels", test_refused_channels);
  ADD ("/sandbox/realtime/root-is-silent", test_root_is_silent);
  ADD ("/sandbox/realtime/lost-membership", test_lost_membership);
  ADD ("/sandbox/realtime/location", test_location);
  ADD ("/sandbox/realtime/presence", test_presence);
  ADD ("/sandbox/realtime/notification", test_notification);
  ADD ("/sandbox/realtime/refresh", test_refresh);
  ADD ("/sandbox/realtime/event-faults", test_event_faults);
  ADD ("/sandbox/realtime/stop", test_stop);

  return g_test_run ();
}
