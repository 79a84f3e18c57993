/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwc-console"

#include "config.h"

#include "dwc-prefs.h"

/* A program run from its build tree is not installed, and neither is its schema. */
static GSettingsSchemaSource *
open_build_tree_schemas (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *schemas = NULL;

  if (program == NULL)
    return NULL;

  folder = g_path_get_dirname (program);
  schemas = g_build_filename (folder, "..", "..", "data", NULL);

  return g_settings_schema_source_new_from_directory (schemas, NULL, TRUE, NULL);
}

/**
 * dwc_prefs_open:
 *
 * A missing schema would end the program inside GSettings, so it is looked up first.
 *
 * Returns: (transfer full) (nullable): the preferences, or %NULL when their schema is nowhere
 */
GSettings *
dwc_prefs_open (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);

  if (schema == NULL)
    {
      g_autoptr (GSettingsSchemaSource) build_tree = open_build_tree_schemas ();

      if (build_tree != NULL)
        schema = g_settings_schema_source_lookup (build_tree, APPLICATION_ID, FALSE);
    }

  if (schema == NULL)
    {
      g_warning ("The settings schema %s is not installed; preferences are not kept", APPLICATION_ID);
      return NULL;
    }

  return g_settings_new_full (schema, NULL, NULL);
}
