/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "protocol/dwd-enums.h"

#include "dws-clock.h"
#include "dws-store.h"
#include "dws-users.h"
#include "dws-value.h"

G_BEGIN_DECLS

/**
 * DwsChange:
 *
 * One write, from whichever endpoint. A plain struct of borrowed values.
 */
typedef struct
{
  const DwsSchema *schema;
  DwdOpKind kind;
  const char *name;                  /* (nullable) for an insert */
  gboolean keep_name;                /* an insert takes @name instead of the series' next */
  const DwdJsonSpan *data;           /* (nullable): a checked JSON object */
  gboolean check_base;
  const char *base_modified;         /* (nullable) */
  DwsRenameFunc rename;              /* (nullable): temporary names */
  gpointer rename_data;
} DwsChange;

/**
 * DwsActor:
 *
 * Who writes. The simulated city is trusted: it needs no role, and may set what only servers set.
 */
typedef struct
{
  DwsUser *user;         /* (nullable) for the city */
  const char *id;        /* what modified_by says */
  gboolean trusted;
} DwsActor;

/**
 * DwsWrite:
 *
 * What a transaction did to one document.
 */
typedef struct
{
  DwsRow *row;           /* (owned) */
  DwdOpKind kind;
  char *user;            /* (owned) */
  gboolean follows;      /* changed because another document did: clients get a sync_refresh too */
} DwsWrite;

typedef struct _DwsWriter DwsWriter;

DwsWriter *dws_writer_new (DwsStore *store,
                           DwsClock *clock,
                           DwsUsers *users);
void       dws_writer_free (DwsWriter *self);

gboolean   dws_writer_begin (DwsWriter *self,
                             gboolean   durable,
                             GError   **error);
gboolean   dws_writer_apply (DwsWriter       *self,
                             const DwsActor  *actor,
                             const DwsChange *change,
                             DwsRow          *result,
                             GError         **error);
GPtrArray *dws_writer_commit (DwsWriter *self,
                              GError   **error);
GPtrArray *dws_writer_take_writes (DwsWriter *self);
void       dws_writer_rollback (DwsWriter *self);

void       dws_write_free (DwsWrite *write);

G_END_DECLS
