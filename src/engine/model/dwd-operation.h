/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-failure.h"
#include "base/dwd-types.h"
#include "protocol/dwd-doctype.h"
#include "protocol/dwd-enums.h"

G_BEGIN_DECLS

typedef enum
{
  DWD_LANE_CRITICAL = 1,
  DWD_LANE_DEFAULT = 2,
  DWD_LANE_BULK = 3,
  DWD_LANE_AI = 4,
} DwdLane;
#define DWD_N_LANES 5

typedef enum
{
  DWD_OPERATION_WAITING = 1,    /* ready, or until its next try */
  DWD_OPERATION_SENDING = 2,
  DWD_OPERATION_BLOCKED = 3,    /* behind another one of the same record, or its record is in conflict */
  DWD_OPERATION_CONFLICT = 4,   /* a person decides */
  DWD_OPERATION_FAILED = 5,     /* dead letter: see why, edit, retry or discard */
  DWD_OPERATION_DONE = 6,
} DwdOperationState;

/* What the person did, for the sentence in the queue and in the undo list. Stored numbers. */
typedef enum
{
  DWD_VERB_EDIT = 1,
  DWD_VERB_ASSIGN = 2,
  DWD_VERB_UNASSIGN = 3,
  DWD_VERB_RESCHEDULE = 4,
  DWD_VERB_SET_STATUS = 5,
  DWD_VERB_CREATE = 6,
  DWD_VERB_DELETE = 7,
  DWD_VERB_READ_NOTIFICATION = 8,
} DwdVerb;

#define DWD_TYPE_OPERATION (dwd_operation_get_type ())

/* An immutable snapshot of one row of the outbox. */
G_DECLARE_FINAL_TYPE (DwdOperation, dwd_operation, DWD, OPERATION, GObject)

typedef struct
{
  gint64 seq;
  const char *op_id;
  DwdDoctype doctype;
  const char *name;
  const char *label;               /* the record's title when the person acted */
  const char *detail;              /* what changed, for a person: a technician's name, a status, a time; may be "" */
  const char *message;             /* the server's or rule's own sentence, may be "" */
  const char *data;                /* JSON text of the changed fields */
  DwdOpKind kind;
  DwdVerb verb;
  DwdLane lane;
  DwdOperationState state;
  DwdFailure failure;
  guint tries;
  gint64 created_us;
  gint64 next_try_us;              /* DWD_TIME_NONE: at once */
} DwdOperationFields;

DwdOperation *dwd_operation_new (const DwdOperationFields *fields);

gint64             dwd_operation_get_seq (DwdOperation *self);
const char *dwd_operation_get_op_id (DwdOperation *self);
DwdDoctype         dwd_operation_get_doctype (DwdOperation *self);
const char *dwd_operation_get_name (DwdOperation *self);
const char *dwd_operation_get_label (DwdOperation *self);
const char *dwd_operation_get_detail (DwdOperation *self);
const char *dwd_operation_get_message (DwdOperation *self);
const char *dwd_operation_get_data (DwdOperation *self);
DwdOpKind          dwd_operation_get_kind (DwdOperation *self);
DwdVerb            dwd_operation_get_verb (DwdOperation *self);
DwdLane            dwd_operation_get_lane (DwdOperation *self);
DwdOperationState  dwd_operation_get_state (DwdOperation *self);
DwdFailure         dwd_operation_get_failure (DwdOperation *self);
guint              dwd_operation_get_tries (DwdOperation *self);
gint64             dwd_operation_get_created (DwdOperation *self);
gint64             dwd_operation_get_next_try (DwdOperation *self);

G_END_DECLS
