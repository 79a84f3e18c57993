/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-table.h"

static const DwdTableColumn COLUMNS[] = {
  { "employee", "employee", DWD_CONVERT_TEXT, FALSE, NULL },
  { "status", "status", DWD_CONVERT_TEXT, FALSE, NULL },
  { "leave_type", "leave_type", DWD_CONVERT_TEXT, FALSE, NULL },
  { "from_us", "from_date", DWD_CONVERT_DATE, TRUE, NULL },
  { "to_us", "to_date", DWD_CONVERT_DATE_END, TRUE, NULL },
};

static const DwdTableLink LINKS[] = {
  { "employee", DWD_DOCTYPE_EMPLOYEE, NULL },
};

static const char *const FIELDS[] = {
  "organization",
  "description",
  "owner",
  "creation",
  "modified_by",
  "idx",
  "doctype",
  NULL,
};

const DwdTable dwd_table_leave_application = {
  .doctype = DWD_DOCTYPE_LEAVE_APPLICATION,
  .table = "leave_application",
  .columns = COLUMNS,
  .n_columns = G_N_ELEMENTS (COLUMNS),
  .links = LINKS,
  .n_links = G_N_ELEMENTS (LINKS),
  .title_key = "leave_type",
  .fields = FIELDS,
  .zone_column = -1,
  .skills_column = -1,
};
