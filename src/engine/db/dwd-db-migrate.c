/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-db"

#include "config.h"

#include "dwd-db-migrate.h"

typedef struct
{
  gint64 number;
  char *path;
} Step;

static void
step_clear (gpointer data)
{
  Step *step = data;

  g_free (step->path);
}

static int
step_compare (gconstpointer a,
              gconstpointer b)
{
  const Step *left = a;
  const Step *right = b;

  return (left->number > right->number) - (left->number < right->number);
}

static GArray *
list_steps (GResource  *resource,
            const char *directory,
            GError    **error)
{
  g_auto (GStrv) names = g_resource_enumerate_children (resource, directory, 0, error);
  GArray *steps = NULL;

  if (names == NULL)
    return NULL;

  steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_array_set_clear_func (steps, step_clear);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      Step step = { g_ascii_strtoll (names[i], NULL, 10), NULL };

      if (step.number <= 0)
        continue;
      step.path = g_build_path ("/", directory, names[i], NULL);
      g_array_append_val (steps, step);
    }
  g_array_sort (steps, step_compare);
  return steps;
}

static gboolean
run_step (DwdDb      *db,
          GResource  *resource,
          const Step *step,
          GError    **error)
{
  g_autoptr (GBytes) sql = g_resource_lookup_data (resource, step->path, 0, error);
  g_autofree char *version = NULL;

  if (sql == NULL)
    return FALSE;

  g_debug ("migrating %s: step %" G_GINT64_FORMAT, dwd_db_get_path (db), step->number);
  version = g_strdup_printf ("PRAGMA user_version=%" G_GINT64_FORMAT, step->number);
  if (!dwd_db_begin (db, TRUE, error))
    return FALSE;
  /* Resource data is NUL-terminated behind its length. */
  if (dwd_db_exec (db, g_bytes_get_data (sql, NULL), error) &&
      dwd_db_exec (db, version, error) &&
      dwd_db_commit (db, error))
    return TRUE;

  dwd_db_rollback (db);
  return FALSE;
}

gboolean
dwd_db_get_version (DwdDb   *db,
                    gint64  *version,
                    GError **error)
{
  return dwd_db_query_int (db, "PRAGMA user_version", 0, version, error);
}

gboolean
dwd_db_migrate (DwdDb      *db,
                GResource  *resource,
                const char *directory,
                GError    **error)
{
  g_autoptr (GArray) steps = list_steps (resource, directory, error);
  gint64 version = 0;
  gint64 newest = 0;

  if (steps == NULL || !dwd_db_get_version (db, &version, error))
    return FALSE;

  newest = steps->len > 0 ? g_array_index (steps, Step, steps->len - 1).number : 0;
  if (version > newest)
    {
      dwd_error_set (error, DWD_FAILURE_STORAGE_NEWER,
                     "%s has schema %" G_GINT64_FORMAT ", this version knows %" G_GINT64_FORMAT,
                     dwd_db_get_path (db), version, newest);
      return FALSE;
    }

  for (guint i = 0; i < steps->len; i++)
    {
      const Step *step = &g_array_index (steps, Step, i);

      if (step->number > version && !run_step (db, resource, step, error))
        return FALSE;
    }
  return TRUE;
}
