/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-lanes.h"

/* A technician with more jobs than this at one time is a mistake in the data; past it the lanes
 * move to the heap. */
#define USUAL_LANES 16

static guint
find_lane (const gint64 *free_from,
           guint         n_lanes,
           gint64        start)
{
  for (guint i = 0; i < n_lanes; i++)
    {
      if (free_from[i] <= start)
        return i;
    }

  return n_lanes;
}

/**
 * dwc_grid_lanes_assign:
 * @starts: (array length=n_bars): first instants, ascending
 * @ends: (array length=n_bars): the instants behind the last; one not behind its start counts as
 *   one microsecond
 * @n_bars: how many bars
 * @lanes: (array length=n_bars) (out caller-allocates): the lane of each bar
 *
 * Stacks bars so that no two of a lane overlap, each as high up as it fits. Taken in order of
 * start, the first free lane gives the least number of lanes that is possible.
 *
 * Returns: the number of lanes used
 */
guint
dwc_grid_lanes_assign (const gint64 *starts,
                       const gint64 *ends,
                       gsize         n_bars,
                       guint        *lanes)
{
  gint64 usual[USUAL_LANES];
  g_autofree gint64 *many = NULL;
  gint64 *free_from = usual;
  guint n_lanes = 0;

  for (gsize i = 0; i < n_bars; i++)
    {
      guint lane = find_lane (free_from, n_lanes, starts[i]);

      if (lane == n_lanes)
        {
          n_lanes++;
          if (n_lanes > USUAL_LANES && many == NULL)
            {
              many = g_new (gint64, n_bars);
              memcpy (many, usual, sizeof usual);
              free_from = many;
            }
        }

      lanes[i] = lane;
      free_from[lane] = MAX (ends[i], starts[i] + 1);
    }

  return n_lanes;
}
