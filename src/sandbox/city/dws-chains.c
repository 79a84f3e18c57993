/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-chains.h"

#include <math.h>
#include <string.h>

/* One way to be joined. */
typedef struct
{
  const char *name;
  int kind;
  const DwsVec *points;
  guint n_points;
  gboolean used;
} Way;

static void
chain_free (gpointer data)
{
  DwsChain *chain = data;

  g_array_unref (chain->points);
  g_free (chain);
}

static int
compare_ways (gconstpointer a,
              gconstpointer b)
{
  const Way *first = *(const Way *const *) a;
  const Way *second = *(const Way *const *) b;
  int order = strcmp (first->name, second->name);

  if (order != 0)
    return order;

  /* Ways stand in one array: their places are the file's order. */
  return (first > second) - (first < second);
}

static gboolean
is_same (const DwsVec *a,
         const DwsVec *b)
{
  return a->x == b->x && a->y == b->y;
}

/* The cosine of the turn from one step to the next. */
static double
straightness (const DwsVec *a,
              const DwsVec *b,
              const DwsVec *c)
{
  double ux = b->x - a->x;
  double uy = b->y - a->y;
  double vx = c->x - b->x;
  double vy = c->y - b->y;
  double scale = hypot (ux, uy) * hypot (vx, vy);

  return scale > 0 ? (ux * vx + uy * vy) / scale : 1;
}

/* The way that leads on from the chain's end most straightly; a turn of more than 60° is another
 * street's. */
static Way *
find_next (Way     **ways,
           guint     n_ways,
           GArray   *points,
           gboolean *reversed)
{
  const DwsVec *end = &g_array_index (points, DwsVec, points->len - 1);
  const DwsVec *before = &g_array_index (points, DwsVec, points->len - 2);
  double best = 0.5;
  Way *next = NULL;

  for (guint i = 0; i < n_ways; i++)
    {
      Way *way = ways[i];
      guint n = way->n_points;

      if (way->used)
        continue;

      if (is_same (&way->points[0], end) && straightness (before, end, &way->points[1]) > best)
        {
          best = straightness (before, end, &way->points[1]);
          next = way;
          *reversed = FALSE;
        }

      if (is_same (&way->points[n - 1], end) &&
          straightness (before, end, &way->points[n - 2]) > best)
        {
          best = straightness (before, end, &way->points[n - 2]);
          next = way;
          *reversed = TRUE;
        }
    }

  return next;
}

static void
append_way (DwsChain *chain,
            Way      *way,
            gboolean  reversed)
{
  way->used = TRUE;
  chain->kind = MIN (chain->kind, way->kind);

  for (guint i = chain->points->len > 0 ? 1 : 0; i < way->n_points; i++)
    g_array_append_val (chain->points, way->points[reversed ? way->n_points - 1 - i : i]);
}

static void
reverse_points (GArray *points)
{
  for (guint i = 0; i < points->len / 2; i++)
    {
      DwsVec *a = &g_array_index (points, DwsVec, i);
      DwsVec *b = &g_array_index (points, DwsVec, points->len - 1 - i);
      DwsVec swap = *a;

      *a = *b;
      *b = swap;
    }
}

static DwsChain *
grow_chain (Way **ways,
            guint n_ways,
            Way  *first)
{
  DwsChain *chain = g_new0 (DwsChain, 1);
  gboolean reversed = FALSE;
  Way *next;

  chain->name = first->name;
  chain->kind = first->kind;
  chain->points = g_array_new (FALSE, FALSE, sizeof (DwsVec));
  append_way (chain, first, FALSE);

  for (int end = 0; end < 2; end++)
    {
      while ((next = find_next (ways, n_ways, chain->points, &reversed)) != NULL)
        append_way (chain, next, reversed);

      reverse_points (chain->points);
    }

  for (guint i = 1; i < chain->points->len; i++)
    {
      const DwsVec *a = &g_array_index (chain->points, DwsVec, i - 1);
      const DwsVec *b = &g_array_index (chain->points, DwsVec, i);

      chain->length += hypot (b->x - a->x, b->y - a->y);
    }

  return chain;
}

static int
compare_chains (gconstpointer a,
                gconstpointer b)
{
  const DwsChain *first = *(const DwsChain *const *) a;
  const DwsChain *second = *(const DwsChain *const *) b;
  const DwsVec *p = &g_array_index (first->points, DwsVec, 0);
  const DwsVec *q = &g_array_index (second->points, DwsVec, 0);

  if (first->kind != second->kind)
    return first->kind - second->kind;

  if (first->length != second->length)
    return first->length > second->length ? -1 : 1;

  return p->x != q->x ? (p->x > q->x) - (p->x < q->x) : (p->y > q->y) - (p->y < q->y);
}

/* Joins ways of one name; the heaviest and longest chains come first, for they are labelled
 * first. */
static GPtrArray *
join (GArray *ways)
{
  GPtrArray *chains = g_ptr_array_new_with_free_func (chain_free);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  guint start = 0;

  for (guint i = 0; i < ways->len; i++)
    g_ptr_array_add (sorted, &g_array_index (ways, Way, i));

  g_ptr_array_sort (sorted, compare_ways);

  while (start < sorted->len)
    {
      Way **group = (Way **) sorted->pdata + start;
      guint n = 1;

      while (start + n < sorted->len && strcmp (group[n]->name, group[0]->name) == 0)
        n++;

      for (guint i = 0; i < n; i++)
        if (!group[i]->used)
          g_ptr_array_add (chains, grow_chain (group, n, group[i]));

      start += n;
    }

  g_ptr_array_sort (chains, compare_chains);

  return chains;
}

static void
add_way (GArray         *ways,
         DwsLayer       *layer,
         const DwsShape *shape,
         const char     *name)
{
  Way way = {
    .name = name,
    .kind = shape->kind,
    .points = &g_array_index (layer->points, DwsVec, shape->first),
    .n_points = shape->n_points,
  };

  g_array_append_val (ways, way);
}

/**
 * dws_chains_of_streets:
 *
 * Returns: (transfer full) (element-type DwsChain): the named streets, under their romanised names
 */
GPtrArray *
dws_chains_of_streets (DwsMap *map)
{
  g_autoptr (GArray) ways = g_array_new (FALSE, FALSE, sizeof (Way));
  DwsRoads *roads = map->city->roads;

  for (guint i = 0; i < roads->roads->len; i++)
    {
      const DwsRoad *road = &g_array_index (roads->roads, DwsRoad, i);

      if (road->name != DWS_NO_NAME && !road->is_link && !road->is_roundabout)
        add_way (ways, &map->roads, &g_array_index (map->roads.shapes, DwsShape, i),
                 g_array_index (roads->names, DwsRoadName, road->name).latin);
    }

  return join (ways);
}

/**
 * dws_chains_of_refs:
 *
 * Returns: (transfer full) (element-type DwsChain): the numbered roads, under their numbers
 */
GPtrArray *
dws_chains_of_refs (DwsMap *map)
{
  g_autoptr (GArray) ways = g_array_new (FALSE, FALSE, sizeof (Way));
  DwsRoads *roads = map->city->roads;

  for (guint i = 0; i < roads->roads->len; i++)
    {
      const DwsRoad *road = &g_array_index (roads->roads, DwsRoad, i);

      if (road->ref != NULL && !road->is_link && road->road_class <= DWS_ROAD_TERTIARY)
        add_way (ways, &map->roads, &g_array_index (map->roads.shapes, DwsShape, i), road->ref);
    }

  return join (ways);
}

/**
 * dws_chains_of_waterways:
 *
 * Returns: (transfer full) (element-type DwsChain): the named rivers and canals
 */
GPtrArray *
dws_chains_of_waterways (DwsMap *map)
{
  g_autoptr (GArray) ways = g_array_new (FALSE, FALSE, sizeof (Way));

  for (guint i = 0; i < map->areas.shapes->len; i++)
    {
      const DwsShape *shape = &g_array_index (map->areas.shapes, DwsShape, i);

      if (shape->name != NULL && shape->kind >= DWS_LINE_RIVER && shape->kind <= DWS_LINE_STREAM)
        add_way (ways, &map->areas, shape, shape->name);
    }

  return join (ways);
}
