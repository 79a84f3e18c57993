/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-types.h"

#include "dwd-engine.h"
#include "model/dwd-selection.h"

G_BEGIN_DECLS

#define DWC_TYPE_CONTEXT (dwc_context_get_type ())

/*
 * What every page and pane is given instead of globals: the engine, the one selection, the settings.
 * Handed down as the property "context".
 */
G_DECLARE_FINAL_TYPE (DwcContext, dwc_context, DWC, CONTEXT, GObject)

DwcContext *dwc_context_new (DwdEngine * engine,
                             GSettings * settings);
DwdEngine *dwc_context_get_engine (DwcContext *self);
DwdBoard *dwc_context_get_board (DwcContext *self);
DwdClock *dwc_context_get_clock (DwcContext *self);
DwdZone *dwc_context_get_zone (DwcContext *self);
DwdSelection *dwc_context_get_selection (DwcContext *self);
GSettings *dwc_context_get_settings (DwcContext *self);
/* For tests and fixtures: a context over a board without an engine behind it. */
DwcContext *dwc_context_new_for_board (DwdBoard  *board,
                                       DwdClock  *clock,
                                       GSettings *settings);

G_END_DECLS
