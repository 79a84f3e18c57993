/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "base/dwd-backoff.h"
#include "base/dwd-failure.h"
#include "base/dwd-geometry.h"
#include "base/dwd-id.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

static void
test_backoff_doubles (void)
{
  static const int seconds[] = { 1, 2, 4, 8, 16, 30, 30, 30 };
  g_autoptr (DwdBackoff) backoff = dwd_backoff_new_exponential (1, 30, 0, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (seconds); i++)
    {
      g_assert_cmpuint (dwd_backoff_get_tries (backoff), ==, i);
      g_assert_cmpint (dwd_backoff_next (backoff), ==, seconds[i] * DWD_USEC_PER_SEC);
    }

  dwd_backoff_reset (backoff);
  g_assert_cmpuint (dwd_backoff_get_tries (backoff), ==, 0);
  g_assert_cmpint (dwd_backoff_next (backoff), ==, DWD_USEC_PER_SEC);
}

static void
test_backoff_jitter (void)
{
  g_autoptr (DwdBackoff) one = dwd_backoff_new_exponential (1, 30, 0.5, 1);
  g_autoptr (DwdBackoff) same = dwd_backoff_new_exponential (1, 30, 0.5, 1);
  g_autoptr (DwdBackoff) other = dwd_backoff_new_exponential (1, 30, 0.5, 2);
  gboolean differs = FALSE;

  for (int i = 0; i < 1000; i++)
    {
      gint64 middle = MIN (30, i < 5 ? 1 << i : 30) * DWD_USEC_PER_SEC;
      gint64 wait = dwd_backoff_next (one);

      g_assert_cmpint (wait, >=, middle / 2);
      g_assert_cmpint (wait, <=, MIN (middle * 3 / 2, 30 * DWD_USEC_PER_SEC));
      g_assert_cmpint (wait, ==, dwd_backoff_next (same));
      differs |= wait != dwd_backoff_next (other);
    }
  g_assert_true (differs);
}

static void
test_backoff_list (void)
{
  static const int seconds[] = { 10, 30, 60 };
  g_autoptr (DwdBackoff) backoff = dwd_backoff_new_list (seconds, G_N_ELEMENTS (seconds));
  g_autoptr (DwdBackoff) empty = dwd_backoff_new_list (NULL, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (seconds); i++)
    g_assert_cmpint (dwd_backoff_next (backoff), ==, seconds[i] * DWD_USEC_PER_SEC);
  g_assert_cmpint (dwd_backoff_next (backoff), ==, -1);
  g_assert_cmpint (dwd_backoff_next (backoff), ==, -1);
  g_assert_cmpuint (dwd_backoff_get_tries (backoff), ==, 3);
  g_assert_cmpint (dwd_backoff_next (empty), ==, -1);
}

static void
test_ids (void)
{
  g_autofree char *first = dwd_id_new_operation ();
  g_autofree char *second = dwd_id_new_operation ();
  g_autofree char *local = dwd_id_new_local_name ();
  g_autofree char *longer = g_strconcat (local, "x", NULL);

  g_assert_true (g_uuid_string_is_valid (first));
  g_assert_cmpstr (first, !=, second);
  g_assert_true (dwd_id_is_local_name (local));
  g_assert_false (dwd_id_is_local_name (longer));
  g_assert_false (dwd_id_is_local_name (first));
  g_assert_false (dwd_id_is_local_name ("local-office"));
  g_assert_false (dwd_id_is_local_name ("JOB-2026-00001"));
  g_assert_false (dwd_id_is_local_name (""));
  g_assert_false (dwd_id_is_local_name (NULL));
}

static void
test_failures (void)
{
  static const struct
  {
    GQuark (*domain) (void);
    int code;
    DwdFailure failure;
  } cases[] = {
    { dwd_error_quark, DWD_FAILURE_CONFLICT, DWD_FAILURE_CONFLICT },
    { dwd_error_quark, DWD_N_FAILURES, DWD_FAILURE_INTERNAL },
    { dwd_error_quark, DWD_FAILURE_NONE, DWD_FAILURE_INTERNAL },
    { g_io_error_quark, G_IO_ERROR_CANCELLED, DWD_FAILURE_CANCELLED },
    { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED, DWD_FAILURE_OFFLINE },
    { g_io_error_quark, G_IO_ERROR_BROKEN_PIPE, DWD_FAILURE_OFFLINE },
    { g_io_error_quark, G_IO_ERROR_TIMED_OUT, DWD_FAILURE_TIMEOUT },
    { g_io_error_quark, G_IO_ERROR_NO_SPACE, DWD_FAILURE_STORAGE_FULL },
    { g_resolver_error_quark, G_RESOLVER_ERROR_NOT_FOUND, DWD_FAILURE_OFFLINE },
    { g_tls_error_quark, G_TLS_ERROR_BAD_CERTIFICATE, DWD_FAILURE_OFFLINE },
    { g_convert_error_quark, 0, DWD_FAILURE_INTERNAL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) made = g_error_new_literal (cases[i].domain (), cases[i].code, "x");

      g_assert_cmpint (dwd_failure_from_error (made), ==, cases[i].failure);
    }
  g_assert_cmpint (dwd_failure_from_error (NULL), ==, DWD_FAILURE_NONE);

  /* Every reason has a word of its own. */
  for (int i = 0; i < DWD_N_FAILURES; i++)
    g_assert_true (g_hash_table_add (words, (char *)dwd_failure_to_string ((DwdFailure)i)));
  g_assert_cmpstr (dwd_failure_to_string (DWD_N_FAILURES), ==, "unknown");

  g_assert_true (dwd_failure_is_retryable (DWD_FAILURE_OFFLINE));
  g_assert_true (dwd_failure_is_retryable (DWD_FAILURE_RATE_LIMITED));
  g_assert_false (dwd_failure_is_retryable (DWD_FAILURE_INVALID));
  g_assert_false (dwd_failure_is_retryable (DWD_FAILURE_SIGN_IN));
  g_assert_false (dwd_failure_is_retryable (DWD_N_FAILURES));

  dwd_error_set (NULL, DWD_FAILURE_BUSY, "nobody listens");
  dwd_error_set (&error, DWD_FAILURE_BUSY, "busy until %d", 7);
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_BUSY);
  g_assert_cmpstr (error->message, ==, "busy until 7");
}

static void
test_points (void)
{
  static const DwdPoint astana = { 51.1605, 71.4704 };
  static const DwdPoint almaty = { 43.2389, 76.8897 };
  static const DwdPoint equator = { 0, 10 };
  static const DwdPoint north = { 1, 10 };
  static const DwdPoint antipode = { -51.1605, -108.5296 };
  DwdPoint unset = { 0, 0 };
  DwdPoint broken = { NAN, 10 };
  DwdPoint outside = { 90.5, 10 };

  g_assert_true (dwd_point_is_valid (&astana));
  g_assert_true (dwd_point_is_valid (&equator));
  g_assert_false (dwd_point_is_valid (&unset));
  g_assert_false (dwd_point_is_valid (&broken));
  g_assert_false (dwd_point_is_valid (&outside));
  g_assert_false (dwd_point_is_valid (NULL));

  /* A degree of a great circle on this sphere is 111194.9 m. */
  g_assert_cmpfloat_with_epsilon (dwd_point_distance (&equator, &north), 111194.9266, 0.001);
  g_assert_cmpfloat_with_epsilon (dwd_point_distance (&astana, &almaty), 970694.26, 0.01);
  g_assert_cmpfloat_with_epsilon (dwd_point_distance (&astana, &antipode),
                                  G_PI * DWD_EARTH_RADIUS_M, 1);
  g_assert_cmpfloat (dwd_point_distance (&astana, &astana), ==, 0);

  g_assert_cmpfloat_with_epsilon (dwd_point_bearing (&equator, &north), 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (dwd_point_bearing (&north, &equator), 180, 1e-9);
  g_assert_cmpfloat_with_epsilon (dwd_point_bearing (&(DwdPoint){ 0, 10 }, &(DwdPoint){ 0, 9 }),
                                  270, 1e-9);
}

static void
test_mercator (void)
{
  static const DwdPoint points[] = {
    { 51.1605, 71.4704 }, { -33.9, 151.2 }, { 0, 0 }, { 85, -180 }, { -85, 180 },
  };
  double x, y;

  for (gsize i = 0; i < G_N_ELEMENTS (points); i++)
    {
      DwdPoint back;

      dwd_point_to_mercator (&points[i], &x, &y);
      dwd_point_from_mercator (x, y, &back);
      g_assert_cmpfloat_with_epsilon (back.latitude, points[i].latitude, 1e-9);
      g_assert_cmpfloat_with_epsilon (back.longitude, points[i].longitude, 1e-9);
    }

  /* The pole is drawn at the edge of the world, which is square. */
  dwd_point_to_mercator (&(DwdPoint){ 90, 0 }, &x, &y);
  g_assert_cmpfloat_with_epsilon (y, 0, 1e-9);
  dwd_point_to_mercator (&(DwdPoint){ 0, 0 }, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (y, 0.5, 1e-12);
}

static void
test_bounds (void)
{
  static const DwdBounds city = { 51, 71, 52, 72 };
  static const DwdBounds pacific = { -20, 170, 20, -170 };

  g_assert_true (dwd_bounds_contains (&city, &(DwdPoint){ 51.5, 71.5 }));
  g_assert_true (dwd_bounds_contains (&city, &(DwdPoint){ 51, 72 }));
  g_assert_false (dwd_bounds_contains (&city, &(DwdPoint){ 50.9, 71.5 }));
  g_assert_false (dwd_bounds_contains (&city, &(DwdPoint){ 51.5, 72.1 }));
  g_assert_true (dwd_bounds_contains (&pacific, &(DwdPoint){ 0, 179 }));
  g_assert_true (dwd_bounds_contains (&pacific, &(DwdPoint){ 0, -179 }));
  g_assert_false (dwd_bounds_contains (&pacific, &(DwdPoint){ 0, 0 }));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/backoff/doubles", test_backoff_doubles);
  g_test_add_func ("/base/backoff/jitter", test_backoff_jitter);
  g_test_add_func ("/base/backoff/list", test_backoff_list);
  g_test_add_func ("/base/failure/all", test_failures);
  g_test_add_func ("/base/geometry/bounds", test_bounds);
  g_test_add_func ("/base/geometry/mercator", test_mercator);
  g_test_add_func ("/base/geometry/points", test_points);
  g_test_add_func ("/base/id/all", test_ids);

  return g_test_run ();
}
