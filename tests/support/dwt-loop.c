/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-support"

#include "config.h"

#include "dwt-loop.h"

gboolean
dwt_wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
settled_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
dwt_settle (void)
{
  gboolean settled = FALSE;

  g_timeout_add_full (G_PRIORITY_LOW, 20, settled_cb, &settled, NULL);
  while (!settled)
    g_main_context_iteration (NULL, TRUE);
}
