/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-engine"

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "dwd-engine-private.h"

/*
 * profile.ini says who was signed in last, so that the right cache opens without a network. It never
 * holds a secret. Reading and writing happen on a thread: a home folder may lie on a slow network.
 */
#define PROFILE_FILE "profile.ini"
#define GROUP "account"

typedef struct
{
  char *path;            /* (owned) */
  char *dir;             /* (owned) */
  DwdAccount *account;   /* (owned) (nullable) */
} ProfileJob;

static void
profile_job_free (ProfileJob *job)
{
  g_free (job->path);
  g_free (job->dir);
  g_clear_object (&job->account);
  g_free (job);
}

static GTask *
new_profile_task (DwdEngine          *self,
                  DwdAccount         *account,
                  gpointer            source_tag,
                  GAsyncReadyCallback callback,
                  gpointer            user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  ProfileJob *job = g_new0 (ProfileJob, 1);

  job->dir = g_strdup (self->profile_dir);
  job->path = g_build_filename (self->profile_dir, PROFILE_FILE, NULL);
  if (account != NULL)
    job->account = g_object_ref (account);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, job, (GDestroyNotify) profile_job_free);

  return task;
}

static DwdFailure
failure_from_errno (int code)
{
  switch (code)
    {
    case ENOSPC:
    case EDQUOT:
      return DWD_FAILURE_STORAGE_FULL;

    default:
      return DWD_FAILURE_STORAGE_READ_ONLY;
    }
}

static DwdAccount *
read_account (GKeyFile *file)
{
  g_autofree char *server = g_key_file_get_string (file, GROUP, "server", NULL);
  g_autofree char *api_key = g_key_file_get_string (file, GROUP, "api-key", NULL);
  g_autofree char *user = g_key_file_get_string (file, GROUP, "user", NULL);
  g_autofree char *full_name = g_key_file_get_string (file, GROUP, "full-name", NULL);
  g_autofree char *organization = g_key_file_get_string (file, GROUP, "organization", NULL);
  g_autofree char *organization_name = g_key_file_get_string (file, GROUP, "organization-name", NULL);
  g_autofree char *role = g_key_file_get_string (file, GROUP, "role", NULL);
  g_autofree char *time_zone = g_key_file_get_string (file, GROUP, "time-zone", NULL);
  g_autofree char *site_time_zone = g_key_file_get_string (file, GROUP, "site-time-zone", NULL);
  g_autofree char *prefix = g_key_file_get_string (file, GROUP, "prefix", NULL);
  g_autofree char *site = g_key_file_get_string (file, GROUP, "site", NULL);
  DwdAccountFields fields = {
    .server = server,
    .api_key = api_key,
    .user = user,
    .full_name = full_name,
    .organization = organization,
    .organization_name = organization_name,
    .role = role,
    .time_zone = time_zone,
    .site_time_zone = site_time_zone,
    .prefix = prefix,
    .site = site,
    .can_write = g_key_file_get_boolean (file, GROUP, "can-write", NULL),
  };

  if (server == NULL || api_key == NULL || organization == NULL || prefix == NULL)
    return NULL;

  return dwd_account_new (&fields);
}

static void
load_profile_in_thread (GTask        *task,
                        gpointer      source_object,
                        gpointer      task_data,
                        GCancellable *cancellable)
{
  ProfileJob *job = task_data;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (job->dir, 0700) != 0)
    {
      int code = errno;

      g_task_return_new_error (task, DWD_ERROR, (int) failure_from_errno (code),
                               "the folder %s cannot be made: %s", job->dir, g_strerror (code));
      return;
    }

  if (g_key_file_load_from_file (file, job->path, G_KEY_FILE_NONE, &error))
    job->account = read_account (file);
  else if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_warning ("%s is not read: %s", job->path, error->message);

  g_task_return_boolean (task, TRUE);
}

void
_dwd_engine_load_profile_async (DwdEngine          *self,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = new_profile_task (self, NULL, _dwd_engine_load_profile_async,
                                             callback, user_data);

  g_task_run_in_thread (task, load_profile_in_thread);
}

/* @account: (out) (transfer full) (nullable): who was signed in last */
gboolean
_dwd_engine_load_profile_finish (DwdEngine    *self,
                                 GAsyncResult *result,
                                 DwdAccount  **account,
                                 GError      **error)
{
  ProfileJob *job = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  *account = g_steal_pointer (&job->account);

  return TRUE;
}

static void
save_profile_in_thread (GTask        *task,
                        gpointer      source_object,
                        gpointer      task_data,
                        GCancellable *cancellable)
{
  ProfileJob *job = task_data;
  DwdAccount *account = job->account;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (account == NULL)
    {
      if (g_unlink (job->path) != 0 && errno != ENOENT)
        g_task_return_new_error (task, DWD_ERROR, (int) failure_from_errno (errno),
                                 "%s cannot be removed", job->path);
      else
        g_task_return_boolean (task, TRUE);
      return;
    }

  g_key_file_set_string (file, GROUP, "server", dwd_account_get_server (account));
  g_key_file_set_string (file, GROUP, "api-key", dwd_account_get_api_key (account));
  g_key_file_set_string (file, GROUP, "user", dwd_account_get_user (account));
  g_key_file_set_string (file, GROUP, "full-name", dwd_account_get_full_name (account));
  g_key_file_set_string (file, GROUP, "organization", dwd_account_get_organization (account));
  g_key_file_set_string (file, GROUP, "organization-name",
                         dwd_account_get_organization_name (account));
  g_key_file_set_string (file, GROUP, "role", dwd_account_get_role (account));
  g_key_file_set_string (file, GROUP, "time-zone", dwd_account_get_time_zone (account));
  g_key_file_set_string (file, GROUP, "site-time-zone", dwd_account_get_site_time_zone (account));
  g_key_file_set_string (file, GROUP, "prefix", dwd_account_get_prefix (account));
  g_key_file_set_string (file, GROUP, "site", dwd_account_get_site (account));
  g_key_file_set_boolean (file, GROUP, "can-write", dwd_account_get_can_write (account));

  text = g_key_file_to_data (file, &length, NULL);
  if (g_file_set_contents_full (job->path, text, (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, DWD_ERROR,
                             g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC)
                               ? (int) DWD_FAILURE_STORAGE_FULL
                               : (int) DWD_FAILURE_STORAGE_READ_ONLY,
                             "%s", error->message);
}

/* @account: (nullable): %NULL forgets who was signed in */
void
_dwd_engine_save_profile_async (DwdEngine          *self,
                                DwdAccount         *account,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr (GTask) task = new_profile_task (self, account, _dwd_engine_save_profile_async,
                                             callback, user_data);

  g_task_run_in_thread (task, save_profile_in_thread);
}

gboolean
_dwd_engine_save_profile_finish (DwdEngine    *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
