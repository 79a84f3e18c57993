/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dws-sandbox"

#include "config.h"

#include "dws-server-private.h"

#include "dws-doc.h"

/**
 * dws_account_serve_user:
 *
 * Who is asking; the cheapest way to try credentials.
 */
void
dws_account_serve_user (DwsServer  *self,
                        DwsRequest *request)
{
  GString *out = g_string_new ("{\"message\":");

  dwd_json_append_string (out, request->user->user, -1);
  g_string_append_c (out, '}');
  dws_request_answer_json (request, 200, out);
}

void
dws_account_serve_zone (DwsServer  *self,
                        DwsRequest *request)
{
  dws_request_answer_json (request, 200,
                           g_string_new ("{\"message\":{\"time_zone\":\"" DWS_SITE_ZONE "\"}}"));
}

static void
append_member (GString    *out,
               const char *key,
               const char *text)
{
  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  g_string_append_printf (out, "\"%s\":", key);
  if (text == NULL)
    g_string_append (out, "null");
  else
    dwd_json_append_string (out, text, -1);
}

static void
append_organization (DwsServer           *self,
                     DwsUser             *user,
                     const DwsMembership *membership,
                     GString             *out)
{
  static const char *const copied[] = { "org_name", "org_type", "logo", "time_zone" };
  const DwsSchema *schema = dws_schema_get (DWD_DOCTYPE_ORGANIZATION);
  g_auto (DwsRow) row = { 0 };
  g_autoptr (DwsDoc) doc = NULL;
  gboolean found = FALSE;

  if (!dws_store_find (self->store, schema, membership->org, &row, &found, NULL) || !found ||
      row.data == NULL)
    return;
  doc = dws_doc_parse (schema, row.data, (gssize) row.data_length, NULL);
  if (doc == NULL)
    return;

  if (out->str[out->len - 1] == '}')
    g_string_append_c (out, ',');
  g_string_append_c (out, '{');
  append_member (out, "name", membership->org);
  for (gsize i = 0; i < G_N_ELEMENTS (copied); i++)
    {
      g_autofree char *text = dws_doc_dup (doc, copied[i]);

      append_member (out, copied[i], text);
    }
  append_member (out, "role", membership->role_name);
  g_string_append_printf (out, ",\"is_supervisor\":%s,\"can_write\":%s",
                          membership->is_supervisor ? "true" : "false",
                          membership->can_write ? "true" : "false");
  append_member (out, "full_name", user->full_name);
  append_member (out, "site", "sandbox");
  g_string_append_c (out, '}');
}

/**
 * dws_account_serve_organizations:
 *
 * The organisations of the caller, the default one first.
 */
void
dws_account_serve_organizations (DwsServer  *self,
                                 DwsRequest *request)
{
  GString *out = g_string_new ("{\"message\":[");

  for (guint i = 0; i < request->user->memberships->len; i++)
    append_organization (self, request->user, g_ptr_array_index (request->user->memberships, i),
                         out);

  g_string_append (out, "]}");
  dws_request_answer_json (request, 200, out);
}
