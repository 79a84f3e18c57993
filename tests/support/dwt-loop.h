/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Turns the main context until @condition holds; the test fails when it does not within @seconds. The
 * timer that wakes the context is the deadline, not a pause.
 */
#define dwt_wait_for(condition, seconds) \
  G_STMT_START { \
    gint64 _deadline = g_get_monotonic_time () + (gint64) ((seconds) * G_USEC_PER_SEC); \
    guint _wake = g_timeout_add (20, dwt_wake_cb, NULL); \
    while (!(condition) && g_get_monotonic_time () < _deadline) \
    g_main_context_iteration (NULL, TRUE); \
    g_source_remove (_wake); \
    g_assert_true (condition); \
  } G_STMT_END

gboolean dwt_wake_cb (gpointer data);

/* Lets everything that is ready happen, so that what only waits for a turn of the loop is let go. */
void     dwt_settle (void);

G_END_DECLS
