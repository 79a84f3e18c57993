/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

#include "base/dwd-geometry.h"

G_BEGIN_DECLS

#define DWS_FEATURE_MAX_PROPERTIES 24

typedef struct
{
  const char *key;
  const char *text;      /* (nullable): of a string; "" otherwise */
  double number;         /* of a number; 1 for true */
} DwsProperty;

/*
 * One GeoJSON Feature of a .geojsonl file, reused from line to line. Strings point into the line.
 */
typedef struct
{
  DwsProperty properties[DWS_FEATURE_MAX_PROPERTIES];
  guint n_properties;
  gboolean is_polygon;
  GArray *points;          /* of DwdPoint, all rings one after the other */
  GArray *ring_ends;       /* of guint: index behind each ring's last point */
} DwsFeature;

void        dws_feature_init (DwsFeature *feature);
gboolean    dws_feature_parse (DwsFeature  *feature,
                               char        *line,
                               const char **problem);
const char *dws_feature_text (DwsFeature *feature,
                              const char *key);
double      dws_feature_number (DwsFeature *feature,
                                const char *key,
                                double      fallback);
void        dws_feature_clear (DwsFeature *feature);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DwsFeature, dws_feature_clear)

G_END_DECLS
