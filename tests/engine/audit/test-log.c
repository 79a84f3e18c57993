/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-audit.h"

#include <string.h>

#include "audit/dwd-audit-export.h"
#include "support/dwt-wait.h"


static void
assert_whole (DwtStore *fixture,
              gint64    n_entries)
{
  DwdAuditVerdict verdict = { 0 };

  dwt_audit_verify (fixture, &verdict);
  dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_NONE, 0);
  g_assert_cmpint (verdict.n_entries, ==, n_entries);
}

static void
test_append (void)
{
  DwtStore fixture = { NULL };
  g_autoptr (DwdAuditEntry) decision = dwt_audit_decision ();
  g_autoptr (DwdAuditEntry) taken_back = dwt_audit_taken_back (1);
  g_autoptr (GPtrArray) entries = NULL;
  const DwdAuditEntry *newest = NULL;

  dwt_store_init (&fixture);
  assert_whole (&fixture, 0);
  g_assert_cmpint (dwt_audit_append (&fixture, decision, NULL), ==, 1);
  /* It goes on where it was after the cache was closed. */
  dwt_store_close (&fixture);
  dwt_store_open (&fixture);
  g_assert_cmpint (dwt_audit_append (&fixture, taken_back, NULL), ==, 2);
  assert_whole (&fixture, 2);

  entries = dwt_audit_load (&fixture, NULL, NULL, 0, 10);
  g_assert_cmpuint (entries->len, ==, 2);
  newest = g_ptr_array_index (entries, 0);
  g_assert_cmpint (newest->seq, ==, 2);
  g_assert_cmpint (newest->kind, ==, DWD_AUDIT_TAKEN_BACK);
  g_assert_cmpint (newest->refers, ==, 1);
  g_assert_cmpstr (newest->hash, ==, "287d09be0d26985c93cdba1ccc6ff5ee1433cdefeee24dc05178e62f2243f581");
  dwt_store_clear (&fixture);
}

static void
assert_refused (DwtStore            *fixture,
                const DwdAuditEntry *entry,
                DwdFailure           failure)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (dwt_audit_append (fixture, entry, &error), ==, 0);
  g_assert_error (error, DWD_ERROR, (int) failure);
}

static void
set_text (char      **slot,
          const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static void
test_refused (void)
{
  DwtStore fixture = { NULL };
  g_autoptr (DwdAuditEntry) entry = dwt_audit_decision ();
  g_autoptr (DwdAuditEntry) taken_back = dwt_audit_taken_back (1);

  dwt_store_init (&fixture);

  /* what is no entry */
  entry->kind = DWD_AUDIT_UNKNOWN;
  assert_refused (&fixture, entry, DWD_FAILURE_INVALID);
  entry->kind = DWD_N_AUDIT_KINDS;
  assert_refused (&fixture, entry, DWD_FAILURE_INVALID);
  entry->kind = DWD_AUDIT_DECISION;
  entry->refers = 1;
  assert_refused (&fixture, entry, DWD_FAILURE_INVALID);
  entry->refers = 0;
  set_text (&entry->body, "{");
  assert_refused (&fixture, entry, DWD_FAILURE_INVALID);
  set_text (&entry->body, "{}");
  set_text (&entry->actor, "\xff");
  assert_refused (&fixture, entry, DWD_FAILURE_INVALID);
  set_text (&entry->actor, NULL);
  assert_refused (&fixture, entry, DWD_FAILURE_INVALID);
  set_text (&entry->actor, "");

  /* what cannot be taken back: not there, nothing named, taken back already */
  assert_refused (&fixture, taken_back, DWD_FAILURE_INVALID);
  g_assert_cmpint (dwt_audit_append (&fixture, entry, NULL), ==, 1);
  taken_back->refers = 0;
  assert_refused (&fixture, taken_back, DWD_FAILURE_INVALID);
  taken_back->refers = -1;
  assert_refused (&fixture, taken_back, DWD_FAILURE_INVALID);
  taken_back->refers = 1;
  g_assert_cmpint (dwt_audit_append (&fixture, taken_back, NULL), ==, 2);
  assert_refused (&fixture, taken_back, DWD_FAILURE_CONFLICT);

  /* the undoing can be undone */
  taken_back->refers = 2;
  g_assert_cmpint (dwt_audit_append (&fixture, taken_back, NULL), ==, 3);
  assert_whole (&fixture, 3);
  dwt_store_clear (&fixture);
}

static gboolean
append_and_fail_work (DwdStoreTxn *txn,
                      gpointer     data,
                      GError     **error)
{
  g_autoptr (DwdAuditEntry) entry = dwt_audit_decision ();

  g_assert_true (dwd_audit_log_append (txn, entry, error));
  g_assert_cmpint (entry->seq, ==, 4);
  dwd_error_set (error, DWD_FAILURE_INTERNAL, "changed its mind");
  return FALSE;
}

/* An entry is there with what it tells of, or not at all. */
static void
test_rollback (void)
{
  DwtStore fixture = { NULL };
  g_autoptr (DwdAuditEntry) entry = dwt_audit_decision ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  dwt_store_init (&fixture);
  dwt_audit_fill (&fixture, 3);
  dwd_store_push_write (fixture.store, g_task_new (fixture.store, NULL, dwt_result_cb, &result), FALSE,
                        append_and_fail_work);
  g_assert_false (g_task_propagate_boolean (G_TASK (dwt_wait_result (&result)), &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_INTERNAL);
  g_clear_object (&result);
  assert_whole (&fixture, 3);
  g_assert_cmpint (dwt_audit_append (&fixture, entry, NULL), ==, 4);
  assert_whole (&fixture, 4);
  dwt_store_clear (&fixture);
}

static void
test_pages (void)
{
  DwtStore fixture = { NULL };
  gint64 before = 0;
  gint64 expected = 95;
  static const struct { const char *doctype; const char *name; guint n; } rows[] = {
    { "Dispatch Job", NULL, 95 },
    { "Customer", NULL, 0 },
    { NULL, "JOB-3", 10 },
    { "Dispatch Job", "JOB-7", 9 },
    { "Customer", "JOB-7", 0 },
  };

  dwt_store_init (&fixture);
  dwt_audit_fill (&fixture, 95);
  while (expected > 0)
    {
      g_autoptr (GPtrArray) page = dwt_audit_load (&fixture, NULL, NULL, before, 10);

      g_assert_cmpuint (page->len, ==, MIN (expected, 10));
      for (guint i = 0; i < page->len; i++)
        {
          before = ((DwdAuditEntry *) g_ptr_array_index (page, i))->seq;
          g_assert_cmpint (before, ==, expected--);
        }
    }
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) page = dwt_audit_load (&fixture, rows[i].doctype, rows[i].name, 0, 100);

      g_assert_cmpuint (page->len, ==, rows[i].n);
      for (guint j = 0; j < page->len && rows[i].name != NULL; j++)
        g_assert_cmpstr (((DwdAuditEntry *) g_ptr_array_index (page, j))->name, ==, rows[i].name);
    }
  dwt_store_clear (&fixture);
}

/* Neither readers nor the writer wait for a verification, and what is appended meanwhile is no addition. */
static void
test_concurrent (void)
{
  DwtStore fixture = { NULL };
  g_autoptr (DwdAuditEntry) entry = dwt_audit_decision ();
  g_autoptr (GAsyncResult) verified = NULL;
  g_autoptr (GError) error = NULL;
  DwdAuditVerdict verdict = { 0 };
  guint n_reads = 0;

  dwt_store_init (&fixture);
  dwt_audit_fill (&fixture, 5000);
  dwd_audit_log_verify_async (fixture.store, NULL, dwt_result_cb, &verified);
  do
    {
      g_autoptr (GPtrArray) page = dwt_audit_load (&fixture, NULL, NULL, 0, 1);

      g_assert_cmpuint (page->len, ==, 1);
      if (verified == NULL)
        n_reads++;
      g_assert_cmpint (dwt_audit_append (&fixture, entry, NULL), >, 0);
    }while (verified == NULL);
  g_assert_cmpuint (n_reads, >, 0);
  dwd_audit_log_verify_finish (fixture.store, verified, &verdict, &error);
  g_assert_no_error (error);
  g_clear_object (&verified);
  dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_NONE, 0);
  g_assert_cmpint (verdict.n_entries, >=, 5000);
  dwt_audit_verify (&fixture, &verdict);
  dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_NONE, 0);
  dwt_store_clear (&fixture);
}

static void
test_cancelled (void)
{
  DwtStore fixture = { NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) verified = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (GError) error = NULL;
  DwdAuditVerdict verdict = { .n_entries = 7 };

  dwt_store_init (&fixture);
  dwt_audit_fill (&fixture, 5000);
  dwd_audit_log_verify_async (fixture.store, cancellable, dwt_result_cb, &verified);
  /* In the middle: the read comes behind the first of twenty pieces. */
  page = dwt_audit_load (&fixture, NULL, NULL, 0, 1);
  g_assert_null (verified);
  g_cancellable_cancel (cancellable);
  g_assert_false (dwd_audit_log_verify_finish (fixture.store, dwt_wait_result (&verified), &verdict, &error));
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_CANCELLED);
  g_assert_cmpint (verdict.n_entries, ==, 7);
  g_clear_object (&verified);
  dwt_store_clear (&fixture);
}

/* The cache closes under it: typed, and nothing is left behind. */
static void
test_closed (void)
{
  DwtStore fixture = { NULL };
  g_autoptr (GAsyncResult) verified = NULL;
  g_autoptr (GError) error = NULL;
  DwdAuditVerdict verdict = { 0 };
  DwdStore *store = NULL;

  dwt_store_init (&fixture);
  dwt_audit_fill (&fixture, 5000);
  store = fixture.store;
  dwd_audit_log_verify_async (store, NULL, dwt_result_cb, &verified);
  {
    g_autoptr (GAsyncResult) closed = NULL;

    dwd_store_close_async (store, dwt_result_cb, &closed);
    g_assert_false (dwd_audit_log_verify_finish (store, dwt_wait_result (&verified), &verdict, &error));
    g_assert_error (error, DWD_ERROR, DWD_FAILURE_CANCELLED);
    g_assert_true (dwd_store_close_finish (store, dwt_wait_result (&closed), NULL));
  }
  g_clear_object (&verified);
  g_clear_object (&fixture.store);
  dwt_store_clear (&fixture);
}

static GString *
export (DwtStore *fixture)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (stream);

  dwd_audit_log_export_async (fixture->store, stream, NULL, dwt_result_cb, &result);
  dwd_audit_log_export_finish (fixture->store, dwt_wait_result (&result), &error);
  g_assert_no_error (error);
  return g_string_new_len (g_memory_output_stream_get_data (memory), g_memory_output_stream_get_data_size (memory));
}

static void
test_export (void)
{
  static const guint counts[] = { 0, 1, 256, 700 };

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      DwtStore fixture = { NULL };
      g_autoptr (GString) text = NULL;
      DwdAuditVerdict verdict = { 0 };

      dwt_store_init (&fixture);
      dwt_audit_fill (&fixture, counts[i]);
      text = export (&fixture);
      dwd_audit_export_verify (text->str, text->len, &verdict);
      dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_NONE, 0);
      g_assert_cmpint (verdict.n_entries, ==, counts[i]);
      dwt_store_clear (&fixture);
    }
}

/* A file of the schema before the log: the log begins empty, and everything else is there. */
static void
test_migrate_3 (void)
{
  DwtStore fixture = { NULL };
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "data", "schema", "schema-3.sql", NULL);
  g_autofree char *sql = NULL;
  g_autofree char *document = NULL;

  g_assert_true (g_file_get_contents (source, &sql, NULL, NULL));
  fixture.dir = dwt_make_dir ();
  fixture.path = g_build_filename (fixture.dir, "cache.db", NULL);
  dwt_file_exec (fixture.path, sql);
  g_assert_cmpint (dwt_file_number (fixture.path, "PRAGMA user_version"), ==, 3);
  dwt_store_open (&fixture);
  g_assert_false (fixture.opening.rebuilt);
  document = dwt_store_document (&fixture, DWD_DOCTYPE_DISPATCH_JOB, "JOB-2026-00001");
  g_assert_nonnull (document);
  assert_whole (&fixture, 0);
  dwt_audit_fill (&fixture, 3);
  assert_whole (&fixture, 3);
  dwt_store_close (&fixture);
  g_assert_cmpint (dwt_file_number (fixture.path, "SELECT COUNT(*) FROM decision"), ==, 1);
  dwt_store_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/audit/log/append", test_append);
  g_test_add_func ("/audit/log/refused", test_refused);
  g_test_add_func ("/audit/log/rollback", test_rollback);
  g_test_add_func ("/audit/log/pages", test_pages);
  g_test_add_func ("/audit/log/concurrent", test_concurrent);
  g_test_add_func ("/audit/log/cancelled", test_cancelled);
  g_test_add_func ("/audit/log/closed", test_closed);
  g_test_add_func ("/audit/log/export", test_export);
  g_test_add_func ("/audit/log/migrate-3", test_migrate_3);
  return g_test_run ();
}
