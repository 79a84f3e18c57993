/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "base/dwd-geometry.h"

G_BEGIN_DECLS

#define DWS_TYPE_CITY (dws_city_get_type ())

/*
 * The city's streets, addresses and places (OpenStreetMap, ODbL 1.0), loaded from the data folder.
 * Immutable after loading; reading it from several threads is safe.
 */
G_DECLARE_FINAL_TYPE (DwsCity, dws_city, DWS, CITY, GObject)

typedef struct
{
  DwdPoint point;
  char *street;              /* as mapped */
  char *street_latin;        /* romanised */
  char *number;
  char *postcode;            /* may be "" */
  char *name;                /* may be "" */
  const char *zone;          /* "Left Bank" */
  guint node;                /* nearest node of the driving graph's main part */
} DwsAddress;

typedef struct
{
  const char *category;
  DwdPoint point;
  char *name;
  char *name_latin;
} DwsPlace;

typedef struct
{
  char *id;
  char *name;
  DwdPoint label;
  DwdPoint depot;
  char *depot_name;
  GArray *ring;              /* of DwdPoint */
} DwsZone;

/* A way through the streets. Times are daytime driving (empty road × 1.5). */
typedef struct
{
  double distance_m;
  double duration_s;
  GArray *points;            /* of DwdPoint, snapped start to snapped end */
  GArray *seconds;           /* of double: time since the start at each point */
} DwsRoute;

DwsCity *dws_city_load (const char *data_dir,
                        GError    **error);
const DwsAddress *dws_city_get_addresses (DwsCity *self,
                                          gsize   *n_addresses);
const DwsPlace *dws_city_get_places (DwsCity *self,
                                     gsize   *n_places);
GPtrArray *dws_city_get_zones (DwsCity *self);                         /* of DwsZone */
const char *dws_city_zone_at (DwsCity        *self,
                              const DwdPoint *point);                  /* (nullable) zone's name */
void              dws_city_get_bounds (DwsCity   *self,
                                       DwdBounds *bounds);

/* The fastest way between two points, both snapped to the main part of the graph; NULL only where a
 * point lies further than 5 km from any street. */
DwsRoute *dws_city_route (DwsCity        *self,
                          const DwdPoint *points,
                          gsize           n_points);
void              dws_route_free (DwsRoute *route);
/* durations[i * n_to + j] in seconds and metres, NAN where there is no way. */
void              dws_city_table (DwsCity        *self,
                                  const DwdPoint *from,
                                  gsize           n_from,
                                  const DwdPoint *to,
                                  gsize           n_to,
                                  double         *durations,
                                  double         *distances);
/* Searches addresses, streets and places in either script; best first. (element-type DwsFound) */
typedef struct
{
  DwdPoint point;
  char *display;             /* "Dostyk Street 5/1, Left Bank, Astana" */
  char *display_original;
  char *kind;                /* "house", "street", a place's category */
  char *street;
  char *number;
  char *zone;
  double importance;         /* 0–1 */
} DwsFound;
GPtrArray *dws_city_search (DwsCity    *self,
                            const char *query,
                            guint       limit);
DwsFound *dws_city_reverse (DwsCity        *self,
                            const DwdPoint *point);                    /* (nullable) */
void              dws_found_free (DwsFound *found);
/* Scholarly enough for a map label: ISO 9-like without diacritics, Kazakh letters included; generic
 * words translated (улица → Street, проспект → Avenue …). */
char *dws_romanise (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwsRoute, dws_route_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwsFound, dws_found_free)

G_END_DECLS
