/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-geometry.h"
#include "base/dwd-types.h"
#include "protocol/dwd-enums.h"

G_BEGIN_DECLS

#define DWD_TYPE_JOB (dwd_job_get_type ())

/*
 * An immutable snapshot of one Dispatch Job as the cache holds it: the server's record with this
 * person's unsent changes on top. Any thread may build one with DwdJobFields; after that it is read
 * only. Texts never are %NULL unless said so.
 */
G_DECLARE_FINAL_TYPE (DwdJob, dwd_job, DWD, JOB, GObject)

typedef enum
{
  DWD_JOB_MARK_NONE = 0,
  DWD_JOB_MARK_QUEUED = 1 << 0,     /* changes wait in the outbox */
  DWD_JOB_MARK_FAILED = 1 << 1,     /* a change was refused or given up */
  DWD_JOB_MARK_CONFLICT = 1 << 2,   /* two truths, its queue is held */
} DwdJobMarks;

/**
 * DwdJobFields:
 *
 * What a job is made of. Strings are copied by dwd_job_new(); %NULL strings become "" (arrays become
 * empty). Instants are UTC µs or %DWD_TIME_NONE, coordinates NAN where unknown.
 */
typedef struct
{
  const char *name;
  const char *organization;
  const char *title;
  const char *description;
  const char *job_type;
  const char *customer;
  const char *customer_name;
  const char *contact_phone;
  const char *contact_email;
  const char *address;
  const char *formatted_address;
  const char *customer_notes;
  const char *technician_notes;
  const char *assigned_to;          /* "" : nobody */
  const char *assigned_to_name;
  const char *zone;
  const char *modified;
  const char *const *required_skills;           /* "HVAC" */
  const char *const *required_certifications;
  DwdJobStatus status;
  DwdPriority priority;
  DwdWindow preferred_window;
  DwdAssignmentMethod assignment_method;
  DwdJobMarks marks;
  DwdPoint location;
  gint64 date_us;                       /* local midnight of scheduled_date */
  gint64 start_us;                      /* planned start, or NONE: a date without a time */
  gint64 end_us;
  gint64 created_us;
  gint64 status_updated_us;
  gint64 actual_start_us;               /* arrival */
  gint64 actual_end_us;
  gint64 estimated_duration_us;                /* 0: unknown */
  gint64 travel_us;                     /* drive time before it, 0: unknown */
} DwdJobFields;

DwdJob *dwd_job_new (const DwdJobFields *fields);
/* On any thread: whether nothing at all distinguishes them. */
gboolean dwd_job_equal (DwdJob *a,
                        DwdJob *b);

const char *dwd_job_get_name (DwdJob *self);
const char *dwd_job_get_short_name (DwdJob *self);                        /* "204" of JOB-2026-00204; "new" of a local one */
const char *dwd_job_get_organization (DwdJob *self);
const char *dwd_job_get_title (DwdJob *self);
const char *dwd_job_get_description (DwdJob *self);
const char *dwd_job_get_job_type (DwdJob *self);
const char *dwd_job_get_customer (DwdJob *self);
const char *dwd_job_get_customer_name (DwdJob *self);
const char *dwd_job_get_contact_phone (DwdJob *self);
const char *dwd_job_get_contact_email (DwdJob *self);
const char *dwd_job_get_formatted_address (DwdJob *self);
const char *dwd_job_get_customer_notes (DwdJob *self);
const char *dwd_job_get_technician_notes (DwdJob *self);
const char *dwd_job_get_assigned_to (DwdJob *self);                       /* "" : nobody */
const char *dwd_job_get_assigned_to_name (DwdJob *self);
const char *dwd_job_get_zone (DwdJob *self);
const char *dwd_job_get_modified (DwdJob *self);
const char *const *dwd_job_get_required_skills (DwdJob *self);
const char *const *dwd_job_get_required_certifications (DwdJob *self);
DwdJobStatus        dwd_job_get_status (DwdJob *self);
DwdPriority         dwd_job_get_priority (DwdJob *self);
DwdWindow           dwd_job_get_preferred_window (DwdJob *self);
DwdAssignmentMethod dwd_job_get_assignment_method (DwdJob *self);
DwdJobMarks         dwd_job_get_marks (DwdJob *self);
gboolean            dwd_job_get_location (DwdJob   *self,
                                          DwdPoint *point);
gint64              dwd_job_get_date (DwdJob *self);
gint64              dwd_job_get_start (DwdJob *self);
gint64              dwd_job_get_end (DwdJob *self);
gint64              dwd_job_get_created (DwdJob *self);
gint64              dwd_job_get_status_updated (DwdJob *self);
gint64              dwd_job_get_actual_start (DwdJob *self);
gint64              dwd_job_get_actual_end (DwdJob *self);
gint64              dwd_job_get_estimated_duration (DwdJob *self);
gint64              dwd_job_get_travel (DwdJob *self);
gboolean            dwd_job_is_open (DwdJob *self);                       /* neither Completed nor Cancelled */

/* How late the job is at @now_us: past its planned start without having arrived, or past its
 * planned end without being done. 0 when it is not. */
gint64              dwd_job_get_lateness (DwdJob *self,
                                          gint64  now_us);

G_END_DECLS
