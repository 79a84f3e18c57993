/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwd-engine"

#include "config.h"

#include "dwd-engine-private.h"

/* One file for each account and organisation: what one may see never mixes with another's. */
static char *
dup_cache_path (DwdEngine  *self,
                DwdAccount *account)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *file_name = NULL;
  const char *parts[] = {
    dwd_account_get_server (account),
    dwd_account_get_user (account),
    dwd_account_get_organization (account),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_checksum_update (checksum, (const guchar *) parts[i], -1);
      g_checksum_update (checksum, (const guchar *) "\n", 1);
    }

  file_name = g_strdup_printf ("cache-%.16s.db", g_checksum_get_string (checksum));

  return g_build_filename (self->profile_dir, file_name, NULL);
}

/* An unknown zone is the server's mistake; UTC shows every time at a known offset. */
static DwdZone *
find_zone (const char *name)
{
  g_autoptr (GError) error = NULL;
  DwdZone *zone = NULL;

  if (name[0] != '\0')
    zone = dwd_zone_new (name, &error);
  if (zone != NULL)
    return zone;

  if (error != NULL)
    g_warning ("time zone %s: %s; UTC is used", name, error->message);

  return dwd_zone_new_utc ();
}

static void
outbox_changed_cb (DwdOutbox *outbox,
                   DwdEngine *self)
{
  _dwd_engine_update_status (self);
  _dwd_engine_queue_changed (self);
}

static void
reload_outbox_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DwdEngine *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!dwd_outbox_act_finish (DWD_OUTBOX (object), result, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  dwd_list_proxy_set_model (self->queue, dwd_outbox_get_list (self->outbox));
  _dwd_engine_update_status (self);
  _dwd_engine_queue_changed (self);
  g_task_return_boolean (task, TRUE);
}

static void
tell_of_opening (DwdEngine             *self,
                 const DwdStoreOpening *opening)
{
  if (opening->rebuilt)
    _dwd_engine_notice (self, DWD_FAILURE_STORAGE_CORRUPT, opening->aside);
}

static void
open_store_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  DwdEngine *self = g_task_get_source_object (task);
  DwdAccount *account = g_task_get_task_data (task);
  GError *error = NULL;
  DwdStoreOpening opening = { 0 };
  DwdStore *store = dwd_store_open_finish (result, &opening, &error);
  g_autoptr (DwdZone) site_zone = NULL;

  if (store == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_set_object (&self->account, account);
  self->store = store;
  g_clear_pointer (&self->zone, dwd_zone_unref);
  self->zone = find_zone (dwd_account_get_time_zone (account));
  site_zone = find_zone (dwd_account_get_site_time_zone (account));
  dwd_store_set_organization (store, dwd_account_get_organization (account));
  dwd_store_set_zones (store, self->zone, site_zone);

  _dwd_engine_watch_store (self);
  _dwd_engine_reload_board (self);

  self->outbox = dwd_outbox_new (store, self->clock);
  g_signal_connect_object (self->outbox, "changed", G_CALLBACK (outbox_changed_cb), self, 0);
  dwd_outbox_reload_async (self->outbox, reload_outbox_cb, g_object_ref (task));

  tell_of_opening (self, &opening);
  dwd_store_opening_clear (&opening);
}

void
_dwd_engine_open_cache_async (DwdEngine          *self,
                              DwdAccount         *account,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = dup_cache_path (self, account);

  g_task_set_source_tag (task, _dwd_engine_open_cache_async);
  g_task_set_task_data (task, g_object_ref (account), g_object_unref);
  dwd_store_open_async (path, cancellable, open_store_cb, g_object_ref (task));
}

gboolean
_dwd_engine_open_cache_finish (DwdEngine    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
close_store_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (dwd_store_close_finish (DWD_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Lets go of the account: its link, its lists, its board, and last its cache. */
void
_dwd_engine_close_cache_async (DwdEngine          *self,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (DwdStore) store = NULL;

  g_task_set_source_tag (task, _dwd_engine_close_cache_async);
  _dwd_engine_drop_link (self);
  _dwd_engine_stop_board (self);
  dwd_list_proxy_set_model (self->queue, NULL);
  g_clear_object (&self->outbox);
  store = g_steal_pointer (&self->store);
  self->needs_secret = FALSE;
  _dwd_engine_update_status (self);

  if (store != NULL)
    dwd_store_close_async (store, close_store_cb, g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

gboolean
_dwd_engine_close_cache_finish (DwdEngine    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
