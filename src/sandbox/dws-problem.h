/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DwsProblem:
 *
 * Why the server refuses something. Each has the HTTP status and the exc_type that a Frappe site
 * answers in that case. It is the code of every #GError in %DWS_PROBLEM.
 */
typedef enum
{
  DWS_PROBLEM_AUTHENTICATION = 1,  /* wrong or malformed credentials */
  DWS_PROBLEM_PERMISSION,          /* no credentials, no role, another organisation */
  DWS_PROBLEM_NOT_FOUND,
  DWS_PROBLEM_VALIDATION,          /* a value, an argument or a method that does not exist */
  DWS_PROBLEM_MANDATORY,
  DWS_PROBLEM_LINK,                /* a link to nothing */
  DWS_PROBLEM_LINK_EXISTS,         /* others still link to it */
  DWS_PROBLEM_CONSTANT,            /* a field that is set once */
  DWS_PROBLEM_TOO_LONG,            /* characters */
  DWS_PROBLEM_DATA,                /* an unknown field in a query */
  DWS_PROBLEM_INVALID_STATE,       /* the state table has no such step */
  DWS_PROBLEM_REASON_REQUIRED,
  DWS_PROBLEM_STALE,               /* modified meanwhile */
  DWS_PROBLEM_DUPLICATE,
  DWS_PROBLEM_MALFORMED,           /* not JSON */
  DWS_PROBLEM_ARGUMENT,            /* an argument is missing or of the wrong type */
  DWS_PROBLEM_EXPIRED,             /* watermark older than the retention */
  DWS_PROBLEM_TOO_LARGE,           /* bytes */
  DWS_PROBLEM_BUSY,
  DWS_PROBLEM_BROKEN,              /* a failure of the server itself */
} DwsProblem;

#define DWS_PROBLEM (dws_problem_quark ())

GQuark      dws_problem_quark (void);

void        dws_problem_set (GError    **error,
                             DwsProblem  problem,
                             const char *field,
                             const char *format,
                             ...) G_GNUC_PRINTF (4, 5);
const char *dws_problem_get_field (const GError *error);
DwsProblem  dws_problem_from_error (const GError *error);
guint       dws_problem_get_status (DwsProblem problem);
const char *dws_problem_get_type (DwsProblem problem);
const char *dws_problem_get_op_type (DwsProblem problem);

G_END_DECLS
