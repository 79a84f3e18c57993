/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-table.h"

static const DwdTableColumn COLUMNS[] = {
  { "location_name", "location_name", DWD_CONVERT_TEXT, FALSE, NULL },
  { "latitude", "latitude", DWD_CONVERT_LATITUDE, FALSE, NULL },
  { "longitude", "longitude", DWD_CONVERT_LONGITUDE, FALSE, NULL },
  { "radius_m", "geofence_radius_meters", DWD_CONVERT_REAL, FALSE, NULL },
  { "zone", "zone", DWD_CONVERT_TEXT, FALSE, NULL },
};

static const DwdTableLink LINKS[] = {
  { "customer", DWD_DOCTYPE_CUSTOMER, NULL },
};

static const char *const FIELDS[] = {
  "organization",
  "address",
  "validation_mode",
  "customer",
  "owner",
  "creation",
  "modified_by",
  "idx",
  "doctype",
  NULL,
};

const DwdTable dwd_table_geofence = {
  .doctype = DWD_DOCTYPE_GEOFENCE,
  .table = "geofence",
  .columns = COLUMNS,
  .n_columns = G_N_ELEMENTS (COLUMNS),
  .links = LINKS,
  .n_links = G_N_ELEMENTS (LINKS),
  .title_key = "location_name",
  .fields = FIELDS,
  .zone_column = 4,
  .skills_column = -1,
};
