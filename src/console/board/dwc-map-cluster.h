/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-map-projection.h"

G_BEGIN_DECLS

/* Points that are drawn as one symbol. Its members are @n entries of the index from @first on. */
typedef struct
{
  double x;       /* world, the members' centre */
  double y;
  guint first;
  guint n;
} DwcMapCluster;

typedef struct _DwcMapClusterIndex DwcMapClusterIndex;

DwcMapClusterIndex *dwc_map_cluster_index_new (void);
void                 dwc_map_cluster_index_free (DwcMapClusterIndex *self);
void                 dwc_map_cluster_index_build (DwcMapClusterIndex *self,
                                                  const DwcMapPoint  *points,
                                                  guint               n_points,
                                                  double              radius);
const DwcMapCluster *dwc_map_cluster_index_get_clusters (const DwcMapClusterIndex *self,
                                                         guint                    *n_clusters);
const guint *dwc_map_cluster_index_get_members (const DwcMapClusterIndex *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwcMapClusterIndex, dwc_map_cluster_index_free)

G_END_DECLS
