/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-palette.h"

G_BEGIN_DECLS

#define DWC_TYPE_PILL (dwc_pill_get_type ())

/* An icon and a word on the tint of a meaning. Never a colour alone: both are always there. */
G_DECLARE_FINAL_TYPE (DwcPill, dwc_pill, DWC, PILL, GtkWidget)

GtkWidget *dwc_pill_new (void);
void        dwc_pill_set (DwcPill    *self,
                          DwcRole     role,
                          const char *icon_name,
                          const char *text);
void        dwc_pill_set_status (DwcPill     *self,
                                 DwdJobStatus status);
const char *dwc_pill_get_text (DwcPill *self);
DwcRole     dwc_pill_get_role (DwcPill *self);

/* The style class of a meaning: "role-heat-1". */
const char *dwc_pill_role_class (DwcRole role);

G_END_DECLS
