/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "store/dwd-store.h"

G_BEGIN_DECLS

/* A store in a folder of the test's own; every call waits for its answer. */
typedef struct
{
  char *dir;
  char *path;
  DwdStore *store;
  DwdStoreOpening opening;
} DwtStore;

#define DWT_ORGANIZATION "ORG-1"

void       dwt_store_init (DwtStore *self);
void       dwt_store_clear (DwtStore *self);
/* Closing asserts that the store's last reference goes. */
void       dwt_store_open (DwtStore *self);
void       dwt_store_close (DwtStore *self);
DwdStore *dwt_store_try_open (const char      *path,
                              DwdStoreOpening *opening,
                              GError         **error);

/* @rows: JSON rows of a feed, with commas between. */
void       dwt_store_apply (DwtStore       *self,
                            DwdDoctype      doctype,
                            const char     *rows,
                            DwdApplyCounts *counts);
gboolean   dwt_store_try_apply (DwtStore       *self,
                                DwdDoctype      doctype,
                                const char     *rows,
                                const char     *next_since,
                                gboolean        has_more,
                                gint64          token,
                                DwdApplyCounts *counts,
                                GError        **error);
void       dwt_store_delta (DwtStore       *self,
                            DwdDoctype      doctype,
                            const char     *row,
                            DwdApplyCounts *counts);
/* (transfer full): a row of the feed. @fields: members of its document behind the name, or NULL. */
char *dwt_feed_row (const char *name,
                    const char *creation,
                    const char *modified,
                    const char *fields);
char *dwt_feed_tombstone (const char *name,
                          const char *creation,
                          const char *modified);

char *dwt_store_document (DwtStore   *self,
                          DwdDoctype  doctype,
                          const char *name);
DwdJob *dwt_store_job (DwtStore   *self,
                       const char *name);                  /* (nullable) */
char *dwt_store_watermark (DwtStore  *self,
                           DwdDoctype doctype);
gint64     dwt_store_begin_resync (DwtStore  *self,
                                   DwdDoctype doctype);
void       dwt_store_end_resync (DwtStore  *self,
                                 DwdDoctype doctype,
                                 gint64     token);
GPtrArray *dwt_store_query (DwtStore   *self,
                            DwdDoctype  doctype,
                            const char *where,
                            const char *order,
                            GError    **error);
/* One number out of the closed file, by another connection. */
gint64     dwt_file_number (const char *path,
                            const char *sql);
void       dwt_file_exec (const char *path,
                          const char *sql);

G_END_DECLS
