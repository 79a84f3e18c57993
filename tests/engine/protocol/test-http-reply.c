/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "protocol/dwd-http-reply.h"

#include <string.h>

#define JSON "application/json"
#define HTML "text/html"

/* The shapes that a Frappe 15 site was seen to answer with. */
static void
test_recorded (void)
{
  static const struct
  {
    guint status;
    const char *type;
    const char *body;
    DwdFailure failure;
    const char *exc_type;
    const char *message;
  } cases[] = {
    /* wrong secret: neither message nor sentence */
    { 401, JSON, "{\"exception\": \"frappe.exceptions.AuthenticationError\", "
      "\"exc_type\": \"AuthenticationError\", \"exc\": \"[]\"}",
      DWD_FAILURE_SIGN_IN, "AuthenticationError", NULL },
    { 401, JSON, "{\"message\": \"Invalid login credentials\", \"exc_type\": \"AuthenticationError\"}",
      DWD_FAILURE_SIGN_IN, "AuthenticationError", "Invalid login credentials" },
    /* the message is HTML inside JSON inside JSON inside JSON */
    { 403, JSON, "{\"exception\": \"frappe.exceptions.PermissionError: x\", \"exc_type\": "
      "\"PermissionError\", \"_server_messages\": \"[\\\"{\\\\\\\"message\\\\\\\": \\\\\\\"<details><summary>"
      "You are not permitted to access this resource.</summary>Function <strong>frappe.auth.x</strong>"
      " is not whitelisted.</details>\\\\\\\", \\\\\\\"raise_exception\\\\\\\": 1}\\\"]\"}",
      DWD_FAILURE_FORBIDDEN, "PermissionError",
      "You are not permitted to access this resource. Function frappe.auth.x is not whitelisted." },
    { 403, JSON, "{\"session_expired\": 1, \"exc_type\": \"PermissionError\"}",
      DWD_FAILURE_SIGN_IN, "PermissionError", NULL },
    { 404, JSON, "{\"exc_type\": \"DoesNotExistError\", \"_server_messages\": "
      "\"[\\\"{\\\\\\\"message\\\\\\\": \\\\\\\"Dispatch Job NOPE not found\\\\\\\"}\\\"]\"}",
      DWD_FAILURE_NOT_FOUND, "DoesNotExistError", "Dispatch Job NOPE not found" },
    { 404, JSON, "{\"exc_type\": \"DoesNotExistError\"}",
      DWD_FAILURE_NOT_FOUND, "DoesNotExistError", NULL },
    /* all of these are a 417 */
    { 417, JSON, "{\"exception\": \"frappe.exceptions.MandatoryError: [Dispatch Job, DJ-00002]: title\", "
      "\"exc_type\": \"MandatoryError\"}",
      DWD_FAILURE_INVALID, "MandatoryError", "[Dispatch Job, DJ-00002]: title" },
    { 417, JSON, "{\"exc_type\": \"TimestampMismatchError\", \"exception\": "
      "\"frappe.exceptions.TimestampMismatchError: Error: Document has been modified\"}",
      DWD_FAILURE_CONFLICT, "TimestampMismatchError", "Error: Document has been modified" },
    { 417, JSON, "{\"exc_type\": \"UniqueValidationError\", \"_server_messages\": "
      "\"[\\\"{\\\\\\\"message\\\\\\\": \\\\\\\"Client Id must be unique\\\\\\\", \\\\\\\"title\\\\\\\": "
      "\\\\\\\"Message\\\\\\\"}\\\"]\"}",
      DWD_FAILURE_INVALID, "UniqueValidationError", "Client Id must be unique" },
    /* of several messages the one that was raised, or the last */
    { 417, JSON, "{\"exc_type\": \"ValidationError\", \"_server_messages\": \"["
      "\\\"{\\\\\\\"message\\\\\\\": \\\\\\\"first\\\\\\\", \\\\\\\"raise_exception\\\\\\\": 1}\\\", "
      "\\\"{\\\\\\\"message\\\\\\\": \\\\\\\"second\\\\\\\", \\\\\\\"raise_exception\\\\\\\": 1}\\\", "
      "\\\"{\\\\\\\"message\\\\\\\": \\\\\\\"by the way\\\\\\\"}\\\"]\"}",
      DWD_FAILURE_INVALID, "ValidationError", "second" },
    { 409, JSON, "{\"exc_type\": \"DuplicateEntryError\"}",
      DWD_FAILURE_CONFLICT, "DuplicateEntryError", NULL },
    { 410, JSON, "{\"exc_type\": \"WatermarkExpiredError\"}",
      DWD_FAILURE_WATERMARK_EXPIRED, "WatermarkExpiredError", NULL },
    { 410, JSON, "{\"exc_type\": \"LinkExpired\"}", DWD_FAILURE_NOT_FOUND, "LinkExpired", NULL },
    { 400, JSON, "{\"exc_type\": \"CSRFTokenError\"}", DWD_FAILURE_SIGN_IN, "CSRFTokenError", NULL },
    { 429, JSON, "{\"exc_type\": \"TooManyRequestsError\"}",
      DWD_FAILURE_RATE_LIMITED, "TooManyRequestsError", NULL },
    { 503, JSON, "{\"exc_type\": \"SessionStopped\"}", DWD_FAILURE_BUSY, "SessionStopped", NULL },
    { 503, JSON, "{\"exc_type\": \"InReadOnlyMode\"}", DWD_FAILURE_BUSY, "InReadOnlyMode", NULL },
    /* a 500 may be a bad value, or really a broken server */
    { 500, JSON, "{\"exception\": \"json.decoder.JSONDecodeError: Expecting value\", \"exc_type\": "
      "\"JSONDecodeError\"}", DWD_FAILURE_INVALID, "JSONDecodeError", "Expecting value" },
    { 500, JSON, "{\"exception\": \"pymysql.err.OperationalError: (2006, 'gone')\", \"exc_type\": "
      "\"OperationalError\"}", DWD_FAILURE_BROKEN, "OperationalError", "(2006, 'gone')" },
    { 500, JSON, "{\"exc_type\": \"KeyError\"}", DWD_FAILURE_BROKEN, "KeyError", NULL },
    /* the second version's envelope */
    { 404, JSON, "{\"errors\": [{\"type\": \"DoesNotExistError\", \"message\": \"Dispatch Job NOPE not "
      "found\", \"indicator\": \"red\"}]}",
      DWD_FAILURE_NOT_FOUND, "DoesNotExistError", "Dispatch Job NOPE not found" },
    /* HTML from werkzeug, nginx and a proxy */
    { 403, HTML, "<!doctype html><title>403 Forbidden</title>", DWD_FAILURE_FORBIDDEN, NULL, NULL },
    { 404, HTML, "<h1>Not Found</h1>", DWD_FAILURE_NOT_FOUND, NULL, NULL },
    { 413, HTML, "<h1>Request Entity Too Large</h1>", DWD_FAILURE_TOO_LARGE, NULL, NULL },
    { 502, HTML, "<h1>Bad Gateway</h1>", DWD_FAILURE_BROKEN, NULL, NULL },
    { 504, HTML, "<h1>Gateway Time-out</h1>", DWD_FAILURE_TIMEOUT, NULL, NULL },
    { 508, NULL, "", DWD_FAILURE_BUSY, NULL, NULL },
    { 418, NULL, NULL, DWD_FAILURE_PROTOCOL, NULL, NULL },
    /* what calls itself JSON and is not */
    { 417, JSON, "<html>", DWD_FAILURE_INVALID, NULL, NULL },
    { 500, JSON, "[1, 2]", DWD_FAILURE_BROKEN, NULL, NULL },
    { 500, JSON, "", DWD_FAILURE_BROKEN, NULL, NULL },
    { 417, JSON, "{\"exc_type\": 7, \"_server_messages\": \"[7, \\\"8\\\", \\\"{\\\"]\", \"exception\": {}}",
      DWD_FAILURE_INVALID, NULL, NULL },
    /* a proxy that is down answers for a server that would have refused */
    { 502, JSON, "{\"exc_type\": \"ValidationError\"}", DWD_FAILURE_BROKEN, "ValidationError", NULL },
    { 406, JSON, "{\"exc_type\": \"UnsupportedVersionError\"}",
      DWD_FAILURE_VERSION, "UnsupportedVersionError", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DwdHttpProblem problem;

      dwd_http_reply_decode_problem (cases[i].status, cases[i].type, cases[i].body,
                                     cases[i].body != NULL ? strlen (cases[i].body) : 0, &problem);
      g_test_message ("%u %s", cases[i].status, cases[i].body);
      g_assert_cmpstr (dwd_failure_to_string (problem.failure), ==,
                       dwd_failure_to_string (cases[i].failure));
      g_assert_cmpstr (problem.exc_type, ==, cases[i].exc_type);
      g_assert_cmpstr (problem.message, ==, cases[i].message);
      dwd_http_problem_clear (&problem);
      g_assert_null (problem.message);
    }
}

static void
test_words (void)
{
  static const struct
  {
    const char *raw;
    const char *wanted;
  } cases[] = {
    { "a &lt; b &amp;&amp; c &gt; d &quot;e&quot; &#39;f&#39;", "a < b && c > d \"e\" 'f'" },
    { "5 < 7 and 7 > 5", "5 < 7 and 7 > 5" },
    { "&unknown; & alone", "&unknown; & alone" },
    { "<p>one</p><p>two</p>", "one two" },
    { "unfinished <strong", "unfinished <strong" },
    { "Қате: <b>мерзімі</b> өтті", "Қате: мерзімі өтті" },
    { "<br/>", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GString *body = g_string_new ("{\"errors\":[{\"type\":\"ValidationError\",\"field\":\"status\",\"message\":\"");
      DwdHttpProblem problem;

      for (const char *p = cases[i].raw; *p != '\0'; p++)
        g_string_append_printf (body, *p == '"' ? "\\%c" : "%c", *p);
      g_string_append (body, "\"}]}");
      dwd_http_reply_decode_problem (417, "application/json; charset=utf-8", body->str, body->len,
                                     &problem);
      g_assert_cmpstr (problem.message, ==, cases[i].wanted);
      g_assert_cmpstr (problem.field, ==, "status");
      dwd_http_problem_clear (&problem);
      g_string_free (body, TRUE);
    }
}

/* A traceback in place of a sentence does not fill the screen, and is not cut inside a letter. */
static void
test_long_message (void)
{
  GString *body = g_string_new ("{\"message\":\"");
  DwdHttpProblem problem;

  for (int i = 0; i < 5000; i++)
    g_string_append (body, "қ");
  g_string_append (body, "\"}");
  dwd_http_reply_decode_problem (500, JSON, body->str, body->len, &problem);
  g_assert_cmpuint (strlen (problem.message), <=, 1004);
  g_assert_true (g_utf8_validate (problem.message, -1, NULL));
  dwd_http_problem_clear (&problem);
  g_string_free (body, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/http-reply/recorded", test_recorded);
  g_test_add_func ("/protocol/http-reply/words", test_words);
  g_test_add_func ("/protocol/http-reply/long-message", test_long_message);

  return g_test_run ();
}
