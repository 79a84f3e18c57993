/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include <string.h>

#include "base/dwd-time-text.h"
#include "dwd-document.h"
#include "dwd-store-main.h"
#include "dwd-store-outbox.h"
#include "model/dwd-history-entry.h"

/*
 * A job's history: what the server wrote down, and what waits here to be sent.
 */

typedef struct
{
  char *job;
  DwdZone *site_zone;     /* (owned) */
  GPtrArray *entries;     /* (owned) (nullable) */
} HistoryCall;

static void
history_call_free (gpointer data)
{
  HistoryCall *call = data;

  g_free (call->job);
  dwd_zone_unref (call->site_zone);
  g_clear_pointer (&call->entries, g_ptr_array_unref);
  g_free (call);
}

#define KEY(text) { text, sizeof text - 1 }

static DwdHistoryKind
kind_from_span (const DwdJsonSpan *span)
{
  if (dwd_json_span_equal_text (span, "created"))
    return DWD_HISTORY_CREATED;
  if (dwd_json_span_equal_text (span, "status"))
    return DWD_HISTORY_STATUS;
  if (dwd_json_span_equal_text (span, "assigned"))
    return DWD_HISTORY_ASSIGNED;
  if (dwd_json_span_equal_text (span, "rescheduled"))
    return DWD_HISTORY_RESCHEDULED;
  return DWD_HISTORY_EDITED;
}

static DwdHistoryKind
kind_from_verb (DwdVerb verb)
{
  switch (verb)
    {
    case DWD_VERB_CREATE:
      return DWD_HISTORY_CREATED;

    case DWD_VERB_ASSIGN:
    case DWD_VERB_UNASSIGN:
      return DWD_HISTORY_ASSIGNED;

    case DWD_VERB_RESCHEDULE:
      return DWD_HISTORY_RESCHEDULED;

    case DWD_VERB_SET_STATUS:
      return DWD_HISTORY_STATUS;

    case DWD_VERB_EDIT:
    case DWD_VERB_DELETE:
    case DWD_VERB_READ_NOTIFICATION:
    default:
      return DWD_HISTORY_EDITED;
    }
}

static void
add_row (HistoryCall       *call,
         const DwdJsonSpan *item)
{
  static const DwdJsonKey keys[] = { KEY ("at"), KEY ("user"), KEY ("kind"), KEY ("detail") };
  DwdJsonSpan values[G_N_ELEMENTS (keys)];
  g_autofree char *user = NULL;
  g_autofree char *detail = NULL;
  gint64 at_us = DWD_TIME_NONE;
  DwdCivil civil;

  if (item->type != DWD_JSON_OBJECT)
    return;
  dwd_json_span_find (item, keys, G_N_ELEMENTS (keys), values);
  if (values[0].type == DWD_JSON_STRING &&
      dwd_time_text_parse_datetime (values[0].raw.text + 1, values[0].raw.length - 2, &civil))
    at_us = dwd_zone_to_utc (call->site_zone, &civil);
  user = dwd_document_dup_shown (&values[1], DWD_SHOWN_LINE);
  detail = dwd_document_dup_shown (&values[3], DWD_SHOWN_LINE);
  g_ptr_array_add (call->entries,
                   dwd_history_entry_new (kind_from_span (&values[2]), at_us,
                                          user != NULL ? user : "", detail != NULL ? detail : "",
                                          FALSE));
}

static gboolean
add_document (DwdStoreTxn *txn,
              HistoryCall *call,
              GError     **error)
{
  static const DwdJsonKey key = KEY ("history");
  DwdStatement *row = dwd_db_prepare (txn->db, "SELECT data FROM dispatch_job WHERE name = ?1", error);
  DwdStep step = DWD_STEP_FAILED;
  DwdJsonSpan object;
  DwdJsonSpan list;
  DwdJsonSpan item;
  DwdJsonIter iter;
  const char *data = NULL;
  gsize length = 0;

  if (row == NULL)
    return FALSE;
  dwd_statement_bind_text (row, 1, call->job, -1);
  step = dwd_statement_step (row, error);
  if (step != DWD_STEP_ROW)
    return step == DWD_STEP_DONE;

  data = dwd_statement_get_text (row, 0, &length);
  if (dwd_document_parse (data, length, &object, NULL))
    {
      dwd_json_span_find (&object, &key, 1, &list);
      if (list.type == DWD_JSON_ARRAY && dwd_json_iter_init (&iter, &list))
        while (dwd_json_iter_next_item (&iter, &item))
          add_row (call, &item);
    }
  dwd_statement_reset (row);
  return TRUE;
}

static int
newest_first (gconstpointer a,
              gconstpointer b)
{
  DwdHistoryEntry *left = *(DwdHistoryEntry *const *) a;
  DwdHistoryEntry *right = *(DwdHistoryEntry *const *) b;
  gboolean left_pending = dwd_history_entry_get_pending (left);
  gboolean right_pending = dwd_history_entry_get_pending (right);
  gint64 left_us = dwd_history_entry_get_at (left);
  gint64 right_us = dwd_history_entry_get_at (right);

  /* What is not sent yet will be the newest when it is, whatever this clock said. */
  if (left_pending != right_pending)
    return left_pending ? -1 : 1;
  return (left_us < right_us) - (left_us > right_us);
}

static gboolean
load_history_work (DwdStoreTxn *txn,
                   gpointer     data,
                   GError     **error)
{
  HistoryCall *call = data;
  g_autoptr (GPtrArray) rows = dwd_outbox_list_record (txn->db, DWD_DOCTYPE_DISPATCH_JOB, call->job,
                                                       error);

  if (rows == NULL)
    return FALSE;
  call->entries = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      const DwdOutboxRow *row = g_ptr_array_index (rows, i);

      g_ptr_array_add (call->entries, dwd_history_entry_new (kind_from_verb (row->verb),
                                                             row->created_us, "", row->detail, TRUE));
    }
  if (!add_document (txn, call, error))
    return FALSE;
  g_ptr_array_sort (call->entries, newest_first);
  return TRUE;
}

void
dwd_store_load_history_async (DwdStore           *self,
                              const char         *job,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  HistoryCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  call = g_new0 (HistoryCall, 1);
  call->job = g_strdup (job);
  call->site_zone = dwd_zone_ref (dwd_store_get_site_zone (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_store_load_history_async);
  g_task_set_task_data (task, call, history_call_free);
  dwd_store_push_read (self, task, load_history_work);
}

/**
 * dwd_store_load_history_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a %DWD_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type DwdHistoryEntry): newest first, what waits on top
 */
GPtrArray *
dwd_store_load_history_finish (DwdStore     *self,
                               GAsyncResult *result,
                               GError      **error)
{
  HistoryCall *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  call = g_task_get_task_data (G_TASK (result));
  return g_steal_pointer (&call->entries);
}
