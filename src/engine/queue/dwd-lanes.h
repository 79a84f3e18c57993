/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "model/dwd-operation.h"

G_BEGIN_DECLS

/* Which way an operation takes and how patient it is. Pure. */

#define DWD_LANE_BULK_PER_MINUTE 100

DwdLane  dwd_lane_for (DwdDoctype doctype,
                       DwdVerb    verb);
/* µs to wait after the try number @tries (1 is the first) failed, or -1: give up. */
gint64   dwd_lane_retry_delay (DwdLane lane,
                               guint   tries);
/* The lane that is served as number @place, most urgent first; 0 behind the last. */
DwdLane  dwd_lane_by_urgency (guint place);
/* What a server's answer of type error means; @type: (nullable). */
DwdFailure dwd_failure_from_error_type (const char *type);
/* No retry helps: a person must change something. */
gboolean dwd_failure_is_final (DwdFailure failure);

G_END_DECLS
