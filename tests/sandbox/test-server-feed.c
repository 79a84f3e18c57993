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

static void
control (DwtServer  *fixture,
         const char *path,
         const char *body)
{
  g_autoptr (DwtReply) reply = dwt_server_call (fixture, NULL, "POST", path, body);

  g_assert_cmpuint (reply->status, ==, 200);
}

static void
test_row (DwtServer    *fixture,
          gconstpointer data)
{
  g_autoptr (DwtReply) reply = dwt_server_feed (fixture, "viewer", "Dispatch Job", DWT_ORG, "", 1);
  g_autofree char *row_modified = dwt_reply_get (reply, "message.rows.0.modified");
  g_autofree char *since = dwt_reply_get (reply, "message.next_since");

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpuint (dwt_reply_length (reply, "message.rows"), ==, 1);
  dwt_assert_reply (reply, "message.has_more", "true");
  dwt_assert_reply (reply, "message.rows.0.name", "JOB-2026-00001");
  dwt_assert_reply (reply, "message.rows.0.deleted", "0");
  dwt_assert_reply (reply, "message.rows.0.data.doctype", "Dispatch Job");
  dwt_assert_reply (reply, "message.rows.0.data.modified", row_modified);
  dwt_assert_reply (reply, "message.rows.0.data.required_skills.0.skill", "Heating");
  g_assert_cmpuint (strlen (row_modified), ==, 26);
  g_assert_cmpuint (strlen (since), >, 0);
}

/* Spellings of the DocType, and what is no argument. */
static void
test_arguments (DwtServer    *fixture,
                gconstpointer data)
{
  static const struct
  {
    const char *query;
    guint status;
    const char *exc_type;
  } rows[] =
  {
    { "doctype=Dispatch%20Job&org=" DWT_ORG, 200, NULL },
    { "doctype=dispatch_job&org=" DWT_ORG "&since=&limit=", 200, NULL },
    { "doctype=Nothing&org=" DWT_ORG, 404, "DoesNotExistError" },
    { "org=" DWT_ORG, 417, "ValidationError" },
    { "doctype=Customer", 417, "ValidationError" },
    { "doctype=Customer&org=" DWT_ORG "&limit=0", 417, "ValidationError" },
    { "doctype=Customer&org=" DWT_ORG "&limit=-1", 417, "ValidationError" },
    { "doctype=Customer&org=" DWT_ORG "&limit=many", 417, "ValidationError" },
    { "doctype=Customer&org=" DWT_ORG "&since=2026-11-24", 410, "WatermarkExpiredError" },
    { "doctype=Customer&org=" DWT_ORG "&since=w-1-1-1", 410, "WatermarkExpiredError" },
    { "doctype=Customer&org=" DWT_OTHER_ORG, 403, "PermissionError" },
    { "doctype=Customer&org=ORG-2026-99999", 403, "PermissionError" },
    { "doctype=%FF&org=%FF", 417, "ValidationError" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/api/method/dartwing_core.sync.feed?", rows[i].query,
                                           NULL);
      g_autoptr (DwtReply) reply = dwt_server_call (fixture, "dispatcher", "GET", path, NULL);

      g_test_message ("%s", rows[i].query);
      g_assert_cmpuint (reply->status, ==, rows[i].status);
      dwt_assert_reply (reply, "exc_type", rows[i].exc_type);
    }
}

/* 1,050 rows that share two values of `modified`: every page edge lies between equals. */
static void
test_equal_modified (DwtServer    *fixture,
                     gconstpointer data)
{
  static const guint limits[] = { 7, 100, 500, 9999 };

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autofree char *since = g_strdup ("");
      gboolean more = TRUE;

      while (more)
        {
          g_autoptr (DwtReply) reply = dwt_server_feed (fixture, "dispatcher", "Dispatch Job",
                                                        DWT_ORG, since, limits[i]);
          g_autofree char *has_more = dwt_reply_get (reply, "message.has_more");
          guint n_rows = dwt_reply_length (reply, "message.rows");

          g_assert_cmpuint (n_rows, <=, MIN (limits[i], 500));
          for (guint k = 0; k < n_rows; k++)
            {
              g_autofree char *path = g_strdup_printf ("message.rows.%u.name", k);

              g_assert_true (g_hash_table_add (seen, dwt_reply_get (reply, path)));
            }
          g_free (since);
          since = dwt_reply_get (reply, "message.next_since");
          more = g_strcmp0 (has_more, "true") == 0;
        }

      g_assert_cmpuint (g_hash_table_size (seen), ==, 1050 + 3);
    }
}

/* A record appears once, at its newest write; a deleted one as a tombstone. */
static void
test_changes (DwtServer    *fixture,
              gconstpointer data)
{
  g_autoptr (DwtReply) first = dwt_server_feed (fixture, "dispatcher", "Customer", DWT_ORG, "", 9);
  g_autofree char *since = dwt_reply_get (first, "message.next_since");
  g_autofree char *base = dwt_server_modified (fixture, "Customer", "CUST-00002");
  g_autofree char *newer = NULL;
  g_autofree char *creation = NULL;
  g_autoptr (DwtReply) insert = NULL;
  g_autoptr (DwtReply) update = NULL;
  g_autoptr (DwtReply) delete = NULL;
  g_autoptr (DwtReply) second = NULL;
  g_autoptr (DwtReply) fresh = NULL;

  update = dwt_server_push_one (fixture, "dispatcher", "update", "Customer", "CUST-00002",
                                "{\"customer_group\":\"Cafe\"}", base);
  dwt_assert_reply (update, "message.results.0.status", "success");
  insert = dwt_server_push_one (fixture, "dispatcher", "insert", "Customer", "local-1",
                                "{\"organization\":\"" DWT_ORG "\",\"customer_name\":\"Short\"}",
                                NULL);
  dwt_assert_reply (insert, "message.results.0.name", "CUST-00004");
  newer = dwt_reply_get (insert, "message.results.0.server_ts");
  creation = dwt_reply_get (insert, "message.results.0.resolved_doc.creation");
  delete = dwt_server_push_one (fixture, "dispatcher", "delete", "Customer", "CUST-00004", NULL,
                                newer);
  dwt_assert_reply (delete, "message.results.0.status", "success");

  second = dwt_server_feed (fixture, "dispatcher", "Customer", DWT_ORG, since, 9);
  g_assert_cmpuint (dwt_reply_length (second, "message.rows"), ==, 2);
  dwt_assert_reply (second, "message.rows.0.name", "CUST-00002");
  dwt_assert_reply (second, "message.rows.0.data.customer_group", "Cafe");
  dwt_assert_reply (second, "message.rows.1.name", "CUST-00004");
  dwt_assert_reply (second, "message.rows.1.deleted", "1");
  dwt_assert_reply (second, "message.rows.1.data", NULL);
  dwt_assert_reply (second, "message.rows.1.creation", creation);
  dwt_assert_reply (second, "message.has_more", "false");

  /* Who begins now need not hear of the dead. */
  fresh = dwt_server_feed (fixture, "dispatcher", "Customer", DWT_ORG, "", 9);
  g_assert_cmpuint (dwt_reply_length (fresh, "message.rows"), ==, 2);
}

/* The number is given out again; name and creation together tell the two apart. */
static void
test_reused_name (DwtServer    *fixture,
                  gconstpointer data)
{
  const char *fields = "{\"organization\":\"" DWT_ORG "\",\"customer_name\":\"Twice\"}";
  g_autoptr (DwtReply) one = dwt_server_push_one (fixture, "dispatcher", "insert", "Customer",
                                                  NULL, fields, NULL);
  g_autofree char *name = dwt_reply_get (one, "message.results.0.name");
  g_autofree char *base = dwt_reply_get (one, "message.results.0.server_ts");
  g_autofree char *creation = dwt_reply_get (one, "message.results.0.resolved_doc.creation");
  g_autoptr (DwtReply) gone = dwt_server_push_one (fixture, "dispatcher", "delete", "Customer",
                                                   name, NULL, base);
  g_autoptr (DwtReply) two = dwt_server_push_one (fixture, "dispatcher", "insert", "Customer",
                                                  NULL, fields, NULL);
  g_autofree char *second = dwt_reply_get (two, "message.results.0.resolved_doc.creation");

  dwt_assert_reply (gone, "message.results.0.status", "success");
  dwt_assert_reply (two, "message.results.0.name", name);
  g_assert_cmpstr (creation, !=, second);
}

static void
test_isolation (DwtServer    *fixture,
                gconstpointer data)
{
  static const char *const doctypes[] =
  {
    "Organization", "Employee", "Customer", "Address", "Dispatch Job", "Schedule Entry",
    "Shift Template", "Leave Application", "Geofence", "Technician Location", "Notification",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (doctypes); i++)
    {
      g_autoptr (DwtReply) refused = dwt_server_feed (fixture, "other", doctypes[i], DWT_ORG, "",
                                                      500);
      g_autoptr (DwtReply) own = dwt_server_feed (fixture, "other", doctypes[i], DWT_OTHER_ORG, "",
                                                  500);
      g_autofree char *text = NULL;

      g_assert_cmpuint (refused->status, ==, 403);
      g_assert_cmpuint (own->status, ==, 200);
      text = g_strndup (g_bytes_get_data (own->body, NULL), g_bytes_get_size (own->body));
      g_assert_null (strstr (text, DWT_ORG));
    }
}

/* A notification is one person's. */
static void
test_notifications (DwtServer    *fixture,
                    gconstpointer data)
{
  g_autoptr (DwtReply) insert =
    dwt_server_push_one (fixture, "supervisor", "insert", "Notification", NULL,
                         "{\"organization\":\"" DWT_ORG "\",\"subject\":\"Late\","
                         "\"for_user\":\"ana@astana.example\"}", NULL);
  g_autoptr (DwtReply) hers = dwt_server_feed (fixture, "dispatcher", "Notification", DWT_ORG, "",
                                               9);
  g_autoptr (DwtReply) his = dwt_server_feed (fixture, "supervisor", "Notification", DWT_ORG, "",
                                              9);
  g_autofree char *name = dwt_reply_get (insert, "message.results.0.name");
  g_autofree char *base = dwt_reply_get (insert, "message.results.0.server_ts");
  g_autofree char *path = g_strconcat ("/api/resource/Notification/", name, NULL);
  g_autoptr (DwtReply) peek = dwt_server_call (fixture, "supervisor", "GET", path, NULL);
  g_autoptr (DwtReply) edit = dwt_server_push_one (fixture, "supervisor", "update", "Notification",
                                                   name, "{\"read_state\":1}", base);

  g_assert_cmpuint (dwt_reply_length (hers, "message.rows"), ==, 1);
  g_assert_cmpuint (dwt_reply_length (his, "message.rows"), ==, 0);
  g_assert_cmpuint (peek->status, ==, 403);
  dwt_assert_reply (edit, "message.results.0.error.type", "PermissionError");
}

static void
test_expiry (DwtServer    *fixture,
             gconstpointer data)
{
  g_autoptr (DwtReply) first = dwt_server_feed (fixture, "dispatcher", "Customer", DWT_ORG, "", 9);
  g_autofree char *since = dwt_reply_get (first, "message.next_since");
  g_autoptr (DwtReply) within = NULL;
  g_autoptr (DwtReply) beyond = NULL;
  g_autoptr (DwtReply) again = NULL;

  control (fixture, "/sandbox/clock", "{\"advance_s\":172000}");
  within = dwt_server_feed (fixture, "dispatcher", "Customer", DWT_ORG, since, 9);
  g_assert_cmpuint (within->status, ==, 200);

  control (fixture, "/sandbox/clock", "{\"advance_s\":1000}");
  beyond = dwt_server_feed (fixture, "dispatcher", "Customer", DWT_ORG, since, 9);
  g_assert_cmpuint (beyond->status, ==, 410);
  dwt_assert_reply (beyond, "exc_type", "WatermarkExpiredError");

  again = dwt_server_feed (fixture, "dispatcher", "Customer", DWT_ORG, "", 9);
  g_assert_cmpuint (again->status, ==, 200);
}

/* Whoever polls now and then keeps a good watermark, also where his DocType never changes, and also
 * when tombstones of others are purged. */
static void
test_idle_poller (DwtServer    *fixture,
                  gconstpointer data)
{
  g_autofree char *since = NULL;
  g_autoptr (DwtReply) first = dwt_server_feed (fixture, "dispatcher", "Geofence", DWT_ORG, "", 9);

  since = dwt_reply_get (first, "message.next_since");
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (DwtReply) insert =
        dwt_server_push_one (fixture, "dispatcher", "insert", "Customer", NULL,
                             "{\"organization\":\"" DWT_ORG "\",\"customer_name\":\"X\"}", NULL);
      g_autofree char *name = dwt_reply_get (insert, "message.results.0.name");
      g_autofree char *base = dwt_reply_get (insert, "message.results.0.server_ts");
      g_autoptr (DwtReply) gone = dwt_server_push_one (fixture, "dispatcher", "delete", "Customer",
                                                       name, NULL, base);
      g_autoptr (DwtReply) poll = NULL;

      control (fixture, "/sandbox/clock", "{\"advance_s\":86000}");
      poll = dwt_server_feed (fixture, "dispatcher", "Geofence", DWT_ORG, since, 9);
      g_assert_cmpuint (poll->status, ==, 200);
      g_free (since);
      since = dwt_reply_get (poll, "message.next_since");
    }

  {
    g_autoptr (DwtReply) counters = dwt_server_call (fixture, NULL, "GET", "/sandbox/counters",
                                                     NULL);
    g_autofree char *tombstones = dwt_reply_get (counters, "tombstones");

    g_assert_cmpint (g_ascii_strtoll (tombstones, NULL, 10), <, 5);
  }
}

static void
test_lost_membership (DwtServer    *fixture,
                      gconstpointer data)
{
  g_autoptr (DwtReply) before = dwt_server_feed (fixture, "viewer", "Customer", DWT_ORG, "", 9);
  g_autoptr (DwtReply) after = NULL;
  g_autoptr (DwtReply) list = NULL;

  g_assert_cmpuint (before->status, ==, 200);
  control (fixture, "/sandbox/members",
           "{\"user\":\"vera@astana.example\",\"organization\":\"" DWT_ORG "\",\"role\":null}");
  after = dwt_server_feed (fixture, "viewer", "Customer", DWT_ORG, "", 9);
  list = dwt_server_call (fixture, "viewer", "GET", "/api/resource/Customer", NULL);
  g_assert_cmpuint (after->status, ==, 403);
  g_assert_cmpuint (list->status, ==, 200);
  g_assert_cmpuint (dwt_reply_length (list, "data"), ==, 0);
}

static const DwsServerOptions plain = { .seed = 7 };
static const DwsServerOptions many = { .seed = 7, .n_documents = 1050 };
static const DwsServerOptions short_memory = { .seed = 7, .retention_days = 2 };

#define ADD(path, options, function) \
  g_test_add (path, DwtServer, options, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sandbox/feed/row", &plain, test_row);
  ADD ("/sandbox/feed/arguments", &plain, test_arguments);
  ADD ("/sandbox/feed/equal-modified", &many, test_equal_modified);
  ADD ("/sandbox/feed/changes", &plain, test_changes);
  ADD ("/sandbox/feed/reused-name", &plain, test_reused_name);
  ADD ("/sandbox/feed/isolation", &plain, test_isolation);
  ADD ("/sandbox/feed/notifications", &plain, test_notifications);
  ADD ("/sandbox/feed/expiry", &short_memory, test_expiry);
  ADD ("/sandbox/feed/idle-poller", &short_memory, test_idle_poller);
  ADD ("/sandbox/feed/lost-membership", &plain, test_lost_membership);

  return g_test_run ();
}
