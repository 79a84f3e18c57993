/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <libsoup/soup.h>

#include "city/dws-city.h"
#include "city/dws-simulation.h"
#include "city/dws-tiles.h"

#include "dws-clock.h"
#include "dws-faults.h"
#include "dws-metrics.h"
#include "dws-realtime.h"
#include "dws-request.h"
#include "dws-server.h"
#include "dws-store.h"
#include "dws-users.h"
#include "dws-writer.h"

G_BEGIN_DECLS

#define DWS_SITE_ZONE "Asia/Almaty"
#define DWS_CITY_USER "Administrator"

struct _DwsServer
{
  GObject parent_instance;

  char *address;                 /* (owned) */
  char *data_dir;                /* (owned) */
  char *city_dir;                /* (owned) (nullable) */
  char *url;                     /* (owned) (nullable) */
  GStrv fault_flags;             /* (owned) (nullable) */
  guint port;
  double speed;
  guint32 seed;
  gint64 start_us;
  guint scale;
  gboolean simulate;
  gboolean empty;
  guint n_documents;
  guint n_document_days;
  guint retention_days;
  guint ping_interval_ms;
  guint ping_timeout_ms;
  gboolean temporary;            /* data_dir goes at the end */
  guint64 watermark_generation;
  gboolean bulk;                 /* the city moves in: one transaction for all of it */

  GMainContext *context;         /* (owned) (nullable): while it runs */
  SoupServer *soup;              /* (owned) (nullable) */
  DwsStore *store;               /* (owned) (nullable) */
  DwdDb *lists;                  /* (owned) (nullable): what clients' filters are asked with */
  DwsClock *clock;               /* (owned) (nullable) */
  DwsUsers *users;               /* (owned) (nullable) */
  DwsWriter *writer;             /* (owned) (nullable) */
  DwsFaults *faults;             /* (owned) (nullable) */
  DwsMetrics *metrics;           /* (owned) (nullable) */
  DwsRealtime *realtime;         /* (owned) (nullable) */
  DwsCity *city;                 /* (owned) (nullable) */
  DwsTiles *tiles;               /* (owned) (nullable) */
  DwsSimulation *simulation;     /* (owned) (nullable) */
  GHashTable *reported;          /* (owned) (nullable): employee → when his record was last kept */
  GSource *tick;                 /* (owned) (nullable) */
  GPtrArray *later;              /* (owned) (nullable): of GSource, what is to happen in a while */
  GSource *restart;              /* (owned) (nullable): the end of a full stop */
  gint64 next_purge_us;
  gint64 next_save_us;
  guint n_dynamic;               /* statements made of a client's filters */
};

typedef void (*DwsHandler) (DwsServer  *self,
                            DwsRequest *request);

/* Endpoints, one file each. */
void      dws_feed_serve (DwsServer  *self,
                          DwsRequest *request);
void      dws_batch_serve (DwsServer  *self,
                           DwsRequest *request);
void      dws_resource_serve (DwsServer  *self,
                              DwsRequest *request);
void      dws_files_upload (DwsServer  *self,
                            DwsRequest *request);
void      dws_files_download (DwsServer  *self,
                              DwsRequest *request);
void      dws_tiles_serve (DwsServer  *self,
                           DwsRequest *request);
void      dws_route_serve (DwsServer  *self,
                           DwsRequest *request);
void      dws_table_serve (DwsServer  *self,
                           DwsRequest *request);
void      dws_search_serve (DwsServer  *self,
                            DwsRequest *request);
void      dws_reverse_serve (DwsServer  *self,
                             DwsRequest *request);
void      dws_account_serve_user (DwsServer  *self,
                                  DwsRequest *request);
void      dws_account_serve_zone (DwsServer  *self,
                                  DwsRequest *request);
void      dws_account_serve_organizations (DwsServer  *self,
                                           DwsRequest *request);
void      dws_control_serve (DwsServer  *self,
                             DwsRequest *request);
void      dws_router_handle (DwsServer  *self,
                             DwsRequest *request);

/* After a commit: metrics, events, the world's signal. */
void      dws_server_publish (DwsServer *self,
                              GPtrArray *writes);
void      dws_server_stop_for (DwsServer *self,
                               double     seconds);
void      dws_server_later (DwsServer     *self,
                            guint          delay_ms,
                            GSourceFunc    function,
                            gpointer       data,
                            GDestroyNotify destroy);
gboolean  dws_server_expire_watermarks (DwsServer *self,
                                        GError   **error);
void      dws_server_apply_skew (DwsServer *self);
gboolean  dws_server_purge (DwsServer *self,
                            GError   **error);
void      dws_server_world_init (DwsWorldInterface *iface);
gboolean  dws_sample_populate (DwsServer *self,
                               GError   **error);
gboolean  dws_sample_ensure_organizations (DwsServer *self,
                                           GError   **error);
gboolean  dws_sample_generate (DwsServer *self,
                               guint      n_documents,
                               GError   **error);

/* A feed row of a document, as the feed and the delta event have it. */
void      dws_feed_append_row (GString    *out,
                               const char *name,
                               const char *creation,
                               const char *modified,
                               int         docstatus,
                               const char *data,
                               gssize      length);

G_END_DECLS
