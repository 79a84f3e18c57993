/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-city"

#include "config.h"

#include "dws-hierarchy.h"

#include <math.h>

/* From the nodes where a way leaves the edge that it starts on. */
static GArray *
climb_ahead (DwsGraph      *self,
             DwsClimber    *climber,
             const DwsSnap *from)
{
  const DwsEdge *edge = &self->edges[from->edge];
  double ahead = 1 - from->fraction;
  DwsReach seeds[2] = { { edge->to, ahead *edge->seconds, ahead *edge->length_m } };
  guint n_seeds = 1;

  if (from->twin >= 0)
    {
      const DwsEdge *twin = &self->edges[from->twin];

      seeds[n_seeds++] = (DwsReach) { twin->to, from->fraction * twin->seconds,
                                      from->fraction * twin->length_m };
    }

  return dws_climber_climb (climber, DWS_CLIMB_AHEAD, seeds, n_seeds);
}

/* From the nodes where a way comes to the edge that it ends on. */
static GArray *
climb_back (DwsGraph      *self,
            DwsClimber    *climber,
            const DwsSnap *to)
{
  const DwsEdge *edge = &self->edges[to->edge];
  double rest = 1 - to->fraction;
  DwsReach seeds[2] = { { edge->from, to->fraction * edge->seconds, to->fraction * edge->length_m } };
  guint n_seeds = 1;

  if (to->twin >= 0)
    {
      const DwsEdge *twin = &self->edges[to->twin];

      seeds[n_seeds++] = (DwsReach) { twin->from, rest *twin->seconds, rest *twin->length_m };
    }

  return dws_climber_climb (climber, DWS_CLIMB_BACK, seeds, n_seeds);
}

/* The way along the edge that both lie on, or an infinite one. */
static void
find_direct (DwsGraph      *self,
             const DwsSnap *from,
             const DwsSnap *to,
             DwsReach      *way)
{
  double along = to->fraction - from->fraction;
  const DwsEdge *edge = &self->edges[from->edge];

  *way = (DwsReach) { 0, INFINITY, INFINITY };
  if (from->edge != to->edge)
    return;

  if (along < 0)
    edge = from->twin >= 0 ? &self->edges[from->twin] : NULL;
  if (edge != NULL)
    *way = (DwsReach) { edge->to, fabs (along) * edge->seconds, fabs (along) * edge->length_m }
  ;
}

/**
 * dws_graph_table:
 * @self: the graph
 * @from: (array length=n_from) places where ways start, %NULL for one that is off the roads
 * @to: (array length=n_to) likewise where they end
 * @durations: (out caller-allocates) (nullable): room for n_from × n_to seconds, a row a start; NAN
 *   where an end is missing or there is no way
 * @distances: (out caller-allocates) (nullable): room for as many metres, of the fastest ways
 *
 * Finds the fastest ways from each to each.
 */
void
dws_graph_table (DwsGraph             *self,
                 const DwsSnap *const *from,
                 gsize                 n_from,
                 const DwsSnap *const *to,
                 gsize                 n_to,
                 double               *durations,
                 double               *distances)
{
  g_autoptr (DwsClimber) climber = dws_climber_new (self->hierarchy);
  g_autoptr (GPtrArray) backs = g_ptr_array_new_full ((guint) n_to, (GDestroyNotify) g_array_unref);

  for (gsize k = 0; k < n_to; k++)
    g_ptr_array_add (backs, to[k] != NULL ? climb_back (self, climber, to[k]) : g_array_new (FALSE, FALSE, sizeof (DwsReach)));

  for (gsize i = 0; i < n_from; i++)
    {
      g_autoptr (GArray) ahead = from[i] != NULL ? climb_ahead (self, climber, from[i]) : NULL;

      for (gsize k = 0; k < n_to; k++)
        {
          DwsReach way = { 0, INFINITY, INFINITY };

          if (from[i] != NULL && to[k] != NULL)
            {
              find_direct (self, from[i], to[k], &way);
              dws_reaches_meet (ahead, g_ptr_array_index (backs, k), &way);
            }

          if (durations != NULL)
            durations[i * n_to + k] = isfinite (way.seconds) ? way.seconds : NAN;
          if (distances != NULL)
            distances[i * n_to + k] = isfinite (way.seconds) ? way.metres : NAN;
        }
    }
}
