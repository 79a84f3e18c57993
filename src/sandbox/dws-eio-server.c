/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sio"

#include "config.h"

#include "dws-eio-server.h"

#include "dws-eio-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/*
 * The transport errors that Engine.IO names by number. All but the last are answered with 400, as
 * clients tell them apart by the code in the body.
 */
typedef enum
{
  TRANSPORT_UNKNOWN = 0,
  SESSION_UNKNOWN = 1,
  BAD_METHOD = 2,
  BAD_REQUEST = 3,
  FORBIDDEN = 4,
  VERSION_UNSUPPORTED = 5,
  NO_PROBLEM,
} Problem;

static const char *const problem_texts[] = {
  "Transport unknown",
  "Session ID unknown",
  "Bad handshake method",
  "Bad request",
  "Forbidden",
  "Unsupported protocol version",
};

typedef struct
{
  gboolean polling;
  gboolean websocket;
  gboolean get;
  gboolean post;
  gboolean options;
  const char *sid;       /* (nullable) */
  const char *version;   /* (nullable) */
} Request;

struct _DwsEioServer
{
  GObject parent_instance;

  SoupServer *server;         /* (owned) (nullable): NULL once closed */
  char *path;                 /* (owned) */
  DwsEioLimits limits;
  gboolean hung;
  GHashTable *sessions;       /* (owned): sid → DwsEioSession */
  GPtrArray *extensions;      /* (owned): of type classes, for WebSockets */
};

G_DEFINE_FINAL_TYPE (DwsEioServer, dws_eio_server, G_TYPE_OBJECT)

enum
{
  OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
answer_problem (SoupServerMessage *message,
                Problem            problem)
{
  char *body = g_strdup_printf ("{\"code\":%d,\"message\":\"%s\"}", problem,
                                problem_texts[problem]);

  soup_server_message_set_status (message,
                                  problem == FORBIDDEN ? SOUP_STATUS_FORBIDDEN
                                                       : SOUP_STATUS_BAD_REQUEST, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, body,
                                    strlen (body));
}

/* A browser page of any origin may try: it is the namespace's check of credentials that decides. */
static void
add_cors (SoupServerMessage *message)
{
  SoupMessageHeaders *in = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *out = soup_server_message_get_response_headers (message);
  const char *origin = soup_message_headers_get_one (in, "Origin");

  if (origin == NULL)
    {
      soup_message_headers_replace (out, "Access-Control-Allow-Origin", "*");
      return;
    }

  soup_message_headers_replace (out, "Access-Control-Allow-Origin", origin);
  soup_message_headers_replace (out, "Access-Control-Allow-Credentials", "true");
  soup_message_headers_append (out, "Vary", "Origin");
}

static void
answer_options (SoupServerMessage *message)
{
  SoupMessageHeaders *in = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *out = soup_server_message_get_response_headers (message);
  const char *wanted = soup_message_headers_get_list (in, "Access-Control-Request-Headers");

  soup_message_headers_replace (out, "Access-Control-Allow-Methods", "GET,POST,OPTIONS");
  soup_message_headers_replace (out, "Access-Control-Allow-Headers",
                                wanted != NULL ? wanted : "Authorization,Content-Type");
  soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
}

/* (nullable): the open session with that id. */
static DwsEioSession *
find_session (DwsEioServer *self,
              const char   *sid)
{
  DwsEioSession *session = sid != NULL ? g_hash_table_lookup (self->sessions, sid) : NULL;

  return session != NULL && !dws_eio_session_expire (session) ? session : NULL;
}

static void
read_request (SoupServerMessage *message,
              GHashTable        *query,
              Request           *request)
{
  const char *method = soup_server_message_get_method (message);
  const char *transport = query != NULL ? g_hash_table_lookup (query, "transport") : NULL;

  request->polling = g_strcmp0 (transport, "polling") == 0;
  request->websocket = g_strcmp0 (transport, "websocket") == 0;
  request->get = g_str_equal (method, "GET");
  request->post = g_str_equal (method, "POST");
  request->options = g_str_equal (method, "OPTIONS");
  request->sid = query != NULL ? g_hash_table_lookup (query, "sid") : NULL;
  request->version = query != NULL ? g_hash_table_lookup (query, "EIO") : NULL;
}

static gboolean
wants_websocket (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return soup_message_headers_header_equals (headers, "Upgrade", "websocket");
}

/* @session: (nullable): the one that the sid names. */
static Problem
check_request (SoupServerMessage *message,
               const Request     *request,
               DwsEioSession     *session)
{
  if (!request->polling && !request->websocket)
    return TRANSPORT_UNKNOWN;
  if (g_strcmp0 (request->version, "4") != 0)
    return VERSION_UNSUPPORTED;
  if (request->websocket && !wants_websocket (message))
    return BAD_REQUEST;

  if (request->sid != NULL)
    {
      if (session == NULL)
        return SESSION_UNKNOWN;
      if (request->polling && session->state == DWS_EIO_WEBSOCKET)
        return BAD_REQUEST;
      return request->get || (request->post && request->polling) ? NO_PROBLEM : BAD_REQUEST;
    }

  return request->get ? NO_PROBLEM : BAD_METHOD;
}

static void
session_closed_cb (DwsEioSession *session,
                   const char    *reason,
                   DwsEioServer  *self)
{
  g_signal_handlers_disconnect_by_data (session, self);
  g_hash_table_remove (self->sessions, session->id);
}

static DwsEioSession *
add_session (DwsEioServer      *self,
             SoupServerMessage *message)
{
  DwsEioSession *session;

  session = dws_eio_session_new (&self->limits, soup_server_message_get_request_headers (message));
  session->hung = self->hung;
  g_hash_table_insert (self->sessions, g_strdup (session->id), g_object_ref (session));
  g_signal_connect (session, "closed", G_CALLBACK (session_closed_cb), self);
  g_signal_emit (self, signals[OPENED], 0, session);
  return session;
}

static void
post_finished_cb (SoupServerMessage *message,
                  DwsEioSession     *session)
{
  session->n_posts--;
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              DwsEioSession     *session)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  if (body->length <= session->limits.max_payload ||
      soup_server_message_get_status (message) != 0)
    return;

  soup_message_body_set_accumulate (body, FALSE);
  soup_server_message_set_status (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, NULL);
  dws_eio_session_close (session, "transport error");
}

/*
 * A client that asked for the end of the connection must be told that it gets it: some keep the
 * connection for their next request otherwise, and find it closed.
 */
static void
confirm_close (SoupServerMessage *message)
{
  SoupMessageHeaders *in = soup_server_message_get_request_headers (message);

  if (soup_message_headers_header_contains (in, "Connection", "close"))
    soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                  "Connection", "close");
}

/* Before the body: two POSTs at a time, or too large a one, must not first be read. */
static void
early_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           data)
{
  DwsEioServer *self = data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  DwsEioSession *session = NULL;
  Request request = { 0 };

  add_cors (message);
  confirm_close (message);
  read_request (message, query, &request);
  if (request.post)
    session = find_session (self, request.sid);
  if (session == NULL)
    {
      soup_message_body_set_accumulate (body, FALSE);
      return;
    }

  session->n_posts++;
  g_signal_connect_data (message, "finished", G_CALLBACK (post_finished_cb),
                         g_object_ref (session), (GClosureNotify) (GCallback) g_object_unref, 0);

  if (session->n_posts > 1)
    {
      soup_message_body_set_accumulate (body, FALSE);
      answer_problem (message, BAD_REQUEST);
      dws_eio_session_close (session, "transport error");
    }
  else if (soup_message_headers_get_content_length (headers) > self->limits.max_payload)
    {
      soup_message_body_set_accumulate (body, FALSE);
      soup_server_message_set_status (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, NULL);
      dws_eio_session_close (session, "transport error");
    }
  else
    {
      g_signal_connect_object (message, "got-chunk", G_CALLBACK (got_chunk_cb), session, 0);
    }
}

typedef struct
{
  DwsEioServer *self;         /* (owned) */
  char *sid;                  /* (owned) (nullable) */
  GList *extensions;          /* (owned): agreed with the client */
} Upgrade;

static void
upgrade_free (gpointer  data,
              GClosure *closure)
{
  Upgrade *upgrade = data;

  g_list_free_full (upgrade->extensions, g_object_unref);
  g_object_unref (upgrade->self);
  g_free (upgrade->sid);
  g_free (upgrade);
}

static void
adopt_websocket (DwsEioServer            *self,
                 SoupServerMessage       *message,
                 SoupWebsocketConnection *websocket,
                 GSocket                 *socket,
                 const char              *sid)
{
  g_autoptr (DwsEioSession) session = NULL;

  /* Packets are small and must not wait for each other's acknowledgement. */
  if (socket != NULL)
    g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  soup_websocket_connection_set_max_incoming_payload_size (websocket, self->limits.max_payload);
  if (sid == NULL)
    {
      session = add_session (self, message);
      dws_eio_websocket_use (session, websocket, socket);
      dws_eio_session_open (session);
      return;
    }

  session = g_hash_table_lookup (self->sessions, sid);
  if (session == NULL)
    {
      dws_eio_websocket_dismiss (websocket);
      return;
    }

  g_object_ref (session);
  dws_eio_websocket_probe (session, websocket, socket);
}

static void
upgraded_cb (SoupServerMessage *message,
             Upgrade           *upgrade)
{
  DwsEioServer *self = upgrade->self;
  g_autoptr (SoupServerMessage) alive = g_object_ref (message);
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (SoupWebsocketConnection) websocket = NULL;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_server_message_get_status (message) != SOUP_STATUS_SWITCHING_PROTOCOLS)
    return;

  g_set_object (&socket, soup_server_message_get_socket (message));
  stream = soup_server_message_steal_connection (message);
  websocket = soup_websocket_connection_new (stream, soup_server_message_get_uri (message),
                                             SOUP_WEBSOCKET_CONNECTION_SERVER,
                                             soup_message_headers_get_one (headers, "Origin"), NULL,
                                             g_steal_pointer (&upgrade->extensions));
  if (self->server == NULL)
    dws_eio_websocket_dismiss (websocket);
  else
    adopt_websocket (self, message, websocket, socket, upgrade->sid);
}

/*
 * The handshake is done by hand and not by soup_server_add_websocket_handler(), which keeps the
 * agreed extensions in one place for all clients and so mixes up two that upgrade at once.
 */
static void
begin_upgrade (DwsEioServer      *self,
               SoupServerMessage *message,
               const char        *sid)
{
  Upgrade *upgrade;
  GList *extensions = NULL;

  if (!soup_websocket_server_process_handshake (message, NULL, NULL, self->extensions,
                                                &extensions))
    return;

  upgrade = g_new0 (Upgrade, 1);
  upgrade->self = g_object_ref (self);
  upgrade->sid = g_strdup (sid);
  upgrade->extensions = extensions;
  g_signal_connect_data (message, "wrote-informational", G_CALLBACK (upgraded_cb), upgrade,
                         upgrade_free, 0);
}

static void
handle_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           data)
{
  g_autoptr (DwsEioServer) self = g_object_ref (data);
  g_autoptr (DwsEioSession) session = NULL;
  Request request = { 0 };
  Problem problem;

  read_request (message, query, &request);
  if (request.options)
    {
      answer_options (message);
      return;
    }

  session = find_session (self, request.sid);
  if (session != NULL)
    g_object_ref (session);

  problem = check_request (message, &request, session);
  if (problem != NO_PROBLEM)
    {
      answer_problem (message, problem);
      return;
    }

  if (request.websocket)
    {
      begin_upgrade (self, message, request.sid);
    }
  else if (session == NULL)
    {
      session = add_session (self, message);
      dws_eio_session_open (session);
      dws_eio_polling_get (session, message);
    }
  else if (request.get)
    {
      dws_eio_polling_get (session, message);
    }
  else
    {
      dws_eio_polling_post (session, message);
    }
}

static GList *
list_sessions (DwsEioServer *self)
{
  GList *sessions = g_hash_table_get_values (self->sessions);

  for (GList *l = sessions; l != NULL; l = l->next)
    g_object_ref (l->data);
  return sessions;
}

static void
dws_eio_server_dispose (GObject *object)
{
  dws_eio_server_close (DWS_EIO_SERVER (object));
  G_OBJECT_CLASS (dws_eio_server_parent_class)->dispose (object);
}

static void
dws_eio_server_finalize (GObject *object)
{
  DwsEioServer *self = DWS_EIO_SERVER (object);

  g_clear_pointer (&self->sessions, g_hash_table_unref);
  g_clear_pointer (&self->extensions, g_ptr_array_unref);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (dws_eio_server_parent_class)->finalize (object);
}

static void
dws_eio_server_class_init (DwsEioServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dws_eio_server_dispose;
  object_class->finalize = dws_eio_server_finalize;

  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, DWS_TYPE_EIO_SESSION);
}

static void
dws_eio_server_init (DwsEioServer *self)
{
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->extensions = g_ptr_array_new_with_free_func (g_type_class_unref);
}

/**
 * dws_eio_server_new:
 * @server: where to serve
 * @path: the path, which begins and ends with a slash
 * @ping_interval_ms: time from one heartbeat to the next
 * @ping_timeout_ms: time that a client has for its answer
 * @max_payload: bytes of one POST or one WebSocket message at most
 *
 * Returns: (transfer full): an Engine.IO server on @path, until dws_eio_server_close()
 */
DwsEioServer *
dws_eio_server_new (SoupServer *server,
                    const char *path,
                    guint       ping_interval_ms,
                    guint       ping_timeout_ms,
                    guint       max_payload)
{
  DwsEioServer *self;

  g_return_val_if_fail (SOUP_IS_SERVER (server), NULL);
  g_return_val_if_fail (path != NULL && g_str_has_prefix (path, "/"), NULL);

  self = g_object_new (DWS_TYPE_EIO_SERVER, NULL);
  self->server = g_object_ref (server);
  self->path = g_strdup (path);
  self->limits = (DwsEioLimits) { ping_interval_ms, ping_timeout_ms, max_payload };
  soup_server_add_early_handler (server, path, early_cb, self, NULL);
  soup_server_add_handler (server, path, handle_cb, self, NULL);
  return self;
}

/**
 * dws_eio_server_close:
 * @self: a server
 *
 * Closes every session politely and leaves the path. Safe to call twice.
 */
void
dws_eio_server_close (DwsEioServer *self)
{
  g_autoptr (SoupServer) server = NULL;
  GList *sessions;

  g_return_if_fail (DWS_IS_EIO_SERVER (self));

  server = g_steal_pointer (&self->server);
  if (server == NULL)
    return;

  soup_server_remove_handler (server, self->path);
  sessions = list_sessions (self);
  for (GList *l = sessions; l != NULL; l = l->next)
    dws_eio_session_close (l->data, "server shutting down");
  g_list_free_full (sessions, g_object_unref);
}

/**
 * dws_eio_server_drop_all:
 * @self: a server
 *
 * Cuts every connection without a word, and goes on serving.
 */
void
dws_eio_server_drop_all (DwsEioServer *self)
{
  GList *sessions;

  g_return_if_fail (DWS_IS_EIO_SERVER (self));

  sessions = list_sessions (self);
  for (GList *l = sessions; l != NULL; l = l->next)
    dws_eio_session_drop (l->data);
  g_list_free_full (sessions, g_object_unref);
}

/**
 * dws_eio_server_set_hung:
 * @self: a server
 * @hung: whether to fall silent
 *
 * While hung, present and new sessions stay open but are neither answered nor pinged.
 */
void
dws_eio_server_set_hung (DwsEioServer *self,
                         gboolean      hung)
{
  GList *sessions;

  g_return_if_fail (DWS_IS_EIO_SERVER (self));

  self->hung = hung;
  sessions = list_sessions (self);
  for (GList *l = sessions; l != NULL; l = l->next)
    dws_eio_session_set_hung (l->data, hung);
  g_list_free_full (sessions, g_object_unref);
}

/**
 * dws_eio_server_set_deflate:
 * @self: a server
 * @deflate: whether WebSockets may be compressed
 *
 * Off unless set, as with the JavaScript server: packets are small, and some clients compress them in
 * threads of their own and so delay the probe of an upgrade.
 */
void
dws_eio_server_set_deflate (DwsEioServer *self,
                            gboolean      deflate)
{
  g_return_if_fail (DWS_IS_EIO_SERVER (self));

  g_ptr_array_set_size (self->extensions, 0);
  if (deflate)
    g_ptr_array_add (self->extensions, g_type_class_ref (SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE));
}

/**
 * dws_eio_server_get_n_sessions:
 * @self: a server
 *
 * Returns: how many sessions are open
 */
guint
dws_eio_server_get_n_sessions (DwsEioServer *self)
{
  g_return_val_if_fail (DWS_IS_EIO_SERVER (self), 0);

  return g_hash_table_size (self->sessions);
}
