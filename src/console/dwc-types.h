/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <adwaita.h>

#include "base/dwd-types.h"

G_BEGIN_DECLS

typedef struct _DwcApplication DwcApplication;
typedef struct _DwcContext DwcContext;
typedef struct _DwcPage DwcPage;
typedef struct _DwcWindow DwcWindow;

G_END_DECLS
