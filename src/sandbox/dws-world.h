/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * DwsFix:
 *
 * One position report of a technician's device, as it goes out in a technician_location event.
 */
typedef struct
{
  const char *employee;
  const char *organization;
  double latitude;
  double longitude;
  double heading;            /* NAN: standing */
  double speed_kmh;
  double accuracy_m;
  double battery;            /* percent */
  gint64 recorded_us;        /* UTC µs, the sandbox's clock */
} DwsFix;

#define DWS_TYPE_WORLD (dws_world_get_type ())

/*
 * What the simulated city does to the server: the same documents, permissions and deltas as any other
 * client's writes. The server implements it; the simulation is its only caller. Main context only.
 */
G_DECLARE_INTERFACE (DwsWorld, dws_world, DWS, WORLD, GObject)

struct _DwsWorldInterface
{
  GTypeInterface g_iface;

  gint64 (*get_now)  (DwsWorld *self);                             /* the sandbox's clock, UTC µs */
  /* @name: NULL lets the server name it by the DocType's series. @fields are merged into the document.
   * @user: who did it ("modified_by"). Returns the name (transfer full), or NULL with an error. */
  char *(*put)      (DwsWorld   *self,
                     const char *doctype,
                     const char *name,
                     JsonObject *fields,
                     const char *user,
                     GError    **error);
  gboolean (*remove)   (DwsWorld   *self,
                        const char *doctype,
                        const char *name,
                        const char *user,
                        GError    **error);
  JsonObject *(*get)      (DwsWorld   *self,
                           const char *doctype,
                           const char *name);                                         /* (nullable) (transfer full) */
  GPtrArray *(*list)     (DwsWorld   *self,
                          const char *doctype);                                       /* of JsonObject, by name */
  void (*report)   (DwsWorld     *self,
                    const DwsFix *fix);                            /* event at once, record kept now and then */
};

/* Signal "document-changed" (const char *doctype, const char *name, JsonObject *doc, const char *user): after every commit,
 * whoever wrote. */
gint64      dws_world_get_now (DwsWorld *self);
char *dws_world_put (DwsWorld   *self,
                     const char *doctype,
                     const char *name,
                     JsonObject *fields,
                     const char *user,
                     GError    **error);
gboolean    dws_world_remove (DwsWorld   *self,
                              const char *doctype,
                              const char *name,
                              const char *user,
                              GError    **error);
JsonObject *dws_world_get (DwsWorld   *self,
                           const char *doctype,
                           const char *name);
GPtrArray *dws_world_list (DwsWorld   *self,
                           const char *doctype);
void        dws_world_report (DwsWorld     *self,
                              const DwsFix *fix);

G_END_DECLS
