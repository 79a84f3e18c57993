/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "dwd-backend.h"
#include "store/dwd-store.h"

G_BEGIN_DECLS

/**
 * DwdPullCounts:
 *
 * What one pull brought.
 */
typedef struct
{
  guint64 n_rows;      /* rows that came over the wire */
  guint64 n_changed;   /* of those, what changed the cache */
  guint64 n_refused;
} DwdPullCounts;

/* Called on the main context after each page, with the counts so far. */
typedef void (*DwdPullProgress) (const DwdPullCounts *counts,
                                 gpointer             user_data);

/*
 * Pulls one DocType from its watermark to the end. While a page is scanned on a thread and applied
 * on the database worker, the next one is already on its way. An empty cache is filled without its
 * indexes; an expired watermark becomes a full resync by mark and sweep.
 */
void      dwd_puller_run_async (DwdBackend         *backend,
                                DwdStore           *store,
                                DwdDoctype          doctype,
                                const char         *since,
                                DwdPullProgress     progress,
                                gpointer            progress_data,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
/* @next_since: (out) (transfer full): the watermark reached, also on failure. */
gboolean  dwd_puller_run_finish (GAsyncResult  *result,
                                 char         **next_since,
                                 DwdPullCounts *counts,
                                 GError       **error);

G_END_DECLS
