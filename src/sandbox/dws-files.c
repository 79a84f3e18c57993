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

#define MAX_NAME_LENGTH 140

/* A form as it came, and what the upload asks for. */
typedef struct
{
  GHashTable *values;        /* (owned): the plain parts */
  GBytes *content;           /* (owned) (nullable) */
  char *file_name;           /* (owned) (nullable) */
  char *content_type;        /* (owned) (nullable) */
  char *org;                 /* (owned) (nullable) */
  char *hash;                /* (owned) (nullable) */
} Upload;

static void
upload_clear (Upload *upload)
{
  g_clear_pointer (&upload->values, g_hash_table_unref);
  g_clear_pointer (&upload->content, g_bytes_unref);
  g_free (upload->file_name);
  g_free (upload->content_type);
  g_free (upload->org);
  g_free (upload->hash);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Upload, upload_clear)

static gboolean
is_true (const char *text)
{
  return g_strcmp0 (text, "1") == 0 || (text != NULL && g_ascii_strcasecmp (text, "true") == 0);
}

static void
read_part (SoupMultipart *multipart,
           int            i,
           Upload        *upload)
{
  SoupMessageHeaders *headers = NULL;
  GBytes *body = NULL;
  g_autofree char *disposition = NULL;
  g_autoptr (GHashTable) params = NULL;
  const char *name;
  const char *file_name;

  if (!soup_multipart_get_part (multipart, i, &headers, &body) ||
      !soup_message_headers_get_content_disposition (headers, &disposition, &params) ||
      params == NULL)
    return;

  name = g_hash_table_lookup (params, "name");
  file_name = g_hash_table_lookup (params, "filename");
  if (name == NULL)
    return;

  if (strcmp (name, "file") == 0)
    {
      g_clear_pointer (&upload->content, g_bytes_unref);
      upload->content = g_bytes_ref (body);
      g_free (upload->file_name);
      upload->file_name = g_strdup (file_name);
      g_free (upload->content_type);
      upload->content_type = g_strdup (soup_message_headers_get_content_type (headers, NULL));
    }
  else
    {
      gsize length = 0;
      const char *text = g_bytes_get_data (body, &length);

      if (length < 4096 && text != NULL && g_utf8_validate (text, (gssize) length, NULL))
        g_hash_table_insert (upload->values, g_strdup (name), g_strndup (text, length));
    }
}

/* No path, no control characters: a name to show and to save under. */
static char *
clean_file_name (const char *name)
{
  g_autofree char *base = name == NULL ? g_strdup ("file") : g_path_get_basename (name);
  GString *out = g_string_new (NULL);

  if (!g_utf8_validate (base, -1, NULL))
    {
      g_free (base);
      base = g_strdup ("file");
    }

  for (const char *p = base; *p != '\0' && out->len < MAX_NAME_LENGTH - 8; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iscntrl (c) && strchr ("/\\?#%<>\"", (int) (c < 128 ? c : 'a')) == NULL)
        g_string_append_unichar (out, c);
    }

  if (out->len == 0 || out->str[0] == '.')
    g_string_prepend (out, "file");

  return g_string_free (out, FALSE);
}

static gboolean
read_form (DwsRequest *request,
           Upload     *upload,
           GError    **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  SoupMultipart *multipart = soup_multipart_new_from_message (headers,
                                                              dws_request_get_body (request));
  const char *wanted;
  char *clean;

  upload->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (multipart != NULL)
    {
      for (int i = 0; i < soup_multipart_get_length (multipart); i++)
        read_part (multipart, i, upload);
      soup_multipart_free (multipart);
    }

  if (upload->content == NULL)
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "file", "The form holds no file");
      return FALSE;
    }
  if (g_bytes_get_size (upload->content) > DWS_MAX_UPLOAD)
    {
      dws_problem_set (error, DWS_PROBLEM_TOO_LARGE, "file", "The file is larger than 25 MiB");
      return FALSE;
    }

  wanted = g_hash_table_lookup (upload->values, "file_name");
  clean = clean_file_name (wanted != NULL ? wanted : upload->file_name);
  g_free (upload->file_name);
  upload->file_name = clean;
  upload->hash = g_compute_checksum_for_bytes (G_CHECKSUM_MD5, upload->content);

  return TRUE;
}

/* The file belongs where its document does; without one to the caller's first organisation. */
static gboolean
find_org (DwsServer  *self,
          DwsRequest *request,
          Upload     *upload,
          GError    **error)
{
  const char *doctype = g_hash_table_lookup (upload->values, "doctype");
  const char *name = g_hash_table_lookup (upload->values, "docname");
  const DwsMembership *membership = NULL;
  g_auto (DwsRow) row = { 0 };
  gboolean found = FALSE;

  if (doctype != NULL && name != NULL)
    {
      const DwsSchema *schema = dws_schema_from_name (doctype);

      if (schema != NULL &&
          !dws_store_find (self->store, schema, name, &row, &found, error))
        return FALSE;
      if (!found || row.data == NULL)
        {
          dws_problem_set (error, DWS_PROBLEM_NOT_FOUND, NULL, "%s %s not found", doctype, name);
          return FALSE;
        }
      membership = dws_user_find_org (request->user, row.org);
    }
  else if (request->user->memberships->len > 0)
    {
      membership = g_ptr_array_index (request->user->memberships, 0);
    }

  if (membership == NULL || !membership->can_write)
    {
      dws_problem_set (error, DWS_PROBLEM_PERMISSION, NULL, "No permission for File");
      return FALSE;
    }

  upload->org = g_strdup (membership->org);
  return TRUE;
}

/* The URL that this content has already, or a free one. */
static char *
choose_url (DwsServer *self,
            Upload    *upload,
            gboolean   is_private,
            GError   **error)
{
  const char *folder = is_private ? "/private/files" : "/files";
  g_autofree char *url = g_strdup_printf ("%s/%s", folder, upload->file_name);
  DwdStatement *statement = dwd_db_prepare (dws_store_get_db (self->store),
                                            "SELECT file_url FROM files WHERE content_hash=?1 "
                                            "AND is_private=?2 AND org=?3 LIMIT 1", error);
  char *same = NULL;
  const char *dot;

  if (statement == NULL)
    return NULL;
  dwd_statement_bind_text (statement, 1, upload->hash, -1);
  dwd_statement_bind_int (statement, 2, is_private);
  dwd_statement_bind_text (statement, 3, upload->org, -1);
  if (dwd_statement_step (statement, NULL) == DWD_STEP_ROW)
    same = dwd_statement_dup_text (statement, 0);
  dwd_statement_reset (statement);
  if (same != NULL)
    return same;

  statement = dwd_db_prepare (dws_store_get_db (self->store),
                              "SELECT 1 FROM files WHERE file_url=?1 LIMIT 1", error);
  if (statement == NULL)
    return NULL;
  dwd_statement_bind_text (statement, 1, url, -1);
  if (dwd_statement_step (statement, NULL) != DWD_STEP_ROW)
    {
      dwd_statement_reset (statement);
      return g_steal_pointer (&url);
    }
  dwd_statement_reset (statement);

  /* Another content under that name: its hash and its organisation tell them apart. */
  dot = strrchr (upload->file_name, '.');
  return g_strdup_printf ("%s/%.*s%.8s-%s%s", folder,
                          (int) (dot == NULL ? strlen (upload->file_name) :
                                 (gsize) (dot - upload->file_name)),
                          upload->file_name, upload->hash, upload->org,
                          dot == NULL ? "" : dot);
}

static char *
dup_content_path (DwsServer  *self,
                  const char *hash)
{
  return g_build_filename (self->data_dir, "files", hash, NULL);
}

static gboolean
save_content (DwsServer *self,
              Upload    *upload,
              GError   **error)
{
  g_autofree char *path = dup_content_path (self, upload->hash);
  g_autofree char *folder = g_path_get_dirname (path);
  gsize length = 0;
  const char *data = g_bytes_get_data (upload->content, &length);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", folder,
                   g_strerror (errno));
      return FALSE;
    }

  return g_file_set_contents_full (path, data == NULL ? "" : data, (gssize) length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

static gboolean
insert_file (DwsServer  *self,
             DwsRequest *request,
             Upload     *upload,
             const char *name,
             const char *url,
             const char *creation,
             GError    **error)
{
  DwdStatement *statement = dwd_db_prepare (dws_store_get_db (self->store),
                                            "INSERT INTO files (name, file_name, file_url, "
                                            "is_private, file_size, content_hash, content_type, "
                                            "attached_to_doctype, attached_to_name, org, owner, "
                                            "creation) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
                                            "?10, ?11, ?12)", error);

  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_text (statement, 1, name, -1);
  dwd_statement_bind_text (statement, 2, upload->file_name, -1);
  dwd_statement_bind_text (statement, 3, url, -1);
  dwd_statement_bind_int (statement, 4, g_str_has_prefix (url, "/private/"));
  dwd_statement_bind_int (statement, 5, (gint64) g_bytes_get_size (upload->content));
  dwd_statement_bind_text (statement, 6, upload->hash, -1);
  dwd_statement_bind_text (statement, 7, upload->content_type == NULL ?
                           "application/octet-stream" : upload->content_type, -1);
  dwd_statement_bind_text (statement, 8, g_hash_table_lookup (upload->values, "doctype"), -1);
  dwd_statement_bind_text (statement, 9, g_hash_table_lookup (upload->values, "docname"), -1);
  dwd_statement_bind_text (statement, 10, upload->org, -1);
  dwd_statement_bind_text (statement, 11, request->user->user, -1);
  dwd_statement_bind_text (statement, 12, creation, -1);

  return dwd_statement_run (statement, error);
}

static void
append_member (GString    *out,
               const char *key,
               const char *text)
{
  if (text == NULL)
    return;

  g_string_append_printf (out, ",\"%s\":", key);
  dwd_json_append_string (out, text, -1);
}

static GString *
store_upload (DwsServer  *self,
              DwsRequest *request,
              Upload     *upload,
              GError    **error)
{
  gboolean is_private = is_true (g_hash_table_lookup (upload->values, "is_private"));
  g_autofree char *url = choose_url (self, upload, is_private, error);
  g_autofree char *name = dws_value_new_row_name ();
  g_autofree char *creation = dws_clock_format_site (self->clock, dws_clock_get_now (self->clock));
  GString *out;

  if (url == NULL || !save_content (self, upload, error) || !dws_store_begin (self->store, TRUE, error))
    return NULL;
  if (!insert_file (self, request, upload, name, url, creation, error))
    {
      dws_store_rollback (self->store);
      return NULL;
    }
  if (!dws_store_commit (self->store, error))
    return NULL;

  out = g_string_new ("{\"message\":{\"doctype\":\"File\"");
  append_member (out, "name", name);
  append_member (out, "owner", request->user->user);
  append_member (out, "creation", creation);
  append_member (out, "modified", creation);
  append_member (out, "file_name", upload->file_name);
  append_member (out, "file_url", url);
  append_member (out, "content_hash", upload->hash);
  append_member (out, "attached_to_doctype", g_hash_table_lookup (upload->values, "doctype"));
  append_member (out, "attached_to_name", g_hash_table_lookup (upload->values, "docname"));
  append_member (out, "attached_to_field", g_hash_table_lookup (upload->values, "fieldname"));
  g_string_append_printf (out, ",\"is_private\":%d,\"file_size\":%" G_GSIZE_FORMAT "}}", is_private,
                          g_bytes_get_size (upload->content));

  return out;
}

/**
 * dws_files_upload:
 *
 * Stock Frappe's upload_file.
 */
void
dws_files_upload (DwsServer  *self,
                  DwsRequest *request)
{
  g_auto (Upload) upload = { NULL };
  g_autoptr (GError) error = NULL;
  GString *answer = NULL;

  if (read_form (request, &upload, &error) && find_org (self, request, &upload, &error))
    answer = store_upload (self, request, &upload, &error);

  if (answer == NULL)
    dws_request_answer_error (request, error);
  else
    dws_request_answer_json (request, 200, answer);
}

static gboolean
find_file (DwsServer  *self,
           DwsRequest *request,
           const char *url,
           char      **hash,
           char      **content_type,
           GError    **error)
{
  gboolean is_private = g_str_has_prefix (url, "/private/");
  DwdStatement *statement = dwd_db_prepare (dws_store_get_db (self->store),
                                            "SELECT content_hash, content_type, org FROM files "
                                            "WHERE file_url=?1 LIMIT 1", error);
  g_autofree char *org = NULL;

  if (statement == NULL)
    return FALSE;

  dwd_statement_bind_text (statement, 1, url, -1);
  if (dwd_statement_step (statement, NULL) == DWD_STEP_ROW)
    {
      *hash = dwd_statement_dup_text (statement, 0);
      *content_type = dwd_statement_dup_text (statement, 1);
      org = dwd_statement_dup_text (statement, 2);
    }
  dwd_statement_reset (statement);

  if (org == NULL)
    dws_problem_set (error, DWS_PROBLEM_NOT_FOUND, NULL, "%s not found", url);
  else if (is_private && dws_user_find_org (request->user, org) == NULL)
    dws_problem_set (error, DWS_PROBLEM_PERMISSION, NULL, "No permission for %s", url);
  else
    return TRUE;

  return FALSE;
}

/**
 * dws_files_download:
 *
 * /files/… for everybody, /private/files/… for the organisation.
 */
void
dws_files_download (DwsServer  *self,
                    DwsRequest *request)
{
  g_autofree char *url = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *content_type = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_private = strcmp (dws_request_get_segment (request, 0), "private") == 0;
  const char *name = dws_request_get_segment (request, is_private ? 2 : 1);
  char *content = NULL;
  gsize length = 0;

  url = g_strdup_printf ("%s/%s", is_private ? "/private/files" : "/files",
                         name == NULL ? "" : name);
  if (!find_file (self, request, url, &hash, &content_type, &error))
    {
      dws_request_answer_error (request, error);
      return;
    }

  path = dup_content_path (self, hash);
  if (!g_file_get_contents (path, &content, &length, &error))
    dws_request_answer_error (request, error);
  else
    dws_request_answer (request, 200, content_type, content, length);
}
