/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-graph-private.h"

#include <math.h>
#include <string.h>

#include "base/dwd-failure.h"

#include "dws-hierarchy.h"
#include "dws-lines.h"

#define GRAPH_FILE "graph.tsv.gz"
#define SEGMENT_CELL_M 200.0
#define NODE_CELL_M 300.0
#define SNAP_LIMIT_M 5000.0

/* The @index-th point of an edge: its start is 0, its end n_shape + 1. */
const DwdPoint *
dws_graph_edge_point (DwsGraph      *self,
                      const DwsEdge *edge,
                      guint          index)
{
  if (index == 0)
    return &self->points[edge->from];

  if (index > edge->n_shape)
    return &self->points[edge->to];

  return &g_array_index (self->shapes, DwdPoint, edge->shape + index - 1);
}

static gboolean
parse_position (const char *longitude,
                const char *latitude,
                DwdPoint   *point)
{
  return dws_parse_decimal (longitude, -180, 180, &point->longitude) &&
         dws_parse_decimal (latitude, -90, 90, &point->latitude) &&
         dwd_point_is_valid (point);
}

/* Reads "# nodes 11765" and the line that names the columns. */
static gboolean
read_section (DwsLines   *lines,
              const char *name,
              guint       most,
              guint      *n_rows,
              GError    **error)
{
  g_autofree char *prefix = g_strdup_printf ("# %s ", name);
  guint64 n = 0;
  char *record = NULL;

  if (!dws_lines_next (lines, &record) || !g_str_has_prefix (record, prefix) ||
      !dws_parse_count (record + strlen (prefix), most, &n))
    {
      dws_lines_complain (lines, error, "expected \"%s\" and a count", prefix);
      return FALSE;
    }

  if (!dws_lines_next (lines, &record) || *record != '#')
    {
      dws_lines_complain (lines, error, "expected the names of the columns");
      return FALSE;
    }

  *n_rows = (guint) n;

  return TRUE;
}

static gboolean
read_nodes (DwsGraph *self,
            DwsLines *lines,
            GError  **error)
{
  char *fields[4];
  guint64 index;

  if (!read_section (lines, "nodes", DWS_GRAPH_MAX_NODES, &self->n_nodes, error))
    return FALSE;

  self->points = g_new0 (DwdPoint, self->n_nodes + 1);
  self->vecs = g_new0 (DwsVec, self->n_nodes + 1);
  self->is_main = g_new0 (gboolean, self->n_nodes + 1);

  for (guint i = 0; i < self->n_nodes; i++)
    {
      if (!dws_lines_fields (lines, fields, 4, error))
        return FALSE;

      if (!dws_parse_count (fields[0], G_MAXUINT, &index) || index != i ||
          !parse_position (fields[1], fields[2], &self->points[i]) ||
          (strcmp (fields[3], "0") != 0 && strcmp (fields[3], "1") != 0))
        {
          dws_lines_complain (lines, error, "a malformed node");
          return FALSE;
        }

      self->is_main[i] = *fields[3] == '1';
      dws_plane_project (&self->points[i], &self->vecs[i]);
    }

  return TRUE;
}

static gboolean
read_shape (DwsGraph   *self,
            DwsEdge    *edge,
            const char *text)
{
  edge->shape = self->shapes->len;

  while (*text != '\0')
    {
      DwdPoint point;

      if (!dws_scan_decimal (&text, &point.longitude) || *text++ != ',' ||
          !dws_scan_decimal (&text, &point.latitude) || !dwd_point_is_valid (&point) ||
          (*text != ' ' && *text != '\0'))
        return FALSE;

      g_array_append_val (self->shapes, point);
      text += *text == ' ';
    }

  edge->n_shape = self->shapes->len - edge->shape;

  return TRUE;
}

static gboolean
parse_edge (DwsGraph *self,
            char    **fields,
            DwsEdge  *edge,
            guint64  *way)
{
  guint64 from;
  guint64 to;
  double length_m;
  double speed_kmh;

  if (self->n_nodes == 0 ||
      !dws_parse_count (fields[0], self->n_nodes - 1, &from) ||
      !dws_parse_count (fields[1], self->n_nodes - 1, &to) || from == to ||
      !dws_parse_decimal (fields[2], 0, 1e6, &length_m) ||
      !dws_parse_decimal (fields[3], 1, 300, &speed_kmh) ||
      !dws_parse_count (fields[4], G_MAXUINT64, way) ||
      !read_shape (self, edge, fields[5]))
    return FALSE;

  edge->from = (guint32) from;
  edge->to = (guint32) to;
  edge->length_m = (float) length_m;
  edge->seconds = (float) (length_m / (speed_kmh / 3.6) * DWS_DAYTIME);
  edge->twin = -1;
  self->fastest = MAX (self->fastest, speed_kmh / 3.6 / DWS_DAYTIME);

  return TRUE;
}

static gboolean
read_edges (DwsGraph *self,
            DwsLines *lines,
            guint64 **ways,
            GError  **error)
{
  char *fields[6];
  char *record = NULL;

  if (!read_section (lines, "edges", DWS_GRAPH_MAX_EDGES, &self->n_edges, error))
    return FALSE;

  self->edges = g_new0 (DwsEdge, self->n_edges + 1);
  self->shapes = g_array_new (FALSE, FALSE, sizeof (DwdPoint));
  *ways = g_new0 (guint64, self->n_edges + 1);

  for (guint i = 0; i < self->n_edges; i++)
    {
      if (!dws_lines_fields (lines, fields, 6, error))
        return FALSE;

      if (!parse_edge (self, fields, &self->edges[i], &(*ways)[i]))
        {
          dws_lines_complain (lines, error, "a malformed edge");
          return FALSE;
        }
    }

  if (dws_lines_next (lines, &record))
    {
      dws_lines_complain (lines, error, "more edges than were announced");
      return FALSE;
    }

  return TRUE;
}

static void
index_outgoing (DwsGraph *self)
{
  g_autofree guint *next = g_new0 (guint, self->n_nodes + 1);

  self->out_starts = g_new0 (guint, self->n_nodes + 1);
  self->arcs = g_new0 (DwsArc, self->n_edges + 1);

  for (guint i = 0; i < self->n_edges; i++)
    self->out_starts[self->edges[i].from + 1]++;

  for (guint i = 0; i < self->n_nodes; i++)
    self->out_starts[i + 1] += self->out_starts[i];

  memcpy (next, self->out_starts, (self->n_nodes + 1) * sizeof (guint));

  for (guint i = 0; i < self->n_edges; i++)
    {
      const DwsEdge *edge = &self->edges[i];

      self->arcs[next[edge->from]++] = (DwsArc) { edge->to, edge->length_m, edge->seconds, i };
    }
}

static gboolean
is_reverse (DwsGraph      *self,
            const DwsEdge *edge,
            const DwsEdge *other)
{
  const DwdPoint *first;
  const DwdPoint *last;

  if (other->to != edge->from || other->n_shape != edge->n_shape)
    return FALSE;

  first = dws_graph_edge_point (self, edge, 1);
  last = dws_graph_edge_point (self, other, other->n_shape);

  return edge->n_shape == 0 ||
         (first->latitude == last->latitude && first->longitude == last->longitude);
}

static void
pair_twins (DwsGraph      *self,
            const guint64 *ways)
{
  for (guint i = 0; i < self->n_edges; i++)
    {
      const DwsEdge *edge = &self->edges[i];

      for (guint k = self->out_starts[edge->to]; k < self->out_starts[edge->to + 1]; k++)
        {
          guint other = self->arcs[k].edge;

          if (ways[other] == ways[i] && is_reverse (self, edge, &self->edges[other]))
            {
              self->edges[i].twin = (gint32) other;
              break;
            }
        }
    }
}

static void
index_segments (DwsGraph *self)
{
  g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (DwsBox));

  self->segments = g_array_new (FALSE, FALSE, sizeof (DwsSegment));

  for (guint i = 0; i < self->n_edges; i++)
    {
      const DwsEdge *edge = &self->edges[i];
      gboolean is_second = edge->twin >= 0 && (guint) edge->twin < i;

      if (is_second || !self->is_main[edge->from] || !self->is_main[edge->to])
        continue;

      for (guint k = 0; k <= edge->n_shape; k++)
        {
          DwsSegment segment = { i, k };
          DwsVec a;
          DwsVec b;
          DwsBox box;

          dws_plane_project (dws_graph_edge_point (self, edge, k), &a);
          dws_plane_project (dws_graph_edge_point (self, edge, k + 1), &b);
          box = (DwsBox) { MIN (a.x, b.x), MIN (a.y, b.y), MAX (a.x, b.x), MAX (a.y, b.y) };
          g_array_append_val (self->segments, segment);
          g_array_append_val (boxes, box);
        }
    }

  dws_grid_build (&self->segment_grid, SEGMENT_CELL_M, (DwsBox *) (gpointer) boxes->data,
                  boxes->len);
}

static void
index_nodes (DwsGraph *self)
{
  g_autofree DwsBox *boxes = g_new (DwsBox, self->n_nodes + 1);
  guint n_main = 0;

  self->main_nodes = g_new (guint, self->n_nodes + 1);

  for (guint i = 0; i < self->n_nodes; i++)
    if (self->is_main[i])
      {
        const DwsVec *vec = &self->vecs[i];

        boxes[n_main] = (DwsBox) { vec->x, vec->y, vec->x, vec->y };
        self->main_nodes[n_main++] = i;
      }

  dws_grid_build (&self->node_grid, NODE_CELL_M, boxes, n_main);
}

/**
 * dws_graph_load:
 * @data_dir: the folder of the city's data
 * @error: return location; %DWD_FAILURE_NOT_FOUND or %DWD_FAILURE_INVALID, with file and line
 *
 * Returns: (transfer full) (nullable): the graph
 */
DwsGraph *
dws_graph_load (const char *data_dir,
                GError    **error)
{
  g_autoptr (DwsGraph) self = g_new0 (DwsGraph, 1);
  g_auto (DwsLines) lines = { NULL };
  g_autofree guint64 *ways = NULL;

  if (!dws_lines_open (&lines, data_dir, GRAPH_FILE, error) ||
      !read_nodes (self, &lines, error) ||
      !read_edges (self, &lines, &ways, error))
    return NULL;

  index_outgoing (self);
  pair_twins (self, ways);
  index_segments (self);
  index_nodes (self);

  if (self->segments->len == 0)
    {
      dws_lines_complain (&lines, error, "no street in the main part");
      return NULL;
    }

  self->hierarchy = dws_hierarchy_new (self->edges, self->n_edges, self->n_nodes);

  return g_steal_pointer (&self);
}

/**
 * dws_graph_free:
 * @self: (transfer full): a graph, complete or not
 */
void
dws_graph_free (DwsGraph *self)
{
  g_free (self->points);
  g_free (self->vecs);
  g_free (self->is_main);
  g_free (self->edges);
  g_free (self->out_starts);
  g_free (self->arcs);
  g_free (self->main_nodes);
  g_clear_pointer (&self->hierarchy, dws_hierarchy_free);
  g_clear_pointer (&self->shapes, g_array_unref);
  g_clear_pointer (&self->segments, g_array_unref);
  dws_grid_clear (&self->node_grid);
  dws_grid_clear (&self->segment_grid);
  g_free (self);
}

/* Where on its edge a place on one segment lies, as a fraction of the edge's length. */
static double
fraction_of_edge (DwsGraph         *self,
                  const DwsSegment *segment,
                  double            fraction)
{
  const DwsEdge *edge = &self->edges[segment->edge];
  double before = 0;
  double total = 0;
  DwsVec from;
  DwsVec to;

  dws_plane_project (dws_graph_edge_point (self, edge, 0), &from);

  for (guint k = 0; k <= edge->n_shape; k++)
    {
      double length;

      dws_plane_project (dws_graph_edge_point (self, edge, k + 1), &to);
      length = hypot (to.x - from.x, to.y - from.y);

      if (k == segment->index)
        before = total + fraction * length;

      total += length;
      from = to;
    }

  return total > 0 ? before / total : 0;
}

/**
 * dws_graph_snap:
 * @self: the graph
 * @point: a place
 * @snap: (out): the nearest place on a street from which every other one can be reached
 *
 * Returns: whether there is a street within 5 km
 */
gboolean
dws_graph_snap (DwsGraph       *self,
                const DwdPoint *point,
                DwsSnap        *snap)
{
  const DwsGrid *grid = &self->segment_grid;
  const DwsSegment *best = NULL;
  double nearest = SNAP_LIMIT_M;
  double fraction = 0;
  DwsVec place;

  if (!dwd_point_is_valid (point))
    return FALSE;

  dws_plane_project (point, &place);

  /* What lies in ring r + 1 is at least r cells away. */
  for (int ring = 0; (ring - 1) * grid->cell <= nearest; ring++)
    {
      DwsRing iter;
      const guint *items;
      guint n_items;

      dws_ring_start (&iter, grid, &place, ring);

      while (dws_ring_next (&iter, &items, &n_items))
        for (guint i = 0; i < n_items; i++)
          {
            const DwsSegment *segment = &g_array_index (self->segments, DwsSegment, items[i]);
            const DwsEdge *edge = &self->edges[segment->edge];
            DwsVec a;
            DwsVec b;
            double t;
            double distance;

            dws_plane_project (dws_graph_edge_point (self, edge, segment->index), &a);
            dws_plane_project (dws_graph_edge_point (self, edge, segment->index + 1), &b);
            distance = dws_segment_near (&place, &a, &b, &t);

            if (distance < nearest || (distance == nearest && best != NULL && segment < best))
              {
                nearest = distance;
                fraction = t;
                best = segment;
              }
          }
    }

  if (best == NULL)
    return FALSE;

  *snap = (DwsSnap) {
    .edge = best->edge,
    .twin = self->edges[best->edge].twin,
    .fraction = fraction_of_edge (self, best, fraction),
    .distance_m = nearest,
  };

  return TRUE;
}

/**
 * dws_graph_nearest_node:
 *
 * Returns: the node of the main part nearest to @point, however far
 */
guint
dws_graph_nearest_node (DwsGraph       *self,
                        const DwdPoint *point)
{
  const DwsGrid *grid = &self->node_grid;
  int last_ring = grid->columns + grid->rows;
  double nearest = INFINITY;
  guint best = self->main_nodes[0];
  DwsVec place;

  dws_plane_project (point, &place);

  for (int ring = 0; (ring - 1) * grid->cell <= nearest && ring <= last_ring; ring++)
    {
      DwsRing iter;
      const guint *items;
      guint n_items;

      dws_ring_start (&iter, grid, &place, ring);

      while (dws_ring_next (&iter, &items, &n_items))
        for (guint i = 0; i < n_items; i++)
          {
            guint node = self->main_nodes[items[i]];
            double distance = hypot (self->vecs[node].x - place.x, self->vecs[node].y - place.y);

            if (distance < nearest || (distance == nearest && node < best))
              {
                nearest = distance;
                best = node;
              }
          }
    }

  return best;
}
