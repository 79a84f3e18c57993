/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "base/dwd-failure.h"

G_BEGIN_DECLS

/*
 * One SQLite handle. It belongs to the thread that opened it, and every function asserts that;
 * other threads reach it only through a cancellable or a stop flag. Errors are always %DWD_ERROR.
 */
typedef struct _DwdDb DwdDb;
typedef struct _DwdStatement DwdStatement;

typedef enum
{
  DWD_DB_WRITER,      /* creates the file, WAL, foreign keys off, synchronous=NORMAL */
  DWD_DB_READER,      /* a second handle on an open cache: query_only */
  DWD_DB_KEEPER,      /* a handle that does nothing but dwd_db_checkpoint() */
  DWD_DB_SALVAGE,     /* a damaged file and its log: read only, never checkpointed */
} DwdDbMode;

DwdDb *dwd_db_open (const char *path,
                    DwdDbMode   mode,
                    GError    **error);
void          dwd_db_close (DwdDb *self);
const char *dwd_db_get_path (DwdDb *self);

/* Runs statements that return nothing; several may follow each other. */
gboolean      dwd_db_exec (DwdDb      *self,
                           const char *sql,
                           GError    **error);
/* A statement kept with the handle and found by its text the next time: do not free it, and do not
 * ask for it again while it is being stepped. */
DwdStatement *dwd_db_prepare (DwdDb      *self,
                              const char *sql,
                              GError    **error);
/* The first column of the first row, or @fallback where there is none. */
gboolean      dwd_db_query_int (DwdDb      *self,
                                const char *sql,
                                gint64      fallback,
                                gint64     *out,
                                GError    **error);

/* @durable: the commit is on the platter before it returns, power loss included. */
gboolean      dwd_db_begin (DwdDb   *self,
                            gboolean durable,
                            GError **error);
gboolean      dwd_db_begin_read (DwdDb   *self,
                                 GError **error);
gboolean      dwd_db_commit (DwdDb   *self,
                             GError **error);
void          dwd_db_rollback (DwdDb *self);
gboolean      dwd_db_is_in_transaction (DwdDb *self);

gint64        dwd_db_get_changes (DwdDb *self);
/* Pages in the log after the last commit, those included that are folded back already. It begins anew
 * with the first commit after all of it is. */
gint64        dwd_db_get_log_pages (DwdDb *self);
/* From how many pages on a commit folds the log back itself, which takes milliseconds and syncs the disk.
 * It is low for a handle that is alone with its file. */
void          dwd_db_set_log_limit (DwdDb *self,
                                    gint64 n_pages);
/* Folds back what is committed, beside a writer and readers and without waiting for them. */
gboolean      dwd_db_checkpoint (DwdDb   *self,
                                 GError **error);
gint64        dwd_db_get_last_id (DwdDb *self);
/* The structure of the whole file, which takes a time proportional to its size. */
gboolean      dwd_db_check (DwdDb   *self,
                            GError **error);
/* TRUE after SQLite has said that the file is damaged or is no database. */
gboolean      dwd_db_is_suspect (DwdDb *self);
/* While set, long statements stop with %DWD_FAILURE_CANCELLED once it is cancelled. */
void          dwd_db_set_cancellable (DwdDb        *self,
                                      GCancellable *cancellable);
/* @flag: (nullable): an atomic integer that other threads set to stop whatever a reader runs. */
void          dwd_db_set_stop_flag (DwdDb     *self,
                                    const int *flag);
/* A cap on the file's size in pages, for tests of a full disk. 0: none. */
void          dwd_db_set_page_limit (DwdDb *self,
                                     gint64 n_pages);
const char *dwd_db_get_engine (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdDb, dwd_db_close)

G_END_DECLS
