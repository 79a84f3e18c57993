/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-world.h"

G_DEFINE_INTERFACE (DwsWorld, dws_world, G_TYPE_OBJECT)

static void
dws_world_default_init (DwsWorldInterface *iface)
{
  /**
   * DwsWorld::document-changed:
   * @doctype: the DocType's name
   * @name: the document's name
   * @doc: (nullable): its new state, %NULL where it was deleted
   * @user: who wrote
   *
   * A write was committed, whoever wrote.
   */
  g_signal_new ("document-changed", DWS_TYPE_WORLD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 4, G_TYPE_STRING, G_TYPE_STRING, JSON_TYPE_OBJECT, G_TYPE_STRING);
}

/**
 * dws_world_get_now:
 *
 * Returns: the sandbox's time, UTC µs
 */
gint64
dws_world_get_now (DwsWorld *self)
{
  return DWS_WORLD_GET_IFACE (self)->get_now (self);
}

/**
 * dws_world_put:
 * @name: (nullable): an existing or a chosen name; %NULL takes the series' next
 * @fields: merged into the document; null clears
 * @user: who did it
 *
 * Returns: (transfer full) (nullable): the document's name, or %NULL with an error
 */
char *
dws_world_put (DwsWorld   *self,
               const char *doctype,
               const char *name,
               JsonObject *fields,
               const char *user,
               GError    **error)
{
  return DWS_WORLD_GET_IFACE (self)->put (self, doctype, name, fields, user, error);
}

gboolean
dws_world_remove (DwsWorld   *self,
                  const char *doctype,
                  const char *name,
                  const char *user,
                  GError    **error)
{
  return DWS_WORLD_GET_IFACE (self)->remove (self, doctype, name, user, error);
}

/**
 * dws_world_get:
 *
 * Returns: (nullable) (transfer full): the document
 */
JsonObject *
dws_world_get (DwsWorld   *self,
               const char *doctype,
               const char *name)
{
  return DWS_WORLD_GET_IFACE (self)->get (self, doctype, name);
}

/**
 * dws_world_list:
 *
 * Returns: (transfer full) (element-type JsonObject): every living document, by name
 */
GPtrArray *
dws_world_list (DwsWorld   *self,
                const char *doctype)
{
  return DWS_WORLD_GET_IFACE (self)->list (self, doctype);
}

void
dws_world_report (DwsWorld     *self,
                  const DwsFix *fix)
{
  DWS_WORLD_GET_IFACE (self)->report (self, fix);
}
