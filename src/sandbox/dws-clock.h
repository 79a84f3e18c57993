/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-zone.h"

G_BEGIN_DECLS

/*
 * The sandbox's own time: it starts where it is told to and may run faster than the wall's. It never
 * goes back by itself. One context only.
 */
typedef struct _DwsClock DwsClock;

DwsClock *dws_clock_new (gint64   start_us,
                         double   rate,
                         DwdZone *site_zone);
void      dws_clock_free (DwsClock *self);
gint64    dws_clock_get_now (DwsClock *self);
double    dws_clock_get_rate (DwsClock *self);
void      dws_clock_set_rate (DwsClock *self,
                              double    rate);
void      dws_clock_set_now (DwsClock *self,
                             gint64    now_us);
void      dws_clock_set_skew (DwsClock *self,
                              gint64    skew_us);
DwdZone *dws_clock_get_zone (DwsClock *self);
char *dws_clock_format_site (DwsClock *self,
                             gint64    utc_us);
gboolean  dws_clock_parse_site (DwsClock   *self,
                                const char *text,
                                gint64     *utc_us);
char *dws_clock_format_http (gint64 utc_us);
char *dws_clock_format_instant (gint64 utc_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwsClock, dws_clock_free)

G_END_DECLS
