/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "base/dwd-zone.h"
#include "dwd-job.h"
#include "dwd-technician.h"

G_BEGIN_DECLS

#define DWD_TYPE_BOARD (dwd_board_get_type ())

/*
 * What one day of the board shows, kept live by the engine. Main context only.
 *
 * Jobs and technicians are list models whose items are replaced when their record changes.
 * Signals:
 *  "jobs-changed" (GHashTable *names): at most once per turn of the main loop; the set of names added,
 *     removed or replaced, or NULL for "everything" (another day, first load).
 *  "technicians-changed": technicians or their spans changed.
 *  "positions-changed": at most once per turn; ask dwd_board_get_position().
 * Property "loading": until the first load of the day has come from the cache.
 */
G_DECLARE_FINAL_TYPE (DwdBoard, dwd_board, DWD, BOARD, GObject)

DwdBoard *dwd_board_new (DwdZone * zone,
                         gint64 day_us);

gint64             dwd_board_get_start (DwdBoard *self);                    /* first instant shown */
gint64             dwd_board_get_end (DwdBoard *self);
DwdZone *dwd_board_get_zone (DwdBoard *self);
gboolean           dwd_board_get_loading (DwdBoard *self);

/* Jobs with a place in [start, end), assigned or not, and all that are still open from before.
 * Item type DwdJob, sorted by start, then name. */
GListModel *dwd_board_get_jobs (DwdBoard *self);
DwdJob *dwd_board_lookup_job (DwdBoard   *self,
                              const char *name);                              /* (nullable) (transfer none) */
/* The jobs of one technician, in order of start: (element-type DwdJob) (transfer none), owned by the board. */
GPtrArray *dwd_board_get_jobs_of (DwdBoard   *self,
                                  const char *employee);                      /* (nullable) */

/* Item type DwdTechnician, sorted by zone, then name. */
GListModel *dwd_board_get_technicians (DwdBoard *self);
DwdTechnician *dwd_board_lookup_technician (DwdBoard   *self,
                                            const char *employee);
const DwdSpan *dwd_board_get_spans (DwdBoard   *self,
                                    const char *employee,
                                    gsize      *n_spans);
gboolean           dwd_board_get_position (DwdBoard    *self,
                                           const char  *employee,
                                           DwdPosition *position);
/* Share of the shift that is booked, 0–1 and above; NAN without a shift. */
double             dwd_board_get_utilisation (DwdBoard   *self,
                                              const char *employee);

/* For the engine (and fixtures of tests) alone. */
void               dwd_board_set_zone (DwdBoard *self,
                                       DwdZone  *zone);
void               dwd_board_clear_people (DwdBoard *self);
void               dwd_board_set_range (DwdBoard *self,
                                        gint64    start_us,
                                        gint64    end_us);
void               dwd_board_take_jobs (DwdBoard  *self,
                                        GPtrArray *jobs);                         /* replaces all */
void               dwd_board_merge_jobs (DwdBoard  *self,
                                         GPtrArray *jobs);                        /* the same, told as what differs */
GPtrArray *dwd_board_dup_jobs (DwdBoard *self);
void               dwd_board_put_job (DwdBoard *self,
                                      DwdJob   *job);
void               dwd_board_remove_job (DwdBoard   *self,
                                         const char *name);
void               dwd_board_take_technicians (DwdBoard  *self,
                                               GPtrArray *technicians);
void               dwd_board_set_spans (DwdBoard      *self,
                                        const char    *employee,
                                        const DwdSpan *spans,
                                        gsize          n_spans);
gboolean           dwd_board_set_position (DwdBoard          *self,
                                           const char        *employee,
                                           const DwdPosition *position);
void               dwd_board_set_loading (DwdBoard *self,
                                          gboolean  loading);

G_END_DECLS
