/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "city/dws-city.h"

#include <math.h>
#include <string.h>

typedef struct
{
  DwsCity *city;
  const DwsAddress *addresses;
  gsize n_addresses;
  GRand *random;
} Fixture;

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *dir = g_test_build_filename (G_TEST_DIST, "..", "data", "city", NULL);
  g_autoptr (GError) error = NULL;

  fixture->city = dws_city_load (dir, &error);
  g_assert_no_error (error);
  fixture->addresses = dws_city_get_addresses (fixture->city, &fixture->n_addresses);
  fixture->random = g_rand_new_with_seed (20261124);
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  g_rand_free (fixture->random);
  g_assert_finalize_object (fixture->city);
}

static DwdPoint
pick (Fixture *fixture)
{
  return fixture->addresses[g_rand_int_range (fixture->random, 0,
                                              (int) fixture->n_addresses)].point;
}

static double
length_of (DwsRoute *route)
{
  double length = 0;

  for (guint i = 1; i < route->points->len; i++)
    length += dwd_point_distance (&g_array_index (route->points, DwdPoint, i - 1),
                                  &g_array_index (route->points, DwdPoint, i));

  return length;
}

static DwsRoute *
find_route (Fixture *fixture,
            DwdPoint from,
            DwdPoint to)
{
  const DwdPoint points[] = { from, to };
  DwsRoute *route = dws_city_route (fixture->city, points, 2);

  g_assert_nonnull (route);

  return route;
}

/* Every route holds together: as many times as points, from zero to the whole, never backwards, its
 * length that of its shape, its speed one that a van can drive. */
static void
test_whole (Fixture      *fixture,
            gconstpointer data)
{
  for (int i = 0; i < 300; i++)
    {
      DwdPoint from = pick (fixture);
      DwdPoint to = pick (fixture);
      g_autoptr (DwsRoute) route = find_route (fixture, from, to);
      guint n = route->points->len;

      g_assert_cmpuint (n, >=, 2);
      g_assert_cmpuint (route->seconds->len, ==, n);
      g_assert_cmpfloat (g_array_index (route->seconds, double, 0), ==, 0);
      g_assert_cmpfloat_with_epsilon (g_array_index (route->seconds, double, n - 1),
                                      route->duration_s, 1e-6);

      for (guint k = 1; k < n; k++)
        g_assert_cmpfloat (g_array_index (route->seconds, double, k), >=,
                           g_array_index (route->seconds, double, k - 1));

      g_assert_cmpfloat_with_epsilon (length_of (route), route->distance_m,
                                      2 + route->distance_m * 0.005);
      g_assert_cmpfloat (route->distance_m, <=, route->duration_s * 110 / 3.6 / 1.5 + 1);
      g_assert_cmpfloat (dwd_point_distance (&from, &g_array_index (route->points, DwdPoint, 0)), <,
                         1500);
    }
}

/* The fastest way cannot be slower than a way through a third place. */
static void
test_triangles (Fixture      *fixture,
                gconstpointer data)
{
  for (int i = 0; i < 100; i++)
    {
      DwdPoint a = pick (fixture);
      DwdPoint b = pick (fixture);
      DwdPoint c = pick (fixture);
      const DwdPoint all[] = { a, b, c };
      g_autoptr (DwsRoute) ab = find_route (fixture, a, b);
      g_autoptr (DwsRoute) bc = find_route (fixture, b, c);
      g_autoptr (DwsRoute) ac = find_route (fixture, a, c);
      g_autoptr (DwsRoute) abc = dws_city_route (fixture->city, all, 3);

      g_assert_cmpfloat (ac->duration_s, <=, ab->duration_s + bc->duration_s + 0.01);
      g_assert_cmpfloat_with_epsilon (abc->duration_s, ab->duration_s + bc->duration_s, 0.01);
      g_assert_cmpfloat_with_epsilon (abc->distance_m, ab->distance_m + bc->distance_m, 0.1);
      g_assert_cmpuint (abc->seconds->len, ==, abc->points->len);
    }
}

/* The order of the nodes and the search through them, which share no code, agree. */
static void
test_table (Fixture      *fixture,
            gconstpointer data)
{
  enum { N = 24 };
  DwdPoint points[N];
  double durations[N * N];
  double distances[N * N];

  for (int i = 0; i < N; i++)
    points[i] = pick (fixture);

  dws_city_table (fixture->city, points, N, points, N, durations, distances);

  for (int i = 0; i < N; i++)
    for (int k = 0; k < N; k++)
      {
        g_autoptr (DwsRoute) route = find_route (fixture, points[i], points[k]);

        g_assert_cmpfloat_with_epsilon (durations[i * N + k], route->duration_s, 0.01);
        g_assert_cmpfloat_with_epsilon (distances[i * N + k], route->distance_m, 0.5);
      }
}

static void
test_same_place (Fixture      *fixture,
                 gconstpointer data)
{
  DwdPoint point = pick (fixture);
  g_autoptr (DwsRoute) route = find_route (fixture, point, point);
  double duration = -1;
  double distance = -1;

  g_assert_cmpfloat (route->duration_s, ==, 0);
  g_assert_cmpfloat (route->distance_m, ==, 0);
  g_assert_cmpuint (route->points->len, ==, 2);

  dws_city_table (fixture->city, &point, 1, &point, 1, &duration, &distance);
  g_assert_cmpfloat (duration, ==, 0);
  g_assert_cmpfloat (distance, ==, 0);
}

/* Each depot reaches the addresses of its zone in about the mean time that the data names. */
static void
test_depots (Fixture      *fixture,
             gconstpointer data)
{
  static const struct
  {
    const char *zone;
    double minutes;        /* on an empty road */
  } expected[] = {
    { "left", 3.4 }, { "west", 3.8 }, { "east", 5.0 },
  };
  GPtrArray *zones = dws_city_get_zones (fixture->city);

  for (guint i = 0; i < zones->len; i++)
    {
      const DwsZone *zone = g_ptr_array_index (zones, i);
      double total = 0;
      guint n = 0;

      for (gsize k = 0; k < fixture->n_addresses; k += 20)
        {
          double duration = NAN;

          if (fixture->addresses[k].zone != zone->name)
            continue;

          dws_city_table (fixture->city, &zone->depot, 1, &fixture->addresses[k].point, 1,
                          &duration, NULL);
          g_assert_true (isfinite (duration));
          total += duration;
          n++;
        }

      for (gsize k = 0; k < G_N_ELEMENTS (expected); k++)
        if (strcmp (expected[k].zone, zone->id) == 0)
          g_assert_cmpfloat_with_epsilon (total / n / 60 / 1.5, expected[k].minutes, 0.6);
    }
}

/* Both banks are joined by bridges: a way across is longer than the straight line, but not
 * absurd. */
static void
test_across_river (Fixture      *fixture,
                   gconstpointer data)
{
  const DwdPoint bayterek = { 51.128284, 71.430515 };
  const DwdPoint station = { 51.195598, 71.409116 };
  double straight = dwd_point_distance (&bayterek, &station);
  g_autoptr (DwsRoute) there = find_route (fixture, bayterek, station);
  g_autoptr (DwsRoute) back = find_route (fixture, station, bayterek);

  g_assert_cmpfloat (there->distance_m, >, straight);
  g_assert_cmpfloat (there->distance_m, <, 1.8 * straight);
  g_assert_cmpfloat (there->duration_s, >, 8 * 60);
  g_assert_cmpfloat (there->duration_s, <, 40 * 60);
  /* One-way streets make the way back another one, though much the same. */
  g_assert_cmpfloat (back->duration_s, <, 1.5 * there->duration_s);
  g_assert_cmpfloat (back->duration_s, >, there->duration_s / 1.5);
}

static void
test_out_of_reach (Fixture      *fixture,
                   gconstpointer data)
{
  const DwdPoint points[] = { { 51.128284, 71.430515 }, { 51.0, 72.5 } };
  const DwdPoint invalid[] = { { 51.128284, 71.430515 }, { NAN, 71.4 } };
  const DwdPoint near[] = { { 51.128284, 71.430515 }, { 51.300, 71.40 } };
  g_autoptr (DwsRoute) beyond = dws_city_route (fixture->city, points, 2);
  g_autoptr (DwsRoute) nowhere = dws_city_route (fixture->city, invalid, 2);
  g_autoptr (DwsRoute) outside = dws_city_route (fixture->city, near, 2);
  double durations[4];
  double distances[4];

  g_assert_null (beyond);
  g_assert_null (nowhere);
  g_assert_nonnull (outside);

  dws_city_table (fixture->city, points, 2, points, 2, durations, distances);
  g_assert_cmpfloat (durations[0], ==, 0);
  g_assert_true (isnan (durations[1]) && isnan (durations[2]) && isnan (durations[3]));
  g_assert_true (isnan (distances[1]) && isnan (distances[2]) && isnan (distances[3]));
}

static gpointer
route_in_thread (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (int i = 0; i < 100; i++)
    {
      const DwsAddress *from = &fixture->addresses[g_rand_int_range (random, 0,
                                                                     (int) fixture->n_addresses)];
      const DwsAddress *to = &fixture->addresses[g_rand_int_range (random, 0,
                                                                   (int) fixture->n_addresses)];
      const DwdPoint points[] = { from->point, to->point };
      g_autoptr (DwsRoute) route = dws_city_route (fixture->city, points, 2);

      g_checksum_update (checksum, (const guchar *) route->points->data,
                         (gssize) (route->points->len * sizeof (DwdPoint)));
      g_checksum_update (checksum, (const guchar *) route->seconds->data,
                         (gssize) (route->seconds->len * sizeof (double)));
    }

  return g_strdup (g_checksum_get_string (checksum));
}

/* Equal questions get equal bytes, also when asked from several threads at once. */
static void
test_same_answer (Fixture      *fixture,
                  gconstpointer data)
{
  GThread *threads[4];
  g_autofree char *expected = route_in_thread (fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("route", route_in_thread, fixture);

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autofree char *answer = g_thread_join (threads[i]);

      g_assert_cmpstr (answer, ==, expected);
    }
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
    { "/city/route/whole", test_whole },
    { "/city/route/triangles", test_triangles },
    { "/city/route/table", test_table },
    { "/city/route/same-place", test_same_place },
    { "/city/route/depots", test_depots },
    { "/city/route/across-river", test_across_river },
    { "/city/route/out-of-reach", test_out_of_reach },
    { "/city/route/same-answer", test_same_answer },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, fixture_set_up, tests[i].func, fixture_tear_down);

  return g_test_run ();
}
