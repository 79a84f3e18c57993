/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dispatchctl"

#include "config.h"

#include "ctl-session.h"

#include <stdio.h>

/*
 * The tool has nothing to do but wait for its one task, so it runs a main loop around each step. A
 * secret comes from the environment, never from the arguments, which every process can read.
 */
#define SECRET_VARIABLE "DISPATCHCTL_SECRET"

CtlSession *
ctl_session_new (const char *profile_dir,
                 const char *server,
                 const char *api_key)
{
  CtlSession *session = g_new0 (CtlSession, 1);

  session->engine = dwd_engine_new (profile_dir, NULL);
  session->loop = g_main_loop_new (NULL, FALSE);
  session->server = g_strdup (server);
  session->api_key = g_strdup (api_key);

  if (g_getenv (SECRET_VARIABLE) != NULL)
    {
      g_autoptr (DwdSecretStore) memory = dwd_secret_store_new_memory ();

      dwd_engine_set_secret_store (session->engine, memory);
    }

  return session;
}

void
ctl_session_free (CtlSession *session)
{
  g_clear_object (&session->engine);
  g_clear_pointer (&session->loop, g_main_loop_unref);
  g_free (session->server);
  g_free (session->api_key);
  g_free (session);
}

static CtlExit
get_exit_code (DwdFailure failure)
{
  switch (failure)
    {
    case DWD_FAILURE_NONE:
      return CTL_EXIT_OK;

    case DWD_FAILURE_OFFLINE:
    case DWD_FAILURE_TIMEOUT:
    case DWD_FAILURE_BUSY:
    case DWD_FAILURE_BROKEN:
    case DWD_FAILURE_RATE_LIMITED:
      return CTL_EXIT_OFFLINE;

    case DWD_FAILURE_SIGN_IN:
    case DWD_FAILURE_FORBIDDEN:
      return CTL_EXIT_SIGN_IN;

    case DWD_FAILURE_STORAGE_FULL:
    case DWD_FAILURE_STORAGE_READ_ONLY:
    case DWD_FAILURE_STORAGE_NEWER:
    case DWD_FAILURE_STORAGE_CORRUPT:
    case DWD_FAILURE_STORAGE_LOCKED:
      return CTL_EXIT_STORAGE;

    case DWD_FAILURE_INVALID:
      return CTL_EXIT_USAGE;

    case DWD_FAILURE_NOT_FOUND:
    case DWD_FAILURE_CONFLICT:
    case DWD_FAILURE_TOO_LARGE:
    case DWD_FAILURE_VERSION:
    case DWD_FAILURE_PROTOCOL:
    case DWD_FAILURE_WATERMARK_EXPIRED:
    case DWD_FAILURE_CANCELLED:
    case DWD_FAILURE_INTERNAL:
    case DWD_N_FAILURES:
    default:
      return CTL_EXIT_FAILED;
    }
}

/**
 * ctl_session_fail:
 * @session: a session
 * @error: what went wrong
 *
 * Says the reason and the sentence on standard error and remembers the exit code.
 */
void
ctl_session_fail (CtlSession   *session,
                  const GError *error)
{
  DwdFailure failure = dwd_failure_from_error (error);

  fprintf (stderr, "dispatchctl: %s (%s)\n", error->message, dwd_failure_to_string (failure));
  session->exit_code = get_exit_code (failure);
}

void
ctl_add_text (JsonBuilder *builder,
              const char  *name,
              const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

void
ctl_add_count (JsonBuilder *builder,
               const char  *name,
               gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
ctl_session_print (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, FALSE);

  printf ("%s\n", text);
  fflush (stdout);
}

static void
sign_in_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  CtlSession *session = user_data;
  g_autoptr (GError) error = NULL;

  if (!dwd_engine_sign_in_finish (DWD_ENGINE (object), result, &error))
    ctl_session_fail (session, error);

  g_main_loop_quit (session->loop);
}

static void
open_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  CtlSession *session = user_data;
  g_autoptr (GError) error = NULL;

  if (!dwd_engine_open_finish (DWD_ENGINE (object), result, &error))
    ctl_session_fail (session, error);

  g_main_loop_quit (session->loop);
}

static gboolean
sign_in (CtlSession *session)
{
  const char *secret = g_getenv (SECRET_VARIABLE);

  if (secret == NULL || session->api_key == NULL)
    {
      fprintf (stderr, "dispatchctl: --server needs --key and the secret in " SECRET_VARIABLE "\n");
      session->exit_code = CTL_EXIT_USAGE;
      return FALSE;
    }

  dwd_engine_sign_in_async (session->engine, session->server, session->api_key, secret, NULL,
                            sign_in_cb, session);
  g_main_loop_run (session->loop);

  return session->exit_code == CTL_EXIT_OK;
}

gboolean
ctl_session_open (CtlSession *session,
                  gboolean    online)
{
  dwd_engine_set_online (session->engine, online);
  dwd_engine_open_async (session->engine, NULL, open_cb, session);
  g_main_loop_run (session->loop);
  if (session->exit_code != CTL_EXIT_OK)
    return FALSE;

  if (session->server != NULL && !sign_in (session))
    return FALSE;

  if (dwd_engine_get_account (session->engine) == NULL)
    {
      fprintf (stderr, "dispatchctl: nobody is signed in; give --server and --key, or sign in "
               "with the console\n");
      session->exit_code = CTL_EXIT_SIGN_IN;
      return FALSE;
    }

  return TRUE;
}

static void
close_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  CtlSession *session = user_data;
  g_autoptr (GError) error = NULL;

  if (!dwd_engine_close_finish (DWD_ENGINE (object), result, &error))
    ctl_session_fail (session, error);

  g_main_loop_quit (session->loop);
}

void
ctl_session_close (CtlSession *session)
{
  dwd_engine_close_async (session->engine, close_cb, session);
  g_main_loop_run (session->loop);
}
