/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define DWS_TYPE_CONFORMANCE (dws_conformance_get_type ())

/*
 * What a conformance suite of the two protocols asks of a server under test: an Engine.IO server on
 * /engine.io/ that echoes, and a Socket.IO server on /socket.io/ with the namespaces / and /custom,
 * with heartbeats so fast that a suite need not wait.
 */
G_DECLARE_FINAL_TYPE (DwsConformance, dws_conformance, DWS, CONFORMANCE, GObject)

DwsConformance *dws_conformance_new (SoupServer * server);
/* Serves on @port of the loopback addresses until SIGINT or SIGTERM; 0: any port, printed. */
gboolean        dws_conformance_run (guint    port,
                                     GError **error);

G_END_DECLS
