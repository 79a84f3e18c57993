/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-doctype.h"
#include "dwd-enums.h"

G_BEGIN_DECLS

/**
 * DwdBatchOp:
 *
 * One operation of a batch write as it goes over the wire.
 */
typedef struct
{
  char *op_id;
  DwdDoctype doctype;
  char *doctype_name;          /* as written on the wire; for DocTypes not in the enum */
  char *name;                  /* a temporary name for an insert */
  DwdOpKind kind;
  char *data;                  /* (nullable): a JSON object as text */
  char *base_modified;         /* (nullable) */
  gint64 client_us;
  gboolean force;
} DwdBatchOp;

/**
 * DwdBatchResult:
 *
 * The server's answer to one operation. Documents are raw JSON text.
 */
typedef struct
{
  char *op_id;
  char *name;                      /* (nullable) */
  DwdResultStatus status;
  char *server_ts;                 /* (nullable) */
  char *resolved_doc;              /* (nullable) */
  char *server_doc;                /* (nullable) */
  char *strategy;                  /* (nullable) */
  char *error_type;                /* (nullable) */
  char *error_message;             /* (nullable) */
  char *error_field;               /* (nullable): the field a ValidationError is about */
} DwdBatchResult;

void        dwd_batch_op_free (DwdBatchOp *op);
void        dwd_batch_result_free (DwdBatchResult *result);

char *dwd_batch_encode_request (GPtrArray *ops);                          /* of DwdBatchOp */
GPtrArray *dwd_batch_decode_request (const char *text,
                                     gsize       length,
                                     GError    **error);                  /* the server's half */
char *dwd_batch_encode_reply (GPtrArray *results);
GPtrArray *dwd_batch_decode_reply (const char *text,
                                   gsize       length,
                                   GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdBatchOp, dwd_batch_op_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdBatchResult, dwd_batch_result_free)

G_END_DECLS
