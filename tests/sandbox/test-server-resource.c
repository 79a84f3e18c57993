/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-server.h"

#include <string.h>

static void
setup (DwtServer    *fixture,
       gconstpointer data)
{
  dwt_server_init (fixture, data);
}

static void
teardown (DwtServer    *fixture,
          gconstpointer data)
{
  dwt_server_clear (fixture);
}

static void
expect_call (DwtServer  *fixture,
             const char *user,
             const char *method,
             const char *path,
             const char *body,
             guint       status,
             const char *exc_type)
{
  g_autoptr (DwtReply) reply = dwt_server_call (fixture, user, method, path, body);

  g_test_message ("%s %s %s %s", user, method, path, body == NULL ? "" : body);
  g_assert_cmpuint (reply->status, ==, status);
  dwt_assert_reply (reply, "exc_type", exc_type);
}

/* The life of a document as stock Frappe has it. */
static void
test_document (DwtServer    *fixture,
               gconstpointer data)
{
  g_autoptr (DwtReply) insert =
    dwt_server_call (fixture, "dispatcher", "POST", "/api/resource/Customer",
                     "{\"organization\":\"" DWT_ORG "\",\"customer_name\":\"Ä & Co\","
                     "\"name\":\"mine\"}");
  g_autofree char *base = dwt_reply_get (insert, "data.modified");
  g_autofree char *stale = g_strdup_printf ("{\"customer_group\":\"A\",\"modified\":\"%s\"}", base);
  g_autoptr (DwtReply) first = NULL;
  g_autoptr (DwtReply) wrapped = NULL;
  g_autoptr (DwtReply) text = NULL;
  g_autoptr (DwtReply) delete = NULL;

  g_assert_cmpuint (insert->status, ==, 200);
  dwt_assert_reply (insert, "data.name", "CUST-00004");
  dwt_assert_reply (insert, "data.customer_name", "Ä & Co");

  first = dwt_server_call (fixture, "dispatcher", "PUT", "/api/resource/Customer/CUST-00004",
                           stale);
  g_assert_cmpuint (first->status, ==, 200);
  dwt_assert_reply (first, "data.customer_group", "A");

  /* The same base a second time is old. */
  expect_call (fixture, "dispatcher", "PUT", "/api/resource/Customer/CUST-00004", stale, 417,
               "TimestampMismatchError");
  expect_call (fixture, "dispatcher", "PUT", "/api/resource/Customer/CUST-00004",
               "{\"modified\":null}", 417, "TimestampMismatchError");

  /* Without a base the last write wins; null clears; "data" is the body. */
  wrapped = dwt_server_call (fixture, "dispatcher", "PUT", "/api/resource/Customer/CUST-00004",
                             "{\"data\":{\"customer_group\":null,\"mobile_no\":\"1\"}}");
  dwt_assert_reply (wrapped, "data.customer_group", NULL);
  dwt_assert_reply (wrapped, "data.mobile_no", "1");
  text = dwt_server_call (fixture, "dispatcher", "PUT", "/api/resource/Customer/CUST-00004",
                          "{\"data\":\"{\\\"mobile_no\\\":2}\"}");
  dwt_assert_reply (text, "data.mobile_no", "2");

  delete = dwt_server_call (fixture, "dispatcher", "DELETE", "/api/resource/Customer/CUST-00004",
                            NULL);
  g_assert_cmpuint (delete->status, ==, 202);
  dwt_assert_reply (delete, "data", "ok");
  expect_call (fixture, "dispatcher", "GET", "/api/resource/Customer/CUST-00004", NULL, 404,
               "DoesNotExistError");
  expect_call (fixture, "dispatcher", "DELETE", "/api/resource/Customer/CUST-00004", NULL, 404,
               "DoesNotExistError");
}

static void
test_refused (DwtServer    *fixture,
              gconstpointer data)
{
  expect_call (fixture, "viewer", "PUT", "/api/resource/Customer/CUST-00001", "{}", 403,
               "PermissionError");
  expect_call (fixture, "other", "GET", "/api/resource/Customer/CUST-00001", NULL, 403,
               "PermissionError");
  expect_call (fixture, "other", "PUT", "/api/resource/Customer/CUST-00001", "{}", 403,
               "PermissionError");
  expect_call (fixture, "other", "DELETE", "/api/resource/Customer/CUST-00001", NULL, 403,
               "PermissionError");
  expect_call (fixture, "dispatcher", "DELETE", "/api/resource/Customer/CUST-00001", NULL, 417,
               "LinkExistsError");
  expect_call (fixture, "dispatcher", "DELETE", "/api/resource/Dispatch%20Job/JOB-2026-00001",
               NULL, 403, "PermissionError");
  expect_call (fixture, "dispatcher", "POST", "/api/resource/Customer", "{}", 417,
               "MandatoryError");
  expect_call (fixture, "dispatcher", "PUT", "/api/resource/Dispatch%20Job/JOB-2026-00001",
               "{\"priority\":\"Bogus\"}", 417, "ValidationError");
  expect_call (fixture, "dispatcher", "PUT", "/api/resource/Dispatch%20Job/JOB-2026-00001",
               "{\"customer\":\"nobody\"}", 417, "LinkValidationError");
  expect_call (fixture, "dispatcher", "PUT", "/api/resource/Dispatch%20Job/JOB-2026-00001",
               "{\"status\":\"Completed\"}", 417, "InvalidStateError");
  expect_call (fixture, "dispatcher", "PUT", "/api/resource/Dispatch%20Job/JOB-2026-00001",
               "{\"organization\":\"" DWT_OTHER_ORG "\"}", 417, "CannotChangeConstantError");
  expect_call (fixture, "dispatcher", "PUT", "/api/resource/Customer/NOPE", "{}", 404,
               "DoesNotExistError");
  expect_call (fixture, "dispatcher", "PUT", "/api/resource/Customer", "{}", 404,
               "DoesNotExistError");
  expect_call (fixture, "dispatcher", "POST", "/api/resource/Customer/x", "{}", 404,
               "DoesNotExistError");
}

static guint
count (DwtServer  *fixture,
       const char *user,
       const char *query)
{
  g_autofree char *path = g_strconcat ("/api/resource/Dispatch%20Job?", query, NULL);
  g_autoptr (DwtReply) reply = dwt_server_call (fixture, user, "GET", path, NULL);

  g_test_message ("%s", query);
  g_assert_cmpuint (reply->status, ==, 200);

  return dwt_reply_length (reply, "data");
}

/* Three jobs of ours, one of theirs, 60 generated ones. */
static void
test_filters (DwtServer    *fixture,
              gconstpointer data)
{
  static const struct
  {
    const char *query;
    guint n_rows;
  } rows[] =
  {
    { "", 20 },
    { "limit=5", 5 },
    { "limit_page_length=0", 63 },
    { "limit_page_length=0&limit_start=60", 3 },
    { "limit=0&filters=[[\"status\",\"=\",\"Assigned\"]]", 1 },
    { "limit=0&filters=[[\"Dispatch%20Job\",\"status\",\"=\",\"Assigned\"]]", 1 },
    { "limit=0&filters={\"status\":\"Assigned\"}", 1 },
    { "limit=0&filters={\"status\":[\"!=\",\"Assigned\"]}", 62 },
    { "limit=0&filters=[[\"status\",\"in\",[\"Assigned\",\"Draft\"]]]", 16 },
    { "limit=0&filters=[[\"status\",\"not%20in\",[\"Assigned\",\"Draft\"]]]", 47 },
    { "limit=0&filters=[[\"title\",\"like\",\"%25socket%25\"]]", 1 },
    { "limit=0&filters=[[\"title\",\"not%20like\",\"Generated%25\"]]", 3 },
    { "limit=0&filters=[[\"estimated_duration\",\">\",3000],[\"name\",\"<\",\"JOB-B\"]]", 2 },
    { "limit=0&filters=[[\"estimated_duration\",\"between\",[1000,2000]]]", 1 },
    { "limit=0&filters=[[\"assigned_to\",\"is\",\"set\"]]", 1 },
    { "limit=0&filters=[[\"assigned_to\",\"is\",\"not%20set\"]]", 62 },
    { "limit=0&filters=[[\"billable\",\"=\",1]]", 63 },
    { "limit=0&filters=[[\"name\",\"in\",[]]]", 0 },
    { "limit=0&or_filters=[[\"title\",\"like\",\"Socket%25\"],[\"status\",\"=\",\"Assigned\"]]", 2 },
    { "limit=0&filters=[[\"name\",\"=\",\"JOB-2026-00004\"]]", 0 },
    { "limit=0&filters=[[\"title\",\"=\",\"x'%20OR%201=1%20--\"]]", 0 },
    { "limit=0&filters=[]", 63 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpuint (count (fixture, "dispatcher", rows[i].query), ==, rows[i].n_rows);

  g_assert_cmpuint (count (fixture, "other", "limit=0"), ==, 1);
}

static void
test_bad_queries (DwtServer    *fixture,
                  gconstpointer data)
{
  static const struct
  {
    const char *query;
    guint status;
    const char *exc_type;
  } rows[] =
  {
    { "fields=[\"nothing\"]", 417, "DataError" },
    { "fields=[\"required_skills\"]", 417, "DataError" },
    { "fields=[7]", 417, "DataError" },
    { "fields=name", 500, "JSONDecodeError" },
    { "fields={}", 417, "ValidationError" },
    { "filters=[[\"nothing\",\"=\",1]]", 417, "DataError" },
    { "filters=[[\"data');--\",\"=\",1]]", 417, "DataError" },
    { "filters=[[\"title\",\"~\",1]]", 417, "ValidationError" },
    { "filters=[[\"title\",\"in\",1]]", 417, "ValidationError" },
    { "filters=[[\"title\",\"between\",[1]]]", 417, "ValidationError" },
    { "filters=[[\"title\",\"=\",{}]]", 417, "ValidationError" },
    { "filters=[[\"title\"]]", 417, "ValidationError" },
    { "filters=[7]", 417, "ValidationError" },
    { "filters=7", 417, "ValidationError" },
    { "filters=[", 500, "JSONDecodeError" },
    { "order_by=nothing", 417, "DataError" },
    { "order_by=modified;drop%20table", 417, "DataError" },
    { "limit=-1", 417, "ValidationError" },
    { "limit_start=x", 417, "ValidationError" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/api/resource/Dispatch%20Job?", rows[i].query, NULL);

      expect_call (fixture, "dispatcher", "GET", path, NULL, rows[i].status, rows[i].exc_type);
    }
}

/* The keyset pull of the fallback backend: by (modified, name), over rows that share `modified`. */
static void
test_keyset (DwtServer    *fixture,
             gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *modified = g_strdup ("");
  g_autofree char *name = g_strdup ("");
  guint n_rows = 7;

  while (n_rows == 7)
    {
      g_autofree char *path =
        g_strdup_printf ("/api/resource/Dispatch%%20Job?fields=[\"*\"]&order_by=modified asc, name asc"
                         "&limit_page_length=7&filters=[[\"modified\",\">=\",\"%s\"]]"
                         "&or_filters=[[\"modified\",\">\",\"%s\"],[\"name\",\">\",\"%s\"]]",
                         modified, modified, name);
      g_autofree char *escaped = g_uri_escape_string (path, "/?=&%[]\",><", FALSE);
      g_autoptr (DwtReply) reply = dwt_server_call (fixture, "dispatcher", "GET", escaped, NULL);

      n_rows = dwt_reply_length (reply, "data");
      for (guint i = 0; i < n_rows; i++)
        {
          g_autofree char *name_path = g_strdup_printf ("data.%u.name", i);
          g_autofree char *modified_path = g_strdup_printf ("data.%u.modified", i);

          g_free (name);
          g_free (modified);
          name = dwt_reply_get (reply, name_path);
          modified = dwt_reply_get (reply, modified_path);
          g_assert_true (g_hash_table_add (seen, g_strdup (name)));
        }
    }

  g_assert_cmpuint (g_hash_table_size (seen), ==, 63);
}

static void
test_list_row (DwtServer    *fixture,
               gconstpointer data)
{
  g_autoptr (DwtReply) reply =
    dwt_server_call (fixture, "dispatcher", "GET",
                     "/api/resource/Dispatch%20Job?fields=[\"*\"]&order_by=creation%20desc,name"
                     "&filters={\"name\":\"JOB-2026-00002\"}", NULL);
  JsonObject *row;

  g_assert_cmpuint (dwt_reply_length (reply, "data"), ==, 1);
  row = json_array_get_object_element (json_object_get_array_member (
                                         json_node_get_object (reply->json), "data"), 0);
  /* Nulls are there, child tables and the DocType are not. */
  g_assert_true (json_object_get_null_member (row, "assigned_to"));
  g_assert_false (json_object_has_member (row, "required_skills"));
  g_assert_false (json_object_has_member (row, "doctype"));
}

/* A thousand on a day, in turn; three of today's are samples. */
static void
test_document_days (DwtServer    *fixture,
                    gconstpointer data)
{
  g_assert_cmpuint (count (fixture, "dispatcher", "limit=0&filters=[[\"scheduled_date\",\"=\",\"2026-11-24\"]]"),
                    ==, 1503);
  g_assert_cmpuint (count (fixture, "dispatcher", "limit=0&filters=[[\"scheduled_date\",\"=\",\"2026-11-25\"]]"),
                    ==, 1000);
}

static const DwsServerOptions plain = { .seed = 7 };
static const DwsServerOptions some = { .seed = 7, .n_documents = 60 };
static const DwsServerOptions spread = {
  .seed = 7, .start_us = G_GINT64_CONSTANT (1795495320) * G_USEC_PER_SEC, .speed = -1,
  .n_documents = 2500, .n_document_days = 2,
};

#define ADD(path, options, function) \
  g_test_add (path, DwtServer, options, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sandbox/resource/document", &plain, test_document);
  ADD ("/sandbox/resource/refused", &plain, test_refused);
  ADD ("/sandbox/resource/filters", &some, test_filters);
  ADD ("/sandbox/resource/document-days", &spread, test_document_days);
  ADD ("/sandbox/resource/bad-queries", &plain, test_bad_queries);
  ADD ("/sandbox/resource/keyset", &some, test_keyset);
  ADD ("/sandbox/resource/list-row", &plain, test_list_row);

  return g_test_run ();
}
