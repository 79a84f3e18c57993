/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-outbox.h"

#include "base/dwd-id.h"
#include "store/dwd-document.h"

/*
 * Records made here: temporary names, and the server's in their place.
 */

#define CUSTOMER DWD_DOCTYPE_CUSTOMER

static char *
make_customer (DwtOutbox *fixture)
{
  return dwt_outbox_act (fixture, CUSTOMER, NULL, DWD_OP_INSERT,
                         "{\"customer_name\":\"Ice rink\",\"organization\":\"" DWT_ORGANIZATION "\"}");
}

static char *
make_job (DwtOutbox  *fixture,
          const char *customer)
{
  g_autofree char *changes = g_strdup_printf ("{\"title\":\"Leak\",\"customer\":\"%s\","
                                              "\"description\":\"of %s\"}", customer, customer);

  return dwt_outbox_act (fixture, JOB, NULL, DWD_OP_INSERT, changes);
}

static char *
answer_of (const char *name,
           const char *fields)
{
  return g_strdup_printf ("{\"name\":\"%s\",\"creation\":\"" T1 "\",\"modified\":\"" T2 "\","
                          "\"organization\":\"" DWT_ORGANIZATION "\",%s}", name, fields);
}

static void
test_insert (DwtOutbox *fixture)
{
  g_autofree char *name = make_job (fixture, "CUST-1");
  g_autofree char *doc = answer_of ("JOB-3", "\"title\":\"Leak\"");
  g_autofree char *creation = NULL;
  g_autofree char *document = dwt_store_document (&fixture->cache, JOB, name);
  g_autoptr (DwdJob) job = dwt_store_job (&fixture->cache, name);
  g_autoptr (GPtrArray) ops = dwt_outbox_take (fixture, 10);
  DwdBatchOp *op = g_ptr_array_index (ops, 0);
  DwdApplyCounts counts;
  g_autofree char *row = dwt_feed_row ("JOB-3", T1, T2, "\"title\":\"Leak\"");

  g_assert_true (dwd_id_is_local_name (name));
  creation = dwd_document_dup_string (document, "creation");
  g_assert_nonnull (creation);
  g_assert_cmpint (dwd_job_get_created (job), ==, dwd_clock_get_now (fixture->clock));
  g_assert_cmpstr (dwd_job_get_organization (job), ==, DWT_ORGANIZATION);
  g_assert_cmpint (op->kind, ==, DWD_OP_INSERT);
  g_assert_cmpstr (op->name, ==, name);
  g_assert_null (op->base_modified);
  dwt_outbox_return (fixture, ops, DWD_FAILURE_OFFLINE, DWD_TIME_NONE);

  dwt_outbox_answer (fixture, DWD_RESULT_SUCCESS, "JOB-3", doc, NULL);
  dwt_outbox_assert_states (fixture, "");
  g_assert_null (dwt_store_document (&fixture->cache, JOB, name));
  dwt_assert_member (fixture, "JOB-3", "title", "Leak");
  dwt_store_apply (&fixture->cache, JOB, row, &counts);
  g_assert_cmpuint (counts.n_unchanged, ==, 1);
}

/* A job for a customer who has no name yet waits for it, and gets it in data, columns and queue at once. */
static void
test_links (DwtOutbox *fixture)
{
  g_autofree char *customer = make_customer (fixture);
  g_autofree char *job = make_job (fixture, customer);
  g_autofree char *edit = dwt_outbox_act (fixture, CUSTOMER, customer, DWD_OP_UPDATE,
                                          "{\"mobile_no\":\"1\"}");
  g_autofree char *doc = answer_of ("CUST-00009", "\"customer_name\":\"Ice rink\"");
  g_autofree char *held = NULL;
  g_autofree char *description = NULL;
  g_autofree char *document = NULL;
  g_autoptr (DwdJob) snapshot = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) ops = NULL;

  dwt_outbox_assert_states (fixture, "WBB");
  dwt_outbox_answer (fixture, DWD_RESULT_SUCCESS, "CUST-00009", doc, NULL);
  dwt_outbox_assert_states (fixture, "WW");

  document = dwt_store_document (&fixture->cache, JOB, job);
  held = dwd_document_dup_string (document, "customer");
  g_assert_cmpstr (held, ==, "CUST-00009");
  /* what only looks like it is a person's text */
  description = dwd_document_dup_string (document, "description");
  g_assert_nonnull (strstr (description, customer));
  snapshot = dwt_store_job (&fixture->cache, job);
  g_assert_cmpstr (dwd_job_get_customer (snapshot), ==, "CUST-00009");
  found = dwt_store_query (&fixture->cache, JOB, "customer=CUST-00009", NULL, NULL);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (dwd_operation_get_name (dwt_outbox_nth (fixture, 1)), ==, "CUST-00009");
  g_assert_null (dwt_store_document (&fixture->cache, CUSTOMER, customer));

  ops = dwt_outbox_take (fixture, 10);
  held = (g_free (held), dwd_document_dup_string (((DwdBatchOp *) g_ptr_array_index (ops, 0))->data,
                                                  "customer"));
  g_assert_cmpstr (held, ==, "CUST-00009");
}

static void
test_edit_behind_insert (DwtOutbox *fixture)
{
  g_autofree char *name = make_job (fixture, "CUST-1");
  g_autofree char *edit = dwt_outbox_act (fixture, JOB, name, DWD_OP_UPDATE, "{\"title\":\"Flood\"}");
  g_autofree char *doc = answer_of ("JOB-3", "\"title\":\"Leak\"");
  g_autoptr (GPtrArray) ops = NULL;
  DwdBatchOp *op = NULL;

  dwt_outbox_assert_states (fixture, "WB");
  dwt_outbox_answer (fixture, DWD_RESULT_SUCCESS, "JOB-3", doc, NULL);
  dwt_assert_member (fixture, "JOB-3", "title", "Flood");
  ops = dwt_outbox_take (fixture, 10);
  op = g_ptr_array_index (ops, 0);
  g_assert_cmpstr (op->name, ==, "JOB-3");
  g_assert_cmpstr (op->base_modified, ==, T2);
  g_assert_cmpint (op->kind, ==, DWD_OP_UPDATE);
}

/* "Done", says the server, but not as what: kept and asked again, under its temporary name. */
static void
test_no_name (DwtOutbox *fixture)
{
  g_autofree char *name = make_job (fixture, "CUST-1");
  g_autofree char *megabyte = g_strnfill (1000000, 'x');
  const char *const bad[] = { "", "a\nb", megabyte, "local-00000000-0000-4000-8000-000000000000" };
  g_autofree char *doc = answer_of ("JOB-3", "\"title\":\"Leak\"");

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      dwt_outbox_answer (fixture, DWD_RESULT_SUCCESS, bad[i], "{}", NULL);
      g_assert_cmpuint (dwt_outbox_n (fixture), ==, 1);
      dwt_assert_member (fixture, name, "title", "Leak");
      dwd_clock_advance (fixture->clock, DWD_USEC_PER_DAY);
      if (dwd_operation_get_state (dwt_outbox_nth (fixture, 0)) == DWD_OPERATION_FAILED)
        dwt_outbox_call (fixture, dwd_outbox_retry_async, dwd_operation_get_seq (dwt_outbox_nth (fixture, 0)));
    }

  /* The document will do. */
  dwt_outbox_answer (fixture, DWD_RESULT_SUCCESS, "", doc, NULL);
  dwt_outbox_assert_states (fixture, "");
  dwt_assert_member (fixture, "JOB-3", "title", "Leak");
}

/* The delta of our own insert may be faster than its answer: one record comes of the two. */
static void
test_delta_before_answer (DwtOutbox *fixture)
{
  g_autofree char *name = make_job (fixture, "CUST-1");
  g_autofree char *row = dwt_feed_row ("JOB-3", T1, T2, "\"title\":\"Leak\"");
  g_autofree char *doc = answer_of ("JOB-3", "\"title\":\"Leak\"");
  g_autoptr (GPtrArray) found = NULL;

  dwt_store_delta (&fixture->cache, JOB, row, NULL);
  dwt_outbox_answer (fixture, DWD_RESULT_SUCCESS, "JOB-3", doc, NULL);
  found = dwt_store_query (&fixture->cache, JOB, "title=Leak", NULL, NULL);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_null (dwt_store_document (&fixture->cache, JOB, name));
}

static void
test_discard_insert (DwtOutbox *fixture)
{
  g_autofree char *customer = make_customer (fixture);
  g_autofree char *job = make_job (fixture, customer);
  g_autofree char *edit = dwt_outbox_act (fixture, CUSTOMER, customer, DWD_OP_UPDATE, "{\"x\":1}");

  g_assert_cmpint (dwt_outbox_call (fixture, dwd_outbox_discard_async,
                                    dwd_operation_get_seq (dwt_outbox_nth (fixture, 0))), ==,
                   DWD_FAILURE_NONE);
  /* The record and all that lay on it are gone; what named it elsewhere is the server's to judge. */
  g_assert_null (dwt_store_document (&fixture->cache, CUSTOMER, customer));
  dwt_outbox_assert_states (fixture, "W");
  g_assert_cmpstr (dwd_operation_get_name (dwt_outbox_nth (fixture, 0)), ==, job);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    OutboxTest test;
  } tests[] = {
    { "/queue/rename/insert", test_insert },
    { "/queue/rename/links", test_links },
    { "/queue/rename/edit-behind-insert", test_edit_behind_insert },
    { "/queue/rename/no-name", test_no_name },
    { "/queue/rename/delta-before-answer", test_delta_before_answer },
    { "/queue/rename/discard-insert", test_discard_insert },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_data_func (tests[i].path, (gconstpointer) tests[i].test, dwt_outbox_run);
  return g_test_run ();
}
