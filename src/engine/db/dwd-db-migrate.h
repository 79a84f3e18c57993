/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-db-connection.h"

G_BEGIN_DECLS

/*
 * Brings a database to the newest schema. The steps are files of a GResource named by number
 * ("0001-first.sql"); PRAGMA user_version holds the last one done. Each step is one transaction with
 * its number, so a killed migration goes on where it stopped. A file from the future is refused with
 * %DWD_FAILURE_STORAGE_NEWER and not touched.
 */
gboolean dwd_db_migrate (DwdDb      *db,
                         GResource  *resource,
                         const char *directory,
                         GError    **error);
gboolean dwd_db_get_version (DwdDb   *db,
                             gint64  *version,
                             GError **error);

G_END_DECLS
