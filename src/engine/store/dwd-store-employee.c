/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-table.h"

static const DwdTableColumn COLUMNS[] = {
  { "employee_name", "employee_name", DWD_CONVERT_TEXT, FALSE, NULL },
  { "active", "status", DWD_CONVERT_IS_ACTIVE, TRUE, NULL },
  { "dispatch_enabled", "dispatch_enabled", DWD_CONVERT_CHECK, TRUE, NULL },
  { "zone", "zone", DWD_CONVERT_TEXT, FALSE, NULL },
  { "phone", "cell_number", DWD_CONVERT_TEXT, FALSE, NULL },
  { "user_id", "user_id", DWD_CONVERT_TEXT, FALSE, NULL },
  { "latitude", "home_latitude", DWD_CONVERT_LATITUDE, FALSE, NULL },
  { "longitude", "home_longitude", DWD_CONVERT_LONGITUDE, FALSE, NULL },
  { "skills", "skills", DWD_CONVERT_CHILD_TEXTS, FALSE, "skill" },
};

static const DwdTableLink LINKS[] = {
  { "home_location", DWD_DOCTYPE_GEOFENCE, NULL },
};

static const char *const FIELDS[] = {
  "company",
  "organization",
  "designation",
  "home_location",
  "certifications",
  "owner",
  "creation",
  "modified_by",
  "idx",
  "doctype",
  NULL,
};

const DwdTable dwd_table_employee = {
  .doctype = DWD_DOCTYPE_EMPLOYEE,
  .table = "employee",
  .columns = COLUMNS,
  .n_columns = G_N_ELEMENTS (COLUMNS),
  .links = LINKS,
  .n_links = G_N_ELEMENTS (LINKS),
  .title_key = "employee_name",
  .fields = FIELDS,
  .zone_column = 3,
  .skills_column = 8,
};
