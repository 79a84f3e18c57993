/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-store-private.h"

G_BEGIN_DECLS

/* Jobs out of rows. Reader thread. */

/* The columns that dwd_store_read_job() expects, of a table or alias named j. */
#define DWD_JOB_COLUMNS \
  "j.name, j.org, j.modified, j.status, j.priority, j.date_us, j.start_us, j.end_us, j.created_us, " \
  "j.status_updated_us, j.arrival_us, j.departure_us, j.duration_us, j.travel_us, j.latitude, " \
  "j.longitude, j.assigned_to, j.customer, j.zone, j.job_type, j.skills, j.certifications, j.dirty, " \
  "j.data"

/* Marks of all jobs with operations: name → DwdJobMarks. (transfer full) (nullable) */
GHashTable *dwd_store_load_marks (DwdDb   *db,
                                  GError **error);
/* (transfer full) (nullable): NULL where the document's text is damaged. */
DwdJob *dwd_store_read_job (DwdStatement *row,
                            GHashTable   *marks);
/* All rows of a statement: (element-type DwdJob). */
GPtrArray *dwd_store_read_jobs (DwdDb        *db,
                                DwdStatement *rows,
                                GError      **error);

G_END_DECLS
