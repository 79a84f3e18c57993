/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-audit.h"

#include <glib/gstdio.h>
#include <string.h>

#include "audit/dwd-audit-export.h"
#include "db/dwd-db-connection.h"

/* What somebody with the file in hands does to the log. */

#define NO_TRIGGERS "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete; DROP TRIGGER audit_no_replace;"

static void
make_log (DwtStore *fixture,
          guint     n)
{
  dwt_store_init (fixture);
  dwt_audit_fill (fixture, n);
  dwt_store_close (fixture);
}

/* The table refuses whatever is no append. */
static void
test_append_only (void)
{
  static const char *const sqls[] = {
    "UPDATE audit SET body = '{}' WHERE seq = 2",
    "UPDATE audit SET seq = 20 WHERE seq = 2",
    "DELETE FROM audit WHERE seq = 5",
    "DELETE FROM audit",
    "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 2",
    "REPLACE INTO audit SELECT 2, at_us, kind, actor, device, doctype, name, refers, body, previous, hash "
    "FROM audit WHERE seq = 3",
    "INSERT INTO audit SELECT 2, at_us, kind, actor, device, doctype, name, refers, body, previous, hash "
    "FROM audit WHERE seq = 3",
    "INSERT INTO audit SELECT 9, at_us, kind, actor, device, doctype, name, refers, body, previous, 'short' "
    "FROM audit WHERE seq = 3",
  };
  DwtStore fixture = { NULL };

  make_log (&fixture, 5);
  for (gsize i = 0; i < G_N_ELEMENTS (sqls); i++)
    {
      g_autoptr (DwdDb) db = dwd_db_open (fixture.path, DWD_DB_WRITER, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (db);
      g_assert_false (dwd_db_exec (db, sqls[i], &error));
      g_assert_nonnull (error);
    }
  g_assert_cmpint (dwt_file_number (fixture.path, "SELECT COUNT(DISTINCT hash) FROM audit"), ==, 5);
  dwt_store_clear (&fixture);
}

typedef struct
{
  const char *sql;
  DwdAuditBreak why;
  gint64 seq;
} TamperRow;

static const TamperRow tampers[] = {
  /* each column */
  { "UPDATE audit SET at_us = at_us + 1 WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  { "UPDATE audit SET kind = 3 WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  { "UPDATE audit SET kind = 99 WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  { "UPDATE audit SET actor = 'bob' WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  { "UPDATE audit SET device = '' WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  { "UPDATE audit SET doctype = 'Customer' WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  { "UPDATE audit SET name = name || ' ' WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  { "UPDATE audit SET refers = 1 WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  { "UPDATE audit SET body = '{ }' WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  { "UPDATE audit SET previous = upper (previous) WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  { "UPDATE audit SET hash = upper (hash) WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  /* behind a NUL, and bytes that are no text */
  { "UPDATE audit SET body = body || char (0) || 'hidden' WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  { "UPDATE audit SET actor = actor || char (0) WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  { "UPDATE audit SET name = CAST (x'ff' AS TEXT) WHERE seq = 3", DWD_AUDIT_BREAK_CHANGED, 3 },
  /* rows */
  { "DELETE FROM audit WHERE seq = 1", DWD_AUDIT_BREAK_GAP, 1 },
  { "DELETE FROM audit WHERE seq = 3", DWD_AUDIT_BREAK_GAP, 3 },
  { "DELETE FROM audit WHERE seq = 5", DWD_AUDIT_BREAK_CUT_OFF, 5 },
  { "DELETE FROM audit", DWD_AUDIT_BREAK_CUT_OFF, 1 },
  { "UPDATE audit SET seq = 9 WHERE seq = 3", DWD_AUDIT_BREAK_GAP, 3 },
  { "UPDATE audit SET seq = 0 WHERE seq = 3", DWD_AUDIT_BREAK_REORDERED, 0 },
  { "UPDATE audit SET seq = -9223372036854775807 WHERE seq = 3", DWD_AUDIT_BREAK_REORDERED, -G_MAXINT64 },
  { "UPDATE audit SET seq = 9223372036854775807 WHERE seq = 5", DWD_AUDIT_BREAK_GAP, 5 },
  { "UPDATE audit SET seq = -2 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; "
    "UPDATE audit SET seq = 3 WHERE seq = -2", DWD_AUDIT_BREAK_CHANGED, 2 },
  { "INSERT INTO audit SELECT 6, at_us, kind, actor, device, doctype, name, refers, body, previous, hash "
    "FROM audit WHERE seq = 5", DWD_AUDIT_BREAK_CHANGED, 6 },
  /* the head */
  { "DELETE FROM setting WHERE key = 'audit.head'", DWD_AUDIT_BREAK_NO_HEAD, 5 },
  { "UPDATE setting SET value = 'x' WHERE key = 'audit.head'", DWD_AUDIT_BREAK_NO_HEAD, 5 },
  { "UPDATE setting SET value = '4 ' || (SELECT hash FROM audit WHERE seq = 4) WHERE key = 'audit.head'",
    DWD_AUDIT_BREAK_ADDED, 5 },
  { "UPDATE setting SET value = '5 ' || (SELECT hash FROM audit WHERE seq = 4) WHERE key = 'audit.head'",
    DWD_AUDIT_BREAK_CHANGED, 5 },
};

static void
assert_export_tells (DwtStore *fixture)
{
  g_autoptr (GPtrArray) entries = dwt_audit_load (fixture, NULL, NULL, 0, 100);
  DwdAuditVerdict verdict = { 0 };

  /* Whatever the rows hold, they are shown. */
  g_assert_cmpuint (entries->len, <=, 6);
  for (guint i = 0; i < entries->len; i++)
    {
      g_autofree char *line = dwd_audit_entry_to_json (g_ptr_array_index (entries, i));

      g_assert_true (g_utf8_validate (line, -1, NULL));
    }
  dwt_audit_verify (fixture, &verdict);
  g_assert_cmpint (verdict.why, !=, DWD_AUDIT_BREAK_NONE);
}

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tampers); i++)
    {
      DwtStore fixture = { NULL };
      DwdAuditVerdict verdict = { 0 };
      g_autofree char *sql = g_strconcat (NO_TRIGGERS, tampers[i].sql, NULL);

      make_log (&fixture, 5);
      dwt_file_exec (fixture.path, sql);
      dwt_store_open (&fixture);
      dwt_audit_verify (&fixture, &verdict);
      g_test_message ("%s", tampers[i].sql);
      dwt_audit_assert_verdict (&verdict, tampers[i].why, tampers[i].seq);
      assert_export_tells (&fixture);
      dwt_store_clear (&fixture);
    }
}

/* What comes after a cut does not hide it. */
static void
test_goes_on_behind_a_cut (void)
{
  DwtStore fixture = { NULL };
  DwdAuditVerdict verdict = { 0 };

  make_log (&fixture, 5);
  dwt_file_exec (fixture.path, NO_TRIGGERS "DELETE FROM audit WHERE seq > 3");
  dwt_store_open (&fixture);
  dwt_audit_fill (&fixture, 3);
  dwt_audit_verify (&fixture, &verdict);
  dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_GAP, 4);
  g_assert_cmpint (verdict.n_entries, ==, 3);
  dwt_store_clear (&fixture);

  /* Nor does it hide what was put behind the head. */
  make_log (&fixture, 5);
  dwt_file_exec (fixture.path, "INSERT INTO audit SELECT 6, at_us, kind, actor, device, doctype, name, refers, body, "
                 "hash, previous FROM audit WHERE seq = 5");
  dwt_store_open (&fixture);
  dwt_audit_fill (&fixture, 3);
  dwt_audit_verify (&fixture, &verdict);
  dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_CHANGED, 6);
  dwt_store_clear (&fixture);
}

/* A number that leaves none for the next one: the append is refused, not wrapped. */
static void
test_last_number (void)
{
  DwtStore fixture = { NULL };
  g_autoptr (DwdAuditEntry) entry = dwt_audit_decision ();
  g_autoptr (GError) error = NULL;

  make_log (&fixture, 2);
  dwt_file_exec (fixture.path, NO_TRIGGERS "UPDATE audit SET seq = 9223372036854775807 WHERE seq = 2");
  dwt_store_open (&fixture);
  g_assert_cmpint (dwt_audit_append (&fixture, entry, &error), ==, 0);
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_INTERNAL);
  dwt_store_clear (&fixture);
}

static void
overwrite (const char *path,
           gsize       offset,
           gsize       length)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpuint (offset + length, <=, size);
  memset (bytes + offset, 0xa5, length);
  g_assert_true (g_file_set_contents (path, bytes, size, NULL));
}

/* The cache is damaged elsewhere: the log comes over whole, the refusing triggers with it, and goes on. */
static void
test_rescued (void)
{
  DwtStore fixture = { NULL };
  DwdAuditVerdict verdict = { 0 };
  g_autoptr (DwdDb) db = NULL;

  make_log (&fixture, 300);
  overwrite (fixture.path, 0, 32);
  dwt_store_open (&fixture);
  g_assert_true (fixture.opening.rebuilt);
  dwt_audit_verify (&fixture, &verdict);
  dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_NONE, 0);
  g_assert_cmpint (verdict.n_entries, ==, 300);
  dwt_audit_fill (&fixture, 2);
  dwt_audit_verify (&fixture, &verdict);
  dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_NONE, 0);
  g_assert_cmpint (verdict.n_entries, ==, 302);
  dwt_store_close (&fixture);
  db = dwd_db_open (fixture.path, DWD_DB_WRITER, NULL);
  g_assert_false (dwd_db_exec (db, "DELETE FROM audit", NULL));
  g_clear_pointer (&db, dwd_db_close);
  dwt_store_clear (&fixture);
}

/* The log itself is damaged: what is left comes over from both ends, and verification names the hole. */
static void
test_rescued_with_a_hole (void)
{
  DwtStore fixture = { NULL };
  DwdAuditVerdict verdict = { 0 };
  g_autoptr (GPtrArray) entries = NULL;
  gint64 page = 0;

  make_log (&fixture, 300);
  page = dwt_file_number (fixture.path, "SELECT pageno FROM dbstat WHERE name = 'audit' AND pagetype = 'leaf' "
                          "ORDER BY path LIMIT 1 OFFSET 3");
  g_assert_cmpint (page, >, 0);
  dwt_file_exec (fixture.path, "DELETE FROM setting WHERE key = 'clean'");
  overwrite (fixture.path, (page - 1) * 8192, 8192);
  dwt_store_open (&fixture);
  g_assert_true (fixture.opening.rebuilt);
  dwt_audit_verify (&fixture, &verdict);
  g_assert_cmpint (verdict.why, ==, DWD_AUDIT_BREAK_GAP);
  g_assert_cmpint (verdict.n_entries, >, 0);
  g_assert_cmpint (verdict.seq, ==, verdict.n_entries + 1);
  entries = dwt_audit_load (&fixture, NULL, NULL, 0, 1);
  g_assert_cmpint (((DwdAuditEntry *) g_ptr_array_index (entries, 0))->seq, ==, 300);
  dwt_store_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* What is set aside is told as a warning, which is no failure here. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);

  g_test_add_func ("/audit/tamper/append-only", test_append_only);
  g_test_add_func ("/audit/tamper/rows", test_rows);
  g_test_add_func ("/audit/tamper/goes-on-behind-a-cut", test_goes_on_behind_a_cut);
  g_test_add_func ("/audit/tamper/last-number", test_last_number);
  g_test_add_func ("/audit/tamper/rescued", test_rescued);
  g_test_add_func ("/audit/tamper/rescued-with-a-hole", test_rescued_with_a_hole);
  return g_test_run ();
}
