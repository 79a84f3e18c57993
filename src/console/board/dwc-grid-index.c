/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-index.h"

/*
 * A balanced tree laid over the array itself: the root of [low, high) is its middle, and each node
 * knows the first start and the last end below it. Bars are in the order of their planned start, but
 * what they touch begins earlier (travel) and ends later (overrun), so neither bound is sorted.
 */
typedef struct
{
  gint64 start;
  gint64 end;
  gint64 first_start;   /* of the subtree */
  gint64 last_end;      /* of the subtree */
} Node;

struct _DwcGridIndex
{
  GArray *nodes;   /* (owned) (element-type Node) */
};

typedef struct
{
  const Node *nodes;
  gint64 from;
  gint64 to;
  DwcGridIndexFunc func;
  gpointer user_data;
} Query;

static gsize
get_middle (gsize low,
            gsize high)
{
  return low + (high - low) / 2;
}

static void
fill (Node *nodes,
      gsize low,
      gsize high)
{
  gsize middle = get_middle (low, high);
  Node *node = &nodes[middle];

  node->first_start = node->start;
  node->last_end = node->end;

  if (low < middle)
    {
      const Node *child = &nodes[get_middle (low, middle)];

      fill (nodes, low, middle);
      node->first_start = MIN (node->first_start, child->first_start);
      node->last_end = MAX (node->last_end, child->last_end);
    }

  if (middle + 1 < high)
    {
      const Node *child = &nodes[get_middle (middle + 1, high)];

      fill (nodes, middle + 1, high);
      node->first_start = MIN (node->first_start, child->first_start);
      node->last_end = MAX (node->last_end, child->last_end);
    }
}

static void
visit (const Query *query,
       gsize        low,
       gsize        high)
{
  gsize middle;
  const Node *node;

  if (low >= high)
    return;

  middle = get_middle (low, high);
  node = &query->nodes[middle];
  if (node->last_end <= query->from || node->first_start >= query->to)
    return;

  visit (query, low, middle);
  if (node->end > query->from && node->start < query->to)
    query->func (middle, query->user_data);
  visit (query, middle + 1, high);
}

DwcGridIndex *
dwc_grid_index_new (void)
{
  DwcGridIndex *self = g_new0 (DwcGridIndex, 1);

  self->nodes = g_array_new (FALSE, FALSE, sizeof (Node));

  return self;
}

void
dwc_grid_index_free (DwcGridIndex *self)
{
  g_array_unref (self->nodes);
  g_free (self);
}

/**
 * dwc_grid_index_build:
 * @self: the index
 * @starts: (array length=n_bars): where each bar begins, in any order
 * @ends: (array length=n_bars): the instant behind its end; one not behind its start counts as one
 *   microsecond
 * @n_bars: how many bars
 *
 * Forgets what was there and indexes these.
 */
void
dwc_grid_index_build (DwcGridIndex *self,
                      const gint64 *starts,
                      const gint64 *ends,
                      gsize         n_bars)
{
  g_array_set_size (self->nodes, n_bars);

  for (gsize i = 0; i < n_bars; i++)
    {
      Node *node = &g_array_index (self->nodes, Node, i);

      node->start = starts[i];
      node->end = MAX (ends[i], starts[i] + 1);
    }

  if (n_bars > 0)
    fill ((Node *) (gpointer) self->nodes->data, 0, n_bars);
}

/**
 * dwc_grid_index_query:
 * @self: the index
 * @from: first instant of the stretch
 * @to: the instant behind its last
 * @func: (scope call): called for each bar that touches [@from, @to)
 * @user_data: for @func
 */
void
dwc_grid_index_query (const DwcGridIndex *self,
                      gint64              from,
                      gint64              to,
                      DwcGridIndexFunc    func,
                      gpointer            user_data)
{
  Query query = {
    .nodes = (const Node *) (gconstpointer) self->nodes->data,
    .from = from,
    .to = to,
    .func = func,
    .user_data = user_data,
  };

  visit (&query, 0, self->nodes->len);
}
