/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "dwd-backend.h"
#include "queue/dwd-outbox.h"

G_BEGIN_DECLS

/*
 * Drains the outbox: takes a batch, sends it, settles the answers, and goes on until nothing can be
 * sent now. Ends with an error only where the server could not be reached or refused the batch as a
 * whole; the operations are then back in the outbox.
 */
void      dwd_pusher_run_async (DwdBackend         *backend,
                                DwdOutbox          *outbox,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
gboolean  dwd_pusher_run_finish (GAsyncResult *result,
                                 guint        *n_done,
                                 guint        *n_refused,
                                 GError      **error);

G_END_DECLS
