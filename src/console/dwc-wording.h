/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

/*
 * The one place where typed reasons, times and operations become sentences. All texts are
 * translated; char * is (transfer full), const char * is static.
 */

/* Failures: what happened, and the next step. */
const char *dwc_wording_failure (DwdFailure failure);
char *dwc_wording_error (const GError *error);
char *dwc_wording_sign_in_error (const GError *error);
char *dwc_wording_notice (DwdFailure  failure,
                          const char *detail);

/* Times, in the organisation's zone and the clock format of the preferences. */
char *dwc_wording_duration (gint64 us);                                      /* "4 s", "18 min", "1 h 52", "2 d 4 h" */
char *dwc_wording_time (DwcContext *context,
                        gint64      us);                                     /* "10:42" */
char *dwc_wording_time_range (DwcContext *context,
                              gint64      start_us,
                              gint64      end_us);
char *dwc_wording_date (DwcContext *context,
                        gint64      us);                                     /* "Tue 24 Nov 2026" */
char *dwc_wording_short_date (DwcContext *context,
                              gint64      us);                               /* "Tue 24 Nov" */
char *dwc_wording_moment (DwcContext *context,
                          gint64      us);                                   /* time, and the day unless today */
char *dwc_wording_detail_time (DwcContext *context,
                               const char *text);                            /* a wire datetime, else as it is */

/* Jobs. */
const char *dwc_wording_window (DwdWindow window);
char *dwc_wording_job_when (DwcContext *context,
                            DwdJob     *job);                                /* "11:20–12:50", "Wed, morning" */
char *dwc_wording_job_due (DwdJob *job,
                           gint64  now_us);                                      /* "12 min late", "in 38 min", "" */
char *dwc_wording_lateness (gint64 lateness_us);
char *dwc_wording_number (const char *name);                                 /* "204" of JOB-2026-00204 */
char *dwc_wording_history (DwcContext      *context,
                           DwdHistoryEntry *entry);

/* The outbox. */
const char *dwc_wording_lane (DwdLane lane);
const char *dwc_wording_lane_hint (DwdLane lane);
char *dwc_wording_operation (DwcContext   *context,
                             DwdOperation *operation);
char *dwc_wording_operation_state (DwdOperation *operation,
                                   gint64        now_us);
char *dwc_wording_queue_title (guint n_operations);

/* The sync pill and the banners. */
char *dwc_wording_sync (DwcContext                *context,
                        const DwdSyncStatusFields *status);
char *dwc_wording_sync_short (const DwdSyncStatusFields *status);
char *dwc_wording_offline (DwcContext                *context,
                           const DwdSyncStatusFields *status,
                           gint64                     now_us);

G_END_DECLS
