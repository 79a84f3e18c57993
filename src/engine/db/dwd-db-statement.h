/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-db-connection.h"

G_BEGIN_DECLS

typedef enum
{
  DWD_STEP_FAILED = -1,
  DWD_STEP_DONE = 0,
  DWD_STEP_ROW = 1,
} DwdStep;

/* Parameters count from 1, columns from 0, as in SQLite. Bound texts are not copied: they must live
 * until the next reset. A bind that fails is told by the next step. */
void        dwd_statement_bind_null (DwdStatement *self,
                                     int           index);
void        dwd_statement_bind_int (DwdStatement *self,
                                    int           index,
                                    gint64        value);
void        dwd_statement_bind_double (DwdStatement *self,
                                       int           index,
                                       double        value);    /* NAN becomes NULL */
void        dwd_statement_bind_text (DwdStatement *self,
                                     int           index,
                                     const char   *text,        /* (nullable): NULL */
                                     gssize        length);

DwdStep     dwd_statement_step (DwdStatement *self,
                                GError      **error);
/* Steps to the end, drops rows, resets. */
gboolean    dwd_statement_run (DwdStatement *self,
                               GError      **error);
void        dwd_statement_reset (DwdStatement *self);

gboolean    dwd_statement_is_null (DwdStatement *self,
                                   int           column);
gint64      dwd_statement_get_int (DwdStatement *self,
                                   int           column);
/* DWD_TIME_NONE where the column is NULL. */
gint64      dwd_statement_get_time (DwdStatement *self,
                                    int           column);
/* NAN where the column is NULL. */
double      dwd_statement_get_double (DwdStatement *self,
                                      int           column);
/* (nullable) (transfer none): valid until the next step or reset. */
const char *dwd_statement_get_text (DwdStatement *self,
                                    int           column,
                                    gsize        *length);
char *dwd_statement_dup_text (DwdStatement *self,
                              int           column);
int         dwd_statement_get_n_columns (DwdStatement *self);
/* Copies a column of @source, whatever its type, into a parameter. */
void        dwd_statement_bind_column (DwdStatement *self,
                                       int           index,
                                       DwdStatement *source,
                                       int           column);

/* dwd_db_prepare() that remembers its result in @slot, for what runs once a row. */
DwdStatement *dwd_statement_ready (DwdDb         *db,
                                   DwdStatement **slot,
                                   const char    *sql,
                                   GError       **error);

G_END_DECLS
