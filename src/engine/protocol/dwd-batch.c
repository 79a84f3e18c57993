/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-protocol"

#include "config.h"

#include "dwd-batch.h"

#include "base/dwd-failure.h"
#include "base/dwd-time-text.h"
#include "dwd-http-reply.h"
#include "dwd-json-scan.h"

#include <string.h>

/**
 * dwd_batch_op_free:
 * @op: (nullable) (transfer full): an operation
 */
void
dwd_batch_op_free (DwdBatchOp *op)
{
  if (op == NULL)
    return;

  g_free (op->op_id);
  g_free (op->doctype_name);
  g_free (op->name);
  g_free (op->data);
  g_free (op->base_modified);
  g_free (op);
}

/**
 * dwd_batch_result_free:
 * @result: (nullable) (transfer full): a result
 */
void
dwd_batch_result_free (DwdBatchResult *result)
{
  if (result == NULL)
    return;

  g_free (result->op_id);
  g_free (result->name);
  g_free (result->server_ts);
  g_free (result->resolved_doc);
  g_free (result->server_doc);
  g_free (result->strategy);
  g_free (result->error_type);
  g_free (result->error_message);
  g_free (result->error_field);
  g_free (result);
}

/* Writing */

static void
append_key (GString    *out,
            const char *key)
{
  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  dwd_json_append_string (out, key, -1);
  g_string_append_c (out, ':');
}

static void
append_text (GString    *out,
             const char *key,
             const char *text)
{
  append_key (out, key);
  dwd_json_append_string (out, text, -1);
}

static void
append_text_if_set (GString    *out,
                    const char *key,
                    const char *text)
{
  if (text != NULL)
    append_text (out, key, text);
}

/* Documents go in as they are. One that is no JSON would spoil its neighbours too, so it goes out as
 * null and the other side refuses that one operation. */
static void
append_document (GString    *out,
                 const char *key,
                 const char *json)
{
  DwdJsonSpan span;

  append_key (out, key);
  if (json != NULL && dwd_json_scan_value (json, strlen (json), &span, NULL))
    {
      g_string_append_len (out, span.raw.text, span.raw.length);
      return;
    }

  if (json != NULL)
    g_warning ("A document for “%s” is not JSON", key);
  g_string_append (out, "null");
}

/* With its fraction, because the later of two writes may win by it. */
static void
append_instant (GString    *out,
                const char *key,
                gint64      utc_us)
{
  g_autoptr (DwdZone) utc = dwd_zone_new_utc ();
  g_autofree char *text = NULL;
  DwdCivil civil;

  dwd_zone_to_civil (utc, utc_us, &civil);
  text = g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", civil.year, civil.month, civil.day,
                          civil.hour, civil.minute, civil.second, civil.usec);
  append_text (out, key, text);
}

static const char *
op_doctype_name (const DwdBatchOp *op)
{
  return op->doctype_name != NULL ? op->doctype_name : dwd_doctype_get_name (op->doctype);
}

static void
append_op (GString          *out,
           const DwdBatchOp *op)
{
  g_string_append_c (out, '{');
  append_text (out, "op_id", op->op_id);
  append_text (out, "doctype", op_doctype_name (op));
  append_text (out, "name", op->name);
  append_text (out, "op", dwd_op_kind_to_string (op->kind));
  append_document (out, "data", op->data);
  append_text (out, "base_modified", op->base_modified);
  append_instant (out, "client_ts", op->client_us);
  append_key (out, "force");
  g_string_append (out, op->force ? "true" : "false");
  g_string_append_c (out, '}');
}

/**
 * dwd_batch_encode_request:
 * @ops: (element-type DwdBatchOp): the operations in their order
 *
 * Returns: (transfer full): the body of a batch write.
 */
char *
dwd_batch_encode_request (GPtrArray *ops)
{
  GString *out = g_string_new ("{\"operations\":[");

  for (guint i = 0; i < ops->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_op (out, g_ptr_array_index (ops, i));
    }
  g_string_append (out, "]}");

  return g_string_free (out, FALSE);
}

static void
append_result (GString              *out,
               const DwdBatchResult *result)
{
  g_string_append_c (out, '{');
  append_text (out, "op_id", result->op_id);
  append_text (out, "name", result->name);
  append_text (out, "status", dwd_result_status_to_string (result->status));
  append_text_if_set (out, "server_ts", result->server_ts);
  if (result->resolved_doc != NULL)
    append_document (out, "resolved_doc", result->resolved_doc);
  if (result->server_doc != NULL)
    append_document (out, "server_doc", result->server_doc);
  append_text_if_set (out, "strategy", result->strategy);
  if (result->error_type != NULL || result->error_message != NULL)
    {
      append_key (out, "error");
      g_string_append_c (out, '{');
      append_text (out, "type", result->error_type);
      append_text (out, "message", result->error_message);
      append_text_if_set (out, "field", result->error_field);
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, '}');
}

/**
 * dwd_batch_encode_reply:
 * @results: (element-type DwdBatchResult): one per operation
 *
 * Returns: (transfer full): the body of the answer to a batch write, in Frappe's envelope.
 */
char *
dwd_batch_encode_reply (GPtrArray *results)
{
  GString *out = g_string_new ("{\"message\":{\"results\":[");

  for (guint i = 0; i < results->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_result (out, g_ptr_array_index (results, i));
    }
  g_string_append (out, "]}}");

  return g_string_free (out, FALSE);
}

/* Reading */

static char *
dup_text (const DwdJsonSpan *span)
{
  return dwd_json_span_dup_string (span);
}

static char *
dup_object (const DwdJsonSpan *span)
{
  if (span->type != DWD_JSON_OBJECT)
    return NULL;

  return g_strndup (span->raw.text, span->raw.length);
}

/* The list called @name, bare or in the envelope. */
static gboolean
find_list (const char  *text,
           gsize        length,
           const char  *name,
           DwdJsonSpan *list,
           GError     **error)
{
  DwdJsonSpan root, message;

  if (!dwd_json_scan_value (text, length, &root, error))
    return FALSE;

  message = dwd_json_span_get_member (&root, "message");
  *list = dwd_json_span_get_member (message.type == DWD_JSON_OBJECT ? &message : &root, name);
  if (list->type == DWD_JSON_ARRAY)
    return TRUE;

  dwd_error_set (error, DWD_FAILURE_PROTOCOL, "Not a batch: no list of %s", name);
  return FALSE;
}

enum
{
  OP_ID,
  OP_DOCTYPE,
  OP_NAME,
  OP_KIND,
  OP_DATA,
  OP_BASE,
  OP_CLIENT_TS,
  OP_FORCE,
  N_OP_KEYS
};

static const DwdJsonKey op_keys[N_OP_KEYS] = {
  { "op_id", 5 },
  { "doctype", 7 },
  { "name", 4 },
  { "op", 2 },
  { "data", 4 },
  { "base_modified", 13 },
  { "client_ts", 9 },
  { "force", 5 },
};

static gint64
read_instant (const DwdJsonSpan *span)
{
  gint64 utc_us = 0;

  if (span->type == DWD_JSON_STRING)
    dwd_time_text_parse_instant (span->raw.text + 1, (gssize)span->raw.length - 2, &utc_us);

  return utc_us;
}

static DwdBatchOp *
decode_op (const DwdJsonSpan *object)
{
  g_autofree char *kind = NULL;
  DwdJsonSpan values[N_OP_KEYS];
  DwdBatchOp *op;

  dwd_json_span_find (object, op_keys, N_OP_KEYS, values);
  kind = dup_text (&values[OP_KIND]);

  op = g_new0 (DwdBatchOp, 1);
  op->op_id = dup_text (&values[OP_ID]);
  op->doctype_name = dup_text (&values[OP_DOCTYPE]);
  op->doctype = dwd_doctype_from_name (op->doctype_name);
  op->name = dup_text (&values[OP_NAME]);
  op->kind = dwd_op_kind_from_string (kind, -1);
  op->data = dup_object (&values[OP_DATA]);
  op->base_modified = dup_text (&values[OP_BASE]);
  op->client_us = read_instant (&values[OP_CLIENT_TS]);
  dwd_json_span_get_boolean (&values[OP_FORCE], &op->force);

  return op;
}

/* What no answer could name or place refuses the batch; what can be answered, the server answers. */
static gboolean
is_addressed (const DwdBatchOp *op)
{
  return op->op_id != NULL && op->doctype_name != NULL && op->kind != 0;
}

/**
 * dwd_batch_decode_request:
 * @text: the body of a batch write
 * @length: of it
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type DwdBatchOp): the operations;
 *   %DWD_FAILURE_PROTOCOL for what is no batch, %DWD_FAILURE_INVALID for an operation without op_id,
 *   doctype or a known op.
 */
GPtrArray *
dwd_batch_decode_request (const char *text,
                          gsize       length,
                          GError    **error)
{
  g_autoptr (GPtrArray) ops = NULL;
  DwdJsonSpan list, item;
  DwdJsonIter iter;

  if (!find_list (text, length, "operations", &list, error))
    return NULL;

  ops = g_ptr_array_new_with_free_func ((GDestroyNotify)dwd_batch_op_free);
  dwd_json_iter_init (&iter, &list);
  while (dwd_json_iter_next_item (&iter, &item))
    {
      DwdBatchOp *op = decode_op (&item);

      g_ptr_array_add (ops, op);
      if (!is_addressed (op))
        {
          dwd_error_set (error, DWD_FAILURE_INVALID,
                         "Operation %u needs op_id, doctype and a known op", ops->len - 1);
          return NULL;
        }
    }

  return g_steal_pointer (&ops);
}

enum
{
  RESULT_ID,
  RESULT_NAME,
  RESULT_STATUS,
  RESULT_SERVER_TS,
  RESULT_RESOLVED,
  RESULT_SERVER_DOC,
  RESULT_STRATEGY,
  RESULT_ERROR,
  N_RESULT_KEYS
};

static const DwdJsonKey result_keys[N_RESULT_KEYS] = {
  { "op_id", 5 },
  { "name", 4 },
  { "status", 6 },
  { "server_ts", 9 },
  { "resolved_doc", 12 },
  { "server_doc", 10 },
  { "strategy", 8 },
  { "error", 5 },
};

static void
decode_error (DwdBatchResult    *result,
              const DwdJsonSpan *object)
{
  DwdJsonSpan type = dwd_json_span_get_member (object, "type");
  DwdJsonSpan message = dwd_json_span_get_member (object, "message");
  DwdJsonSpan field = dwd_json_span_get_member (object, "field");

  result->error_type = dup_text (&type);
  result->error_message = dwd_http_reply_take_message (dup_text (&message));
  result->error_field = dup_text (&field);
}

static DwdBatchResult *
decode_result (const DwdJsonSpan *object)
{
  g_autofree char *status = NULL;
  DwdJsonSpan values[N_RESULT_KEYS];
  DwdBatchResult *result;

  dwd_json_span_find (object, result_keys, N_RESULT_KEYS, values);
  status = dup_text (&values[RESULT_STATUS]);

  result = g_new0 (DwdBatchResult, 1);
  result->op_id = dup_text (&values[RESULT_ID]);
  result->name = dup_text (&values[RESULT_NAME]);
  result->status = dwd_result_status_from_string (status, -1);
  result->server_ts = dup_text (&values[RESULT_SERVER_TS]);
  result->resolved_doc = dup_object (&values[RESULT_RESOLVED]);
  result->server_doc = dup_object (&values[RESULT_SERVER_DOC]);
  result->strategy = dup_text (&values[RESULT_STRATEGY]);
  decode_error (result, &values[RESULT_ERROR]);

  return result;
}

/**
 * dwd_batch_decode_reply:
 * @text: the body of the answer to a batch write
 * @length: of it
 * @error: return location
 *
 * A result that is no object, or whose status is a word this version does not know, is kept with
 * %DWD_RESULT_UNKNOWN: its neighbours must still be settled. Results may come in any order and may
 * lack their op_id; the caller matches them.
 *
 * Returns: (transfer full) (nullable) (element-type DwdBatchResult): the results;
 *   %DWD_FAILURE_PROTOCOL for what is no answer.
 */
GPtrArray *
dwd_batch_decode_reply (const char *text,
                        gsize       length,
                        GError    **error)
{
  g_autoptr (GPtrArray) results = NULL;
  DwdJsonSpan list, item;
  DwdJsonIter iter;

  if (!find_list (text, length, "results", &list, error))
    return NULL;

  results = g_ptr_array_new_with_free_func ((GDestroyNotify)dwd_batch_result_free);
  dwd_json_iter_init (&iter, &list);
  while (dwd_json_iter_next_item (&iter, &item))
    g_ptr_array_add (results, decode_result (&item));

  return g_steal_pointer (&results);
}
