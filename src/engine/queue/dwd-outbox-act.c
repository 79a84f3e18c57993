/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-queue"

#include "config.h"

#include <string.h>

#include "base/dwd-id.h"
#include "base/dwd-time-text.h"
#include "dwd-lanes.h"
#include "dwd-outbox-private.h"
#include "store/dwd-document.h"

/*
 * What a person does: act, retry, discard, amend, decide. Worker thread; each is one transaction, so
 * that an operation and its effect on the record are there together or not at all.
 */

static gboolean
load_row (DwdStoreTxn   *txn,
          gint64         seq,
          DwdOutboxRow **row,
          GError       **error)
{
  if (!dwd_outbox_row_load (txn->db, seq, row, error))
    return FALSE;
  if (*row == NULL)
    {
      dwd_error_set (error, DWD_FAILURE_NOT_FOUND, "The operation is not in the queue any more");
      return FALSE;
    }
  if ((*row)->state == DWD_OPERATION_SENDING)
    {
      dwd_error_set (error, DWD_FAILURE_BUSY, "The operation is on its way to the server");
      return FALSE;
    }
  return TRUE;
}

static void
give_new_id (DwdOutboxRow *row)
{
  g_free (row->op_id);
  row->op_id = dwd_id_new_operation ();
}

static void
make_ready (DwdOutboxRow *row)
{
  row->state = DWD_OPERATION_WAITING;
  row->failure = DWD_FAILURE_NONE;
  row->tries = 0;
  row->next_try_us = 0;
  g_free (row->message);
  row->message = g_strdup ("");
}

/* The record of an insert, empty until its operation is laid over it. */
static gboolean
insert_record (DwdStoreTxn   *txn,
               DwdOutboxCall *call,
               GError       **error)
{
  g_autoptr (DwdRecord) record = g_new0 (DwdRecord, 1);
  DwdCivil now;

  dwd_zone_to_civil (call->site_zone, call->now_us, &now);
  record->name = g_strdup (call->name);
  record->creation = dwd_time_text_format_datetime (&now);
  record->modified = g_strdup ("");
  record->org = dwd_document_dup_string (call->changes, "organization");
  if (record->org == NULL)
    record->org = g_strdup (txn->state->organization != NULL ? txn->state->organization : "");
  record->dirty = TRUE;
  record->data = g_strdup ("{}");
  return dwd_record_save (txn, call->doctype, record, error);
}

static gboolean
check_changes (DwdOutboxCall *call,
               GError       **error)
{
  DwdJsonSpan object;

  if (call->kind == DWD_OP_DELETE && call->changes == NULL)
    return TRUE;
  if (dwd_document_parse (call->changes, -1, &object, NULL))
    return TRUE;
  dwd_error_set (error, DWD_FAILURE_INVALID, "The changes are not a JSON object");
  return FALSE;
}

static gboolean
prepare_record (DwdStoreTxn   *txn,
                DwdOutboxCall *call,
                DwdRecord    **record,
                GError       **error)
{
  if (call->kind == DWD_OP_INSERT)
    {
      if (call->name == NULL)
        call->name = dwd_id_new_local_name ();
      if (!insert_record (txn, call, error))
        return FALSE;
    }
  if (!dwd_record_load (txn, call->doctype, call->name, record, error))
    return FALSE;
  if (*record == NULL)
    {
      dwd_error_set (error, DWD_FAILURE_NOT_FOUND, "%s %s is not in the cache",
                     dwd_doctype_get_name (call->doctype), call->name);
      return FALSE;
    }
  return TRUE;
}

static DwdOutboxRow *
row_from_call (const DwdOutboxCall *call,
               const DwdRecord     *record)
{
  const DwdTable *table = dwd_table_get (call->doctype);
  const char *titled = call->kind == DWD_OP_INSERT ? call->changes : record->data;
  DwdOutboxRow *row = g_new0 (DwdOutboxRow, 1);

  row->op_id = dwd_id_new_operation ();
  row->doctype = call->doctype;
  row->name = g_strdup (call->name);
  row->kind = call->kind;
  row->verb = call->verb;
  row->lane = dwd_lane_for (call->doctype, call->verb);
  row->state = DWD_OPERATION_WAITING;
  row->waits = call->changes != NULL && dwd_outbox_data_waits (call->changes, call->name);
  row->created_us = call->now_us;
  row->base_modified = call->kind == DWD_OP_INSERT ? NULL : g_strdup (record->modified);
  row->label = dwd_document_dup_string (titled, table->title_key);
  row->detail = g_strdup (call->detail);
  row->data = g_strdup (call->changes);
  return row;
}

gboolean
dwd_outbox_act_work (DwdStoreTxn *txn,
                     gpointer     data,
                     GError     **error)
{
  DwdOutboxCall *call = data;
  g_autoptr (DwdRecord) record = NULL;
  g_autoptr (DwdOutboxRow) row = NULL;

  if (dwd_table_get (call->doctype) == NULL)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "There is no such DocType here");
      return FALSE;
    }
  if (!check_changes (call, error) || !prepare_record (txn, call, &record, error))
    return FALSE;

  row = row_from_call (call, record);
  return dwd_outbox_row_save (txn, row, error) &&
         dwd_outbox_release_record (txn, call->doctype, call->name, error) &&
         dwd_outbox_rebuild_record (txn, call->doctype, call->name, error);
}

gboolean
dwd_outbox_retry_work (DwdStoreTxn *txn,
                       gpointer     data,
                       GError     **error)
{
  DwdOutboxCall *call = data;
  g_autoptr (DwdOutboxRow) row = NULL;

  if (!load_row (txn, call->seq, &row, error))
    return FALSE;
  if (row->state != DWD_OPERATION_FAILED && row->state != DWD_OPERATION_WAITING)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "The operation waits for something else");
      return FALSE;
    }

  /* A refusal may be remembered under the id; what perhaps was done already must keep it. */
  if (dwd_failure_is_final (row->failure))
    give_new_id (row);
  make_ready (row);
  return dwd_outbox_row_save (txn, row, error) &&
         dwd_outbox_release_record (txn, row->doctype, row->name, error);
}

/* Operations elsewhere that waited for the name of a record which is given up: let the server judge. */
static gboolean
release_waiting (DwdStoreTxn *txn,
                 const char  *name,
                 GError     **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", name);

  if (!dwd_id_is_local_name (name))
    return TRUE;
  rows = dwd_outbox_list_all (txn->db, error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      DwdOutboxRow *row = g_ptr_array_index (rows, i);

      if (!row->waits || row->data == NULL || strstr (row->data, quoted) == NULL)
        continue;
      row->waits = FALSE;
      if (!dwd_outbox_row_save (txn, row, error) ||
          !dwd_outbox_release_record (txn, row->doctype, row->name, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
drop_row (DwdStoreTxn        *txn,
          const DwdOutboxRow *row,
          const char         *rule,
          const char         *winner,
          gint64              now_us,
          GError            **error)
{
  return dwd_decision_put (txn, row, rule, winner, row->data, now_us, error) &&
         dwd_outbox_row_remove (txn, row, error);
}

static gboolean
drop_record_rows (DwdStoreTxn *txn,
                  DwdDoctype   doctype,
                  const char  *name,
                  const char  *rule,
                  const char  *winner,
                  gint64       now_us,
                  GError     **error)
{
  g_autoptr (GPtrArray) rows = dwd_outbox_list_record (txn->db, doctype, name, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!drop_row (txn, g_ptr_array_index (rows, i), rule, winner, now_us, error))
      return FALSE;
  return TRUE;
}

gboolean
dwd_outbox_discard_work (DwdStoreTxn *txn,
                         gpointer     data,
                         GError     **error)
{
  DwdOutboxCall *call = data;
  g_autoptr (DwdOutboxRow) row = NULL;
  gboolean dropped = FALSE;

  if (!load_row (txn, call->seq, &row, error))
    return FALSE;

  /* Without its insert, nothing that came later has a record to change. */
  if (row->kind == DWD_OP_INSERT)
    dropped = drop_record_rows (txn, row->doctype, row->name, "discard", "nobody", call->now_us, error);
  else
    dropped = drop_row (txn, row, "discard", "nobody", call->now_us, error);

  return dropped && dwd_outbox_release_record (txn, row->doctype, row->name, error) &&
         dwd_outbox_rebuild_record (txn, row->doctype, row->name, error) &&
         (row->kind != DWD_OP_INSERT || release_waiting (txn, row->name, error));
}

gboolean
dwd_outbox_amend_work (DwdStoreTxn *txn,
                       gpointer     data,
                       GError     **error)
{
  DwdOutboxCall *call = data;
  g_autoptr (DwdOutboxRow) row = NULL;
  char *merged = NULL;

  if (!check_changes (call, error) || !load_row (txn, call->seq, &row, error))
    return FALSE;
  if (row->state == DWD_OPERATION_CONFLICT)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "The record is in conflict: decide that first");
      return FALSE;
    }

  merged = dwd_document_merge (row->data != NULL ? row->data : "{}", call->changes, error);
  if (merged == NULL)
    return FALSE;
  g_free (row->data);
  row->data = merged;
  row->waits = dwd_outbox_data_waits (row->data, row->name);
  /* Other contents are another operation to the server. */
  give_new_id (row);
  make_ready (row);
  return dwd_outbox_row_save (txn, row, error) &&
         dwd_outbox_release_record (txn, row->doctype, row->name, error) &&
         dwd_outbox_rebuild_record (txn, row->doctype, row->name, error);
}

gboolean
dwd_outbox_rebase_record (DwdStoreTxn *txn,
                          DwdDoctype   doctype,
                          const char  *name,
                          const char  *modified,
                          GError     **error)
{
  g_autoptr (GPtrArray) rows = dwd_outbox_list_record (txn->db, doctype, name, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      DwdOutboxRow *row = g_ptr_array_index (rows, i);

      if (row->kind == DWD_OP_INSERT || g_strcmp0 (row->base_modified, modified) == 0)
        continue;
      g_free (row->base_modified);
      row->base_modified = g_strdup (modified);
      if (!dwd_outbox_row_save (txn, row, error))
        return FALSE;
    }
  return TRUE;
}

/* The server's side becomes what the rest of the queue lies on; a newer one heard of since wins. */
static gboolean
take_server_base (DwdStoreTxn            *txn,
                  const DwdOutboxRow     *row,
                  const DwdConflictSides *sides,
                  GError                **error)
{
  g_autoptr (DwdRecord) record = NULL;
  int order = 0;

  if (!dwd_record_load (txn, row->doctype, row->name, &record, error))
    return FALSE;
  if (record == NULL)
    return TRUE;

  g_free (record->base);
  g_free (record->modified);
  if (record->server_data != NULL &&
      dwd_modified_compare (record->server_modified, -1, sides->server_modified, -1, &order) &&
      order > 0)
    {
      record->base = g_steal_pointer (&record->server_data);
      record->modified = g_steal_pointer (&record->server_modified);
    }
  else
    {
      record->base = g_strdup (sides->server);
      record->modified = g_strdup (sides->server_modified != NULL ? sides->server_modified : "");
      g_clear_pointer (&record->server_data, g_free);
      g_clear_pointer (&record->server_modified, g_free);
    }
  record->ahead = TRUE;
  record->dirty = TRUE;
  return dwd_record_save (txn, row->doctype, record, error) &&
         dwd_outbox_rebase_record (txn, row->doctype, row->name, record->modified, error);
}

static gboolean
keep_mine (DwdStoreTxn            *txn,
           DwdOutboxCall          *call,
           DwdOutboxRow           *row,
           const DwdConflictSides *sides,
           GError                **error)
{
  g_autoptr (DwdOutboxRow) rebased = NULL;

  if (sides->deleted)
    {
      dwd_error_set (error, DWD_FAILURE_NOT_FOUND, "The record was deleted on the server");
      return FALSE;
    }
  if (!dwd_decision_put (txn, row, "manual_resolve", "mine", sides->server, call->now_us, error) ||
      !dwd_conflict_remove (txn, row->seq, error) ||
      !take_server_base (txn, row, sides, error) ||
      !dwd_outbox_row_load (txn->db, row->seq, &rebased, error))
    return FALSE;

  give_new_id (rebased);
  make_ready (rebased);
  rebased->force = TRUE;
  return dwd_outbox_row_save (txn, rebased, error);
}

static gboolean
take_servers (DwdStoreTxn            *txn,
              DwdOutboxCall          *call,
              DwdOutboxRow           *row,
              const DwdConflictSides *sides,
              GError                **error)
{
  g_autoptr (DwdRecord) record = NULL;

  if (!sides->deleted)
    return drop_row (txn, row, "manual_resolve", "server", call->now_us, error) &&
           take_server_base (txn, row, sides, error);

  if (!drop_record_rows (txn, row->doctype, row->name, "manual_resolve", "server", call->now_us,
                         error) ||
      !dwd_record_load (txn, row->doctype, row->name, &record, error))
    return FALSE;
  /* Its name may belong to another record by now; that one was kept aside and is shown. */
  if (record == NULL || record->server_data != NULL)
    return TRUE;
  return dwd_record_remove (txn, row->doctype, row->name, error) &&
         dwd_tombstone_put (txn, row->doctype, row->name, record->creation, record->modified, FALSE,
                            error);
}

gboolean
dwd_outbox_settle_conflict_work (DwdStoreTxn *txn,
                                 gpointer     data,
                                 GError     **error)
{
  DwdOutboxCall *call = data;
  g_auto (DwdConflictSides) sides = { FALSE };
  g_autoptr (DwdOutboxRow) row = NULL;
  gboolean settled = FALSE;

  if (!load_row (txn, call->seq, &row, error) ||
      !dwd_conflict_load (txn->db, call->seq, &sides, error))
    return FALSE;

  settled = call->keep_mine ? keep_mine (txn, call, row, &sides, error)
                            : take_servers (txn, call, row, &sides, error);
  return settled && dwd_outbox_release_record (txn, row->doctype, row->name, error) &&
         dwd_outbox_rebuild_record (txn, row->doctype, row->name, error);
}
