/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-audit.h"

#include <string.h>

#include "audit/dwd-audit-export.h"

static DwdAuditVerdict
verify (const char *text,
        gsize       length)
{
  /* A block of its very size, for whatever looks behind it. */
  g_autofree char *block = g_memdup2 (text, length);
  DwdAuditVerdict verdict = { 0 };

  dwd_audit_export_verify (block, length, &verdict);
  return verdict;
}

/* What docs/audit.md shows is what is written, to the byte. */
static void
test_documented (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "audit.md", NULL);
  g_autofree char *page = NULL;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) dwd_audit_entry_free);
  g_autoptr (GString) text = NULL;
  g_autoptr (GBytes) canonical = NULL;
  g_autofree char *hashed = NULL;
  DwdAuditEntry *first = dwt_audit_decision ();
  DwdAuditEntry *second = dwt_audit_taken_back (1);
  DwdAuditVerdict verdict;

  dwd_audit_chain_link (first, 1, DWD_AUDIT_GENESIS);
  dwd_audit_chain_link (second, 2, first->hash);
  g_ptr_array_add (entries, first);
  g_ptr_array_add (entries, second);
  text = dwt_audit_export (entries);
  canonical = dwd_audit_chain_canonical (first);
  hashed = g_strndup (g_bytes_get_data (canonical, NULL), g_bytes_get_size (canonical));

  g_assert_true (g_file_get_contents (path, &page, NULL, NULL));
  g_assert_nonnull (strstr (page, text->str));
  g_assert_nonnull (strstr (page, hashed));
  verdict = verify (text->str, text->len);
  dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_NONE, 0);
  g_assert_cmpint (verdict.n_entries, ==, 2);
}

static void
test_round_trip (void)
{
  g_autoptr (GPtrArray) entries = dwt_audit_chain (3);

  for (guint i = 0; i < entries->len; i++)
    {
      const DwdAuditEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *line = dwd_audit_entry_to_json (entry);
      g_autoptr (GError) error = NULL;
      g_autoptr (DwdAuditEntry) again = dwd_audit_entry_new_from_json (line, strlen (line), &error);

      g_assert_no_error (error);
      g_assert_cmpint (again->at_us, ==, entry->at_us);
      g_assert_cmpstr (again->name, ==, entry->name);
      g_assert_cmpstr (again->body, ==, entry->body);
      g_assert_cmpstr (again->hash, ==, entry->hash);
    }
}

/* No bit of an export can be turned unnoticed, nor any part of its end be left out. */
static void
test_flips (void)
{
  g_autoptr (GPtrArray) entries = dwt_audit_chain (3);
  g_autoptr (GString) text = dwt_audit_export (entries);

  for (gsize i = 0; i < text->len; i++)
    for (int bit = 0; bit < 8; bit++)
      {
        DwdAuditVerdict verdict;

        text->str[i] ^= 1 << bit;
        verdict = verify (text->str, text->len);
        g_assert_cmpint (verdict.why, !=, DWD_AUDIT_BREAK_NONE);
        text->str[i] ^= 1 << bit;
      }
  for (gsize i = 0; i < text->len; i++)
    {
      DwdAuditVerdict verdict = verify (text->str, i);

      g_assert_cmpint (verdict.why, !=, DWD_AUDIT_BREAK_NONE);
    }
}

static void
test_texts (void)
{
#define HEAD_0 "{\"head\":0,\"hash\":\"" DWD_AUDIT_GENESIS "\"}"
  static const struct { const char *text; DwdAuditBreak why; gint64 seq; } rows[] = {
    /* an empty log has a head, too */
    { HEAD_0 "\n", DWD_AUDIT_BREAK_NONE, 0 },
    { "", DWD_AUDIT_BREAK_CUT_OFF, 1 },
    { HEAD_0, DWD_AUDIT_BREAK_UNREADABLE, 1 },
    { HEAD_0 "\n\n", DWD_AUDIT_BREAK_UNREADABLE, 1 },
    { HEAD_0 "\n" HEAD_0 "\n", DWD_AUDIT_BREAK_UNREADABLE, 1 },
    { "\n" HEAD_0 "\n", DWD_AUDIT_BREAK_UNREADABLE, 1 },
    { "{\"head\": 0,\"hash\":\"" DWD_AUDIT_GENESIS "\"}\n", DWD_AUDIT_BREAK_UNREADABLE, 1 },
    { "{\"head\":false,\"hash\":\"" DWD_AUDIT_GENESIS "\"}\n", DWD_AUDIT_BREAK_UNREADABLE, 1 },
    { "{\"head\":3,\"hash\":\"" DWD_AUDIT_GENESIS "\"}\n", DWD_AUDIT_BREAK_CUT_OFF, 1 },
    { "{\"head\":-1,\"hash\":\"" DWD_AUDIT_GENESIS "\"}\n", DWD_AUDIT_BREAK_UNREADABLE, 1 },
    { "[]\n", DWD_AUDIT_BREAK_UNREADABLE, 1 },
    { "{}\n", DWD_AUDIT_BREAK_UNREADABLE, 1 },
    { "{\"seq\":1}\n", DWD_AUDIT_BREAK_UNREADABLE, 1 },
    { "[[[[[[[[[[[[[[[[\n", DWD_AUDIT_BREAK_UNREADABLE, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      DwdAuditVerdict verdict = verify (rows[i].text, strlen (rows[i].text));

      dwt_audit_assert_verdict (&verdict, rows[i].why, rows[i].seq);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/audit/export/documented", test_documented);
  g_test_add_func ("/audit/export/round-trip", test_round_trip);
  g_test_add_func ("/audit/export/flips", test_flips);
  g_test_add_func ("/audit/export/texts", test_texts);
  return g_test_run ();
}
