/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Private to rules/. */
GBytes *dwd_rules_data_get (const char *file_name);

G_END_DECLS
