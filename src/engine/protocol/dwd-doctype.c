/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-protocol"

#include "config.h"

#include "dwd-doctype.h"

#include "dwd-name-map.h"

/* What is written on the wire. Other spellings that are understood are data: name-map.json. */
static const struct
{
  const char *name;
  const char *snake_name;
} doctypes[DWD_N_DOCTYPES] = {
  [DWD_DOCTYPE_UNKNOWN] = { NULL, NULL },
  [DWD_DOCTYPE_ORGANIZATION] = { "Organization", "organization" },
  [DWD_DOCTYPE_EMPLOYEE] = { "Employee", "employee" },
  [DWD_DOCTYPE_CUSTOMER] = { "Customer", "customer" },
  [DWD_DOCTYPE_ADDRESS] = { "Address", "address" },
  [DWD_DOCTYPE_DISPATCH_JOB] = { "Dispatch Job", "dispatch_job" },
  [DWD_DOCTYPE_SCHEDULE_ENTRY] = { "Schedule Entry", "schedule_entry" },
  [DWD_DOCTYPE_SHIFT_TEMPLATE] = { "Shift Template", "shift_template" },
  [DWD_DOCTYPE_LEAVE_APPLICATION] = { "Leave Application", "leave_application" },
  [DWD_DOCTYPE_GEOFENCE] = { "Geofence", "geofence" },
  [DWD_DOCTYPE_TECHNICIAN_LOCATION] = { "Technician Location", "technician_location" },
  [DWD_DOCTYPE_NOTIFICATION] = { "Notification", "notification" },
};

/**
 * dwd_doctype_from_name:
 * @name: (nullable): as on the wire, in snake_case, or under a name another document uses
 *
 * Returns: the DocType; %DWD_DOCTYPE_UNKNOWN for one that the console does not keep.
 */
DwdDoctype
dwd_doctype_from_name (const char *name)
{
  return (DwdDoctype)dwd_name_map_find_number (dwd_name_map_get_built_in (), name);
}

/**
 * dwd_doctype_get_name:
 * @doctype: a DocType
 *
 * Returns: (transfer none) (nullable): "Dispatch Job"; %NULL for the unknown one.
 */
const char *
dwd_doctype_get_name (DwdDoctype doctype)
{
  if ((int)doctype < 0 || doctype >= DWD_N_DOCTYPES)
    return NULL;

  return doctypes[doctype].name;
}

/**
 * dwd_doctype_get_snake_name:
 * @doctype: a DocType
 *
 * Returns: (transfer none) (nullable): "dispatch_job"; %NULL for the unknown one.
 */
const char *
dwd_doctype_get_snake_name (DwdDoctype doctype)
{
  if ((int)doctype < 0 || doctype >= DWD_N_DOCTYPES)
    return NULL;

  return doctypes[doctype].snake_name;
}
