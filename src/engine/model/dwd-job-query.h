/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-types.h"
#include "protocol/dwd-enums.h"

G_BEGIN_DECLS

typedef enum
{
  DWD_JOB_ORDER_PRIORITY,    /* most urgent first, then earliest window */
  DWD_JOB_ORDER_START,       /* earliest planned start or date first */
  DWD_JOB_ORDER_CREATED,     /* newest first */
} DwdJobOrder;

/**
 * DwdJobQuery:
 *
 * Which jobs a list shows; all conditions combine. A value, copied freely.
 */
typedef struct
{
  guint statuses;             /* bits 1 << DwdJobStatus; 0: any */
  guint priorities;           /* bits 1 << DwdPriority; 0: any */
  const char *text;           /* (nullable): every word must occur in number, title, customer or address */
  const char *zone;           /* (nullable) */
  const char *skill;          /* (nullable) */
  DwdJobOrder order;
} DwdJobQuery;

DwdJobQuery *dwd_job_query_copy (const DwdJobQuery *query);
void         dwd_job_query_free (DwdJobQuery *query);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdJobQuery, dwd_job_query_free)

G_END_DECLS
