/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gtk/gtk.h>

#include "protocol/dwd-enums.h"

G_BEGIN_DECLS

/* The colours of meaning (docs/look.md): one per role and scheme; the drawn widgets ask here, the
 * style sheet uses the same values. */
typedef enum
{
  DWC_SCHEME_LIGHT,
  DWC_SCHEME_DARK,
  DWC_SCHEME_HC_LIGHT,
  DWC_SCHEME_HC_DARK,
} DwcScheme;

typedef enum
{
  DWC_ROLE_DRAFT,
  DWC_ROLE_UNASSIGNED,
  DWC_ROLE_ASSIGNED,
  DWC_ROLE_EN_ROUTE,
  DWC_ROLE_ARRIVED,
  DWC_ROLE_IN_PROGRESS,
  DWC_ROLE_COMPLETED,
  DWC_ROLE_CANCELLED,
  DWC_ROLE_ON_HOLD,
  DWC_ROLE_HEAT_0,
  DWC_ROLE_HEAT_HALF,
  DWC_ROLE_HEAT_1,
  DWC_ROLE_HEAT_2,
  DWC_ROLE_HEAT_3,
  DWC_ROLE_CONFLICT,
  DWC_N_ROLES
} DwcRole;

typedef enum
{
  DWC_SURFACE_WINDOW,
  DWC_SURFACE_VIEW,
  DWC_SURFACE_HEADER,
  DWC_SURFACE_SIDEBAR,
  DWC_SURFACE_CARD,
  DWC_SURFACE_POPOVER,
  DWC_SURFACE_HOVER,
  DWC_SURFACE_SELECTED,
  DWC_SURFACE_OFF,
  DWC_SURFACE_HALF_HOUR_LINE,
  DWC_SURFACE_HOUR_LINE,
  DWC_SURFACE_OUTLINE,
  DWC_SURFACE_TEXT,
  DWC_SURFACE_DIM_TEXT,
  DWC_SURFACE_ACCENT_TEXT,
  DWC_SURFACE_ACCENT,
  DWC_SURFACE_NOW,
  DWC_N_SURFACES
} DwcSurface;

typedef struct
{
  GdkRGBA text;
  GdkRGBA fill;
  GdkRGBA tint;
} DwcRoleColours;

DwcScheme             dwc_palette_get_scheme (void);            /* from AdwStyleManager */
const DwcRoleColours *dwc_palette_get_role (DwcScheme scheme,
                                            DwcRole   role);
const GdkRGBA *dwc_palette_get_surface (DwcScheme  scheme,
                                        DwcSurface surface);
DwcRole               dwc_palette_role_of_status (DwdJobStatus status);
DwcRole               dwc_palette_role_of_lateness (gint64 lateness_us);          /* heat 0 – 3 */
const char *dwc_palette_status_icon (DwdJobStatus status);                        /* "avatar-default-symbolic" */
const char *dwc_palette_lateness_icon (gint64 lateness_us);
const char *dwc_palette_priority_icon (DwdPriority priority);                     /* (nullable) */
const char *dwc_palette_skill_icon (const char *skill);                           /* (nullable) */
const char *dwc_palette_status_word (DwdJobStatus status);                        /* translated */
const char *dwc_palette_priority_word (DwdPriority priority);

G_END_DECLS
