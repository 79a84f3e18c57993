/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-types.h"

G_BEGIN_DECLS

/*
 * Waiting times between tries. Pure: the caller owns the timer. Either a doubling series with
 * full jitter (1, 2, 4 … @cap seconds, each ±@jitter share) or a fixed list whose end means "give
 * up" (the outbox's lanes).
 */
DwdBackoff *dwd_backoff_new_exponential (double  base_seconds,
                                         double  cap_seconds,
                                         double  jitter,
                                         guint32 seed);
DwdBackoff *dwd_backoff_new_list (const int *seconds,
                                  gsize      n_seconds);
void        dwd_backoff_free (DwdBackoff *self);
gint64      dwd_backoff_next (DwdBackoff *self);               /* µs, or -1 when the list is used up */
guint       dwd_backoff_get_tries (DwdBackoff *self);
void        dwd_backoff_reset (DwdBackoff *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdBackoff, dwd_backoff_free)

G_END_DECLS
