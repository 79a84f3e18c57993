/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-table.h"

static const DwdTableColumn COLUMNS[] = {
  { "title", "org_name", DWD_CONVERT_TEXT, FALSE, NULL },
  { "status", "status", DWD_CONVERT_TEXT, FALSE, NULL },
  { "time_zone", "time_zone", DWD_CONVERT_TEXT, FALSE, NULL },
};

static const char *const FIELDS[] = {
  "org_type",
  "logo",
  "owner",
  "creation",
  "modified_by",
  "idx",
  "doctype",
  NULL,
};

const DwdTable dwd_table_organization = {
  .doctype = DWD_DOCTYPE_ORGANIZATION,
  .table = "organization",
  .columns = COLUMNS,
  .n_columns = G_N_ELEMENTS (COLUMNS),
  .title_key = "org_name",
  .fields = FIELDS,
  .zone_column = -1,
  .skills_column = -1,
};
