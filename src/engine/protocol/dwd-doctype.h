/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DwdDoctype:
 *
 * The DocTypes that the console keeps. The numbers are stored in the cache and never change.
 */
typedef enum
{
  DWD_DOCTYPE_UNKNOWN = 0,
  DWD_DOCTYPE_ORGANIZATION = 1,
  DWD_DOCTYPE_EMPLOYEE = 2,
  DWD_DOCTYPE_CUSTOMER = 3,
  DWD_DOCTYPE_ADDRESS = 4,
  DWD_DOCTYPE_DISPATCH_JOB = 5,
  DWD_DOCTYPE_SCHEDULE_ENTRY = 6,
  DWD_DOCTYPE_SHIFT_TEMPLATE = 7,
  DWD_DOCTYPE_LEAVE_APPLICATION = 8,
  DWD_DOCTYPE_GEOFENCE = 9,
  DWD_DOCTYPE_TECHNICIAN_LOCATION = 10,
  DWD_DOCTYPE_NOTIFICATION = 11,
  DWD_N_DOCTYPES
} DwdDoctype;

DwdDoctype  dwd_doctype_from_name (const char *name);         /* wire spelling, snake_case and aliases */
const char *dwd_doctype_get_name (DwdDoctype doctype);          /* "Dispatch Job" */
const char *dwd_doctype_get_snake_name (DwdDoctype doctype);    /* "dispatch_job" */

G_END_DECLS
