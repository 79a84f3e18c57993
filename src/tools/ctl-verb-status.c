/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dispatchctl"

#include "config.h"

#include "ctl-session.h"

static void
count_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

/* How many documents of each DocType the cache holds. */
static void
add_documents (CtlSession  *session,
               JsonBuilder *builder)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree guint64 *counts = NULL;

  dwd_engine_count_documents_async (session->engine, NULL, count_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  counts = dwd_engine_count_documents_finish (session->engine, result, NULL);

  json_builder_set_member_name (builder, "documents");
  json_builder_begin_object (builder);
  for (int doctype = DWD_DOCTYPE_UNKNOWN + 1; doctype < DWD_N_DOCTYPES; doctype++)
    ctl_add_count (builder, dwd_doctype_get_name ((DwdDoctype) doctype),
                   counts != NULL ? (gint64) counts[doctype] : 0);
  json_builder_end_object (builder);
}

int
ctl_verb_status (CtlSession *session,
                 int         argc,
                 char      **argv)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const DwdSyncStatusFields *fields;
  DwdAccount *account;

  if (argc != 0)
    {
      g_printerr ("dispatchctl: status takes no arguments\n");
      return CTL_EXIT_USAGE;
    }

  if (!ctl_session_open (session, FALSE))
    return session->exit_code;

  account = dwd_engine_get_account (session->engine);
  fields = dwd_sync_status_peek (dwd_engine_get_sync_status (session->engine));
  json_builder_begin_object (builder);
  ctl_add_text (builder, "server", dwd_account_get_server (account));
  ctl_add_text (builder, "user", dwd_account_get_user (account));
  ctl_add_text (builder, "organization", dwd_account_get_organization (account));
  ctl_add_text (builder, "role", dwd_account_get_role (account));
  ctl_add_count (builder, "queued", fields->queued);
  ctl_add_count (builder, "failed", fields->failed);
  ctl_add_count (builder, "conflicts", fields->conflicts);
  add_documents (session, builder);
  json_builder_end_object (builder);
  ctl_session_print (builder);
  ctl_session_close (session);

  return session->exit_code;
}
