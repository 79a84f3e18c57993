/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-doc.h"
#include "dws-store.h"

G_BEGIN_DECLS

/**
 * DwsJobWrite:
 *
 * A Dispatch Job on its way into the table.
 */
typedef struct
{
  DwsStore *store;
  DwsDoc *doc;            /* with the client's values already in it */
  DwsDoc *old;            /* (nullable): before */
  guint64 given;          /* bits of the fields that the client sent */
  guint64 changed;        /* of those, the ones that differ from before */
  const char *org;
  const char *now;        /* naive, site zone */
  const char *user;
  const char *full_name;
  gboolean trusted;
} DwsJobWrite;

gboolean dws_job_rules_apply (DwsJobWrite *write,
                              GError     **error);
void     dws_job_rules_fetch_address (DwsDoc *job,
                                      DwsDoc *address,
                                      guint64 given);

G_END_DECLS
