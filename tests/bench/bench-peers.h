/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FALSE: node or npm is not there. The first time, fetches the packages, which takes minutes. */
gboolean bench_peers_prepare (void);
/* Runs a script of peers/ to its end. @...: its arguments, NULL-terminated. (transfer full): what it printed */
char *bench_peers_run (const char *script,
                       ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
