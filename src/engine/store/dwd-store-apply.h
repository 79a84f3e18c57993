/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-store-private.h"

G_BEGIN_DECLS

/*
 * Takes the server's rows into the tables.
 *
 * The feed is the truth, in the server's order of writing. A delta and an answer run ahead of it: a row
 * that came so is marked, and an older version of it in the feed is stale rather than news, because its
 * newest one is still to come there. Rows with unsent work keep what people see, and keep the server's
 * newest version aside.
 */
gboolean dwd_store_apply_rows (DwdStoreTxn    *txn,
                               DwdDoctype      doctype,
                               DwdFeedPage    *page,
                               gboolean        is_delta,
                               DwdApplyCounts *counts,
                               GError        **error);
/* Whether a record may be called so: 1 to 560 bytes (140 characters, as in Frappe), no control characters. */
gboolean dwd_store_is_valid_name (const char *name,
                                  gssize      length);

G_END_DECLS
