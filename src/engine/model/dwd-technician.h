/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-geometry.h"
#include "base/dwd-types.h"

G_BEGIN_DECLS

typedef struct
{
  char *skill;
  int proficiency;     /* 1–5 */
} DwdSkill;

typedef struct
{
  char *type;
  gint64 expires_us;      /* end of the expiry date, or DWD_TIME_NONE */
  gboolean active;
} DwdCertification;

#define DWD_TYPE_TECHNICIAN (dwd_technician_get_type ())

/* An immutable snapshot of one Employee who can be dispatched. */
G_DECLARE_FINAL_TYPE (DwdTechnician, dwd_technician, DWD, TECHNICIAN, GObject)

typedef struct
{
  const char *name;                       /* the Employee's name: "HR-EMP-00007" */
  const char *employee_name;              /* "Svetlana Orlova" */
  const char *organization;
  const char *zone;
  const char *phone;
  const char *user_id;
  gboolean active;
  gboolean dispatch_enabled;
  DwdPoint home;                          /* NAN where unknown */
  const DwdSkill *skills;
  gsize n_skills;
  const DwdCertification *certifications;
  gsize n_certifications;
} DwdTechnicianFields;

DwdTechnician *dwd_technician_new (const DwdTechnicianFields *fields);

const char *dwd_technician_get_name (DwdTechnician *self);
const char *dwd_technician_get_employee_name (DwdTechnician *self);
const char *dwd_technician_get_first_name (DwdTechnician *self);
const char *dwd_technician_get_initials (DwdTechnician *self);
const char *dwd_technician_get_organization (DwdTechnician *self);
const char *dwd_technician_get_zone (DwdTechnician *self);
const char *dwd_technician_get_phone (DwdTechnician *self);
gboolean                dwd_technician_is_dispatchable (DwdTechnician *self);
gboolean                dwd_technician_get_home (DwdTechnician *self,
                                                 DwdPoint      *point);
const DwdSkill *dwd_technician_get_skills (DwdTechnician *self,
                                           gsize         *n_skills);
const DwdCertification *dwd_technician_get_certifications (DwdTechnician *self,
                                                           gsize         *n_certifications);

/**
 * DwdPosition:
 *
 * The last position heard of a technician. Positions stream at 1 Hz, so they are plain values kept
 * by the board, not objects.
 */
typedef struct
{
  DwdPoint point;
  double heading;         /* degrees from north; NAN: unknown or standing */
  double speed_kmh;       /* NAN: unknown */
  double accuracy_m;      /* NAN: unknown */
  double battery;         /* percent; NAN: unknown */
  gint64 recorded_us;
} DwdPosition;

/* After this long without a position, a technician's place is shown as stale. */
#define DWD_POSITION_STALE_US (2 * DWD_USEC_PER_MINUTE)

typedef enum
{
  DWD_SPAN_SHIFT,     /* works */
  DWD_SPAN_BREAK,
  DWD_SPAN_LEAVE,     /* approved absence */
} DwdSpanKind;

/* A piece of a technician's day. */
typedef struct
{
  DwdSpanKind kind;
  gint64 start_us;
  gint64 end_us;
  char *label;            /* (nullable) */
} DwdSpan;

G_END_DECLS
