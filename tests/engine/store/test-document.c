/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <glib.h>

#include "base/dwd-failure.h"
#include "store/dwd-document.h"
#include "store/dwd-fold.h"

typedef struct
{
  const char *document;
  const char *changes;
  const char *expected;   /* NULL: refused */
} MergeRow;

static const MergeRow MERGES[] = {
  /* nothing to do keeps every byte, blanks and odd numbers included */
  { "{ \"a\" : 1.50 , \"b\":[1, 2] }", "{}", "{ \"a\" : 1.50 , \"b\":[1, 2] }" },
  /* in place, others untouched */
  { "{\"a\":1,\"b\":\"x\",\"c\":null}", "{\"b\":\"y\"}", "{\"a\":1,\"b\":\"y\",\"c\":null}" },
  { "{\"a\":{\"b\":1},\"b\":2}", "{\"b\":{\"n\":[]}}", "{\"a\":{\"b\":1},\"b\":{\"n\":[]}}" },
  { "{\"a\" : \"x\" }", "{\"a\":\"\\u00e9\"}", "{\"a\" : \"\\u00e9\" }" },
  /* new ones go to the end */
  { "{}", "{\"a\":1}", "{\"a\":1}" },
  { " { } ", "{\"a\":1,\"b\":2}", "{ \"a\":1,\"b\":2}" },
  { "{\"a\":1}", "{\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}" },
  /* keys that are written otherwise are the same keys; the last of repeated ones counts */
  { "{\"\\u0061\":1}", "{\"a\":2}", "{\"\\u0061\":2}" },
  { "{\"a\":1}", "{\"a\":2,\"a\":3}", "{\"a\":3}" },
  { "{\"a\":1,\"a\":2}", "{\"a\":3}", "{\"a\":3,\"a\":3}" },
  /* text that looks like structure */
  { "{\"a\":\"},{\\\"b\\\":1\",\"b\":1}", "{\"b\":2}", "{\"a\":\"},{\\\"b\\\":1\",\"b\":2}" },
  /* no objects */
  { "[]", "{}", NULL },
  { "{}", "[]", NULL },
  { "{\"a\":1", "{}", NULL },
  { "{}", "", NULL },
};

static void
test_merge (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (MERGES); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *merged = dwd_document_merge (MERGES[i].document, MERGES[i].changes, &error);

      g_assert_cmpstr (merged, ==, MERGES[i].expected);
      if (MERGES[i].expected == NULL)
        g_assert_error (error, DWD_ERROR, DWD_FAILURE_PROTOCOL);
      else
        g_assert_no_error (error);
    }
}

/* Whatever is merged, what was not named comes out byte for byte, and the result is one object. */
static void
test_merge_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (int round = 0; round < 500; round++)
    {
      g_autoptr (GString) document = g_string_new ("{");
      g_autoptr (GString) changes = g_string_new ("{");
      g_autofree char *merged = NULL;
      g_autoptr (GError) error = NULL;
      DwdJsonSpan object;
      int n_members = g_rand_int_range (rand, 0, 12);
      int changed = 0;

      for (int i = 0; i < n_members; i++)
        {
          g_string_append_printf (document, "%s\"k%d\":%s\"v%d\\n\"", i > 0 ? " , " : "", i,
                                  g_rand_boolean (rand) ? " " : "", i);
          if (g_rand_boolean (rand))
            {
              g_string_append_printf (changes, "%s\"k%d\":%d", changed > 0 ? "," : "", i, i);
              changed |= 1 << i;
              continue;
            }
        }
      g_string_append_c (document, '}');
      g_string_append_c (changes, '}');
      merged = dwd_document_merge (document->str, changes->str, &error);
      g_assert_no_error (error);
      g_assert_true (dwd_document_parse (merged, -1, &object, NULL));
      for (int i = 0; i < n_members; i++)
        {
          g_autofree char *key = g_strdup_printf ("k%d", i);
          g_autofree char *expected = changed & 1 << i ? g_strdup_printf ("%d", i)
                                                       : g_strdup_printf ("\"v%d\\n\"", i);
          DwdJsonKey wanted = { key, strlen (key) };
          DwdJsonSpan value;

          dwd_json_span_find (&object, &wanted, 1, &value);
          g_assert_cmpmem (value.raw.text, value.raw.length, expected, strlen (expected));
        }
    }
}

static void
test_set_string (void)
{
  g_autofree char *text = dwd_document_set_string ("{\"name\":\"x\",\"n\":1}", "name", "a\"b", NULL);
  g_autofree char *name = dwd_document_dup_string (text, "name");

  g_assert_cmpstr (text, ==, "{\"name\":\"a\\\"b\",\"n\":1}");
  g_assert_cmpstr (name, ==, "a\"b");
  g_assert_null (dwd_document_dup_string (text, "n"));
  g_assert_null (dwd_document_dup_string (text, "missing"));
  g_assert_null (dwd_document_dup_string (NULL, "name"));
}

static void
test_compare (void)
{
  int order = 7;

  g_assert_true (dwd_modified_compare ("2026-11-24 10:00:00", -1, "2026-11-24 10:00:00.000000", -1, &order));
  g_assert_cmpint (order, ==, 0);
  g_assert_true (dwd_modified_compare ("2026-11-24 9:59:59.9", -1, "2026-11-24 10:00:00", -1, &order) ||
                 dwd_modified_compare ("2026-11-24 09:59:59.9", -1, "2026-11-24 10:00:00", -1, &order));
  g_assert_cmpint (order, <, 0);
  g_assert_false (dwd_modified_compare ("", -1, "2026-11-24 10:00:00", -1, &order));
  g_assert_false (dwd_modified_compare (NULL, -1, "2026-11-24 10:00:00", -1, &order));
}

static void
test_fold (void)
{
  g_autofree char *mixed = dwd_fold ("JOB-12 Қайрат ÄÖ x");

  g_assert_cmpstr (mixed, ==, "job-12 қайрат äö x");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/document/merge", test_merge);
  g_test_add_func ("/store/document/merge-random", test_merge_random);
  g_test_add_func ("/store/document/set-string", test_set_string);
  g_test_add_func ("/store/document/compare", test_compare);
  g_test_add_func ("/store/document/fold", test_fold);
  return g_test_run ();
}
