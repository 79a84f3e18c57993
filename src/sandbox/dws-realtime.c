/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-realtime.h"

#include "protocol/dwd-json-scan.h"

#include "dws-clock.h"
#include "dws-problem.h"
#include "dws-server-private.h"
#include "dws-sio-server.h"

#include <math.h>
#include <string.h>

#define MAX_PAYLOAD (8 * 1024 * 1024)
#define LATE_EVENT_MS 50
#define SANDBOX_NSP "/sandbox"

struct _DwsRealtime
{
  DwsSioServer *sio;       /* (owned) */
  DwsStore *store;
  DwsUsers *users;
  DwsFaults *faults;
  DwsMetrics *metrics;
  GHashTable *clients;     /* (owned): DwsSioSocket (owned) → Client (owned) */
  GHashTable *nsps;        /* (owned): namespace → how many sockets are in it */
  GPtrArray *late;         /* (owned): of Late, events that the next one overtakes */
  GSource *flush;          /* (owned) (nullable) */
};

typedef struct
{
  DwsUser *user;           /* (owned) */
  GHashTable *channels;    /* (owned): room → organisation */
  GHashTable *documents;   /* (owned): "DocType/name" that the person has open → organisation */
} Client;

typedef struct
{
  char *room;
  char *event;
  char *args;
} Late;

static void
client_free (gpointer data)
{
  Client *client = data;

  dws_user_unref (client->user);
  g_hash_table_unref (client->channels);
  g_hash_table_unref (client->documents);
  g_free (client);
}

static void
late_free (gpointer data)
{
  Late *late = data;

  g_free (late->room);
  g_free (late->event);
  g_free (late->args);
  g_free (late);
}

static void
emit_now (DwsRealtime *self,
          const char  *room,
          const char  *event,
          const char  *args)
{
  GHashTableIter iter;
  gpointer nsp;
  guint n_delivered = 0;

  g_hash_table_iter_init (&iter, self->nsps);
  while (g_hash_table_iter_next (&iter, &nsp, NULL))
    n_delivered += dws_sio_server_emit (self->sio, nsp, room, event, args);

  dws_metrics_add (self->metrics, DWS_METRIC_SOCKET_PUBLISHED, 1, "event_type", event, NULL);
  dws_metrics_add (self->metrics, DWS_METRIC_SOCKET_DELIVERED, n_delivered, "event_type", event,
                   NULL);
}

static void
flush_late (DwsRealtime *self)
{
  g_autoptr (GPtrArray) late = g_steal_pointer (&self->late);

  self->late = g_ptr_array_new_with_free_func (late_free);
  if (self->flush != NULL)
    {
      g_source_destroy (self->flush);
      g_clear_pointer (&self->flush, g_source_unref);
    }

  for (guint i = 0; i < late->len; i++)
    {
      const Late *event = g_ptr_array_index (late, i);

      emit_now (self, event->room, event->event, event->args);
    }
}

static gboolean
flush_late_cb (gpointer user_data)
{
  flush_late (user_data);

  return G_SOURCE_REMOVE;
}

/* Held until the next event has gone out, but never for long: late, not lost. */
static void
hold_back (DwsRealtime *self,
           const char  *room,
           const char  *event,
           const char  *args)
{
  Late *late = g_new0 (Late, 1);

  late->room = g_strdup (room);
  late->event = g_strdup (event);
  late->args = g_strdup (args);
  g_ptr_array_add (self->late, late);

  if (self->flush == NULL)
    {
      self->flush = g_timeout_source_new (LATE_EVENT_MS);
      g_source_set_callback (self->flush, flush_late_cb, self, NULL);
      g_source_attach (self->flush, g_main_context_get_thread_default ());
    }
}

static void
emit (DwsRealtime *self,
      const char  *room,
      const char  *event,
      const char  *args)
{
  guint copies = dws_faults_event_copies (self->faults);

  if (self->late->len == 0 && dws_faults_event_is_late (self->faults))
    {
      hold_back (self, room, event, args);
      return;
    }

  for (guint i = 0; i < copies; i++)
    emit_now (self, room, event, args);

  if (self->late->len > 0)
    flush_late (self);
}

static char *
format_channel (const char *doctype,
                const char *org)
{
  return g_strdup_printf ("sync:%s:%s", doctype, org);
}

/* Notifications are somebody's: his room carries his name. */
static char *
format_room (const char *doctype,
             const char *org,
             const char *reader)
{
  return reader == NULL ? format_channel (doctype, org) :
         g_strdup_printf ("sync:%s:%s:%s", doctype, org, reader);
}

/**
 * dws_realtime_send_delta:
 *
 * Tells everybody who may know that a document has a new state.
 */
void
dws_realtime_send_delta (DwsRealtime  *self,
                         const DwsRow *row)
{
  g_autofree char *channel = format_channel (row->schema->name, row->org);
  g_autofree char *room = format_room (row->schema->name, row->org, row->for_user);
  g_autoptr (GString) args = NULL;

  if (g_hash_table_size (self->clients) == 0)
    return;

  args = g_string_sized_new (row->data_length + 256);
  g_string_append (args, "[{\"channel\":");
  dwd_json_append_string (args, channel, -1);
  g_string_append_printf (args, ",\"doctype\":\"%s\",\"org\":", row->schema->name);
  dwd_json_append_string (args, row->org, -1);
  g_string_append (args, ",\"row\":");
  dws_feed_append_row (args, row->name, row->creation, row->modified, row->docstatus, row->data,
                       (gssize) row->data_length);
  g_string_append (args, "}]");

  emit (self, room, "delta", args->str);
}

/**
 * dws_realtime_send_refresh:
 *
 * A document changed because one it shows did.
 */
void
dws_realtime_send_refresh (DwsRealtime  *self,
                           const DwsRow *row)
{
  g_autofree char *room = format_room (row->schema->name, row->org, row->for_user);
  g_autoptr (GString) args = g_string_new (NULL);

  g_string_append_printf (args, "[{\"doctype\":\"%s\",\"name\":", row->schema->name);
  dwd_json_append_string (args, row->name, -1);
  g_string_append (args, "}]");

  emit (self, room, "sync_refresh", args->str);
}

static void
append_number (GString    *out,
               const char *key,
               double      value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, ",\"%s\":%s", key, isfinite (value) ?
                          g_ascii_formatd (buffer, sizeof buffer, "%.7g", value) : "null");
}

static void
append_degrees (GString    *out,
                const char *key,
                double      value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, ",\"%s\":%s", key, isfinite (value) ?
                          g_ascii_formatd (buffer, sizeof buffer, "%.7f", value) : "null");
}

void
dws_realtime_send_fix (DwsRealtime  *self,
                       const DwsFix *fix)
{
  g_autofree char *room = format_channel ("Technician Location", fix->organization);
  g_autofree char *recorded = NULL;
  g_autoptr (GString) args = NULL;

  if (g_hash_table_size (self->clients) == 0)
    return;

  recorded = dws_clock_format_instant (fix->recorded_us);
  args = g_string_new ("[{\"employee\":");
  dwd_json_append_string (args, fix->employee, -1);
  append_degrees (args, "latitude", fix->latitude);
  append_degrees (args, "longitude", fix->longitude);
  append_number (args, "heading", fix->heading);
  append_number (args, "speed_kmh", fix->speed_kmh);
  append_number (args, "accuracy_m", fix->accuracy_m);
  append_number (args, "battery", fix->battery);
  g_string_append_printf (args, ",\"recorded_at\":\"%s\",\"org\":", recorded);
  dwd_json_append_string (args, fix->organization, -1);
  g_string_append (args, "}]");

  emit (self, room, "technician_location", args->str);
}

/**
 * dws_realtime_send_to_user:
 * @payload: a JSON value
 */
void
dws_realtime_send_to_user (DwsRealtime *self,
                           const char  *user,
                           const char  *event,
                           const char  *payload)
{
  g_autofree char *room = g_strdup_printf ("user:%s", user);
  g_autofree char *args = g_strdup_printf ("[%s]", payload);

  emit (self, room, event, args);
}

static char *
dup_hostname (const char *text)
{
  g_autofree char *url = NULL;
  g_autoptr (GUri) uri = NULL;

  if (text == NULL)
    return NULL;

  url = strstr (text, "://") == NULL ? g_strdup_printf ("http://%s", text) : g_strdup (text);
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return uri == NULL ? NULL : g_strdup (g_uri_get_host (uri));
}

/* Frappe's order of refusals, to the letter. */
static char *
refuse_handshake (DwsRealtime        *self,
                  const char         *nsp,
                  SoupMessageHeaders *headers,
                  DwsUser           **user)
{
  g_autofree char *host = dup_hostname (soup_message_headers_get_one (headers, "Host"));
  g_autofree char *origin = dup_hostname (soup_message_headers_get_one (headers, "Origin"));
  g_autofree char *site = g_strdup_printf ("/%s", host == NULL ? "" : host);
  const char *cookie = soup_message_headers_get_list (headers, "Cookie");
  const char *authorization = soup_message_headers_get_one (headers, "Authorization");
  g_autoptr (DwsUser) found = NULL;

  if (strcmp (nsp, "/") != 0 && strcmp (nsp, site) != 0 && strcmp (nsp, SANDBOX_NSP) != 0)
    return g_strdup ("Invalid namespace");
  if (host == NULL || origin == NULL || strcmp (host, origin) != 0)
    return g_strdup ("Invalid origin");
  if (cookie == NULL || *cookie == '\0')
    return g_strdup ("No cookie transmitted.");
  if (authorization == NULL)
    return g_strdup ("No authentication method used. Use cookie or authorization header.");

  found = dws_users_authenticate (self->users, authorization, NULL);
  if (found == NULL)
    return g_strdup ("Unauthorized: Error: Unauthorized");

  if (user != NULL)
    *user = g_steal_pointer (&found);

  return NULL;
}

static gboolean
authorize_cb (DwsSioServer       *sio,
              const char         *nsp,
              SoupMessageHeaders *headers,
              JsonNode           *auth,
              char              **message,
              DwsRealtime        *self)
{
  char *refusal = refuse_handshake (self, nsp, headers, NULL);

  if (refusal == NULL)
    return TRUE;

  *message = refusal;
  return FALSE;
}

/* "sync:dispatch_job:ORG-1" → the DocType and the organisation. */
static const DwsSchema *
parse_channel (const char *channel,
               char      **org)
{
  g_auto (GStrv) parts = channel == NULL ? NULL : g_strsplit (channel, ":", 3);
  const DwsSchema *schema;

  if (parts == NULL || g_strv_length (parts) != 3 || strcmp (parts[0], "sync") != 0)
    return NULL;

  schema = dws_schema_from_name (parts[1]);
  if (schema != NULL)
    *org = g_strdup (parts[2]);

  return schema;
}

static const char *
get_string_member (JsonArray  *args,
                   const char *member)
{
  JsonNode *node = args == NULL || json_array_get_length (args) == 0 ? NULL :
                   json_array_get_element (args, 0);
  JsonNode *value;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  value = json_object_get_member (json_node_get_object (node), member);
  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value) ||
      json_node_get_value_type (value) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (value);
}

static void
answer (DwsSioSocket *socket,
        gint64        ack_id,
        const char   *problem)
{
  g_autoptr (GString) args = NULL;

  if (ack_id < 0)
    return;

  if (problem == NULL)
    {
      dws_sio_socket_ack (socket, ack_id, "[{\"ok\":true}]", NULL);
      return;
    }

  args = g_string_new ("[{\"error\":");
  dwd_json_append_string (args, problem, -1);
  g_string_append (args, "}]");
  dws_sio_socket_ack (socket, ack_id, args->str, NULL);
}

/* Memberships may have changed since the socket connected. */
static gboolean
may_listen (DwsRealtime *self,
            Client      *client,
            const char  *org)
{
  g_autoptr (DwsUser) today = dws_users_find (self->users, client->user->user);

  return today != NULL && dws_user_find_org (today, org) != NULL;
}

static const char *
handle_subscription (DwsRealtime  *self,
                     DwsSioSocket *socket,
                     Client       *client,
                     JsonArray    *args,
                     gboolean      subscribe)
{
  const char *channel = get_string_member (args, "channel");
  g_autofree char *org = NULL;
  const DwsSchema *schema = parse_channel (channel, &org);
  g_autofree char *room = NULL;
  g_autofree char *own = NULL;

  if (strcmp (dws_sio_socket_get_nsp (socket), "/") == 0)
    return "Invalid namespace";
  if (schema == NULL)
    return "Unknown channel";

  room = format_room (schema->name, org, NULL);
  own = format_room (schema->name, org, client->user->user);

  if (!subscribe)
    {
      dws_sio_socket_leave (socket, room);
      dws_sio_socket_leave (socket, own);
      g_hash_table_remove (client->channels, room);
      g_hash_table_remove (client->channels, own);
      return NULL;
    }

  if (!may_listen (self, client, org))
    return "Permission denied";

  dws_sio_socket_join (socket, room);
  g_hash_table_insert (client->channels, g_strdup (room), g_strdup (org));
  if (schema->doctype == DWD_DOCTYPE_NOTIFICATION)
    {
      dws_sio_socket_join (socket, own);
      g_hash_table_insert (client->channels, g_strdup (own), g_strdup (org));
    }

  return NULL;
}

static void
send_presence (DwsRealtime *self,
               const char  *user,
               const char  *doctype,
               const char  *name,
               const char  *org,
               const char  *action)
{
  g_autofree char *room = format_channel (doctype, org);
  g_autoptr (GString) args = g_string_new ("[{\"user\":");
  g_autofree char *document = g_strdup_printf ("%s/%s", doctype, name);

  dwd_json_append_string (args, user, -1);
  g_string_append (args, ",\"document\":");
  dwd_json_append_string (args, document, -1);
  g_string_append_printf (args, ",\"action\":\"%s\",\"doctype\":\"%s\",\"name\":", action, doctype);
  dwd_json_append_string (args, name, -1);
  g_string_append (args, "}]");

  emit (self, room, "presence", args->str);
}

/* (doctype, name), or one object with both. */
static gboolean
read_document (JsonArray   *args,
               const char **doctype,
               const char **name)
{
  *doctype = get_string_member (args, "doctype");
  *name = get_string_member (args, "name");
  if (*doctype != NULL && *name != NULL)
    return TRUE;

  if (args == NULL || json_array_get_length (args) < 2)
    return FALSE;

  for (guint i = 0; i < 2; i++)
    {
      JsonNode *node = json_array_get_element (args, i);

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return FALSE;
      *(i == 0 ? doctype : name) = json_node_get_string (node);
    }

  return TRUE;
}

/* Presence is for those who may read the document's organisation; the opener must be one of them. */
static const char *
handle_document (DwsRealtime *self,
                 Client      *client,
                 JsonArray   *args,
                 gboolean     open)
{
  const char *doctype = NULL;
  const char *name = NULL;
  const DwsSchema *schema;
  g_autofree char *key = NULL;
  const char *org = NULL;

  if (!read_document (args, &doctype, &name))
    return "Unknown document";

  schema = dws_schema_from_name (doctype);
  if (schema == NULL)
    return "Unknown document";

  key = g_strdup_printf ("%s/%s", schema->name, name);
  if (open)
    {
      g_auto (DwsRow) row = { 0 };
      gboolean found = FALSE;

      if (!dws_store_find (self->store, schema, name, &row, &found, NULL) || !found ||
          !may_listen (self, client, row.org))
        return "Permission denied";
      send_presence (self, client->user->user, schema->name, name, row.org, "open");
      g_hash_table_insert (client->documents, g_steal_pointer (&key), g_strdup (row.org));
      return NULL;
    }

  org = g_hash_table_lookup (client->documents, key);
  if (org != NULL)
    send_presence (self, client->user->user, schema->name, name, org, "close");
  g_hash_table_remove (client->documents, key);

  return NULL;
}

static gboolean
event_cb (DwsSioSocket *socket,
          const char   *event,
          JsonArray    *args,
          GPtrArray    *attachments,
          gint64        ack_id,
          DwsRealtime  *self)
{
  Client *client = g_hash_table_lookup (self->clients, socket);
  const char *problem = NULL;

  if (client == NULL)
    return FALSE;

  if (strcmp (event, "subscribe") == 0)
    problem = handle_subscription (self, socket, client, args, TRUE);
  else if (strcmp (event, "unsubscribe") == 0)
    problem = handle_subscription (self, socket, client, args, FALSE);
  else if (strcmp (event, "doc_open") == 0)
    problem = handle_document (self, client, args, TRUE);
  else if (strcmp (event, "doc_close") == 0)
    problem = handle_document (self, client, args, FALSE);
  else if (strcmp (event, "ping") == 0)
    dws_sio_socket_emit (socket, "pong", "[]", NULL);
  else
    return FALSE;

  answer (socket, ack_id, problem);
  return TRUE;
}

static void
count_nsp (DwsRealtime *self,
           const char  *nsp,
           int          change)
{
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->nsps, nsp));

  count = (guint) ((int) count + change);
  if (count == 0)
    g_hash_table_remove (self->nsps, nsp);
  else
    g_hash_table_insert (self->nsps, g_strdup (nsp), GUINT_TO_POINTER (count));
}

static void
connected_cb (DwsSioServer *sio,
              DwsSioSocket *socket,
              DwsRealtime  *self)
{
  Client *client;
  DwsUser *user = NULL;
  g_autofree char *room = NULL;
  g_autofree char *refusal = refuse_handshake (self, dws_sio_socket_get_nsp (socket),
                                               dws_sio_socket_get_headers (socket), &user);

  if (user == NULL)
    {
      dws_sio_socket_disconnect (socket);
      return;
    }

  client = g_new0 (Client, 1);
  client->user = user;
  client->channels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  client->documents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (self->clients, g_object_ref (socket), client);

  dws_sio_socket_set_user (socket, user->user);
  g_signal_connect (socket, "event", G_CALLBACK (event_cb), self);
  dws_metrics_add (self->metrics, DWS_METRIC_SOCKET_CONNECTIONS, 1, "server_id", "sandbox", NULL);

  /* The root namespace joins but is sent nothing. */
  if (strcmp (dws_sio_socket_get_nsp (socket), "/") == 0)
    return;

  room = g_strdup_printf ("user:%s", user->user);
  dws_sio_socket_join (socket, room);
  count_nsp (self, dws_sio_socket_get_nsp (socket), 1);
}

static void
disconnected_cb (DwsSioServer *sio,
                 DwsSioSocket *socket,
                 const char   *reason,
                 DwsRealtime  *self)
{
  Client *client = g_hash_table_lookup (self->clients, socket);
  g_autoptr (DwsUser) user = NULL;
  g_autoptr (GHashTable) documents = NULL;
  GHashTableIter iter;
  gpointer key;
  gpointer org;

  if (client == NULL)
    return;

  user = dws_user_ref (client->user);
  documents = g_hash_table_ref (client->documents);
  if (strcmp (dws_sio_socket_get_nsp (socket), "/") != 0)
    count_nsp (self, dws_sio_socket_get_nsp (socket), -1);
  g_signal_handlers_disconnect_by_data (socket, self);
  g_hash_table_remove (self->clients, socket);

  g_hash_table_iter_init (&iter, documents);
  while (g_hash_table_iter_next (&iter, &key, &org))
    {
      const char *slash = strchr (key, '/');
      g_autofree char *doctype = g_strndup (key, (gsize) (slash - (const char *) key));

      send_presence (self, user->user, doctype, slash + 1, org, "close");
    }
}

DwsRealtime *
dws_realtime_new (SoupServer *soup,
                  DwsStore   *store,
                  DwsUsers   *users,
                  DwsFaults  *faults,
                  DwsMetrics *metrics,
                  guint       ping_interval_ms,
                  guint       ping_timeout_ms)
{
  DwsRealtime *self = g_new0 (DwsRealtime, 1);

  self->store = store;
  self->users = users;
  self->faults = faults;
  self->metrics = metrics;
  self->clients = g_hash_table_new_full (NULL, NULL, g_object_unref, client_free);
  self->nsps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->late = g_ptr_array_new_with_free_func (late_free);
  self->sio = dws_sio_server_new (soup, "/socket.io/", ping_interval_ms, ping_timeout_ms,
                                  MAX_PAYLOAD);
  g_signal_connect (self->sio, "authorize", G_CALLBACK (authorize_cb), self);
  g_signal_connect (self->sio, "connected", G_CALLBACK (connected_cb), self);
  g_signal_connect (self->sio, "disconnected", G_CALLBACK (disconnected_cb), self);

  return self;
}

void
dws_realtime_free (DwsRealtime *self)
{
  GHashTableIter iter;
  gpointer socket;

  if (self == NULL)
    return;

  if (self->flush != NULL)
    {
      g_source_destroy (self->flush);
      g_source_unref (self->flush);
    }

  g_signal_handlers_disconnect_by_data (self->sio, self);
  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, &socket, NULL))
    g_signal_handlers_disconnect_by_data (socket, self);

  dws_sio_server_close (self->sio);
  g_object_unref (self->sio);
  g_hash_table_unref (self->clients);
  g_hash_table_unref (self->nsps);
  g_ptr_array_unref (self->late);
  g_free (self);
}

/**
 * dws_realtime_drop_all:
 *
 * Every connection ends without a goodbye.
 */
void
dws_realtime_drop_all (DwsRealtime *self)
{
  dws_sio_server_drop_all (self->sio);
}

/**
 * dws_realtime_set_hung:
 *
 * While hung, connections stay open and say nothing, heartbeats included.
 */
void
dws_realtime_set_hung (DwsRealtime *self,
                       gboolean     hung)
{
  dws_sio_server_set_hung (self->sio, hung);
}

/**
 * dws_realtime_revoke:
 *
 * Somebody lost his membership: his sockets leave the organisation's rooms at once.
 */
void
dws_realtime_revoke (DwsRealtime *self,
                     const char  *user,
                     const char  *org)
{
  GHashTableIter clients;
  gpointer socket;
  gpointer data;

  g_hash_table_iter_init (&clients, self->clients);
  while (g_hash_table_iter_next (&clients, &socket, &data))
    {
      Client *client = data;
      GHashTableIter channels;
      gpointer room;
      gpointer channel_org;

      if (strcmp (client->user->user, user) != 0)
        continue;

      g_hash_table_iter_init (&channels, client->channels);
      while (g_hash_table_iter_next (&channels, &room, &channel_org))
        {
          if (strcmp (channel_org, org) != 0)
            continue;
          dws_sio_socket_leave (socket, room);
          g_hash_table_iter_remove (&channels);
        }
    }
}

guint
dws_realtime_get_n_sockets (DwsRealtime *self)
{
  return g_hash_table_size (self->clients);
}

guint
dws_realtime_get_n_rooms (DwsRealtime *self)
{
  GHashTableIter iter;
  gpointer data;
  guint n_rooms = 0;

  g_hash_table_iter_init (&iter, self->clients);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    n_rooms += g_hash_table_size (((Client *) data)->channels);

  return n_rooms;
}
