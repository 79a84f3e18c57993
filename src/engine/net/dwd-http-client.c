/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-net"

#include "config.h"

#include "dwd-http-client.h"

#include "dwd-http-client-private.h"
#include "dwd-http-headers.h"

#include <string.h>

#define API_VERSION "v1"
#define CONNECTIONS_PER_HOST 6
/* libsoup has no name for it. */
#define TOO_MANY_REQUESTS 429
#define MEBIBYTE (1024 * 1024)

/* Half of a round trip this long is no correction any more but a guess. */
#define LONGEST_ROUND_TRIP (10 * DWD_USEC_PER_SEC)

/*
 * Knows the server: its address, the credentials, its clock, its limits. Each exchange is a call of its
 * own (dwd-http-call.c), which holds a reference on the client through its task.
 *
 * Credentials, the version header and the clock belong to the server's own origin; an absolute
 * address elsewhere, a redirect's target too, gets and gives none of them.
 */
struct _DwdHttpClient
{
  GObject parent_instance;

  char *server;                    /* (owned) */
  GUri *server_uri;                /* (owned) (nullable): NULL when the server is no address */
  DwdClock *clock;                 /* (owned) */
  SoupSession *session;            /* (owned) */
  char *authorization;             /* (owned) (nullable) */
  gint64 retry_at;
  char *version_notice;            /* (owned) (nullable) */
  DwdHttpLimits limits;
};

G_DEFINE_FINAL_TYPE (DwdHttpClient, dwd_http_client, G_TYPE_OBJECT)

enum
{
  VERSION_NOTICE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
dwd_http_client_dispose (GObject *object)
{
  DwdHttpClient *self = DWD_HTTP_CLIENT (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (dwd_http_client_parent_class)->dispose (object);
}

static void
dwd_http_client_finalize (GObject *object)
{
  DwdHttpClient *self = DWD_HTTP_CLIENT (object);

  g_free (self->server);
  g_clear_pointer (&self->server_uri, g_uri_unref);
  g_free (self->authorization);
  g_free (self->version_notice);

  G_OBJECT_CLASS (dwd_http_client_parent_class)->finalize (object);
}

static void
dwd_http_client_class_init (DwdHttpClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwd_http_client_dispose;
  object_class->finalize = dwd_http_client_finalize;

  /**
   * DwdHttpClient::version-notice:
   * @self: the client
   *
   * What the server says of our version of its API has changed: ask
   * dwd_http_client_get_version_notice().
   */
  signals[VERSION_NOTICE] = g_signal_new ("version-notice", DWD_TYPE_HTTP_CLIENT,
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* A session of libsoup 3 has no cookie jar unless one is added, and none must be: every answer to a
 * token sets sid=Guest, which would win over the token. It unpacks gzip by itself. */
static void
dwd_http_client_init (DwdHttpClient *self)
{
  self->retry_at = DWD_TIME_NONE;
  self->limits.connect_seconds = 15;
  self->limits.idle_seconds = 30;
  self->limits.patience_seconds = 60;
  self->limits.largest_body = 64 * MEBIBYTE;
  self->session = soup_session_new_with_options ("timeout", self->limits.idle_seconds,
                                                 "idle-timeout", 60,
                                                 "max-conns-per-host", CONNECTIONS_PER_HOST,
                                                 "user-agent", "DartwingDispatch/" PACKAGE_VERSION,
                                                 "accept-language-auto", TRUE,
                                                 NULL);
  /* A 401 is an answer to show, not a question to ask the user in between. */
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
}

static char *
dup_without_slashes (const char *server)
{
  gsize length = strlen (server);

  while (length > 0 && server[length - 1] == '/')
    length--;

  return g_strndup (server, length);
}

static gboolean
is_http (GUri *uri)
{
  const char *scheme = g_uri_get_scheme (uri);

  return (strcmp (scheme, "http") == 0 || strcmp (scheme, "https") == 0) &&
         g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0';
}

static GUri *
parse_http_uri (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);

  return uri != NULL && is_http (uri) ? g_steal_pointer (&uri) : NULL;
}

/**
 * dwd_http_client_new:
 * @server: "https://dispatch.example.org"; slashes at the end are dropped
 * @clock: the clock to correct; a reference is taken
 *
 * What is no address gives a client whose every call fails with %DWD_FAILURE_INVALID.
 *
 * Returns: (transfer full): a client without credentials.
 */
DwdHttpClient *
dwd_http_client_new (const char *server,
                     DwdClock   *clock)
{
  DwdHttpClient *self;

  g_return_val_if_fail (server != NULL, NULL);
  g_return_val_if_fail (DWD_IS_CLOCK (clock), NULL);

  self = g_object_new (DWD_TYPE_HTTP_CLIENT, NULL);
  self->server = dup_without_slashes (server);
  self->server_uri = parse_http_uri (self->server);
  self->clock = g_object_ref (clock);

  return self;
}

static gboolean
is_header_text (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) * p < 0x20 || *p == 0x7f)
      return FALSE;

  return TRUE;
}

/**
 * dwd_http_client_set_credentials:
 * @self: a client
 * @api_key: (nullable): %NULL signs out
 * @api_secret: (nullable): its secret
 *
 * Sets what goes out from the next call on. White space at the ends comes from pasting and is dropped; with
 * control characters inside they are no credentials, and none go out.
 */
void
dwd_http_client_set_credentials (DwdHttpClient *self,
                                 const char    *api_key,
                                 const char    *api_secret)
{
  g_autofree char *key = NULL;
  g_autofree char *secret = NULL;

  g_return_if_fail (DWD_IS_HTTP_CLIENT (self));

  g_clear_pointer (&self->authorization, g_free);
  if (api_key == NULL || api_secret == NULL)
    return;

  key = g_strstrip (g_strdup (api_key));
  secret = g_strstrip (g_strdup (api_secret));
  if (is_header_text (key) && is_header_text (secret))
    self->authorization = g_strdup_printf ("token %s:%s", key, secret);
}

const char *
dwd_http_client_get_server (DwdHttpClient *self)
{
  g_return_val_if_fail (DWD_IS_HTTP_CLIENT (self), NULL);

  return self->server;
}

const char *
dwd_http_client_peek_authorization (DwdHttpClient *self)
{
  g_return_val_if_fail (DWD_IS_HTTP_CLIENT (self), NULL);

  return self->authorization;
}

/**
 * dwd_http_client_get_retry_at:
 * @self: a client
 *
 * Returns: the instant before which the server wants no more calls; %DWD_TIME_NONE when it said
 *   nothing or that time is over.
 */
gint64
dwd_http_client_get_retry_at (DwdHttpClient *self)
{
  g_return_val_if_fail (DWD_IS_HTTP_CLIENT (self), DWD_TIME_NONE);

  if (self->retry_at != DWD_TIME_NONE && dwd_clock_get_now (self->clock) >= self->retry_at)
    self->retry_at = DWD_TIME_NONE;

  return self->retry_at;
}

const char *
dwd_http_client_get_version_notice (DwdHttpClient *self)
{
  g_return_val_if_fail (DWD_IS_HTTP_CLIENT (self), NULL);

  return self->version_notice;
}

/* For the calls */

/**
 * dwd_http_client_set_limits:
 * @self: a client
 * @limits: shorter ones, for tests
 */
void
dwd_http_client_set_limits (DwdHttpClient       *self,
                            const DwdHttpLimits *limits)
{
  self->limits = *limits;
  soup_session_set_timeout (self->session, limits->idle_seconds);
}

const DwdHttpLimits *
dwd_http_client_peek_limits (DwdHttpClient *self)
{
  return &self->limits;
}

SoupSession *
dwd_http_client_peek_session (DwdHttpClient *self)
{
  return self->session;
}

/* libsoup would carry Authorization along a redirect to any host, so redirects are the call's. */
SoupMessage *
dwd_http_client_make_message (DwdHttpClient *self,
                              GUri          *uri,
                              GBytes        *json_body,
                              gboolean      *foreign)
{
  SoupMessage *message = soup_message_new_from_uri (json_body != NULL ? "POST" : "GET", uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  *foreign = self->server_uri == NULL || !dwd_http_uri_same_origin (self->server_uri, uri);
  if (!*foreign)
    {
      soup_message_headers_replace (headers, "X-API-Version", API_VERSION);
      if (self->authorization != NULL)
        soup_message_headers_replace (headers, "Authorization", self->authorization);
    }
  if (json_body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json", json_body);

  return message;
}

static void
set_version_notice (DwdHttpClient *self,
                    const char    *notice)
{
  if (g_strcmp0 (self->version_notice, notice) == 0)
    return;

  g_free (self->version_notice);
  self->version_notice = g_strdup (notice);
  g_signal_emit (self, signals[VERSION_NOTICE], 0);
}

/* Called for every answer of the server itself, whatever its status. */
void
dwd_http_client_note_headers (DwdHttpClient *self,
                              SoupMessage   *message,
                              gint64         round_trip_us)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  gboolean loopback = dwd_http_uri_is_loopback (soup_message_get_uri (message));
  g_autofree char *notice = NULL;
  gint64 server_us;
  double rate;

  if (round_trip_us < LONGEST_ROUND_TRIP &&
      dwd_http_headers_get_server_time (headers, loopback, &server_us, &rate))
    dwd_clock_set_server (self->clock, server_us + (gint64)(round_trip_us / 2 * rate), rate);

  /* Silence takes nothing back: not every path of a server need say it. */
  notice = dwd_http_headers_dup_version_notice (headers, NULL);
  if (notice != NULL)
    set_version_notice (self, notice);
}

void
dwd_http_client_note_problem (DwdHttpClient *self,
                              SoupMessage   *message,
                              const char    *exc_type)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  guint status = soup_message_get_status (message);
  g_autofree char *notice = NULL;

  if (status == TOO_MANY_REQUESTS || status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    self->retry_at = dwd_http_headers_get_retry_at (headers, dwd_clock_get_now (self->clock));

  notice = dwd_http_headers_dup_version_notice (headers, exc_type);
  if (notice != NULL)
    set_version_notice (self, notice);
}

/* Calls */

static void
append_query (GString           *url,
              const char *const *query)
{
  char separator = '?';

  for (gsize i = 0; query != NULL && query[i] != NULL && query[i + 1] != NULL; i += 2)
    {
      g_string_append_c (url, separator);
      g_string_append_uri_escaped (url, query[i], NULL, FALSE);
      g_string_append_c (url, '=');
      g_string_append_uri_escaped (url, query[i + 1], NULL, FALSE);
      separator = '&';
    }
}

static GTask *
make_task (DwdHttpClient      *self,
           gpointer            source_tag,
           int                 io_priority,
           GCancellable       *cancellable,
           GAsyncReadyCallback callback,
           gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_priority (task, io_priority);
  /* A cancelled call has a typed reason like every other one, which GTask would replace. */
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

static void
start_call (GTask      *task,
            const char *url,
            const char *json_body,
            gboolean    is_method)
{
  g_autoptr (GUri) uri = parse_http_uri (url);
  g_autoptr (GBytes) bytes = NULL;

  if (uri == NULL)
    {
      g_task_return_new_error (task, DWD_ERROR, DWD_FAILURE_INVALID,
                               "“%s” is not the address of a server", url);
      return;
    }

  if (json_body != NULL)
    bytes = g_bytes_new (json_body, strlen (json_body));
  dwd_http_call_start (task, uri, bytes, is_method, g_task_get_priority (task));
}

/**
 * dwd_http_client_call_async:
 * @self: a client
 * @method_path: a method below /api/method/
 * @query: (nullable) (array zero-terminated=1): name, value, name, value …
 * @json_body: (nullable): sent with POST when set; copied
 * @io_priority: below 0 goes before, above 0 after what else waits for a connection
 * @cancellable: (nullable): stops it at once, with %DWD_FAILURE_CANCELLED
 * @callback: called on the context this is called from
 * @user_data: for @callback
 *
 * Calls a method of the server. The answer of a success must be JSON.
 */
void
dwd_http_client_call_async (DwdHttpClient      *self,
                            const char         *method_path,
                            const char *const  *query,
                            const char         *json_body,
                            int                 io_priority,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GString) url = NULL;

  g_return_if_fail (DWD_IS_HTTP_CLIENT (self));
  g_return_if_fail (method_path != NULL);

  task = make_task (self, dwd_http_client_call_async, io_priority, cancellable, callback,
                    user_data);
  url = g_string_new (self->server);
  g_string_append (url, "/api/method/");
  g_string_append_uri_escaped (url, method_path, NULL, FALSE);
  append_query (url, query);
  start_call (task, url->str, json_body, TRUE);
}

/**
 * dwd_http_client_call_finish:
 * @self: a client
 * @result: of dwd_http_client_call_async() or dwd_http_client_get_async()
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the body; else an error of %DWD_ERROR whose message is the
 *   server's own sentence where it had one.
 */
GBytes *
dwd_http_client_call_finish (DwdHttpClient *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * dwd_http_client_get_async:
 * @self: a client
 * @url: a path below the server, already escaped, or an absolute address, which gets no credentials
 *   unless it is the server's
 * @io_priority: as for a call
 * @cancellable: (nullable): as for a call
 * @callback: as for a call
 * @user_data: for @callback
 *
 * Gets anything, following redirects.
 */
void
dwd_http_client_get_async (DwdHttpClient      *self,
                           const char         *url,
                           int                 io_priority,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *whole = NULL;

  g_return_if_fail (DWD_IS_HTTP_CLIENT (self));
  g_return_if_fail (url != NULL);

  task = make_task (self, dwd_http_client_get_async, io_priority, cancellable, callback,
                    user_data);
  if (strstr (url, "://") == NULL)
    whole = g_strconcat (self->server, *url == '/' ? "" : "/", url, NULL);
  start_call (task, whole != NULL ? whole : url, NULL, FALSE);
}
