/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-store-record.h"
#include "model/dwd-operation.h"

G_BEGIN_DECLS

/*
 * The rows of the outbox, and what an operation does to its record in the cache. Which operation is sent
 * when, and what an answer means, is decided in queue/. Writer thread, inside a transaction.
 */
typedef struct
{
  gint64 seq;                        /* 0: not written yet */
  char *op_id;
  DwdDoctype doctype;
  char *name;
  DwdOpKind kind;
  DwdVerb verb;
  DwdLane lane;
  DwdOperationState state;
  DwdFailure failure;
  guint tries;
  gboolean force;
  gboolean waits;                    /* names a record that the server has not named yet */
  gint64 created_us;
  gint64 next_try_us;                /* 0: at once */
  char *base_modified;               /* (nullable) */
  char *label;
  char *detail;
  char *message;
  char *data;                        /* (nullable) */
} DwdOutboxRow;

void           dwd_outbox_row_free (DwdOutboxRow *self);
DwdOperation *dwd_outbox_row_to_operation (const DwdOutboxRow *self);

/* TRUE with @row NULL: there is none. */
gboolean       dwd_outbox_row_load (DwdDb         *db,
                                    gint64         seq,
                                    DwdOutboxRow **row,
                                    GError       **error);
gboolean       dwd_outbox_row_find (DwdDb         *db,
                                    const char    *op_id,
                                    DwdOutboxRow **row,
                                    GError       **error);
/* Of one record in order of seq: (element-type DwdOutboxRow). */
GPtrArray *dwd_outbox_list_record (DwdDb      *db,
                                   DwdDoctype  doctype,
                                   const char *name,
                                   GError    **error);
/* The operations that may hold @name, a temporary one: the record's own, and all that wait for names. */
GPtrArray *dwd_outbox_list_naming (DwdDb      *db,
                                   DwdDoctype  doctype,
                                   const char *name,
                                   GError    **error);
GPtrArray *dwd_outbox_list_all (DwdDb   *db,
                                GError **error);
/* What can be sent at @now_us from @lane, in order. */
GPtrArray *dwd_outbox_list_ready (DwdDb   *db,
                                  DwdLane  lane,
                                  gint64   now_us,
                                  guint    limit,
                                  GError **error);
/* (element-type DwdOutboxRow): rows in @state. */
GPtrArray *dwd_outbox_list_state (DwdDb            *db,
                                  DwdOperationState state,
                                  GError          **error);
/* Inserts (seq 0) or rewrites. */
gboolean       dwd_outbox_row_save (DwdStoreTxn  *txn,
                                    DwdOutboxRow *row,
                                    GError      **error);
gboolean       dwd_outbox_row_remove (DwdStoreTxn        *txn,
                                      const DwdOutboxRow *row,
                                      GError            **error);
/* Says anew which of a record's operations may go: the first, unless something holds it. */
gboolean       dwd_outbox_release_record (DwdStoreTxn *txn,
                                          DwdDoctype   doctype,
                                          const char  *name,
                                          GError     **error);
/* Does @data name a record by a temporary name, its own (@name) aside? */
gboolean       dwd_outbox_data_waits (const char *data,
                                      const char *name);

/* Lays the record's operations over its base again and marks it dirty or clean. Without operations the
 * newest server version is shown, or, for a record never sent, the row goes. */
gboolean       dwd_outbox_rebuild_record (DwdStoreTxn *txn,
                                          DwdDoctype   doctype,
                                          const char  *name,
                                          GError     **error);
/* Holds @row until a person decides, with both sides kept. @server: (nullable): deleted there. */
gboolean       dwd_outbox_hold_conflict (DwdStoreTxn  *txn,
                                         DwdOutboxRow *row,
                                         const char   *server,
                                         const char   *server_modified,
                                         const char   *message,
                                         GError      **error);
/* The record was deleted on the server (or its name given to another one) under unsent work. */
gboolean       dwd_outbox_hold_deleted (DwdStoreTxn *txn,
                                        DwdDoctype   doctype,
                                        const char  *name,
                                        GError     **error);
/* Gives a record its server's name wherever the temporary one stands. */
gboolean       dwd_outbox_rename (DwdStoreTxn *txn,
                                  DwdDoctype   doctype,
                                  const char  *old_name,
                                  const char  *new_name,
                                  GError     **error);
/* Keeps what lost in the decision log. */
gboolean       dwd_decision_put (DwdStoreTxn        *txn,
                                 const DwdOutboxRow *row,
                                 const char         *rule,
                                 const char         *winner,
                                 const char         *lost,
                                 gint64              at_us,
                                 GError            **error);

/* The server's side of a held record. */
typedef struct
{
  gboolean deleted;
  char *server;                /* (owned) (nullable) */
  char *server_modified;       /* (owned) (nullable) */
} DwdConflictSides;

void           dwd_conflict_clear (DwdConflictSides *self);
gboolean       dwd_conflict_load (DwdDb            *db,
                                  gint64            seq,
                                  DwdConflictSides *sides,
                                  GError          **error);
gboolean       dwd_conflict_remove (DwdStoreTxn *txn,
                                    gint64       seq,
                                    GError     **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DwdConflictSides, dwd_conflict_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdOutboxRow, dwd_outbox_row_free)

G_END_DECLS
