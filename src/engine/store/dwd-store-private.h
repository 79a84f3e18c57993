/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "db/dwd-db-connection.h"
#include "db/dwd-db-lock.h"
#include "db/dwd-db-statement.h"
#include "db/dwd-db-worker.h"
#include "dwd-store-projection.h"
#include "dwd-store.h"

G_BEGIN_DECLS

/*
 * What the store's own files and the outbox share. The core is the part of a store that both sides
 * touch; the state is the writer's alone; a transaction lives as long as one command.
 */

typedef struct _DwdStoreCore DwdStoreCore;
typedef struct _DwdStoreState DwdStoreState;

/* Texts are owned. The statements belong to the handle, are made at first use and found here without a
 * look-up by text, which costs as much as a tenth of a row. */
typedef struct
{
  char *lookup;                  /* by name: what decides whether a row is news */
  char *insert;
  char *update;                  /* everything */
  char *record;                  /* by name: everything */
  char *remove;
  DwdStatement *lookup_row;      /* (nullable) */
  DwdStatement *insert_row;      /* (nullable) */
  GHashTable *light_updates;     /* set of columns that changed → DwdStatement */
} DwdTableSql;

/* (writer thread) */
struct _DwdStoreState
{
  DwdProjector projector;
  char *organization;                            /* (nullable): rows of others are refused */
  DwdTableSql sql[DWD_N_DOCTYPES];
  GHashTable *facets;                            /* of char *: kind and value */
  GHashTable *orphans;                           /* of char *: records with operations but no row */
  gint64 tokens[DWD_N_DOCTYPES];                 /* of the running full resync, or 0 */
  gboolean is_bulk[DWD_N_DOCTYPES];              /* secondary indexes are laid aside */
  guint n_ahead_tombstones[DWD_N_DOCTYPES];
};

/* Changes of records and operations that a transaction will tell of once it is committed. */
typedef struct
{
  GHashTable *names[DWD_N_DOCTYPES];             /* (nullable): set of char * */
  gboolean many[DWD_N_DOCTYPES];
  GHashTable *operations;                        /* (nullable): set of gint64 *: seqs written or gone */
} DwdStoreChanges;

typedef struct
{
  DwdDb *db;
  DwdStoreState *state;      /* NULL on the reader */
  DwdStoreChanges changes;
} DwdStoreTxn;

/* Runs inside a transaction, which it must leave alone; FALSE rolls it back. @data: the task's. */
typedef gboolean (*DwdStoreWork) (DwdStoreTxn *txn,
                                  gpointer     data,
                                  GError     **error);

/* Main context. The task is returned TRUE after the commit, or with the error. @durable: for what a
 * person did: on the platter before anybody is told. (@task: transfer full) */
void           dwd_store_push_write (DwdStore    *self,
                                     GTask       *task,
                                     gboolean     durable,
                                     DwdStoreWork work);
void           dwd_store_push_read (DwdStore    *self,
                                    GTask       *task,
                                    DwdStoreWork work);

void           dwd_txn_note_record (DwdStoreTxn *txn,
                                    DwdDoctype   doctype,
                                    const char  *name,
                                    gssize       length);
void           dwd_txn_note_many (DwdStoreTxn *txn,
                                  DwdDoctype   doctype);
void           dwd_txn_note_operation (DwdStoreTxn *txn,
                                       gint64       seq);

/* dwd-store-state.c */
void           dwd_store_state_init (DwdStoreState *self);
void           dwd_store_state_clear (DwdStoreState *self);
/* Reads what the state mirrors; again after a rollback. */
gboolean       dwd_store_state_load (DwdStoreState *self,
                                     DwdDb         *db,
                                     GError       **error);
DwdTableSql *dwd_store_state_get_sql (DwdStoreState *self,
                                      DwdDoctype     doctype);
char *dwd_store_record_key (DwdDoctype  doctype,
                            const char *name);

/* dwd-store-open.c (writer thread) */
typedef struct
{
  DwdDb *db;
  DwdDbLock *lock;
  DwdStoreOpening opening;
} DwdStoreOpened;

gboolean       dwd_store_open_files (const char     *path,
                                     DwdStoreOpened *opened,
                                     GError        **error);
void           dwd_store_mark_suspect (const char *path);
void           dwd_store_mark_clean (DwdDb *db);

/* dwd-store-setting.c */
gboolean       dwd_setting_get (DwdDb      *db,
                                const char *key,
                                char      **value,                 /* (out) (nullable) */
                                GError    **error);
gboolean       dwd_setting_set (DwdDb      *db,
                                const char *key,
                                const char *value,                 /* (nullable): removes */
                                GError    **error);

/* dwd-store-bulk.c */
gboolean       dwd_store_drop_indexes (DwdStoreTxn *txn,
                                       DwdDoctype   doctype,
                                       GError     **error);
gboolean       dwd_store_restore_indexes (DwdStoreTxn *txn,
                                          DwdDoctype   doctype,    /* UNKNOWN: all */
                                          GError     **error);
/* What searches read goes without an index at first: no first sync waits for it, and a search is only slower.
 * Those of a DocType that is still being loaded stay aside. */
#define DWD_LATE_INDEX "'%\\_search' ESCAPE '\\'"
gboolean       dwd_store_restore_late_indexes (DwdStoreTxn *txn,
                                               GError     **error);
/* Removes the rows that the running resync did not meet, and ends it. */
gboolean       dwd_store_sweep (DwdStoreTxn *txn,
                                DwdDoctype   doctype,
                                GError     **error);
gboolean       dwd_store_reproject_all (DwdStoreTxn *txn,
                                        GError     **error);

G_END_DECLS
