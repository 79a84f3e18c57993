/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "widgets/dwc-palette.h"

#include "dwc-context.h"
#include "dwc-grid-track.h"

G_BEGIN_DECLS

/**
 * DwcGridState:
 *
 * What a technician is doing at a moment, as the second line of the row says it.
 */
typedef struct
{
  const char *icon;       /* a symbolic name, static */
  char *text;             /* (owned): "En route 195 · 12 late" */
  DwcRole role;           /* the heat of it; DWC_ROLE_HEAT_0 draws in plain text colour */
} DwcGridState;

void dwc_grid_state_describe (DwcGridState       *self,
                              DwcContext         *context,
                              const char         *employee,
                              const DwcGridTrack *track);
void dwc_grid_state_clear (DwcGridState *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DwcGridState, dwc_grid_state_clear)

G_END_DECLS
