/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-map-occupancy.h"

#include <math.h>
#include <string.h>

/*
 * Where labels and symbols already lie, as a coarse grid of bytes: covering a label and asking about
 * one both touch some sixty cells, whatever the number of symbols.
 */

#define CELL 4.0

typedef struct
{
  int left;
  int right;
  int top;
  int bottom;
} CellRange;

static CellRange
cells_of (DwcMapOccupancy *self,
          double           x,
          double           y,
          double           width,
          double           height)
{
  CellRange range;

  range.left = CLAMP ((int) floor ((x - self->left) / CELL), 0, self->columns);
  range.right = CLAMP ((int) ceil ((x + width - self->left) / CELL), 0, self->columns);
  range.top = CLAMP ((int) floor ((y - self->top) / CELL), 0, self->rows);
  range.bottom = CLAMP ((int) ceil ((y + height - self->top) / CELL), 0, self->rows);

  return range;
}

/**
 * dwc_map_occupancy_reset:
 * @self: a grid, zeroed before its first use
 * @left: the area's left edge
 * @top: its upper edge
 * @width: its width
 * @height: its height
 *
 * Empties the grid and gives it a new area, keeping its memory.
 */
void
dwc_map_occupancy_reset (DwcMapOccupancy *self,
                         double           left,
                         double           top,
                         double           width,
                         double           height)
{
  gsize n_cells;

  self->left = left;
  self->top = top;
  self->columns = MAX ((int) ceil (width / CELL), 1);
  self->rows = MAX ((int) ceil (height / CELL), 1);
  n_cells = (gsize) self->columns * (gsize) self->rows;
  if (n_cells > self->n_cells)
    {
      self->cells = g_realloc (self->cells, n_cells);
      self->n_cells = n_cells;
    }

  memset (self->cells, 0, n_cells);
}

/**
 * dwc_map_occupancy_cover:
 * @self: a grid
 * @x: the box's left edge
 * @y: its upper edge
 * @width: its width
 * @height: its height
 * @cover: what lies there now
 */
void
dwc_map_occupancy_cover (DwcMapOccupancy *self,
                         double           x,
                         double           y,
                         double           width,
                         double           height,
                         DwcMapCover      cover)
{
  CellRange range = cells_of (self, x, y, width, height);

  for (int row = range.top; row < range.bottom; row++)
    for (int column = range.left; column < range.right; column++)
      self->cells[(gsize) row * (gsize) self->columns + (gsize) column] |= (guint8) cover;
}

/**
 * dwc_map_occupancy_is_free:
 * @self: a grid
 * @x: the box's left edge
 * @y: its upper edge
 * @width: its width
 * @height: its height
 * @covers: what would be in the way
 *
 * Returns: whether nothing of @covers lies there; what is outside the area is free
 */
gboolean
dwc_map_occupancy_is_free (DwcMapOccupancy *self,
                           double           x,
                           double           y,
                           double           width,
                           double           height,
                           DwcMapCover      covers)
{
  CellRange range = cells_of (self, x, y, width, height);

  for (int row = range.top; row < range.bottom; row++)
    for (int column = range.left; column < range.right; column++)
      {
        if (self->cells[(gsize) row * (gsize) self->columns + (gsize) column] & covers)
          return FALSE;
      }

  return TRUE;
}

/**
 * dwc_map_occupancy_clear:
 * @self: a grid
 *
 * Frees its memory.
 */
void
dwc_map_occupancy_clear (DwcMapOccupancy *self)
{
  g_clear_pointer (&self->cells, g_free);
  self->n_cells = 0;
}
