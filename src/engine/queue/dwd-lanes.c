/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-queue"

#include "config.h"

#include "dwd-lanes.h"

#include "base/dwd-types.h"

#define MAX_RETRIES 3

typedef struct
{
  DwdLane lane;
  int seconds[MAX_RETRIES];       /* 0: none left */
} LaneRow;

/* In order of urgency. */
static const LaneRow LANES[] = {
  { DWD_LANE_CRITICAL, { 10, 30, 60 } },
  { DWD_LANE_DEFAULT, { 60, 300, 900 } },
  { DWD_LANE_AI, { 60, 300, 900 } },
  { DWD_LANE_BULK, { 300, 900, 0 } },
};

typedef struct
{
  const char *type;
  DwdFailure failure;
} ErrorRow;

static const ErrorRow ERRORS[] = {
  { "ValidationError", DWD_FAILURE_INVALID },
  { "InvalidStateError", DWD_FAILURE_INVALID },
  { "ReasonRequiredError", DWD_FAILURE_INVALID },
  { "LinkValidationError", DWD_FAILURE_INVALID },
  { "PermissionError", DWD_FAILURE_FORBIDDEN },
  { "DoesNotExistError", DWD_FAILURE_NOT_FOUND },
  { "TimeoutError", DWD_FAILURE_TIMEOUT },
  { "ServerError", DWD_FAILURE_BROKEN },
};

DwdLane
dwd_lane_for (DwdDoctype doctype,
              DwdVerb    verb)
{
  if (doctype == DWD_DOCTYPE_DISPATCH_JOB)
    return DWD_LANE_CRITICAL;
  if (verb == DWD_VERB_READ_NOTIFICATION)
    return DWD_LANE_BULK;
  return DWD_LANE_DEFAULT;
}

gint64
dwd_lane_retry_delay (DwdLane lane,
                      guint   tries)
{
  for (gsize i = 0; i < G_N_ELEMENTS (LANES); i++)
    if (LANES[i].lane == lane)
      {
        if (tries == 0 || tries > MAX_RETRIES || LANES[i].seconds[tries - 1] == 0)
          return -1;
        return LANES[i].seconds[tries - 1] * DWD_USEC_PER_SEC;
      }
  return -1;
}

DwdLane
dwd_lane_by_urgency (guint place)
{
  return place < G_N_ELEMENTS (LANES) ? LANES[place].lane : 0;
}

/* A type nobody told us of may pass by itself: it is tried again, and ends as a dead letter if not. */
DwdFailure
dwd_failure_from_error_type (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ERRORS); i++)
    if (g_strcmp0 (ERRORS[i].type, type) == 0)
      return ERRORS[i].failure;
  return DWD_FAILURE_BROKEN;
}

gboolean
dwd_failure_is_final (DwdFailure failure)
{
  return failure == DWD_FAILURE_INVALID || failure == DWD_FAILURE_FORBIDDEN ||
         failure == DWD_FAILURE_NOT_FOUND || failure == DWD_FAILURE_CONFLICT;
}
