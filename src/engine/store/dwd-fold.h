/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text as searches compare it: lower case by character, whatever the alphabet. @text is valid UTF-8. */
void  dwd_fold_append (GString    *out,
                       const char *text,
                       gsize       length);
char *dwd_fold (const char *text);           /* (transfer full) */

G_END_DECLS
