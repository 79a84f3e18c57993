/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include <string.h>

#include "dwd-fold.h"
#include "dwd-store-private.h"
#include "protocol/dwd-enums.h"

/*
 * The query language of scripts: conditions "column op value" with commas between, all of which hold;
 * op is = != < > <= >= or ~ (contains, whatever the case). A value with a comma stands in double quotes.
 * A column is one of the table's or a member of the document. Values and member names are bound; what
 * becomes SQL is our own text only.
 */

typedef enum
{
  TERM_COLUMN,          /* a typed column */
  TERM_MEMBER,          /* a member of the document */
} TermKind;

typedef struct
{
  TermKind kind;
  const char *column;               /* of our own description */
  const DwdTableColumn *described;  /* (nullable) */
  char *path;                       /* (owned) (nullable): "$.member" */
} Term;

typedef struct
{
  gboolean is_number;
  double number;
  char *text;           /* (owned) */
} Value;

typedef struct
{
  DwdDoctype doctype;
  char *where;          /* (nullable) */
  char *order;          /* (nullable) */
  guint limit;
  GPtrArray *rows;      /* (owned) (nullable) */
} QueryCall;

static void
query_call_free (gpointer data)
{
  QueryCall *call = data;

  g_free (call->where);
  g_free (call->order);
  g_clear_pointer (&call->rows, g_ptr_array_unref);
  g_free (call);
}

static void
value_free (gpointer data)
{
  Value *value = data;

  g_free (value->text);
  g_free (value);
}

static void
term_clear (Term *term)
{
  g_free (term->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Term, term_clear)

/* In the order in which they are tried: the longer ones first. */
static const char *const OPERATORS[] = { "!=", "<=", ">=", "=", "<", ">", "~" };

static const char *const COMMON_COLUMNS[] = { "name", "creation", "modified", "docstatus" };

static gboolean
is_comparable (DwdConvert convert)
{
  switch (convert)
    {
    case DWD_CONVERT_TEXT:
    case DWD_CONVERT_INT:
    case DWD_CONVERT_REAL:
    case DWD_CONVERT_CHECK:
    case DWD_CONVERT_LATITUDE:
    case DWD_CONVERT_LONGITUDE:
    case DWD_CONVERT_JOB_STATUS:
    case DWD_CONVERT_PRIORITY:
    case DWD_CONVERT_SCHEDULE_STATUS:
      return TRUE;

    case DWD_CONVERT_DERIVED:
    case DWD_CONVERT_DATETIME:
    case DWD_CONVERT_DATE:
    case DWD_CONVERT_DATE_END:
    case DWD_CONVERT_SECONDS:
    case DWD_CONVERT_IS_ACTIVE:
    case DWD_CONVERT_CHILD_TEXTS:
    default:
      return FALSE;
    }
}

static gboolean
is_field (const DwdTable *table,
          const char     *name)
{
  for (gsize i = 0; table->fields[i] != NULL; i++)
    if (strcmp (table->fields[i], name) == 0)
      return TRUE;
  for (guint i = 0; i < table->n_columns; i++)
    if (g_strcmp0 (table->columns[i].key, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
resolve (const DwdTable *table,
         const char     *name,
         Term           *term,
         GError        **error)
{
  int index = dwd_table_find_column (table, name);

  for (gsize i = 0; i < G_N_ELEMENTS (COMMON_COLUMNS); i++)
    if (strcmp (COMMON_COLUMNS[i], name) == 0)
      {
        term->column = COMMON_COLUMNS[i];
        return TRUE;
      }
  if (index >= 0 && is_comparable (table->columns[index].convert))
    {
      term->column = table->columns[index].column;
      term->described = &table->columns[index];
      return TRUE;
    }
  if (is_field (table, name))
    {
      term->kind = TERM_MEMBER;
      term->path = g_strconcat ("$.", name, NULL);
      return TRUE;
    }
  dwd_error_set (error, DWD_FAILURE_INVALID, "%s has no column “%s”",
                 dwd_doctype_get_name (table->doctype), name);
  return FALSE;
}

static Value *
value_new_number (double number)
{
  Value *value = g_new0 (Value, 1);

  value->is_number = TRUE;
  value->number = number;
  return value;
}

static Value *
value_new_text (const char *text)
{
  Value *value = g_new0 (Value, 1);

  value->text = g_strdup (text);
  return value;
}

static gboolean
parse_number (const char *text,
              double     *number)
{
  char *end = NULL;

  *number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

static int
enum_from_text (DwdConvert  convert,
                const char *text)
{
  if (convert == DWD_CONVERT_JOB_STATUS)
    return dwd_job_status_from_string (text, -1);
  if (convert == DWD_CONVERT_PRIORITY)
    return dwd_priority_from_string (text, -1);
  return dwd_schedule_status_from_string (text, -1);
}

/* The value as the column stores it. */
static Value *
convert_value (const Term *term,
               const char *name,
               const char *text,
               GError    **error)
{
  DwdConvert convert = term->described != NULL ? term->described->convert : DWD_CONVERT_TEXT;
  double number = 0;

  if (convert == DWD_CONVERT_TEXT)
    return value_new_text (text);
  if (convert == DWD_CONVERT_JOB_STATUS || convert == DWD_CONVERT_PRIORITY ||
      convert == DWD_CONVERT_SCHEDULE_STATUS)
    {
      int value = enum_from_text (convert, text);

      if (value != 0)
        return value_new_number (value);
    }
  else if (parse_number (text, &number))
    {
      return value_new_number (number);
    }
  dwd_error_set (error, DWD_FAILURE_INVALID, "“%s” is no value of “%s”", text, name);
  return NULL;
}

static char *
unquote (const char *text,
         gsize       length)
{
  g_autofree char *value = g_strstrip (g_strndup (text, length));
  gsize n = strlen (value);

  if (n >= 2 && value[0] == '"' && value[n - 1] == '"')
    return g_strndup (value + 1, n - 2);
  return g_steal_pointer (&value);
}

static void
append_term (GString    *sql,
             const Term *term,
             GPtrArray  *values)
{
  if (term->kind == TERM_COLUMN)
    {
      g_string_append (sql, term->column);
      return;
    }
  g_string_append (sql, "json_extract (data, ?)");
  g_ptr_array_add (values, value_new_text (term->path));
}

/* Contains: both sides in lower case. SQLite's lower() knows ASCII alone, which is said in the manual. */
static void
append_contains (GString    *sql,
                 const Term *term,
                 const char *text,
                 GPtrArray  *values)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  g_string_append (sql, "instr (lower (CAST (");
  append_term (sql, term, values);
  g_string_append (sql, " AS TEXT)), ?) > 0");
  g_ptr_array_add (values, value_new_text (lower));
}

/* A member is compared as a number where both sides are one, else as text; a missing one is "". */
static void
append_member (GString    *sql,
               const Term *term,
               const char *operator,
               const char *text,
               GPtrArray  *values)
{
  double number = 0;

  if (parse_number (text, &number))
    {
      g_string_append (sql, "CAST (");
      append_term (sql, term, values);
      g_string_append_printf (sql, " AS REAL) %s ?", operator);
      g_ptr_array_add (values, value_new_number (number));
      return;
    }
  g_string_append (sql, "COALESCE (CAST (");
  append_term (sql, term, values);
  g_string_append_printf (sql, " AS TEXT), '') %s ?", operator);
  g_ptr_array_add (values, value_new_text (text));
}

static gboolean
append_column (GString    *sql,
               const Term *term,
               const char *name,
               const char *operator,
               const char *text,
               GPtrArray  *values,
               GError    **error)
{
  Value *value = convert_value (term, name, text, error);

  if (value == NULL)
    return FALSE;
  /* An empty text is stored as NULL. */
  if (value->is_number)
    g_string_append_printf (sql, "%s %s ?", term->column, operator);
  else
    g_string_append_printf (sql, "COALESCE (%s, '') %s ?", term->column, operator);
  g_ptr_array_add (values, value);
  return TRUE;
}

static gboolean
split_condition (const char  *text,
                 gsize        length,
                 char       **name,
                 const char **operator,
                 char       **value)
{
  for (gsize at = 0; at < length; at++)
    for (gsize i = 0; i < G_N_ELEMENTS (OPERATORS); i++)
      {
        gsize n = strlen (OPERATORS[i]);

        if (at + n > length || strncmp (text + at, OPERATORS[i], n) != 0)
          continue;
        *name = g_strstrip (g_strndup (text, at));
        *operator = OPERATORS[i];
        *value = unquote (text + at + n, length - at - n);
        return TRUE;
      }
  return FALSE;
}

static gboolean
append_condition (const DwdTable *table,
                  const char     *text,
                  gsize           length,
                  GString        *sql,
                  GPtrArray      *values,
                  GError        **error)
{
  g_auto (Term) term = { TERM_COLUMN };
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  const char *operator = NULL;

  if (!split_condition (text, length, &name, &operator, &value))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "“%.*s” is no condition", (int) length, text);
      return FALSE;
    }
  if (!resolve (table, name, &term, error))
    return FALSE;

  g_string_append (sql, " AND ");
  if (*operator == '~' && (term.described == NULL || term.described->convert == DWD_CONVERT_TEXT))
    append_contains (sql, &term, value, values);
  else if (*operator == '~')
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "“%s” holds no text to look into", name);
      return FALSE;
    }
  else if (term.kind == TERM_MEMBER)
    append_member (sql, &term, operator, value, values);
  else
    return append_column (sql, &term, name, operator, value, values, error);
  return TRUE;
}

/* The next comma outside of quotes, or the end. */
static gsize
condition_length (const char *text)
{
  gboolean quoted = FALSE;
  gsize at = 0;

  for (; text[at] != '\0'; at++)
    {
      if (text[at] == '"')
        quoted = !quoted;
      else if (text[at] == ',' && !quoted)
        break;
    }
  return at;
}

static gboolean
append_where (const DwdTable *table,
              const char     *where,
              GString        *sql,
              GPtrArray      *values,
              GError        **error)
{
  while (where != NULL && *where != '\0')
    {
      gsize length = condition_length (where);

      if (!append_condition (table, where, length, sql, values, error))
        return FALSE;
      where += length;
      if (*where == ',')
        where++;
    }
  return TRUE;
}

static gboolean
append_order (const DwdTable *table,
              const char     *order,
              GString        *sql,
              GPtrArray      *values,
              GError        **error)
{
  g_auto (GStrv) parts = g_strsplit (order != NULL ? order : "name", ",", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      g_auto (Term) term = { TERM_COLUMN };
      g_auto (GStrv) words = g_strsplit (g_strstrip (parts[i]), " ", 2);
      gboolean has_direction = words[0] != NULL && words[1] != NULL;
      gboolean descending = has_direction && g_ascii_strcasecmp (g_strstrip (words[1]), "desc") == 0;

      if (has_direction && !descending && g_ascii_strcasecmp (words[1], "asc") != 0)
        {
          dwd_error_set (error, DWD_FAILURE_INVALID, "“%s” is neither asc nor desc", words[1]);
          return FALSE;
        }
      if (!resolve (table, words[0] != NULL ? words[0] : "", &term, error))
        return FALSE;
      g_string_append (sql, i == 0 ? " ORDER BY " : ", ");
      append_term (sql, &term, values);
      g_string_append (sql, descending ? " DESC" : " ASC");
    }
  return TRUE;
}

static void
bind_values (DwdStatement *statement,
             GPtrArray    *values)
{
  for (guint i = 0; i < values->len; i++)
    {
      const Value *value = g_ptr_array_index (values, i);

      if (value->is_number)
        dwd_statement_bind_double (statement, i + 1, value->number);
      else
        dwd_statement_bind_text (statement, i + 1, value->text, -1);
    }
}

static gboolean
query_work (DwdStoreTxn *txn,
            gpointer     data,
            GError     **error)
{
  QueryCall *call = data;
  const DwdTable *table = dwd_table_get (call->doctype);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (value_free);
  g_autoptr (GString) sql = g_string_new ("SELECT data FROM ");
  DwdStatement *rows = NULL;
  DwdStep step = DWD_STEP_FAILED;

  if (table == NULL)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "There is no such DocType here");
      return FALSE;
    }
  g_string_append_printf (sql, "%s WHERE 1", table->table);
  if (!append_where (table, call->where, sql, values, error) ||
      !append_order (table, call->order, sql, values, error))
    return FALSE;
  if (call->limit > 0)
    g_string_append_printf (sql, " LIMIT %u", call->limit);

  rows = dwd_db_prepare (txn->db, sql->str, error);
  if (rows == NULL)
    return FALSE;
  bind_values (rows, values);
  call->rows = g_ptr_array_new_with_free_func (g_free);
  while ((step = dwd_statement_step (rows, error)) == DWD_STEP_ROW)
    g_ptr_array_add (call->rows, dwd_statement_dup_text (rows, 0));
  return step == DWD_STEP_DONE;
}

/**
 * dwd_store_query_async:
 * @self: a store
 * @doctype: whose rows
 * @where: (nullable): conditions, see the top of this file
 * @order: (nullable): "column" or "column desc", several with commas; by name without it
 * @limit: at most so many, 0 for all
 * @cancellable: (nullable): a #GCancellable
 * @callback: when done
 * @user_data: for @callback
 *
 * A column that does not exist is a %DWD_FAILURE_INVALID that names it.
 */
void
dwd_store_query_async (DwdStore           *self,
                       DwdDoctype          doctype,
                       const char         *where,
                       const char         *order,
                       guint               limit,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  QueryCall *call = NULL;
  GTask *task = NULL;

  g_return_if_fail (DWD_IS_STORE (self));

  call = g_new0 (QueryCall, 1);
  call->doctype = doctype;
  call->where = g_strdup (where);
  call->order = order != NULL && *order != '\0' ? g_strdup (order) : NULL;
  call->limit = limit;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dwd_store_query_async);
  g_task_set_task_data (task, call, query_call_free);
  dwd_store_push_read (self, task, query_work);
}

GPtrArray *
dwd_store_query_finish (DwdStore     *self,
                        GAsyncResult *result,
                        GError      **error)
{
  QueryCall *call = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  call = g_task_get_task_data (G_TASK (result));
  return g_steal_pointer (&call->rows);
}
