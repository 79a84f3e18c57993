/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-graph-private.h"

G_BEGIN_DECLS

typedef enum
{
  DWS_CLIMB_AHEAD,      /* along the roads, from where ways start */
  DWS_CLIMB_BACK,       /* against them, from where ways end */
} DwsClimb;

/* A node and how far it is. */
typedef struct
{
  guint32 node;
  double seconds;
  double metres;
} DwsReach;

/* Scratch memory of one thread. */
typedef struct _DwsClimber DwsClimber;

DwsHierarchy *dws_hierarchy_new (const DwsEdge *edges,
                                 guint          n_edges,
                                 guint          n_nodes);
void          dws_hierarchy_free (DwsHierarchy *self);

DwsClimber *dws_climber_new (DwsHierarchy *hierarchy);
void        dws_climber_free (DwsClimber *self);
GArray *dws_climber_climb (DwsClimber     *self,
                           DwsClimb        climb,
                           const DwsReach *seeds,
                           guint           n_seeds);
gboolean    dws_reaches_meet (GArray   *ahead,
                              GArray   *back,
                              DwsReach *top);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwsHierarchy, dws_hierarchy_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwsClimber, dws_climber_free)

G_END_DECLS
