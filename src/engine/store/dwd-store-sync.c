/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-apply.h"
#include "dwd-store-main.h"

/*
 * What sync asks of the store: pages, deltas, watermarks, bulk loading, full resyncs.
 */

typedef struct
{
  DwdDoctype doctype;
  DwdFeedPage *page;             /* (owned) (nullable) */
  char *next_since;              /* (nullable) */
  gint64 token;
  DwdApplyCounts counts;
  char **watermarks;             /* (owned) (nullable) */
} SyncCall;

static void
sync_call_free (gpointer data)
{
  SyncCall *call = data;

  g_clear_pointer (&call->page, dwd_feed_page_free);
  g_strfreev (call->watermarks);
  g_free (call->next_since);
  g_free (call);
}

static GTask *
sync_task_new (DwdStore           *self,
               gpointer            tag,
               DwdDoctype          doctype,
               GCancellable       *cancellable,
               GAsyncReadyCallback callback,
               gpointer            user_data,
               SyncCall          **call)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  *call = g_new0 (SyncCall, 1);
  (*call)->doctype = doctype;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, *call, sync_call_free);
  return task;
}

/* A running resync keeps its own watermark; the other one stays empty until the sweep. */
static gboolean
move_watermark (DwdStoreTxn *txn,
                SyncCall    *call,
                GError     **error)
{
  const char *sql = txn->state->tokens[call->doctype] != 0
                    ? "INSERT INTO cursor (doctype, resync_since) VALUES (?1, ?2) "
                    "ON CONFLICT (doctype) DO UPDATE SET resync_since = excluded.resync_since"
                    : "INSERT INTO cursor (doctype, since) VALUES (?1, ?2) "
                    "ON CONFLICT (doctype) DO UPDATE SET since = excluded.since";
  DwdStatement *statement = NULL;

  if (call->next_since == NULL)
    return TRUE;
  statement = dwd_db_prepare (txn->db, sql, error);
  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, call->doctype);
  dwd_statement_bind_text (statement, 2, call->next_since, -1);
  return dwd_statement_run (statement, error);
}

static gboolean
apply_page_work (DwdStoreTxn *txn,
                 gpointer     data,
                 GError     **error)
{
  SyncCall *call = data;
  gint64 running = txn->state->tokens[call->doctype];

  if (call->token != 0 && call->token != running)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "The resync of %s is over",
                     dwd_doctype_get_name (call->doctype));
      return FALSE;
    }
  if (!dwd_store_apply_rows (txn, call->doctype, call->page, FALSE, &call->counts, error) ||
      !move_watermark (txn, call, error))
    return FALSE;

  /* A resync that a crash cut short goes on as an ordinary pull from the start: nobody holds its token
   * any more, so its last page ends it. */
  if (running != 0 && call->token == 0 && !dwd_feed_page_get_has_more (call->page))
    return dwd_store_sweep (txn, call->doctype, error);
  return TRUE;
}

/**
 * dwd_store_apply_page_async:
 * @self: a store
 * @doctype: of the page's rows
 * @page: (transfer full): the page
 * @next_since: (nullable): the watermark after it
 * @sweep_token: 0, or the running resync's
 * @cancellable: (nullable): stops it before it begins, never in the middle
 * @callback: when it is committed
 * @user_data: for @callback
 */
void
dwd_store_apply_page_async (DwdStore           *self,
                            DwdDoctype          doctype,
                            DwdFeedPage        *page,
                            const char         *next_since,
                            gint64              sweep_token,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  SyncCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (self));
  g_return_if_fail (page != NULL && doctype > DWD_DOCTYPE_UNKNOWN && doctype < DWD_N_DOCTYPES);

  task = sync_task_new (self, dwd_store_apply_page_async, doctype, cancellable, callback, user_data,
                        &call);
  call->page = page;
  call->next_since = g_strdup (next_since);
  call->token = sweep_token;
  dwd_store_push_write (self, task, FALSE, apply_page_work);
}

static gboolean
finish_counts (DwdStore       *self,
               GAsyncResult   *result,
               DwdApplyCounts *counts,
               GError        **error)
{
  SyncCall *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  call = g_task_get_task_data (G_TASK (result));
  if (counts != NULL)
    *counts = call->counts;
  return TRUE;
}

gboolean
dwd_store_apply_page_finish (DwdStore       *self,
                             GAsyncResult   *result,
                             DwdApplyCounts *counts,
                             GError        **error)
{
  return finish_counts (self, result, counts, error);
}

static gboolean
apply_delta_work (DwdStoreTxn *txn,
                  gpointer     data,
                  GError     **error)
{
  SyncCall *call = data;

  return dwd_store_apply_rows (txn, call->doctype, call->page, TRUE, &call->counts, error);
}

/**
 * dwd_store_apply_delta_async:
 * @self: a store
 * @doctype: of the row
 * @row: (transfer full): the row, as a page of one
 * @cancellable: (nullable): stops it before it begins
 * @callback: when it is committed
 * @user_data: for @callback
 */
void
dwd_store_apply_delta_async (DwdStore           *self,
                             DwdDoctype          doctype,
                             DwdFeedPage        *row,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  SyncCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (self));
  g_return_if_fail (row != NULL && doctype > DWD_DOCTYPE_UNKNOWN && doctype < DWD_N_DOCTYPES);

  task = sync_task_new (self, dwd_store_apply_delta_async, doctype, cancellable, callback, user_data,
                        &call);
  call->page = row;
  dwd_store_push_write (self, task, FALSE, apply_delta_work);
}

gboolean
dwd_store_apply_delta_finish (DwdStore       *self,
                              GAsyncResult   *result,
                              DwdApplyCounts *counts,
                              GError        **error)
{
  return finish_counts (self, result, counts, error);
}

static gboolean
begin_bulk_work (DwdStoreTxn *txn,
                 gpointer     data,
                 GError     **error)
{
  SyncCall *call = data;

  return dwd_store_drop_indexes (txn, call->doctype, error);
}

void
dwd_store_begin_bulk_async (DwdStore           *self,
                            DwdDoctype          doctype,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  SyncCall *call = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  dwd_store_push_write (self, sync_task_new (self, dwd_store_begin_bulk_async, doctype, NULL, callback,
                                             user_data, &call),
                        FALSE, begin_bulk_work);
}

static gboolean
end_bulk_work (DwdStoreTxn *txn,
               gpointer     data,
               GError     **error)
{
  SyncCall *call = data;

  dwd_txn_note_many (txn, call->doctype);
  return dwd_store_restore_indexes (txn, call->doctype, error);
}

void
dwd_store_end_bulk_async (DwdStore           *self,
                          DwdDoctype          doctype,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  SyncCall *call = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  dwd_store_push_write (self, sync_task_new (self, dwd_store_end_bulk_async, doctype, NULL, callback,
                                             user_data, &call),
                        FALSE, end_bulk_work);
  dwd_store_index_later (self);
}

static gboolean
begin_resync_work (DwdStoreTxn *txn,
                   gpointer     data,
                   GError     **error)
{
  SyncCall *call = data;
  g_autofree char *last = NULL;
  g_autofree char *next = NULL;
  DwdStatement *statement = NULL;

  if (!dwd_setting_get (txn->db, "resync.token", &last, error))
    return FALSE;
  call->token = (last != NULL ? g_ascii_strtoll (last, NULL, 10) : 0) + 1;
  next = g_strdup_printf ("%" G_GINT64_FORMAT, call->token);
  if (!dwd_setting_set (txn->db, "resync.token", next, error))
    return FALSE;

  statement = dwd_db_prepare (txn->db, "INSERT INTO cursor (doctype, since, resync_since, resync_token) "
                              "VALUES (?1, '', '', ?2) ON CONFLICT (doctype) DO UPDATE SET since = '', "
                              "resync_since = '', resync_token = excluded.resync_token", error);
  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_int (statement, 1, call->doctype);
  dwd_statement_bind_int (statement, 2, call->token);
  txn->state->tokens[call->doctype] = call->token;
  return dwd_statement_run (statement, error);
}

void
dwd_store_begin_resync_async (DwdStore           *self,
                              DwdDoctype          doctype,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  SyncCall *call = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  dwd_store_push_write (self, sync_task_new (self, dwd_store_begin_resync_async, doctype, NULL, callback,
                                             user_data, &call),
                        FALSE, begin_resync_work);
}

/**
 * dwd_store_begin_resync_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a %DWD_ERROR
 *
 * Returns: the token to give with each page, or 0 on failure
 */
gint64
dwd_store_begin_resync_finish (DwdStore     *self,
                               GAsyncResult *result,
                               GError      **error)
{
  SyncCall *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return 0;
  call = g_task_get_task_data (G_TASK (result));
  return call->token;
}

static gboolean
end_resync_work (DwdStoreTxn *txn,
                 gpointer     data,
                 GError     **error)
{
  SyncCall *call = data;

  if (call->token == 0 || txn->state->tokens[call->doctype] != call->token)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "The resync of %s is over",
                     dwd_doctype_get_name (call->doctype));
      return FALSE;
    }
  return dwd_store_sweep (txn, call->doctype, error);
}

void
dwd_store_end_resync_async (DwdStore           *self,
                            DwdDoctype          doctype,
                            gint64              token,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  SyncCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  task = sync_task_new (self, dwd_store_end_resync_async, doctype, NULL, callback, user_data, &call);
  call->token = token;
  dwd_store_push_write (self, task, FALSE, end_resync_work);
}

gboolean
dwd_store_step_finish (DwdStore     *self,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
load_watermarks_work (DwdStoreTxn *txn,
                      gpointer     data,
                      GError     **error)
{
  SyncCall *call = data;
  DwdStatement *rows = dwd_db_prepare (txn->db, "SELECT doctype, since FROM cursor", error);
  DwdStep step = DWD_STEP_FAILED;

  if (rows == NULL)
    return FALSE;
  call->watermarks = g_new0 (char *, DWD_N_DOCTYPES + 1);
  for (int i = 0; i < DWD_N_DOCTYPES; i++)
    call->watermarks[i] = g_strdup ("");
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    {
      gint64 doctype = dwd_statement_get_int (rows, 0);

      if (doctype <= 0 || doctype >= DWD_N_DOCTYPES)
        continue;
      g_free (call->watermarks[doctype]);
      call->watermarks[doctype] = dwd_statement_dup_text (rows, 1);
    }
  return step == DWD_STEP_DONE;
}

void
dwd_store_load_watermarks_async (DwdStore           *self,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  SyncCall *call = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  dwd_store_push_read (self, sync_task_new (self, dwd_store_load_watermarks_async, DWD_DOCTYPE_UNKNOWN,
                                            NULL, callback, user_data, &call),
                       load_watermarks_work);
}

/**
 * dwd_store_load_watermarks_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a %DWD_ERROR
 *
 * Returns: (transfer full) (nullable): a text for each number of a DocType, "" where there is none
 */
char **
dwd_store_load_watermarks_finish (DwdStore     *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  SyncCall *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  call = g_task_get_task_data (G_TASK (result));
  return g_steal_pointer (&call->watermarks);
}
