/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-audit.h"

#include <string.h>

#include "audit/dwd-audit-export.h"
#include "support/dwt-wait.h"

/* dispatchctl log, on a profile with a log in its cache and no server. */

#define SERVER "http://127.0.0.1:9"
#define USER "ana@astana.example"

static void
write_profile (DwtStore *fixture)
{
  g_autofree char *path = g_build_filename (fixture->dir, "profile.ini", NULL);
  g_autofree char *account = g_compute_checksum_for_string (G_CHECKSUM_SHA256, SERVER "\n" USER "\n" DWT_ORGANIZATION "\n",
                                                            -1);
  g_autofree char *file_name = g_strdup_printf ("cache-%.16s.db", account);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "[account]\nserver=" SERVER "\napi-key=k\nuser=" USER "\norganization=" DWT_ORGANIZATION
                       "\nprefix=dartwing_core\ntime-zone=Asia/Almaty\nsite-time-zone=Asia/Almaty\n", -1, &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->dir, file_name, NULL);
}

static void
set_up (DwtStore *fixture,
        guint     n)
{
  fixture->dir = dwt_make_dir ();
  write_profile (fixture);
  dwt_store_open (fixture);
  dwt_audit_fill (fixture, n);
  dwt_store_close (fixture);
}

static int
run (DwtStore   *fixture,
     const char *words,
     char      **out,
     char      **complaint)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                        G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autofree char *line = g_strdup_printf (DWT_DISPATCHCTL "|--profile|%s|log|%s", fixture->dir, words);
  g_auto (GStrv) arguments = g_strsplit (line, "|", -1);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  /* A secret in the environment keeps the Secret Service out of it. */
  g_subprocess_launcher_setenv (launcher, "DISPATCHCTL_SECRET", "s", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_MESSAGES_DEBUG");
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) arguments, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, out, complaint, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (const char *at = text; (at = strchr (at, '\n')) != NULL; at++)
    n++;
  return n;
}

static void
test_show (void)
{
  static const struct { const char *words; guint n; const char *first; } rows[] = {
    { "show", 1203, "{\"seq\":1203,\"at\":\"1970-01-01T00:00:00Z\",\"at_us\":1202,\"kind\":\"decision\"" },
    { "show|--limit|2", 2, "{\"seq\":1203," },
    { "show|--limit|501", 501, "{\"seq\":1203," },
    { "show|--name|JOB-9", 120, "{\"seq\":1200," },
    { "show|--name|JOB-9|--doctype|dispatch_job|--limit|3", 3, "{\"seq\":1200," },
    { "show|--doctype|Customer", 0, "" },
    { "show|--doctype|Vault Document", 0, "" },
  };
  DwtStore fixture = { NULL };

  set_up (&fixture, 1203);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *out = NULL;
      g_autofree char *complaint = NULL;

      g_assert_cmpint (run (&fixture, rows[i].words, &out, &complaint), ==, 0);
      g_assert_cmpuint (count_lines (out), ==, rows[i].n);
      g_assert_true (g_str_has_prefix (out, rows[i].first));
    }
  dwt_store_clear (&fixture);
}

static void
test_verify_and_export (void)
{
  DwtStore fixture = { NULL };
  g_autofree char *out = NULL;
  g_autofree char *exported = NULL;
  g_autofree char *broken = NULL;
  g_autofree char *complaint = NULL;
  DwdAuditVerdict verdict = { 0 };

  set_up (&fixture, 600);
  g_assert_cmpint (run (&fixture, "verify", &out, NULL), ==, 0);
  g_assert_true (g_str_has_prefix (out, "{\"whole\":true,\"entries\":600,\"hash\":\""));

  g_assert_cmpint (run (&fixture, "export", &exported, NULL), ==, 0);
  dwd_audit_export_verify (exported, strlen (exported), &verdict);
  dwt_audit_assert_verdict (&verdict, DWD_AUDIT_BREAK_NONE, 0);
  g_assert_cmpint (verdict.n_entries, ==, 600);
  g_assert_nonnull (strstr (out, verdict.hash));

  dwt_file_exec (fixture.path, "DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'bob' WHERE seq = 321");
  g_assert_cmpint (run (&fixture, "verify", &broken, &complaint), ==, 1);
  g_assert_true (g_str_has_prefix (broken, "{\"whole\":false,\"entries\":320,"));
  g_assert_nonnull (strstr (broken, "\"break\":\"changed\",\"entry\":321}"));
  g_assert_nonnull (strstr (complaint, "entry 321 was changed"));
  dwt_store_clear (&fixture);
}

static void
test_usage (void)
{
  static const char *const words[] = {
    "", "look", "show|more", "show|--limit|-1", "show|--limit|x", "verify|--limit|3", "export|--name|JOB-1", "show|--nonsense",
  };
  DwtStore fixture = { NULL };

  set_up (&fixture, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *out = NULL;
      g_autofree char *complaint = NULL;

      g_assert_cmpint (run (&fixture, words[i], &out, &complaint), ==, 2);
      g_assert_cmpstr (out, ==, "");
      g_assert_true (g_str_has_prefix (complaint, "dispatchctl: "));
    }
  dwt_store_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/audit/program/show", test_show);
  g_test_add_func ("/audit/program/verify-and-export", test_verify_and_export);
  g_test_add_func ("/audit/program/usage", test_usage);
  return g_test_run ();
}
