/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-geometry.h"

G_BEGIN_DECLS

/* Pixels of one tile, and so of the whole world at zoom 0. */
#define DWC_MAP_TILE_SIZE 256

/*
 * What turns places into pixels of one view: the part of the world (Web Mercator, 0–1 each way, y
 * down) that lies at its centre, and how large the world is. Symbols are kept in world units, so
 * that a pan costs two multiplications a symbol and no trigonometry.
 */
typedef struct
{
  double centre_x;   /* world 0–1 */
  double centre_y;
  double world;      /* pixels of the world's edge */
  double width;      /* pixels of the view */
  double height;
} DwcMapProjection;

/* A place in world units. */
typedef struct
{
  double x;
  double y;
} DwcMapPoint;

double   dwc_map_world_at_zoom (double zoom);
void     dwc_map_projection_init (DwcMapProjection *self,
                                  const DwdPoint   *centre,
                                  double            zoom,
                                  double            width,
                                  double            height);
void     dwc_map_projection_to_widget (const DwcMapProjection *self,
                                       double                  x,
                                       double                  y,
                                       double                 *widget_x,
                                       double                 *widget_y);
void     dwc_map_projection_from_widget (const DwcMapProjection *self,
                                         double                  widget_x,
                                         double                  widget_y,
                                         double                 *x,
                                         double                 *y);
gboolean dwc_map_projection_fit (const DwcMapPoint *points,
                                 guint              n_points,
                                 double             width,
                                 double             height,
                                 double             margin,
                                 double             min_zoom,
                                 double             max_zoom,
                                 DwdPoint          *centre,
                                 double            *zoom);

/* How long a technician takes from one fix to the next, and the limits past which the symbol jumps
 * because a line between the two would be invented. */
#define DWC_MAP_GLIDE_US (900 * 1000)
#define DWC_MAP_GLIDE_MAX_M 500.0
#define DWC_MAP_GLIDE_MAX_AGE_US (10 * G_USEC_PER_SEC)

/* A point on its way from one fix to the next. Times are the frame clock's. */
typedef struct
{
  DwcMapPoint from;
  DwcMapPoint to;
  gint64 started_us;        /* 0: standing */
} DwcMapGlide;

void     dwc_map_glide_jump (DwcMapGlide       *self,
                             const DwcMapPoint *to);
void     dwc_map_glide_start (DwcMapGlide       *self,
                              const DwcMapPoint *to,
                              gint64             frame_us);
gboolean dwc_map_glide_sample (const DwcMapGlide *self,
                               gint64             frame_us,
                               DwcMapPoint       *point);
gboolean dwc_map_glide_may_follow (const DwdPoint *last,
                                   gint64          last_us,
                                   const DwdPoint *next,
                                   gint64          next_us);

G_END_DECLS
