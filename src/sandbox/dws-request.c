/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-request.h"

#include "dws-problem.h"

#include <string.h>

#define JSON_TYPE "application/json"

static void
request_clear (gpointer data)
{
  DwsRequest *self = data;

  g_clear_object (&self->message);
  g_free (self->path);
  g_free (self->org);
  g_ptr_array_unref (self->segments);
  g_hash_table_unref (self->query);
  g_clear_pointer (&self->user, dws_user_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
}

/* Names may hold any character, so that the path is split before it is decoded. */
static GPtrArray *
split_path (const char *path)
{
  GPtrArray *segments = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      char *decoded;

      if (*parts[i] == '\0')
        continue;

      decoded = g_uri_unescape_string (parts[i], NULL);
      if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL))
        {
          g_free (decoded);
          decoded = g_strdup ("\xef\xbf\xbd");
        }
      g_ptr_array_add (segments, decoded);
    }

  /* /api/v1/… is /api/…. */
  if (segments->len > 2 && strcmp (g_ptr_array_index (segments, 0), "api") == 0 &&
      strcmp (g_ptr_array_index (segments, 1), "v1") == 0)
    g_ptr_array_remove_index (segments, 1);

  return segments;
}

static GHashTable *
decode_query (const char *query)
{
  GHashTable *table = query == NULL ? NULL : soup_form_decode (query);
  GHashTableIter iter;
  gpointer value;

  if (table == NULL)
    return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  /* Everything behind this line may rely on UTF-8. */
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (!g_utf8_validate (value, -1, NULL))
        g_hash_table_iter_remove (&iter);
    }

  return table;
}

DwsRequest *
dws_request_new (SoupServerMessage *message,
                 const char        *path,
                 DwsClock          *clock,
                 DwsMetrics        *metrics)
{
  DwsRequest *self = g_rc_box_new0 (DwsRequest);

  self->message = g_object_ref (message);
  self->clock = clock;
  self->metrics = metrics;
  self->path = g_strdup (path);
  self->segments = split_path (path);
  self->query = decode_query (g_uri_get_query (soup_server_message_get_uri (message)));
  self->endpoint = "unknown";
  self->started_us = g_get_monotonic_time ();

  dws_metrics_add (metrics, DWS_METRIC_HTTP_ACTIVE, 1, NULL);

  return self;
}

DwsRequest *
dws_request_ref (DwsRequest *self)
{
  return g_rc_box_acquire (self);
}

void
dws_request_unref (DwsRequest *self)
{
  g_rc_box_release_full (self, request_clear);
}

const char *
dws_request_get_method (DwsRequest *self)
{
  return soup_server_message_get_method (self->message);
}

/**
 * dws_request_get_segment:
 *
 * Returns: (nullable): the decoded segment of the path, or %NULL behind the last one
 */
const char *
dws_request_get_segment (DwsRequest *self,
                         guint       i)
{
  return i < self->segments->len ? g_ptr_array_index (self->segments, i) : NULL;
}

const char *
dws_request_get_query (DwsRequest *self,
                       const char *key)
{
  return g_hash_table_lookup (self->query, key);
}

/**
 * dws_request_get_body:
 *
 * Returns: (transfer none): the whole body, possibly empty
 */
GBytes *
dws_request_get_body (DwsRequest *self)
{
  if (self->body == NULL)
    self->body = soup_message_body_flatten (soup_server_message_get_request_body (self->message));

  return self->body;
}

/**
 * dws_request_get_json:
 *
 * Returns: (transfer none) (nullable): the body as checked JSON; %NULL with an error where it is not
 */
const DwdJsonSpan *
dws_request_get_json (DwsRequest *self,
                      GError    **error)
{
  gsize length = 0;
  const char *text;

  if (!self->parsed)
    {
      text = g_bytes_get_data (dws_request_get_body (self), &length);
      if (text == NULL || !dwd_json_scan_value (text, length, &self->json, NULL))
        self->json.type = DWD_JSON_ABSENT;
      self->parsed = TRUE;
    }

  if (self->json.type == DWD_JSON_ABSENT)
    {
      dws_problem_set (error, DWS_PROBLEM_MALFORMED, NULL, "The body is not JSON");
      return NULL;
    }

  return &self->json;
}

/**
 * dws_request_dup_argument:
 *
 * Returns: (transfer full) (nullable): an argument of a method, from the query or a JSON body
 */
char *
dws_request_dup_argument (DwsRequest *self,
                          const char *key)
{
  const char *text = dws_request_get_query (self, key);
  const DwdJsonSpan *json = NULL;
  DwdJsonSpan value;

  if (text != NULL)
    return g_strdup (text);

  if (g_bytes_get_size (dws_request_get_body (self)) > 0)
    json = dws_request_get_json (self, NULL);
  if (json == NULL || json->type != DWD_JSON_OBJECT)
    return NULL;

  value = dwd_json_span_get_member (json, key);
  if (value.type == DWD_JSON_STRING)
    return dwd_json_span_dup_string (&value);
  if (value.type == DWD_JSON_ABSENT || value.type == DWD_JSON_NULL)
    return NULL;

  return g_strndup (value.raw.text, value.raw.length);
}

/**
 * dws_request_pause:
 *
 * The answer comes later, with dws_request_answer().
 */
void
dws_request_pause (DwsRequest *self)
{
  if (self->paused)
    return;

  self->paused = TRUE;
  soup_server_message_pause (self->message);
}

static void
set_headers (DwsRequest *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->message);
  gint64 now_us = dws_clock_get_now (self->clock);
  g_autofree char *date = dws_clock_format_http (now_us);
  char rate[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *clock = NULL;

  g_ascii_formatd (rate, sizeof rate, "%g", dws_clock_get_rate (self->clock));
  clock = g_strdup_printf ("%" G_GINT64_FORMAT ";%s", now_us, rate);
  soup_message_headers_replace (headers, "Date", date);
  soup_message_headers_replace (headers, "X-Sandbox-Clock", clock);
}

static void
record (DwsRequest *self,
        guint       status,
        gsize       length)
{
  const char *method = dws_request_get_method (self);
  g_autofree char *code = g_strdup_printf ("%u", status);
  double seconds = (double) (g_get_monotonic_time () - self->started_us) / G_USEC_PER_SEC;

  /* A made-up method must not become a label. */
  if (method != SOUP_METHOD_GET && method != SOUP_METHOD_POST && method != SOUP_METHOD_PUT &&
      method != SOUP_METHOD_DELETE)
    method = "OTHER";

  dws_metrics_add (self->metrics, DWS_METRIC_HTTP_ACTIVE, -1, NULL);
  dws_metrics_add (self->metrics, DWS_METRIC_HTTP_REQUESTS, 1, "method", method,
                   "endpoint", self->endpoint, "status", code,
                   "org", self->org == NULL ? "" : self->org, NULL);
  dws_metrics_observe (self->metrics, DWS_METRIC_HTTP_DURATION, seconds, "method", method,
                       "endpoint", self->endpoint, NULL);
  dws_metrics_observe (self->metrics, DWS_METRIC_HTTP_REQUEST_BYTES,
                       (double) g_bytes_get_size (dws_request_get_body (self)),
                       "method", method, "endpoint", self->endpoint, NULL);
  dws_metrics_observe (self->metrics, DWS_METRIC_HTTP_RESPONSE_BYTES, (double) length,
                       "method", method, "endpoint", self->endpoint, NULL);
}

static void
close_broken_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GIOStream) stream = user_data;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

typedef struct
{
  DwsRequest *request;
  GBytes *bytes;
} Break;

static void
break_free (gpointer data)
{
  Break *brk = data;

  dws_request_unref (brk->request);
  g_bytes_unref (brk->bytes);
  g_free (brk);
}

/* The connection is taken from libsoup, so that it can end where HTTP would never let it. */
static gboolean
break_off_cb (gpointer user_data)
{
  Break *brk = user_data;
  GIOStream *stream = soup_server_message_steal_connection (brk->request->message);

  if (stream != NULL)
    {
      gsize length = 0;
      const char *data = g_bytes_get_data (brk->bytes, &length);
      GOutputStream *out = g_io_stream_get_output_stream (stream);

      g_object_set_data_full (G_OBJECT (stream), "dws-bytes", g_bytes_ref (brk->bytes),
                              (GDestroyNotify) g_bytes_unref);
      g_output_stream_write_all_async (out, data, length, G_PRIORITY_DEFAULT, NULL,
                                       close_broken_cb, stream);
    }

  return G_SOURCE_REMOVE;
}

static void
break_off (DwsRequest *self,
           guint       status,
           const char *content_type,
           const char *body,
           gsize       length)
{
  GString *out = g_string_new (NULL);
  Break *brk = g_new0 (Break, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_string_append_printf (out, "HTTP/1.1 %u %s\r\nContent-Type: %s\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                          status, soup_status_get_phrase (status), content_type, length);
  g_string_append_len (out, body, (gssize) (length / 2));

  brk->request = dws_request_ref (self);
  brk->bytes = g_string_free_to_bytes (out);
  dws_request_pause (self);
  /* cppcheck-suppress memleak */
  g_source_set_callback (source, break_off_cb, brk, break_free);
  g_source_attach (source, g_main_context_get_thread_default ());
}

/**
 * dws_request_answer:
 * @content_type: (nullable): only without a body
 * @body: (transfer full) (nullable): the answer
 *
 * Sends the one answer of this request, as whole as the fault in force lets it.
 */
void
dws_request_answer (DwsRequest *self,
                    guint       status,
                    const char *content_type,
                    char       *body,
                    gsize       length)
{
  g_autofree char *owned = body;

  g_return_if_fail (!self->answered);

  self->answered = TRUE;
  record (self, status, length);

  if (self->plan.drop_mid_body && length > 0)
    {
      break_off (self, status, content_type, body, length);
      return;
    }

  if (self->plan.truncate && length > 1)
    length /= 2;

  set_headers (self);
  soup_server_message_set_status (self->message, status, NULL);
  if (content_type != NULL)
    soup_server_message_set_response (self->message, content_type, SOUP_MEMORY_TAKE,
                                      g_steal_pointer (&owned), length);
  if (self->paused)
    soup_server_message_unpause (self->message);
}

/**
 * dws_request_answer_json:
 * @json: (transfer full)
 */
void
dws_request_answer_json (DwsRequest *self,
                         guint       status,
                         GString    *json)
{
  gsize length = json->len;

  dws_request_answer (self, status, JSON_TYPE, g_string_free (json, FALSE), length);
}

/* A JSON string of a JSON array of JSON strings, as Frappe wraps what it tells the person. */
static void
append_server_messages (GString      *out,
                        const GError *error,
                        const char   *field)
{
  g_autoptr (GString) inner = g_string_new ("{\"message\":");
  g_autoptr (GString) list = g_string_new ("[");
  g_autofree char *escaped = g_markup_escape_text (error->message, -1);

  dwd_json_append_string (inner, escaped, -1);
  g_string_append (inner, ",\"title\":\"Message\",\"indicator\":\"red\",\"raise_exception\":1");
  if (field != NULL)
    {
      g_string_append (inner, ",\"field\":");
      dwd_json_append_string (inner, field, -1);
    }
  g_string_append_c (inner, '}');
  dwd_json_append_string (list, inner->str, (gssize) inner->len);
  g_string_append_c (list, ']');

  g_string_append (out, ",\"_server_messages\":");
  dwd_json_append_string (out, list->str, (gssize) list->len);
}

/**
 * dws_request_answer_error:
 *
 * Answers with Frappe's envelope. What no problem explains is told as the server's own failure,
 * without its text.
 */
void
dws_request_answer_error (DwsRequest   *self,
                          const GError *error)
{
  DwsProblem problem = dws_problem_from_error (error);
  const char *type = dws_problem_get_type (problem);
  const char *field = dws_problem_get_field (error);
  GString *out = g_string_new ("{\"exc_type\":");
  g_autofree char *exception = NULL;

  if (error->domain != DWS_PROBLEM)
    g_warning ("%s %s: %s", dws_request_get_method (self), self->path, error->message);

  /* werkzeug's own refusals come in HTML, also from under /api. */
  if (problem == DWS_PROBLEM_TOO_LARGE)
    {
      g_string_assign (out, "<!doctype html>\n<title>413 Request Entity Too Large</title>\n"
                       "<h1>Request Entity Too Large</h1>\n");
      dws_request_answer (self, 413, "text/html; charset=utf-8", out->str, out->len);
      g_string_free (out, FALSE);
      return;
    }

  dwd_json_append_string (out, type, -1);
  g_string_append (out, ",\"exception\":");
  exception = g_strdup_printf ("frappe.exceptions.%s: %s", type,
                               error->domain == DWS_PROBLEM ? error->message : "");
  dwd_json_append_string (out, exception, -1);
  if (error->domain == DWS_PROBLEM)
    append_server_messages (out, error, field);
  g_string_append_c (out, '}');

  dws_request_answer_json (self, dws_problem_get_status (problem), out);
}

/**
 * dws_request_answer_status:
 *
 * A bare failure, as a proxy in front of the server would answer it.
 */
void
dws_request_answer_status (DwsRequest *self,
                           guint       status)
{
  GString *out = g_string_new (NULL);
  const char *phrase = soup_status_get_phrase (status);

  if (status == 429)
    soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                  "Retry-After", "1");

  g_string_printf (out, "<html><title>%u %s</title><h1>%s</h1></html>\n", status, phrase, phrase);
  dws_request_answer (self, status, "text/html", out->str, out->len);
  g_string_free (out, FALSE);
}
