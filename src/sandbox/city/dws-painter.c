/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-painter.h"

#include <math.h>

/* Nothing is drawn further than this from its line: half the widest road and its casing. */
#define MARGIN 16.0

/* Points nearer to the last one than this are left out. They are measured in the world, not in the
 * frame, so that two neighbours leave out the same ones. */
#define FINEST 0.4

#define BUILDINGS_FROM 13
#define EDGES_FROM 16
#define ARROWS_FROM 17
#define ARROW_EVERY 150.0

typedef struct
{
  cairo_t *cr;
  DwsMap *map;
  const DwsPalette *palette;
  const DwsFrame *frame;
  double world;                /* pixels of the whole world */
  GArray *items;               /* (owned): scratch of queries */
} Painter;

typedef struct
{
  const DwsRoad *road;
  guint index;
  int level;                   /* tunnels below 0, the ground, bridges above */
} Street;

static void
query (Painter  *painter,
       DwsLayer *layer)
{
  const DwsFrame *frame = painter->frame;
  DwsBox box = {
    (frame->x - MARGIN) / painter->world,
    (frame->y - MARGIN) / painter->world,
    (frame->x + frame->width + MARGIN) / painter->world,
    (frame->y + frame->height + MARGIN) / painter->world,
  };
  guint n = 0;

  dws_grid_query (&layer->grid, &box, painter->items);

  for (guint i = 0; i < painter->items->len; i++)
    {
      guint item = g_array_index (painter->items, guint, i);
      const DwsBox *own = &g_array_index (layer->shapes, DwsShape, item).box;

      if (own->left <= box.right && own->right >= box.left && own->bottom <= box.top &&
          own->top >= box.bottom)
        g_array_index (painter->items, guint, n++) = item;
    }

  g_array_set_size (painter->items, n);
}

/* The @i-th of what the last query found. */
static const DwsShape *
shape_found (Painter  *painter,
             DwsLayer *layer,
             guint     i)
{
  return &g_array_index (layer->shapes, DwsShape, g_array_index (painter->items, guint, i));
}

static void
trace (Painter      *painter,
       const DwsVec *points,
       guint         n_points)
{
  double last_x = 0;
  double last_y = 0;

  for (guint i = 0; i < n_points; i++)
    {
      double x = points[i].x * painter->world;
      double y = points[i].y * painter->world;

      if (i > 0 && i + 1 < n_points && fabs (x - last_x) < FINEST && fabs (y - last_y) < FINEST)
        continue;

      if (i == 0)
        cairo_move_to (painter->cr, x - painter->frame->x, y - painter->frame->y);
      else
        cairo_line_to (painter->cr, x - painter->frame->x, y - painter->frame->y);

      last_x = x;
      last_y = y;
    }
}

static void
trace_shape (Painter        *painter,
             DwsLayer       *layer,
             const DwsShape *shape)
{
  guint start = shape->first;

  if (shape->n_rings == 0 || shape->area == 0)
    {
      trace (painter, &g_array_index (layer->points, DwsVec, start), shape->n_points);
      return;
    }

  for (guint i = 0; i < shape->n_rings; i++)
    {
      guint end = g_array_index (layer->rings, guint, shape->first_ring + i);

      trace (painter, &g_array_index (layer->points, DwsVec, start), end - start);
      cairo_close_path (painter->cr);
      start = end;
    }
}

static gboolean
is_too_small (Painter        *painter,
              const DwsShape *shape,
              double          least)
{
  return shape->area * painter->world * painter->world < least;
}

/* Areas stand in the order to paint in; neighbours of one kind become one path. */
static void
paint_areas (Painter *painter)
{
  DwsLayer *layer = &painter->map->areas;
  int kind = -1;

  query (painter, layer);

  for (guint i = 0; i < painter->items->len; i++)
    {
      const DwsShape *shape = shape_found (painter, layer, i);

      if (shape->kind >= DWS_LINE_RIVER || is_too_small (painter, shape, 2))
        continue;

      if (shape->kind != kind && kind >= 0)
        {
          dws_set_colour (painter->cr, painter->palette->areas[kind]);
          cairo_fill (painter->cr);
        }

      kind = shape->kind;
      trace_shape (painter, layer, shape);
    }

  if (kind >= 0)
    {
      dws_set_colour (painter->cr, painter->palette->areas[kind]);
      cairo_fill (painter->cr);
    }
}

static void
paint_waterways (Painter *painter)
{
  DwsLayer *layer = &painter->map->areas;

  cairo_set_line_cap (painter->cr, CAIRO_LINE_CAP_ROUND);

  for (guint i = 0; i < painter->items->len; i++)
    {
      const DwsShape *shape = shape_found (painter, layer, i);
      double width;

      if (shape->kind < DWS_LINE_RIVER || shape->kind > DWS_LINE_STREAM)
        continue;

      width = dws_line_width ((DwsAreaKind) shape->kind, painter->frame->zoom);

      if (width == 0)
        continue;

      trace_shape (painter, layer, shape);
      dws_set_colour (painter->cr, painter->palette->areas[shape->kind]);
      cairo_set_line_width (painter->cr, width);
      cairo_stroke (painter->cr);
    }
}

static void
paint_buildings (Painter *painter)
{
  DwsLayer *layer = &painter->map->buildings;

  if (painter->frame->zoom < BUILDINGS_FROM)
    return;

  query (painter, layer);

  for (guint i = 0; i < painter->items->len; i++)
    {
      const DwsShape *shape = shape_found (painter, layer, i);

      if (!is_too_small (painter, shape, painter->frame->zoom == BUILDINGS_FROM ? 4 : 1.5))
        trace_shape (painter, layer, shape);
    }

  /* From afar they only give the city its grain. */
  if (painter->frame->zoom == BUILDINGS_FROM)
    dws_set_colour_mixed (painter->cr, painter->palette->building, painter->palette->land, 0.55);
  else
    dws_set_colour (painter->cr, painter->palette->building);

  if (painter->frame->zoom < EDGES_FROM)
    {
      cairo_fill (painter->cr);
      return;
    }

  cairo_fill_preserve (painter->cr);
  dws_set_colour (painter->cr, painter->palette->building_edge);
  cairo_set_line_width (painter->cr, painter->frame->zoom == EDGES_FROM ? 0.5 : 0.8);
  cairo_stroke (painter->cr);
}

/* ---- roads ---- */

static int
compare_streets (gconstpointer a,
                 gconstpointer b)
{
  const Street *first = a;
  const Street *second = b;

  if (first->level != second->level)
    return first->level - second->level;

  /* Light classes below heavy ones, links below the class that they lead to. */
  if (first->road->road_class != second->road->road_class)
    return (int) second->road->road_class - (int) first->road->road_class;

  if (first->road->is_link != second->road->is_link)
    return second->road->is_link - first->road->is_link;

  return (first->index > second->index) - (first->index < second->index);
}

static GArray *
collect_streets (Painter *painter)
{
  GArray *streets = g_array_new (FALSE, FALSE, sizeof (Street));

  query (painter, &painter->map->roads);

  for (guint i = 0; i < painter->items->len; i++)
    {
      guint index = g_array_index (painter->items, guint, i);
      const DwsRoad *road = &g_array_index (painter->map->city->roads->roads, DwsRoad, index);
      Street street = { road, index, 0 };

      if (dws_road_width (road, painter->frame->zoom) == 0)
        continue;

      if (road->is_tunnel)
        street.level = MIN (road->layer, -1);
      else if (road->is_bridge)
        street.level = MAX (road->layer, 1);

      g_array_append_val (streets, street);
    }

  g_array_sort (streets, compare_streets);

  return streets;
}

static void
trace_street (Painter      *painter,
              const Street *street)
{
  DwsLayer *layer = &painter->map->roads;

  trace_shape (painter, layer, &g_array_index (layer->shapes, DwsShape, street->index));
}

static void
paint_casing (Painter      *painter,
              const Street *street)
{
  const DwsRoad *road = street->road;
  double casing = dws_road_casing (road, painter->frame->zoom);
  double width = dws_road_width (road, painter->frame->zoom);

  if (street->level > 0 && painter->frame->zoom >= 14)
    {
      dws_set_colour (painter->cr, painter->palette->bridge_edge);
      casing = MAX (casing, 0.8) + 0.3;
    }
  else if (casing > 0)
    {
      dws_set_colour (painter->cr, painter->palette->road_edge[road->road_class]);
    }
  else
    {
      return;
    }

  /* A bridge ends square, or its edge would run across the road that it joins. */
  cairo_set_line_cap (painter->cr, street->level != 0 ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);

  if (street->level < 0)
    cairo_set_dash (painter->cr, (const double[]) { 4, 3 }, 2, 0);

  trace_street (painter, street);
  cairo_set_line_width (painter->cr, width + 2 * casing);
  cairo_stroke (painter->cr);
  cairo_set_dash (painter->cr, NULL, 0, 0);
}

static void
set_path_dash (Painter       *painter,
               const DwsRoad *road,
               double         width)
{
  cairo_set_line_cap (painter->cr, CAIRO_LINE_CAP_BUTT);

  if (road->road_class == DWS_ROAD_STEPS)
    cairo_set_dash (painter->cr, (const double[]) { 1.2, 1.2 }, 2, 0);
  else if (road->road_class == DWS_ROAD_TRACK)
    cairo_set_dash (painter->cr, (const double[]) { 5 + width, 2 + width }, 2, 0);
  else if (road->road_class == DWS_ROAD_CONSTRUCTION)
    cairo_set_dash (painter->cr, (const double[]) { 6, 3 }, 2, 0);
  else if (painter->frame->zoom >= 16)
    cairo_set_dash (painter->cr, (const double[]) { 2.4 * width, 1.7 * width }, 2, 0);
  else
    cairo_set_dash (painter->cr, (const double[]) { 2, 1.6 }, 2, 0);
}

static gboolean
is_same_pen (const Street *a,
             const Street *b)
{
  return a->level == b->level && a->road->road_class == b->road->road_class &&
         a->road->is_link == b->road->is_link && a->road->is_minor == b->road->is_minor &&
         a->road->is_one_way == b->road->is_one_way;
}

static void
paint_fills (Painter *painter,
             GArray  *streets,
             guint    start,
             guint    end)
{
  for (guint i = start; i < end; i++)
    {
      const Street *street = &g_array_index (streets, Street, i);
      const DwsRoad *road = street->road;
      double width = dws_road_width (road, painter->frame->zoom);

      trace_street (painter, street);

      /* What has one colour and width is stroked in one go: half the time of a dense tile. */
      if (i + 1 < end && is_same_pen (street, &g_array_index (streets, Street, i + 1)))
        continue;

      if (road->road_class >= DWS_ROAD_CONSTRUCTION)
        set_path_dash (painter, road, width);
      else
        cairo_set_line_cap (painter->cr, CAIRO_LINE_CAP_ROUND);

      dws_set_colour (painter->cr, painter->palette->road_fill[road->road_class]);
      cairo_set_line_width (painter->cr, width);
      cairo_stroke (painter->cr);
      cairo_set_dash (painter->cr, NULL, 0, 0);
    }
}

static void
paint_casings (Painter *painter,
               GArray  *streets,
               guint    start,
               guint    end)
{
  for (guint i = start; i < end; i++)
    paint_casing (painter, &g_array_index (streets, Street, i));
}

/* A level is painted whole before the next: first all edges, then all carriageways, so that streets
 * which meet flow into each other, and a bridge lies over what it crosses. */
static void
paint_levels (Painter *painter,
              GArray  *streets,
              gboolean bridges)
{
  guint start = 0;

  while (start < streets->len)
    {
      int level = g_array_index (streets, Street, start).level;
      guint end = start;

      while (end < streets->len && g_array_index (streets, Street, end).level == level)
        end++;

      if ((level > 0) == bridges)
        {
          paint_casings (painter, streets, start, end);
          paint_fills (painter, streets, start, end);
        }

      start = end;
    }
}

static void
paint_rails (Painter *painter,
             gboolean bridges)
{
  DwsLayer *layer = &painter->map->areas;

  query (painter, layer);
  cairo_set_line_cap (painter->cr, CAIRO_LINE_CAP_BUTT);

  for (guint i = 0; i < painter->items->len; i++)
    {
      const DwsShape *shape = shape_found (painter, layer, i);
      double width;

      if ((shape->kind != DWS_LINE_RAIL && shape->kind != DWS_LINE_SIDING) ||
          shape->is_bridge != bridges)
        continue;

      width = dws_line_width ((DwsAreaKind) shape->kind, painter->frame->zoom);

      if (width == 0)
        continue;

      trace_shape (painter, layer, shape);
      dws_set_colour (painter->cr, painter->palette->rail);
      cairo_set_line_width (painter->cr, width);

      if (shape->kind == DWS_LINE_SIDING || painter->frame->zoom < 13)
        {
          cairo_stroke (painter->cr);
          continue;
        }

      cairo_stroke_preserve (painter->cr);
      dws_set_colour (painter->cr, painter->palette->rail_gap);
      cairo_set_line_width (painter->cr, width * 0.5);
      cairo_set_dash (painter->cr, (const double[]) { 3 * width, 3 * width }, 2, 0);
      cairo_stroke (painter->cr);
      cairo_set_dash (painter->cr, NULL, 0, 0);
    }
}

/* ---- one-way arrows ---- */

static void
trace_arrow (Painter *painter,
             double   x,
             double   y,
             double   dx,
             double   dy)
{
  cairo_t *cr = painter->cr;

  cairo_move_to (cr, x - 5 * dx, y - 5 * dy);
  cairo_line_to (cr, x + 5 * dx, y + 5 * dy);
  cairo_move_to (cr, x + 2.2 * dx - 2.2 * dy, y + 2.2 * dy + 2.2 * dx);
  cairo_line_to (cr, x + 5 * dx, y + 5 * dy);
  cairo_line_to (cr, x + 2.2 * dx + 2.2 * dy, y + 2.2 * dy - 2.2 * dx);
}

static void
trace_arrows (Painter      *painter,
              const Street *street)
{
  DwsLayer *layer = &painter->map->roads;
  const DwsShape *shape = &g_array_index (layer->shapes, DwsShape, street->index);
  const DwsVec *points = &g_array_index (layer->points, DwsVec, shape->first);
  double next = ARROW_EVERY / 2;

  for (guint i = 0; i + 1 < shape->n_points; i++)
    {
      double dx = (points[i + 1].x - points[i].x) * painter->world;
      double dy = (points[i + 1].y - points[i].y) * painter->world;
      double length = hypot (dx, dy);

      for (; next < length; next += ARROW_EVERY)
        trace_arrow (painter,
                     points[i].x * painter->world - painter->frame->x + dx * next / length,
                     points[i].y * painter->world - painter->frame->y + dy * next / length,
                     dx / length, dy / length);

      next -= length;
    }
}

static void
paint_arrows (Painter *painter,
              GArray  *streets)
{
  if (painter->frame->zoom < ARROWS_FROM)
    return;

  for (guint i = 0; i < streets->len; i++)
    {
      const Street *street = &g_array_index (streets, Street, i);

      if (street->road->is_one_way && !street->road->is_roundabout && !street->road->is_minor &&
          street->road->road_class <= DWS_ROAD_SERVICE)
        trace_arrows (painter, street);
    }

  dws_set_colour (painter->cr, painter->palette->arrow);
  cairo_set_line_width (painter->cr, 1);
  cairo_set_line_cap (painter->cr, CAIRO_LINE_CAP_ROUND);
  cairo_stroke (painter->cr);
}

/**
 * dws_paint_frame:
 * @map: the map
 * @labels: (nullable): the labels of the frame's zoom
 * @palette: the colours
 * @frame: what to paint
 *
 * Paints a piece of the map. Equal arguments give equal pixels, and pieces that lie side by side
 * are pixel for pixel what the two painted in one would be.
 *
 * Returns: (transfer full): an image of frame.width × frame.scale pixels by the same
 */
cairo_surface_t *
dws_paint_frame (DwsMap           *map,
                 DwsLabels        *labels,
                 const DwsPalette *palette,
                 const DwsFrame   *frame)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                                         frame->width * frame->scale,
                                                         frame->height * frame->scale);
  Painter painter = {
    .cr = cairo_create (surface),
    .map = map,
    .palette = palette,
    .frame = frame,
    .world = 256.0 * (1 << frame->zoom),
    .items = g_array_new (FALSE, FALSE, sizeof (guint)),
  };
  g_autoptr (GArray) streets = NULL;

  cairo_scale (painter.cr, frame->scale, frame->scale);
  cairo_set_line_join (painter.cr, CAIRO_LINE_JOIN_ROUND);
  dws_set_colour (painter.cr, palette->land);
  cairo_paint (painter.cr);

  paint_areas (&painter);
  paint_waterways (&painter);
  streets = collect_streets (&painter);
  paint_buildings (&painter);
  paint_levels (&painter, streets, FALSE);
  paint_rails (&painter, FALSE);
  paint_levels (&painter, streets, TRUE);
  paint_rails (&painter, TRUE);
  paint_arrows (&painter, streets);

  if (labels != NULL)
    dws_paint_labels (painter.cr, labels, palette, frame);

  g_array_unref (painter.items);
  cairo_destroy (painter.cr);

  return surface;
}
