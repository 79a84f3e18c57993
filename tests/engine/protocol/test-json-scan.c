/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include "base/dwd-failure.h"
#include "protocol/dwd-json-scan.h"

#include <string.h>

/* The text is put at the end of its own allocation, so that a read behind it is seen by a sanitizer,
 * and is tried at every distance from a sixteen byte border. */
static gboolean
is_accepted (const char *text,
             gsize       length)
{
  gboolean accepted = FALSE;

  for (gsize pad = 0; pad < 17; pad++)
    {
      g_autofree char *copy = g_malloc (pad + length + (pad + length == 0));
      g_autoptr (GError) error = NULL;
      DwdJsonSpan span;
      gboolean result;

      memset (copy, ' ', pad);
      memcpy (copy + pad, text, length);
      result = dwd_json_scan_value (copy, pad + length, &span, &error);
      g_assert_true (result || g_error_matches (error, DWD_ERROR, DWD_FAILURE_PROTOCOL));
      g_assert_true (pad == 0 || result == accepted);
      accepted = result;
    }

  return accepted;
}

#define TEXT(s) s, sizeof (s) - 1

typedef struct
{
  const char *text;
  gsize length;
} Text;

static void
check (const Text *texts,
       gsize       n_texts,
       gboolean    wanted)
{
  for (gsize i = 0; i < n_texts; i++)
    if (is_accepted (texts[i].text, texts[i].length) != wanted)
      g_error ("should be %s: %s", wanted ? "accepted" : "refused", texts[i].text);
}

static void
test_valid (void)
{
  static const Text texts[] = {
    { TEXT ("{}") }, { TEXT ("[]") }, { TEXT (" [ ] ") }, { TEXT ("\t\r\n {\n}\n") },
    { TEXT ("null") }, { TEXT ("true") }, { TEXT ("false") }, { TEXT ("\"\"") },
    /* numbers */
    { TEXT ("0") }, { TEXT ("-0") }, { TEXT ("10") }, { TEXT ("-1.5e+10") }, { TEXT ("0.0") },
    { TEXT ("1E5") }, { TEXT ("1e-999") }, { TEXT ("123456789012345678901234567890") },
    /* strings */
    { TEXT ("\"a\\\"b\\\\c\\/d\\be\\ff\\ng\\rh\\ti\"") }, { TEXT ("\"\\u0041\\uABCD\\uabcd\"") },
    { TEXT ("\"\\ud83d\\ude00\"") }, { TEXT ("\"\\u0000\"") }, { TEXT ("\"\x7f\"") },
    { TEXT ("\"Қазақстан — Абай даңғылы, 12\"") }, { TEXT ("\"\xf0\x9f\x98\x80\"") },
    { TEXT ("\"\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf\"") },
    { TEXT ("\"0123456789abcdef0123456789abcdef\\n0123456789abcdef\"") },
    /* containers */
    { TEXT ("[1,2,[3,{\"a\":[]}]]") }, { TEXT ("{\"a\":1,\"a\":2}") }, { TEXT ("{\"\":0}") },
    { TEXT ("{ \"a\" : 1 , \"b\" : [ true , null ] }") },
  };

  check (texts, G_N_ELEMENTS (texts), TRUE);
}

static void
test_invalid (void)
{
  static const Text texts[] = {
    { TEXT ("") }, { TEXT ("   ") }, { TEXT ("{") }, { TEXT ("[") }, { TEXT ("}") }, { TEXT ("]") },
    { TEXT ("{]") }, { TEXT ("[}") }, { TEXT ("{}{}") }, { TEXT ("1 2") }, { TEXT ("null\0") },
    { TEXT ("nul") }, { TEXT ("nulll") }, { TEXT ("True") }, { TEXT ("NaN") }, { TEXT ("Infinity") },
    { TEXT ("undefined") }, { TEXT ("'a'") }, { TEXT ("// x\n1") }, { TEXT ("\xef\xbb\xbf{}") },
    { TEXT ("\v1") }, { TEXT ("\xc2\xa0" "1") },
    /* numbers */
    { TEXT ("01") }, { TEXT ("-") }, { TEXT ("-01") }, { TEXT ("+1") }, { TEXT (".5") },
    { TEXT ("1.") }, { TEXT ("1.e5") }, { TEXT ("1e") }, { TEXT ("1e+") }, { TEXT ("0x10") },
    { TEXT ("1_000") }, { TEXT ("--1") }, { TEXT ("1e5.5") }, { TEXT ("00") },
    /* strings */
    { TEXT ("\"") }, { TEXT ("\"abc") }, { TEXT ("\"abc\\") }, { TEXT ("\"\\\"") },
    { TEXT ("\"\\x41\"") }, { TEXT ("\"\\u004\"") }, { TEXT ("\"\\u004g\"") }, { TEXT ("\"\\U0041\"") },
    { TEXT ("\"\\u00") }, { TEXT ("\"a\nb\"") }, { TEXT ("\"a\0b\"") }, { TEXT ("\"\x1f\"") },
    /* halves of a pair */
    { TEXT ("\"\\ud83d\"") }, { TEXT ("\"\\ude00\"") }, { TEXT ("\"\\ud83d\\ud83d\"") },
    { TEXT ("\"\\ud83dx\\ude00\"") }, { TEXT ("\"\\ud83d\\u0041\"") }, { TEXT ("\"\\ude00\\ud83d\"") },
    /* UTF-8: alone, cut, overlong, surrogates, beyond the end */
    { TEXT ("\"\x80\"") }, { TEXT ("\"\xc3\"") }, { TEXT ("\"\xc0\x80\"") }, { TEXT ("\"\xc1\xbf\"") },
    { TEXT ("\"\xe0\x80\x80\"") }, { TEXT ("\"\xe0\x9f\xbf\"") }, { TEXT ("\"\xed\xa0\x80\"") },
    { TEXT ("\"\xed\xbf\xbf\"") }, { TEXT ("\"\xf0\x80\x80\x80\"") }, { TEXT ("\"\xf0\x8f\xbf\xbf\"") },
    { TEXT ("\"\xf4\x90\x80\x80\"") }, { TEXT ("\"\xf5\x80\x80\x80\"") }, { TEXT ("\"\xff\"") },
    { TEXT ("\"\xe2\x82\"") }, { TEXT ("\"\xf0\x9f\x98\"") }, { TEXT ("\"\xe2\x82") },
    { TEXT ("\"0123456789abcdef0123456789abcd\xff\"") }, { TEXT ("\"0123456789abcde\n\"") },
    /* containers */
    { TEXT ("[1,]") }, { TEXT ("[,1]") }, { TEXT ("[1 2]") }, { TEXT ("[1,,2]") },
    { TEXT ("{\"a\"}") }, { TEXT ("{\"a\":}") }, { TEXT ("{\"a\":1,}") }, { TEXT ("{,}") },
    { TEXT ("{a:1}") }, { TEXT ("{1:1}") }, { TEXT ("{\"a\" 1}") }, { TEXT ("{\"a\"::1}") },
    { TEXT ("{\"a\":1 \"b\":2}") }, { TEXT ("{\"a\":1;\"b\":2}") }, { TEXT ("[\"a\":1]") },
  };

  check (texts, G_N_ELEMENTS (texts), FALSE);
}

static char *
nest (guint    depth,
      gboolean objects)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (out, objects ? "{\"k\":" : "[");
  g_string_append (out, "0");
  for (guint i = 0; i < depth; i++)
    g_string_append_c (out, objects ? '}' : ']');

  return g_string_free (out, FALSE);
}

static void
test_depth (void)
{
  for (int objects = 0; objects < 2; objects++)
    {
      g_autofree char *deepest = nest (DWD_JSON_MAX_DEPTH, objects);
      g_autofree char *deeper = nest (DWD_JSON_MAX_DEPTH + 1, objects);
      g_autofree char *absurd = nest (100000, objects);

      g_assert_true (is_accepted (deepest, strlen (deepest)));
      g_assert_false (is_accepted (deeper, strlen (deeper)));
      g_assert_false (is_accepted (absurd, strlen (absurd)));
    }
}

static DwdJsonSpan
scan (const char *text)
{
  g_autoptr (GError) error = NULL;
  DwdJsonSpan span;

  g_assert_true (dwd_json_scan_value (text, strlen (text), &span, &error));
  g_assert_no_error (error);

  return span;
}

static void
test_error_place (void)
{
  g_autoptr (GError) error = NULL;
  DwdJsonSpan span = { 0 };

  g_assert_false (dwd_json_scan_value ("[1, 02]", 7, &span, &error));
  g_assert_cmpstr (error->message, ==, "Not JSON: comma missing at byte 5");
  g_assert_cmpint (span.type, ==, DWD_JSON_ABSENT);
}

static void
test_iterate (void)
{
  DwdJsonSpan root = scan (" { \"a\" : [ 1 , \"x]\\\"}\" , { \"b\" : {} } ] , \"c\":-1.5e3,"
                           "\"d\":true , \"e\":\"\", \"f\":null,\"g\":false} ");
  static const struct
  {
    const char *key;
    DwdJsonType type;
    const char *raw;
  } wanted[] = {
    { "a", DWD_JSON_ARRAY, "[ 1 , \"x]\\\"}\" , { \"b\" : {} } ]" },
    { "c", DWD_JSON_NUMBER, "-1.5e3" },
    { "d", DWD_JSON_TRUE, "true" },
    { "e", DWD_JSON_STRING, "\"\"" },
    { "f", DWD_JSON_NULL, "null" },
    { "g", DWD_JSON_FALSE, "false" },
  };
  DwdJsonIter iter, items;
  DwdJsonSpan key, value, first;
  gsize n = 0;

  g_assert_true (dwd_json_iter_init (&iter, &root));
  while (dwd_json_iter_next_member (&iter, &key, &value))
    {
      g_assert_cmpuint (n, <, G_N_ELEMENTS (wanted));
      g_assert_true (dwd_json_span_equal_text (&key, wanted[n].key));
      g_assert_cmpint (value.type, ==, wanted[n].type);
      g_assert_cmpmem (value.raw.text, value.raw.length, wanted[n].raw, strlen (wanted[n].raw));
      if (n == 0)
        first = value;
      n++;
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (wanted));
  g_assert_false (dwd_json_iter_next_member (&iter, &key, &value));

  g_assert_true (dwd_json_iter_init (&items, &first));
  g_assert_true (dwd_json_iter_next_item (&items, &value));
  g_assert_cmpint (value.type, ==, DWD_JSON_NUMBER);
  g_assert_true (dwd_json_iter_next_item (&items, &value));
  g_assert_true (value.escaped);
  g_assert_true (dwd_json_span_equal_text (&value, "x]\"}"));
  g_assert_true (dwd_json_iter_next_item (&items, &value));
  g_assert_cmpint (value.type, ==, DWD_JSON_OBJECT);
  g_assert_false (dwd_json_iter_next_item (&items, &value));

  value = scan ("[]");
  g_assert_true (dwd_json_iter_init (&items, &value));
  g_assert_false (dwd_json_iter_next_item (&items, &value));
  value = scan ("12");
  g_assert_false (dwd_json_iter_init (&items, &value));
  g_assert_false (dwd_json_iter_next_item (&items, &value));
}

static void
test_find (void)
{
  static const DwdJsonKey keys[] = { { "name", 4 }, { "data", 4 }, { "gone", 4 }, { "x", 1 } };
  DwdJsonSpan values[G_N_ELEMENTS (keys)];
  DwdJsonSpan root = scan ("{\"data\":1,\"names\":0,\"nam\":0,\"n\\u0061me\":\"first\","
                           "\"other\":{\"x\":9},\"data\":2,\"NAME\":0}");
  gint64 number;

  dwd_json_span_find (&root, keys, G_N_ELEMENTS (keys), values);
  g_assert_true (dwd_json_span_equal_text (&values[0], "first"));
  g_assert_true (dwd_json_span_get_int (&values[1], &number));
  g_assert_cmpint (number, ==, 2);
  g_assert_cmpint (values[2].type, ==, DWD_JSON_ABSENT);
  g_assert_null (values[2].raw.text);
  g_assert_cmpint (values[3].type, ==, DWD_JSON_ABSENT);

  /* The empty key is a key. */
  root = scan ("{\"a\":1,\"\":2}");
  dwd_json_span_find (&root, &(DwdJsonKey){ "", 0 }, 1, values);
  g_assert_true (dwd_json_span_get_int (&values[0], &number));
  g_assert_cmpint (number, ==, 2);

  root = scan ("[1]");
  dwd_json_span_find (&root, keys, G_N_ELEMENTS (keys), values);
  g_assert_cmpint (values[0].type, ==, DWD_JSON_ABSENT);
}

static void
test_strings (void)
{
  static const struct
  {
    const char *json;
    const char *text;
  } cases[] = {
    { "\"\"", "" },
    { "\"plain\"", "plain" },
    { "\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"", "a\"\\/\b\f\n\r\tz" },
    { "\"\\u0041\\u00e9\\u049a\\u20ac\"", "Aé\xd2\x9a\xe2\x82\xac" },
    { "\"\\ud83d\\ude00!\"", "\xf0\x9f\x98\x80!" },
    { "\"a\\u0000b\"", "a\xef\xbf\xbd" "b" },
    { "12", NULL },
    { "null", NULL },
    { "[\"a\"]", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DwdJsonSpan span = scan (cases[i].json);
      g_autofree char *text = dwd_json_span_dup_string (&span);

      g_assert_cmpstr (text, ==, cases[i].text);
      if (cases[i].text != NULL)
        {
          g_assert_true (dwd_json_span_equal_text (&span, cases[i].text));
          g_assert_false (dwd_json_span_equal_text (&span, "something else"));
        }
      else
        {
          g_assert_false (dwd_json_span_equal_text (&span, cases[i].json));
        }
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *json;
    gboolean is_int;
    gint64 integer;
    gboolean is_double;
    double number;
  } cases[] = {
    { "0", TRUE, 0, TRUE, 0 },
    { "-12", TRUE, -12, TRUE, -12 },
    { "9223372036854775807", TRUE, G_MAXINT64, TRUE, 9223372036854775807.0 },
    { "-9223372036854775808", TRUE, G_MININT64, TRUE, -9223372036854775808.0 },
    { "9223372036854775808", FALSE, 0, TRUE, 9223372036854775808.0 },
    { "2.0", TRUE, 2, TRUE, 2 },
    { "2.5", FALSE, 0, TRUE, 2.5 },
    { "-0.1", FALSE, 0, TRUE, -0.1 },
    { "71.470412", FALSE, 0, TRUE, 71.470412 },
    { "0.000000000000001", FALSE, 0, TRUE, 1e-15 },
    { "123456789.123456789", FALSE, 0, TRUE, 123456789.123456789 },
    { "9007199254740993.0", FALSE, 0, TRUE, 9007199254740992.0 },
    { "1e3", TRUE, 1000, TRUE, 1000 },
    { "1e300", FALSE, 0, TRUE, 1e300 },
    { "1e999", FALSE, 0, FALSE, 0 },
    { "true", TRUE, 1, TRUE, 1 },
    { "false", TRUE, 0, TRUE, 0 },
    { "null", FALSE, 0, FALSE, 0 },
    { "\"12\"", TRUE, 12, TRUE, 12 },
    { "\"12.5\"", FALSE, 0, TRUE, 12.5 },
    { "\"\"", FALSE, 0, FALSE, 0 },
    { "\" 12\"", FALSE, 0, FALSE, 0 },
    { "\"0x10\"", FALSE, 0, FALSE, 0 },
    { "\"inf\"", FALSE, 0, FALSE, 0 },
    { "\"nan\"", FALSE, 0, FALSE, 0 },
    { "\"-\"", FALSE, 0, FALSE, 0 },
    { "\"1e\"", FALSE, 0, FALSE, 0 },
    { "\"1\\u0032\"", FALSE, 0, FALSE, 0 },
    { "[1]", FALSE, 0, FALSE, 0 },
    { "{}", FALSE, 0, FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      DwdJsonSpan span = scan (cases[i].json);
      gint64 integer = 77;
      double number = 77;
      gboolean boolean = 77;

      g_test_message ("%s", cases[i].json);
      g_assert_cmpint (dwd_json_span_get_int (&span, &integer), ==, cases[i].is_int);
      g_assert_cmpint (integer, ==, cases[i].is_int ? cases[i].integer : 77);
      g_assert_cmpint (dwd_json_span_get_double (&span, &number), ==, cases[i].is_double);
      g_assert_cmpfloat (number, ==, cases[i].is_double ? cases[i].number : 77);
      g_assert_cmpint (dwd_json_span_get_boolean (&span, &boolean), ==, cases[i].is_double);
      g_assert_cmpint (boolean, ==, cases[i].is_double ? cases[i].number != 0 : 77);
    }
}

/* The short way through decimals gives the very bits that strtod gives. */
static void
test_decimals_exact (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (int i = 0; i < 200000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%.*f", g_rand_int_range (rand, 0, 12),
                                               g_rand_double_range (rand, -180, 180));
      DwdJsonSpan span = scan (text);
      double number;

      g_assert_true (dwd_json_span_get_double (&span, &number));
      g_assert_cmpfloat (number, ==, g_ascii_strtod (text, NULL));
    }
}

static void
test_append_string (void)
{
  static const struct
  {
    const char *text;
    gssize length;
    const char *json;
  } cases[] = {
    { "plain", -1, "\"plain\"" },
    { "", -1, "\"\"" },
    { NULL, -1, "null" },
    { "abcdef", 3, "\"abc\"" },
    { "a\"b\\c/\n\r\t\x01\x1f", -1, "\"a\\\"b\\\\c/\\n\\r\\t\\u0001\\u001f\"" },
    { "a\0b", 3, "\"a\\u0000b\"" },
    { "Қазақ \xf0\x9f\x98\x80", -1, "\"Қазақ \xf0\x9f\x98\x80\"" },
    { "a\xff\xe2\x82", -1, "\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new ("x");

      dwd_json_append_string (out, cases[i].text, cases[i].length);
      g_assert_cmpstr (out->str + 1, ==, cases[i].json);
      g_assert_true (is_accepted (out->str + 1, out->len - 1));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/protocol/json-scan/valid", test_valid);
  g_test_add_func ("/protocol/json-scan/invalid", test_invalid);
  g_test_add_func ("/protocol/json-scan/depth", test_depth);
  g_test_add_func ("/protocol/json-scan/error-place", test_error_place);
  g_test_add_func ("/protocol/json-scan/iterate", test_iterate);
  g_test_add_func ("/protocol/json-scan/find", test_find);
  g_test_add_func ("/protocol/json-scan/strings", test_strings);
  g_test_add_func ("/protocol/json-scan/numbers", test_numbers);
  g_test_add_func ("/protocol/json-scan/decimals-exact", test_decimals_exact);
  g_test_add_func ("/protocol/json-scan/append-string", test_append_string);

  return g_test_run ();
}
