/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-tile-cache.h"

#include "dwc-map-tint.h"

#include <errno.h>
#include <glib/gstdio.h>

/*
 * Tiles as the server sent them, one file each, so that the map is there without a network. They are
 * kept undyed: one download serves light and dark. The folder's name is a digest of the address, so
 * another source never shows another's tiles.
 */

typedef struct
{
  char *path;
  guint64 size;
  gint64 saved_us;
} CachedFile;

static void
cached_file_free (gpointer data)
{
  CachedFile *file = data;

  g_free (file->path);
  g_free (file);
}

/**
 * dwc_map_tile_cache_dup_path:
 * @folder: the cache's folder
 * @url_template: the source's address
 * @style: "light" or "dark"
 * @scale: 1 or 2
 * @tile: which tile
 *
 * Returns: (transfer full): where the tile's file belongs
 */
char *
dwc_map_tile_cache_dup_path (const char         *folder,
                             const char         *url_template,
                             const char         *style,
                             int                 scale,
                             const DwcMapTileId *tile)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, url_template, -1);

  digest[16] = '\0';

  return g_strdup_printf ("%s/%s/%s/%d/%d/%d%s.png", folder, digest, style, tile->zoom, tile->x,
                          tile->y, scale > 1 ? "@2x" : "");
}

/**
 * dwc_map_tile_cache_read:
 * @path: the tile's file
 * @saved_us: (out): when it was saved, UTC µs
 * @error: return location; %G_FILE_ERROR_NOENT where it never was
 *
 * Returns: (transfer full) (nullable): the tile's bytes
 */
GBytes *
dwc_map_tile_cache_read (const char *path,
                         gint64     *saved_us,
                         GError    **error)
{
  GStatBuf info;
  char *contents;
  gsize length;

  if (g_stat (path, &info) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", path,
                   g_strerror (code));
      return NULL;
    }
  if (info.st_size > DWC_MAP_TILE_MAX_BYTES)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: larger than any tile", path);
      return NULL;
    }
  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;

  *saved_us = (gint64) info.st_mtime * G_USEC_PER_SEC;
  return g_bytes_new_take (contents, length);
}

/**
 * dwc_map_tile_cache_write:
 * @path: the tile's file; its folders are made
 * @image: the tile's bytes
 * @error: return location
 *
 * Whole or not at all: a reader never meets half a tile.
 *
 * Returns: whether it is on the disk
 */
gboolean
dwc_map_tile_cache_write (const char *path,
                          GBytes     *image,
                          GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  gsize length;
  const char *data = g_bytes_get_data (image, &length);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", folder,
                   g_strerror (code));
      return FALSE;
    }

  return g_file_set_contents_full (path, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error);
}

static void
collect_files (const char   *folder,
               GPtrArray    *files,
               guint64      *total,
               GCancellable *cancellable)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf info;
      CachedFile *file;

      if (g_cancellable_is_cancelled (cancellable) || g_lstat (path, &info) != 0)
        continue;
      if (S_ISDIR (info.st_mode))
        {
          collect_files (path, files, total, cancellable);
          continue;
        }
      if (!S_ISREG (info.st_mode))
        continue;

      file = g_new0 (CachedFile, 1);
      file->path = g_steal_pointer (&path);
      file->size = (guint64) info.st_size;
      file->saved_us = (gint64) info.st_mtime * G_USEC_PER_SEC;
      *total += file->size;
      g_ptr_array_add (files, file);
    }
}

static int
compare_age (gconstpointer a,
             gconstpointer b)
{
  const CachedFile *first = *(const CachedFile *const *) a;
  const CachedFile *second = *(const CachedFile *const *) b;

  return (first->saved_us > second->saved_us) - (first->saved_us < second->saved_us);
}

/**
 * dwc_map_tile_cache_trim:
 * @folder: the cache's folder
 * @max_bytes: what may stay
 * @cancellable: (nullable)
 *
 * Removes the tiles saved longest ago until the rest fits.
 *
 * Returns: how many were removed
 */
guint
dwc_map_tile_cache_trim (const char   *folder,
                         guint64       max_bytes,
                         GCancellable *cancellable)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (cached_file_free);
  guint64 total = 0;
  guint n_removed = 0;

  collect_files (folder, files, &total, cancellable);
  g_ptr_array_sort (files, compare_age);

  for (guint i = 0; i < files->len && total > max_bytes; i++)
    {
      const CachedFile *file = g_ptr_array_index (files, i);

      if (g_cancellable_is_cancelled (cancellable))
        break;
      if (g_unlink (file->path) == 0)
        {
          total -= file->size;
          n_removed++;
        }
    }

  return n_removed;
}
