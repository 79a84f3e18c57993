/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  DWS_METRIC_HTTP_REQUESTS,         /* method, endpoint, status, org */
  DWS_METRIC_HTTP_DURATION,         /* method, endpoint */
  DWS_METRIC_HTTP_ACTIVE,
  DWS_METRIC_HTTP_REQUEST_BYTES,    /* method, endpoint */
  DWS_METRIC_HTTP_RESPONSE_BYTES,   /* method, endpoint */
  DWS_METRIC_SYNC_DELTAS,           /* doctype, org, operation */
  DWS_METRIC_SYNC_CONFLICTS,        /* doctype, strategy */
  DWS_METRIC_SYNC_OPERATIONS,       /* status */
  DWS_METRIC_SOCKET_CONNECTIONS,    /* server_id */
  DWS_METRIC_SOCKET_SOCKETS,
  DWS_METRIC_SOCKET_ROOMS,
  DWS_METRIC_SOCKET_PUBLISHED,      /* event_type */
  DWS_METRIC_SOCKET_DELIVERED,      /* event_type */
  DWS_METRIC_DOCUMENTS,             /* doctype */
  DWS_N_METRICS
} DwsMetric;

/*
 * Counters, gauges and histograms in the text format that Prometheus scrapes. Labels are given as
 * pairs that end with NULL. One context only.
 */
typedef struct _DwsMetrics DwsMetrics;

DwsMetrics *dws_metrics_new (void);
void        dws_metrics_free (DwsMetrics *self);
void        dws_metrics_add (DwsMetrics *self,
                             DwsMetric   metric,
                             double      value,
                             ...) G_GNUC_NULL_TERMINATED;
void        dws_metrics_set (DwsMetrics *self,
                             DwsMetric   metric,
                             double      value,
                             ...) G_GNUC_NULL_TERMINATED;
void        dws_metrics_observe (DwsMetrics *self,
                                 DwsMetric   metric,
                                 double      value,
                                 ...) G_GNUC_NULL_TERMINATED;
char *dws_metrics_format (DwsMetrics *self);

G_END_DECLS
