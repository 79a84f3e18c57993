/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-backend.h"
#include "net/dwd-http-client.h"

G_BEGIN_DECLS

#define DWD_TYPE_BACKEND_DARTWING (dwd_backend_dartwing_get_type ())

/* The Dartwing endpoints: sync.feed and sync.upsert_batch. */
G_DECLARE_FINAL_TYPE (DwdBackendDartwing, dwd_backend_dartwing, DWD, BACKEND_DARTWING, GObject)

DwdBackend *dwd_backend_dartwing_new (DwdHttpClient * client,
                                      const char *prefix,
                                      const char *organization);

G_END_DECLS
