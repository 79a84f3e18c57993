/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-protocol"

#include "config.h"

#include "dwd-name-map.h"

#include "base/dwd-failure.h"
#include "dwd-doctype.h"
#include "dwd-protocol-resources.h"

#include <json-glib/json-glib.h>

#define BUILT_IN "/org/dartwing/Dispatch/protocol/name-map.json"

typedef struct
{
  char *name;     /* (owned) */
  int number;     /* DwdDoctype, 0 where the console keeps no such records */
} Entry;

struct _DwdNameMap
{
  GHashTable *by_folded;   /* (owned): folded name → Entry, borrowed */
  GPtrArray *entries;      /* (owned): of Entry */
};

static void
entry_free (Entry *entry)
{
  g_free (entry->name);
  g_free (entry);
}

/* "Dispatch Job", "dispatch_job" and "dispatch-job" are one. */
static char *
fold_name (const char *name)
{
  char *folded = g_ascii_strdown (name, -1);

  return g_strdelimit (folded, " -", '_');
}

static gboolean
add_spelling (DwdNameMap *self,
              Entry      *entry,
              const char *spelling,
              const char *file_name,
              GError    **error)
{
  char *folded = fold_name (spelling);

  if (*folded == '\0' || g_hash_table_contains (self->by_folded, folded))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s: “%s” is empty or stands there twice",
                     file_name, spelling);
      g_free (folded);
      return FALSE;
    }

  g_hash_table_insert (self->by_folded, folded, entry);
  return TRUE;
}

static gboolean
add_aliases (DwdNameMap *self,
             Entry      *entry,
             JsonNode   *node,
             const char *file_name,
             GError    **error)
{
  JsonArray *aliases;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s: aliases of “%s” must be a list",
                     file_name, entry->name);
      return FALSE;
    }

  aliases = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (aliases); i++)
    {
      const char *alias = json_node_get_string (json_array_get_element (aliases, i));

      if (alias == NULL)
        {
          dwd_error_set (error, DWD_FAILURE_INVALID, "%s: alias %u of “%s” must be a text",
                         file_name, i, entry->name);
          return FALSE;
        }
      if (!add_spelling (self, entry, alias, file_name, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_doctype (DwdNameMap *self,
             JsonNode   *node,
             guint       index,
             const char *file_name,
             GError    **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *name = object != NULL ? json_object_get_member (object, "name") : NULL;
  JsonNode *number = object != NULL ? json_object_get_member (object, "number") : NULL;
  Entry *entry;

  if (name == NULL || json_node_get_value_type (name) != G_TYPE_STRING)
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s: doctypes[%u].name must be a text",
                     file_name, index);
      return FALSE;
    }
  if (number != NULL && (json_node_get_value_type (number) != G_TYPE_INT64 ||
                         json_node_get_int (number) <= DWD_DOCTYPE_UNKNOWN ||
                         json_node_get_int (number) >= DWD_N_DOCTYPES))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s: doctypes[%u].number is out of range",
                     file_name, index);
      return FALSE;
    }

  entry = g_new0 (Entry, 1);
  entry->name = g_strdup (json_node_get_string (name));
  entry->number = number != NULL ? (int)json_node_get_int (number) : 0;
  g_ptr_array_add (self->entries, entry);

  if (!add_spelling (self, entry, entry->name, file_name, error))
    return FALSE;
  if (!json_object_has_member (object, "aliases"))
    return TRUE;

  return add_aliases (self, entry, json_object_get_member (object, "aliases"), file_name, error);
}

/**
 * dwd_name_map_new_from_json:
 * @text: JSON as in name-map.json
 * @length: of it
 * @file_name: for messages
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the map; %DWD_FAILURE_INVALID names the file and the key that
 *   is wrong.
 */
DwdNameMap *
dwd_name_map_new_from_json (const char *text,
                            gsize       length,
                            const char *file_name,
                            GError    **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (DwdNameMap) self = NULL;
  g_autoptr (GError) local_error = NULL;
  JsonNode *root, *list;
  JsonArray *doctypes;

  if (!json_parser_load_from_data (parser, text, (gssize)length, &local_error))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s: %s", file_name, local_error->message);
      return NULL;
    }

  root = json_parser_get_root (parser);
  list = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
         ? json_object_get_member (json_node_get_object (root), "doctypes") : NULL;
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    {
      dwd_error_set (error, DWD_FAILURE_INVALID, "%s: doctypes must be a list", file_name);
      return NULL;
    }

  self = g_new0 (DwdNameMap, 1);
  self->by_folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify)entry_free);

  doctypes = json_node_get_array (list);
  for (guint i = 0; i < json_array_get_length (doctypes); i++)
    if (!add_doctype (self, json_array_get_element (doctypes, i), i, file_name, error))
      return NULL;

  return g_steal_pointer (&self);
}

/**
 * dwd_name_map_get_built_in:
 *
 * Returns: (transfer none): the map that is built in. A defect in it is a defect of the build and
 *   ends the program.
 */
const DwdNameMap *
dwd_name_map_get_built_in (void)
{
  static DwdNameMap *built_in;

  if (g_once_init_enter (&built_in))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = NULL;
      DwdNameMap *map = NULL;

      dwd_protocol_register_resource ();
      bytes = g_resource_lookup_data (dwd_protocol_get_resource (), BUILT_IN,
                                      G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
      if (bytes != NULL)
        map = dwd_name_map_new_from_json (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                          "name-map.json", &error);
      if (map == NULL)
        g_error ("%s", error->message);

      g_once_init_leave (&built_in, map);
    }

  return built_in;
}

void
dwd_name_map_free (DwdNameMap *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->by_folded);
  g_ptr_array_unref (self->entries);
  g_free (self);
}

static const Entry *
find_entry (const DwdNameMap *self,
            const char       *name)
{
  g_autofree char *folded = NULL;

  if (name == NULL)
    return NULL;

  folded = fold_name (name);
  return g_hash_table_lookup (self->by_folded, folded);
}

/**
 * dwd_name_map_find_number:
 * @self: a map
 * @name: (nullable): any spelling of a DocType's name
 *
 * Returns: its #DwdDoctype, 0 for one the console does not keep.
 */
int
dwd_name_map_find_number (const DwdNameMap *self,
                          const char       *name)
{
  const Entry *entry = find_entry (self, name);

  return entry != NULL ? entry->number : DWD_DOCTYPE_UNKNOWN;
}

/**
 * dwd_name_map_find_canonical:
 * @self: a map
 * @name: (nullable): any spelling of a DocType's name
 *
 * Returns: (transfer none) (nullable): the one spelling used here.
 */
const char *
dwd_name_map_find_canonical (const DwdNameMap *self,
                             const char       *name)
{
  const Entry *entry = find_entry (self, name);

  return entry != NULL ? entry->name : NULL;
}
