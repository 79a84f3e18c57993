/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-engine"

#include "config.h"

#include <json-glib/json-glib.h>

#include "dwd-engine-private.h"

/* What a person can do with a waiting, failed or disputed operation. */

void
_dwd_engine_act_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (dwd_outbox_act_finish (DWD_OUTBOX (object), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* A task for an act on the outbox, or NULL when nobody is signed in and the callback will say so. */
static GTask *
begin_act (DwdEngine          *self,
           gpointer            source_tag,
           GAsyncReadyCallback callback,
           gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  if (!_dwd_engine_check_account (self, task))
    return NULL;

  return g_steal_pointer (&task);
}

void
dwd_engine_retry_operation_async (DwdEngine          *self,
                                  gint64              seq,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (DWD_IS_ENGINE (self));

  task = begin_act (self, dwd_engine_retry_operation_async, callback, user_data);
  if (task != NULL)
    dwd_outbox_retry_async (self->outbox, seq, _dwd_engine_act_cb, task);
}

void
dwd_engine_discard_operation_async (DwdEngine          *self,
                                    gint64              seq,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (DWD_IS_ENGINE (self));

  task = begin_act (self, dwd_engine_discard_operation_async, callback, user_data);
  if (task != NULL)
    dwd_outbox_discard_async (self->outbox, seq, _dwd_engine_act_cb, task);
}

void
dwd_engine_amend_operation_async (DwdEngine          *self,
                                  gint64              seq,
                                  const char         *reason,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *extra = NULL;
  GTask *task;

  g_return_if_fail (DWD_IS_ENGINE (self));
  g_return_if_fail (reason != NULL);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "status_reason");
  json_builder_add_string_value (builder, reason);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  extra = json_to_string (root, FALSE);

  task = begin_act (self, dwd_engine_amend_operation_async, callback, user_data);
  if (task != NULL)
    dwd_outbox_amend_async (self->outbox, seq, extra, _dwd_engine_act_cb, task);
}

void
dwd_engine_settle_conflict_async (DwdEngine          *self,
                                  gint64              seq,
                                  gboolean            keep_mine,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (DWD_IS_ENGINE (self));

  task = begin_act (self, dwd_engine_settle_conflict_async, callback, user_data);
  if (task != NULL)
    dwd_outbox_settle_conflict_async (self->outbox, seq, keep_mine, _dwd_engine_act_cb, task);
}
