/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-graph.h"

G_BEGIN_DECLS

/* Daytime traffic, against the empty road that the graph's speeds mean. */
#define DWS_DAYTIME 1.5
#define DWS_GRAPH_MAX_NODES 1000000
#define DWS_GRAPH_MAX_EDGES 4000000

typedef struct
{
  guint32 from;
  guint32 to;
  float length_m;
  float seconds;        /* daytime */
  guint32 shape;        /* index of the first point between the ends */
  guint32 n_shape;
  gint32 twin;          /* -1: one way */
} DwsEdge;

/* What a search reads of an edge, side by side for all that leave a node. */
typedef struct
{
  guint32 to;
  float length_m;
  float seconds;
  guint32 edge;
} DwsArc;

typedef struct
{
  guint edge;
  guint index;          /* of the segment in its edge */
} DwsSegment;

/* The order of the nodes that tables are found by: dws-hierarchy.h. */
typedef struct _DwsHierarchy DwsHierarchy;

struct _DwsGraph
{
  DwdPoint *points;         /* (owned): of the nodes */
  DwsVec *vecs;             /* (owned) */
  gboolean *is_main;        /* (owned) */
  guint n_nodes;
  DwsEdge *edges;           /* (owned) */
  guint n_edges;
  guint *out_starts;        /* (owned): n_nodes + 1 */
  DwsArc *arcs;             /* (owned) */
  GArray *shapes;           /* (owned): of DwdPoint */
  DwsHierarchy *hierarchy;  /* (owned) */
  double fastest;           /* metres a second, of any edge */
  DwsGrid node_grid;        /* of main_nodes */
  guint *main_nodes;        /* (owned) */
  DwsGrid segment_grid;
  GArray *segments;         /* (owned): of DwsSegment, of the edges between main nodes */
};

const DwdPoint *dws_graph_edge_point (DwsGraph      *self,
                                      const DwsEdge *edge,
                                      guint          index);

G_END_DECLS
