/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dwd_text_merge:
 * @base: (nullable): the common ancestor; NULL and "" count as missing
 * @mine: one side
 * @server: the other
 * @merged: (out) (transfer full): the merge, when it is clean; untouched otherwise
 *
 * A three-way merge of texts: by line (diff3 over longest common subsequences), and by word within a
 * region that both sides changed differently. Two different insertions of whole lines in one place are
 * both kept, the server's first. Pure and deterministic; time and memory are bounded for any input:
 * regions too large to compare count as not clean.
 *
 * Returns: whether the merge is clean
 */
gboolean dwd_text_merge (const char *base,
                         const char *mine,
                         const char *server,
                         char      **merged);

G_END_DECLS
