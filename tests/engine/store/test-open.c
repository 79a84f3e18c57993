/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "dwt-store.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/dwd-failure.h"
#include "store/dwd-document.h"
#include "support/dwt-wait.h"

#define T0 "2026-11-01 08:00:00.000000"
#define T1 "2026-11-24 10:00:00.000001"
#define JOB DWD_DOCTYPE_DISPATCH_JOB
#define PAGE_BYTES 8192

static void
put_job (DwtStore   *fixture,
         const char *name)
{
  g_autofree char *row = dwt_feed_row (name, T0, T1, "\"title\":\"kept\"");

  dwt_store_apply (fixture, JOB, row, NULL);
}

static void
assert_refused (const char *path,
                DwdFailure  failure)
{
  g_autoptr (GError) error = NULL;
  DwdStore *store = dwt_store_try_open (path, NULL, &error);

  g_assert_null (store);
  g_assert_error (error, DWD_ERROR, (int) failure);
}

static void
test_newer (void)
{
  DwtStore fixture = { NULL };

  dwt_store_init (&fixture);
  put_job (&fixture, "JOB-1");
  dwt_store_close (&fixture);
  dwt_file_exec (fixture.path, "PRAGMA user_version = 1000");
  assert_refused (fixture.path, DWD_FAILURE_STORAGE_NEWER);

  /* Not touched: the version that wrote it still finds everything. */
  dwt_file_exec (fixture.path, "PRAGMA user_version = 1");
  g_assert_cmpint (dwt_file_number (fixture.path, "SELECT COUNT(*) FROM dispatch_job"), ==, 1);
  dwt_store_clear (&fixture);
}

static gint64
get_file_size (const char *path)
{
  GStatBuf info = { 0 };

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_size;
}

static gboolean
is_folded_back (gpointer data)
{
  return get_file_size (data) > 4 * 1024 * 1024;
}

/* What was written does not stay in the log until the cache closes, nor does a commit wait for that. */
static void
test_log_is_kept (void)
{
  DwtStore fixture = { NULL };
  g_autofree char *long_text = g_strnfill (40000, 'x');
  g_autofree char *fields = g_strdup_printf ("\"description\":\"%s\"", long_text);

  dwt_store_init (&fixture);
  g_assert_false (is_folded_back (fixture.path));
  for (guint page = 0; page < 20; page++)
    {
      g_autoptr (GString) rows = g_string_new (NULL);

      for (guint i = 0; i < 30; i++)
        {
          g_autofree char *name = g_strdup_printf ("JOB-%u-%u", page, i);
          g_autofree char *row = dwt_feed_row (name, T0, T1, fields);

          g_string_append_printf (rows, "%s%s", i > 0 ? "," : "", row);
        }
      dwt_store_apply (&fixture, JOB, rows->str, NULL);
    }
  dwt_wait_until (is_folded_back, fixture.path);
  dwt_store_clear (&fixture);
}

/* Thirty days for most, ninety for jobs. */
static void
test_old_tombstones (void)
{
  DwtStore fixture = { NULL };

  dwt_store_init (&fixture);
  dwt_store_close (&fixture);
  for (guint days = 29; days <= 91; days += 31)
    for (int doctype = 1; doctype < DWD_N_DOCTYPES; doctype++)
      {
        gint64 at_us = g_get_real_time () - days * DWD_USEC_PER_DAY;
        g_autofree char *sql =
          g_strdup_printf ("INSERT INTO tombstone VALUES (%d, 'X%u', '', '', 0, %" G_GINT64_FORMAT ")", doctype,
                           days, at_us);

        dwt_file_exec (fixture.path, sql);
      }

  dwt_store_open (&fixture);
  dwt_store_close (&fixture);
  g_assert_cmpint (dwt_file_number (fixture.path, "SELECT COUNT(*) FROM tombstone WHERE name = 'X29'"), ==,
                   DWD_N_DOCTYPES - 1);
  g_assert_cmpint (dwt_file_number (fixture.path, "SELECT doctype FROM tombstone WHERE name = 'X60'"), ==, JOB);
  g_assert_cmpint (dwt_file_number (fixture.path, "SELECT COUNT(*) FROM tombstone WHERE name <> 'X29'"), ==, 1);
  dwt_store_clear (&fixture);
}

static void
test_second_instance (void)
{
  DwtStore fixture = { NULL };

  dwt_store_init (&fixture);
  assert_refused (fixture.path, DWD_FAILURE_STORAGE_LOCKED);
  dwt_store_close (&fixture);
  dwt_store_open (&fixture);
  dwt_store_clear (&fixture);
}

/* Even root cannot make a folder in /proc, nor below something that is a file. */
static void
test_read_only (void)
{
  g_autofree char *dir = dwt_make_dir ();
  g_autofree char *file = g_build_filename (dir, "file", NULL);
  g_autofree char *below = g_build_filename (file, "cache.db", NULL);

  assert_refused ("/proc/sys/dartwing/cache.db", DWD_FAILURE_STORAGE_READ_ONLY);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  assert_refused (below, DWD_FAILURE_STORAGE_READ_ONLY);
  dwt_remove_dir (g_steal_pointer (&dir));
}

/* A limit on file sizes stands for the full disk: the kernel refuses the write in the same place. */
static void
test_full_disk (void)
{
  DwtStore fixture = { NULL };
  struct rlimit whole;
  struct rlimit small;
  g_autofree char *filler = g_strnfill (100000, 'x');
  g_autofree char *fields = g_strdup_printf ("\"description\":\"%s\"", filler);
  g_autoptr (GError) error = NULL;
  int applied = 0;

  signal (SIGXFSZ, SIG_IGN);
  dwt_store_init (&fixture);
  put_job (&fixture, "JOB-0");
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &whole), ==, 0);
  small = whole;
  small.rlim_cur = 3 * 1024 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);

  for (int i = 1; i < 200 && error == NULL; i++)
    {
      g_autofree char *name = g_strdup_printf ("JOB-%d", i);
      g_autofree char *row = dwt_feed_row (name, T0, T1, fields);
      g_autofree char *since = g_strdup_printf ("w%d", i);

      if (dwt_store_try_apply (&fixture, JOB, row, since, TRUE, 0, NULL, &error))
        applied = i;
    }
  g_assert_error (error, DWD_ERROR, DWD_FAILURE_STORAGE_FULL);
  g_assert_cmpint (applied, >, 0);

  /* Reading goes on, nothing is half written: the rows and the watermark are of one moment. */
  {
    g_autofree char *watermark = dwt_store_watermark (&fixture, JOB);
    g_autofree char *expected = g_strdup_printf ("w%d", applied);
    g_autofree char *document = dwt_store_document (&fixture, JOB, "JOB-0");
    g_autoptr (GPtrArray) rows = dwt_store_query (&fixture, JOB, NULL, NULL, NULL);

    g_assert_cmpstr (watermark, ==, expected);
    g_assert_nonnull (document);
    g_assert_cmpuint (rows->len, ==, applied + 1);
  }

  /* With room again, the same store writes again. */
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &whole), ==, 0);
  put_job (&fixture, "JOB-999");
  dwt_store_clear (&fixture);
  signal (SIGXFSZ, SIG_DFL);
}

/* Fills the outbox by SQL, so that this test needs no queue. */
static void
make_damaged (DwtStore *fixture)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GString) rows = g_string_new (NULL);

  dwt_store_init (fixture);
  for (int i = 0; i < 400; i++)
    {
      g_autofree char *name = g_strdup_printf ("JOB-%d", i);
      g_autofree char *row = dwt_feed_row (name, T0, T1, "\"title\":\"theirs\"");

      g_string_append_printf (rows, "%s%s", i > 0 ? "," : "", row);
    }
  dwt_store_apply (fixture, JOB, rows->str, NULL);
  dwt_store_close (fixture);

  for (int i = 0; i < 50; i++)
    g_string_append_printf (sql, "INSERT INTO outbox (op_id, doctype, name, kind, verb, lane, state, "
                            "created_us, label, detail, data) VALUES ('op-%d', 5, 'JOB-1', 2, 1, 1, %d, "
                            "1, 'l', 'd', '{\"title\":\"mine %d\"}');", i, i == 0 ? 1 : 3, i);
  g_string_append (sql, "UPDATE dispatch_job SET dirty = 1, base = data, "
                   "data = json_set (data, '$.title', 'mine 49') WHERE name = 'JOB-1';");
  dwt_file_exec (fixture->path, sql->str);
}

static void
overwrite (const char *path,
           goffset     offset,
           gsize       length)
{
  g_autofree char *noise = g_malloc (length);
  int fd = g_open (path, O_RDWR | O_CLOEXEC);

  memset (noise, 0xa5, length);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, noise, length, offset), ==, length);
  close (fd);
}

static void
assert_rescued (DwtStore *fixture,
                guint     least)
{
  g_autofree char *document = NULL;
  g_autofree char *title = NULL;

  dwt_store_open (fixture);
  g_assert_true (fixture->opening.rebuilt);
  g_assert_nonnull (fixture->opening.aside);
  g_assert_true (g_file_test (fixture->opening.aside, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (fixture->opening.n_rescued, >=, least);
  g_assert_cmpint (dwt_file_number (fixture->path, "SELECT COUNT(*) FROM outbox"), ==,
                   fixture->opening.n_rescued);

  /* The record with unsent work came along, base and all; the others come with the next pull. */
  document = dwt_store_document (fixture, JOB, "JOB-1");
  title = dwd_document_dup_string (document, "title");
  g_assert_cmpstr (title, ==, "mine 49");
  g_assert_cmpint (dwt_file_number (fixture->path, "SELECT COUNT(*) FROM dispatch_job WHERE dirty = 1 "
                                    "AND base IS NOT NULL"), ==, 1);
  put_job (fixture, "JOB-500");
}

/* A tree page of the documents destroyed, met by a read while the cache is open. */
static void
test_damaged_pages (void)
{
  DwtStore fixture = { NULL };
  g_autoptr (GError) error = NULL;
  gint64 page = 0;

  make_damaged (&fixture);
  page = dwt_file_number (fixture.path, "SELECT rootpage FROM sqlite_schema WHERE "
                          "name = 'dispatch_job_place'");
  overwrite (fixture.path, (page - 1) * PAGE_BYTES, PAGE_BYTES);

  /* Closed in order and with a whole header it opens quickly … */
  dwt_store_open (&fixture);
  g_assert_false (fixture.opening.rebuilt);
  /* … until somebody meets the damage: that is typed, and the next opening mends it. */
  {
    g_autoptr (GPtrArray) rows = dwt_store_query (&fixture, JOB, NULL, "modified", NULL);
    DwdJobQuery query = { .order = DWD_JOB_ORDER_START };
    g_autoptr (DwdPageSource) list = dwd_store_list_jobs (fixture.store, &query);
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GPtrArray) jobs = NULL;

    g_assert_nonnull (rows);
    DWD_PAGE_SOURCE_GET_IFACE (list)->load_async (list, 0, 10, NULL, dwt_result_cb, &result);
    jobs = DWD_PAGE_SOURCE_GET_IFACE (list)->load_finish (list, dwt_wait_result (&result), &error);
    g_assert_error (error, DWD_ERROR, DWD_FAILURE_STORAGE_CORRUPT);
  }
  dwt_store_close (&fixture);
  assert_rescued (&fixture, 50);
  dwt_store_clear (&fixture);
}

static void
test_damaged_after_crash (void)
{
  DwtStore fixture = { NULL };
  gint64 page = 0;

  make_damaged (&fixture);
  dwt_file_exec (fixture.path, "DELETE FROM setting WHERE key = 'clean'");
  page = dwt_file_number (fixture.path, "SELECT rootpage FROM sqlite_schema WHERE name = 'facet'");
  overwrite (fixture.path, (page - 1) * PAGE_BYTES, PAGE_BYTES);
  page = dwt_file_number (fixture.path, "SELECT rootpage FROM sqlite_schema WHERE "
                          "name = 'dispatch_job_zone'");
  overwrite (fixture.path, (page - 1) * PAGE_BYTES, PAGE_BYTES);
  assert_rescued (&fixture, 50);
  dwt_store_clear (&fixture);
}

static void
test_damaged_header (void)
{
  DwtStore fixture = { NULL };

  make_damaged (&fixture);
  overwrite (fixture.path, 0, 32);
  assert_rescued (&fixture, 50);
  dwt_store_clear (&fixture);
}

/* The list of tables is gone: a fresh one fits. */
static void
test_damaged_schema (void)
{
  DwtStore fixture = { NULL };

  make_damaged (&fixture);
  overwrite (fixture.path, 0, PAGE_BYTES);
  assert_rescued (&fixture, 50);
  dwt_store_clear (&fixture);
}

/* Part of the queue itself is gone: the rest is brought over, from both ends. */
static void
test_damaged_queue (void)
{
  DwtStore fixture = { NULL };
  gint64 page = 0;

  make_damaged (&fixture);
  dwt_file_exec (fixture.path, "UPDATE outbox SET detail = printf ('%.1500c', 'x');"
                 "DELETE FROM setting WHERE key = 'clean'");
  page = dwt_file_number (fixture.path, "SELECT pageno FROM dbstat WHERE name = 'outbox' AND "
                          "pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET 8");
  g_assert_cmpint (page, >, 0);
  overwrite (fixture.path, (page - 1) * PAGE_BYTES, PAGE_BYTES);
  dwt_store_open (&fixture);
  g_assert_true (fixture.opening.rebuilt);
  g_assert_cmpuint (fixture.opening.n_rescued, >=, 40);
  g_assert_cmpuint (fixture.opening.n_rescued, <, 50);
  dwt_store_clear (&fixture);
}

static void
move (const char *path,
      const char *suffix,
      const char *aside)
{
  g_autofree char *from = g_strconcat (path, suffix, NULL);
  g_autofree char *to = g_strconcat (aside, suffix, NULL);

  g_assert_cmpint (g_rename (from, to), ==, 0);
}

/* The rescue is cut short by a kill or a full disk, at each of its steps: the next opening goes on. */
static void
test_rescue_cut_short (void)
{
  enum { NOTED, LOG_MOVED, MOVED, FRESH, FRESH_DAMAGED, N_STEPS };

  for (int step = NOTED; step < N_STEPS; step++)
    {
      DwtStore fixture = { NULL };
      g_autofree char *note = NULL;
      g_autofree char *aside = NULL;
      g_autofree char *log = NULL;
      g_autofree char *fresh_log = NULL;

      make_damaged (&fixture);
      note = g_strconcat (fixture.path, "-rescue", NULL);
      aside = g_strconcat (fixture.path, ".corrupt-before", NULL);
      log = g_strconcat (fixture.path, "-wal", NULL);
      overwrite (fixture.path, 0, 16);
      g_assert_true (g_file_set_contents (log, "", 0, NULL));
      g_assert_true (g_file_set_contents (note, aside, -1, NULL));
      if (step >= LOG_MOVED)
        move (fixture.path, "-wal", aside);
      if (step >= MOVED)
        move (fixture.path, "", aside);
      if (step >= FRESH)
        dwt_file_exec (fixture.path, "CREATE TABLE half (a)");
      if (step >= FRESH_DAMAGED)
        overwrite (fixture.path, 0, 16);

      dwt_store_open (&fixture);
      g_assert_true (fixture.opening.rebuilt);
      g_assert_cmpuint (fixture.opening.n_rescued, ==, 50);
      g_assert_true (g_file_test (fixture.opening.aside, G_FILE_TEST_EXISTS));
      g_assert_false (g_file_test (note, G_FILE_TEST_EXISTS));
      dwt_store_close (&fixture);

      /* Once is enough. */
      dwt_store_open (&fixture);
      g_assert_false (fixture.opening.rebuilt);
      dwt_store_clear (&fixture);
    }
}

/* Whatever is flipped, the cache opens, rebuilt or not, and takes a page. */
static void
test_random_damage (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (int i = 0; i < 12; i++)
    {
      DwtStore fixture = { NULL };
      GStatBuf info;

      make_damaged (&fixture);
      dwt_file_exec (fixture.path, "DELETE FROM setting WHERE key = 'clean'");
      g_assert_cmpint (g_stat (fixture.path, &info), ==, 0);
      for (int j = 0; j < 5; j++)
        overwrite (fixture.path, g_rand_int_range (rand, 0, info.st_size - 64), 64);
      dwt_store_open (&fixture);
      put_job (&fixture, "JOB-600");
      dwt_store_clear (&fixture);
    }
}

/* Neither a folder nor a pipe, which would hold whoever opens it; and nobody else's eyes. */
static void
test_not_a_file (void)
{
  DwtStore fixture = { NULL };
  GStatBuf info = { 0 };

  dwt_store_init (&fixture);
  g_assert_cmpint (g_stat (fixture.path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  dwt_store_close (&fixture);

  g_assert_cmpint (g_unlink (fixture.path), ==, 0);
  g_assert_cmpint (mkfifo (fixture.path, 0600), ==, 0);
  assert_refused (fixture.path, DWD_FAILURE_STORAGE_READ_ONLY);
  g_assert_cmpint (g_unlink (fixture.path), ==, 0);
  g_assert_cmpint (g_mkdir (fixture.path, 0700), ==, 0);
  assert_refused (fixture.path, DWD_FAILURE_STORAGE_READ_ONLY);
  dwt_store_clear (&fixture);
}

static void
test_not_a_database (void)
{
  DwtStore fixture = { NULL };
  g_autofree char *directory = NULL;

  fixture.dir = dwt_make_dir ();
  fixture.path = g_build_filename (fixture.dir, "cache.db", NULL);
  g_assert_true (g_file_set_contents (fixture.path, "This is a letter to my aunt. It is longer than a "
                                      "header of a database would be, and says nothing.\n", -1, NULL));
  dwt_store_open (&fixture);
  g_assert_true (fixture.opening.rebuilt);
  g_assert_cmpuint (fixture.opening.n_rescued, ==, 0);
  put_job (&fixture, "JOB-1");
  dwt_store_clear (&fixture);
}

/* Each released schema, populated, goes forward. */
static void
test_migrate_1 (void)
{
  DwtStore fixture = { NULL };
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "data", "schema", "schema-1.sql", NULL);
  g_autofree char *sql = NULL;
  g_autofree char *document = NULL;
  g_autofree char *title = NULL;
  g_autoptr (DwdJob) job = NULL;
  g_autofree char *watermark = NULL;

  g_assert_true (g_file_get_contents (source, &sql, NULL, NULL));
  fixture.dir = dwt_make_dir ();
  fixture.path = g_build_filename (fixture.dir, "cache.db", NULL);
  dwt_file_exec (fixture.path, sql);
  dwt_store_open (&fixture);
  g_assert_false (fixture.opening.rebuilt);

  document = dwt_store_document (&fixture, JOB, "JOB-2026-00001");
  title = dwd_document_dup_string (document, "title");
  g_assert_cmpstr (title, ==, "Mine: boiler is cold");
  job = dwt_store_job (&fixture, "JOB-2026-00001");
  g_assert_cmpint (dwd_job_get_marks (job), ==, DWD_JOB_MARK_QUEUED);
  g_assert_cmpint (dwd_job_get_start (job), !=, DWD_TIME_NONE);
  watermark = dwt_store_watermark (&fixture, JOB);
  g_assert_cmpstr (watermark, ==, "seq:42");
  dwt_store_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* What is set aside is told as a warning, which is no failure here. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);

  g_test_add_func ("/store/open/newer", test_newer);
  g_test_add_func ("/store/open/log-is-kept", test_log_is_kept);
  g_test_add_func ("/store/open/old-tombstones", test_old_tombstones);
  g_test_add_func ("/store/open/second-instance", test_second_instance);
  g_test_add_func ("/store/open/read-only", test_read_only);
  g_test_add_func ("/store/open/full-disk", test_full_disk);
  g_test_add_func ("/store/open/damaged-pages", test_damaged_pages);
  g_test_add_func ("/store/open/damaged-after-crash", test_damaged_after_crash);
  g_test_add_func ("/store/open/damaged-header", test_damaged_header);
  g_test_add_func ("/store/open/damaged-schema", test_damaged_schema);
  g_test_add_func ("/store/open/damaged-queue", test_damaged_queue);
  g_test_add_func ("/store/open/rescue-cut-short", test_rescue_cut_short);
  g_test_add_func ("/store/open/random-damage", test_random_damage);
  g_test_add_func ("/store/open/not-a-file", test_not_a_file);
  g_test_add_func ("/store/open/not-a-database", test_not_a_database);
  g_test_add_func ("/store/open/migrate-1", test_migrate_1);
  return g_test_run ();
}
