/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "db/dwd-db-statement.h"
#include "protocol/dwd-json-scan.h"

#include "dws-schema.h"

G_BEGIN_DECLS

/*
 * Frappe's filters as SQL over the documents table. Field names come from the schema, values are
 * always bound.
 */
typedef struct _DwsQuery DwsQuery;

DwsQuery *dws_query_new (const DwsSchema *schema);
void      dws_query_free (DwsQuery *self);
void      dws_query_add_text (DwsQuery   *self,
                              const char *sql,
                              const char *value);
void      dws_query_add_sql (DwsQuery   *self,
                             const char *sql);
gboolean  dws_query_add_filters (DwsQuery   *self,
                                 const char *json,
                                 gboolean    any,
                                 GError    **error);
gboolean  dws_query_set_order (DwsQuery   *self,
                               const char *order_by,
                               GError    **error);
char *dws_query_get_sql (DwsQuery   *self,
                         const char *columns,
                         gint64      start,
                         gint64      limit);
void      dws_query_bind (DwsQuery     *self,
                          DwdStatement *statement);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwsQuery, dws_query_free)

G_END_DECLS
