/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "board/dwc-map-projection.h"

#include <math.h>

static const DwdPoint astana = { 51.1282, 71.4304 };

static void
test_centre (void)
{
  DwcMapProjection projection;
  double x, y, widget_x, widget_y;

  dwc_map_projection_init (&projection, &astana, 13, 800, 600);
  dwd_point_to_mercator (&astana, &x, &y);
  dwc_map_projection_to_widget (&projection, x, y, &widget_x, &widget_y);
  g_assert_cmpfloat_with_epsilon (widget_x, 400, 1e-6);
  g_assert_cmpfloat_with_epsilon (widget_y, 300, 1e-6);
}

/* At zoom z a tile is 256 px wide, so one zoom level doubles every distance. */
static void
test_scale (void)
{
  DwdPoint east = { 51.1282, 71.4304 + 360.0 / 256 };
  DwcMapProjection projection;
  double x, y, widget_x, widget_y;

  dwd_point_to_mercator (&east, &x, &y);
  for (int zoom = 3; zoom < 12; zoom++)
    {
      dwc_map_projection_init (&projection, &astana, zoom, 800, 600);
      dwc_map_projection_to_widget (&projection, x, y, &widget_x, &widget_y);
      g_assert_cmpfloat_with_epsilon (widget_x - 400, exp2 (zoom), 1e-6);
      g_assert_cmpfloat_with_epsilon (widget_y, 300, 1e-6);
    }
}

static void
test_there_and_back (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (guint i = 0; i < 500; i++)
    {
      DwdPoint centre = { g_rand_double_range (rand, -80, 80), g_rand_double_range (rand, -179, 179) };
      double px = g_rand_double_range (rand, 0, 1280), py = g_rand_double_range (rand, 0, 800);
      DwcMapProjection projection;
      double x, y, widget_x, widget_y;

      dwc_map_projection_init (&projection, &centre, g_rand_double_range (rand, 4, 19), 1280, 800);
      dwc_map_projection_from_widget (&projection, px, py, &x, &y);
      dwc_map_projection_to_widget (&projection, x, y, &widget_x, &widget_y);
      g_assert_cmpfloat_with_epsilon (widget_x, px, 1e-3);
      g_assert_cmpfloat_with_epsilon (widget_y, py, 1e-3);
    }
}

static void
test_antimeridian (void)
{
  DwdPoint west_of_it = { -17, 179.9 }, east_of_it = { -17, -179.9 };
  DwcMapProjection projection;
  double x, y, widget_x, widget_y;

  dwc_map_projection_init (&projection, &west_of_it, 10, 800, 600);
  dwd_point_to_mercator (&east_of_it, &x, &y);
  dwc_map_projection_to_widget (&projection, x, y, &widget_x, &widget_y);
  g_assert_cmpfloat (widget_x, >, 400);
  g_assert_cmpfloat (widget_x, <, 800);
}

static void
test_fit (void)
{
  DwcMapPoint points[2];
  DwdPoint corner = { 51.20, 71.60 }, centre = { 0, 0 };
  DwcMapProjection projection;
  double zoom = -1;

  dwd_point_to_mercator (&astana, &points[0].x, &points[0].y);
  dwd_point_to_mercator (&corner, &points[1].x, &points[1].y);
  g_assert_true (dwc_map_projection_fit (points, 2, 900, 500, 50, 3, 18, &centre, &zoom));
  g_assert_cmpfloat (zoom, ==, floor (zoom));

  dwc_map_projection_init (&projection, &centre, zoom, 900, 500);
  for (guint i = 0; i < 2; i++)
    {
      double x, y;

      dwc_map_projection_to_widget (&projection, points[i].x, points[i].y, &x, &y);
      g_assert_cmpfloat (x, >=, 50 - 1e-6);
      g_assert_cmpfloat (x, <=, 850 + 1e-6);
      g_assert_cmpfloat (y, >=, 50 - 1e-6);
      g_assert_cmpfloat (y, <=, 450 + 1e-6);
    }

  /* One level deeper they would not fit. */
  g_assert_false ((fabs (points[0].x - points[1].x) * dwc_map_world_at_zoom (zoom + 1) <= 800) &&
                  (fabs (points[0].y - points[1].y) * dwc_map_world_at_zoom (zoom + 1) <= 400));
}

static void
test_fit_corners (void)
{
  DwcMapPoint point = { 0.7, 0.33 };
  DwdPoint centre = { 1, 2 };
  double zoom = 5;

  /* No points, no room: nothing is touched. */
  g_assert_false (dwc_map_projection_fit (NULL, 0, 900, 500, 50, 3, 18, &centre, &zoom));
  g_assert_false (dwc_map_projection_fit (&point, 1, 0, 0, 50, 3, 18, &centre, &zoom));
  g_assert_cmpfloat (zoom, ==, 5);
  g_assert_cmpfloat (centre.latitude, ==, 1);

  /* One place gets the deepest level; a view smaller than its margins still an answer. */
  g_assert_true (dwc_map_projection_fit (&point, 1, 900, 500, 50, 3, 18, &centre, &zoom));
  g_assert_cmpfloat (zoom, ==, 18);
  g_assert_true (dwc_map_projection_fit (&point, 1, 20, 20, 50, 3, 18, &centre, &zoom));
}

static void
test_glide (void)
{
  DwcMapGlide glide = { 0 };
  DwcMapPoint from = { 0.5, 0.5 }, to = { 0.6, 0.4 }, back = { 0.5, 0.4 }, here;
  gint64 start_us = 1000000;

  dwc_map_glide_jump (&glide, &from);
  g_assert_false (dwc_map_glide_sample (&glide, start_us, &here));
  g_assert_cmpfloat (here.x, ==, 0.5);

  dwc_map_glide_start (&glide, &to, start_us);
  g_assert_true (dwc_map_glide_sample (&glide, start_us, &here));
  g_assert_cmpfloat_with_epsilon (here.x, 0.5, 1e-12);
  g_assert_true (dwc_map_glide_sample (&glide, start_us + DWC_MAP_GLIDE_US / 2, &here));
  g_assert_cmpfloat_with_epsilon (here.x, 0.55, 1e-12);
  g_assert_cmpfloat_with_epsilon (here.y, 0.45, 1e-12);

  /* A fix that comes early turns it from where it is. */
  dwc_map_glide_start (&glide, &back, start_us + DWC_MAP_GLIDE_US / 2);
  g_assert_true (dwc_map_glide_sample (&glide, start_us + DWC_MAP_GLIDE_US / 2, &here));
  g_assert_cmpfloat_with_epsilon (here.x, 0.55, 1e-12);
  g_assert_false (dwc_map_glide_sample (&glide, start_us + 3 * DWC_MAP_GLIDE_US, &here));
  g_assert_cmpfloat (here.x, ==, 0.5);
}

static void
test_glide_limits (void)
{
  static const struct
  {
    double metres;
    gint64 seconds;
    gboolean follows;
  } rows[] = {
    { 0, 1, TRUE },
    { 400, 9, TRUE },
    { 499, 10, TRUE },
    /* Too far, too old, out of order. */
    { 501, 1, FALSE },
    { 20000, 1, FALSE },
    { 10, 11, FALSE },
    { 10, -11, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DwdPoint next = astana;

      next.latitude += rows[i].metres / (DWD_EARTH_RADIUS_M * G_PI / 180);
      g_assert_cmpint (dwc_map_glide_may_follow (&astana, 0, &next, rows[i].seconds * G_USEC_PER_SEC), ==,
                       rows[i].follows);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/map/projection/centre", test_centre);
  g_test_add_func ("/map/projection/scale", test_scale);
  g_test_add_func ("/map/projection/there-and-back", test_there_and_back);
  g_test_add_func ("/map/projection/antimeridian", test_antimeridian);
  g_test_add_func ("/map/projection/fit", test_fit);
  g_test_add_func ("/map/projection/fit-corners", test_fit_corners);
  g_test_add_func ("/map/glide/sample", test_glide);
  g_test_add_func ("/map/glide/limits", test_glide_limits);

  return g_test_run ();
}
