/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-engine"

#include "config.h"

#include "audit/dwd-audit-log.h"
#include "dwd-engine-private.h"

/* The log of what was decided and read: pages for screens, its proof, its export. */

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *entries = dwd_audit_log_load_finish (DWD_STORE (object), result, &error);

  if (entries != NULL)
    g_task_return_pointer (task, entries, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * dwd_engine_load_audit_async:
 * @self: an engine
 * @doctype: (nullable): only entries of this DocType, in any spelling that the wire knows
 * @name: (nullable): only entries of records with this name
 * @before: entries with a lower number than this one; 0 begins with the newest
 * @limit: entries at most
 * @cancellable: (nullable): a cancellable
 * @callback: called with the page
 * @user_data: data for @callback
 *
 * Reads a page of the audit log, newest first.
 */
void
dwd_engine_load_audit_async (DwdEngine          *self,
                             const char         *doctype,
                             const char         *name,
                             gint64              before,
                             guint               limit,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  DwdDoctype known = DWD_DOCTYPE_UNKNOWN;

  g_return_if_fail (DWD_IS_ENGINE (self));
  g_return_if_fail (before >= 0);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_engine_load_audit_async);
  if (!_dwd_engine_check_account (self, task))
    return;

  /* The log may tell of DocTypes that the cache does not keep. */
  known = doctype != NULL ? dwd_doctype_from_name (doctype) : DWD_DOCTYPE_UNKNOWN;
  if (known != DWD_DOCTYPE_UNKNOWN)
    doctype = dwd_doctype_get_name (known);
  dwd_audit_log_load_async (self->store, doctype, name, before, limit, cancellable, load_cb,
                            g_steal_pointer (&task));
}

/**
 * dwd_engine_load_audit_finish:
 * @self: an engine
 * @result: the result
 * @error: return location for a %DWD_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type DwdAuditEntry): the page
 */
GPtrArray *
dwd_engine_load_audit_finish (DwdEngine    *self,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
verify_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree DwdAuditVerdict *verdict = g_new0 (DwdAuditVerdict, 1);
  GError *error = NULL;

  if (dwd_audit_log_verify_finish (DWD_STORE (object), result, verdict, &error))
    g_task_return_pointer (task, g_steal_pointer (&verdict), g_free);
  else
    g_task_return_error (task, error);
}

/**
 * dwd_engine_verify_audit_async:
 * @self: an engine
 * @cancellable: (nullable): a cancellable
 * @callback: called with the verdict
 * @user_data: data for @callback
 *
 * Recomputes the chain of the audit log from its first entry on, a piece at a time; other readers of the cache
 * come in between.
 */
void
dwd_engine_verify_audit_async (DwdEngine          *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DWD_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_engine_verify_audit_async);
  if (_dwd_engine_check_account (self, task))
    dwd_audit_log_verify_async (self->store, cancellable, verify_cb, g_steal_pointer (&task));
}

/**
 * dwd_engine_verify_audit_finish:
 * @self: an engine
 * @result: the result
 * @verdict: (out caller-allocates): what was found; untouched on failure
 * @error: return location for a %DWD_ERROR
 *
 * Returns: whether the log could be read, whole or broken
 */
gboolean
dwd_engine_verify_audit_finish (DwdEngine       *self,
                                GAsyncResult    *result,
                                DwdAuditVerdict *verdict,
                                GError         **error)
{
  g_autofree DwdAuditVerdict *found = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return FALSE;
  *verdict = *found;
  return TRUE;
}

static void
export_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (dwd_audit_log_export_finish (DWD_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * dwd_engine_export_audit_async:
 * @self: an engine
 * @stream: where the lines go; it stays open
 * @cancellable: (nullable): a cancellable
 * @callback: called at the end
 * @user_data: data for @callback
 *
 * Writes the whole audit log as docs/audit.md says: an entry a line, oldest first, and the head.
 */
void
dwd_engine_export_audit_async (DwdEngine          *self,
                               GOutputStream      *stream,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DWD_IS_ENGINE (self));
  g_return_if_fail (G_IS_OUTPUT_STREAM (stream));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_engine_export_audit_async);
  if (_dwd_engine_check_account (self, task))
    dwd_audit_log_export_async (self->store, stream, cancellable, export_cb, g_steal_pointer (&task));
}

/**
 * dwd_engine_export_audit_finish:
 * @self: an engine
 * @result: the result
 * @error: return location for a %DWD_ERROR
 *
 * Returns: whether all of it is written
 */
gboolean
dwd_engine_export_audit_finish (DwdEngine    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
