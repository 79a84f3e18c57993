/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-map-art.h"
#include "dwc-map-scene.h"

G_BEGIN_DECLS

typedef enum
{
  DWC_MAP_ITEM_JOB,      /* one job: a pin */
  DWC_MAP_ITEM_JOBS,     /* several: a numbered disc */
  DWC_MAP_ITEM_PERSON,   /* one technician: a disc with initials */
  DWC_MAP_ITEM_PEOPLE,   /* several at one place */
} DwcMapItemKind;

/* One symbol. What it stands for are @n members of the layout from @first on: positions in the
 * scene's jobs or people. */
typedef struct
{
  DwcMapItemKind kind;
  guint first;
  guint n;
  guint rank;               /* how much it needs a person: the greater, the more */
  DwcMapPoint place;        /* of people: where they are bound for */
  DwcMapSprite *wedge;      /* (nullable) */
  DwcMapSprite *body;
  DwcMapSprite *chip;       /* (nullable): lost its place, or has none */
  float shift_x;            /* from the place to where it is drawn, in pixels */
  float shift_y;
  float chip_x;             /* from there to the middle of the chip's upper edge */
  float chip_y;
} DwcMapItem;

/* Symbols this far outside the view are laid out too, so that a pan rarely needs a new layout. */
#define DWC_MAP_LAYOUT_MARGIN 256

/* Ranks from here on keep their chip whatever they cover. */
#define DWC_MAP_RANK_SELECTED 1000
#define DWC_MAP_RANK_LATE 800
#define DWC_MAP_RANK_URGENT 700

typedef struct _DwcMapLayout DwcMapLayout;

DwcMapLayout *dwc_map_layout_new (void);
void              dwc_map_layout_free (DwcMapLayout *self);
void              dwc_map_layout_select (DwcMapLayout *self,
                                         const char   *job,
                                         const char   *employee);
void              dwc_map_layout_note (DwcMapLayout *self,
                                       DwcMapChange  changes);
gboolean          dwc_map_layout_update (DwcMapLayout           *self,
                                         DwcMapScene            *scene,
                                         DwcMapArt              *art,
                                         gboolean                art_changed,
                                         const DwcMapProjection *projection);
DwcMapItem *dwc_map_layout_get_items (DwcMapLayout *self,
                                      guint        *n_items);
const guint *dwc_map_layout_get_members (DwcMapLayout *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwcMapLayout, dwc_map_layout_free)

G_END_DECLS
