/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DwdSlice:
 *
 * A piece of somebody else's text; not NUL-terminated. @text is %NULL for "absent".
 */
typedef struct
{
  const char *text;
  gsize length;
} DwdSlice;

typedef enum
{
  DWD_JSON_ABSENT = 0,
  DWD_JSON_NULL,
  DWD_JSON_TRUE,
  DWD_JSON_FALSE,
  DWD_JSON_NUMBER,
  DWD_JSON_STRING,
  DWD_JSON_OBJECT,
  DWD_JSON_ARRAY,
} DwdJsonType;

/**
 * DwdJsonSpan:
 *
 * One JSON value inside a text that has been checked: the raw text with its quotes or brackets.
 */
typedef struct
{
  DwdJsonType type;
  DwdSlice raw;
  gboolean escaped;      /* a string that holds a backslash */
} DwdJsonSpan;

#define DWD_JSON_MAX_DEPTH 64

/*
 * A scanner for JSON text without a DOM: it checks the whole grammar of RFC 8259 (UTF-8, numbers,
 * escapes, surrogate pairs, depth) once and hands out spans of the text. Allocates nothing until a
 * value is unescaped. Key order is kept; of a repeated key the last counts.
 */
gboolean  dwd_json_scan_value (const char  *text,
                               gsize        length,
                               DwdJsonSpan *out,
                               GError     **error);              /* whole text is one value */

/* Iterating something dwd_json_scan_value() has accepted; no second check. */
typedef struct
{
  const char *cursor;
  const char *end;
} DwdJsonIter;

gboolean  dwd_json_iter_init (DwdJsonIter       *iter,
                              const DwdJsonSpan *container);         /* object or array */
gboolean  dwd_json_iter_next_member (DwdJsonIter *iter,
                                     DwdJsonSpan *key,
                                     DwdJsonSpan *value);
gboolean  dwd_json_iter_next_item (DwdJsonIter *iter,
                                   DwdJsonSpan *value);

/* Finds many members of one object in one pass; absent ones get type ABSENT. */
typedef struct
{
  const char *key;      /* plain ASCII */
  gsize length;
} DwdJsonKey;

void      dwd_json_span_find (const DwdJsonSpan *object,
                              const DwdJsonKey  *keys,
                              gsize              n_keys,
                              DwdJsonSpan       *values);

DwdJsonSpan dwd_json_span_get_member (const DwdJsonSpan *object,
                                      const char        *name);
gboolean  dwd_json_span_equal_text (const DwdJsonSpan *span,
                                    const char        *text);
char *dwd_json_span_dup_string (const DwdJsonSpan *span);         /* (nullable): unescaped, strings only */
gboolean  dwd_json_span_get_int (const DwdJsonSpan *span,
                                 gint64            *out);         /* numbers, true/false, "12" */
gboolean  dwd_json_span_get_double (const DwdJsonSpan *span,
                                    double            *out);
gboolean  dwd_json_span_get_boolean (const DwdJsonSpan *span,
                                     gboolean          *out);
void      dwd_json_append_string (GString    *out,
                                  const char *text,
                                  gssize      length);            /* quoted and escaped */

G_END_DECLS
