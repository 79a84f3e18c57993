/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-rules"

#include "config.h"

#include "dwd-rules-reader.h"

#include "base/dwd-failure.h"

/**
 * dwd_rules_reader_complain:
 * @self: where the reader is
 * @key: the key that is wrong
 * @format: what is wrong with it, as the rest of the sentence
 *
 * Returns: %FALSE
 */
gboolean
dwd_rules_reader_complain (const DwdRulesReader *self,
                           const char           *key,
                           const char           *format,
                           ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  if (self->doctype != NULL)
    dwd_error_set (self->error, DWD_FAILURE_INVALID, "%s: %s, “%s”: %s %s", self->file_name,
                   self->section, self->doctype, key, what);
  else
    dwd_error_set (self->error, DWD_FAILURE_INVALID, "%s: %s: %s %s", self->file_name,
                   self->section, key, what);

  return FALSE;
}

/* A member that is not null, else an ABSENT one. */
DwdJsonSpan
dwd_rules_reader_find (const DwdJsonSpan *object,
                       const char        *key)
{
  DwdJsonSpan value = dwd_json_span_get_member (object, key);

  if (value.type == DWD_JSON_NULL)
    value.type = DWD_JSON_ABSENT;

  return value;
}

/* A name has at least one character; (nullable). */
static char *
dup_name (const DwdJsonSpan *value)
{
  char *text = dwd_json_span_dup_string (value);

  if (text != NULL && *text == '\0')
    g_clear_pointer (&text, g_free);

  return text;
}

gboolean
dwd_rules_reader_text (const DwdRulesReader *self,
                       const DwdJsonSpan    *object,
                       const char           *key,
                       char                **out)
{
  DwdJsonSpan value = dwd_rules_reader_find (object, key);
  char *text;

  if (value.type == DWD_JSON_ABSENT)
    return TRUE;

  text = dup_name (&value);
  if (text == NULL)
    return dwd_rules_reader_complain (self, key, "must be a text that is not empty");

  g_free (*out);
  *out = text;
  return TRUE;
}

gboolean
dwd_rules_reader_boolean (const DwdRulesReader *self,
                          const DwdJsonSpan    *object,
                          const char           *key,
                          gboolean             *out)
{
  DwdJsonSpan value = dwd_rules_reader_find (object, key);

  if (value.type == DWD_JSON_ABSENT)
    return TRUE;
  if (value.type != DWD_JSON_TRUE && value.type != DWD_JSON_FALSE)
    return dwd_rules_reader_complain (self, key, "must be true or false");

  *out = value.type == DWD_JSON_TRUE;
  return TRUE;
}

gboolean
dwd_rules_reader_number (const DwdRulesReader *self,
                         const DwdJsonSpan    *object,
                         const char           *key,
                         guint64               least,
                         guint64               most,
                         guint64              *out)
{
  DwdJsonSpan value = dwd_rules_reader_find (object, key);
  gint64 number;

  if (value.type == DWD_JSON_ABSENT)
    return TRUE;
  if (value.type != DWD_JSON_NUMBER || !dwd_json_span_get_int (&value, &number) ||
      number < (gint64) least || number > (gint64) most)
    return dwd_rules_reader_complain (self, key, "must be a whole number from %" G_GUINT64_FORMAT
                                      " to %" G_GUINT64_FORMAT, least, most);

  *out = (guint64) number;
  return TRUE;
}

/* (nullable): after a complaint. */
static char **
read_names (const DwdRulesReader *self,
            const DwdJsonSpan    *list,
            const char           *key)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  DwdJsonIter iter;
  DwdJsonSpan item;

  if (list->type != DWD_JSON_ARRAY)
    {
      dwd_rules_reader_complain (self, key, "must be a list of texts");
      return NULL;
    }

  dwd_json_iter_init (&iter, list);
  while (dwd_json_iter_next_item (&iter, &item))
    {
      char *name = dup_name (&item);

      if (name == NULL)
        {
          dwd_rules_reader_complain (self, key, "must be a list of texts that are not empty, and [%u]"
                                     " is none", names->len);
          return NULL;
        }
      g_ptr_array_add (names, name);
    }
  g_ptr_array_add (names, NULL);

  return (char **) g_ptr_array_steal (names, NULL);
}

gboolean
dwd_rules_reader_list (const DwdRulesReader *self,
                       const DwdJsonSpan    *object,
                       const char           *key,
                       char               ***out)
{
  DwdJsonSpan value = dwd_rules_reader_find (object, key);
  char **names;

  if (value.type == DWD_JSON_ABSENT)
    return TRUE;

  names = read_names (self, &value, key);
  if (names == NULL)
    return FALSE;

  g_strfreev (*out);
  *out = names;
  return TRUE;
}

static gboolean
add_set (const DwdRulesReader *self,
         const DwdJsonSpan    *list,
         const char           *key,
         GHashTable           *seen,
         GPtrArray            *out)
{
  g_autofree char *place = g_strdup_printf ("%s[%u]", key, out->len);
  g_auto (GStrv) names = read_names (self, list, place);

  if (names == NULL)
    return FALSE;
  if (names[0] == NULL)
    return dwd_rules_reader_complain (self, place, "is empty");

  for (char **name = names; *name != NULL; name++)
    if (!g_hash_table_add (seen, *name))
      return dwd_rules_reader_complain (self, place, "names “%s”, which stands there already", *name);

  g_ptr_array_add (out, g_steal_pointer (&names));
  return TRUE;
}

/**
 * dwd_rules_reader_sets:
 * @self: where the reader is
 * @list: the value of @key, or an ABSENT one
 * @key: for messages
 * @out: (element-type GStrv): gets the sets
 *
 * Reads a list of lists of names. None of them is empty, and no name stands in them twice: which set a
 * name belongs to must not be a matter of order.
 */
gboolean
dwd_rules_reader_sets (const DwdRulesReader *self,
                       const DwdJsonSpan    *list,
                       const char           *key,
                       GPtrArray            *out)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  DwdJsonIter iter;
  DwdJsonSpan item;

  if (list->type == DWD_JSON_ABSENT)
    return TRUE;
  if (list->type != DWD_JSON_ARRAY)
    return dwd_rules_reader_complain (self, key, "must be a list of lists of texts");

  dwd_json_iter_init (&iter, list);
  while (dwd_json_iter_next_item (&iter, &item))
    if (!add_set (self, &item, key, seen, out))
      return FALSE;

  return TRUE;
}
