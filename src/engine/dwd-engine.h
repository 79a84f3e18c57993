/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "auth/dwd-secret-store.h"
#include "base/dwd-clock.h"
#include "base/dwd-failure.h"
#include "model/dwd-account.h"
#include "model/dwd-audit-entry.h"
#include "model/dwd-board.h"
#include "model/dwd-history-entry.h"
#include "model/dwd-job-query.h"
#include "model/dwd-operation.h"
#include "model/dwd-paged-list.h"
#include "model/dwd-sync-status.h"

G_BEGIN_DECLS

#define DWD_TYPE_ENGINE (dwd_engine_get_type ())

/*
 * The facade and composition root: all that the console and dispatchctl see. Main context only;
 * nothing in it blocks. Every action on a record is durable in the cache, visible in the models and
 * queued in the outbox before its finish function returns TRUE, whether or not there is a server.
 *
 * Signals: "account-changed"; "queue-changed" (the outbox's list was refreshed);
 * "notice" (DwdFailure failure, const char *detail): something a person must know once.
 */
G_DECLARE_FINAL_TYPE (DwdEngine, dwd_engine, DWD, ENGINE, GObject)

/* @profile_dir: the cache lives there; created if missing. @clock: (nullable). */
DwdEngine *dwd_engine_new (const char *profile_dir,
                           DwdClock * clock);

/* Opens the cache (taking the instance lock, migrating, checking integrity; a corrupt cache is set
 * aside and the unsent queue rescued) and restores the account. Works without any network. */
void           dwd_engine_open_async (DwdEngine          *self,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
gboolean       dwd_engine_open_finish (DwdEngine    *self,
                                       GAsyncResult *result,
                                       GError      **error);
/* Finishes writes, drops reads, closes sockets and the cache. */
void           dwd_engine_close_async (DwdEngine          *self,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean       dwd_engine_close_finish (DwdEngine    *self,
                                        GAsyncResult *result,
                                        GError      **error);

DwdClock *dwd_engine_get_clock (DwdEngine *self);
DwdAccount *dwd_engine_get_account (DwdEngine *self);                           /* (nullable) */
DwdSyncStatus *dwd_engine_get_sync_status (DwdEngine *self);
DwdZone *dwd_engine_get_zone (DwdEngine *self);                                 /* the organisation's; UTC before */
const char *dwd_engine_get_profile_dir (DwdEngine *self);

/* Asks the server who the key belongs to, keeps the secret in the Secret Service and starts to
 * sync. An account of another server or organisation gets its own cache file. */
void           dwd_engine_sign_in_async (DwdEngine          *self,
                                         const char         *server,
                                         const char         *api_key,
                                         const char         *api_secret,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean       dwd_engine_sign_in_finish (DwdEngine    *self,
                                          GAsyncResult *result,
                                          GError      **error);
void           dwd_engine_sign_out_async (DwdEngine          *self,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
gboolean       dwd_engine_sign_out_finish (DwdEngine    *self,
                                           GAsyncResult *result,
                                           GError      **error);

/* Where secrets are kept; the Secret Service unless a test or a script brings another place. To be set
 * before the engine is opened. */
void           dwd_engine_set_secret_store (DwdEngine      *self,
                                            DwdSecretStore *secrets);

/* Whether the account's secret is known, so that the link can be used. */
gboolean       dwd_engine_has_secret (DwdEngine *self);

/* Starts and stops syncing; sign-in and open start it by themselves unless @enabled is FALSE. */
void           dwd_engine_set_online (DwdEngine *self,
                                      gboolean   online);
void           dwd_engine_sync_now (DwdEngine *self);
/* One full round for dispatchctl: pull everything, drain the outbox, stop. */
void           dwd_engine_sync_once_async (DwdEngine          *self,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
gboolean       dwd_engine_sync_once_finish (DwdEngine    *self,
                                            GAsyncResult *result,
                                            guint64      *n_pulled,
                                            guint        *n_pushed,
                                            GError      **error);

/* The live board. The day is any instant inside it; another day reloads the same object. */
DwdBoard *dwd_engine_get_board (DwdEngine *self);
void           dwd_engine_set_board_day (DwdEngine *self,
                                         gint64     day_us);

/* A lazily paged list of DwdJob (each item a DwdPagedItem), refreshed as records change. (transfer full);
 * (nullable) while nobody is signed in. */
DwdPagedList *dwd_engine_list_jobs (DwdEngine         *self,
                                    const DwdJobQuery *query);
/* Any job by name, also one that is not on the board. */
void           dwd_engine_load_job_async (DwdEngine          *self,
                                          const char         *name,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
DwdJob *dwd_engine_load_job_finish (DwdEngine    *self,
                                    GAsyncResult *result,
                                    GError      **error);
void           dwd_engine_load_history_async (DwdEngine          *self,
                                              const char         *job,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
GPtrArray *dwd_engine_load_history_finish (DwdEngine    *self,
                                           GAsyncResult *result,
                                           GError      **error);                 /* of DwdHistoryEntry */

/* Zones seen on technicians and jobs, and skills: for filters. (transfer full) */
char **dwd_engine_dup_zones (DwdEngine *self);
char **dwd_engine_dup_skills (DwdEngine *self);

/*
 * Actions on a job. @reason: (nullable), asked for where the state table says so. Times UTC µs.
 * Each fails at once with DWD_FAILURE_INVALID and a sentence where the state table refuses it.
 */
void           dwd_engine_assign_job_async (DwdEngine          *self,
                                            const char         *job,
                                            const char         *employee,
                                            gint64              start_us,          /* DWD_TIME_NONE: as planned */
                                            gint64              end_us,
                                            const char         *reason,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
void           dwd_engine_unassign_job_async (DwdEngine          *self,
                                              const char         *job,
                                              const char         *reason,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
void           dwd_engine_reschedule_job_async (DwdEngine          *self,
                                                const char         *job,
                                                gint64              start_us,
                                                gint64              end_us,
                                                const char         *reason,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
void           dwd_engine_set_job_status_async (DwdEngine          *self,
                                                const char         *job,
                                                DwdJobStatus        status,
                                                const char         *reason,
                                                GAsyncReadyCallback callback,
                                                gpointer            user_data);
gboolean       dwd_engine_act_finish (DwdEngine    *self,
                                      GAsyncResult *result,
                                      GError      **error);

/* The outbox: a list model of DwdOperation, unsent ones in order, kept live. */
GListModel *dwd_engine_get_queue (DwdEngine *self);
void           dwd_engine_retry_operation_async (DwdEngine          *self,
                                                 gint64              seq,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
/* Takes the operation back: the record returns to what it was without it. */
void           dwd_engine_discard_operation_async (DwdEngine          *self,
                                                   gint64              seq,
                                                   GAsyncReadyCallback callback,
                                                   gpointer            user_data);
/* Adds the reason that a refused operation lacked and sends it again. */
void           dwd_engine_amend_operation_async (DwdEngine          *self,
                                                 gint64              seq,
                                                 const char         *reason,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
/* The least a person can do with a conflict: keep mine (sent with force) or take the server's. */
void           dwd_engine_settle_conflict_async (DwdEngine          *self,
                                                 gint64              seq,
                                                 gboolean            keep_mine,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);

/* The audit log: what was decided and read, as a chain of hashes (docs/audit.md). */
void           dwd_engine_load_audit_async (DwdEngine          *self,
                                            const char         *doctype,           /* (nullable) */
                                            const char         *name,              /* (nullable) */
                                            gint64              before,            /* 0: from the newest on */
                                            guint               limit,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
GPtrArray *dwd_engine_load_audit_finish (DwdEngine    *self,
                                         GAsyncResult *result,
                                         GError      **error);                   /* of DwdAuditEntry */
/* A broken log is no error but a verdict. */
void           dwd_engine_verify_audit_async (DwdEngine          *self,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
gboolean       dwd_engine_verify_audit_finish (DwdEngine       *self,
                                               GAsyncResult    *result,
                                               DwdAuditVerdict *verdict,
                                               GError         **error);
void           dwd_engine_export_audit_async (DwdEngine          *self,
                                              GOutputStream      *stream,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
gboolean       dwd_engine_export_audit_finish (DwdEngine    *self,
                                               GAsyncResult *result,
                                               GError      **error);

/* How many documents of each DocType the cache holds: DWD_N_DOCTYPES numbers. (transfer full) (nullable) */
void           dwd_engine_count_documents_async (DwdEngine          *self,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
guint64 *dwd_engine_count_documents_finish (DwdEngine    *self,
                                            GAsyncResult *result,
                                            GError      **error);
/* For scripts: rows of a DocType as JSON texts. @where: (nullable) "status=Assigned,priority!=Low";
 * @order: (nullable) "modified desc". */
void           dwd_engine_query_async (DwdEngine          *self,
                                       const char         *doctype,
                                       const char         *where,
                                       const char         *order,
                                       guint               limit,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
GPtrArray *dwd_engine_query_finish (DwdEngine    *self,
                                    GAsyncResult *result,
                                    GError      **error);                        /* of char * */

G_END_DECLS
