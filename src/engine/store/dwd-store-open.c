/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-store"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
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

static DwdDb *
open_and_migrate (const char *path,
                  GError    **error)
{
  g_autoptr (DwdDb) db = dwd_db_open (path, DWD_DB_WRITER, error);
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

/* Moves the damaged file and its log out of the way; nothing is ever thrown away. */
static char *
set_aside (const char *path,
           GError    **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%dT%H%M%S");
  g_autofree char *aside = g_strdup_printf ("%s.corrupt-%s", path, stamp);
  g_autofree char *mark = suspect_path (path);
  static const char *const suffixes[] = { "-wal", "-shm" };

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.corrupt-%s-%u", path, stamp, i);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        g_warning ("%s: %s", from, g_strerror (errno));
    }
  if (g_rename (path, aside) != 0)
    {
      dwd_error_set (error, DWD_FAILURE_STORAGE_READ_ONLY, "%s: %s", path, g_strerror (errno));
      return NULL;
    }
  g_unlink (mark);
  return g_steal_pointer (&aside);
}

static gboolean
rebuild (const char     *path,
         DwdStoreOpened *opened,
         GError        **error)
{
  g_autofree char *aside = set_aside (path, error);
  g_autoptr (DwdDb) db = NULL;

  if (aside == NULL)
    return FALSE;
  db = open_and_migrate (path, error);
  if (db == NULL || !dwd_store_rescue (db, aside, &opened->opening.n_rescued, error))
    return FALSE;

  g_warning ("The cache was damaged and is kept as %s; %u operations were rescued", aside,
             opened->opening.n_rescued);
  opened->opening.rebuilt = TRUE;
  opened->opening.aside = g_steal_pointer (&aside);
  opened->db = g_steal_pointer (&db);
  return TRUE;
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
