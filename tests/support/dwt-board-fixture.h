/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "base/dwd-clock.h"
#include "model/dwd-board.h"
#include "model/dwd-sync-status.h"

G_BEGIN_DECLS

/*
 * One moment of one day, the same in every test and picture: Tuesday 24 November 2026, 10:42 in
 * Asia/Almaty, ten technicians in two zones and some fifty jobs in every state.
 */
gint64         dwt_board_fixture_now (void);
/* A local time of that day; @day_offset 1 is Wednesday. UTC µs. */
gint64         dwt_board_fixture_at (int day_offset,
                                     int hour,
                                     int minute);
DwdClock *dwt_board_fixture_new_clock (void);          /* fixed at that moment */
DwdBoard *dwt_board_fixture_new (void);
/* The outbox of that moment: every state, of DwdOperation. */
GListStore *dwt_board_fixture_new_queue (void);
/* The history of JOB-2026-00204, newest first, of DwdHistoryEntry. */
GPtrArray *dwt_board_fixture_new_history (void);
DwdSyncStatus *dwt_board_fixture_new_status (DwdSyncState state);

G_END_DECLS
