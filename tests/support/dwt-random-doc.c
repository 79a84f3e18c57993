/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-random-doc.h"

typedef enum
{
  KIND_SCALAR,
  KIND_TEXT,
  KIND_LIST,
  KIND_TABLE,
  KIND_OBJECT,
} Kind;

static const struct
{
  const char *name;
  Kind kind;
} fields[] = {
  { "status", KIND_SCALAR },
  { "assigned_to", KIND_SCALAR },
  { "priority", KIND_SCALAR },
  { "scheduled_date", KIND_SCALAR },
  { "scheduled_start", KIND_SCALAR },
  { "scheduled_time", KIND_SCALAR },
  { "end_time", KIND_SCALAR },
  { "in_time", KIND_SCALAR },
  { "out_time", KIND_SCALAR },
  { "signature", KIND_SCALAR },
  { "customer", KIND_SCALAR },
  { "title", KIND_SCALAR },
  { "zone", KIND_SCALAR },
  { "a\"key\\", KIND_SCALAR },
  { "notes", KIND_TEXT },
  { "description", KIND_TEXT },
  { "completion_notes", KIND_TEXT },
  { "photos", KIND_LIST },
  { "tags", KIND_LIST },
  { "attachments", KIND_TABLE },
  { "parts_used", KIND_TABLE },
  { "messages", KIND_TABLE },
  { "transcript_segments", KIND_TABLE },
  { "rows", KIND_TABLE },
  { "field_values", KIND_OBJECT },
};

#define N_ROWS 8

static JsonNode *
new_scalar (GRand *rand)
{
  static const char *const words[] = { "", "a", "b", "Қайрат", "x\ny", "\"\\\t", "09:30:00", "2026-11-24" };
  JsonNode *node = json_node_alloc ();

  switch (g_rand_int_range (rand, 0, 6))
    {
    case 0:
      return json_node_init_null (node);

    case 1:
      return json_node_init_int (node, g_rand_int_range (rand, -1, 4));

    case 2:
      return json_node_init_double (node, g_rand_int_range (rand, 0, 6) / 2.0);

    case 3:
      return json_node_init_boolean (node, g_rand_boolean (rand));

    default:
      return json_node_init_string (node, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
    }
}

static JsonNode *
new_text (GRand *rand)
{
  static const char *const words[] = { "ring", "the", "bell", "twice", "ladder", "Абай" };
  g_autoptr (GString) text = g_string_new (NULL);
  int n = g_rand_int_range (rand, 0, 7);

  for (int i = 0; i < n; i++)
    {
      g_string_append (text, words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))]);
      g_string_append_c (text, g_rand_int_range (rand, 0, 3) == 0 ? '\n' : ' ');
    }

  return json_node_init_string (json_node_alloc (), text->str);
}

static JsonNode *
new_item (GRand *rand)
{
  char name[] = "/files/0.jpg";

  name[7] = (char) ('0' + g_rand_int_range (rand, 0, N_ROWS));

  return json_node_init_string (json_node_alloc (), name);
}

static JsonObject *
new_row (GRand *rand,
         int    number)
{
  JsonObject *row = json_object_new ();
  g_autofree char *name = g_strdup_printf ("row-%d", number);
  g_autofree char *code = g_strdup_printf ("ITEM-%d", number);
  g_autofree char *message = g_strdup_printf ("<%d@mail>", number);
  g_autofree char *time = g_strdup_printf ("2026-11-24 10:%02d:00", number / 2);

  json_object_set_string_member (row, "name", name);
  json_object_set_int_member (row, "idx", g_rand_int_range (rand, 1, 9));
  json_object_set_string_member (row, "item_code", code);
  json_object_set_string_member (row, "message_id", message);
  json_object_set_int_member (row, "segment_id", number);
  json_object_set_string_member (row, "timestamp", time);
  json_object_set_int_member (row, "start_time", number / 2);
  json_object_set_int_member (row, "qty", g_rand_int_range (rand, 0, 5));
  json_object_set_member (row, "a", new_scalar (rand));
  json_object_set_member (row, "b", new_scalar (rand));

  return row;
}

static int
get_number (JsonNode *row)
{
  return (int) json_object_get_int_member (json_node_get_object (row), "segment_id");
}

static JsonNode *
new_table (GRand *rand)
{
  JsonArray *array = json_array_new ();

  for (int i = 0; i < N_ROWS; i++)
    if (g_rand_int_range (rand, 0, 3) == 0)
      json_array_add_object_element (array, new_row (rand, i));

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
new_list (GRand *rand)
{
  JsonArray *array = json_array_new ();
  int n = g_rand_int_range (rand, 0, 4);

  for (int i = 0; i < n; i++)
    json_array_add_element (array, new_item (rand));

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
new_object (GRand *rand)
{
  JsonObject *object = json_object_new ();

  json_object_set_member (object, "x", new_scalar (rand));
  if (g_rand_boolean (rand))
    json_object_set_member (object, "y", new_scalar (rand));
  if (g_rand_int_range (rand, 0, 3) == 0)
    json_object_set_member (object, "z", new_list (rand));

  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
new_value (GRand *rand,
           Kind   kind)
{
  JsonNode *node;

  switch (kind)
    {
    case KIND_TEXT:
      node = new_text (rand);
      break;

    case KIND_LIST:
      node = new_list (rand);
      break;

    case KIND_TABLE:
      node = new_table (rand);
      break;

    case KIND_OBJECT:
      node = new_object (rand);
      break;

    case KIND_SCALAR:
    default:
      node = new_scalar (rand);
      break;
    }

  return node;
}

JsonObject *
dwt_random_doc_new (GRand *rand)
{
  JsonObject *doc = json_object_new ();

  json_object_set_string_member (doc, "name", "DOC-1");
  json_object_set_string_member (doc, "modified", "2026-11-24 10:00:00.000000");
  json_object_set_string_member (doc, "owner", "ana@example.com");
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_rand_int_range (rand, 0, 4) > 0)
      json_object_set_member (doc, fields[i].name, new_value (rand, fields[i].kind));

  return doc;
}

/* A word more, a word less, or another text. */
static JsonNode *
edit_text (GRand      *rand,
           const char *text)
{
  g_autofree char *edited = NULL;

  switch (text != NULL ? g_rand_int_range (rand, 0, 4) : 3)
    {
    case 0:
      edited = g_strconcat (text, "\nmore", NULL);
      break;

    case 1:
      edited = g_strconcat ("first ", text, NULL);
      break;

    case 2:
      edited = g_strdup (text);
      g_strdelimit (edited, "e", 'E');
      break;

    default:
      return new_text (rand);
    }

  return json_node_init_string (json_node_alloc (), edited);
}

static JsonNode *
edit_list (GRand            *rand,
           JsonArray        *list,
           DwtRandomDocFlags flags)
{
  JsonArray *edited = json_array_new ();

  for (guint i = 0; i < json_array_get_length (list); i++)
    if ((flags & DWT_RANDOM_DOC_KEEP_ROWS) != 0 || g_rand_int_range (rand, 0, 4) > 0)
      json_array_add_element (edited, json_node_copy (json_array_get_element (list, i)));
  if (g_rand_boolean (rand))
    json_array_add_element (edited, new_item (rand));

  return json_node_init_array (json_node_alloc (), edited);
}

static void
edit_row (GRand      *rand,
          JsonObject *row)
{
  static const char *const columns[] = { "a", "b", "qty", "extra" };
  const char *column = columns[g_rand_int_range (rand, 0, G_N_ELEMENTS (columns))];

  if (g_str_equal (column, "qty"))
    json_object_set_int_member (row, column, g_rand_int_range (rand, 0, 9));
  else
    json_object_set_member (row, column, new_scalar (rand));
}

static JsonNode *
edit_table (GRand            *rand,
            JsonArray        *table,
            DwtRandomDocFlags flags)
{
  JsonArray *edited = json_array_new ();
  gboolean have[N_ROWS] = { FALSE };

  for (guint i = 0; i < json_array_get_length (table); i++)
    {
      JsonNode *row = json_array_get_element (table, i);
      g_autofree char *text = NULL;
      JsonNode *copy;

      have[get_number (row)] = TRUE;
      if ((flags & DWT_RANDOM_DOC_KEEP_ROWS) == 0 && g_rand_int_range (rand, 0, 5) == 0)
        continue;
      /* A copy shares its object. */
      text = json_to_string (row, FALSE);
      copy = json_from_string (text, NULL);
      if (g_rand_int_range (rand, 0, 3) == 0)
        edit_row (rand, json_node_get_object (copy));
      json_array_add_element (edited, copy);
    }
  for (int i = 0; i < N_ROWS; i++)
    if (!have[i] && g_rand_int_range (rand, 0, 4) == 0)
      json_array_add_object_element (edited, new_row (rand, i));

  return json_node_init_array (json_node_alloc (), edited);
}

static JsonNode *
edit_value (GRand            *rand,
            JsonNode         *node,
            Kind              kind,
            DwtRandomDocFlags flags)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return new_value (rand, kind);
  if (kind == KIND_TEXT)
    return edit_text (rand, json_node_get_string (node));
  if (kind == KIND_LIST)
    return edit_list (rand, json_node_get_array (node), flags);
  if (kind == KIND_TABLE)
    return edit_table (rand, json_node_get_array (node), flags);

  return new_value (rand, kind);
}

JsonObject *
dwt_random_doc_edit (GRand            *rand,
                     JsonObject       *doc,
                     DwtRandomDocFlags flags)
{
  JsonObject *edited = json_object_new ();
  g_autofree char *modified = g_strdup_printf ("2026-11-24 11:%02d:00.000000",
                                               g_rand_int_range (rand, 0, 60));
  int share = g_rand_int_range (rand, 1, 6);

  json_object_set_string_member (edited, "name", "DOC-1");
  json_object_set_string_member (edited, "modified", modified);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      JsonNode *node = json_object_get_member (doc, fields[i].name);
      gboolean is_list = fields[i].kind == KIND_LIST || fields[i].kind == KIND_TABLE;

      if (g_rand_int_range (rand, 0, share) > 0)
        {
          if (node != NULL)
            json_object_set_member (edited, fields[i].name, json_node_copy (node));
          continue;
        }
      if (g_rand_int_range (rand, 0, 8) == 0 &&
          !(is_list && (flags & DWT_RANDOM_DOC_KEEP_ROWS) != 0))
        continue;
      json_object_set_member (edited, fields[i].name,
                              edit_value (rand, node, fields[i].kind, flags));
    }

  return edited;
}

char *
dwt_random_doc_write (GRand      *rand,
                      JsonObject *doc)
{
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), doc);

  return json_to_string (root, g_rand_int_range (rand, 0, 4) == 0);
}
