/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dispatchctl"

#include "config.h"

#include "ctl-session.h"

#include <glib-unix.h>

static void
print_round (guint64 n_pulled,
             guint   n_pushed)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  ctl_add_count (builder, "pulled", n_pulled);
  ctl_add_count (builder, "pushed", n_pushed);
  json_builder_end_object (builder);
  ctl_session_print (builder);
}

static void
sync_once_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  CtlSession *session = user_data;
  g_autoptr (GError) error = NULL;
  guint64 n_pulled = 0;
  guint n_pushed = 0;

  if (dwd_engine_sync_once_finish (DWD_ENGINE (object), result, &n_pulled, &n_pushed, &error))
    print_round (n_pulled, n_pushed);
  else
    ctl_session_fail (session, error);

  g_main_loop_quit (session->loop);
}

static gboolean
link_is_settled (CtlSession *session)
{
  DwdSyncStatus *status = dwd_engine_get_sync_status (session->engine);

  return dwd_engine_has_secret (session->engine) ||
         dwd_sync_status_peek (status)->state == DWD_SYNC_SIGN_IN;
}

static void
link_settled_cb (DwdSyncStatus *status,
                 CtlSession    *session)
{
  if (link_is_settled (session))
    g_main_loop_quit (session->loop);
}

/* The secret may still be on its way from the keyring when the cache is already open. */
static void
wait_for_link (CtlSession *session)
{
  DwdSyncStatus *status = dwd_engine_get_sync_status (session->engine);
  gulong handler;

  if (link_is_settled (session))
    return;

  handler = g_signal_connect (status, "changed", G_CALLBACK (link_settled_cb), session);
  g_main_loop_run (session->loop);
  g_signal_handler_disconnect (status, handler);
}

static int
sync_once (CtlSession *session)
{
  if (!ctl_session_open (session, FALSE))
    return session->exit_code;

  wait_for_link (session);
  dwd_engine_sync_once_async (session->engine, NULL, sync_once_cb, session);
  g_main_loop_run (session->loop);
  ctl_session_close (session);

  return session->exit_code;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);

  return G_SOURCE_CONTINUE;
}

static void
status_changed_cb (DwdSyncStatus *status,
                   CtlSession    *session)
{
  const DwdSyncStatusFields *fields = dwd_sync_status_peek (status);
  g_autoptr (GEnumClass) states = g_type_class_ref (DWD_TYPE_SYNC_STATE);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  ctl_add_text (builder, "state", g_enum_get_value (states, fields->state)->value_nick);
  ctl_add_count (builder, "queued", fields->queued);
  ctl_add_count (builder, "failed", fields->failed);
  ctl_add_count (builder, "pulled", fields->pulled);
  json_builder_end_object (builder);
  ctl_session_print (builder);
}

/* Follows the server until it is interrupted: a line for each change of the link. */
static int
sync_watch (CtlSession *session)
{
  DwdSyncStatus *status;

  if (!ctl_session_open (session, TRUE))
    return session->exit_code;

  status = dwd_engine_get_sync_status (session->engine);
  g_signal_connect (status, "changed", G_CALLBACK (status_changed_cb), session);
  status_changed_cb (status, session);
  g_unix_signal_add (SIGINT, quit_cb, session->loop);
  g_unix_signal_add (SIGTERM, quit_cb, session->loop);
  g_main_loop_run (session->loop);
  g_signal_handlers_disconnect_by_data (status, session);
  ctl_session_close (session);

  return session->exit_code;
}

int
ctl_verb_sync (CtlSession *session,
               int         argc,
               char      **argv)
{
  if (argc == 1 && g_strcmp0 (argv[0], "--once") == 0)
    return sync_once (session);
  if (argc == 1 && g_strcmp0 (argv[0], "--watch") == 0)
    return sync_watch (session);

  g_printerr ("dispatchctl: sync takes --once or --watch\n");

  return CTL_EXIT_USAGE;
}
