/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

#include "model/dwd-account.h"
#include "net/dwd-http-client.h"

G_BEGIN_DECLS

/* Asks the server who the client's credentials belong to and in which organisation and zones:
 * frappe.auth.get_logged_user, frappe.client.get_time_zone, dartwing.permissions.api.get_user_organizations. */
void        dwd_session_info_fetch_async (DwdHttpClient      *client,
                                          const char         *api_key,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
DwdAccount *dwd_session_info_fetch_finish (GAsyncResult *result,
                                           GError      **error);

G_END_DECLS
