/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sio"

#include "config.h"

#include "dws-sio-server.h"

#include "dws-eio-server.h"
#include "dws-sio-private.h"

#define CONNECT_TIMEOUT_MS 45000

/*
 * Who is where: sessions have clients, clients have sockets, and every socket is listed by its
 * namespace and by each room it joined. A room is a key of "namespace LF room" text, so that one table
 * serves all; it goes away with its last socket.
 */
struct _DwsSioServer
{
  GObject parent_instance;

  DwsEioServer *engine;       /* (owned) */
  GHashTable *clients;        /* (owned): DwsEioSession → DwsSioClient */
  GHashTable *rooms;          /* (owned): key → set of DwsSioSocket */
  GHashTable *memberships;    /* (owned): DwsSioSocket → set of keys */
  guint connect_timeout_ms;
};

G_DEFINE_FINAL_TYPE (DwsSioServer, dws_sio_server, G_TYPE_OBJECT)

enum
{
  AUTHORIZE,
  CONNECTED,
  DISCONNECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
room_key (const char *nsp,
          const char *room)
{
  return room != NULL ? g_strconcat (nsp, "\n", room, NULL) : g_strdup (nsp);
}

static void
enter (DwsSioServer *self,
       DwsSioSocket *socket,
       const char   *key)
{
  GHashTable *members = g_hash_table_lookup (self->rooms, key);
  GHashTable *keys = g_hash_table_lookup (self->memberships, socket);

  if (members == NULL)
    {
      members = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (self->rooms, g_strdup (key), members);
    }

  g_hash_table_add (members, socket);
  g_hash_table_add (keys, g_strdup (key));
}

static void
exit_room (DwsSioServer *self,
           DwsSioSocket *socket,
           const char   *key)
{
  GHashTable *members = g_hash_table_lookup (self->rooms, key);

  if (members == NULL)
    return;

  g_hash_table_remove (members, socket);
  if (g_hash_table_size (members) == 0)
    g_hash_table_remove (self->rooms, key);
}

static void
session_closed_cb (DwsEioSession *session,
                   const char    *reason,
                   DwsSioServer  *self)
{
  DwsSioClient *client = g_hash_table_lookup (self->clients, session);

  g_signal_handlers_disconnect_by_data (session, self);
  if (client == NULL)
    return;

  dws_sio_client_end (client, reason);
  g_hash_table_remove (self->clients, session);
}

static void
opened_cb (DwsEioServer  *engine,
           DwsEioSession *session,
           DwsSioServer  *self)
{
  g_hash_table_insert (self->clients, session,
                       dws_sio_client_new (self, session, self->connect_timeout_ms));
  g_signal_connect (session, "closed", G_CALLBACK (session_closed_cb), self);
}

static gboolean
dws_sio_server_real_authorize (DwsSioServer       *self,
                               const char         *nsp,
                               SoupMessageHeaders *headers,
                               JsonNode           *auth,
                               char              **message)
{
  return TRUE;
}

char *
dws_sio_server_refuse (DwsSioServer  *self,
                       const char    *nsp,
                       DwsEioSession *session,
                       JsonNode      *auth)
{
  char *message = NULL;
  gboolean allowed = FALSE;

  g_signal_emit (self, signals[AUTHORIZE], 0, nsp, dws_eio_session_get_headers (session), auth,
                 &message, &allowed);
  if (!allowed)
    return message != NULL ? message : g_strdup ("Not authorized");

  g_free (message);
  return NULL;
}

void
dws_sio_server_add_socket (DwsSioServer *self,
                           DwsSioSocket *socket)
{
  g_hash_table_insert (self->memberships, socket,
                       g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL));
  enter (self, socket, dws_sio_socket_get_nsp (socket));
  g_signal_emit (self, signals[CONNECTED], 0, socket);
}

void
dws_sio_server_remove_socket (DwsSioServer *self,
                              DwsSioSocket *socket,
                              const char   *reason)
{
  GHashTable *keys = g_hash_table_lookup (self->memberships, socket);
  GHashTableIter iter;
  gpointer key;

  if (keys == NULL)
    return;

  g_hash_table_iter_init (&iter, keys);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    exit_room (self, socket, key);
  g_hash_table_remove (self->memberships, socket);
  g_signal_emit (self, signals[DISCONNECTED], 0, socket, reason);
}

void
dws_sio_server_join (DwsSioServer *self,
                     DwsSioSocket *socket,
                     const char   *room)
{
  g_autofree char *key = room_key (dws_sio_socket_get_nsp (socket), room);

  if (g_hash_table_contains (self->memberships, socket))
    enter (self, socket, key);
}

void
dws_sio_server_leave (DwsSioServer *self,
                      DwsSioSocket *socket,
                      const char   *room)
{
  GHashTable *keys = g_hash_table_lookup (self->memberships, socket);
  g_autofree char *key = room_key (dws_sio_socket_get_nsp (socket), room);

  if (keys == NULL || !g_hash_table_remove (keys, key))
    return;

  exit_room (self, socket, key);
}

static void
dws_sio_server_dispose (GObject *object)
{
  DwsSioServer *self = DWS_SIO_SERVER (object);

  if (self->engine != NULL)
    {
      dws_eio_server_close (self->engine);
      g_signal_handlers_disconnect_by_data (self->engine, self);
      g_clear_object (&self->engine);
    }

  G_OBJECT_CLASS (dws_sio_server_parent_class)->dispose (object);
}

static void
dws_sio_server_finalize (GObject *object)
{
  DwsSioServer *self = DWS_SIO_SERVER (object);

  g_clear_pointer (&self->clients, g_hash_table_unref);
  g_clear_pointer (&self->rooms, g_hash_table_unref);
  g_clear_pointer (&self->memberships, g_hash_table_unref);
  G_OBJECT_CLASS (dws_sio_server_parent_class)->finalize (object);
}

static void
dws_sio_server_class_init (DwsSioServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dws_sio_server_dispose;
  object_class->finalize = dws_sio_server_finalize;

  /* The first handler's word counts; without a handler everybody may come in. */
  signals[AUTHORIZE] =
    g_signal_new_class_handler ("authorize", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                G_CALLBACK (dws_sio_server_real_authorize),
                                g_signal_accumulator_first_wins, NULL, NULL,
                                G_TYPE_BOOLEAN, 4, G_TYPE_STRING, SOUP_TYPE_MESSAGE_HEADERS,
                                JSON_TYPE_NODE, G_TYPE_POINTER);
  signals[CONNECTED] = g_signal_new ("connected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, DWS_TYPE_SIO_SOCKET);
  signals[DISCONNECTED] = g_signal_new ("disconnected", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, DWS_TYPE_SIO_SOCKET, G_TYPE_STRING);
}

static void
dws_sio_server_init (DwsSioServer *self)
{
  self->connect_timeout_ms = CONNECT_TIMEOUT_MS;
  self->clients = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) dws_sio_client_free);
  self->rooms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_hash_table_unref);
  self->memberships = g_hash_table_new_full (NULL, NULL, NULL,
                                             (GDestroyNotify) g_hash_table_unref);
}

/**
 * dws_sio_server_new:
 * @server: where to serve
 * @path: the path, "/socket.io/" as a rule
 * @ping_interval_ms: time from one heartbeat to the next
 * @ping_timeout_ms: time that a client has for its answer
 * @max_payload: bytes of one POST or one WebSocket message at most
 *
 * Returns: (transfer full): a Socket.IO server on @path, until dws_sio_server_close()
 */
DwsSioServer *
dws_sio_server_new (SoupServer *server,
                    const char *path,
                    guint       ping_interval_ms,
                    guint       ping_timeout_ms,
                    guint       max_payload)
{
  DwsSioServer *self;

  g_return_val_if_fail (SOUP_IS_SERVER (server), NULL);

  self = g_object_new (DWS_TYPE_SIO_SERVER, NULL);
  self->engine = dws_eio_server_new (server, path, ping_interval_ms, ping_timeout_ms, max_payload);
  g_signal_connect (self->engine, "opened", G_CALLBACK (opened_cb), self);
  return self;
}

/**
 * dws_sio_server_close:
 * @self: a server
 *
 * Closes every connection politely and leaves the path.
 */
void
dws_sio_server_close (DwsSioServer *self)
{
  g_return_if_fail (DWS_IS_SIO_SERVER (self));

  dws_eio_server_close (self->engine);
}

/**
 * dws_sio_server_drop_all:
 * @self: a server
 *
 * Cuts every connection without a word, and goes on serving.
 */
void
dws_sio_server_drop_all (DwsSioServer *self)
{
  g_return_if_fail (DWS_IS_SIO_SERVER (self));

  dws_eio_server_drop_all (self->engine);
}

/**
 * dws_sio_server_set_hung:
 * @self: a server
 * @hung: whether to fall silent
 *
 * While hung, connections stay open and nothing is said or heard on them: the fault that only a
 * heartbeat's deadline finds.
 */
void
dws_sio_server_set_hung (DwsSioServer *self,
                         gboolean      hung)
{
  g_return_if_fail (DWS_IS_SIO_SERVER (self));

  dws_eio_server_set_hung (self->engine, hung);
}

/**
 * dws_sio_server_set_deflate:
 * @self: a server
 * @deflate: whether WebSockets may be compressed
 *
 * Holds for clients that come from now on.
 */
void
dws_sio_server_set_deflate (DwsSioServer *self,
                            gboolean      deflate)
{
  g_return_if_fail (DWS_IS_SIO_SERVER (self));

  dws_eio_server_set_deflate (self->engine, deflate);
}

/**
 * dws_sio_server_set_connect_timeout:
 * @self: a server
 * @timeout_ms: how long a new client may take to join a namespace
 *
 * Holds for clients that come from now on.
 */
void
dws_sio_server_set_connect_timeout (DwsSioServer *self,
                                    guint         timeout_ms)
{
  g_return_if_fail (DWS_IS_SIO_SERVER (self));

  self->connect_timeout_ms = timeout_ms;
}

/**
 * dws_sio_server_get_n_sockets:
 * @self: a server
 *
 * Returns: how many clients are in how many namespaces, as one number
 */
guint
dws_sio_server_get_n_sockets (DwsSioServer *self)
{
  g_return_val_if_fail (DWS_IS_SIO_SERVER (self), 0);

  return g_hash_table_size (self->memberships);
}

/**
 * dws_sio_server_emit:
 * @self: a server
 * @nsp: a namespace, with its slash
 * @room: (nullable): one of its rooms, or %NULL for everybody in the namespace
 * @event: the event's name
 * @args_json: (nullable): its arguments, as the text of a JSON array
 *
 * Sends an event to all sockets of a room.
 *
 * Returns: how many they were
 */
guint
dws_sio_server_emit (DwsSioServer *self,
                     const char   *nsp,
                     const char   *room,
                     const char   *event,
                     const char   *args_json)
{
  g_autofree char *key = NULL;
  g_autofree gpointer *sockets = NULL;
  GHashTable *members;
  guint n_sockets = 0;

  g_return_val_if_fail (DWS_IS_SIO_SERVER (self), 0);
  g_return_val_if_fail (nsp != NULL && event != NULL, 0);

  key = room_key (nsp, room);
  members = g_hash_table_lookup (self->rooms, key);
  if (members == NULL)
    return 0;

  /* Sending calls nobody back, so that the borrowed sockets stay valid throughout. */
  sockets = g_hash_table_get_keys_as_array (members, &n_sockets);
  for (guint i = 0; i < n_sockets; i++)
    dws_sio_socket_emit (sockets[i], event, args_json, NULL);
  return n_sockets;
}
