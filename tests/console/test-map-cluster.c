/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "board/dwc-map-cluster.h"

#include <math.h>

#define N_ROUNDS 40

typedef enum
{
  SPREAD_EVEN,
  SPREAD_CITY,       /* most of them in one corner */
  SPREAD_ONE_PLACE,
  SPREAD_GRID,       /* on the edges of the cells */
  N_SPREADS
} Spread;

static DwcMapPoint
make_point (GRand *rand,
            Spread spread,
            double radius)
{
  switch (spread)
    {
    case SPREAD_CITY:
      return (DwcMapPoint) { 0.7 + 0.01 * pow (g_rand_double (rand), 3),
                             0.33 + 0.01 * pow (g_rand_double (rand), 3) };

    case SPREAD_ONE_PLACE:
      return (DwcMapPoint) { 0.7, 0.33 };

    case SPREAD_GRID:
      return (DwcMapPoint) { 0.5 + radius * g_rand_int_range (rand, 0, 30),
                             0.5 + radius * g_rand_int_range (rand, 0, 30) };

    case SPREAD_EVEN:
    case N_SPREADS:
    default:
      return (DwcMapPoint) { g_rand_double (rand), g_rand_double (rand) };
    }
}

/* Every point is in exactly one cluster, near its first member, and the centre is their mean. */
static void
check_division (DwcMapClusterIndex *index,
                const DwcMapPoint  *points,
                guint               n_points,
                double              radius)
{
  g_autofree guint *seen = g_new0 (guint, n_points);
  guint n_clusters, n_members = 0;
  const DwcMapCluster *clusters = dwc_map_cluster_index_get_clusters (index, &n_clusters);
  const guint *members = dwc_map_cluster_index_get_members (index);

  for (guint i = 0; i < n_clusters; i++)
    {
      DwcMapPoint sum = { 0, 0 };
      double reach = 0;

      g_assert_cmpuint (clusters[i].n, >, 0);
      g_assert_cmpuint (clusters[i].first, ==, n_members);
      n_members += clusters[i].n;
      for (guint j = 0; j < clusters[i].n; j++)
        {
          guint point = members[clusters[i].first + j];

          g_assert_cmpuint (point, <, n_points);
          seen[point]++;
          sum.x += points[point].x;
          sum.y += points[point].y;
          /* Whoever the first member is, none is further from another than twice the radius. */
          reach = MAX (reach, hypot (points[point].x - clusters[i].x, points[point].y - clusters[i].y));
        }
      g_assert_cmpfloat (reach, <=, 2 * radius * 1.0000001);
      g_assert_cmpfloat_with_epsilon (clusters[i].x, sum.x / clusters[i].n, 1e-9);
      g_assert_cmpfloat_with_epsilon (clusters[i].y, sum.y / clusters[i].n, 1e-9);
    }

  g_assert_cmpuint (n_members, ==, n_points);
  for (guint i = 0; i < n_points; i++)
    g_assert_cmpuint (seen[i], ==, 1);
}

static void
test_every_point_once (void)
{
  g_autoptr (DwcMapClusterIndex) index = dwc_map_cluster_index_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261124);

  /* One index for all: what an earlier build left must not shine through. */
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      Spread spread = (Spread) (round % N_SPREADS);
      guint n_points = (guint) g_rand_int_range (rand, 1, 3000);
      double radius = exp2 (-g_rand_double_range (rand, 2, 20));
      g_autofree DwcMapPoint *points = g_new (DwcMapPoint, n_points);

      for (guint i = 0; i < n_points; i++)
        points[i] = make_point (rand, spread, radius);
      dwc_map_cluster_index_build (index, points, n_points, radius);
      check_division (index, points, n_points, radius);
    }
}

static void
test_nothing (void)
{
  g_autoptr (DwcMapClusterIndex) index = dwc_map_cluster_index_new ();
  guint n_clusters = 7;

  dwc_map_cluster_index_build (index, NULL, 0, 0.01);
  dwc_map_cluster_index_get_clusters (index, &n_clusters);
  g_assert_cmpuint (n_clusters, ==, 0);
}

static void
test_coinciding (void)
{
  g_autoptr (DwcMapClusterIndex) index = dwc_map_cluster_index_new ();
  const DwcMapPoint points[3] = { { 0.25, 0.5 }, { 0.25, 0.5 }, { 0.25, 0.5 } };
  const DwcMapCluster *clusters;
  guint n_clusters;

  /* At the deepest zoom that the map has, and deeper. */
  dwc_map_cluster_index_build (index, points, 3, 40 / dwc_map_world_at_zoom (22));
  clusters = dwc_map_cluster_index_get_clusters (index, &n_clusters);
  g_assert_cmpuint (n_clusters, ==, 1);
  g_assert_cmpuint (clusters[0].n, ==, 3);
}

static void
test_zooming_separates (void)
{
  g_autoptr (DwcMapClusterIndex) index = dwc_map_cluster_index_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  DwcMapPoint points[400];
  guint n_clusters, before = 0;

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    points[i] = make_point (rand, SPREAD_CITY, 0);

  for (int zoom = 3; zoom <= 18; zoom++)
    {
      dwc_map_cluster_index_build (index, points, G_N_ELEMENTS (points), 40 / dwc_map_world_at_zoom (zoom));
      dwc_map_cluster_index_get_clusters (index, &n_clusters);
      before = MAX (before, n_clusters);
      g_assert_cmpuint (n_clusters * 2, >=, before);
    }

  g_assert_cmpuint (before, >, 100);
}

static void
test_equal_input_equal_clusters (void)
{
  g_autoptr (DwcMapClusterIndex) first = dwc_map_cluster_index_new ();
  g_autoptr (DwcMapClusterIndex) second = dwc_map_cluster_index_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (99);
  DwcMapPoint points[500];
  const DwcMapCluster *a, *b;
  guint n_a, n_b;

  for (guint i = 0; i < G_N_ELEMENTS (points); i++)
    points[i] = make_point (rand, SPREAD_EVEN, 0);

  /* The second has been larger before: its table has other slots. */
  dwc_map_cluster_index_build (second, points, G_N_ELEMENTS (points), 1e-6);
  dwc_map_cluster_index_build (second, points, G_N_ELEMENTS (points), 0.05);
  dwc_map_cluster_index_build (first, points, G_N_ELEMENTS (points), 0.05);
  a = dwc_map_cluster_index_get_clusters (first, &n_a);
  b = dwc_map_cluster_index_get_clusters (second, &n_b);
  g_assert_cmpuint (n_a, ==, n_b);
  for (guint i = 0; i < n_a; i++)
    {
      g_assert_cmpuint (a[i].n, ==, b[i].n);
      g_assert_cmpfloat (a[i].x, ==, b[i].x);
      g_assert_cmpfloat (a[i].y, ==, b[i].y);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/map/cluster/every-point-once", test_every_point_once);
  g_test_add_func ("/map/cluster/nothing", test_nothing);
  g_test_add_func ("/map/cluster/coinciding", test_coinciding);
  g_test_add_func ("/map/cluster/zooming-separates", test_zooming_separates);
  g_test_add_func ("/map/cluster/equal-input-equal-clusters", test_equal_input_equal_clusters);

  return g_test_run ();
}
