/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-operation.h"

#include "dwd-text-block.h"

enum
{
  TEXT_OP_ID,
  TEXT_NAME,
  TEXT_LABEL,
  TEXT_DETAIL,
  TEXT_MESSAGE,
  TEXT_DATA,
  N_TEXTS
};

struct _DwdOperation
{
  GObject parent_instance;

  const char *texts[N_TEXTS];           /* into block */
  char *block;                          /* (owned) (nullable) */
  DwdOperationFields values;            /* its texts are not used */
};

G_DEFINE_FINAL_TYPE (DwdOperation, dwd_operation, G_TYPE_OBJECT)

static void
dwd_operation_finalize (GObject *object)
{
  DwdOperation *self = DWD_OPERATION (object);

  g_free (self->block);

  G_OBJECT_CLASS (dwd_operation_parent_class)->finalize (object);
}

static void
dwd_operation_class_init (DwdOperationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = dwd_operation_finalize;
}

static void
dwd_operation_init (DwdOperation *self)
{
}

/**
 * dwd_operation_new:
 * @fields: one row of the outbox; copied
 *
 * Returns: (transfer full): a new snapshot
 */
DwdOperation *
dwd_operation_new (const DwdOperationFields *fields)
{
  DwdOperation *self;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_object_new (DWD_TYPE_OPERATION, NULL);
  self->values = *fields;
  self->texts[TEXT_OP_ID] = fields->op_id;
  self->texts[TEXT_NAME] = fields->name;
  self->texts[TEXT_LABEL] = fields->label;
  self->texts[TEXT_DETAIL] = fields->detail;
  self->texts[TEXT_MESSAGE] = fields->message;
  self->texts[TEXT_DATA] = fields->data;
  self->block = dwd_text_block_pack (self->texts, N_TEXTS);

  return self;
}

#define DEFINE_TEXT_GETTER(field, TEXT)                 \
  const char *                                          \
  dwd_operation_get_ ## field (DwdOperation * self)      \
  {                                                     \
    g_return_val_if_fail (DWD_IS_OPERATION (self), ""); \
    return self->texts[TEXT];                           \
  }

#define DEFINE_VALUE_GETTER(Type, field, member)        \
  Type                                                  \
  dwd_operation_get_ ## field (DwdOperation * self)      \
  {                                                     \
    g_return_val_if_fail (DWD_IS_OPERATION (self), 0);  \
    return self->values.member;                         \
  }

DEFINE_TEXT_GETTER (op_id, TEXT_OP_ID)
DEFINE_TEXT_GETTER (name, TEXT_NAME)
DEFINE_TEXT_GETTER (label, TEXT_LABEL)
DEFINE_TEXT_GETTER (detail, TEXT_DETAIL)
DEFINE_TEXT_GETTER (message, TEXT_MESSAGE)
DEFINE_TEXT_GETTER (data, TEXT_DATA)

DEFINE_VALUE_GETTER (gint64, seq, seq)
DEFINE_VALUE_GETTER (DwdDoctype, doctype, doctype)
DEFINE_VALUE_GETTER (DwdOpKind, kind, kind)
DEFINE_VALUE_GETTER (DwdVerb, verb, verb)
DEFINE_VALUE_GETTER (DwdLane, lane, lane)
DEFINE_VALUE_GETTER (DwdOperationState, state, state)
DEFINE_VALUE_GETTER (DwdFailure, failure, failure)
DEFINE_VALUE_GETTER (guint, tries, tries)
DEFINE_VALUE_GETTER (gint64, created, created_us)
DEFINE_VALUE_GETTER (gint64, next_try, next_try_us)
