/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-types.h"

G_BEGIN_DECLS

/**
 * DwdCivil:
 *
 * A date and a time of day as a wall shows them, without a zone. @usec is below one second.
 */
typedef struct
{
  int year;
  int month;   /* 1–12 */
  int day;     /* 1–31 */
  int hour;    /* 0–24: 24 only as the end of a day */
  int minute;
  int second;
  int usec;
} DwdCivil;

#define DWD_TYPE_ZONE (dwd_zone_get_type ())

/*
 * An IANA time zone with its transitions in a sorted table of integers, so that conversions cost
 * nanoseconds. Immutable, atomically counted, usable from every thread.
 * A local time that a spring change skips maps to the instant of the change; one that an autumn
 * change repeats maps to the first.
 */
GType       dwd_zone_get_type (void);
DwdZone *dwd_zone_new (const char *iana_name,
                       GError    **error);
DwdZone *dwd_zone_new_utc (void);
DwdZone *dwd_zone_ref (DwdZone *self);
void        dwd_zone_unref (DwdZone *self);
const char *dwd_zone_get_name (DwdZone *self);
int         dwd_zone_get_offset (DwdZone *self,
                                 gint64   utc_us);            /* seconds east of UTC */
gint64      dwd_zone_to_utc (DwdZone        *self,
                             const DwdCivil *civil);
void        dwd_zone_to_civil (DwdZone  *self,
                               gint64    utc_us,
                               DwdCivil *civil);
gint64      dwd_zone_day_start (DwdZone *self,
                                gint64   utc_us,
                                int      day_offset);

gint64      dwd_civil_to_days (int year,
                               int month,
                               int day);
void        dwd_civil_from_days (gint64    days,
                                 DwdCivil *civil);
gboolean    dwd_civil_is_valid (const DwdCivil *civil);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdZone, dwd_zone_unref)

G_END_DECLS
