/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-city-private.h"
#include "dws-words.h"

G_BEGIN_DECLS

typedef struct
{
  const char *original;   /* borrowed from roads or addresses */
  const char *latin;      /* borrowed */
  DwsWords words;
  guint n_words;          /* of the name in one script: how much of it a query covers */
  DwdPoint point;
  const char *zone;       /* (nullable) */
  GArray *addresses;      /* (owned): of guint, into the city's */
  double weight;          /* 0–1: how many live there */
} DwsStreet;

typedef struct
{
  guint road;
  guint segment;
} DwsNamedSegment;

/* Immutable once built. */
struct _DwsGazetteer
{
  GArray *streets;           /* (owned): of DwsStreet */
  GHashTable *by_name;       /* (owned): original to index + 1 */
  GArray *place_words;       /* (owned): of DwsWords, one a place */
  char **numbers;            /* (owned): folded house numbers, one an address */
  guint n_numbers;
  DwsGrid address_grid;
  DwsGrid place_grid;
  DwsGrid segment_grid;
  GArray *segments;          /* (owned): of DwsNamedSegment */
};

DwsFound *dws_found_new_house (const DwsAddress *address,
                               double            importance);
DwsFound *dws_found_new_street (const char     *original,
                                const char     *latin,
                                const char     *zone,
                                const DwdPoint *point,
                                double          importance);
DwsFound *dws_found_new_place (const DwsPlace *place,
                               const char     *zone,
                               double          importance);

G_END_DECLS
