/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-world.h"

G_BEGIN_DECLS

#define DWS_TYPE_SERVER (dws_server_get_type ())

/*
 * A Dartwing server on a loopback port: HTTP and Socket.IO on one SoupServer, documents in a SQLite
 * file of its own, a city that lives on its clock. It implements DwsWorld for that city.
 *
 * Everything happens in the thread-default context of the thread that starts it; that thread stops
 * it, too.
 */
G_DECLARE_FINAL_TYPE (DwsServer, dws_server, DWS, SERVER, GObject)

/**
 * DwsServerOptions:
 *
 * A plain struct; zeroes are sensible except where a default is named. Texts are copied.
 */
typedef struct
{
  const char *address;                /* (nullable): 127.0.0.1 */
  guint port;                         /* 0: any */
  const char *data_dir;               /* (nullable): a temporary one, removed at the end */
  const char *city_dir;               /* (nullable): no streets, tiles, routes; no simulation */
  double speed;                       /* 0: 1; negative: stands still */
  guint32 seed;
  gint64 start_us;                    /* 0: now; only for a new data_dir */
  guint scale;                        /* 0: 1 */
  gboolean simulate;
  gboolean empty;                     /* without a simulation: not even the sample documents */
  guint n_documents;                  /* plain jobs for benchmarks */
  guint n_document_days;              /* over how many days, from today; 0: 1 */
  guint retention_days;               /* 0: 30 */
  guint ping_interval_ms;               /* 0: 25 000 */
  guint ping_timeout_ms;                /* 0: 20 000 */
  const char *const *faults;          /* (nullable): NAME=VALUE, NULL-terminated */
} DwsServerOptions;

DwsServer *dws_server_new (const DwsServerOptions *options);
gboolean    dws_server_start (DwsServer *self,
                              GError   **error);
void        dws_server_stop (DwsServer *self);
guint       dws_server_get_port (DwsServer *self);
const char *dws_server_get_url (DwsServer *self);

G_END_DECLS
