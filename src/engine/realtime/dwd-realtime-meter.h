/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Holds what comes over a socket against the messages that come of it, and ends the reading where the one
 * grows without the other. libsoup bounds each frame of a message but not their number; it gathers them
 * for as long as there is something to read, and the main loop has no turn meanwhile. So this is a thread.
 */
typedef struct _DwdRealtimeMeter DwdRealtimeMeter;

DwdRealtimeMeter *dwd_realtime_meter_new (GSocket *socket,
                                          guint64  most_bytes);            /* in one message */
void     dwd_realtime_meter_free (DwdRealtimeMeter *self);
void     dwd_realtime_meter_note_message (DwdRealtimeMeter *self);
gboolean dwd_realtime_meter_has_tripped (DwdRealtimeMeter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdRealtimeMeter, dwd_realtime_meter_free)

G_END_DECLS
