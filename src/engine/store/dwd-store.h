/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "base/dwd-clock.h"
#include "base/dwd-failure.h"
#include "base/dwd-zone.h"
#include "model/dwd-account.h"
#include "model/dwd-job-query.h"
#include "model/dwd-job.h"
#include "model/dwd-paged-list.h"
#include "model/dwd-technician.h"
#include "protocol/dwd-doctype.h"
#include "protocol/dwd-feed-page.h"

G_BEGIN_DECLS

#define DWD_TYPE_STORE (dwd_store_get_type ())

/*
 * The cache: one SQLite file, one writer thread, a reading thread beside it. Public calls are made
 * on the main context; work happens on the database worker and comes back through GTask. Signals
 * are emitted on the main context only, after the commit they tell of:
 *  "records-changed" (DwdDoctype doctype, GPtrArray *names): at most once per DocType per turn of the main
 *     loop; names NULL means "too many to list" (a page of a first sync, a sweep).
 *
 * A call that fails with DWD_FAILURE_STORAGE_CORRUPT has met damage: close the store and open it again,
 * and the opening sets the file aside, rescues the outbox and starts anew. An opening checks the whole
 * file only after such a call or a process that ended without closing.
 */
G_DECLARE_FINAL_TYPE (DwdStore, dwd_store, DWD, STORE, GObject)

/* How an open went besides success. */
typedef struct
{
  gboolean rebuilt;         /* the cache was corrupt, set aside as @aside and started anew */
  char *aside;              /* (nullable) path of the kept file */
  guint n_rescued;          /* operations brought over from it */
} DwdStoreOpening;

void        dwd_store_opening_clear (DwdStoreOpening *opening);

/* @path: the .db file. Errors: DWD_FAILURE_STORAGE_*. */
void        dwd_store_open_async (const char         *path,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);
DwdStore *dwd_store_open_finish (GAsyncResult    *result,
                                 DwdStoreOpening *opening,
                                 GError         **error);
void        dwd_store_close_async (DwdStore           *self,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean    dwd_store_close_finish (DwdStore     *self,
                                    GAsyncResult *result,
                                    GError      **error);

/* Zones decide how local dates and naive datetimes become instants in projections; set them before
 * applying anything. Changing one re-projects every row. */
void        dwd_store_set_zones (DwdStore *self,
                                 DwdZone  *organization_zone,
                                 DwdZone  *site_zone);
/* Rows of other organisations than this one are refused (counted). */
void        dwd_store_set_organization (DwdStore   *self,
                                        const char *organization);

/* --- what sync needs ------------------------------------------------------------------------- */

typedef struct
{
  guint n_applied;        /* rows that changed the cache */
  guint n_unchanged;      /* same modified as held */
  guint n_deleted;
  guint n_kept;           /* dirty here: the server's version kept aside, mine shown */
  guint n_refused;        /* other organisation, absurd values */
  DwdFailure failure;     /* why the first one was refused, for the log */
  const char *refusal;    /* (nullable): the same in words */
} DwdApplyCounts;

/* Applies a page and moves the DocType's watermark to @next_since in the same transaction.
 * @page: (transfer full). @sweep_token: 0, or a token from dwd_store_begin_resync_async(). */
void        dwd_store_apply_page_async (DwdStore           *self,
                                        DwdDoctype          doctype,
                                        DwdFeedPage        *page,
                                        const char         *next_since,
                                        gint64              sweep_token,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean    dwd_store_apply_page_finish (DwdStore       *self,
                                         GAsyncResult   *result,
                                         DwdApplyCounts *counts,
                                         GError        **error);
/* A delta event's row: applied only when newer than what is held; the watermark stays. */
void        dwd_store_apply_delta_async (DwdStore           *self,
                                         DwdDoctype          doctype,
                                         DwdFeedPage        *row,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean    dwd_store_apply_delta_finish (DwdStore       *self,
                                          GAsyncResult   *result,
                                          DwdApplyCounts *counts,
                                          GError        **error);
/* Drops the secondary indexes of an empty DocType table, or builds them again. */
void        dwd_store_begin_bulk_async (DwdStore           *self,
                                        DwdDoctype          doctype,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
void        dwd_store_end_bulk_async (DwdStore           *self,
                                      DwdDoctype          doctype,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
/* Full resync by mark and sweep: rows not seen under the token are removed at the end, unless they
 * carry unsent work. */
void        dwd_store_begin_resync_async (DwdStore           *self,
                                          DwdDoctype          doctype,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gint64      dwd_store_begin_resync_finish (DwdStore     *self,
                                           GAsyncResult *result,
                                           GError      **error);
void        dwd_store_end_resync_async (DwdStore           *self,
                                        DwdDoctype          doctype,
                                        gint64              token,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean    dwd_store_step_finish (DwdStore     *self,
                                   GAsyncResult *result,
                                   GError      **error);                      /* begin_bulk, end_bulk, end_resync */

void        dwd_store_load_watermarks_async (DwdStore           *self,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
char **dwd_store_load_watermarks_finish (DwdStore     *self,
                                         GAsyncResult *result,
                                         GError      **error);                /* DWD_N_DOCTYPES + 1 texts, "" where none */

/* --- what screens need ------------------------------------------------------------------------ */

/* A day's snapshot: jobs, technicians with spans, last positions. */
typedef struct
{
  GPtrArray *jobs;           /* of DwdJob */
  GPtrArray *technicians;    /* of DwdTechnician */
  GHashTable *spans;         /* employee → GArray of DwdSpan */
  GHashTable *positions;     /* employee → DwdPosition */
} DwdDaySnapshot;

void            dwd_day_snapshot_free (DwdDaySnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdDaySnapshot, dwd_day_snapshot_free)

/* @known: (nullable) (transfer full) (element-type DwdJob): what the caller has; a job that has not changed
 * comes back as the same object. */
void            dwd_store_load_day_async (DwdStore           *self,
                                          gint64              start_us,
                                          gint64              end_us,
                                          GPtrArray          *known,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
DwdDaySnapshot *dwd_store_load_day_finish (DwdStore     *self,
                                           GAsyncResult *result,
                                           GError      **error);
/* The technicians, spans and positions of a day alone (jobs stays NULL). */
void            dwd_store_load_people_async (DwdStore           *self,
                                             gint64              start_us,
                                             gint64              end_us,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);          /* finish: load_day_finish */
void            dwd_store_load_jobs_async (DwdStore           *self,
                                           const char *const  *names,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
GPtrArray *dwd_store_load_jobs_finish (DwdStore     *self,
                                       GAsyncResult *result,
                                       GError      **error);                          /* of DwdJob; missing ones left out */
DwdPageSource *dwd_store_list_jobs (DwdStore          *self,
                                    const DwdJobQuery *query);                        /* (transfer full) */
/* Distinct values for filters: column is "zone" or "skill". */
void            dwd_store_load_facets_async (DwdStore           *self,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
gboolean        dwd_store_load_facets_finish (DwdStore     *self,
                                              GAsyncResult *result,
                                              char       ***zones,
                                              char       ***skills,
                                              GError      **error);
/* The document and what is known of its history, as JSON texts. */
void            dwd_store_load_document_async (DwdStore           *self,
                                               DwdDoctype          doctype,
                                               const char         *name,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
char *dwd_store_load_document_finish (DwdStore     *self,
                                      GAsyncResult *result,
                                      GError      **error);                           /* (nullable): not held */
/* How many documents of each DocType there are; nothing of them is read. */
void            dwd_store_count_documents_async (DwdStore           *self,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
/* @counts: (out caller-allocates): DWD_N_DOCTYPES numbers, 0 for the unknown one */
gboolean        dwd_store_count_documents_finish (DwdStore     *self,
                                                  GAsyncResult *result,
                                                  guint64      *counts,
                                                  GError      **error);
void            dwd_store_load_history_async (DwdStore           *self,
                                              const char         *job,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
GPtrArray *dwd_store_load_history_finish (DwdStore     *self,
                                          GAsyncResult *result,
                                          GError      **error);                       /* of DwdHistoryEntry */
void            dwd_store_query_async (DwdStore           *self,
                                       DwdDoctype          doctype,
                                       const char         *where,
                                       const char         *order,
                                       guint               limit,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
GPtrArray *dwd_store_query_finish (DwdStore     *self,
                                   GAsyncResult *result,
                                   GError      **error);                              /* of char *: JSON objects */
/* Small settings kept with the cache (account, cursors of the UI). */
void            dwd_store_get_setting_async (DwdStore           *self,
                                             const char         *key,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
char *dwd_store_get_setting_finish (DwdStore     *self,
                                    GAsyncResult *result,
                                    GError      **error);                             /* (nullable) */
void            dwd_store_set_setting_async (DwdStore           *self,
                                             const char         *key,
                                             const char         *value,               /* (nullable): removes */
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);          /* finish: step_finish */

G_END_DECLS
