/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-types.h"

G_BEGIN_DECLS

#define DWD_TYPE_SELECTION (dwd_selection_get_type ())

/*
 * The one selection of the whole application. Properties "job" and "technician" (names, nullable);
 * signal "changed" fires synchronously, so that every view paints it in the same frame.
 * Selecting one clears the other.
 */
G_DECLARE_FINAL_TYPE (DwdSelection, dwd_selection, DWD, SELECTION, GObject)

DwdSelection *dwd_selection_new (void);
const char *dwd_selection_get_job (DwdSelection *self);
const char *dwd_selection_get_technician (DwdSelection *self);
void          dwd_selection_select_job (DwdSelection *self,
                                        const char   *name);
void          dwd_selection_select_technician (DwdSelection *self,
                                               const char   *employee);
void          dwd_selection_clear (DwdSelection *self);

G_END_DECLS
