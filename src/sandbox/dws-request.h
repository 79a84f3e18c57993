/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <libsoup/soup.h>

#include "protocol/dwd-json-scan.h"

#include "dws-clock.h"
#include "dws-faults.h"
#include "dws-metrics.h"
#include "dws-users.h"

G_BEGIN_DECLS

#define DWS_MAX_UPLOAD (25 * 1024 * 1024)
/* Forms wrap a file into some more bytes. */
#define DWS_MAX_BODY (DWS_MAX_UPLOAD + 64 * 1024)

/**
 * DwsRequest:
 *
 * One HTTP request until its answer. Counted, because some answers come later than the handler's
 * return; whoever holds the last reference without having answered leaves the client waiting.
 */
typedef struct
{
  SoupServerMessage *message;    /* (owned) */
  DwsClock *clock;
  DwsMetrics *metrics;
  char *path;                    /* (owned): as sent */
  GPtrArray *segments;           /* (owned): of decoded path segments */
  GHashTable *query;             /* (owned) */
  DwsUser *user;                 /* (owned) (nullable): a guest */
  const char *endpoint;          /* for the metrics: bounded, never a path with names in it */
  char *org;                     /* (owned) (nullable): for the metrics */
  DwsFaultPlan plan;
  gint64 started_us;
  GBytes *body;                  /* (owned) (nullable): flattened on demand */
  DwdJsonSpan json;              /* of the body, once asked for */
  gboolean parsed;
  gboolean paused;
  gboolean answered;
} DwsRequest;

DwsRequest *dws_request_new (SoupServerMessage *message,
                             const char        *path,
                             DwsClock          *clock,
                             DwsMetrics        *metrics);
DwsRequest *dws_request_ref (DwsRequest *self);
void               dws_request_unref (DwsRequest *self);

const char *dws_request_get_method (DwsRequest *self);
const char *dws_request_get_segment (DwsRequest *self,
                                     guint       i);
const char *dws_request_get_query (DwsRequest *self,
                                   const char *key);
GBytes *dws_request_get_body (DwsRequest *self);
const DwdJsonSpan *dws_request_get_json (DwsRequest *self,
                                         GError    **error);
char *dws_request_dup_argument (DwsRequest *self,
                                const char *key);
void               dws_request_pause (DwsRequest *self);

void               dws_request_answer (DwsRequest *self,
                                       guint       status,
                                       const char *content_type,
                                       char       *body,
                                       gsize       length);
void               dws_request_answer_json (DwsRequest *self,
                                            guint       status,
                                            GString    *json);
void               dws_request_answer_error (DwsRequest   *self,
                                             const GError *error);
void               dws_request_answer_status (DwsRequest *self,
                                              guint       status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwsRequest, dws_request_unref)

G_END_DECLS
