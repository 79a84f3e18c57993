/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-server.h"
#include "dwt-socket.h"

#include <string.h>

static char *
dup_city_dir (void)
{
  return g_test_build_filename (G_TEST_DIST, "..", "data", "city", NULL);
}

static void
setup (DwtServer    *fixture,
       gconstpointer data)
{
  g_autofree char *city_dir = dup_city_dir ();
  DwsServerOptions options = { .seed = 7, .city_dir = city_dir };

  dwt_server_init (fixture, &options);
}

static void
teardown (DwtServer    *fixture,
          gconstpointer data)
{
  dwt_server_clear (fixture);
}

static double
get_number (DwtReply   *reply,
            const char *path)
{
  g_autofree char *text = dwt_reply_get (reply, path);

  g_assert_nonnull (text);

  return g_ascii_strtod (text, NULL);
}

/* The first number of a polyline, the latitude. */
static gint64
decode_first (const char *line)
{
  gint64 bits = 0;
  guint shift = 0;

  do
    {
      bits |= (gint64) ((*line - 63) & 0x1f) << shift;
      shift += 5;
    }while (*line++ - 63 >= 0x20);

  return (bits & 1) != 0 ? ~(bits >> 1) : bits >> 1;
}

static void
test_route (DwtServer    *fixture,
            gconstpointer data)
{
  g_autoptr (DwtReply) geojson =
    dwt_server_call (fixture, NULL, "GET", "/route/v1/driving/71.43,51.13;71.45,51.17;71.40,51.12"
                     "?overview=full&geometries=geojson", NULL);
  g_autoptr (DwtReply) polyline =
    dwt_server_call (fixture, NULL, "GET", "/route/v1/driving/71.43,51.13;71.45,51.17", NULL);
  g_autoptr (DwtReply) bare =
    dwt_server_call (fixture, NULL, "GET", "/route/v1/driving/71.43,51.13;71.45,51.17"
                     "?overview=false", NULL);
  double whole = get_number (geojson, "routes.0.distance");
  double parts = get_number (geojson, "routes.0.legs.0.distance") +
                 get_number (geojson, "routes.0.legs.1.distance");
  g_autofree char *line = dwt_reply_get (polyline, "routes.0.geometry");

  dwt_assert_reply (geojson, "code", "Ok");
  g_assert_cmpfloat_with_epsilon (whole, parts, 0.3);
  g_assert_cmpfloat (get_number (geojson, "routes.0.duration"), >, 60);
  g_assert_cmpuint (dwt_reply_length (geojson, "routes.0.geometry.coordinates"), >, 10);
  g_assert_cmpuint (dwt_reply_length (geojson, "waypoints"), ==, 3);
  /* Longitude first. */
  g_assert_cmpfloat_with_epsilon (get_number (geojson, "routes.0.geometry.coordinates.0.0"), 71.43,
                                  0.01);
  g_assert_cmpint (decode_first (line), ==,
                   (gint64) (get_number (polyline, "waypoints.0.location.1") * 1e5 + 0.5));
  dwt_assert_reply (bare, "routes.0.geometry", NULL);
}

static void
test_bad_geo (DwtServer    *fixture,
              gconstpointer data)
{
  static const struct
  {
    const char *path;
    guint status;
    const char *code;
  } rows[] =
  {
    { "/route/v1/driving/71.43,51.13", 400, "InvalidQuery" },
    { "/route/v1/driving/x;y", 400, "InvalidQuery" },
    { "/route/v1/driving/nan,inf;1,2", 400, "InvalidQuery" },
    { "/route/v1/driving/", 400, "InvalidQuery" },
    { "/route/v1/driving/0,0;1,1", 400, "NoRoute" },
    { "/table/v1/driving/71.43,51.13;71.4,51.1?sources=2", 400, "InvalidQuery" },
    { "/table/v1/driving/71.43,51.13;71.4,51.1?destinations=x", 400, "InvalidQuery" },
    { "/search", 400, NULL },
    { "/search?q=a&limit=x", 400, NULL },
    { "/reverse?lat=1", 400, NULL },
    { "/reverse?lat=x&lon=y", 400, NULL },
    { "/reverse?lat=91&lon=0", 400, NULL },
    { "/tiles/light/40/0/0.png", 404, NULL },
    { "/tiles/pink/12/2860/1367.png", 404, NULL },
    { "/tiles/light/12/2860/1367.gif", 404, NULL },
    { "/tiles/light/12/2860/-1.png", 404, NULL },
    { "/tiles/light/12/0/0.png", 404, NULL },
    { "/tiles/light", 404, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (DwtReply) reply = dwt_server_call (fixture, NULL, "GET", rows[i].path, NULL);

      g_test_message ("%s", rows[i].path);
      g_assert_cmpuint (reply->status, ==, rows[i].status);
      if (rows[i].code != NULL)
        dwt_assert_reply (reply, "code", rows[i].code);
    }
}

static void
test_table (DwtServer    *fixture,
            gconstpointer data)
{
  g_autoptr (DwtReply) reply =
    dwt_server_call (fixture, NULL, "GET", "/table/v1/driving/71.43,51.13;71.45,51.17;71.40,51.12"
                     "?sources=0;2&destinations=1&annotations=duration,distance", NULL);
  g_autoptr (DwtReply) square =
    dwt_server_call (fixture, NULL, "GET", "/table/v1/driving/71.43,51.13;71.45,51.17", NULL);

  dwt_assert_reply (reply, "code", "Ok");
  g_assert_cmpuint (dwt_reply_length (reply, "durations"), ==, 2);
  g_assert_cmpuint (dwt_reply_length (reply, "durations.0"), ==, 1);
  g_assert_cmpfloat (get_number (reply, "distances.1.0"), >, 5000);
  g_assert_cmpuint (dwt_reply_length (reply, "sources"), ==, 2);
  g_assert_cmpfloat (get_number (square, "durations.0.0"), ==, 0);
  dwt_assert_reply (square, "distances", NULL);
}

static void
test_geocoding (DwtServer    *fixture,
                gconstpointer data)
{
  g_autoptr (DwtReply) found = dwt_server_call (fixture, NULL, "GET",
                                                "/search?q=Dostyk&format=jsonv2&limit=3", NULL);
  g_autofree char *latitude = dwt_reply_get (found, "0.lat");
  g_autofree char *longitude = dwt_reply_get (found, "0.lon");
  g_autofree char *path = g_strdup_printf ("/reverse?lat=%s&lon=%s&format=jsonv2", latitude,
                                           longitude);
  g_autoptr (DwtReply) back = dwt_server_call (fixture, NULL, "GET", path, NULL);
  g_autofree char *name = dwt_reply_get (found, "0.display_name");
  g_autofree char *there = dwt_reply_get (back, "display_name");
  g_autoptr (DwtReply) sea = dwt_server_call (fixture, NULL, "GET", "/reverse?lat=0&lon=0", NULL);

  g_assert_nonnull (strstr (name, "Dostyk"));
  g_assert_nonnull (there);
  dwt_assert_reply (sea, "error", "Unable to geocode");
}

static void
test_tile (DwtServer    *fixture,
           gconstpointer data)
{
  static const char *const paths[] =
  {
    "/tiles/light/12/2860/1367.png", "/tiles/dark/13/5721/2735@2x.png",
    "/tiles/dark/13/5721/2735%402x.png",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (DwtReply) reply = dwt_server_call (fixture, NULL, "GET", paths[i], NULL);

      g_assert_cmpuint (reply->status, ==, 200);
      g_assert_cmpstr (soup_message_headers_get_one (reply->headers, "Content-Type"), ==,
                       "image/png");
      g_assert_nonnull (soup_message_headers_get_one (reply->headers, "Cache-Control"));
      g_assert_true (memcmp (g_bytes_get_data (reply->body, NULL), "\x89PNG", 4) == 0);
    }
}

/* A server that stops while a tile is being drawn. */
static void
test_stop_drawing (void)
{
  g_autofree char *city_dir = dup_city_dir ();
  DwsServerOptions options = { .seed = 7, .city_dir = city_dir };
  g_autoptr (SoupMessage) message = NULL;
  DwtServer server;

  dwt_server_init (&server, &options);
  message = dwt_server_message (&server, NULL, "GET", "/tiles/light/12/2860/1367@2x.png");
  soup_session_send_and_read_async (server.session, message, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  dws_server_stop (server.server);
  soup_session_abort (server.session);
  g_clear_object (&server.session);
  {
    GObject *watched = G_OBJECT (server.server);

    g_object_add_weak_pointer (watched, (gpointer *) &watched);
    g_object_unref (server.server);
    DWT_WAIT_UNTIL (watched == NULL);
  }
}

/* The city lives: it fills the server once, and its technicians move. */
static void
test_life (void)
{
  g_autofree char *city_dir = dup_city_dir ();
  g_autofree char *dir = g_dir_make_tmp ("dws-city-XXXXXX", NULL);
  g_autofree char *quoted = g_shell_quote (dir);
  g_autofree char *command = g_strdup_printf ("rm -r %s", quoted);
  DwsServerOptions options = { .seed = 7, .city_dir = city_dir, .simulate = TRUE, .speed = 60,
                               .start_us = 1795492800000000, .data_dir = dir };
  DwtHandshake who = { "dispatcher" };
  DwtSocket socket;
  DwtServer server;
  g_autofree char *ack = NULL;
  g_autofree char *fix = NULL;
  guint n_people = 0;

  dwt_server_init (&server, &options);
  {
    g_autoptr (DwtReply) jobs = dwt_server_call (&server, "dispatcher", "GET",
                                                 "/api/resource/Dispatch%20Job?limit=0", NULL);
    g_autoptr (DwtReply) people = dwt_server_call (&server, "dispatcher", "GET",
                                                   "/api/resource/Employee?limit=0", NULL);

    g_assert_cmpuint (dwt_reply_length (jobs, "data"), >, 100);
    n_people = dwt_reply_length (people, "data");
    g_assert_cmpuint (n_people, >=, 24);
  }
  dwt_socket_init (&socket, &server, &who);
  dwt_socket_join (&socket, "/sandbox");
  ack = dwt_socket_subscribe (&socket, "/sandbox", "sync:Technician Location:" DWT_ORG);
  fix = dwt_socket_expect (&socket, "42/sandbox,[\"technician_location\",");
  dwt_socket_clear (&socket);
  dwt_server_clear (&server);

  /* The same data again: the same city, not a second one. */
  dwt_server_init (&server, &options);
  {
    g_autoptr (DwtReply) people = dwt_server_call (&server, "dispatcher", "GET",
                                                   "/api/resource/Employee?limit=0", NULL);

    g_assert_cmpuint (dwt_reply_length (people, "data"), ==, n_people);
  }
  dwt_server_clear (&server);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

#define ADD(path, function) \
  g_test_add (path, DwtServer, NULL, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sandbox/city/route", test_route);
  ADD ("/sandbox/city/bad-geo", test_bad_geo);
  ADD ("/sandbox/city/table", test_table);
  ADD ("/sandbox/city/geocoding", test_geocoding);
  ADD ("/sandbox/city/tile", test_tile);
  g_test_add_func ("/sandbox/city/stop-drawing", test_stop_drawing);
  g_test_add_func ("/sandbox/city/life", test_life);

  return g_test_run ();
}
