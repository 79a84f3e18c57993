/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-store.h"

#include "db/dwd-db-connection.h"
#include "support/dwt-wait.h"

DwdStore *
dwt_store_try_open (const char      *path,
                    DwdStoreOpening *opening,
                    GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dwd_store_open_async (path, NULL, dwt_result_cb, &result);
  return dwd_store_open_finish (dwt_wait_result (&result), opening, error);
}

/* A write comes back behind all writes before it, the re-reading in another zone included. */
static void
wait_for_writes (DwtStore *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  dwd_store_set_setting_async (self->store, "barrier", NULL, dwt_result_cb, &result);
  g_assert_true (dwd_store_step_finish (self->store, dwt_wait_result (&result), NULL));
}

void
dwt_store_open (DwtStore *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdZone) organization = dwd_zone_new ("Asia/Almaty", NULL);
  g_autoptr (DwdZone) site = dwd_zone_new ("Asia/Almaty", NULL);

  self->store = dwt_store_try_open (self->path, &self->opening, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->store);
  dwd_store_set_zones (self->store, organization, site);
  dwd_store_set_organization (self->store, DWT_ORGANIZATION);
  wait_for_writes (self);
}

static gboolean
is_last_reference (gpointer data)
{
  return G_OBJECT (data)->ref_count == 1;
}

void
dwt_store_close (DwtStore *self)
{
  g_autoptr (GError) error = NULL;
  GAsyncResult *result = NULL;

  dwd_store_close_async (self->store, dwt_result_cb, &result);
  dwt_wait_result (&result);
  g_assert_true (dwd_store_close_finish (self->store, result, &error));
  g_assert_no_error (error);
  g_object_unref (result);
  /* The worker lets go of its tasks through the loop. */
  dwt_wait_until (is_last_reference, self->store);
  g_assert_finalize_object (g_steal_pointer (&self->store));
  dwd_store_opening_clear (&self->opening);
}

void
dwt_store_init (DwtStore *self)
{
  self->dir = dwt_make_dir ();
  self->path = g_build_filename (self->dir, "profile", "cache.db", NULL);
  self->opening = (DwdStoreOpening) { FALSE };
  dwt_store_open (self);
}

void
dwt_store_clear (DwtStore *self)
{
  if (self->store != NULL)
    dwt_store_close (self);
  g_free (self->path);
  dwt_remove_dir (self->dir);
}

gboolean
dwt_store_try_apply (DwtStore       *self,
                     DwdDoctype      doctype,
                     const char     *rows,
                     const char     *next_since,
                     gboolean        has_more,
                     gint64          token,
                     DwdApplyCounts *counts,
                     GError        **error)
{
  g_autofree char *text = g_strdup_printf ("{\"message\":{\"rows\":[%s],\"next_since\":\"%s\","
                                           "\"has_more\":%s}}", rows, next_since,
                                           has_more ? "true" : "false");
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;
  DwdFeedPage *page = dwd_feed_page_scan (bytes, error);

  g_assert_nonnull (page);
  dwd_store_apply_page_async (self->store, doctype, page, next_since, token, NULL, dwt_result_cb,
                              &result);
  return dwd_store_apply_page_finish (self->store, dwt_wait_result (&result), counts, error);
}

void
dwt_store_apply (DwtStore       *self,
                 DwdDoctype      doctype,
                 const char     *rows,
                 DwdApplyCounts *counts)
{
  g_autoptr (GError) error = NULL;

  dwt_store_try_apply (self, doctype, rows, "w1", FALSE, 0, counts, &error);
  g_assert_no_error (error);
}

void
dwt_store_delta (DwtStore       *self,
                 DwdDoctype      doctype,
                 const char     *row,
                 DwdApplyCounts *counts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  DwdFeedPage *page = dwd_feed_page_scan_row (row, strlen (row), &error);

  g_assert_no_error (error);
  dwd_store_apply_delta_async (self->store, doctype, page, NULL, dwt_result_cb, &result);
  dwd_store_apply_delta_finish (self->store, dwt_wait_result (&result), counts, &error);
  g_assert_no_error (error);
}

char *
dwt_feed_row (const char *name,
              const char *creation,
              const char *modified,
              const char *fields)
{
  return g_strdup_printf ("{\"name\":\"%s\",\"creation\":\"%s\",\"modified\":\"%s\",\"docstatus\":0,"
                          "\"deleted\":0,\"data\":{\"name\":\"%s\",\"creation\":\"%s\","
                          "\"modified\":\"%s\",\"organization\":\"" DWT_ORGANIZATION "\"%s%s}}",
                          name, creation, modified, name, creation, modified,
                          fields != NULL ? "," : "", fields != NULL ? fields : "");
}

char *
dwt_feed_tombstone (const char *name,
                    const char *creation,
                    const char *modified)
{
  return g_strdup_printf ("{\"name\":\"%s\",\"creation\":\"%s\",\"modified\":\"%s\",\"docstatus\":0,"
                          "\"data\":null,\"deleted\":1}", name, creation, modified);
}

char *
dwt_store_document (DwtStore   *self,
                    DwdDoctype  doctype,
                    const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  char *text = NULL;

  dwd_store_load_document_async (self->store, doctype, name, NULL, dwt_result_cb, &result);
  text = dwd_store_load_document_finish (self->store, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
  return text;
}

DwdJob *
dwt_store_job (DwtStore   *self,
               const char *name)
{
  const char *names[] = { name, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) jobs = NULL;

  dwd_store_load_jobs_async (self->store, names, NULL, dwt_result_cb, &result);
  jobs = dwd_store_load_jobs_finish (self->store, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
  return jobs->len > 0 ? g_object_ref (g_ptr_array_index (jobs, 0)) : NULL;
}

char *
dwt_store_watermark (DwtStore  *self,
                     DwdDoctype doctype)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_auto (GStrv) watermarks = NULL;

  dwd_store_load_watermarks_async (self->store, dwt_result_cb, &result);
  watermarks = dwd_store_load_watermarks_finish (self->store, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
  return g_strdup (watermarks[doctype]);
}

gint64
dwt_store_begin_resync (DwtStore  *self,
                        DwdDoctype doctype)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gint64 token = 0;

  dwd_store_begin_resync_async (self->store, doctype, dwt_result_cb, &result);
  token = dwd_store_begin_resync_finish (self->store, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
  return token;
}

void
dwt_store_end_resync (DwtStore  *self,
                      DwdDoctype doctype,
                      gint64     token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  dwd_store_end_resync_async (self->store, doctype, token, dwt_result_cb, &result);
  dwd_store_step_finish (self->store, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
}

GPtrArray *
dwt_store_query (DwtStore   *self,
                 DwdDoctype  doctype,
                 const char *where,
                 const char *order,
                 GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dwd_store_query_async (self->store, doctype, where, order, 0, NULL, dwt_result_cb, &result);
  return dwd_store_query_finish (self->store, dwt_wait_result (&result), error);
}

gint64
dwt_file_number (const char *path,
                 const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdDb) db = dwd_db_open (path, DWD_DB_READER, &error);
  gint64 number = 0;

  g_assert_no_error (error);
  dwd_db_query_int (db, sql, -1, &number, &error);
  g_assert_no_error (error);
  return number;
}

void
dwt_file_exec (const char *path,
               const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DwdDb) db = dwd_db_open (path, DWD_DB_WRITER, &error);

  g_assert_no_error (error);
  dwd_db_exec (db, sql, &error);
  g_assert_no_error (error);
}
