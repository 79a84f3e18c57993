/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-types.h"

G_BEGIN_DECLS

#define DWD_TYPE_CLOCK (dwd_clock_get_type ())

G_DECLARE_FINAL_TYPE (DwdClock, dwd_clock, DWD, CLOCK, GObject)

/*
 * The only source of "now", corrected by what was measured of the server's clock. Main context
 * only. Signals, emitted with the new now as gint64 UTC µs: "second", "minute". They fire only while
 * somebody listens. A fixed clock stands still until dwd_clock_advance() and is what tests and
 * screenshots use.
 */
DwdClock *dwd_clock_new (void);
DwdClock *dwd_clock_new_fixed (gint64 now_us);

gint64    dwd_clock_get_now (DwdClock *self);
gint64    dwd_clock_get_local (DwdClock *self);
gint64    dwd_clock_get_skew (DwdClock *self);
double    dwd_clock_get_rate (DwdClock *self);
gboolean  dwd_clock_is_fixed (DwdClock *self);
void      dwd_clock_set_server (DwdClock *self,
                                gint64    server_us,
                                double    rate);
void      dwd_clock_advance (DwdClock *self,
                             gint64    delta_us);

G_END_DECLS
