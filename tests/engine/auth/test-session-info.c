/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "auth/dwd-session-info.h"
#include "base/dwd-failure.h"

#define DEADLINE (20 * G_USEC_PER_SEC)

#define USER "/api/method/frappe.auth.get_logged_user"
#define ZONE "/api/method/frappe.client.get_time_zone"
#define ORGANIZATIONS "/api/method/dartwing.permissions.api.get_user_organizations"

/* What the server says to each of the three questions. */
typedef struct
{
  guint user_status;
  const char *user;
  const char *zone;
  const char *organizations;
} Answers;

typedef struct
{
  SoupServer *server;
  DwdClock *clock;
  DwdHttpClient *client;
  const Answers *answers;
  DwdAccount *account;
  GError *error;
  gboolean done;
} Fixture;

static void
server_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  Fixture *fixture = user_data;
  const char *body = NULL;
  guint status = 200;

  if (strcmp (path, USER) == 0)
    {
      status = fixture->answers->user_status;
      body = fixture->answers->user;
    }
  else if (strcmp (path, ZONE) == 0)
    {
      body = fixture->answers->zone;
    }
  else if (strcmp (path, ORGANIZATIONS) == 0)
    {
      body = fixture->answers->organizations;
    }

  if (body == NULL)
    {
      status = 417;
      body = "{\"exc_type\":\"ValidationError\"}";
    }
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body, strlen (body));
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autofree char *address = NULL;
  GSList *uris;

  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, server_cb, fixture, NULL);
  g_assert_true (soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (fixture->server);
  address = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  fixture->clock = dwd_clock_new ();
  fixture->client = dwd_http_client_new (address, fixture->clock);
  dwd_http_client_set_credentials (fixture->client, "key", "secret");
}

static void
forget (Fixture *fixture)
{
  g_clear_object (&fixture->account);
  g_clear_error (&fixture->error);
  fixture->done = FALSE;
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  forget (fixture);
  g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->clock);
  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
fetch_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->account = dwd_session_info_fetch_finish (result, &fixture->error);
  fixture->done = TRUE;
}

static void
fetch (Fixture       *fixture,
       const Answers *answers,
       GCancellable  *cancellable)
{
  gint64 start = g_get_monotonic_time ();

  forget (fixture);
  fixture->answers = answers;
  dwd_session_info_fetch_async (fixture->client, "key", cancellable, fetch_cb, fixture);
  while (!fixture->done)
    {
      g_assert_cmpint (g_get_monotonic_time () - start, <, DEADLINE);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_true ((fixture->account == NULL) == (fixture->error != NULL));
}

static const char user[] = "{\"message\":\"ana@astana.example\"}";
static const char zone[] = "{\"message\":{\"time_zone\":\"Asia/Almaty\"}}";

static void
test_whole (Fixture      *fixture,
            gconstpointer data)
{
  static const Answers answers = {
    200, user, zone,
    "{\"message\":[{\"name\":\"ORG-2026-00001\",\"org_name\":\"Astana Field Services\",\"time_zone\":\"Europe/Berlin\","
    "\"role\":\"Dispatch Manager\",\"can_write\":0,\"full_name\":\"Ana Sadykova\",\"site\":\"astana.example\"},"
    "{\"name\":\"ORG-2026-00002\"}]}",
  };
  DwdAccount *account;

  fetch (fixture, &answers, NULL);
  g_assert_no_error (fixture->error);
  account = fixture->account;
  g_assert_cmpstr (dwd_account_get_server (account), ==, dwd_http_client_get_server (fixture->client));
  g_assert_cmpstr (dwd_account_get_api_key (account), ==, "key");
  g_assert_cmpstr (dwd_account_get_user (account), ==, "ana@astana.example");
  g_assert_cmpstr (dwd_account_get_full_name (account), ==, "Ana Sadykova");
  g_assert_cmpstr (dwd_account_get_organization (account), ==, "ORG-2026-00001");
  g_assert_cmpstr (dwd_account_get_organization_name (account), ==, "Astana Field Services");
  g_assert_cmpstr (dwd_account_get_role (account), ==, "Dispatch Manager");
  g_assert_cmpstr (dwd_account_get_time_zone (account), ==, "Europe/Berlin");
  g_assert_cmpstr (dwd_account_get_site_time_zone (account), ==, "Asia/Almaty");
  g_assert_cmpstr (dwd_account_get_prefix (account), ==, "dartwing_core");
  g_assert_cmpstr (dwd_account_get_site (account), ==, "astana.example");
  g_assert_false (dwd_account_get_can_write (account));
}

/* An older server says no more than it must; a zone unknown here is as good as none. */
static void
test_older (Fixture      *fixture,
            gconstpointer data)
{
  static const char *const organizations[] = {
    "{\"message\":[{\"name\":\"ORG-2026-00001\"}]}",
    "{\"message\":[{\"name\":\"ORG-2026-00001\",\"org_name\":null,\"time_zone\":\"Atlantis/Capital\",\"role\":\"\","
    "\"full_name\":null,\"site\":\"\",\"can_write\":null}]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (organizations); i++)
    {
      Answers answers = { 200, user, zone, organizations[i] };

      fetch (fixture, &answers, NULL);
      g_assert_no_error (fixture->error);
      g_assert_cmpstr (dwd_account_get_full_name (fixture->account), ==, "ana@astana.example");
      g_assert_cmpstr (dwd_account_get_organization_name (fixture->account), ==, "ORG-2026-00001");
      g_assert_cmpstr (dwd_account_get_role (fixture->account), ==, "Dartwing User");
      g_assert_cmpstr (dwd_account_get_time_zone (fixture->account), ==, "Asia/Almaty");
      g_assert_cmpstr (dwd_account_get_site (fixture->account), ==, "127.0.0.1");
      g_assert_true (dwd_account_get_can_write (fixture->account));
    }
}

static void
test_refused (Fixture      *fixture,
              gconstpointer data)
{
  static const char organization[] = "{\"message\":[{\"name\":\"ORG-2026-00001\"}]}";
  static const struct
  {
    Answers answers;
    DwdFailure failure;
  } cases[] = {
    { { 401, "{\"exc_type\":\"AuthenticationError\"}", zone, organization }, DWD_FAILURE_SIGN_IN },
    { { 200, "{\"message\":\"Guest\"}", zone, organization }, DWD_FAILURE_SIGN_IN },
    { { 200, "{\"message\":null}", zone, organization }, DWD_FAILURE_SIGN_IN },
    { { 200, "{\"message\":\"\"}", zone, organization }, DWD_FAILURE_SIGN_IN },
    { { 200, "{}", zone, organization }, DWD_FAILURE_SIGN_IN },
    { { 200, "{", zone, organization }, DWD_FAILURE_PROTOCOL },
    { { 503, "{\"exc_type\":\"SessionStopped\"}", zone, organization }, DWD_FAILURE_BUSY },
    { { 200, user, "{\"message\":{}}", organization }, DWD_FAILURE_INVALID },
    { { 200, user, "{\"message\":{\"time_zone\":\"Atlantis/Capital\"}}", organization }, DWD_FAILURE_NOT_FOUND },
    { { 200, user, "[", organization }, DWD_FAILURE_PROTOCOL },
    { { 200, user, zone, "{\"message\":[]}" }, DWD_FAILURE_FORBIDDEN },
    { { 200, user, zone, "{\"message\":{}}" }, DWD_FAILURE_PROTOCOL },
    { { 200, user, zone, "{\"message\":[7]}" }, DWD_FAILURE_PROTOCOL },
    { { 200, user, zone, "{\"message\":[{\"name\":\"\"}]}" }, DWD_FAILURE_PROTOCOL },
    /* stock Frappe knows no such method */
    { { 200, user, zone, NULL }, DWD_FAILURE_INVALID },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fetch (fixture, &cases[i].answers, NULL);
      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, fixture->error != NULL ? fixture->error->message : "taken");
      g_assert_error (fixture->error, DWD_ERROR, (int) cases[i].failure);
    }
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  static const Answers answers = { 200, user, zone, "{\"message\":[]}" };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  fetch (fixture, &answers, cancellable);
  g_assert_error (fixture->error, DWD_ERROR, DWD_FAILURE_CANCELLED);
}

#define ADD(name, function) \
  g_test_add ("/auth/session-info/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("whole", test_whole);
  ADD ("older", test_older);
  ADD ("refused", test_refused);
  ADD ("cancelled", test_cancelled);

  return g_test_run ();
}
