/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-server-private.h"

#include "base/dwd-time-text.h"

#include "dws-problem.h"

#include <math.h>
#include <string.h>

#define MAX_STOP_SECONDS 3600
#define MAX_RATE 3600

static gboolean
find_member (const DwdJsonSpan *object,
             const char        *name,
             DwdJsonSpan       *value)
{
  *value = dwd_json_span_get_member (object, name);

  return value->type != DWD_JSON_ABSENT;
}

static void
answer_faults (DwsServer  *self,
               DwsRequest *request)
{
  g_autofree char *rules = dws_faults_format (self->faults);
  GString *out = g_string_new (NULL);

  g_string_printf (out, "{\"faults\":%s}", rules);
  dws_request_answer_json (request, 200, out);
}

static gboolean
unhang_cb (gpointer user_data)
{
  DwsServer *self = user_data;

  dws_realtime_set_hung (self->realtime, FALSE);

  return G_SOURCE_REMOVE;
}

static void
hang_for (DwsServer *self,
          double     seconds)
{
  dws_realtime_set_hung (self->realtime, TRUE);
  dws_server_later (self, (guint) (seconds * 1000), unhang_cb, self, NULL);
}

static gboolean
add_fault (DwsServer  *self,
           DwsRequest *request,
           GError    **error)
{
  const DwdJsonSpan *rule = dws_request_get_json (request, error);
  DwsFaultActions actions = DWS_FAULT_ACTION_NONE;
  double seconds = 0;

  if (rule == NULL || !dws_faults_add (self->faults, rule, &actions, &seconds, error))
    return FALSE;

  seconds = MIN (seconds, MAX_STOP_SECONDS);
  if ((actions & DWS_FAULT_ACTION_EXPIRE_WATERMARKS) != 0 &&
      !dws_server_expire_watermarks (self, error))
    return FALSE;
  if ((actions & DWS_FAULT_ACTION_STOP) != 0)
    dws_server_stop_for (self, seconds);
  if ((actions & DWS_FAULT_ACTION_HANG) != 0)
    hang_for (self, seconds);
  dws_server_apply_skew (self);

  return TRUE;
}

static void
serve_faults (DwsServer  *self,
              DwsRequest *request)
{
  const char *method = dws_request_get_method (request);
  g_autoptr (GError) error = NULL;

  if (method == SOUP_METHOD_POST && !add_fault (self, request, &error))
    {
      dws_request_answer_error (request, error);
      return;
    }

  if (method == SOUP_METHOD_DELETE)
    {
      dws_faults_clear (self->faults);
      dws_server_apply_skew (self);
    }

  answer_faults (self, request);
}

static void
answer_clock (DwsServer  *self,
              DwsRequest *request)
{
  gint64 now_us = dws_clock_get_now (self->clock);
  g_autofree char *instant = dws_clock_format_instant (now_us);
  g_autofree char *site = dws_clock_format_site (self->clock, now_us);
  char rate[G_ASCII_DTOSTR_BUF_SIZE];
  GString *out = g_string_new (NULL);

  g_ascii_formatd (rate, sizeof rate, "%g", dws_clock_get_rate (self->clock));
  g_string_printf (out, "{\"now_us\":%" G_GINT64_FORMAT ",\"now\":\"%s\",\"site\":\"%s\","
                   "\"rate\":%s}", now_us, instant, site, rate);
  dws_request_answer_json (request, 200, out);
}

static gboolean
refuse (const char *field,
        GError    **error)
{
  dws_problem_set (error, DWS_PROBLEM_VALIDATION, field, "%s is not understood", field);
  return FALSE;
}

/* {"rate": 60}, {"now": "2026-11-24T05:00:00Z"}, {"advance_s": 3600}: the clock only goes forward. */
static gboolean
set_clock (DwsServer  *self,
           DwsRequest *request,
           GError    **error)
{
  const DwdJsonSpan *body = dws_request_get_json (request, error);
  gint64 now_us = dws_clock_get_now (self->clock);
  DwdJsonSpan value;
  double number = 0;

  if (body == NULL)
    return FALSE;

  if (find_member (body, "rate", &value))
    {
      if (!dwd_json_span_get_double (&value, &number) || !(number >= 0) || number > MAX_RATE)
        return refuse ("rate", error);
      dws_clock_set_rate (self->clock, number);
    }

  if (find_member (body, "now", &value))
    {
      g_autofree char *text = dwd_json_span_dup_string (&value);
      gint64 wanted_us = 0;

      if (text == NULL || !dwd_time_text_parse_instant (text, -1, &wanted_us) ||
          wanted_us < now_us)
        return refuse ("now", error);
      dws_clock_set_now (self->clock, wanted_us);
    }

  if (find_member (body, "advance_s", &value))
    {
      if (!dwd_json_span_get_double (&value, &number) || !(number >= 0) || number > 1e9)
        return refuse ("advance_s", error);
      dws_clock_set_now (self->clock, dws_clock_get_now (self->clock) +
                         (gint64) (number * DWD_USEC_PER_SEC));
    }

  return dws_server_purge (self, error);
}

static void
serve_clock (DwsServer  *self,
             DwsRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (dws_request_get_method (request) == SOUP_METHOD_POST &&
      !set_clock (self, request, &error))
    dws_request_answer_error (request, error);
  else
    answer_clock (self, request);
}

/* {"user", "organization", "role"}; a role of null ends the membership. */
static void
serve_members (DwsServer  *self,
               DwsRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *user = dws_request_dup_argument (request, "user");
  g_autofree char *org = dws_request_dup_argument (request, "organization");
  g_autofree char *role = dws_request_dup_argument (request, "role");
  g_autofree char *full_name = dws_users_dup_full_name (self->users, user);

  if (dws_request_get_method (request) != SOUP_METHOD_POST || full_name == NULL || org == NULL)
    dws_problem_set (&error, DWS_PROBLEM_VALIDATION, "user", "user and organization are missing");
  else
    dws_users_set_member (self->users, user, org, role, &error);

  if (error != NULL)
    {
      dws_request_answer_error (request, error);
      return;
    }

  if (role == NULL)
    dws_realtime_revoke (self->realtime, user, org);
  dws_request_answer_json (request, 200, g_string_new ("{\"ok\":true}"));
}

/* What a test wants to know of the inside. */
static void
serve_counters (DwsServer  *self,
                DwsRequest *request)
{
  GString *out = g_string_new (NULL);
  gint64 n_operations = 0;
  gint64 n_tombstones = 0;
  DwdDb *db = dws_store_get_db (self->store);

  dwd_db_query_int (db, "SELECT count(*) FROM operations", 0, &n_operations, NULL);
  dwd_db_query_int (db, "SELECT count(*) FROM documents WHERE deleted_us IS NOT NULL", 0,
                    &n_tombstones, NULL);
  g_string_printf (out, "{\"seq\":%" G_GINT64_FORMAT ",\"operations\":%" G_GINT64_FORMAT ","
                   "\"tombstones\":%" G_GINT64_FORMAT ",\"sockets\":%u,\"rooms\":%u}",
                   dws_store_get_last_seq (self->store), n_operations, n_tombstones,
                   dws_realtime_get_n_sockets (self->realtime),
                   dws_realtime_get_n_rooms (self->realtime));
  dws_request_answer_json (request, 200, out);
}

/**
 * dws_control_serve:
 *
 * /sandbox/…: what tests and trainers turn.
 */
void
dws_control_serve (DwsServer  *self,
                   DwsRequest *request)
{
  const char *what = dws_request_get_segment (request, 1);
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (what, "faults") == 0)
    serve_faults (self, request);
  else if (g_strcmp0 (what, "clock") == 0)
    serve_clock (self, request);
  else if (g_strcmp0 (what, "members") == 0)
    serve_members (self, request);
  else if (g_strcmp0 (what, "counters") == 0)
    serve_counters (self, request);
  else
    {
      dws_problem_set (&error, DWS_PROBLEM_NOT_FOUND, NULL, "Not found");
      dws_request_answer_error (request, error);
    }
}
