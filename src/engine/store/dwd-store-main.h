/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include "dwd-store-private.h"

G_BEGIN_DECLS

/* Main context: the zones as the store was last told. (transfer none) */
DwdZone *dwd_store_get_organization_zone (DwdStore *self);
DwdZone *dwd_store_get_site_zone (DwdStore *self);
/* Main context: builds the late indexes in a while. */
void dwd_store_index_later (DwdStore *self);

G_END_DECLS
