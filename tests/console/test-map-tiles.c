/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "board/dwc-map-tiles.h"
#include "dwt-loop.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>
#include <utime.h>

/* A server of plain tiles, one colour each, and a cache of the test's own. */
typedef struct
{
  SoupServer *server;
  char *url;
  char *cache_dir;
  guint n_asked;
  guint status;             /* what it answers; 200 sends a tile */
  const char *body;         /* (nullable): instead of a picture */
  char *last_path;
} Fixture;

#define LAND 0xf2efe9

static GBytes *
make_png (guint32 rgb,
          int     edge)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, edge, edge);
  char *data;
  gsize length;

  gdk_pixbuf_fill (pixbuf, rgb << 8 | 0xff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, "png", NULL, NULL));

  return g_bytes_new_take (data, length);
}

static void
serve_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GBytes) png = make_png (LAND, 256);

  fixture->n_asked++;
  g_free (fixture->last_path);
  fixture->last_path = g_strdup (path);
  soup_server_message_set_status (message, fixture->status, NULL);
  if (fixture->status != 200)
    return;

  if (fixture->body != NULL)
    soup_server_message_set_response (message, "image/png", SOUP_MEMORY_STATIC, fixture->body,
                                      strlen (fixture->body));
  else
    soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, g_bytes_get_data (png, NULL),
                                      g_bytes_get_size (png));
}

static void
start_server (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;
  g_autofree char *base = NULL;

  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, serve_cb, fixture, NULL);
  g_assert_true (soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  base = g_uri_to_string (uris->data);
  g_free (fixture->url);
  fixture->url = g_strconcat (base, "t/{style}/{z}/{x}/{y}{scale}.png", NULL);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->status = 200;
  fixture->cache_dir = g_dir_make_tmp ("dwc-tiles-XXXXXX", NULL);
  start_server (fixture);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  if (fixture->server != NULL)
    soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);
  remove_tree (fixture->cache_dir);
  g_free (fixture->cache_dir);
  g_free (fixture->url);
  g_free (fixture->last_path);
}

/* One pass over one tile, as a frame does it. */
static DwcMapPicture *
look (DwcMapTiles        *tiles,
      const DwcMapTileId *id)
{
  DwcMapPicture *picture;

  dwc_map_tiles_begin (tiles);
  picture = dwc_map_tiles_want (tiles, id);
  dwc_map_tiles_end (tiles);

  return picture;
}

static void
finish (DwcMapTiles *tiles)
{
  /* Loads under way hold the folder: let them end before it goes. */
  dwt_wait_for (dwc_map_tiles_get_n_busy (tiles) == 0, 10);
  g_assert_finalize_object (tiles);
}

static guint32
pixel_of (DwcMapPicture *picture)
{
  const guint32 *pixels = (const guint32 *) (void *)
                          cairo_image_surface_get_data (dwc_map_picture_get_surface (picture));

  return pixels[0] & 0xffffff;
}

static guint32
channels (double red,
          double green,
          double blue)
{
  return (guint32) (red + 0.5) << 16 | (guint32) (green + 0.5) << 8 | (guint32) (blue + 0.5);
}

static void
assert_near (guint32 colour,
             guint32 expected)
{
  for (int shift = 0; shift <= 16; shift += 8)
    g_assert_cmpint (ABS ((int) (colour >> shift & 0xff) - (int) (expected >> shift & 0xff)), <=, 1);
}

static void
test_tint (void)
{
  /* The matrices of the design, on one colour. */
  double r = 0xf2, g = 0xef, b = 0xe9;
  guint32 light = channels (0.352 * r + 0.268 * g + 0.027 * b + 0.330 * 255,
                            0.080 * r + 0.540 * g + 0.027 * b + 0.330 * 255,
                            0.080 * r + 0.268 * g + 0.299 * b + 0.330 * 255);
  guint32 dark = channels (0.059 * r - 0.679 * g - 0.068 * b + 0.758 * 255,
                           -0.202 * r - 0.417 * g - 0.068 * b + 0.758 * 255,
                           -0.202 * r - 0.679 * g + 0.193 * b + 0.758 * 255);
  guint32 pixels[4] = { 0xff000000 | LAND, 0xff000000, 0xffffffff, 0 };

  dwc_map_tint_apply (DWC_MAP_TINT_LIGHT, (guchar *) pixels, 4, 1, sizeof pixels);
  assert_near (pixels[0] & 0xffffff, light);
  assert_near (pixels[1] & 0xffffff, channels (0.33 * 255, 0.33 * 255, 0.33 * 255));
  /* What is transparent stays so: a premultiplied pixel may not exceed its alpha. */
  g_assert_cmphex (pixels[3], ==, 0);

  pixels[0] = 0xff000000 | LAND;
  pixels[1] = 0xff000000;
  dwc_map_tint_apply (DWC_MAP_TINT_DARK, (guchar *) pixels, 2, 1, sizeof pixels);
  assert_near (pixels[0] & 0xffffff, dark);
  assert_near (pixels[1] & 0xffffff, channels (0.758 * 255, 0.758 * 255, 0.758 * 255));
}

static void
test_decode_refuses (void)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("not a picture", 13);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) large = make_png (LAND, DWC_MAP_TILE_MAX_EDGE + 1);
  GBytes *const images[] = { text, nothing, large };

  for (guint i = 0; i < G_N_ELEMENTS (images); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (dwc_map_tint_decode (DWC_MAP_TINT_LIGHT, images[i], &error));
      g_assert_nonnull (error);
    }
}

static void
test_fetch (Fixture      *fixture,
            gconstpointer data)
{
  DwcMapTiles *tiles = dwc_map_tiles_new (fixture->cache_dir);
  DwcMapTileId id = { 13, 5721, 2733 };
  gint64 saved_us;

  g_assert_null (look (tiles, &id));
  g_assert_cmpuint (dwc_map_tiles_get_n_busy (tiles), ==, 0);

  dwc_map_tiles_set_source (tiles, fixture->url);
  g_assert_null (look (tiles, &id));
  dwt_wait_for (look (tiles, &id) != NULL, 10);
  g_assert_cmpuint (fixture->n_asked, ==, 1);
  g_assert_cmpstr (fixture->last_path, ==, "/t/light/13/5721/2733.png");
  g_assert_cmpint (cairo_image_surface_get_width (dwc_map_picture_get_surface (look (tiles, &id))), ==, 256);
  g_assert_cmphex (pixel_of (look (tiles, &id)), !=, LAND);
  g_assert_false (dwc_map_tiles_get_offline (tiles, &saved_us));
  g_assert_cmpint (saved_us, >, 0);

  finish (tiles);
}

static void
test_dark_and_dense (Fixture      *fixture,
                     gconstpointer data)
{
  DwcMapTiles *tiles = dwc_map_tiles_new (fixture->cache_dir);
  DwcMapTileId id = { 13, 5721, 2733 };

  dwc_map_tiles_set_source (tiles, fixture->url);
  dwc_map_tiles_set_look (tiles, TRUE, 2);
  dwt_wait_for (look (tiles, &id) != NULL, 10);
  g_assert_cmpstr (fixture->last_path, ==, "/t/dark/13/5721/2733@2x.png");

  finish (tiles);
}

static void
test_offline (Fixture      *fixture,
              gconstpointer data)
{
  DwcMapTiles *tiles = dwc_map_tiles_new (fixture->cache_dir);
  DwcMapTileId known = { 13, 5721, 2733 }, unknown = { 13, 5722, 2733 };
  gint64 saved_us = 0;

  dwc_map_tiles_set_source (tiles, fixture->url);
  dwt_wait_for (look (tiles, &known) != NULL, 10);
  finish (tiles);

  soup_server_disconnect (fixture->server);
  g_clear_object (&fixture->server);

  /* Another start of the program, and nobody answers. */
  tiles = dwc_map_tiles_new (fixture->cache_dir);
  dwc_map_tiles_set_source (tiles, fixture->url);
  dwt_wait_for (look (tiles, &known) != NULL, 10);
  g_assert_null (look (tiles, &unknown));
  dwt_wait_for (dwc_map_tiles_lacks (tiles, &unknown), 10);
  look (tiles, &known);
  g_assert_true (dwc_map_tiles_get_offline (tiles, &saved_us));
  g_assert_cmpint (saved_us, >, 0);

  finish (tiles);
}

static void
test_missing (Fixture      *fixture,
              gconstpointer data)
{
  DwcMapTiles *tiles = dwc_map_tiles_new (fixture->cache_dir);
  DwcMapTileId id = { 19, 1, 1 };
  gint64 saved_us;

  fixture->status = 404;
  dwc_map_tiles_set_source (tiles, fixture->url);
  look (tiles, &id);
  dwt_wait_for (dwc_map_tiles_lacks (tiles, &id), 10);
  /* A server without this tile is there all the same, and is not asked again. */
  g_assert_false (dwc_map_tiles_get_offline (tiles, &saved_us));
  look (tiles, &id);
  dwc_map_tiles_retry (tiles);
  look (tiles, &id);
  dwt_settle ();
  g_assert_cmpuint (fixture->n_asked, ==, 1);

  finish (tiles);
}

static void
test_garbage_is_not_kept (Fixture      *fixture,
                          gconstpointer data)
{
  DwcMapTiles *tiles = dwc_map_tiles_new (fixture->cache_dir);
  DwcMapTileId id = { 13, 5721, 2733 };
  g_autofree char *path = dwc_map_tile_cache_dup_path (fixture->cache_dir, fixture->url, "light", 1, &id);

  fixture->body = "<html>sign in to the hotel's network</html>";
  dwc_map_tiles_set_source (tiles, fixture->url);
  look (tiles, &id);
  dwt_wait_for (dwc_map_tiles_lacks (tiles, &id), 10);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  finish (tiles);
}

static void
test_broken_file_is_fetched_again (Fixture      *fixture,
                                   gconstpointer data)
{
  DwcMapTiles *tiles = dwc_map_tiles_new (fixture->cache_dir);
  DwcMapTileId id = { 13, 5721, 2733 };
  g_autofree char *path = dwc_map_tile_cache_dup_path (fixture->cache_dir, fixture->url, "light", 1, &id);
  g_autoptr (GBytes) half = g_bytes_new_static ("\x89PNG", 4);

  g_assert_true (dwc_map_tile_cache_write (path, half, NULL));
  dwc_map_tiles_set_source (tiles, fixture->url);
  dwt_wait_for (look (tiles, &id) != NULL, 10);
  g_assert_cmpuint (fixture->n_asked, ==, 1);

  finish (tiles);
}

static void
test_bad_address (Fixture      *fixture,
                  gconstpointer data)
{
  DwcMapTiles *tiles = dwc_map_tiles_new (fixture->cache_dir);
  DwcMapTileId id = { 3, 1, 1 };

  dwc_map_tiles_set_source (tiles, "no address at all {z}");
  look (tiles, &id);
  dwt_wait_for (dwc_map_tiles_lacks (tiles, &id), 10);

  finish (tiles);
}

static void
test_all_tiles_come (Fixture      *fixture,
                     gconstpointer data)
{
  DwcMapTiles *tiles = dwc_map_tiles_new (fixture->cache_dir);
  guint n_there = 0;
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  /* More than may be under way at once, and a change of look in between. */
  dwc_map_tiles_set_source (tiles, fixture->url);
  for (guint pass = 0; n_there < 30 && g_get_monotonic_time () < deadline; pass++)
    {
      n_there = 0;
      dwc_map_tiles_begin (tiles);
      for (int i = 0; i < 30; i++)
        {
          DwcMapTileId id = { 13, 5700 + i, 2733 };

          n_there += dwc_map_tiles_want (tiles, &id) != NULL;
        }
      dwc_map_tiles_end (tiles);
      g_assert_cmpuint (dwc_map_tiles_get_n_busy (tiles), <=, 16);
      if (pass == 2)
        dwc_map_tiles_set_look (tiles, TRUE, 1);
      if (n_there < 30)
        g_main_context_iteration (NULL, TRUE);
    }

  g_assert_cmpuint (n_there, ==, 30);
  finish (tiles);
}

static void
test_trim (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GBytes) image = g_bytes_new_take (g_malloc0 (1000), 1000);
  char *paths[4];

  for (int i = 0; i < 4; i++)
    {
      DwcMapTileId id = { 10, i, 0 };
      struct utimbuf when = { 1000 + i, 1000 + i };

      paths[i] = dwc_map_tile_cache_dup_path (fixture->cache_dir, "http://a/{z}", "light", 1, &id);
      g_assert_true (dwc_map_tile_cache_write (paths[i], image, NULL));
      g_assert_cmpint (g_utime (paths[i], &when), ==, 0);
    }

  g_assert_cmpuint (dwc_map_tile_cache_trim (fixture->cache_dir, 2500, NULL), ==, 2);
  g_assert_false (g_file_test (paths[0], G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (paths[1], G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (paths[2], G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (paths[3], G_FILE_TEST_EXISTS));
  for (int i = 0; i < 4; i++)
    g_free (paths[i]);
}

static void
test_sources_are_apart (void)
{
  DwcMapTileId id = { 1, 0, 0 };
  g_autofree char *one = dwc_map_tile_cache_dup_path ("/c", "http://a/{z}", "light", 1, &id);
  g_autofree char *other = dwc_map_tile_cache_dup_path ("/c", "http://b/{z}", "light", 1, &id);
  g_autofree char *dark = dwc_map_tile_cache_dup_path ("/c", "http://a/{z}", "dark", 1, &id);
  g_autofree char *dense = dwc_map_tile_cache_dup_path ("/c", "http://a/{z}", "light", 2, &id);

  g_assert_cmpstr (one, !=, other);
  g_assert_cmpstr (one, !=, dark);
  g_assert_cmpstr (one, !=, dense);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/map/tiles/tint", test_tint);
  g_test_add_func ("/map/tiles/decode-refuses", test_decode_refuses);
  ADD ("/map/tiles/fetch", test_fetch);
  ADD ("/map/tiles/dark-and-dense", test_dark_and_dense);
  ADD ("/map/tiles/offline", test_offline);
  ADD ("/map/tiles/missing", test_missing);
  ADD ("/map/tiles/garbage-is-not-kept", test_garbage_is_not_kept);
  ADD ("/map/tiles/broken-file-is-fetched-again", test_broken_file_is_fetched_again);
  ADD ("/map/tiles/bad-address", test_bad_address);
  ADD ("/map/tiles/all-tiles-come", test_all_tiles_come);
  ADD ("/map/tiles/trim", test_trim);
  g_test_add_func ("/map/tiles/sources-are-apart", test_sources_are_apart);

  return g_test_run ();
}
