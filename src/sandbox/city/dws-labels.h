/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-map.h"
#include "dws-tile-style.h"
#include "dws-typesetter.h"

G_BEGIN_DECLS

/* Where one letter stands: its origin in pixels of the world at scale 1, and the way its text
 * runs. */
typedef struct
{
  const cairo_path_t *outline;
  double x;
  double y;
  float cosine;
  float sine;
} DwsLetter;

typedef struct
{
  DwsInk ink;
  DwsFace face;
  guint first;           /* index of its first letter */
  guint n_letters;
  double dot_x;          /* of a place's dot; NAN without one */
  double dot_y;
  DwsBox box;            /* of all that is drawn of it */
} DwsLabel;

/*
 * The labels of the whole city at one zoom. They are laid out once, in the world and not in a tile,
 * so that a name which crosses tiles is cut at their edge and nowhere else. Immutable.
 */
typedef struct
{
  GArray *labels;        /* (owned): of DwsLabel */
  GArray *letters;       /* (owned): of DwsLetter */
  DwsGrid grid;
} DwsLabels;

/* Lays labels out when a zoom is first asked for. Safe to use from several threads. */
typedef struct _DwsLabeller DwsLabeller;

DwsLabeller *dws_labeller_new (DwsMap *map);
void         dws_labeller_free (DwsLabeller *self);
DwsLabels *dws_labeller_get (DwsLabeller *self,
                             int          zoom);

G_END_DECLS
