/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-plane.h"

#include <math.h>

/* The corner and the middle latitude of the city; a degree is much the same length everywhere in
 * it. */
#define CORNER_LATITUDE 51.0
#define CORNER_LONGITUDE 71.2
#define MIDDLE_LATITUDE 51.179

/**
 * dws_plane_project:
 *
 * Puts a point on the flat city.
 */
void
dws_plane_project (const DwdPoint *point,
                   DwsVec         *vec)
{
  const double degree = DWD_EARTH_RADIUS_M * G_PI / 180;

  vec->x = (point->longitude - CORNER_LONGITUDE) * degree * cos (MIDDLE_LATITUDE * G_PI / 180);
  vec->y = (point->latitude - CORNER_LATITUDE) * degree;
}

/**
 * dws_segment_near:
 * @fraction: (out): where on the segment the nearest place is, 0–1
 *
 * Returns: how far @point is from the segment
 */
double
dws_segment_near (const DwsVec *point,
                  const DwsVec *from,
                  const DwsVec *to,
                  double       *fraction)
{
  double dx = to->x - from->x;
  double dy = to->y - from->y;
  double squared = dx * dx + dy * dy;
  double t = 0;

  if (squared > 0)
    t = CLAMP (((point->x - from->x) * dx + (point->y - from->y) * dy) / squared, 0, 1);

  *fraction = t;

  return hypot (from->x + t * dx - point->x, from->y + t * dy - point->y);
}

static int
cell_of (double value,
         double origin,
         double cell,
         int    n)
{
  return (int) CLAMP (floor ((value - origin) / cell), 0, n - 1);
}

static void
measure (DwsGrid      *grid,
         const DwsBox *boxes,
         guint         n_boxes)
{
  DwsBox all = { INFINITY, INFINITY, -INFINITY, -INFINITY };

  for (guint i = 0; i < n_boxes; i++)
    {
      all.left = MIN (all.left, boxes[i].left);
      all.bottom = MIN (all.bottom, boxes[i].bottom);
      all.right = MAX (all.right, boxes[i].right);
      all.top = MAX (all.top, boxes[i].top);
    }

  if (n_boxes == 0)
    all = (DwsBox) { 0, 0, 0, 0 }
  ;

  /* A broken file may scatter its points over the globe; coarser cells keep that harmless. */
  while ((all.right - all.left) / grid->cell > 2000 || (all.top - all.bottom) / grid->cell > 2000)
    grid->cell *= 2;

  grid->origin = (DwsVec) { all.left, all.bottom };
  grid->columns = (int) ((all.right - all.left) / grid->cell) + 1;
  grid->rows = (int) ((all.top - all.bottom) / grid->cell) + 1;
}

/* Walks the cells of a box: counts into them, or files the item. */
static void
visit (DwsGrid      *grid,
       const DwsBox *box,
       guint         item,
       gboolean      file)
{
  int left = cell_of (box->left, grid->origin.x, grid->cell, grid->columns);
  int right = cell_of (box->right, grid->origin.x, grid->cell, grid->columns);
  int bottom = cell_of (box->bottom, grid->origin.y, grid->cell, grid->rows);
  int top = cell_of (box->top, grid->origin.y, grid->cell, grid->rows);

  for (int row = bottom; row <= top; row++)
    for (int column = left; column <= right; column++)
      {
        guint *start = &grid->starts[row * grid->columns + column];

        if (file)
          grid->items[(*start)++] = item;
        else
          start[1]++;
      }
}

/**
 * dws_grid_build:
 * @grid: (out): the grid; clear it with dws_grid_clear()
 * @cell: the side of a cell, in the boxes' units
 * @boxes: the boxes; an item is known by its index in them
 *
 * Files items under the cells that they touch. Within a cell they stand in their own order.
 */
void
dws_grid_build (DwsGrid      *grid,
                double        cell,
                const DwsBox *boxes,
                guint         n_boxes)
{
  gsize n_cells;

  *grid = (DwsGrid) { .cell = cell };
  measure (grid, boxes, n_boxes);
  n_cells = (gsize) grid->columns * grid->rows;
  grid->starts = g_new0 (guint, n_cells + 1);

  for (guint i = 0; i < n_boxes; i++)
    visit (grid, &boxes[i], i, FALSE);

  for (gsize i = 0; i < n_cells; i++)
    grid->starts[i + 1] += grid->starts[i];

  grid->items = g_new (guint, MAX (grid->starts[n_cells], 1));

  for (guint i = 0; i < n_boxes; i++)
    visit (grid, &boxes[i], i, TRUE);

  /* Filing moved every start to the next cell's; move them back. */
  for (gsize i = n_cells; i > 0; i--)
    grid->starts[i] = grid->starts[i - 1];

  grid->starts[0] = 0;
}

void
dws_grid_clear (DwsGrid *grid)
{
  g_clear_pointer (&grid->starts, g_free);
  g_clear_pointer (&grid->items, g_free);
}

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  guint first = *(const guint *) a;
  guint second = *(const guint *) b;

  return (first > second) - (first < second);
}

/**
 * dws_grid_query:
 * @grid: the grid
 * @box: where to look
 * @items: (element-type guint): emptied, then filled
 *
 * Collects what may lie in a box, in the items' own order.
 */
void
dws_grid_query (const DwsGrid *grid,
                const DwsBox  *box,
                GArray        *items)
{
  int left = cell_of (box->left, grid->origin.x, grid->cell, grid->columns);
  int right = cell_of (box->right, grid->origin.x, grid->cell, grid->columns);
  int bottom = cell_of (box->bottom, grid->origin.y, grid->cell, grid->rows);
  int top = cell_of (box->top, grid->origin.y, grid->cell, grid->rows);
  guint n = 0;

  g_array_set_size (items, 0);

  for (int row = bottom; row <= top; row++)
    {
      const guint *starts = grid->starts + row * grid->columns;

      g_array_append_vals (items, grid->items + starts[left], starts[right + 1] - starts[left]);
    }

  g_array_sort (items, compare_items);

  for (guint i = 0; i < items->len; i++)
    {
      guint item = g_array_index (items, guint, i);

      if (n == 0 || g_array_index (items, guint, n - 1) != item)
        g_array_index (items, guint, n++) = item;
    }

  g_array_set_size (items, n);
}

void
dws_ring_start (DwsRing       *iter,
                const DwsGrid *grid,
                const DwsVec  *point,
                int            ring)
{
  *iter = (DwsRing) {
    .grid = grid,
    .column = (int) CLAMP (floor ((point->x - grid->origin.x) / grid->cell), -1e6, 1e6),
    .row = (int) CLAMP (floor ((point->y - grid->origin.y) / grid->cell), -1e6, 1e6),
    .ring = ring,
  };
}

/* The step-th cell of a square ring: bottom and top rows first, then the sides between them. */
static gboolean
place_step (const DwsRing *iter,
            int           *column,
            int           *row)
{
  int side = 2 * iter->ring + 1;
  int step = iter->step;

  if (iter->ring == 0)
    {
      *column = iter->column;
      *row = iter->row;
      return step == 0;
    }

  if (step < 2 * side)
    {
      *column = iter->column - iter->ring + step % side;
      *row = step < side ? iter->row - iter->ring : iter->row + iter->ring;
      return TRUE;
    }

  step -= 2 * side;
  *row = iter->row - iter->ring + 1 + step % (side - 2);
  *column = step < side - 2 ? iter->column - iter->ring : iter->column + iter->ring;

  return step < 2 * (side - 2);
}

gboolean
dws_ring_next (DwsRing      *iter,
               const guint **items,
               guint        *n_items)
{
  const DwsGrid *grid = iter->grid;
  int column;
  int row;

  while (place_step (iter, &column, &row))
    {
      gsize cell;

      iter->step++;

      if (column < 0 || row < 0 || column >= grid->columns || row >= grid->rows)
        continue;

      cell = (gsize) row * grid->columns + column;
      *items = grid->items + grid->starts[cell];
      *n_items = grid->starts[cell + 1] - grid->starts[cell];

      return TRUE;
    }

  return FALSE;
}
