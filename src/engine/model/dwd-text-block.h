/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The texts of a snapshot in one allocation. A board of ten thousand jobs would otherwise make two
 * hundred thousand small strings. @texts is overwritten with pointers into the block.
 */
char *dwd_text_block_pack (const char **texts,
                           gsize        n_texts);
char **dwd_text_block_dupv (const char *const *strv);      /* never NULL */

G_END_DECLS
