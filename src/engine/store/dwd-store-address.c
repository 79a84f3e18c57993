/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-table.h"

static const DwdTableColumn COLUMNS[] = {
  { "customer", "customer", DWD_CONVERT_TEXT, TRUE, NULL },
  { "city", "city", DWD_CONVERT_TEXT, FALSE, NULL },
  { "zone", "zone", DWD_CONVERT_TEXT, FALSE, NULL },
  { "display", "address_display", DWD_CONVERT_TEXT, FALSE, NULL },
  { "latitude", "latitude", DWD_CONVERT_LATITUDE, FALSE, NULL },
  { "longitude", "longitude", DWD_CONVERT_LONGITUDE, FALSE, NULL },
};

static const DwdTableLink LINKS[] = {
  { "customer", DWD_DOCTYPE_CUSTOMER, NULL },
};

static const char *const FIELDS[] = {
  "organization",
  "address_title",
  "address_line1",
  "address_line2",
  "pincode",
  "address_local",
  "owner",
  "creation",
  "modified_by",
  "idx",
  "doctype",
  NULL,
};

const DwdTable dwd_table_address = {
  .doctype = DWD_DOCTYPE_ADDRESS,
  .table = "address",
  .columns = COLUMNS,
  .n_columns = G_N_ELEMENTS (COLUMNS),
  .links = LINKS,
  .n_links = G_N_ELEMENTS (LINKS),
  .title_key = "address_title",
  .fields = FIELDS,
  .zone_column = 2,
  .skills_column = -1,
};
