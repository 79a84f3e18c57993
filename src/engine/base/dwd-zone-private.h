/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-zone.h"

G_BEGIN_DECLS

/* From @start on, until the next span starts, local time is @offset seconds ahead of UTC. */
typedef struct
{
  gint64 start;    /* UTC seconds */
  gint64 offset;
} DwdZoneSpan;

GArray *dwd_zone_read_tzif (const char *contents,
                            gsize       length);

G_END_DECLS
