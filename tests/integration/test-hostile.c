/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "dwd-engine.h"
#include "dwt-wait.h"

/*
 * A server that the sandbox would never be: it answers like a Dartwing site and then says what no site
 * should. The engine as a whole must refuse it for a typed reason, count it, and go on.
 */

#define ORG "ORG-1"
#define STAMP "2026-11-24 10:00:00.000000"
#define JOB_ROW(name, fields) \
  "{\"name\":\"" name "\",\"creation\":\"" STAMP "\",\"modified\":\"" STAMP "\",\"docstatus\":0," \
  "\"deleted\":0,\"data\":{\"name\":\"" name "\",\"organization\":\"" ORG "\"," fields "}}"
#define PAGE(rows) "{\"message\":{\"rows\":[" rows "],\"next_since\":\"w\",\"has_more\":false}}"

typedef struct
{
  const char *broken_doctype;        /* (nullable): whose feed answers… */
  guint broken_status;               /* …this… */
  const char *broken_body;           /* …and that */
  gboolean all_broken;
  const char *event;                 /* (nullable): sent to everybody who joins, as it stands */

  char *dir;
  SoupServer *server;
  char *url;
  DwdEngine *engine;
  GPtrArray *sockets;                /* of SoupWebsocketConnection */
} Fixture;

static void
respond (SoupServerMessage *message,
         guint              status,
         const char        *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

static void
answer_feed (Fixture           *fixture,
             SoupServerMessage *message,
             GHashTable        *query)
{
  const char *doctype = g_hash_table_lookup (query, "doctype");

  if (fixture->all_broken)
    respond (message, 500, "{}");
  else if (g_strcmp0 (doctype, fixture->broken_doctype) == 0)
    respond (message, fixture->broken_status, fixture->broken_body);
  else if (g_strcmp0 (doctype, "Dispatch Job") == 0)
    respond (message, 200, PAGE (JOB_ROW ("JOB-1", "\"title\":\"Leak\",\"status\":\"Unassigned\"")));
  else
    respond (message, 200, PAGE (""));
}

static void
server_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  static const struct { const char *suffix; const char *body; } answers[] = {
    { "get_logged_user", "{\"message\":\"ana@example.org\"}" },
    { "get_time_zone", "{\"message\":{\"time_zone\":\"Asia/Almaty\"}}" },
    { "get_user_organizations", "{\"message\":[{\"name\":\"" ORG "\",\"org_name\":\"One\",\"site\":\"site\"}]}" },
  };

  if (g_str_has_suffix (path, ".sync.feed") && query != NULL)
    {
      answer_feed (user_data, message, query);
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      if (g_str_has_suffix (path, answers[i].suffix))
        {
          respond (message, 200, answers[i].body);
          return;
        }
    }

  respond (message, 404, "{}");
}

static void
socket_message_cb (SoupWebsocketConnection *socket,
                   int                      type,
                   GBytes                  *data,
                   Fixture                 *fixture)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  const char *id = text + strlen ("42/site,");
  g_autofree char *ack = NULL;

  if (g_str_has_prefix (text, "40/site"))
    {
      soup_websocket_connection_send_text (socket, "40/site,{\"sid\":\"b\"}");
      if (fixture->event != NULL)
        soup_websocket_connection_send_text (socket, fixture->event);
    }
  else if (g_str_has_prefix (text, "42/site,") && g_ascii_isdigit (*id))
    {
      ack = g_strdup_printf ("43/site,%d[{\"ok\":true}]", (int) g_ascii_strtoll (id, NULL, 10));
      soup_websocket_connection_send_text (socket, ack);
    }
}

static void
socket_cb (SoupServer              *server,
           SoupServerMessage       *message,
           const char              *path,
           SoupWebsocketConnection *socket,
           gpointer                 user_data)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->sockets, g_object_ref (socket));
  g_signal_connect (socket, "message", G_CALLBACK (socket_message_cb), fixture);
  soup_websocket_connection_send_text (socket, "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000,"
                                       "\"pingTimeout\":20000,\"maxPayload\":1000000}");
}

static void
sign_in (Fixture *fixture)
{
  g_autofree char *profile = g_build_filename (fixture->dir, "profile", NULL);
  g_autoptr (DwdSecretStore) secrets = dwd_secret_store_new_memory ();
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) signed_in = NULL;
  g_autoptr (GError) error = NULL;

  fixture->engine = dwd_engine_new (profile, NULL);
  dwd_engine_set_secret_store (fixture->engine, secrets);
  dwd_engine_open_async (fixture->engine, NULL, dwt_result_cb, &opened);
  g_assert_true (dwd_engine_open_finish (fixture->engine, dwt_wait_result (&opened), &error));
  g_assert_no_error (error);
  dwd_engine_sign_in_async (fixture->engine, fixture->url, "key", "secret", NULL, dwt_result_cb, &signed_in);
  dwd_engine_sign_in_finish (fixture->engine, dwt_wait_result (&signed_in), &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  fixture->dir = dwt_make_dir ();
  fixture->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, server_cb, fixture, NULL);
  soup_server_add_websocket_handler (fixture->server, "/socket.io/", NULL, NULL, socket_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  dwd_engine_close_async (fixture->engine, dwt_result_cb, &result);
  g_assert_true (dwd_engine_close_finish (fixture->engine, dwt_wait_result (&result), &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  soup_server_disconnect (fixture->server);
  g_clear_pointer (&fixture->sockets, g_ptr_array_unref);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->engine);
  g_clear_object (&fixture->server);
  g_clear_pointer (&fixture->url, g_free);
  g_clear_pointer (&fixture->dir, dwt_remove_dir);
}

static const DwdSyncStatusFields *
status (Fixture *fixture)
{
  return dwd_sync_status_peek (dwd_engine_get_sync_status (fixture->engine));
}

static gboolean
is_live (gpointer data)
{
  return status (data)->state == DWD_SYNC_LIVE;
}

static gboolean
is_offline (gpointer data)
{
  return status (data)->state == DWD_SYNC_OFFLINE;
}

static gboolean
has_refused (gpointer data)
{
  return status (data)->refused > 0;
}

static void
assert_job_is_there (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  dwd_engine_query_async (fixture->engine, "Dispatch Job", NULL, "name", 0, NULL, dwt_result_cb, &result);
  rows = dwd_engine_query_finish (fixture->engine, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);
}

/* One collection that cannot be had, the very first one: the rest of the work goes on. */
static void
test_broken_collection (Fixture      *fixture,
                        gconstpointer data)
{
  static const struct { guint status; const char *body; } cases[] = {
    { 500, "{\"exc_type\":\"OperationalError\"}" },
    { 200, "{\"message\":{\"rows\":[{\"name\":" },
    { 200, "{\"message\":{\"rows\":[],\"next_since\":\"w\",\"has_more\":true,\"has_more\":7}}" },
  };

  fixture->broken_doctype = "Organization";
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fixture->broken_status = cases[i].status;
      fixture->broken_body = cases[i].body;
      if (fixture->engine == NULL)
        sign_in (fixture);
      else
        dwd_engine_sync_now (fixture->engine);

      dwt_wait_until (is_live, fixture);
      dwt_wait_until (has_refused, fixture);
      g_assert_cmpint (status (fixture)->failure, ==, DWD_FAILURE_NONE);
      assert_job_is_there (fixture);
    }
}

/* No feed answers, or none is there: that is the server. */
static void
test_broken_server (Fixture      *fixture,
                    gconstpointer data)
{
  sign_in (fixture);
  dwt_wait_until (is_live, fixture);

  fixture->all_broken = TRUE;
  dwd_engine_sync_now (fixture->engine);
  dwt_wait_until (is_offline, fixture);
  g_assert_cmpint (status (fixture)->failure, ==, DWD_FAILURE_BROKEN);
  assert_job_is_there (fixture);
  fixture->all_broken = FALSE;
  dwt_wait_until (is_live, fixture);

  soup_server_remove_handler (fixture->server, NULL);
  dwd_engine_sync_now (fixture->engine);
  dwt_wait_until (is_offline, fixture);
  g_assert_cmpint (status (fixture)->failure, ==, DWD_FAILURE_NOT_FOUND);
  soup_server_add_handler (fixture->server, NULL, server_cb, fixture, NULL);
  dwt_wait_until (is_live, fixture);
}

#define ADD(name, func) g_test_add ("/hostile/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("broken-collection", test_broken_collection);
  ADD ("broken-server", test_broken_server);

  return g_test_run ();
}
