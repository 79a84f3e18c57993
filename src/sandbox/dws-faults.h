/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "protocol/dwd-json-scan.h"

G_BEGIN_DECLS

/**
 * DwsFaultPlan:
 *
 * What shall go wrong with one request.
 */
typedef struct
{
  guint latency_ms;
  guint status;             /* 0: none; the request is refused before anything is done */
  gboolean drop_mid_body;   /* the answer ends in the middle with the connection */
  gboolean truncate;        /* the answer is whole to HTTP, its text is not */
} DwsFaultPlan;

typedef enum
{
  DWS_FAULT_ACTION_NONE = 0,
  DWS_FAULT_ACTION_EXPIRE_WATERMARKS = 1 << 0,
  DWS_FAULT_ACTION_STOP = 1 << 1,
  DWS_FAULT_ACTION_HANG = 1 << 2,
} DwsFaultActions;

/*
 * The rules by which the sandbox misbehaves. Every draw comes from one seeded generator: the same
 * requests in the same order fail in the same way.
 */
typedef struct _DwsFaults DwsFaults;

DwsFaults *dws_faults_new (guint32 seed);
void            dws_faults_free (DwsFaults *self);
gboolean        dws_faults_add (DwsFaults         *self,
                                const DwdJsonSpan *rule,
                                DwsFaultActions   *actions,
                                double            *seconds,
                                GError           **error);
gboolean        dws_faults_add_flags (DwsFaults         *self,
                                      const char *const *flags,
                                      GError           **error);
void            dws_faults_clear (DwsFaults *self);
void            dws_faults_plan (DwsFaults    *self,
                                 const char   *path,
                                 DwsFaultPlan *plan);
guint           dws_faults_event_copies (DwsFaults *self);
gboolean        dws_faults_event_is_late (DwsFaults *self);
double          dws_faults_get_skew (DwsFaults *self);
char *dws_faults_format (DwsFaults *self);

G_END_DECLS
