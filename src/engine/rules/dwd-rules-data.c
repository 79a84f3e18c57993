/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-rules"

#include "config.h"

#include "dwd-rules-data.h"

#include "dwd-rules-resources.h"

#define FOLDER "/org/dartwing/Dispatch/rules/"

/**
 * dwd_rules_data_get:
 * @file_name: a file of dwd-rules.gresource.xml
 *
 * Registers the resource once, whoever asks first and from whichever thread: GLib's own registration
 * would make a second copy at a second call.
 *
 * Returns: (transfer full): its contents. A missing file is a defect of the build and ends the program.
 */
GBytes *
dwd_rules_data_get (const char *file_name)
{
  static gsize registered;
  g_autofree char *path = g_strconcat (FOLDER, file_name, NULL);
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  if (g_once_init_enter (&registered))
    {
      dwd_rules_register_resource ();
      g_once_init_leave (&registered, 1);
    }

  bytes = g_resource_lookup_data (dwd_rules_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  if (bytes == NULL)
    g_error ("%s", error->message);

  return bytes;
}
