/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "city/dws-painter.h"
#include "city/dws-tiles.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/dwd-failure.h"

#define DEADLINE_US (60 * G_USEC_PER_SEC)

typedef struct
{
  char *data_dir;
  char *cache_dir;
  DwsCity *city;
  DwsTiles *tiles;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }

  g_rmdir (path);
}

/* Gives up the last reference of ours and waits until the object is gone: a worker thread lets go
 * of its task only after it has answered. */
static void
assert_gone (gpointer object)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;
  GWeakRef weak;
  gpointer alive;

  g_weak_ref_init (&weak, object);
  g_object_unref (object);

  while ((alive = g_weak_ref_get (&weak)) != NULL)
    {
      g_object_unref (alive);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }

  g_weak_ref_clear (&weak);
}

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->data_dir = g_test_build_filename (G_TEST_DIST, "..", "data", "city", NULL);
  fixture->cache_dir = g_dir_make_tmp ("dws-tiles-XXXXXX", NULL);
  fixture->city = dws_city_load (fixture->data_dir, &error);
  g_assert_no_error (error);
  fixture->tiles = dws_tiles_new (fixture->city, fixture->data_dir, NULL);
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  assert_gone (fixture->tiles);
  assert_gone (fixture->city);
  remove_tree (fixture->cache_dir);
  g_free (fixture->cache_dir);
  g_free (fixture->data_dir);
}

typedef struct
{
  GBytes *png;
  GError *error;
  gboolean done;
} Answer;

static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Answer *answer = user_data;

  answer->png = dws_tiles_draw_finish (DWS_TILES (source), result, &answer->error);
  answer->done = TRUE;
}

static void
wait_for (gboolean *done)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;

  while (!*done)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
}

static GBytes *
draw (DwsTiles    *tiles,
      DwsTileStyle style,
      int          scale,
      int          zoom,
      int          x,
      int          y)
{
  Answer answer = { NULL };

  dws_tiles_draw_async (tiles, style, scale, zoom, x, y, NULL, drawn_cb, &answer);
  wait_for (&answer.done);
  g_assert_no_error (answer.error);

  return answer.png;
}

static void
tile_at (double latitude,
         double longitude,
         int    zoom,
         int   *x,
         int   *y)
{
  const DwdPoint point = { latitude, longitude };
  double world_x;
  double world_y;

  dwd_point_to_mercator (&point, &world_x, &world_y);
  *x = (int) (world_x * (1 << zoom));
  *y = (int) (world_y * (1 << zoom));
}

typedef struct
{
  const guchar *bytes;
  gsize length;
  gsize at;
} Reader;

static cairo_status_t
read_png (void          *closure,
          unsigned char *data,
          unsigned int   length)
{
  Reader *reader = closure;

  if (reader->at + length > reader->length)
    return CAIRO_STATUS_READ_ERROR;

  memcpy (data, reader->bytes + reader->at, length);
  reader->at += length;

  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
decode (GBytes *png)
{
  Reader reader = { NULL };
  cairo_surface_t *surface;

  reader.bytes = g_bytes_get_data (png, &reader.length);
  surface = cairo_image_surface_create_from_png_stream (read_png, &reader);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);

  return surface;
}

/* Every zoom, style and scale answers with an image of the right size on which there is
 * something. */
static void
test_all_kinds (Fixture      *fixture,
                gconstpointer data)
{
  for (int zoom = DWS_TILES_MIN_ZOOM; zoom <= DWS_TILES_MAX_ZOOM; zoom++)
    for (int kind = 0; kind < 4; kind++)
      {
        DwsTileStyle style = kind & 1 ? DWS_TILE_STYLE_DARK : DWS_TILE_STYLE_LIGHT;
        int scale = kind & 2 ? 2 : 1;
        g_autoptr (GBytes) png = NULL;
        cairo_surface_t *surface;
        const guint32 *pixels;
        gboolean varied = FALSE;
        int x;
        int y;

        tile_at (51.1656, 71.4245, zoom, &x, &y);
        png = draw (fixture->tiles, style, scale, zoom, x, y);
        surface = decode (png);
        g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 256 * scale);
        g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 256 * scale);
        pixels = (const guint32 *) (gpointer) cairo_image_surface_get_data (surface);

        for (int i = 1; i < 256 * scale * 256 * scale && !varied; i++)
          varied = pixels[i] != pixels[0];

        g_assert_true (varied);
        cairo_surface_destroy (surface);
      }
}

/* Two servers draw the same bytes, whatever they drew before. */
static void
test_same_bytes (Fixture      *fixture,
                 gconstpointer data)
{
  DwsTiles *other = dws_tiles_new (fixture->city, fixture->data_dir, NULL);
  int x;
  int y;

  for (int zoom = 17; zoom >= 11; zoom -= 2)
    {
      g_autoptr (GBytes) first = NULL;
      g_autoptr (GBytes) second = NULL;
      g_autoptr (GBytes) neighbour = NULL;

      tile_at (51.13, 71.43, zoom, &x, &y);
      first = draw (fixture->tiles, DWS_TILE_STYLE_LIGHT, 2, zoom, x, y);
      neighbour = draw (other, DWS_TILE_STYLE_DARK, 1, zoom, x + 1, y);
      second = draw (other, DWS_TILE_STYLE_LIGHT, 2, zoom, x, y);
      g_assert_true (g_bytes_equal (first, second));
      g_assert_false (g_bytes_equal (first, neighbour));
    }

  assert_gone (other);
}

/* Four tiles side by side are what the four in one would be: no seam, and no name cut at an
 * edge. */
static void
test_seams (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  DwsMap *map = dws_map_load (fixture->city, fixture->data_dir, &error);
  DwsLabeller *labeller;
  const DwsPalette *palette = dws_palette_get (DWS_TILE_STYLE_LIGHT);

  g_assert_no_error (error);
  labeller = dws_labeller_new (map);

  for (int zoom = 11; zoom <= 18; zoom++)
    {
      DwsLabels *labels = dws_labeller_get (labeller, zoom);
      int scale = 1 + zoom % 2;
      int side = 256 * scale;
      guint n_different = 0;
      int worst = 0;
      DwsFrame whole = { .zoom = zoom, .scale = scale, .width = 512, .height = 512 };
      cairo_surface_t *one;
      const guchar *expected;
      int x;
      int y;

      tile_at (51.165, 71.42, zoom, &x, &y);
      whole.x = x * 256.0;
      whole.y = y * 256.0;
      one = dws_paint_frame (map, labels, palette, &whole);
      expected = cairo_image_surface_get_data (one);

      for (int part = 0; part < 4; part++)
        {
          DwsFrame frame = whole;
          cairo_surface_t *tile;
          const guchar *got;

          frame.width = frame.height = 256;
          frame.x += part % 2 * 256;
          frame.y += part / 2 * 256;
          tile = dws_paint_frame (map, labels, palette, &frame);
          got = cairo_image_surface_get_data (tile);

          for (int row = 0; row < side; row++)
            for (int k = 0; k < side * 4; k++)
              {
                int stride = cairo_image_surface_get_stride (one);
                int there = expected[(row + part / 2 * side) * stride +
                                     k + part % 2 * side * 4];
                int here = got[row * cairo_image_surface_get_stride (tile) + k];

                /* The fourth byte of a pixel is not used. */
                if (k % 4 != 3 && here != there)
                  {
                    n_different++;
                    worst = MAX (worst, ABS (here - there));
                  }
              }

          cairo_surface_destroy (tile);
        }

      g_test_message ("zoom %d: %u of %d differ, by %d at most", zoom, n_different,
                      side * side * 12, worst);

      /* Cairo clips a polygon to the picture before it rounds it, so that a few edges fall one way
       * or the other: by a shade that nobody sees. */
      g_assert_cmpint (worst, <=, 24);
      g_assert_cmpuint (n_different, <, (guint) (side * side * 12 / 100));
      cairo_surface_destroy (one);
    }

  dws_labeller_free (labeller);
  dws_map_free (map);
}

/* No name stands on its head, and level names leave each other room. */
static void
test_labels (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  DwsMap *map = dws_map_load (fixture->city, fixture->data_dir, &error);
  DwsLabeller *labeller;

  g_assert_no_error (error);
  labeller = dws_labeller_new (map);

  for (int zoom = DWS_TILES_MIN_ZOOM; zoom <= DWS_TILES_MAX_ZOOM; zoom++)
    {
      DwsLabels *labels = dws_labeller_get (labeller, zoom);
      g_autoptr (GArray) near = g_array_new (FALSE, FALSE, sizeof (guint));

      g_assert_true (labels == dws_labeller_get (labeller, zoom));
      g_assert_cmpuint (labels->labels->len, >, 0);

      for (guint i = 0; i < labels->labels->len; i++)
        {
          const DwsLabel *label = &g_array_index (labels->labels, DwsLabel, i);
          gboolean level = TRUE;
          double cosine = 0;

          for (guint k = 0; k < label->n_letters; k++)
            {
              const DwsLetter *letter = &g_array_index (labels->letters, DwsLetter,
                                                        label->first + k);

              g_assert_cmpfloat_with_epsilon (hypot (letter->cosine, letter->sine), 1, 1e-5);
              cosine += letter->cosine;
              level &= letter->sine == 0;
            }

          /* An upright street is read from below, and may lean a little either way. */
          g_assert_cmpfloat (cosine, >=, -0.2 * label->n_letters);
          dws_grid_query (&labels->grid, &label->box, near);

          for (guint k = 0; level && label->ink == DWS_INK_NUMBER && k < near->len; k++)
            {
              guint index = g_array_index (near, guint, k);
              const DwsLabel *other = &g_array_index (labels->labels, DwsLabel, index);

              if (index != i && other->ink == DWS_INK_NUMBER)
                g_assert_false (other->box.left < label->box.right &&
                                other->box.right > label->box.left &&
                                other->box.bottom < label->box.top &&
                                other->box.top > label->box.bottom);
            }
        }
    }

  dws_labeller_free (labeller);
  dws_map_free (map);
}

static const struct
{
  int scale;
  int zoom;
  int x;
  int y;
} not_served[] = {
  { 1, 8, 178, 85 },
  { 1, 19, 366183, 174988 },
  { 1, -1, 0, 0 },
  { 1, 14, 0, 0 },
  { 1, 14, -1, 5468 },
  { 1, 14, 11450, G_MAXINT },
  { 0, 14, 11443, 5468 },
  { 3, 14, 11443, 5468 },
};

static void
test_not_served (Fixture      *fixture,
                 gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (not_served); i++)
    {
      Answer answer = { NULL };

      dws_tiles_draw_async (fixture->tiles, DWS_TILE_STYLE_LIGHT, not_served[i].scale,
                            not_served[i].zoom,
                            not_served[i].x, not_served[i].y, NULL, drawn_cb, &answer);
      wait_for (&answer.done);
      g_assert_null (answer.png);
      g_assert_error (answer.error, DWD_ERROR, DWD_FAILURE_NOT_FOUND);
      g_clear_error (&answer.error);
    }
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer answer = { NULL };
  int x;
  int y;

  tile_at (51.13, 71.43, 14, &x, &y);
  g_cancellable_cancel (cancellable);
  dws_tiles_draw_async (fixture->tiles, DWS_TILE_STYLE_LIGHT, 1, 14, x, y, cancellable, drawn_cb,
                        &answer);
  wait_for (&answer.done);
  g_assert_null (answer.png);
  g_assert_error (answer.error, DWD_ERROR, DWD_FAILURE_CANCELLED);
  g_clear_error (&answer.error);
}

/* Finished tiles come from the folder, half-written ones do not, and a folder that cannot be
 * written costs nothing but time. */
static void
test_cache (Fixture      *fixture,
            gconstpointer data)
{
  DwsTiles *keeping = dws_tiles_new (fixture->city, fixture->data_dir, fixture->cache_dir);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) third = NULL;
  g_autofree char *path = NULL;
  g_autofree char *kept = NULL;
  gsize length = 0;
  int x;
  int y;

  tile_at (51.13, 71.43, 14, &x, &y);
  path = g_strdup_printf ("%s/dark/2/14/%d/%d.png", fixture->cache_dir, x, y);
  first = draw (keeping, DWS_TILE_STYLE_DARK, 2, 14, x, y);
  g_assert_true (g_file_get_contents (path, &kept, &length, NULL));
  g_assert_cmpmem (kept, length, g_bytes_get_data (first, NULL), g_bytes_get_size (first));

  /* another tile's bytes in its place show that it is read from there */
  second = draw (keeping, DWS_TILE_STYLE_DARK, 1, 14, x, y);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (second, NULL),
                                      (gssize) g_bytes_get_size (second), NULL));
  third = draw (keeping, DWS_TILE_STYLE_DARK, 2, 14, x, y);
  g_assert_true (g_bytes_equal (third, second));
  g_clear_pointer (&third, g_bytes_unref);

  g_assert_true (g_file_set_contents (path, kept, (gssize) length / 2, NULL));
  third = draw (keeping, DWS_TILE_STYLE_DARK, 2, 14, x, y);
  g_assert_true (g_bytes_equal (third, first));
  assert_gone (keeping);

  keeping = dws_tiles_new (fixture->city, fixture->data_dir, "/dev/null/tiles");
  g_clear_pointer (&third, g_bytes_unref);
  third = draw (keeping, DWS_TILE_STYLE_DARK, 2, 14, x, y);
  g_assert_true (g_bytes_equal (third, first));
  assert_gone (keeping);
}

static void
assert_broken_map (Fixture    *fixture,
                   DwdFailure  failure,
                   const char *beginning)
{
  DwsTiles *tiles = dws_tiles_new (fixture->city, fixture->cache_dir, NULL);
  Answer answer = { NULL };
  int x;
  int y;

  tile_at (51.13, 71.43, 14, &x, &y);
  dws_tiles_draw_async (tiles, DWS_TILE_STYLE_LIGHT, 1, 14, x, y, NULL, drawn_cb, &answer);
  wait_for (&answer.done);
  g_assert_null (answer.png);
  g_assert_error (answer.error, DWD_ERROR, (int) failure);
  g_assert_true (g_str_has_prefix (answer.error->message, beginning));
  g_clear_error (&answer.error);
  assert_gone (tiles);
}

static void
write_packed (const char *folder,
              const char *name,
              const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GZlibCompressor) gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1);
  g_autoptr (GFileOutputStream) raw = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                                      NULL);
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (G_OUTPUT_STREAM (raw),
                                                                    G_CONVERTER (gzip));

  g_assert_true (g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
}

/* What only the map needs is read with the first tile; what is wrong with it is that tile's
 * failure. */
static void
test_broken_map (Fixture      *fixture,
                 gconstpointer data)
{
  static const char *const park =
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"green\",\"type\":\"park\"},"
    "\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[71.4,51.1],[71.41,51.1],[71.41,51.11],[71.4,51.1]]]}}\n";
  g_autofree char *twice = g_strconcat (park, "{\"type\":\"Feature\"}\n", NULL);

  assert_broken_map (fixture, DWD_FAILURE_NOT_FOUND, "areas.geojsonl.gz: ");

  write_packed (fixture->cache_dir, "areas.geojsonl.gz", twice);
  assert_broken_map (fixture, DWD_FAILURE_INVALID, "areas.geojsonl.gz:2: ");

  write_packed (fixture->cache_dir, "areas.geojsonl.gz", park);
  assert_broken_map (fixture, DWD_FAILURE_NOT_FOUND, "buildings.geojsonl.gz: ");

  write_packed (fixture->cache_dir, "buildings.geojsonl.gz",
                "{\"type\":\"Feature\",\"properties\":{},\"geometry\":"
                "{\"type\":\"LineString\",\"coordinates\":[[71.4,51.1],[71.41,51.1]]}}\n");
  assert_broken_map (fixture, DWD_FAILURE_INVALID, "buildings.geojsonl.gz:1: ");
}

typedef struct
{
  guint n_left;
  gboolean done;
} Many;

static void
many_drawn_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Many *many = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = dws_tiles_draw_finish (DWS_TILES (source), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (png);
  many->done = --many->n_left == 0;
}

/* A window full of tiles at once, while nothing is loaded yet. */
static void
test_many (Fixture      *fixture,
           gconstpointer data)
{
  Many many = { .n_left = 48 };
  int x;
  int y;

  tile_at (51.15, 71.42, 16, &x, &y);

  for (int i = 0; i < 48; i++)
    dws_tiles_draw_async (fixture->tiles, (DwsTileStyle) (i % 2), 1, 16, x + i % 8, y + i / 8, NULL,
                          many_drawn_cb, &many);

  wait_for (&many.done);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void (*func) (Fixture *,
                  gconstpointer);
  } tests[] = {
    { "/city/tiles/all-kinds", test_all_kinds },
    { "/city/tiles/same-bytes", test_same_bytes },
    { "/city/tiles/seams", test_seams },
    { "/city/tiles/labels", test_labels },
    { "/city/tiles/not-served", test_not_served },
    { "/city/tiles/cancelled", test_cancelled },
    { "/city/tiles/cache", test_cache },
    { "/city/tiles/broken-map", test_broken_map },
    { "/city/tiles/many", test_many },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, fixture_set_up, tests[i].func, fixture_tear_down);

  return g_test_run ();
}
