/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-table.h"

static const DwdTableColumn COLUMNS[] = {
  { "shift_name", "shift_name", DWD_CONVERT_TEXT, FALSE, NULL },
  { "start_time", "start_time", DWD_CONVERT_TEXT, FALSE, NULL },
  { "end_time", "end_time", DWD_CONVERT_TEXT, FALSE, NULL },
  { "color", "color", DWD_CONVERT_TEXT, FALSE, NULL },
};

static const char *const FIELDS[] = {
  "organization",
  "break_start",
  "break_duration_minutes",
  "owner",
  "creation",
  "modified_by",
  "idx",
  "doctype",
  NULL,
};

const DwdTable dwd_table_shift_template = {
  .doctype = DWD_DOCTYPE_SHIFT_TEMPLATE,
  .table = "shift_template",
  .columns = COLUMNS,
  .n_columns = G_N_ELEMENTS (COLUMNS),
  .title_key = "shift_name",
  .fields = FIELDS,
  .zone_column = -1,
  .skills_column = -1,
};
