/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

#include "dwc-map-picture.h"
#include "model/dwd-job.h"
#include "widgets/dwc-palette.h"

G_BEGIN_DECLS

/*
 * One drawing, made once and painted many times. @dx and @dy lead from the place it marks to its
 * upper left corner, in pixels.
 */
typedef struct
{
  DwcMapPicture *picture;   /* (owned) */
  float width;
  float height;
  float dx;
  float dy;
} DwcMapSprite;

/* What is known of where a technician is. */
typedef enum
{
  DWC_MAP_PRESENCE_LIVE,
  DWC_MAP_PRESENCE_STALE,   /* on shift, but not heard of for long */
  DWC_MAP_PRESENCE_OFF,     /* off duty */
} DwcMapPresence;

typedef enum
{
  DWC_MAP_CHIP_PLAIN,
  DWC_MAP_CHIP_DIM,
  DWC_MAP_CHIP_HEAT_1,
  DWC_MAP_CHIP_HEAT_2,
  DWC_MAP_CHIP_HEAT_3,
} DwcMapChip;

typedef struct _DwcMapArt DwcMapArt;

DwcMapArt *dwc_map_art_new (void);
void                dwc_map_art_free (DwcMapArt *self);
gboolean            dwc_map_art_prepare (DwcMapArt *self,
                                         GtkWidget *widget);
DwcScheme           dwc_map_art_get_scheme (DwcMapArt *self);

DwcMapSprite *dwc_map_art_technician (DwcMapArt     *self,
                                      const char    *initials,
                                      DwcMapPresence presence,
                                      DwcRole        heat,
                                      gboolean       selected);
DwcMapSprite *dwc_map_art_wedge (DwcMapArt *self,
                                 DwcRole    heat,
                                 double     heading);
DwcMapSprite *dwc_map_art_crowd (DwcMapArt  *self,
                                 const guint counts[DWC_N_ROLES]);
DwcMapSprite *dwc_map_art_pin (DwcMapArt   *self,
                               DwdJobStatus status,
                               DwdPriority  priority,
                               DwdJobMarks  marks,
                               gboolean     selected);
DwcMapSprite *dwc_map_art_cluster (DwcMapArt  *self,
                                   const guint counts[DWC_N_ROLES]);
DwcMapSprite *dwc_map_art_chip (DwcMapArt  *self,
                                const char *text,
                                DwcMapChip  kind);
void                dwc_map_art_measure_chip (DwcMapArt  *self,
                                              const char *text,
                                              double     *width,
                                              double     *height);
DwcMapSprite *dwc_map_art_badge (DwcMapArt  *self,
                                 const char *icon_name,
                                 DwcRole     role);
DwcMapSprite *dwc_map_art_stale_mark (DwcMapArt *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwcMapArt, dwc_map_art_free)

G_END_DECLS
