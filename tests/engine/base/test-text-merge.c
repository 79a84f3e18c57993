/*
 * Copyright 2026 The Dartwing Dispatch authors
 * SPDX-License-Identifier: Apache-2.0
 */

#include "config.h"

#include <string.h>

#include "base/dwd-text-merge.h"

static const struct
{
  const char *base;
  const char *mine;
  const char *server;
  const char *merged;           /* NULL: not clean */
} cases[] = {
  /* nothing, one side, both alike */
  { "a", "a", "a", "a" },
  { "a", "b", "a", "b" },
  { "a", "a", "b", "b" },
  { "a", "b", "b", "b" },
  { "a", "", "a", "" },
  { "a", "a", "", "" },
  { "a", "", "", "" },

  /* no base */
  { NULL, "a", "a", "a" },
  { NULL, "a", "b", NULL },
  { NULL, "", "", "" },
  { NULL, "", "b", NULL },
  { "", "a", "a", "a" },
  { "", "a", "b", NULL },
  { "", "", "b", NULL },

  /* lines apart */
  { "a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC" },
  { "a\nb\nc", "b\nc", "a\nb", "b" },
  { "a\nb\nc\n", "a\nb\nc\nd\n", "z\na\nb\nc\n", "z\na\nb\nc\nd\n" },
  { "a\nb\nc", "a\nx\nb\nc", "a\nb\ny\nc", "a\nx\nb\ny\nc" },
  { "a\nb\nc\nd\ne", "a\nc\nd\ne", "a\nb\nc\nd", "a\nc\nd" },

  /* two insertions of lines in one place: the server's first */
  { "a\nz", "a\nm\nz", "a\ns\nz", "a\ns\nm\nz" },
  { "a", "a\nm", "a\ns", "a\ns\nm" },
  { "a", "m\na", "s\na", "s\nm\na" },
  { "a\n", "a\nm\n", "a\ns\n", "a\ns\nm\n" },
  { "a\nz", "a\nx\nm\nz", "a\nx\nz", "a\nx\nx\nm\nz" },
  { "a\nz", "a\n\nz", "a\ns\nz", "a\ns\n\nz" },
  { "a\nz", "a\nm n\nz", "a\nm o\nz", "a\nm o\nm n\nz" },
  /* … and the same insertion once */
  { "a\nz", "a\nx\nz", "a\nx\nz", "a\nx\nz" },
  { "a\nk\nz", "a\nx\nk\nz!", "a\nx\nk\nz", "a\nx\nk\nz!" },
  { "a\nz", "a\nx\nz!", "a\nx\nz", NULL },

  /* regions that touch are one: an insertion beside a change, a change beside a change */
  { "a\nb", "a\nx\nb", "a\nB", NULL },
  { "a\nb\nc", "a\nB\nc", "a\nb\nC", "a\nB\nC" },
  { "a\nb", "A\nb", "a\nB", "A\nB" },
  { "a\nb", "a", "a\nb\nc", NULL },
  { "a\nb\nc", "a\nc", "a\nb\nx\nc", NULL },

  /* words */
  { "a b c", "A b c", "a b C", "A b C" },
  { "a b c", "A b c", "B b c", NULL },
  { "a b c", "a b c d", "z a b c", "z a b c d" },
  { "call the customer", "call the new customer", "please call the customer",
    "please call the new customer" },
  { "a b", "a x b", "a y b", NULL },
  { "a b", "a b x", "a b y", NULL },
  { "a b", "x a b", "a b y", "x a b y" },
  { "one two three four", "one three four", "one two three", "one three" },
  { "one two", "two", "one", NULL },
  /* in one line of several */
  { "k\na b c\nz", "k\nA b c\nz", "k\na b C\nz", "k\nA b C\nz" },
  { "k\na b c\nz", "k\nA b c\nz", "k\nB b c\nz", NULL },

  /* a run of blanks is one word; spaces and tabs are blanks, other spaces are letters */
  { "a  b c", "a \t b c", "a  b C", "a \t b C" },
  { "a  b", "a \t b", "a  c", NULL },
  { "a b", "a  b", "a\tb", NULL },
  { "a b", "a  b", "A b", NULL },
  { " a", "a", " a b", "a b" },
  { "a\r\nb", "A\r\nb", "a\r\nb", "A\r\nb" },
  { "a\u00a0b c", "A\u00a0b c", "a\u00a0b C", "A\u00a0b C" },
  { "a\u00a0b", "A\u00a0b", "a\u00a0B", NULL },

  /* a line end within a region is a word, and one apiece */
  { "a b", "a\nb", "a b c", "a\nb c" },
  { "a\nb", "a b", "A\nb", NULL },
  { "k a\nb", "k a b", "K a\nb", "K a b" },
  { "a\nb", "a b", "a\n\nb", NULL },
  { "a\nb\nc", "a b\nc", "a\nb C\nc", "a b C\nc" },
  { "a\nb", "a b", "a\nb c", "a b c" },

  /* lines gone against lines changed */
  { "a\nb\nc", "a\nc", "a\nB\nc", NULL },
  { "a\nx\nc", "a\nc", "a\n\nc", "a\n\nc" },
  { "a\n\nc", "a\nc", "a\nx\nc", "a\nx\nc" },

  /* the subsequence taken from the start: a line's partner is the first of two equal ones */
  { "x\na", "a\ny\na", "x\na\nz", "a\nz\ny\na" },
  { "a\nb\na", "a", "a\nb\na\nc", NULL },
  { "a\nb\nc\na\nb\nb\na", "c\nb\na\nb\na\nc", "a\nb\nc\na\nb\nb\na", "c\nb\na\nb\na\nc" },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char *merged = NULL;
      gboolean clean = dwd_text_merge (cases[i].base, cases[i].mine, cases[i].server, &merged);

      g_test_message ("%" G_GSIZE_FORMAT ": “%s”", i, merged != NULL ? merged : "(not clean)");
      g_assert_cmpstr (merged, ==, cases[i].merged);
      g_assert_cmpint (clean, ==, cases[i].merged != NULL);
      g_free (merged);
    }
}

/* The same by the definition: a table of lengths, lists of strings, no trick. */
static guint *
measure_plain (char **base,
               guint  m,
               char **side,
               guint  n)
{
  guint *lengths = g_new0 (guint, (m + 1) * (n + 1));

  for (guint i = m; i-- > 0;)
    for (guint j = n; j-- > 0;)
      lengths[i * (n + 1) + j] = strcmp (base[i], side[j]) == 0
        ? lengths[(i + 1) * (n + 1) + j + 1] + 1
        : MAX (lengths[(i + 1) * (n + 1) + j], lengths[i * (n + 1) + j + 1]);

  return lengths;
}

static int *
align_plain (char **base,
             char **side)
{
  guint m = g_strv_length (base);
  guint n = g_strv_length (side);
  g_autofree guint *lengths = measure_plain (base, m, side, n);
  int *partners = g_new (int, m + 1);
  guint i = 0;
  guint j = 0;

  memset (partners, 0xff, (m + 1) * sizeof (int));
  while (i < m && j < n)
    {
      if (strcmp (base[i], side[j]) == 0)
        partners[i++] = (int) j++;
      else if (lengths[(i + 1) * (n + 1) + j] == lengths[i * (n + 1) + j])
        i++;
      else
        j++;
    }

  return partners;
}

static char **
cut_plain (const char *text)
{
  GPtrArray *words = g_ptr_array_new ();

  while (*text != '\0')
    {
      gsize n = *text == '\n' ? 1 : strspn (text, " \t");

      if (n == 0)
        n = strcspn (text, " \t\n");
      g_ptr_array_add (words, g_strndup (text, n));
      text += n;
    }
  g_ptr_array_add (words, NULL);

  return (char **) g_ptr_array_free (words, FALSE);
}

static char **
slice_plain (char **tokens,
             guint  from,
             guint  to)
{
  GPtrArray *slice = g_ptr_array_new ();

  for (guint i = from; i < to; i++)
    g_ptr_array_add (slice, g_strdup (tokens[i]));
  g_ptr_array_add (slice, NULL);

  return (char **) g_ptr_array_free (slice, FALSE);
}

static void
extend_plain (GPtrArray *out,
              char     **tokens)
{
  for (; *tokens != NULL; tokens++)
    g_ptr_array_add (out, g_strdup (*tokens));
}

static gboolean merge_plain (char     **base,
                             char     **mine,
                             char     **server,
                             gboolean   lines,
                             GPtrArray *out);

static gboolean
merge_words_plain (char     **b,
                   char     **m,
                   char     **s,
                   GPtrArray *out)
{
  g_autofree char *base = g_strjoinv ("\n", b);
  g_autofree char *mine = g_strjoinv ("\n", m);
  g_autofree char *server = g_strjoinv ("\n", s);
  g_auto (GStrv) base_words = cut_plain (base);
  g_auto (GStrv) mine_words = cut_plain (mine);
  g_auto (GStrv) server_words = cut_plain (server);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  if (!merge_plain (base_words, mine_words, server_words, FALSE, words))
    return FALSE;

  g_ptr_array_add (words, NULL);
  g_ptr_array_add (out, g_strjoinv ("", (char **) words->pdata));
  return TRUE;
}

static gboolean
merge_region_plain (char     **b,
                    char     **m,
                    char     **s,
                    gboolean   lines,
                    GPtrArray *out)
{
  if (g_strv_equal ((const char *const *) m, (const char *const *) s) ||
      g_strv_equal ((const char *const *) m, (const char *const *) b))
    {
      extend_plain (out, s);
      return TRUE;
    }
  if (g_strv_equal ((const char *const *) s, (const char *const *) b))
    {
      extend_plain (out, m);
      return TRUE;
    }
  if (!lines)
    return FALSE;
  if (b[0] != NULL)
    return merge_words_plain (b, m, s, out);

  extend_plain (out, s);
  extend_plain (out, m);
  return TRUE;
}

static gboolean
merge_plain (char     **base,
             char     **mine,
             char     **server,
             gboolean   lines,
             GPtrArray *out)
{
  g_autofree int *in_mine = align_plain (base, mine);
  g_autofree int *in_server = align_plain (base, server);
  guint n = g_strv_length (base);
  guint b = 0;
  guint m = 0;
  guint s = 0;

  for (guint i = 0; i <= n; i++)
    {
      gboolean last = i == n;
      guint m_end, s_end;
      gboolean clean;

      if (!last && (in_mine[i] < 0 || in_server[i] < 0))
        continue;

      m_end = last ? g_strv_length (mine) : (guint) in_mine[i];
      s_end = last ? g_strv_length (server) : (guint) in_server[i];
      {
        g_auto (GStrv) b_part = slice_plain (base, b, i);
        g_auto (GStrv) m_part = slice_plain (mine, m, m_end);
        g_auto (GStrv) s_part = slice_plain (server, s, s_end);

        clean = merge_region_plain (b_part, m_part, s_part, lines, out);
      }
      if (!clean)
        return FALSE;
      if (!last)
        g_ptr_array_add (out, g_strdup (base[i]));
      b = i + 1;
      m = m_end + 1;
      s = s_end + 1;
    }

  return TRUE;
}

/* (nullable) */
static char *
merge_by_definition (const char *base,
                     const char *mine,
                     const char *server)
{
  g_auto (GStrv) base_lines = NULL;
  g_auto (GStrv) mine_lines = NULL;
  g_auto (GStrv) server_lines = NULL;
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func (g_free);

  if (strcmp (mine, server) == 0)
    return g_strdup (mine);
  if (*base == '\0')
    return NULL;

  /* An empty text has one line, which g_strsplit() does not give. */
  base_lines = g_strsplit (base, "\n", -1);
  mine_lines = *mine != '\0' ? g_strsplit (mine, "\n", -1) : g_strdupv ((char *[]) { (char *) "", NULL });
  server_lines = *server != '\0' ? g_strsplit (server, "\n", -1)
                                 : g_strdupv ((char *[]) { (char *) "", NULL });
  if (!merge_plain (base_lines, mine_lines, server_lines, TRUE, out))
    return NULL;

  g_ptr_array_add (out, NULL);
  return g_strjoinv ("\n", (char **) out->pdata);
}

/* Few different characters make many equal lines and words. */
static char *
make_text (GRand *rand,
           guint  longest)
{
  static const char letters[] = "ab  \t\n\n\n";
  GString *text = g_string_new (NULL);
  guint n = (guint) g_rand_int_range (rand, 0, (gint32) longest + 1);

  for (guint i = 0; i < n; i++)
    g_string_append_c (text, letters[g_rand_int_range (rand, 0, (gint32) strlen (letters))]);

  return g_string_free (text, FALSE);
}

/* A few places of @text written anew, so that much of it stays. */
static char *
edit_text (GRand      *rand,
           const char *text)
{
  GString *edited = g_string_new (text);
  int n = g_rand_int_range (rand, 0, 4);

  for (int i = 0; i < n; i++)
    {
      gssize place = g_rand_int_range (rand, 0, (gint32) edited->len + 1);
      gssize wish = g_rand_int_range (rand, 0, 4);
      gssize length = MIN (wish, (gssize) edited->len - place);
      g_autofree char *piece = make_text (rand, 3);

      g_string_erase (edited, place, length);
      g_string_insert (edited, place, piece);
    }

  return g_string_free (edited, FALSE);
}

static void
check_properties (const char *b,
                  const char *m,
                  const char *s)
{
  g_autofree char *wanted = merge_by_definition (b, m, s);
  g_autofree char *merged = NULL;
  g_autofree char *again = NULL;
  g_autofree char *same = NULL;
  g_autofree char *mine = NULL;
  g_autofree char *server = NULL;
  gboolean clean = dwd_text_merge (b, m, s, &merged);

  g_assert_cmpstr (merged, ==, wanted);
  g_assert_cmpint (clean, ==, wanted != NULL);
  g_assert_cmpint (dwd_text_merge (b, m, s, &again), ==, clean);
  g_assert_cmpstr (again, ==, merged);

  g_assert_true (dwd_text_merge (b, m, m, &same));
  g_assert_cmpstr (same, ==, m);
  if (*b == '\0')
    return;

  g_assert_true (dwd_text_merge (b, m, b, &mine));
  g_assert_cmpstr (mine, ==, m);
  g_assert_true (dwd_text_merge (b, b, s, &server));
  g_assert_cmpstr (server, ==, s);
}

/* No word of a merge is one that neither side wrote. */
static void
check_origin (const char *m,
              const char *s)
{
  g_auto (GStrv) mine = cut_plain (m);
  g_auto (GStrv) server = cut_plain (s);
  g_autofree char *merged = NULL;
  g_auto (GStrv) words = NULL;
  g_autofree char *base = g_strconcat (m, "\n", NULL);

  if (!dwd_text_merge (base, m, s, &merged))
    return;

  words = cut_plain (merged);
  for (char **word = words; *word != NULL; word++)
    if (strspn (*word, " \t") == 0 && **word != '\n')
      g_assert_true (g_strv_contains ((const char *const *) mine, *word) ||
                     g_strv_contains ((const char *const *) server, *word));
}

static void
test_random (void)
{
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  int rounds = g_test_slow () ? 300000 : 20000;

  g_test_message ("seed %u", seed);
  for (int i = 0; i < rounds; i++)
    {
      g_autofree char *b = make_text (rand, i % 10 == 0 ? 300 : 24);
      g_autofree char *m = i % 2 == 0 ? edit_text (rand, b) : make_text (rand, 12);
      g_autofree char *s = i % 3 == 0 ? make_text (rand, 12) : edit_text (rand, b);

      check_properties (b, m, s);
      check_origin (m, s);
    }
}

/* Long enough that rows are several words wide and blocks are several. */
static void
test_random_long (void)
{
  guint32 seed = (guint32) g_test_rand_int ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  int rounds = g_test_slow () ? 200 : 12;

  g_test_message ("seed %u", seed);
  for (int i = 0; i < rounds; i++)
    {
      g_autofree char *b = make_text (rand, 2500);
      g_autofree char *m = i % 2 == 0 ? make_text (rand, 2500) : edit_text (rand, b);
      g_autofree char *s = edit_text (rand, b);

      check_properties (b, m, s);
    }
}

static char *
make_notes (guint n_lines,
            guint changed)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (text, "%s on visit %u the filter was changed.\n",
                            i == changed ? "Later" : "Then", i);

  return g_string_free (text, FALSE);
}

/* A long life of notes, changed near both ends: a hundred kilobytes and more merge cleanly. */
static void
test_long_notes (void)
{
  g_autofree char *base = make_notes (5000, G_MAXUINT);
  g_autofree char *mine = make_notes (5000, 1);
  g_autofree char *server = make_notes (5000, 4998);
  g_autofree char *merged = NULL;

  g_assert_cmpuint (strlen (base), >, 200000);
  g_assert_true (dwd_text_merge (base, mine, server, &merged));
  g_assert_true (g_str_has_prefix (merged, "Then on visit 0 "));
  g_assert_cmpuint (strlen (merged), ==, strlen (base) + 2);
  g_assert_nonnull (strstr (merged, "Later on visit 1 the"));
  g_assert_nonnull (strstr (merged, "Later on visit 4998 the"));
}

/* The same in one line, word by word. */
static void
test_long_line (void)
{
  g_autofree char *lines = make_notes (2500, G_MAXUINT);
  g_autofree char *base = g_strdelimit (g_strdup (lines), "\n", ' ');
  g_autofree char *mine = g_strconcat ("First. ", base, NULL);
  g_autofree char *server = g_strconcat (base, "Last.", NULL);
  g_autofree char *wanted = g_strconcat (mine, "Last.", NULL);
  g_autofree char *merged = NULL;

  g_assert_cmpuint (strlen (base), >, 100000);
  g_assert_true (dwd_text_merge (base, mine, server, &merged));
  g_assert_cmpstr (merged, ==, wanted);
}

/* Texts that have nothing but size: whatever the answer is, it comes. */
static void
test_bounded (void)
{
  const gsize n = 4 * 1024 * 1024;
  g_autofree char *ends = g_strnfill (n, '\n');
  g_autofree char *other_ends = g_strconcat ("x", ends + 1, NULL);
  g_autofree char *word = g_strnfill (n, 'w');
  g_autofree char *longer = g_strconcat (word, "w", NULL);
  char *merged = NULL;

  g_assert_false (dwd_text_merge (ends, other_ends, word, &merged));
  g_assert_false (dwd_text_merge (longer, word, "w", &merged));
  g_assert_null (merged);
  g_assert_true (dwd_text_merge (word, word, "w", &merged));
  g_assert_cmpstr (merged, ==, "w");
  g_free (merged);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/text-merge/cases", test_cases);
  g_test_add_func ("/base/text-merge/random", test_random);
  g_test_add_func ("/base/text-merge/random-long", test_random_long);
  g_test_add_func ("/base/text-merge/long-notes", test_long_notes);
  g_test_add_func ("/base/text-merge/long-line", test_long_line);
  g_test_add_func ("/base/text-merge/bounded", test_bounded);

  return g_test_run ();
}
