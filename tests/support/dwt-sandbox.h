/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * A dartwing-sandbox process of a test's own: on 127.0.0.1 at a free port, with a data folder below the
 * test's. It can be stopped, killed and started again on the same port and data, as a server that
 * comes and goes.
 */
typedef struct _DwtSandbox DwtSandbox;

DwtSandbox *dwt_sandbox_new (const char        *data_dir,
                             const char *const *extra_arguments);
void        dwt_sandbox_free (DwtSandbox *self);
void        dwt_sandbox_start (DwtSandbox *self);
void        dwt_sandbox_stop (DwtSandbox *self);
const char *dwt_sandbox_get_url (DwtSandbox *self);
/* A request as the test's own user ("dispatcher"); asserts status 200. (transfer full) */
JsonNode *dwt_sandbox_get_json (DwtSandbox *self,
                                const char *path);
JsonNode *dwt_sandbox_send_json (DwtSandbox *self,
                                 const char *method,
                                 const char *path,
                                 const char *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DwtSandbox, dwt_sandbox_free)

G_END_DECLS
