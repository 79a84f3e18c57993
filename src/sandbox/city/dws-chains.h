/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-map.h"

G_BEGIN_DECLS

/* A named line, joined from the ways that it is mapped as. Points are of the world from 0 to 1. */
typedef struct
{
  const char *name;      /* borrowed */
  int kind;              /* heaviest DwsRoadClass in it, or the DwsAreaKind of a waterway */
  GArray *points;        /* (owned): of DwsVec */
  double length;
} DwsChain;

GPtrArray *dws_chains_of_streets (DwsMap *map);
GPtrArray *dws_chains_of_refs (DwsMap *map);
GPtrArray *dws_chains_of_waterways (DwsMap *map);

G_END_DECLS
