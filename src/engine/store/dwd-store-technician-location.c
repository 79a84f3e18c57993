/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-table.h"

static const DwdTableColumn COLUMNS[] = {
  { "employee", "employee", DWD_CONVERT_TEXT, FALSE, NULL },
  { "latitude", "latitude", DWD_CONVERT_LATITUDE, FALSE, NULL },
  { "longitude", "longitude", DWD_CONVERT_LONGITUDE, FALSE, NULL },
  { "heading", "heading", DWD_CONVERT_REAL, FALSE, NULL },
  { "speed_kmh", "speed_kmh", DWD_CONVERT_REAL, FALSE, NULL },
  { "accuracy_m", "accuracy_m", DWD_CONVERT_REAL, FALSE, NULL },
  { "battery", "battery", DWD_CONVERT_REAL, FALSE, NULL },
  { "recorded_us", "recorded_at", DWD_CONVERT_DATETIME, FALSE, NULL },
};

static const DwdTableLink LINKS[] = {
  { "employee", DWD_DOCTYPE_EMPLOYEE, NULL },
};

static const char *const FIELDS[] = {
  "organization",
  "owner",
  "creation",
  "modified_by",
  "idx",
  "doctype",
  NULL,
};

const DwdTable dwd_table_technician_location = {
  .doctype = DWD_DOCTYPE_TECHNICIAN_LOCATION,
  .table = "technician_location",
  .columns = COLUMNS,
  .n_columns = G_N_ELEMENTS (COLUMNS),
  .links = LINKS,
  .n_links = G_N_ELEMENTS (LINKS),
  .title_key = "employee",
  .fields = FIELDS,
  .zone_column = -1,
  .skills_column = -1,
};
