/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-store-private.h"

G_BEGIN_DECLS

/*
 * A row of a document table with everything in it, for the paths that are not hot: a record with unsent
 * work, a conflict, a rename. Writer thread, inside a transaction.
 */
typedef struct
{
  gint64 id;                  /* 0: not in the table yet */
  char *name;
  char *creation;
  char *modified;             /* the version that data or base is */
  char *org;
  int docstatus;
  gboolean dirty;
  gboolean ahead;
  gint64 seen;
  char *base;                 /* (nullable): NULL with dirty: not on the server yet */
  char *server_modified;      /* (nullable) */
  char *server_data;          /* (nullable) */
  char *data;
} DwdRecord;

void       dwd_record_free (DwdRecord *self);
/* TRUE with @record NULL: there is none. */
gboolean   dwd_record_load (DwdStoreTxn *txn,
                            DwdDoctype   doctype,
                            const char  *name,
                            DwdRecord  **record,
                            GError     **error);
/* Projects data anew. @name may have changed since it was loaded. */
gboolean   dwd_record_save (DwdStoreTxn *txn,
                            DwdDoctype   doctype,
                            DwdRecord   *record,
                            GError     **error);
gboolean   dwd_record_remove (DwdStoreTxn *txn,
                              DwdDoctype   doctype,
                              const char  *name,
                              GError     **error);
gboolean   dwd_tombstone_put (DwdStoreTxn *txn,
                              DwdDoctype   doctype,
                              const char  *name,
                              const char  *creation,
                              const char  *modified,
                              gboolean     ahead,
                              GError     **error);

/* Forgets deletions older than the platform keeps them; a record that comes after that is a new one. */
gboolean   dwd_tombstone_prune (DwdStoreTxn *txn,
                                GError     **error);

/* The fields of a row as the hot path has them: slices of a page. */
typedef struct
{
  DwdSlice name;
  DwdSlice creation;
  DwdSlice modified;
  DwdSlice org;
  int docstatus;
  gboolean dirty;
  gboolean ahead;
  gint64 seen;
  DwdSlice base;
  DwdSlice server_modified;
  DwdSlice server_data;
  DwdSlice data;
} DwdRowFields;

/* Bind and run one of the statements of DwdTableSql over what the projector holds. */
gboolean   dwd_row_insert (DwdStoreTxn        *txn,
                           const DwdTable     *table,
                           const DwdRowFields *fields,
                           gboolean           *inserted,         /* FALSE: the name is taken */
                           GError            **error);
gboolean   dwd_row_update (DwdStoreTxn        *txn,
                           const DwdTable     *table,
                           const DwdRowFields *fields,
                           gint64              id,
                           GError            **error);
/* For a clean row of the same creation. @changed: bit i: column i, which indexes hold, has another value;
 * SQLite rewrites the entry of each index whose columns are named, changed or not, so the rest is not. */
gboolean dwd_row_update_light (DwdStoreTxn        *txn,
                               const DwdTable     *table,
                               const DwdRowFields *fields,
                               gint64              id,
                               guint               changed,
                               GError            **error);
/* Keeps the filters' values; cheap for values already known. */
gboolean   dwd_row_note_facets (DwdStoreTxn    *txn,
                                const DwdTable *table,
                                GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdRecord, dwd_record_free)

G_END_DECLS
