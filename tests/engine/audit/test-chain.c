/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-audit.h"

#include <string.h>

#define N_ENTRIES 5

static DwdAuditVerdict
verify (GPtrArray          *entries,
        const DwdAuditHead *head)
{
  g_autoptr (DwdAuditVerifier) verifier = dwd_audit_verifier_new ();
  DwdAuditVerdict verdict = { 0 };

  for (guint i = 0; i < entries->len; i++)
    dwd_audit_verifier_feed (verifier, g_ptr_array_index (entries, i));
  dwd_audit_verifier_finish (verifier, head, &verdict);
  return verdict;
}

static DwdAuditHead
get_head (GPtrArray *entries)
{
  const DwdAuditEntry *last = g_ptr_array_index (entries, entries->len - 1);
  DwdAuditHead head = { last->seq, "" };

  g_strlcpy (head.hash, last->hash, sizeof head.hash);
  return head;
}

/* The example of docs/audit.md, hashed by another program. */
static void
test_example (void)
{
  g_autoptr (DwdAuditEntry) first = dwt_audit_decision ();
  g_autoptr (DwdAuditEntry) second = dwt_audit_taken_back (1);
  g_autoptr (GBytes) canonical = NULL;
  g_autofree char *text = NULL;

  dwd_audit_chain_link (first, 1, DWD_AUDIT_GENESIS);
  canonical = dwd_audit_chain_canonical (first);
  text = g_strndup (g_bytes_get_data (canonical, NULL), g_bytes_get_size (canonical));
  g_assert_cmpstr (text, ==, "16:dartwing-audit-1,64:" DWD_AUDIT_GENESIS ",1:1,16:1795400000000000,8:decision,"
                   "18:ana@astana.example,6:desk-3,12:Dispatch Job,5:JOB-1,1:0,13:{\"lost\":\"é\"},");
  g_assert_cmpstr (first->hash, ==, "b703cec03d300329d2e9b7e128d8ad6d5f9422833dfc67b2f7776878d5b26b43");

  dwd_audit_chain_link (second, 2, first->hash);
  g_assert_cmpstr (second->previous, ==, first->hash);
  g_assert_cmpstr (second->hash, ==, "287d09be0d26985c93cdba1ccc6ff5ee1433cdefeee24dc05178e62f2243f581");
}

static void
test_whole (void)
{
  for (guint n = 0; n <= N_ENTRIES; n++)
    {
      g_autoptr (GPtrArray) entries = dwt_audit_chain (n);
      DwdAuditHead head = { 0, DWD_AUDIT_GENESIS };
      DwdAuditVerdict verdict;

      if (n > 0)
        head = get_head (entries);
      verdict = verify (entries, &head);
      dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_NONE, 0);
      g_assert_cmpint (verdict.n_entries, ==, n);
      g_assert_cmpstr (verdict.hash, ==, head.hash);
    }
}

static void
assert_text_matters (GPtrArray          *entries,
                     const DwdAuditHead *head,
                     char               *text)
{
  for (gsize i = 0; text[i] != '\0'; i++)
    for (int bit = 0; bit < 8; bit++)
      {
        DwdAuditVerdict verdict;

        text[i] ^= 1 << bit;
        verdict = verify (entries, head);
        dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_CHANGED, 3);
        text[i] ^= 1 << bit;
      }
}

/* Each bit of each text and number of an entry. */
static void
test_flips (void)
{
  g_autoptr (GPtrArray) entries = dwt_audit_chain (N_ENTRIES);
  DwdAuditHead head = get_head (entries);
  DwdAuditEntry *entry = g_ptr_array_index (entries, 2);
  DwdAuditVerdict verdict;

  assert_text_matters (entries, &head, entry->actor);
  assert_text_matters (entries, &head, entry->device);
  assert_text_matters (entries, &head, entry->doctype);
  assert_text_matters (entries, &head, entry->name);
  assert_text_matters (entries, &head, entry->body);
  assert_text_matters (entries, &head, entry->previous);
  assert_text_matters (entries, &head, entry->hash);

  for (int bit = 0; bit < 64; bit++)
    {
      guint64 mask = G_GUINT64_CONSTANT (1) << bit;

      entry->at_us ^= (gint64) mask;
      verdict = verify (entries, &head);
      dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_CHANGED, 3);
      entry->at_us ^= (gint64) mask;

      entry->refers ^= (gint64) mask;
      verdict = verify (entries, &head);
      dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_CHANGED, 3);
      entry->refers ^= (gint64) mask;

      entry->seq ^= (gint64) mask;
      verdict = verify (entries, &head);
      g_assert_cmpint (verdict.why, !=, DWD_AUDIT_BREAK_NONE);
      g_assert_cmpint (verdict.n_entries, ==, 2);
      entry->seq ^= (gint64) mask;
    }
  for (int kind = DWD_AUDIT_UNKNOWN; kind <= DWD_N_AUDIT_KINDS; kind++)
    {
      entry->kind = kind;
      verdict = verify (entries, &head);
      dwt_audit_assert_verdict (&verdict, kind == DWD_AUDIT_DECISION ? DWD_AUDIT_BREAK_NONE : DWD_AUDIT_BREAK_CHANGED,
                                kind == DWD_AUDIT_DECISION ? 0 : 3);
    }
}

/* No field flows into the next. */
static void
test_borders (void)
{
  g_autoptr (DwdAuditEntry) left = dwt_audit_decision ();
  g_autoptr (DwdAuditEntry) right = dwt_audit_decision ();

  g_free (left->actor);
  left->actor = g_strdup ("ana");
  g_free (left->device);
  left->device = g_strdup ("desk,1:x");
  g_free (right->actor);
  right->actor = g_strdup ("ana,8:desk");
  g_free (right->device);
  right->device = g_strdup ("x");
  dwd_audit_chain_link (left, 1, DWD_AUDIT_GENESIS);
  dwd_audit_chain_link (right, 1, DWD_AUDIT_GENESIS);
  g_assert_cmpstr (left->hash, !=, right->hash);
}

static void
swap (GPtrArray *entries,
      guint      a,
      guint      b)
{
  gpointer kept = entries->pdata[a];

  entries->pdata[a] = entries->pdata[b];
  entries->pdata[b] = kept;
}

static void
relink (GPtrArray *entries,
        guint      index)
{
  DwdAuditEntry *entry = g_ptr_array_index (entries, index);

  g_free (entry->body);
  entry->body = g_strdup ("{\"forged\":true}");
  g_free (entry->hash);
  entry->hash = dwd_audit_chain_hash (entry);
}

/* Whole entries in the wrong company. */
static void
test_structure (void)
{
  enum { FIRST_GONE, MIDDLE_GONE, LAST_GONE, ALL_GONE, SWAPPED, TWICE, MOVED_TO_END, FORGED, LAST_FORGED, HEAD_BEHIND,
         NO_HEAD, N_CASES };
  static const struct { DwdAuditBreak why; gint64 seq; } expected[N_CASES] = {
    [FIRST_GONE] = { DWD_AUDIT_BREAK_GAP, 1 },
    [MIDDLE_GONE] = { DWD_AUDIT_BREAK_GAP, 3 },
    [LAST_GONE] = { DWD_AUDIT_BREAK_CUT_OFF, 5 },
    [ALL_GONE] = { DWD_AUDIT_BREAK_CUT_OFF, 1 },
    [SWAPPED] = { DWD_AUDIT_BREAK_REORDERED, 2 },
    [TWICE] = { DWD_AUDIT_BREAK_REORDERED, 2 },
    [MOVED_TO_END] = { DWD_AUDIT_BREAK_REORDERED, 1 },
    [FORGED] = { DWD_AUDIT_BREAK_UNLINKED, 4 },
    [LAST_FORGED] = { DWD_AUDIT_BREAK_CHANGED, 5 },
    [HEAD_BEHIND] = { DWD_AUDIT_BREAK_ADDED, 5 },
    [NO_HEAD] = { DWD_AUDIT_BREAK_NO_HEAD, 5 },
  };

  for (int i = 0; i < N_CASES; i++)
    {
      g_autoptr (GPtrArray) entries = dwt_audit_chain (N_ENTRIES);
      DwdAuditHead head = get_head (entries);
      DwdAuditVerdict verdict;

      if (i == FIRST_GONE)
        g_ptr_array_remove_index (entries, 0);
      if (i == MIDDLE_GONE)
        g_ptr_array_remove_index (entries, 2);
      if (i == LAST_GONE)
        g_ptr_array_remove_index (entries, 4);
      if (i == ALL_GONE)
        g_ptr_array_set_size (entries, 0);
      if (i == SWAPPED)
        swap (entries, 1, 2);
      if (i == TWICE)
        g_ptr_array_insert (entries, 2, dwd_audit_entry_copy (g_ptr_array_index (entries, 1)));
      if (i == MOVED_TO_END)
        g_ptr_array_add (entries, g_ptr_array_steal_index (entries, 0));
      if (i == FORGED)
        relink (entries, 2);
      if (i == LAST_FORGED)
        relink (entries, 4);
      if (i == HEAD_BEHIND)
        head.seq = 4;
      verdict = verify (entries, i == NO_HEAD ? NULL : &head);
      dwt_audit_assert_verdict (&verdict, expected[i].why, expected[i].seq);
    }
}

static void
test_head (void)
{
  static const char *const bad[] = {
    "", " ", "1", "1 ", " " DWD_AUDIT_GENESIS, "-1 " DWD_AUDIT_GENESIS, "1  " DWD_AUDIT_GENESIS,
    "1 " DWD_AUDIT_GENESIS "0", "x " DWD_AUDIT_GENESIS, "9223372036854775808 " DWD_AUDIT_GENESIS,
    "1 A000000000000000000000000000000000000000000000000000000000000000",
  };
  DwdAuditHead head = { 7, "kept" };
  g_autofree char *text = NULL;

  g_assert_false (dwd_audit_head_parse (NULL, &head));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (dwd_audit_head_parse (bad[i], &head));
  g_assert_cmpint (head.seq, ==, 7);
  g_assert_cmpstr (head.hash, ==, "kept");

  g_assert_true (dwd_audit_head_parse ("9223372036854775807 " DWD_AUDIT_GENESIS, &head));
  text = dwd_audit_head_to_string (&head);
  g_assert_cmpstr (text, ==, "9223372036854775807 " DWD_AUDIT_GENESIS);
}

static void
test_names (void)
{
  for (int kind = DWD_AUDIT_UNKNOWN + 1; kind < DWD_N_AUDIT_KINDS; kind++)
    g_assert_cmpint (dwd_audit_kind_from_string (dwd_audit_kind_to_string (kind)), ==, kind);
  g_assert_cmpint (dwd_audit_kind_from_string ("unknown"), ==, DWD_AUDIT_UNKNOWN);
  g_assert_cmpint (dwd_audit_kind_from_string (NULL), ==, DWD_AUDIT_UNKNOWN);
  g_assert_cmpstr (dwd_audit_kind_to_string (DWD_N_AUDIT_KINDS), ==, "unknown");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/audit/chain/example", test_example);
  g_test_add_func ("/audit/chain/whole", test_whole);
  g_test_add_func ("/audit/chain/flips", test_flips);
  g_test_add_func ("/audit/chain/borders", test_borders);
  g_test_add_func ("/audit/chain/structure", test_structure);
  g_test_add_func ("/audit/chain/head", test_head);
  g_test_add_func ("/audit/chain/names", test_names);
  return g_test_run ();
}
