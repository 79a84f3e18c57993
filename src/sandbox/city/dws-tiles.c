/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-tiles.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "base/dwd-failure.h"

#include "dws-labels.h"
#include "dws-map.h"
#include "dws-painter.h"

#define TILE_SIZE 256
#define MAX_CACHED (4 * 1024 * 1024)

/*
 * Draws on GTask's threads. The map and its labels are loaded by the first tile that needs them,
 * under the lock; after that threads only read them.
 */
struct _DwsTiles
{
  GObject parent_instance;

  DwsCity *city;            /* (owned) */
  char *data_dir;           /* (owned) */
  char *cache_dir;          /* (owned) (nullable) */
  GMutex lock;              /* of the two below */
  DwsMap *map;              /* (owned) (nullable) */
  DwsLabeller *labeller;    /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (DwsTiles, dws_tiles, G_TYPE_OBJECT)

typedef struct
{
  DwsTileStyle style;
  int scale;
  int zoom;
  int x;
  int y;
} Request;

static const char *const style_names[] = { "light", "dark" };

static void
dws_tiles_finalize (GObject *object)
{
  DwsTiles *self = DWS_TILES (object);

  g_clear_pointer (&self->labeller, dws_labeller_free);
  g_clear_pointer (&self->map, dws_map_free);
  g_clear_object (&self->city);
  g_free (self->data_dir);
  g_free (self->cache_dir);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (dws_tiles_parent_class)->finalize (object);
}

static void
dws_tiles_class_init (DwsTilesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = dws_tiles_finalize;
}

static void
dws_tiles_init (DwsTiles *self)
{
  g_mutex_init (&self->lock);
}

/**
 * dws_tiles_new:
 * @city: the city
 * @data_dir: the folder of its data
 * @cache_dir: (nullable): where finished tiles are kept, as style/scale/z/x/y.png; %NULL keeps
 *   nothing. It is created when the first tile is written. Name it after the version of the
 *   program, since a tile that is there is served as it is.
 *
 * Returns: (transfer full): a source of tiles that has read nothing yet
 */
DwsTiles *
dws_tiles_new (DwsCity    *city,
               const char *data_dir,
               const char *cache_dir)
{
  DwsTiles *self;

  g_return_val_if_fail (DWS_IS_CITY (city), NULL);
  g_return_val_if_fail (data_dir != NULL, NULL);

  self = g_object_new (DWS_TYPE_TILES, NULL);
  self->city = g_object_ref (city);
  self->data_dir = g_strdup (data_dir);
  self->cache_dir = g_strdup (cache_dir);

  return self;
}

static gboolean
ensure_map (DwsTiles *self,
            GError  **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->map == NULL)
    self->map = dws_map_load (self->city, self->data_dir, error);

  if (self->map == NULL)
    return FALSE;

  if (self->labeller == NULL)
    self->labeller = dws_labeller_new (self->map);

  return TRUE;
}

/* ---- the folder of finished tiles ---- */

static char *
cached_path (DwsTiles      *self,
             const Request *request)
{
  if (self->cache_dir == NULL)
    return NULL;

  return g_strdup_printf ("%s/%s/%d/%d/%d/%d.png", self->cache_dir, style_names[request->style],
                          request->scale, request->zoom, request->x, request->y);
}

static gboolean
is_whole_png (const char *bytes,
              gsize       length)
{
  static const char start[] = "\x89PNG\r\n\x1a\n";
  static const char end[] = "IEND\xae\x42\x60\x82";

  return length > 16 && length < MAX_CACHED && memcmp (bytes, start, 8) == 0 &&
         memcmp (bytes + length - 8, end, 8) == 0;
}

static GBytes *
read_cached (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;

  if (path == NULL || !g_file_get_contents (path, &bytes, &length, NULL))
    return NULL;

  /* What a full disk or a stranger left there is drawn anew. */
  if (!is_whole_png (bytes, length))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

static void
write_cached (const char *path,
              GBytes     *png)
{
  g_autofree char *folder = NULL;
  g_autoptr (GError) reason = NULL;
  gsize length = 0;
  const char *bytes = g_bytes_get_data (png, &length);

  if (path == NULL)
    return;

  folder = g_path_get_dirname (path);

  /* The tile in hand is as good without its copy: not being able to keep it only costs the next
   * one. */
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_debug ("%s: %s", folder, g_strerror (errno));
  else if (!g_file_set_contents_full (path, bytes, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT,
                                      0600, &reason))
    g_debug ("%s", reason->message);
}

/* ---- drawing ---- */

static cairo_status_t
append_png (void                *closure,
            const unsigned char *bytes,
            unsigned int         length)
{
  g_byte_array_append (closure, bytes, length);

  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
draw_tile (DwsTiles      *self,
           const Request *request,
           GError       **error)
{
  const DwsFrame frame = {
    .zoom = request->zoom,
    .scale = request->scale,
    .x = (double) request->x * TILE_SIZE,
    .y = (double) request->y * TILE_SIZE,
    .width = TILE_SIZE,
    .height = TILE_SIZE,
  };
  g_autoptr (GByteArray) png = g_byte_array_sized_new (32 * 1024);
  cairo_surface_t *surface;
  cairo_status_t status;

  if (!ensure_map (self, error))
    return NULL;

  surface = dws_paint_frame (self->map, dws_labeller_get (self->labeller, request->zoom),
                             dws_palette_get (request->style), &frame);
  status = cairo_surface_write_to_png_stream (surface, append_png, png);
  cairo_surface_destroy (surface);

  if (status != CAIRO_STATUS_SUCCESS)
    {
      dwd_error_set (error, DWD_FAILURE_INTERNAL, "cannot draw a tile: %s",
                     cairo_status_to_string (status));
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&png));
}

static void
draw_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  DwsTiles *self = source;
  const Request *request = task_data;
  g_autofree char *path = cached_path (self, request);
  g_autoptr (GBytes) png = NULL;
  GError *error = NULL;

  if (g_cancellable_is_cancelled (cancellable))
    {
      dwd_error_set (&error, DWD_FAILURE_CANCELLED, "nobody wants the tile any more");
      g_task_return_error (task, error);
      return;
    }

  png = read_cached (path);

  if (png == NULL)
    {
      png = draw_tile (self, request, &error);

      if (png == NULL)
        {
          g_task_return_error (task, error);
          return;
        }

      write_cached (path, png);
    }

  g_task_return_pointer (task, g_steal_pointer (&png), (GDestroyNotify) g_bytes_unref);
}

static gboolean
is_served (DwsTiles      *self,
           const Request *request)
{
  DwdBounds bounds;
  DwdPoint corner;
  double tiles;
  double left;
  double top;
  double right;
  double bottom;

  if (request->zoom < DWS_TILES_MIN_ZOOM || request->zoom > DWS_TILES_MAX_ZOOM ||
      (request->scale != 1 && request->scale != 2) ||
      (guint) request->style >= G_N_ELEMENTS (style_names))
    return FALSE;

  dws_city_get_bounds (self->city, &bounds);
  tiles = 1 << request->zoom;
  corner = (DwdPoint) { bounds.north, bounds.west };
  dwd_point_to_mercator (&corner, &left, &top);
  corner = (DwdPoint) { bounds.south, bounds.east };
  dwd_point_to_mercator (&corner, &right, &bottom);

  return request->x >= floor (left * tiles) && request->x <= floor (right * tiles) &&
         request->y >= floor (top * tiles) && request->y <= floor (bottom * tiles);
}

/**
 * dws_tiles_draw_async:
 * @self: the tiles
 * @style: light or dark
 * @scale: 1 for 256 pixels, 2 for 512
 * @zoom: %DWS_TILES_MIN_ZOOM to %DWS_TILES_MAX_ZOOM
 * @x: the tile's column, from the west
 * @y: the tile's row, from the north
 * @cancellable: (nullable): to give it up while it waits for a thread
 * @callback: called with the tile
 * @user_data: for @callback
 *
 * Draws a tile, or takes it from the folder.
 */
void
dws_tiles_draw_async (DwsTiles           *self,
                      DwsTileStyle        style,
                      int                 scale,
                      int                 zoom,
                      int                 x,
                      int                 y,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Request request = { style, scale, zoom, x, y };

  g_return_if_fail (DWS_IS_TILES (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dws_tiles_draw_async);
  g_task_set_check_cancellable (task, FALSE);

  if (!is_served (self, &request))
    {
      GError *error = NULL;

      dwd_error_set (&error, DWD_FAILURE_NOT_FOUND, "no tile %d/%d/%d at scale %d", zoom, x, y,
                     scale);
      g_task_return_error (task, error);
      return;
    }

  g_task_set_task_data (task, g_memdup2 (&request, sizeof request), g_free);
  g_task_run_in_thread (task, draw_in_thread);
}

/**
 * dws_tiles_draw_finish:
 * @error: return location: %DWD_FAILURE_NOT_FOUND outside the city and for zooms or scales not
 *   served, %DWD_FAILURE_CANCELLED, or what was wrong with the map's files
 *
 * Returns: (transfer full) (nullable): a PNG
 */
GBytes *
dws_tiles_draw_finish (DwsTiles     *self,
                       GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
