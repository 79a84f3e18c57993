/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  DWS_FACE_CITY,
  DWS_FACE_SUBURB,
  DWS_FACE_QUARTER,
  DWS_FACE_AVENUE,
  DWS_FACE_STREET,
  DWS_FACE_LANE,
  DWS_FACE_WATER,
  DWS_FACE_GREEN,
  DWS_FACE_PLACE,
  DWS_FACE_NUMBER,
  DWS_FACE_SHIELD,
  DWS_N_FACES
} DwsFace;

typedef struct
{
  const cairo_path_t *outline;   /* borrowed from the typesetter; from the glyph's own origin */
  double x;                      /* of the origin, from the text's start */
  double advance;
} DwsGlyph;

/* A text in one face as outlines, in pixels at scale 1. Immutable: any thread may draw it. */
typedef struct
{
  GArray *glyphs;                /* (owned): of DwsGlyph */
  double width;
} DwsText;

/*
 * Shapes texts and keeps them, so that drawing needs no font and no lock. Outlines are not hinted:
 * a text has the same width at every scale, and looks the same at every angle. Use it from one
 * thread at a time; what it gave lives as long as it does.
 */
typedef struct _DwsTypesetter DwsTypesetter;

DwsTypesetter *dws_typesetter_new (void);
void           dws_typesetter_free (DwsTypesetter *self);
const DwsText *dws_typesetter_set (DwsTypesetter *self,
                                   DwsFace        face,
                                   const char    *text);
double         dws_face_size (DwsFace face);
gboolean       dws_face_is_slanted (DwsFace face);

G_END_DECLS
