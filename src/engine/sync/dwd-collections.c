/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-sync"

#include "config.h"

#include "dwd-collections.h"

/**
 * dwd_collections_get:
 * @n_collections: (out): how many
 *
 * Returns: (array length=n_collections) (transfer none): the collections in the order of pulling
 */
const DwdCollection *
dwd_collections_get (gsize *n_collections)
{
  static const DwdCollection collections[] = {
    { DWD_DOCTYPE_ORGANIZATION, TRUE },
    { DWD_DOCTYPE_EMPLOYEE, TRUE },
    { DWD_DOCTYPE_SHIFT_TEMPLATE, TRUE },
    { DWD_DOCTYPE_SCHEDULE_ENTRY, TRUE },
    { DWD_DOCTYPE_LEAVE_APPLICATION, TRUE },
    { DWD_DOCTYPE_TECHNICIAN_LOCATION, FALSE },
    { DWD_DOCTYPE_DISPATCH_JOB, TRUE },
    { DWD_DOCTYPE_CUSTOMER, TRUE },
    { DWD_DOCTYPE_ADDRESS, TRUE },
    { DWD_DOCTYPE_GEOFENCE, TRUE },
    { DWD_DOCTYPE_NOTIFICATION, TRUE },
  };

  *n_collections = G_N_ELEMENTS (collections);

  return collections;
}
