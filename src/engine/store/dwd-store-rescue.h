/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-store-private.h"

G_BEGIN_DECLS

/* Copies what people did from a damaged cache into a fresh one: the outbox, its conflicts and decisions,
 * the audit log, the records that unsent work lies on, settings. What cannot be read is left; the feed
 * brings the rest. */
gboolean dwd_store_rescue (DwdDb      *db,
                           const char *aside,
                           guint      *n_rescued,
                           GError    **error);

G_END_DECLS
