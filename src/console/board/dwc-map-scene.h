/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-clock.h"
#include "dwc-map-art.h"
#include "dwc-map-projection.h"
#include "model/dwd-board.h"

G_BEGIN_DECLS

/* A job that has a place. */
typedef struct
{
  DwdJob *job;            /* (owned) */
  DwcMapPoint place;
} DwcMapJob;

/* A technician; on the map once a position came. */
typedef struct
{
  DwdTechnician *technician;    /* (owned) */
  DwdJob *current;              /* (owned) (nullable): under way, else the next one */
  DwdPosition position;         /* the last one heard; recorded_us is DWD_TIME_NONE before the first */
  DwcMapGlide glide;
  DwcMapPresence presence;
  gint64 lateness_us;
} DwcMapPerson;

typedef enum
{
  DWC_MAP_CHANGE_JOBS = 1 << 0,
  DWC_MAP_CHANGE_PEOPLE = 1 << 1,     /* who they are, what they do, how late they run */
  DWC_MAP_CHANGE_POSITIONS = 1 << 2,
} DwcMapChange;

/* Counts for the freshness chip. */
typedef struct
{
  guint n_live;        /* on shift and heard of lately */
  guint n_on_shift;
  gint64 newest_us;    /* the newest position; DWD_TIME_NONE: none */
} DwcMapFreshness;

#define DWC_TYPE_MAP_SCENE (dwc_map_scene_get_type ())

/*
 * What a board puts on the map, as plain arrays in world units. Main context only.
 *
 * Signal "changed" (DwcMapChange changes): pointers got before it may be gone.
 */
G_DECLARE_FINAL_TYPE (DwcMapScene, dwc_map_scene, DWC, MAP_SCENE, GObject)

DwcMapScene *dwc_map_scene_new (DwdBoard * board,
                                DwdClock * clock);
gint64              dwc_map_scene_get_now (DwcMapScene *self);
const DwcMapJob *dwc_map_scene_get_jobs (DwcMapScene *self,
                                         guint       *n_jobs);
gboolean            dwc_map_scene_find_job (DwcMapScene *self,
                                            const char  *name,
                                            guint       *position);
const DwcMapPerson *dwc_map_scene_get_people (DwcMapScene *self,
                                              guint       *n_people);
gboolean            dwc_map_scene_find_person (DwcMapScene *self,
                                               const char  *employee,
                                               guint       *position);
gboolean            dwc_map_person_is_placed (const DwcMapPerson *person);
gboolean            dwc_map_scene_shows_status (DwcMapScene *self,
                                                DwdJobStatus status);
void                dwc_map_scene_set_shows_status (DwcMapScene *self,
                                                    DwdJobStatus status,
                                                    gboolean     shown);
gboolean            dwc_map_scene_shows_people (DwcMapScene *self);
void                dwc_map_scene_set_shows_people (DwcMapScene *self,
                                                    gboolean     shown);
void                dwc_map_scene_set_animated (DwcMapScene *self,
                                                gboolean     animated);
void                dwc_map_scene_get_freshness (DwcMapScene     *self,
                                                 DwcMapFreshness *freshness);

G_END_DECLS
