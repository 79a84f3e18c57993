/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <sqlite3.h>

#include "dwd-db-connection.h"

G_BEGIN_DECLS

struct _DwdDb
{
  sqlite3 *handle;
  char *path;
  GThread *owner;
  GHashTable *statements;      /* SQL text → DwdStatement (owned) */
  GCancellable *cancellable;   /* (nullable) (owned) */
  const int *stop_flag;        /* (nullable), atomic, owned by the worker */
  gboolean durable;            /* what PRAGMA synchronous says now */
  gboolean suspect;
  gint64 log_pages;            /* frames in the log after the last commit of this handle */
  gint64 log_limit;            /* the commit that passes it folds the log back itself */
};

struct _DwdStatement
{
  DwdDb *db;
  sqlite3_stmt *handle;
  int bind_result;             /* the first failure of a bind, told by the next step */
};

#define DWD_DB_ASSERT_OWNER(db) g_assert ((db)->owner == g_thread_self ())

void          dwd_db_set_error (DwdDb   *self,
                                int      code,
                                GError **error);
DwdStatement *dwd_statement_new (DwdDb      *db,
                                 const char *sql,
                                 GError    **error);
void          dwd_statement_free (DwdStatement *self);

G_END_DECLS
