/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FALSE: node or npm is not there, and the test was skipped with a message that says so. */
gboolean      dwt_peers_prepare (void);
/* Runs a script of this folder with the packages that dwt_peers_prepare() installed. */
GSubprocess *dwt_peers_spawn (const char *script,
                              const char *argument,
                              const char *second);
/* The number in the first line, "port <number>". */
guint         dwt_peers_read_port (GSubprocess *process);

G_END_DECLS
