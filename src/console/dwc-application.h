/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-context.h"

G_BEGIN_DECLS

#define DWC_TYPE_APPLICATION (dwc_application_get_type ())

/*
 * The program: options, preferences, style, the engine's life, and the commands of the whole
 * application. A start with --profile is a program of its own; without, a second start raises the
 * first one's window. The engine's lock keeps two programs from one profile.
 */
G_DECLARE_FINAL_TYPE (DwcApplication, dwc_application, DWC, APPLICATION, AdwApplication)

DwcApplication *dwc_application_new (void);
int             dwc_application_get_exit_status (DwcApplication *self);
/* The pictures in high contrast need a program that was started in it. */
gboolean        dwc_application_wants_second_pass (DwcApplication *self);

G_END_DECLS
