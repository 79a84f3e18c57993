/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-table.h"

static const DwdTableColumn COLUMNS[] = {
  { "customer_name", "customer_name", DWD_CONVERT_TEXT, TRUE, NULL },
  { "customer_group", "customer_group", DWD_CONVERT_TEXT, FALSE, NULL },
  { "phone", "mobile_no", DWD_CONVERT_TEXT, FALSE, NULL },
  { "email", "email_id", DWD_CONVERT_TEXT, FALSE, NULL },
};

static const DwdTableLink LINKS[] = {
  { "primary_address", DWD_DOCTYPE_ADDRESS, NULL },
};

static const char *const FIELDS[] = {
  "organization",
  "primary_address",
  "owner",
  "creation",
  "modified_by",
  "idx",
  "doctype",
  NULL,
};

const DwdTable dwd_table_customer = {
  .doctype = DWD_DOCTYPE_CUSTOMER,
  .table = "customer",
  .columns = COLUMNS,
  .n_columns = G_N_ELEMENTS (COLUMNS),
  .links = LINKS,
  .n_links = G_N_ELEMENTS (LINKS),
  .title_key = "customer_name",
  .fields = FIELDS,
  .zone_column = -1,
  .skills_column = -1,
};
