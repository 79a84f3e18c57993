/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of a base token without a partner. */
#define DWD_TEXT_UNMATCHED G_MAXUINT32

/* Tokens as numbers: equal texts have equal numbers, all of them below some n_ids. */
typedef struct
{
  const guint32 *ids;
  guint n;
} DwdTextIds;

/* Private to base/. */
gboolean dwd_text_align (DwdTextIds base,
                         DwdTextIds side,
                         guint      n_ids,
                         guint64   *budget,
                         guint32   *partners);

G_END_DECLS
