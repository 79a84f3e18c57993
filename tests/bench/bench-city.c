/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "bench-support.h"
#include "city/dws-painter.h"

#include <stdlib.h>

/*
 * The city of the sandbox: how long it takes to load, to find ways through, to search, and to paint.
 * Each figure has a limit of its own; what is measured is picked by a fixed seed.
 */

#define ROUND_SECONDS 0.3
#define N_TABLE 24

typedef struct
{
  const char *data_dir;
  DwsCity *city;
  DwsMap *map;
  DwsLabeller *labeller;
  const DwsAddress *addresses;
  gsize n_addresses;
  GRand *random;
  DwdPoint points[N_TABLE];
  int column;                    /* the tile of zoom 14 in the middle of the city */
  int row;
} Fixture;

static void
load (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (DwsCity) city = dws_city_load (fixture->data_dir, NULL);

  g_assert_nonnull (city);
}

static void
route (gpointer data)
{
  Fixture *fixture = data;
  DwdPoint ends[2];
  g_autoptr (DwsRoute) found = NULL;

  for (int i = 0; i < 2; i++)
    ends[i] = fixture->addresses[g_rand_int_range (fixture->random, 0,
                                                   (int) fixture->n_addresses)].point;

  found = dws_city_route (fixture->city, ends, 2);
  g_assert_nonnull (found);
}

static void
table (gpointer data)
{
  Fixture *fixture = data;
  double durations[N_TABLE * N_TABLE];
  double distances[N_TABLE * N_TABLE];

  dws_city_table (fixture->city, fixture->points, N_TABLE, fixture->points, N_TABLE, durations,
                  distances);
}

static void
search (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GPtrArray) found = dws_city_search (fixture->city, "Достык 5/1", 10);

  g_assert_cmpuint (found->len, >, 0);
}

static void
paint_tile (gpointer data)
{
  Fixture *fixture = data;
  DwsFrame frame = { .zoom = 14, .scale = 1, .width = 256, .height = 256 };
  cairo_surface_t *surface;

  frame.x = (fixture->column + g_rand_int_range (fixture->random, -2, 3)) * 256.0;
  frame.y = (fixture->row + g_rand_int_range (fixture->random, -2, 3)) * 256.0;
  surface = dws_paint_frame (fixture->map, dws_labeller_get (fixture->labeller, frame.zoom),
                             dws_palette_get (DWS_TILE_STYLE_LIGHT), &frame);
  cairo_surface_destroy (surface);
}

static void
measure (Fixture    *fixture,
         const char *name,
         BenchWork   work,
         double      limit_ms)
{
  BenchSeries series = { NULL };

  for (guint i = 0; i < bench_get_rounds (); i++)
    bench_series_add (&series, 1000 * bench_time_work (work, fixture, ROUND_SECONDS));

  bench_print_absolute (name, &series, "ms", limit_ms);
  bench_series_clear (&series);
}

static void
set_up (Fixture *fixture)
{
  const DwdPoint middle = { 51.160, 71.430 };
  double x;
  double y;

  fixture->city = dws_city_load (fixture->data_dir, NULL);
  g_assert_nonnull (fixture->city);
  fixture->map = dws_map_load (fixture->city, fixture->data_dir, NULL);
  g_assert_nonnull (fixture->map);
  fixture->labeller = dws_labeller_new (fixture->map);
  fixture->addresses = dws_city_get_addresses (fixture->city, &fixture->n_addresses);
  fixture->random = g_rand_new_with_seed (24);

  for (int i = 0; i < N_TABLE; i++)
    fixture->points[i] = fixture->addresses[g_rand_int_range (fixture->random, 0,
                                                              (int) fixture->n_addresses)].point;

  dwd_point_to_mercator (&middle, &x, &y);
  fixture->column = (int) (x * (1 << 14));
  fixture->row = (int) (y * (1 << 14));
}

int
main (int    argc,
      char **argv)
{
  Fixture fixture = { .data_dir = argc > 1 ? argv[1] : "data/city" };

  set_up (&fixture);
  measure (&fixture, "city-load", load, 400);
  measure (&fixture, "city-route", route, 3);
  measure (&fixture, "city-table-24x24", table, 15);
  measure (&fixture, "city-search", search, 5);
  measure (&fixture, "city-tile-z14", paint_tile, 25);

  dws_labeller_free (fixture.labeller);
  dws_map_free (fixture.map);
  g_object_unref (fixture.city);
  g_rand_free (fixture.random);

  return EXIT_SUCCESS;
}
