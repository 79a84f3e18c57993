/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-db-connection.h"

G_BEGIN_DECLS

/*
 * A thread that owns one handle and runs commands on it in the order they came. The store has two:
 * one writes, one reads, so that a screen never waits for a long pull.
 *
 * dwd_db_worker_quit() lets queued writes finish, cancels queued and running reads with
 * %DWD_FAILURE_CANCELLED, runs the closing command and ends the thread by itself: nobody joins it, so
 * the main loop never waits.
 */
typedef struct _DwdDbWorker DwdDbWorker;

typedef enum
{
  DWD_COMMAND_READ,     /* may be dropped: nobody waits for it once we close */
  DWD_COMMAND_WRITE,    /* always runs */
  DWD_COMMAND_CLOSE,    /* the last one */
} DwdCommandKind;

/* Runs on the worker; returns its result through @task. @data was given with the command. */
typedef void (*DwdCommandFunc) (DwdDbWorker *worker,
                                GTask       *task,
                                gpointer     data);

DwdDbWorker *dwd_db_worker_new (const char *name);
/* One that yields to the main context where the processors are busy. */
DwdDbWorker *dwd_db_worker_new_background (const char *name);
DwdDbWorker *dwd_db_worker_ref (DwdDbWorker *self);
void         dwd_db_worker_unref (DwdDbWorker *self);

/* Any thread. @task: (transfer full). @data_free runs on any thread. After quit, commands fail with
 * %DWD_FAILURE_CANCELLED. */
void         dwd_db_worker_push (DwdDbWorker   *self,
                                 DwdCommandKind kind,
                                 GTask         *task,
                                 DwdCommandFunc func,
                                 gpointer       data,
                                 GDestroyNotify data_free);
void         dwd_db_worker_quit (DwdDbWorker   *self,
                                 GTask         *task,
                                 DwdCommandFunc func,
                                 gpointer       data,
                                 GDestroyNotify data_free);

/* Worker thread. */
DwdDb *dwd_db_worker_get_db (DwdDbWorker *self);                  /* (nullable) (transfer none) */
void         dwd_db_worker_take_db (DwdDbWorker *self,
                                    DwdDb       *db);             /* (nullable): closes */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdDbWorker, dwd_db_worker_unref)

G_END_DECLS
