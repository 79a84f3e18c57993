/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-server-private.h"

#include "dws-problem.h"

#include <string.h>

typedef enum
{
  VERB_GET = 1 << 0,
  VERB_POST = 1 << 1,
  VERB_PUT = 1 << 2,
  VERB_DELETE = 1 << 3,
} Verbs;

typedef enum
{
  ROUTE_NONE = 0,
  ROUTE_GUEST = 1 << 0,      /* no credentials needed */
  ROUTE_LOOPBACK = 1 << 1,   /* only from this machine */
  ROUTE_BELOW = 1 << 2,      /* and everything below it */
} RouteFlags;

typedef struct
{
  const char *path;          /* segments joined by '/' */
  Verbs verbs;
  RouteFlags flags;
  DwsHandler handler;
} Route;

static void serve_health (DwsServer  *self,
                          DwsRequest *request);
static void serve_metrics (DwsServer  *self,
                           DwsRequest *request);

static const Route routes[] =
{
  { "api/method/frappe.auth.get_logged_user", VERB_GET | VERB_POST, ROUTE_NONE,
    dws_account_serve_user },
  { "api/method/frappe.client.get_time_zone", VERB_GET | VERB_POST, ROUTE_GUEST,
    dws_account_serve_zone },
  { "api/method/dartwing.permissions.api.get_user_organizations", VERB_GET | VERB_POST, ROUTE_NONE,
    dws_account_serve_organizations },
  { "api/method/dartwing_core.sync.feed", VERB_GET | VERB_POST, ROUTE_NONE, dws_feed_serve },
  { "api/method/dartwing_core.sync.upsert_batch", VERB_POST, ROUTE_NONE, dws_batch_serve },
  { "api/method/upload_file", VERB_POST, ROUTE_NONE, dws_files_upload },
  { "api/resource", VERB_GET | VERB_POST | VERB_PUT | VERB_DELETE, ROUTE_BELOW,
    dws_resource_serve },
  { "files", VERB_GET, ROUTE_GUEST | ROUTE_BELOW, dws_files_download },
  { "private/files", VERB_GET, ROUTE_BELOW, dws_files_download },
  { "tiles", VERB_GET, ROUTE_GUEST | ROUTE_BELOW, dws_tiles_serve },
  { "route/v1/driving", VERB_GET, ROUTE_GUEST | ROUTE_BELOW, dws_route_serve },
  { "table/v1/driving", VERB_GET, ROUTE_GUEST | ROUTE_BELOW, dws_table_serve },
  { "search", VERB_GET, ROUTE_GUEST, dws_search_serve },
  { "reverse", VERB_GET, ROUTE_GUEST, dws_reverse_serve },
  { "api/method/dartwing_core.observability.health.health", VERB_GET, ROUTE_GUEST, serve_health },
  { "api/method/dartwing_core.observability.api.metrics", VERB_GET, ROUTE_GUEST, serve_metrics },
  { "health", VERB_GET, ROUTE_GUEST, serve_health },
  { "metrics", VERB_GET, ROUTE_GUEST, serve_metrics },
  { "sandbox", VERB_GET | VERB_POST | VERB_DELETE, ROUTE_GUEST | ROUTE_LOOPBACK | ROUTE_BELOW,
    dws_control_serve },
};

static void
serve_health (DwsServer  *self,
              DwsRequest *request)
{
  gint64 one = 0;

  if (!dwd_db_query_int (dws_store_get_db (self->store), "SELECT 1", 0, &one, NULL))
    {
      dws_request_answer_json (request, 503, g_string_new ("{\"status\":\"unhealthy\"}"));
      return;
    }

  dws_request_answer_json (request, 200, g_string_new ("{\"status\":\"ok\"}"));
}

static void
serve_metrics (DwsServer  *self,
               DwsRequest *request)
{
  const DwsSchema *schema;
  char *text;

  for (guint i = 0; (schema = dws_schema_iterate (i)) != NULL; i++)
    dws_metrics_set (self->metrics, DWS_METRIC_DOCUMENTS,
                     (double) dws_store_count (self->store, schema->doctype),
                     "doctype", schema->name, NULL);
  dws_metrics_set (self->metrics, DWS_METRIC_SOCKET_SOCKETS,
                   dws_realtime_get_n_sockets (self->realtime), NULL);
  dws_metrics_set (self->metrics, DWS_METRIC_SOCKET_ROOMS,
                   dws_realtime_get_n_rooms (self->realtime), NULL);

  text = dws_metrics_format (self->metrics);
  dws_request_answer (request, 200, "text/plain; version=0.0.4; charset=utf-8", text,
                      strlen (text));
}

static gboolean
route_matches (const Route *route,
               DwsRequest  *request)
{
  const char *rest = route->path;
  guint i = 0;

  while (*rest != '\0')
    {
      const char *slash = strchr (rest, '/');
      gsize length = slash == NULL ? strlen (rest) : (gsize) (slash - rest);
      const char *segment = dws_request_get_segment (request, i++);

      if (segment == NULL || strlen (segment) != length || strncmp (segment, rest, length) != 0)
        return FALSE;
      rest += length + (slash != NULL);
    }

  return i == request->segments->len || (route->flags & ROUTE_BELOW) != 0;
}

static Verbs
get_verb (DwsRequest *request)
{
  const char *method = dws_request_get_method (request);

  if (method == SOUP_METHOD_GET || method == SOUP_METHOD_HEAD)
    return VERB_GET;
  if (method == SOUP_METHOD_POST)
    return VERB_POST;
  if (method == SOUP_METHOD_PUT)
    return VERB_PUT;
  if (method == SOUP_METHOD_DELETE)
    return VERB_DELETE;

  return 0;
}

static gboolean
is_loopback (DwsRequest *request)
{
  GSocketAddress *address = soup_server_message_get_remote_address (request->message);
  GInetAddress *inet;

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return FALSE;

  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));

  return g_inet_address_get_is_loopback (inet);
}

static gboolean
authenticate (DwsServer  *self,
              DwsRequest *request,
              GError    **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *authorization = soup_message_headers_get_one (headers, "Authorization");

  if (authorization == NULL)
    return TRUE;

  request->user = dws_users_authenticate (self->users, authorization, error);

  return request->user != NULL;
}

static const Route *
find_route (DwsRequest *request,
            GError    **error)
{
  const char *first = dws_request_get_segment (request, 0);
  const char *second = dws_request_get_segment (request, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (!route_matches (&routes[i], request))
        continue;

      request->endpoint = routes[i].path;
      if ((routes[i].verbs & get_verb (request)) != 0)
        return &routes[i];

      /* A method called with the wrong verb is a matter of permission to Frappe. */
      if (g_strcmp0 (second, "method") == 0 && get_verb (request) != 0)
        dws_problem_set (error, DWS_PROBLEM_PERMISSION, NULL, "Not permitted");
      else
        dws_problem_set (error, DWS_PROBLEM_NOT_FOUND, NULL, "Not found");
      return NULL;
    }

  if (g_strcmp0 (first, "api") == 0 && g_strcmp0 (second, "method") == 0)
    dws_problem_set (error, DWS_PROBLEM_VALIDATION, NULL, "Failed to get method for command %s",
                     dws_request_get_segment (request, 2) == NULL ? "" :
                     dws_request_get_segment (request, 2));
  else
    dws_problem_set (error, DWS_PROBLEM_NOT_FOUND, NULL, "Not found");

  return NULL;
}

/**
 * dws_router_handle:
 *
 * Finds the endpoint, asks for credentials where it needs them, and lets it answer.
 */
void
dws_router_handle (DwsServer  *self,
                   DwsRequest *request)
{
  g_autoptr (GError) error = NULL;
  const Route *route = NULL;

  if (authenticate (self, request, &error))
    route = find_route (request, &error);
  else
    request->endpoint = "unauthenticated";

  if (route != NULL && (route->flags & ROUTE_LOOPBACK) != 0 && !is_loopback (request))
    {
      dws_problem_set (&error, DWS_PROBLEM_PERMISSION, NULL, "Only from this machine");
      route = NULL;
    }
  if (route != NULL && (route->flags & ROUTE_GUEST) == 0 && request->user == NULL)
    {
      dws_problem_set (&error, g_strcmp0 (route->path, routes[0].path) == 0 ?
                       DWS_PROBLEM_AUTHENTICATION : DWS_PROBLEM_PERMISSION, NULL,
                       "You are not permitted to access this resource.");
      route = NULL;
    }

  if (route == NULL)
    dws_request_answer_error (request, error);
  else
    route->handler (self, request);
}
