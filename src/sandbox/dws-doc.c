/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-doc.h"

#include "dws-problem.h"

#include <string.h>

struct _DwsDoc
{
  const DwsSchema *schema;
  GStringChunk *arena;       /* (owned): every text that the values point into */
  DwdSlice values[DWS_SCHEMA_MAX_FIELDS];
};

#define JSON_OVERHEAD 16

DwsDoc *
dws_doc_new (const DwsSchema *schema)
{
  DwsDoc *self = g_new0 (DwsDoc, 1);

  g_assert (schema->n_fields <= DWS_SCHEMA_MAX_FIELDS);

  self->schema = schema;
  self->arena = g_string_chunk_new (2048);

  return self;
}

/**
 * dws_doc_parse:
 * @text: a JSON object, as stored; members that the schema does not know are dropped
 *
 * Returns: (transfer full): the document, or %NULL with %DWS_PROBLEM_MALFORMED
 */
DwsDoc *
dws_doc_parse (const DwsSchema *schema,
               const char      *text,
               gssize           length,
               GError         **error)
{
  g_autoptr (DwsDoc) self = dws_doc_new (schema);
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  const char *own = g_string_chunk_insert_len (self->arena, text, (gssize) size);
  DwdJsonSpan object;
  DwdJsonSpan key;
  DwdJsonSpan value;
  DwdJsonIter iter;
  int hint = 0;

  if (!dwd_json_scan_value (own, size, &object, NULL) || object.type != DWD_JSON_OBJECT)
    {
      dws_problem_set (error, DWS_PROBLEM_MALFORMED, NULL, "A document is no JSON object");
      return NULL;
    }

  dwd_json_iter_init (&iter, &object);
  while (dwd_json_iter_next_member (&iter, &key, &value))
    {
      int field = dws_schema_find (schema, key.raw.text + 1, (gssize) key.raw.length - 2, hint);

      if (field < 0 || value.type == DWD_JSON_NULL)
        continue;

      self->values[field] = value.raw;
      hint = field + 1;
    }

  return g_steal_pointer (&self);
}

/**
 * dws_doc_fork:
 * @original: must outlive the fork, and stay as it is
 *
 * Returns: (transfer full): the same document, to be changed; shares the original's texts
 */
DwsDoc *
dws_doc_fork (DwsDoc *original)
{
  DwsDoc *self = dws_doc_new (original->schema);

  memcpy (self->values, original->values, sizeof self->values);

  return self;
}

void
dws_doc_free (DwsDoc *self)
{
  if (self == NULL)
    return;

  g_string_chunk_free (self->arena);
  g_free (self);
}

const DwsSchema *
dws_doc_get_schema (DwsDoc *self)
{
  return self->schema;
}

/**
 * dws_doc_get_raw:
 *
 * Returns: (transfer none): the value's JSON text; its text is %NULL where there is none
 */
const DwdSlice *
dws_doc_get_raw (DwsDoc *self,
                 int     field)
{
  return &self->values[field];
}

/**
 * dws_doc_set_raw:
 * @raw: (nullable): checked JSON text, copied; %NULL or null clears the field
 */
void
dws_doc_set_raw (DwsDoc     *self,
                 int         field,
                 const char *raw,
                 gssize      length)
{
  gsize size = raw == NULL ? 0 : (length < 0 ? strlen (raw) : (gsize) length);

  if (raw == NULL || (size == 4 && memcmp (raw, "null", 4) == 0))
    {
      self->values[field] = (DwdSlice) { NULL, 0 };
      return;
    }

  self->values[field].text = g_string_chunk_insert_len (self->arena, raw, (gssize) size);
  self->values[field].length = size;
}

void
dws_doc_set_text (DwsDoc     *self,
                  int         field,
                  const char *text)
{
  g_autoptr (GString) quoted = NULL;

  if (text == NULL)
    {
      dws_doc_set_raw (self, field, NULL, 0);
      return;
    }

  quoted = g_string_sized_new (64);
  dwd_json_append_string (quoted, text, -1);
  dws_doc_set_raw (self, field, quoted->str, (gssize) quoted->len);
}

/**
 * dws_doc_equals:
 * @raw: (nullable): JSON text; %NULL asks whether the field is empty
 *
 * Compares texts, which is enough for values that went through the same checks.
 */
gboolean
dws_doc_equals (DwsDoc     *self,
                int         field,
                const char *raw,
                gsize       length)
{
  const DwdSlice *value = &self->values[field];

  if (raw == NULL || value->text == NULL)
    return raw == NULL && value->text == NULL;

  return value->length == length && memcmp (value->text, raw, length) == 0;
}

gboolean
dws_doc_has (DwsDoc     *self,
             const char *name)
{
  int field = dws_schema_index (self->schema, name);

  return field >= 0 && self->values[field].text != NULL;
}

/**
 * dws_doc_dup:
 *
 * Returns: (nullable) (transfer full): a string's text, or another value's JSON text
 */
char *
dws_doc_dup (DwsDoc     *self,
             const char *name)
{
  int field = dws_schema_index (self->schema, name);
  const DwdSlice *value;
  DwdJsonSpan span = { DWD_JSON_STRING };

  g_return_val_if_fail (field >= 0, NULL);

  value = &self->values[field];
  if (value->text == NULL)
    return NULL;

  if (value->text[0] != '"')
    return g_strndup (value->text, value->length);

  span.raw = *value;
  span.escaped = memchr (value->text, '\\', value->length) != NULL;

  return dwd_json_span_dup_string (&span);
}

/**
 * dws_doc_set:
 * @text: (nullable): a plain text; %NULL clears
 */
void
dws_doc_set (DwsDoc     *self,
             const char *name,
             const char *text)
{
  int field = dws_schema_index (self->schema, name);

  g_return_if_fail (field >= 0);

  dws_doc_set_text (self, field, text);
}

/**
 * dws_doc_copy:
 *
 * Takes a field over from another document, whatever its kind, as Frappe's fetch_from does.
 */
void
dws_doc_copy (DwsDoc     *self,
              const char *name,
              DwsDoc     *source,
              const char *source_name)
{
  int field = dws_schema_index (self->schema, name);
  int source_field = dws_schema_index (source->schema, source_name);

  g_return_if_fail (field >= 0 && source_field >= 0);

  dws_doc_set_raw (self, field, source->values[source_field].text,
                   (gssize) source->values[source_field].length);
}

/**
 * dws_doc_dup_json:
 * @length: (out) (optional)
 *
 * Returns: (transfer full): the whole document as a JSON object, empty fields left out
 */
char *
dws_doc_dup_json (DwsDoc *self,
                  gsize  *length)
{
  gsize size = JSON_OVERHEAD;
  GString *out;

  for (guint i = 0; i < self->schema->n_fields; i++)
    {
      if (self->values[i].text != NULL)
        size += self->values[i].length + strlen (self->schema->fields[i].name) + 4;
    }

  out = g_string_sized_new (size);
  g_string_append_c (out, '{');

  for (guint i = 0; i < self->schema->n_fields; i++)
    {
      if (self->values[i].text == NULL)
        continue;

      if (out->len > 1)
        g_string_append_c (out, ',');
      g_string_append_c (out, '"');
      g_string_append (out, self->schema->fields[i].name);
      g_string_append_len (out, "\":", 2);
      g_string_append_len (out, self->values[i].text, (gssize) self->values[i].length);
    }

  g_string_append_c (out, '}');

  if (length != NULL)
    *length = out->len;

  return g_string_free (out, FALSE);
}
