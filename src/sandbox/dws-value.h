/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "protocol/dwd-json-scan.h"

#include "dws-schema.h"

G_BEGIN_DECLS

/* What a link points to after temporary names were replaced; NULL keeps the text as it is. */
typedef const char *(*DwsRenameFunc) (const char *name,
                                      gpointer    user_data);

/**
 * DwsValueContext:
 *
 * What the checks of a value need to know of the write that it is part of.
 */
typedef struct
{
  DwsRenameFunc rename;      /* (nullable) */
  gpointer rename_data;
  gboolean trusted;          /* the city itself: also the server's own fields */
} DwsValueContext;

gboolean  dws_value_check (const DwsField        *field,
                           const DwdJsonSpan     *value,
                           const DwsValueContext *context,
                           char                 **raw,
                           GError               **error);
char *dws_value_sanitise (const char *text);
char *dws_value_new_row_name (void);

G_END_DECLS
