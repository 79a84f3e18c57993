/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "model/dwd-board.h"

#include "dwc-grid-index.h"

G_BEGIN_DECLS

/**
 * DwcGridItem:
 *
 * One bar: a job, where its plan puts it, and what can be said of it at the moment of the last
 * forecast. Positions of other bars are those in the same track, -1 for none.
 */
typedef struct
{
  DwdJob *job;                /* (owned) */
  gint64 start_us;
  gint64 end_us;
  gint64 travel_us;           /* before the start */
  guint lane;
  gboolean untimed;           /* the plan has a day only: the place is that of the wish or the shift */

  gint64 overlap_us;          /* planned into another job, 0: not */
  gint64 overlap_from_us;
  int overlap_with;

  gint64 lateness_us;         /* of an open job, at the forecast */
  gint64 knock_on_us;         /* how late it will start because of another one, 0: not */
  int knock_on_by;
  int delays;                 /* the first one that will start late because of this one */
} DwcGridItem;

/**
 * DwcGridTrack:
 *
 * The bars of one technician: stacked in lanes, indexed by time, judged against the clock. Knows
 * nothing of pixels.
 */
typedef struct _DwcGridTrack DwcGridTrack;

DwcGridTrack *dwc_grid_track_new (void);
void               dwc_grid_track_free (DwcGridTrack *self);
void               dwc_grid_track_load (DwcGridTrack *self,
                                        DwdBoard     *board,
                                        const char   *employee);
void               dwc_grid_track_forecast (DwcGridTrack *self,
                                            gint64        now_us);

guint              dwc_grid_track_get_n_items (const DwcGridTrack *self);
const DwcGridItem *dwc_grid_track_get_item (const DwcGridTrack *self,
                                            guint               position);
guint              dwc_grid_track_get_n_lanes (const DwcGridTrack *self);
guint              dwc_grid_track_get_n_before (const DwcGridTrack *self);
int                dwc_grid_track_find (const DwcGridTrack *self,
                                        const char         *job);
int                dwc_grid_track_find_nearest (const DwcGridTrack *self,
                                                gint64              time_us);
void               dwc_grid_track_query (const DwcGridTrack *self,
                                         gint64              from_us,
                                         gint64              to_us,
                                         DwcGridIndexFunc    func,
                                         gpointer            user_data);

gboolean           dwc_grid_item_is_waiting (const DwcGridItem *item);
gint64             dwc_grid_item_get_overrun (const DwcGridItem *item);
gint64             dwc_grid_item_get_heat (const DwcGridItem *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwcGridTrack, dwc_grid_track_free)

G_END_DECLS
