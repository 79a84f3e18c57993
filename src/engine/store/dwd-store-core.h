/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-store-private.h"

G_BEGIN_DECLS

/* What both sides touch. It outlives the store while a worker has something to do. */
struct _DwdStoreCore
{
  gatomicrefcount refs;
  char *path;
  GMainContext *context;
  GWeakRef store;

  GMutex mutex;
  DwdStoreChanges pending;        /* under the mutex */
  GHashTable *pending_rows;       /* under the mutex: seq → DwdOperation, or NULL: gone */
  gboolean is_posted;             /* under the mutex */

  DwdStoreState state;            /* (writer thread) */
  DwdDbLock *lock;                /* (nullable) (writer thread) */
  DwdDbWorker *keeper;            /* (owned) */
  int is_keeping;                 /* atomic: the keeper has a checkpoint to do */
  gint64 kept_pages;              /* (writer thread): the log's when the last one was asked for */
};

struct _DwdStore
{
  GObject parent_instance;

  DwdStoreCore *core;
  DwdDbWorker *writer;
  DwdDbWorker *reader;
  DwdZone *organization_zone;
  DwdZone *site_zone;
  gboolean is_closing;
  guint late_id;                  /* source */
};

/* What a worker is asked to run. */
typedef struct
{
  DwdStoreCore *core;             /* (owned) */
  DwdStoreWork work;              /* (nullable) */
  gboolean is_durable;
} DwdStoreCommand;

DwdStoreCore *dwd_store_core_new (DwdStore *store);
DwdStoreCore *dwd_store_core_ref (DwdStoreCore *core);
void dwd_store_core_unref (DwdStoreCore *core);

DwdStoreCommand *dwd_store_command_new (DwdStoreCore *core,
                                        DwdStoreWork  work,
                                        gboolean      is_durable);
void dwd_store_command_free (gpointer data);

G_END_DECLS
