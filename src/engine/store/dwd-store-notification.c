/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-table.h"

static const DwdTableColumn COLUMNS[] = {
  { "for_user", "for_user", DWD_CONVERT_TEXT, FALSE, NULL },
  { "kind", "kind", DWD_CONVERT_TEXT, FALSE, NULL },
  { "reference_doctype", "reference_doctype", DWD_CONVERT_TEXT, FALSE, NULL },
  { "reference_name", "reference_name", DWD_CONVERT_TEXT, FALSE, NULL },
  { "is_read", "read_state", DWD_CONVERT_CHECK, FALSE, NULL },
  { "dismissed", "dismissed", DWD_CONVERT_CHECK, FALSE, NULL },
  { "created_us", "creation", DWD_CONVERT_DATETIME, TRUE, NULL },
};

static const DwdTableLink LINKS[] = {
  { "reference_name", DWD_DOCTYPE_UNKNOWN, "reference_doctype" },
};

static const char *const FIELDS[] = {
  "organization",
  "subject",
  "body",
  "owner",
  "modified_by",
  "idx",
  "doctype",
  NULL,
};

const DwdTable dwd_table_notification = {
  .doctype = DWD_DOCTYPE_NOTIFICATION,
  .table = "notification",
  .columns = COLUMNS,
  .n_columns = G_N_ELEMENTS (COLUMNS),
  .links = LINKS,
  .n_links = G_N_ELEMENTS (LINKS),
  .title_key = "subject",
  .fields = FIELDS,
  .zone_column = -1,
  .skills_column = -1,
};
