/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-failure.h"

G_BEGIN_DECLS

/**
 * DwdHttpProblem:
 *
 * A failed HTTP reply boiled down to a typed reason. @message is the server's own sentence without
 * HTML, for the person; it never decides anything.
 */
typedef struct
{
  DwdFailure failure;
  char *exc_type;             /* (nullable): "TimestampMismatchError" */
  char *message;              /* (nullable) */
  char *field;                /* (nullable) */
} DwdHttpProblem;

void  dwd_http_problem_clear (DwdHttpProblem *problem);

/* @content_type decides whether @body is parsed at all: Frappe answers some failures in HTML. */
void  dwd_http_reply_decode_problem (guint           status,
                                     const char     *content_type,
                                     const char     *body,
                                     gsize           length,
                                     DwdHttpProblem *problem);
/* What a server says to people: valid, without markup and control characters, no longer than a sentence or
 * two. @text: (transfer full) (nullable); (transfer full) (nullable): NULL where nothing is left. */
char *dwd_http_reply_take_message (char *text);

G_END_DECLS
