/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "protocol/dwd-json-scan.h"

#include "dws-schema.h"

G_BEGIN_DECLS

/*
 * A document in the making: per field of the schema the raw JSON text of its value, or nothing.
 * Reading one from the database, changing three fields and writing it back costs a scan and a copy,
 * never a DOM. Null and absent are the same. Not thread-safe.
 */
typedef struct _DwsDoc DwsDoc;

DwsDoc *dws_doc_new (const DwsSchema *schema);
DwsDoc *dws_doc_parse (const DwsSchema *schema,
                       const char      *text,
                       gssize           length,
                       GError         **error);
DwsDoc *dws_doc_fork (DwsDoc *original);
void             dws_doc_free (DwsDoc *self);
const DwsSchema *dws_doc_get_schema (DwsDoc *self);

const DwdSlice *dws_doc_get_raw (DwsDoc *self,
                                 int     field);
void             dws_doc_set_raw (DwsDoc     *self,
                                  int         field,
                                  const char *raw,
                                  gssize      length);
void             dws_doc_set_text (DwsDoc     *self,
                                   int         field,
                                   const char *text);
gboolean         dws_doc_equals (DwsDoc     *self,
                                 int         field,
                                 const char *raw,
                                 gsize       length);

gboolean         dws_doc_has (DwsDoc     *self,
                              const char *name);
char *dws_doc_dup (DwsDoc     *self,
                   const char *name);
void             dws_doc_set (DwsDoc     *self,
                              const char *name,
                              const char *text);
void             dws_doc_copy (DwsDoc     *self,
                               const char *name,
                               DwsDoc     *source,
                               const char *source_name);
char *dws_doc_dup_json (DwsDoc *self,
                        gsize  *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwsDoc, dws_doc_free)

G_END_DECLS
