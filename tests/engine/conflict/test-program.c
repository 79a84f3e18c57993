/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "dwt-merge-rows.h"

/* The same rows through the program, with a profile that cannot be: it must not be looked at. */

static char *dir;

static char *
write_file (const char *name,
            const char *text)
{
  g_autofree char *content = dwt_merge_unquote (text);
  g_autoptr (GError) error = NULL;
  char *path;

  if (text == NULL)
    return NULL;

  path = g_build_filename (dir, name, NULL);
  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
add_file (GPtrArray  *words,
          const char *option,
          char       *path)
{
  if (path == NULL)
    return;

  g_ptr_array_add (words, g_strdup (option));
  g_ptr_array_add (words, path);
}

static void
add_options (GPtrArray  *words,
             const char *options)
{
  g_auto (GStrv) split = g_strsplit (options, " ", -1);

  for (char **word = split; *word != NULL; word++)
    if (**word != '\0')
      g_ptr_array_add (words, g_strdup (*word));
}

static int
run (GPtrArray  *words,
     const char *input,
     char      **out,
     char      **complaint)
{
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (words, NULL);
  process = g_subprocess_newv ((const char *const *) words->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE |
                               G_SUBPROCESS_FLAGS_STDIN_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, out, complaint, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));

  return g_subprocess_get_exit_status (process);
}

static GPtrArray *
new_words (const char *doctype)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (words, g_strdup (DWT_DISPATCHCTL));
  add_options (words, "--profile /dev/null/none merge --doctype");
  g_ptr_array_add (words, g_strdup (doctype));

  return words;
}

static void
test_row (gconstpointer data)
{
  const DwtMergeRow *row = data;
  g_autoptr (GPtrArray) words = new_words (row->doctype);
  g_autofree char *out = NULL;
  g_autofree char *complaint = NULL;

  add_options (words, row->options);
  add_file (words, "--base", write_file ("base.json", row->base));
  add_file (words, "--mine", write_file ("mine.json", row->mine));
  add_file (words, "--server", write_file ("server.json", row->server));
  add_file (words, "--rules", write_file ("rules.json", row->rules));

  g_assert_cmpint (run (words, NULL, &out, &complaint), ==, 0);
  g_assert_cmpstr (complaint, ==, "");
  /* One object on one line. */
  g_assert_true (strchr (out, '\n') == out + strlen (out) - 1);
  dwt_merge_check (row, out);
}

typedef struct
{
  const char *name;
  const char *options;
  const char *mine;
  const char *server;
  const char *complaint;        /* a part of it */
} Refusal;

static const Refusal refusals[] = {
  { "no-json", "", "{'a':", "{}", "mine.json: mine: Not JSON" },
  { "no-object", "", "{}", "[]", "server.json: server: must be an object" },
  { "no-utf8", "", "{'a':'\xff'}", "{}", "mine.json: mine: Not JSON" },
  { "behind", "", "{} {}", "{}", "mine.json: mine: Not JSON" },
  { "undelete-alone", "--undelete", "{}", "{}", "--undelete needs --server-deleted" },
  { "both-deleted", "--mine-deleted --server-deleted", "{}", "{}", "exclude each other" },
  { "now-naive", "--now=2026-11-24T10:00:00", "{}", "{}", "--now: " },
  { "mine-ts-naive", "--mine-ts=2026-11-24T10:00:00", "{}", "{}", "--mine-ts: " },
  { "skew-text", "--skew=soon", "{}", "{}", "--skew" },
  { "skew-huge", "--skew=9000000000000000", "{}", "{}", "--skew" },
  { "unknown-option", "--ours=x", "{}", "{}", "--ours" },
  { "left-over", "ours", "{}", "{}", "ours" },
  { "base-missing", "--base=/nowhere/base.json", "{}", "{}", "--base: /nowhere/base.json: " },
  { "rules-missing", "--rules=/nowhere/rules.json", "{}", "{}", "--rules: /nowhere/rules.json: " },
  { "stdin-twice", "--base=- --rules=-", "{}", "{}", "standard input" },
};

static void
test_refusal (gconstpointer data)
{
  const Refusal *refusal = data;
  g_autoptr (GPtrArray) words = new_words ("Vault Document");
  g_autofree char *out = NULL;
  g_autofree char *complaint = NULL;

  add_options (words, refusal->options);
  add_file (words, "--mine", write_file ("mine.json", refusal->mine));
  add_file (words, "--server", write_file ("server.json", refusal->server));

  g_assert_cmpint (run (words, NULL, &out, &complaint), ==, 2);
  g_assert_cmpstr (out, ==, "");
  if (strstr (complaint, refusal->complaint) == NULL)
    g_test_message ("“%s” does not say “%s”", complaint, refusal->complaint);
  g_assert_nonnull (strstr (complaint, refusal->complaint));
}

static void
test_bad_rules (void)
{
  static const char *const texts[] = {
    "{'conflict_strategies':{'Task':{'strategy':'coin'}}}",
    "{'child_table_merge_rules':{'Task':3}}",
    "{",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) words = new_words ("Task");
      g_autofree char *out = NULL;
      g_autofree char *complaint = NULL;

      add_file (words, "--mine", write_file ("mine.json", "{}"));
      add_file (words, "--server", write_file ("server.json", "{}"));
      add_file (words, "--rules", write_file ("rules.json", texts[i]));
      g_assert_cmpint (run (words, NULL, &out, &complaint), ==, 2);
      g_assert_nonnull (strstr (complaint, "rules.json"));
    }
}

static void
test_missing (void)
{
  g_autoptr (GPtrArray) words = new_words ("Task");
  g_autofree char *out = NULL;
  g_autofree char *complaint = NULL;

  add_file (words, "--mine", write_file ("mine.json", "{}"));
  g_assert_cmpint (run (words, NULL, &out, &complaint), ==, 2);
  g_assert_nonnull (strstr (complaint, "--server is missing"));
}

static void
test_standard_input (void)
{
  g_autoptr (GPtrArray) words = new_words ("Task");
  g_autofree char *out = NULL;
  g_autofree char *complaint = NULL;

  add_file (words, "--mine", g_strdup ("-"));
  add_file (words, "--server", write_file ("server.json", "{'status':'Open'}"));
  add_file (words, "--base", write_file ("base.json", "{'status':'Open'}"));
  g_assert_cmpint (run (words, "{\"status\": \"Done\"}", &out, &complaint), ==, 0);
  g_assert_nonnull (strstr (out, "\"outcome\":\"mine\""));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  dir = g_dir_make_tmp ("test-merge-XXXXXX", &error);
  g_assert_no_error (error);

  for (guint i = 0; i < dwt_n_merge_rows; i++)
    {
      g_autofree char *path = g_strconcat ("/conflict/program/", dwt_merge_rows[i].name, NULL);

      g_test_add_data_func (path, &dwt_merge_rows[i], test_row);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strconcat ("/conflict/refusal/", refusals[i].name, NULL);

      g_test_add_data_func (path, &refusals[i], test_refusal);
    }
  g_test_add_func ("/conflict/refusal/bad-rules", test_bad_rules);
  g_test_add_func ("/conflict/refusal/server-missing", test_missing);
  g_test_add_func ("/conflict/program/standard-input", test_standard_input);
  status = g_test_run ();

  for (gsize i = 0; i < 4; i++)
    {
      static const char *const names[] = { "base.json", "mine.json", "server.json", "rules.json" };
      g_autofree char *path = g_build_filename (dir, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (dir);
  g_free (dir);

  return status;
}
