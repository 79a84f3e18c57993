/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-json-scan.h"

G_BEGIN_DECLS

/*
 * The checking half of the scanner, step by step, for readers that want to look at a text while it
 * is checked, so that one pass does for both. Each step takes the place to go on from and gives the
 * place behind what it checked, or NULL, and then @where and @why tell what is wrong. A step never
 * reads at or behind @end.
 */
typedef struct
{
  const char *start;
  const char *end;
  const char *where;   /* of the first fault */
  const char *why;     /* (nullable): static text */
} DwdJsonScan;

void        dwd_json_scan_init (DwdJsonScan *scan,
                                const char  *text,
                                gsize        length);
const char *dwd_json_scan_space (DwdJsonScan *scan,
                                 const char  *at);
const char *dwd_json_scan_key (DwdJsonScan *scan,
                               const char  *at,
                               DwdJsonSpan *key);
const char *dwd_json_scan_span (DwdJsonScan *scan,
                                const char  *at,
                                guint        depth,
                                DwdJsonSpan *out);
const char *dwd_json_scan_separator (DwdJsonScan *scan,
                                     const char  *at,
                                     char         closing,
                                     gboolean    *closed);
const char *dwd_json_scan_fault (DwdJsonScan *scan,
                                 const char  *where,
                                 const char  *why);
void        dwd_json_scan_set_error (DwdJsonScan *scan,
                                     GError     **error);

gsize       dwd_json_utf8_length (const char *at,
                                  const char *end);

G_END_DECLS
