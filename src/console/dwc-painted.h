/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwc-window.h"

G_BEGIN_DECLS

/* Tells whoever measures the start that a board with jobs has been painted. @fd: taken. */
void dwc_painted_report (DwcWindow *window,
                         int        fd);

G_END_DECLS
