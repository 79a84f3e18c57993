/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-job-query.h"

/**
 * dwd_job_query_copy:
 * @query: a query
 *
 * Returns: (transfer full): a copy that owns its texts; free with dwd_job_query_free()
 */
DwdJobQuery *
dwd_job_query_copy (const DwdJobQuery *query)
{
  DwdJobQuery *copy;

  g_return_val_if_fail (query != NULL, NULL);

  copy = g_memdup2 (query, sizeof *query);
  copy->text = g_strdup (query->text);
  copy->zone = g_strdup (query->zone);
  copy->skill = g_strdup (query->skill);

  return copy;
}

void
dwd_job_query_free (DwdJobQuery *query)
{
  g_free ((char *) query->text);
  g_free ((char *) query->zone);
  g_free ((char *) query->skill);
  g_free (query);
}
