/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-server-private.h"

#include "base/dwd-id.h"
#include "protocol/dwd-enums.h"

#include "dws-problem.h"

#include <string.h>

#define MAX_OPERATIONS 100
#define MAX_OP_ID_LENGTH 140

enum
{
  KEY_OP_ID,
  KEY_DOCTYPE,
  KEY_NAME,
  KEY_OP,
  KEY_DATA,
  KEY_BASE_MODIFIED,
  N_KEYS
};

static const DwdJsonKey op_keys[N_KEYS] =
{
  { "op_id", 5 }, { "doctype", 7 }, { "name", 4 }, { "op", 2 }, { "data", 4 },
  { "base_modified", 13 },
};

/* A batch being written. */
typedef struct
{
  DwsServer *server;
  DwsUser *user;
  GHashTable *names;    /* (owned): temporary name → the server's */
  GString *out;         /* (owned) */
  gint64 now_us;
  guint counts[DWD_RESULT_ERROR + 1];
} Batch;

/* One operation of it. */
typedef struct
{
  const DwsSchema *schema;          /* (nullable) */
  DwdOpKind kind;
  char *op_id;                      /* (owned) (nullable) */
  char *doctype;                    /* (owned) (nullable) */
  char *name;                       /* (owned) (nullable) */
  char *base_modified;              /* (owned) (nullable) */
  DwdJsonSpan data;
} Operation;

static void
operation_clear (Operation *op)
{
  g_free (op->op_id);
  g_free (op->doctype);
  g_free (op->name);
  g_free (op->base_modified);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Operation, operation_clear)

static const char *
rename_cb (const char *name,
           gpointer user_data)
{
  Batch *batch = user_data;
  const char *known = g_hash_table_lookup (batch->names, name);
  char *recalled = NULL;

  if (known != NULL)
    return known;

  /* The insert may have come with an earlier batch whose answer was lost. */
  if (!dws_store_recall_local (batch->server->store, batch->user->user, name, &recalled, NULL) ||
      recalled == NULL)
    return NULL;

  g_hash_table_insert (batch->names, g_strdup (name), recalled);
  return recalled;
}

static gboolean
read_operation (const DwdJsonSpan *span,
                Operation         *op,
                GError           **error)
{
  DwdJsonSpan values[N_KEYS];
  g_autofree char *kind = NULL;

  if (span->type != DWD_JSON_OBJECT)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, NULL, "An operation is an object");
      return FALSE;
    }

  dwd_json_span_find (span, op_keys, N_KEYS, values);
  op->op_id = dwd_json_span_dup_string (&values[KEY_OP_ID]);
  op->doctype = dwd_json_span_dup_string (&values[KEY_DOCTYPE]);
  op->name = dwd_json_span_dup_string (&values[KEY_NAME]);
  op->base_modified = dwd_json_span_dup_string (&values[KEY_BASE_MODIFIED]);
  op->data = values[KEY_DATA];
  op->schema = dws_schema_from_name (op->doctype);
  kind = dwd_json_span_dup_string (&values[KEY_OP]);
  op->kind = kind == NULL ? 0 : dwd_op_kind_from_string (kind, -1);

  if (op->op_id == NULL || *op->op_id == '\0' || strlen (op->op_id) > MAX_OP_ID_LENGTH)
    dws_problem_set (error, DWS_PROBLEM_VALIDATION, "op_id", "op_id is missing or too long");
  else if (op->schema == NULL)
    dws_problem_set (error, DWS_PROBLEM_NOT_FOUND, "doctype", "DocType %s not found",
                     op->doctype == NULL ? "" : op->doctype);
  else if (op->kind == 0)
    dws_problem_set (error, DWS_PROBLEM_VALIDATION, "op", "op is insert, update or delete");
  else if (op->data.type != DWD_JSON_OBJECT && op->kind != DWD_OP_DELETE)
    dws_problem_set (error, DWS_PROBLEM_VALIDATION, "data", "data is an object");
  else
    return TRUE;

  return FALSE;
}

static void
begin_result (Batch           *batch,
              const Operation *op,
              DwdResultStatus  status)
{
  const char *word = dwd_result_status_to_string (status);

  g_string_append (batch->out, "{\"op_id\":");
  if (op->op_id == NULL)
    g_string_append (batch->out, "null");
  else
    dwd_json_append_string (batch->out, op->op_id, -1);
  g_string_append_printf (batch->out, ",\"status\":\"%s\",", word);
  batch->counts[status]++;
}

static void
append_name (GString    *out,
             const char *name)
{
  g_string_append (out, "\"name\":");
  if (name == NULL)
    g_string_append (out, "null");
  else
    dwd_json_append_string (out, name, -1);
}

static void
append_error (Batch           *batch,
              const Operation *op,
              const GError    *error)
{
  const char *field = dws_problem_get_field (error);
  GString *out = batch->out;

  begin_result (batch, op, DWD_RESULT_ERROR);
  append_name (out, op->name);
  g_string_append (out, ",\"error\":{\"type\":");
  dwd_json_append_string (out, dws_problem_get_op_type (dws_problem_from_error (error)), -1);
  g_string_append (out, ",\"message\":");
  dwd_json_append_string (out, error->message, -1);
  if (field != NULL)
    {
      g_string_append (out, ",\"field\":");
      dwd_json_append_string (out, field, -1);
    }
  g_string_append (out, "}}");
}

static void
append_conflict (Batch           *batch,
                 const Operation *op,
                 const DwsRow    *row)
{
  const char *strategy = op->schema->strategy;
  gboolean manual = strcmp (strategy, "manual_resolve") == 0;
  GString *out = batch->out;

  begin_result (batch, op, manual ? DWD_RESULT_CONFLICT_MANUAL : DWD_RESULT_CONFLICT);
  append_name (out, row->name);
  g_string_append_printf (out, ",\"server_ts\":\"%s\",\"strategy\":\"%s\",\"server_doc\":",
                          row->modified, strategy);
  if (row->data == NULL)
    g_string_append (out, "null}");
  else
    {
      g_string_append_len (out, row->data, (gssize) row->data_length);
      g_string_append_c (out, '}');
    }

  dws_metrics_add (batch->server->metrics, DWS_METRIC_SYNC_CONFLICTS, 1,
                   "doctype", op->schema->name, "strategy", strategy, NULL);
}

/* What stands between the status and the document, for a replay too. */
static char *
format_success (const DwsRow *row)
{
  GString *out = g_string_sized_new (128);

  append_name (out, row->name);
  g_string_append_printf (out, ",\"server_ts\":\"%s\"", row->modified);

  return g_string_free (out, FALSE);
}

/* @doc: (nullable). A @result that was kept by an older version is whole, its brace included. */
static void
append_success (GString    *out,
                const char *result,
                const char *doc,
                gssize      doc_length)
{
  g_string_append (out, result);
  if (out->str[out->len - 1] == '}')
    return;

  if (doc != NULL)
    {
      g_string_append (out, ",\"resolved_doc\":");
      g_string_append_len (out, doc, doc_length);
    }
  g_string_append_c (out, '}');
}

static gboolean
write_operation (Batch           *batch,
                 const Operation *op,
                 DwsRow          *row,
                 GError         **error)
{
  DwsActor actor = { batch->user, batch->user->user, FALSE };
  DwsChange change = { op->schema, op->kind };
  const char *renamed = NULL;

  change.name = op->name;
  if (op->kind != DWD_OP_INSERT && op->name != NULL && dwd_id_is_local_name (op->name))
    {
      renamed = rename_cb (op->name, batch);
      change.name = renamed == NULL ? op->name : renamed;
    }
  change.data = op->kind == DWD_OP_DELETE ? NULL : &op->data;
  change.base_modified = op->base_modified;
  change.rename = rename_cb;
  change.rename_data = batch;

  /* A record that the client knows by its temporary name only has no `modified` for him yet:
   * nobody else could have changed what he has not been told of. */
  change.check_base = op->kind != DWD_OP_INSERT && !(renamed != NULL && op->base_modified == NULL);

  return dws_writer_apply (batch->server->writer, &actor, &change, row, error);
}

static gboolean
remember (Batch           *batch,
          const Operation *op,
          const DwsRow    *row,
          const char      *result,
          GError         **error)
{
  gboolean local = op->kind == DWD_OP_INSERT && op->name != NULL &&
                   dwd_id_is_local_name (op->name);

  if (local)
    g_hash_table_insert (batch->names, g_strdup (op->name), g_strdup (row->name));

  return dws_store_remember (batch->server->store, batch->user->user, op->op_id,
                             local ? op->name : NULL, row, result, batch->now_us, error);
}

/* FALSE only for failures that undo the whole batch. */
static gboolean
run_operation (Batch             *batch,
               const DwdJsonSpan *span,
               GError           **error)
{
  g_auto (Operation) op = { 0 };
  g_auto (DwsRow) row = { 0 };
  g_autofree char *result = NULL;
  g_autofree char *doc = NULL;
  g_autoptr (GError) problem = NULL;

  if (!read_operation (span, &op, &problem))
    {
      append_error (batch, &op, problem);
      return TRUE;
    }

  if (!dws_store_recall (batch->server->store, batch->user->user, op.op_id, &result, &doc, error))
    return FALSE;
  if (result != NULL)
    {
      begin_result (batch, &op, DWD_RESULT_DUPLICATE);
      append_success (batch->out, result, doc, -1);
      return TRUE;
    }

  if (write_operation (batch, &op, &row, &problem))
    {
      result = format_success (&row);
      begin_result (batch, &op, DWD_RESULT_SUCCESS);
      append_success (batch->out, result, row.data, (gssize) row.data_length);
      return remember (batch, &op, &row, result, error);
    }

  if (g_error_matches (problem, DWS_PROBLEM, DWS_PROBLEM_STALE))
    append_conflict (batch, &op, &row);
  else if (problem->domain == DWS_PROBLEM)
    append_error (batch, &op, problem);
  else
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }

  return TRUE;
}

static gboolean
run_operations (Batch             *batch,
                const DwdJsonSpan *list,
                GError           **error)
{
  DwdJsonIter iter;
  DwdJsonSpan item;
  gboolean first = TRUE;

  dwd_json_iter_init (&iter, list);
  while (dwd_json_iter_next_item (&iter, &item))
    {
      if (!first)
        g_string_append_c (batch->out, ',');
      first = FALSE;
      if (!run_operation (batch, &item, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
find_operations (DwsRequest  *request,
                 DwdJsonSpan *list,
                 GError     **error)
{
  static const DwdJsonKey key = { "operations", 10 };
  const DwdJsonSpan *body = dws_request_get_json (request, error);
  DwdJsonIter iter;
  DwdJsonSpan item;
  guint n_items = 0;

  if (body == NULL)
    return FALSE;

  if (body->type == DWD_JSON_OBJECT)
    dwd_json_span_find (body, &key, 1, list);
  if (body->type != DWD_JSON_OBJECT || list->type != DWD_JSON_ARRAY)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "operations", "operations is a list");
      return FALSE;
    }

  dwd_json_iter_init (&iter, list);
  while (dwd_json_iter_next_item (&iter, &item))
    n_items++;

  if (n_items > MAX_OPERATIONS)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "operations",
                       "%u operations are more than %d", n_items, MAX_OPERATIONS);
      return FALSE;
    }

  return TRUE;
}

static void
count_results (const Batch *batch)
{
  for (guint i = 0; i < G_N_ELEMENTS (batch->counts); i++)
    {
      if (batch->counts[i] > 0)
        dws_metrics_add (batch->server->metrics, DWS_METRIC_SYNC_OPERATIONS, batch->counts[i],
                         "status", dwd_result_status_to_string ((DwdResultStatus) i), NULL);
    }
}

/**
 * dws_batch_serve:
 *
 * Writes a batch in one durable transaction. Each operation succeeds or fails alone; only the disk
 * fails all of them.
 */
void
dws_batch_serve (DwsServer  *self,
                 DwsRequest *request)
{
  Batch batch = { self, request->user };
  DwdJsonSpan list = { DWD_JSON_ABSENT };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) writes = NULL;

  if (!find_operations (request, &list, &error) || !dws_writer_begin (self->writer, TRUE, &error))
    {
      dws_request_answer_error (request, error);
      return;
    }

  batch.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  batch.out = g_string_sized_new (MAX_OPERATIONS * 1024);
  batch.now_us = dws_clock_get_now (self->clock);
  g_string_append (batch.out, "{\"message\":{\"results\":[");

  if (run_operations (&batch, &list, &error))
    writes = dws_writer_commit (self->writer, &error);
  else
    dws_writer_rollback (self->writer);

  if (writes == NULL)
    {
      g_string_free (batch.out, TRUE);
      dws_request_answer_error (request, error);
    }
  else
    {
      g_string_append (batch.out, "]}}");
      count_results (&batch);
      dws_request_answer_json (request, 200, batch.out);
      dws_server_publish (self, writes);
    }

  g_hash_table_unref (batch.names);
}
