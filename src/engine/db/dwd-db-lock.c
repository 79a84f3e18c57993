/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-db"

#include "config.h"

#include "dwd-db-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/dwd-failure.h"

struct _DwdDbLock
{
  int fd;
};

static void
set_open_error (const char *path,
                int         system_error,
                GError    **error)
{
  DwdFailure failure = system_error == ENOSPC || system_error == EDQUOT
                       ? DWD_FAILURE_STORAGE_FULL
                       : DWD_FAILURE_STORAGE_READ_ONLY;

  dwd_error_set (error, failure, "%s: %s", path, g_strerror (system_error));
}

/**
 * dwd_db_lock_take:
 * @path: the lock file, created where it is missing
 * @error: return location for a %DWD_ERROR
 *
 * Takes the lock without waiting. %DWD_FAILURE_STORAGE_LOCKED says that somebody else has it.
 *
 * Returns: (transfer full) (nullable): the lock, held until it is released
 */
DwdDbLock *
dwd_db_lock_take (const char *path,
                  GError    **error)
{
  DwdDbLock *self = NULL;
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      set_open_error (path, errno, error);
      return NULL;
    }

  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      int system_error = errno;

      close (fd);
      if (system_error == EWOULDBLOCK)
        dwd_error_set (error, DWD_FAILURE_STORAGE_LOCKED, "%s is held by another process", path);
      else
        set_open_error (path, system_error, error);
      return NULL;
    }

  self = g_new0 (DwdDbLock, 1);
  self->fd = fd;
  return self;
}

void
dwd_db_lock_release (DwdDbLock *self)
{
  close (self->fd);
  g_free (self);
}
