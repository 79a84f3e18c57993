/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "protocol/dwd-json-scan.h"

G_BEGIN_DECLS

/*
 * Private to rules/: typed reading of one object's keys, with a complaint that says where. A missing
 * key and null are one: the value stays what it was. Every function answers whether all was well.
 */
typedef struct
{
  const char *file_name;
  const char *section;
  const char *doctype;          /* (nullable) */
  GError **error;
} DwdRulesReader;

gboolean    dwd_rules_reader_complain (const DwdRulesReader *self,
                                       const char           *key,
                                       const char           *format,
                                       ...) G_GNUC_PRINTF (3, 4);
DwdJsonSpan dwd_rules_reader_find (const DwdJsonSpan *object,
                                   const char        *key);
gboolean    dwd_rules_reader_text (const DwdRulesReader *self,
                                   const DwdJsonSpan    *object,
                                   const char           *key,
                                   char                **out);
gboolean    dwd_rules_reader_boolean (const DwdRulesReader *self,
                                      const DwdJsonSpan    *object,
                                      const char           *key,
                                      gboolean             *out);
gboolean    dwd_rules_reader_number (const DwdRulesReader *self,
                                     const DwdJsonSpan    *object,
                                     const char           *key,
                                     guint64               least,
                                     guint64               most,
                                     guint64              *out);
gboolean    dwd_rules_reader_list (const DwdRulesReader *self,
                                   const DwdJsonSpan    *object,
                                   const char           *key,
                                   char               ***out);
gboolean    dwd_rules_reader_sets (const DwdRulesReader *self,
                                   const DwdJsonSpan    *list,
                                   const char           *key,
                                   GPtrArray            *out);

G_END_DECLS
