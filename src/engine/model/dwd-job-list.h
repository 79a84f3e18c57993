/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "dwd-job.h"

G_BEGIN_DECLS

#define DWD_TYPE_JOB_LIST (dwd_job_list_get_type ())

/*
 * A GListModel of DwdJob sorted by start, then name, in which a job is found by name and replaced in
 * logarithmic time. Main context only.
 */
G_DECLARE_FINAL_TYPE (DwdJobList, dwd_job_list, DWD, JOB_LIST, GObject)

DwdJobList *dwd_job_list_new     (void);
DwdJob     *dwd_job_list_lookup  (DwdJobList *self,
                                  const char *name);
void        dwd_job_list_put     (DwdJobList *self,
                                  DwdJob     *job);
gboolean    dwd_job_list_remove  (DwdJobList *self,
                                  const char *name);
void        dwd_job_list_replace (DwdJobList *self,
                                  GPtrArray  *jobs);
int         dwd_job_list_compare (DwdJob     *a,
                                  DwdJob     *b);

G_END_DECLS
