/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How long any test waits for anything before it fails. */
#define DWT_DEADLINE_SECONDS 30

typedef gboolean (*DwtCondition) (gpointer data);

/* Iterates the default context until the condition holds; fails the test at the deadline. */
void          dwt_wait_until (DwtCondition condition,
                              gpointer     data);
/* A callback that keeps its result, and the wait for it: for x_async () in tests. */
void          dwt_result_cb (GObject      *object,
                             GAsyncResult *result,
                             gpointer      slot);
GAsyncResult *dwt_wait_result (GAsyncResult **slot);
/* A folder of the test's own, removed with everything in it. */
char *dwt_make_dir (void);
void          dwt_remove_dir (char *dir);

G_END_DECLS
