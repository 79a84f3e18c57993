/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-engine.h"
#include "model/dwd-list-proxy.h"
#include "net/dwd-http-client.h"
#include "queue/dwd-outbox.h"
#include "realtime/dwd-realtime.h"
#include "store/dwd-store.h"
#include "sync/dwd-sync-coordinator.h"

G_BEGIN_DECLS

struct _DwdEngine
{
  GObject parent_instance;

  char *profile_dir;                    /* (owned) */
  DwdClock *clock;                      /* (owned) */
  DwdSecretStore *secrets;              /* (owned) */
  DwdSyncStatus *status;                /* (owned) */
  DwdZone *zone;                        /* (owned): the organisation's */
  gboolean online;                      /* syncing is wanted */
  gboolean needs_secret;                /* an account without its secret: a person must sign in */
  GCancellable *cancellable;            /* (owned): what ends with the engine or the account */

  /* what an account brings; all NULL before */
  DwdAccount *account;                  /* (owned) (nullable) */
  DwdStore *store;                      /* (owned) (nullable) */
  DwdOutbox *outbox;                    /* (owned) (nullable) */
  DwdListProxy *queue;                  /* (owned): the outbox's list, or nothing */

  /* the link */
  DwdHttpClient *client;                /* (owned) (nullable) */
  DwdSyncCoordinator *coordinator;      /* (owned) (nullable) */
  DwdRealtime *realtime;                /* (owned) (nullable) */
  guint refused;                        /* events refused here */
  guint drain_total;                    /* the most that was queued since the queue was empty */

  /* the board and other live lists */
  DwdBoard *board;                      /* (owned) */
  gint64 board_day_us;
  GHashTable *changed_jobs;             /* (owned): names to load again */
  guint reload_source;
  gboolean reload_day;
  gboolean reload_people;
  gboolean day_loading;
  gint64 day_asked_us;                  /* monotonic: when the load of the day began */
  guint reload_delay_ms;                /* how long to wait with the next one */
  GPtrArray *lists;                     /* (owned): weak references on DwdPagedList */
  gint64 lists_refreshed_us;                /* monotonic */
  guint lists_source;
  char **zones;                         /* (owned) (nullable) */
  char **skills;                        /* (owned) (nullable) */
};

/* dwd-engine.c */
void     _dwd_engine_notice (DwdEngine  *self,
                             DwdFailure  failure,
                             const char *detail);
void     _dwd_engine_account_changed (DwdEngine *self);
void     _dwd_engine_queue_changed (DwdEngine *self);
gboolean _dwd_engine_check_account (DwdEngine *self,
                                    GTask     *task);

/* dwd-engine-queue.c: ends the task that an act on the outbox was begun for; takes the task. */
void     _dwd_engine_act_cb (GObject      *object,
                             GAsyncResult *result,
                             gpointer      task);

/* dwd-engine-profile.c */
void        _dwd_engine_load_profile_async (DwdEngine          *self,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean    _dwd_engine_load_profile_finish (DwdEngine    *self,
                                             GAsyncResult *result,
                                             DwdAccount  **account,
                                             GError      **error);
void        _dwd_engine_save_profile_async (DwdEngine          *self,
                                            DwdAccount         *account,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
gboolean    _dwd_engine_save_profile_finish (DwdEngine    *self,
                                             GAsyncResult *result,
                                             GError      **error);

/* dwd-engine-cache.c */
void     _dwd_engine_open_cache_async (DwdEngine          *self,
                                       DwdAccount         *account,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
gboolean _dwd_engine_open_cache_finish (DwdEngine    *self,
                                        GAsyncResult *result,
                                        GError      **error);
void     _dwd_engine_close_cache_async (DwdEngine          *self,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean _dwd_engine_close_cache_finish (DwdEngine    *self,
                                         GAsyncResult *result,
                                         GError      **error);

/* dwd-engine-link.c */
void     _dwd_engine_prepare_link (DwdEngine  *self,
                                   const char *api_secret);
void     _dwd_engine_start_link (DwdEngine *self);
void     _dwd_engine_drop_link (DwdEngine *self);
void     _dwd_engine_update_status (DwdEngine *self);

/* dwd-engine-events.c */
void     _dwd_engine_handle_event (DwdEngine  *self,
                                   const char *event,
                                   const char *args_json);

/* dwd-engine-board.c */
void     _dwd_engine_reload_board (DwdEngine *self);
void     _dwd_engine_watch_store (DwdEngine *self);
void     _dwd_engine_clear_board (DwdEngine *self);
void     _dwd_engine_stop_board (DwdEngine *self);

G_END_DECLS
