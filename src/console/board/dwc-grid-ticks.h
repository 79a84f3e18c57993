/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-zone.h"

#include "dwc-grid-scale.h"

G_BEGIN_DECLS

/**
 * DwcGridTickStep:
 *
 * How the axis is divided at a resolution; minutes of local time.
 */
typedef struct
{
  int label_minutes;   /* between two labels */
  int major_minutes;   /* between two strong lines */
  int minor_minutes;   /* between two weak lines */
} DwcGridTickStep;

/**
 * DwcGridTick:
 *
 * One line of the axis.
 */
typedef struct
{
  gint64 time_us;
  gboolean major;
  gboolean labelled;
  gboolean midnight;   /* the label names the day */
} DwcGridTick;

void dwc_grid_tick_step_choose (DwcGridTickStep *step,
                                double           px_per_hour,
                                double           text_scale);
void dwc_grid_ticks_collect (GArray                *ticks,
                             DwdZone               *zone,
                             const DwcGridTickStep *step,
                             gint64                 from_us,
                             gint64                 to_us);

G_END_DECLS
