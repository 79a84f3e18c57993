/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-server-private.h"

#include "base/dwd-failure.h"

#include "dws-problem.h"

#include <math.h>
#include <string.h>

#define MAX_COORDINATES 500
#define MAX_CELLS 40000
#define MAX_FOUND 50
#define DEFAULT_FOUND 10

static void
append_double (GString    *out,
               const char *format,
               double      value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, format, value));
}

static void
answer_osrm_problem (DwsRequest *request,
                     const char *code,
                     const char *message)
{
  GString *out = g_string_new (NULL);

  g_string_printf (out, "{\"code\":\"%s\",\"message\":\"%s\"}", code, message);
  dws_request_answer_json (request, 400, out);
}

/* Routing and searching need the streets; a server without them has no such service. */
static gboolean
require_city (DwsServer  *self,
              DwsRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (self->city != NULL)
    return TRUE;

  dws_problem_set (&error, DWS_PROBLEM_NOT_FOUND, NULL, "This server has no city");
  dws_request_answer_error (request, error);
  return FALSE;
}

static gboolean
parse_number (const char *text,
              double      low,
              double      high,
              double     *number)
{
  char *end = NULL;
  double value = text == NULL ? NAN : g_ascii_strtod (text, &end);

  if (text == NULL || end == text || *end != '\0' || !isfinite (value) || value < low ||
      value > high)
    return FALSE;

  *number = value;
  return TRUE;
}

/* "lon,lat;lon,lat": OSRM's order, not ours. */
static GArray *
parse_coordinates (const char *text)
{
  g_auto (GStrv) pairs = g_strsplit (text == NULL ? "" : text, ";", MAX_COORDINATES + 1);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (DwdPoint));

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto (GStrv) numbers = g_strsplit (pairs[i], ",", 3);
      DwdPoint point;

      if (g_strv_length (numbers) != 2 ||
          !parse_number (numbers[0], -180, 180, &point.longitude) ||
          !parse_number (numbers[1], -90, 90, &point.latitude))
        return NULL;
      g_array_append_val (points, point);
    }

  return points->len == 0 || points->len > MAX_COORDINATES ? NULL : g_steal_pointer (&points);
}

static void
append_location (GString        *out,
                 const DwdPoint *point)
{
  g_string_append_c (out, '[');
  append_double (out, "%.6f", point->longitude);
  g_string_append_c (out, ',');
  append_double (out, "%.6f", point->latitude);
  g_string_append_c (out, ']');
}

static void
append_waypoint (GString        *out,
                 const DwdPoint *wanted,
                 const DwdPoint *snapped)
{
  g_string_append (out, "{\"name\":\"\",\"location\":");
  append_location (out, snapped);
  g_string_append (out, ",\"distance\":");
  append_double (out, "%.3f", dwd_point_distance (wanted, snapped));
  g_string_append_c (out, '}');
}

/* One number of a polyline: five bits a character, low ones first, sign in the lowest bit. */
static void
append_polyline_number (GString *out,
                        gint64   delta)
{
  guint64 bits = delta < 0 ? ~((guint64) delta << 1) : (guint64) delta << 1;

  while (bits >= 0x20)
    {
      g_string_append_c (out, (char) ((0x20 | (bits & 0x1f)) + 63));
      bits >>= 5;
    }
  g_string_append_c (out, (char) (bits + 63));
}

static void
append_polyline (GString *out,
                 GArray  *points,
                 double   precision)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gint64 last_latitude = 0;
  gint64 last_longitude = 0;

  for (guint i = 0; i < points->len; i++)
    {
      const DwdPoint *point = &g_array_index (points, DwdPoint, i);
      gint64 latitude = llround (point->latitude * precision);
      gint64 longitude = llround (point->longitude * precision);

      append_polyline_number (line, latitude - last_latitude);
      append_polyline_number (line, longitude - last_longitude);
      last_latitude = latitude;
      last_longitude = longitude;
    }

  dwd_json_append_string (out, line->str, (gssize) line->len);
}

static void
append_geojson (GString *out,
                GArray  *points)
{
  g_string_append (out, "{\"type\":\"LineString\",\"coordinates\":[");
  for (guint i = 0; i < points->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_location (out, &g_array_index (points, DwdPoint, i));
    }
  g_string_append (out, "]}");
}

static void
append_geometry (GString    *out,
                 DwsRequest *request,
                 GArray     *points)
{
  const char *overview = dws_request_get_query (request, "overview");
  const char *geometries = dws_request_get_query (request, "geometries");

  if (g_strcmp0 (overview, "false") == 0)
    return;

  g_string_append (out, ",\"geometry\":");
  if (g_strcmp0 (geometries, "geojson") == 0)
    append_geojson (out, points);
  else
    append_polyline (out, points, g_strcmp0 (geometries, "polyline6") == 0 ? 1e6 : 1e5);
}

static void
append_measures (GString *out,
                 double   distance_m,
                 double   duration_s)
{
  g_string_append (out, "\"distance\":");
  append_double (out, "%.1f", distance_m);
  g_string_append (out, ",\"duration\":");
  append_double (out, "%.1f", duration_s);
  g_string_append (out, ",\"weight\":");
  append_double (out, "%.1f", duration_s);
}

/* A leg for each pair of neighbours. NULL where one of them cannot be driven. */
static GPtrArray *
route_legs (DwsServer *self,
            GArray    *points)
{
  g_autoptr (GPtrArray) legs = g_ptr_array_new_with_free_func ((GDestroyNotify) dws_route_free);

  for (guint i = 0; i + 1 < points->len; i++)
    {
      DwsRoute *leg = dws_city_route (self->city, &g_array_index (points, DwdPoint, i), 2);

      if (leg == NULL)
        return NULL;
      g_ptr_array_add (legs, leg);
    }

  return g_steal_pointer (&legs);
}

static void
answer_route (DwsRequest *request,
              GArray     *points,
              GPtrArray  *legs)
{
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (DwdPoint));
  g_autoptr (GString) leg_list = g_string_new (NULL);
  g_autoptr (GString) waypoints = g_string_new (NULL);
  GString *out = g_string_new ("{\"code\":\"Ok\",\"routes\":[{");
  double distance_m = 0;
  double duration_s = 0;

  for (guint i = 0; i < legs->len; i++)
    {
      const DwsRoute *leg = g_ptr_array_index (legs, i);
      guint skip = i > 0 && leg->points->len > 0;

      distance_m += leg->distance_m;
      duration_s += leg->duration_s;
      if (leg->points->len > skip)
        g_array_append_vals (line, &g_array_index (leg->points, DwdPoint, skip),
                             leg->points->len - skip);
      g_string_append (leg_list, i > 0 ? ",{" : "{");
      append_measures (leg_list, leg->distance_m, leg->duration_s);
      g_string_append (leg_list, ",\"summary\":\"\",\"steps\":[]}");

      if (i == 0)
        append_waypoint (waypoints, &g_array_index (points, DwdPoint, 0),
                         &g_array_index (leg->points, DwdPoint, 0));
      g_string_append_c (waypoints, ',');
      append_waypoint (waypoints, &g_array_index (points, DwdPoint, i + 1),
                       &g_array_index (leg->points, DwdPoint, leg->points->len - 1));
    }

  append_measures (out, distance_m, duration_s);
  g_string_append (out, ",\"weight_name\":\"duration\"");
  append_geometry (out, request, line);
  g_string_append_printf (out, ",\"legs\":[%s]}],\"waypoints\":[%s]}", leg_list->str,
                          waypoints->str);
  dws_request_answer_json (request, 200, out);
}

/**
 * dws_route_serve:
 *
 * OSRM's route service.
 */
void
dws_route_serve (DwsServer  *self,
                 DwsRequest *request)
{
  g_autoptr (GArray) points = parse_coordinates (dws_request_get_segment (request, 3));
  g_autoptr (GPtrArray) legs = NULL;

  if (!require_city (self, request))
    return;

  if (points == NULL || points->len < 2)
    {
      answer_osrm_problem (request, "InvalidQuery", "Query string malformed");
      return;
    }

  legs = route_legs (self, points);
  if (legs == NULL)
    answer_osrm_problem (request, "NoRoute", "Impossible route between points");
  else
    answer_route (request, points, legs);
}

/* "0;2" or "all". */
static GArray *
pick_points (GArray     *points,
             const char *indices)
{
  g_autoptr (GArray) picked = g_array_new (FALSE, FALSE, sizeof (DwdPoint));
  g_auto (GStrv) parts = NULL;

  if (indices == NULL || strcmp (indices, "all") == 0)
    {
      g_array_append_vals (picked, points->data, points->len);
      return g_steal_pointer (&picked);
    }

  parts = g_strsplit (indices, ";", MAX_COORDINATES + 1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      guint64 index = 0;

      if (!g_ascii_string_to_unsigned (parts[i], 10, 0, points->len - 1, &index, NULL))
        return NULL;
      g_array_append_val (picked, g_array_index (points, DwdPoint, index));
    }

  return g_steal_pointer (&picked);
}

static void
append_matrix (GString      *out,
               const char   *key,
               const double *cells,
               guint         n_rows,
               guint         n_columns)
{
  g_string_append_printf (out, ",\"%s\":[", key);
  for (guint i = 0; i < n_rows; i++)
    {
      g_string_append (out, i > 0 ? ",[" : "[");
      for (guint k = 0; k < n_columns; k++)
        {
          if (k > 0)
            g_string_append_c (out, ',');
          if (isfinite (cells[i * n_columns + k]))
            append_double (out, "%.1f", cells[i * n_columns + k]);
          else
            g_string_append (out, "null");
        }
      g_string_append_c (out, ']');
    }
  g_string_append_c (out, ']');
}

static void
append_waypoints (GString    *out,
                  const char *key,
                  GArray     *points)
{
  g_string_append_printf (out, ",\"%s\":[", key);
  for (guint i = 0; i < points->len; i++)
    {
      const DwdPoint *point = &g_array_index (points, DwdPoint, i);

      if (i > 0)
        g_string_append_c (out, ',');
      append_waypoint (out, point, point);
    }
  g_string_append_c (out, ']');
}

/**
 * dws_table_serve:
 *
 * OSRM's table service.
 */
void
dws_table_serve (DwsServer  *self,
                 DwsRequest *request)
{
  const char *annotations = dws_request_get_query (request, "annotations");
  g_autoptr (GArray) points = parse_coordinates (dws_request_get_segment (request, 3));
  g_autoptr (GArray) from = NULL;
  g_autoptr (GArray) to = NULL;
  g_autofree double *durations = NULL;
  g_autofree double *distances = NULL;
  GString *out;

  if (!require_city (self, request))
    return;

  if (points != NULL)
    {
      from = pick_points (points, dws_request_get_query (request, "sources"));
      to = pick_points (points, dws_request_get_query (request, "destinations"));
    }
  if (from == NULL || to == NULL || from->len == 0 || to->len == 0)
    {
      answer_osrm_problem (request, "InvalidQuery", "Query string malformed");
      return;
    }
  if (from->len * to->len > MAX_CELLS)
    {
      answer_osrm_problem (request, "TooBig", "Too many table coordinates");
      return;
    }

  durations = g_new (double, from->len * to->len);
  distances = g_new (double, from->len * to->len);
  dws_city_table (self->city, (const DwdPoint *) (gpointer) from->data, from->len,
                  (const DwdPoint *) (gpointer) to->data, to->len, durations, distances);

  out = g_string_new ("{\"code\":\"Ok\"");
  if (annotations == NULL || strstr (annotations, "duration") != NULL)
    append_matrix (out, "durations", durations, from->len, to->len);
  if (annotations != NULL && strstr (annotations, "distance") != NULL)
    append_matrix (out, "distances", distances, from->len, to->len);
  append_waypoints (out, "sources", from);
  append_waypoints (out, "destinations", to);
  g_string_append_c (out, '}');
  dws_request_answer_json (request, 200, out);
}

static void
append_text (GString    *out,
             const char *key,
             const char *text)
{
  g_string_append_printf (out, ",\"%s\":", key);
  dwd_json_append_string (out, text == NULL ? "" : text, -1);
}

static void
append_found (GString        *out,
              const DwsFound *found,
              guint           i)
{
  g_string_append_printf (out, "{\"place_id\":%u", i + 1);
  g_string_append (out, ",\"licence\":\"Data © OpenStreetMap contributors, ODbL 1.0\",\"lat\":\"");
  append_double (out, "%.7f", found->point.latitude);
  g_string_append (out, "\",\"lon\":\"");
  append_double (out, "%.7f", found->point.longitude);
  g_string_append_c (out, '"');
  append_text (out, "display_name", found->display);
  append_text (out, "display_name_original", found->display_original);
  append_text (out, "category", g_strcmp0 (found->kind, "street") == 0 ? "highway" : "place");
  append_text (out, "type", found->kind);
  append_text (out, "name", found->street);
  g_string_append (out, ",\"importance\":");
  append_double (out, "%.4f", found->importance);
  g_string_append (out, ",\"address\":{\"city\":\"Astana\",\"country_code\":\"kz\"");
  if (found->number != NULL && *found->number != '\0')
    append_text (out, "house_number", found->number);
  if (found->street != NULL && *found->street != '\0')
    append_text (out, "road", found->street);
  if (found->zone != NULL && *found->zone != '\0')
    append_text (out, "suburb", found->zone);
  g_string_append (out, "}}");
}

/**
 * dws_search_serve:
 *
 * Nominatim's search.
 */
void
dws_search_serve (DwsServer  *self,
                  DwsRequest *request)
{
  const char *query = dws_request_get_query (request, "q");
  const char *limit_text = dws_request_get_query (request, "limit");
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  guint64 limit = DEFAULT_FOUND;
  GString *out;

  if (!require_city (self, request))
    return;

  if (query == NULL || (limit_text != NULL &&
                        !g_ascii_string_to_unsigned (limit_text, 10, 1, G_MAXUINT, &limit, NULL)))
    {
      dws_request_answer_json (request, 400,
                               g_string_new ("{\"error\":{\"code\":400,"
                                             "\"message\":\"Nothing to search for.\"}}"));
      return;
    }

  results = dws_city_search (self->city, query, (guint) MIN (limit, MAX_FOUND));
  out = g_string_new ("[");
  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_found (out, g_ptr_array_index (results, i), i);
    }
  g_string_append_c (out, ']');
  dws_request_answer_json (request, 200, out);
}

/**
 * dws_reverse_serve:
 *
 * Nominatim's reverse.
 */
void
dws_reverse_serve (DwsServer  *self,
                   DwsRequest *request)
{
  g_autoptr (DwsFound) found = NULL;
  DwdPoint point;
  GString *out;

  if (!require_city (self, request))
    return;

  if (!parse_number (dws_request_get_query (request, "lat"), -90, 90, &point.latitude) ||
      !parse_number (dws_request_get_query (request, "lon"), -180, 180, &point.longitude))
    {
      dws_request_answer_json (request, 400,
                               g_string_new ("{\"error\":{\"code\":400,\"message\":"
                                             "\"Parameters lat and lon are needed.\"}}"));
      return;
    }

  found = dws_city_reverse (self->city, &point);
  out = g_string_new (NULL);
  if (found == NULL)
    g_string_append (out, "{\"error\":\"Unable to geocode\"}");
  else
    append_found (out, found, 0);
  dws_request_answer_json (request, 200, out);
}

typedef struct
{
  DwsServer *server;     /* (owned) */
  DwsRequest *request;   /* (owned) */
} Drawing;

static void
drawing_free (Drawing *drawing)
{
  g_object_unref (drawing->server);
  dws_request_unref (drawing->request);
  g_free (drawing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Drawing, drawing_free)

static void
tile_drawn_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (Drawing) drawing = user_data;
  DwsRequest *request = drawing->request;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = dws_tiles_draw_finish (DWS_TILES (source), result, &error);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (request->message);
  gsize length = 0;
  gconstpointer data;

  /* Stopped while it was drawn: nobody is left to answer. */
  if (drawing->server->store == NULL)
    return;

  if (bytes == NULL)
    {
      g_autoptr (GError) problem = NULL;

      if (g_error_matches (error, DWD_ERROR, DWD_FAILURE_NOT_FOUND))
        dws_problem_set (&problem, DWS_PROBLEM_NOT_FOUND, NULL, "No such tile");
      dws_request_answer_error (request, problem == NULL ? error : problem);
      return;
    }

  data = g_bytes_get_data (bytes, &length);
  soup_message_headers_replace (headers, "Cache-Control", "public, max-age=86400");
  dws_request_answer (request, 200, "image/png", g_memdup2 (data, length), length);
}

/* "123.png", "123@2x.png". */
static gboolean
parse_tile_name (const char *text,
                 int        *y,
                 int        *scale)
{
  char *end = NULL;
  gint64 number = text == NULL ? -1 : g_ascii_strtoll (text, &end, 10);

  if (text == NULL || end == text || number < 0 || number > G_MAXINT32)
    return FALSE;

  *y = (int) number;
  *scale = g_str_has_prefix (end, "@2x") ? 2 : 1;

  return strcmp (end, *scale == 2 ? "@2x.png" : ".png") == 0;
}

/**
 * dws_tiles_serve:
 *
 * /tiles/{light,dark}/{z}/{x}/{y}.png, drawn on another thread.
 */
void
dws_tiles_serve (DwsServer  *self,
                 DwsRequest *request)
{
  const char *style = dws_request_get_segment (request, 1);
  const char *z_text = dws_request_get_segment (request, 2);
  const char *x_text = dws_request_get_segment (request, 3);
  g_autoptr (GError) error = NULL;
  guint64 z = 0;
  guint64 x = 0;
  int y = 0;
  int scale = 1;
  Drawing *drawing;

  if (self->tiles == NULL ||
      (g_strcmp0 (style, "light") != 0 && g_strcmp0 (style, "dark") != 0) ||
      x_text == NULL || !g_ascii_string_to_unsigned (z_text, 10, 0, 30, &z, NULL) ||
      !g_ascii_string_to_unsigned (x_text, 10, 0, G_MAXINT32, &x, NULL) ||
      !parse_tile_name (dws_request_get_segment (request, 4), &y, &scale))
    {
      dws_problem_set (&error, DWS_PROBLEM_NOT_FOUND, NULL, "No such tile");
      dws_request_answer_error (request, error);
      return;
    }

  drawing = g_new0 (Drawing, 1);
  drawing->server = g_object_ref (self);
  drawing->request = dws_request_ref (request);
  dws_request_pause (request);
  dws_tiles_draw_async (self->tiles, strcmp (style, "dark") == 0 ? DWS_TILE_STYLE_DARK :
                        DWS_TILE_STYLE_LIGHT, scale, (int) z, (int) x, y, NULL, tile_drawn_cb,
                        drawing);
}
