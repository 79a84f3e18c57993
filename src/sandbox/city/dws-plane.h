/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

#include "base/dwd-geometry.h"

G_BEGIN_DECLS

/* A place on a flat city: metres east and north of its corner. Right to 0.3 % over 25 km. */
typedef struct
{
  double x;
  double y;
} DwsVec;

/*
 * Finds what is near. Items with a box are filed under the square cells they touch; a ring by ring
 * walk around a point yields every item once the ring's distance is reached.
 */
typedef struct
{
  double cell;        /* side of a cell */
  DwsVec origin;
  int columns;
  int rows;
  guint *starts;      /* (owned): columns × rows + 1 */
  guint *items;       /* (owned) */
} DwsGrid;

typedef struct
{
  double left;
  double bottom;
  double right;
  double top;
} DwsBox;

void     dws_plane_project (const DwdPoint *point,
                            DwsVec         *vec);
double   dws_segment_near (const DwsVec *point,
                           const DwsVec *from,
                           const DwsVec *to,
                           double       *fraction);

void     dws_grid_build (DwsGrid      *grid,
                         double        cell,
                         const DwsBox *boxes,
                         guint         n_boxes);
void     dws_grid_clear (DwsGrid *grid);
/* Every item whose cells @box touches, once each, in their own order. */
void dws_grid_query (const DwsGrid *grid,
                     const DwsBox  *box,
                     GArray        *items);

/* Every cell of the square ring @ring around @point, clipped to the grid. FALSE: the ring lies
 * outside. */
typedef struct
{
  const DwsGrid *grid;
  int column;
  int row;
  int ring;
  int step;
} DwsRing;

void     dws_ring_start (DwsRing       *iter,
                         const DwsGrid *grid,
                         const DwsVec  *point,
                         int            ring);
gboolean dws_ring_next (DwsRing      *iter,
                        const guint **items,
                        guint        *n_items);

G_END_DECLS
