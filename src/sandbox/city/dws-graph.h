/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-city.h"
#include "dws-plane.h"

G_BEGIN_DECLS

/*
 * The directed graph of the roads for cars. Immutable once loaded; every search has its own scratch
 * memory, so any number of threads may search at once.
 */
typedef struct _DwsGraph DwsGraph;

/* A point on an edge of the main part. */
typedef struct
{
  guint edge;
  int twin;           /* the edge the other way, -1 on a one-way road */
  double fraction;    /* of the edge's length, from its start */
  double distance_m;  /* from the point that was snapped */
} DwsSnap;

DwsGraph *dws_graph_load (const char *data_dir,
                          GError    **error);
void      dws_graph_free (DwsGraph *self);
gboolean  dws_graph_snap (DwsGraph       *self,
                          const DwdPoint *point,
                          DwsSnap        *snap);
guint     dws_graph_nearest_node (DwsGraph       *self,
                                  const DwdPoint *point);
gboolean  dws_graph_append_leg (DwsGraph      *self,
                                const DwsSnap *from,
                                const DwsSnap *to,
                                DwsRoute      *route);
void      dws_graph_table (DwsGraph             *self,
                           const DwsSnap *const *from,
                           gsize                 n_from,
                           const DwsSnap *const *to,
                           gsize                 n_to,
                           double               *durations,
                           double               *distances);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwsGraph, dws_graph_free)

G_END_DECLS
