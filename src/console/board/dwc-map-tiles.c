/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-tiles.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

/*
 * What the map asks for in one frame is one pass: begin, want each visible tile, end. The end of the
 * pass starts the loads, drops those that were scrolled away before they started, and evicts what
 * was not wanted for longest. A tile goes IDLE, QUEUED, READING (the disk), FETCHING (the network)
 * and DECODING to READY; what the server does not have is MISSING for good, what could not be
 * fetched is FAILED until the next retry.
 */
typedef enum
{
  TILE_IDLE,
  TILE_QUEUED,
  TILE_READING,
  TILE_FETCHING,
  TILE_DECODING,
  TILE_READY,
  TILE_MISSING,
  TILE_FAILED,
} TileState;

typedef struct
{
  guint64 key;
  DwcMapTileId id;
  TileState state;
  guint pass;                /* the last pass that wanted it */
  DwcMapPicture *picture;       /* (owned) (nullable) */
  gint64 saved_us;           /* when the picture was fetched */
  gint64 failed_us;          /* monotonic */
} Tile;

struct _DwcMapTiles
{
  GObject parent_instance;

  char *cache_dir;
  char *url_template;            /* (nullable): no source */
  gboolean dark;
  int scale;

  SoupSession *session;
  GCancellable *cancellable;     /* of everything under way for this source and look */
  GHashTable *tiles;             /* (element-type guint64 Tile) */
  guint pass;
  guint n_busy;
  guint generation;              /* steps when source or look change */
  gint64 oldest_us;              /* of the pictures wanted by the last pass */
  gint64 probed_us;              /* monotonic: when the network was last tried while offline */
  gboolean offline;
  gboolean trimmed;
};

G_DEFINE_FINAL_TYPE (DwcMapTiles, dwc_map_tiles, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

#define MAX_BUSY 8
#define MAX_KEPT 128
#define RETRY_US (10 * G_USEC_PER_SEC)
/* Streets change slowly, and public servers ask to keep a tile for a week at least. */
#define REFRESH_US (7 * G_TIME_SPAN_DAY)

typedef struct
{
  GWeakRef tiles;
  DwcMapTileId id;
  guint generation;
  SoupMessage *message;     /* (owned) (nullable): of a fetch */
  char *path;
  DwcMapTint tint;
  GBytes *image;            /* (owned) (nullable): fresh from the network, else read the file */
  gint64 saved_us;
} Load;

static void start_fetch (DwcMapTiles *self,
                         Tile        *tile);

static guint64
tile_key (const DwcMapTileId *id)
{
  return (guint64) id->zoom << 56 | (guint64) id->x << 28 | (guint64) id->y;
}

static void
tile_free (gpointer data)
{
  Tile *tile = data;

  g_clear_pointer (&tile->picture, dwc_map_picture_unref);
  g_free (tile);
}

static void
load_free (gpointer data)
{
  Load *load = data;

  g_weak_ref_clear (&load->tiles);
  g_clear_object (&load->message);
  g_clear_pointer (&load->image, g_bytes_unref);
  g_free (load->path);
  g_free (load);
}

static Tile *
find_tile (DwcMapTiles        *self,
           const DwcMapTileId *id)
{
  guint64 key = tile_key (id);

  return g_hash_table_lookup (self->tiles, &key);
}

static gboolean
has_styles (DwcMapTiles *self)
{
  return strstr (self->url_template, "{style}") != NULL;
}

static const char *
style_name (DwcMapTiles *self)
{
  return self->dark && has_styles (self) ? "dark" : "light";
}

static DwcMapTint
choose_tint (DwcMapTiles *self)
{
  if (!self->dark)
    return DWC_MAP_TINT_LIGHT;

  return has_styles (self) ? DWC_MAP_TINT_NIGHT : DWC_MAP_TINT_DARK;
}

static Load *
load_new (DwcMapTiles *self,
          Tile        *tile)
{
  Load *load = g_new0 (Load, 1);

  g_weak_ref_init (&load->tiles, self);
  load->id = tile->id;
  load->generation = self->generation;
  load->tint = choose_tint (self);
  load->path = dwc_map_tile_cache_dup_path (self->cache_dir, self->url_template, style_name (self),
                                            self->scale, &tile->id);

  return load;
}

static char *
dup_url (DwcMapTiles        *self,
         const DwcMapTileId *id)
{
  g_autoptr (GString) url = g_string_new (self->url_template);
  char number[16];

  g_snprintf (number, sizeof number, "%d", id->zoom);
  g_string_replace (url, "{z}", number, 0);
  g_snprintf (number, sizeof number, "%d", id->x);
  g_string_replace (url, "{x}", number, 0);
  g_snprintf (number, sizeof number, "%d", id->y);
  g_string_replace (url, "{y}", number, 0);
  g_string_replace (url, "{style}", style_name (self), 0);
  g_string_replace (url, "{scale}", self->scale > 1 ? "@2x" : "", 0);

  return g_string_free (g_steal_pointer (&url), FALSE);
}

static void
set_offline (DwcMapTiles *self,
             gboolean     offline)
{
  if (self->offline == offline)
    return;

  self->offline = offline;
  g_debug ("map tiles: %s", offline ? "served from the disk" : "served from the network");
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_state (Tile     *tile,
           TileState state)
{
  tile->state = state;
  tile->failed_us = state == TILE_FAILED ? g_get_monotonic_time () : 0;
}

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Load *load = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) image = NULL;
  DwcMapPicture *picture;
  gboolean fresh = load->image != NULL;

  if (fresh)
    image = g_bytes_ref (load->image);
  else
    image = dwc_map_tile_cache_read (load->path, &load->saved_us, &error);
  if (image == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  picture = dwc_map_tint_decode (load->tint, image, &error);
  if (picture == NULL)
    {
      /* Whatever wrote it, a file that is no picture must not hide the server's tile for ever. */
      if (!fresh)
        g_unlink (load->path);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* A tile that cannot be kept is shown all the same, and fetched again another time. */
  if (fresh && !dwc_map_tile_cache_write (load->path, image, &error))
    g_debug ("map tiles: not kept: %s", error->message);

  g_task_return_pointer (task, picture, (GDestroyNotify) dwc_map_picture_unref);
}

static void
take_picture (DwcMapTiles   *self,
              Tile          *tile,
              DwcMapPicture *picture,
              gint64         saved_us)
{
  g_clear_pointer (&tile->picture, dwc_map_picture_unref);
  tile->picture = picture;
  tile->saved_us = saved_us;
  set_state (tile, TILE_READY);

  if (!self->offline && g_get_real_time () - saved_us > REFRESH_US)
    start_fetch (self, tile);

  g_signal_emit (self, signals[CHANGED], 0);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Load *load = g_task_get_task_data (G_TASK (result));
  g_autoptr (DwcMapTiles) self = g_weak_ref_get (&load->tiles);
  g_autoptr (GError) error = NULL;
  g_autoptr (DwcMapPicture) picture = g_task_propagate_pointer (G_TASK (result), &error);
  Tile *tile;

  if (self == NULL)
    return;

  self->n_busy--;
  tile = load->generation == self->generation ? find_tile (self, &load->id) : NULL;
  if (tile == NULL)
    {
      /* Its place among those under way is free: tiles that wait get their turn with the next pass. */
      g_signal_emit (self, signals[CHANGED], 0);
      return;
    }

  if (picture != NULL)
    take_picture (self, tile, g_steal_pointer (&picture), load->saved_us);
  else if (load->image == NULL)
    start_fetch (self, tile);
  else
    {
      g_debug ("map tiles: %d/%d/%d: %s", tile->id.zoom, tile->id.x, tile->id.y, error->message);
      set_state (tile, tile->picture != NULL ? TILE_READY : TILE_MISSING);
      g_signal_emit (self, signals[CHANGED], 0);
    }
}

static void
start_load (DwcMapTiles *self,
            Tile        *tile,
            GBytes      *image)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, loaded_cb, NULL);
  Load *load = load_new (self, tile);

  if (image != NULL)
    {
      load->image = g_bytes_ref (image);
      load->saved_us = g_get_real_time ();
    }

  set_state (tile, image != NULL ? TILE_DECODING : TILE_READING);
  self->n_busy++;
  g_task_set_source_tag (task, start_load);
  g_task_set_task_data (task, load, load_free);
  /* The load reports itself even when cancelled: its count must come back. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, load_in_thread);
}

static void
finish_fetch (DwcMapTiles *self,
              Tile        *tile,
              guint        status,
              GBytes      *image)
{
  if (image != NULL && status == SOUP_STATUS_OK && g_bytes_get_size (image) > 0)
    {
      set_offline (self, FALSE);
      start_load (self, tile, image);
      return;
    }

  /* A server that answers "no such tile" is there; anything else counts as not reached. */
  if (image != NULL && (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE ||
                        status == SOUP_STATUS_NO_CONTENT || status == SOUP_STATUS_OK))
    {
      set_offline (self, FALSE);
      set_state (tile, tile->picture != NULL ? TILE_READY : TILE_MISSING);
    }
  else
    {
      set_state (tile, tile->picture != NULL ? TILE_READY : TILE_FAILED);
      set_offline (self, TRUE);
    }

  g_signal_emit (self, signals[CHANGED], 0);
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Load *load = user_data;
  g_autoptr (DwcMapTiles) self = g_weak_ref_get (&load->tiles);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) image = NULL;
  Tile *tile;

  image = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  if (self != NULL)
    {
      self->n_busy--;
      tile = load->generation == self->generation ? find_tile (self, &load->id) : NULL;
      if (tile != NULL)
        finish_fetch (self, tile, soup_message_get_status (load->message), image);
      else
        g_signal_emit (self, signals[CHANGED], 0);
    }

  load_free (load);
}

static void
start_fetch (DwcMapTiles *self,
             Tile        *tile)
{
  g_autofree char *url = dup_url (self, &tile->id);
  SoupMessage *message = soup_message_new (SOUP_METHOD_GET, url);
  Load *load;

  if (message == NULL)
    {
      set_state (tile, tile->picture != NULL ? TILE_READY : TILE_MISSING);
      return;
    }

  load = load_new (self, tile);
  load->message = message;
  set_state (tile, TILE_FETCHING);
  self->n_busy++;
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT_IDLE,
                                    self->cancellable, fetched_cb, load);
}

static void
trim_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  guint n_removed = dwc_map_tile_cache_trim (task_data, DWC_MAP_TILE_CACHE_MAX_BYTES, cancellable);

  g_debug ("map tiles: %u old tiles removed", n_removed);
  g_task_return_boolean (task, TRUE);
}

static void
trim_once (DwcMapTiles *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->trimmed)
    return;

  self->trimmed = TRUE;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, trim_once);
  g_task_set_task_data (task, g_strdup (self->cache_dir), g_free);
  g_task_run_in_thread (task, trim_in_thread);
}

static void
forget_everything (DwcMapTiles *self)
{
  g_cancellable_cancel (self->cancellable);
  g_set_object (&self->cancellable, NULL);
  self->cancellable = g_cancellable_new ();
  self->generation++;
  self->oldest_us = 0;
  g_hash_table_remove_all (self->tiles);
}

static void
dwc_map_tiles_dispose (GObject *object)
{
  DwcMapTiles *self = DWC_MAP_TILES (object);

  g_cancellable_cancel (self->cancellable);
  g_hash_table_remove_all (self->tiles);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (dwc_map_tiles_parent_class)->dispose (object);
}

static void
dwc_map_tiles_finalize (GObject *object)
{
  DwcMapTiles *self = DWC_MAP_TILES (object);

  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->tiles);
  g_free (self->cache_dir);
  g_free (self->url_template);

  G_OBJECT_CLASS (dwc_map_tiles_parent_class)->finalize (object);
}

static void
dwc_map_tiles_class_init (DwcMapTilesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dwc_map_tiles_dispose;
  object_class->finalize = dwc_map_tiles_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
dwc_map_tiles_init (DwcMapTiles *self)
{
  self->scale = 1;
  self->cancellable = g_cancellable_new ();
  self->tiles = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, tile_free);
  self->session = soup_session_new_with_options ("max-conns", 12, "max-conns-per-host", 6,
                                                 "timeout", 20, "user-agent",
                                                 "DartwingDispatch/" PACKAGE_VERSION, NULL);
}

/**
 * dwc_map_tiles_new:
 * @cache_dir: the folder that keeps tiles; made when the first one comes
 *
 * Returns: (transfer full): tiles of no source yet
 */
DwcMapTiles *
dwc_map_tiles_new (const char *cache_dir)
{
  DwcMapTiles *self = g_object_new (DWC_TYPE_MAP_TILES, NULL);

  self->cache_dir = g_strdup (cache_dir);

  return self;
}

/**
 * dwc_map_tiles_set_source:
 * @self: the tiles
 * @url_template: (nullable): an address with {z}, {x}, {y} and, where the server has them, {style}
 *   (light or dark) and {scale} ("" or "@2x"); empty for no map
 */
void
dwc_map_tiles_set_source (DwcMapTiles *self,
                          const char  *url_template)
{
  g_return_if_fail (DWC_IS_MAP_TILES (self));

  if (url_template != NULL && *url_template == '\0')
    url_template = NULL;
  if (g_strcmp0 (self->url_template, url_template) == 0)
    return;

  g_free (self->url_template);
  self->url_template = g_strdup (url_template);
  self->offline = FALSE;
  forget_everything (self);
  if (url_template != NULL)
    trim_once (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * dwc_map_tiles_has_source:
 * @self: the tiles
 *
 * Returns: whether there is an address to ask
 */
gboolean
dwc_map_tiles_has_source (DwcMapTiles *self)
{
  return self->url_template != NULL;
}

/**
 * dwc_map_tiles_set_look:
 * @self: the tiles
 * @dark: whether they shall be dark
 * @scale: device pixels a pixel; tiles for 2 are asked for above 1
 */
void
dwc_map_tiles_set_look (DwcMapTiles *self,
                        gboolean     dark,
                        int          scale)
{
  g_return_if_fail (DWC_IS_MAP_TILES (self));

  scale = scale > 1 ? 2 : 1;
  /* A source without large tiles gives the same ones twice: keep one set. */
  if (self->url_template != NULL && strstr (self->url_template, "{scale}") == NULL)
    scale = 1;
  if (self->dark == dark && self->scale == scale)
    return;

  self->dark = dark;
  self->scale = scale;
  forget_everything (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * dwc_map_tiles_begin:
 * @self: the tiles
 *
 * Starts a pass over the visible tiles.
 */
void
dwc_map_tiles_begin (DwcMapTiles *self)
{
  self->pass++;
  self->oldest_us = 0;
}

/**
 * dwc_map_tiles_want:
 * @self: the tiles
 * @tile: a visible tile
 *
 * Returns: (transfer none) (nullable): the picture, or %NULL where it is not there yet; "changed"
 *   tells when it is
 */
DwcMapPicture *
dwc_map_tiles_want (DwcMapTiles        *self,
                    const DwcMapTileId *id)
{
  Tile *tile = find_tile (self, id);

  if (self->url_template == NULL)
    return NULL;

  if (tile == NULL)
    {
      tile = g_new0 (Tile, 1);
      tile->id = *id;
      tile->key = tile_key (id);
      g_hash_table_insert (self->tiles, &tile->key, tile);
    }

  tile->pass = self->pass;
  if (tile->state == TILE_IDLE)
    set_state (tile, TILE_QUEUED);
  if (tile->picture != NULL && (self->oldest_us == 0 || tile->saved_us < self->oldest_us))
    self->oldest_us = tile->saved_us;

  return tile->picture;
}

/**
 * dwc_map_tiles_peek:
 * @self: the tiles
 * @tile: a tile
 *
 * Like dwc_map_tiles_want(), but only for what is in memory: stand-ins of another zoom level.
 *
 * Returns: (transfer none) (nullable): the picture
 */
DwcMapPicture *
dwc_map_tiles_peek (DwcMapTiles        *self,
                    const DwcMapTileId *id)
{
  Tile *tile = find_tile (self, id);

  if (tile == NULL || tile->picture == NULL)
    return NULL;

  tile->pass = self->pass;
  return tile->picture;
}

/**
 * dwc_map_tiles_lacks:
 * @self: the tiles
 * @tile: a tile
 *
 * Returns: whether it was asked for and cannot be had, so that its parent is worth asking for
 */
gboolean
dwc_map_tiles_lacks (DwcMapTiles        *self,
                     const DwcMapTileId *id)
{
  Tile *tile = find_tile (self, id);

  return tile != NULL && (tile->state == TILE_MISSING || tile->state == TILE_FAILED);
}

static int
compare_pass (gconstpointer a,
              gconstpointer b)
{
  const Tile *first = *(Tile *const *) a;
  const Tile *second = *(Tile *const *) b;

  return (first->pass > second->pass) - (first->pass < second->pass);
}

static void
evict (DwcMapTiles *self)
{
  g_autoptr (GPtrArray) unwanted = NULL;
  GHashTableIter iter;
  Tile *tile;
  guint n_over;

  if (g_hash_table_size (self->tiles) <= MAX_KEPT)
    return;

  unwanted = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &tile))
    {
      gboolean busy = tile->state == TILE_READING || tile->state == TILE_FETCHING ||
                      tile->state == TILE_DECODING;

      if (tile->pass != self->pass && !busy)
        g_ptr_array_add (unwanted, tile);
    }

  g_ptr_array_sort (unwanted, compare_pass);
  n_over = g_hash_table_size (self->tiles) - MAX_KEPT;
  for (guint i = 0; i < unwanted->len && i < n_over; i++)
    {
      tile = g_ptr_array_index (unwanted, i);
      g_hash_table_remove (self->tiles, &tile->key);
    }
}

/**
 * dwc_map_tiles_end:
 * @self: the tiles
 *
 * Ends the pass: starts loading what was wanted and forgets what no longer is.
 */
void
dwc_map_tiles_end (DwcMapTiles *self)
{
  GHashTableIter iter;
  Tile *tile;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &tile))
    {
      if (tile->state != TILE_QUEUED)
        continue;
      if (tile->pass != self->pass)
        set_state (tile, TILE_IDLE);
      else if (self->n_busy < MAX_BUSY)
        start_load (self, tile, NULL);
    }

  evict (self);
}

/* With every visible tile on the disk nothing would ask the server again: try one of them. */
static void
probe (DwcMapTiles *self,
       gint64       now_us)
{
  GHashTableIter iter;
  Tile *tile;

  if (!self->offline || now_us - self->probed_us < RETRY_US)
    return;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &tile))
    {
      if (tile->state != TILE_READY || tile->pass != self->pass)
        continue;
      self->probed_us = now_us;
      start_fetch (self, tile);
      return;
    }
}

/**
 * dwc_map_tiles_retry:
 * @self: the tiles
 *
 * Lets tiles that could not be fetched some seconds ago be asked for again. Called now and then
 * while the map is shown.
 */
void
dwc_map_tiles_retry (DwcMapTiles *self)
{
  gint64 now_us = g_get_monotonic_time ();
  gboolean any = FALSE;
  GHashTableIter iter;
  Tile *tile;

  g_return_if_fail (DWC_IS_MAP_TILES (self));

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &tile))
    {
      if (tile->state == TILE_FAILED && now_us - tile->failed_us >= RETRY_US)
        {
          set_state (tile, TILE_IDLE);
          any = TRUE;
        }
    }

  if (any)
    g_signal_emit (self, signals[CHANGED], 0);
  else
    probe (self, now_us);
}

/**
 * dwc_map_tiles_get_offline:
 * @self: the tiles
 * @saved_us: (out): when the oldest picture in view was saved, UTC µs; 0 where none is
 *
 * Returns: whether the source could not be reached when it was last asked
 */
gboolean
dwc_map_tiles_get_offline (DwcMapTiles *self,
                           gint64      *saved_us)
{
  *saved_us = self->oldest_us;
  return self->offline;
}

/**
 * dwc_map_tiles_get_n_busy:
 * @self: the tiles
 *
 * Returns: how many tiles are under way
 */
guint
dwc_map_tiles_get_n_busy (DwcMapTiles *self)
{
  return self->n_busy;
}
