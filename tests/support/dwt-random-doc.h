/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Records as a merge meets them: values of few kinds, so that sides meet in them, texts of lines
 * and words, lists of scalars, child tables whose rows have a name and every key that a rule can
 * ask for. The same generator gives the same records. Row k has the same keys and the same times
 * wherever it appears.
 */
typedef enum
{
  DWT_RANDOM_DOC_KEEP_ROWS = 1 << 0,    /* an edit removes no row and no list */
} DwtRandomDocFlags;

JsonObject *dwt_random_doc_new (GRand *rand);
/* A copy, changed in some fields, perhaps in none. */
JsonObject *dwt_random_doc_edit (GRand            *rand,
                                 JsonObject       *doc,
                                 DwtRandomDocFlags flags);
/* On one line or indented, as the generator wants it. */
char *dwt_random_doc_write (GRand      *rand,
                            JsonObject *doc);

G_END_DECLS
