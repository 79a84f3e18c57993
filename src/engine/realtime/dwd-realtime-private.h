/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-realtime.h"

#include "base/dwd-backoff.h"
#include "dwd-realtime-link.h"

G_BEGIN_DECLS

/* What moves dwd_realtime_states. */
typedef enum
{
  DWD_REALTIME_EVENT_START = 0,
  DWD_REALTIME_EVENT_OPENED,
  DWD_REALTIME_EVENT_JOINED,
  DWD_REALTIME_EVENT_LOST,
  DWD_REALTIME_EVENT_REFUSED,
  DWD_REALTIME_EVENT_RETRY,
  DWD_REALTIME_EVENT_STOP,
} DwdRealtimeEvent;

struct _DwdRealtime
{
  GObject parent_instance;

  char *server;                     /* (owned) */
  char *nsp;                        /* (owned): with slash */
  char *authorization;              /* (owned) (nullable) */
  DwdClock *clock;                  /* (owned) */
  GNetworkMonitor *monitor;         /* (owned) */
  SoupSession *session;             /* (owned) */

  int state;                        /* a DwdRealtimeState */
  DwdFailure failure;
  DwdRealtimeLink *link;            /* (owned) (nullable) */
  DwdBackoff *backoff;              /* (owned) */
  guint retry_id;
  gint64 next_try_us;
  gint64 last_local_us;             /* both of the last tick, to see a sleep */
  gint64 last_monotonic_us;
  guint n_refused;

  GHashTable *channels;             /* (owned): channel → the spelling that was accepted */
  guint n_unanswered;               /* channels of this join */
  guint join;                       /* counts joins: answers of an older one are void */
  gboolean settled;                 /* "joined" has been said */

  GHashTable *acks;                 /* (owned): id → Ack */
  gint64 next_id;
};

/* dwd-realtime-acks.c */
GHashTable *dwd_realtime_acks_new (void);
void        dwd_realtime_acks_answer (DwdRealtime *self,
                                      gint64       id,
                                      const char  *args_json);
void        dwd_realtime_acks_fail_all (DwdRealtime *self);

/* dwd-realtime-channels.c */
void        dwd_realtime_channels_join (DwdRealtime *self);
void        dwd_realtime_channels_settle (DwdRealtime *self);

G_END_DECLS
