/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#define G_LOG_DOMAIN "dwt-fuzz"

#include "config.h"

#include <string.h>

#include "base/dwd-time-text.h"
#include "protocol/dwd-batch.h"
#include "protocol/dwd-http-reply.h"

/*
 * Whatever a server answers: a failed reply becomes a typed reason with a clean sentence, a batch's
 * reply becomes results that can be written again, and a text of a time parses or does not.
 */

int LLVMFuzzerTestOneInput (const guint8 *data,
                            size_t        size);

static void
use_problem (guint8      status_choice,
             guint8      type_choice,
             const char *body,
             gsize       length)
{
  static const guint statuses[] = { 0, 200, 302, 400, 401, 403, 404, 408, 409, 410, 413, 417, 429, 500, 502, 503, 504, 508 };
  static const char *types[] = { NULL, "application/json", "text/html; charset=utf-8", "", "text/plain" };
  DwdHttpProblem problem = { 0 };

  dwd_http_reply_decode_problem (statuses[status_choice % G_N_ELEMENTS (statuses)],
                                 types[type_choice % G_N_ELEMENTS (types)], body, length, &problem);
  g_assert_cmpint ((int) problem.failure, >=, 0);
  g_assert_cmpint ((int) problem.failure, <, DWD_N_FAILURES);
  g_assert_true (problem.message == NULL || g_utf8_validate (problem.message, -1, NULL));
  g_assert_true (problem.exc_type == NULL || g_utf8_validate (problem.exc_type, -1, NULL));
  dwd_http_problem_clear (&problem);
}

static void
use_batch (const char *body,
           gsize       length)
{
  g_autoptr (GPtrArray) results = dwd_batch_decode_reply (body, length, NULL);
  g_autoptr (GPtrArray) ops = dwd_batch_decode_request (body, length, NULL);

  if (results != NULL)
    {
      g_autofree char *text = dwd_batch_encode_reply (results);
      g_autoptr (GPtrArray) again = dwd_batch_decode_reply (text, strlen (text), NULL);

      g_assert_nonnull (again);
      g_assert_cmpuint (again->len, ==, results->len);
    }

  if (ops != NULL)
    {
      g_autofree char *text = dwd_batch_encode_request (ops);
      g_autoptr (GPtrArray) again = dwd_batch_decode_request (text, strlen (text), NULL);

      g_assert_nonnull (again);
      g_assert_cmpuint (again->len, ==, ops->len);
    }
}

static void
use_times (const char *body,
           gsize       length)
{
  DwdCivil civil;
  gint64 instant_us;

  if (dwd_time_text_parse_datetime (body, (gssize) length, &civil))
    g_assert_true (dwd_civil_is_valid (&civil));
  if (dwd_time_text_parse_date (body, (gssize) length, &civil))
    g_assert_true (dwd_civil_is_valid (&civil));
  dwd_time_text_parse_time (body, (gssize) length, &civil);
  dwd_time_text_parse_instant (body, (gssize) length, &instant_us);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        size)
{
  g_autofree char *body = NULL;

  if (size < 2)
    return 0;

  body = g_memdup2 (data + 2, size - 2);
  use_problem (data[0], data[1], body, size - 2);
  use_batch (body, size - 2);
  use_times (body, size - 2);

  return 0;
}
