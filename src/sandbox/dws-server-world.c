/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-server-private.h"

#include "dws-doc.h"
#include "dws-problem.h"

#include <math.h>
#include <string.h>

/* A device reports every second or so; its record is for those who ask the feed later. */
#define KEEP_FIX_EVERY_US (30 * DWD_USEC_PER_SEC)

static gint64
get_now (DwsWorld *world)
{
  return dws_clock_get_now (DWS_SERVER (world)->clock);
}

static const DwsSchema *
find_schema (const char *doctype,
             GError    **error)
{
  const DwsSchema *schema = dws_schema_from_name (doctype);

  if (schema == NULL)
    dws_problem_set (error, DWS_PROBLEM_NOT_FOUND, NULL, "DocType %s not found", doctype);

  return schema;
}

/* While the city moves in, all it does is one transaction. */
static gboolean
write_in_bulk (DwsServer       *self,
               const DwsActor  *actor,
               const DwsChange *change,
               DwsRow          *row,
               GError         **error)
{
  g_autoptr (GPtrArray) writes = NULL;

  if (!dws_writer_apply (self->writer, actor, change, row, error))
    return FALSE;

  writes = dws_writer_take_writes (self->writer);
  dws_server_publish (self, writes);

  return TRUE;
}

/* What the city does may be lost with the power: it will do something else then. */
static gboolean
write_alone (DwsServer       *self,
             const DwsActor  *actor,
             const DwsChange *change,
             DwsRow          *row,
             GError         **error)
{
  g_autoptr (GPtrArray) writes = NULL;

  if (!dws_writer_begin (self->writer, FALSE, error))
    return FALSE;

  if (!dws_writer_apply (self->writer, actor, change, row, error))
    {
      dws_writer_rollback (self->writer);
      return FALSE;
    }

  writes = dws_writer_commit (self->writer, error);
  if (writes == NULL)
    return FALSE;

  dws_server_publish (self, writes);

  return TRUE;
}

static gboolean
write_one (DwsServer       *self,
           const DwsChange *change,
           const char      *user,
           char           **name,
           GError         **error)
{
  DwsActor actor = { NULL, user == NULL ? DWS_CITY_USER : user, TRUE };
  g_auto (DwsRow) row = { 0 };

  if (!(self->bulk ? write_in_bulk (self, &actor, change, &row, error) :
        write_alone (self, &actor, change, &row, error)))
    return FALSE;

  if (name != NULL)
    *name = g_strdup (row.name);

  return TRUE;
}

static char *
put (DwsWorld   *world,
     const char *doctype,
     const char *name,
     JsonObject *fields,
     const char *user,
     GError    **error)
{
  DwsServer *self = DWS_SERVER (world);
  const DwsSchema *schema = find_schema (doctype, error);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  DwsChange change = { schema };
  DwdJsonSpan data;
  gboolean alive = FALSE;
  char *written = NULL;

  if (schema == NULL ||
      (name != NULL &&
       !dws_store_is_alive (self->store, schema->doctype, NULL, name, &alive, error)))
    return NULL;

  json_node_set_object (node, fields);
  text = json_to_string (node, FALSE);
  if (!dwd_json_scan_value (text, strlen (text), &data, error))
    return NULL;

  change.kind = alive ? DWD_OP_UPDATE : DWD_OP_INSERT;
  change.name = name;
  change.keep_name = name != NULL;
  change.data = &data;

  return write_one (self, &change, user, &written, error) ? written : NULL;
}

static gboolean
remove_document (DwsWorld   *world,
                 const char *doctype,
                 const char *name,
                 const char *user,
                 GError    **error)
{
  DwsChange change = { find_schema (doctype, error), DWD_OP_DELETE, name };

  return change.schema != NULL && write_one (DWS_SERVER (world), &change, user, NULL, error);
}

static JsonObject *
parse_object (const char *data)
{
  g_autoptr (JsonNode) node = data == NULL ? NULL : json_from_string (data, NULL);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

static JsonObject *
get (DwsWorld   *world,
     const char *doctype,
     const char *name)
{
  DwsServer *self = DWS_SERVER (world);
  const DwsSchema *schema = dws_schema_from_name (doctype);
  g_auto (DwsRow) row = { 0 };
  gboolean found = FALSE;

  if (schema == NULL || !dws_store_find (self->store, schema, name, &row, &found, NULL) || !found)
    return NULL;

  return parse_object (row.data);
}

static GPtrArray *
list (DwsWorld   *world,
      const char *doctype)
{
  DwsServer *self = DWS_SERVER (world);
  GPtrArray *objects = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  const DwsSchema *schema = dws_schema_from_name (doctype);
  DwdStatement *statement = dwd_db_prepare (dws_store_get_db (self->store),
                                            "SELECT data FROM documents WHERE doctype=?1 "
                                            "AND deleted_us IS NULL ORDER BY name", NULL);

  if (schema == NULL || statement == NULL)
    return objects;

  dwd_statement_bind_int (statement, 1, schema->doctype);
  while (dwd_statement_step (statement, NULL) == DWD_STEP_ROW)
    {
      JsonObject *object = parse_object (dwd_statement_get_text (statement, 0, NULL));

      if (object != NULL)
        g_ptr_array_add (objects, object);
    }
  dwd_statement_reset (statement);

  return objects;
}

static void
set_number (JsonObject *fields,
            const char *name,
            double      value)
{
  if (isfinite (value))
    json_object_set_double_member (fields, name, value);
  else
    json_object_set_null_member (fields, name);
}

static void
keep_fix (DwsServer    *self,
          const DwsFix *fix)
{
  g_autoptr (JsonObject) fields = json_object_new ();
  g_autofree char *recorded = dws_clock_format_site (self->clock, fix->recorded_us);
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (fields, "organization", fix->organization);
  json_object_set_string_member (fields, "employee", fix->employee);
  json_object_set_string_member (fields, "recorded_at", recorded);
  set_number (fields, "latitude", fix->latitude);
  set_number (fields, "longitude", fix->longitude);
  set_number (fields, "heading", fix->heading);
  set_number (fields, "speed_kmh", fix->speed_kmh);
  set_number (fields, "accuracy_m", fix->accuracy_m);
  set_number (fields, "battery", fix->battery);

  name = put (DWS_WORLD (self), "Technician Location", fix->employee, fields, DWS_CITY_USER,
              &error);
  if (name == NULL)
    g_warning ("The position of %s was not kept: %s", fix->employee, error->message);
}

static void
report (DwsWorld     *world,
        const DwsFix *fix)
{
  DwsServer *self = DWS_SERVER (world);
  gint64 *last = g_hash_table_lookup (self->reported, fix->employee);

  dws_realtime_send_fix (self->realtime, fix);

  if (last != NULL && fix->recorded_us - *last < KEEP_FIX_EVERY_US && fix->recorded_us >= *last)
    return;

  if (last == NULL)
    {
      last = g_new0 (gint64, 1);
      g_hash_table_insert (self->reported, g_strdup (fix->employee), last);
    }
  *last = fix->recorded_us;
  keep_fix (self, fix);
}

void
dws_server_world_init (DwsWorldInterface *iface)
{
  iface->get_now = get_now;
  iface->put = put;
  iface->remove = remove_document;
  iface->get = get;
  iface->list = list;
  iface->report = report;
}
