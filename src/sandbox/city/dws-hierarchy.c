/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-hierarchy.h"

#include <math.h>

/*
 * The nodes of the roads in an order, so that every fastest way first climbs in that order and then
 * descends. The nodes are taken out of the graph one after the other, those with fewest neighbours
 * first; each leaves links between its neighbours that stand for the ways through it. What can be
 * climbed from a node is the chain of its parents, some hundred nodes of a city of ten thousand, so
 * that a table of ways is a climb for each start and each end, and a look at where they meet.
 *
 * Immutable once made. Links are kept in both directions, as one-way roads differ in them.
 */

#define NO_NODE G_MAXUINT32

typedef struct
{
  double seconds;
  double metres;
} Cost;

typedef struct
{
  guint32 to;
  Cost costs[2];        /* by DwsClimb: there, and back from there */
} Link;

struct _DwsHierarchy
{
  guint n_nodes;
  guint32 *ranks;       /* (owned): of the nodes */
  guint32 *parents;     /* (owned): by rank, as all that follows */
  guint *starts;        /* (owned): n_nodes + 1 */
  Link *links;          /* (owned): upwards */
};

struct _DwsClimber
{
  DwsHierarchy *hierarchy;      /* (unowned) */
  Cost *costs;                  /* (owned): by rank; infinite between climbs */
  gboolean *seen;               /* (owned): by rank */
  GArray *chain;                /* (owned): of guint32 */
};

/* The graph while its nodes are taken out. */
typedef struct
{
  GArray **links;       /* (owned): of Link, by node; those to nodes that are left */
  GArray **waiting;     /* (owned): of guint32: nodes by their number of links, some out of date */
  guint n_nodes;
  gboolean *is_out;     /* (owned) */
} Remains;

static gboolean
is_better (double seconds,
           double metres,
           Cost   than)
{
  /* Of equally fast ways the shorter one, so that the order of the nodes does not matter. */
  return seconds < than.seconds || (seconds == than.seconds && metres < than.metres);
}

static void
improve (Cost  *cost,
         double seconds,
         double metres)
{
  if (is_better (seconds, metres, *cost))
    *cost = (Cost) { seconds, metres }
  ;
}

static Link *
ensure_link (Remains *remains,
             guint32  from,
             guint32  to)
{
  GArray *links = remains->links[from];
  Link fresh = { to, { { INFINITY, INFINITY }, { INFINITY, INFINITY } } };

  for (guint i = 0; i < links->len; i++)
    if (g_array_index (links, Link, i).to == to)
      return &g_array_index (links, Link, i);

  g_array_append_val (links, fresh);

  return &g_array_index (links, Link, links->len - 1);
}

static void
add_way (Remains *remains,
         guint32  from,
         guint32  to,
         double   seconds,
         double   metres)
{
  improve (&ensure_link (remains, from, to)->costs[DWS_CLIMB_AHEAD], seconds, metres);
  improve (&ensure_link (remains, to, from)->costs[DWS_CLIMB_BACK], seconds, metres);
}

static void
enqueue (Remains *remains,
         guint32  node)
{
  guint n_links = remains->links[node]->len;

  if (remains->waiting[n_links] == NULL)
    remains->waiting[n_links] = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_array_append_val (remains->waiting[n_links], node);
}

static void
remains_init (Remains       *remains,
              const DwsEdge *edges,
              guint          n_edges,
              guint          n_nodes)
{
  remains->n_nodes = n_nodes;
  remains->links = g_new0 (GArray *, n_nodes + 1);
  remains->waiting = g_new0 (GArray *, n_nodes + 1);
  remains->is_out = g_new0 (gboolean, n_nodes + 1);

  for (guint i = 0; i < n_nodes; i++)
    remains->links[i] = g_array_new (FALSE, FALSE, sizeof (Link));

  for (guint i = 0; i < n_edges; i++)
    add_way (remains, edges[i].from, edges[i].to, edges[i].seconds, edges[i].length_m);

  for (guint i = 0; i < n_nodes; i++)
    enqueue (remains, i);
}

static void
remains_clear (Remains *remains)
{
  for (guint i = 0; i < remains->n_nodes; i++)
    {
      g_array_unref (remains->links[i]);
      g_clear_pointer (&remains->waiting[i], g_array_unref);
    }

  g_free (remains->links);
  g_free (remains->waiting);
  g_free (remains->is_out);
}

/* The node with fewest links, from @least on; an entry with another number is out of date. */
static guint32
take_least (Remains *remains,
            guint   *least)
{
  for (;; (*least)++)
    {
      GArray *waiting = remains->waiting[*least];

      while (waiting != NULL && waiting->len > 0)
        {
          guint32 node = g_array_index (waiting, guint32, waiting->len - 1);

          g_array_set_size (waiting, waiting->len - 1);
          if (!remains->is_out[node] && remains->links[node]->len == *least)
            return node;
        }
    }
}

static void
forget_link (GArray *links,
             guint32 to)
{
  for (guint i = 0; i < links->len; i++)
    if (g_array_index (links, Link, i).to == to)
      {
        g_array_remove_index_fast (links, i);
        return;
      }
}

/* Links two neighbours of a node that goes. Also where there is no way through it: all that can be
 * climbed to from a node must lie on the chain of its parents. */
static void
bridge (Remains    *remains,
        const Link *a,
        const Link *b)
{
  const Cost *from_a = &a->costs[DWS_CLIMB_BACK];
  const Cost *to_b = &b->costs[DWS_CLIMB_AHEAD];

  add_way (remains, a->to, b->to, from_a->seconds + to_b->seconds, from_a->metres + to_b->metres);
}

static void
take_out (Remains *remains,
          guint32  node)
{
  GArray *links = remains->links[node];

  remains->is_out[node] = TRUE;

  for (guint i = 0; i < links->len; i++)
    forget_link (remains->links[g_array_index (links, Link, i).to], node);

  for (guint i = 0; i < links->len; i++)
    for (guint k = 0; k < links->len; k++)
      if (i != k)
        bridge (remains, &g_array_index (links, Link, i), &g_array_index (links, Link, k));

  for (guint i = 0; i < links->len; i++)
    enqueue (remains, g_array_index (links, Link, i).to);
}

static void
take_links (DwsHierarchy *self,
            GArray       *links,
            guint         rank)
{
  for (guint i = 0; i < links->len; i++)
    {
      Link link = g_array_index (links, Link, i);

      link.to = self->ranks[link.to];
      self->links[self->starts[rank] + i] = link;
      self->parents[rank] = MIN (self->parents[rank], link.to);
    }
}

/**
 * dws_hierarchy_new:
 * @edges: (array length=n_edges): between nodes below @n_nodes
 * @n_nodes: how many nodes
 *
 * Returns: (transfer full): their order
 */
DwsHierarchy *
dws_hierarchy_new (const DwsEdge *edges,
                   guint          n_edges,
                   guint          n_nodes)
{
  DwsHierarchy *self = g_new0 (DwsHierarchy, 1);
  g_autofree guint32 *order = g_new (guint32, n_nodes + 1);
  Remains remains = { NULL };
  guint least = 0;

  self->n_nodes = n_nodes;
  self->ranks = g_new (guint32, n_nodes + 1);
  self->parents = g_new (guint32, n_nodes + 1);
  self->starts = g_new0 (guint, n_nodes + 1);
  remains_init (&remains, edges, n_edges, n_nodes);

  for (guint rank = 0; rank < n_nodes; rank++)
    {
      guint32 node = take_least (&remains, &least);

      take_out (&remains, node);
      order[rank] = node;
      self->ranks[node] = rank;
      self->parents[rank] = NO_NODE;
      self->starts[rank + 1] = self->starts[rank] + remains.links[node]->len;

      /* A neighbour has lost a link and may have gained others: one less at the least. */
      least -= MIN (least, 1);
    }

  self->links = g_new (Link, self->starts[n_nodes] + 1);
  for (guint rank = 0; rank < n_nodes; rank++)
    take_links (self, remains.links[order[rank]], rank);

  remains_clear (&remains);

  return self;
}

void
dws_hierarchy_free (DwsHierarchy *self)
{
  g_free (self->ranks);
  g_free (self->parents);
  g_free (self->starts);
  g_free (self->links);
  g_free (self);
}

/**
 * dws_climber_new:
 * @hierarchy: outlives the climber
 *
 * Returns: (transfer full): what one thread climbs with
 */
DwsClimber *
dws_climber_new (DwsHierarchy *hierarchy)
{
  DwsClimber *self = g_new0 (DwsClimber, 1);

  self->hierarchy = hierarchy;
  self->costs = g_new (Cost, hierarchy->n_nodes + 1);
  self->seen = g_new0 (gboolean, hierarchy->n_nodes + 1);
  self->chain = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < hierarchy->n_nodes; i++)
    self->costs[i] = (Cost) { INFINITY, INFINITY }
  ;

  return self;
}

void
dws_climber_free (DwsClimber *self)
{
  g_free (self->costs);
  g_free (self->seen);
  g_array_unref (self->chain);
  g_free (self);
}

static int
compare_ranks (gconstpointer a,
               gconstpointer b)
{
  guint32 first = *(const guint32 *) a;
  guint32 second = *(const guint32 *) b;

  return (first > second) - (first < second);
}

static void
collect_chain (DwsClimber     *self,
               const DwsReach *seeds,
               guint           n_seeds)
{
  DwsHierarchy *hierarchy = self->hierarchy;

  g_array_set_size (self->chain, 0);

  for (guint i = 0; i < n_seeds; i++)
    {
      guint32 rank = hierarchy->ranks[seeds[i].node];

      improve (&self->costs[rank], seeds[i].seconds, seeds[i].metres);
      for (; rank != NO_NODE && !self->seen[rank]; rank = hierarchy->parents[rank])
        {
          self->seen[rank] = TRUE;
          g_array_append_val (self->chain, rank);
        }
    }

  g_array_sort (self->chain, compare_ranks);
}

static void
climb_from (DwsClimber *self,
            DwsClimb    climb,
            guint32     rank)
{
  DwsHierarchy *hierarchy = self->hierarchy;
  Cost here = self->costs[rank];

  for (guint i = hierarchy->starts[rank]; i < hierarchy->starts[rank + 1]; i++)
    {
      const Link *link = &hierarchy->links[i];

      improve (&self->costs[link->to], here.seconds + link->costs[climb].seconds,
               here.metres + link->costs[climb].metres);
    }
}

/**
 * dws_climber_climb:
 * @self: a climber
 * @climb: which way
 * @seeds: (array length=n_seeds): where to begin, and what it takes to get there
 *
 * Returns: (transfer full) (element-type DwsReach): all that can be climbed to, in rising order;
 *   its nodes are numbered by their rank
 */
GArray *
dws_climber_climb (DwsClimber     *self,
                   DwsClimb        climb,
                   const DwsReach *seeds,
                   guint           n_seeds)
{
  GArray *reached = g_array_new (FALSE, FALSE, sizeof (DwsReach));

  collect_chain (self, seeds, n_seeds);

  for (guint i = 0; i < self->chain->len; i++)
    {
      guint32 rank = g_array_index (self->chain, guint32, i);
      Cost cost = self->costs[rank];

      if (isfinite (cost.seconds))
        {
          DwsReach reach = { rank, cost.seconds, cost.metres };

          g_array_append_val (reached, reach);
          climb_from (self, climb, rank);
        }

      self->costs[rank] = (Cost) { INFINITY, INFINITY };
      self->seen[rank] = FALSE;
    }

  return reached;
}

/**
 * dws_reaches_meet:
 * @ahead: (element-type DwsReach): climbed ahead
 * @back: (element-type DwsReach): climbed back, in the same hierarchy
 * @top: (inout): a way that is known already, or an infinite one; the best one there is
 *
 * Returns: whether a better way was found
 */
gboolean
dws_reaches_meet (GArray   *ahead,
                  GArray   *back,
                  DwsReach *top)
{
  const DwsReach *a = (const DwsReach *) (gconstpointer) ahead->data;
  const DwsReach *b = (const DwsReach *) (gconstpointer) back->data;
  const DwsReach *a_end = a + ahead->len;
  const DwsReach *b_end = b + back->len;
  gboolean found = FALSE;

  while (a < a_end && b < b_end)
    {
      if (a->node < b->node)
        a++;
      else if (b->node < a->node)
        b++;
      else
        {
          double seconds = a->seconds + b->seconds;
          double metres = a->metres + b->metres;

          if (is_better (seconds, metres, (Cost) { top->seconds, top->metres }))
            {
              *top = (DwsReach) { a->node, seconds, metres };
              found = TRUE;
            }
          a++;
          b++;
        }
    }

  return found;
}
