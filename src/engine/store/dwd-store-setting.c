/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include "dwd-store-private.h"

gboolean
dwd_setting_get (DwdDb      *db,
                 const char *key,
                 char      **value,
                 GError    **error)
{
  DwdStatement *row = dwd_db_prepare (db, "SELECT value FROM setting WHERE key = ?1", error);
  DwdStep step = DWD_STEP_FAILED;

  if (row == NULL)
    return FALSE;
  dwd_statement_bind_text (row, 1, key, -1);
  step = dwd_statement_step (row, error);
  if (step == DWD_STEP_FAILED)
    return FALSE;
  *value = step == DWD_STEP_ROW ? dwd_statement_dup_text (row, 0) : NULL;
  dwd_statement_reset (row);
  return TRUE;
}

gboolean
dwd_setting_set (DwdDb      *db,
                 const char *key,
                 const char *value,
                 GError    **error)
{
  const char *sql = value != NULL
                    ? "INSERT INTO setting (key, value) VALUES (?1, ?2) "
                    "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
                    : "DELETE FROM setting WHERE key = ?1";
  DwdStatement *statement = dwd_db_prepare (db, sql, error);

  if (statement == NULL)
    return FALSE;
  dwd_statement_bind_text (statement, 1, key, -1);
  if (value != NULL)
    dwd_statement_bind_text (statement, 2, value, -1);
  return dwd_statement_run (statement, error);
}
