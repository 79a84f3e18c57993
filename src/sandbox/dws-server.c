/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-server-private.h"

#include "dws-problem.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define DEFAULT_RETENTION_DAYS 30
#define OPERATION_RETENTION_US (30 * DWD_USEC_PER_DAY)
#define DEFAULT_PING_INTERVAL_MS 25000
#define DEFAULT_PING_TIMEOUT_MS 20000
#define TICK_MS 50
#define PURGE_EVERY_US DWD_USEC_PER_HOUR
#define SAVE_CLOCK_EVERY_US (5 * G_USEC_PER_SEC)

G_DEFINE_TYPE_WITH_CODE (DwsServer, dws_server, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (DWS_TYPE_WORLD, dws_server_world_init))

static gboolean
counts_alike (const DwsWrite *one,
              const DwsWrite *two)
{
  return one->kind == two->kind && one->row->schema == two->row->schema &&
         strcmp (one->row->org, two->row->org) == 0;
}

static void
count_writes (DwsServer *self,
              GPtrArray *writes)
{
  for (guint i = 0, n = 1; i < writes->len; i++, n++)
    {
      const DwsWrite *write = g_ptr_array_index (writes, i);

      if (i + 1 < writes->len && counts_alike (write, g_ptr_array_index (writes, i + 1)))
        continue;

      dws_metrics_add (self->metrics, DWS_METRIC_SYNC_DELTAS, n,
                       "doctype", write->row->schema->name, "org", write->row->org,
                       "operation", dwd_op_kind_to_string (write->kind), NULL);
      n = 0;
    }
}

/**
 * dws_server_publish:
 * @writes: (element-type DwsWrite): what a transaction has made durable
 */
void
dws_server_publish (DwsServer *self,
                    GPtrArray *writes)
{
  guint changed_signal = g_signal_lookup ("document-changed", DWS_TYPE_WORLD);

  count_writes (self, writes);

  for (guint i = 0; i < writes->len; i++)
    {
      const DwsWrite *write = g_ptr_array_index (writes, i);
      const DwsRow *row = write->row;

      /* Positions have an event of their own. */
      if (row->schema->doctype != DWD_DOCTYPE_TECHNICIAN_LOCATION)
        dws_realtime_send_delta (self->realtime, row);
      if (write->follows)
        dws_realtime_send_refresh (self->realtime, row);
      if (row->schema->doctype == DWD_DOCTYPE_NOTIFICATION && row->for_user != NULL &&
          row->data != NULL && write->kind == DWD_OP_INSERT)
        dws_realtime_send_to_user (self->realtime, row->for_user, "notification", row->data);
    }

  if (!g_signal_has_handler_pending (self, changed_signal, 0, FALSE))
    return;

  for (guint i = 0; i < writes->len; i++)
    {
      const DwsWrite *write = g_ptr_array_index (writes, i);
      g_autoptr (JsonNode) node = write->row->data == NULL ? NULL :
                                  json_from_string (write->row->data, NULL);

      g_signal_emit (self, changed_signal, 0, write->row->schema->name, write->row->name,
                     node == NULL ? NULL : json_node_get_object (node), write->user);
    }
}

static guint64
load_generation (DwsServer *self)
{
  g_autofree char *text = dws_store_dup_meta (self->store, "generation");

  return text == NULL ? 1 : g_ascii_strtoull (text, NULL, 10);
}

/**
 * dws_server_expire_watermarks:
 *
 * Every watermark given out so far is too old from now on.
 */
gboolean
dws_server_expire_watermarks (DwsServer *self,
                              GError   **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, self->watermark_generation + 1);

  if (!dws_store_set_meta (self->store, "generation", text, error))
    return FALSE;

  self->watermark_generation++;
  return TRUE;
}

void
dws_server_apply_skew (DwsServer *self)
{
  dws_clock_set_skew (self->clock,
                      (gint64) (dws_faults_get_skew (self->faults) * DWD_USEC_PER_SEC));
}

/**
 * dws_server_purge:
 *
 * Forgets tombstones older than the retention and operations older than 30 days.
 */
gboolean
dws_server_purge (DwsServer *self,
                  GError   **error)
{
  gint64 now_us = dws_clock_get_now (self->clock);

  self->next_purge_us = now_us + PURGE_EVERY_US;

  return dws_store_purge (self->store,
                          now_us - (gint64) self->retention_days * DWD_USEC_PER_DAY,
                          now_us - OPERATION_RETENTION_US, error);
}

static void
save_clock (DwsServer *self)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, dws_clock_get_now (self->clock));
  g_autoptr (GError) error = NULL;

  self->next_save_us = g_get_monotonic_time () + SAVE_CLOCK_EVERY_US;
  if (!dws_store_set_meta (self->store, "clock", text, &error))
    g_warning ("The clock was not saved: %s", error->message);
}

static gboolean
tick_cb (gpointer user_data)
{
  DwsServer *self = user_data;
  gint64 now_us;
  g_autoptr (GError) error = NULL;

  dws_server_apply_skew (self);
  now_us = dws_clock_get_now (self->clock);
  if (now_us >= self->next_purge_us && !dws_server_purge (self, &error))
    g_warning ("Old tombstones were not purged: %s", error->message);
  if (g_get_monotonic_time () >= self->next_save_us)
    save_clock (self);
  if (self->simulation != NULL)
    dws_simulation_advance (self->simulation, now_us);

  return G_SOURCE_CONTINUE;
}

/**
 * dws_server_later:
 * @destroy: (nullable): for @data, also where the server stops before
 *
 * Does something in a while, unless the server has stopped by then.
 */
void
dws_server_later (DwsServer     *self,
                  guint          delay_ms,
                  GSourceFunc    function,
                  gpointer       data,
                  GDestroyNotify destroy)
{
  GSource *source = g_timeout_source_new (delay_ms);

  for (guint i = self->later->len; i > 0; i--)
    {
      if (g_source_is_destroyed (g_ptr_array_index (self->later, i - 1)))
        g_ptr_array_remove_index_fast (self->later, i - 1);
    }

  g_source_set_callback (source, function, data, destroy);
  g_source_attach (source, self->context);
  g_ptr_array_add (self->later, source);
}

static void
drop_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

typedef struct
{
  DwsServer *server;
  DwsRequest *request;
} Delayed;

static void
delayed_free (gpointer data)
{
  Delayed *delayed = data;

  dws_request_unref (delayed->request);
  g_free (delayed);
}

static void
dispatch (DwsServer  *self,
          DwsRequest *request)
{
  if (request->plan.status != 0)
    dws_request_answer_status (request, request->plan.status);
  else
    dws_router_handle (self, request);
}

static gboolean
delayed_cb (gpointer user_data)
{
  Delayed *delayed = user_data;

  dispatch (delayed->server, delayed->request);

  return G_SOURCE_REMOVE;
}

static void
dispatch_later (DwsServer  *self,
                DwsRequest *request,
                guint       delay_ms)
{
  Delayed *delayed = g_new0 (Delayed, 1);

  delayed->server = self;
  delayed->request = dws_request_ref (request);
  dws_server_later (self, delay_ms, delayed_cb, delayed, delayed_free);
  dws_request_pause (request);
}

static void
request_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  DwsServer *self = user_data;
  g_autoptr (DwsRequest) request = NULL;

  /* Refused for its size already. */
  if (soup_server_message_get_status (message) != 0)
    return;

  request = dws_request_new (message, path, self->clock, self->metrics);

  /* The control paths stay reliable, else no fault could be taken back. */
  if (!g_str_has_prefix (path, "/sandbox/"))
    dws_faults_plan (self->faults, path, &request->plan);

  if (request->plan.latency_ms > 0)
    dispatch_later (self, request, request->plan.latency_ms);
  else
    dispatch (self, request);
}

static void
refuse_body (SoupServerMessage *message)
{
  static const char html[] = "<!doctype html>\n<title>413 Request Entity Too Large</title>\n"
                             "<h1>Request Entity Too Large</h1>\n";

  soup_server_message_set_status (message, 413, NULL);
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_STATIC,
                                    html, sizeof html - 1);
}

/* A body that grows beyond the limit is not kept, whatever its headers promised. */
static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              gpointer           user_data)
{
  gsize *received = user_data;

  *received += g_bytes_get_size (chunk);
  if (*received > DWS_MAX_BODY)
    {
      SoupMessageBody *body = soup_server_message_get_request_body (message);

      soup_message_body_set_accumulate (body, FALSE);
      soup_message_body_truncate (body);
      if (soup_server_message_get_status (message) == 0)
        refuse_body (message);
    }
}

static void
early_cb (SoupServer        *soup,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      soup_message_headers_get_content_length (headers) > DWS_MAX_BODY)
    {
      soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
      refuse_body (message);
      return;
    }

  g_signal_connect_data (message, "got-chunk", G_CALLBACK (got_chunk_cb), g_new0 (gsize, 1),
                         (GClosureNotify) (GCallback) g_free, 0);
}

static gboolean
listen (DwsServer *self,
        GError   **error)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (self->address);
  g_autoptr (GSocketAddress) address = NULL;
  GSList *uris;

  if (inet == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s is no address",
                   self->address);
      return FALSE;
    }

  address = g_inet_socket_address_new (inet, (guint16) self->port);
  if (!soup_server_listen (self->soup, address, 0, error))
    return FALSE;

  uris = soup_server_get_uris (self->soup);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  g_free (self->url);
  self->url = strchr (self->address, ':') != NULL ?
              g_strdup_printf ("http://[%s]:%u", self->address, self->port) :
              g_strdup_printf ("http://%s:%u", self->address, self->port);
  return TRUE;
}

static gboolean
restart_cb (gpointer user_data)
{
  DwsServer *self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->restart, g_source_unref);
  if (!listen (self, &error))
    {
      g_warning ("Not listening again yet: %s", error->message);
      dws_server_stop_for (self, 0.2);
    }

  return G_SOURCE_REMOVE;
}

static gboolean
close_everything_cb (gpointer user_data)
{
  DwsServer *self = user_data;

  soup_server_disconnect (self->soup);
  dws_realtime_drop_all (self->realtime);

  return G_SOURCE_REMOVE;
}

/**
 * dws_server_stop_for:
 *
 * A full stop: every connection breaks and no new one is taken until the time is over.
 */
void
dws_server_stop_for (DwsServer *self,
                     double     seconds)
{
  /* Not under the feet of the request that asks for it. */
  dws_server_later (self, 0, close_everything_cb, self, NULL);

  if (self->restart != NULL)
    {
      g_source_destroy (self->restart);
      g_source_unref (self->restart);
    }
  self->restart = g_timeout_source_new ((guint) (seconds * 1000));
  g_source_set_callback (self->restart, restart_cb, self, NULL);
  g_source_attach (self->restart, self->context);
}

static gboolean
open_data (DwsServer *self,
           GError   **error)
{
  g_autofree char *path = NULL;

  if (self->data_dir == NULL)
    {
      self->data_dir = g_dir_make_tmp ("dartwing-sandbox-XXXXXX", error);
      if (self->data_dir == NULL)
        return FALSE;
      self->temporary = TRUE;
    }
  else if (g_mkdir_with_parents (self->data_dir, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   "%s: %s", self->data_dir, g_strerror (errno));
      return FALSE;
    }

  path = g_build_filename (self->data_dir, "sandbox.db", NULL);
  self->store = dws_store_open (path, error);

  return self->store != NULL;
}

/* A restart goes on where the last run ended, and never before its last write. */
static gboolean
open_clock (DwsServer *self,
            GError   **error)
{
  g_autoptr (DwdZone) zone = dwd_zone_new (DWS_SITE_ZONE, error);
  g_autofree char *saved = NULL;
  gint64 start_us = self->start_us;
  gint64 last_us = 0;
  DwdStatement *statement;

  if (zone == NULL)
    return FALSE;

  if (start_us == 0)
    start_us = g_get_real_time ();
  saved = dws_store_dup_meta (self->store, "clock");
  if (saved != NULL)
    start_us = g_ascii_strtoll (saved, NULL, 10);
  self->clock = dws_clock_new (start_us, self->speed, zone);

  statement = dwd_db_prepare (dws_store_get_db (self->store),
                              "SELECT modified FROM documents ORDER BY seq DESC LIMIT 1", error);
  if (statement == NULL)
    return FALSE;
  if (dwd_statement_step (statement, NULL) == DWD_STEP_ROW &&
      dws_clock_parse_site (self->clock, dwd_statement_get_text (statement, 0, NULL), &last_us) &&
      last_us > start_us && saved != NULL)
    dws_clock_set_now (self->clock, last_us);
  dwd_statement_reset (statement);

  return TRUE;
}

static gboolean
open_city (DwsServer *self,
           GError   **error)
{
  g_autofree char *cache = NULL;

  if (self->city_dir == NULL)
    return TRUE;

  self->city = dws_city_load (self->city_dir, error);
  if (self->city == NULL)
    return FALSE;

  cache = g_build_filename (self->data_dir, "tiles", NULL);
  self->tiles = dws_tiles_new (self->city, self->city_dir, self->temporary ? NULL : cache);

  return TRUE;
}

static gboolean
move_in (DwsServer *self,
         GError   **error)
{
  DwsSimulationOptions options = { self->seed, self->scale, dws_clock_get_now (self->clock) };

  if (self->simulate && self->city != NULL)
    {
      self->simulation = dws_simulation_new (self->city, DWS_WORLD (self), &options);
      if (!dws_simulation_populate (self->simulation, error))
        return FALSE;
    }
  else if (!self->empty && !dws_sample_populate (self, error))
    {
      return FALSE;
    }

  return dws_sample_ensure_organizations (self, error);
}

/* Half a city would look like a whole one the next time. */
static gboolean
populate (DwsServer *self,
          GError   **error)
{
  g_autoptr (GPtrArray) writes = NULL;
  gboolean fine;

  if (!dws_writer_begin (self->writer, TRUE, error))
    return FALSE;

  self->bulk = TRUE;
  fine = move_in (self, error);
  self->bulk = FALSE;
  if (!fine)
    {
      dws_writer_rollback (self->writer);
      return FALSE;
    }

  writes = dws_writer_commit (self->writer, error);

  return writes != NULL &&
         (self->n_documents == 0 || dws_sample_generate (self, self->n_documents, error));
}

static gboolean
open_parts (DwsServer *self,
            GError   **error)
{
  self->later = g_ptr_array_new_with_free_func (drop_source);
  self->metrics = dws_metrics_new ();
  self->reported = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  self->faults = dws_faults_new (self->seed);
  if (!dws_faults_add_flags (self->faults, (const char *const *) self->fault_flags, error) ||
      !open_data (self, error) || !open_clock (self, error))
    return FALSE;

  self->users = dws_users_new (self->store, error);
  if (self->users == NULL)
    return FALSE;

  self->writer = dws_writer_new (self->store, self->clock, self->users);
  self->watermark_generation = load_generation (self);

  /* Raw paths: names may hold slashes. */
  self->soup = soup_server_new ("server-header", "dartwing-sandbox", "raw-paths", TRUE, NULL);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, request_cb, self, NULL);
  self->realtime = dws_realtime_new (self->soup, self->store, self->users, self->faults,
                                     self->metrics, self->ping_interval_ms,
                                     self->ping_timeout_ms);

  return open_city (self, error) && populate (self, error) && dws_server_purge (self, error);
}

/**
 * dws_server_start:
 *
 * Opens the data, fills it where it is new, and listens. The thread-default context of the caller
 * is the server's.
 */
gboolean
dws_server_start (DwsServer *self,
                  GError   **error)
{
  g_return_val_if_fail (self->context == NULL, FALSE);

  self->context = g_main_context_ref_thread_default ();
  if (!open_parts (self, error) || !listen (self, error))
    {
      dws_server_stop (self);
      return FALSE;
    }

  save_clock (self);
  self->tick = g_timeout_source_new (TICK_MS);
  g_source_set_callback (self->tick, tick_cb, self, NULL);
  g_source_attach (self->tick, self->context);

  return TRUE;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }

  g_rmdir (path);
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/**
 * dws_server_stop:
 *
 * Closes every connection and the data. Safe to call on a server that never started.
 */
void
dws_server_stop (DwsServer *self)
{
  clear_source (&self->tick);
  clear_source (&self->restart);
  g_clear_pointer (&self->later, g_ptr_array_unref);
  g_clear_object (&self->simulation);

  g_clear_pointer (&self->realtime, dws_realtime_free);
  if (self->soup != NULL)
    soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);

  if (self->store != NULL && self->clock != NULL)
    save_clock (self);
  g_clear_pointer (&self->writer, dws_writer_free);
  g_clear_pointer (&self->users, dws_users_free);
  g_clear_pointer (&self->lists, dwd_db_close);
  g_clear_pointer (&self->store, dws_store_close);
  g_clear_object (&self->tiles);
  g_clear_object (&self->city);
  g_clear_pointer (&self->reported, g_hash_table_unref);
  g_clear_pointer (&self->faults, dws_faults_free);
  g_clear_pointer (&self->metrics, dws_metrics_free);
  g_clear_pointer (&self->clock, dws_clock_free);
  g_clear_pointer (&self->context, g_main_context_unref);

  if (self->temporary)
    {
      remove_tree (self->data_dir);
      g_clear_pointer (&self->data_dir, g_free);
      self->temporary = FALSE;
    }
}

static void
dws_server_finalize (GObject *object)
{
  DwsServer *self = DWS_SERVER (object);

  dws_server_stop (self);
  g_free (self->address);
  g_free (self->data_dir);
  g_free (self->city_dir);
  g_free (self->url);
  g_strfreev (self->fault_flags);

  G_OBJECT_CLASS (dws_server_parent_class)->finalize (object);
}

static void
dws_server_class_init (DwsServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = dws_server_finalize;
}

static void
dws_server_init (DwsServer *self)
{
}

/**
 * dws_server_new:
 *
 * Returns: (transfer full): a server that does not run yet
 */
DwsServer *
dws_server_new (const DwsServerOptions *options)
{
  DwsServer *self = g_object_new (DWS_TYPE_SERVER, NULL);

  self->address = g_strdup (options->address != NULL ? options->address : "127.0.0.1");
  self->port = options->port;
  self->data_dir = g_strdup (options->data_dir);
  self->city_dir = g_strdup (options->city_dir);
  self->fault_flags = g_strdupv ((char **) options->faults);
  self->speed = options->speed < 0 ? 0 : options->speed > 0 ? options->speed : 1;
  self->seed = options->seed;
  self->start_us = options->start_us;
  self->scale = options->scale == 0 ? 1 : options->scale;
  self->simulate = options->simulate;
  self->empty = options->empty;
  self->n_documents = options->n_documents;
  self->n_document_days = MAX (options->n_document_days, 1);
  self->retention_days = options->retention_days == 0 ? DEFAULT_RETENTION_DAYS :
                         options->retention_days;
  self->ping_interval_ms = options->ping_interval_ms == 0 ? DEFAULT_PING_INTERVAL_MS :
                           options->ping_interval_ms;
  self->ping_timeout_ms = options->ping_timeout_ms == 0 ? DEFAULT_PING_TIMEOUT_MS :
                          options->ping_timeout_ms;

  return self;
}

guint
dws_server_get_port (DwsServer *self)
{
  return self->port;
}

/**
 * dws_server_get_url:
 *
 * Returns: (transfer none) (nullable): "http://127.0.0.1:PORT" once it listens
 */
const char *
dws_server_get_url (DwsServer *self)
{
  return self->url;
}
