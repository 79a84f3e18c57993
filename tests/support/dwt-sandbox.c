/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-sandbox.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>

#include "dwt-wait.h"

struct _DwtSandbox
{
  char *data_dir;            /* (owned) */
  char **arguments;          /* (owned) */
  char *ready_file;          /* (owned) */
  char *url;                 /* (owned) (nullable): after the first start */
  char *port;                /* (owned): "0" before the first start */
  GSubprocess *process;      /* (owned) (nullable) */
};

static gboolean
is_ready (gpointer data)
{
  DwtSandbox *self = data;
  g_autofree char *text = NULL;

  g_assert_nonnull (g_subprocess_get_identifier (self->process));
  if (!g_file_get_contents (self->ready_file, &text, NULL, NULL))
    return FALSE;

  g_strstrip (text);
  if (text[0] == '\0')
    return FALSE;

  g_free (self->url);
  self->url = g_steal_pointer (&text);

  return TRUE;
}

void
dwt_sandbox_start (DwtSandbox *self)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  const char *colon;

  g_assert_null (self->process);
  g_unlink (self->ready_file);
  g_ptr_array_add (argv, (gpointer) DWT_SANDBOX_PROGRAM);
  g_ptr_array_add (argv, (gpointer) "--die-with-parent");
  g_ptr_array_add (argv, (gpointer) "--port");
  g_ptr_array_add (argv, self->port);
  g_ptr_array_add (argv, (gpointer) "--data-dir");
  g_ptr_array_add (argv, self->data_dir);
  g_ptr_array_add (argv, (gpointer) "--ready-file");
  g_ptr_array_add (argv, self->ready_file);
  for (char **argument = self->arguments; *argument != NULL; argument++)
    g_ptr_array_add (argv, *argument);
  g_ptr_array_add (argv, NULL);

  self->process = g_subprocess_newv ((const char *const *) argv->pdata,
                                     G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  g_assert_no_error (error);
  dwt_wait_until (is_ready, self);

  colon = strrchr (self->url, ':');
  g_free (self->port);
  self->port = g_strdup (colon + 1);
}

void
dwt_sandbox_stop (DwtSandbox *self)
{
  g_autoptr (GError) error = NULL;

  if (self->process == NULL)
    return;

  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&self->process);
}

DwtSandbox *
dwt_sandbox_new (const char        *data_dir,
                 const char *const *extra_arguments)
{
  DwtSandbox *self = g_new0 (DwtSandbox, 1);

  self->data_dir = g_build_filename (data_dir, "sandbox", NULL);
  self->ready_file = g_build_filename (data_dir, "sandbox.ready", NULL);
  self->arguments = g_strdupv ((char **) extra_arguments);
  self->port = g_strdup ("0");
  dwt_sandbox_start (self);

  return self;
}

void
dwt_sandbox_free (DwtSandbox *self)
{
  dwt_sandbox_stop (self);
  g_free (self->data_dir);
  g_free (self->ready_file);
  g_strfreev (self->arguments);
  g_free (self->url);
  g_free (self->port);
  g_free (self);
}

const char *
dwt_sandbox_get_url (DwtSandbox *self)
{
  return self->url;
}

static JsonNode *
send_request (DwtSandbox *self,
              const char *method,
              const char *path,
              const char *body)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strconcat (self->url, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize length;
  const char *text;

  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization",
                               "token dispatcher:sandbox-dispatcher");
  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }

  reply = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, 200);
  text = g_bytes_get_data (reply, &length);
  json_parser_load_from_data (parser, text, (gssize) length, &error);
  g_assert_no_error (error);

  return json_parser_steal_root (parser);
}

JsonNode *
dwt_sandbox_get_json (DwtSandbox *self,
                      const char *path)
{
  return send_request (self, "GET", path, NULL);
}

JsonNode *
dwt_sandbox_send_json (DwtSandbox *self,
                       const char *method,
                       const char *path,
                       const char *body)
{
  return send_request (self, method, path, body);
}
