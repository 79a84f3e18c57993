/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-sandbox"

#include "config.h"

#include "dwt-server.h"

#include <string.h>

/* Wakes the loop, so that a deadline is noticed even where nothing happens. */
/**
 * dwt_server_init:
 * @options: (nullable): without a simulation where %NULL
 */
void
dwt_server_init (DwtServer              *self,
                 const DwsServerOptions *options)
{
  DwsServerOptions fallback = { .seed = 7 };
  g_autoptr (GError) error = NULL;

  self->server = dws_server_new (options == NULL ? &fallback : options);
  dws_server_start (self->server, &error);
  g_assert_no_error (error);
  self->session = soup_session_new ();
}

void
dwt_server_clear (DwtServer *self)
{
  soup_session_abort (self->session);
  g_assert_finalize_object (self->session);
  dws_server_stop (self->server);

  /* What was in flight lets go of the server. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->server);
}

SoupMessage *
dwt_server_message (DwtServer  *self,
                    const char *user,
                    const char *method,
                    const char *path)
{
  g_autofree char *url = g_strconcat (dws_server_get_url (self->server), path, NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  SoupMessage *message = soup_message_new_from_uri (method, uri);

  g_assert_nonnull (message);
  if (user != NULL)
    {
      g_autofree char *credentials = g_strdup_printf ("token %s:sandbox-%s", user, user);

      soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                                   credentials);
    }

  return message;
}

typedef struct
{
  DwtReply *reply;
  gboolean done;
} Sending;

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Sending *sending = user_data;

  sending->reply->body = soup_session_send_and_read_finish (SOUP_SESSION (source), result,
                                                            &sending->reply->error);
  sending->done = TRUE;
}

/**
 * dwt_server_send:
 * @message: (transfer full)
 */
DwtReply *
dwt_server_send (DwtServer   *self,
                 SoupMessage *message)
{
  g_autoptr (SoupMessage) owned = message;
  Sending sending = { g_new0 (DwtReply, 1) };

  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL, sent_cb,
                                    &sending);
  DWT_WAIT_UNTIL (sending.done);

  sending.reply->status = soup_message_get_status (message);
  sending.reply->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  if (sending.reply->body != NULL)
    {
      gsize length = 0;
      const char *data = g_bytes_get_data (sending.reply->body, &length);
      g_autofree char *text = g_strndup (data == NULL ? "" : data, length);

      sending.reply->json = json_from_string (text, NULL);
    }

  return sending.reply;
}

DwtReply *
dwt_server_call (DwtServer  *self,
                 const char *user,
                 const char *method,
                 const char *path,
                 const char *body)
{
  SoupMessage *message = dwt_server_message (self, user, method, path);

  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }

  return dwt_server_send (self, message);
}

void
dwt_reply_free (DwtReply *reply)
{
  if (reply == NULL)
    return;

  g_clear_pointer (&reply->body, g_bytes_unref);
  g_clear_pointer (&reply->json, json_node_unref);
  g_clear_pointer (&reply->headers, soup_message_headers_unref);
  g_clear_error (&reply->error);
  g_free (reply);
}

static JsonNode *
walk (DwtReply   *reply,
      const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);
  JsonNode *node = reply->json;

  for (guint i = 0; node != NULL && steps[i] != NULL; i++)
    {
      if (JSON_NODE_HOLDS_OBJECT (node))
        node = json_object_get_member (json_node_get_object (node), steps[i]);
      else if (JSON_NODE_HOLDS_ARRAY (node) &&
               g_ascii_strtoull (steps[i], NULL, 10) <
               json_array_get_length (json_node_get_array (node)))
        node = json_array_get_element (json_node_get_array (node),
                                       (guint) g_ascii_strtoull (steps[i], NULL, 10));
      else
        node = NULL;
    }

  return node;
}

char *
dwt_reply_get (DwtReply   *reply,
               const char *path)
{
  JsonNode *node = walk (reply, path);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);

  return json_to_string (node, FALSE);
}

guint
dwt_reply_length (DwtReply   *reply,
                  const char *path)
{
  JsonNode *node = walk (reply, path);

  g_assert_nonnull (node);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (node));

  return json_array_get_length (json_node_get_array (node));
}

char *
dwt_operation (const char *op_id,
               const char *op,
               const char *doctype,
               const char *name,
               const char *data,
               const char *base)
{
  g_autofree char *id = op_id == NULL ? g_uuid_string_random () : g_strdup (op_id);
  GString *out = g_string_new (NULL);

  g_string_append_printf (out, "{\"op_id\":\"%s\",\"op\":\"%s\",\"doctype\":\"%s\"", id, op,
                          doctype);
  if (name != NULL)
    g_string_append_printf (out, ",\"name\":\"%s\"", name);
  if (data != NULL)
    g_string_append_printf (out, ",\"data\":%s", data);
  if (base != NULL)
    g_string_append_printf (out, ",\"base_modified\":\"%s\"", base);
  g_string_append (out, ",\"client_ts\":\"2026-11-24T05:00:00Z\"}");

  return g_string_free (out, FALSE);
}

/**
 * dwt_server_push:
 * @...: operations' texts, (transfer none)
 */
DwtReply *
dwt_server_push (DwtServer  *self,
                 const char *user,
                 ...)
{
  g_autoptr (GString) body = g_string_new ("{\"operations\":[");
  const char *operation;
  va_list args;

  va_start (args, user);
  while ((operation = va_arg (args, const char *)) != NULL)
    {
      if (body->str[body->len - 1] != '[')
        g_string_append_c (body, ',');
      g_string_append (body, operation);
    }
  va_end (args);
  g_string_append (body, "]}");

  return dwt_server_call (self, user, "POST", "/api/method/dartwing_core.sync.upsert_batch",
                          body->str);
}

DwtReply *
dwt_server_push_one (DwtServer  *self,
                     const char *user,
                     const char *op,
                     const char *doctype,
                     const char *name,
                     const char *data,
                     const char *base)
{
  g_autofree char *operation = dwt_operation (NULL, op, doctype, name, data, base);

  return dwt_server_push (self, user, operation, NULL);
}

DwtReply *
dwt_server_feed (DwtServer  *self,
                 const char *user,
                 const char *doctype,
                 const char *org,
                 const char *since,
                 guint       limit)
{
  g_autofree char *type = g_uri_escape_string (doctype, NULL, FALSE);
  g_autofree char *path =
    g_strdup_printf ("/api/method/dartwing_core.sync.feed?doctype=%s&org=%s&since=%s&limit=%u",
                     type, org, since, limit);

  return dwt_server_call (self, user, "GET", path, NULL);
}

/**
 * dwt_server_modified:
 *
 * Returns: (transfer full): a document's `modified`, to base a change on
 */
char *
dwt_server_modified (DwtServer  *self,
                     const char *doctype,
                     const char *name)
{
  g_autofree char *type = g_uri_escape_string (doctype, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/api/resource/%s/%s", type, name);
  g_autoptr (DwtReply) reply = dwt_server_call (self, "supervisor", "GET", path, NULL);

  g_assert_cmpuint (reply->status, ==, 200);

  return dwt_reply_get (reply, "data.modified");
}
