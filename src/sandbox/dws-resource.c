/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-server-private.h"

#include "dws-doc.h"
#include "dws-problem.h"
#include "dws-query.h"

#include <string.h>

#define DEFAULT_PAGE_LENGTH 20
/* Each client's filters are statements of their own; the database keeps them by their text. */
#define MAX_DYNAMIC_STATEMENTS 200

typedef struct
{
  int fields[DWS_SCHEMA_MAX_FIELDS];
  guint n_fields;
} Selection;

static gboolean
select_field (const DwsSchema *schema,
              const char      *name,
              Selection       *selection,
              GError         **error)
{
  int index = dws_schema_index (schema, name);

  if (index < 0 || schema->fields[index].kind == DWS_FIELD_TABLE ||
      selection->n_fields >= DWS_SCHEMA_MAX_FIELDS)
    {
      dws_problem_set (error, DWS_PROBLEM_DATA, "fields", "Unknown column '%s' in 'field list'",
                       name);
      return FALSE;
    }

  selection->fields[selection->n_fields++] = index;
  return TRUE;
}

/* All but child tables and the DocType, as a row of the table has them. */
static void
select_all (const DwsSchema *schema,
            Selection       *selection)
{
  selection->n_fields = 0;
  for (guint i = 0; i < schema->n_fields; i++)
    {
      if (schema->fields[i].kind != DWS_FIELD_TABLE && i != DWS_STANDARD_DOCTYPE)
        selection->fields[selection->n_fields++] = (int) i;
    }
}

static gboolean
read_fields (DwsRequest      *request,
             const DwsSchema *schema,
             Selection       *selection,
             GError         **error)
{
  const char *json = dws_request_get_query (request, "fields");
  DwdJsonSpan list;
  DwdJsonSpan item;
  DwdJsonIter iter;

  if (json == NULL)
    return select_field (schema, "name", selection, error);

  if (!dwd_json_scan_value (json, strlen (json), &list, NULL))
    {
      dws_problem_set (error, DWS_PROBLEM_MALFORMED, "fields", "fields is not JSON");
      return FALSE;
    }
  if (list.type != DWD_JSON_ARRAY)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "fields", "fields is a list");
      return FALSE;
    }

  dwd_json_iter_init (&iter, &list);
  while (dwd_json_iter_next_item (&iter, &item))
    {
      g_autofree char *name = dwd_json_span_dup_string (&item);

      if (g_strcmp0 (name, "*") == 0)
        select_all (schema, selection);
      else if (!select_field (schema, name == NULL ? "" : name, selection, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_number (DwsRequest *request,
             const char *name,
             gint64     *number,
             GError    **error)
{
  const char *text = dws_request_get_query (request, name);

  if (text == NULL || g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, number, NULL))
    return TRUE;

  dws_problem_set (error, DWS_PROBLEM_VALIDATION, name, "%s is a number", name);
  return FALSE;
}

/* Nobody's rows but those of the caller's organisations, and of those none meant for another. */
static void
restrict_to_user (DwsQuery *query,
                  DwsUser  *user)
{
  for (guint i = 0; i < user->memberships->len; i++)
    {
      const DwsMembership *membership = g_ptr_array_index (user->memberships, i);

      dws_query_add_text (query, i == 0 ? " AND (org=" : " OR org=", membership->org);
    }

  dws_query_add_text (query, user->memberships->len == 0 ?
                      " AND 0 AND (for_user IS NULL OR for_user=" :
                      ") AND (for_user IS NULL OR for_user=", user->user);
  dws_query_add_sql (query, ")");
}

static void
append_selected (GString         *out,
                 DwsDoc          *doc,
                 const Selection *selection)
{
  const DwsSchema *schema = dws_doc_get_schema (doc);

  g_string_append_c (out, '{');
  for (guint i = 0; i < selection->n_fields; i++)
    {
      const DwdSlice *raw = dws_doc_get_raw (doc, selection->fields[i]);

      if (i > 0)
        g_string_append_c (out, ',');
      g_string_append_printf (out, "\"%s\":", schema->fields[selection->fields[i]].name);
      if (raw->text == NULL)
        g_string_append (out, "null");
      else
        g_string_append_len (out, raw->text, (gssize) raw->length);
    }
  g_string_append_c (out, '}');
}

/* Lists have a handle of their own, which goes with its statements once there are many. */
static DwdStatement *
prepare_dynamic (DwsServer  *self,
                 const char *sql,
                 GError    **error)
{
  if (++self->n_dynamic > MAX_DYNAMIC_STATEMENTS)
    {
      g_clear_pointer (&self->lists, dwd_db_close);
      self->n_dynamic = 1;
    }

  if (self->lists == NULL)
    self->lists = dwd_db_open (dwd_db_get_path (dws_store_get_db (self->store)), DWD_DB_READER,
                               error);

  return self->lists == NULL ? NULL : dwd_db_prepare (self->lists, sql, error);
}

static GString *
run_query (DwsServer       *self,
           const DwsSchema *schema,
           DwsQuery        *query,
           const Selection *selection,
           gint64           start,
           gint64           limit,
           GError         **error)
{
  g_autofree char *sql = dws_query_get_sql (query, "data", start, limit);
  DwdStatement *statement;
  g_autoptr (GString) out = g_string_new ("{\"data\":[");
  gboolean first = TRUE;
  DwdStep step;

  statement = prepare_dynamic (self, sql, error);
  if (statement == NULL)
    return NULL;

  dws_query_bind (query, statement);
  while ((step = dwd_statement_step (statement, error)) == DWD_STEP_ROW)
    {
      gsize length = 0;
      const char *data = dwd_statement_get_text (statement, 0, &length);
      g_autoptr (DwsDoc) doc = dws_doc_parse (schema, data, (gssize) length, NULL);

      if (doc == NULL)
        continue;
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      append_selected (out, doc, selection);
    }
  dwd_statement_reset (statement);

  if (step == DWD_STEP_FAILED)
    return NULL;

  g_string_append (out, "]}");
  return g_steal_pointer (&out);
}

static GString *
serve_list (DwsServer       *self,
            DwsRequest      *request,
            const DwsSchema *schema,
            GError         **error)
{
  g_autoptr (DwsQuery) query = dws_query_new (schema);
  Selection selection = { .n_fields = 0 };
  gint64 start = 0;
  gint64 limit = DEFAULT_PAGE_LENGTH;

  restrict_to_user (query, request->user);
  if (!read_fields (request, schema, &selection, error) ||
      !dws_query_add_filters (query, dws_request_get_query (request, "filters"), FALSE, error) ||
      !dws_query_add_filters (query, dws_request_get_query (request, "or_filters"), TRUE, error) ||
      !dws_query_set_order (query, dws_request_get_query (request, "order_by"), error) ||
      !read_number (request, "limit_start", &start, error) ||
      !read_number (request, "limit", &limit, error) ||
      !read_number (request, "limit_page_length", &limit, error))
    return NULL;

  return run_query (self, schema, query, &selection, start, limit, error);
}

static GString *
wrap (const char *data,
      gsize       length)
{
  GString *out = g_string_sized_new (length + 16);

  g_string_append (out, "{\"data\":");
  g_string_append_len (out, data, (gssize) length);
  g_string_append_c (out, '}');

  return out;
}

static GString *
serve_document (DwsServer       *self,
                DwsRequest      *request,
                const DwsSchema *schema,
                const char      *name,
                GError         **error)
{
  g_auto (DwsRow) row = { 0 };
  gboolean found = FALSE;

  if (!dws_store_find (self->store, schema, name, &row, &found, error))
    return NULL;

  if (!found || row.data == NULL)
    {
      dws_problem_set (error, DWS_PROBLEM_NOT_FOUND, NULL, "%s %s not found", schema->name, name);
      return NULL;
    }

  if (dws_user_find_org (request->user, row.org) == NULL ||
      (row.for_user != NULL && strcmp (row.for_user, request->user->user) != 0))
    {
      dws_problem_set (error, DWS_PROBLEM_PERMISSION, NULL, "No permission for %s %s",
                       schema->name, name);
      return NULL;
    }

  request->org = g_strdup (row.org);
  return wrap (row.data, row.data_length);
}

/* A top-level "data" is taken for the body, an object or its text. */
static gboolean
read_body (DwsRequest  *request,
           DwdJsonSpan *values,
           char       **unwrapped,
           GError     **error)
{
  static const DwdJsonKey key = { "data", 4 };
  const DwdJsonSpan *body = dws_request_get_json (request, error);
  DwdJsonSpan inner = { DWD_JSON_ABSENT };

  if (body == NULL)
    return FALSE;

  *values = *body;
  if (body->type == DWD_JSON_OBJECT)
    dwd_json_span_find (body, &key, 1, &inner);

  if (inner.type == DWD_JSON_OBJECT)
    {
      *values = inner;
    }
  else if (inner.type == DWD_JSON_STRING)
    {
      *unwrapped = dwd_json_span_dup_string (&inner);
      if (!dwd_json_scan_value (*unwrapped, strlen (*unwrapped), values, NULL))
        {
          dws_problem_set (error, DWS_PROBLEM_MALFORMED, NULL, "data is not JSON");
          return FALSE;
        }
    }

  if (values->type == DWD_JSON_OBJECT)
    return TRUE;

  dws_problem_set (error, DWS_PROBLEM_ARGUMENT, NULL, "The body is no object");
  return FALSE;
}

static GString *
write_document (DwsServer       *self,
                DwsRequest      *request,
                const DwsChange *change,
                GPtrArray      **writes,
                GError         **error)
{
  DwsActor actor = { request->user, request->user->user, FALSE };
  g_auto (DwsRow) row = { 0 };

  if (!dws_writer_begin (self->writer, TRUE, error))
    return NULL;

  if (!dws_writer_apply (self->writer, &actor, change, &row, error))
    {
      dws_writer_rollback (self->writer);
      return NULL;
    }

  *writes = dws_writer_commit (self->writer, error);
  if (*writes == NULL)
    return NULL;

  request->org = g_strdup (row.org);
  return row.data == NULL ? g_string_new ("{\"data\":\"ok\"}") : wrap (row.data, row.data_length);
}

/* Alive, that is: deleting twice is a missing document here, unlike in a batch. */
static gboolean
require_alive (DwsServer       *self,
               const DwsSchema *schema,
               const char      *name,
               GError         **error)
{
  gboolean alive = FALSE;

  if (!dws_store_is_alive (self->store, schema->doctype, NULL, name, &alive, error))
    return FALSE;
  if (!alive)
    dws_problem_set (error, DWS_PROBLEM_NOT_FOUND, NULL, "%s %s not found", schema->name, name);

  return alive;
}

static GString *
serve_write (DwsServer       *self,
             DwsRequest      *request,
             const DwsSchema *schema,
             const char      *name,
             GPtrArray      **writes,
             GError         **error)
{
  static const DwdJsonKey key = { "modified", 8 };
  const char *method = dws_request_get_method (request);
  DwsChange change = { schema };
  DwdJsonSpan values = { DWD_JSON_ABSENT };
  DwdJsonSpan modified = { DWD_JSON_ABSENT };
  g_autofree char *unwrapped = NULL;
  g_autofree char *base = NULL;

  change.name = name;
  if (method == SOUP_METHOD_DELETE)
    {
      change.kind = DWD_OP_DELETE;
      return require_alive (self, schema, name, error) ?
             write_document (self, request, &change, writes, error) : NULL;
    }

  if (!read_body (request, &values, &unwrapped, error))
    return NULL;

  change.kind = method == SOUP_METHOD_POST ? DWD_OP_INSERT : DWD_OP_UPDATE;
  change.data = &values;
  if (change.kind == DWD_OP_UPDATE)
    {
      dwd_json_span_find (&values, &key, 1, &modified);
      base = dwd_json_span_dup_string (&modified);
      change.base_modified = base;
      change.check_base = modified.type != DWD_JSON_ABSENT;
    }

  return write_document (self, request, &change, writes, error);
}

/**
 * dws_resource_serve:
 *
 * Stock Frappe's /api/resource: lists and documents.
 */
void
dws_resource_serve (DwsServer  *self,
                    DwsRequest *request)
{
  const char *method = dws_request_get_method (request);
  const char *doctype = dws_request_get_segment (request, 2);
  const char *name = dws_request_get_segment (request, 3);
  const DwsSchema *schema = dws_schema_from_name (doctype);
  gboolean reads = method == SOUP_METHOD_GET || method == SOUP_METHOD_HEAD;
  g_autoptr (GPtrArray) writes = NULL;
  g_autoptr (GError) error = NULL;
  GString *answer = NULL;

  if (schema == NULL || dws_request_get_segment (request, 4) != NULL ||
      (method == SOUP_METHOD_POST && name != NULL) ||
      (!reads && method != SOUP_METHOD_POST && name == NULL))
    dws_problem_set (&error, DWS_PROBLEM_NOT_FOUND, NULL, "%s not found",
                     doctype == NULL ? "DocType" : doctype);
  else if (!reads)
    answer = serve_write (self, request, schema, name, &writes, &error);
  else if (name != NULL)
    answer = serve_document (self, request, schema, name, &error);
  else
    answer = serve_list (self, request, schema, &error);

  if (answer == NULL)
    dws_request_answer_error (request, error);
  else
    dws_request_answer_json (request, method == SOUP_METHOD_DELETE ? 202 : 200, answer);

  if (writes != NULL)
    dws_server_publish (self, writes);
}
