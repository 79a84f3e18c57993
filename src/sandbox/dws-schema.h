/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "protocol/dwd-doctype.h"

G_BEGIN_DECLS

typedef enum
{
  DWS_FIELD_DATA = 1,   /* one line, 140 characters at most */
  DWS_FIELD_TEXT,
  DWS_FIELD_SELECT,
  DWS_FIELD_LINK,
  DWS_FIELD_CHECK,
  DWS_FIELD_INT,
  DWS_FIELD_FLOAT,
  DWS_FIELD_DATE,
  DWS_FIELD_TIME,
  DWS_FIELD_DATETIME,
  DWS_FIELD_TABLE,
} DwsFieldKind;

typedef enum
{
  DWS_FIELD_NONE = 0,
  DWS_FIELD_REQUIRED = 1 << 0,
  DWS_FIELD_SERVER = 1 << 1,    /* written by the server alone; what a client sends is ignored */
  DWS_FIELD_ONCE = 1 << 2,      /* never changes after the insert */
} DwsFieldFlags;

typedef struct _DwsField DwsField;
typedef struct _DwsSchema DwsSchema;

struct _DwsField
{
  const char *name;
  DwsFieldKind kind;
  DwsFieldFlags flags;
  const char *options;        /* SELECT: one a line */
  DwdDoctype link;            /* LINK */
  const DwsField *columns;    /* TABLE: ends with a NULL name */
  const char *fallback;       /* (nullable) JSON text for an insert without it */
  double minimum;             /* INT and FLOAT, where minimum < maximum */
  double maximum;
};

/* The fields every document has come first, in this order. */
enum
{
  DWS_STANDARD_NAME,
  DWS_STANDARD_OWNER,
  DWS_STANDARD_CREATION,
  DWS_STANDARD_MODIFIED,
  DWS_STANDARD_MODIFIED_BY,
  DWS_STANDARD_DOCSTATUS,
  DWS_STANDARD_IDX,
  DWS_STANDARD_DOCTYPE,
  DWS_N_STANDARD
};

#define DWS_SCHEMA_MAX_FIELDS 64

/* What a role may do with a DocType; read is everybody's of the organisation. */
typedef enum
{
  DWS_RIGHT_NONE = 0,
  DWS_RIGHT_CREATE = 1 << 0,
  DWS_RIGHT_WRITE = 1 << 1,
  DWS_RIGHT_DELETE = 1 << 2,
  DWS_RIGHT_ALL = DWS_RIGHT_CREATE | DWS_RIGHT_WRITE | DWS_RIGHT_DELETE,
} DwsRights;

/**
 * DwsSchema:
 *
 * One DocType as data. Documents are stored with their fields in this order.
 */
struct _DwsSchema
{
  DwdDoctype doctype;
  const char *name;
  const char *series;            /* "JOB-.YYYY.-.#####", or "field:employee" */
  const char *strategy;          /* what a conflict's result names */
  DwsRights manager;             /* Dispatch Manager */
  DwsRights supervisor;
  const char *no_delete;         /* (nullable): why nobody can delete one */
  const DwsField *fields;
  guint n_fields;
};

const DwsSchema *dws_schema_get (DwdDoctype doctype);
const DwsSchema *dws_schema_from_name (const char *name);
const DwsSchema *dws_schema_iterate (guint i);
int              dws_schema_find (const DwsSchema *self,
                                  const char      *name,
                                  gssize           length,
                                  int              hint);
int              dws_schema_index (const DwsSchema *self,
                                   const char      *name);

G_END_DECLS
