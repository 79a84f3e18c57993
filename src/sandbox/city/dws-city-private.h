/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-city.h"
#include "dws-graph.h"
#include "dws-roads.h"

G_BEGIN_DECLS

typedef struct _DwsGazetteer DwsGazetteer;

struct _DwsCity
{
  GObject parent_instance;

  DwdBounds bounds;
  GPtrArray *zones;               /* (owned): of DwsZone */
  DwsGraph *graph;                /* (owned) */
  DwsRoads *roads;                /* (owned) */
  GArray *addresses;              /* (owned): of DwsAddress; most strings point into address_text */
  char *address_text;             /* (owned) */
  GArray *places;                 /* (owned): of DwsPlace */
  char *place_text;               /* (owned) */
  GHashTable *latin;              /* (owned): a street's name to its romanised one */
  DwsGazetteer *gazetteer;        /* (owned) */
};

gboolean      dws_city_read_zones (DwsCity    *self,
                                   const char *data_dir,
                                   GError    **error);
gboolean      dws_city_read_addresses (DwsCity    *self,
                                       const char *data_dir,
                                       GError    **error);
gboolean      dws_city_read_places (DwsCity    *self,
                                    const char *data_dir,
                                    GError    **error);

DwsGazetteer *dws_gazetteer_new (DwsCity *city);
void          dws_gazetteer_free (DwsGazetteer *self);

G_END_DECLS
