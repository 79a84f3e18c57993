/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The contract of merge, a row for each of its sentences. Texts are JSON with ' for ". Of the
 * expected object every member must be in the answer: objects are looked into, all else is compared
 * as a value, and null means null or not there. @names, where given, are all names in "fields" in
 * order.
 */
typedef struct
{
  const char *name;
  const char *doctype;
  const char *options;          /* of the program, separated by blanks */
  const char *rules;            /* (nullable) */
  const char *base;             /* (nullable) */
  const char *mine;
  const char *server;
  const char *names;            /* (nullable): separated by commas */
  const char *expected;
} DwtMergeRow;

extern const DwtMergeRow dwt_merge_rows[];
extern const guint dwt_n_merge_rows;

/* With " for '. */
char *dwt_merge_unquote (const char *text);
/* Fails the test where @answer is not what the row expects. */
void      dwt_merge_check (const DwtMergeRow *row,
                           const char        *answer);

G_END_DECLS
