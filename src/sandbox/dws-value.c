/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-value.h"

#include "base/dwd-id.h"
#include "base/dwd-time-text.h"

#include "dws-problem.h"

#include <math.h>
#include <string.h>

#define MAX_DATA_CHARACTERS 140
#define MAX_TABLE_ROWS 1000
#define ROW_NAME_LENGTH 10

/* Elements that could run something in a browser. Everything else of a text is kept. */
static const char *const dangerous_elements[] =
{
  "script", "iframe", "object", "embed", "applet", "meta", "link", "style",
};

static gboolean
is_dangerous_tag (const char *text)
{
  const char *name = text + 1;

  if (*name == '/')
    name++;

  for (gsize i = 0; i < G_N_ELEMENTS (dangerous_elements); i++)
    {
      gsize length = strlen (dangerous_elements[i]);

      if (g_ascii_strncasecmp (name, dangerous_elements[i], length) == 0 &&
          !g_ascii_isalnum (name[length]))
        return TRUE;
    }

  return FALSE;
}

/**
 * dws_value_sanitise:
 *
 * Returns: (transfer full): @text with the tags of dangerous elements written as entities
 */
char *
dws_value_sanitise (const char *text)
{
  GString *out = g_string_new (NULL);
  gboolean inside = FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '<' && is_dangerous_tag (p))
        {
          inside = TRUE;
          g_string_append (out, "&lt;");
        }
      else if (*p == '>' && inside)
        {
          inside = FALSE;
          g_string_append (out, "&gt;");
        }
      else
        {
          g_string_append_c (out, *p);
        }
    }

  return g_string_free (out, FALSE);
}

/**
 * dws_value_new_row_name:
 *
 * Returns: (transfer full): a name for a child row
 */
char *
dws_value_new_row_name (void)
{
  return g_strdup_printf ("%08x%02x", g_random_int (), g_random_int () & 0xff);
}

static char *
quote (const char *text)
{
  GString *out = g_string_sized_new (strlen (text) + 2);

  dwd_json_append_string (out, text, -1);

  return g_string_free (out, FALSE);
}

static void
set_type_problem (GError        **error,
                  const DwsField *field,
                  const char     *wanted)
{
  dws_problem_set (error, DWS_PROBLEM_VALIDATION, field->name, "%s must be %s",
                   field->name, wanted);
}

/* A text of any JSON scalar: Frappe takes numbers for texts. */
static char *
dup_scalar (const DwdJsonSpan *value)
{
  if (value->type == DWD_JSON_STRING)
    return dwd_json_span_dup_string (value);
  if (value->type == DWD_JSON_NUMBER || value->type == DWD_JSON_TRUE ||
      value->type == DWD_JSON_FALSE)
    return g_strndup (value->raw.text, value->raw.length);

  return NULL;
}

static gboolean
check_text (const DwsField    *field,
            const DwdJsonSpan *value,
            char             **raw,
            GError           **error)
{
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;

  /* The usual case needs no copy of the text: nothing to escape, no tag, short enough. */
  if (value->type == DWD_JSON_STRING && !value->escaped &&
      memchr (value->raw.text, '<', value->raw.length) == NULL &&
      (field->kind == DWS_FIELD_TEXT || value->raw.length <= MAX_DATA_CHARACTERS + 2))
    {
      *raw = value->raw.length == 2 ? NULL : g_strndup (value->raw.text, value->raw.length);
      return TRUE;
    }

  text = dup_scalar (value);
  if (text == NULL)
    {
      set_type_problem (error, field, "a text");
      return FALSE;
    }

  clean = dws_value_sanitise (text);
  if (field->kind == DWS_FIELD_DATA && g_utf8_strlen (clean, -1) > MAX_DATA_CHARACTERS)
    {
      dws_problem_set (error, DWS_PROBLEM_TOO_LONG, field->name,
                       "%s will get truncated, as max characters allowed is %d",
                       field->name, MAX_DATA_CHARACTERS);
      return FALSE;
    }

  *raw = *clean == '\0' ? NULL : quote (clean);
  return TRUE;
}

static gboolean
option_matches (const char *option,
                gsize       length,
                const char *text)
{
  gsize i;

  for (i = 0; i < length && text[i] != '\0'; i++)
    {
      char wanted = g_ascii_tolower (option[i]);
      char got = text[i] == '_' ? ' ' : g_ascii_tolower (text[i]);

      if (wanted != got && option[i] != text[i])
        return FALSE;
    }

  if (text[i] != '\0')
    return FALSE;

  /* "Morning" stands for "Morning (8AM-12PM)". */
  return i == length || (i > 0 && strncmp (option + i, " (", 2) == 0);
}

static gboolean
check_select (const DwsField    *field,
              const DwdJsonSpan *value,
              char             **raw,
              GError           **error)
{
  g_autofree char *text = dup_scalar (value);
  g_autofree char *list = NULL;

  if (text == NULL)
    {
      set_type_problem (error, field, "one of its options");
      return FALSE;
    }

  if (*text == '\0')
    {
      *raw = NULL;
      return TRUE;
    }

  for (const char *option = field->options; option != NULL;)
    {
      const char *end = strchr (option, '\n');
      gsize length = end == NULL ? strlen (option) : (gsize) (end - option);

      if (option_matches (option, length, text))
        {
          *raw = g_strdup_printf ("\"%.*s\"", (int) length, option);
          return TRUE;
        }

      option = end == NULL ? NULL : end + 1;
    }

  list = g_strdup (field->options);
  g_strdelimit (list, "\n", ',');
  dws_problem_set (error, DWS_PROBLEM_VALIDATION, field->name,
                   "%s cannot be \"%s\". It should be one of %s", field->name, text, list);
  return FALSE;
}

static gboolean
check_link (const DwsField        *field,
            const DwdJsonSpan     *value,
            const DwsValueContext *context,
            char                 **raw,
            GError               **error)
{
  g_autofree char *text = dup_scalar (value);
  const char *renamed = NULL;

  if (text == NULL)
    {
      set_type_problem (error, field, "a name");
      return FALSE;
    }

  if (*text == '\0')
    {
      *raw = NULL;
      return TRUE;
    }

  if (context->rename != NULL && dwd_id_is_local_name (text))
    renamed = context->rename (text, context->rename_data);

  *raw = quote (renamed != NULL ? renamed : text);
  return TRUE;
}

static gboolean
check_check (const DwsField    *field,
             const DwdJsonSpan *value,
             char             **raw,
             GError           **error)
{
  gint64 number = 0;

  if (!dwd_json_span_get_int (value, &number) || (number != 0 && number != 1))
    {
      set_type_problem (error, field, "0 or 1");
      return FALSE;
    }

  *raw = g_strdup (number == 1 ? "1" : "0");
  return TRUE;
}

/* The shortest text that reads back as the same number, so that equal numbers are equal texts. */
static char *
format_double (double number)
{
  static const char *const formats[] = { "%.15g", "%.16g" };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, sizeof buffer, formats[i], number);
      if (g_ascii_strtod (buffer, NULL) == number)
        return g_strdup (buffer);
    }

  return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, number));
}

static gboolean
check_number (const DwsField    *field,
              const DwdJsonSpan *value,
              char             **raw,
              GError           **error)
{
  double number = 0;
  gint64 whole = 0;

  if (field->kind == DWS_FIELD_INT)
    {
      if (!dwd_json_span_get_int (value, &whole))
        {
          set_type_problem (error, field, "a whole number");
          return FALSE;
        }
      number = (double) whole;
    }
  else if (!dwd_json_span_get_double (value, &number) || !isfinite (number))
    {
      set_type_problem (error, field, "a number");
      return FALSE;
    }

  if (field->minimum < field->maximum && (number < field->minimum || number > field->maximum))
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, field->name,
                       "%s must lie between %g and %g", field->name,
                       field->minimum, field->maximum);
      return FALSE;
    }

  if (field->kind == DWS_FIELD_INT)
    *raw = g_strdup_printf ("%" G_GINT64_FORMAT, whole);
  else
    *raw = format_double (number);

  return TRUE;
}

static gboolean
check_time (const DwsField    *field,
            const DwdJsonSpan *value,
            char             **raw,
            GError           **error)
{
  g_autofree char *text = dup_scalar (value);
  g_autofree char *canonical = NULL;
  DwdCivil civil = { 0 };
  gboolean valid = FALSE;

  if (text == NULL || *text == '\0')
    {
      *raw = NULL;
      if (text == NULL)
        set_type_problem (error, field, "a text");
      return text != NULL;
    }

  if (field->kind == DWS_FIELD_DATE)
    {
      valid = dwd_time_text_parse_date (text, -1, &civil);
      canonical = valid ? dwd_time_text_format_date (&civil) : NULL;
    }
  else if (field->kind == DWS_FIELD_TIME)
    {
      valid = dwd_time_text_parse_time (text, -1, &civil);
      canonical = valid ? dwd_time_text_format_time (&civil) : NULL;
    }
  else
    {
      valid = dwd_time_text_parse_datetime (text, -1, &civil);
      canonical = valid ? dwd_time_text_format_datetime (&civil) : NULL;
    }

  if (!valid)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, field->name,
                       "%s: \"%s\" is not a valid %s", field->name, text,
                       field->kind == DWS_FIELD_DATE ? "date" :
                       field->kind == DWS_FIELD_TIME ? "time" : "date and time");
      return FALSE;
    }

  *raw = quote (canonical);
  return TRUE;
}

static int
find_column (const DwsField    *columns,
             const DwdJsonSpan *key)
{
  for (int i = 0; columns[i].name != NULL; i++)
    {
      if (dwd_json_span_equal_text (key, columns[i].name))
        return i;
    }

  return -1;
}

static gboolean
append_row (const DwsField        *field,
            const DwdJsonSpan     *row,
            const DwsValueContext *context,
            guint                  idx,
            GString               *out,
            GError               **error)
{
  g_autofree char *name = NULL;
  char *cells[32] = { NULL };
  gboolean fine = TRUE;
  DwdJsonSpan key;
  DwdJsonSpan value;
  DwdJsonIter iter;

  if (row->type != DWD_JSON_OBJECT)
    {
      set_type_problem (error, field, "a list of rows");
      return FALSE;
    }

  dwd_json_iter_init (&iter, row);
  while (fine && dwd_json_iter_next_member (&iter, &key, &value))
    {
      int column = find_column (field->columns, &key);

      if (dwd_json_span_equal_text (&key, "name") && value.type == DWD_JSON_STRING)
        {
          g_free (name);
          name = dwd_json_span_dup_string (&value);
        }
      else if (column >= 0)
        {
          g_clear_pointer (&cells[column], g_free);
          fine = dws_value_check (&field->columns[column], &value, context,
                                  &cells[column], error);
        }
    }

  if (fine && (name == NULL || *name == '\0' || dwd_id_is_local_name (name)))
    {
      g_free (name);
      name = dws_value_new_row_name ();
    }

  if (fine)
    {
      g_string_append (out, idx > 1 ? ",{\"name\":" : "{\"name\":");
      dwd_json_append_string (out, name, -1);
      g_string_append_printf (out, ",\"idx\":%u", idx);
    }

  for (int i = 0; field->columns[i].name != NULL; i++)
    {
      if (fine && cells[i] != NULL)
        g_string_append_printf (out, ",\"%s\":%s", field->columns[i].name, cells[i]);
      else if (fine && (field->columns[i].flags & DWS_FIELD_REQUIRED) != 0)
        {
          dws_problem_set (error, DWS_PROBLEM_MANDATORY, field->name,
                           "Value missing in row %u of %s: %s", idx, field->name,
                           field->columns[i].name);
          fine = FALSE;
        }
      g_free (cells[i]);
    }

  if (fine)
    g_string_append_c (out, '}');

  return fine;
}

static gboolean
check_table (const DwsField        *field,
             const DwdJsonSpan     *value,
             const DwsValueContext *context,
             char                 **raw,
             GError               **error)
{
  g_autoptr (GString) out = g_string_new ("[");
  DwdJsonSpan row;
  DwdJsonIter iter;
  guint n_rows = 0;

  if (value->type != DWD_JSON_ARRAY)
    {
      set_type_problem (error, field, "a list of rows");
      return FALSE;
    }

  dwd_json_iter_init (&iter, value);
  while (dwd_json_iter_next_item (&iter, &row))
    {
      if (++n_rows > MAX_TABLE_ROWS)
        {
          dws_problem_set (error, DWS_PROBLEM_VALIDATION, field->name,
                           "%s has more than %d rows", field->name, MAX_TABLE_ROWS);
          return FALSE;
        }
      if (!append_row (field, &row, context, n_rows, out, error))
        return FALSE;
    }

  g_string_append_c (out, ']');
  *raw = n_rows == 0 ? NULL : g_string_free (g_steal_pointer (&out), FALSE);

  return TRUE;
}

/**
 * dws_value_check:
 * @raw: (out) (nullable) (transfer full): the JSON text to store; %NULL where the value is empty
 *
 * Checks a value that came over the wire against its field and puts it into the one spelling that
 * is stored, so that equal values are equal texts.
 *
 * Returns: %FALSE with a problem that names the field
 */
gboolean
dws_value_check (const DwsField        *field,
                 const DwdJsonSpan     *value,
                 const DwsValueContext *context,
                 char                 **raw,
                 GError               **error)
{
  *raw = NULL;

  if (value->type == DWD_JSON_NULL || value->type == DWD_JSON_ABSENT)
    {
      if (field->kind == DWS_FIELD_CHECK)
        *raw = g_strdup ("0");
      return TRUE;
    }

  switch (field->kind)
    {
    case DWS_FIELD_DATA:
    case DWS_FIELD_TEXT:
      return check_text (field, value, raw, error);

    case DWS_FIELD_SELECT:
      return check_select (field, value, raw, error);

    case DWS_FIELD_LINK:
      return check_link (field, value, context, raw, error);

    case DWS_FIELD_CHECK:
      return check_check (field, value, raw, error);

    case DWS_FIELD_INT:
    case DWS_FIELD_FLOAT:
      if (value->type == DWD_JSON_STRING && value->raw.length == 2)
        return TRUE;
      return check_number (field, value, raw, error);

    case DWS_FIELD_DATE:
    case DWS_FIELD_TIME:
    case DWS_FIELD_DATETIME:
      return check_time (field, value, raw, error);

    case DWS_FIELD_TABLE:
      return check_table (field, value, context, raw, error);

    default:
      g_return_val_if_reached (FALSE);
    }
}
