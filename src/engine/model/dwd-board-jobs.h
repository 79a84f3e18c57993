/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "dwd-job.h"

G_BEGIN_DECLS

#define DWD_TYPE_BOARD_JOBS (dwd_board_jobs_get_type ())

/*
 * A GListModel of DwdJob sorted by start, then name, in which a job is found by name and replaced in
 * logarithmic time. Main context only.
 */
G_DECLARE_FINAL_TYPE (DwdBoardJobs, dwd_board_jobs, DWD, BOARD_JOBS, GObject)

DwdBoardJobs *dwd_board_jobs_new (void);
DwdJob *dwd_board_jobs_lookup (DwdBoardJobs *self,
                               const char   *name);
GPtrArray *dwd_board_jobs_dup (DwdBoardJobs *self);
void        dwd_board_jobs_put (DwdBoardJobs *self,
                                DwdJob       *job);
gboolean    dwd_board_jobs_remove (DwdBoardJobs *self,
                                   const char   *name);
void        dwd_board_jobs_replace (DwdBoardJobs *self,
                                    GPtrArray    *jobs);
int         dwd_board_jobs_compare (DwdJob *a,
                                    DwdJob *b);

G_END_DECLS
