/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DWD_LOCAL_NAME_PREFIX "local-"

char *dwd_id_new_operation (void);                   /* a random UUID, lower case */
char *dwd_id_new_local_name (void);                  /* "local-<uuid>", until the server names it */
gboolean  dwd_id_is_local_name (const char *name);

G_END_DECLS
