/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <glib/gstdio.h>

#include "auth/dwd-secret-store.h"
#include "base/dwd-failure.h"

#define DEADLINE (20 * G_USEC_PER_SEC)

/* The same life for every store: nothing, kept, replaced, kept apart by server and key, forgotten. */
typedef struct
{
  DwdSecretStore *store;
  char *secret;
  gboolean success;
  GError *error;
  gboolean done;
} Fixture;

static void
save_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->success = dwd_secret_store_save_finish (DWD_SECRET_STORE (source), result, &fixture->error);
  fixture->done = TRUE;
}

static void
lookup_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->secret = dwd_secret_store_lookup_finish (DWD_SECRET_STORE (source), result, &fixture->error);
  fixture->done = TRUE;
}

static void
clear_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Fixture *fixture = user_data;

  fixture->success = dwd_secret_store_clear_finish (DWD_SECRET_STORE (source), result, &fixture->error);
  fixture->done = TRUE;
}

static void
begin (Fixture *fixture)
{
  g_clear_pointer (&fixture->secret, g_free);
  g_clear_error (&fixture->error);
  fixture->success = FALSE;
  fixture->done = FALSE;
}

static void
wait_done (Fixture *fixture)
{
  gint64 start = g_get_monotonic_time ();

  while (!fixture->done)
    {
      g_assert_cmpint (g_get_monotonic_time () - start, <, DEADLINE);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
save (Fixture    *fixture,
      const char *server,
      const char *key,
      const char *secret)
{
  begin (fixture);
  dwd_secret_store_save_async (fixture->store, server, key, secret, NULL, save_cb, fixture);
  g_assert_false (fixture->done);
  wait_done (fixture);
}

static void
assert_kept (Fixture    *fixture,
             const char *server,
             const char *key,
             const char *wanted)
{
  begin (fixture);
  dwd_secret_store_lookup_async (fixture->store, server, key, NULL, lookup_cb, fixture);
  wait_done (fixture);
  g_assert_no_error (fixture->error);
  g_assert_cmpstr (fixture->secret, ==, wanted);
}

static void
forget (Fixture    *fixture,
        const char *server,
        const char *key)
{
  begin (fixture);
  dwd_secret_store_clear_async (fixture->store, server, key, NULL, clear_cb, fixture);
  wait_done (fixture);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->success);
}

static void
live (DwdSecretStore *store)
{
  Fixture fixture = { .store = store };

  assert_kept (&fixture, "https://a.example", "key", NULL);

  save (&fixture, "https://a.example", "key", "first");
  g_assert_no_error (fixture.error);
  g_assert_true (fixture.success);
  save (&fixture, "https://b.example", "key", "other server");
  save (&fixture, "https://a.example", "key2", "other key");
  assert_kept (&fixture, "https://a.example", "key", "first");

  save (&fixture, "https://a.example", "key", "second; \"Қ\"");
  assert_kept (&fixture, "https://a.example", "key", "second; \"Қ\"");
  assert_kept (&fixture, "https://b.example", "key", "other server");
  assert_kept (&fixture, "https://a.example", "key2", "other key");

  forget (&fixture, "https://a.example", "key");
  assert_kept (&fixture, "https://a.example", "key", NULL);
  assert_kept (&fixture, "https://b.example", "key", "other server");
  /* That there was none is a success. */
  forget (&fixture, "https://a.example", "key");

  begin (&fixture);
  g_assert_finalize_object (store);
}

static void
test_memory (void)
{
  live (dwd_secret_store_new_memory ());
}

static void
restore_env (const char *name,
             const char *value)
{
  if (value != NULL)
    g_setenv (name, value, TRUE);
  else
    g_unsetenv (name);
}

/* libsecret chooses its backend once a process, so each of these runs in a child. */
static void
test_service (void)
{
  if (g_test_subprocess ())
    {
      live (dwd_secret_store_new_service ());
      return;
    }

  {
    g_autofree char *folder = g_dir_make_tmp ("dwt-secret-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "test.keyring", NULL);
    g_autofree char *sanitizer = g_strdup (g_getenv ("ASAN_OPTIONS"));

    g_setenv ("SECRET_BACKEND", "file", TRUE);
    g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
    g_setenv ("SECRET_FILE_TEST_PASSWORD", "test-password", TRUE);
    /* libsecret's file, which only tests use, leaks a few bytes whenever it is written. */
    g_setenv ("ASAN_OPTIONS", "detect_leaks=0", TRUE);
    g_test_trap_subprocess (NULL, 0, 0);
    g_test_trap_assert_passed ();
    g_unsetenv ("SECRET_BACKEND");
    restore_env ("ASAN_OPTIONS", sanitizer);

    g_assert_cmpint (g_unlink (path), ==, 0);
    g_rmdir (folder);
  }
}

static void
test_no_service (void)
{
  if (g_test_subprocess ())
    {
      Fixture fixture = { .store = dwd_secret_store_new_service () };

      save (&fixture, "https://a.example", "key", "secret");
      g_assert_error (fixture.error, DWD_ERROR, DWD_FAILURE_NOT_FOUND);
      g_assert_false (fixture.success);
      g_assert_true (g_str_has_prefix (fixture.error->message, "No service on this computer keeps passwords"));

      begin (&fixture);
      dwd_secret_store_lookup_async (fixture.store, "https://a.example", "key", NULL, lookup_cb, &fixture);
      wait_done (&fixture);
      g_assert_error (fixture.error, DWD_ERROR, DWD_FAILURE_NOT_FOUND);
      g_assert_null (fixture.secret);

      begin (&fixture);
      dwd_secret_store_clear_async (fixture.store, "https://a.example", "key", NULL, clear_cb, &fixture);
      wait_done (&fixture);
      g_assert_error (fixture.error, DWD_ERROR, DWD_FAILURE_NOT_FOUND);

      begin (&fixture);
      g_assert_finalize_object (fixture.store);
      return;
    }

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  if (g_test_subprocess ())
    {
      Fixture fixture = { .store = dwd_secret_store_new_service () };

      g_cancellable_cancel (cancellable);
      begin (&fixture);
      dwd_secret_store_lookup_async (fixture.store, "https://a.example", "key", cancellable, lookup_cb, &fixture);
      wait_done (&fixture);
      g_assert_error (fixture.error, DWD_ERROR, DWD_FAILURE_CANCELLED);
      begin (&fixture);
      g_assert_finalize_object (fixture.store);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/auth/secret-store/memory", test_memory);
  g_test_add_func ("/auth/secret-store/service", test_service);
  g_test_add_func ("/auth/secret-store/no-service", test_no_service);
  g_test_add_func ("/auth/secret-store/cancelled", test_cancelled);

  return g_test_run ();
}
