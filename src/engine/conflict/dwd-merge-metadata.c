/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-conflict"

#include "config.h"

#include "dwd-merge-private.h"

/* Metadata of a document; a child row's has more. */
static const char *const document_metadata[] = {
  "doctype", "name", "creation", "owner", "modified", "modified_by", "docstatus", "idx",
};

static const char *const row_metadata[] = {
  "parent", "parentfield", "parenttype",
};

static gboolean
is_among (DwdSlice           name,
          const char *const *words,
          gsize              n_words)
{
  for (gsize i = 0; i < n_words; i++)
    if (strncmp (words[i], name.text, name.length) == 0 && words[i][name.length] == '\0')
      return TRUE;

  return FALSE;
}

gboolean
dwd_merge_is_metadata (DwdSlice name)
{
  if (name.length > 0 && name.text[0] == '_')
    return TRUE;
  if (name.length > 11)
    return FALSE;

  return is_among (name, document_metadata, G_N_ELEMENTS (document_metadata));
}

gboolean
dwd_merge_is_row_metadata (DwdSlice name)
{
  if (name.length > 11)
    return FALSE;

  return is_among (name, document_metadata, G_N_ELEMENTS (document_metadata)) ||
         is_among (name, row_metadata, G_N_ELEMENTS (row_metadata));
}
