/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The names of DocTypes that differ between documents and sites, from name-map.json. A name is found
 * whatever its case, with blanks, underscores or hyphens between the words. Immutable, usable from
 * every thread.
 */
typedef struct _DwdNameMap DwdNameMap;

DwdNameMap *dwd_name_map_new_from_json (const char *text,
                                        gsize       length,
                                        const char *file_name,
                                        GError    **error);
const DwdNameMap *dwd_name_map_get_built_in (void);
void              dwd_name_map_free (DwdNameMap *self);
int               dwd_name_map_find_number (const DwdNameMap *self,
                                            const char       *name);       /* 0: none */
const char *dwd_name_map_find_canonical (const DwdNameMap *self,
                                         const char       *name);          /* (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdNameMap, dwd_name_map_free)

G_END_DECLS
