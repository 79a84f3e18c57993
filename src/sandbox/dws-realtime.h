/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <libsoup/soup.h>

#include "dws-faults.h"
#include "dws-metrics.h"
#include "dws-users.h"
#include "dws-world.h"

G_BEGIN_DECLS

/*
 * Who listens to what: the Dartwing half of the Socket.IO server. Rooms are named after the channel
 * with the DocType as it is written, whatever spelling a client asked for.
 */
typedef struct _DwsRealtime DwsRealtime;

DwsRealtime *dws_realtime_new (SoupServer *soup,
                               DwsStore   *store,
                               DwsUsers   *users,
                               DwsFaults  *faults,
                               DwsMetrics *metrics,
                               guint       ping_interval_ms,
                               guint       ping_timeout_ms);
void         dws_realtime_free (DwsRealtime *self);

void         dws_realtime_send_delta (DwsRealtime  *self,
                                      const DwsRow *row);
void         dws_realtime_send_refresh (DwsRealtime  *self,
                                        const DwsRow *row);
void         dws_realtime_send_fix (DwsRealtime  *self,
                                    const DwsFix *fix);
void         dws_realtime_send_to_user (DwsRealtime *self,
                                        const char  *user,
                                        const char  *event,
                                        const char  *payload);
void         dws_realtime_drop_all (DwsRealtime *self);
void         dws_realtime_set_hung (DwsRealtime *self,
                                    gboolean     hung);
void         dws_realtime_revoke (DwsRealtime *self,
                                  const char  *user,
                                  const char  *org);
guint        dws_realtime_get_n_sockets (DwsRealtime *self);
guint        dws_realtime_get_n_rooms (DwsRealtime *self);

G_END_DECLS
