/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "city/dws-city.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/dwd-failure.h"

/* ---- the real city ---- */

static DwsCity *
load_city (void)
{
  g_autofree char *dir = g_test_build_filename (G_TEST_DIST, "..", "data", "city", NULL);
  g_autoptr (GError) error = NULL;
  DwsCity *city = dws_city_load (dir, &error);

  g_assert_no_error (error);
  g_assert_nonnull (city);

  return city;
}

static void
test_contents (void)
{
  DwsCity *city = load_city ();
  gsize n_addresses = 0;
  gsize n_places = 0;
  const DwsAddress *addresses = dws_city_get_addresses (city, &n_addresses);
  const DwsPlace *places = dws_city_get_places (city, &n_places);
  DwdBounds bounds;

  g_assert_cmpuint (n_addresses, ==, 21340);
  g_assert_cmpuint (n_places, ==, 1578);
  g_assert_cmpuint (dws_city_get_zones (city)->len, ==, 3);
  g_assert_cmpstr (places[0].category, ==, "city");
  g_assert_cmpstr (places[0].name_latin, ==, "Astana");

  dws_city_get_bounds (city, &bounds);

  for (gsize i = 0; i < n_addresses; i++)
    {
      g_assert_true (dwd_bounds_contains (&bounds, &addresses[i].point));
      g_assert_nonnull (addresses[i].zone);
      g_assert_cmpstr (addresses[i].number, !=, "");
      g_assert_true (g_utf8_validate (addresses[i].street_latin, -1, NULL));
      g_assert_cmpstr (addresses[i].street_latin, !=, "");
    }

  g_assert_finalize_object (city);
}

/* The counts of the data's own description: each address lies in exactly one zone. */
static void
test_zones (void)
{
  static const struct
  {
    const char *name;
    guint n_addresses;
  } expected[] = {
    { "Left Bank", 2363 },
    { "Right Bank West", 8969 },
    { "Right Bank East", 10008 },
  };
  const DwdPoint outside = { 51.5, 71.4 };
  DwsCity *city = load_city ();
  GPtrArray *zones = dws_city_get_zones (city);
  gsize n_addresses = 0;
  const DwsAddress *addresses = dws_city_get_addresses (city, &n_addresses);

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      guint n = 0;

      for (gsize k = 0; k < n_addresses; k++)
        n += g_strcmp0 (addresses[k].zone, expected[i].name) == 0;

      g_assert_cmpuint (n, ==, expected[i].n_addresses);
    }

  for (guint i = 0; i < zones->len; i++)
    {
      const DwsZone *zone = g_ptr_array_index (zones, i);

      g_assert_cmpstr (dws_city_zone_at (city, &zone->label), ==, zone->name);
      g_assert_cmpstr (dws_city_zone_at (city, &zone->depot), ==, zone->name);
      g_assert_true (g_str_has_prefix (zone->depot_name, "Depot "));
    }

  g_assert_null (dws_city_zone_at (city, &outside));
  g_assert_finalize_object (city);
}

/* ---- broken files ---- */

typedef struct
{
  char *dir;
} Fixture;

static const char *const files[] = {
  "addresses.tsv.gz", "graph.tsv.gz", "places.tsv.gz", "roads.geojsonl.gz", "zones.geojson",
};

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("dws-city-XXXXXX", NULL);
  g_assert_nonnull (fixture->dir);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *source = g_test_build_filename (G_TEST_DIST, "..", "data", "city", files[i],
                                                       NULL);
      g_autofree char *absolute = g_canonicalize_filename (source, NULL);
      g_autofree char *link = g_build_filename (fixture->dir, files[i], NULL);
      g_autoptr (GFile) file = g_file_new_for_path (link);

      g_assert_true (g_file_make_symbolic_link (file, absolute, NULL, NULL));
    }
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->dir, files[i], NULL);

      g_unlink (path);
    }

  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->dir);
}

static void
write_file (Fixture    *fixture,
            const char *name,
            const char *text,
            gssize      length)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GZlibCompressor) gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1);
  g_autoptr (GOutputStream) raw = NULL;
  g_autoptr (GOutputStream) stream = NULL;

  g_unlink (path);
  raw = G_OUTPUT_STREAM (g_file_create (file, G_FILE_CREATE_NONE, NULL, NULL));
  g_assert_nonnull (raw);
  stream = g_str_has_suffix (name, ".gz")
           ? g_converter_output_stream_new (raw, G_CONVERTER (gzip)) : g_object_ref (raw);
  g_assert_true (g_output_stream_write_all (stream, text, length < 0 ? strlen (text)
                                            : (gsize) length,
                                            NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
}

static void
assert_refused (Fixture    *fixture,
                DwdFailure  failure,
                const char *beginning)
{
  g_autoptr (GError) error = NULL;
  DwsCity *city = dws_city_load (fixture->dir, &error);

  g_assert_null (city);
  g_assert_error (error, DWD_ERROR, (int) failure);

  if (!g_str_has_prefix (error->message, beginning))
    g_error ("\"%s\" does not begin with \"%s\"", error->message, beginning);
}

#define NODES "# nodes 2\n# idx\tlon\tlat\tmain\n0\t71.4\t51.1\t1\n1\t71.5\t51.1\t1\n"
#define EDGES "# edges 1\n# from\tto\tlength_m\tspeed_kmh\tway_id\tshape\n"
#define ROAD(properties, geometry) \
  "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":{" geometry "}}"
#define LINE "\"type\":\"LineString\",\"coordinates\":[[71.4,51.1],[71.5,51.1]]"
#define SERVICE "\"highway\":\"service\""

static const struct
{
  const char *file;
  const char *text;
  const char *beginning;
} malformed[] = {
  /* graph: sections */
  { "graph.tsv.gz", "", "graph.tsv.gz:0: expected" },
  { "graph.tsv.gz", "# nodes x\n", "graph.tsv.gz:1: expected" },
  { "graph.tsv.gz", "# nodes 99999999999\n", "graph.tsv.gz:1: expected" },
  { "graph.tsv.gz", "# nodes 2\n# idx\n0\t71.4\t51.1\t1\n", "graph.tsv.gz:4: the file ends" },
  { "graph.tsv.gz", NODES, "graph.tsv.gz:4: expected" },
  /* graph: nodes */
  { "graph.tsv.gz", "# nodes 1\n# idx\n0\t71.4\t51.1\n", "graph.tsv.gz:3: expected 4 fields" },
  { "graph.tsv.gz", "# nodes 1\n# idx\n0\t71.4\t51.1\t1\t1\n",
    "graph.tsv.gz:3: expected 4 fields" },
  { "graph.tsv.gz", "# nodes 1\n# idx\n1\t71.4\t51.1\t1\n", "graph.tsv.gz:3: a malformed node" },
  { "graph.tsv.gz", "# nodes 1\n# idx\n0\t71.4\t151.1\t1\n", "graph.tsv.gz:3: a malformed node" },
  { "graph.tsv.gz", "# nodes 1\n# idx\n0\tnan\t51.1\t1\n", "graph.tsv.gz:3: a malformed node" },
  { "graph.tsv.gz", "# nodes 1\n# idx\n0\t71.4\t51.1\t2\n", "graph.tsv.gz:3: a malformed node" },
  /* graph: edges */
  { "graph.tsv.gz", NODES EDGES "0\t2\t10\t50\t1\t\n", "graph.tsv.gz:7: a malformed edge" },
  { "graph.tsv.gz", NODES EDGES "0\t0\t10\t50\t1\t\n", "graph.tsv.gz:7: a malformed edge" },
  { "graph.tsv.gz", NODES EDGES "0\t1\t-10\t50\t1\t\n", "graph.tsv.gz:7: a malformed edge" },
  { "graph.tsv.gz", NODES EDGES "0\t1\t10\t0\t1\t\n", "graph.tsv.gz:7: a malformed edge" },
  { "graph.tsv.gz", NODES EDGES "0\t1\t10\t50\t1\t71.4\n", "graph.tsv.gz:7: a malformed edge" },
  { "graph.tsv.gz", NODES EDGES "0\t1\t10\t50\t1\t71.4,51.1;\n",
    "graph.tsv.gz:7: a malformed edge" },
  { "graph.tsv.gz", NODES EDGES "0\t1\t10\t50\t1\t\n0\t1\t10\t50\t1\t\n",
    "graph.tsv.gz:8: more edges" },
  { "graph.tsv.gz", "# nodes 0\n# idx\n# edges 0\n# from\n", "graph.tsv.gz:4: no street" },
  /* roads */
  { "roads.geojsonl.gz", "\n", "roads.geojsonl.gz:1: " },
  { "roads.geojsonl.gz", "[]\n", "roads.geojsonl.gz:1: " },
  { "roads.geojsonl.gz", "{}\n", "roads.geojsonl.gz:1: " },
  { "roads.geojsonl.gz", ROAD (SERVICE, LINE) "\n" ROAD (SERVICE, LINE) ",\n",
    "roads.geojsonl.gz:2: something follows" },
  { "roads.geojsonl.gz", ROAD ("\"highway\":\"canal\"", LINE), "roads.geojsonl.gz:1: not a road" },
  { "roads.geojsonl.gz", ROAD ("\"highway\":[]", LINE), "roads.geojsonl.gz:1: " },
  { "roads.geojsonl.gz", ROAD ("\"highway\":\"serv", LINE), "roads.geojsonl.gz:1: " },
  { "roads.geojsonl.gz", ROAD ("\"highway\":\"\\ud800\"", LINE),
    "roads.geojsonl.gz:1: a bad escape" },
  { "roads.geojsonl.gz", ROAD ("\"highway\":\"\\u00", ""), "roads.geojsonl.gz:1: a bad escape" },
  { "roads.geojsonl.gz", ROAD (SERVICE, "\"type\":\"LineString\""),
    "roads.geojsonl.gz:1: geometry is neither" },
  { "roads.geojsonl.gz", ROAD (SERVICE, "\"type\":\"LineString\",\"coordinates\":[]"),
    "roads.geojsonl.gz:1: " },
  { "roads.geojsonl.gz", ROAD (SERVICE, "\"type\":\"LineString\",\"coordinates\":[[71.4,51.1]]"),
    "roads.geojsonl.gz:1: a line needs" },
  { "roads.geojsonl.gz",
    ROAD (SERVICE, "\"type\":\"LineString\",\"coordinates\":[[71.4,91.1],[71,51]]"),
    "roads.geojsonl.gz:1: a position is not" },
  { "roads.geojsonl.gz",
    ROAD (SERVICE, "\"type\":\"LineString\",\"coordinates\":[[71.4,51.1,3],[71,51]]"),
    "roads.geojsonl.gz:1: a position has" },
  { "roads.geojsonl.gz", ROAD (SERVICE, "\"type\":\"LineString\",\"coordinates\":[[[[[[[["),
    "roads.geojsonl.gz:1: " },
  /* addresses and places */
  { "addresses.tsv.gz", "", "addresses.tsv.gz:0: expected" },
  { "addresses.tsv.gz", "lon\tlat\tstreet\thousenumber\tpostcode\tname\n71.4\t51.1\tA\n",
    "addresses.tsv.gz:2: expected 6 fields" },
  { "addresses.tsv.gz", "lon\tlat\tstreet\thousenumber\tpostcode\tname\n71.4\t51.1\t\t1\t\t\n",
    "addresses.tsv.gz:2: a malformed address" },
  { "places.tsv.gz", "category\tlon\tlat\tname\tname_en\ttag\nshop\t71.4\tnorth\tA\t\t\n",
    "places.tsv.gz:2: a malformed place" },
  /* zones */
  { "zones.geojson", "", "zones.geojson: " },
  { "zones.geojson", "{", "zones.geojson: " },
  { "zones.geojson", "[]", "zones.geojson: not a FeatureCollection" },
  { "zones.geojson", "{\"features\":[]}", "zones.geojson: no zone" },
  { "zones.geojson", "{\"features\":[7]}", "zones.geojson: feature 1 is no zone" },
  { "zones.geojson", "{\"features\":[{\"properties\":{\"kind\":\"zone\",\"id\":3}}]}",
    "zones.geojson: feature 1 is no zone" },
};

static void
test_malformed (Fixture      *fixture,
                gconstpointer data)
{
  gsize row = GPOINTER_TO_SIZE (data);

  write_file (fixture, malformed[row].file, malformed[row].text, -1);
  assert_refused (fixture, DWD_FAILURE_INVALID, malformed[row].beginning);
}

static void
test_missing (Fixture      *fixture,
              gconstpointer data)
{
  const char *file = data;
  g_autofree char *path = g_build_filename (fixture->dir, file, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_refused (fixture, DWD_FAILURE_NOT_FOUND, file);
}

static void
test_not_packed (Fixture      *fixture,
                 gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "graph.tsv.gz", NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (g_file_set_contents (path, "# nodes 1\n", -1, NULL));
  assert_refused (fixture, DWD_FAILURE_INVALID, "graph.tsv.gz: ");
}

static void
test_not_utf8 (Fixture      *fixture,
               gconstpointer data)
{
  write_file (fixture, "places.tsv.gz", "category\tlon\nshop\t\xff\n", -1);
  assert_refused (fixture, DWD_FAILURE_INVALID, "places.tsv.gz:2: not UTF-8");

  write_file (fixture, "places.tsv.gz", "category\tlon\nshop\0\n", 19);
  assert_refused (fixture, DWD_FAILURE_INVALID, "places.tsv.gz:2: not UTF-8");
}

/* A file cut anywhere is refused or, where the cut falls between records, read as the shorter
 * file. */
static void
test_truncated (Fixture      *fixture,
                gconstpointer data)
{
  const char *text = NODES EDGES "0\t1\t10.5\t50\t1\t71.45,51.1 71.46,51.1\n";

  for (gsize length = 0; length + 1 < strlen (text); length++)
    {
      g_autoptr (GError) error = NULL;
      DwsCity *city;

      write_file (fixture, "graph.tsv.gz", text, (gssize) length);
      city = dws_city_load (fixture->dir, &error);

      if (city == NULL)
        {
          g_assert_error (error, DWD_ERROR, DWD_FAILURE_INVALID);
          continue;
        }

      g_assert_cmpuint (length, >, strlen (NODES EDGES));
      g_assert_finalize_object (city);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/city/load/contents", test_contents);
  g_test_add_func ("/city/load/zones", test_zones);

  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_autofree char *path = g_strdup_printf ("/city/load/malformed/%s/%" G_GSIZE_FORMAT,
                                               malformed[i].file, i);

      g_test_add (path, Fixture, GSIZE_TO_POINTER (i), fixture_set_up, test_malformed,
                  fixture_tear_down);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_strdup_printf ("/city/load/missing/%s", files[i]);

      g_test_add (path, Fixture, files[i], fixture_set_up, test_missing, fixture_tear_down);
    }

  g_test_add ("/city/load/not-packed", Fixture, NULL, fixture_set_up, test_not_packed,
              fixture_tear_down);
  g_test_add ("/city/load/not-utf8", Fixture, NULL, fixture_set_up, test_not_utf8,
              fixture_tear_down);
  g_test_add ("/city/load/truncated", Fixture, NULL, fixture_set_up, test_truncated,
              fixture_tear_down);

  return g_test_run ();
}
