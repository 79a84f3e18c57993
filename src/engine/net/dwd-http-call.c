/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-net"

#include "config.h"

#include "dwd-http-client-private.h"

#include "dwd-http-headers.h"
#include "protocol/dwd-http-reply.h"

#include <string.h>

#define CHUNK (64 * 1024)
#define MOST_REDIRECTS 5

/* So much of a body must come in each stretch of patience; the slowest mobile network is faster. */
#define LEAST_PROGRESS (32 * 1024)
#define MOST_INTERIM 16

/*
 * One exchange: send, read the body bit by bit, boil the answer down. Lives as the task's data; the
 * task lives in the callbacks. The caller's cancellable and the timer both pull @stop, the only
 * cancellable that libsoup sees, and @stopped_for tells afterwards which of them it was.
 *
 * libsoup's own timeout asks for a byte now and then. A server that sends just that, be it a header or a
 * "102 Processing" for ever, would hold the call for ever: the timer is the patience with it.
 */
typedef struct
{
  GTask *task; /* (unowned): it owns this */
  SoupMessage *message;          /* (owned) */
  GInputStream *stream;          /* (owned) (nullable) */
  GByteArray *body;              /* (owned) */
  GCancellable *stop;            /* (owned) */
  GCancellable *outer;           /* (owned) (nullable): the caller's */
  gulong outer_id;
  GSource *timer;                /* (owned) (nullable): of the connection, the headers, a piece of body */
  gsize patient_at;              /* length of the body when the timer was started */
  DwdFailure stopped_for;        /* NONE when the caller cancelled it */
  guint n_interim;
  gboolean is_method;            /* a success must be JSON, and redirects are not followed */
  gboolean foreign;              /* not the server itself */
  int io_priority;
  guint n_redirects;
  gint64 sent_at;                /* monotonic µs */
} Call;

static void send_message (GTask *task);

static void
stop_call (Call      *call,
           DwdFailure failure)
{
  call->stopped_for = failure;
  g_cancellable_cancel (call->stop);
}

static gboolean
timeout_cb (gpointer user_data)
{
  Call *call = user_data;

  stop_call (call, DWD_FAILURE_TIMEOUT);

  return G_SOURCE_REMOVE;
}

static void
stop_timer (Call *call)
{
  if (call->timer == NULL)
    return;

  g_source_destroy (call->timer);
  g_clear_pointer (&call->timer, g_source_unref);
}

static void
start_timer (Call *call,
             guint seconds)
{
  stop_timer (call);
  call->timer = g_timeout_source_new (seconds * 1000);
  g_source_set_callback (call->timer, timeout_cb, call, NULL);
  g_source_attach (call->timer, g_task_get_context (call->task));
}

static void
start_patience (Call *call)
{
  DwdHttpClient *client = g_task_get_source_object (call->task);

  call->patient_at = call->body->len;
  start_timer (call, dwd_http_client_peek_limits (client)->patience_seconds);
}

static void
forget_message (Call *call)
{
  stop_timer (call);
  if (call->message != NULL)
    g_signal_handlers_disconnect_by_data (call->message, call);
  g_clear_object (&call->message);
  g_clear_object (&call->stream);
}

static void
call_free (gpointer data)
{
  Call *call = data;

  if (call->outer_id != 0)
    g_cancellable_disconnect (call->outer, call->outer_id);
  forget_message (call);
  g_clear_object (&call->outer);
  g_clear_object (&call->stop);
  g_byte_array_unref (call->body);
  g_free (call);
}

static void
return_failure (GTask      *task,
                DwdFailure  failure,
                const char *message)
{
  Call *call = g_task_get_task_data (task);

  stop_timer (call);
  /* Of a body that nobody will read the rest must not be waited for. */
  if (call->stream != NULL)
    g_cancellable_cancel (call->stop);

  g_debug ("http: %s %s: %s (%s)", soup_message_get_method (call->message),
           g_uri_get_path (soup_message_get_uri (call->message)), dwd_failure_to_string (failure),
           message);
  g_task_return_new_error (task, DWD_ERROR, failure, "%s", message);
}

static DwdFailure
failure_from_transport (Call         *call,
                        const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return call->stopped_for != DWD_FAILURE_NONE ? call->stopped_for : DWD_FAILURE_CANCELLED;

  if (error->domain == SOUP_SESSION_ERROR)
    return DWD_FAILURE_PROTOCOL;

  /* libsoup has no better word for an answer that is cut off in the middle of a chunk, and a socket
   * that breaks reports whatever the kernel does. Nothing but the connection is at fault. */
  if (error->domain == G_IO_ERROR && dwd_failure_from_error (error) == DWD_FAILURE_INTERNAL)
    return DWD_FAILURE_OFFLINE;

  return dwd_failure_from_error (error);
}

static void
return_transport_error (GTask        *task,
                        const GError *error)
{
  Call *call = g_task_get_task_data (task);
  DwdFailure failure = failure_from_transport (call, error);

  return_failure (task, failure,
                  failure == DWD_FAILURE_TIMEOUT ? "No answer in time"
                  : call->stopped_for == DWD_FAILURE_PROTOCOL ? "Interim answers without end"
                  : error->message);
}

static gboolean
is_json (Call *call)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (call->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  return g_strcmp0 (type, "application/json") == 0;
}

static void
return_problem (GTask *task)
{
  DwdHttpClient *client = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (call->message);
  guint status = soup_message_get_status (call->message);
  g_autofree char *fallback = NULL;
  DwdHttpProblem problem;

  dwd_http_reply_decode_problem (status, soup_message_headers_get_content_type (headers, NULL),
                                 (const char *)call->body->data, call->body->len, &problem);
  if (!call->foreign)
    dwd_http_client_note_problem (client, call->message, problem.exc_type);

  if (problem.message == NULL)
    fallback = dwd_http_reply_take_message (
      g_strdup_printf ("The server answered %u %s", status,
                       soup_message_get_reason_phrase (call->message)));
  return_failure (task, problem.failure, problem.message != NULL ? problem.message : fallback);
  dwd_http_problem_clear (&problem);
}

static void
return_answer (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  stop_timer (call);
  g_clear_object (&call->stream);
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (call->message)))
    {
      return_problem (task);
      return;
    }

  /* The page of a hotel's network says 200 as well. */
  if (call->is_method && !is_json (call))
    {
      return_failure (task, DWD_FAILURE_PROTOCOL, "The answer is not from a Dartwing server");
      return;
    }

  g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&call->body)),
                         (GDestroyNotify)g_bytes_unref);
  call->body = g_byte_array_new ();
}

static gboolean
is_too_large (GTask  *task,
              goffset length)
{
  DwdHttpClient *client = g_task_get_source_object (task);

  return length > (goffset)dwd_http_client_peek_limits (client)->largest_body;
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  Call *call = g_task_get_task_data (task);

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  if (bytes == NULL)
    {
      return_transport_error (task, error);
      return;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      return_answer (task);
      return;
    }

  if (is_too_large (task, (goffset)call->body->len + (goffset)g_bytes_get_size (bytes)))
    {
      return_failure (task, DWD_FAILURE_TOO_LARGE, "The answer is too large");
      return;
    }

  g_byte_array_append (call->body, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (call->body->len - call->patient_at >= LEAST_PROGRESS)
    start_patience (call);
  g_input_stream_read_bytes_async (call->stream, CHUNK, call->io_priority, call->stop, read_cb,
                                   g_steal_pointer (&task));
}

static GUri *
parse_location (Call *call)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (call->message);
  const char *location = soup_message_headers_get_one (headers, "Location");
  g_autoptr (GUri) target = NULL;

  if (location == NULL)
    return NULL;

  target = g_uri_parse_relative (soup_message_get_uri (call->message), location,
                                 SOUP_HTTP_URI_FLAGS, NULL);
  if (target == NULL || g_uri_get_host (target) == NULL)
    return NULL;
  if (strcmp (g_uri_get_scheme (target), "http") != 0 &&
      strcmp (g_uri_get_scheme (target), "https") != 0)
    return NULL;

  return g_steal_pointer (&target);
}

static void
follow_redirect (GTask *task)
{
  DwdHttpClient *client = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  g_autoptr (GUri) target = parse_location (call);
  g_autofree char *text = NULL;

  if (target == NULL)
    {
      return_failure (task, DWD_FAILURE_PROTOCOL, "The server redirects to nowhere");
      return;
    }

  /* A call sends credentials and changes things: only the address in the account may have it. */
  if (call->is_method || ++call->n_redirects > MOST_REDIRECTS)
    {
      g_autofree char *address = g_uri_to_string_partial (target, G_URI_HIDE_QUERY);

      text = g_strdup_printf ("The server redirects to %s", address);
      return_failure (task, DWD_FAILURE_PROTOCOL, text);
      return;
    }

  forget_message (call);
  call->message = dwd_http_client_make_message (client, target, NULL, &call->foreign);
  send_message (task);
}

static void
send_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = g_task_get_task_data (task);
  SoupMessageHeaders *headers;
  SoupEncoding encoding;

  stop_timer (call);
  call->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (call->stream == NULL)
    {
      return_transport_error (task, error);
      return;
    }

  if (SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (call->message)) &&
      soup_message_get_status (call->message) != SOUP_STATUS_NOT_MODIFIED)
    {
      follow_redirect (task);
      return;
    }

  headers = soup_message_get_response_headers (call->message);
  encoding = soup_message_headers_get_encoding (headers);
  if (encoding == SOUP_ENCODING_CONTENT_LENGTH &&
      is_too_large (task, soup_message_headers_get_content_length (headers)))
    {
      return_failure (task, DWD_FAILURE_TOO_LARGE, "The answer is too large");
      return;
    }

  start_patience (call);
  g_input_stream_read_bytes_async (call->stream, CHUNK, call->io_priority, call->stop, read_cb,
                                   g_steal_pointer (&task));
}

static void
starting_cb (SoupMessage *message,
             gpointer     user_data)
{
  Call *call = user_data;

  start_patience (call);
  call->sent_at = g_get_monotonic_time ();
}

/* libsoup reads on as long as one more of them is there, and the main loop would never turn again. */
static void
got_informational_cb (SoupMessage *message,
                      gpointer     user_data)
{
  Call *call = user_data;

  if (++call->n_interim > MOST_INTERIM)
    stop_call (call, DWD_FAILURE_PROTOCOL);
}

static void
got_headers_cb (SoupMessage *message,
                gpointer     user_data)
{
  Call *call = user_data;

  if (!call->foreign)
    dwd_http_client_note_headers (g_task_get_source_object (call->task), message,
                                  g_get_monotonic_time () - call->sent_at);
}

/* The first of these events of a message begins a new connection; a kept one has none. */
static void
network_event_cb (SoupMessage       *message,
                  GSocketClientEvent event,
                  GIOStream         *connection,
                  gpointer           user_data)
{
  Call *call = user_data;
  DwdHttpClient *client = g_task_get_source_object (call->task);

  if (call->timer != NULL)
    return;
  if (event != G_SOCKET_CLIENT_RESOLVING && event != G_SOCKET_CLIENT_CONNECTING)
    return;

  start_timer (call, dwd_http_client_peek_limits (client)->connect_seconds);
}

static void
send_message (GTask *task)
{
  DwdHttpClient *client = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  int io_priority = call->io_priority;

  call->sent_at = g_get_monotonic_time ();
  soup_message_set_priority (call->message,
                             io_priority < 0 ? SOUP_MESSAGE_PRIORITY_HIGH
                             : io_priority > 0 ? SOUP_MESSAGE_PRIORITY_LOW
                             : SOUP_MESSAGE_PRIORITY_NORMAL);
  g_signal_connect (call->message, "starting", G_CALLBACK (starting_cb), call);
  g_signal_connect (call->message, "got-informational", G_CALLBACK (got_informational_cb), call);
  g_signal_connect (call->message, "got-headers", G_CALLBACK (got_headers_cb), call);
  g_signal_connect (call->message, "network-event", G_CALLBACK (network_event_cb), call);

  soup_session_send_async (dwd_http_client_peek_session (client), call->message, io_priority,
                           call->stop, send_cb, g_object_ref (task));
}

static void
outer_cancelled_cb (GCancellable *outer,
                    gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

/**
 * dwd_http_call_start:
 * @task: whose source is the client; returns a #GBytes or an error of %DWD_ERROR
 * @uri: where to
 * @json_body: (nullable): posted when set
 * @is_method: whether it is a method of the server
 * @io_priority: of the I/O and in the queue for a connection
 *
 * Starts one exchange.
 */
void
dwd_http_call_start (GTask   *task,
                     GUri    *uri,
                     GBytes  *json_body,
                     gboolean is_method,
                     int      io_priority)
{
  Call *call = g_new0 (Call, 1);
  GCancellable *outer = g_task_get_cancellable (task);

  call->task = task;
  call->body = g_byte_array_new ();
  call->stop = g_cancellable_new ();
  call->is_method = is_method;
  call->io_priority = io_priority;
  call->message = dwd_http_client_make_message (g_task_get_source_object (task), uri, json_body,
                                                &call->foreign);
  if (is_method)
    soup_message_headers_replace (soup_message_get_request_headers (call->message), "Accept",
                                  "application/json");
  g_task_set_task_data (task, call, call_free);

  if (outer != NULL)
    {
      call->outer = g_object_ref (outer);
      call->outer_id = g_cancellable_connect (outer, G_CALLBACK (outer_cancelled_cb), call->stop,
                                              NULL);
    }

  send_message (task);
}
