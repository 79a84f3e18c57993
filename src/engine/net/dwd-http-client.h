/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "base/dwd-clock.h"
#include "base/dwd-failure.h"

G_BEGIN_DECLS

#define DWD_TYPE_HTTP_CLIENT (dwd_http_client_get_type ())

/*
 * HTTP to one Frappe site over a SoupSession: adds Authorization, X-API-Version and a User-Agent; no
 * cookie jar (a token's answers set sid=Guest). Every failure is a DwdFailure in %DWD_ERROR whose
 * message is the server's sentence; 429 and 503 leave the instant of Retry-After. Each reply's Date
 * corrects the clock. Bodies above the limit are refused while they stream. Main context only.
 */
G_DECLARE_FINAL_TYPE (DwdHttpClient, dwd_http_client, DWD, HTTP_CLIENT, GObject)

DwdHttpClient *dwd_http_client_new (const char *server,
                                    DwdClock * clock);
void           dwd_http_client_set_credentials (DwdHttpClient *self,
                                                const char    *api_key,
                                                const char    *api_secret);
const char *dwd_http_client_get_server (DwdHttpClient *self);
const char *dwd_http_client_peek_authorization (DwdHttpClient *self);           /* (nullable); for the realtime handshake */
gint64         dwd_http_client_get_retry_at (DwdHttpClient *self);              /* DWD_TIME_NONE, or not before */
/* (nullable): "deprecated since …" or "unsupported", once the server has said so. Signal "version-notice". */
const char *dwd_http_client_get_version_notice (DwdHttpClient *self);

/* @method_path: "dartwing_core.sync.feed", below /api/method/. @query: (nullable) name, value, …, NULL. */
void           dwd_http_client_call_async (DwdHttpClient      *self,
                                           const char         *method_path,
                                           const char *const  *query,
                                           const char         *json_body,           /* (nullable): POST when set */
                                           int                 io_priority,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
GBytes *dwd_http_client_call_finish (DwdHttpClient *self,
                                     GAsyncResult  *result,
                                     GError       **error);
/* Any GET below the server, or of another host when @url is absolute. */
void           dwd_http_client_get_async (DwdHttpClient      *self,
                                          const char         *url,
                                          int                 io_priority,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);           /* finish: call_finish */

G_END_DECLS
