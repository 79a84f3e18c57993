/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/dwd-db-migrate.h"
#include "dwd-store-private.h"
#include "dwd-store-rescue.h"
#include "dwd-store-resources.h"

#define SCHEMA_DIRECTORY "/org/dartwing/Dispatch/store/schema"
#define SETTING_CLEAN "clean"

static char *
suspect_path (const char *path)
{
  return g_strconcat (path, "-suspect", NULL);
}

/**
 * dwd_store_mark_suspect:
 * @path: the cache
 *
 * SQLite met damage while the cache was open. The next opening checks it whole, whatever the way it
 * was closed.
 */
void
dwd_store_mark_suspect (const char *path)
{
  g_autofree char *mark = suspect_path (path);

  if (!g_file_set_contents (mark, "", 0, NULL))
    g_warning ("%s cannot be written", mark);
}

void
dwd_store_mark_clean (DwdDb *db)
{
  g_autoptr (GError) error = NULL;

  if (!dwd_setting_set (db, SETTING_CLEAN, "1", &error))
    g_warning ("The cache closes unmarked: %s", error->message);
}

/* A check of the whole file takes time in proportion to its size, so it is left out where the last
 * process closed the cache in order and met no damage. */
static gboolean
check_if_doubtful (DwdDb   *db,
                   GError **error)
{
  g_autofree char *mark = suspect_path (dwd_db_get_path (db));
  g_autofree char *clean = NULL;

  if (!dwd_setting_get (db, SETTING_CLEAN, &clean, error))
    return FALSE;
  if (g_strcmp0 (clean, "1") == 0 && !g_file_test (mark, G_FILE_TEST_EXISTS))
    return TRUE;

  if (!dwd_db_check (db, error))
    return FALSE;
  g_unlink (mark);
  return TRUE;
}

/* What people's data lies in is for nobody else to read, in whatever folder; SQLite gives its other files
 * the same mode. And only a file is opened: a pipe would hold the thread for ever. */
static gboolean
claim_file (const char *path,
            GError    **error)
{
  struct stat info;
  int fd = g_open (path, O_RDWR | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0600);
  int code = errno;

  if (fd < 0)
    {
      dwd_error_set (error, code == ENOSPC || code == EDQUOT ? DWD_FAILURE_STORAGE_FULL
                                                             : DWD_FAILURE_STORAGE_READ_ONLY,
                     "%s: %s", path, g_strerror (code));
      return FALSE;
    }

  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    {
      close (fd);
      dwd_error_set (error, DWD_FAILURE_STORAGE_READ_ONLY, "%s is no file", path);
      return FALSE;
    }

  if ((info.st_mode & 0077) != 0 && fchmod (fd, 0600) != 0)
    g_message ("%s: %s", path, g_strerror (errno));
  close (fd);
  return TRUE;
}

static DwdDb *
open_and_migrate (const char *path,
                  GError    **error)
{
  g_autoptr (DwdDb) db = claim_file (path, error) ? dwd_db_open (path, DWD_DB_WRITER, error) : NULL;
  gint64 version = 0;

  if (db == NULL || !dwd_db_get_version (db, &version, error))
    return NULL;
  if (version > 0 && !check_if_doubtful (db, error))
    return NULL;
  if (!dwd_db_migrate (db, dwd_store_get_resource (), SCHEMA_DIRECTORY, error))
    return NULL;
  /* From here on only an orderly close says otherwise. */
  if (!dwd_setting_set (db, SETTING_CLEAN, NULL, error))
    return NULL;
  return g_steal_pointer (&db);
}

static gboolean
make_directory (const char *path,
                GError    **error)
{
  g_autofree char *directory = g_path_get_dirname (path);

  if (g_mkdir_with_parents (directory, 0700) == 0)
    return TRUE;
  dwd_error_set (error, errno == ENOSPC ? DWD_FAILURE_STORAGE_FULL : DWD_FAILURE_STORAGE_READ_ONLY,
                 "%s: %s", directory, g_strerror (errno));
  return FALSE;
}

/* While this file is there, a damaged cache is on its way out: it names the place, and what is queued there
 * has not been rescued for certain. A kill or a full disk at any point leaves enough to go on from. */
static char *
rescue_path (const char *path)
{
  return g_strconcat (path, "-rescue", NULL);
}

static char *
choose_aside (const char *path)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%S");
  g_autofree char *aside = g_strdup_printf ("%s.corrupt-%s", path, stamp);

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.corrupt-%s-%u", path, stamp, i);
    }
  return g_steal_pointer (&aside);
}

static gboolean
note_rescue (const char *path,
             const char *aside,
             GError    **error)
{
  g_autofree char *note = rescue_path (path);
  g_autoptr (GError) local_error = NULL;

  if (g_file_set_contents_full (note, aside, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600, &local_error))
    return TRUE;
  dwd_error_set (error, g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOSPC)
                        ? DWD_FAILURE_STORAGE_FULL
                        : DWD_FAILURE_STORAGE_READ_ONLY, "%s", local_error->message);
  return FALSE;
}

/* Moves the damaged file and its log out of the way; nothing is ever thrown away. The file goes last: once
 * it is gone, all is. */
static gboolean
set_aside (const char *path,
           const char *aside,
           GError    **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

      if (g_rename (from, to) == 0 || errno == ENOENT)
        continue;
      dwd_error_set (error, DWD_FAILURE_STORAGE_READ_ONLY, "%s: %s", from, g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}

static gboolean
rescue_into_fresh (const char     *path,
                   const char     *aside,
                   DwdStoreOpened *opened,
                   GError        **error)
{
  g_autofree char *note = rescue_path (path);
  g_autofree char *mark = suspect_path (path);
  g_autoptr (DwdDb) db = open_and_migrate (path, error);

  if (db == NULL || !dwd_store_rescue (db, aside, &opened->opening.n_rescued, error))
    return FALSE;
  /* Were it read again after the queue was sent, everything would be sent once more. */
  if (g_unlink (note) != 0)
    {
      dwd_error_set (error, DWD_FAILURE_STORAGE_READ_ONLY, "%s: %s", note, g_strerror (errno));
      return FALSE;
    }
  g_unlink (mark);
  g_warning ("The cache was damaged and is kept as %s; %u operations were rescued", aside,
             opened->opening.n_rescued);
  opened->opening.rebuilt = TRUE;
  opened->opening.aside = g_strdup (aside);
  opened->db = g_steal_pointer (&db);
  return TRUE;
}

static gboolean
rebuild (const char     *path,
         DwdStoreOpened *opened,
         GError        **error)
{
  g_autofree char *aside = choose_aside (path);

  return note_rescue (path, aside, error) && set_aside (path, aside, error) &&
         rescue_into_fresh (path, aside, opened, error);
}

/* Goes on with a rescue that did not come to its end. FALSE without an error: there is none. */
static gboolean
resume_rescue (const char     *path,
               DwdStoreOpened *opened,
               GError        **error)
{
  g_autofree char *note = rescue_path (path);
  g_autofree char *aside = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) local_error = NULL;

  if (!g_file_get_contents (note, &aside, NULL, NULL) || !g_str_has_prefix (aside, path))
    return FALSE;
  if (!g_file_test (aside, G_FILE_TEST_EXISTS) && !set_aside (path, aside, error))
    return FALSE;
  if (rescue_into_fresh (path, aside, opened, &local_error))
    return TRUE;
  if (!g_error_matches (local_error, DWD_ERROR, DWD_FAILURE_STORAGE_CORRUPT))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  /* What was begun is damaged too, and holds nothing that the first one does not. */
  second = choose_aside (path);
  return set_aside (path, second, error) && rescue_into_fresh (path, aside, opened, error);
}

/**
 * dwd_store_open_files:
 * @path: the cache
 * @opened: (out): what was opened
 * @error: return location for a %DWD_ERROR
 *
 * Takes the lock, opens and checks the file, brings it to the newest schema. A damaged one is set aside
 * and started anew with what of the outbox could be read.
 */
gboolean
dwd_store_open_files (const char     *path,
                      DwdStoreOpened *opened,
                      GError        **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  g_autoptr (DwdDbLock) lock = NULL;
  g_autoptr (GError) local_error = NULL;

  if (!make_directory (path, error))
    return FALSE;
  lock = dwd_db_lock_take (lock_path, error);
  if (lock == NULL)
    return FALSE;

  if (!resume_rescue (path, opened, &local_error) && local_error == NULL)
    opened->db = open_and_migrate (path, &local_error);
  if (opened->db == NULL)
    {
      if (!g_error_matches (local_error, DWD_ERROR, DWD_FAILURE_STORAGE_CORRUPT))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (!rebuild (path, opened, error))
        return FALSE;
    }
  opened->lock = g_steal_pointer (&lock);
  return TRUE;
}
