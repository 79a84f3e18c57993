/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "base/dwd-failure.h"
#include "protocol/dwd-batch.h"
#include "protocol/dwd-json-scan.h"

#include <string.h>

static GPtrArray *
decode_request (const char *text,
                GError    **error)
{
  return dwd_batch_decode_request (text, strlen (text), error);
}

static GPtrArray *
decode_reply (const char *text,
              GError    **error)
{
  return dwd_batch_decode_reply (text, strlen (text), error);
}

static void
test_request_text (void)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new ();
  DwdBatchOp update = {
    .op_id = (char *)"11111111-2222-4333-8444-555555555555",
    .doctype = DWD_DOCTYPE_DISPATCH_JOB,
    .name = (char *)"JOB-2026-00007",
    .kind = DWD_OP_UPDATE,
    .data = (char *)" {\"title\":\"a \\\"b\\\"\"} ",
    .base_modified = (char *)"2026-11-24 09:00:00.000002",
    .client_us = G_GINT64_CONSTANT (1795498920250001),
    .force = TRUE,
  };
  DwdBatchOp removal = {
    .op_id = (char *)"x",
    .doctype_name = (char *)"Form \"Submission\"",
    .name = (char *)"F-1",
    .kind = DWD_OP_DELETE,
  };
  g_autofree char *text = NULL;

  g_ptr_array_add (ops, &update);
  g_ptr_array_add (ops, &removal);
  text = dwd_batch_encode_request (ops);
  g_assert_cmpstr (text, ==,
                   "{\"operations\":[{\"op_id\":\"11111111-2222-4333-8444-555555555555\","
                   "\"doctype\":\"Dispatch Job\",\"name\":\"JOB-2026-00007\",\"op\":\"update\","
                   "\"data\":{\"title\":\"a \\\"b\\\"\"},"
                   "\"base_modified\":\"2026-11-24 09:00:00.000002\","
                   "\"client_ts\":\"2026-11-24T05:42:00.250001Z\",\"force\":true},"
                   "{\"op_id\":\"x\",\"doctype\":\"Form \\\"Submission\\\"\",\"name\":\"F-1\","
                   "\"op\":\"delete\",\"data\":null,\"base_modified\":null,"
                   "\"client_ts\":\"1970-01-01T00:00:00.000000Z\",\"force\":false}]}");
}

static void
test_request_round_trip (void)
{
  static const char text[] =
    "{\"operations\":[{\"force\":1,\"op\":\"insert\",\"op_id\":\"a\",\"doctype\":\"dispatch_job\","
    "\"name\":\"local-x\",\"data\":{\"k\":[1]},\"base_modified\":null,"
    "\"client_ts\":\"2026-11-24T05:42:00.25Z\"}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ops = decode_request (text, &error);
  g_autoptr (GPtrArray) again = NULL;
  g_autofree char *encoded = NULL;

  g_assert_no_error (error);
  encoded = dwd_batch_encode_request (ops);
  again = decode_request (encoded, &error);
  g_assert_no_error (error);

  for (int turn = 0; turn < 2; turn++)
    {
      DwdBatchOp *op = g_ptr_array_index (turn == 0 ? ops : again, 0);

      g_assert_cmpstr (op->op_id, ==, "a");
      g_assert_cmpint (op->doctype, ==, DWD_DOCTYPE_DISPATCH_JOB);
      g_assert_cmpstr (op->doctype_name, ==, "dispatch_job");
      g_assert_cmpstr (op->name, ==, "local-x");
      g_assert_cmpint (op->kind, ==, DWD_OP_INSERT);
      g_assert_cmpstr (op->data, ==, "{\"k\":[1]}");
      g_assert_null (op->base_modified);
      g_assert_cmpint (op->client_us, ==, G_GINT64_CONSTANT (1795498920250000));
      g_assert_true (op->force);
    }
}

static void
test_request_refused (void)
{
  static const struct
  {
    const char *text;
    DwdFailure failure;
  } cases[] = {
    { "", DWD_FAILURE_PROTOCOL },
    { "[]", DWD_FAILURE_PROTOCOL },
    { "{\"operations\":{}}", DWD_FAILURE_PROTOCOL },
    { "{\"operations\":[", DWD_FAILURE_PROTOCOL },
    { "{\"operations\":[7]}", DWD_FAILURE_INVALID },
    { "{\"operations\":[{\"op_id\":\"a\",\"doctype\":\"X\",\"op\":\"merge\"}]}", DWD_FAILURE_INVALID },
    { "{\"operations\":[{\"doctype\":\"X\",\"op\":\"update\"}]}", DWD_FAILURE_INVALID },
    { "{\"operations\":[{\"op_id\":\"a\",\"op\":\"update\"}]}", DWD_FAILURE_INVALID },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (decode_request (cases[i].text, &error));
      g_assert_error (error, DWD_ERROR, (int)cases[i].failure);
    }
}

/* A document that is no JSON takes only its own operation down. */
static void
test_request_broken_document (void)
{
  g_autoptr (GPtrArray) ops = g_ptr_array_new ();
  DwdBatchOp op = {
    .op_id = (char *)"a", .doctype = DWD_DOCTYPE_CUSTOMER, .kind = DWD_OP_UPDATE, .data = (char *)"{\"k\":",
  };
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) decoded = NULL;

  g_ptr_array_add (ops, &op);
  g_test_expect_message ("dwd-protocol", G_LOG_LEVEL_WARNING, "*not JSON*");
  text = dwd_batch_encode_request (ops);
  g_test_assert_expected_messages ();
  decoded = decode_request (text, NULL);
  g_assert_nonnull (decoded);
  g_assert_null (((DwdBatchOp *)g_ptr_array_index (decoded, 0))->data);
}

static void
test_reply (void)
{
  static const char text[] =
    "{\"message\":{\"results\":["
    "{\"op_id\":\"a\",\"name\":\"JOB-1\",\"status\":\"success\",\"server_ts\":\"2026-11-24 09:00:00\","
    "\"resolved_doc\":{\"name\":\"JOB-1\"}},"
    "{\"status\":\"conflict_manual\",\"op_id\":\"b\",\"strategy\":\"manual_resolve\",\"server_doc\":{\"x\":1}},"
    "{\"op_id\":\"c\",\"status\":\"error\",\"error\":{\"type\":\"ValidationError\",\"message\":\"no\","
    "\"field\":\"title\"}},"
    "{\"op_id\":\"d\",\"status\":\"transcended\"},"
    "null,"
    "{\"op_id\":\"e\",\"status\":\"duplicate\",\"resolved_doc\":\"text\",\"error\":\"odd\"}"
    "]}}";
  static const DwdResultStatus statuses[] = {
    DWD_RESULT_SUCCESS, DWD_RESULT_CONFLICT_MANUAL, DWD_RESULT_ERROR, DWD_RESULT_UNKNOWN,
    DWD_RESULT_UNKNOWN, DWD_RESULT_DUPLICATE,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = decode_reply (text, &error);
  DwdBatchResult *result;

  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, G_N_ELEMENTS (statuses));
  for (guint i = 0; i < results->len; i++)
    g_assert_cmpint (((DwdBatchResult *)g_ptr_array_index (results, i))->status, ==, statuses[i]);

  result = g_ptr_array_index (results, 0);
  g_assert_cmpstr (result->resolved_doc, ==, "{\"name\":\"JOB-1\"}");
  g_assert_cmpstr (result->server_ts, ==, "2026-11-24 09:00:00");
  result = g_ptr_array_index (results, 1);
  g_assert_cmpstr (result->server_doc, ==, "{\"x\":1}");
  g_assert_cmpstr (result->strategy, ==, "manual_resolve");
  result = g_ptr_array_index (results, 2);
  g_assert_cmpstr (result->error_type, ==, "ValidationError");
  g_assert_cmpstr (result->error_message, ==, "no");
  g_assert_cmpstr (result->error_field, ==, "title");
  result = g_ptr_array_index (results, 4);
  g_assert_null (result->op_id);
  result = g_ptr_array_index (results, 5);
  g_assert_null (result->resolved_doc);
  g_assert_null (result->error_type);
}

static void
test_reply_round_trip (void)
{
  g_autoptr (GPtrArray) results =
    g_ptr_array_new_with_free_func ((GDestroyNotify)dwd_batch_result_free);
  g_autoptr (GPtrArray) again = NULL;
  g_autofree char *text = NULL;
  DwdBatchResult *result = g_new0 (DwdBatchResult, 1);

  result->op_id = g_strdup ("a");
  result->name = g_strdup ("JOB \"1\"");
  result->status = DWD_RESULT_ERROR;
  result->resolved_doc = g_strdup ("{\"a\":[]}");
  result->error_type = g_strdup ("InvalidStateError");
  result->error_message = g_strdup ("line\nbreak");
  g_ptr_array_add (results, result);

  text = dwd_batch_encode_reply (results);
  again = decode_reply (text, NULL);
  g_assert_cmpuint (again->len, ==, 1);
  result = g_ptr_array_index (again, 0);
  g_assert_cmpstr (result->name, ==, "JOB \"1\"");
  g_assert_cmpint (result->status, ==, DWD_RESULT_ERROR);
  g_assert_cmpstr (result->resolved_doc, ==, "{\"a\":[]}");
  g_assert_null (result->server_doc);
  g_assert_cmpstr (result->error_type, ==, "InvalidStateError");
  g_assert_cmpstr (result->error_message, ==, "line break");
}

static void
test_reply_refused (void)
{
  static const char *const texts[] = {
    "", "[]", "{\"message\":{\"results\":7}}", "{\"message\":[]}", "{\"message\":{\"results\":[}}",
    "<html>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (decode_reply (texts[i], &error));
      g_assert_error (error, DWD_ERROR, DWD_FAILURE_PROTOCOL);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/batch/request-text", test_request_text);
  g_test_add_func ("/protocol/batch/request-round-trip", test_request_round_trip);
  g_test_add_func ("/protocol/batch/request-refused", test_request_refused);
  g_test_add_func ("/protocol/batch/request-broken-document", test_request_broken_document);
  g_test_add_func ("/protocol/batch/reply", test_reply);
  g_test_add_func ("/protocol/batch/reply-round-trip", test_reply_round_trip);
  g_test_add_func ("/protocol/batch/reply-refused", test_reply_refused);

  return g_test_run ();
}
