/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-query.h"

#include "dws-problem.h"

#include <string.h>

#define MAX_VALUES 1000

typedef struct
{
  char *text;           /* (owned) (nullable): a number otherwise */
  double number;
} Value;

struct _DwsQuery
{
  const DwsSchema *schema;
  GString *where;           /* (owned) */
  GString *order;           /* (owned) */
  GArray *values;           /* (owned): of Value */
};

static void
value_clear (gpointer data)
{
  g_free (((Value *) data)->text);
}

DwsQuery *
dws_query_new (const DwsSchema *schema)
{
  DwsQuery *self = g_new0 (DwsQuery, 1);

  self->schema = schema;
  self->where = g_string_new (NULL);
  self->order = g_string_new (NULL);
  self->values = g_array_new (FALSE, FALSE, sizeof (Value));
  g_array_set_clear_func (self->values, value_clear);

  return self;
}

void
dws_query_free (DwsQuery *self)
{
  if (self == NULL)
    return;

  g_string_free (self->where, TRUE);
  g_string_free (self->order, TRUE);
  g_array_unref (self->values);
  g_free (self);
}

static void
add_value (DwsQuery   *self,
           const char *text,
           double      number)
{
  Value value = { g_strdup (text), number };

  g_array_append_val (self->values, value);
  g_string_append_printf (self->where, "?%u", self->values->len);
}

/**
 * dws_query_add_text:
 * @sql: a condition that ends where the value comes
 * @value: bound behind it
 */
void
dws_query_add_text (DwsQuery   *self,
                    const char *sql,
                    const char *value)
{
  g_string_append (self->where, sql);
  add_value (self, value, 0);
}

void
dws_query_add_sql (DwsQuery   *self,
                   const char *sql)
{
  g_string_append (self->where, sql);
}

/* "`tabDispatch Job`.`modified`" and plain names. */
static const DwsField *
find_field (DwsQuery   *self,
            const char *name,
            GError    **error)
{
  g_autofree char *plain = g_strdup (name);
  char *dot;
  int index;

  g_strdelimit (plain, "`", ' ');
  g_strstrip (plain);
  dot = strrchr (plain, '.');
  index = dws_schema_index (self->schema, dot == NULL ? plain : g_strchug (dot + 1));

  if (index < 0 || self->schema->fields[index].kind == DWS_FIELD_TABLE)
    {
      dws_problem_set (error, DWS_PROBLEM_DATA, NULL, "Unknown column '%s' in 'where clause'",
                       name);
      return NULL;
    }

  return &self->schema->fields[index];
}

static void
append_column (GString        *out,
               const DwsField *field)
{
  static const char *const real[] = { "name", "creation", "modified", "docstatus" };

  for (gsize i = 0; i < G_N_ELEMENTS (real); i++)
    {
      if (strcmp (field->name, real[i]) == 0)
        {
          g_string_append (out, real[i]);
          return;
        }
    }

  g_string_append_printf (out, "json_extract(data, '$.%s')", field->name);
}

static gboolean
is_numeric (const DwsField *field)
{
  return field->kind == DWS_FIELD_CHECK || field->kind == DWS_FIELD_INT ||
         field->kind == DWS_FIELD_FLOAT;
}

static gboolean
add_operand (DwsQuery          *self,
             const DwsField    *field,
             const DwdJsonSpan *span,
             GError           **error)
{
  g_autofree char *text = NULL;
  double number = 0;

  if (self->values->len >= MAX_VALUES)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "filters", "Too many values");
      return FALSE;
    }

  if (is_numeric (field) && dwd_json_span_get_double (span, &number))
    {
      add_value (self, NULL, number);
      return TRUE;
    }

  if (span->type == DWD_JSON_STRING)
    text = dwd_json_span_dup_string (span);
  else if (span->type == DWD_JSON_NULL)
    text = g_strdup ("");
  else if (span->type != DWD_JSON_OBJECT && span->type != DWD_JSON_ARRAY)
    text = g_strndup (span->raw.text, span->raw.length);

  if (text == NULL)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "filters", "A filter's value is no value");
      return FALSE;
    }

  add_value (self, text, 0);
  return TRUE;
}

static void
append_filled_column (DwsQuery       *self,
                      const DwsField *field)
{
  g_string_append (self->where, "ifnull(");
  append_column (self->where, field);
  g_string_append (self->where, is_numeric (field) ? ", 0)" : ", '')");
}

static gboolean
add_list (DwsQuery          *self,
          const DwsField    *field,
          const char        *word,
          const DwdJsonSpan *list,
          GError           **error)
{
  DwdJsonIter iter;
  DwdJsonSpan item;
  gboolean first = TRUE;

  if (list->type != DWD_JSON_ARRAY)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "filters", "%s wants a list", word);
      return FALSE;
    }

  append_filled_column (self, field);
  g_string_append_printf (self->where, " %s (", word);
  dwd_json_iter_init (&iter, list);
  while (dwd_json_iter_next_item (&iter, &item))
    {
      if (!first)
        g_string_append_c (self->where, ',');
      first = FALSE;
      if (!add_operand (self, field, &item, error))
        return FALSE;
    }
  g_string_append_c (self->where, ')');

  return TRUE;
}

static gboolean
add_between (DwsQuery          *self,
             const DwsField    *field,
             const DwdJsonSpan *list,
             GError           **error)
{
  DwdJsonIter iter;
  DwdJsonSpan low;
  DwdJsonSpan high;

  if (list->type != DWD_JSON_ARRAY || !dwd_json_iter_init (&iter, list) ||
      !dwd_json_iter_next_item (&iter, &low) || !dwd_json_iter_next_item (&iter, &high))
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "filters", "between wants two values");
      return FALSE;
    }

  append_column (self->where, field);
  g_string_append (self->where, " BETWEEN ");
  if (!add_operand (self, field, &low, error))
    return FALSE;
  g_string_append (self->where, " AND ");

  return add_operand (self, field, &high, error);
}

static gboolean
add_comparison (DwsQuery          *self,
                const char        *name,
                const char        *operator,
                const DwdJsonSpan *operand,
                GError           **error)
{
  static const char *const plain[] = { "=", "!=", "<", ">", "<=", ">=", "like", "not like" };
  const DwsField *field = find_field (self, name, error);
  g_autofree char *word = g_ascii_strdown (operator, -1);

  if (field == NULL)
    return FALSE;

  if (strcmp (word, "in") == 0 || strcmp (word, "not in") == 0)
    return add_list (self, field, word, operand, error);
  if (strcmp (word, "between") == 0)
    return add_between (self, field, operand, error);

  if (strcmp (word, "is") == 0)
    {
      append_filled_column (self, field);
      g_string_append (self->where, dwd_json_span_equal_text (operand, "set") ? "!=''" : "=''");
      return TRUE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      if (strcmp (word, plain[i]) != 0)
        continue;
      if (*word == '!' || *word == 'n' || operand->type == DWD_JSON_NULL)
        append_filled_column (self, field);
      else
        append_column (self->where, field);
      g_string_append_printf (self->where, " %s ", plain[i]);
      return add_operand (self, field, operand, error);
    }

  dws_problem_set (error, DWS_PROBLEM_VALIDATION, "filters", "Operator %s is not known", operator);
  return FALSE;
}

/* ["status", "=", "Open"], ["Dispatch Job", "status", "=", "Open"] or ["status", "Open"]. */
static gboolean
add_triple (DwsQuery          *self,
            const DwdJsonSpan *triple,
            GError           **error)
{
  DwdJsonSpan items[4];
  DwdJsonIter iter;
  guint n_items = 0;
  g_autofree char *name = NULL;
  g_autofree char *operator = NULL;

  if (triple->type == DWD_JSON_ARRAY)
    {
      dwd_json_iter_init (&iter, triple);
      while (n_items < G_N_ELEMENTS (items) && dwd_json_iter_next_item (&iter, &items[n_items]))
        n_items++;
    }

  if (n_items < 2)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "filters", "A filter is a list of three");
      return FALSE;
    }

  name = dwd_json_span_dup_string (&items[n_items == 4 ? 1 : 0]);
  operator = n_items == 2 ? g_strdup ("=") : dwd_json_span_dup_string (&items[n_items - 2]);
  if (name == NULL || operator == NULL)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "filters", "A filter names field and operator");
      return FALSE;
    }

  return add_comparison (self, name, operator, &items[n_items - 1], error);
}

/* {"status": "Open", "priority": [">=", 2]}. */
static gboolean
add_member (DwsQuery          *self,
            const DwdJsonSpan *key,
            const DwdJsonSpan *value,
            GError           **error)
{
  g_autofree char *name = dwd_json_span_dup_string (key);
  g_autofree char *operator = NULL;
  DwdJsonIter iter;
  DwdJsonSpan first;
  DwdJsonSpan second;

  if (value->type != DWD_JSON_ARRAY)
    return add_comparison (self, name, "=", value, error);

  dwd_json_iter_init (&iter, value);
  if (!dwd_json_iter_next_item (&iter, &first) || !dwd_json_iter_next_item (&iter, &second) ||
      (operator = dwd_json_span_dup_string (&first)) == NULL)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "filters", "A filter is operator and value");
      return FALSE;
    }

  return add_comparison (self, name, operator, &second, error);
}

static gboolean
add_all (DwsQuery          *self,
         const DwdJsonSpan *filters,
         const char        *joint,
         GError           **error)
{
  DwdJsonIter iter;
  DwdJsonSpan key;
  DwdJsonSpan value;
  gboolean is_object = filters->type == DWD_JSON_OBJECT;
  gboolean first = TRUE;

  dwd_json_iter_init (&iter, filters);
  while (is_object ? dwd_json_iter_next_member (&iter, &key, &value) :
         dwd_json_iter_next_item (&iter, &value))
    {
      g_string_append (self->where, first ? " AND (" : joint);
      first = FALSE;
      if (!(is_object ? add_member (self, &key, &value, error) :
            add_triple (self, &value, error)))
        return FALSE;
    }

  if (!first)
    g_string_append_c (self->where, ')');

  return TRUE;
}

/**
 * dws_query_add_filters:
 * @json: (nullable): filters or or_filters as Frappe takes them
 * @any: one of them is enough
 */
gboolean
dws_query_add_filters (DwsQuery   *self,
                       const char *json,
                       gboolean    any,
                       GError    **error)
{
  DwdJsonSpan filters;

  if (json == NULL || *json == '\0')
    return TRUE;

  if (!dwd_json_scan_value (json, strlen (json), &filters, NULL))
    {
      dws_problem_set (error, DWS_PROBLEM_MALFORMED, "filters", "filters is not JSON");
      return FALSE;
    }
  if (filters.type != DWD_JSON_ARRAY && filters.type != DWD_JSON_OBJECT)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "filters", "filters is a list or an object");
      return FALSE;
    }

  return add_all (self, &filters, any ? " OR " : " AND ", error);
}

/**
 * dws_query_set_order:
 * @order_by: (nullable): "modified asc, name asc"
 */
gboolean
dws_query_set_order (DwsQuery   *self,
                     const char *order_by,
                     GError    **error)
{
  g_auto (GStrv) parts = order_by == NULL ? NULL : g_strsplit (order_by, ",", 16);

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    {
      char *part = g_strstrip (parts[i]);
      gsize length = strlen (part);
      const char *direction = "ASC";
      const DwsField *field;

      if (length > 4 && g_ascii_strcasecmp (part + length - 4, " asc") == 0)
        part[length - 4] = '\0';
      else if (length > 5 && g_ascii_strcasecmp (part + length - 5, " desc") == 0)
        {
          part[length - 5] = '\0';
          direction = "DESC";
        }

      field = find_field (self, part, error);
      if (field == NULL)
        return FALSE;

      g_string_append (self->order, i == 0 ? " ORDER BY " : ", ");
      append_column (self->order, field);
      g_string_append_printf (self->order, " %s", direction);
    }

  return TRUE;
}

/**
 * dws_query_get_sql:
 * @limit: 0 for all
 *
 * Returns: (transfer full): the statement, whose last two values are limit and start; bound by
 *   dws_query_bind() with the others
 */
char *
dws_query_get_sql (DwsQuery   *self,
                   const char *columns,
                   gint64      start,
                   gint64      limit)
{
  Value limit_value = { NULL, (double) (limit <= 0 ? -1 : limit) };
  Value start_value = { NULL, (double) start };

  g_array_append_val (self->values, limit_value);
  g_array_append_val (self->values, start_value);

  return g_strdup_printf ("SELECT %s FROM documents WHERE doctype=%d AND deleted_us IS NULL%s%s "
                          "LIMIT ?%u OFFSET ?%u", columns, self->schema->doctype,
                          self->where->str, self->order->str,
                          self->values->len - 1, self->values->len);
}

void
dws_query_bind (DwsQuery     *self,
                DwdStatement *statement)
{
  for (guint i = 0; i < self->values->len; i++)
    {
      const Value *value = &g_array_index (self->values, Value, i);

      if (value->text != NULL)
        dwd_statement_bind_text (statement, (int) i + 1, value->text, -1);
      else if (value->number == (double) (gint64) value->number)
        dwd_statement_bind_int (statement, (int) i + 1, (gint64) value->number);
      else
        dwd_statement_bind_double (statement, (int) i + 1, value->number);
    }
}
