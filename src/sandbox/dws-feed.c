/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-server-private.h"

#include "dws-problem.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_LIMIT 100
#define MAX_LIMIT 500
#define ROW_OVERHEAD 160

/**
 * Watermark:
 *
 * How far a client has read: which file it read, in which generation, up to which write, and when.
 * Clients take it as an opaque text.
 */
typedef struct
{
  gint64 seq;
  guint64 generation;
  gint64 issued_s;
} Watermark;

static char *
format_watermark (DwsServer *self,
                  gint64     seq)
{
  return g_strdup_printf ("w%s-%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x-%"
                          G_GINT64_MODIFIER "x", dws_store_get_id (self->store),
                          self->watermark_generation, (guint64) seq,
                          (guint64) (dws_clock_get_now (self->clock) / DWD_USEC_PER_SEC));
}

static gboolean
parse_watermark (DwsServer  *self,
                 const char *text,
                 Watermark  *watermark)
{
  g_auto (GStrv) parts = g_strsplit (text, "-", -1);
  guint64 seq = 0;
  guint64 issued = 0;

  if (g_strv_length (parts) != 4 || parts[0][0] != 'w' ||
      strcmp (parts[0] + 1, dws_store_get_id (self->store)) != 0 ||
      !g_ascii_string_to_unsigned (parts[1], 16, 0, G_MAXUINT64, &watermark->generation, NULL) ||
      !g_ascii_string_to_unsigned (parts[2], 16, 0, G_MAXINT64, &seq, NULL) ||
      !g_ascii_string_to_unsigned (parts[3], 16, 0, G_MAXINT64, &issued, NULL))
    return FALSE;

  watermark->seq = (gint64) seq;
  watermark->issued_s = (gint64) issued;
  return TRUE;
}

/* A watermark that this server never gave out, of another file or from a future that a restored
 * backup undid, is as good as expired: reading everything again heals the client. */
static gboolean
read_since (DwsServer  *self,
            const char *since,
            gint64     *seq,
            GError    **error)
{
  gint64 retention_s = (gint64) self->retention_days * 86400;
  gint64 now_s = dws_clock_get_now (self->clock) / DWD_USEC_PER_SEC;
  Watermark watermark = { 0 };

  if (since == NULL || *since == '\0')
    {
      *seq = 0;
      return TRUE;
    }

  if (!parse_watermark (self, since, &watermark) ||
      watermark.generation != self->watermark_generation ||
      watermark.seq < dws_store_get_horizon (self->store) ||
      watermark.seq > dws_store_get_last_seq (self->store) ||
      now_s - watermark.issued_s > retention_s)
    {
      dws_problem_set (error, DWS_PROBLEM_EXPIRED, "since",
                       "The watermark is older than %u days; read everything again",
                       self->retention_days);
      return FALSE;
    }

  *seq = watermark.seq;
  return TRUE;
}

static gboolean
read_limit (DwsRequest *request,
            guint      *limit,
            GError    **error)
{
  g_autofree char *text = dws_request_dup_argument (request, "limit");
  gint64 number = DEFAULT_LIMIT;

  if (text != NULL && *text != '\0' &&
      !g_ascii_string_to_signed (text, 10, 1, G_MAXINT32, &number, NULL))
    {
      dws_problem_set (error, DWS_PROBLEM_VALIDATION, "limit", "limit is a positive number");
      return FALSE;
    }

  *limit = (guint) MIN (number, MAX_LIMIT);
  return TRUE;
}

/**
 * dws_feed_append_row:
 * @data: (nullable): the document's JSON; %NULL for a tombstone
 */
void
dws_feed_append_row (GString    *out,
                     const char *name,
                     const char *creation,
                     const char *modified,
                     int         docstatus,
                     const char *data,
                     gssize      length)
{
  g_string_append (out, "{\"name\":");
  dwd_json_append_string (out, name, -1);
  g_string_append (out, ",\"creation\":\"");
  g_string_append (out, creation);
  g_string_append (out, "\",\"modified\":\"");
  g_string_append (out, modified);
  g_string_append_printf (out, "\",\"docstatus\":%d,\"data\":", docstatus);
  if (data == NULL)
    g_string_append (out, "null,\"deleted\":1}");
  else
    {
      g_string_append_len (out, data, length);
      g_string_append (out, ",\"deleted\":0}");
    }
}

/* One row more than asked for tells whether there is more. */
static DwdStatement *
query_rows (DwsServer       *self,
            const DwsSchema *schema,
            const char      *org,
            const char      *user,
            gint64           seq,
            guint            limit,
            GError         **error)
{
  DwdStatement *statement = dwd_db_prepare (dws_store_get_db (self->store),
                                            "SELECT seq, name, creation, modified, docstatus, data "
                                            "FROM documents INDEXED BY documents_feed "
                                            "WHERE doctype=?1 AND org=?2 AND seq>?3 "
                                            "AND (for_user IS NULL OR for_user=?4) "
                                            "AND (?3>0 OR deleted_us IS NULL) "
                                            "ORDER BY seq LIMIT ?5", error);

  if (statement == NULL)
    return NULL;

  dwd_statement_bind_int (statement, 1, schema->doctype);
  dwd_statement_bind_text (statement, 2, org, -1);
  dwd_statement_bind_int (statement, 3, seq);
  dwd_statement_bind_text (statement, 4, user, -1);
  dwd_statement_bind_int (statement, 5, (gint64) limit + 1);

  return statement;
}

static GString *
build_page (DwsServer       *self,
            const DwsSchema *schema,
            const char      *org,
            const char      *user,
            gint64           seq,
            guint            limit,
            GError         **error)
{
  DwdStatement *statement = query_rows (self, schema, org, user, seq, limit, error);
  g_autoptr (GString) out = NULL;
  g_autofree char *next = NULL;
  gboolean has_more = FALSE;
  guint n_rows = 0;
  DwdStep step;

  if (statement == NULL)
    return NULL;

  out = g_string_sized_new ((gsize) limit * (1024 + ROW_OVERHEAD));
  g_string_append (out, "{\"message\":{\"rows\":[");

  while ((step = dwd_statement_step (statement, error)) == DWD_STEP_ROW)
    {
      gsize length = 0;
      const char *data = dwd_statement_get_text (statement, 5, &length);

      if (n_rows == limit)
        {
          has_more = TRUE;
          break;
        }

      if (n_rows++ > 0)
        g_string_append_c (out, ',');
      dws_feed_append_row (out, dwd_statement_get_text (statement, 1, NULL),
                           dwd_statement_get_text (statement, 2, NULL),
                           dwd_statement_get_text (statement, 3, NULL),
                           (int) dwd_statement_get_int (statement, 4), data, (gssize) length);
      seq = dwd_statement_get_int (statement, 0);
    }
  dwd_statement_reset (statement);

  if (step == DWD_STEP_FAILED)
    return NULL;

  /* At the end the client has seen all there is, also what belongs to other DocTypes. */
  next = format_watermark (self, has_more ? seq : dws_store_get_last_seq (self->store));
  g_string_append_printf (out, "],\"next_since\":\"%s\",\"has_more\":%s}}", next,
                          has_more ? "true" : "false");

  return g_steal_pointer (&out);
}

/**
 * dws_feed_serve:
 *
 * The change feed: documents in the order of their last write.
 */
void
dws_feed_serve (DwsServer  *self,
                DwsRequest *request)
{
  g_autofree char *doctype = dws_request_dup_argument (request, "doctype");
  g_autofree char *org = dws_request_dup_argument (request, "org");
  g_autofree char *since = dws_request_dup_argument (request, "since");
  const DwsSchema *schema = dws_schema_from_name (doctype);
  g_autoptr (GError) error = NULL;
  GString *page = NULL;
  gint64 seq = 0;
  guint limit = 0;

  if (doctype == NULL || *doctype == '\0')
    dws_problem_set (&error, DWS_PROBLEM_VALIDATION, "doctype", "doctype is missing");
  else if (schema == NULL)
    dws_problem_set (&error, DWS_PROBLEM_NOT_FOUND, "doctype", "DocType %s not found", doctype);
  else if (org == NULL || *org == '\0')
    dws_problem_set (&error, DWS_PROBLEM_VALIDATION, "org", "org is missing");
  else if (dws_user_find_org (request->user, org) == NULL)
    dws_problem_set (&error, DWS_PROBLEM_PERMISSION, "org", "No permission for Organization %s",
                     org);

  if (error == NULL && read_limit (request, &limit, &error) &&
      read_since (self, since, &seq, &error))
    {
      request->org = g_strdup (org);
      page = build_page (self, schema, org, request->user->user, seq, limit, &error);
    }

  if (page == NULL)
    dws_request_answer_error (request, error);
  else
    dws_request_answer_json (request, 200, page);
}
