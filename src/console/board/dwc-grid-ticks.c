/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-board"

#include "config.h"

#include "dwc-grid-ticks.h"

#define MINUTES_PER_DAY 1440

/* A label "00:00" or "Tue 24" and a breath; and the least distance of two lines that can still be
 * told apart. */
#define LABEL_ROOM 54.0
#define LINE_ROOM 9.0

static const DwcGridTickStep steps[] = {
  { 15, 60, 15 },
  { 30, 60, 30 },
  { 60, 60, 30 },
  { 120, 60, 60 },
  { 180, 180, 60 },
  { 360, 360, 60 },
  { 720, 720, 360 },
  { 1440, 1440, 360 },
  { 1440 * 2, 1440, 720 },
  { 1440 * 7, 1440, 1440 },
};

/**
 * dwc_grid_tick_step_choose:
 * @step: (out): the division
 * @px_per_hour: the resolution of the scale
 * @text_scale: the text-scaling factor, with which labels grow
 *
 * Picks the finest division whose labels have room and whose lines stay apart.
 */
void
dwc_grid_tick_step_choose (DwcGridTickStep *step,
                           double           px_per_hour,
                           double           text_scale)
{
  double px_per_minute = px_per_hour / 60.0;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      *step = steps[i];
      if (steps[i].label_minutes * px_per_minute >= LABEL_ROOM * text_scale
          && steps[i].minor_minutes * px_per_minute >= LINE_ROOM)
        return;
    }
}

/* Minutes since the local midnight, as a wall clock shows them. */
static int
get_minute_of_day (DwdZone *zone,
                   gint64   time_us)
{
  DwdCivil civil;

  dwd_zone_to_civil (zone, time_us, &civil);

  return civil.hour * 60 + civil.minute;
}

/* Days counted from a fixed Monday, so that every second day and every week stay where they are
 * while the view scrolls over them. */
static gint64
get_day_number (DwdZone *zone,
                gint64   time_us)
{
  DwdCivil civil;

  dwd_zone_to_civil (zone, time_us, &civil);

  /* 1970-01-01 was a Thursday. */
  return dwd_civil_to_days (civil.year, civil.month, civil.day) + 3;
}

static gboolean
is_multiple (gint64 day,
             int    minute,
             int    step_minutes)
{
  if (step_minutes <= MINUTES_PER_DAY)
    return minute % step_minutes == 0;

  return minute == 0 && day % (step_minutes / MINUTES_PER_DAY) == 0;
}

static void
add_tick (GArray                *ticks,
          const DwcGridTickStep *step,
          gint64                 day,
          int                    minute,
          gint64                 time_us)
{
  DwcGridTick tick = {
    .time_us = time_us,
    .major = is_multiple (day, minute, step->major_minutes),
    .labelled = is_multiple (day, minute, step->label_minutes),
    .midnight = minute == 0,
  };

  g_array_append_val (ticks, tick);
}

/* Walks real minutes and looks at the wall clock, so that a day of 23 or 25 hours has as many
 * lines as hours, and none twice at one place. */
static void
collect_day (GArray                *ticks,
             DwdZone               *zone,
             const DwcGridTickStep *step,
             gint64                 day_start_us,
             gint64                 day_end_us,
             gint64                 from_us,
             gint64                 to_us)
{
  gint64 day = get_day_number (zone, day_start_us);
  int stride = MIN (step->minor_minutes, 60);

  for (gint64 time_us = day_start_us; time_us < day_end_us && time_us < to_us;)
    {
      int minute = get_minute_of_day (zone, time_us);
      int rest = minute % stride;

      if (rest == 0 && time_us >= from_us
          && (is_multiple (day, minute, step->minor_minutes)
              || is_multiple (day, minute, step->major_minutes)))
        add_tick (ticks, step, day, minute, time_us);

      time_us += (gint64) (stride - rest) * DWD_USEC_PER_MINUTE;
    }
}

/**
 * dwc_grid_ticks_collect:
 * @ticks: (element-type DwcGridTick): emptied and filled
 * @zone: whose midnights and hours count
 * @step: the division
 * @from_us: first instant wanted
 * @to_us: the instant behind the last
 */
void
dwc_grid_ticks_collect (GArray                *ticks,
                        DwdZone               *zone,
                        const DwcGridTickStep *step,
                        gint64                 from_us,
                        gint64                 to_us)
{
  gint64 day_start_us;

  g_return_if_fail (zone != NULL);
  g_return_if_fail (step->minor_minutes > 0);

  g_array_set_size (ticks, 0);
  day_start_us = dwd_zone_day_start (zone, from_us, 0);

  while (day_start_us < to_us)
    {
      gint64 day_end_us = dwd_zone_day_start (zone, day_start_us, 1);

      if (day_end_us <= day_start_us)
        break;

      collect_day (ticks, zone, step, day_start_us, day_end_us, from_us, to_us);
      day_start_us = day_end_us;
    }
}
