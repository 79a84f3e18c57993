/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-base"

#include "config.h"

#include "dwd-id.h"

#include <string.h>

/**
 * dwd_id_new_operation:
 *
 * Returns: (transfer full): a fresh random UUID, for an operation the user just made.
 */
char *
dwd_id_new_operation (void)
{
  return g_uuid_string_random ();
}

/**
 * dwd_id_new_local_name:
 *
 * Returns: (transfer full): a temporary record name that no server gives out.
 */
char *
dwd_id_new_local_name (void)
{
  g_autofree char *uuid = g_uuid_string_random ();

  return g_strconcat (DWD_LOCAL_NAME_PREFIX, uuid, NULL);
}

/**
 * dwd_id_is_local_name:
 * @name: (nullable): a record's name
 *
 * The whole shape is tested, not only the prefix: a site may well name a record "local-office", and
 * that one must never be rewritten.
 *
 * Returns: whether @name is one that dwd_id_new_local_name() makes.
 */
gboolean
dwd_id_is_local_name (const char *name)
{
  if (name == NULL || !g_str_has_prefix (name, DWD_LOCAL_NAME_PREFIX))
    return FALSE;

  return g_uuid_string_is_valid (name + strlen (DWD_LOCAL_NAME_PREFIX));
}
