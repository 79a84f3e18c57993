/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-problem.h"

typedef struct
{
  char *field;   /* (owned) (nullable) */
} DwsProblemPrivate;

typedef struct
{
  DwsProblem problem;
  guint status;
  const char *type;      /* exc_type of the envelope */
  const char *op_type;   /* error.type of one operation of a batch */
} ProblemRow;

static const ProblemRow problem_rows[] =
{
  { DWS_PROBLEM_AUTHENTICATION, 401, "AuthenticationError", "PermissionError" },
  { DWS_PROBLEM_PERMISSION, 403, "PermissionError", "PermissionError" },
  { DWS_PROBLEM_NOT_FOUND, 404, "DoesNotExistError", "DoesNotExistError" },
  { DWS_PROBLEM_VALIDATION, 417, "ValidationError", "ValidationError" },
  { DWS_PROBLEM_MANDATORY, 417, "MandatoryError", "ValidationError" },
  { DWS_PROBLEM_LINK, 417, "LinkValidationError", "LinkValidationError" },
  { DWS_PROBLEM_LINK_EXISTS, 417, "LinkExistsError", "LinkValidationError" },
  { DWS_PROBLEM_CONSTANT, 417, "CannotChangeConstantError", "ValidationError" },
  { DWS_PROBLEM_TOO_LONG, 417, "CharacterLengthExceededError", "ValidationError" },
  { DWS_PROBLEM_DATA, 417, "DataError", "ValidationError" },
  { DWS_PROBLEM_INVALID_STATE, 417, "InvalidStateError", "InvalidStateError" },
  { DWS_PROBLEM_REASON_REQUIRED, 417, "ReasonRequiredError", "ReasonRequiredError" },
  { DWS_PROBLEM_STALE, 417, "TimestampMismatchError", "ValidationError" },
  { DWS_PROBLEM_DUPLICATE, 409, "DuplicateEntryError", "ValidationError" },
  { DWS_PROBLEM_MALFORMED, 500, "JSONDecodeError", "ValidationError" },
  { DWS_PROBLEM_ARGUMENT, 500, "TypeError", "ValidationError" },
  { DWS_PROBLEM_EXPIRED, 410, "WatermarkExpiredError", "ValidationError" },
  { DWS_PROBLEM_TOO_LARGE, 413, "RequestEntityTooLarge", "ValidationError" },
  { DWS_PROBLEM_BUSY, 503, "SessionStopped", "ServerError" },
  { DWS_PROBLEM_BROKEN, 500, "ServerError", "ServerError" },
};

static void
dws_problem_private_init (DwsProblemPrivate *priv)
{
  priv->field = NULL;
}

static void
dws_problem_private_copy (const DwsProblemPrivate *src,
                          DwsProblemPrivate       *dest)
{
  dest->field = g_strdup (src->field);
}

static void
dws_problem_private_clear (DwsProblemPrivate *priv)
{
  g_clear_pointer (&priv->field, g_free);
}

G_DEFINE_EXTENDED_ERROR (DwsProblem, dws_problem)

static const ProblemRow *
find_row (DwsProblem problem)
{
  for (gsize i = 0; i < G_N_ELEMENTS (problem_rows); i++)
    {
      if (problem_rows[i].problem == problem)
        return &problem_rows[i];
    }

  return &problem_rows[G_N_ELEMENTS (problem_rows) - 1];
}

/**
 * dws_problem_set:
 * @field: (nullable): the field or argument at fault
 * @format: a sentence for the person, as the server words it
 */
void
dws_problem_set (GError    **error,
                 DwsProblem  problem,
                 const char *field,
                 const char *format,
                 ...)
{
  va_list args;

  if (error == NULL)
    return;

  va_start (args, format);
  *error = g_error_new_valist (DWS_PROBLEM, problem, format, args);
  va_end (args);

  dws_problem_get_private (*error)->field = g_strdup (field);
}

/**
 * dws_problem_get_field:
 *
 * Returns: (nullable) (transfer none): the field at fault
 */
const char *
dws_problem_get_field (const GError *error)
{
  if (error == NULL || error->domain != DWS_PROBLEM)
    return NULL;

  return dws_problem_get_private (error)->field;
}

/**
 * dws_problem_from_error:
 *
 * Errors of other modules (the database, the disk) are the server's own failure.
 */
DwsProblem
dws_problem_from_error (const GError *error)
{
  if (error == NULL || error->domain != DWS_PROBLEM)
    return DWS_PROBLEM_BROKEN;

  return (DwsProblem) error->code;
}

guint
dws_problem_get_status (DwsProblem problem)
{
  return find_row (problem)->status;
}

const char *
dws_problem_get_type (DwsProblem problem)
{
  return find_row (problem)->type;
}

/**
 * dws_problem_get_op_type:
 *
 * Returns: the word for error.type in a batch, which knows fewer kinds than the envelope
 */
const char *
dws_problem_get_op_type (DwsProblem problem)
{
  return find_row (problem)->op_type;
}
