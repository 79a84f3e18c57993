/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <libsoup/soup.h>

#include "base/dwd-types.h"

G_BEGIN_DECLS

/* What the headers of an answer say; no state, no I/O. */
gint64    dwd_http_headers_get_retry_at (SoupMessageHeaders *headers,
                                         gint64              now_us);
gboolean  dwd_http_headers_get_server_time (SoupMessageHeaders *headers,
                                            gboolean            loopback,
                                            gint64             *server_us,
                                            double             *rate);
char *dwd_http_headers_dup_version_notice (SoupMessageHeaders *headers,
                                           const char         *exc_type);
gboolean  dwd_http_uri_is_loopback (GUri *uri);
gboolean  dwd_http_uri_same_origin (GUri *a,
                                    GUri *b);

G_END_DECLS
