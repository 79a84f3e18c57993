/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-zone.h"
#include "protocol/dwd-doctype.h"
#include "protocol/dwd-json-scan.h"

G_BEGIN_DECLS

/*
 * What a table of the cache takes out of its documents: data, one file per table. The engine in
 * dwd-store-projection.c reads it; a new column is a line here and a numbered step in schema/.
 */

typedef enum
{
  DWD_CONVERT_DERIVED,          /* the table's derive function fills it */
  DWD_CONVERT_TEXT,             /* "" becomes NULL */
  DWD_CONVERT_INT,
  DWD_CONVERT_REAL,
  DWD_CONVERT_CHECK,            /* 0 or 1, missing is 0 */
  DWD_CONVERT_LATITUDE,         /* with its LONGITUDE behind it: both or none */
  DWD_CONVERT_LONGITUDE,
  DWD_CONVERT_DATETIME,         /* naive, in the site's zone → UTC µs */
  DWD_CONVERT_DATE,             /* local to the organisation: its midnight → UTC µs */
  DWD_CONVERT_DATE_END,         /* the midnight that ends it */
  DWD_CONVERT_SECONDS,          /* a length → µs */
  DWD_CONVERT_JOB_STATUS,
  DWD_CONVERT_PRIORITY,
  DWD_CONVERT_SCHEDULE_STATUS,
  DWD_CONVERT_IS_ACTIVE,        /* the text Active → 1, else 0 */
  DWD_CONVERT_CHILD_TEXTS,      /* one field of each child row, a line each */
} DwdConvert;

typedef struct
{
  const char *column;
  const char *key;        /* in the document; NULL where derived */
  DwdConvert convert;
  gboolean indexed;       /* part of a secondary index: an update that keeps it is cheaper */
  const char *child;      /* CHILD_TEXTS: the field of the child row */
} DwdTableColumn;

/* A member that names another document. @target UNKNOWN: the member @target_key says of which DocType. */
typedef struct
{
  const char *key;
  DwdDoctype target;
  const char *target_key;
} DwdTableLink;

typedef enum
{
  DWD_VALUE_NULL = 0,
  DWD_VALUE_INT,
  DWD_VALUE_REAL,
  DWD_VALUE_TEXT,
} DwdValueKind;

typedef struct
{
  DwdValueKind kind;
  gint64 integer;
  double real;
  DwdSlice text;
} DwdValue;

typedef enum
{
  DWD_FACET_NONE = 0,
  DWD_FACET_ZONE = 1,
  DWD_FACET_SKILL = 2,
} DwdFacet;

typedef struct _DwdProjector DwdProjector;
typedef struct _DwdTable DwdTable;

struct _DwdTable
{
  DwdDoctype doctype;
  const char *table;
  const DwdTableColumn *columns;
  guint n_columns;
  const char *const *extras;             /* keys that derive() looks at besides the columns' */
  guint n_extras;
  /* Fills DERIVED values; returns FALSE when it met an absurd one. */
  gboolean (*derive) (DwdProjector      *projector,
                      const DwdJsonSpan *extras,
                      DwdValue          *values);
  const DwdTableLink *links;
  guint n_links;
  const char *title_key;                 /* the member that a person calls it by */
  const char *const *fields;             /* other members of the document, for queries; NULL-terminated */
  int zone_column;                       /* -1, or the column that feeds the facet */
  int skills_column;
};

const DwdTable *dwd_table_get (DwdDoctype doctype);               /* (nullable) */
int             dwd_table_find_column (const DwdTable *table,
                                       const char     *key);      /* by column or key; -1 */

/* What derive() may use. */
DwdZone *dwd_projector_get_organization_zone (DwdProjector *self);
DwdZone *dwd_projector_get_site_zone (DwdProjector *self);
GString *dwd_projector_get_scratch (DwdProjector *self);                    /* lives until the next document */
/* FALSE: there is something and it cannot be read. Empty: TRUE and @found FALSE. */
gboolean        dwd_projector_read_date (const DwdJsonSpan *span,
                                         DwdCivil          *out,
                                         gboolean          *found);
gboolean        dwd_projector_read_time (const DwdJsonSpan *span,
                                         DwdCivil          *out,
                                         gboolean          *found);
/* The instant of a local date and time of day. */
gint64          dwd_projector_local_instant (DwdProjector   *self,
                                             const DwdCivil *date,
                                             const DwdCivil *time);
/* The same, a day later where that is not behind @after_us: an end over midnight. */
gint64          dwd_projector_local_end (DwdProjector   *self,
                                         const DwdCivil *date,
                                         const DwdCivil *time,
                                         gint64          after_us);
void            dwd_value_set_time (DwdValue *value,
                                    gint64    time_us);                             /* NONE: NULL */

extern const DwdTable dwd_table_organization;
extern const DwdTable dwd_table_employee;
extern const DwdTable dwd_table_customer;
extern const DwdTable dwd_table_address;
extern const DwdTable dwd_table_dispatch_job;
extern const DwdTable dwd_table_schedule_entry;
extern const DwdTable dwd_table_shift_template;
extern const DwdTable dwd_table_leave_application;
extern const DwdTable dwd_table_geofence;
extern const DwdTable dwd_table_technician_location;
extern const DwdTable dwd_table_notification;

G_END_DECLS
