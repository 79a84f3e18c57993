/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-graph-private.h"

#include <math.h>
#include <string.h>

#define SEED_AHEAD (G_MAXUINT32 - 1)   /* reached from the start along its edge */
#define SEED_BACK (G_MAXUINT32 - 2)    /* reached from the start along its edge's twin */
#define NOT_QUEUED G_MAXUINT32
#define SETTLED (G_MAXUINT32 - 1)

/* The flat city is at most 0.3 % wrong, and the estimate of what remains may never be too long. */
#define CAUTION 0.99

typedef struct
{
  double key;
  guint32 node;
} Queued;

/*
 * One search. The queue is a heap of four children a node, which keeps a parent and its children in
 * two cache lines and halves the levels of a binary one.
 */
typedef struct
{
  DwsGraph *graph;
  double *seconds;        /* (owned): since the start, INFINITY where not reached */
  double *metres;         /* (owned) */
  guint32 *via;           /* (owned): the edge that a node was reached by */
  guint32 *place;         /* (owned): a node's index in the heap */
  Queued *heap;           /* (owned) */
  guint n_heap;
  DwsVec target;
  double per_metre;       /* least seconds a metre; 0 searches in all directions alike */
} Search;

static void
search_init (Search   *search,
             DwsGraph *graph)
{
  guint n = graph->n_nodes;

  *search = (Search) { .graph = graph };
  search->seconds = g_new (double, n);
  search->metres = g_new (double, n);
  search->via = g_new (guint32, n);
  search->place = g_new (guint32, n);
  search->heap = g_new (Queued, n);

  for (guint i = 0; i < n; i++)
    search->seconds[i] = INFINITY;

  memset (search->via, 0xff, n * sizeof (guint32));
  memset (search->place, 0xff, n * sizeof (guint32));
}

static void
search_clear (Search *search)
{
  g_free (search->seconds);
  g_free (search->metres);
  g_free (search->via);
  g_free (search->place);
  g_free (search->heap);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static inline gboolean
is_before (const Queued *a,
           const Queued *b)
{
  /* Equal keys are taken in the order of the nodes, so that equal questions get equal answers. */
  return a->key < b->key || (a->key == b->key && a->node < b->node);
}

static void
sift_up (Search *search,
         guint   i,
         Queued  item)
{
  while (i > 0)
    {
      guint parent = (i - 1) / 4;

      if (!is_before (&item, &search->heap[parent]))
        break;

      search->heap[i] = search->heap[parent];
      search->place[search->heap[i].node] = i;
      i = parent;
    }

  search->heap[i] = item;
  search->place[item.node] = i;
}

static void
sift_down (Search *search,
           Queued  item)
{
  guint i = 0;

  for (;;)
    {
      guint first = 4 * i + 1;
      guint end = MIN (first + 4, search->n_heap);
      guint least = first;

      if (first >= search->n_heap)
        break;

      for (guint child = first + 1; child < end; child++)
        if (is_before (&search->heap[child], &search->heap[least]))
          least = child;

      if (!is_before (&search->heap[least], &item))
        break;

      search->heap[i] = search->heap[least];
      search->place[search->heap[i].node] = i;
      i = least;
    }

  search->heap[i] = item;
  search->place[item.node] = i;
}

static guint32
pop (Search *search)
{
  guint32 node = search->heap[0].node;

  search->place[node] = SETTLED;
  search->n_heap--;

  if (search->n_heap > 0)
    sift_down (search, search->heap[search->n_heap]);

  return node;
}

static inline double
remaining (Search *search,
           guint32 node)
{
  const DwsVec *vec = &search->graph->vecs[node];
  double dx = vec->x - search->target.x;
  double dy = vec->y - search->target.y;

  return sqrt (dx * dx + dy * dy) * search->per_metre;
}

static inline void
reach (Search *search,
       guint32 node,
       double  seconds,
       double  metres,
       guint32 via)
{
  Queued item;

  if (seconds >= search->seconds[node] || search->place[node] == SETTLED)
    return;

  search->seconds[node] = seconds;
  search->metres[node] = metres;
  search->via[node] = via;

  item.node = node;
  item.key = search->per_metre > 0 ? seconds + remaining (search, node) : seconds;
  sift_up (search,
           search->place[node] == NOT_QUEUED ? search->n_heap++ : search->place[node],
           item);
}

static void
relax (Search *search,
       guint32 node)
{
  DwsGraph *graph = search->graph;
  guint end = graph->out_starts[node + 1];

  for (guint k = graph->out_starts[node]; k < end; k++)
    {
      const DwsArc *arc = &graph->arcs[k];

      reach (search, arc->to,
             search->seconds[node] + arc->seconds,
             search->metres[node] + arc->length_m,
             arc->edge);
    }
}

static void
seed (Search        *search,
      const DwsSnap *from)
{
  const DwsEdge *edge = &search->graph->edges[from->edge];
  double ahead = 1 - from->fraction;

  reach (search, edge->to, ahead * edge->seconds, ahead * edge->length_m, SEED_AHEAD);

  if (from->twin >= 0)
    {
      const DwsEdge *twin = &search->graph->edges[from->twin];

      reach (search, twin->to, from->fraction * twin->seconds, from->fraction * twin->length_m,
             SEED_BACK);
    }
}

/* The way that the end of a search is reached by. */
typedef struct
{
  double seconds;
  double metres;
  gboolean direct;     /* start and end share an edge, and no node lies between them */
  gboolean back;       /* the last piece is on the twin */
} Arrival;

static void
consider (Arrival *arrival,
          double   seconds,
          double   metres,
          gboolean direct,
          gboolean back)
{
  if (seconds < arrival->seconds)
    *arrival = (Arrival) { seconds, metres, direct, back }
  ;
}

static void
consider_direct (DwsGraph      *graph,
                 const DwsSnap *from,
                 const DwsSnap *to,
                 Arrival       *arrival)
{
  double along = to->fraction - from->fraction;
  const DwsEdge *edge = &graph->edges[from->edge];

  if (from->edge != to->edge)
    return;

  if (along >= 0)
    consider (arrival, along * edge->seconds, along * edge->length_m, TRUE, FALSE);
  else if (from->twin >= 0)
    consider (arrival, -along * graph->edges[from->twin].seconds,
              -along * graph->edges[from->twin].length_m, TRUE, TRUE);
}

static void
consider_nodes (Search        *search,
                const DwsSnap *to,
                Arrival       *arrival)
{
  const DwsEdge *edge = &search->graph->edges[to->edge];

  consider (arrival,
            search->seconds[edge->from] + to->fraction * edge->seconds,
            search->metres[edge->from] + to->fraction * edge->length_m, FALSE, FALSE);

  if (to->twin >= 0)
    {
      const DwsEdge *twin = &search->graph->edges[to->twin];
      double rest = 1 - to->fraction;

      consider (arrival,
                search->seconds[twin->from] + rest * twin->seconds,
                search->metres[twin->from] + rest * twin->length_m, FALSE, TRUE);
    }
}

static void
append_point (DwsRoute       *route,
              const DwdPoint *point,
              double          seconds)
{
  g_array_append_val (route->points, *point);
  g_array_append_val (route->seconds, seconds);
}

static double
length_between (const DwdPoint *a,
                const DwdPoint *b)
{
  DwsVec from;
  DwsVec to;

  dws_plane_project (a, &from);
  dws_plane_project (b, &to);

  return hypot (to.x - from.x, to.y - from.y);
}

static double
length_of_edge (DwsGraph      *graph,
                const DwsEdge *edge)
{
  double total = 0;

  for (guint k = 0; k <= edge->n_shape; k++)
    total += length_between (dws_graph_edge_point (graph, edge, k),
                             dws_graph_edge_point (graph, edge, k + 1));

  return total;
}

static void
place_on_edge (DwsGraph      *graph,
               const DwsEdge *edge,
               double         fraction,
               DwdPoint      *point)
{
  double rest = fraction * length_of_edge (graph, edge);

  for (guint k = 0; k <= edge->n_shape; k++)
    {
      const DwdPoint *a = dws_graph_edge_point (graph, edge, k);
      const DwdPoint *b = dws_graph_edge_point (graph, edge, k + 1);
      double part = length_between (a, b);

      if (rest < part)
        {
          double t = MAX (rest, 0) / part;

          point->latitude = a->latitude + (b->latitude - a->latitude) * t;
          point->longitude = a->longitude + (b->longitude - a->longitude) * t;
          return;
        }

      rest -= part;
    }

  *point = graph->points[edge->to];
}

/* Appends the piece of an edge between two fractions; its first point only where the route is
 * empty. */
static void
append_piece (DwsGraph      *graph,
              const DwsEdge *edge,
              double         start,
              double         end,
              DwsRoute      *route)
{
  gboolean is_first = route->points->len == 0;
  double began = route->duration_s;
  double total = length_of_edge (graph, edge);
  double along = 0;
  DwdPoint point;

  route->duration_s += (end - start) * edge->seconds;
  route->distance_m += (end - start) * edge->length_m;

  if (is_first)
    {
      place_on_edge (graph, edge, start, &point);
      append_point (route, &point, began);
    }

  for (guint k = 1; k <= edge->n_shape; k++)
    {
      const DwdPoint *at = dws_graph_edge_point (graph, edge, k);
      double fraction;

      along += length_between (dws_graph_edge_point (graph, edge, k - 1), at);
      fraction = total > 0 ? along / total : 0;

      if (fraction > start && fraction < end)
        append_point (route, at, began + (fraction - start) * edge->seconds);
    }

  if (end > start || is_first)
    {
      place_on_edge (graph, edge, end, &point);
      append_point (route, &point, route->duration_s);
    }
}

static void
append_found (Search        *search,
              const DwsSnap *from,
              const DwsSnap *to,
              const Arrival *arrival,
              DwsRoute      *route)
{
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (guint32));
  DwsGraph *graph = search->graph;
  const DwsEdge *last = &graph->edges[arrival->back ? (guint) to->twin : to->edge];
  guint32 node = last->from;

  while (search->via[node] < SEED_BACK)
    {
      g_array_append_val (edges, search->via[node]);
      node = graph->edges[search->via[node]].from;
    }

  if (search->via[node] == SEED_AHEAD)
    append_piece (graph, &graph->edges[from->edge], from->fraction, 1, route);
  else
    append_piece (graph, &graph->edges[from->twin], 1 - from->fraction, 1, route);

  for (guint i = edges->len; i > 0; i--)
    append_piece (graph, &graph->edges[g_array_index (edges, guint32, i - 1)], 0, 1, route);

  append_piece (graph, last, 0, arrival->back ? 1 - to->fraction : to->fraction, route);
}

/**
 * dws_graph_append_leg:
 * @self: the graph
 * @from: where the leg starts: where @route ends, if it is not empty
 * @to: where it ends
 * @route: the route to extend
 *
 * Finds the fastest way by A* and appends it.
 *
 * Returns: whether there is a way; without one @route is as it was
 */
gboolean
dws_graph_append_leg (DwsGraph      *self,
                      const DwsSnap *from,
                      const DwsSnap *to,
                      DwsRoute      *route)
{
  g_auto (Search) search = { NULL };
  Arrival arrival = { .seconds = INFINITY };
  DwdPoint target;

  search_init (&search, self);
  place_on_edge (self, &self->edges[to->edge], to->fraction, &target);
  dws_plane_project (&target, &search.target);
  search.per_metre = CAUTION / self->fastest;
  consider_direct (self, from, to, &arrival);
  seed (&search, from);

  while (search.n_heap > 0 && search.heap[0].key < arrival.seconds)
    {
      guint32 node = pop (&search);

      if (node == self->edges[to->edge].from || node == self->edges[to->edge].to)
        consider_nodes (&search, to, &arrival);

      relax (&search, node);
    }

  if (!isfinite (arrival.seconds))
    return FALSE;

  if (!arrival.direct)
    append_found (&search, from, to, &arrival, route);
  else if (arrival.back)
    append_piece (self, &self->edges[from->twin], 1 - from->fraction, 1 - to->fraction, route);
  else
    append_piece (self, &self->edges[from->edge], from->fraction, to->fraction, route);

  return TRUE;
}
