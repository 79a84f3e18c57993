/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * Select values of the wire as enums, with fixed numbers (they are stored). Spellings in
 * lower_snake, lower case and Title Case are all understood; what goes out is Title Case.
 * *_from_string() gives 0 for what it does not know. Each has a registered GType (DWD_TYPE_…).
 */
typedef enum /*< underscore_name=dwd_job_status >*/
{
  DWD_JOB_STATUS_UNKNOWN = 0,
  DWD_JOB_STATUS_DRAFT = 1,
  DWD_JOB_STATUS_UNASSIGNED = 2,
  DWD_JOB_STATUS_ASSIGNED = 3,
  DWD_JOB_STATUS_EN_ROUTE = 4,
  DWD_JOB_STATUS_ARRIVED = 5,
  DWD_JOB_STATUS_IN_PROGRESS = 6,
  DWD_JOB_STATUS_COMPLETED = 7,
  DWD_JOB_STATUS_CANCELLED = 8,
} DwdJobStatus;
#define DWD_N_JOB_STATUSES 9

typedef enum
{
  DWD_PRIORITY_UNKNOWN = 0,
  DWD_PRIORITY_LOW = 1,
  DWD_PRIORITY_NORMAL = 2,
  DWD_PRIORITY_HIGH = 3,
  DWD_PRIORITY_URGENT = 4,
} DwdPriority;

typedef enum
{
  DWD_WINDOW_UNKNOWN = 0,
  DWD_WINDOW_ANY = 1,
  DWD_WINDOW_MORNING = 2,    /* 08–12 local */
  DWD_WINDOW_AFTERNOON = 3,  /* 12–17 */
  DWD_WINDOW_EVENING = 4,    /* 17–21 */
} DwdWindow;

typedef enum
{
  DWD_ASSIGNMENT_METHOD_UNKNOWN = 0,
  DWD_ASSIGNMENT_METHOD_MANUAL = 1,
  DWD_ASSIGNMENT_METHOD_AUTO_NEAREST = 2,
  DWD_ASSIGNMENT_METHOD_AUTO_WORKLOAD = 3,
  DWD_ASSIGNMENT_METHOD_AUTO_SKILL_MATCH = 4,
} DwdAssignmentMethod;

typedef enum
{
  DWD_SCHEDULE_STATUS_UNKNOWN = 0,
  DWD_SCHEDULE_STATUS_DRAFT = 1,
  DWD_SCHEDULE_STATUS_PUBLISHED = 2,
  DWD_SCHEDULE_STATUS_CONFIRMED = 3,
  DWD_SCHEDULE_STATUS_COMPLETED = 4,
  DWD_SCHEDULE_STATUS_CANCELLED = 5,
} DwdScheduleStatus;

/* Kinds of write in the batch endpoint. */
typedef enum
{
  DWD_OP_INSERT = 1,
  DWD_OP_UPDATE = 2,
  DWD_OP_DELETE = 3,
} DwdOpKind;

/* Per-operation answers of the batch endpoint. */
typedef enum
{
  DWD_RESULT_UNKNOWN = 0,
  DWD_RESULT_SUCCESS = 1,
  DWD_RESULT_DUPLICATE = 2,
  DWD_RESULT_CONFLICT = 3,
  DWD_RESULT_CONFLICT_MANUAL = 4,
  DWD_RESULT_ERROR = 5,
} DwdResultStatus;

GType dwd_job_status_get_type (void);
GType dwd_priority_get_type (void);
GType dwd_window_get_type (void);
#define DWD_TYPE_JOB_STATUS (dwd_job_status_get_type ())
#define DWD_TYPE_PRIORITY   (dwd_priority_get_type ())
#define DWD_TYPE_WINDOW     (dwd_window_get_type ())

DwdJobStatus        dwd_job_status_from_string (const char *text,
                                                gssize      length);
const char *dwd_job_status_to_string (DwdJobStatus status);
DwdPriority         dwd_priority_from_string (const char *text,
                                              gssize      length);
const char *dwd_priority_to_string (DwdPriority priority);
DwdWindow           dwd_window_from_string (const char *text,
                                            gssize      length);
const char *dwd_window_to_string (DwdWindow window);
gboolean            dwd_window_get_hours (DwdWindow window,
                                          int      *start_hour,
                                          int      *end_hour);
DwdAssignmentMethod dwd_assignment_method_from_string (const char *text,
                                                       gssize      length);
const char *dwd_assignment_method_to_string (DwdAssignmentMethod method);
DwdScheduleStatus   dwd_schedule_status_from_string (const char *text,
                                                     gssize      length);
const char *dwd_schedule_status_to_string (DwdScheduleStatus status);
const char *dwd_op_kind_to_string (DwdOpKind kind);
DwdOpKind           dwd_op_kind_from_string (const char *text,
                                             gssize      length);
DwdResultStatus     dwd_result_status_from_string (const char *text,
                                                   gssize      length);
const char *dwd_result_status_to_string (DwdResultStatus status);

G_END_DECLS
