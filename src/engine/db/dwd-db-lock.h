/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * One process per cache: an advisory lock on a file beside it. The kernel lets go of it when the
 * process ends, however it ends, so a crash never leaves a stale lock. The file itself stays.
 */
typedef struct _DwdDbLock DwdDbLock;

DwdDbLock *dwd_db_lock_take (const char *path,         /* of the lock file */
                             GError    **error);
void       dwd_db_lock_release (DwdDbLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdDbLock, dwd_db_lock_release)

G_END_DECLS
