/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-types.h"
#include "db/dwd-db-connection.h"
#include "db/dwd-db-statement.h"

#include "dws-schema.h"

G_BEGIN_DECLS

/**
 * DwsRow:
 *
 * A document as it lies in the table: its JSON text and what the queries need of it. A tombstone has
 * a @deleted_us and no @data.
 */
typedef struct
{
  const DwsSchema *schema;
  char *name;
  char *org;
  gint64 seq;
  char *creation;
  char *modified;
  int docstatus;
  char *for_user;               /* (nullable): nobody else sees it */
  char *reference;              /* (nullable): a job's address */
  gint64 deleted_us;            /* DWD_TIME_NONE: lives */
  char *data;                   /* (nullable) */
  gsize data_length;
} DwsRow;

void      dws_row_clear (DwsRow *row);
void      dws_row_free (DwsRow *row);
DwsRow *dws_row_copy (const DwsRow *row);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DwsRow, dws_row_clear)

/*
 * The sandbox's own SQLite file. Belongs to the thread that opened it. Writes need a transaction.
 */
typedef struct _DwsStore DwsStore;

DwsStore *dws_store_open (const char *path,
                          GError    **error);
void      dws_store_close (DwsStore *self);
DwdDb *dws_store_get_db (DwsStore *self);

gboolean  dws_store_begin (DwsStore *self,
                           gboolean  durable,
                           GError  **error);
gboolean  dws_store_commit (DwsStore *self,
                            GError  **error);
void      dws_store_rollback (DwsStore *self);
gint64    dws_store_get_last_seq (DwsStore *self);
gint64    dws_store_get_horizon (DwsStore *self);
gboolean  dws_store_set_horizon (DwsStore *self,
                                 gint64    seq,
                                 GError  **error);
const char *dws_store_get_id (DwsStore *self);

gboolean  dws_store_find (DwsStore        *self,
                          const DwsSchema *schema,
                          const char      *name,
                          DwsRow          *row,
                          gboolean        *found,
                          GError         **error);
gboolean  dws_store_save (DwsStore *self,
                          DwsRow   *row,
                          GError  **error);
gboolean  dws_store_is_alive (DwsStore   *self,
                              DwdDoctype  doctype,
                              const char *org,
                              const char *name,
                              gboolean   *alive,
                              GError    **error);
gboolean  dws_store_is_linked (DwsStore        *self,
                               const DwsSchema *schema,
                               const char      *org,
                               const char      *name,
                               char           **by,
                               GError         **error);
GPtrArray *dws_store_find_references (DwsStore   *self,
                                      DwdDoctype  doctype,
                                      const char *org,
                                      const char *reference,
                                      GError    **error);
gint64    dws_store_count (DwsStore  *self,
                           DwdDoctype doctype);

char *dws_store_new_name (DwsStore   *self,
                          const char *series,
                          int         year,
                          GError    **error);
gboolean  dws_store_give_back_name (DwsStore   *self,
                                    const char *series,
                                    const char *name,
                                    GError    **error);

gboolean  dws_store_recall (DwsStore   *self,
                            const char *user,
                            const char *op_id,
                            char      **result,
                            char      **doc,
                            GError    **error);
gboolean  dws_store_remember (DwsStore     *self,
                              const char   *user,
                              const char   *op_id,
                              const char   *local_name,
                              const DwsRow *row,
                              const char   *result,
                              gint64        now_us,
                              GError      **error);
gboolean  dws_store_recall_local (DwsStore   *self,
                                  const char *user,
                                  const char *local_name,
                                  char      **name,
                                  GError    **error);
gboolean  dws_store_purge (DwsStore *self,
                           gint64    before_us,
                           gint64    operations_before_us,
                           GError  **error);

char *dws_store_dup_meta (DwsStore   *self,
                          const char *key);
gboolean  dws_store_set_meta (DwsStore   *self,
                              const char *key,
                              const char *value,
                              GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwsStore, dws_store_close)

G_END_DECLS
