/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dws-labels.h"

G_BEGIN_DECLS

/* The room that is taken at one zoom, and who took it. */
typedef struct
{
  DwsTypesetter *typesetter;   /* borrowed */
  DwsLabels *labels;           /* (owned) until finished */
  int zoom;
  double world;                /* pixels of the world */
  GHashTable *cells;           /* (owned): cell to GArray of DwsBox */
  GHashTable *anchors;         /* (owned): text to GArray of DwsVec: where it already stands */
} DwsLayout;

void       dws_layout_init (DwsLayout     *self,
                            DwsTypesetter *typesetter,
                            int            zoom);
DwsLabels *dws_layout_finish (DwsLayout *self);
gboolean   dws_layout_is_free (DwsLayout    *self,
                               const DwsBox *box);
void       dws_layout_take (DwsLayout    *self,
                            const DwsBox *box);
gboolean   dws_layout_is_repeat (DwsLayout  *self,
                                 const char *text,
                                 double      x,
                                 double      y,
                                 double      distance);
gboolean   dws_layout_block (DwsLayout  *self,
                             DwsInk      ink,
                             DwsFace     face,
                             const char *text,
                             double      x,
                             double      y,
                             double      most_width);
gboolean   dws_layout_dot (DwsLayout  *self,
                           DwsInk      ink,
                           DwsFace     face,
                           const char *text,
                           double      x,
                           double      y);
void       dws_layout_along (DwsLayout    *self,
                             DwsInk        ink,
                             DwsFace       face,
                             const char   *text,
                             const GArray *points,
                             double        spacing);
void       dws_layout_shields (DwsLayout    *self,
                               const char   *text,
                               const GArray *points,
                               double        spacing);

G_END_DECLS
