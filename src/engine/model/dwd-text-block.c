/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-model"

#include "config.h"

#include "dwd-text-block.h"

#include <string.h>

/**
 * dwd_text_block_pack:
 * @texts: (inout) (array length=n_texts): texts to keep; %NULL becomes ""
 * @n_texts: how many
 *
 * Copies every text into one new block and points @texts at the copies. Empty texts share a
 * static "".
 *
 * Returns: (transfer full) (nullable): the block, to be freed with g_free() when the texts go
 */
char *
dwd_text_block_pack (const char **texts,
                     gsize        n_texts)
{
  gsize total = 0;
  char *block;
  char *cursor;

  for (gsize i = 0; i < n_texts; i++)
    {
      if (texts[i] != NULL && texts[i][0] != '\0')
        total += strlen (texts[i]) + 1;
    }

  block = total > 0 ? g_malloc (total) : NULL;
  cursor = block;

  for (gsize i = 0; i < n_texts; i++)
    {
      gsize size;

      if (texts[i] == NULL || texts[i][0] == '\0')
        {
          texts[i] = "";
          continue;
        }

      size = strlen (texts[i]) + 1;
      memcpy (cursor, texts[i], size);
      texts[i] = cursor;
      cursor += size;
    }

  return block;
}

/**
 * dwd_text_block_dupv:
 * @strv: (nullable): texts
 *
 * Returns: (transfer full): a copy, an empty array for %NULL
 */
char **
dwd_text_block_dupv (const char *const *strv)
{
  if (strv == NULL)
    return g_new0 (char *, 1);

  return g_strdupv ((char **) strv);
}
