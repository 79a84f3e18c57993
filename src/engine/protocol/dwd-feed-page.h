/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "base/dwd-types.h"
#include "dwd-json-scan.h"

G_BEGIN_DECLS

/**
 * DwdFeedRow:
 *
 * One row of a feed page or of a delta event: slices of the page's own bytes. @data is the raw text
 * of the document, an object, or absent where the row is a tombstone.
 */
typedef struct
{
  DwdJsonSpan name;
  DwdJsonSpan creation;
  DwdJsonSpan modified;
  DwdJsonSpan data;
  int docstatus;
  gboolean deleted;
} DwdFeedRow;

/*
 * A feed page scanned once. Owns a reference on the bytes; rows borrow from it. Rows that cannot be
 * used (no name, absurd types) are left out and counted; a page whose frame is broken is refused
 * whole with %DWD_FAILURE_PROTOCOL. Usable from any one thread at a time.
 */
DwdFeedPage *dwd_feed_page_scan (GBytes  *bytes,
                                 GError **error);
DwdFeedPage *dwd_feed_page_scan_row (const char *text,
                                     gsize       length,
                                     GError    **error);                /* a delta's one row */
void              dwd_feed_page_free (DwdFeedPage *self);
const DwdFeedRow *dwd_feed_page_get_rows (DwdFeedPage *self,
                                          gsize       *n_rows);
const char *dwd_feed_page_get_next_since (DwdFeedPage *self);          /* (nullable) */
gboolean          dwd_feed_page_get_has_more (DwdFeedPage *self);
guint             dwd_feed_page_get_n_refused (DwdFeedPage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwdFeedPage, dwd_feed_page_free)

G_END_DECLS
